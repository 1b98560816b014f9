"""Lists of articles, and the pages that they are cut into: of a term, of a month, and of all.

A page opens only the volumes that its articles are in. Kinds of lists are those of terms, "month" and "latest".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter

from generator import volumes
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ledgers import ledger, uses_in
from generator.library import label
from generator.site import number_setting
from generator.urls import page_address


class ListPage(Value, frozen=True):
    """One page of a list: paths of articles, newest first, and the addresses of its neighbours ("" at the ends)."""

    paths: tuple[str, ...]
    older: str
    newer: str


def _parts(ask: Ask, kind: str, key: str) -> tuple[tuple[str, int], ...]:
    """Return the volumes that hold the articles of a list, oldest first, and how many each holds."""
    if kind == "latest":
        return ask(volumes.sizes)
    if kind == "month":
        return ask.table(volumes.months).get(key, ())
    used = ask(ledger, kind, key)
    return used.volumes if used else ()


def _paths_in(ask: Ask, kind: str, key: str, volume: str) -> tuple[str, ...]:
    """Return the paths of a list that are in one volume, oldest first."""
    if kind == "latest":
        return ask(volumes.paths, volume)
    if kind == "month":
        return ask.table(volumes.volume_months, volume).get(key, ())
    uses = uses_in(ask, kind, key, volume)
    return uses.paths if uses else ()


@question()
def length(ask: Ask, kind: str, key: str) -> int:
    """Return how many articles a list has."""
    return sum(count for _, count in _parts(ask, kind, key))


@question()
def starts(ask: Ask, kind: str, key: str) -> tuple[tuple[str, int], ...]:
    """Return the volumes that hold the articles of a list, oldest first, and how many articles of it are before each.

    One more in the last volume changes nothing here.
    """
    return starts_of(_parts(ask, kind, key))


def starts_of(parts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return volumes, which come with the number of a list's articles in each, with the number of those before it."""
    found, before = [], 0
    for volume, count in parts:
        found.append((volume, before))
        before += count
    return tuple(found)


def part_at(starts: Sequence[tuple[str, int]], place: int) -> int:
    """Return the number of the volume in which the article at a place of a list is."""
    return max(0, bisect_right(starts, place, key=itemgetter(1)) - 1)


def stretch(ask: Ask, kind: str, key: str, start: int, end: int) -> tuple[str, ...]:
    """Return the paths of a list from one place up to another, oldest first; only volumes between them are opened."""
    parts = ask(starts, kind, key)
    found: list[str] = []
    for volume, before in parts[part_at(parts, start) :]:
        if before >= end:
            break
        found += _paths_in(ask, kind, key, volume)[max(0, start - before) : end - before]
    return tuple(found)


@question()
def newest_of(ask: Ask, kind: str, key: str, most: int) -> tuple[str, ...]:
    """Return the paths of so many of the newest articles of a list, newest first."""
    return tuple(islice(_backwards(ask, kind, key), most))


def _backwards(ask: Ask, kind: str, key: str) -> Iterator[str]:
    for volume, _ in reversed(ask(starts, kind, key)):
        yield from reversed(_paths_in(ask, kind, key, volume))


@question()
def settled_pages(ask: Ask, kind: str, key: str) -> int:
    """Return how many pages of a list are full and will not change; the list's own address shows the rest."""
    return settled(ask(length, kind, key), ask(number_setting, "page_size"))


def settled(articles: int, page_size: int) -> int:
    """Return how many pages of a list of so many articles are full and will not change."""
    return max(0, articles // page_size - 1)


@question()
def own_address(ask: Ask, kind: str, key: str) -> str:
    """Return the address of a list."""
    if kind == "latest":
        return "/"
    if kind == "month":
        return f"/archive/{key.replace('-', '/')}/"
    return ask(label, kind, key).address


@question()
def list_page(ask: Ask, kind: str, key: str, number: int) -> ListPage:
    """Return page `number` of a list, 1 being the oldest; 0 is what the list's own address shows.

    Pages are cut from the oldest entry on. A settled page always links to the next number, which redirects to
    the list's own address until it is settled itself: so nothing in it changes, ever.
    """
    size = ask(number_setting, "page_size")
    own = ask(own_address, kind, key)
    if number == 0:
        full = ask(settled_pages, kind, key)
        paths = stretch(ask, kind, key, full * size, ask(length, kind, key))
        return ListPage(tuple(reversed(paths)), page_address(own, full) if full else "", "")
    older = page_address(own, number - 1) if number > 1 else ""
    paths = stretch(ask, kind, key, (number - 1) * size, number * size)
    return ListPage(tuple(reversed(paths)), older, page_address(own, number + 1))
