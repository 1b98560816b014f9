"""Writing the memory of a first build while the build goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from generator.memory import Memory, write_handed_over

if TYPE_CHECKING:
    from generator.crew import Crew


class Writing:
    """Lets another process write what memory has learnt so far, while this one goes on."""

    def __init__(self, memory: Memory, crew: Callable[[], Crew | None], *, may_begin: bool) -> None:
        self._memory = memory
        self._crew = crew
        self._may_begin = may_begin
        self._wait: Callable[[], None] | None = None

    def begin(self, *, alone: bool) -> None:
        """Let it be written, when what came before it is; `alone` says that the other processes have no work."""
        self.end()
        handover = self._memory.hand_over() if self._may_begin else None
        if handover and (crew := self._crew()):
            self._wait = crew.aside(write_handed_over, handover, alone=alone)

    def end(self) -> None:
        """Wait until it is written. Raises what went wrong with it."""
        wait, self._wait = self._wait, None
        if wait:
            wait()
