"""What the front page chooses."""

from __future__ import annotations

from generator.ask import Engine
from generator.front import FrontPage, front_page
from generator.memory import open_memory
from generator.sources import Options, look_at
from tests.sites import THEME, Site


def front(site: Site) -> FrontPage:
    """Ask for the front page of a site that is not built."""
    memory = open_memory(None, "")
    world = look_at(site.folder, THEME, Options(site.moment), {})
    answer = Engine(memory, world, strict=True).ask(front_page)
    memory.discard()
    return answer


def name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def stories(site: Site, *sections: str) -> None:
    """Write a story a day, newest last, each in the sections named."""
    for day, categories in enumerate(sections, 1):
        site.story(f"{day:02}.md", title=str(day), date=f"2026-01-{day:02}", categories=f"[{categories}]")


def test_no_story_stands_twice(site: Site) -> None:
    """Whatever section it belongs to."""
    site.write("content/site.yaml", "title: T\nsections: [World, Business, Sport]\n")
    stories(site, *["World", "Business, World", "World, Sport", "Sport"] * 7)
    page = front(site)
    paths = [page.lead, *page.latest, *(path for section in page.sections for path in section.paths)]
    assert len(paths) == len(set(paths))


def test_every_section_with_a_story_is_there(site: Site) -> None:
    """Also on a small site, where the latest would take all of them; its own stories come first."""
    site.write("content/site.yaml", "title: T\nsections: [World, Business, Sport, Culture]\n")
    stories(site, "World", "Business", "Sport, World", "World")
    page = front(site)
    assert [(each.key, [name(path) for path in each.paths]) for each in page.sections] == [
        ("world", ["01"]), ("business", ["02"]), ("sport", ["03"]),
    ]  # fmt: skip


def test_the_newest_featured_story_leads(site: Site) -> None:
    """Else the newest of all; its section is led by it too."""
    stories(site, "World", "World", "World")
    assert name(front(site).lead) == "03"
    site.story("02.md", title="2", date="2026-01-02", more="featured: true\n")
    assert name(front(site).lead) == "02"
    site.build()
    page = site.read("categories/world/index.html")
    assert page.index("/2026/01/02/") < page.index("/2026/01/03/")


def test_an_empty_site_has_a_front_page(site: Site) -> None:
    """A new newspaper begins so."""
    assert front(site) == FrontPage("", (), (), (), "")
    assert site.build().published
