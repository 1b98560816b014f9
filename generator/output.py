"""Makes the output folder equal to the pages: staged, ordered, one atomic rename each.

The folder holds a list of the files that are ours (path and digest); no other file is ever replaced or removed.
A build first writes everything new into a staging folder beside the list, then a journal of what is to be done,
and only then moves. A journal that a killed build left is finished by the next.

The order: pages that were not there before, since no reader's page links to them yet; then those that replace
older ones; then the removals; then the list. So no page ever links to one that is not there yet.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from generator.aside import Copy, can_copy
from generator.fingerprint import digest
from generator.freshness import FINE, Stamp, clearly_before, clearly_over, look_of, stamp_of, still_holds
from generator.problems import Problem, problem

OURS: Final = ".broadsheet"
"""The folder in the output folder where the list, the journal and the staging folder are."""

HEADER: Final = "broadsheet files 1"

COPIED: Final = 5_000
"""How many files are worth a copy of this process to look at them."""

MANY: Final = 500
"""After how many moves it is worth waiting for the clock of the file system to tick."""


class OutputRefused(Exception):
    """The folder cannot be used as the output folder; the message says why."""


class Move(msgspec.Struct, frozen=True, array_like=True):
    """One file of the staging folder and where it belongs."""

    staged: str
    path: str


class Journal(msgspec.Struct, frozen=True):
    """What is still to be done, in this order, to publish a site that was staged whole."""

    clearances: tuple[str, ...]
    moves: tuple[Move, ...]
    removals: tuple[str, ...]
    listing: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The paths of the files that publishing wrote and removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """The digest of the text that lists the files that are ours, and these with the digests of their bytes; None where
    they are those that the stamps of the folder have."""

    text: bytes
    files: dict[str, bytes] | None

    def with_stamps(self, stamps: Mapping[str, Stamp]) -> dict[str, bytes]:
        """Return the files, where the stamps of the folder are these."""
        return {path: stamp[5] for path, stamp in stamps.items()} if self.files is None else self.files


@dataclass(slots=True)
class Output:
    """The output folder as it is: the files that are ours as listed, and the digests of the bytes that they have.

    `listing` is the text of the list, "" where it is lost or damaged.
    """

    folder: Path
    ours: dict[str, bytes]
    listing: str = ""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    actual: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, bool] = field(default_factory=dict)

    def is_behind_a_link(self, path: str) -> bool:
        """Say whether a path leads through a symbolic link, looking only once at each folder."""
        folder = path.rpartition("/")[0]
        if not folder:
            return False
        known = self.links.get(folder)
        if known is None:
            known = self.is_behind_a_link(folder) or os.path.islink(f"{self.folder}/{folder}")
            self.links[folder] = known
        return known

    @property
    def listed(self) -> Listed:
        """What memory is to keep of the list, beside the stamps."""
        are_stamped = self.ours == {path: stamp[5] for path, stamp in self.stamps.items()}
        return Listed(digest(self.listing.encode()), None if are_stamped else self.ours)

    def is_intact(self, published: bytes) -> bool:
        """Say whether the folder is as the build left it that published a list with this digest."""
        return self.actual == self.ours and digest(self.listing.encode()) == published


def refuse_unless_usable(folder: Path, site: Path) -> None:
    """Raise OutputRefused where building into `folder` could harm something else."""
    real = folder.resolve()
    for name in ("content", "templates"):
        held = (site / name).resolve()
        if real == held or real.is_relative_to(held) or held.is_relative_to(real):
            raise OutputRefused(f"the output folder {folder} is, holds or lies inside the site’s {name} folder {held}")
    if (folder / ".git").exists():
        raise OutputRefused(f"the output folder {folder} holds a git repository")
    if real.is_relative_to((site / ".git").resolve()) or real.is_relative_to((site / ".broadsheet").resolve()):
        raise OutputRefused(f"the output folder {folder} lies where the site keeps other things")
    if folder.exists() and not folder.is_dir():
        raise OutputRefused(f"the output folder {folder} is not a folder")


def open_output(folder: Path, before: Listed | None, stamps: Mapping[str, Stamp]) -> Output:
    """Finish what a killed build left, and see which files are ours, without a look at them.

    `before` is what memory keeps of the list, and `stamps` what it keeps of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        finish(folder)
    except OSError:
        give_up(folder)
    shutil.rmtree(folder / OURS / "staging", ignore_errors=True)
    text = _listing_text(folder)
    # To read it costs more than to look at all files, so that is spared where it is known.
    known = before.with_stamps(stamps) if before else {}
    ours = known if before and digest(text.encode()) == before.text else parse_listing(text)
    return Output(folder, known) if ours is None else Output(folder, ours, text)


class Looking:
    """A look at all files that are ours; `known` is what memory keeps of them.

    There are many, so one that is as it was known costs one call of the system. A copy of this process may do it while
    this one does something else, if it `may_copy`.
    """

    def __init__(self, output: Output, known: Mapping[str, Stamp], *, may_copy: bool) -> None:
        self._output = output
        self._known = known
        worth_it = may_copy and len(output.ours) > COPIED and can_copy()
        self._copy = Copy(lambda: msgspec.msgpack.encode(self._others())) if worth_it else None

    def end(self) -> None:
        """See to it that the output is looked at."""
        told = self._copy.result() if self._copy else None
        output, known = self._output, self._known
        others = self._others() if told is None else msgspec.msgpack.decode(told, type=list[str])
        output.stamps = {path: known[path] for path in output.ours if path in known}
        for path in others:
            output.stamps.pop(path, None)
        output.actual = {path: stamp[5] for path, stamp in output.stamps.items()}
        for path in others:
            if not output.is_behind_a_link(path):
                _look(output, path, known.get(path))

    def close(self) -> None:
        """Look no longer."""
        if self._copy:
            self._copy.close()

    def _others(self) -> list[str]:
        """Return the files that may not be as they were known."""
        output, known = self._output, self._known
        links = _linked_folders(output)
        top = f"{output.folder}/"
        others = []
        for path in output.ours:
            stamp = known.get(path)
            try:
                holds = stamp and still_holds(stamp, look_of(os.lstat(top + path)))
                if holds and not (links and output.is_behind_a_link(path)):
                    continue
            except OSError:
                pass  # gone, or a folder stands in its place: that is seen when it is looked at
            others.append(path)
        return others


def _linked_folders(output: Output) -> list[str]:
    """Return the folders of our files that are symbolic links. A folder that holds others is read once for all."""
    folders = _folders_of(output.ours)
    found: list[str] = []
    for above in {each.rpartition("/")[0] for each in folders if each}:
        try:
            with os.scandir(f"{output.folder}/{above}") as entries:
                links = [f"{above}/{each.name}".removeprefix("/") for each in entries if each.is_symlink()]
        except OSError:
            # It is gone, a file stands in its place, or it cannot be listed.
            below = (each for each in folders if each and each.rpartition("/")[0] == above)
            links = [each for each in below if os.path.islink(f"{output.folder}/{each}")]
        found += (each for each in links if each in folders)
    return found


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that some paths lie in, "" among them."""
    found: set[str] = set()
    new = set(paths)
    while new := {each.rpartition("/")[0] for each in new if each} - found:
        found |= new
    return found


def _look(output: Output, path: str, known: Stamp | None = None) -> None:
    """Look at a file that is not behind a link."""
    place = f"{output.folder}/{path}"
    try:
        status = os.lstat(place)
        found = look_of(status)
        if known and still_holds(known, found):
            output.stamps[path] = known
        elif stat.S_ISLNK(status.st_mode):
            return
        else:
            # There are many, and all are read whole: a buffer would only cost time.
            with open(place, "rb", buffering=0) as content:
                output.stamps[path] = stamp_of(found, clearly_over(), digest(content.readall()))
        output.actual[path] = output.stamps[path][5]
    except OSError:
        # Gone, or a folder stands in its place: it is written anew, or told as in the way.
        return


class Publication:
    """Gathers what the site wants in the folder, stages what is new, and publishes it."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._staging = output.folder / OURS / "staging"
        self._wanted: dict[str, bytes] = {}
        self._moves: list[tuple[int, str, str]] = []
        self._is_staging = False
        # A process that outlives a killed build must not write over what the next one stages.
        self._next_place = secrets.randbits(96)

    def there(self, path: str) -> bytes:
        """Return the digest of the file that is there and is ours, or may become it as it is; b"" for none."""
        _refuse_outside(path)
        if path not in self._output.ours and not self._output.is_behind_a_link(path):
            _look(self._output, path)
        return self._output.actual.get(path, b"")

    def place(self) -> Path:
        """Return where the bytes of one more file may be staged."""
        if not self._is_staging:
            self._staging.mkdir(parents=True, exist_ok=True)
            self._is_staging = True
        self._next_place += 1
        return self._staging / str(self._next_place)

    def want(self, path: str, known: bytes) -> None:
        """Want a file with the digest `known`."""
        self._wanted[path] = known

    def keep(self, path: str) -> None:
        """Want a file of ours as it is there."""
        self._wanted[path] = self._output.actual[path]

    def keep_all(self) -> None:
        """Want all files of ours as they are there, until something else is said of one."""
        self._wanted = dict(self._output.actual)

    def staged(self, path: str, order: int, place: Path) -> None:
        """Publish what was staged at a place as a wanted file; files of a lower order before those of a higher."""
        self._moves.append((order, path, place.name))

    def copy(self, path: str, order: int, place: Path) -> bool:
        """Stage a wanted file that is the same as one elsewhere; say whether it still has the digest wanted."""
        staged = self.place()
        shutil.copyfile(place, staged)
        self.staged(path, order, staged)
        return digest(staged.read_bytes()) == self._wanted[path]

    def obstacles(self) -> list[Problem]:
        """Tell which files and folders that are not ours stand where the site has something."""
        # Above a file that is there, and is ours, there are folders.
        new = (path for path in self._wanted if path not in self._output.actual)
        blocked = {parent for path in new for parent in _parents(path)}
        found = {parent for parent in blocked if self._blocks_as_folder(parent)}
        found |= {path for _, path, _ in self._moves if self._blocks_as_file(path)}
        return [
            problem(
                "output/in-the-way", "", 0, 0,
                f"“{path}” in the output folder was not written by Broadsheet, and the site has a page there.",
                "Move it away, or build into another folder.",
            )
            for path in sorted(found)
        ]  # fmt: skip

    def _blocks_as_folder(self, parent: str) -> bool:
        place = f"{self._output.folder}/{parent}"
        if not os.path.lexists(place):
            return False
        return (os.path.islink(place) or not os.path.isdir(place)) and not self._goes(parent)

    def _blocks_as_file(self, path: str) -> bool:
        if not os.path.lexists(f"{self._output.folder}/{path}"):
            return False
        place = self._output.folder / path
        if place.is_dir() and not place.is_symlink():
            below = (Path(folder, name) for folder, _, names in os.walk(place) for name in names)
            return not all(self._goes(each.relative_to(self._output.folder).as_posix()) for each in below)
        if path in self._output.ours:
            return False
        return place.is_symlink() or digest(place.read_bytes()) != self._wanted[path]

    def _goes(self, path: str) -> bool:
        return path in self._output.ours and path not in self._wanted

    def publish(self) -> Outcome:
        """Make the folder hold the wanted files and none other of ours.

        Raises OSError where something cannot be written. Before the journal is complete the folder is then as it
        was; after that the next build finishes what this one began.
        """
        output = self._output
        removing = sorted(path for path in output.ours if path not in self._wanted)
        listing = format_listing(self._wanted)
        if not self._moves and not removing and output.listing == listing:
            return Outcome((), ())
        # What nobody links to yet, then what may link to it.
        moves = sorted(self._moves, key=lambda move: (move[1] in output.ours, *move))
        above = _folders_of(self._wanted) if removing else set()
        clearances = [path for path in removing if path in above or any(p in self._wanted for p in _parents(path))]
        self._staging.mkdir(parents=True, exist_ok=True)
        self._refuse_unless_all_can_be_done([path for _, path, _ in moves], removing)
        journal = Journal(
            tuple(clearances), tuple(Move(staged, path) for _, path, staged in moves), tuple(removing), listing
        )
        _write_whole(self._staging / "journal", msgspec.json.encode(journal))
        os.replace(self._staging / "journal", output.folder / OURS / "journal")
        finish(output.folder)
        # The list is written when all else is done, so that all but what was moved just before need not be read again.
        over = clearly_before(look_of(os.stat(_listing_file(output.folder))))
        for _, path, _ in moves:
            output.stamps[path] = stamp_of(look_of(os.stat(f"{output.folder}/{path}")), over, self._wanted[path])
        for path in removing:
            output.stamps.pop(path, None)
        output.ours, output.listing = dict(self._wanted), listing
        written = tuple(sorted(path for _, path, _ in moves))
        return Outcome(written, tuple(path for path in removing if path in output.actual))

    def _refuse_unless_all_can_be_done(self, moving: Iterable[str], removing: Iterable[str]) -> None:
        """Raise PermissionError before anything is done if a folder cannot be written to."""
        top = f"{self._output.folder}/"
        # Of a folder that is not there yet, that one counts in which it is to be made.
        there: set[str] = set()
        for folder in {f"{top}{path}".rpartition("/")[0] for path in (*moving, *removing)}:
            while folder not in there and not os.path.exists(folder):
                folder = os.path.dirname(folder)
            there.add(folder)
        for each in sorted(there):
            if os.path.isdir(each) and not os.access(each, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), each)

    def discard(self) -> None:
        """Leave the folder as it was, unless what was staged is published already and only has to be finished."""
        if (self._output.folder / OURS / "journal").exists():
            return
        shutil.rmtree(self._staging, ignore_errors=True)
        with suppress(OSError):
            (self._output.folder / OURS).rmdir()


@contextmanager
def publication(output: Output) -> Iterator[Publication]:
    """Gather what the site wants; what was staged and not published is gone in the end."""
    gathered = Publication(output)
    try:
        yield gathered
    finally:
        gathered.discard()


def finish(folder: Path) -> None:
    """Do what the journal says, if there is one; harmless where part of it is done already."""
    journal_file = folder / OURS / "journal"
    staging = folder / OURS / "staging"
    if not journal_file.exists():
        return
    journal = _read_journal(journal_file)
    if journal is None:
        journal_file.unlink()
        return
    for path in journal.clearances:
        _remove(folder, path)
    for move in journal.moves:
        _move(f"{staging}/{move.staged}", f"{folder}/{move.path}")
    for path in journal.removals:
        if path not in journal.clearances:
            _remove(folder, path)
    if len(journal.moves) > MANY:
        # What was moved just before the list is written has to be read again by the next build.
        time.sleep(FINE / 1e9)
    _write_whole(folder / OURS / "files", journal.listing.encode())
    journal_file.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def give_up(folder: Path) -> None:
    """Forget a journal that cannot be finished. All that it may have moved counts as ours, whatever it holds."""
    journal_file = folder / OURS / "journal"
    journal = _read_journal(journal_file)
    ours = _read_listing(folder) or {}
    if journal is not None:
        ours |= parse_listing(journal.listing) or {}
    _write_whole(folder / OURS / "files", format_listing(ours).encode())
    journal_file.unlink()


def _read_journal(file: Path) -> Journal | None:
    """Return the journal; None where it is damaged or leads outside of the folder."""
    try:
        journal = msgspec.json.decode(file.read_bytes(), type=Journal)
    except msgspec.DecodeError:
        return None
    paths = (*journal.clearances, *journal.removals, *(each.path for each in journal.moves))
    staged = (each.staged for each in journal.moves)
    return None if any(map(_is_outside, paths)) or not all(each.isdigit() for each in staged) else journal


def _move(staged: str, place: str) -> None:
    """Move what was staged to its place, unless that is done already."""
    try:
        os.replace(staged, place)
    except OSError:
        if not os.path.exists(staged):
            return
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if os.path.isdir(place) and not os.path.islink(place):
            for below, _, _ in os.walk(place, topdown=False):
                os.rmdir(below)
        os.replace(staged, place)


def _remove(folder: Path, path: str) -> None:
    place = folder / path
    if _is_behind_a_link(folder, path):
        return
    if place.is_file() or place.is_symlink():
        place.unlink()
    for parent in reversed(list(_parents(path))):
        try:
            (folder / parent).rmdir()
        except OSError:
            break


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, the outermost first."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))


def _is_behind_a_link(folder: Path, path: str) -> bool:
    """Say whether a path leads through a symbolic link: what is there is somebody else's."""
    return any((folder / parent).is_symlink() for parent in _parents(path))


def _refuse_outside(path: str) -> None:
    if _is_outside(path):
        raise AssertionError(f"a page would be written outside of the output folder: {path!r}")


def _is_outside(path: str) -> bool:
    parts = path.split("/")
    return "" in parts or ".." in parts or "." in parts or parts[0] == OURS or "\0" in path or "\n" in path


def _listing_file(folder: Path) -> Path:
    return folder / OURS / "files"


def format_listing(files: Mapping[str, bytes]) -> str:
    """Return the list of our files as text: a header, a line for each file, and the digest of all lines before."""
    lines = [HEADER, *(f"{files[path].hex()} {path}" for path in sorted(files))]
    text = "\n".join(lines) + "\n"
    return f"{text}{digest(text.encode()).hex()}\n"


def parse_listing(text: str) -> dict[str, bytes] | None:
    """Return the files of a list with their digests; None where it is damaged."""
    lines = text.split("\n")
    body = "\n".join(lines[:-2]) + "\n"
    if len(lines) < 3 or lines[0] != HEADER or lines[-2] != digest(body.encode()).hex():
        return None
    files = {path: bytes.fromhex(known) for known, _, path in (line.partition(" ") for line in lines[1:-2])}
    return None if any(_is_outside(path) for path in files) else files


def _read_listing(folder: Path) -> dict[str, bytes] | None:
    return parse_listing(_listing_text(folder))


def _listing_text(folder: Path) -> str:
    try:
        return _listing_file(folder).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write_whole(place: Path, data: bytes) -> None:
    """Write a file so that it is either there whole or as it was before."""
    part = place.with_name(place.name + ".part")
    part.write_bytes(data)
    os.replace(part, place)
