"""`broadsheet next`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.build import memory_file, theme_folder
from generator.commands.options import base_url_of, moment_of, site_argument
from generator.commands.report import NOT_DONE, needs_content, stop
from generator.commands.show import show_text
from generator.memory import open_memory
from generator.sources import Options, look_at
from generator.stamp import program_stamp


@click.command("next")
@site_argument
@click.option("--as-of", metavar="WHEN", help="The moment after which to look.  [default: now]")
@click.option("--drafts", is_flag=True, help="As if drafts were built too.")
@click.option("--base-url", metavar="URL", help="Where the site is published.")
def next_command(site: Path, as_of: str | None, drafts: bool, base_url: str | None) -> None:
    """Print the next moment at which a build would come out different, although nobody edits anything.

    That is when an embargo or an article's time ends. It is written in UTC, as 2026-01-28T14:30:00Z; nothing is
    printed where no such moment is known, with status 0 too. Status 1: the site has errors and cannot be built.
    """
    from generator.horizon import horizon

    needs_content(site)
    options = Options(moment_of(as_of, site), base_url_of(base_url), drafts)
    try:
        memory = open_memory(memory_file(site), program_stamp(), lasting=False)
        try:
            found = horizon(memory, look_at(site, theme_folder(), options, {}))
        finally:
            memory.discard()
    except NOT_DONE as error:
        stop(error)
    if found.problems:
        show_text(found.problems, site)
        sys.exit(1)
    click.echo(found.moment or "", nl=bool(found.moment))
    if not found.moment:
        click.echo("No moment is known at which the site changes by itself.", err=True)
