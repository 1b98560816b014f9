"""What others do to a site while it is built, and undo again, never lasts in what is remembered."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator import build as building
from generator import freshness
from generator.build import Report, build
from generator.freshness import FINE
from generator.journal import staging_folder
from generator.listing import OURS
from tests.sites import THEME, Site, published
from tests.stories import kill_build


@pytest.fixture
def courier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose files are believed as soon as the clock allows it."""
    monkeypatch.setattr(freshness, "COARSE", FINE)
    site = Site(tmp_path / "site")
    site.story("2026/01/one.md", title="One")
    site.story("2026/cur/two.md", title="Two")
    return site


def wait() -> None:
    """Let the clock of the file system go on far enough for files to be believed."""
    time.sleep(2 * FINE / 1e9)


def built(site: Site) -> Report:
    """Build, and compare with a build from nothing."""
    wait()
    report = site.build()
    clean = replace(site.request(), output=site.folder / "clean", memory=None)
    made = build(clean)
    assert (report.problems, report.published) == (made.problems, made.published)
    if report.published:
        assert {path: data for path, data in site.files().items() if "/staging/" not in path} == published(clean.output)
    shutil.rmtree(clean.output, ignore_errors=True)
    wait()
    return report


@contextmanager
def after_the_look(meddle: Callable[[], object]) -> Iterator[None]:
    """Do something when a build has looked at the folders for the first time, and has read nothing yet."""
    look_at, todo = building.look_at, [meddle]

    def looked(*args: Any) -> Any:
        world = look_at(*args)
        if todo:
            todo.pop()()
        return world

    building.look_at = looked
    try:
        yield
    finally:
        building.look_at = look_at


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_file_that_is_changed_meanwhile_and_changed_back(courier: Site, *, is_broken: bool) -> None:
    """What asks for it is reached by another change, so that it is read while changes are followed."""
    right = (THEME / "parts/card.html").read_text()
    wrong = right + "\n{% if %}\n"
    first, then = (wrong, right) if is_broken else (right, wrong)
    byline = courier.write("templates/parts/byline.html", (THEME / "parts/byline.html").read_bytes())
    card = courier.write("templates/parts/card.html", first)
    assert built(courier).published is not is_broken
    built(courier)
    byline.write_text(byline.read_text() + "\n{# a remark #}\n")
    with after_the_look(lambda: card.write_text(then)):
        wait()
        courier.build()
    card.write_text(first)
    assert built(courier).published is not is_broken
    assert built(courier).published is not is_broken


def test_a_file_that_could_not_be_read_and_comes_back_as_it_was(courier: Site) -> None:
    story = courier.folder / "content/articles/2026/cur/two.md"
    one, other = story.with_name("one.txt"), story.with_name("other.txt")
    story.rename(one)
    shutil.copy(one, other)
    story.symlink_to("one.txt")
    assert built(courier).published
    built(courier)
    story.unlink()
    story.symlink_to("other.txt")
    with after_the_look(other.unlink):
        wait()
        assert "file/unreadable" in courier.codes()
    shutil.copy(one, other)
    story.unlink()
    story.symlink_to("one.txt")
    assert built(courier).published


def test_a_folder_that_is_exchanged_meanwhile_and_exchanged_back(courier: Site) -> None:
    """What is read is not what was looked at, and that comes back."""
    here, there = courier.folder / "content/articles/2026/cur", courier.folder / "other"
    shutil.copytree(here, there)
    (there / "two.md").write_text((there / "two.md").read_text().replace("Two", "Another"))

    def exchange() -> None:
        here.rename(courier.folder / "third")
        there.rename(here)
        (courier.folder / "third").rename(there)

    with after_the_look(exchange):
        wait()
        courier.build()
    exchange()
    assert built(courier).published


@pytest.mark.parametrize("what", ["staging", "files.new", "both", "cut", "a folder"])
def test_what_is_lost_of_a_publication_that_was_killed(tmp_path: Path, what: str) -> None:
    """What was moved already is ours all the same, and goes when its story is withdrawn."""
    pending = at = 0
    ended = False
    while not ended:
        at += 2
        site = Site(tmp_path / str(at))
        site.story("2026/01/one.md", title="One")
        site.build()
        story = site.story("2025/03/two.md", title="Two", date="2025-03-03")
        ended = kill_build(site, at)
        if (site.output / OURS / "journal").exists():
            pending += 1
            new = site.output / OURS / "files.new"
            if what in ("staging", "both"):
                shutil.rmtree(staging_folder(site.output), ignore_errors=True)
            if what == "cut" and new.exists():
                new.write_bytes(new.read_bytes()[:-40])
            elif what != "staging":
                new.unlink(missing_ok=True)
            if what == "a folder":
                (new / "with").mkdir(parents=True)
            story.unlink()
            assert built(site).published
            assert not (site.output / "2025").exists()
    assert pending > 3


def test_folders_of_files_that_become_ours_as_they_are(courier: Site) -> None:
    """An older list is put back, so what was made since is somebody's; it is as it should be, and becomes ours."""
    built(courier)
    listing = courier.output / OURS / "files"
    older = listing.read_bytes()
    courier.story("2024/03/other.md", title="Other", date="2024-03-03")
    built(courier)
    listing.write_bytes(older)
    built(courier)
    month = courier.output / "2024/03"
    month.rename(courier.folder / "elsewhere")
    month.symlink_to(courier.folder / "elsewhere")
    wait()
    assert courier.codes() == ["output/in-the-way"]


def test_what_stands_where_a_publication_is_staged_is_cleared_away(courier: Site, tmp_path: Path) -> None:
    """The folder of ours in the output folder is for nobody else; what a link leads to is let alone."""
    built(courier)
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (courier.output / OURS / "files.new/a").mkdir(parents=True)
    (courier.output / OURS / "staging").symlink_to(tmp_path)
    courier.story("2026/01/three.md", title="Three")
    assert built(courier).published
    assert mine.read_text() == "mine"
