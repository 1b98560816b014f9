"""How the weight of topics moves in time: month by month, and what is buzzing.

The formulas stand in `docs/topics.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from generator.ask import Ask, question
from generator.library import Uses, entries, index, uses
from generator.moments import SECONDS_OF_DAY, fading, moment, seconds
from generator.site import number_setting, text_setting

USUAL_WINDOWS: Final = 8
"""How many windows before the last one say what is usual for a topic, where the archive is so old."""

MOST_BUZZING: Final = 8
MOST_NEW: Final = 12


@dataclass(frozen=True, slots=True)
class MonthWeight:
    """What a topic weighs in one month ("2026-01"): how many articles, and the sum of its percents in them."""

    month: str
    count: int
    percent: int


@question()
def by_month(ask: Ask, key: str) -> tuple[MonthWeight, ...]:
    """Return the weight of a topic in each month that has an article about it, oldest first."""
    used = ask(uses, "topic", key)
    zone = ask(text_setting, "time_zone")
    found: dict[str, list[int]] = {}
    for percent, instant in zip(used.percents, used.instants, strict=True) if used else ():
        found.setdefault(moment(instant, zone).month, []).append(percent)
    return tuple(MonthWeight(month, len(percents), sum(percents)) for month, percents in found.items())


@question()
def first_seen(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the topics whose first article is of the month of the newest article, newest first.

    There are none in the first month of a site, when all topics are new.
    """
    zone = ask(text_setting, "time_zone")
    everything = ask(entries)
    if not everything or everything[0].month == everything[-1].month:
        return ()
    found = (
        (used.instants[0], key)
        for key, used in ask(index, "topic")
        if moment(used.instants[0], zone).month == everything[-1].month
    )
    return tuple(key for _, key in sorted(found, reverse=True)[:MOST_NEW])


@question()
def buzzing(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the topics that most exceed what is usual for them.

    The recent weight of a topic is that of the last days, each day counting less the longer ago; what is usual is
    the mean of the same measure over the windows before, as far back as the archive goes; the excess is divided by
    √(1 + usual), so that a topic that is always large does not win by its size.
    """
    everything = ask(entries)
    if not everything:
        return ()
    window = ask(number_setting, "buzzing_days") * SECONDS_OF_DAY
    newest = seconds(everything[-1].instant)
    # Before the first article nothing is usual; counting those windows as empty would let everything buzz.
    before = min(USUAL_WINDOWS, (newest - seconds(everything[0].instant)) // window)
    if not before:
        return ()
    scored = []
    for key, used in ask(index, "topic"):
        windows = _windows(used, newest, window, 1 + before)
        usual = sum(windows[1:]) / before
        scored.append((-round((windows[0] - usual) / sqrt(1 + usual), 6), key))
    return tuple(key for score, key in sorted(scored)[:MOST_BUZZING] if score < 0)


def _windows(used: Uses, newest: int, window: int, count: int) -> list[float]:
    """Return the measure of a topic in the last `count` windows, counted back from `newest`; both are in seconds."""
    found = [0.0] * count
    for percent, instant in zip(reversed(used.percents), reversed(used.instants), strict=True):
        number, age = divmod(newest - seconds(instant), window)
        if number >= count:
            break
        found[number] += percent / 100 * fading(age, window / 2)
    return found
