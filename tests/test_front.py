"""What the front page chooses."""

from __future__ import annotations

from generator.front import FrontPage, front_page, strongest_topics
from tests.asking import ask
from tests.sites import Site


def front(site: Site) -> FrontPage:
    return ask(site, front_page)


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


def test_the_latest_begin_with_the_latest(site: Site) -> None:
    """A section with older stories shows those; only one that has nothing else keeps its newest from the latest."""
    site.write("content/site.yaml", "title: T\nsections: [World, Business, Sport]\n")
    stories(site, *["World", "Business"] * 10, "Sport", "World", "Business", "World")
    page = front(site)
    assert name(page.lead) == "24"
    assert [name(path) for path in page.latest[:6]] == ["23", "22", "20", "19", "18", "17"]
    assert [(each.key, name(each.paths[0])) for each in page.sections] == [
        ("world", "15"), ("business", "16"), ("sport", "21"),
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


def test_the_story_of_highest_standing_leads_the_day(site: Site) -> None:
    """The example of `docs/topics.md`; what is older than a day does not come back."""
    site.story("old.md", title="Old", date="2025-12-01")
    hours = {"before": ("-03T08:59", "harbour: 100, strike: 100"), "morning": ("-04T09:00", "harbour: 80, strike: 30"),
             "noon": ("-04T12:00", "harbour: 90"), "evening": ("-04T20:00", "chess: 100")}  # fmt: skip
    for title, (time, topics) in hours.items():
        site.story(f"{title}.md", title=title, date=f"2026-01{time}:00Z", more=f"topics: {{{topics}}}\n")
    for number in range(8):  # chess is always there, so it never buzzes
        for copy in range(6):
            day = f"2025-12-{1 + 4 * number:02}"
            site.story(f"chess-{number}-{copy}.md", title="Chess", date=day, more="topics: {chess: 100}\n")
    assert front(site).buzzing == ("harbour", "strike")
    assert name(front(site).lead) == "morning"
    site.story("night.md", title="Night", date="2026-01-04T23:00:00Z", more="topics: {strike: 100, harbour: 11}\n")
    assert name(front(site).lead) == "night"
    site.story("night.md", title="Night", date="2026-01-04T23:00:00Z", more="topics: {strike: 100, harbour: 10}\n")
    assert name(front(site).lead) == "night", "of equals the newest"


def test_a_section_is_led_likewise_and_shows_each_story_once(site: Site) -> None:
    site.story("old.md", title="Old", date="2025-11-01", categories="[Sport]")
    site.story("loud.md", title="Loud", date="2026-01-04T08:00:00Z", more="topics: {harbour: 80}\n")
    site.story("quiet.md", title="Quiet", date="2026-01-04T09:00:00Z", more="topics: {harbour: 10}\n")
    site.build()
    page = site.read("categories/world/index.html")
    main = page.partition("<main")[2]
    assert main.index("/2026/01/loud/") < main.index("/2026/01/quiet/")
    assert (main.count("/2026/01/loud/"), main.count("/2026/01/quiet/")) == (1, 1)


def test_a_section_names_its_strongest_topics(site: Site) -> None:
    """With a half-life of 30 days the older story counts half: 100 × ½ = 50 against 49, 51 and 50 + 1 × ½."""
    site.write("content/site.yaml", "title: T\nhalf_life: 30\n")
    site.story("one.md", date="2026-01-01T08:00:00Z", more="topics: {old: 100, both: 1}\n")
    site.story("two.md", date="2026-01-31T08:00:00Z", more="topics: {less: 49, both: 50, more: 51}\n")
    assert ask(site, strongest_topics, "world") == ("more", "both", "old", "less")
