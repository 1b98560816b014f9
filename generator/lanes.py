"""Which batch of a job a process does next: a neighbour of what it did before, as long as there is one.

Pages that stand one after another in the plan ask for much the same, which a process has at hand once it was asked
for. Did each take the next of all, every process would need all of it. So each has a lane, a stretch of the batches,
and goes along it; who comes to its end takes the last of the lane in which most is left.
"""

from __future__ import annotations

import ctypes
import pickle
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

OFFSET: Final = 8
"""How many bytes say where a batch begins."""


class Lanes:
    """Lanes that several processes share."""

    def __init__(self, context: BaseContext, count: int) -> None:
        self._lock = context.Lock()
        self._entered = context.RawValue(ctypes.c_int64)
        """How many processes have a lane."""
        self._next = context.RawArray(ctypes.c_int64, count)
        self._end = context.RawArray(ctypes.c_int64, count)
        """Of each lane the number of its next batch, and of the first behind it."""

    def fill(self, batches: int) -> None:
        """Part so many batches into lanes. Those that were there before must have been taken, or be wanted no more."""
        count = len(self._next)
        with self._lock:
            for lane in range(count):
                self._next[lane], self._end[lane] = (batches * each // count for each in (lane, lane + 1))

    def enter(self) -> int:
        """Return the number of a lane for a process that begins."""
        with self._lock:
            lane = self._entered.value % len(self._next)
            self._entered.value += 1
            return lane

    def take(self, lane: int) -> int:
        """Return the number of the batch that comes next in a lane. Raises LookupError where all are taken."""
        with self._lock:
            left = [end - number for number, end in zip(self._next, self._end, strict=True)]
            number: int
            if left[lane]:
                number = self._next[lane]
                self._next[lane] = number + 1
                return number
            longest = left.index(max(left))
            if not left[longest]:
                raise LookupError("all batches are taken")
            number = self._end[longest] - 1
            self._end[longest] = number
            return number


class _Here:
    """The lanes that the processes of this one's crew share, and the number of its own."""

    lanes: Lanes
    lane: int


def enter(lanes: Lanes) -> None:
    """Let this process take what comes next in a lane of its own."""
    _Here.lanes, _Here.lane = lanes, lanes.enter()


@dataclass(frozen=True, slots=True)
class Given(Generic[T]):
    """A batch that was chosen by who gave it, and its number."""

    number: int
    batch: tuple[T, ...]

    def take(self) -> tuple[int, tuple[T, ...]]:
        """Return the number and the batch."""
        return self.number, self.batch


@dataclass(frozen=True, slots=True)
class Next:
    """Whatever batch of a file comes next in the lane of the process that takes it."""

    file: str

    def take(self) -> tuple[int, tuple[Any, ...]]:
        """Return the number of the batch and the batch, which nobody else gets."""
        number = _Here.lanes.take(_Here.lane)
        return number, _read_batch(Path(self.file), number)


def in_lanes(lanes: Lanes, file: Path, batches: Sequence[tuple[Any, ...]]) -> Iterable[Next]:
    """Let processes take batches from their lanes, one for each that is returned; the file must not be there yet.

    Nothing that was parted into lanes before may be wanted any more.
    """
    pickled = [pickle.dumps(each, pickle.HIGHEST_PROTOCOL) for each in batches]
    # Where each begins, and the last ends.
    offsets = array("Q", [OFFSET * (len(pickled) + 1)])
    for each in pickled:
        offsets.append(offsets[-1] + len(each))
    with open(file, "xb") as out:
        out.write(offsets)
        out.writelines(pickled)
    lanes.fill(len(batches))
    return repeat(Next(str(file)), len(batches))


def _read_batch(file: Path, number: int) -> tuple[Any, ...]:
    with open(file, "rb") as data:
        data.seek(OFFSET * number)
        start, end = array("Q", data.read(2 * OFFSET))
        data.seek(start)
        batch: tuple[Any, ...] = pickle.loads(data.read(end - start))  # noqa: S301 - our own bytes
        return batch
