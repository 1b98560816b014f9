"""The topics as data, for a newsroom's own tools: `/topics/index.json`, and `index.json` beside each topic's page.

The keys are a promise: what is here stays, more may come. `docs/schemas/` holds the JSON Schemas of these classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from generator.article import card
from generator.ask import Ask, question
from generator.families import family, reach, term_keys
from generator.ledgers import history, ledger
from generator.library import label
from generator.site import base, registered_topics
from generator.trends import by_month
from generator.urls import absolute


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic. `slug` is the part of its address that is its own, and `parent` the slug of the topic that it is a
    part of. `count` is the number of articles about itself, `total` also of those about its parts. `weights` has for
    each month ("2026-01") with an article about it the sum of its weights there, in percent."""

    name: str
    slug: str
    url: str
    data: str
    aliases: tuple[str, ...]
    parent: str | None
    count: int
    total: int
    weights: dict[str, int]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article about a topic: its URL, its headline, when it was published (RFC 3339), and the weight of the topic
    in it, in percent."""

    url: str
    title: str
    published: str
    weight: int


@dataclass(frozen=True, slots=True)
class TopicsFile:
    """`/topics/index.json`: all topics that have a page, by their slugs."""

    site: str
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class TopicFile:
    """`/topics/{slug}/index.json`: a topic and the articles about it, newest first."""

    topic: TopicRow
    articles: tuple[ArticleRow, ...]


def topics_file(ask: Ask) -> bytes:
    """Return `/topics/index.json`."""
    rows = sorted((_row(ask, key) for key in ask(term_keys, "topic")), key=lambda row: row.slug)
    return _written(TopicsFile(absolute(ask(base), "/"), tuple(rows)))


def topic_file(ask: Ask, key: str) -> bytes:
    """Return `/topics/{slug}/index.json`."""
    used = ask(history, "topic", key)
    pairs = zip(reversed(used.paths), reversed(used.percents), strict=True)
    return _written(TopicFile(_row(ask, key), tuple(_article(ask, path, percent) for path, percent in pairs)))


def _article(ask: Ask, path: str, percent: int) -> ArticleRow:
    shown = ask(card, path)
    return ArticleRow(absolute(ask(base), shown.address), shown.title, shown.published.text, percent)


def _row(ask: Ask, key: str) -> TopicRow:
    own = ask(label, "topic", key)
    parent = ask(family, key).parent
    used = ask(ledger, "topic", key)
    return TopicRow(
        name=own.name,
        slug=_slug(own.address),
        url=absolute(ask(base), own.address),
        data=absolute(ask(base), f"{own.address}index.json"),
        aliases=ask(other_names, key),
        parent=_slug(ask(label, "topic", parent).address) if parent else None,
        count=used.count if used else 0,
        total=ask(reach, key).count,
        weights={each.month: each.percent for each in ask(by_month, key)},
    )


@question()
def other_names(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the other names that the registry has for a topic."""
    entry = ask.table(registered_topics).get(key)
    return entry.aliases if entry else ()


def _slug(address: str) -> str:
    return address.removeprefix("/topics/").removesuffix("/")


def _written(data: TopicsFile | TopicFile) -> bytes:
    # "<" stands in texts only; written so, a browser that takes the file for HTML finds no markup in it.
    return msgspec.json.format(msgspec.json.encode(data), indent=1).replace(b"<", b"\\u003c") + b"\n"
