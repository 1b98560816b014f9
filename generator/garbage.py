"""When Python looks for garbage: objects that hold each other and that nobody else holds.

Almost all that a build makes is kept to its end, so looking often finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

YOUNG: Final = 100_000
"""How many new objects there must be before Python looks for garbage."""

SOME: Final = 16
"""After how many batches garbage is looked for."""

MUCH: Final = 1_000
"""How many objects in circles are much for one batch."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for garbage seldom, in this process and in copies of it."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Garbage:
    """Looks for objects in circles that nobody needs any more, as Python would in all that there is, again and again.

    Nearly all that there is lasts, and few circles are made. So this looks after some batches at what these made; where
    that was much, after each.
    """

    def __init__(self) -> None:
        self._batches = 0
        self._is_much = False

    def look(self) -> None:
        """Look at what was made since this was last called, if it is time."""
        if gc.isenabled():
            return
        if self._is_much or self._batches % SOME == 0:
            self._is_much = gc.collect(0) > MUCH
        self._batches += 1
        gc.freeze()

    def clear(self) -> None:
        """Look at all that there is."""
        gc.unfreeze()
        gc.collect()
