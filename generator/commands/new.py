"""`broadsheet new`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import click

from generator.commands.looking import looked_into
from generator.commands.options import moment_of
from generator.commands.report import refuse, stop
from generator.sources import Options

SCHEMA: Final = ".vscode/schemas/article.schema.json"


@click.command()
@click.argument("headline")
@click.argument("site", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[SITE]")
@click.option(
    "--like",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the categories and topics of this article.",
)
@click.option("--category", "categories", multiple=True, metavar="NAME", help="A category; may be given several times.")
@click.option(
    "--slug", default="", metavar="TEXT", help="The file's name, without .md.  [default: made of the headline]"
)
@click.option("--edit", is_flag=True, help="Open the file in $VISUAL or $EDITOR.")
def new(
    headline: str, site: Path, like: Path | None, categories: tuple[str, ...], slug: str, edit: bool
) -> None:  # fmt: skip
    """Make the file of a new article, with front matter to fill in, and print its path.

    It is a draft until its line “draft: true” is taken out; until then nothing in it stops a build. No file is ever
    overwritten.
    """
    from generator import blank

    if not (site / "content").is_dir():
        refuse(f"there is no folder content/ in {site}; call the command in the folder of the site, or name it")
    command = _editor() if edit else []
    moment = moment_of(None, site)
    try:
        with looked_into(site, Options(moment)) as ask:
            offered = replace(blank.offer(ask, moment), schema=SCHEMA if (site / SCHEMA).is_file() else "")
        example = blank.example(like.read_bytes(), str(like)) if like else None
        if not categories and not example and sys.stdin.isatty() and sys.stderr.isatty():
            categories = _asked(offered.categories)
        made = blank.blank(headline, offered, example, categories, slug)
    except blank.NotPossible as error:
        refuse(str(error))
    file = site / made.path
    try:
        _write(file, made.text, site / "content")
    except FileExistsError:
        free = next(number for number in count(2) if not file.with_name(f"{file.stem}-{number}.md").exists())
        refuse(f"{file} is there already; to write another story, add --slug {file.stem}-{free}")
    except OSError as error:
        stop(error)
    click.echo(str(file))
    if command:
        _open(command, file)


def _asked(offered: tuple[str, ...]) -> tuple[str, ...]:
    """Let the editor choose among the site's categories, or name the first."""
    if not offered:
        first: str = click.prompt("The first category of this site", default="World", err=True)
        return tuple(each for name in first.split(",") if (each := name.strip()))
    for number, name in enumerate(offered, 1):
        click.echo(f"{number:>3}  {name}", err=True)
    answer = click.prompt("Categories, by number or name, with commas between", default="1", err=True)
    words = [each.strip() for each in answer.split(",") if each.strip()]
    return tuple(
        offered[int(each) - 1] if each.isascii() and each.isdigit() and 1 <= int(each) <= len(offered) else each
        for each in words
    )


def _write(file: Path, text: str, content: Path) -> None:
    """Write a file that is not there yet. Raises FileExistsError where one is, OSError where it cannot be."""
    if not file.parent.resolve().is_relative_to(content.resolve()):
        refuse(f"{file.parent} is, or lies behind, a link that leaves the content")
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "x", encoding="utf-8", newline="\n") as opened:
        opened.write(text)


def _editor() -> list[str]:
    """Return the editor's command, which may have arguments."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command, posix=os.name != "nt")
    except ValueError:
        refuse(f"$VISUAL or $EDITOR is {command!r}, in which a quotation mark is not closed")
    if not words:
        refuse("--edit needs to know your editor; set EDITOR, for instance: export EDITOR=nano")
    return words


def _open(command: list[str], file: Path) -> None:
    try:
        done = subprocess.run([*command, str(file)], check=False)  # noqa: S603 - the editor's own choice of program
    except OSError as error:
        refuse(f"the editor {command[0]!r} cannot be started: {error.strerror}")
    if done.returncode:
        refuse(f"the editor {command[0]!r} ended with status {done.returncode}; the article’s file is {file}")
