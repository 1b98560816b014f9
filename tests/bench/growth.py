"""How a cost grows with the archive, and what it would be in one that was not measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Final

MILLION: Final = 1_000_000
SMALL: Final = 10
"""Sizes that are less than the largest by more than this factor do not say how a cost grows: there, what starting up
costs blurs it."""

LARGE: Final = 30_000
"""From how many articles on the slope says something of a million."""

Points = Sequence[tuple[int, float]]


def in_words(seconds: Points, megabytes: Points) -> str:
    """Say how the clean build grows, and what a million articles would take. There are two sizes or more."""
    times, memory = _large(seconds), _large(megabytes)
    smallest, largest = seconds[0][0], seconds[-1][0]
    if largest < LARGE or len(times) < 2:
        return (
            f"From {smallest:,} to {largest:,} articles, what each build costs whatever its size hides how the "
            "rest grows; [Performance](../performance.md) says what 100,000 articles took, and what a million would."
        )
    told = (
        f"From {times[0][0]:,} to {times[-1][0]:,} articles the time of Broadsheet’s clean build grows with their "
        f"number to the power of {slope(times):.2f}. A million would take {_hours(expected(times, MILLION))}, if that "
        "goes on."
    )
    if len(memory) < 2:
        return told
    gigabytes = expected(memory, MILLION) / 1000
    return f"{told} Its memory grows to the power of {slope(memory):.2f}: {gigabytes:.1f} GB for a million."


def _large(points: Points) -> Points:
    return [each for each in points if each[0] * SMALL >= points[-1][0]]


def slope(points: Sequence[tuple[int, float]]) -> float:
    """Return the power with which the values grow: least squares through the logarithms."""
    across = [log(size) for size, _ in points]
    up = [log(value) for _, value in points]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    rise = sum((one - middle) * (other - height) for one, other in zip(across, up, strict=True))
    return rise / sum((one - middle) ** 2 for one in across)


def expected(points: Sequence[tuple[int, float]], size: int) -> float:
    """Return the value at a size that was not measured, along the slope from the last one that was."""
    last, value = points[-1]
    return value * exp(slope(points) * log(size / last))


def _hours(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
