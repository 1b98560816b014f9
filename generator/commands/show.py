"""How problems are shown on a terminal: the line they stand on, a caret, and what to do."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.problems import Problem, section_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

SHOWN_LINE: Final = 100
"""How many characters of a line are shown around the place of a problem, where the terminal has room for them."""

NARROWEST: Final = 40
"""Columns below which nothing is wrapped any more."""

CORRECTION: Final = re.compile(r": \S")
"""What stands after a colon in a help line is there to be copied, so the line is not broken."""

COLOURS: Final = {"error": "bold red", "warning": "bold yellow"}


def show_text(problems: Iterable[Problem], site: Path) -> None:
    """Print each problem with its line of the file, a caret, and what to do.

    Lines are wrapped on a terminal, and where COLUMNS says how wide it is. Colours are for terminals; NO_COLOR
    (no-color.org) and FORCE_COLOR (force-color.org) have the last word, NO_COLOR before the other.
    """
    lines: dict[str, list[str]] = {}
    shown: Shown | None = None
    for each in problems:
        shown = shown or Shown()  # rich takes time to import, and most runs tell nothing
        shown.tell(each, _line(each, lines, site))


class Shown:
    """A terminal, or a file in its place, on which problems are shown."""

    def __init__(self) -> None:
        from rich.console import Console

        is_terminal = sys.stderr.isatty()
        coloured = _is_coloured(is_terminal)
        self.width = max(NARROWEST, shutil.get_terminal_size().columns) if is_terminal or "COLUMNS" in os.environ else 0
        self.console: Console = Console(
            stderr=True, force_terminal=coloured, color_system="standard" if coloured else None,
            markup=False, highlight=False, emoji=False, soft_wrap=True,
        )  # fmt: skip

    def tell(self, each: Problem, source: str | None) -> None:
        """Print one problem; `source` is the line on which it stands."""
        from rich.text import Text

        colour = COLOURS[each.severity]
        place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
        where = ((place, "bold"), ": ") if place else ()
        head = Text.assemble(*where, (each.severity, colour), f": {each.message} ", (f"[{each.code}]", "dim"))
        self._wrapped(head, "", "  ")
        if source is not None:
            number = str(each.line)
            before, line = _around(source, each.column, self._room(len(number)))
            self._line(Text.assemble((f"  {number} | ", "dim"), line))
            if each.column:
                self._line(Text.assemble((f"  {' ' * len(number)} | ", "dim"), " " * before, ("^", colour)))
        first, *rest = each.help.split("\n")
        if first:
            self._wrapped(Text(first), "  help: ", "        ", whole=bool(CORRECTION.search(first)))
        for line in rest:
            self._line(Text(f"        {line}"))
        self._line(
            Text.assemble(("        " if first else "  help: ", "cyan"), (f"See {section_of(each.code)}", "dim"))
        )
        self._line(Text(""))

    def _room(self, digits: int) -> int:
        return min(SHOWN_LINE, self.width - digits - len("   | ……")) if self.width else SHOWN_LINE

    def _wrapped(self, text: Text, first: str, further: str, *, whole: bool = False) -> None:
        """Print a text between words that fit; a word that is too long, such as a path, stays in one piece."""
        from rich.cells import cell_len
        from rich.text import Text

        line = Text.assemble((first, "cyan"))
        room = 0 if whole else self.width
        for number, word in enumerate(text.split(" ")):
            if number and room and line.cell_len + 1 + cell_len(word.plain) > room:
                self._line(line)
                line = Text.assemble((further, "cyan"))
            elif number:
                line.append(" ")
            line.append_text(word)
        self._line(line)

    def _line(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)


def _is_coloured(is_terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (is_terminal and os.environ.get("TERM") != "dumb")


def _around(line: str, column: int, room: int) -> tuple[int, str]:
    """Return the part of a line to show, and how many cells of the terminal stand before the column in it."""
    from rich.cells import cell_len

    start = max(0, column - 1 - room // 2) if len(line) > room else 0
    head, tail = "…" if start else "", "…" if start + room < len(line) else ""
    part = line[start : start + room]
    return cell_len(head + part[: max(0, column - 1 - start)]), head + part + tail


def _line(each: Problem, lines: dict[str, list[str]], site: Path) -> str | None:
    if not each.line:
        return None
    if each.file not in lines:
        try:
            text = (site / each.file).read_bytes().decode("utf-8-sig", "replace")
        except OSError:
            text = ""
        lines[each.file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    of_file = lines[each.file]
    if each.line > len(of_file):
        return None
    return "".join(letter if letter.isprintable() else " " for letter in of_file[each.line - 1])
