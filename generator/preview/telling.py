"""How problems and times are told in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from babel.dates import format_datetime

from generator.moments import Moment
from generator.problems import Problem

SHOWN_LINE: Final = 160
"""How many characters of a line are shown around the place of a problem."""


def told_problem(each: Problem, site: Path) -> dict[str, Any]:
    """Return a problem as JSON has it, with its line of the file."""
    before, line = _excerpt(each, site)
    advice, _, example = each.help.partition("\n")
    return {
        "severity": each.severity,
        "code": each.code,
        "place": ":".join(str(part) for part in (each.file, each.line, each.column) if part),
        "open": in_editor(site, each.file, each.line, each.column),
        "message": each.message,
        "help": advice,
        "example": example,
        "number": each.line,
        "line": line,
        "caret": before,
    }


def in_editor(site: Path, path: str, line: int = 0, column: int = 0) -> str:
    """Return the link that opens a file in Visual Studio Code; "" where there is no such file."""
    file = site.absolute() / path
    if not file.is_file():
        return ""
    return f"vscode://file{file.as_uri().removeprefix('file://')}" + "".join(
        f":{each}" for each in (line, column) if each
    )


def when(time: Moment) -> str:
    """Write a time as a British newsroom does."""
    pattern = "d MMMM y, HH:mm" if time.has_time else "d MMMM y"
    return format_datetime(time.time, pattern, tzinfo=time.time.tzinfo, locale="en_GB")


def _excerpt(each: Problem, site: Path) -> tuple[int, str]:
    """Return the line of a problem, cut around its column, and how many characters stand before the column."""
    try:
        text = (site / each.file).read_bytes().decode("utf-8-sig", "replace") if each.line else ""
    except OSError:
        text = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 < each.line <= len(lines):
        return 0, ""
    line = "".join(letter if letter.isprintable() else " " for letter in lines[each.line - 1])
    start = max(0, each.column - 1 - SHOWN_LINE // 2) if len(line) > SHOWN_LINE else 0
    return max(0, each.column - 1 - start), line[start : start + SHOWN_LINE]
