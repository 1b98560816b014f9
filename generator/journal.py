"""The journal of a publication: what is still to be moved and removed so that the output folder is the site.

It is written when all is staged; from then on the site is published, by this build or, if that is killed, by the next.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from generator.fingerprint import digest
from generator.freshness import FINE
from generator.listing import (
    OURS,
    folders_above,
    format_listing,
    is_outside,
    listing_file,
    parse_listing,
    seal_of,
    text_of,
    trusted_seal,
    write_whole,
)

STAGING: Final = "staging"

MANY: Final = 500
"""After how many moves it is worth waiting for the clock of the file system to tick."""


class Move(msgspec.Struct, frozen=True, array_like=True):
    """A file of the staging folder, or a folder with all that is in it, and where it belongs.

    It was staged under a number, or where it belongs in a folder of that number.
    """

    staged: str
    path: str


class Journal(msgspec.Struct, frozen=True):
    """What is still to be done, in this order, to publish a site that was staged whole.

    The new list of our files lies beside the old one and ends with `seal`, in hexadecimal; `listing` has it where an
    older program wrote the journal.
    """

    clearances: tuple[str, ...]
    moves: tuple[Move, ...]
    removals: tuple[str, ...]
    listing: str | None = None
    seal: str = ""


def staging_folder(folder: Path) -> Path:
    """Return where an output folder's new files are staged."""
    return folder / OURS / STAGING


def is_pending(folder: Path) -> bool:
    """Say whether there is a journal, so that what was staged is published already."""
    return _file(folder).exists()


def publish(folder: Path, journal: Journal, listing: str) -> None:
    """Write the new list, then a journal, and do what it says. Raises OSError where these cannot be written; nothing is
    published then."""
    # Not where pages are staged: should these get lost, it has to be known what was moved already.
    _new_list(folder).write_bytes(listing.encode())
    begin(folder, msgspec.structs.replace(journal, seal=trusted_seal(listing).hex()))
    _do(folder, journal, has_begun=False)


def begin(folder: Path, journal: Journal) -> None:
    """Write the journal. Raises OSError where that cannot be done; nothing is published then."""
    whole = staging_folder(folder) / "journal"
    write_whole(whole, msgspec.json.encode(journal))
    os.replace(whole, _file(folder))


def finish(folder: Path) -> None:
    """Do what the journal says, if there is one; harmless where part of it is done already."""
    if not is_pending(folder):
        return
    journal = _read(_file(folder))
    if journal is None:
        _file(folder).unlink()
        return
    _do(folder, journal, has_begun=True)


def _do(folder: Path, journal: Journal, *, has_begun: bool) -> None:
    """Do what a journal says; `has_begun` says that part of it may be done already."""
    _refuse_links(folder, journal.moves)
    staging = staging_folder(folder)
    for path in journal.clearances:
        _remove(folder, path)
    for move in journal.moves:
        if not has_begun and not os.path.lexists(f"{staging}/{move.staged}"):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), f"{staging}/{move.staged}")
        _move(f"{staging}/{move.staged}", f"{folder}/{move.path}")
    for path in journal.removals:
        if path not in journal.clearances:
            _remove(folder, path)
    if len(journal.moves) > MANY:
        # What was moved just before the list is written has to be read again by the next build.
        time.sleep(FINE / 1e9)
    if has_begun:
        write_whole(listing_file(folder), _new_listing(folder, journal).encode())
    else:
        os.replace(_new_list(folder), listing_file(folder))
    _file(folder).unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _new_listing(folder: Path, journal: Journal) -> str:
    """Return the new list of a journal that was done as far as it could be. Should it be lost, it is made of the old
    one and of what is there of all that was moved."""
    if journal.listing is not None:
        return journal.listing
    old, new = text_of(listing_file(folder)), text_of(_new_list(folder))
    for text in (new, old):
        if seal_of(text).hex() == journal.seal:
            return text
    ours = parse_listing(old) or {}
    for path in (*journal.clearances, *journal.removals):
        ours.pop(path, None)
    for move in journal.moves:
        place = folder / move.path
        below = (Path(top, name) for top, _, names in os.walk(place) for name in names)
        for file in [place] if place.is_file() else below:
            if not file.is_symlink():
                ours[file.relative_to(folder).as_posix()] = _digest_of(file)
    return format_listing(ours)


def _digest_of(file: Path) -> bytes:
    try:
        return digest(file.read_bytes())
    except OSError:
        # It is ours and will be written anew, whatever it holds.
        return digest(b"")


def clear(folder: Path) -> None:
    """Remove what was staged and will not be published."""
    for place in (staging_folder(folder), _new_list(folder)):
        with suppress(OSError):
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()


def _refuse_links(folder: Path, moves: Iterable[Move]) -> None:
    """Raise OSError where something would be moved to behind a symbolic link, which is somebody else's."""
    for each in {each for move in moves for each in (move.path, *folders_above(move.path))}:
        place = f"{folder}/{each}"
        if os.path.islink(place) and os.path.isdir(place):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), place)


def give_up(folder: Path) -> None:
    """Forget a journal that cannot be finished. All that it may have moved counts as ours, whatever it holds."""
    journal = _read(_file(folder))
    ours = parse_listing(text_of(listing_file(folder))) or {}
    if journal is not None:
        ours |= parse_listing(_new_listing(folder, journal)) or {}
    write_whole(listing_file(folder), format_listing(ours).encode())
    _file(folder).unlink()


def _file(folder: Path) -> Path:
    return folder / OURS / "journal"


def _new_list(folder: Path) -> Path:
    place = listing_file(folder)
    return place.with_name(f"{place.name}.new")


def _read(file: Path) -> Journal | None:
    """Return the journal; None where it is damaged or leads outside of the folder."""
    try:
        journal = msgspec.json.decode(file.read_bytes(), type=Journal)
    except msgspec.DecodeError:
        return None
    paths = (*journal.clearances, *journal.removals, *(each.path for each in journal.moves))
    return None if any(map(is_outside, paths)) or not all(map(_is_staged, journal.moves)) else journal


def _is_staged(move: Move) -> bool:
    number, _, name = move.staged.partition("/")
    # Older programs staged a file by its name alone in a folder.
    return number.isdigit() and name in ("", move.path, os.path.basename(move.path))


def _move(staged: str, place: str) -> None:
    """Move what was staged to its place, unless that is done already."""
    try:
        os.replace(staged, place)
    except OSError:
        if not os.path.exists(staged):
            return
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if os.path.isdir(staged):
            _move_into(staged, place)
            return
        if os.path.isdir(place) and not os.path.islink(place):
            for below, _, _ in os.walk(place, topdown=False):
                os.rmdir(below)
        os.replace(staged, place)


def _move_into(staged: str, place: str) -> None:
    """Move a folder to where there may be one: somebody made it meanwhile."""
    if not os.path.lexists(place):
        os.replace(staged, place)
        return
    for name in sorted(os.listdir(staged)):
        _move(f"{staged}/{name}", f"{place}/{name}")


def _remove(folder: Path, path: str) -> None:
    place = folder / path
    if _is_behind_a_link(folder, path):
        return
    if place.is_file() or place.is_symlink():
        place.unlink()
    for parent in reversed(list(folders_above(path))):
        try:
            (folder / parent).rmdir()
        except OSError:
            break


def _is_behind_a_link(folder: Path, path: str) -> bool:
    """Say whether a path leads through a symbolic link: what is there is somebody else's."""
    return any((folder / parent).is_symlink() for parent in folders_above(path))
