"""How topics stand to each other in the registry: parents, parts, and what they hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Final

from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ledgers import bin_of, keys_in_use, ledger, uses_backwards, uses_in
from generator.library import key_of, section_keys
from generator.site import registered_topics
from generator.volumes import VOLUME

WITHIN: Final = 5
"""How many of the newest articles of its parts a topic's page shows."""


class Family(Value, frozen=True):
    """Where a topic stands among the registered ones: identities of its parent ("" for none) and children."""

    parent: str
    children: tuple[str, ...]


class Reach(Value, frozen=True):
    """What a topic and all its parts hold together: how many articles, and the path of the oldest ("" for none)."""

    count: int
    oldest: str


@question()
def families(ask: Ask) -> tuple[tuple[str, Family], ...]:
    """Return where each registered topic, and each that is named as a parent, stands."""
    parents = {key: ask(key_of, "topic", each.parent) for key, each in ask(registered_topics) if each.parent}
    children: dict[str, list[str]] = defaultdict(list)
    for key, parent in parents.items():
        children[parent].append(key)
    keys = sorted({*parents, *children})
    return tuple((key, Family(parents.get(key, ""), tuple(sorted(children[key])))) for key in keys)


@question()
def family(ask: Ask, key: str) -> Family:
    """Return where one topic stands."""
    return ask.table(families).get(key) or Family("", ())


@question()
def term_keys(ask: Ask, kind: str) -> tuple[str, ...]:
    """Return the identities of all terms that have a page.

    They are those in use, all topics that stand above one in use, and the sections.
    """
    known = set(ask(keys_in_use, kind))
    if kind == "category":
        known.update(ask(section_keys))
    if kind == "topic":
        parents = {key: each.parent for key, each in ask(families)}
        for key in tuple(known):
            above = parents.get(key)
            while above and above not in known:
                known.add(above)
                above = parents.get(above)
    return tuple(sorted(known))


@question()
def binned_term_keys(ask: Ask, kind: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the bins in which the terms lie that have a page, and their identities."""
    found: dict[int, list[str]] = defaultdict(list)
    for key in ask(term_keys, kind):
        found[bin_of(kind, key)].append(key)
    return tuple((number, tuple(keys)) for number, keys in sorted(found.items()))


@question()
def bin_term_keys(ask: Ask, kind: str, number: int) -> tuple[str, ...]:
    """Return the identities of the terms of one bin that have a page, sorted."""
    return ask.table(binned_term_keys, kind).get(number, ())


@question()
def ancestors(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the topics of which one is a part, the widest first."""
    above = ask(family, key).parent
    return (*ask(ancestors, above), above) if above else ()


@question()
def descendants(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the parts of a topic, their parts after each."""
    return tuple(below for child in ask(family, key).children for below in (child, *ask(descendants, child)))


@question()
def reach(ask: Ask, key: str) -> Reach:
    """Count the articles of a topic and its parts, each once."""
    keys = (key, *ask(descendants, key))
    used = {each: found for each in keys if (found := ask(ledger, "topic", each))}
    _, oldest = min(((each.since, each.first) for each in used.values()), default=("", ""))
    if len(used) <= 1:
        return Reach(sum(each.count for each in used.values()), oldest)
    # An article that is about several of them is in one volume, so volumes can be counted one by one.
    bearing: dict[str, list[str]] = defaultdict(list)
    for each, found in used.items():
        for volume, _ in found.volumes:
            bearing[volume].append(each)
    return Reach(sum(len(_about_any(ask, bearing[volume], volume)) for volume in sorted(bearing)), oldest)


def _about_any(ask: Ask, keys: Iterable[str], volume: str) -> set[str]:
    """Return the paths of the articles of a volume that are about any of some topics."""
    return {path for each in keys if (uses := uses_in(ask, "topic", each, volume)) for path in uses.paths}


@question()
def newest_within(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the paths of the newest articles about the parts of a topic that are not about itself, newest first."""
    own = cache(lambda volume: _about_any(ask, (key,), volume))
    found: dict[str, str] = {}
    for each in ask(descendants, key):
        others = (
            (path, instant)
            for path, _, instant in uses_backwards(ask, "topic", each)
            if path not in own(instant[:VOLUME])
        )
        found |= dict(islice(others, WITHIN))
    return tuple(sorted(found, key=lambda path: (found[path], path), reverse=True)[:WITHIN])
