"""How the weight of topics moves: the formulas of `docs/topics.md`, computed by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from generator.companions import companions
from generator.families import ancestors, descendants, newest_within, reach
from generator.ledgers import MonthWeight
from generator.trends import buzzing, by_month, first_seen
from tests.asking import ask
from tests.sites import Site

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def about(site: Site, name: str, days_ago: float, **topics: int) -> None:
    """Write an article about topics, so many days before the newest."""
    date = (NOW - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    site.story(f"{name}.md", title=name, date=date, more=f"topics: {json.dumps(topics)}\n")


def test_months_add_up(site: Site) -> None:
    """In the time zone of the site, as the archive does."""
    site.write("content/site.yaml", "title: T\ntime_zone: Pacific/Auckland\n")
    for number, (date, weight) in enumerate([("2026-01-31T10:59", 10), ("2026-01-31T11:00", 20), ("2026-04-02", 30)]):
        date = f"{date}:00Z" if "T" in date else date
        site.story(f"{number}.md", date=date, more=f"topics: {{rail: {weight}}}\n")
    site.story("other.md", date="2026-02-03", more="topics: {sea: 90}\n")
    assert ask(site, by_month, "rail") == (
        MonthWeight("2026-01", 1, 10), MonthWeight("2026-02", 1, 20), MonthWeight("2026-04", 1, 30),
    )  # fmt: skip
    assert ask(site, by_month, "unheard of") == ()


def test_a_topic_that_is_always_large_does_not_win_by_its_size(site: Site) -> None:
    """Twenty stories a week, one more this week, lose against three about something that was never there before."""
    for week in range(10):
        for number in range(20 + (week == 0)):
            about(site, f"large-{week}-{number}", 7 * week + 1, large=100)
    about(site, "newest", 0, other=1)
    for number in range(3):
        about(site, f"small-{number}", 1, small=60)
    found = ask(site, buzzing)
    assert found[0] == "small"
    assert "large" in found


def test_what_is_as_usual_does_not_buzz(site: Site) -> None:
    for week in range(10):
        about(site, f"steady-{week}", 7 * week, steady=50)
        about(site, f"less-{week}", 7 * week, less=50 + week)
    assert ask(site, buzzing) == ()


def test_the_score_of_buzzing_by_hand(site: Site) -> None:
    """With half a window of 3.5 days: a = (1 − 0.25) / √1.25 = 0.671; b = 0.5 × 2^(−1) = 0.25; c = 0.67 and 0.672."""
    about(site, "old", 100, old=1)
    for name, days_ago, topics in [("now", 0, {"a": 100}), ("before", 7, {"a": 100}), ("earlier", 14, {"a": 100}),
                                   ("half", 3.5, {"b": 50})]:  # fmt: skip
        about(site, name, days_ago, **topics)
    about(site, "c", 0, c=67)
    assert ask(site, buzzing) == ("a", "c", "b")
    about(site, "c", 0, c=68)
    assert ask(site, buzzing) == ("c", "a", "b")


def test_a_young_archive_does_not_let_everything_buzz(site: Site) -> None:
    """What is usual is counted over the weeks that there were: here two, not eight."""
    for week in range(3):
        about(site, f"steady-{week}", 7 * week, steady=80)
    assert ask(site, buzzing) == ()
    about(site, "new", 0, new=10)
    assert ask(site, buzzing) == ("new",)


def test_nothing_buzzes_before_there_is_anything_usual(site: Site) -> None:
    about(site, "one", 6.9, rail=50)
    about(site, "two", 0, sea=50)
    assert ask(site, buzzing) == ()
    about(site, "one", 7, rail=50)
    assert ask(site, buzzing) == ("sea",)


def test_new_topics_are_those_of_the_newest_month(site: Site) -> None:
    """None in the first month of a site."""
    site.story("one.md", date="2026-04-01", more="topics: {rail: 50}\n")
    site.story("two.md", date="2026-04-20", more="topics: {sea: 50}\n")
    assert ask(site, first_seen) == ()
    site.story("three.md", date="2026-05-01", more="topics: {air: 50, sea: 1}\n")
    site.story("four.md", date="2026-05-03", more="topics: {fire: 50}\n")
    assert ask(site, first_seen) == ("fire", "air")


def test_the_share_of_a_companion_by_hand(site: Site) -> None:
    """Σ min / Σ: with a = 80, 40, 20 and b = 60, 50: (60 + 40) / 140 = 71 %; c = 1 in one of them: 1 / 140 = 1 %."""
    about(site, "one", 3, a=80, b=60, c=1)
    about(site, "two", 2, a=40, b=50)
    about(site, "three", 1, a=20)
    about(site, "four", 0, d=90)
    assert ask(site, companions, "a") == (("b", 71), ("c", 1))
    assert ask(site, companions, "b") == (("a", 91), ("c", 1))
    assert ask(site, companions, "d") == ()
    assert ask(site, companions, "unheard of") == ()


def test_a_name_and_its_alias_are_one_companion(site: Site) -> None:
    """The greater weight counts."""
    site.write("content/topics.yaml", "rail: {aliases: [trains]}\n")
    about(site, "one", 0, a=100, rail=20, trains=30)
    assert ask(site, companions, "a") == (("rail", 30),)
    assert ask(site, companions, "rail") == (("a", 100),)


FAMILY = "rail: {parent: transport}\ntram: {parent: Rail}\nsea: {parent: transport}\n"


def test_a_parent_counts_the_articles_of_its_parts_each_once(site: Site) -> None:
    site.write("content/topics.yaml", FAMILY)
    about(site, "both", 5, rail=50, tram=50)
    about(site, "tram", 4, tram=50)
    about(site, "sea", 3, sea=50, transport=10)
    assert ask(site, descendants, "transport") == ("rail", "tram", "sea")
    assert ask(site, ancestors, "tram") == ("transport", "rail")
    assert [ask(site, reach, key).count for key in ("transport", "rail", "tram", "sea")] == [3, 2, 2, 1]
    assert ask(site, reach, "transport").oldest == "content/articles/both.md"
    assert ask(site, newest_within, "transport") == ("content/articles/tram.md", "content/articles/both.md")
    site.build()
    index = site.read("topics/index.html")
    page = site.read("topics/transport/index.html")
    assert 'transport</a> <span class="count">3</span>' in index
    assert "3 stories" in page
    assert "1 of them under this topic" in page


def test_the_newest_within_are_five(site: Site) -> None:
    site.write("content/topics.yaml", FAMILY)
    for number in range(8):
        about(site, f"{number}", number, **{"sea" if number % 2 else "tram": 50})
    assert [path[-4] for path in ask(site, newest_within, "transport")] == ["0", "1", "2", "3", "4"]
