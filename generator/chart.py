"""Where the lines, bars and labels of a chart of months stand. Pure geometry, in the units of its drawing."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from generator.fingerprint import Value

WIDTH: Final = 720
HEIGHT: Final = 240
HEAD: Final = 36
"""Room for the label of the highest line, which stands above it, so that no bar runs into it."""
FOOT: Final = 40
BASE: Final = HEIGHT - FOOT

ROUND: Final = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
"""Where a scale may end, times a power of ten."""

HALF_YEAR_LABEL: Final = 34
HALF_MONTH_LABEL: Final = 66
"""Half the width of a label at the largest size that style sheets give it: so far its middle keeps from the edges."""

STEPS: Final = ((1, 5), (2, 5), (3, 5), (6, 5), (12, 9), (24, 9), (60, 9), (120, 9))
"""Every how many months a label may stand, and how many of such labels have room side by side."""


class Bar(Value, frozen=True):
    """One month: the corner of its bar, and its size."""

    x: float
    y: float
    width: float
    height: float


class Tick(Value, frozen=True):
    """A label below the bars: the middle of it, and which month it names."""

    x: float
    index: int


class Drawing(Value, frozen=True):
    """A chart: its bars, its labels, the value at which the highest line stands, and whether labels are years."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    scale: int
    yearly: bool


def drawn(values: Sequence[int], first: int, least: int = 100) -> Drawing:
    """Draw values of months that follow each other; `first` is the calendar month of the first, 0 for January.

    The scale ends at `least` or higher.
    """
    scale = round_scale(max(values, default=0), least)
    pitch = WIDTH / max(1, len(values))
    gap = min(8.0, pitch / 4)
    heights = [each * (BASE - HEAD) / scale for each in values]
    bars = tuple(
        Bar(_tenth(number * pitch + gap / 2), _tenth(BASE - height), _tenth(pitch - gap), _tenth(height))
        for number, height in enumerate(heights)
    )
    step = next((step for step, room in STEPS if len(values) <= step * (room - 1)), STEPS[-1][0])
    yearly = step % 12 == 0
    half = HALF_YEAR_LABEL if yearly else HALF_MONTH_LABEL
    ticks = tuple(
        Tick(_tenth(min(max((number + 0.5) * pitch, half), WIDTH - half)), number)
        for number in range(len(values))
        if (first + number) % step == 0
    )
    return Drawing(bars, ticks, scale, yearly)


def round_scale(highest: int, least: int = 100) -> int:
    """Return the least round number that is not below `highest` nor below `least`."""
    least = max(highest, least)
    power: int = 10 ** (len(str(least)) - 1)
    return next(ceil(each * power) for each in ROUND if each * power >= least)


def _tenth(value: float) -> float:
    return round(value, 1)
