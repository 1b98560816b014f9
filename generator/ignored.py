"""What an editor wrote under `ignore`: warnings that are all right, and why."""

from __future__ import annotations

from generator.fingerprint import Value
from generator.yaml_tree import Node, texts_of


class Ignored(Value, frozen=True):
    """A warning that is all right here: its code, why, and where that is said."""

    code: str
    reason: str
    line: int
    column: int


def ignored_in(reasons: dict[str, str], node: Node | None) -> tuple[Ignored, ...]:
    """Return the warnings that a checked value `ignore` names, each with its place."""
    places = {each.value.strip(): each for each in texts_of(node)}
    return tuple(Ignored(code, why, places[code].line, places[code].column) for code, why in reasons.items())
