"""Where each of many records is: a table from ids to places that takes 16 bytes a slot, in RAM or in a file.

Ids are digests, so their last bits say where to look (open addressing with linear probing: Knuth, The Art of Computer
Programming, volume 3, 6.4). A dict of as many numbers would take six times the room, and could not be lent.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SMALL: Final = 1 << 10
"""How many slots there are at the least."""

NOWHERE: Final = -1
"""The place of what is not there."""


class Table:
    """A growing table from ids, whole numbers from 1 to 2⁶³ - 1, to places, whole numbers from 0."""

    def __init__(self) -> None:
        self._ids: array[int] | memoryview[int] = array("Q", bytes(8 * SMALL))
        self._places: array[int] | memoryview[int] = array("Q", bytes(8 * SMALL))
        self._mask = SMALL - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        """Yield all ids, in no order."""
        return filter(None, self._ids)

    def get(self, id: int) -> int:
        """Return the place of an id, or NOWHERE."""
        ids, mask = self._ids, self._mask
        slot = id & mask
        while (found := ids[slot]) != id:
            if not found:
                return NOWHERE
            slot = (slot + 1) & mask
        return self._places[slot]

    def put(self, id: int, place: int) -> None:
        """Say where an id is, whether or not it is known."""
        ids, mask = self._ids, self._mask
        slot = id & mask
        while (found := ids[slot]) != id:
            if not found:
                ids[slot] = id
                self._count += 1
                break
            slot = (slot + 1) & mask
        self._places[slot] = place
        if 3 * self._count > 2 * mask:
            self._grow()

    def _grow(self) -> None:
        ids, places = self._ids, self._places
        size = 2 * (self._mask + 1)
        self._ids, self._places = array("Q", bytes(8 * size)), array("Q", bytes(8 * size))
        self._mask, self._count = size - 1, 0
        for id, place in zip(ids, places, strict=True):
            if id:
                self.put(id, place)

    def save(self, file: Path) -> None:
        """Write the table into a file, for `lent_table`."""
        with open(file, "xb") as out:
            out.write(self._ids)
            out.write(self._places)


class LentTable(Table):
    """A table that another process wrote into a file, to be read only; all processes have it in RAM together."""

    def __init__(self, file: Path) -> None:
        with open(file, "rb") as data:
            self._map = mmap.mmap(data.fileno(), 0, access=mmap.ACCESS_READ)
        numbers = memoryview(self._map).cast("Q")
        slots = len(numbers) // 2
        self._ids, self._places, self._mask, self._count = numbers[:slots], numbers[slots:], slots - 1, 0

    def close(self) -> None:
        """Let go of the file."""
        self._ids, self._places = array("Q", [0]), array("Q", [0])
        self._mask = 0
        self._map.close()
