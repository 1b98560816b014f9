"""Where the time of a build goes."""

from __future__ import annotations

import time


class Clock:
    """Counts the seconds of each stage of one build."""

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Count the time since the last lap for a stage that is now over."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._since
        self._since = now

    @property
    def seconds(self) -> tuple[tuple[str, float], ...]:
        """Return the stages in the order in which they were over, each with its seconds."""
        return tuple(self._seconds.items())
