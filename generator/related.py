"""Which articles are related: those that are most alike in what they are about.

The formula stands in `docs/topics.md`, the reasons in decision 23. Time is cut into spans: years, months, tens of days,
days; the name of a span is how its days begin, such as "2026-01-2". Each keeps an index of its articles by topic. An
article asks for the years before its own, the months before its own in that year, and so on, and its own day; so a
later article is in nothing that an earlier one asked for, and a new one concerns its own day alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from math import sqrt
from operator import itemgetter, mul
from typing import Final

from generator.article import entry
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ledgers import volume_terms
from generator.moments import DAY, MONTH
from generator.site import number_setting
from generator.volumes import VOLUME, volumes

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


class Weighed(Value, frozen=True):
    """An article and what it is about: identities of topics, each with its part of a vector of length `UNIT`."""

    instant: str
    path: str
    vector: tuple[tuple[str, int], ...]


class Tally(Value, frozen=True):
    """How many articles with topics there are, and how many of them bear each topic."""

    articles: int
    topics: tuple[tuple[str, int], ...]


class Listed(Value, frozen=True):
    """Instants and paths of articles, newest first, and of each topic which of them bear it: their places, then its
    part of the vector of each, 32 bits for each number. There are many, and few are ever looked at."""

    articles: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, bytes], ...]


Bearers = tuple[Mapping[int, int], int, int]
"""Those of some articles that bear one topic: the topic's part of the vector of each, by its place among the articles,
newest first; the largest part; and the places as the bits of a number."""


class Index:
    """Instants and paths of articles, newest first, and which of them bear each topic."""

    def __init__(self, listed: Listed) -> None:
        self.articles = listed.articles
        self._topics = dict(listed.topics)
        self.bearers: dict[str, Bearers | None] = {}
        """What was asked for so far. One article asks for few of the topics."""

    def find_bearers(self, key: str) -> Bearers | None:
        """Return those that bear a topic; None where there is none."""
        found = None
        if key in self._topics:
            places, weights = _unpacked(self._topics[key])
            found = dict(zip(places, weights, strict=True)), max(weights), _bits(places)
        self.bearers[key] = found
        return found

    def beyond(self, place: int, keys: Iterable[str]) -> Index:
        """Return what there is of some topics beyond a place."""
        topics = []
        for key in keys:
            places, weights = _unpacked(self._topics[key])
            start = bisect(places, place)
            if start < len(places):
                topics.append((key, _packed(places[start:], weights[start:])))
        return Index(Listed(self.articles, tuple(topics)))


def _packed(places: Iterable[int], weights: Iterable[int]) -> bytes:
    return array("I", [*places, *weights]).tobytes()


def _unpacked(data: bytes) -> tuple[array[int], array[int]]:
    numbers = array("I", data)
    half = len(numbers) // 2
    return numbers[:half], numbers[half:]


@question()
def parts(ask: Ask, span: str) -> tuple[str, ...]:
    """Return the parts of a span that have articles, oldest first: all years, or a year's months, and so on."""
    length = PART[len(span)]
    if length <= VOLUME:
        return tuple(dict.fromkeys(each[:length] for each in ask(volumes) if each.startswith(span)))
    return tuple(dict.fromkeys(each.instant[:length] for each in reversed(ask(weighed, span))))


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
def weighed(ask: Ask, span: str) -> tuple[Weighed, ...]:
    """Return the articles of a month, or of a shorter span, that have topics, with what they are about, newest first.

    Days are those of UTC, as instants have them, so that spans and articles are in one order.
    """
    if len(span) > VOLUME:
        return tuple(each for each in ask(weighed, _around(span)) if each.instant.startswith(span))
    damped = dict(ask(damping, span))
    weights: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for _, terms in ask(volume_terms, "topic", span):
        for key, uses in terms:
            for instant, path, percent in zip(uses.instants, uses.paths, uses.percents, strict=True):
                weights[instant, path][key] = percent
    return tuple(Weighed(*each, unit_vector(weights[each], damped)) for each in sorted(weights, reverse=True))


@question()
def tally(ask: Ask, span: str) -> Tally:
    """Count the articles of a month, or of a longer span, and the uses of its topics."""
    if len(span) < VOLUME:
        return _sum(ask(tally, each) for each in ask(parts, span))
    bearing = {key: uses.paths for _, terms in ask(volume_terms, "topic", span) for key, uses in terms}
    articles = {path for paths in bearing.values() for path in paths}
    return _tally(len(articles), {key: len(paths) for key, paths in bearing.items()})


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


def unit_vector(weights: Mapping[str, int], damped: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return weights as a vector of length `UNIT`, those of common topics damped by percents.

    Square root and division are exact to the last bit everywhere (IEEE 754).
    """
    products = {key: percent * damped.get(key, 100) for key, percent in weights.items()}
    length = sqrt(sum(map(mul, products.values(), products.values())))
    return tuple((key, round(UNIT * each / length)) for key, each in products.items())


@question(held=False)
def listed(ask: Ask, span: str) -> Listed:
    """Return the articles of a month, or of a longer span, that have topics, and who bears each of these."""
    if len(span) < VOLUME:
        return _listed(each for part in reversed(ask(parts, span)) for each in ask(weighed, part))
    return _listed(ask(weighed, span))


def _listed(articles: Iterable[Weighed]) -> Listed:
    names = []
    topics: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, each in enumerate(articles):
        names.append((each.instant, each.path))
        for key, weight in each.vector:
            places, weights = topics[key]
            places.append(place)
            weights.append(weight)
    return Listed(tuple(names), tuple((key, _packed(*found)) for key, found in topics.items()))


def _bits(places: Iterable[int]) -> int:
    """Return a number that has these bits."""
    found = 0
    for place in places:
        found |= 1 << place
    return found


def _of_span(ask: Ask, span: str) -> Index:
    return Index(ask(listed, span) if len(span) <= VOLUME else _listed(ask(weighed, span)))


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
    mine = dict(of_day[place].vector)
    newer = ask(number_setting, "related_newer")
    indexes: Iterable[Index]
    if newer:
        indexes = (ask.once(_of_span, span) for span in reversed(ask(parts, "")))
    else:
        # Of a day's articles those that stand after one are the earlier.
        earlier = ask.once(_of_span, day).beyond(place, mine)
        indexes = chain([earlier], (ask.once(_of_span, span) for span in ask(spans_before, day)))
    count = ask(number_setting, "related_count")
    least = ask(number_setting, "related_threshold") * LIKENESS // 100
    # With the newer ones the article itself is found too.
    found = _likest(list(_met(mine, indexes)), count + bool(newer), least)
    return tuple(other for other in found if other != path)[:count]


Shared = tuple[int, int, Mapping[int, int], int, int]
"""A topic that an article shares with others: the most that it can add to the product of their vectors; its part of the
vector of the one, and of those of the others by their places; the last of these that is within reach; and those up to
it as bits."""


def _met(mine: Mapping[str, int], indexes: Iterable[Index]) -> Iterator[tuple[Index, list[Shared]]]:
    """Yield the indexes that share topics with a vector, and the topics, those that can add most first."""
    left = dict.fromkeys(mine, REACH)
    for index in indexes:
        shared = []
        known = index.bearers
        for key in tuple(left):
            bearers = known[key] if key in known else index.find_bearers(key)
            if bearers is None:
                continue
            weights, largest, bits = bearers
            last = len(index.articles)
            room = left[key] - len(weights)
            if room > 0:
                left[key] = room
            else:
                if room < 0:
                    last = next(islice(weights, left[key] - 1, None))
                    bits &= (2 << last) - 1
                del left[key]
            weight = mine[key]
            shared.append((weight * largest, weight, weights, last, bits))
        if shared:
            shared.sort(key=itemgetter(0), reverse=True)
            yield index, shared
        if not left:
            break


def _likest(met: Sequence[tuple[Index, list[Shared]]], wanted: int, least: int) -> list[str]:
    """Return the paths of so many articles that are at least so much alike, the likest first.

    Most share one or two topics and are not alike. Those that share three are looked at first: what they make the least
    likeness that counts rules out most of the others, whose products need not be worked out.
    """
    found: list[tuple[int, str, str]] = []
    many = [_in_three(shared) for _, shared in met]
    for first in (True, False):
        for (index, shared), places in zip(met, many, strict=True):
            enough = _product(least)
            so_far = len(found)
            for place in _numbers(places if first else _in_two(shared, enough) & ~places):
                product = 0
                for _, weight, weights, last, _ in shared:
                    if place in weights and place <= last:
                        product += weight * weights[place]
                if product >= enough:
                    found.append((_likeness(product), *index.articles[place]))
            if so_far < len(found) >= wanted > 0:
                found.sort(reverse=True)
                least = max(least, found[wanted - 1][0])
    found.sort(key=itemgetter(2))
    found.sort(key=itemgetter(0, 1), reverse=True)
    return [path for _, _, path in found[:wanted]]


def _in_three(shared: Iterable[Shared]) -> int:
    """Return the places, as bits, that share three topics or more."""
    one = two = three = 0
    for _, _, _, _, bits in shared:
        three |= two & bits
        two |= one & bits
        one |= bits
    return three


def _in_two(shared: Sequence[Shared], enough: int) -> int:
    """Return the places, as bits, of which one topic, or two, may add up to a product that is enough."""
    found = 0
    for number, (most, _, _, _, bits) in enumerate(shared):
        if most >= enough:
            found |= bits
        for another, _, _, _, others in shared[:number]:
            if most + another < enough:
                break
            found |= bits & others
    return found


def _numbers(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while bits:
        number = bits.bit_length() - 1
        yield number
        bits ^= 1 << number


def _likeness(product: int) -> int:
    """Return the likeness of two articles from the product of their vectors."""
    return (product + STEP // 2) // STEP


def _product(likeness: int) -> int:
    """Return the least product of two vectors that are so much alike."""
    return likeness * STEP - STEP // 2
