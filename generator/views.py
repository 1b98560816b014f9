"""The values that templates are given: plain, complete, in the order in which a page shows them.

Addresses are those of the site ("/topics/rail/"); templates make them links with `url`. Texts of type `Html` are
sanitised HTML; all others are text, which Jinja escapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup as Html

from generator.fingerprint import Value


class Link(Value, frozen=True):
    """A name, where it leads, and how many articles are there."""

    name: str
    address: str
    count: int


class WeightedLink(Value, frozen=True):
    """A topic of an article and its weight in percent."""

    name: str
    address: str
    percent: int


class Picture(Value, frozen=True):
    """A picture; `src` goes through `media`. `caption` is HTML."""

    src: str
    alt: str
    caption: Html
    credit: str
    licence: str


class Correction(Value, frozen=True):
    """What was wrong, and when that was said."""

    date: datetime
    has_time: bool
    text: Html


class Card(Value, frozen=True):
    """What a list shows of an article."""

    path: str
    address: str
    title: str
    description: str
    published: datetime
    has_time: bool
    changed: datetime
    category: Link
    authors: tuple[str, ...]
    source: str
    image: Picture | None
    language: str
    corrected: bool
    draft: bool


class Story(Value, frozen=True):
    """An article as its own page shows it, its body apart."""

    path: str
    address: str
    title: str
    description: str
    published: datetime
    has_time: bool
    updated: datetime | None
    updated_has_time: bool
    changed: datetime
    categories: tuple[Link, ...]
    authors: tuple[Link, ...]
    summary: tuple[Html, ...]
    image: Picture | None
    corrections: tuple[Correction, ...]
    source: Link | None
    source_url: str
    topics: tuple[WeightedLink, ...]
    canonical_url: str
    language: str
    featured: bool
    draft: bool
    words: int
    extra: Mapping[str, Any]


class FrontSection(Value, frozen=True):
    """One section on the front page."""

    term: Link
    paths: tuple[str, ...]


class Front(Value, frozen=True):
    """The front page; no story is in it twice."""

    lead: str
    sections: tuple[FrontSection, ...]
    latest: tuple[str, ...]
    buzzing: tuple[Link, ...]
    older: str


class Listing(Value, frozen=True):
    """One page of a list. `name` is the term's, "" for other lists. Addresses are "" where there is nothing further."""

    kind: str
    key: str
    number: int
    name: str
    feed: str
    paths: tuple[str, ...]
    older: str
    newer: str
    own: str


class Term(Value, frozen=True):
    """A category, topic, source or author as its own page shows it. `total` counts the articles of a topic's parts
    too; `since` and `total` belong together."""

    kind: str
    key: str
    name: str
    address: str
    feed: str
    count: int
    total: int
    since: datetime | None
    description: str
    ancestors: tuple[Link, ...]
    children: tuple[Link, ...]
    top: tuple[tuple[str, int], ...]
    half_life: int
    within: tuple[str, ...]
    companions: tuple[WeightedLink, ...]
    data: str
    lead: str
    topics: tuple[Link, ...]
    about: str
    email: str
    url: str
    picture: str


class Entry(Value, frozen=True):
    """A term in an index; a topic has the links to its parts with it."""

    name: str
    address: str
    count: int
    parts: tuple[Link, ...]


class Letter(Value, frozen=True):
    """A letter of an index and what stands under it. `script` is "" for numbers and signs."""

    name: str
    script: str
    entries: tuple[Entry, ...]


class WeightMonth(Value, frozen=True):
    """One month of a topic: how many articles, the sum of their percents, and the bar that shows it."""

    start: datetime
    count: int
    percent: int
    x: float
    y: float
    width: float
    height: float


class Tick(Value, frozen=True):
    """A label below a chart: the middle of it, and the month."""

    x: float
    start: datetime


class WeightChart(Value, frozen=True):
    """A topic's weight by month. Bars stand on `base` and reach `top` at `scale` percent."""

    width: int
    height: int
    top: int
    base: int
    scale: int
    yearly: bool
    months: tuple[WeightMonth, ...]
    ticks: tuple[Tick, ...]
    peak: WeightMonth
    earlier_count: int
    earlier_percent: int


class Month(Value, frozen=True):
    """One month of the archive."""

    key: str
    address: str
    count: int
    start: datetime


class Standing(Value, frozen=True):
    """A standing page, its body apart."""

    path: str
    address: str
    title: str
    description: str
    language: str


class Feed(Value, frozen=True):
    """A feed: its own address, the page that it belongs to, and the newest articles."""

    title: str
    address: str
    home: str
    id: str
    updated: datetime | None
    paths: tuple[str, ...]


class FeedItem(Value, frozen=True):
    """An article in a feed, its body apart. Categories and authors are names."""

    address: str
    title: str
    description: str
    published: datetime
    changed: datetime
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    source_url: str
    language: str


class Part(Value, frozen=True):
    """An address in a sitemap, and when what is there last changed."""

    address: str
    updated: datetime | None


class MapTopic(Value, frozen=True):
    """A topic on the map: the lines of its name, its place and radius, all its weights added up, and its ties, each
    with the number of common stories."""

    name: str
    address: str
    lines: tuple[str, ...]
    group: int
    weight: int
    count: int
    x: int
    y: int
    radius: int
    ties: tuple[Link, ...]


class MapTie(Value, frozen=True):
    """A line between two topics on the map, 1 to 6 thick; `group` is 0 where it leads from one group to another."""

    x1: int
    y1: int
    x2: int
    y2: int
    thickness: int
    group: int


class MapGroup(Value, frozen=True):
    """Topics that belong together, the weightiest first, and the corners of what is drawn around them.

    Number 0 are those that have no ties.
    """

    number: int
    topics: tuple[MapTopic, ...]
    outline: tuple[tuple[int, int], ...]


class TopicMap(Value, frozen=True):
    """The map of the main topics: its size, what is on it, and how many topics the site has."""

    width: int
    height: int
    groups: tuple[MapGroup, ...]
    ties: tuple[MapTie, ...]
    count: int
