"""Times as articles bear them: written in the site's time zone, kept as text.

Encodings of date-times keep the instant and lose the offset; an answer that is read back from memory would then show
another day than the one that was just made. Text comes back as it was.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from generator.fingerprint import Value

MONTH: Final = len("2026-01")
DAY: Final = len("2026-01-28")
MINUTE: Final = timedelta(minutes=1)
SECONDS_OF_DAY: Final = 86_400


class Moment(Value, frozen=True):
    """A time with its offset (ISO 8601, RFC 3339), and whether a time of day was written at all."""

    text: str
    has_time: bool

    @property
    def time(self) -> datetime:
        """Return it as a date-time with an offset."""
        return datetime.fromisoformat(self.text)

    @property
    def instant(self) -> str:
        """Return it in UTC, as `has_passed` takes it; instants sort as text."""
        return _in_utc(self.text)

    @property
    def month(self) -> str:
        """Return year and month, "2026-01"."""
        return self.text[:MONTH]


@lru_cache(maxsize=4096)
def _in_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(maxsize=4096)
def moment(text: str, zone: str) -> Moment:
    """Return a time of the front matter as the clocks of `zone` show it.

    Raises OverflowError at the calendar's ends.
    """
    written = datetime.fromisoformat(text)
    if written.tzinfo is None:
        written = written.replace(tzinfo=_zone(zone))
    there = written.astimezone(UTC).astimezone(_zone(zone))
    # Offsets of the nineteenth century have seconds, which RFC 3339 cannot write.
    offset = (there.utcoffset() or timedelta()) // MINUTE * MINUTE
    return Moment(there.astimezone(timezone(offset)).isoformat(timespec="seconds"), len(text) > DAY)


def latest(*moments: Moment) -> Moment:
    """Return the last of some moments; of equal ones the first that is named."""
    return max(moments, key=lambda each: each.instant)


def days_before(instant: str, days: int) -> str:
    """Return the instant that lies some days before one."""
    return (datetime.fromisoformat(instant) - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def seconds(instant: str) -> int:
    """Return an instant as seconds since 1970."""
    return int(datetime.fromisoformat(instant).timestamp())


@cache
def _zone(name: str) -> ZoneInfo:
    """Return a zone from the package `tzdata`: the machine's own data differs from place to place."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, name)


def fading(age: float, half_life: float) -> float:
    """Return what is left of a weight of 1 at an age, both in seconds: 2^(−age / half-life)."""
    return math.pow(2.0, -age / half_life)


def month_number(month: str) -> int:
    """Return the number of a month such as "2026-01"; months that follow each other have numbers that do."""
    year, of_year = month.split("-")
    return int(year) * 12 + int(of_year) - 1


def month_of(number: int) -> str:
    """Return the month of a number, as `month_number` counts."""
    return f"{number // 12:04}-{number % 12 + 1:02}"
