"""What an editor does between two builds, and the proof that the build has heard of it.

Each row is one edit, made in the same way to every generator's site. After the build its result is looked for where
readers would find it, so that nobody is fast by doing nothing.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tests.bench.corpus import SEED, TITLE, linked_from, place, stories, story
from tests.bench.generators import Generator, write_article, write_site
from tests.bench.measure import Cost, run


@dataclass(slots=True)
class Site:
    """A site of one generator while it is edited.

    `untouched` is an article in the middle to which no other links. `before` holds what the files that were edited
    held, None where there was no file.
    """

    generator: Generator
    folder: Path
    size: int
    seed: int
    untouched: int
    before: dict[Path, bytes | None] = field(default_factory=dict)

    def article(self, number: int) -> Path:
        """Return the file of an article."""
        return self.folder / self.generator.articles / f"{place(number, self.seed)}.md"

    def published(self, address: str) -> str:
        """Return what a reader is given at an address, "" where there is nothing."""
        file = self.folder / self.generator.output / address
        return file.read_text("utf-8") if file.is_file() else ""

    def page(self, number: int) -> str:
        """Return the page of an article."""
        return self.published(f"{place(number, self.seed)}/index.html")

    def keep(self, file: Path) -> Path:
        """Remember what a file holds, for `restore`."""
        self.before.setdefault(file, file.read_bytes() if file.exists() else None)
        return file

    def restore(self) -> None:
        """Undo every edit."""
        for file, data in self.before.items():
            if data is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(data)
        self.before.clear()


Proof = Callable[[], bool]
Edit = Callable[[Site, str], Proof]


def make_site(generator: Generator, folder: Path, size: int, seed: int = SEED) -> Site:
    """Write the site of a generator into a folder that is new or empty."""
    write_site(generator, folder, size, seed)
    linked = set().union(*(linked_from(each) for each in stories(size, seed)))
    untouched = min((each for each in range(size) if each not in linked), key=lambda each: abs(each - size // 2))
    return Site(generator, folder, size, seed, untouched)


def put_aside(site: Site, folder: Path) -> None:
    """Take a folder away without removing it: for minutes after many files were removed, some file systems (ext4) take
    several times as long to make new ones, and would be measured instead of the generator."""
    aside = site.folder.parent / "aside"
    aside.mkdir(exist_ok=True)
    folder.rename(aside / secrets.token_hex(8))


def clean(site: Site, mark: str) -> Proof:
    """Forget every former build."""
    for name in site.generator.folders:
        if (site.folder / name).exists():
            put_aside(site, site.folder / name)
    return lambda: all(story(each, site.seed).title in site.page(each) for each in (0, site.size // 2, site.size - 1))


def nothing(site: Site, mark: str) -> Proof:
    """Change nothing."""
    return lambda: story(site.size - 1, site.seed).title in site.published("feed.xml")


def body(site: Site, mark: str) -> Proof:
    """Add a paragraph to one of the latest articles."""
    file = site.keep(site.article(site.size - 3))
    file.write_bytes(file.read_bytes() + f"\nA paragraph {mark}.\n".encode())
    return lambda: f"A paragraph {mark}." in site.page(site.size - 3) and mark in site.published("feed.xml")


def headline(site: Site, mark: str) -> Proof:
    """Give one of the latest articles another headline."""
    number = site.size - 4
    site.keep(site.article(number))
    edited = replace(story(number, site.seed), title=f"A headline {mark}")
    write_article(site.generator, site.folder, edited, site.seed)
    return lambda: all(f"A headline {mark}" in each for each in (site.page(number), site.published("feed.xml")))


def added(site: Site, mark: str) -> Proof:
    """Publish an article that is newer than all."""
    site.keep(site.article(site.size))
    new = story(site.size, site.seed)
    write_article(site.generator, site.folder, replace(new, summary=(f"News {mark}.", *new.summary[1:])), site.seed)
    return lambda: f"News {mark}." in site.page(site.size) and f"News {mark}." in site.published("feed.xml")


def removed(site: Site, mark: str) -> Proof:
    """Withdraw one of the latest articles, to which no other links."""
    site.keep(site.article(site.size - 1)).unlink()
    return lambda: story(site.size - 1, site.seed).title not in site.published("feed.xml")


def old_removed(site: Site, mark: str) -> Proof:
    """Withdraw an article from the middle of the archive, to which no other links."""
    site.keep(site.article(site.untouched)).unlink()
    gone = place(site.untouched, site.seed)
    source = story(site.untouched, site.seed)
    month = site.folder / site.generator.output / f"archive/{source.date:%Y/%m}"
    return lambda: not any(gone in file.read_text("utf-8") for file in month.rglob("*.html"))


def template(site: Site, mark: str) -> Proof:
    """Add a line to the template of the article page."""
    file = site.keep(site.folder / site.generator.template)
    file.write_text(file.read_text("utf-8").replace("</article>", f"<p>Set {mark}.</p>\n</article>", 1), "utf-8")
    return lambda: all(f"Set {mark}." in site.page(each) for each in (0, site.size // 3, site.size - 3))


def setting(site: Site, mark: str) -> Proof:
    """Give the site another name, which stands on every page."""
    file = site.keep(site.folder / site.generator.settings)
    file.write_text(file.read_text("utf-8").replace(TITLE, f"{TITLE} {mark}", 1), "utf-8")
    return lambda: all(f"{TITLE} {mark}" in each for each in (site.page(0), site.published("index.html")))


def restored(site: Site, mark: str) -> Proof:
    """Bring everything to a place where every file is new, as a checkout with a restored cache does."""
    copy = site.folder.with_name(f"{site.folder.name}-copy")
    shutil.copytree(site.folder, copy, copy_function=shutil.copyfile)
    put_aside(site, site.folder)
    copy.rename(site.folder)
    return lambda: story(0, site.seed).title in site.page(0)


ROWS: Final[dict[str, tuple[str, Edit]]] = {
    "clean": ("clean build", clean),
    "nothing": ("nothing changed", nothing),
    "body": ("body edited", body),
    "headline": ("headline edited", headline),
    "added": ("article added", added),
    "removed": ("article removed", removed),
    "old-removed": ("old article removed", old_removed),
    "template": ("template edited", template),
    "setting": ("setting edited", setting),
    "restored": ("restored cache", restored),
}
"""The builds in the order in which they are measured: what the tables call them, and the edit before."""

PREVIEW: Final = "preview"
"""The row that is no build: an edit is saved, and looked for in the preview."""

TITLES: Final = {**{row: title for row, (title, _) in ROWS.items()}, PREVIEW: "edit until seen in the preview"}
"""What the tables call every row, in their order."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One build after one edit. `rendered` is None for a generator that does not say."""

    cost: Cost
    written: int
    removed: int
    rendered: int | None


class NotHeard(Exception):
    """A build has not published what was edited."""


def measure(site: Site, row: str, mark: str, *, watch_memory: bool = False) -> Measured:
    """Make the edit of a row, build, and prove that it was heard. Raises NotHeard.

    `mark` is a word that no earlier edit has used.
    """
    proof = ROWS[row][1](site, mark)
    before = stamps(site)
    cost = run(site.generator.command, site.folder, watch_memory=watch_memory)
    after = stamps(site)
    if not proof():
        raise NotHeard(f"{site.generator.title} has not published: {ROWS[row][0]}")
    written = sum(before.get(path) != stamp for path, stamp in after.items())
    told = json.loads(cost.printed) if site.generator.name == "broadsheet" else {}
    return Measured(cost, written, len(before.keys() - after.keys()), told.get("rendered"))


def stamps(site: Site) -> dict[str, tuple[int, int, int]]:
    """Return inode, time and size of each published file; what begins with a dot is the generator's own."""
    return {entry.path: _stamp(entry.stat()) for entry in _files(site.folder / site.generator.output)}


def _stamp(of: os.stat_result) -> tuple[int, int, int]:
    return of.st_ino, of.st_mtime_ns, of.st_size


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    if folder.is_dir():
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    if not entry.name.startswith("."):
                        yield from _files(Path(entry.path))
                else:
                    yield entry


def published_size(site: Site) -> tuple[int, int]:
    """Return how many files are published, and how many bytes they hold."""
    sizes = [size for _, _, size in stamps(site).values()]
    return len(sizes), sum(sizes)
