"""Which stories matter most to a topic. The formula stands in `docs/topics.md`."""

from __future__ import annotations

from typing import Final

from generator.ask import Ask, question
from generator.ledgers import uses_backwards
from generator.moments import SECONDS_OF_DAY, fading, seconds
from generator.site import number_setting

MOST: Final = 5

WHOLE: Final = 100
"""Percent; no weight is greater."""


@question()
def top_stories(ask: Ask, key: str) -> tuple[tuple[str, int], ...]:
    """Return the paths and weights of the stories that matter most to a topic.

    They are ranked by weight × 2^(−age / half-life), age counted from the topic's newest article. Those are looked at
    that can be among them, whatever their weight.
    """
    half_life = ask(number_setting, "half_life") * SECONDS_OF_DAY
    newest = 0
    ranked: list[tuple[float, int, str, int]] = []
    for number, (path, percent, instant) in enumerate(uses_backwards(ask, "topic", key)):
        newest = seconds(instant) if number == 0 else newest
        left = fading(newest - seconds(instant), half_life)
        if len(ranked) == MOST and round(WHOLE * left, 6) <= -ranked[-1][0]:
            break  # of equals the newer comes first
        ranked = sorted([*ranked, (-round(percent * left, 6), number, path, percent)])[:MOST]
    return tuple((path, percent) for _, _, path, percent in ranked)
