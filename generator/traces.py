"""Traces: what a question asked, in order, with marks of the answers.

A trace is how many were asked (64 bits), their ids (64 bits each), and the first bytes of the digests of their answers.
"""

from __future__ import annotations

from array import array
from collections import UserDict
from collections.abc import Iterator, Mapping
from typing import Final

MARK: Final = 8
"""How many bytes of a digest a trace keeps."""


class FirstMarks(UserDict[int, bytes]):
    """A trace that keeps the first answer of whatever is asked twice.

    While changes are followed, an answer may become another between the two; then the trace must not fit.
    """

    def __setitem__(self, id: int, known: bytes) -> None:
        self.data.setdefault(id, known)


def write_trace(trace: Mapping[int, bytes]) -> bytes:
    """Return a trace as bytes."""
    return array("Q", [len(trace), *trace]).tobytes() + b"".join([each[:MARK] for each in trace.values()])


def asked_in(data: bytes) -> array[int]:
    """Return the ids of what was asked, in order."""
    return array("Q", data[8 : 8 + 8 * _count(data)])


def read_trace(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield what was asked, in order: id and mark of the answer."""
    marks = 8 + 8 * _count(data)
    for index, id in enumerate(asked_in(data)):
        start = marks + MARK * index
        yield id, data[start : start + MARK]


def _count(data: bytes) -> int:
    """Return how many were asked. Who asked for nothing may have no trace at all."""
    return array("Q", data[:8])[0] if data else 0
