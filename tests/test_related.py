"""Related articles: the formula by hand, what holds of any archive, and what a new article costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import memory_file
from generator.engine import Engine
from generator.memory import open_memory
from generator.related import FEW, REACH, related
from generator.sources import Options, look_at
from tests.bench.related import by_counting, by_weights, quality, running_stories
from tests.sites import THEME, Site

Topics = Mapping[str, int]
Archive = list[tuple[int, dict[str, int], bool]]


def write(site: Site, name: str, date: str, topics: Topics, more: str = "") -> str:
    lines = "".join(f"  {topic}: {weight}\n" for topic, weight in topics.items())
    site.story(name, title=name, date=date, more=(f"topics:\n{lines}" if topics else "") + more)
    return f"content/articles/{name}"


def setting(site: Site, **values: object) -> None:
    lines = "".join(f"  {name}: {str(value).lower()}\n" for name, value in values.items())
    site.write("content/site.yaml", f"title: T\nrelated:\n{lines}")


def asked(site: Site, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Ask for the related articles of some, with nothing remembered."""
    world = look_at(site.folder, THEME, Options(site.moment, "", drafts=False), {})
    memory = open_memory(None, "", lasting=False)
    engine = Engine(memory, world, strict=True)
    found = {path: engine.ask(related, path) for path in paths}
    memory.discard()
    return found


def one(site: Site, path: str) -> tuple[str, ...]:
    return asked(site, [path])[path]


def test_the_likest_comes_first(site: Site) -> None:
    """By hand: 1, then (80·60 + 60·80) / (100·100) = 0.96, then 80·1 / (100·1) = 0.8."""
    setting(site, threshold=0)
    proportional = write(site, "a.md", "2026-01-01", {"rail": 40, "tax": 30})
    swapped = write(site, "b.md", "2026-01-02", {"rail": 60, "tax": 80})
    single = write(site, "c.md", "2026-01-03", {"rail": 1})
    write(site, "d.md", "2026-01-03", {"opera": 100})
    new = write(site, "e.md", "2026-01-04", {"rail": 80, "tax": 60})

    assert one(site, new) == (proportional, swapped, single)


@pytest.mark.parametrize(("threshold", "shown"), [(96, True), (97, False)])
def test_the_threshold_is_what_likeness_must_reach(site: Site, threshold: int, shown: bool) -> None:
    setting(site, threshold=threshold)
    write(site, "a.md", "2026-01-01", {"rail": 60, "tax": 80})
    assert bool(one(site, write(site, "b.md", "2026-01-02", {"rail": 80, "tax": 60}))) == shown


def test_the_same_topics_are_like_without_a_remainder(site: Site) -> None:
    """Rounding does not take the last hundredth of a percent away, whatever the weights."""
    setting(site, threshold=100)
    weights = {f"topic {number}": 7 * number % 97 + 1 for number in range(13)}
    other = write(site, "a.md", "2026-01-01", weights)
    assert one(site, write(site, "b.md", "2026-01-02", weights)) == (other,)


def test_equally_like_articles_stand_by_date_and_then_by_path(site: Site) -> None:
    setting(site, count=10)
    expected = [
        write(site, "c.md", "2026-01-02T10:00:00Z", {"rail": 50}),
        write(site, "b.md", "2026-01-02T09:00:00Z", {"rail": 5}),
        write(site, "x/b.md", "2026-01-02T09:00:00Z", {"rail": 100}, "slug: other\n"),
        write(site, "a.md", "2025-12-31T23:59:00Z", {"rail": 80}),
        write(site, "z.md", "2024-02-01T00:00:00Z", {"rail": 80}),
    ]
    assert one(site, write(site, "new.md", "2026-01-03", {"rail": 30})) == tuple(expected)


def test_a_relative_of_long_ago_is_found(site: Site) -> None:
    """However many came out in between."""
    old = write(site, "old.md", "2016-05-01", {"lighthouse": 90, "rail": 10})
    for number in range(REACH + 20):
        write(site, f"n-{number}.md", f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}", {"rail": 90})
    assert one(site, write(site, "new.md", "2026-01-03", {"lighthouse": 80})) == (old,)


def test_a_topic_brings_its_newest_articles_within_reach(site: Site) -> None:
    """Of a topic that more bear, the oldest are left out."""
    setting(site, common=100, count=20, threshold=0)
    paths = [
        write(
            site, f"n-{number:03}.md", f"20{10 + number // 28}-01-{number % 28 + 1:02}", {"rail": 90, f"t{number}": 9}
        )
        for number in range(REACH + 1)
    ]
    asked_for = {"rail": 50, "t0": 5, "t1": 5}
    found = one(site, write(site, "new.md", "2026-01-03", asked_for))

    assert paths[1] == found[0], "both topics count"
    assert paths[0] not in found, "only the rare topic counts"


def test_common_topics_are_damped_by_the_months_before(site: Site) -> None:
    """By hand: half of 100 articles bear "rail" and 20 percent may, so its weights count 40 percent.

    The new one is (40·0.4, 30) = (16, 30), of length 34. What is about rail alone is (1, 0): 16 / 34 = 0.47; what is
    about tax alone is (0, 1): 30 / 34 = 0.88. Undamped it would be 0.8 and 0.6.
    """
    setting(site, threshold=0)
    for number in range(100):
        write(site, f"o-{number}.md", f"2025-11-{number % 28 + 1:02}", {"rail" if number % 2 else f"t{number}": 1})
    tax = write(site, "tax.md", "2026-01-01", {"tax": 50})
    rail = write(site, "rail.md", "2026-01-02", {"rail": 50})
    new = write(site, "new.md", "2026-01-03", {"rail": 40, "tax": 30})

    assert one(site, new)[:2] == (tax, rail)
    setting(site, threshold=48)
    assert one(site, new) == (tax,)
    setting(site, common=50, threshold=0)
    assert one(site, new)[0] == rail


def test_what_is_common_this_month_is_not_counted_yet(site: Site) -> None:
    """Else each new article would change the lists of the whole month."""
    setting(site, common=1, threshold=79)
    for number in range(27):
        write(site, f"o-{number}.md", f"2026-01-{number + 1:02}", {"rail": 1, f"t{number}": 90})
    rail = write(site, "rail.md", "2026-01-28", {"rail": 50})
    assert one(site, write(site, "new.md", "2026-01-29", {"rail": 40, "tax": 30})) == (rail,)


def test_of_two_names_of_one_topic_the_greater_weight_counts(site: Site) -> None:
    setting(site, threshold=100)
    site.write("content/topics.yaml", "Rail transport:\n  aliases: [trains]\n")
    other = write(site, "a.md", "2026-01-01", {"rail transport": 80, "tax": 40})
    new = write(site, "b.md", "2026-01-02", {"trains": 40, "RAIL-transport": 20, "tax": 20})
    assert one(site, new) == (other,)


def test_newer_articles_are_shown_when_a_setting_asks_for_them(site: Site) -> None:
    setting(site, newer=True)
    first = write(site, "a.md", "2026-01-01", {"rail": 50})
    middle = write(site, "b.md", "2026-01-01T10:00:00Z", {"rail": 50})
    last = write(site, "c.md", "2026-02-01", {"rail": 50})
    assert asked(site, [first, middle, last]) == {
        first: (last, middle), middle: (last, first), last: (middle, first),
    }  # fmt: skip


def test_what_is_not_published_is_related_to_nothing(site: Site) -> None:
    """And an article without topics neither."""
    setting(site, newer=True, threshold=0)
    write(site, "draft.md", "2026-01-01", {"rail": 50}, "draft: true\n")
    write(site, "embargoed.md", "2027-01-01", {"rail": 50})
    write(site, "expired.md", "2026-01-01", {"rail": 50}, "expires: 2026-02-01\n")
    bare = write(site, "bare.md", "2026-01-01", {})
    new = write(site, "new.md", "2026-01-03", {"rail": 30})
    assert asked(site, [new, bare, "content/articles/draft.md"]) == dict.fromkeys(
        [new, bare, "content/articles/draft.md"], ()
    )


# Any archive, against the definition worked out the long way.

TOPICS = ["rail", "tax", "opera", "ships", "wheat"]
FIRST = datetime.fromisoformat("2024-12-28T00:00:00+00:00")
CLOSE = 2e-4

archives = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 100), max_size=4),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=12,
)


def lay(site: Site, archive: Archive, *, backwards: bool = False) -> dict[str, tuple[datetime, dict[str, int]]]:
    """Write an archive; return what is published of it. `backwards` writes files and topics the other way round."""
    published = {}
    numbered = list(enumerate(archive))
    for number, (steps, topics, out) in reversed(numbered) if backwards else numbered:
        when = FIRST + timedelta(hours=9 * steps)
        lines = dict(reversed(topics.items())) if backwards else topics
        more = f"slug: s{number}\n" + ("" if out else "draft: true\n")
        path = write(site, f"{number * 5 % 13}/{number}.md", when.isoformat(), lines, more)
        if out and topics:
            published[path] = (when, topics)
    return published


def likeness(published: Mapping[str, tuple[datetime, dict[str, int]]], common: int, one: str, other: str) -> float:
    def vector(path: str) -> dict[str, float]:
        when, topics = published[path]
        before = [each for day, each in published.values() if (day.year, day.month) < (when.year, when.month)]
        counts = Counter(topic for each in before for topic in each)
        limit = common * max(len(before), FEW) / 100
        damped = {topic: int(100 * limit / count) / 100 for topic, count in counts.items() if count > limit}
        return {topic: weight * damped.get(topic, 1.0) for topic, weight in topics.items()}

    a, b = vector(one), vector(other)
    product = sum(weight * b.get(topic, 0) for topic, weight in a.items())
    return product / sqrt(sum(each**2 for each in a.values()) * sum(each**2 for each in b.values()))


@settings(deadline=None, max_examples=40)
@given(archives, st.sampled_from([1, 3, 20]), st.sampled_from([0, 15, 80]), st.integers(0, 5), st.booleans())
def test_related_is_what_the_definition_says(
    archive: Archive, common: int, threshold: int, count: int, newer: bool
) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        setting(site, common=common, threshold=threshold, count=count, newer=newer)
        published = lay(site, archive)
        for path, shown in asked(site, published).items():
            when = {each: (published[each][0], each) for each in published}
            may = {
                each: likeness(published, common, path, each)
                for each in published
                if each != path and (newer or when[each] < when[path])
            }
            assert set(shown) <= may.keys(), "earlier, published, not itself"
            assert len(shown) <= count
            for first, second in pairwise(shown):
                assert may[first] >= may[second] - CLOSE
                if abs(may[first] - may[second]) < CLOSE / 1000:
                    assert when[first][0] > when[second][0] or (when[first][0] == when[second][0] and first < second)
            least = max(threshold / 100, min((may[each] for each in shown), default=0) if len(shown) == count else 0)
            for each, alike in may.items():
                assert alike > 0 or each not in shown
                assert alike >= threshold / 100 - CLOSE or each not in shown
                assert each in shown or count == 0 or alike <= least + CLOSE


@settings(deadline=None, max_examples=15)
@given(archives)
def test_the_order_of_files_and_of_topics_means_nothing(archive: Archive) -> None:
    found = []
    for backwards in (False, True):
        with TemporaryDirectory() as folder:
            site = Site(Path(folder))
            found.append(asked(site, sorted(lay(site, archive, backwards=backwards))))
    assert found[0] == found[1]


@settings(deadline=None, max_examples=15)
@given(archives, st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 100), min_size=1))
def test_a_newer_article_changes_no_older_list(archive: Archive, topics: dict[str, int]) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        published = sorted(lay(site, archive))
        before = asked(site, published)
        write(site, "new.md", (FIRST + timedelta(hours=9 * 201)).isoformat(), topics)
        assert asked(site, published) == before


# What it is worth.


@pytest.mark.parametrize("corpus", [1, 2])
def test_related_articles_are_of_the_same_story(corpus: int) -> None:
    """Nine in ten at least, and better than by counting common topics; `python -m tests.bench.related` prints both."""
    pieces = running_stories(600, 30, corpus)
    ours, counting = quality(pieces, by_weights), quality(pieces, by_counting)
    assert ours.shown > 1500
    assert ours.precision >= 0.9
    assert ours.precision > counting.precision > 0.3


# What it costs.


def ran(site: Site, paths: Iterable[str]) -> list[str]:
    """Ask for the related articles of some, remember, and return what ran of what this is about."""
    memory = open_memory(memory_file(site.folder), "")
    engine = Engine(memory, look_at(site.folder, THEME, Options(site.moment, "", drafts=False), {}))
    for path in paths:
        engine.ask(related, path)
    engine.finish(complete=True)
    memory.commit()
    return [
        f"{function.__name__} {args}" for function, *args in engine.ran if function.__module__ == related.__module__
    ]


def test_one_more_article_costs_the_same_however_many_there_are(site: Site) -> None:
    """All share its topics. What runs is its own list, and what cuts its year, its month and its day."""
    counts = []
    paths: list[str] = []
    for size in (300, 1200):
        for number in range(len(paths), size):
            day = (datetime.fromisoformat("2025-01-01") + timedelta(days=number % 300 * 6 // 5)).date()
            topics = dict.fromkeys(TOPICS, 50) | {f"own {number % 40}": 1 + number * 7 % 90}
            paths.append(write(site, f"{number % 12}/{number}.md", day.isoformat(), topics))
        assert "listed ['2025-01']" in ran(site, paths)
        assert ran(site, paths) == []
        new = write(site, f"new/{size}.md", "2025-12-31", dict.fromkeys(TOPICS, 50))
        found = ran(site, [*paths, new])
        assert [each for each in found if each.startswith("related ")] == [f"related {[new]}"]
        assert not any(each.startswith("listed ") for each in found)
        counts.append(len(found))
        (site.folder / new).unlink()
    assert counts[1] <= counts[0] < 50


def test_an_article_of_long_ago_is_worked_into_the_lists_after_it(site: Site) -> None:
    paths = [write(site, f"{number}.md", f"2025-0{number + 1}-10", {"rail": 50}) for number in range(5)]
    ran(site, paths)
    old = write(site, "old.md", "2025-02-20", {"tax": 10})
    found = ran(site, [*paths, old])
    lists = {each for each in found if each.startswith("related ")}
    assert lists == {f"related {[path]}" for path in (old, *paths[2:])}
    assert asked(site, paths)[paths[4]] == tuple(reversed(paths[:4]))
