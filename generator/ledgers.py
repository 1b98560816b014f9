"""How the published articles use each category, topic, source and author.

It is found out volume by volume (`volumes`). Terms lie in bins, so that what the whole archive says of a term is
gathered anew only for those that share a bin with one that changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final
from zlib import crc32

from generator.article import Entry
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.names import identity
from generator.site import topic_aliases
from generator.volumes import entries, volumes

MANY_USES: Final = 12
"""How many uses of one term in one volume are worth a question of their own: else whoever wants something of all uses
asks for each of them again when one more comes."""

BINS: Final = {"category": 1, "topic": 64, "source": 8, "author": 8}
"""In how many bins the terms of each kind lie."""


class MonthWeight(Value, frozen=True):
    """What a term weighs in one month ("2026-01"): how many articles, and the sum of its percents in them."""

    month: str
    count: int
    percent: int


class Uses(Value, frozen=True):
    """A term as the published articles of one volume use it: their paths, oldest first, the weight in each (100 where
    the kind of term bears no weights), and when each came out. `spellings` are in the order of their first use, each
    with how often it is used; `months` are those of the site's time zone."""

    spellings: tuple[tuple[str, int], ...]
    paths: tuple[str, ...]
    percents: tuple[int, ...]
    instants: tuple[str, ...]
    months: tuple[MonthWeight, ...]


class History(Value, frozen=True):
    """All uses of a term: paths of the articles, oldest first, the weight in each, and when each came out."""

    paths: tuple[str, ...]
    percents: tuple[int, ...]
    instants: tuple[str, ...]


class Ledger(Value, frozen=True):
    """A term as all published articles use it: its commonest spelling, path and instant of the first article, and how
    much there is of it in each volume and each month, oldest first."""

    name: str
    first: str
    since: str
    volumes: tuple[tuple[str, int], ...]
    months: tuple[MonthWeight, ...]

    @property
    def count(self) -> int:
        """Return how many articles use the term."""
        return sum(count for _, count in self.volumes)

    @property
    def percent(self) -> int:
        """Return the sum of its weights in all articles."""
        return sum(each.percent for each in self.months)


class Total(Value, frozen=True):
    """In short how a term is used: in how many articles, the sum of its weights in them, instant and month of the first
    of them."""

    key: str
    count: int
    percent: int
    since: str
    month: str


def _names(each: Entry, kind: str) -> Iterable[tuple[str, int]]:
    if kind == "topic":
        return each.topics
    names = {"category": each.categories, "source": each.sources, "author": each.authors}[kind]
    return ((name, 100) for name in names)


def bin_of(kind: str, key: str) -> int:
    """Return the bin that a term lies in."""
    return crc32(key.encode()) % BINS[kind]


@question()
def volume_terms(ask: Ask, kind: str, volume: str) -> tuple[tuple[int, tuple[tuple[str, Uses], ...]], ...]:
    """Return every term of a kind that the articles of a volume name, by its identity; bin by bin, sorted."""
    aliases = ask.table(topic_aliases) if kind == "topic" else {}
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    used: dict[str, dict[str, int]] = defaultdict(dict)
    bearing: dict[str, list[Entry]] = defaultdict(list)
    keys: dict[str, str] = {}
    for each in ask(entries, volume):
        for name, percent in _names(each, kind):
            key = keys.get(name)
            if key is None:
                plain = identity(name)
                key = keys[name] = aliases.get(plain, plain)
            spelt[key][name] += 1
            if each.path not in used[key]:
                bearing[key].append(each)
            # Two names of one topic in one article: it is about the topic as much as the greater weight says.
            used[key][each.path] = max(percent, used[key].get(each.path, 0))
    bins: dict[int, list[tuple[str, Uses]]] = defaultdict(list)
    for key in sorted(used):
        percents = tuple(used[key].values())
        uses = Uses(
            spellings=tuple(spelt[key].items()),
            paths=tuple(used[key]),
            percents=percents,
            instants=tuple(each.instant for each in bearing[key]),
            months=_by_month((each.month, 1, percent) for each, percent in zip(bearing[key], percents, strict=True)),
        )
        bins[bin_of(kind, key)].append((key, uses))
    return tuple((number, tuple(terms)) for number, terms in sorted(bins.items()))


def _by_month(found: Iterable[tuple[str, int, int]]) -> tuple[MonthWeight, ...]:
    """Add up counts and percents of months."""
    counts: Counter[str] = Counter()
    percents: Counter[str] = Counter()
    for month, count, percent in found:
        counts[month] += count
        percents[month] += percent
    return tuple(MonthWeight(month, counts[month], percents[month]) for month in sorted(counts))


@question()
def bin_uses(ask: Ask, kind: str, number: int, volume: str) -> tuple[tuple[str, Uses], ...]:
    """Return the terms of one bin as the articles of a volume use them, by their identities."""
    return ask.table(volume_terms, kind, volume).get(number, ())


@question()
def bin_ledgers(ask: Ask, kind: str, number: int) -> tuple[tuple[str, Ledger], ...]:
    """Return the terms of one bin as all published articles use them, by their identities, sorted."""
    found: dict[str, list[tuple[str, Uses]]] = defaultdict(list)
    for volume in ask(volumes):
        for key, uses in ask(bin_uses, kind, number, volume):
            found[key].append((volume, uses))
    return tuple((key, _ledger(found[key])) for key in sorted(found))


def _ledger(parts: list[tuple[str, Uses]]) -> Ledger:
    spelt: Counter[str] = Counter()
    for _, uses in parts:
        spelt.update(dict(uses.spellings))
    _, first = parts[0]
    return Ledger(
        # Counter keeps the order of first use, and max takes the first of equals.
        name=max(spelt.items(), key=lambda pair: pair[1])[0],
        first=first.paths[0],
        since=first.instants[0],
        volumes=tuple((volume, len(uses.paths)) for volume, uses in parts),
        months=_by_month((each.month, each.count, each.percent) for _, uses in parts for each in uses.months),
    )


@question()
def ledger(ask: Ask, kind: str, key: str) -> Ledger | None:
    """Return how one term is used; None where no published article uses it."""
    return ask.table(bin_ledgers, kind, bin_of(kind, key)).get(key)


@question()
def bin_totals(ask: Ask, kind: str, number: int) -> tuple[Total, ...]:
    """Return in short how the terms of one bin are used."""
    return tuple(
        Total(key, used.count, used.percent, used.since, used.months[0].month)
        for key, used in ask(bin_ledgers, kind, number)
    )


def totals(ask: Ask, kind: str) -> Iterator[Total]:
    """Yield in short how all terms of a kind are used."""
    return (each for number in range(BINS[kind]) for each in ask(bin_totals, kind, number))


@question()
def bin_keys(ask: Ask, kind: str, number: int) -> tuple[str, ...]:
    """Return the identities of the terms of one bin that are in use, sorted."""
    return tuple(key for key, _ in ask(bin_ledgers, kind, number))


@question()
def keys_in_use(ask: Ask, kind: str) -> tuple[str, ...]:
    """Return the identities of all terms of a kind that are in use, sorted."""
    return tuple(sorted(key for number in range(BINS[kind]) for key in ask(bin_keys, kind, number)))


def uses_in(ask: Ask, kind: str, key: str, volume: str) -> Uses | None:
    """Return how the articles of one volume use a term; None where they do not."""
    return ask.table(bin_uses, kind, bin_of(kind, key), volume).get(key)


@question()
def history(ask: Ask, kind: str, key: str) -> History:
    """Return all uses of a term; none where it is not in use."""
    used = ask(ledger, kind, key)
    parts = [uses for volume, _ in (used.volumes if used else ()) if (uses := uses_in(ask, kind, key, volume))]
    return History(
        paths=tuple(path for each in parts for path in each.paths),
        percents=tuple(percent for each in parts for percent in each.percents),
        instants=tuple(instant for each in parts for instant in each.instants),
    )


def volumes_of(ask: Ask, kind: str, key: str) -> Iterator[tuple[str, slice]]:
    """Yield the volumes that use a term, oldest first, each with where in the `history` of the term its uses stand."""
    used = ask(ledger, kind, key)
    start = 0
    for volume, count in used.volumes if used else ():
        yield volume, slice(start, start + count)
        start += count


def uses_backwards(ask: Ask, kind: str, key: str) -> Iterator[tuple[str, int, str]]:
    """Yield path, weight and instant of all uses of a term, newest first; older volumes are opened when it comes to
    them."""
    used = ask(ledger, kind, key)
    for volume, _ in reversed(used.volumes) if used else ():
        if uses := uses_in(ask, kind, key, volume):
            yield from zip(reversed(uses.paths), reversed(uses.percents), reversed(uses.instants), strict=True)
