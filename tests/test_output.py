"""Publishing: whole or not at all, in order, and nothing that is not ours."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from generator import freshness, journal
from generator.build import build
from generator.fingerprint import digest
from generator.freshness import COARSE
from generator.journal import Journal, Move, staging_folder
from generator.listing import DAMAGED, OURS, format_listing, parse_listing, revise_listing, seal_of, trusted_seal
from generator.output import OutputRefused, open_output, refuse_unless_usable
from generator.plan import Page, order_of
from generator.publication import publication, stage
from tests.sites import Site, changed
from tests.stories import WATCHED, kill_build

MOVES = 400
"""More than the file system is changed in one of these builds."""


@pytest.fixture
def courier(site: Site) -> Site:
    """A site with two stories, built."""
    site.story("one.md", title="One", more="topics:\n  rail: 50\n")
    site.story("two.md", title="Two", date="2026-02-01")
    assert site.build().published
    return site


def obstacles(site: Site) -> list[str]:
    report = site.build()
    assert not report.published
    return [each.message.split("”")[0].removeprefix("“") for each in report.problems]


def test_a_foreign_file_where_a_page_belongs_stops_the_build(courier: Site) -> None:
    """It is named, and stays."""
    before = courier.files()
    courier.story("three.md", title="Three")
    courier.write("output/2026/01/three/index.html", "mine")
    assert obstacles(courier) == ["2026/01/three/index.html"]
    assert changed(before, courier.files()) == {"2026/01/three/index.html"}
    assert courier.read("2026/01/three/index.html") == "mine"


def test_a_foreign_file_with_the_right_bytes_is_adopted(courier: Site) -> None:
    """Nothing would be lost."""
    (courier.output / OURS / "files").unlink()
    shutil.rmtree(courier.folder / ".broadsheet")
    report = courier.build()
    assert (report.published, report.written, report.removed) == (True, (), ())


def test_a_folder_or_a_link_where_a_page_belongs_stops_the_build(
    courier: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever it holds is not ours; a link may lead anywhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    courier.story("three.md", title="Three")
    (courier.output / "2026/01/three").symlink_to(elsewhere)
    assert obstacles(courier) == ["2026/01/three"]
    (courier.output / "2026/01/three").unlink()
    courier.write("output/2026/01/three/index.html/notes.txt", "mine")
    assert obstacles(courier) == ["2026/01/three/index.html"]
    assert list(elsewhere.iterdir()) == []


def test_only_our_files_are_removed(courier: Site) -> None:
    """A folder goes when nothing is left in it."""
    courier.write("output/2026/01/one/mine.txt", "mine")
    (courier.folder / "content/articles/one.md").unlink()
    (courier.folder / "content/articles/two.md").unlink()
    assert courier.build().published
    assert courier.files().keys() & {"2026/01/one/mine.txt", "2026/01/one/index.html"} == {"2026/01/one/mine.txt"}
    assert not (courier.output / "2026/02").exists()


def test_a_file_may_become_a_folder_and_a_folder_a_file(courier: Site) -> None:
    """What is in the way is ours, and goes first."""
    courier.write("content/media/a", "file")
    courier.write("content/media/b/c", "file")
    courier.build()
    (courier.folder / "content/media/a").unlink()
    shutil.rmtree(courier.folder / "content/media/b")
    courier.write("content/media/a/c", "file")
    courier.write("content/media/b", "file")
    assert courier.build().published
    assert courier.files().keys() >= {"media/a/c", "media/b"}


def test_an_equal_file_is_not_touched(courier: Site) -> None:
    """Not even its times."""
    before = {path: (courier.output / path).stat().st_ino for path in courier.files()}
    courier.story("one.md", title="One!", more="topics:\n  rail: 50\n")
    written = set(courier.build().written) | {f"{OURS}/files"}
    assert {path for path, inode in before.items() if (courier.output / path).stat().st_ino != inode} == written


def test_an_error_leaves_the_site_as_it_was(courier: Site) -> None:
    """Nothing is published, and nothing is lost."""
    before = courier.files()
    courier.story("three.md", title="Three", more="titel: no\n")
    assert not courier.build().published
    assert courier.files() == before


def test_a_defect_leaves_the_site_as_it_was(courier: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises, after what was staged is gone."""
    before = courier.files()

    def broken(*arguments: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("generator.theme.url", broken)
    monkeypatch.setitem(__import__("generator.theme").theme.FUNCTIONS, "url", broken)
    courier.story("three.md", title="Three")
    with pytest.raises(RuntimeError):
        courier.build()
    assert courier.files() == before


def test_a_write_that_fails_leaves_the_site_as_it_was(courier: Site) -> None:
    """As on a full disk: the command ends with one line and status 2."""
    before = courier.files()
    courier.story("three.md", title="Three")
    courier.write("content/media/large.bin", b"0" * 3_000_000)
    ended = subprocess.run(
        [sys.executable, "-m", "generator", "build", str(courier.folder)],
        cwd=Path(__file__).parent.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "File too large" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert courier.files() == before


def test_a_build_killed_anywhere_is_finished_or_undone_by_the_next(tmp_path: Path) -> None:
    """At each single change to the file system; the next build gives the site of a build that nobody killed."""
    for at in range(1, MOVES):
        site = Site(tmp_path / str(at))
        site.story("one.md", title="One")
        site.story("gone.md", title="Gone")
        site.build()
        (site.folder / "content/articles/gone.md").unlink()
        site.story("two.md", title="Two", date="2026-02-01", more="topics:\n  rail: 50\n")
        finished = kill_build(site, at)
        assert dead_links(site) == set(), at
        assert site.build().published
        fresh = Site(tmp_path / f"{at} fresh")
        shutil.copytree(site.folder / "content", fresh.folder / "content", dirs_exist_ok=True)
        fresh.build()
        assert site.files() == fresh.files(), at
        shutil.rmtree(site.folder)
        shutil.rmtree(fresh.folder)
        if finished:
            return
    raise AssertionError("no build ran to its end")


def dead_links(site: Site) -> set[str]:
    """Return the links of the pages that a reader can reach from the front page that lead to no file."""
    reached, waiting, dead = set(), ["/"], set()
    while waiting:
        address = waiting.pop()
        if address in reached:
            continue
        reached.add(address)
        file = site.output / (address.lstrip("/") + ("index.html" if address.endswith("/") else ""))
        if not file.is_file():
            dead.add(address)
        elif file.suffix == ".html":
            text = file.read_text("utf-8")
            parts = (part.split('"')[0].split("#")[0] for part in text.split(' href="/')[1:])
            waiting += ["/" + part for part in parts]
    return dead


def test_watched_events_are_those_of_publishing() -> None:
    """So that the kills above hit what they are meant to hit."""
    assert {"os.rename", "os.remove", "os.mkdir", "os.rmdir"} <= WATCHED


@pytest.mark.parametrize(
    "where", ["content", "content/articles", "templates", ".", "content/../content", ".broadsheet"]
)
def test_an_output_folder_that_would_harm_the_site_is_refused(site: Site, where: str) -> None:
    """One that is, holds or lies inside the content."""
    site.output = site.folder / where
    with pytest.raises(OutputRefused):
        site.build()


def test_an_output_folder_with_a_repository_is_refused(site: Site) -> None:
    """It holds `.git`."""
    (site.output / ".git").mkdir(parents=True)
    with pytest.raises(OutputRefused, match="git"):
        refuse_unless_usable(site.output, site.folder)


def test_a_list_that_is_damaged_or_leads_outside_is_not_believed() -> None:
    """A list is what we remove files by."""
    text = format_listing({"a/index.html": b"1" * 16, "ö.html": b"2" * 16})
    assert parse_listing(text) == {"a/index.html": b"1" * 16, "ö.html": b"2" * 16}
    assert parse_listing(text.replace("a/", "b/")) is None
    assert seal_of(text) == trusted_seal(text)
    assert seal_of(text.replace("a/", "b/")) == seal_of(text[:-1]) == seal_of("") == DAMAGED
    assert parse_listing("") is None
    assert parse_listing(format_listing({"../outside": b"1" * 16})) is None


@pytest.mark.parametrize("number", range(20))
def test_a_list_that_is_revised_is_the_list_made_anew(number: int) -> None:
    chance = random.Random(number)
    names = ("a", "ab", "a/b", "ö", "z", "نهر", "A", "\x7f", "page/10", "page/2", "-", " ", "𝒳")
    files = {f"{name}/{chance.randrange(5)}": chance.randbytes(16) for name in chance.choices(names, k=number)}
    others = {path: chance.randbytes(16) for path in files if chance.random() < 0.4}
    assert revise_listing(format_listing(files), others) == format_listing({**files, **others})
    with pytest.raises(KeyError):
        revise_listing(format_listing(files), {chance.choice(names): b""})


def test_two_folders_can_be_built_into_by_turns(courier: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each is made whole."""
    other = tmp_path_factory.mktemp("other") / "public"
    here = courier.files()
    courier.output = other
    build(courier.request())
    assert courier.files() == here
    courier.story("three.md", title="Three")
    build(courier.request())
    there = courier.files()
    courier.output = courier.folder / "output"
    build(courier.request())
    assert courier.files() == there


@pytest.mark.parametrize("copied", [0, 1000])
def test_a_folder_that_became_a_link_to_itself_is_seen(
    courier: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    """Its files are as they were, times and all, but they lie elsewhere now and are not ours to replace."""
    monkeypatch.setattr("generator.output.COPIED", copied)
    courier.workers = 2
    (courier.output / "2026/01").rename(tmp_path / "moved")
    (courier.output / "2026/01").symlink_to(tmp_path / "moved")
    assert obstacles(courier) == ["2026/01"]
    assert (tmp_path / "moved/one/index.html").is_file()


def test_a_file_in_the_place_of_a_folder_of_ours_is_told(courier: Site) -> None:
    """Pages lay below it."""
    shutil.rmtree(courier.output / "2026")
    courier.write("output/2026", "mine")
    assert obstacles(courier) == ["2026"]


def test_nothing_is_removed_through_a_link(courier: Site) -> None:
    """A link in the output folder may lead to an editor's originals."""
    original = courier.write("content/media/one.png", "one")
    courier.story("one.md", title="One", body="![One](/media/one.png)")
    courier.build()
    shutil.rmtree(courier.output / "media")
    (courier.output / "media").symlink_to(courier.folder / "content/media")
    courier.story("one.md", title="One", more="draft: true\n", body="![One](/media/one.png)")
    courier.build()
    assert original.read_text() == "one"


@pytest.mark.parametrize(
    "journal",
    [
        b"{",
        b"[]",
        b'{"clearances": [], "moves": [], "removals": ["../victim.txt"], "listing": ""}',
        b'{"clearances": [], "moves": [["../../victim.txt", "a"]], "removals": [], "listing": ""}',
        b'{"clearances": [], "moves": [["1/../../../victim.txt", "a/b"]], "removals": [], "listing": ""}',
    ],
)
def test_a_journal_that_is_damaged_or_leads_outside_is_not_followed(courier: Site, journal: bytes) -> None:
    """It is dropped, and the site is built from what is there."""
    victim = courier.write("victim.txt", "mine")
    before = courier.files()
    (courier.output / OURS / "journal").write_bytes(journal)
    assert courier.build().published
    assert victim.read_text() == "mine"
    assert courier.files() == before


def test_a_publication_that_cannot_be_finished_does_not_block_the_next(courier: Site) -> None:
    """What it may have moved counts as ours, and the next build makes it whole."""
    courier.story("three.md", title="Three")
    journal = courier.output / OURS / "journal"
    assert any(not kill_build(courier, at) and journal.exists() for at in range(1, MOVES))
    first = f"{json.loads(journal.read_bytes())['moves'][0][1]}/index.html"
    shutil.rmtree(courier.output / first, ignore_errors=True)
    (courier.output / first).unlink(missing_ok=True)
    courier.write(f"output/{first}/mine.txt", "mine")
    assert obstacles(courier) == [first]
    shutil.rmtree(courier.output / first)
    assert courier.build().published
    assert dead_links(courier) == set()


@pytest.mark.parametrize("how", ["another build", "cleared away", "spoilt", "replaced by another", "emptied in place"])
def test_what_others_do_while_pages_are_moved_is_seen_by_the_next_build(
    courier: Site, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """However old the files look by then: what is there need not be what was staged."""
    courier.build()
    courier.story("one.md", title="Another headline")
    publish, move = journal.publish, journal._move
    page = courier.output / "2026/01/one/index.html"

    def meddled(folder: Path, new: Journal, listing: str) -> None:
        monkeypatch.setattr(journal, "publish", publish)
        if how == "another build":
            build(replace(courier.request(), memory=None))
        elif how == "cleared away":
            shutil.rmtree(staging_folder(folder))
        publish(folder, new, listing)

    def moved(staged: str, place: str) -> None:
        move(staged, place)
        if place == str(page):
            if how == "spoilt":
                page.write_bytes(b"spoilt")
            elif how == "replaced by another":
                other = page.with_name("other")
                other.write_bytes(bytes(page.stat().st_size))
                os.utime(other, ns=(0, page.stat().st_mtime_ns))
                other.replace(page)
            elif how == "emptied in place":
                page.write_bytes(b"")

    monkeypatch.setattr(journal, "publish", meddled)
    monkeypatch.setattr(journal, "_move", moved)
    # As if all had been long ago, so that the times of files are believed.
    monkeypatch.setattr(freshness, "FINE", -COARSE)
    with suppress(FileNotFoundError):
        courier.build()
    monkeypatch.setattr(journal, "publish", publish)
    monkeypatch.setattr(journal, "_move", move)
    courier.build()
    here = courier.files()
    courier.output = courier.folder / "clean"
    build(replace(courier.request(), memory=None))
    assert here == courier.files()


@pytest.mark.parametrize("orders", [(0, 0, 0), (0, 1, 1), (1, 0, 0)])
@pytest.mark.parametrize("there", ["", "section", "section/new", "section/new/mine.txt", "section/staging"])
def test_a_new_folder_is_moved_whole_unless_it_is_there_by_then(
    tmp_path: Path, orders: tuple[int, int, int], there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of its files comes first, and whatever somebody made meanwhile."""
    names = "section/new/index.html", "section/new/feed.xml", "section/staging/index.html"
    moves = []
    begin = journal.begin
    monkeypatch.setattr(journal, "begin", lambda folder, new: (moves.extend(new.moves), begin(folder, new)))
    with publication(open_output(tmp_path, None, {})) as made:
        for name, order in zip(names, orders, strict=True):
            place = made.place(name)
            stage(place, name.encode())
            made.want(name, digest(name.encode()))
            made.staged(name, order, place)
        if there.endswith(".txt"):
            (tmp_path / there).parent.mkdir(parents=True)
            (tmp_path / there).write_text("mine")
        elif there:
            (tmp_path / there).mkdir(parents=True)
        assert made.publish().written == tuple(sorted(names))
    found = {each.relative_to(tmp_path).as_posix() for each in (tmp_path / "section").rglob("*") if each.is_file()}
    assert found == {*names} | ({there} if there.endswith(".txt") else set())
    assert (tmp_path / "section/new/feed.xml").read_text() == "section/new/feed.xml"
    # What is published before its neighbours moves by itself.
    assert [each.path for each in moves] == {
        (0, 0, 0): ["section"],
        (0, 1, 1): ["section/new/index.html", "section/new/feed.xml", "section/staging"],
        (1, 0, 0): ["section/new/feed.xml", "section/staging", "section/new/index.html"],
    }[orders]


def pending(output: Path, *moves: Move) -> None:
    """Leave the journal of a killed build."""
    for move in moves:
        staged = output / OURS / "staging" / move.staged
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text("ours")
    journal.begin(output, Journal((), moves, (), format_listing({move.path: digest(b"ours") for move in moves})))


def test_a_journal_is_not_followed_through_a_link(tmp_path: Path) -> None:
    """Somebody may have put it there after the build was killed."""
    output, others = tmp_path / "output", tmp_path / "others"
    others.mkdir()
    (others / "index.html").write_text("mine")
    for name in ("section", "section/new"):
        shutil.rmtree(output, ignore_errors=True)
        pending(output, Move("7/section/new/index.html", "section/new/index.html"))
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).symlink_to(others)
        open_output(output, None, {})
        assert not journal.is_pending(output)
        assert [(each.name, each.read_text()) for each in others.iterdir()] == [("index.html", "mine")]


def test_the_journal_of_an_older_program_is_finished(tmp_path: Path) -> None:
    """It staged a file by its name alone in a folder."""
    pending(tmp_path, Move("7/index.html", "section/new/index.html"), Move("8", "index.html"))
    assert open_output(tmp_path, None, {}).ours.keys() == {"section/new/index.html", "index.html"}
    assert (tmp_path / "section/new/index.html").read_text() == (tmp_path / "index.html").read_text() == "ours"


def test_what_leads_on_is_published_after_what_it_leads_to() -> None:
    """Unless it stands below that, and moves with it."""
    target = order_of(Page("/topics/rail/", "topic", "rail", 0, ""))
    assert order_of(Page("/topics/old/", "redirect", "/topics/rail/", 0, "")) > target
    assert order_of(Page("/topics/rail/page/3/", "redirect", "/topics/rail/", 0, "")) == target


def test_what_somebody_puts_into_the_folder_while_pages_are_made_is_not_replaced(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither a file nor what a link leads to."""
    site.write("content/pages/about.md", "---\ntitle: About\n---\nText.\n")
    site.story("one.md", title="One")
    others = tmp_path_factory.mktemp("others")
    (others / "index.html").write_text("mine")

    def put_a_file(*_: object) -> None:
        (site.output / "about").mkdir(exist_ok=True)
        (site.output / "about/index.html").write_text("mine")

    def put_a_link(*_: object) -> None:
        if not (site.output / "about").is_symlink():
            shutil.rmtree(site.output / "about", ignore_errors=True)
            (site.output / "about").symlink_to(others)

    for put, file in ((put_a_file, site.output / "about/index.html"), (put_a_link, others / "index.html")):
        report = build(replace(site.request(), progress=put))
        assert not report.published
        assert [each.code for each in report.problems] == ["output/in-the-way"]
        assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["About", "ABOUT", "about"])
def test_a_name_in_other_letters_may_be_the_same_folder(tmp_path: Path, name: str) -> None:
    """As on most disks of Macs and of Windows; on others it is looked at in vain."""
    (tmp_path / name).mkdir()
    with publication(open_output(tmp_path, None, {})) as made:
        assert made._may_be_there("about/index.html")
        assert not made._may_be_there("abort/index.html")


def test_a_file_whose_name_changes_in_case_alone_goes_before_the_new_one_comes(
    courier: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On some disks they are one, and the new one would go with the old one."""
    courier.write("content/media/Photo.png", "one")
    courier.story("one.md", title="One", body="![One](/media/Photo.png)")
    courier.build()
    (courier.folder / "content/media/Photo.png").rename(courier.folder / "content/media/photo.png")
    courier.story("one.md", title="One", body="![One](/media/photo.png)")
    begun: list[Journal] = []
    begin = journal.begin

    def note(folder: Path, each: Journal) -> None:
        begun.append(each)
        begin(folder, each)

    monkeypatch.setattr(journal, "begin", note)
    assert courier.build().published
    assert [each.clearances for each in begun] == [("media/Photo.png",)]
    assert (courier.output / "media/photo.png").read_text() == "one"


def test_empty_folders_where_a_page_belongs_are_cleared_away(site: Site) -> None:
    """There is nothing in them to lose."""
    (site.output / "feed.xml/a/b").mkdir(parents=True)
    site.story("a.md")
    assert site.build().published


@pytest.mark.parametrize("settings", ["permalink: /{}/{{slug}}/\n", "slugs: unicode\n"])
def test_an_address_is_never_too_long_for_the_disk(site: Site, settings: str) -> None:
    """It is cut, or a problem."""
    site.write("content/site.yaml", f"title: T\nbase_url: https://x.example/\n{settings.format('a' * 300)}")
    site.story("a.md", more=f"topics:\n  {'中' * 90}: 50\n")
    report = site.build()
    assert report.published or {each.code for each in report.problems} == {"address/too-long"}
