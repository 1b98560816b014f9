"""Who looks at which page, and how each of them hears of what changes.

One thread does all the work on the site, one piece at a time; the open pages come first, the problems of the whole
site after them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

from generator.preview.session import Session
from generator.preview.view import state_at
from generator.preview.watch import Roots, changes
from generator.sources import SourceChanged

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE: Final = 1.0
"""Seconds for which the first answer waits for the articles to be read."""

PIECE: Final = 50
"""How many articles are read before anybody else has a turn."""

ROUND: Final = 60.0
"""Seconds after which everything is looked at again: time passes, and a disk may forget to tell of a change."""


@dataclass(eq=False, slots=True)
class Follower:
    """One open page of a browser: what is to be told to it, and what it knows."""

    path: str
    waiting: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    known: str = ""

    def tell(self, state: dict[str, Any]) -> None:
        """Let it hear how things stand, if that is new to it."""
        text = json.dumps(state, ensure_ascii=True)
        if text != self.known:
            self.known = text
            self.waiting.put_nowait(text)


class Hub:
    """The site, the followers, and the loop that brings both together. `open` makes the session in its thread."""

    def __init__(self, open: Callable[[], Session], roots: Roots) -> None:
        self._open = open
        self._roots = roots
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="site")
        self._followers: set[Follower] = set()
        self._stop = asyncio.Event()
        self._session: Session | None = None
        self._follow: asyncio.Task[None] | None = None
        self._has_read = asyncio.Event()
        self.reading = ""
        """How far the first reading of a site is that was never built; "" when all is read."""

    async def start(self) -> None:
        """Open the site and begin to follow the disk; return when it can be asked for pages, or before long."""
        self._session = await self._in_thread(self._open)
        self._follow = asyncio.create_task(self._following())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_read.wait(), AT_ONCE)

    def stop(self) -> None:
        """Let go of all who follow."""
        self._stop.set()
        for each in self._followers:
            each.waiting.put_nowait(None)

    async def close(self) -> None:
        """End, and keep what was learnt."""
        self.stop()
        if self._follow:
            await self._follow
        if self._session:
            await self._in_thread(self._session.close)
        self._thread.shutdown()

    async def work(self, work: Callable[[Session], R]) -> R:
        """Do something with the site, when its turn comes."""
        session = self._session
        assert session is not None
        return await self._in_thread(lambda: work(session))

    async def events(self, path: str) -> AsyncIterator[str]:
        """Yield how things stand at a path, as JSON, now and whenever it changes."""
        follower = Follower(path)
        self._followers.add(follower)
        try:
            if not self._stop.is_set():
                await self._tell((follower,))
            while (state := await follower.waiting.get()) is not None:
                yield state
        finally:
            self._followers.discard(follower)

    async def _in_thread(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _following(self) -> None:
        loop = asyncio.get_running_loop()
        await self._read_all()
        await self._look_for_problems()
        looked_at = loop.time()
        async for changed in changes(self._roots, self._stop):
            everything = (
                changed is None or loop.time() - looked_at > ROUND or not await self.work(lambda each: each.sees)
            )
            if everything:
                looked_at = loop.time()
            elif not changed:
                continue
            await self._look(None if everything else changed)
            await self._tell(tuple(self._followers))
            await self._look_for_problems()

    async def _read_all(self) -> None:
        """Read what was never read, piece by piece, so that one can see how far it is, and end it."""
        try:
            paths = await self.work(lambda session: session.unread())
            for start in range(0, len(paths), PIECE):
                if self._stop.is_set():
                    return
                self.reading = f"{start:,} of {len(paths):,} articles"
                await self.work(partial(_read, paths[start : start + PIECE]))
            if paths:
                await self.work(lambda session: session.has_read())
        except SourceChanged:
            pass  # What is not read yet is read when it is asked for.
        except Exception:
            defect()
        finally:
            self.reading = ""
            self._has_read.set()

    async def _look(self, paths: frozenset[str] | None) -> None:
        try:
            await self.work(lambda session: session.look(paths))
        except Exception:
            defect()

    async def _look_for_problems(self) -> None:
        try:
            await self.work(lambda session: session.problems())
        except SourceChanged:
            return  # it is told as changed once more
        except Exception:
            defect()
        await self._tell(tuple(self._followers))

    async def _tell(self, followers: tuple[Follower, ...]) -> None:
        for each in followers:
            if self._stop.is_set():
                return
            try:
                _, state = await self.work(partial(state_at, each.path))
            except SourceChanged:
                continue
            except Exception:
                defect()
            else:
                each.tell(state)


def _read(paths: tuple[str, ...], session: Session) -> None:
    session.read(paths)


def defect() -> None:
    """Tell whoever started the preview that the program is at fault; the preview goes on."""
    traceback.print_exc(file=sys.stderr)
