"""Which topics a topic most often appears with, and how strongly. The formula stands in `docs/topics.md`."""

from __future__ import annotations

from heapq import nlargest
from typing import Final

from generator.ask import Ask, question
from generator.ledgers import history
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
    shared: dict[str, int] = {}
    so_far = shared.get
    for path, percent in zip(used.paths[-LOOKED_AT:], used.percents[-LOOKED_AT:], strict=True):
        for other, weight in ask(weights_of, path):
            shared[other] = so_far(other, 0) + (weight if weight < percent else percent)
    shared.pop(key, None)
    whole = sum(used.percents[-LOOKED_AT:])
    least = min(nlargest(MOST, shared.values()), default=0)
    found = sorted((-weight, other) for other, weight in shared.items() if weight >= least)[:MOST]
    return tuple((other, share) for weight, other in found if (share := round(-weight * 100 / whole)))
