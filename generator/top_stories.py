"""Which stories matter most to a topic. The formula stands in `docs/topics.md`."""

from __future__ import annotations

from generator.ask import Ask, question
from generator.library import uses
from generator.moments import SECONDS_OF_DAY, fading, seconds
from generator.site import number_setting


@question()
def top_stories(ask: Ask, key: str) -> tuple[tuple[str, int], ...]:
    """Return the paths and weights of the stories that matter most to a topic.

    They are ranked by weight × 2^(−age / half-life), age counted from the topic's newest article.
    """
    used = ask(uses, "topic", key)
    if used is None:
        return ()
    half_life = ask(number_setting, "half_life") * SECONDS_OF_DAY
    newest = seconds(used.instants[-1])
    ranked = sorted(
        (-round(percent * fading(newest - seconds(instant), half_life), 6), -number, path, percent)
        for number, (path, percent, instant) in enumerate(zip(used.paths, used.percents, used.instants, strict=True))
    )
    return tuple((path, percent) for _, _, path, percent in ranked[:5])
