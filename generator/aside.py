"""Something done in a copy of this process while it goes on itself, where the system makes copies cheaply."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Final

SIZE: Final = 8
"""How many bytes say how long a result is."""


def can_copy() -> bool:
    """Say whether a process may be copied here: elsewhere, or with threads, a copy may hang."""
    return sys.platform == "linux" and threading.active_count() == 1


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
