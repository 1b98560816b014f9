"""How the weight of topics moves in time: month by month, and what is buzzing.

The formulas stand in `docs/topics.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import Final

from generator.ask import Ask, question
from generator.ledgers import MonthWeight, Uses, ledger, totals, volume_terms
from generator.moments import SECONDS_OF_DAY, days_before, fading, seconds
from generator.site import number_setting
from generator.volumes import VOLUME, newest, oldest, volumes

USUAL_WINDOWS: Final = 8
"""How many windows before the last one say what is usual for a topic, where the archive is so old."""

MOST_BUZZING: Final = 8
MOST_NEW: Final = 12


@question()
def by_month(ask: Ask, key: str) -> tuple[MonthWeight, ...]:
    """Return the weight of a topic in each month that has an article about it, oldest first."""
    used = ask(ledger, "topic", key)
    return used.months if used else ()


@question()
def first_seen(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the topics whose first article is of the month of the newest article, newest first.

    There are none in the first month of a site, when all topics are new.
    """
    first, last = ask(oldest), ask(newest)
    if first is None or last is None or first.month == last.month:
        return ()
    found = ((each.since, each.key) for each in totals(ask, "topic") if each.month == last.month)
    return tuple(key for _, key in sorted(found, reverse=True)[:MOST_NEW])


@question()
def buzzing(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the topics that most exceed what is usual for them.

    The recent weight of a topic is that of the last days, each day counting less the longer ago; what is usual is
    the mean of the same measure over the windows before, as far back as the archive goes; the excess is divided by
    √(1 + usual), so that a topic that is always large does not win by its size.
    """
    first, last = ask(oldest), ask(newest)
    if first is None or last is None:
        return ()
    days = ask(number_setting, "buzzing_days")
    window = days * SECONDS_OF_DAY
    end = seconds(last.instant)
    # Before the first article nothing is usual; counting those windows as empty would let everything buzz.
    before = min(USUAL_WINDOWS, (end - seconds(first.instant)) // window)
    if not before:
        return ()
    scored = []
    for key, used in _used_since(ask, days_before(last.instant, days * (1 + before))[:VOLUME]).items():
        windows = _windows(used, end, window, 1 + before)
        usual = sum(windows[1:]) / before
        scored.append((-round((windows[0] - usual) / sqrt(1 + usual), 6), key))
    return tuple(key for score, key in sorted(scored)[:MOST_BUZZING] if score < 0)


def _used_since(ask: Ask, begin: str) -> dict[str, list[Uses]]:
    """Return how topics are used in each volume from the volume `begin` on, the newest first."""
    found: dict[str, list[Uses]] = defaultdict(list)
    for volume in reversed([each for each in ask(volumes) if each >= begin]):
        for _, terms in ask(volume_terms, "topic", volume):
            for key, used in terms:
                found[key].append(used)
    return found


def _windows(used: Iterable[Uses], newest: int, window: int, count: int) -> list[float]:
    """Return the measure of a topic in the last `count` windows, counted back from `newest`; both are in seconds."""
    found = [0.0] * count
    for each in used:
        for percent, instant in zip(reversed(each.percents), reversed(each.instants), strict=True):
            number, age = divmod(newest - seconds(instant), window)
            if number >= count:
                return found
            found[number] += percent / 100 * fading(age, window / 2)
    return found
