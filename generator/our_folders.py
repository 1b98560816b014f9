"""The folders that our files lie in: which of them are symbolic links, since what is behind one is somebody else's.

Most files lie in a folder of their own, so it is looked at those that hold the folders, which are few. What is said of
one changes with every name in it: as long as it is what it was, nothing in it became a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from generator.freshness import NEVER, Look, clearly_over, look_of, stamp_of


class Folders:
    """All folders that some files lie in; the outermost is ""."""

    def __init__(self, files: Collection[str]) -> None:
        self._files = files

    @cached_property
    def lowest(self) -> set[str]:
        """Those that hold files."""
        return {path.rpartition("/")[0] for path in self._files}

    @cached_property
    def above(self) -> set[str]:
        """Those that hold folders."""
        return folders_of(self.lowest)


def look_at_folders(top: Path, files: Collection[str], known: Mapping[str, Look]) -> tuple[list[str], dict[str, Look]]:
    """Return the folders of our files that are symbolic links, and what the file system says of those that hold others,
    `NEVER` where it has to be looked into them again whatever it says.

    `known` is what it said of at least these when there were no links in them; empty where nobody knows.
    """
    folders = Folders(files)
    linked: list[str] = []
    looks: dict[str, Look] = {}
    for folder in known or folders.above:
        place, found, over = f"{top}/{folder}", NEVER, clearly_over()
        try:
            status = os.stat(place) if not folder else os.lstat(place)
            found = look_of(status)
            if known.get(folder) == found:
                looks[folder] = found
                continue
            if stat.S_ISLNK(status.st_mode):
                found = NEVER
            # It is read once for all that it holds.
            with os.scandir(place) as entries:
                links = [f"{folder}/{each.name}".removeprefix("/") for each in entries if each.is_symlink()]
        except OSError:
            # It is gone, a file stands in its place, or it cannot be listed.
            if folder not in folders.above:
                continue
            found = NEVER
            below = (each for each in folders.lowest | folders.above if each and each.rpartition("/")[0] == folder)
            links = [each for each in below if os.path.islink(f"{top}/{each}")]
        looks[folder] = NEVER if links else stamp_of(found, over, b"")
        linked += links
    return [each for each in linked if each in folders.lowest or each in folders.above], looks


def with_files(looks: Mapping[str, Look], new: Iterable[str]) -> dict[str, Look]:
    """Return what is known of folders when there are new files too."""
    above = folders_of({path.rpartition("/")[0] for path in new})
    return {**dict.fromkeys(above, NEVER), **looks}


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that some paths lie in, "" among them."""
    found: set[str] = set()
    new = set(paths)
    while new := {each.rpartition("/")[0] for each in new if each} - found:
        found |= new
    return found
