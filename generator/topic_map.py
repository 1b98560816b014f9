"""The topic map: which topics it draws, what ties them together, which belong together, and where they stand.

How it is chosen stands in `docs/topics.md`, why it is drawn by our own code in decision 24.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt
from typing import Final

from generator.ask import Ask, question
from generator.fingerprint import Value, digest
from generator.ledgers import keys_in_use, totals, uses_in
from generator.library import Label, label
from generator.map_drawing import Box, Places, placed
from generator.views import Link, MapGroup, MapTie, MapTopic, TopicMap
from generator.volumes import volumes

MOST: Final = 42
"""How many topics are drawn: the weightiest."""

STRONGEST: Final = 2
"""How many ties of each topic are drawn, besides those that are among the strongest of the other topic."""

FAINTEST: Final = 40
"""How strong a tie must be at least, in percent of the strongest of its topic."""

SMALLEST: Final = 9
SIZES: Final = 7
BY: Final = 3
"""The radius of a topic: the smallest, and how many there are above it by what difference. Its area grows with its
weight; in steps, so that one more story seldom changes the room that it takes, which would move others."""

TEXT: Final = 15
LINE: Final = 18
"""The size of the letters of names, and the height of a line."""

LINES: Final = 2
LINE_WIDTH: Final = 9.5
"""In how many lines a name stands at most, and how wide a line may be, in sizes of its letters."""

WIDE: Final = (
    "\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U00020000-\U0003fffd"
)
"""Letters that fill a square, and between which a line may end."""

PIECES: Final = re.compile(rf"\s*(?:[{WIDE}]|[^\s{WIDE}]+)")
IS_WIDE: Final = re.compile(f"[{WIDE}]")
NARROW: Final = frozenset("fijlrtI.,;:!|()[]'’-/ ")
BROAD: Final = frozenset("mwMW@%&…")


class Common(Value, frozen=True):
    """What two topics, known by their numbers, have in common: how many stories, and how strong a tie that is."""

    one: int
    other: int
    count: int
    strength: int


class Shared(Value, frozen=True):
    """What two topics, known by their numbers, share in some stories: how many there are, and Σ min(a, b) of the two
    weights in each."""

    one: int
    other: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Main:
    """A main topic: all its weights added up, how many stories are about it, and how it is drawn."""

    key: str
    label: Label
    weight: int
    count: int
    lines: tuple[str, ...]
    radius: int

    @property
    def box(self) -> Box:
        """Return the room that it takes: a circle with its name below."""
        radius = float(self.radius)
        half = max(radius, max(width_of(each) for each in self.lines) * TEXT / 2)
        return Box(half, radius, radius + LINE * len(self.lines) + 4)


class Sketch(Value, frozen=True):
    """All that decides where topics stand: the room that each takes, which belong together, which are tied, and where
    each stands in the beginning."""

    boxes: tuple[Box, ...]
    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, int], ...]
    starts: tuple[tuple[float, float], ...]


@question()
def topic_map(ask: Ask) -> TopicMap:
    """Return the map of the main topics, ready to be drawn."""
    drawn, ties, groups = ask(places), ask(main_ties), ask(sketch).groups
    topics = _topics(ask.once(_mains), ties, groups, drawn)
    return TopicMap(
        width=drawn.width,
        height=drawn.height,
        groups=_groups(groups, topics, drawn),
        ties=_drawn_ties(ties, topics),
        count=len(ask(keys_in_use, "topic")),
    )


@question()
def places(ask: Ask) -> Places:
    """Return where the main topics stand. One more story seldom changes what that is worked out from."""
    known = ask(sketch)
    return placed(known.boxes, known.groups, known.pairs, known.starts)


@question()
def sketch(ask: Ask) -> Sketch:
    """Return what decides where the main topics stand."""
    mains, ties = ask.once(_mains), ask(main_ties)
    pairs = tuple((each.one, each.other) for each in ties)
    busy = Counter(number for pair in pairs for number in pair)
    return Sketch(
        boxes=tuple(each.box for each in mains),
        groups=tuple(map(tuple, grouped(len(mains), ties))),
        pairs=pairs,
        starts=tuple(_start(each.key, busy[number]) for number, each in enumerate(mains)),
    )


@question()
def main_ties(ask: Ask) -> tuple[Common, ...]:
    """Return the ties between the main topics that are drawn."""
    weights = [weight for _, weight, _ in sorted(ask(weightiest))]
    shared = [each for volume in ask(volumes) for each in ask(volume_shared, volume)]
    return tuple(strongest(len(weights), in_common(weights, shared)))


@question()
def weightiest(ask: Ask) -> tuple[tuple[str, int, int], ...]:
    """Return the main topics, the weightiest first: identity, all weights added up, and how many stories there are."""
    weighed = sorted((-each.percent, each.key, each.count) for each in totals(ask, "topic"))
    return tuple((key, -weight, count) for weight, key, count in weighed[:MOST])


@question()
def main_topics(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the main topics, sorted: another order would move them."""
    return tuple(sorted(key for key, _, _ in ask(weightiest)))


def _mains(ask: Ask) -> tuple[Main, ...]:
    """Return the main topics in the order of their identities."""
    found = []
    greatest = max((weight for _, weight, _ in ask(weightiest)), default=0)
    for key, weight, count in sorted(ask(weightiest)):
        radius = SMALLEST + BY * isqrt(SIZES**2 * weight // greatest)
        named = ask(label, "topic", key)
        found.append(Main(key, named, weight, count, lines_of(named.name), radius))
    return tuple(found)


@question()
def volume_shared(ask: Ask, volume: str) -> tuple[Shared, ...]:
    """Return what the main topics share in the stories of one volume."""
    used = (uses_in(ask, "topic", key, volume) for key in ask(main_topics))
    return shared_by([dict(zip(each.paths, each.percents, strict=True)) if each else {} for each in used])


def shared_by(topics: Sequence[Mapping[str, int]]) -> tuple[Shared, ...]:
    """Return what topics, each given by its weights in its stories, share."""
    within: dict[str, list[int]] = defaultdict(list)
    for number, percents in enumerate(topics):
        for path in percents:
            within[path].append(number)
    counts: Counter[tuple[int, int]] = Counter()
    shared: Counter[tuple[int, int]] = Counter()
    for path, numbers in within.items():
        for one, other in combinations(numbers, 2):
            counts[one, other] += 1
            shared[one, other] += min(topics[one][path], topics[other][path])
    return tuple(Shared(one, other, count, shared[one, other]) for (one, other), count in sorted(counts.items()))


def in_common(weights: Sequence[int], shared: Iterable[Shared]) -> list[Common]:
    """Return what topics, each given by all its weights added up, have in common.

    The strength of a tie is Σ min(a, b) over the common stories, divided by the root of the product of all weights of
    the one and all weights of the other; in thousandths.
    """
    counts: Counter[tuple[int, int]] = Counter()
    percents: Counter[tuple[int, int]] = Counter()
    for each in shared:
        counts[each.one, each.other] += each.count
        percents[each.one, each.other] += each.percent
    return [
        Common(one, other, count, isqrt(1_000_000 * percents[one, other] ** 2 // (weights[one] * weights[other])))
        for (one, other), count in sorted(counts.items())
    ]


def strongest(count: int, common: Sequence[Common]) -> list[Common]:
    """Return the ties that are among the strongest of one of their topics at least."""
    of_topic: list[list[Common]] = [[] for _ in range(count)]
    for each in sorted(common, key=lambda each: (-each.strength, -each.count, each.one, each.other)):
        of_topic[each.one].append(each)
        of_topic[each.other].append(each)
    kept = {
        (each.one, each.other): each
        for ties in of_topic
        for each in ties[:STRONGEST]
        if each.strength and each.strength * 100 >= FAINTEST * ties[0].strength
    }
    return [kept[pair] for pair in sorted(kept)]


def grouped(count: int, ties: Sequence[Common]) -> list[list[int]]:
    """Return the topics in groups within which there are more ties than chance would make.

    Two groups become one as long as that raises modularity, the greatest gain first (Clauset, Newman, Moore: Finding
    community structure in very large networks, 2004), in whole numbers. The largest groups come first.
    """
    groups = {number: [number] for number in range(count)}
    between: dict[tuple[int, int], int] = {(each.one, each.other): each.strength for each in ties}
    whole = 2 * sum(between.values())
    ends = [0] * count
    for each in ties:
        ends[each.one] += each.strength
        ends[each.other] += each.strength
    while between:
        gain, one, other = max(
            (whole * strength - ends[one] * ends[other], -one, -other) for (one, other), strength in between.items()
        )
        if gain <= 0:
            break
        one, other = -one, -other
        groups[one] += groups.pop(other)
        ends[one] += ends[other]
        joined: Counter[tuple[int, int]] = Counter()
        for (first, second), strength in between.items():
            pair = one if first == other else first, one if second == other else second
            if pair[0] != pair[1]:
                joined[min(pair), max(pair)] += strength
        between = dict(joined)
    return sorted((sorted(each) for each in groups.values()), key=lambda each: (-len(each), each))


def _start(key: str, ties: int) -> tuple[float, float]:
    """Return where a topic stands in the beginning: anywhere, but for one name always in the same direction.

    The more ties, the nearer to the middle: what is tied to everything would else be caught at the edge.
    """
    data = digest(key.encode())
    across, down = (int.from_bytes(data[at : at + 4]) / 2**31 - 1 for at in (0, 4))
    return 6 * across / (1 + ties), 6 * down / (1 + ties)


def lines_of(name: str) -> tuple[str, ...]:
    """Return a name as the few short lines in which it stands on the map; an ellipsis is for what has no room."""
    lines: list[str] = []
    for piece in PIECES.findall(name):
        if lines and width_of(lines[-1] + piece) <= LINE_WIDTH:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    if len(lines) > LINES:
        lines[LINES - 1] += "…"
    return tuple(_cut(each) for each in lines[:LINES])


def _cut(line: str) -> str:
    if width_of(line) <= LINE_WIDTH:
        return line
    while width_of(line + "…") > LINE_WIDTH:
        line = line[:-1]
    return line.rstrip("… ") + "…"


def width_of(text: str) -> float:
    """Return how wide a text is in a bold sans-serif face, in sizes of its letters; rather too wide than too narrow."""
    return sum(_width(each) for each in text)


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if character in BROAD or IS_WIDE.match(character):
        return 1.0
    if character in NARROW:
        return 0.375
    return 0.75 if character.isupper() else 0.625


def _topics(
    mains: Sequence[Main], ties: Sequence[Common], groups: Sequence[Sequence[int]], places: Places
) -> list[MapTopic]:
    group_of = {each: number for number, group in enumerate(groups, 1) for each in group if len(group) > 1}
    common: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in ties:
        common[each.one].append((-each.count, each.other))
        common[each.other].append((-each.count, each.one))
    return [
        MapTopic(
            name=main.label.name,
            address=main.label.address,
            lines=main.lines,
            group=group_of.get(number, 0),
            weight=main.weight,
            count=main.count,
            x=x,
            y=y,
            radius=main.radius,
            ties=tuple(
                Link(mains[other].label.name, mains[other].label.address, -count)
                for count, other in sorted(common[number])
            ),
        )
        for number, (main, (x, y)) in enumerate(zip(mains, places.points, strict=True))
    ]


def _groups(groups: Sequence[Sequence[int]], topics: Sequence[MapTopic], places: Places) -> tuple[MapGroup, ...]:
    """Return the groups, the weightiest topic of each first; topics without ties are one group at the end, number 0."""
    found = []
    alone: list[MapTopic] = []
    for number, (group, outline) in enumerate(zip(groups, places.outlines, strict=True), 1):
        members = [topics[each] for each in group]
        if len(group) > 1:
            found.append(MapGroup(number, _by_weight(members), outline))
        else:
            alone += members
    return (*found, MapGroup(0, _by_weight(alone), ())) if alone else tuple(found)


def _by_weight(topics: Sequence[MapTopic]) -> tuple[MapTopic, ...]:
    return tuple(sorted(topics, key=lambda each: (-each.weight, each.address)))


def _drawn_ties(ties: Sequence[Common], topics: Sequence[MapTopic]) -> tuple[MapTie, ...]:
    most = max((each.count for each in ties), default=1)
    drawn = []
    for each in ties:
        one, other = topics[each.one], topics[each.other]
        thickness = 1 + isqrt(25 * each.count // most)
        group = one.group if one.group == other.group else 0
        drawn.append(MapTie(one.x, one.y, other.x, other.y, thickness, group))
    return tuple(drawn)
