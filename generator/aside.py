"""Something done in a copy of this process while it goes on itself, where the system makes copies cheaply."""

from __future__ import annotations

import mmap
import os
import signal
import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from typing import Final

SIZE: Final = 8
"""How many bytes say how long a result is."""


def can_copy() -> bool:
    """Say whether a process may be copied here: elsewhere, or with threads, a copy may hang."""
    return sys.platform == "linux" and threading.active_count() == 1


class Ends:
    """Pieces of work that two processes do from both ends, until they meet. To be made before the copy is.

    Both may do the piece where they meet, but one does: each says which it does before it looks where the other is,
    and only the one at the front gives way.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._at = memoryview(mmap.mmap(-1, 2 * SIZE)).cast("q")
        """The piece that is done at the front, and that at the back."""
        self._at[:] = memoryview(array("q", [-1, count]))

    def from_front(self) -> Iterator[int]:
        """Yield the numbers of the pieces that are left, the first of them first."""
        for number in range(self.count):
            self._at[0] = number
            if number >= self._at[1]:
                return
            yield number

    def from_back(self) -> Iterator[int]:
        """Yield the numbers of the pieces that are left, the last of them first."""
        for number in reversed(range(self.count)):
            self._at[1] = number
            if number < self._at[0]:
                return
            yield number


class Copy:
    """A copy of this process that works out some bytes. Only where `can_copy`."""

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                data = work()
                with open(writing, "wb") as out:
                    out.write(len(data).to_bytes(SIZE, "little") + data)
            finally:
                # Nothing else of what this process would do at its end is the copy's business.
                os._exit(0)
        os.close(writing)

    def result(self) -> bytes | None:
        """Wait for the result; None where there is none, whatever the reason: then it has to be worked out here."""
        with open(self._reading, "rb", closefd=False) as data:
            found = data.read()
        self.close()
        is_whole = found[:SIZE] == (len(found) - SIZE).to_bytes(SIZE, "little") if len(found) >= SIZE else False
        return found[SIZE:] if is_whole else None

    def close(self) -> None:
        """End the copy, if it has not ended."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._reading)
            self._process = 0
