"""Curves on two logarithmic scales, as SVG that can be read in a light and in a dark page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 400
LEFT: Final = 84
RIGHT: Final = 120
TOP: Final = 44
BOTTOM: Final = 60

STYLE: Final = """\
svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
.paper { fill: #fff; } text { fill: #222; } .title { font-weight: 600; font-size: 15px; }
.grid { stroke: #ddd; } .axis { fill: #555; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.broadsheet { stroke: #b3261e; } .hugo { stroke: #1f5fa8; } .hugo-related { stroke: #5b88bd; }
.pelican { stroke: #2d7a34; }
.hugo, .hugo-related, .pelican { stroke-dasharray: 7 3; } .hugo-related { stroke-dasharray: 2 3; }
.pelican { stroke-dasharray: 9 3 2 3; } .dot { stroke-dasharray: none; fill: #fff; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
.paper { fill: #16181c; } text { fill: #e8e8e8; } .grid { stroke: #3a3d44; } .axis { fill: #b0b4bb; }
.broadsheet { stroke: #ff8a80; } .hugo { stroke: #8ab8f0; } .hugo-related { stroke: #6f93bd; }
.pelican { stroke: #8fd694; } .dot { fill: #16181c; }
}"""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: sizes and values, all above 0, in the order of the sizes."""

    name: str
    title: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where on paper a value lies: the decades from `low` to `high` between two places."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, steps: Sequence[int]) -> Iterator[float]:
        """Give the round values on the scale, `steps` of them in each decade."""
        for decade in range(floor(self.low), ceil(self.high) + 1):
            for step in steps:
                value = step * 10.0**decade
                if self.low - 1e-9 <= log10(value) <= self.high + 1e-9:
                    yield value


def drawing(title: str, curves: Sequence[Curve], unit: str) -> str:
    """Return the curves as an SVG. What they show is also said in words, for those who do not see it."""
    sizes = [size for curve in curves for size, _ in curve.points]
    values = [value for curve in curves for _, value in curve.points]
    across = Scale(log10(min(sizes)), log10(max(sizes)), LEFT, WIDTH - RIGHT)
    up = _wide(Scale(floor(log10(min(values))), ceil(log10(max(values))), HEIGHT - BOTTOM, TOP))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(" ".join(_in_words(each, unit) for each in curves))}</desc>',
        f"<style>\n{STYLE}\n</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
        *_grid(across, up, unit),
    ]
    ends = _apart([up.at(each.points[-1][1]) for each in curves])
    for curve, end in zip(curves, ends, strict=True):
        parts += _line(curve, across, up, end)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _wide(scale: Scale) -> Scale:
    return scale if scale.high > scale.low else Scale(scale.low, scale.low + 1, scale.start, scale.end)


def _in_words(curve: Curve, unit: str) -> str:
    told = ", ".join(f"{_number(value)} {unit} for {size:,} articles" for size, value in curve.points)
    return f"{curve.title}: {told}."


def _grid(across: Scale, up: Scale, unit: str) -> Iterator[str]:
    for value in up.ticks((1,)):
        place = up.at(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place}" y2="{place}"/>'
        yield f'<text class="axis" x="{LEFT - 8}" y="{place + 4}" text-anchor="end">{_number(value)} {unit}</text>'
    for value in across.ticks((1, 3)):
        place = across.at(value)
        yield f'<line class="grid" x1="{place}" x2="{place}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text class="axis" x="{place}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{value:,.0f}</text>'
    middle = (LEFT + WIDTH - RIGHT) // 2
    yield f'<text class="axis" x="{middle}" y="{HEIGHT - BOTTOM + 42}" text-anchor="middle">articles</text>'


def _line(curve: Curve, across: Scale, up: Scale, end: float) -> Iterator[str]:
    places = [(across.at(size), up.at(value)) for size, value in curve.points]
    path = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline class="line {curve.name}" points="{path}"/>'
    for x, y in places:
        yield f'<circle class="dot {curve.name}" cx="{x}" cy="{y}" r="4"/>'
    yield f'<text x="{WIDTH - RIGHT + 10}" y="{end + 4}">{escape(curve.title)}</text>'


def _apart(places: Sequence[float], least: float = 17) -> list[float]:
    """Return the places so far apart that text there does not overlap; their order is kept."""
    moved: dict[int, float] = {}
    last = float("-inf")
    for number in sorted(range(len(places)), key=lambda each: (places[each], each)):
        last = max(places[number], last + least)
        moved[number] = round(last, 1)
    return [moved[number] for number in range(len(places))]


def _number(value: float) -> str:
    """Return three figures of a value, without noughts at its end."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
