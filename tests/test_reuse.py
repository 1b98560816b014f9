"""What runs again after an edit: that, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable

import pytest

from generator.build import Report
from generator.memory import Memory
from generator.render import _Press
from tests.sites import THEME, Site, article, changed


@pytest.fixture
def courier(site: Site) -> Site:
    """A site of twelve stories in two months, built."""
    for number in range(12):
        month = 1 + number // 6
        second = "harbour" if number % 3 else "budget"
        site.story(
            f"2026/0{month}/story-{number}.md",
            title=f"Story {number}",
            date=f"2026-0{month}-{1 + number:02}T08:00:00Z",
            categories="[World]" if number % 2 else "[Business]",
            more=f"description: In short.\ntopics:\n  rail: {50 + number}\n  {second}: 40\n",
        )
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    assert site.build().problems == ()
    return site


def after(site: Site) -> Report:
    report = site.build()
    assert report.published
    return report


def test_a_build_with_nothing_to_do_does_nothing(courier: Site) -> None:
    """Nothing is rendered, written or removed."""
    report = after(courier)
    assert (report.rendered, report.written, report.removed) == ((), (), ())
    assert report.pages > 40


def test_touching_files_renders_nothing(courier: Site) -> None:
    """Bytes are the truth, not times."""
    for file in (courier.folder / "content").rglob("*.md"):
        os.utime(file)
    assert after(courier).rendered == ()


def test_an_edited_body_renders_the_article_and_the_feeds_that_carry_it(courier: Site) -> None:
    """Not the lists that show its headline."""
    file = courier.folder / "content/articles/2026/02/story-7.md"
    file.write_bytes(file.read_bytes() + b"\n\nOne more paragraph.\n")
    assert set(after(courier).rendered) == {
        "/2026/02/story-7/",
        "/feed.xml",
        "/categories/world/feed.xml",
        "/topics/rail/feed.xml",
        "/topics/harbour/feed.xml",
    }


def test_an_edited_headline_renders_what_shows_it(courier: Site) -> None:
    """The article, the lists and feeds that show it now, and articles related to it; no older page of a list."""
    courier.story(
        "2026/02/story-7.md",
        title="Another headline",
        date="2026-02-08T08:00:00Z",
        more="topics:\n  rail: 57\n  harbour: 40\n",
    )
    rendered = set(after(courier).rendered)
    assert {
        "/",
        "/2026/02/story-7/",
        "/feed.xml",
        "/topics/rail/",
        "/categories/world/",
        "/archive/2026/02/",
    } <= rendered
    assert not {"/about/", "/404.html", "/archive/2026/01/", "/page/1/", "/topics/", "/robots.txt"} & rendered


def test_an_edited_style_sheet_renders_nothing(courier: Site) -> None:
    """It is copied."""
    courier.write("templates/assets/site.css", "body { color: black }")
    report = after(courier)
    assert report.rendered == ()
    assert report.written == ("assets/site.css",)


def test_an_edited_template_renders_the_pages_made_with_it(courier: Site) -> None:
    """The template of the archive concerns the archive alone."""
    courier.write("templates/pages/archive.html", (THEME / "pages/archive.html").read_text("utf-8") + "<!-- -->")
    assert after(courier).rendered == ("/archive/",)


def test_a_macro_file_concerns_every_page_that_uses_it(courier: Site) -> None:
    """Also from the second page on, where Jinja would hide it."""
    text = (THEME / "parts/card.html").read_text("utf-8")
    courier.write("templates/parts/card.html", text.replace('class="card ', 'class="card new '))
    rendered = set(after(courier).rendered)
    assert {"/", "/topics/rail/", "/topics/harbour/", "/categories/world/", "/page/1/"} <= rendered
    assert not {"/about/", "/feed.xml", "/sitemap.xml"} & rendered


def test_a_setting_concerns_what_shows_it(courier: Site) -> None:
    """How long feeds are concerns feeds."""
    file = courier.folder / "content/site.yaml"
    file.write_text(file.read_text() + "feed_size: 2\n")
    rendered = after(courier).rendered
    assert rendered
    assert all(address.endswith("feed.xml") for address in rendered)


def test_a_description_in_the_registry_concerns_its_topic(courier: Site) -> None:
    """No other page of a topic."""
    courier.write("content/topics.yaml", "rail:\n  description: Trains.\n")
    assert after(courier).rendered == ("/topics/rail/",)


def test_time_that_passes_renders_what_it_touches(courier: Site) -> None:
    """An embargo that ends brings out one story, and what lists it; time alone brings nothing."""
    courier.story("2026/06/later.md", title="Later", date="2026-06-10T08:00:00Z", categories="[Culture]")
    assert after(courier).rendered == ()
    courier.moment = "2026-06-10T07:59:59Z"
    assert after(courier).rendered == ()
    courier.moment = "2026-06-10T08:00:00Z"
    rendered = set(after(courier).rendered)
    assert {"/2026/06/later/", "/", "/feed.xml", "/categories/culture/", "/sitemap-2026-06.xml"} <= rendered
    assert not {"/2026/02/story-7/", "/topics/rail/", "/categories/world/", "/archive/2026/02/"} & rendered


def test_a_new_story_leaves_full_pages_alone(courier: Site) -> None:
    """Lists are cut from the oldest entry on."""
    courier.story("2026/03/new.md", title="New", date="2026-03-01T08:00:00Z", more="topics:\n  rail: 10\n")
    before = courier.files()
    rendered = set(after(courier).rendered)
    assert not {"/page/1/", "/topics/rail/page/1/", "/archive/2026/01/"} & changed(before, courier.files())
    assert not {address for address in rendered if address.startswith(("/2026/01", "/2026/02"))}


def test_a_deleted_page_is_written_again_and_nothing_else_is(courier: Site) -> None:
    """Only its bytes are missing, so only it is rendered."""
    (courier.output / "about/index.html").unlink()
    report = after(courier)
    assert (report.rendered, report.written) == (("/about/",), ("about/index.html",))


def test_lost_memory_costs_time_only(courier: Site) -> None:
    """All is rendered, nothing is written."""
    shutil.rmtree(courier.folder / ".broadsheet")
    report = after(courier)
    assert len(report.rendered) > 40
    assert report.written == ()


def test_one_more_story_in_a_large_archive_costs_about_fifty_pages(site: Site) -> None:
    """However many stories there are. The new one has ten topics, three sections, a source and an author.

    Once in a page's worth of stories a list gains an older page too; the sizes here are none of those.
    """
    topics = "".join(f"  topic {letter}: 50\n" for letter in "abcdefghij")
    more = f"topics:\n{topics}source: Wire\nauthors: [Ann Ash]\n"
    written = []
    for size in (62, 242):
        for number in range(size):
            month, day = 1 + number * 10 // size, 1 + number % 28
            site.story(
                f"2025/story-{number}.md",
                title=f"Story {number}",
                date=f"2025-{month:02}-{day:02}T08:00:00Z",
                categories="[World, Business, Culture]",
                more=more,
            )
        after(site)
        new = site.write(f"content/articles/2025/11/new-{size}.md", article(f"New {size}", "2025-11-01", more=more))
        written.append(len(after(site).written))
        new.unlink()
    assert max(written) <= 50
    assert written[1] <= written[0] + 2


def test_what_a_new_story_costs_does_not_depend_on_the_archive(site: Site) -> None:
    """It has five topics with parents, one of which is in every story; all that it touches is made once."""
    registry = "".join(f"topic {number}:\n  parent: subject {number % 7}\n" for number in range(40))
    site.write("content/topics.yaml", registry)
    rendered = []
    for size in (152, 602):
        for number in range(size):
            month, day = 1 + number * 10 // size, 1 + number % 28
            bears = {number % 40, number * 7 % 40, number * 11 % 39}
            lines = "".join(f"  topic {each}: {20 + number % 60}\n" for each in sorted(bears))
            more = f"topics:\n  always: 30\n{lines}source: Wire\nauthors: [Ann Ash]\n"
            date = f"2025-{month:02}-{day:02}T{number % 24:02}:00:00Z"
            site.story(f"2025/{month:02}/story-{number}.md", title=f"Story {number}", date=date, more=more)
        after(site)
        more = "topics: {always: 90, topic 1: 80, topic 2: 70, topic 3: 60, topic 4: 50}\n"
        more += "source: Wire\nauthors: [Ann Ash]\n"
        new = site.story("2025/11/new.md", title=f"New {size}", date="2025-11-01", more=more)
        rendered.append(set(after(site).rendered))
        new.unlink()
    small, large = rendered
    assert {re.sub(r"page/\d+/$", "", address) for address in large} <= small
    assert len(large) <= len(small) + 2
    assert len(large) <= 50


def test_two_questions_with_one_id_cost_a_second_build(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins again from nothing, with other ids."""
    site.story("one.md")
    alike = Memory.hasher

    def hasher(self: Memory, name: str) -> Callable[[bytes], int]:
        return (lambda args: 1) if self.salt == 0 else alike(self, name)

    monkeypatch.setattr(Memory, "hasher", hasher)
    assert site.build().published


def test_a_template_is_not_read_by_jinja_again(courier: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python that Jinja makes of it is remembered."""

    def never(*args: object) -> None:
        raise AssertionError("a template is read")

    file = courier.folder / "content/articles/2026/02/story-7.md"
    file.write_bytes(file.read_bytes() + b"\n\nOne more paragraph.\n")
    monkeypatch.setattr("jinja2.Environment._parse", never)
    monkeypatch.setattr("generator.render.PRESS", _Press())
    assert "/2026/02/story-7/" in after(courier).rendered
