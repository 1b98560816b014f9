"""What a YAML text says, with places: texts, lists and mappings, before anyone asks whether they make sense."""

from __future__ import annotations

from typing import Final

from generator.fingerprint import Value
from generator.problems import Problem

NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""The unquoted words that YAML 1.2 reads as no value."""


class Text(Value, frozen=True):
    """A text as it was written, and the comment that follows it on its line."""

    value: str
    line: int
    column: int
    quoted: bool = False
    comment: str = ""


class Items(Value, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Entry(Value, frozen=True):
    """A key of a mapping and its value."""

    key: Text
    value: Node


class Mapping(Value, frozen=True):
    """Keys and values in the order in which they are written. No key occurs twice."""

    entries: tuple[Entry, ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((each.value for each in self.entries if each.key.value == key), None)


Node = Text | Items | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]


class Tree(Value, frozen=True):
    """What was read. `root` is None where the text is not one mapping; a problem then says why."""

    root: Mapping | None
    problems: tuple[Problem, ...]


def is_nothing(node: Node) -> bool:
    """Say whether a value is left out: an unquoted `null` or `~`, an empty text, list or mapping."""
    if isinstance(node, Text):
        return not node.value.strip() or (not node.quoted and node.value in NOTHING)
    return not (node.items if isinstance(node, Items) else node.entries)


def texts_of(node: Node | None) -> tuple[Text, ...]:
    """Return the texts of a list, or the keys of a mapping; nothing of anything else."""
    if isinstance(node, Mapping):
        return tuple(each.key for each in node.entries)
    return tuple(each for each in node.items if isinstance(each, Text)) if isinstance(node, Items) else ()


def steps(node: Node) -> tuple[tuple[int | str, Node], ...]:
    """Return what lies directly in a value, each with its index or key."""
    if isinstance(node, Items):
        return tuple(enumerate(node.items))
    return tuple((each.key.value, each.value) for each in node.entries) if isinstance(node, Mapping) else ()


def plain(node: Node) -> Plain:
    """Return a value without its places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(each) for each in node.items]
    return {each.key.value: plain(each.value) for each in node.entries}
