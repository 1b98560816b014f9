"""How articles are gathered: shelves, volumes and bins; in which order, and what one more of them concerns."""

from __future__ import annotations

import json
import random

import pytest

from generator import companions, jobs
from generator.ask import Ask
from generator.bench import Bench
from generator.build import memory_file
from generator.engine import Engine
from generator.file_stamps import known_stamps
from generator.jobs import Due, Made, render_pages
from generator.ledgers import BINS, bin_of, history, keys_in_use, ledger
from generator.lists import length, list_page, newest_of, starts
from generator.memory import open_memory
from generator.plan import FILES, Page, part, part_of, parts
from generator.shelves import ROOM, shelved
from generator.sources import Options, look_at
from generator.stamp import program_stamp
from generator.traces import asked_in
from generator.volumes import entries, months, newest, oldest, volumes
from tests.asking import ask
from tests.sites import THEME, Site

NAMES = [f"story-{number:04}.md" for number in range(2000)]


@pytest.fixture
def courier(site: Site) -> Site:
    """Sixty stories of three months in three folders, each about two of nine topics, built."""
    for number in range(60):
        month = 1 + number // 20
        site.story(
            f"2026/0{month}/story-{number}.md",
            title=f"Story {number}",
            date=f"2026-0{month}-{1 + number % 20:02}T08:00:00Z",
            categories="[World]",
            more=f"topics:\n  topic {number % 9}: {1 + number}\n  always: 40\nsource: Wire\n",
        )
    assert site.build().problems == ()
    return site


def ran(site: Site) -> set[tuple[str, ...]]:
    """Follow what changed since the last build, and return the questions that ran with their arguments."""
    memory = open_memory(memory_file(site.folder), program_stamp(), lasting=False)
    try:
        engine = Engine(memory, look_at(site.folder, THEME, Options(site.moment), known_stamps(memory).stamps))
        engine.follow()
        return {(key[0].__name__, *map(str, key[1:])) for key in engine.ran}
    finally:
        memory.discard()


def of(found: set[tuple[str, ...]], name: str) -> set[tuple[str, ...]]:
    """Return the arguments of one question, in all its runs."""
    return {each[1:] for each in found if each[0] == name}


def test_a_folder_of_two_thousand_stands_on_shelves_of_a_few_dozen() -> None:
    shelves = shelved("a", NAMES)
    assert [path for _, articles in shelves for path in articles] == [f"a/{name}" for name in NAMES]
    assert len(NAMES) / ROOM / 2 < len(shelves) < len(NAMES) / ROOM * 2
    assert max(len(articles) for _, articles in shelves) < ROOM * 12
    assert shelves[0][0] == "a/"


def test_a_name_that_comes_or_goes_changes_its_own_shelf_or_parts_it_in_two() -> None:
    chance = random.Random(1)
    whole = set(shelved("a", NAMES))
    for gone in chance.sample(NAMES, 200):
        without = set(shelved("a", [name for name in NAMES if name != gone]))
        assert len(whole - without) <= 2
        assert len(without - whole) <= 1


def test_articles_are_in_the_order_of_their_instants_whatever_folder_and_zone(site: Site) -> None:
    """A volume is a month of UTC; the month of the address is the site's own, which begins earlier here."""
    site.write("content/site.yaml", "title: T\nbase_url: https://c.example/\ntime_zone: Pacific/Auckland\n")
    for name, date in {
        "z/late": "2026-01-31T23:59:59Z", "a/first": "2026-01-31T10:59:59Z", "b/next": "2026-01-31T11:00:00Z",
        "a/twin": "2026-01-31T11:00:00Z", "b/third": "2026-02-01T00:00:00Z",
    }.items():  # fmt: skip
        site.story(f"{name}.md", title=name, date=date)
    assert ask(site, volumes) == ("2026-01", "2026-02")
    found = [each.path[17:-3] for volume in ask(site, volumes) for each in ask(site, entries, volume)]
    assert found == ["a/first", "a/twin", "b/next", "z/late", "b/third"]
    assert ask(site, months) == (("2026-01", (("2026-01", 1),)), ("2026-02", (("2026-01", 3), ("2026-02", 1))))
    first, last = ask(site, oldest), ask(site, newest)
    assert first and last and (first.path[17:-3], last.path[17:-3]) == ("a/first", "b/third")
    of_month = ask(site, list_page, "month", "2026-02", 0).paths
    assert [path[17:-3] for path in of_month] == ["b/third", "z/late", "b/next", "a/twin"]


def test_an_empty_archive_has_neither_volumes_nor_an_oldest_article(site: Site) -> None:
    site.story("draft.md", title="Draft", more="draft: true\n")
    assert (ask(site, volumes), ask(site, oldest), ask(site, newest)) == ((), None, None)
    assert ask(site, list_page, "latest", "", 0).paths == ()


def test_a_ledger_adds_up_what_the_volumes_say(courier: Site) -> None:
    """The commonest spelling is that of the whole archive, of equals the one used first."""
    courier.story("2026/03/a.md", title="A", date="2026-03-30", more="topics: {Topic-1: 7}\n")
    found = ask(courier, ledger, "topic", "topic1")
    assert found is not None
    assert (found.name, found.since, found.count) == ("topic 1", "2026-01-02T08:00:00Z", 8)
    assert found.volumes == (("2026-01", 3), ("2026-02", 2), ("2026-03", 3))
    assert found.percent == sum(1 + number for number in range(60) if number % 9 == 1) + 7
    assert ask(courier, keys_in_use, "topic") == ("always", *(f"topic{number}" for number in range(9)))


def test_uses_are_the_same_from_either_end(courier: Site) -> None:
    used = ask(courier, history, "topic", "always")
    assert len(used.paths) == 60
    assert list(used.instants) == sorted(used.instants)


def test_the_pages_of_a_list_hold_each_article_once_over_the_borders_of_volumes(courier: Site) -> None:
    """A new one in the last volume moves no beginning."""
    file = courier.folder / "content/site.yaml"
    file.write_text(file.read_text().replace("page_size: 5", "page_size: 8"))
    assert ask(courier, length, "topic", "always") == 60
    begins = ask(courier, starts, "topic", "always")
    assert begins == (("2026-01", 0), ("2026-02", 20), ("2026-03", 40))
    found = [ask(courier, list_page, "topic", "always", number).paths for number in (1, 2, 3, 4, 5, 6, 0)]
    assert [len(paths) for paths in found] == [8] * 6 + [12]
    everything = [path for paths in found for path in reversed(paths)]
    assert everything == list(ask(courier, history, "topic", "always").paths)
    assert ask(courier, newest_of, "topic", "always", 25) == tuple(reversed(everything))[:25]
    courier.story("2026/03/new.md", title="New", date="2026-03-29", more="topics: {always: 1}\n")
    assert ask(courier, starts, "topic", "always") == begins


def test_a_new_story_opens_its_own_shelf_volume_and_bins(courier: Site) -> None:
    """Nothing of other months is gathered again, nor what other terms are."""
    courier.story("2026/03/new.md", title="New", date="2026-03-29", more="topics: {always: 1, topic 3: 90}\n")
    found = ran(courier)
    (shelf,) = of(found, "shelf_entries")
    assert shelf[0].startswith("content/articles/2026/03/")
    assert of(found, "entries") == of(found, "paths") == {("2026-03",)}
    assert {volume for _, volume in of(found, "volume_terms")} == {"2026-03"}
    terms = [("topic", "always"), ("topic", "topic3"), ("category", "world")]
    bins = {(kind, str(bin_of(kind, key))) for kind, key in terms}
    assert of(found, "bin_ledgers") == bins
    assert of(found, "companions") == {("always",), ("topic3",)}
    assert not of(found, "bindings") and not of(found, "volumes") and not of(found, "keys_in_use")
    parts = {f"{kind} {number}" for kind, number in bins}
    assert {name for (name,) in of(found, "part")} <= {"volume 2026-03", "archive", "latest", *parts}
    assert {key for kind, key, _ in of(found, "list_page") if kind == "month"} == {"2026-03"}


def asked_by(site: Site, name: str, args: str) -> set[str]:
    """Return the names of the questions that one asked when it last ran."""
    memory = open_memory(memory_file(site.folder), program_stamp(), lasting=False)
    try:
        node = memory.find(name, args)
        assert node
        return {each.name.rpartition(".")[2] for id in asked_in(node.trace) if (each := memory.get(id))}
    finally:
        memory.discard()


def test_what_many_articles_say_of_a_topic_is_gathered_volume_by_volume(courier: Site) -> None:
    """One more asks for none of the others of other months; of few each is asked for."""
    courier.story("2026/03/new.md", title="New", date="2026-03-29", more="topics: {always: 1, topic 3: 90}\n")
    found = ran(courier)
    assert of(found, "companions") == {("always",), ("topic3",)}
    assert of(found, "volume_companions") == {("always", "2026-03")}
    courier.build()
    companions = {
        key: asked_by(courier, "generator.companions.companions", f'["{key}"]') for key in ("always", "topic3")
    }
    assert "weights_of" in companions["topic3"] and not {"weights_of", "shown"} & companions["always"]
    file = ("/topics/always/index.json", "topic-data", "always", 0)
    assert "volume_stories" in (
        names := asked_by(courier, "generator.render.rendered", json.dumps(file, separators=(",", ":")))
    )
    assert "shown" not in names


@pytest.mark.parametrize("looked_at", [5, 20, 25, 45, 60, 100])
def test_companions_are_those_in_the_newest_articles(
    courier: Site, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    """Whether these begin where a volume does or within one."""
    monkeypatch.setattr(companions, "LOOKED_AT", looked_at)
    found = dict(ask(courier, companions.companions, "always"))
    newest = range(60)[-looked_at:]
    shares = {f"topic{each}": sum(min(40, 1 + number) for number in newest if number % 9 == each) for each in range(9)}
    strongest = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))[: companions.MOST]
    assert found == {key: round(share * 100 / (40 * len(newest))) for key, share in strongest if share}


def test_one_more_story_draws_the_map_anew_and_moves_nothing_on_it(courier: Site) -> None:
    courier.story("2026/03/new.md", title="New", date="2026-03-29", more="topics: {always: 1, topic 3: 1}\n")
    found = ran(courier)
    assert of(found, "topic_map") == {()}
    assert not of(found, "places")


def test_an_edited_body_gathers_nothing(courier: Site) -> None:
    file = courier.folder / "content/articles/2026/02/story-25.md"
    file.write_bytes(file.read_bytes() + b"\nMore.\n")
    found = ran(courier)
    assert of(found, "reading") == {("content/articles/2026/02/story-25.md",)}
    assert not {"shelf_entries", "entries", "volume_terms", "bin_ledgers", "part", "ground"} & {
        each[0] for each in found
    }


def test_an_article_that_comes_out_in_another_month_concerns_both(courier: Site) -> None:
    """It may lie where it lay."""
    more = "topics:\n  topic 7: 26\n  always: 40\nsource: Wire\n"
    courier.story("2026/02/story-25.md", title="Story 25", date="2026-01-25T08:00:00Z", categories="[World]", more=more)
    found = ran(courier)
    assert of(found, "entries") == {("2026-01",), ("2026-02",)}
    assert ("2026-03",) not in of(found, "paths")
    assert len({number for kind, number in of(found, "bin_ledgers") if kind == "topic"}) == 2


def test_bins_are_filled_evenly() -> None:
    """A thousand names leave no bin empty."""
    assert {bin_of("topic", f"topic{number}") for number in range(1000)} == set(range(BINS["topic"]))


def test_the_pages_of_a_bin_are_rendered_one_after_another(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of the bin is then read once, however little of it is held."""
    for name in "abcdefghijkl":
        site.story(f"{name}.md", title=name, more=f"topics:\n  Topic {name}: 50\n")
    bins = []

    def noting(bench: Bench, pages: tuple[Due, ...]) -> tuple[Made, ...]:
        bins.extend(bin_of("topic", each.page.key) for each in pages if each.page.kind == "topic")
        return render_pages(bench, pages)

    monkeypatch.setattr(jobs, "render_pages", noting)
    site.build()
    assert len(set(bins)) > 3
    assert bins == sorted(bins)


def test_the_pages_about_one_time_are_rendered_one_after_another(
    courier: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles and full pages of lists: the stories that they show are then at hand. What is about all comes last."""
    pages: list[Page] = []

    def noting(bench: Bench, due: tuple[Due, ...]) -> tuple[Made, ...]:
        pages.extend(each.page for each in due)
        return render_pages(bench, due)

    monkeypatch.setattr(jobs, "render_pages", noting)
    courier.write("content/site.yaml", "title: The Courier\npage_size: 5\nsections: [World]\n")
    courier.build()
    of_a_time = [each for each in pages if each.volume]
    assert of_a_time == pages[: len(of_a_time)]
    assert [each.volume for each in of_a_time] == sorted(each.volume for each in of_a_time)
    full = [each for each in pages if each.number]
    assert {each.kind for each in full} == {"topic", "category", "source", "latest", "month"}
    for each in full:
        first = ask(courier, list_page, each.kind, each.key, each.number).paths[-1]
        assert each.volume == first.removeprefix("content/articles/")[:7].replace("/", "-")


def test_a_page_is_in_the_part_of_the_plan_that_it_is_looked_for_in(courier: Site) -> None:
    """All but those that lead on from former addresses."""
    courier.write("content/topics.yaml", "Topic 1:\n  aliases: [one]\n  aliases_of_url: [uno]\n")
    courier.write("content/pages/about.md", "---\ntitle: About\n---\n\nWe.\n")
    memory = open_memory(None, "")
    engine = Engine(memory, look_at(courier.folder, THEME, Options(courier.moment), {}))
    kinds = set()
    for name in engine.ask(parts):
        for page in engine.ask(part, name):
            if name not in (FILES, "former") and page.kind != "redirect":
                assert part_of(Ask(engine, {}), page.kind, page.key) == name
                kinds.add(page.kind)
    memory.discard()
    assert {"article", "topic", "topic-data", "feed", "month", "latest", "standing", "front", "sitemap"} <= kinds
