"""A preview that lives on shows, after any edits, what a build from nothing with its options would publish."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from generator.build import Report, build
from generator.listing import OURS
from generator.plan import pages
from generator.preview.session import Session
from generator.problems import Problem
from generator.sources import Options, World
from tests import stories
from tests.sites import THEME, Site, published
from tests.stories import Story

STEPS = 12
EDITS = [
    stories.add, stories.rewrite, stories.edit_body, stories.same_size_same_time, stories.rename, stories.move,
    stories.delete, stories.duplicate, stories.restore_older, stories.touch, stories.edit_template, stories.add_asset,
    stories.break_template, stories.edit_settings, stories.edit_topics, stories.edit_authors, stories.edit_page,
    stories.edit_media, stories.rename_folder, stories.swap, stories.hold_back_media, stories.mend, stories.time_passes,
]  # fmt: skip
"""What an editor does; the accidents of builds do not concern a preview."""

Snapshot = dict[str, tuple[int, ...]]


def snapshot(site: Site) -> Snapshot:
    """Return what the file system says of everything in the site's folders."""
    found = {}
    for name in ("content", "templates"):
        for each in (site.folder / name).rglob("*"):
            stat = each.lstat()
            path = each.relative_to(site.folder).as_posix()
            found[path] = (stat.st_mode, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return found


def clean(site: Site, options: Options, scratch: Path) -> Report:
    request = replace(site.request(), output=scratch, memory=None, options=options, strict_engine=False)
    return build(request)


def made(session: Session) -> tuple[dict[str, bytes], set[Problem]]:
    """Make every page; return the bytes of each file, and what stood in the way."""
    found: dict[str, bytes] = {}
    troubles = set()
    for page in session.ask(pages):
        if page.kind in ("asset", "media"):
            found[page.file] = session.world.place(page.key).read_bytes()
            continue
        page_now = session.make(page)
        if page_now.trouble:
            troubles.add(page_now.trouble)
        found[page.file] = page_now.data
    return found, troubles


def compare(session: Session, site: Site, options: Options, told: list[str]) -> None:
    problems = session.problems()
    with TemporaryDirectory() as scratch:
        report = clean(site, options, Path(scratch) / "output")
        if any(each.severity == "error" for each in problems):
            assert problems == report.problems, told
            return
        files, troubles = made(session)
        assert tuple(sorted({*problems, *troubles})) == report.problems, told
        if report.published:
            wanted = published(Path(scratch) / "output")
            del wanted[f"{OURS}/files"]
            assert sorted(files) == sorted(wanted), told
            assert [path for path in files if files[path] != wanted[path]] == [], told


def tell(seed: int, folder: Path, options: Options) -> None:
    chance = random.Random(seed)
    story = Story(Site(folder), chance)
    story.begin()
    if chance.random() < 0.5:
        story.site.build()
    session = Session(folder, THEME, options, lambda: story.site.moment)
    try:
        for _ in range(STEPS):
            before, moment = snapshot(story.site), story.site.moment
            act = chance.choice(EDITS)
            story.told.append(act.__name__)
            act(story)
            after = snapshot(story.site)
            changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
            session.look(changed if moment == story.site.moment and chance.random() < 0.7 else None)
            compare(session, story.site, replace(options, moment=story.site.moment), story.told)
            if chance.random() < 0.1:
                session.close()
                session = Session(folder, THEME, options, lambda: story.site.moment)
    finally:
        session.discard()


@pytest.mark.parametrize("number", range(24))
def test_every_page_is_as_a_build_from_nothing_would_make_it(number: int, tmp_path: Path) -> None:
    """With drafts and embargoed stories, as the preview shows them, and without."""
    tell(number, tmp_path, Options("", drafts=number % 3 > 0, embargoed=number % 3 == 1))


def test_a_look_that_sees_too_little_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where a file that changed is taken for the same, the comparison must fail."""
    monkeypatch.setattr(World, "look_again", lambda world, path: True)
    with pytest.raises(AssertionError):
        for seed in range(10):
            tell(seed, tmp_path / str(seed), Options(""))
