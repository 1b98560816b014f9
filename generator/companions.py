"""Which topics a topic most often appears with, and how strongly. The formula stands in `docs/topics.md`."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from typing import Final

from generator.ask import Ask, question
from generator.ledgers import MANY_USES, history, uses_in, volumes_of
from generator.library import weights_of

LOOKED_AT: Final = 500
"""How many of a topic's newest articles are looked at, so that one more costs the same in any archive."""

MOST: Final = 8


@question()
def companions(ask: Ask, key: str) -> tuple[tuple[str, int], ...]:
    """Return the topics that share most of a topic's weight, and the share in percent, the strongest first.

    The share of a topic u in a topic t is Σ min(t, u) / Σ t over the newest articles about t: 100 percent where u is
    in each of them at least as weighty as t.
    """
    used = ask(history, "topic", key)
    first = max(len(used.paths) - LOOKED_AT, 0)
    shared: dict[str, int] = {}
    for volume, place in volumes_of(ask, "topic", key):
        newest = slice(max(place.start, first), place.stop)
        if newest == place and place.stop - place.start >= MANY_USES:
            _add(shared, ask(volume_companions, key, volume))
        else:
            _share(ask, used.paths[newest], used.percents[newest], shared)
    shared.pop(key, None)
    whole = sum(used.percents[-LOOKED_AT:])
    least = min(nlargest(MOST, shared.values()), default=0)
    found = sorted((-weight, other) for other, weight in shared.items() if weight >= least)[:MOST]
    return tuple((other, share) for weight, other in found if (share := round(-weight * 100 / whole)))


@question(held=False)
def volume_companions(ask: Ask, key: str, volume: str) -> tuple[tuple[str, int], ...]:
    """Return Σ min(t, u) over the articles of one volume about a topic t, for each topic u that they bear."""
    used = uses_in(ask, "topic", key, volume)
    shared: dict[str, int] = {}
    if used:
        _share(ask, used.paths, used.percents, shared)
    return tuple(shared.items())


def _share(ask: Ask, paths: Iterable[str], percents: Iterable[int], shared: dict[str, int]) -> None:
    """Add to `shared`, by topic, what some articles share with a topic that has these percents in them."""
    so_far = shared.get
    for path, percent in zip(paths, percents, strict=True):
        for other, weight in ask(weights_of, path):
            shared[other] = so_far(other, 0) + (weight if weight < percent else percent)


def _add(shared: dict[str, int], more: Iterable[tuple[str, int]]) -> None:
    for other, weight in more:
        shared[other] = shared.get(other, 0) + weight
