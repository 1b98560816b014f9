"""`broadsheet topics`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.looking import looked_into
from generator.commands.options import moment_of, site_argument
from generator.commands.report import needs_content
from generator.sources import Options

if TYPE_CHECKING:
    from generator.registry import TopicRow
    from generator.spelling import Doubt


@click.command()
@site_argument
@click.option("--as-of", metavar="WHEN", help="The moment that is meant.  [default: now]")
@click.option("--drafts", is_flag=True, help="Count drafts too.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "yaml"]), default="text", show_default=True,
    help="yaml: only the suggested entries of topics.yaml.",
)  # fmt: skip
def topics(site: Path, as_of: str | None, drafts: bool, form: str) -> None:
    """List the topics with their weights, and which of them are probably one.

    The greatest come first. A topic's weight is the sum of its weights, in percent, in all published articles; its
    mean weight is what it has in an article that names it.
    """
    from generator.registry import merges, topic_rows
    from generator.spelling import doubts

    needs_content(site)
    with looked_into(site, Options(moment_of(as_of, site), drafts=drafts)) as ask:
        rows = ask(topic_rows)
        alike = ask(doubts, "topic")
        suggested = ask(merges)
    if form == "json":
        shown = {"topics": [asdict(each) for each in rows], "alike": [asdict(each) for each in alike]}
        click.echo(json.dumps(shown | {"suggested": list(suggested)}, ensure_ascii=False))
    elif form == "yaml":
        click.echo("".join(f"{each}\n" for each in suggested), nl=False)
    else:
        click.echo(_as_text(rows, alike, suggested))


def _as_text(rows: tuple[TopicRow, ...], alike: tuple[Doubt, ...], suggested: tuple[str, ...]) -> str:
    lines = [_line("articles", "weight", "mean", "last", "topic")] if rows else ["There are no topics."]
    lines += [
        _line(f"{row.articles:,}", f"{row.weight:,} %", f"{row.mean} %", row.last or "–", _described(row))
        for row in rows
    ]
    if alike:
        lines += ["", "Probably one topic:", *map(_pair, alike)]
        lines += ["", "To make one of each, write in content/topics.yaml:", "", *suggested]
        lines += ["", "Two that are not one: give an entry there the other’s name under “distinct”."]
    return "\n".join(lines)


def _line(articles: str, weight: str, mean: str, last: str, name: str) -> str:
    return f"{articles:>8}  {weight:>10}  {mean:>6}  {last:<10}  {name}"


def _described(row: TopicRow) -> str:
    more = (*((f"part of {row.parent}",) if row.parent else ()), *(() if row.registered else ("not in topics.yaml",)))
    return f"{row.name} ({', '.join(more)})" if more else row.name


def _pair(doubt: Doubt) -> str:
    why = "the same words" if doubt.same_words else "one letter differs"
    known = f", also called {doubt.alias}" if doubt.alias else ""
    return (
        f"  {doubt.other_name} ({doubt.other_articles:,}) → {doubt.kept_name} ({doubt.kept_articles:,}){known}: {why}"
    )
