"""Merging topics in the registry is the same as having written the canonical name everywhere, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from generator.build import build
from tests.sites import Site, published

CANONICAL = "Rail transport"
OTHERS = ("trains", "TRAINS", "rail-transport", "RailTransport", "Нахтцуг", "C++")
REGISTRY = f"""\
{CANONICAL}:
  aliases: [trains, Нахтцуг, C++]
  aliases_of_url: [railways]
  parent: Transport
Transport:
  description: By land, sea and air.
"""


@dataclass(frozen=True)
class Story:
    """An article: under which name it bears the topic, the weights of it and of others."""

    name: str
    weight: int
    others: tuple[tuple[str, int], ...]
    draft: bool = False
    day: int = 1

    def text(self) -> str:
        topics = "".join(f"  {name}: {weight}\n" for name, weight in ((self.name, self.weight), *self.others))
        draft = "draft: true\n" if self.draft else ""
        head = f"---\ntitle: A story\ndate: 2026-02-{self.day:02}\ncategories: [World]\n{draft}"
        return f"{head}topics:\n{topics}---\nText.\n"


weights = some.integers(1, 100)
stories = some.builds(
    Story,
    name=some.sampled_from((CANONICAL, *OTHERS)),
    weight=weights,
    others=some.dictionaries(some.sampled_from(["sea", "Transport", "C", "Öl"]), weights).map(
        lambda each: (*each.items(),)
    ),
    draft=some.booleans(),
    day=some.integers(1, 28),
)


def made(of: list[Story]) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.write("content/topics.yaml", REGISTRY)
        for number, each in enumerate(of):
            site.write(f"content/articles/{number}.md", each.text())
        report = build(replace(site.request(), memory=None))
        assert report.published
        assert report.problems == ()
        return published(site.output)


@settings(max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@example([Story(name, 50, (("sea", 40),)) for name in OTHERS])
@given(some.lists(stories, min_size=1, max_size=7))
def test_merging_equals_having_written_the_canonical_name(of: list[Story]) -> None:
    merged = made(of)
    written = made([replace(each, name=CANONICAL) for each in of])
    assert sorted(merged) == sorted(written)
    assert [path for path in merged if merged[path] != written[path]] == []


def test_a_merged_topic_leads_on_from_where_it_was() -> None:
    """Its names' addresses and its former ones; no page has the other name but as what it is led on from."""
    files = made([Story("trains", 90, ())])
    target = b'url=/topics/rail-transport/"'
    for former in ("trains", "c-plus-plus", "nakhttsug", "railways"):
        assert target in files[f"topics/{former}/index.html"], former
    assert b"Rail transport" in files["2026/02/0/index.html"]
    assert b"trains" not in files["2026/02/0/index.html"]
