"""A bar for work that takes long, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from generator.ahead import Progress, no_progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PATIENCE: Final = 0.5
"""Seconds before anything is shown: most builds are over by then, and rich takes time to import."""


@contextmanager
def shown_progress(wanted: bool) -> Iterator[Progress]:
    """Give a function that shows how far a build is, if that is `wanted` and standard error is a terminal."""
    if not (wanted and sys.stderr.isatty()):
        yield no_progress
        return
    began = time.monotonic()
    bar: Bar | None = None

    def show(what: str, done: int, of: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - began > PATIENCE:
            bar = _bar()
        if bar is not None:
            task = bar.task_ids[0] if bar.task_ids else bar.add_task(what)
            bar.update(task, description=what, completed=done, total=of or None)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    bar.start()
    return bar
