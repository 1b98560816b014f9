"""Quotation marks: the straight ones that YAML needs, and the typographic ones that it takes for text."""

from __future__ import annotations

from typing import Final

SMART: Final = "YAML needs straight quotation marks, and these are typographic ones."

OPENING: Final = "“„‟«‹‘‚＂"
CLOSING: Final = "”“»›’＂"
"""Quotation marks of word processors, which YAML takes for text."""


def in_typographic_quotes(value: str) -> bool:
    """Say whether typographic quotation marks enclose a value, or one of them and a straight one."""
    return len(value) > 2 and (
        (value[0] in OPENING and value[-1] in CLOSING + "\"'") or (value[0] in "\"'" and value[-1] in CLOSING)
    )


def quoted(value: str) -> str:
    """Write a one-line text as a YAML scalar in quotes."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"
