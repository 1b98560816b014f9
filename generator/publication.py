"""Makes the output folder equal to the pages: staged, ordered, one atomic rename each.

A build first writes everything new into a staging folder beside the list of our files, then a journal of what is to
be done, and only then moves. A journal that a killed build left is finished by the next.

The order: pages that were not there before, since no reader's page links to them yet; then those that replace
older ones; then the removals; then the list. So no page ever links to one that is not there yet.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator import journal
from generator.fingerprint import digest
from generator.freshness import clearly_before, is_same_file, look_of, stamp_in_doubt, stamp_of
from generator.journal import Journal, Move, staging_folder
from generator.listing import OURS, folded, folders_above, format_listing, is_outside, listing_file, revise_listing
from generator.our_folders import folders_of, with_files
from generator.output import Output
from generator.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """The paths of the files that publishing wrote and removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


class Publication:
    """Gathers what the site wants in the folder, stages what is new, and publishes it."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._staging = staging_folder(output.folder).absolute()
        self._wanted: dict[str, bytes] = {}
        self._keeps_all = False
        """Whether all other files of ours are wanted too, as they are there."""
        self._moves: list[tuple[int, str, str]] = []
        self._is_staging = False
        self._tops = _names_in(output.folder)
        """What stands in the output folder, whoever put it there, as `folded` has it. No path of a first build begins
        so."""
        self._new_folders: set[str] = set()
        """The folders that are not there: what belongs there is staged as it will stand, so that they move whole."""
        # A process that outlives a killed build must not write over what the next one stages.
        self._next_place = secrets.randbits(96)
        self._tree = f"{self._next_place}/"

    def there(self, path: str) -> bytes:
        """Return the digest of the file that is there and is ours, or may become it as it is; b"" for none."""
        _refuse_outside(path)
        if self._may_be_there(path) and path not in self._output.ours and not self._output.is_behind_a_link(path):
            self._output.look(path)
        return self._output.actual.get(path, b"")

    def _may_be_there(self, path: str) -> bool:
        return folded(path.partition("/")[0]) in self._tops

    def place(self, path: str) -> str:
        """Return where the bytes of one more file may be staged with `stage`."""
        if not self._is_staging:
            self._staging.mkdir(parents=True, exist_ok=True)
            self._is_staging = True
        if self._is_new(path.rpartition("/")[0]):
            return f"{self._staging}/{self._tree}{path}"
        self._next_place += 1
        return f"{self._staging}/{self._next_place}"

    def _is_new(self, folder: str) -> bool:
        if folder in self._new_folders:
            return True
        if self._is_there(folder):
            return False
        self._new_folders.add(folder)
        # Of what is above it too it is to be known whether it moves whole.
        self._is_new(folder.rpartition("/")[0])
        return True

    def _is_there(self, folder: str) -> bool:
        return not folder or (self._may_be_there(folder) and os.path.lexists(f"{self._output.folder}/{folder}"))

    def want(self, path: str, known: bytes) -> None:
        """Want a file with the digest `known`."""
        self._wanted[path] = known

    def keep(self, path: str) -> None:
        """Want a file of ours as it is there."""
        self._wanted[path] = self._output.actual[path]

    def keep_all(self) -> None:
        """Want all files of ours as they are there, until something else is said of one; all are there."""
        self._keeps_all = True

    def staged(self, path: str, order: int, place: str) -> None:
        """Publish what was staged at a place as a wanted file; files of a lower order before those of a higher."""
        self._moves.append((order, path, place.removeprefix(f"{self._staging}/")))

    def copy(self, path: str, order: int, place: Path) -> bool:
        """Stage a wanted file that is the same as one elsewhere; say whether it still has the digest wanted."""
        data = place.read_bytes()
        staged = self.place(path)
        stage(staged, data)
        self.staged(path, order, staged)
        return digest(data) == self._wanted[path]

    def obstacles(self) -> list[Problem]:
        """Tell which files and folders that are not ours stand where the site has something."""
        # Somebody may have put something there while pages were made.
        self._tops = _names_in(self._output.folder)
        # Above a file that is there, and is ours, there are folders.
        new = filter(self._may_be_there, set(self._wanted).difference(self._output.stamps))
        blocked = {parent for path in new for parent in folders_above(path)}
        found = {parent for parent in blocked if self._blocks_as_folder(parent)}
        found |= {path for _, path, _ in self._moves if self._may_be_there(path) and self._blocks_as_file(path)}
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
        return path in self._output.ours and not self._keeps_all and path not in self._wanted

    def publish(self) -> Outcome:
        """Make the folder hold the wanted files and none other of ours.

        Raises OSError where something cannot be written. Before the journal is complete the folder is then as it
        was; after that the next build finishes what this one began.
        """
        output = self._output
        removing = [] if self._keeps_all else sorted(set(output.ours).difference(self._wanted))
        listing = revise_listing(output.listing, self._wanted) if self._keeps_all else format_listing(self._wanted)
        if not self._moves and not removing and output.listing == listing:
            return Outcome((), ())
        # What nobody links to yet, then what may link to it.
        moves = sorted(self._whole_folders(), key=lambda move: (move[1] in output.ours, *move))
        above = folders_of(self._wanted) if removing else set()
        # On some disks a file that is to go is the one that comes, by another name.
        come = {folded(path) for _, path, _ in self._moves} if removing else set()
        clearances = [
            path
            for path in removing
            if path in above or folded(path) in come or any(p in self._wanted for p in folders_above(path))
        ]
        self._staging.mkdir(parents=True, exist_ok=True)
        self._refuse_unless_all_can_be_done([path for _, path, _ in moves], removing)
        moving = tuple(Move(staged, path) for _, path, staged in moves)
        looks = {path: look_of(os.lstat(f"{self._staging}/{staged}")) for _, path, staged in self._moves}
        journal.publish(output.folder, Journal(tuple(clearances), moving, tuple(removing)), listing)
        removed = tuple(path for path in removing if path in output.stamps)
        # The list is written when all else is done, so that all but what was moved just before need not be read again.
        over = clearly_before(look_of(os.stat(listing_file(output.folder))))
        for _, path, _ in self._moves:
            known, found = self._wanted[path], look_of(os.lstat(f"{output.folder}/{path}"))
            # Somebody else may have been at work there meanwhile.
            is_ours = is_same_file(looks[path], found)
            output.stamps[path] = stamp_of(found, over, known) if is_ours else stamp_in_doubt(known)
        for path in removing:
            output.stamps.pop(path, None)
        if output.folders:
            output.folders = with_files(output.folders, set(self._wanted).difference(output.ours))
        output.relist(output.actual if self._keeps_all else self._wanted, listing)
        return Outcome(tuple(sorted(path for _, path, _ in self._moves)), removed)

    def _whole_folders(self) -> set[tuple[int, str, str]]:
        """Return what is to be moved, with new folders of which all files are of one order in the place of these."""
        orders: dict[str, set[int]] = defaultdict(set)
        in_tree = [move for move in self._moves if move[2].startswith(self._tree)]
        for order, path, _ in in_tree:
            for folder in folders_above(path):
                orders[folder].add(order)
        whole = {folder for folder in self._new_folders if len(orders[folder]) == 1}
        found = {move for move in self._moves if not move[2].startswith(self._tree)}
        for order, path, _ in in_tree:
            unit = next((folder for folder in folders_above(path) if folder in whole), path)
            found.add((order, unit, self._tree + unit))
        return found

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
        if journal.is_pending(self._output.folder):
            return
        journal.clear(self._output.folder)
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


def stage(place: str, data: bytes) -> None:
    """Write what is to be published to a place that `Publication.place` gave. Raises OSError."""
    folder = place.rpartition("/")[0]
    # Most pages have a folder of their own, which stands in one that is there.
    with suppress(FileExistsError, FileNotFoundError):
        os.mkdir(folder)
    try:
        _write(place, data)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        _write(place, data)


def _write(place: str, data: bytes) -> None:
    with open(place, "wb") as file:
        file.write(data)


def _refuse_outside(path: str) -> None:
    if is_outside(path):
        raise AssertionError(f"a page would be written outside of the output folder: {path!r}")


def _names_in(folder: Path) -> set[str]:
    return set(map(folded, os.listdir(folder)))
