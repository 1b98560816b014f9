"""Names that stand twice in one list."""

from __future__ import annotations

from collections.abc import Iterable

from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.yaml_tree import Text


def repeated_names(names: Iterable[Text], file: str) -> list[Problem]:
    """Tell the names that stand twice in one list, whatever their spelling."""
    found: list[Problem] = []
    first: dict[str, Text] = {}
    for name in names:
        key = identity(name.value)
        earlier = first.setdefault(key, name)
        if key and earlier is not name:
            same = "" if earlier.value == name.value else f" as {shown(earlier.value)}"
            message = f"{shown(name.value)} already stands on line {earlier.line}{same}."
            found.append(problem("value/duplicate-name", file, name.line, name.column, message, "Keep one of the two."))
    return found
