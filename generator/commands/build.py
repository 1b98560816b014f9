"""`broadsheet build` and `broadsheet check`."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

import click

from generator import build as pipeline
from generator.build import Report, Request
from generator.commands.options import base_url_of, content_options, moment_of, site_argument
from generator.commands.progress import shown_progress
from generator.commands.show import show_github, show_text
from generator.memory import MemoryBusy
from generator.output import OutputRefused
from generator.sources import Options, SourceChanged


@click.command()
@site_argument
@content_options
@click.option("--verify", is_flag=True, help="Build again from nothing in a scratch folder, and compare.")
def build(
    site: Path, output: Path | None, as_of: str | None, drafts: bool, base_url: str | None, strict: bool, fresh: bool,
    no_search: bool, workers: int | None, form: str, quiet: bool, verify: bool,
) -> None:  # fmt: skip
    """Check the content, render the pages and publish them to the output folder."""
    began = time.perf_counter()
    request = Request(
        site=site,
        output=output or site / "output",
        options=Options(moment_of(as_of, site), base_url_of(base_url), drafts),
        memory=pipeline.memory_file(site),
        warnings_stop=strict,
    )
    differing: tuple[str, ...] = ()
    try:
        if fresh:
            pipeline.forget(site)
        if verify:
            report, differing = pipeline.verify(request)
        else:
            with shown_progress(form == "text" and not quiet) as progress:
                report = pipeline.build(replace(request, progress=progress))
    except (MemoryBusy, OutputRefused, SourceChanged, OSError, sqlite3.Error) as error:
        _stop(error)
    _show(report, form, site, began)
    if report.note and form == "text":
        click.echo(report.note, err=True)
    if report.published and form == "text" and not quiet:
        click.echo(_summary(report, request.output, time.perf_counter() - began))
    if differing:
        click.echo("This build differs from one from nothing, which is a defect:", err=True)
        click.echo("\n".join(f"  {each}" for each in differing), err=True)
        sys.exit(2)
    if verify and report.published and form == "text" and not quiet:
        click.echo("Verified: a build from nothing gives the same bytes.")
    sys.exit(0 if report.published else 1)


@click.command()
@site_argument
@content_options
def check(
    site: Path, output: Path | None, as_of: str | None, drafts: bool, base_url: str | None, strict: bool, fresh: bool,
    no_search: bool, workers: int | None, form: str, quiet: bool,
) -> None:  # fmt: skip
    """Tell every problem of the site; write nothing."""
    began = time.perf_counter()
    request = Request(
        site=site,
        output=output or site / "output",
        options=Options(moment_of(as_of, site), base_url_of(base_url), drafts),
        memory=None if fresh else pipeline.memory_file(site),
        warnings_stop=strict,
        publish=False,
    )
    try:
        with shown_progress(form == "text" and not quiet) as progress:
            report = pipeline.build(replace(request, progress=progress))
    except (MemoryBusy, OutputRefused, SourceChanged, OSError, sqlite3.Error) as error:
        _stop(error)
    _show(report, form, site, began)
    if report.published and form == "text" and not quiet:
        click.echo(f"{_number(report.pages, 'page')}, {_told(report)}.")
    sys.exit(0 if report.published else 1)


def _show(report: Report, form: str, site: Path, began: float) -> None:
    if form == "json":
        shown = {
            "problems": [asdict(each) for each in report.problems],
            "pages": report.pages,
            "rendered": len(report.rendered),
            "written": len(report.written),
            "removed": len(report.removed),
            "seconds": round(time.perf_counter() - began, 3),
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
    elif form == "github":
        show_github(report.problems, site)
    else:
        show_text(report.problems, site)
        if not report.published:
            click.echo(f"Nothing was published: {_told(report)}.", err=True)


def _summary(report: Report, output: Path, seconds: float) -> str:
    done = f"{len(report.rendered)} rendered, {len(report.written)} written, {len(report.removed)} removed"
    warnings = f"; {_told(report)}" if report.problems else ""
    held = f"; {_number(len(report.held_back), 'article')} held back" if report.held_back else ""
    return f"{_number(report.pages, 'page')} in {output}: {done}, {seconds:.2f} s{held}{warnings}."


def _told(report: Report) -> str:
    errors = sum(each.severity == "error" for each in report.problems)
    warnings = len(report.problems) - errors
    return (
        ", ".join(_number(count, what) for count, what in ((errors, "error"), (warnings, "warning")) if count)
        or "no problems"
    )


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _stop(error: Exception) -> NoReturn:
    """End with status 2 and one line: nothing is wrong with the content, but it could not be built."""
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
    click.echo(f"broadsheet: {message}", err=True)
    sys.exit(2)
