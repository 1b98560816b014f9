"""A chart of months: geometry, and the page that shows it."""

from __future__ import annotations

import re

import pytest

from generator.chart import BASE, HEAD, WIDTH, drawn, round_scale
from tests.sites import Site
from tests.web import Element, read_html


@pytest.mark.parametrize(
    ("highest", "scale"),
    [(0, 100), (1, 100), (100, 100), (101, 150), (150, 150), (151, 200), (401, 500), (999, 1000), (1001, 1500)],
)
def test_the_scale_is_round(highest: int, scale: int) -> None:
    assert round_scale(highest) == scale


@pytest.mark.parametrize("count", [1, 2, 12, 13, 37, 120])
def test_bars_stand_side_by_side_within_the_drawing(count: int) -> None:
    drawing = drawn([100 + number for number in range(count)], 3)
    assert len(drawing.bars) == count
    assert drawing.bars[0].x >= 0
    assert drawing.bars[-1].x + drawing.bars[-1].width <= WIDTH
    assert all(one.x + one.width < other.x for one, other in zip(drawing.bars, drawing.bars[1:], strict=False))
    assert all(each.width >= 4 and HEAD <= each.y < BASE for each in drawing.bars)
    assert all(abs(each.y + each.height - BASE) < 0.2 for each in drawing.bars)


def test_heights_are_in_proportion() -> None:
    """A scale of 200 over 164 units: 100 percent are 82 of them."""
    drawing = drawn([0, 50, 100, 200], 0)
    assert drawing.scale == 200
    assert [each.height for each in drawing.bars] == [0, 41, 82, 164]


@pytest.mark.parametrize(
    ("count", "first", "labels", "yearly"),
    [(12, 2, [1, 4, 7, 10], False), (24, 0, [0, 6, 12, 18], False), (36, 6, [6, 18, 30], True),
     (120, 0, [0, 24, 48, 72, 96], True)],
)  # fmt: skip
def test_labels_have_room(count: int, first: int, labels: list[int], yearly: bool) -> None:
    """They stand at the beginnings of years, halves or quarters."""
    drawing = drawn([1] * count, first)
    assert [each.index for each in drawing.ticks] == labels
    assert drawing.yearly == yearly


def test_a_label_at_the_edge_is_not_cut_off() -> None:
    """Its middle keeps half its width from the edge."""
    assert drawn([1] * 120, 0).ticks[0].x == 34
    assert drawn([1] * 12, 0).ticks[0].x == 66


def page(site: Site, topic: str = "rail") -> Element:
    assert site.build().published
    return read_html(site.read(f"topics/{topic}/index.html"))


def rows(found: Element) -> list[list[str]]:
    (table,) = found.all("table")
    return [[cell.text for cell in row.elements] for row in table.one("tbody").all("tr")]


def test_the_table_has_the_numbers_of_the_chart_and_gaps_are_zero(site: Site) -> None:
    site.story("one.md", date="2025-12-05", more="topics: {rail: 90}\n")
    site.story("two.md", date="2026-02-05", more="topics: {rail: 30}\n")
    site.story("three.md", date="2026-02-06", more="topics: {rail: 40}\n")
    site.story("later.md", date="2026-05-06", more="topics: {sea: 40}\n")
    found = page(site)
    table = rows(found)
    assert table[:4] == [
        ["February 2026", "2", "70%"], ["January 2026", "0", "0%"], ["December 2025", "1", "90%"],
        ["November 2025", "0", "0%"],
    ]  # fmt: skip
    assert len(table) == 12
    bars = found.one("svg", "chart-drawing").all("rect")
    assert [each.one("title").text for each in bars] == ["December 2025: 90%", "February 2026: 70%"]
    assert [float(each["height"]) for each in bars] == [147.6, 114.8]


def test_a_chart_says_in_words_what_it_shows(site: Site) -> None:
    site.story("one.md", date="2026-02-05", more="topics: {rail: 90}\n")
    site.story("two.md", date="2026-03-05", more="topics: {rail: 30}\n")
    drawing = page(site).one("svg", "chart-drawing")
    assert drawing["role"] == "img"
    ids = {each.get("id"): each.text for each in drawing.all("*")}
    assert [ids[id] for id in drawing["aria-labelledby"].split()] == [
        "Weight by month: rail",
        "From April 2025 to March 2026. The highest is February 2026 with 90%; the last month has 30%.",
    ]


def test_a_long_history_is_cut_and_nothing_is_lost(site: Site) -> None:
    """Ten years are drawn; what is older is in the last line of the table."""
    for year in range(1990, 2027):
        site.story(f"{year}.md", date=f"{year}-03-05", more="topics: {rail: 50}\n")
    found = page(site)
    table = rows(found)
    assert len(table) == 121
    assert table[-1] == ["Before", "27", "1,350%"]
    assert sum(int(row[1]) for row in table) == 37
    assert re.findall(r"20[0-9]{2}", " ".join(each.text for each in found.all("text"))) == [
        "2018",
        "2020",
        "2022",
        "2024",
        "2026",
    ]
