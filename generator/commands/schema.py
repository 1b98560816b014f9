"""`broadsheet schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.commands.looking import looked_into
from generator.commands.options import moment_of, site_argument
from generator.commands.report import NOT_DONE, stop
from generator.sources import Options

KINDS = ("article", "page", "site", "topics", "authors")


@click.command()
@site_argument
@click.option(
    "--of", "kind", type=click.Choice(KINDS), default="article", show_default=True,
    help="The front matter of articles or of standing pages, site.yaml, topics.yaml or authors.yaml.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write all of them into this folder: article.schema.json and so on.",
)  # fmt: skip
def schema(site: Path, kind: str, output: Path | None) -> None:
    """Print the JSON Schema of the front matter or of a settings file, for editors.

    With it an editor completes keys, categories and topics, and underlines mistakes. docs/editing.md says how.
    """
    from generator.completion import MODELS, known, schema_of

    try:
        with looked_into(site, Options(moment_of(None, site))) as ask:
            suggested = known(ask)
        if output is None:
            click.echo(_written(schema_of(kind, suggested)), nl=False)
            return
        output.mkdir(parents=True, exist_ok=True)
        for each in MODELS:
            (output / f"{each}.schema.json").write_text(_written(schema_of(each, suggested)), "utf-8", newline="\n")
    except NOT_DONE as error:
        stop(error)


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
