"""What the weights of topics say: which articles are related, which stories matter most to a topic.

The formulas stand in `docs/topics.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from generator.article import Entry, entry
from generator.ask import Ask, question
from generator.library import entries, key_of, uses
from generator.moments import seconds
from generator.site import number_setting

LOOK_BACK: Final = 200
"""How many earlier articles are compared with an article, at the least, where the archive holds them."""

DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Vector:
    """An article as its topics weigh: identities of topics and percents."""

    path: str
    instant: str
    weights: tuple[tuple[str, int], ...]


@question()
def months_with_topics(ask: Ask) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return for each month the paths of its articles that have topics."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in ask(entries):
        if each.topics:
            found[each.month].append(each.path)
    return tuple((month, tuple(paths)) for month, paths in sorted(found.items()))


@question()
def month_paths(ask: Ask, month: str) -> tuple[str, ...]:
    """Return the paths of one month's articles that have topics."""
    return ask.table(months_with_topics).get(month, ())


@question()
def months_until(ask: Ask, month: str) -> tuple[str, ...]:
    """Return the months with topics up to and with `month`, newest first."""
    return tuple(sorted((each for each in ask.table(months_with_topics) if each <= month), reverse=True))


@question()
def month_vectors(ask: Ask, month: str) -> tuple[Vector, ...]:
    """Return one month's articles as their topics weigh, oldest first."""
    found = (ask(entry, path) for path in ask(month_paths, month))
    return tuple(_vector(ask, each) for each in found if each is not None)


def _vector(ask: Ask, each: Entry) -> Vector:
    weights: dict[str, int] = {}
    for name, percent in each.topics:
        key = ask(key_of, "topic", name)
        weights[key] = max(percent, weights.get(key, 0))
    return Vector(each.path, each.instant, tuple(weights.items()))


@question()
def related(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the paths of the earlier articles most like this one in their topics, the likest first.

    Likeness is the cosine of the two vectors of weights, after the weights of topics that more than a set share
    of the articles compared bear are damped in proportion.
    """
    own = ask(entry, path)
    if own is None or not own.topics:
        return ()
    before: list[Vector] = []
    for month in ask(months_until, own.month):
        before.extend(each for each in ask(month_vectors, month) if (each.instant, each.path) < (own.instant, path))
        if len(before) >= LOOK_BACK:
            break
    damping = _damping(before, ask(number_setting, "related_common") / 100)
    mine = _damped(_vector(ask, own).weights, damping)
    scored = [
        (-likeness, tuple(-ord(letter) for letter in each.instant), each.path)
        for each in before
        if (likeness := round(_cosine(mine, _damped(each.weights, damping)), 6))
        and likeness * 100 >= ask(number_setting, "related_threshold")
    ]
    return tuple(path for _, _, path in sorted(scored)[: ask(number_setting, "related_count")])


def _damping(before: Iterable[Vector], common: float) -> dict[str, float]:
    """Return by how much the weight of each topic counts that is used by more than the share `common`."""
    vectors = list(before)
    counts = Counter(key for each in vectors for key, _ in each.weights)
    return {key: common * len(vectors) / count for key, count in counts.items() if count > common * len(vectors)}


def _damped(weights: Iterable[tuple[str, int]], damping: Mapping[str, float]) -> dict[str, float]:
    return {key: percent * damping.get(key, 1.0) for key, percent in weights}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(weight * other.get(key, 0.0) for key, weight in one.items())
    if not product:
        return 0.0
    lengths = sqrt(sum(each * each for each in one.values())) * sqrt(sum(each * each for each in other.values()))
    return product / lengths


@question()
def top_stories(ask: Ask, key: str) -> tuple[tuple[str, int], ...]:
    """Return the paths and weights of the stories that matter most to a topic.

    They are ranked by weight × 2^(−age / half-life), age counted from the topic's newest article.
    """
    used = ask(uses, "topic", key)
    if used is None:
        return ()
    half_life = ask(number_setting, "half_life") * DAY
    newest = seconds(used.instants[-1])
    ranked = sorted(
        (-percent * 2.0 ** (-(newest - seconds(instant)) / half_life), -number, path, percent)
        for number, (path, percent, instant) in enumerate(zip(used.paths, used.percents, used.instants, strict=True))
    )
    return tuple((path, percent) for _, _, path, percent in ranked[:5])
