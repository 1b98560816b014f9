"""Layers: what a build has learnt and has no room for in RAM, in files of records that only grow.

Each process that works for a build writes a layer of its own; all of them read each. When the build ends, the lasting
memory takes their bytes over as they are (`database`), and they are gone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from generator.fingerprint import digest
from generator.traces import MARK

PEEK: Final = 2048
"""How many bytes are read at once: most records are smaller, with their answers."""

LENGTHS: Final = 8
"""How many bytes say how long the two parts of a record are."""

BUFFER: Final = 1 << 20
"""How many bytes are read at once of a file that is read from end to end."""


class Remembered(msgspec.Struct, frozen=True, array_like=True):
    """A question with its arguments as it was when it last ran: `digest` of its answer, `trace`, number of the
    build, and the id of what had changed (0: the question was new)."""

    id: int
    name: str
    args: str
    digest: bytes
    trace: bytes
    ran: int
    cause: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Remembered).decode


class Stretch(msgspec.Struct, frozen=True, array_like=True):
    """The records of a layer from one place to another."""

    file: str
    start: int
    end: int


class LayerCut(OSError):
    """A layer ends before a record that must be in it."""


class RecordChanged(Exception):
    """A record is not what was written."""


def mark_of(head: bytes) -> bytes:
    """Return what a record is recognised by without its answer, which has a digest."""
    return digest(head)[:MARK]


class Layer:
    """A file of records, each the length of what is remembered, that of the answer and 1 (0: there is none), 32 bits
    each, and the two."""

    def __init__(self, file: Path, *, new: bool = False) -> None:
        self.file = file
        self._descriptor = os.open(file, NEW if new else OLD, 0o666)
        self._is_own = new

    def append(self, records: list[tuple[Remembered, bytes | None]]) -> list[int]:
        """Write records; return their places. Raises OSError where the disk is full."""
        parts, places = [], []
        size = before = self.size
        for node, answer in records:
            head = _encode(node)
            length = 0 if answer is None else len(answer) + 1
            parts.append(len(head).to_bytes(4, "little") + length.to_bytes(4, "little") + head + (answer or b""))
            places.append(size)
            size += len(parts[-1])
        left = memoryview(b"".join(parts))
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError:
            # What is half written would be taken for the beginning of what comes next.
            os.ftruncate(self._descriptor, before)
            raise
        return places

    def read(self, place: int, mark: bytes = b"") -> tuple[Remembered, bytes | None, bool]:
        """Return a record: what is remembered; the answer, if it is short; whether there is a longer one.

        Raises LayerCut, and RecordChanged where what is remembered has another mark than the one that is given.
        """
        try:
            return self._read(place, mark)
        except LayerCut:
            self._look_again()
            return self._read(place, mark)

    def answer(self, place: int) -> bytes | None:
        """Return the answer of a record, which need not be right. Raises LayerCut."""
        try:
            return self._answer(place)
        except LayerCut:
            self._look_again()
            return self._answer(place)

    def _look_again(self) -> None:
        """Open the file again: over a network, who has it open may not see what another machine added since."""
        if not self._is_own:
            old, self._descriptor = self._descriptor, os.open(self.file, OLD)
            os.close(old)

    def _read(self, place: int, mark: bytes) -> tuple[Remembered, bytes | None, bool]:
        data = self._at(PEEK, place)
        node_end = LENGTHS + int.from_bytes(data[:4], "little")
        length = int.from_bytes(data[4:LENGTHS], "little")
        if node_end > PEEK:
            data = self._at(node_end, place)
        if len(data) < max(node_end, LENGTHS + 1):
            raise LayerCut(f"{self.file.name} ends at {place} + {len(data)}")
        head = data[LENGTHS:node_end]
        if mark and mark_of(head) != mark:
            raise RecordChanged(f"the record at {place} is not what it was")
        end = node_end + length - 1
        if length == 0 or end > len(data):
            return _decode(head), None, length > 0
        return _decode(head), data[node_end:end], False

    def _answer(self, place: int) -> bytes | None:
        lengths = self._at(LENGTHS, place)
        length = int.from_bytes(lengths[4:], "little")
        if length == 0:
            return None
        found = self._at(length - 1, place + LENGTHS + int.from_bytes(lengths[:4], "little"))
        if len(found) < length - 1:
            raise LayerCut(f"{self.file.name} ends in the answer at {place}")
        return found

    def _at(self, length: int, place: int) -> bytes:
        """Return so many bytes from a place on, or what there is of them."""
        if length > PEEK:
            # What is damaged may say anything.
            length = min(length, max(self.size - place, 0))
        return _bytes_at(self._descriptor, length, place)

    @property
    def size(self) -> int:
        """How many bytes there are; perhaps not the last of those that another process is writing."""
        return os.fstat(self._descriptor).st_size

    def records(self, place: int, end: int) -> Iterator[tuple[int, int, bytes, Remembered, bool]]:
        """Yield all records from a place to an end: place and size, what is remembered as bytes, and as such, and
        whether there is an answer."""
        with open(self.file, "rb", buffering=BUFFER) as file:
            file.seek(place)
            while place < end:
                lengths = file.read(LENGTHS)
                head = file.read(int.from_bytes(lengths[:4], "little"))
                length = int.from_bytes(lengths[4:], "little")
                answer = max(length - 1, 0)
                file.seek(answer, os.SEEK_CUR)
                size = LENGTHS + len(head) + answer
                yield place, size, head, _decode(head), length > 0
                place += size

    def sync(self) -> None:
        """Let other machines that share the folder see all of it."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file, if that was not done before."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


BINARY: Final = getattr(os, "O_BINARY", 0)
OLD: Final = os.O_RDONLY | BINARY
NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | BINARY

if hasattr(os, "pread"):
    _bytes_at = os.pread
else:

    def _bytes_at(descriptor: int, length: int, place: int, /) -> bytes:
        os.lseek(descriptor, place, os.SEEK_SET)
        return os.read(descriptor, length)
