"""What the weights of topics say: which articles are related, which stories matter most to a topic, what is buzzing.

The formulas stand in `docs/topics.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Final

from generator.article import Entry, entry
from generator.ask import Ask, question
from generator.library import entries, index, key_of, section_keys, uses
from generator.site import number_setting, registered_topics

LOOK_BACK: Final = 200
"""How many earlier articles are compared with an article, at the least, where the archive holds them."""

DAY: Final = 86_400
USUAL_WINDOWS: Final = 8
"""How many windows before the last one say what is usual for a topic."""


@dataclass(frozen=True, slots=True)
class Vector:
    """An article as its topics weigh: identities of topics and percents."""

    path: str
    instant: str
    weights: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Where a topic stands among the registered ones: identities of its parent ("" for none) and children."""

    parent: str
    children: tuple[str, ...]


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
    newest = _seconds(used.instants[-1])
    ranked = sorted(
        (-percent * 2.0 ** (-(newest - _seconds(instant)) / half_life), -number, path, percent)
        for number, (path, percent, instant) in enumerate(zip(used.paths, used.percents, used.instants, strict=True))
    )
    return tuple((path, percent) for _, _, path, percent in ranked[:5])


@question()
def buzzing(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the topics that most exceed what is usual for them.

    The recent weight of a topic is that of the last days, each day counting less the longer ago; what is usual is
    the mean of the same measure over the windows before; the excess is divided by √(1 + usual), so that a topic
    that is always large does not win by its size.
    """
    everything = ask(entries)
    if not everything:
        return ()
    window = ask(number_setting, "buzzing_days") * DAY
    newest = _seconds(everything[-1].instant)
    scored = []
    for key, used in ask(index, "topic"):
        if newest - _seconds(used.instants[-1]) >= window:
            continue
        windows = [0.0] * (USUAL_WINDOWS + 1)
        for percent, instant in zip(used.percents, used.instants, strict=True):
            number, age = divmod(newest - _seconds(instant), window)
            if number < len(windows):
                windows[number] += percent / 100 * 2.0 ** (-age / (window / 2))
        usual = sum(windows[1:]) / USUAL_WINDOWS
        scored.append((-round((windows[0] - usual) / sqrt(1 + usual), 6), key))
    return tuple(key for score, key in sorted(scored)[:8] if score < 0)


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
    known = set(ask.table(index, kind))
    if kind == "category":
        known.update(ask(section_keys))
    for key in tuple(known) if kind == "topic" else ():
        above = ask(family, key).parent
        while above and above not in known:
            known.add(above)
            above = ask(family, above).parent
    return tuple(sorted(known))


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())
