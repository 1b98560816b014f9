"""What the file system said of a file when its bytes were known, and when that spares reading it again.

Bytes are the truth. Size, times and inode count only where they are as they were and clearly older than the
reading: a file may be changed twice within one tick of the clock.
"""

from __future__ import annotations

import os
import time
from typing import Final

COARSE: Final = 2_000_000_000
"""Nanoseconds; the coarsest time stamps in use (FAT) tick every two seconds."""

FINE: Final = 50_000_000
"""Nanoseconds; more than a tick of a file system with fine time stamps: a kernel's takes up to ten milliseconds."""

TICK: Final = 10_000_000
"""Nanoseconds; a time that is no multiple of it was noted by a file system with fine time stamps (exFAT's is not)."""

Look = tuple[int, int, int, int]
"""Size, mtime, ctime (nanoseconds), inode: what the file system says of a file now."""

Stamp = tuple[int, int, int, int, int, bytes]
"""Size, mtime, ctime, inode; a moment, by the clock of the file system, that was clearly over when the bytes were read
or written (nanoseconds); digest of the bytes."""


def look_of(found: os.stat_result) -> Look:
    """Return what counts of what the file system says."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def clearly_over() -> int:
    """Return a moment that is over now on any file system, however coarse its clock."""
    return time.time_ns() - COARSE


def clearly_before(found: Look) -> int:
    """Return a moment that was clearly over when the file system noted the last change of a file, by its own clock."""
    # Of the times of a file this is the one that nobody can set.
    noted = found[2]
    return noted - (FINE if noted % TICK else COARSE)


def stamp_of(found: Look, over_by_then: int, digest: bytes) -> Stamp:
    """Return what is to be kept of a file whose bytes had a digest when a moment was clearly over."""
    return (*found, over_by_then, digest)


def still_holds(stamp: Stamp | None, found: Look) -> bool:
    """Say whether a file that is now as `found` must have the digest of the stamp."""
    if stamp is None or stamp[:4] != found:
        return False
    return max(found[1], found[2]) < stamp[4]
