"""`broadsheet build`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from generator import build as pipeline
from generator.build import Report, Request
from generator.commands.options import base_url_of, content_options, dask_address, moment_of, site_argument, workers_of
from generator.commands.progress import shown_progress
from generator.commands.report import NOT_DONE, number, show_held_back, show_report, stop, told
from generator.sources import Options


@click.command()
@site_argument
@content_options(
    "Build into this folder.",
    "Build drafts too.",
    "Let warnings stop the build.",
    "Forget what the last build remembers.",
)
@click.option("--verify", is_flag=True, help="Build again from nothing in a scratch folder, and compare.")
@click.option("--timings", is_flag=True, help="Show how long each stage took.")
@click.option(
    "--executor", metavar="dask=ADDRESS", help="Read and render on a Dask cluster that shares the site's folder."
)
def build(
    site: Path, output: Path | None, as_of: str | None, drafts: bool, base_url: str | None, strict: bool, fresh: bool,
    no_search: bool, workers: int | None, form: str, quiet: bool, verify: bool,
    timings: bool, executor: str | None,
) -> None:  # fmt: skip
    """Check the content, render the pages and publish them to the output folder."""
    began = time.perf_counter()
    request = Request(
        site=site,
        output=output or site / "output",
        options=Options(moment_of(as_of, site), base_url_of(base_url), drafts),
        memory=pipeline.memory_file(site),
        warnings_stop=strict,
        workers=workers_of(workers),
        dask=dask_address(executor),
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
    except NOT_DONE as error:
        stop(error)
    show_report(report, form, site, began, timings=timings)
    if report.note and form == "text":
        click.echo(report.note, err=True)
    if report.published and form == "text" and not quiet:
        click.echo(_summary(report, request.output, time.perf_counter() - began))
        show_held_back(report)
    if differing:
        click.echo("This build differs from one from nothing, which is a defect:", err=True)
        click.echo("\n".join(f"  {each}" for each in differing), err=True)
        sys.exit(2)
    if verify and report.published and form == "text" and not quiet:
        click.echo("Verified: a build from nothing gives the same bytes.")
    sys.exit(0 if report.published else 1)


def _summary(report: Report, output: Path, seconds: float) -> str:
    done = f"{len(report.rendered)} rendered, {len(report.written)} written, {len(report.removed)} removed"
    warnings = f"; {told(report)}" if report.problems or report.silenced else ""
    held = f"; {number(len(report.held_back), 'article')} held back" if report.held_back else ""
    return f"{number(report.pages, 'page')} in {output}: {done}, {seconds:.2f} s{held}{warnings}."
