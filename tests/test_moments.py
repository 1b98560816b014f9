"""Times keep the offset of the site's zone, in the build that reads them and in every later one."""

from __future__ import annotations

import pytest

from generator.moments import fading, latest, moment, month_number, month_of
from tests.sites import SITE_YAML, Site


@pytest.mark.parametrize(
    ("text", "zone", "shown", "instant"),
    [
        ("2026-02-01", "Pacific/Auckland", "2026-02-01T00:00:00+13:00", "2026-01-31T11:00:00Z"),
        ("2026-05-28", "Europe/London", "2026-05-28T00:00:00+01:00", "2026-05-27T23:00:00Z"),
        ("2026-01-28T14:30:00Z", "America/New_York", "2026-01-28T09:30:00-05:00", "2026-01-28T14:30:00Z"),
        ("2026-03-29T01:30:00", "Europe/Berlin", "2026-03-29T01:30:00+01:00", "2026-03-29T00:30:00Z"),
        ("1870-01-01T12:00:00", "America/New_York", "1870-01-01T11:59:02-04:57", "1870-01-01T16:56:02Z"),
    ],
)
def test_a_time_is_that_of_the_site(text: str, zone: str, shown: str, instant: str) -> None:
    """As its clocks show it; an offset with seconds, which feeds cannot write, is rounded."""
    found = moment(text, zone)
    assert (found.text, found.instant, found.has_time) == (shown, instant, "T" in text)


def test_the_latest_is_that_of_the_clock_not_of_the_letters() -> None:
    """Offsets differ."""
    early, late = moment("2026-01-01T01:00:00", "Asia/Tokyo"), moment("2026-01-01T00:00:00", "UTC")
    assert latest(early, late) == late


def test_a_time_beyond_the_calendar_is_refused() -> None:
    """The problem that is told names it."""
    with pytest.raises(OverflowError):
        moment("9999-12-31T23:59:00", "America/New_York")


def test_a_day_stays_the_day_it_was_written(site: Site) -> None:
    """East of Greenwich its midnight is the day before in UTC; also when the page is made again later."""
    site.write("content/site.yaml", SITE_YAML.replace("Europe/London", "Pacific/Auckland"))
    file = site.story("a.md", date="2026-02-01")
    for _ in range(2):
        site.build()
        assert '"2026-02-01T00:00:00+13:00" dir="auto">February 1, 2026<' in site.read("2026/02/a/index.html")
        assert "/2026/02/a/" in site.read("archive/2026/02/index.html")
        file.write_bytes(file.read_bytes() + b"\nMore.\n")


@pytest.mark.parametrize("key", ["updated: 9999-12-31", "expires: 9999-12-31T23:59:59-12:00"])
def test_the_end_of_the_calendar_is_no_crash(site: Site, key: str) -> None:
    """It is told, as all that is wrong."""
    site.story("a.md", more=f"{key}\n")
    assert site.codes()


def test_months_are_counted_across_the_turn_of_a_year() -> None:
    december = month_number("2025-12")
    assert [month_of(december + more) for more in (-1, 0, 1)] == ["2025-11", "2025-12", "2026-01"]


def test_a_weight_is_halved_with_each_half_life() -> None:
    assert [fading(age, 30) for age in (0, 30, 60)] == [1, 0.5, 0.25]


@pytest.mark.parametrize("month", ["11", "12"])
def test_the_last_year_of_the_calendar_has_not_come(site: Site, month: str) -> None:
    """Neither for what comes out then, nor for what never expires."""
    site.story("secret.md", title="Secret", date=f"9999-{month}-15")
    site.story("stays.md", title="Stays", more=f"expires: 9999-{month}-28\n")
    report = site.build()
    assert len(report.held_back) == 1 and "secret.md" in report.held_back[0]
    assert not any(b"Secret" in data for data in site.files().values())
    assert "2026/01/stays/index.html" in site.files()
