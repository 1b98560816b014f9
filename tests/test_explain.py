"""`broadsheet explain`: what memory knows of a page."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from generator.commands import main
from tests.sites import Site

STORY = "content/articles/one.md"


@pytest.fixture
def courier(site: Site) -> Site:
    site.base_url = "https://x.example/repo/"
    site.story("one.md", title="One", more="description: Short.\ntopics:\n  rail: 50\n")
    site.story("two.md", title="Two", body="See [one](one.md).")
    site.build()
    return site


def explain(site: Site, url: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["explain", url, str(site.folder), *options])


@pytest.mark.parametrize(
    "url", ["/2026/01/one/", "2026/01/one", "https://x.example/repo/2026/01/one/", STORY, "one.md"]
)
def test_a_page_is_known_by_address_url_or_file(courier: Site, url: str) -> None:
    """Whatever an editor has at hand."""
    assert explain(courier, url).output.startswith(f"/2026/01/one/ (article {STORY})\n")


def test_what_it_asked_and_where_else_it_is_shown_are_told(courier: Site) -> None:
    """In the order of asking; a page that only links to it counts too."""
    told = json.loads(explain(courier, STORY, "--format", "json").output)
    assert {"templates of pages/article.html", f"article {STORY}", "named topic rail"} <= set(told["asked"])
    assert {"/", "/2026/01/two/", "/topics/rail/", "/feed.xml"} <= set(told["shown_on"])
    assert (told["causes"], told["builds_ago"]) == ([], 0)


def test_what_changed_is_told_down_to_the_file(courier: Site) -> None:
    """The page asked for a reading, which asked for the file."""
    file = courier.folder / STORY
    file.write_bytes(file.read_bytes() + b"\nMore.\n")
    courier.build()
    told = json.loads(explain(courier, STORY, "--format", "json").output)
    assert told["causes"][-1] == f"file {STORY}"
    assert "because this had changed:\n" in explain(courier, STORY).output
    courier.write("content/media/a.png", "x")
    courier.build()
    assert "Rendered in the build or check before the last" in explain(courier, STORY).output


def test_a_page_that_is_not_there_is_an_error_in_use(courier: Site) -> None:
    """Status 2 and what to do."""
    told = explain(courier, "/nowhere/")
    assert told.exit_code == 2
    assert "build the site first" in told.output


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("/topics/rial/", "/topics/rail/"),
        ("/2026/01/tow", "/2026/01/two/"),
        ("value/wieght", "value/weight"),
        ("front-matter/missing-titel", "front-matter/missing-title"),
    ],
)
def test_a_slip_of_the_pen_is_told(courier: Site, url: str, meant: str) -> None:
    told = explain(courier, url)
    assert (told.exit_code, f"did you mean “{meant}”?" in told.output) == (2, True)


def test_the_address_of_an_embargoed_article_says_until_when(courier: Site) -> None:
    """As an editor types it who wonders where the story is."""
    courier.story("hidden.md", date="2026-08-01T09:30:00Z")
    courier.build()
    told = explain(courier, "/2026/08/hidden/")
    assert (told.exit_code, "it comes out at 2026-08-01T10:30:00+01:00" in told.output) == (0, True)


@pytest.mark.parametrize(
    ("more", "why"),
    [("draft: true\n", "it is a draft"), ("expires: 2026-03-01\n", "expires at 2026-03-01T00:00:00+00:00")],
)
def test_an_article_that_is_held_back_says_why(courier: Site, more: str, why: str) -> None:
    """It is on no page, which is what an editor wonders about."""
    courier.story("hidden.md", more=more)
    courier.build()
    told = explain(courier, "content/articles/hidden.md")
    assert (told.exit_code, why in told.output) == (0, True)


def test_a_page_of_an_earlier_build_is_not_explained(courier: Site) -> None:
    """Memory may still know it; the site does not have it."""
    (courier.folder / "content/articles/two.md").unlink()
    courier.build()
    assert explain(courier, "/2026/01/two/").exit_code == 2


def test_a_former_address_is_not_taken_for_its_target(courier: Site) -> None:
    """The redirect bears the topic's address as its subject."""
    courier.write("content/topics.yaml", "rail:\n  aliases_of_url: [trains]\n")
    courier.build()
    assert explain(courier, "/topics/rail/").output.startswith("/topics/rail/ (topic rail)")
    assert explain(courier, "/topics/trains/").output.startswith("/topics/trains/ (redirect ")
