"""Topics and categories that are probably one: what is told, where, and what the registry says to it."""

from __future__ import annotations

import pytest

from generator.problems import Problem
from tests.sites import Site


def write(site: Site, topic: str, *files: str, more: str = "") -> None:
    for file in files:
        site.story(file, more=f"topics:\n  rail: 80\n  {topic}: 50\n{more}")


def doubts(site: Site) -> list[Problem]:
    return [each for each in site.build().problems if each.code in ("topic/near-duplicate", "category/misspelling")]


def test_the_rarer_topic_is_told_at_its_first_use_with_what_to_write(site: Site) -> None:
    write(site, "AI chips", "a.md", "b.md")
    write(site, "AI chip", "c.md", "d.md")
    (told,) = doubts(site)

    assert (told.file, told.line, told.column) == ("content/articles/c.md", 7, 3)
    assert told.message == "The topic “AI chip” is probably “AI chips”: the same words."
    assert "AI chips:\n  aliases:\n    - AI chip\n" in told.help
    assert told.help.endswith("AI chips:\n  distinct:\n    - AI chip")


def test_the_registry_knows_better_than_the_greater_number(site: Site) -> None:
    write(site, "AI chips", "a.md", "b.md")
    site.write("content/topics.yaml", "AI chip:\n")
    (told,) = doubts(site)

    assert told.message == "The topic “AI chips” is probably “AI chip”: the same words."


@pytest.mark.parametrize("entry", ["AI chips:\n  aliases: [AI chip]\n", "AI chips:\n  distinct: [ai-chip]\n"])
def test_the_entries_that_are_advised_end_the_doubt(site: Site, entry: str) -> None:
    write(site, "AI chips", "a.md", "b.md")
    write(site, "AI chip", "c.md")
    assert doubts(site)
    site.write("content/topics.yaml", entry)

    assert doubts(site) == []


def test_a_topic_is_measured_against_the_other_names_in_the_registry(site: Site) -> None:
    """Whether or not an article uses them."""
    write(site, "AI chips", "a.md")
    write(site, "processor", "c.md")
    site.write("content/topics.yaml", "AI chips:\n  aliases: [processors, ai-chip]\n")
    (told,) = doubts(site)

    assert told.message == "The topic “processor” is probably “AI chips”, also called “processors”: the same words."
    site.write("content/topics.yaml", "AI chips:\n  aliases: [processors, processor]\n")
    assert doubts(site) == []
    site.write("content/topics.yaml", "AI chips:\n  aliases: [processors]\n  distinct: [processor]\n")
    assert doubts(site) == []


def test_drafts_and_embargoed_stories_are_checked_before_they_are_out(site: Site) -> None:
    write(site, "government", "a.md")
    write(site, "goverment", "b.md", more="draft: true\n")
    (told,) = doubts(site)

    assert (told.file, told.code) == ("content/articles/b.md", "topic/near-duplicate")
    assert "one letter differs" in told.message


def test_a_category_used_once_is_told_if_it_is_spelt_like_another(site: Site) -> None:
    for number in range(2):
        site.story(f"{number}.md", categories="[Business]")
    site.story("slip.md", categories="[World, Bussiness]")
    (told,) = doubts(site)

    assert (told.file, told.line, told.column) == ("content/articles/slip.md", 4, 21)
    site.write("content/site.yaml", "title: T\nsections: [Business, Bussiness]\n")
    assert doubts(site) == []


def test_two_categories_that_are_used_once_each_are_left_alone(site: Site) -> None:
    """Nobody knows which of them is the slip."""
    site.story("one.md", categories="[Colombia]")
    site.story("two.md", categories="[Columbia]")

    assert doubts(site) == []


@pytest.mark.parametrize("slip", ["Wrold", "Worl", "Worlds", "Wold"])
def test_a_category_outside_of_the_sections_is_measured_against_them(site: Site, slip: str) -> None:
    """Though no article is in that section, and though the word is short."""
    site.write("content/site.yaml", "title: T\nsections: [World, Tech]\n")
    site.story("slip.md", categories=f"[{slip}]")
    (told,) = doubts(site)

    assert (told.file, told.line, told.column, told.code) == (
        "content/articles/slip.md", 4, 14, "category/misspelling",
    )  # fmt: skip
    assert told.message.startswith(f"The category “{slip}” is probably “World”: ")


def test_a_category_outside_of_the_sections_is_measured_against_the_others_too(site: Site) -> None:
    site.write("content/site.yaml", "title: T\nsections: [World]\n")
    site.story("one.md", categories="[Music]")
    site.story("two.md", categories="[Music]")
    site.story("slip.md", categories="[Muisc]")
    (told,) = doubts(site)

    assert told.message == "The category “Muisc” is probably “Music”: one letter differs."


def test_short_categories_differ_by_a_letter_where_no_sections_say_which_there_are(site: Site) -> None:
    for number, name in enumerate(["Food", "Food", "Foot"]):
        site.story(f"{number}.md", categories=f"[{name}]")

    assert doubts(site) == []


def test_a_section_that_is_misspelt_is_told_at_its_line(site: Site) -> None:
    site.write("content/site.yaml", "title: T\nsections:\n  - World\n  - Sprot\n")
    for number in range(2):
        site.story(f"{number}.md", categories="[World, Sport]")
    (told,) = doubts(site)

    assert (told.file, told.line, told.column) == ("content/site.yaml", 4, 5)
    assert told.message == "No article is in the section “Sprot”, but 2 are in “Sport”: one letter differs."
    assert told.help == "Write “Sport” here. If they are two, add “Sport” to “sections” too."


def test_a_topic_that_is_registered_is_given_the_alias_and_no_second_entry(site: Site) -> None:
    write(site, "offshore wind", "a.md")
    write(site, "offshore winds", "c.md")
    site.write("content/topics.yaml", "rail:\noffshore wind:\n  aliases: [wind at sea]\n")
    (told,) = doubts(site)

    assert told.help == (
        "Write “offshore wind” here. If both spellings are to stay, add “- offshore winds” to the “aliases” of "
        "“offshore wind” on line 2 of content/topics.yaml.\n"
        "If they are two topics, write below “offshore wind” on line 2 of content/topics.yaml:\n"
        "  distinct:\n    - offshore winds"
    )


def test_names_in_typographic_quotes_are_told_as_such_and_nothing_else(site: Site) -> None:
    site.write("content/site.yaml", "title: T\nsections: [Business]\n")
    write(site, "AI chips", "a.md", "b.md")
    site.story("c.md", categories="[“Business”]", more="topics:\n  rail: 80\n  “AI chips”: 50\n")

    assert site.codes() == ["value/quoted-name", "value/quoted-name"]
