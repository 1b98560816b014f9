"""The world as questions: files, folders, the moment a build stands for, and the options it was called with.

Paths are relative to the site's folder, with `/`; "theme:pages/front.html" is a file of the packaged theme. The
world is looked at once, when a build begins. Bytes are the truth: what the file system says of a file spares a
re-read only where it is unchanged and clearly older than the reading it stands for.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from generator.ask import source
from generator.fingerprint import digest
from generator.freshness import (
    NEVER,
    Look,
    Stamp,
    clearly_over,
    digest_of,
    is_look_at,
    look_of,
    stamp_in_doubt,
    stamp_of,
    still_holds,
)
from generator.revised import Revised

THEME: Final = "theme:"
SITE: Final = "."
SITE_FOLDERS: Final = ("content", "templates")

CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
NO_FILE: Final = digest(b"no file")
PASSED: Final = digest(b"passed")
NOT_PASSED: Final = digest(b"not passed")


class SourceChanged(Exception):
    """A file was changed while the build was reading."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A name in a folder that the build does not read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The sorted names in a folder; names that begin with a dot are not there."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How the build was called, as far as it changes what is built."""

    moment: str
    base_url: str = ""
    drafts: bool = False
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What was learnt of files: their stamps where they could be read, and the digests of their bytes."""

    stamps: dict[str, Stamp]
    digests: dict[str, bytes]


@dataclass(slots=True)
class World:
    """The site's folder and the packaged theme as they were when the build began."""

    site: Path
    theme: Path
    options: Options
    stamps: MutableMapping[str, Stamp] = field(default_factory=dict)
    """What is known of files from their last reading; grows as files are read."""
    folders: dict[str, Folder] = field(default_factory=dict)
    stats: dict[str, Look] = field(default_factory=dict)
    doubtful: list[str] | None = None
    """The paths of which the stamps do not say what is there; None where nobody knows. In a build these are all that
    may be others than when memory was last written, since that keeps the stamps of the same build."""
    digests: dict[str, bytes] = field(default_factory=dict)
    """What was learnt of files whose stamps did not hold."""
    untold: list[str] = field(default_factory=list)
    """Those of `digests` of which `news` has not told."""
    latest: tuple[str, bytes, bytes] = ("", b"", b"")
    """The file that was read last, its digest and its bytes, which are asked for once the digest is known."""

    def place(self, path: str) -> Path:
        """Return where a path is on the disk."""
        return self.theme / path.removeprefix(THEME) if path.startswith(THEME) else self.site / path

    def _place(self, path: str) -> str:
        return f"{self.theme}/{path.removeprefix(THEME)}" if path.startswith(THEME) else f"{self.site}/{path}"

    def digest(self, path: str) -> bytes:
        """Return the digest of a file's bytes; `NO_FILE` where there is none that can be read."""
        return self._known(path) or self._learnt(path, self._look(path))

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes. Raises SourceChanged where they are not those the build has seen already."""
        if path not in self.stats:
            return None
        seen = self._known(path)
        if self.latest[:2] == (path, seen):
            return self.latest[2]
        if seen:
            # What was told once stands, whatever is there by now.
            self.digests.setdefault(path, seen)
        data = self._read(path)
        if seen and (digest(data) if data is not None else NO_FILE) != seen:
            raise SourceChanged(path)
        return data

    def look_again(self, path: str) -> bool:
        """Look anew at one file; say whether that was enough, or folders have to be looked at too."""
        try:
            found = self.place(path).lstat()
        except FileNotFoundError:
            return path not in self.stats and path not in self.folders
        if path not in self.stats or not stat.S_ISREG(found.st_mode):
            return False
        self.stats[path] = look_of(found)
        self.digests.pop(path, None)
        self.untold.clear()
        return True

    def news(self) -> News:
        """Return what was learnt of files since this was last asked."""
        new = {path: self.digests[path] for path in self.untold if path in self.digests}
        self.untold.clear()
        return News({path: self.stamps[path] for path in new if path in self.stamps}, new)

    def learn(self, news: News) -> None:
        """Take over what another process learnt. Raises SourceChanged where it read other bytes than this one."""
        for path, known in news.digests.items():
            if (self._known(path) or known) != known:
                raise SourceChanged(path)
            self.digests[path] = known
            if path not in news.stamps:
                self.stamps.pop(path, None)
        self.stamps.update(news.stamps)

    def _known(self, path: str) -> bytes:
        """Return the digest of a file as far as this build knows it without reading; b"" where it does not."""
        known = self.digests.get(path)
        if known:
            return known
        stamp, found = self.stamps.get(path), self.stats.get(path)
        return digest_of(stamp) if stamp and found and still_holds(stamp, found) else b""

    def _learnt(self, path: str, known: bytes) -> bytes:
        """Return the digest of a file: the one that it was first found to have."""
        if path not in self.digests:
            self.digests[path] = known
            self.untold.append(path)
        return self.digests[path]

    def _look(self, path: str) -> bytes:
        data = self._read(path) if path in self.stats else None
        return NO_FILE if data is None else self.digests[path]

    def _read(self, path: str) -> bytes | None:
        over = clearly_over()
        try:
            # There are many, and all are read whole: a path in parts and a buffer would only cost time.
            with open(self._place(path), "rb", buffering=0) as content:
                found = os.fstat(content.fileno())
                data = content.readall()
        except OSError:
            self._learnt(path, NO_FILE)
            # What was known may come back as it was, and then it would hold.
            self.stamps.pop(path, None)
            return None
        known = digest(data)
        if self._learnt(path, known) != known:
            return data
        # What is here by now need not be what was looked at, which may come back.
        seen = self.stats[path]
        self.stamps[path] = stamp_of(seen, over, known) if is_look_at(seen, found) else stamp_in_doubt(known)
        self.latest = path, known, data
        return data


def write_world(world: World) -> bytes:
    """Return a world as bytes, for another process, which may have another working folder."""
    stamps = dict(world.stamps.items())
    there = replace(world, site=world.site.absolute(), theme=world.theme.absolute(), stamps=stamps, doubtful=None)
    return msgspec.msgpack.encode(there, enc_hook=str)


def read_world(data: bytes) -> World:
    """Return the world that another process wrote."""
    world = msgspec.msgpack.decode(data, type=World, dec_hook=_path)
    world.untold.clear()
    return world


def _path(kind: type, value: object) -> Path:
    assert kind is Path or issubclass(kind, Path)
    return Path(str(value))


def look_at(site: Path, theme: Path, options: Options, stamps: Mapping[str, Stamp]) -> World:
    """Look at all folders of a site once."""
    world = World(site, theme, options)
    top = _Walk(world)
    refused = []
    for name in SITE_FOLDERS:
        real = Path(os.path.realpath(site / name))
        if not real.is_relative_to(site.resolve()):
            refused.append(Refused(name, "it is a symbolic link that leaves the site"))
        elif real.is_dir():
            top.walk(name, f"{site}/{name}", real, ())
    world.folders[SITE] = Folder((), (), tuple(refused))
    if theme.is_dir():
        top.walk(THEME, str(theme), theme.resolve(), ())
    # Of hundreds of thousands almost all are as they were: there is nothing to be noted of each.
    world.stamps = Revised(stamps, gone=stamps.keys() - world.stats.keys())
    others = (path for path, found in world.stats.items() if not still_holds(stamps.get(path, NEVER), found))
    world.doubtful = [*others, *world.stamps.gone]
    return world


class _Walk:
    """One walk through a tree; follows symbolic links as long as they stay in it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def walk(self, path: str, place: str, within: Path, above: tuple[str, ...], *, may_be_link: bool = True) -> None:
        """Look at a folder and at all that is in it; `place` is where it is, `above` are the real ones that hold it.

        Raises OSError where something cannot be looked at, and where a folder became a link meanwhile.
        """
        with _opened(place, may_be_link=may_be_link) as opened:
            with os.scandir(opened) as entries:
                found = sorted(entries, key=attrgetter("name"))
            self._look(path, place, found, within, above)

    def _look(self, path: str, place: str, found: list[os.DirEntry[str]], within: Path, above: tuple[str, ...]) -> None:
        files, folders, refused = [], [], []
        prefix = path if path == THEME else path + "/"
        looks = self.world.stats
        for entry in found:
            name = entry.name
            if name.startswith("."):
                continue
            try:
                # Almost all are files with usual names, a hundred thousand in a large site.
                if entry.is_file(follow_symlinks=False) and _is_text(name):
                    files.append(name)
                    looks[prefix + name] = look_of(entry.stat())
                    continue
                at = f"{place}/{name}"
                if reason := self._reason_to_refuse(path, entry, at, within, above):
                    refused.append(Refused(ascii(name)[1:-1] if not _is_text(name) else name, reason))
                elif entry.is_dir():
                    folders.append(name)
                    real = os.path.realpath(at) if entry.is_symlink() else at
                    # Each of the content folders is a tree of its own.
                    inside = Path(at).resolve() if path == "content" else within
                    self.walk(prefix + name, at, inside, (*above, real), may_be_link=entry.is_symlink())
                else:
                    files.append(name)
                    looks[prefix + name] = look_of(entry.stat())
            except OSError as error:
                if error.filename == name:
                    # It was looked at from within its folder.
                    error.filename = f"{place}/{name}"
                raise
        self.world.folders[path] = Folder(tuple(files), tuple(folders), tuple(refused))

    def _reason_to_refuse(
        self, path: str, entry: os.DirEntry[str], at: str, within: Path, above: tuple[str, ...]
    ) -> str:
        if not _is_text(entry.name):
            return "its name is not UTF-8"
        if entry.is_symlink():
            # Unlike `resolve` of older Pythons this bears links that lead in a circle.
            real = Path(os.path.realpath(at))
            if not real.exists():
                return "it is a symbolic link to nothing"
            if not real.is_relative_to(within):
                return "it is a symbolic link that leaves this folder"
            if path == "content" and entry.is_dir():
                # A link from the pictures to the articles would publish what is embargoed.
                return "it is a symbolic link to another folder of the content"
            if entry.is_dir() and (str(real) in above or real == within):
                return "it is a symbolic link to a folder that holds it"
        if not entry.is_dir() and not stat.S_ISREG(entry.stat().st_mode):
            return "it is neither a file nor a folder"
        return ""


if os.scandir in os.supports_fd and hasattr(os, "O_DIRECTORY"):

    @contextmanager
    def _opened(place: str, *, may_be_link: bool) -> Iterator[int | str]:
        """Open a folder: from there the system need not go through the whole path of each file."""
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | (0 if may_be_link else os.O_NOFOLLOW))
        try:
            yield descriptor
        finally:
            os.close(descriptor)

else:

    @contextmanager
    def _opened(place: str, *, may_be_link: bool) -> Iterator[int | str]:
        yield place


def _is_text(name: str) -> bool:
    if name.isprintable():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return CONTROL.search(name) is None


def _digest_of(world: World, path: str) -> bytes:
    return world.digest(path)


def _doubtful(world: World) -> list[str] | None:
    return world.doubtful


@source(look=_digest_of, doubtful=_doubtful)
def file_bytes(world: World, path: str) -> bytes | None:
    """Return the bytes of a file; None where there is none that can be read."""
    return world.read(path)


@source(look=_digest_of, doubtful=_doubtful)
def file_digest(world: World, path: str) -> str | None:
    """Return the hexadecimal digest of a file's bytes, for files that are only copied."""
    known = world.digest(path)
    return None if known == NO_FILE else known.hex()


@source()
def folder(world: World, path: str) -> Folder | None:
    """Return the names in a folder; None where there is no such folder."""
    return world.folders.get(path)


def _digest_of_passing(world: World, instant: str) -> bytes:
    return PASSED if instant <= world.options.moment else NOT_PASSED


@source(look=_digest_of_passing)
def has_passed(world: World, instant: str) -> bool:
    """Say whether an instant (RFC 3339, UTC, ending in Z) has come at the moment the build stands for."""
    return instant <= world.options.moment


@source()
def base_url_option(world: World) -> str:
    """Return the address that the build was told to publish under; "" where it was not told."""
    return world.options.base_url


@source()
def drafts_option(world: World) -> bool:
    """Say whether drafts are to be built too."""
    return world.options.drafts


@source()
def embargoed_option(world: World) -> bool:
    """Say whether stories are to be shown before they come out, as only the preview does."""
    return world.options.embargoed
