"""When the times of a file spare reading it again."""

from __future__ import annotations

import pytest

from generator.freshness import COARSE, FINE, Look, clearly_before, stamp_of, still_holds

SECOND = 1_000_000_000
NOTED = 1_800_000_000 * SECOND


def look(changed_at: int) -> Look:
    return (5, NOTED - 100 * SECOND, changed_at, 7)


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
    stamp = stamp_of(known, NOTED + SECOND, b"")
    assert still_holds(stamp, known)
    for place in range(4):
        other = (*known[:place], known[place] - 1, *known[place + 1 :])
        assert not still_holds(stamp, other)
