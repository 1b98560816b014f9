"""The output folder: the files in it that are ours, and whether each still is as it was known.

The folder holds a list of the files that are ours (path and digest); no other file is ever replaced or removed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from generator.aside import Copy, can_copy
from generator.fingerprint import digest
from generator.freshness import Stamp, clearly_over, look_of, stamp_of, still_holds
from generator.journal import finish, give_up, staging_folder
from generator.listing import Listed, listing_text, parse_listing

COPIED: Final = 5_000
"""How many files are worth a copy of this process to look at them."""


class OutputRefused(Exception):
    """The folder cannot be used as the output folder; the message says why."""


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
            self.actual[path] = self.stamps[path][5]
        except OSError:
            # Gone, or a folder stands in its place: it is written anew, or told as in the way.
            return

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
    shutil.rmtree(staging_folder(folder), ignore_errors=True)
    text = listing_text(folder)
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
                output.look(path, known.get(path))

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
    folders = folders_of(output.ours)
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


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that some paths lie in, "" among them."""
    found: set[str] = set()
    new = set(paths)
    while new := {each.rpartition("/")[0] for each in new if each} - found:
        found |= new
    return found
