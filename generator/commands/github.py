"""How problems are shown on GitHub: as annotations of a pull request, and all of them in the job's summary.

The form of both is told in docs.github.com/actions/reference/workflows-and-actions/workflow-commands, the limits in
docs.github.com/rest/checks/runs: ten errors, ten warnings and ten notices of each step are shown.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

from generator.problems import Problem, Silenced, section_of

SHOWN: Final = 10
"""How many annotations of one severity GitHub shows of a step."""

ROOM: Final = 1024 * 1024
"""Bytes of a job's summary; GitHub shows nothing at all of one that is longer."""


def show_github(problems: tuple[Problem, ...], silenced: tuple[Silenced, ...], site: Path) -> None:
    """Print as many problems as GitHub shows as annotations, and write all of them into the job's summary.

    GitHub counts files from the repository's folder, in which the command is called. Where the summary cannot be
    written that is told, and the annotations are there all the same.
    """
    shown = [each for severity in ("error", "warning") for each in spread(problems, severity)]
    for each in sorted(shown):
        where: dict[str, str | int] = {"file": _from_here(site, each.file), "line": each.line, "col": each.column}
        _command(
            each.severity,
            where | {"title": each.code},
            f"{each.message} {each.help}".strip() + f"\nSee {section_of(each.code)}",
        )
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            _append(Path(summary), problems, silenced, site)
        except OSError as error:
            click.echo(f"broadsheet: the job’s summary cannot be written: {error.strerror}: {summary}", err=True)
            summary = ""
    if left := len(problems) - len(shown):
        place = "The job’s summary has" if summary else "`broadsheet check` shows"
        _command("notice", {"title": "broadsheet"}, f"{left:,} more than GitHub shows here. {place} all of them.")


def spread(problems: Iterable[Problem], severity: str) -> list[Problem]:
    """Choose the annotations of one severity: the first of each file and kind come before the second of any."""
    before: Counter[tuple[str, str]] = Counter()
    of_file: Counter[str] = Counter()
    ranked = []
    for each in problems:
        if each.severity == severity:
            ranked.append((before[each.file, each.code], of_file[each.file], each))
            before[each.file, each.code] += 1
            of_file[each.file] += 1
    return [each for _, _, each in sorted(ranked)[:SHOWN]]


def _command(name: str, properties: Mapping[str, str | int], message: str) -> None:
    listed = ",".join(f"{key}={_escaped(str(value), in_property=True)}" for key, value in properties.items() if value)
    click.echo(f"::{name} {listed}::{_escaped(message)}")


def _from_here(site: Path, file: str) -> str:
    try:
        return (site / file).resolve().relative_to(Path.cwd()).as_posix() if file else ""
    except ValueError:
        return file


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def _append(summary: Path, problems: tuple[Problem, ...], silenced: tuple[Silenced, ...], site: Path) -> None:
    room = ROOM - (summary.stat().st_size if summary.exists() else 0)
    with open(summary, "a", encoding="utf-8", newline="\n") as file:
        file.write(summary_text(problems, silenced, site, room))


def summary_text(problems: tuple[Problem, ...], silenced: tuple[Silenced, ...], site: Path, room: int) -> str:
    """Return the summary of a job, in Markdown, in at most `room` bytes; what finds no room is counted."""
    errors = sum(each.severity == "error" for each in problems)
    counts = [
        f"{count:,} {what}{'' if count == 1 else 's'}"
        for count, what in ((errors, "error"), (len(problems) - errors, "warning"))
    ]
    lines = [f"### Broadsheet: {', '.join(counts)}{f', {len(silenced):,} silenced' if silenced else ''}\n"]
    if problems:
        lines += ["\n| | Where | What | What to do |\n", "| --- | --- | --- | --- |\n"]
    left = room - sum(len(line.encode()) for line in lines) - len(LEFT_OUT.format(len(problems)).encode())
    for number, each in enumerate(sorted(problems, key=lambda each: (each.severity != "error", each))):
        row = _row(each, site)
        left -= len(row.encode())
        if left < 0:
            lines.append(LEFT_OUT.format(len(problems) - number))
            break
        lines.append(row)
    whole = "".join([*lines, "\n"])
    return whole if len(whole.encode()) <= room else ""


LEFT_OUT: Final = "\n{:,} more have no room here; `broadsheet check` shows them.\n"


def _row(each: Problem, site: Path) -> str:
    place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
    mark = {"error": "❌", "warning": "⚠️"}[each.severity]
    advice = f"{each.help}\n" if each.help else ""
    cells = (
        mark,
        _linked(place, each, site),
        f"{_literal(each.message)} `{each.code}`",
        _literal(advice) + section_of(each.code),
    )
    return f"| {' | '.join(cells)} |\n"


def _linked(place: str, each: Problem, site: Path) -> str:
    """Link to the line in the repository as it was checked, where GitHub's runner says which that is."""
    server, repository, commit = (os.environ.get(f"GITHUB_{key}") for key in ("SERVER_URL", "REPOSITORY", "SHA"))
    if not (server and repository and commit and each.file):
        return _literal(place)
    anchor = f"?plain=1#L{each.line}" if each.line else ""
    return f"[{_literal(place)}]({server}/{repository}/blob/{commit}/{quote(_from_here(site, each.file))}{anchor})"


def _literal(text: str) -> str:
    """Write a text so that GitHub's Markdown shows it as it is, in the cell of a table."""
    written = "".join(
        each if each.isalnum() or each in " -.,\n" or ord(each) > 127 else f"&#{ord(each)};" for each in text
    )
    return written.replace("\n ", "\n&nbsp;").replace("  ", "&nbsp; ").replace("\n", "<br>")
