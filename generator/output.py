"""The output folder: the files in it that are ours, and whether each still is as it was known.

The folder holds a list of the files that are ours (path and digest); no other file is ever replaced or removed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from generator.aside import Copy, Ends, can_copy
from generator.fingerprint import digest
from generator.freshness import Stamp, clearly_over, digest_of, digests_of, look_of, stamp_of, still_holds
from generator.journal import finish, give_up, staging_folder
from generator.listing import Listed, listing_text, parse_listing

COPIED: Final = 5_000
"""How many files are worth a copy of this process to look at them."""

PIECE: Final = 1_000
"""How many files are looked at before it is seen how far the other process is."""


class OutputRefused(Exception):
    """The folder cannot be used as the output folder; the message says why."""


@dataclass(slots=True)
class Output:
    """The output folder as it is: the files that are ours as listed, and the digests of the bytes that they have.

    `listing` is the text of the list, "" where it is lost or damaged. `stamps` and `actual` are of the same files.
    """

    folder: Path
    ours: dict[str, bytes]
    listing: str = ""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    actual: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, bool] = field(default_factory=dict)
    _digested: tuple[str, bytes] | None = None

    @property
    def listing_digest(self) -> bytes:
        """The digest of the list."""
        if self._digested is None or self._digested[0] is not self.listing:
            self._digested = self.listing, digest(self.listing.encode())
        return self._digested[1]

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

    def look(self, path: str, known: Stamp | None = None) -> None:
        """Look at a file that is not behind a link; `known` is what was known of it."""
        place = f"{self.folder}/{path}"
        try:
            status = os.lstat(place)
            found = look_of(status)
            if known and still_holds(known, found):
                self.stamps[path] = known
            elif stat.S_ISLNK(status.st_mode):
                return
            else:
                # There are many, and all are read whole: a buffer would only cost time.
                with open(place, "rb", buffering=0) as content:
                    self.stamps[path] = stamp_of(found, clearly_over(), digest(content.readall()))
            self.actual[path] = digest_of(self.stamps[path])
        except OSError:
            # Gone, or a folder stands in its place: it is written anew, or told as in the way.
            return

    @property
    def listed(self) -> Listed:
        """What memory is to keep of the list, beside the stamps."""
        are_stamped = self.stamps.keys() == self.actual.keys() and self.actual == self.ours
        return Listed(self.listing_digest, None if are_stamped else self.ours)

    def is_intact(self, published: bytes) -> bool:
        """Say whether the folder is as the build left it that published a list with this digest."""
        return self.actual == self.ours and self.listing_digest == published


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
    shutil.rmtree(staging_folder(folder), ignore_errors=True)
    output = Output(folder, {}, listing_text(folder))
    # To read it costs more than to look at all files, so that is spared where it is known.
    known = before.with_stamps(stamps) if before else {}
    if before and output.listing_digest == before.text:
        output.ours = known
    else:
        ours = parse_listing(output.listing)
        output.ours, output.listing = (known, "") if ours is None else (ours, output.listing)
    return output


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    """What a copy of this process found out: which files may not be as they were known, and which folders of ours are
    symbolic links."""

    others: list[str]
    links: list[str]


class Looking:
    """A look at all files that are ours; `known` is what memory keeps of them.

    There are many, so one that is as it was known costs one call of the system. A copy of this process may begin while
    this one does something else, if it `may_copy`; this one helps it in the end.
    """

    def __init__(self, output: Output, known: Mapping[str, Stamp], *, may_copy: bool) -> None:
        self._output = output
        self._known = known
        self._paths = list(output.ours)
        self._pieces = Ends(-(-len(self._paths) // PIECE))
        worth_it = may_copy and len(self._paths) > COPIED and can_copy()
        self._copy = Copy(self._copied) if worth_it else None
        self.has_ended = False

    def end(self) -> None:
        """See to it that the output is looked at; to be called once."""
        self.has_ended = True
        output, known = self._output, self._known
        top = f"{output.folder}/"
        done: dict[int, list[str]] = {}
        if self._copy:
            done = {piece: self._others(piece, top) for piece in self._pieces.from_back()}
        told = self._copy.result() if self._copy else None
        if told is None:
            left = (piece for piece in range(self._pieces.count) if piece not in done)
            seen = _Seen([path for piece in left for path in self._others(piece, top)], _linked_folders(output))
        else:
            seen = msgspec.msgpack.decode(told, type=_Seen)
        others = {*chain(seen.others, *done.values())}
        if seen.links:
            others |= {path for path in self._paths if output.is_behind_a_link(path)}
        output.stamps = dict(known)
        for path in chain(known.keys() - output.ours.keys(), others):
            output.stamps.pop(path, None)
        output.actual = digests_of(output.stamps)
        for path in self._paths if others else ():
            if path in others and not output.is_behind_a_link(path):
                output.look(path, known.get(path))

    def close(self) -> None:
        """Look no longer."""
        if self._copy:
            self._copy.close()

    def _copied(self) -> bytes:
        """Look, in the copy; return what was seen."""
        links = _linked_folders(self._output)
        # The system goes through each path from where the process is.
        os.chdir(self._output.folder)
        others = [path for piece in self._pieces.from_front() for path in self._others(piece, "")]
        return msgspec.msgpack.encode(_Seen(others, links))

    def _others(self, piece: int, top: str) -> list[str]:
        """Return the files of a piece of the work that may not be as they were known; `top` stands before all paths."""
        known, look = self._known, os.lstat
        others = []
        for path in self._paths[piece * PIECE : (piece + 1) * PIECE]:
            try:
                if still_holds(known[path], look_of(look(top + path))):
                    continue
            except (OSError, KeyError):
                pass  # gone, or a folder stands in its place: that is seen when it is looked at
            others.append(path)
        return others


def _linked_folders(output: Output) -> list[str]:
    """Return the folders of our files that are symbolic links. A folder that holds others is read once for all."""
    lowest = {path.rpartition("/")[0] for path in output.ours}
    above = folders_of(lowest)
    found: list[str] = []
    for folder in above:
        try:
            with os.scandir(f"{output.folder}/{folder}") as entries:
                links = [f"{folder}/{each.name}".removeprefix("/") for each in entries if each.is_symlink()]
        except OSError:
            # It is gone, a file stands in its place, or it cannot be listed.
            below = (each for each in {*lowest, *above} if each and each.rpartition("/")[0] == folder)
            links = [each for each in below if os.path.islink(f"{output.folder}/{each}")]
        found += (each for each in links if each in lowest or each in above)
    return found


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that some paths lie in, "" among them."""
    found: set[str] = set()
    new = set(paths)
    while new := {each.rpartition("/")[0] for each in new if each} - found:
        found |= new
    return found
