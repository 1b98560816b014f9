"""A problem in the content as plain data, and the one table of the codes that a problem may bear.

Every stage tells what it finds wrong as `Problem` values; the commands show them. Nothing here prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

SHOWN_VALUE: Final = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an editor has to mend, or should look at.

    `file` is relative to the site's folder, with `/`. `line` and `column` count from 1; 0 where there is no place.
    `severity` is "error" (nothing is published) or "warning".
    """

    file: str
    line: int
    column: int
    code: str
    severity: str
    message: str
    help: str


CODES: Final[dict[str, str]] = {
}
"""Each code and its severity. Codes are permanent; `docs/problems.md` explains each of them."""


def problem(code: str, file: str, line: int, column: int, message: str, help: str = "") -> Problem:
    """Make the problem `code` at a place. Raises KeyError for a code that is not in the table."""
    return Problem(file, line, column, code, CODES[code], message, help)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether any of the problems stops the site from being published."""
    return any(each.severity == "error" for each in problems)


def shown(value: str) -> str:
    """Quote a value for a message, on one line and cut to a sane length."""
    flat = " ".join(value.split())
    return f"“{flat if len(flat) <= SHOWN_VALUE else flat[: SHOWN_VALUE - 1] + '…'}”"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean “…”?" for the likeliest known word, or "" where none is like it."""
    near = get_close_matches(word.casefold(), sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {shown(near[0])}?" if near else ""
