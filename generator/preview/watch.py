"""What changes on the disk, as paths of the world, as long as somebody wants to know."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from watchfiles import awatch

from generator.sources import SITE_FOLDERS, THEME

STEP: Final = 20
"""Milliseconds without a change after which what has changed is told."""

LONGEST: Final = 200
"""Milliseconds for which changes are gathered at the most."""

BREATH: Final = 300
"""Milliseconds after which it is seen whether the folders themselves are still where they were."""

EVERYTHING: Final = None
"""Told where more may have changed than can be named."""

Roots = dict[str, Path]
Places = dict[str, tuple[int, int] | None]


def roots_of(site: Path, theme: Path) -> Roots:
    """Return the folders that a site is made from: the prefix of their paths in the world, and where they lie."""
    return {**{f"{name}/": site.absolute() / name for name in SITE_FOLDERS}, THEME: theme.absolute()}


async def changes(roots: Roots, stop: asyncio.Event) -> AsyncIterator[frozenset[str] | None]:
    """Yield what has changed, gathered for a moment, until `stop`; nothing in it while nothing happens.

    EVERYTHING is told at first, and where one of the folders goes, comes back or is another one.
    """
    while not stop.is_set():
        places = _places(roots)
        there = [str(root) for prefix, root in roots.items() if places[prefix]]
        # What happened before the watch began is told to nobody, so the first thing told is everything.
        told_all = False
        async for changed in _watched(there, stop) if there else _nothing(stop):
            yield _paths(changed, roots) if told_all else EVERYTHING
            told_all = True
            # A folder that is made anew may have the number of the old one; that it went is told all the same.
            if _places(roots) != places or not set(there).isdisjoint(changed):
                break


async def _nothing(stop: asyncio.Event) -> AsyncIterator[list[str]]:
    """Yield nothing, after a while."""
    await _pause(stop)
    yield []


async def _watched(there: list[str], stop: asyncio.Event) -> AsyncIterator[list[str]]:
    """Yield the files that are told as changed; nothing in it after a while."""
    try:
        async for changed in awatch(
            *there, watch_filter=None, debounce=LONGEST, step=STEP, rust_timeout=BREATH, yield_on_timeout=True,
            stop_event=stop, ignore_permission_denied=True,
        ):  # fmt: skip
            yield [path for _, path in changed]
    except (OSError, RuntimeError):
        # A folder went while it was being found out about, or the system lets nobody watch so many; the caller
        # looks at everything from time to time.
        await _pause(stop)
        yield []


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), BREATH / 1000)
    except TimeoutError:
        return


def _places(roots: Roots) -> Places:
    return {prefix: _place(root) for prefix, root in roots.items()}


def _place(root: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(root)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _paths(files: list[str], roots: Roots) -> frozenset[str]:
    """Return the paths of the world that files on the disk are; in this program's own repository one may be two.

    What begins with a dot is not of the site, and editors put aside there what they are writing.
    """
    found = set()
    for file in files:
        for prefix, root in roots.items():
            inside = file.removeprefix(f"{root}{os.sep}")
            parts = inside.split(os.sep)
            if inside != file and not any(part.startswith(".") for part in parts):
                found.add(prefix + "/".join(parts))
    return frozenset(found)
