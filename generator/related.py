"""Which articles are related: those that are most alike in what they are about.

The formula stands in `docs/topics.md`, the reasons in decision 23. Time is cut into spans: years, months, tens of days,
days; the name of a span is how its days begin, such as "2026-01-2". Each keeps an index of its articles by topic. An
article asks for the years before its own, the months before its own in that year, and so on, and its own day; so a
later article is in nothing that an earlier one asked for, and a new one concerns its own day alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Final

from generator.article import entry
from generator.ask import Ask, question
from generator.library import weights_of
from generator.moments import DAY, MONTH
from generator.site import number_setting
from generator.volumes import VOLUME, entries, volumes

LENGTHS: Final = (0, len("2026"), MONTH, len("2026-01-2"), DAY)
"""How long the names of spans are, from all time to a day."""

PART: Final = dict(pairwise(LENGTHS))
WHOLE: Final = {part: whole for whole, part in PART.items()}

REACH: Final = 300
"""How many articles, the newest first, one topic brings together with an article that bears it."""

FEW: Final = 100
"""As long as there are fewer articles, shares are counted as if there were so many: of five articles two are no sign
that a topic is common."""

UNIT: Final = 1_000_000
"""The length of every vector. Whole numbers add up to the same sum in any order, on any machine."""

LIKENESS: Final = 10_000
"""Likeness is compared in parts of this; what differs by less is equally like."""

STEP: Final = UNIT * UNIT // LIKENESS


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article and what it is about: identities of topics, and percents."""

    instant: str
    path: str
    weights: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles with topics there are, and how many of them bear each topic."""

    articles: int
    topics: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bearers:
    """The articles of a span that bear one topic, newest first: their places in the span, and the topic's part of the
    vector of each."""

    places: tuple[int, ...]
    weights: tuple[int, ...]


@question()
def dated(ask: Ask, span: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the days of a month, or of a part of one, that have articles with topics, and the paths of these; oldest
    first.

    Days are those of UTC, as instants have them, so that spans and articles are in one order.
    """
    if len(span) > VOLUME:
        return tuple(each for each in ask(dated, _around(span)) if each[0].startswith(span))
    found: dict[str, list[str]] = defaultdict(list)
    for each in ask(entries, span):
        if each.topics:
            found[each.instant[:DAY]].append(each.path)
    return tuple((day, tuple(paths)) for day, paths in found.items())


@question()
def parts(ask: Ask, span: str) -> tuple[str, ...]:
    """Return the parts of a span that have articles, oldest first: all years, or a year's months, and so on."""
    length = PART[len(span)]
    if length <= VOLUME:
        return tuple(dict.fromkeys(each[:length] for each in ask(volumes) if each.startswith(span)))
    return tuple(dict.fromkeys(day[:length] for day, _ in ask(dated, span)))


@question()
def spans_before(ask: Ask, span: str) -> tuple[str, ...]:
    """Return the fewest spans that hold everything before a span, newest first."""
    if not span:
        return ()
    around = _around(span)
    return (*(each for each in reversed(ask(parts, around)) if each < span), *ask(spans_before, around))


def _around(span: str) -> str:
    """Return the span of which one is a part."""
    return span[: WHOLE[len(span)]]


@question()
def weighed(ask: Ask, day: str) -> tuple[Weighed, ...]:
    """Return a day's articles with what they are about, newest first."""
    paths = [path for _, paths in ask(dated, day) for path in paths]
    found = (ask(entry, path) for path in reversed(paths))
    return tuple(Weighed(each.instant, each.path, ask(weights_of, each.path)) for each in found if each is not None)


@question()
def tally(ask: Ask, span: str) -> Tally:
    """Count the articles of a span and the uses of its topics."""
    if len(span) == DAY:
        of_day = ask(weighed, span)
        return _tally(len(of_day), Counter(key for each in of_day for key, _ in each.weights))
    return _sum(ask(tally, each) for each in ask(parts, span))


def _sum(tallies: Iterable[Tally]) -> Tally:
    articles, topics = 0, Counter[str]()
    for each in tallies:
        articles += each.articles
        topics.update(dict(each.topics))
    return _tally(articles, topics)


def _tally(articles: int, topics: Mapping[str, int]) -> Tally:
    return Tally(articles, tuple(sorted(topics.items())))


@question()
def damping(ask: Ask, month: str) -> tuple[tuple[str, int], ...]:
    """Return by what percent the weights count, in the articles of a month, of topics that are common by then.

    Common is what more than the set share bear of all articles of the months before. As whole percents these change
    seldom, whatever is added to an old month.
    """
    before = _sum(ask(tally, span) for span in ask(spans_before, month))
    limit = ask(number_setting, "related_common") * max(before.articles, FEW)
    return tuple((key, max(1, limit // count)) for key, count in before.topics if count * 100 > limit)


@question()
def in_span(ask: Ask, span: str) -> tuple[tuple[str, str], ...]:
    """Return instant and path of the articles of a span that have topics, newest first."""
    if len(span) == DAY:
        return tuple((each.instant, each.path) for each in ask(weighed, span))
    return tuple(each for part in reversed(ask(parts, span)) for each in ask(in_span, part))


@question()
def bearers(ask: Ask, span: str) -> tuple[tuple[str, Bearers], ...]:
    """Return the articles of a span by the topics that they bear."""
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    if len(span) == DAY:
        damped = ask.table(damping, span[:MONTH])
        for place, each in enumerate(ask(weighed, span)):
            for key, weight in unit_vector(each.weights, damped).items():
                found[key][0].append(place)
                found[key][1].append(weight)
    else:
        start = 0
        for part in reversed(ask(parts, span)):
            for key, of_part in ask(bearers, part):
                found[key][0].extend(start + place for place in of_part.places)
                found[key][1].extend(of_part.weights)
            start += len(ask(in_span, part))
    return tuple((key, Bearers(tuple(places), tuple(weights))) for key, (places, weights) in sorted(found.items()))


def unit_vector(weights: Iterable[tuple[str, int]], damped: Mapping[str, int]) -> dict[str, int]:
    """Return weights as a vector of length `UNIT`, those of common topics damped by percents.

    Square root and division are exact to the last bit everywhere (IEEE 754).
    """
    products = {key: percent * damped.get(key, 100) for key, percent in weights}
    length = sqrt(sum(each * each for each in products.values()))
    return {key: round(UNIT * each / length) for key, each in products.items()}


@question()
def related(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the paths of the articles most like this one in their topics, the likest first.

    They came out earlier, unless the setting asks for newer ones too.
    """
    own = ask(entry, path)
    if own is None or not own.topics:
        return ()
    day = own.instant[:DAY]
    of_day = ask(weighed, day)
    place = next(number for number, each in enumerate(of_day) if each.path == path)
    mine = unit_vector(of_day[place].weights, ask.table(damping, day[:MONTH]))
    left = dict.fromkeys(mine, REACH)
    newer = ask(number_setting, "related_newer")
    # With the newer ones the article itself is found too.
    wanted = ask(number_setting, "related_count") + bool(newer)
    least = ask(number_setting, "related_threshold") * LIKENESS // 100
    found: list[tuple[int, str, str]] = []
    for span in reversed(ask(parts, "")) if newer else (day, *ask(spans_before, day)):
        products = _products(mine, ask.table(bearers, span), left, place if span == day else -1)
        enough = _product(least)
        alike = [(number, product) for number, product in products.items() if product >= enough]
        # Most spans hold none, and what is not asked for need not be looked at when something changes.
        others = ask(in_span, span) if alike else ()
        found += [(_likeness(product), *others[number]) for number, product in alike]
        found.sort(key=lambda each: each[2])
        found.sort(key=lambda each: each[:2], reverse=True)
        del found[wanted:]
        if len(found) == wanted and found:
            # Spans come newest first, and of articles that are equally like the newer is wanted.
            least = max(least, found[-1][0] + 1)
        if not any(left.values()):
            break
    return tuple(other for _, _, other in found if other != path)[: ask(number_setting, "related_count")]


def _products(
    mine: Mapping[str, int], index: Mapping[str, Bearers], left: dict[str, int], after: int
) -> dict[int, int]:
    """Return the products of a vector with those in a span that share a topic and stand after the place `after`.

    `left` says how many articles each topic may still bring, and is counted down.
    """
    products: dict[int, int] = {}
    so_far = products.get
    for key, weight in mine.items():
        if (of_topic := index.get(key)) and left[key]:
            start = bisect_right(of_topic.places, after)
            places = of_topic.places[start : start + left[key]]
            left[key] -= len(places)
            for place, other in zip(places, of_topic.weights[start:], strict=False):
                products[place] = so_far(place, 0) + weight * other
    return products


def _likeness(product: int) -> int:
    """Return the likeness of two articles from the product of their vectors."""
    return (product + STEP // 2) // STEP


def _product(likeness: int) -> int:
    """Return the least product of two vectors that are so much alike."""
    return likeness * STEP - STEP // 2
