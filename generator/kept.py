"""Values that a build makes once for all who want them, and lets go of when there are too many.

They are no answers: they may be no plain data, nothing of them is written, and all of them can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final

KEPT: Final = 1_600_000
"""How many questions the values that are kept have asked, all in all."""

A_VALUE: Final = 20
"""As how many questions a value itself is counted."""

Kept = tuple[Any, Mapping[int, bytes]]
"""A value, and what was asked for it: ids and digests."""


class Values:
    """What is kept, by keys. When half of the room is filled anew, what nobody asked for meanwhile is let go."""

    def __init__(self) -> None:
        self._new: dict[tuple[Any, ...], Kept] = {}
        self._before: dict[tuple[Any, ...], Kept] = {}
        self._asked = 0
        self.losses = 0
        """How often values had to go because of what was asked for them."""

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """Return what is kept under a key."""
        found = self._new.get(key)
        if found is None:
            found = self._before.pop(key, None)
            if found is not None:
                self.keep(key, *found)
        return found

    def keep(self, key: tuple[Any, ...], value: Any, trace: Mapping[int, bytes]) -> Kept:
        """Keep a value with what was asked for it; return both."""
        self._asked += len(trace) + A_VALUE
        if self._asked > KEPT // 2:
            self._before, self._new, self._asked = self._new, {}, len(trace) + A_VALUE
        kept = self._new[key] = value, trace
        return kept

    def let_go_of(self, ids: Set[int]) -> None:
        """Let go of all for which one of some questions was asked, and keep nothing that is being made now."""
        self.losses += 1
        for kept in (self._new, self._before):
            for key in [key for key, (_, trace) in kept.items() if not trace.keys().isdisjoint(ids)]:
                del kept[key]

    def clear(self) -> None:
        """Let go of everything."""
        self._new.clear()
        self._before.clear()
        self._asked = 0
