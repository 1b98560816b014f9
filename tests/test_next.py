"""`broadsheet next`: the moment is right to the second."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build import build
from generator.commands import main
from tests.sites import Site, published
from tests.stories import Story, mend

NOW = "2026-06-01T00:00:00Z"


def call(site: Site, *options: str) -> Result:
    return CliRunner().invoke(main, ["next", str(site.folder), "--as-of", site.moment, *options])


def at(site: Site, moment: str, scratch: Path) -> dict[str, bytes]:
    """Return what a build from nothing publishes for a moment."""
    request = replace(site.request(), options=replace(site.request().options, moment=moment))
    build(replace(request, output=scratch, memory=None, strict_engine=False))
    return published(scratch)


def test_the_end_of_an_embargo_and_of_an_article_are_told_in_their_order(site: Site) -> None:
    site.story("later.md", date="2026-06-10T09:00:00")
    site.story("leaving.md", more="expires: 2026-06-05\n")
    site.story("draft.md", date="2026-06-02", more="draft: true\n")

    assert call(site).stdout == "2026-06-04T23:00:00Z\n"  # midnight in London
    site.moment = "2026-06-04T23:00:00Z"
    assert call(site).stdout == "2026-06-10T08:00:00Z\n"
    site.moment = "2026-06-10T08:00:00Z"
    done = call(site)
    assert (done.exit_code, done.stdout) == (0, "")


def test_what_changes_a_warning_alone_is_not_told(site: Site) -> None:
    """An article that says it was updated tomorrow looks the same tomorrow."""
    site.story("updated.md", more="updated: 2026-06-02\n")
    assert site.codes() == ["front-matter/in-the-future"]

    assert call(site).stdout == ""


def test_drafts_count_when_asked_for(site: Site) -> None:
    site.story("draft.md", date="2026-06-02", more="draft: true\n")

    assert call(site).stdout == ""
    assert call(site, "--drafts").stdout == "2026-06-01T23:00:00Z\n"


def test_a_site_with_errors_has_no_next_moment(site: Site) -> None:
    site.story("later.md", date="2026-06-10T09:00:00", more="titel: x\n")
    done = call(site)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "Did you mean “title”?" in done.stderr


def test_nothing_is_written(site: Site) -> None:
    site.story("later.md", date="2026-06-10T09:00:00")
    site.build()
    before = {path: path.stat().st_mtime_ns for path in site.folder.rglob("*")}
    call(site)

    assert {path: path.stat().st_mtime_ns for path in site.folder.rglob("*")} == before


@pytest.mark.parametrize("number", range(6))
def test_one_second_before_all_is_as_it_was_and_then_it_is_not(tmp_path: Path, number: int) -> None:
    """In random sites; asked with the memory of a build for another moment, as it happens in practice."""
    site = Site(tmp_path / "site")
    story = Story(site, random.Random(number))
    story.begin()
    found = rounds = 0
    while rounds < 4 or not found:
        rounds += 1
        assert rounds < 20, "stories bring forth what comes out later"
        if not site.build().published:
            mend(story)
            assert site.build().published
        site.moment = story.chance.choice(["2025-12-31T00:00:00Z", "2026-02-10T00:00:00Z", NOW])
        moment = call(site).stdout.strip()
        now = at(site, site.moment, tmp_path / "now")
        if moment:
            found += 1
            before = datetime.fromisoformat(moment) - timedelta(seconds=1)
            text = before.astimezone(UTC).isoformat().replace("+00:00", "Z")
            assert at(site, text, tmp_path / "before") == now
            assert at(site, moment, tmp_path / "then") != now
        else:
            assert at(site, "2026-12-31T00:00:00Z", tmp_path / "end") == now
        story.write_article(site.folder / f"content/articles/more-{found}.md")
