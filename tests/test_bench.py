"""The benchmark itself: what it builds is worth measuring. Nothing here asserts a time."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

from generator.build import Request, build
from generator.sources import Options
from tests.bench.corpus import published, stories, story, topics_known, write_site


def test_the_corpus_is_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    """The digest was taken once; Python promises the sequence behind it."""
    write_site(tmp_path, 40)
    digest = sha256()
    for file in sorted(tmp_path.rglob("*.*"), key=lambda each: each.relative_to(tmp_path).as_posix()):
        digest.update(file.relative_to(tmp_path).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    assert digest.hexdigest() == "b87084db8df5e974fa3d450b4f1a49897a315a29d5c84fd23a4d5857e0a63380"


def test_a_small_archive_is_the_beginning_of_a_large_one() -> None:
    assert list(stories(3)) == [story(number) for number in range(3)]
    assert len({each.slug for each in stories(500)}) == 500


def test_the_archive_grows_as_a_newsroom_does() -> None:
    """A hundred articles in a month, a hundred thousand in nine years, and topics with the square root of them."""
    days = [(published(number) - published(0)).days for number in (100, 1000, 100_000)]
    assert days == [30, 141, 3041]
    assert [topics_known(number) for number in (1000, 100_000)] == [652, 6344]
    uses = Counter(name for each in stories(1000) for name, _ in each.topics)
    (_, most), *_, (_, least) = uses.most_common()
    assert most > 100 * least


def test_every_article_has_what_a_news_article_has() -> None:
    for each in stories(200):
        assert len(each.summary) == 5
        assert len(each.topics) == len(dict(each.topics)) == 10
        assert all(1 <= weight <= 100 for _, weight in each.topics)
        assert 200 < len(each.body.split()) < 900
    bodies = "".join(each.body for each in stories(200))
    assert all(mark in bodies for mark in ("\n## ", "\n- ", "\n1. ", "\n| ", "\n```", "](https:", "](story:", "\n> "))


def test_broadsheet_has_no_problem_with_the_corpus(tmp_path: Path) -> None:
    write_site(tmp_path, 60)
    report = build(Request(tmp_path, tmp_path / "output", Options("2050-01-01T00:00:00Z"), memory=None))
    assert report.published
    assert report.problems == ()
    assert report.pages > 120
