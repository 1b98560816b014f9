"""How problems are shown: on a terminal, and as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from generator.problems import Problem

SHOWN_LINE: Final = 100
"""How many characters of a line are shown around the place of a problem."""


def show_text(problems: Iterable[Problem], site: Path) -> None:
    """Print each problem with its line of the file, a caret, and what to do."""
    lines: dict[str, list[str]] = {}
    for each in problems:
        click.echo(_as_text(each, lines, site), err=True)


def _as_text(each: Problem, lines: dict[str, list[str]], site: Path) -> str:
    colour = "red" if each.severity == "error" else "yellow"
    place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
    where = f"{click.style(place, bold=True)}: " if place else ""
    shown = [f"{where}{click.style(each.severity, fg=colour)}: {each.message} [{each.code}]"]
    source = _line(each, lines, site)
    if source is not None:
        number = str(each.line)
        before, line = _around(source, each.column)
        shown.append(f"  {number} | {line}")
        if each.column:
            shown.append(f"  {' ' * len(number)} | {' ' * before}{click.style('^', fg=colour)}")
    if each.help:
        first, *rest = each.help.split("\n")
        shown.append(f"  {click.style('help', fg='cyan')}: {first}")
        shown += [f"        {line}" for line in rest]
    return "\n".join(shown) + "\n"


def _around(line: str, column: int) -> tuple[int, str]:
    """Return the part of a line to show, and how many cells of the terminal stand before the column in it."""
    from rich.cells import cell_len

    start = max(0, column - 1 - SHOWN_LINE // 2) if len(line) > SHOWN_LINE else 0
    head, tail = "…" if start else "", "…" if start + SHOWN_LINE < len(line) else ""
    part = line[start : start + SHOWN_LINE]
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


def show_github(problems: Iterable[Problem], site: Path) -> None:
    """Print each problem as a workflow command that GitHub turns into an annotation.

    GitHub counts files from the repository's folder, in which the command is called.
    """
    for each in problems:
        where = ",".join(
            f"{name}={_escaped(str(value), in_property=True)}"
            for name, value in (
                ("file", _from_here(site, each.file)),
                ("line", each.line),
                ("col", each.column),
                ("title", each.code),
            )
            if value
        )
        click.echo(f"::{each.severity} {where}::{_escaped(f'{each.message} {each.help}'.strip())}")


def _from_here(site: Path, file: str) -> str:
    try:
        return (site / file).resolve().relative_to(Path.cwd()).as_posix() if file else ""
    except ValueError:
        return file


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
