"""The output folder: the files in it that are ours, and whether each still is as it was known.

The folder holds a list of the files that are ours (path and digest); no other file is ever replaced or removed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from generator.aside import Copy, Ends, can_copy
from generator.fingerprint import digest
from generator.freshness import (
    Digests,
    Look,
    Stamp,
    clearly_over,
    is_look_at,
    look_of,
    stamp_in_doubt,
    stamp_of,
    still_holds,
)
from generator.journal import clear, finish, give_up
from generator.listing import Listed, listing_file, parse_listing, seal_of, text_of, trusted_seal
from generator.our_folders import look_at_folders
from generator.revised import Revised

COPIED: Final = 5_000
"""How many files are worth a copy of this process to look at them."""

PIECE: Final = 1_000
"""How many files are looked at before it is seen how far the other process is."""


class OutputRefused(Exception):
    """The folder cannot be used as the output folder; the message says why."""


@dataclass(slots=True)
class Output:
    """The output folder as it is: the files that are ours as listed, and what is known of them.

    `listing` is the text of the list, "" where it is lost or damaged. `stamps` are of the files that are there,
    `folders` of the folders that hold others, as `look_at_folders` has them.
    """

    folder: Path
    ours: Mapping[str, bytes]
    listing: str = ""
    stamps: MutableMapping[str, Stamp] = field(default_factory=dict)
    folders: dict[str, Look] = field(default_factory=dict)
    links: dict[str, bool] = field(default_factory=dict)
    _sealed: tuple[str, bytes] | None = None

    @property
    def actual(self) -> Digests:
        """The digests of the bytes that the files have."""
        return Digests(self.stamps)

    @property
    def seal(self) -> bytes:
        """What the list ends with."""
        if self._sealed is None or self._sealed[0] is not self.listing:
            self._sealed = self.listing, seal_of(self.listing)
        return self._sealed[1]

    def relist(self, ours: Mapping[str, bytes], listing: str) -> None:
        """Take over a list that was just made of these files."""
        self.ours, self.listing = ours, listing
        self._sealed = listing, trusted_seal(listing)

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
                over = clearly_over()
                with open(place, "rb", buffering=0) as content:
                    is_same, data = is_look_at(found, os.fstat(content.fileno())), content.readall()
                self.stamps[path] = stamp_of(found, over, digest(data)) if is_same else stamp_in_doubt(digest(data))
        except OSError:
            # Gone, or a folder stands in its place: it is written anew, or told as in the way.
            return

    @property
    def listed(self) -> Listed:
        """What memory is to keep of the list, beside the stamps."""
        return Listed(self.seal, self.folders, None if self._is_as_listed() else {**self.ours})

    def is_intact(self, published: bytes) -> bool:
        """Say whether the folder is as the build left it that published a list which ends with this digest."""
        return self.seal == published and self._is_as_listed()

    def _is_as_listed(self) -> bool:
        ours, stamps = self.ours, self.stamps
        if isinstance(ours, Digests) and ours.stamps is stamps:
            return True
        if isinstance(ours, Digests) and isinstance(stamps, Revised) and ours.stamps is stamps.before:
            # All others need not be compared.
            return not stamps.gone and all(ours.get(path) == known for path, known in Digests(stamps.changed).items())
        return self.actual.copy() == (ours.copy() if isinstance(ours, Digests) else ours)


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
    clear(folder)
    output = Output(folder, {}, text_of(listing_file(folder)))
    # To read it costs more than to look at all files, so that is spared where it is known.
    known = before.with_stamps(stamps) if before else {}
    if before and output.seal == before.seal:
        output.ours, output.folders = known, before.folders
    else:
        ours = parse_listing(output.listing)
        output.ours, output.listing = (known, "") if ours is None else (ours, output.listing)
    return output


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    """What a copy of this process found out: which files may not be as they were known, which folders of ours are
    symbolic links, and what the file system says of those that hold others."""

    others: list[str]
    links: list[str]
    folders: dict[str, Look]


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
            found = [path for piece in left for path in self._others(piece, top)]
            seen = _Seen(found, *look_at_folders(output.folder, output.ours, output.folders))
        else:
            seen = msgspec.msgpack.decode(told, type=_Seen)
        output.folders = seen.folders
        others = {*chain(seen.others, *done.values())}
        if seen.links:
            others |= {path for path in self._paths if output.is_behind_a_link(path)}
        output.stamps = Revised(known, gone=chain(known.keys() - output.ours.keys(), others & known.keys()))
        for path in self._paths if others else ():
            if path in others and not output.is_behind_a_link(path):
                output.look(path, known.get(path))

    def close(self) -> None:
        """Look no longer."""
        if self._copy:
            self._copy.close()

    def _copied(self) -> bytes:
        """Look, in the copy; return what was seen."""
        output = self._output
        links, folders = look_at_folders(output.folder, output.ours, output.folders)
        # The system goes through each path from where the process is.
        os.chdir(output.folder)
        others = [path for piece in self._pieces.from_front() for path in self._others(piece, "")]
        return msgspec.msgpack.encode(_Seen(others, links, folders))

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
