"""The topic map: which ties are drawn, which topics belong together, that names are readable, and that it stays."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.map_drawing import GAP, Box, Places, placed
from generator.topic_map import LINE_WIDTH, MOST, Common, grouped, in_common, lines_of, shared_by, strongest, width_of
from tests.sites import Site, changed

PAGE = "topics/map/index.html"


def about(site: Site, name: str, date: str, **topics: int) -> None:
    lines = "".join(f"  {topic.replace('_', ' ')}: {weight}\n" for topic, weight in topics.items())
    site.story(f"{name}.md", title=name, date=date, more=f"topics:\n{lines}" if topics else "")


def drawing(site: Site) -> ET.Element:
    """Return the drawing of a site's map, read as XML."""
    found = re.search(r"<svg.*</svg>", site.read(PAGE), re.DOTALL)
    assert found
    return ET.fromstring(found[0])


def circles(site: Site) -> dict[str, tuple[int, int, int]]:
    """Return place and radius of each topic by its address."""
    return {
        each.attrib["href"]: tuple(int(each[1].attrib[name]) for name in ("cx", "cy", "r"))  # type: ignore[misc]
        for each in drawing(site).iter("a")
    }


# Ties.


def ties_of(topics: list[dict[str, int]]) -> list[Common]:
    """Return what topics have in common, each given by its weights in its stories."""
    return in_common([sum(each.values()) for each in topics], shared_by(topics))


def test_the_strength_of_a_tie_by_hand() -> None:
    """The example of the documentation: 40 / √(120 × 60) = 0.471."""
    assert ties_of([{"a": 80, "b": 40}, {"b": 60}]) == [Common(0, 1, 1, 471)]


def test_a_large_topic_is_tied_to_a_small_one_no_more_strongly_than_a_small_one() -> None:
    """Both have all of the small topic's articles in common with it."""
    large = {str(number): 50 for number in range(100)}
    small, other = {"1": 50, "2": 50}, {"1": 50, "2": 50}
    ties = {(each.one, each.other): each for each in ties_of([large, small, other])}
    assert ties[0, 1].count == ties[1, 2].count == 2
    assert (ties[0, 1].strength, ties[1, 2].strength) == (141, 1000)


STAR = [Common(0, 1, 1, 900), Common(0, 2, 1, 800), Common(0, 3, 1, 700), Common(0, 4, 1, 600)]


def test_the_two_strongest_ties_of_each_topic_are_drawn() -> None:
    """One that is third for one topic may be first for the other; one that is faint for both is left out."""
    assert strongest(5, STAR) == STAR
    faint = Common(1, 2, 9, 300)
    assert strongest(5, [*STAR, faint]) == STAR
    for_3, for_4 = Common(2, 3, 1, 310), Common(3, 4, 1, 300)
    assert strongest(5, [*STAR, faint, for_3, for_4]) == [*STAR, for_3, for_4]


def test_topics_that_are_tied_among_themselves_are_a_group() -> None:
    """Two circles of four with one tie between them, and one topic without any."""
    circle = list(combinations(range(4), 2))
    pairs = [*circle, *((one + 4, other + 4) for one, other in circle), (3, 4)]
    assert grouped(9, [Common(*pair, 1, 500) for pair in pairs]) == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert grouped(2, []) == [[0], [1]]
    assert grouped(0, []) == []


# Names.


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("rail", ("rail",)),
        ("export controls", ("export controls",)),
        ("Semiconductor Industry", ("Semiconductor", "Industry")),
        ("a very long name indeed that has no room", ("a very long name", "indeed that has…")),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfsch…",)),
        ("人工智能与国际贸易的未来发展和挑战研究", ("人工智能与国际贸易", "的未来发展和挑战…")),
        ("التراث الثقافي", ("التراث الثقافي",)),
    ],
)
def test_a_name_stands_in_two_short_lines(name: str, lines: tuple[str, ...]) -> None:
    assert lines_of(name) == lines


@given(st.text(min_size=1, max_size=100).filter(str.strip))
def test_every_name_has_room_for_its_lines(name: str) -> None:
    lines = lines_of(name)
    assert 1 <= len(lines) <= 2
    assert all(line and width_of(line) <= LINE_WIDTH for line in lines)
    assert "…" in lines[-1] or "…" in lines[0] or "".join("".join(lines).split()) == "".join(name.split())


# Places.

boxes = st.builds(Box, st.floats(9, 80), st.floats(9, 30), st.floats(30, 70))


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[Box], list[list[int]], list[tuple[int, int]], list[tuple[float, float]]]:
    sizes = draw(st.lists(boxes, min_size=1, max_size=14))
    numbers = range(len(sizes))
    member = [draw(st.integers(0, 3)) for _ in numbers]
    groups = [group for wanted in range(4) if (group := [each for each in numbers if member[each] == wanted])]
    pairs = list(combinations(numbers, 2))
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    place = st.tuples(st.floats(-1, 1), st.floats(-1, 1))
    starts = draw(st.lists(place, min_size=len(sizes), max_size=len(sizes), unique=True))
    return sizes, groups, ties, starts


def frame(places: Places, sizes: Sequence[Box], numbers: Sequence[int]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of some topics."""
    points = [(places.points[each], sizes[each]) for each in numbers]
    return (
        min(x - box.half for (x, _), box in points),
        min(y - box.above for (_, y), box in points),
        max(x + box.half for (x, _), box in points),
        max(y + box.below for (_, y), box in points),
    )


def apart(one: tuple[float, float, float, float], other: tuple[float, float, float, float], gap: float) -> bool:
    """Say whether two frames are apart; rounding to whole units may take one and a half."""
    gap -= 1.5
    return one[2] + gap <= other[0] or other[2] + gap <= one[0] or one[3] + gap <= other[1] or other[3] + gap <= one[1]


@settings(deadline=None, max_examples=60)
@given(maps())
def test_nothing_overlaps_and_everything_is_on_the_map(
    made: tuple[list[Box], list[list[int]], list[tuple[int, int]], list[tuple[float, float]]],
) -> None:
    sizes, groups, ties, starts = made
    places = placed(sizes, groups, ties, starts)
    for one, other in combinations(range(len(sizes)), 2):
        assert apart(frame(places, sizes, [one]), frame(places, sizes, [other]), GAP)
    for one_group, other_group in combinations(groups, 2):
        assert apart(frame(places, sizes, one_group), frame(places, sizes, other_group), 2 * GAP)
    left, top, right, bottom = frame(places, sizes, range(len(sizes)))
    assert left >= GAP
    assert top >= GAP
    assert right <= places.width - GAP
    assert bottom <= places.height - GAP
    for group, outline in zip(groups, places.outlines, strict=True):
        assert len(outline) >= 4
        inside = frame(places, sizes, group)
        assert min(x for x, _ in outline) <= inside[0]
        assert max(y for _, y in outline) >= inside[3]


EXPECTED = (
    (
        (282, 63),
        (364, 34),
        (418, 99),
        (369, 163),
        (267, 150),
        (136, 170),
        (46, 205),
        (73, 107),
        (158, 254),
        (208, 332),
        (274, 393),
        (277, 238),
    ),
    476,
    457,
)


def test_the_same_map_comes_out_on_any_machine() -> None:
    """These numbers were worked out once; another machine, or another Python, must come to the same."""
    sizes = [Box(20.5 + number * 7 % 40, 9 + number % 5, 40) for number in range(12)]
    groups = [[0, 1, 2, 3, 4], [5, 6, 7, 8], [9, 10], [11]]
    ties = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (5, 6), (5, 7), (5, 8), (9, 10), (4, 5), (8, 9)]
    starts = [(number * 37 % 23 / 23 - 0.5, number * 11 % 17 / 17 - 0.5) for number in range(12)]
    places = placed(sizes, groups, ties, starts)
    assert (places.points, places.width, places.height) == EXPECTED


# The page.


def test_the_map_of_a_site(site: Site) -> None:
    """Circles and lines, and the same as a table."""
    site.write("content/topics.yaml", "Ports:\n  description: Where ships are.\n")
    about(site, "one", "2026-01-01", rail=80, steel=80)
    about(site, "two", "2026-01-02", rail=40, ports=60, steel=20)
    about(site, "three", "2026-01-02", opera=90)
    assert site.codes() == []
    drawn = circles(site)
    assert drawn.keys() == {"/topics/rail/", "/topics/steel/", "/topics/ports/", "/topics/opera/"}
    assert drawn["/topics/rail/"][2] == max(radius for _, _, radius in drawn.values())
    ends = {frozenset(map(int, re.findall(r"\d+", each.attrib["d"]))) for each in drawing(site).iter("path")}
    assert frozenset(drawn["/topics/rail/"][:2] + drawn["/topics/steel/"][:2]) in ends
    assert not any(frozenset(drawn["/topics/opera/"][:2]) <= each for each in ends)
    table = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", site.read(PAGE).partition("<table>")[2]))
    assert "rail 2 120% steel 2 , Ports 1" in table
    assert "Without ties opera 1 90%" in table
    assert f'href="/{PAGE.removesuffix("index.html")}"' in site.read("topics/index.html")
    assert "/topics/map/</loc>" in site.read("sitemap-pages.xml")


def test_a_site_without_topics_has_a_map_that_says_so(site: Site) -> None:
    about(site, "one", "2026-01-01")
    assert site.codes() == []
    assert "<svg" not in site.read(PAGE)
    assert "Nothing has been published here yet." in site.read(PAGE)


def test_one_topic_is_a_map_too(site: Site) -> None:
    about(site, "one", "2026-01-01", rail=80)
    assert site.codes() == []
    assert list(circles(site)) == ["/topics/rail/"]


def test_of_many_topics_the_weightiest_are_drawn(site: Site) -> None:
    for number in range(MOST + 3):
        about(site, f"{number}", "2026-01-01", **{f"topic-{number}": 10 + number})
    assert site.codes() == []
    drawn = circles(site)
    assert len(drawn) == MOST
    assert not {"/topics/topic-0/", "/topics/topic-1/", "/topics/topic-2/"} & drawn.keys()
    assert f"The {MOST} weightiest of {MOST + 3} topics." in site.read(PAGE)


def test_names_from_outside_are_text_in_the_drawing(site: Site) -> None:
    """What looks like markup in a name is shown as it is written."""
    site.story("one.md", title="One", more='topics:\n  "<b>&amp;": 90\n')
    assert site.codes() == []
    assert ["".join(each.itertext()) for each in drawing(site).iter("tspan")] == ["<b>&amp;"]


def test_a_story_that_ties_no_main_topics_anew_moves_nothing(site: Site) -> None:
    """Circles may grow; where they stand follows from which ties there are, not from how strong they are."""
    for number in range(MOST):
        about(site, f"{number}", "2026-01-01", **{f"topic-{number}": 50, f"topic-{number // 4}": 60})
    site.build()
    before = circles(site)
    assert len(before) == MOST
    about(site, "new", "2026-01-03", opera=1, **{"topic-41": 1})
    site.build()
    assert {each: place[:2] for each, place in circles(site).items()} == {
        each: place[:2] for each, place in before.items()
    }


def test_the_map_concerns_no_other_page(site: Site) -> None:
    """A template of its own, and nothing asks for it but that."""
    about(site, "one", "2026-01-01", rail=80, steel=80)
    site.build()
    before = site.files()
    site.write("templates/pages/map.html", "{{ topic_map().count }}")
    assert site.build().rendered == ("/topics/map/",)
    assert changed(before, site.files()) == {PAGE}


def test_a_topic_called_map_is_told(site: Site) -> None:
    site.story("one.md", title="One", more="topics:\n  Map: 90\n")
    (told,) = site.build().problems
    assert (told.code, told.file, told.line) == ("address/collision", "content/articles/one.md", 6)
    assert "`slug`" in told.help
    site.write("content/topics.yaml", "Map:\n  slug: maps\n")
    assert site.codes() == []
