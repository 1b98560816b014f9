"""`broadsheet check`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from generator import build as pipeline
from generator.build import Request
from generator.commands.options import base_url_of, content_options, moment_of, site_argument, workers_of
from generator.commands.progress import shown_progress
from generator.commands.report import NOT_DONE, number, show_held_back, show_report, stop, told
from generator.sources import Options


@click.command()
@site_argument
@content_options(
    "The folder that a build would fill; it is not touched.",
    "Check as if drafts were built too.",
    "Let warnings stop it, as they would stop such a build.",
    "Use nothing that is remembered, and remember nothing.",
)
def check(
    site: Path, output: Path | None, as_of: str | None, drafts: bool, base_url: str | None, strict: bool, fresh: bool,
    no_search: bool, workers: int | None, form: str, quiet: bool,
) -> None:  # fmt: skip
    """Tell every problem of the site; publish nothing.

    What is learnt is remembered in .broadsheet/, so that the next check and the next build need not look again at
    what has not changed. Nothing else is written, and with --fresh nothing at all.
    """
    began = time.perf_counter()
    request = Request(
        site=site,
        output=output or site / "output",
        options=Options(moment_of(as_of, site), base_url_of(base_url), drafts),
        memory=None if fresh else pipeline.memory_file(site),
        warnings_stop=strict,
        workers=workers_of(workers),
        publish=False,
        remember=not fresh and _can_remember(site),
    )
    try:
        with shown_progress(form == "text" and not quiet) as progress:
            report = pipeline.build(replace(request, progress=progress))
    except NOT_DONE as error:
        stop(error)
    show_report(report, form, site, began, "The site cannot be published")
    if report.published and form == "text" and not quiet:
        click.echo(f"{number(report.pages, 'page')}, {told(report)}.")
        show_held_back(report)
    sys.exit(0 if report.published else 1)


def _can_remember(site: Path) -> bool:
    """Say whether memory can be written: a site may lie where nobody may write."""
    folder = pipeline.memory_file(site).parent
    return os.access(folder if folder.exists() else site, os.W_OK)
