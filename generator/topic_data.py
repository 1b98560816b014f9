"""The topics as data, for a newsroom's own tools: `/topics/index.json`, and `index.json` beside each topic's page.

The keys are a promise: what is here stays, more may come. `docs/schemas/` holds the JSON Schemas of these classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from generator.ask import Ask, question
from generator.cards import shown
from generator.families import bin_term_keys, family, reach
from generator.fingerprint import Value
from generator.ledgers import BINS, MANY_USES, history, ledger, uses_in, volumes_of
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


class Facts(Value, frozen=True):
    """What the row of a topic says, with addresses for URLs; `parent` is "" for none, `weights` are by month."""

    name: str
    address: str
    aliases: tuple[str, ...]
    parent: str
    count: int
    total: int
    weights: tuple[tuple[str, int], ...]


class Story(Value, frozen=True):
    """What the row of an article says, with an address for a URL."""

    address: str
    title: str
    published: str
    weight: int


@question()
def bin_facts(ask: Ask, number: int) -> tuple[Facts, ...]:
    """Return what is to be said of the topics of one bin."""
    return tuple(_facts(ask, key) for key in ask(bin_term_keys, "topic", number))


def _facts(ask: Ask, key: str) -> Facts:
    own = ask(label, "topic", key)
    parent = ask(family, key).parent
    used = ask(ledger, "topic", key)
    return Facts(
        name=own.name,
        address=own.address,
        aliases=ask(other_names, key),
        parent=ask(label, "topic", parent).address if parent else "",
        count=used.count if used else 0,
        total=ask(reach, key).count,
        weights=tuple((each.month, each.percent) for each in ask(by_month, key)),
    )


def topics_file(ask: Ask) -> bytes:
    """Return `/topics/index.json`."""
    facts = (each for number in range(BINS["topic"]) for each in ask(bin_facts, number))
    rows = sorted((_row(ask, each) for each in facts), key=lambda row: row.slug)
    return _written(TopicsFile(absolute(ask(base), "/"), tuple(rows)))


def topic_file(ask: Ask, key: str) -> bytes:
    """Return `/topics/{slug}/index.json`."""
    row, site = _row(ask, _facts(ask, key)), ask(base)
    articles = [
        ArticleRow(absolute(site, each.address), each.title, each.published, each.weight) for each in _stories(ask, key)
    ]
    return _written(TopicFile(row, tuple(reversed(articles))))


def _stories(ask: Ask, key: str) -> Iterator[Story]:
    """Yield the articles about a topic, oldest first."""
    used = ask(history, "topic", key)
    for volume, place in volumes_of(ask, "topic", key):
        if place.stop - place.start < MANY_USES:
            yield from _described(ask, used.paths[place], used.percents[place])
        else:
            yield from ask(volume_stories, key, volume)


@question(held=False)
def volume_stories(ask: Ask, key: str, volume: str) -> tuple[Story, ...]:
    """Return the articles of one volume about a topic, oldest first."""
    used = uses_in(ask, "topic", key, volume)
    return tuple(_described(ask, used.paths, used.percents)) if used else ()


def _described(ask: Ask, paths: Iterable[str], percents: Iterable[int]) -> Iterator[Story]:
    for path, percent in zip(paths, percents, strict=True):
        found = ask(shown, path)
        assert found is not None
        yield Story(found.address, found.title, found.published.text, percent)


def _row(ask: Ask, facts: Facts) -> TopicRow:
    return TopicRow(
        name=facts.name,
        slug=_slug(facts.address),
        url=absolute(ask(base), facts.address),
        data=absolute(ask(base), f"{facts.address}index.json"),
        aliases=facts.aliases,
        parent=_slug(facts.parent) if facts.parent else None,
        count=facts.count,
        total=facts.total,
        weights=dict(facts.weights),
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
