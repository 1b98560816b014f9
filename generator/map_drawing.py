"""Where the topics of a map stand: pure geometry, in the units of its drawing.

The same places come out on any machine: only sums, products, quotients and square roots are used, which IEEE 754
defines to the last bit, added one by one (`sum` adds floats in another way from Python 3.12 on), and what comes out is
rounded to whole units.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import sqrt
from typing import Final

from generator.fingerprint import Value

STEP: Final = 80.0
"""How long a tie would like to be."""

APART: Final = 0.8
"""By how many steps topics of two groups stand further apart than their ties say."""

FARTHEST: Final = 4
"""After how many ties topics are as far from each other as if there were none."""

ROUNDS: Final = 60
NEARER: Final = 0.04
"""By which part of their way to the middle groups are drawn together in each round, as far as there is room."""

GAP: Final = 12.0
"""What lies between two topics at the least; twice of it between two groups, and around the map."""

FLAT: Final = 1.2
"""How much sooner topics and groups move sideways than up or down: screens are wider than high."""

SLACK: Final = 0.01
"""What may be missing of a gap, so that rounding does not keep two that touch at pushing for ever."""

PATIENCE: Final = 100
"""After how many rounds of pushing everything is stretched a little, so that it comes to an end."""

Point = tuple[float, float]


class Box(Value, frozen=True):
    """What has to have room around its point: half a width, and what is above and below."""

    half: float
    above: float
    below: float


class Places(Value, frozen=True):
    """A map: where its topics stand, the corners of its groups' outlines, and its size."""

    points: tuple[tuple[int, int], ...]
    outlines: tuple[tuple[tuple[int, int], ...], ...]
    width: int
    height: int


def placed(
    boxes: Sequence[Box], groups: Sequence[Sequence[int]], ties: Sequence[tuple[int, int]], starts: Sequence[Point]
) -> Places:
    """Place topics so that those with ties are near each other, each group is by itself, and nothing overlaps.

    `groups` holds every topic once. `starts` are where the topics stand in the beginning, each at a place of its own
    that does not depend on the others, so that a little change of the ties makes a little change of the map.
    """
    if not boxes:
        return Places((), (), 0, 0)
    relaxed = _relaxed(_distances(len(boxes), groups, ties), starts)
    points: list[Point] = [(x * STEP, y * STEP) for x, y in relaxed]
    for group in groups:
        of_group = [boxes[each] for each in group]
        for each, point in zip(group, _separated([points[each] for each in group], of_group, GAP), strict=True):
            points[each] = point
    frames = [_Frame([points[each] for each in group], [boxes[each] for each in group]) for group in groups]
    around = [each.box for each in frames]
    middles = _gathered(_separated([each.middle for each in frames], around, 2 * GAP), around, 2 * GAP)
    for group, frame, (x, y) in zip(groups, frames, middles, strict=True):
        for each in group:
            points[each] = points[each][0] + x - frame.middle[0], points[each][1] + y - frame.middle[1]
    return _rounded(points, boxes, groups)


def _distances(count: int, groups: Sequence[Sequence[int]], ties: Sequence[tuple[int, int]]) -> list[list[float]]:
    """Return how far from each other topics would like to be, in steps: by how many ties one comes to the other."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for one, other in ties:
        neighbours[one].append(other)
        neighbours[other].append(one)
    group_of = {each: number for number, group in enumerate(groups) for each in group}
    found = []
    for start in range(count):
        steps = {start: 0}
        reached = [start]
        for each in reached:
            for other in neighbours[each]:
                if other not in steps and steps[each] + 1 < FARTHEST:
                    steps[other] = steps[each] + 1
                    reached.append(other)
        row = [float(steps.get(each, FARTHEST)) for each in range(count)]
        found.append([each + APART * (group_of[start] != group_of[other]) for other, each in enumerate(row)])
    return found


def _relaxed(distances: Sequence[Sequence[float]], starts: Sequence[Point]) -> list[Point]:
    """Return points whose distances are as near to those that are wanted as they come in some rounds.

    Stress majorisation (Gansner, Koren, North: Graph Drawing by Stress Majorization, 2004), one point after the other.
    """
    points = list(starts)
    for _ in range(ROUNDS):
        for number, (x, y) in enumerate(points):
            weights = across = down = 0.0
            for other, (there_x, there_y) in enumerate(points):
                if other == number:
                    continue
                wanted = distances[number][other]
                weight = 1.0 / (wanted * wanted)
                length = sqrt((x - there_x) * (x - there_x) + (y - there_y) * (y - there_y))
                stretch = wanted / length if length else 0.0
                across += weight * (there_x + stretch * (x - there_x))
                down += weight * (there_y + stretch * (y - there_y))
                weights += weight
            if weights:
                points[number] = across / weights, down / weights
    return points


def _separated(starts: Sequence[Point], boxes: Sequence[Box], gap: float) -> list[Point]:
    """Return the points pushed apart, each pair by the shorter way, until no two boxes are nearer than `gap`."""
    points = list(starts)
    rounds = 0
    while True:
        pushed = False
        for one, other in combinations(range(len(points)), 2):
            (x, y), (to_x, to_y) = points[one], points[other]
            across, down = _shared(points[one], boxes[one], points[other], boxes[other], gap)
            if across <= SLACK or down <= SLACK:
                continue
            pushed = True
            if across <= down * FLAT:
                by = (across if x <= to_x else -across) / 2
                points[one], points[other] = (x - by, y), (to_x + by, to_y)
            else:
                by = (down if y <= to_y else -down) / 2
                points[one], points[other] = (x, y - by), (to_x, to_y + by)
        if not pushed:
            return points
        rounds += 1
        if rounds % PATIENCE == 0:
            points = [(x * 1.1, y * 1.1) for x, y in points]


def _gathered(starts: Sequence[Point], boxes: Sequence[Box], gap: float) -> list[Point]:
    """Return the points drawn towards the middle of all, each as far as there is room."""
    points = list(starts)
    for _ in range(ROUNDS):
        frame = _Frame(points, boxes)
        for number, (x, y) in enumerate(points):
            aside, aloft = NEARER * (frame.middle[0] - x), NEARER * (frame.middle[1] - y)
            for point in ((x + aside, y + aloft), (x + aside, y), (x, y + aloft)):
                if not any(
                    other != number and _overlap(point, boxes[number], there, box, gap)
                    for other, (there, box) in enumerate(zip(points, boxes, strict=True))
                ):
                    points[number] = point
                    break
    return points


def _overlap(one: Point, box: Box, other: Point, other_box: Box, gap: float) -> bool:
    across, down = _shared(one, box, other, other_box, gap)
    return across > SLACK and down > SLACK


def _shared(one: Point, box: Box, other: Point, other_box: Box, gap: float) -> Point:
    """Return by how much two boxes are nearer than `gap`, across and down; not above 0 where they are not."""
    across = other[0] - one[0]
    down = other[1] - one[1]
    room = box.below + other_box.above if down >= 0 else box.above + other_box.below
    return box.half + other_box.half + gap - abs(across), room + gap - abs(down)


class _Frame:
    """The smallest upright rectangle around some boxes."""

    def __init__(self, points: Sequence[Point], boxes: Sequence[Box]) -> None:
        around = list(zip(points, boxes, strict=True))
        left = min(x - box.half for (x, _), box in around)
        right = max(x + box.half for (x, _), box in around)
        top = min(y - box.above for (_, y), box in around)
        bottom = max(y + box.below for (_, y), box in around)
        self.corner = left, top
        self.size = right - left, bottom - top
        self.middle = (left + right) / 2, (top + bottom) / 2
        self.box = Box((right - left) / 2, (bottom - top) / 2, (bottom - top) / 2)


def _rounded(points: Sequence[Point], boxes: Sequence[Box], groups: Sequence[Sequence[int]]) -> Places:
    frame = _Frame(points, boxes)
    shift_x, shift_y = 2 * GAP - frame.corner[0], 2 * GAP - frame.corner[1]
    there = [(round(x + shift_x), round(y + shift_y)) for x, y in points]
    outlines = tuple(_outline([there[each] for each in group], [boxes[each] for each in group]) for group in groups)
    width, height = frame.size
    return Places(tuple(there), outlines, round(width + 4 * GAP), round(height + 4 * GAP))


def _outline(points: Sequence[tuple[int, int]], boxes: Sequence[Box]) -> tuple[tuple[int, int], ...]:
    """Return the corners of the convex hull of some boxes, clockwise (Andrew's monotone chain)."""
    corners = sorted(
        {
            (round(x + side * (box.half + GAP / 2)), round(y + edge))
            for (x, y), box in zip(points, boxes, strict=True)
            for side in (-1, 1)
            for edge in (-box.above - GAP / 2, box.below + GAP / 2)
        }
    )
    return (*_chain(corners), *_chain(corners[::-1]))


def _chain(corners: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    for x, y in corners:
        while len(chain) > 1:
            (from_x, from_y), (over_x, over_y) = chain[-2:]
            if (over_x - from_x) * (y - from_y) - (over_y - from_y) * (x - from_x) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain[:-1]
