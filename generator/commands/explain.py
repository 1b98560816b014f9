"""`broadsheet explain URL`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from generator.build import memory_file
from generator.commands.options import site_argument
from generator.commands.report import refuse
from generator.memory import Memory, MemoryBusy, open_memory
from generator.problems import CODES, did_you_mean
from generator.stamp import program_stamp


@click.command()
@click.argument("url")
@site_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(url: str, site: Path, form: str) -> None:
    """Say why a page was rendered, what it was made from, and what depends on it; or explain a problem.

    URL is an address such as /topics/rail/, a full URL, the path of an article's file, or the code of a problem, such
    as value/weight.
    """
    if url in CODES:
        _explain_problem(url, form)
        return
    from generator.explanation import explain as explanation_of
    from generator.explanation import why_held_back

    try:
        memory = open_memory(memory_file(site), program_stamp(), lasting=False)
    except MemoryBusy as error:
        refuse(str(error))
    asked = _addresses(url, memory)
    found = next((each for address in asked if (each := explanation_of(memory, address))), None)
    held_back = next((why for address in asked if (why := why_held_back(memory, address))), "")
    meant = "" if found or held_back else _meant(url, asked, memory)
    memory.discard()
    if found is None and held_back:
        click.echo(f"{url} is on no page: {held_back}.")
        return
    if found is None:
        refuse(f"nothing is remembered of a page {url}; {meant or 'build the site first.'}")
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    click.echo(f"{found.address} ({found.kind}{' ' + found.subject if found.subject else ''})\n")
    # Checks make the same pages, and remember them.
    ago = {0: "in the last build or check", 1: "in the build or check before the last"}.get(
        found.builds_ago, f"{found.builds_ago} builds and checks ago"
    )
    click.echo(f"Rendered {ago}, {'because this had changed:' if found.causes else 'because it was new.'}")
    for depth, cause in enumerate(found.causes):
        click.echo(f"{'  ' * depth}  {cause}")
    click.echo("\nMade from:")
    click.echo("\n".join(f"  {each}" for each in found.asked))
    click.echo(
        "\nAlso shown on, and made again with it where that changes:" if found.shown_on else "\nNo other page shows it."
    )
    click.echo("".join(f"  {each}\n" for each in found.shown_on), nl=False)


def _meant(url: str, asked: list[str], memory: Memory) -> str:
    """Return "did you mean “…”?" for the code or the page that is most like what was asked for; "" where none is."""
    from generator.explanation import nearest

    of_codes = "" if url.startswith("/") else did_you_mean(url, CODES)
    found = of_codes or next((meant for address in asked if (meant := nearest(memory, address))), "")
    return found[:1].lower() + found[1:]


def _explain_problem(code: str, form: str) -> None:
    from generator.handbook import explained

    text = explained(code)
    click.echo(json.dumps({"code": code, "severity": CODES[code], "text": text}) if form == "json" else text)


def _addresses(url: str, memory: Memory) -> list[str]:
    """Return what may be meant: an address, with or without the path under which the site is published, or a file."""
    from generator.explanation import base_path

    path = unquote(urlsplit(url).path) or "/"
    if not path.startswith("/"):
        return [path, f"content/articles/{path}", f"/{path}", f"/{path}/"]
    shorter = path.removeprefix(base_path(memory))
    return [each for address in (shorter, path) for each in (address, f"{address}/")]
