"""How problems are shown: on a terminal, as JSON, and as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from generator.problems import Problem


def show_text(problems: Iterable[Problem], site: Path) -> None:
    """Print each problem with its line of the file, a caret, and what to do."""
    lines: dict[str, list[str]] = {}
    for each in problems:
        click.echo(_as_text(each, lines, site), err=True)


def _as_text(each: Problem, lines: dict[str, list[str]], site: Path) -> str:
    colour = "red" if each.severity == "error" else "yellow"
    place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
    shown = [
        f"{click.style(place, bold=True)}{': ' if place else ''}{click.style(each.severity, fg=colour)}: {each.message} [{each.code}]"
    ]
    source = _line(each, lines, site)
    if source is not None:
        number = str(each.line)
        shown.append(f"  {number} | {source}")
        if each.column:
            shown.append(f"  {' ' * len(number)} | {' ' * (each.column - 1)}{click.style('^', fg=colour)}")
    if each.help:
        shown.append(f"  {click.style('help', fg='cyan')}: {each.help}")
    return "\n".join(shown) + "\n"


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
    return of_file[each.line - 1].replace("\t", " ") if each.line <= len(of_file) else None


def show_github(problems: Iterable[Problem]) -> None:
    """Print each problem as a workflow command that GitHub turns into an annotation."""
    for each in problems:
        where = ",".join(
            f"{name}={_escaped(str(value), in_property=True)}"
            for name, value in (("file", each.file), ("line", each.line), ("col", each.column), ("title", each.code))
            if value
        )
        click.echo(f"::{each.severity} {where}::{_escaped(f'{each.message} {each.help}'.strip())}")


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
