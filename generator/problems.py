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


@dataclass(frozen=True, slots=True, order=True)
class Silenced:
    """A warning that an editor does not want to hear, and why."""

    problem: Problem
    reason: str


CODES: Final[dict[str, str]] = {
    "file/not-utf8": "error",
    "address/collision": "error",
    "address/no-slug": "error",
    "address/too-long": "error",
    "category/misspelling": "warning",
    "topic/near-duplicate": "warning",
    "article/no-text": "warning",
    "article/not-md": "error",
    "article/stray-file": "warning",
    "file/misnamed": "error",
    "file/refused": "error",
    "file/unknown": "warning",
    "file/unreadable": "error",
    "front-matter/before-date": "error",
    "front-matter/far-future": "warning",
    "front-matter/in-the-future": "warning",
    "front-matter/long-description": "warning",
    "front-matter/long-title": "warning",
    "ignore/is-an-error": "error",
    "ignore/no-reason": "error",
    "ignore/unknown-code": "error",
    "ignore/unused": "warning",
    "image/missing-file": "error",
    "link/missing-address": "warning",
    "link/missing-anchor": "warning",
    "link/missing-article": "error",
    "link/missing-file": "warning",
    "link/missing-media": "error",
    "link/missing-page": "error",
    "link/unpublished": "warning",
    "output/in-the-way": "error",
    "site/no-articles": "error",
    "site/no-content": "error",
    "template/missing": "error",
    "template/syntax": "error",
    "template/circular": "error",
    "template/failed": "error",
    "template/unknown-block": "warning",
    "template/unused": "warning",
    "yaml/swallowed-item": "error",
    "file/control-character": "error",
    "file/empty": "error",
    "front-matter/missing": "error",
    "front-matter/missing-categories": "error",
    "front-matter/missing-date": "error",
    "front-matter/missing-title": "error",
    "front-matter/toml": "error",
    "front-matter/too-large": "error",
    "front-matter/too-many": "error",
    "front-matter/unclosed": "error",
    "front-matter/unknown-key": "error",
    "settings/cname": "error",
    "settings/duplicate-slug": "error",
    "settings/duplicate-topic": "error",
    "settings/missing-file": "warning",
    "settings/missing-title": "error",
    "settings/permalink": "error",
    "settings/time-zone": "error",
    "settings/topic-cycle": "error",
    "settings/unknown-key": "error",
    "value/boolean": "error",
    "value/choice": "error",
    "value/date": "error",
    "value/duplicate-name": "error",
    "value/email": "error",
    "value/empty": "error",
    "value/language": "error",
    "value/missing-key": "error",
    "value/name": "error",
    "value/not-a-list": "error",
    "value/not-a-mapping": "error",
    "value/not-text": "error",
    "value/number": "error",
    "value/path": "error",
    "value/picture": "error",
    "value/quoted-name": "error",
    "value/slug": "error",
    "value/url": "error",
    "value/weight": "error",
    "yaml/alias": "error",
    "yaml/anchor": "error",
    "yaml/bracket": "error",
    "yaml/colon": "error",
    "yaml/comment": "warning",
    "yaml/control-character": "error",
    "yaml/directive": "error",
    "yaml/documents": "error",
    "yaml/duplicate-key": "error",
    "yaml/escape": "error",
    "yaml/indentation": "error",
    "yaml/key-not-text": "error",
    "yaml/list": "error",
    "yaml/missing-colon": "error",
    "yaml/not-a-mapping": "error",
    "yaml/quote": "error",
    "yaml/smart-quotes": "error",
    "yaml/special-character": "error",
    "yaml/syntax": "error",
    "yaml/tab": "error",
    "yaml/tag": "error",
    "yaml/too-deep": "error",
    "markup/control-character": "warning",
    "markup/empty-address": "warning",
    "markup/footnote-missing": "warning",
    "markup/footnote-twice": "warning",
    "markup/footnote-unused": "warning",
    "markup/forbidden-address": "warning",
    "markup/html-removed": "warning",
    "markup/html-repaired": "warning",
    "markup/missing-alt": "warning",
    "markup/missing-anchor": "warning",
    "media/unused": "warning",
    "markup/too-complex": "error",
    "markup/too-deep": "error",
    "markup/too-long": "error",
    "markup/too-many": "warning",
}
"""Each code and its severity. Codes are permanent; `docs/problems.md` explains each of them."""


def problem(code: str, file: str, line: int, column: int, message: str, help: str = "") -> Problem:
    """Make the problem `code` at a place. Raises KeyError for a code that is not in the table."""
    return Problem(file, line, column, code, CODES[code], message, help)


def section_of(code: str) -> str:
    """Return where the documents explain a code, with a wrong and a right example."""
    return f"docs/problems.md#{code.replace('/', '')}"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether any of the problems stops the site from being published."""
    return any(each.severity == "error" for each in problems)


def shown(value: str) -> str:
    """Quote a value for a message, on one line and cut to a sane length."""
    flat = " ".join(value.split())
    return f"“{flat if len(flat) <= SHOWN_VALUE else flat[: SHOWN_VALUE - 1] + '…'}”"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean “…”?" for the likeliest known word, or "" where none is like it.

    That is one of the same letters in another order, else the one that has most in common with it.
    """
    plain, words = word.casefold(), sorted(known)
    near = [each for each in words if sorted(each) == sorted(plain)] or get_close_matches(plain, words, n=1, cutoff=0.6)
    return f"Did you mean {shown(near[0])}?" if near else ""
