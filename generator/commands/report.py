"""What a build or a check came to, on the terminal: problems, a summary, the exit status."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final, NoReturn

import click

from generator.bench import WorkerFailed
from generator.build import Report, no_content
from generator.commands.github import show_github
from generator.commands.show import show_text
from generator.memory import MemoryBusy, MemoryDamaged
from generator.output import OutputRefused
from generator.sources import SourceChanged

NOT_DONE: Final = (MemoryBusy, MemoryDamaged, OutputRefused, SourceChanged, WorkerFailed, OSError, sqlite3.Error)
"""What ends a command although nothing is wrong with the content."""


def show_report(
    report: Report, form: str, site: Path, began: float, done: str = "Nothing was published", *, timings: bool = False
) -> None:
    """Show the problems of a report in one of the forms: "text", "json" or "github"; `timings` too where wanted.

    `done` says as text what came of a site that cannot be published.
    """
    if form == "json":
        shown: dict[str, object] = {
            "problems": [asdict(each) for each in report.problems],
            "silenced": [asdict(each.problem) | {"reason": each.reason} for each in report.silenced],
            "pages": report.pages,
            "rendered": len(report.rendered),
            "written": len(report.written),
            "removed": len(report.removed),
            "seconds": round(time.perf_counter() - began, 3),
        }
        if timings:
            shown["timings"] = {stage: round(seconds, 3) for stage, seconds in report.timings}
        click.echo(json.dumps(shown, ensure_ascii=False))
    elif form == "github":
        show_github(report.problems, report.silenced, site)
    else:
        show_text(report.problems, site)
        if timings:
            _show_timings(report)
        if not report.published:
            click.echo(f"{done}: {told(report)}.", err=True)


def _show_timings(report: Report) -> None:
    for stage, seconds in report.timings:
        click.echo(f"{stage:<12}{seconds:9.3f} s")


def told(report: Report) -> str:
    """Say how many problems there are, and how many are silenced."""
    errors = sum(each.severity == "error" for each in report.problems)
    counts = ((errors, "error"), (len(report.problems) - errors, "warning"))
    found = [number(count, what) for count, what in counts if count] or ["no problems"]
    return ", ".join([*found, *([f"{len(report.silenced):,} silenced"] if report.silenced else [])])


def show_held_back(report: Report) -> None:
    """Name a few of the articles that are held back, and say until when."""
    if report.next_out:
        more = len(report.held_back) - len(report.next_out)
        click.echo("Held back:")
        click.echo(
            "".join(f"  {each}\n" for each in (*report.next_out, *([f"and {more:,} more"] if more else ()))), nl=False
        )


def number(count: int, what: str) -> str:
    """Write a number and what is counted."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def needs_content(site: Path) -> None:
    """End with status 1, and say what a build says, where a folder is no site."""
    if not (site / "content").is_dir():
        show_text((no_content(),), site)
        sys.exit(1)


def stop(error: Exception) -> NoReturn:
    """End with status 2 and one line: nothing is wrong with the content, but it could not be done."""
    if isinstance(error, sqlite3.Error):
        message = f"what builds remember in .broadsheet/ cannot be written: {error}"
    elif isinstance(error, SourceChanged):
        message = f"{error} keeps changing while the site is built"
    elif isinstance(error, OSError) and error.errno == errno.ENOSPC:
        message = "the disk is full; what is published is as it was"
    elif isinstance(error, OSError) and error.strerror:
        message = f"{error.strerror}: {error.filename or ''}".rstrip(": ")
    else:
        message = str(error)
    refuse(message)


def refuse(message: str) -> NoReturn:
    """End with status 2 and one line."""
    click.echo(f"broadsheet: {message}", err=True)
    sys.exit(2)
