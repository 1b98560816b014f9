"""What the file system said of a file when its bytes were known, and when that spares reading it again.

Bytes are the truth. Size, times and inode count only where they are as they were and clearly older than the
reading: a file may be changed twice within one tick of the clock.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator, KeysView, Mapping
from typing import Final

COARSE: Final = 2_000_000_000
"""Nanoseconds; the coarsest time stamps in use (FAT) tick every two seconds."""

FINE: Final = 50_000_000
"""Nanoseconds; more than a tick of a file system with fine time stamps: a kernel's takes up to ten milliseconds."""

TICK: Final = 10_000_000
"""Nanoseconds; a time that is no multiple of it was noted by a file system with fine time stamps (exFAT's is not)."""

Look = bytes
"""What the file system says of a file now: size, mtime, ctime (nanoseconds), inode, 64 bits each. There are hundreds of
thousands, and all that is ever wanted is whether one is as it was."""

Stamp = bytes
"""A look, or `NEVER`, and the digest of the bytes that the file had."""

INODE: Final = 8
"""How many bytes of a look are the inode, the last."""

_FIELDS: Final = struct.Struct("<QqqQ")
_pack = _FIELDS.pack

NEVER: Final = b"\xff" * _FIELDS.size
"""In the place of a look at a file that may be changed again without another time: no file is so large."""

_LATEST: Final = 2**63 - 1


def look_of(found: os.stat_result) -> Look:
    """Return what counts of what the file system says."""
    try:
        return _pack(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    except struct.error:
        # Times after 2262, as somebody may set them; inodes of 128 bits.
        times = (max(-_LATEST, min(each, _LATEST)) for each in (found.st_mtime_ns, found.st_ctime_ns))
        return _pack(found.st_size, *times, found.st_ino % 2**64)


def clearly_over() -> int:
    """Return a moment that is over now on any file system, however coarse its clock."""
    return time.time_ns() - COARSE


def clearly_before(found: Look) -> int:
    """Return a moment that was clearly over when the file system noted the last change of a file, by its own clock."""
    # Of the times of a file this is the one that nobody can set.
    _, _, noted, _ = _FIELDS.unpack(found)
    return int(noted) - (FINE if noted % TICK else COARSE)


def stamp_of(found: Look, over_by_then: int, digest: bytes) -> Stamp:
    """Return what is to be kept of a file whose bytes had a digest when a moment was clearly over (nanoseconds, by the
    clock of the file system)."""
    _, modified, changed, _ = _FIELDS.unpack(found)
    return (found if max(modified, changed) < over_by_then else NEVER) + digest


def stamp_in_doubt(digest: bytes) -> Stamp:
    """Return what is to be kept of a file that has to be read again whatever the file system says."""
    return NEVER + digest


def still_holds(stamp: Stamp, found: Look) -> bool:
    """Say whether a file that is now as `found` must have the digest of the stamp."""
    return stamp.startswith(found)


def is_look_at(known: Look, found: os.stat_result) -> bool:
    """Say whether a look was at the file that is open now, as it is. Listing a folder gives no inodes on Windows."""
    _, _, _, inode = _FIELDS.unpack(known)
    return known == look_of(found) or (not inode and known == look_of(found)[:-INODE] + bytes(INODE))


def is_same_file(before: Look, after: Look) -> bool:
    """Say whether a file is the one that it was before it was moved, by all that moving does not change."""
    (size, modified, _, inode), now = _FIELDS.unpack(before), _FIELDS.unpack(after)
    return (size, modified, inode) == (now[0], now[1], now[3])


def digest_of(stamp: Stamp) -> bytes:
    """Return the digest of the bytes that a file had."""
    return stamp[_FIELDS.size :]


class Digests(Mapping[str, bytes]):
    """The digests of the bytes that files had, by the same names as their stamps; of those there are hundreds of
    thousands, and mostly few are wanted."""

    __slots__ = ("stamps",)

    def __init__(self, stamps: Mapping[str, Stamp]) -> None:
        self.stamps = stamps

    def __getitem__(self, path: str) -> bytes:
        return digest_of(self.stamps[path])

    def __contains__(self, path: object) -> bool:
        return path in self.stamps

    def __iter__(self) -> Iterator[str]:
        return iter(self.stamps)

    def __len__(self) -> int:
        return len(self.stamps)

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self.stamps.keys()

    def copy(self) -> dict[str, bytes]:
        """Return the digests as a mapping of their own."""
        start = _FIELDS.size
        # There are hundreds of thousands: a call for each would take as long as all else.
        return {path: stamp[start:] for path, stamp in self.stamps.items()}
