"""Layers: what a build has learnt and has no room for in RAM, in files that only grow.

Each process that works for a build writes a layer of its own; all of them read each. They are gone when the build ends.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

PEEK: Final = 2048
"""How many bytes are read at once: most records are smaller, with their answers."""

HEAD: Final = 8
"""How many bytes say how long the two parts of a record are."""


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


_write = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(Remembered).decode


class LayerCut(OSError):
    """A layer ends before a record that must be in it."""


class Layer:
    """A file of records, each the length of what is remembered, that of the answer and 1 (0: there is none), 32 bits
    each, and the two."""

    def __init__(self, file: Path, *, new: bool = False) -> None:
        self.file = file
        self._descriptor = os.open(file, NEW if new else OLD, 0o666)
        self._is_own = new
        self._size = 0

    def append(self, records: list[tuple[Remembered, bytes | None]]) -> list[int]:
        """Write records; return their places. Raises OSError where the disk is full."""
        parts, places, size = [], [], self._size
        for node, answer in records:
            head = _write(node)
            length = 0 if answer is None else len(answer) + 1
            parts.append(len(head).to_bytes(4, "little") + length.to_bytes(4, "little") + head + (answer or b""))
            places.append(size)
            size += len(parts[-1])
        left = memoryview(b"".join(parts))
        while left:
            left = left[os.write(self._descriptor, left) :]
        self._size = size
        return places

    def read(self, place: int) -> tuple[Remembered, bytes | None, bool]:
        """Return a record: what is remembered; the answer, if it is short; whether there is a longer one.

        Raises LayerCut.
        """
        try:
            return self._read(place)
        except LayerCut:
            self._look_again()
            return self._read(place)

    def answer(self, place: int) -> bytes | None:
        """Return the answer of a record. Raises LayerCut."""
        try:
            return self._answer(place)
        except LayerCut:
            self._look_again()
            return self._answer(place)

    def _look_again(self) -> None:
        """Open the file again: over a network, who has it open may not see what another machine added since."""
        if not self._is_own:
            os.close(self._descriptor)
            self._descriptor = os.open(self.file, OLD)

    def _read(self, place: int) -> tuple[Remembered, bytes | None, bool]:
        data = _at(self._descriptor, PEEK, place)
        node_end = HEAD + int.from_bytes(data[:4], "little")
        length = int.from_bytes(data[4:HEAD], "little")
        if node_end > PEEK:
            data = _at(self._descriptor, node_end, place)
        if len(data) < max(node_end, HEAD + 1):
            raise LayerCut(f"{self.file.name} ends at {place} + {len(data)}")
        node = _read(data[HEAD:node_end])
        end = node_end + length - 1
        if length == 0 or end > len(data):
            return node, None, length > 0
        return node, data[node_end:end], False

    def _answer(self, place: int) -> bytes | None:
        head = _at(self._descriptor, HEAD, place)
        length = int.from_bytes(head[4:], "little")
        if length == 0:
            return None
        found = _at(self._descriptor, length - 1, place + HEAD + int.from_bytes(head[:4], "little"))
        if len(found) < length - 1:
            raise LayerCut(f"{self.file.name} ends in the answer at {place}")
        return found

    def sync(self) -> None:
        """Let other machines that share the folder see all of it."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


BINARY: Final = getattr(os, "O_BINARY", 0)
OLD: Final = os.O_RDONLY | BINARY
NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | BINARY

if hasattr(os, "pread"):
    _at = os.pread
else:

    def _at(descriptor: int, length: int, place: int, /) -> bytes:
        os.lseek(descriptor, place, os.SEEK_SET)
        return os.read(descriptor, length)
