"""What a check runs again after an edit: that, and nothing else."""

from __future__ import annotations

import pytest

from generator.build import memory_file
from generator.checks import site_problems
from generator.engine import Engine
from generator.file_stamps import known_stamps
from generator.memory import open_memory
from generator.sources import Options, look_at
from generator.stamp import program_stamp
from tests.sites import THEME, Site


@pytest.fixture
def courier(site: Site) -> Site:
    """A site of twelve stories in two folders, with topics, links, pictures and warnings, built."""
    for number in range(12):
        site.story(
            f"2026/0{1 + number // 6}/story-{number}.md",
            title=f"Story {number}",
            categories="[World]" if number % 2 else "[Business]",
            more=f"topics:\n  rail: {50 + number}\n  {'harbour' if number % 3 else 'budget'}: 40\n",
            body="## The numbers\n\n![A ship](/media/ship.png) and [another](story-0.md#the-numbers).",
        )
    for folder in ("01", "02"):
        site.story(
            f"2026/{folder}/story-0.md", title=f"First of {folder}", date=f"2026-{folder}-01", body="## The numbers"
        )
    site.write("content/media/ship.png", b"x")
    assert site.build().problems == ()
    return site


def ran(site: Site) -> set[tuple[str, ...]]:
    """Ask for the problems as a check does, and return the questions that ran, each with its first argument."""
    memory = open_memory(memory_file(site.folder), program_stamp(), lasting=False)
    try:
        world = look_at(site.folder, THEME, Options(site.moment), known_stamps(memory).stamps)
        engine = Engine(memory, world)
        engine.ask(site_problems)
        return {(key[0].__name__, *map(str, key[1:])) for key in engine.ran}
    finally:
        memory.discard()


def names(found: set[tuple[str, ...]]) -> set[str]:
    return {each[0] for each in found}


def test_nothing_runs_where_nothing_has_changed(courier: Site) -> None:
    assert ran(courier) == set()


def test_a_new_story_that_names_nothing_new_compares_no_names(courier: Site) -> None:
    courier.story("2026/02/new.md", title="New", categories="[World]", more="topics:\n  rail: 10\n")
    found = ran(courier)

    assert ("shelf_uses", "topic", "content/articles/2026/02/") in found
    assert not {"all_names", "alike_names", "doubts", "uses_of_name"} & names(found)


def test_a_new_topic_compares_names_once_and_reads_no_other_article(courier: Site) -> None:
    courier.story("2026/02/new.md", title="New", categories="[World]", more="topics:\n  harbor: 10\n")
    found = ran(courier)

    assert {each for each in found if each[0] == "alike_names"} == {("alike_names", "topic")}
    assert {each for each in found if each[0] == "mentioned"} == {("mentioned", "content/articles/2026/02/new.md")}


def test_an_edited_body_looks_for_no_wishes_and_no_media_elsewhere(courier: Site) -> None:
    file = courier.folder / "content/articles/2026/02/story-7.md"
    file.write_bytes(file.read_bytes() + b"\n\nOne more paragraph.\n")
    found = ran(courier)

    assert {each for each in found if each[0] in ("mentioned", "link_problems")} == {
        (name, "content/articles/2026/02/story-7.md") for name in ("mentioned", "link_problems")
    }
    assert not {"shelf_wishes", "wishes", "judged", "unused_media", "media_uses", "shelf_uses"} & names(found)


def test_an_edited_heading_asks_those_that_link_to_it(courier: Site) -> None:
    courier.story("2026/01/story-0.md", title="First of 01", date="2026-01-01", body="## Other numbers")
    found = ran(courier)

    linking = {f"content/articles/2026/01/story-{number}.md" for number in range(1, 6)}
    assert {each[1] for each in found if each[0] == "link_problems"} == {
        *linking,
        "content/articles/2026/01/story-0.md",
    }
    assert [each.code for each in courier.build().problems] == ["link/missing-anchor"] * 5


def test_a_new_picture_asks_for_no_article(courier: Site) -> None:
    courier.write("content/media/other.png", b"x")
    found = ran(courier)

    assert "unused_media" in names(found)
    assert not {"mentioned", "reading"} & names(found)
