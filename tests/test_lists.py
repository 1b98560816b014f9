"""Lists are cut from the oldest entry on: what has once filled a page stays as it is, whatever is added after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from generator.build import build
from tests.sites import Site
from tests.web import Element, Web

SIZE = 5
BASE = "https://courier.example/"
SETTINGS = f"title: The Courier\nbase_url: {BASE}\npage_size: {SIZE}\nsections: [World, Business]\n"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LISTS = (
    "",
    "categories/world/",
    "categories/business/",
    "topics/rail/",
    "topics/sea/",
    "sources/wire/",
    "authors/ann/",
)


@dataclass(frozen=True)
class Story:
    """What an article of these tests is about; `hours` after the one before it."""

    category: str = "World"
    topic: str = "rail"
    credited: bool = True
    hours: int = 24


stories = some.builds(
    Story,
    category=some.sampled_from(["World", "Business"]),
    topic=some.sampled_from(["rail", "sea"]),
    credited=some.booleans(),
    hours=some.sampled_from([0, 1, 24, 24 * 9]),
)


class Newsroom:
    """A site whose articles come out one after the other."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder, moment="2030-01-01T00:00:00Z")
        self.site.write("content/site.yaml", SETTINGS)
        self.written: list[tuple[str, Story]] = []
        self._clock = FIRST

    def publish(self, story: Story) -> None:
        number = len(self.written)
        self._clock += timedelta(hours=story.hours)
        more = f"topics:\n  {story.topic}: {40 + number}\n"
        more += "source: Wire\nauthors: [Ann]\n" if story.credited else ""
        name = f"story-{number:02}"
        self.site.story(
            f"{name}.md", title=f"Story {number}", date=self._clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
            categories=f"[{story.category}]", more=more,
        )  # fmt: skip
        self.written.append((f"/{self._clock:%Y/%m}/{name}/", story))

    def build(self) -> Web:
        assert self.site.build().published
        return Web(self.site.output, BASE)

    def addresses(self, of_list: str) -> list[str]:
        """Return what a list holds, newest first."""
        what = of_list.rstrip("/").rpartition("/")[2]

        def holds(address: str, story: Story) -> bool:
            if of_list.startswith("archive/"):
                return address.startswith(of_list.removeprefix("archive"))
            if what in ("wire", "ann"):
                return story.credited
            return what in ("", story.category.lower(), story.topic)

        return [address for address, story in reversed(self.written) if holds(address, story)]

    def lists(self) -> list[str]:
        months = sorted({address[:9] for address, _ in self.written})
        return [*(each for each in LISTS if self.addresses(each)), *(f"archive{month}" for month in months)]


@contextmanager
def newsroom(*of: Story) -> Iterator[Newsroom]:
    with TemporaryDirectory() as folder:
        made = Newsroom(Path(folder))
        for each in of:
            made.publish(each)
        yield made


def shown(page: Element) -> list[str]:
    """Return the addresses of the articles that a page of a list shows, in its order; what leads a section is first."""
    titles = [title for part in page.all("*", "section-lead") + page.all("ul", "river") for title in part.all("h2")]
    return [title.one("a")["href"] for title in titles]


def settled(web: Web, of_list: str) -> dict[int, str]:
    """Return the pages of a list that are full, by their number."""
    found = {}
    for path in web.pages:
        number = path.removeprefix(f"{of_list}page/").removesuffix("/index.html")
        if path == f"{of_list}page/{number}/index.html" and path not in web.redirects:
            found[int(number)] = path
    return dict(sorted(found.items()))


def all_settled(web: Web) -> dict[str, bytes]:
    pages = [path for path in web.pages if "page/" in path and path not in web.redirects]
    return {path: web.files[path] for path in pages}


FEW = settings(
    max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@FEW
@example([])
@example([Story()] * 9)
@example([Story()] * 10)
@example([Story(hours=0)] * 60)
@given(some.lists(stories, max_size=60))
def test_pages_divide_a_list_in_its_order(of: list[Story]) -> None:
    """Each article of a list is on exactly one page, all pages but the newest hold five, the newest five to nine."""
    with newsroom(*of) as room:
        web = room.build()
        assert web.broken() == []
        for each in room.lists():
            wanted = room.addresses(each)
            pages = settled(web, each)
            count = max(0, len(wanted) // SIZE - 1)
            assert list(pages) == list(range(1, count + 1)), each
            older = [address for number in reversed(pages) for address in shown(web.pages[pages[number]])]
            newest = len(wanted) - count * SIZE
            assert older == wanted[newest:], each
            if each:
                found = shown(web.pages[f"{each}index.html"])
                lead = found[:1] if each.startswith("categories/") else wanted[:1]
                assert found == [*lead, *(address for address in wanted[:newest] if [address] != lead)], each
            elif wanted:
                front = [a["href"] for title in web.pages["index.html"].all("*", "card-title") for a in title.all("a")]
                assert len(front) == len(set(front))
                assert set(front) >= set(wanted[:newest])


@FEW
@example([Story()] * 8, [Story()] * 8)
@example([Story(hours=0)] * 14, [Story(hours=0)])
@given(some.lists(stories, max_size=54), some.lists(stories, min_size=1, max_size=6))
def test_a_full_page_never_changes_when_a_newer_article_is_added(of: list[Story], more: list[Story]) -> None:
    with newsroom(Story("World"), Story("Business"), *of) as room:
        before = all_settled(room.build())
        for each in more:
            room.publish(each)
            after = all_settled(room.build())
            assert [path for path in before if after.get(path) != before[path]] == []
            before = after


def test_page_by_page_as_a_list_grows(tmp_path: Path) -> None:
    """The page being filled is a redirect to the list's own address, so the link to it from the page before stands."""
    room = Newsroom(tmp_path)
    before: dict[str, bytes] = {}
    for number in range(1, 22):
        room.publish(Story())
        web = room.build()
        after = all_settled(web)
        full = max(0, number // SIZE - 1)
        assert list(settled(web, "categories/world/")) == list(range(1, full + 1))
        assert [path for path in before if after.get(path) != before[path]] == []
        own = "categories/world/index.html"
        target = {f"categories/world/page/{full + 1}/index.html": f"{BASE}categories/world/"} if full else {}
        assert {path: to for path, to in web.redirects.items() if path.startswith("categories/")} == target
        assert web.broken() == []
        assert len(shown(web.pages[own])) == number - full * SIZE
        before = after
    with TemporaryDirectory() as scratch:
        output = Path(scratch) / "output"
        build(replace(room.site.request(), output=output, memory=None))
        assert all_settled(Web(output, BASE)) == before


def test_neighbours_link_to_each_other(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for _ in range(23):
        room.publish(Story())
    web = room.build()

    def pager(path: str) -> dict[str, str]:
        return {a["class"]: a["href"] for nav in web.pages[path].all("nav", "pager") for a in nav.all("a")}

    own = "/topics/rail/"
    assert pager("topics/rail/index.html") == {"pager-older": f"{own}page/3/"}
    assert pager("topics/rail/page/3/index.html") == {"pager-newer": f"{own}page/4/", "pager-older": f"{own}page/2/"}
    assert pager("topics/rail/page/2/index.html") == {"pager-newer": f"{own}page/3/", "pager-older": f"{own}page/1/"}
    assert pager("topics/rail/page/1/index.html") == {"pager-newer": f"{own}page/2/"}
    assert web.redirects["topics/rail/page/4/index.html"] == f"{BASE}topics/rail/"


def test_the_first_article_of_a_section_changes_no_full_page(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for _ in range(10):
        room.publish(Story("World"))
    before = all_settled(room.build())
    room.publish(Story("Business"))
    after = all_settled(room.build())

    assert before
    assert [path for path in before if after.get(path) != before[path]] == []


def test_an_article_added_with_an_earlier_date_leaves_the_pages_before_it_as_they_are(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for _ in range(20):
        room.publish(Story(hours=1))
    before = all_settled(room.build())
    room.site.story(
        "late.md", date="2026-01-01T07:30:00Z", categories="[World]", more="topics: {rail: 1}\nsource: Wire\n"
    )
    after = all_settled(room.build())

    assert after["categories/world/page/1/index.html"] == before["categories/world/page/1/index.html"]
    assert after["categories/world/page/2/index.html"] != before["categories/world/page/2/index.html"]
