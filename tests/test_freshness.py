"""When the times of a file spare reading it again."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import cast

import pytest

from generator.freshness import COARSE, FINE, Look, clearly_before, digest_of, look_of, stamp_of, still_holds

SECOND = 1_000_000_000
NOTED = 1_800_000_000 * SECOND


def look(changed_at: int, *, size: int = 5, modified: int = NOTED - 100 * SECOND, inode: int = 7) -> Look:
    found = SimpleNamespace(st_size=size, st_mtime_ns=modified, st_ctime_ns=changed_at, st_ino=inode)
    return look_of(cast("os.stat_result", found))


@pytest.mark.parametrize(
    ("noted", "margin"),
    [
        (NOTED + 123_456_789, FINE),
        (NOTED + 4_000_000, FINE),
        (NOTED + 10_000_000, COARSE),  # exFAT
        (NOTED, COARSE),  # FAT, ext3
    ],
)
def test_a_file_is_believed_where_it_is_older_than_a_tick_of_its_file_system(noted: int, margin: int) -> None:
    over = clearly_before(look(noted))
    older, younger = look(noted - margin - 1), look(noted - margin)
    assert still_holds(stamp_of(older, over, b""), older)
    assert not still_holds(stamp_of(younger, over, b""), younger)


def test_another_size_time_or_inode_is_another_file() -> None:
    known = look(NOTED)
    stamp = stamp_of(known, NOTED + SECOND, b"digest")
    assert still_holds(stamp, known)
    assert digest_of(stamp) == b"digest"
    others = (
        look(NOTED - 1),
        look(NOTED, size=6),
        look(NOTED, modified=NOTED - 100 * SECOND + 1),
        look(NOTED, inode=8),
    )
    for other in others:
        assert not still_holds(stamp, other)


def test_times_that_no_clock_shows_yet_or_any_more() -> None:
    """Somebody may set them: before 1970, after 2262, where nanoseconds outgrow 64 bits; inodes may have 128 bits."""
    for modified in (-(2**70), -SECOND, 0):
        old = look(NOTED, modified=modified, inode=2**127 + 1)
        assert still_holds(stamp_of(old, NOTED + SECOND, b""), old)
    far = look(NOTED, modified=2**70)
    assert not still_holds(stamp_of(far, NOTED + SECOND, b""), far)
