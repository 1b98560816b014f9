"""What the file system said of a file when its bytes were known, and when that spares reading it again.

Bytes are the truth. Size, times and inode count only where they are as they were and clearly older than the
reading: a file may be changed twice within one tick of the clock.
"""

from __future__ import annotations

import os
from typing import Final

CLEARLY_OLDER: Final = 2_000_000_000
"""Nanoseconds; the coarsest time stamps in use (FAT) tick every two seconds."""

Look = tuple[int, int, int, int]
"""Size, mtime, ctime (nanoseconds), inode: what the file system says of a file now."""

Stamp = tuple[int, int, int, int, int, bytes]
"""Size, mtime, ctime, inode, when the bytes were read or written (nanoseconds), digest of the bytes."""


def look_of(found: os.stat_result) -> Look:
    """Return what counts of what the file system says."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def stamp_of(found: Look, known_at: int, digest: bytes) -> Stamp:
    """Return what is to be kept of a file whose bytes had a digest at a time."""
    return (*found, known_at, digest)


def still_holds(stamp: Stamp | None, found: Look) -> bool:
    """Say whether a file that is now as `found` must have the digest of the stamp."""
    if stamp is None or stamp[:4] != found:
        return False
    return max(found[1], found[2]) < stamp[4] - CLEARLY_OLDER
