"""One site kept up to date in a process that lives on: what is asked for is brought up to date, and nothing else.

The memory is a copy of what the last build remembers, in a file of its own, so that a preview neither waits for a
build nor disturbs one. Everything here belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from generator.article import article_problems
from generator.ask import Key
from generator.build import TRIES, memory_file, no_content
from generator.checks import site_problems
from generator.engine import Engine
from generator.file_stamps import known_stamps, remember_stamps
from generator.memory import Memory, MemoryBusy, MemoryDamaged, open_memory
from generator.plan import Page, in_order, part, parts
from generator.problems import Problem, has_errors, problem
from generator.render import TemplateTrouble, rendered
from generator.shelves import article_paths
from generator.site import base, settings
from generator.sources import Options, SourceChanged, World, file_bytes, file_digest, look_at
from generator.stamp import program_stamp

P = ParamSpec("P")
R = TypeVar("R")

KEPT: Final = 200
"""How many pages are kept as they were last made."""

UNREAD: Final = "unread"
"""What memory calls the fact that the first reading was ended too early."""

MANY: Final = 100
"""From how many changed files on it is quicker to look at all folders."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was last made, and what stands in the way of making it as its files are now."""

    data: bytes
    version: str
    trouble: Problem | None = None


class Session:
    """A site as it is now. `now` gives the moment that it stands for, in UTC; it is asked with each look."""

    def __init__(self, site: Path, theme: Path, options: Options, now: Callable[[], str]) -> None:
        self.site = site
        self._theme = theme
        self._options = options
        self._now = now
        self._memory = _open(site)
        self.known: tuple[Problem, ...] | None = None
        """What was told last of the whole site; None before anything was."""
        self._made: dict[Page, Made] = {}
        self._plan: dict[str, tuple[bytes, dict[str, Page]]] = {}
        self._within: str | None = None
        self._unseen: Problem | None = None
        self.world = World(site, theme, self._options_now(), dict(known_stamps(self._memory).stamps))
        try:
            with self._seeing():
                self.world = look_at(site, theme, self.world.options, self.world.stamps)
            self._engine = self._engine_anew()
        except BaseException:
            self._memory.discard()
            raise

    def close(self) -> None:
        """Keep what was learnt for the next preview."""
        self._engine.finish(complete=False)
        remember_stamps(self._memory, known_stamps(self._memory), self.world.stamps)
        self._memory.commit()

    def discard(self) -> None:
        """Keep nothing of what was learnt."""
        self._memory.discard()

    def look(self, paths: Iterable[str] | None = None) -> None:
        """Look at the disk again: at some paths of the world, where nothing else can have changed, or at all.

        What cannot be looked at is told among the problems, and the site stays as it was seen last.
        """
        some = () if paths is None else tuple(sorted(set(paths)))
        keys: list[Key] | None = None
        with self._seeing():
            if paths is not None and len(some) <= MANY and all(self.world.look_again(path) for path in some):
                keys = [(ask, path) for path in some for ask in (file_bytes, file_digest)]
            else:
                self.world = look_at(self.site, self._theme, self._options_now(), dict(self.world.stamps.items()))
        if self._unseen:
            return
        try:
            self._engine.look_again(self.world, keys)
        except BaseException as error:
            # It knows some of what changed and not yet what asked for that, so it is not to be believed any more.
            self._begin_from_nothing()
            if not isinstance(error, (MemoryDamaged, OSError)):
                raise

    @property
    def ran(self) -> list[Key]:
        """Return what ran since the last look."""
        return self._engine.ran

    @property
    def sees(self) -> bool:
        """Say whether all of the site could be looked at."""
        return self._unseen is None

    def ask(self, question: Callable[Concatenate[Any, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the answer of a question as the disk is now."""
        return self._steadily(lambda: self._engine.ask(question, *args, **kwargs))

    def unread(self) -> tuple[str, ...]:
        """Return the articles that have to be read first, where nothing or only a part is remembered."""
        if self._memory.build > 1 and not self._memory.fact(UNREAD):
            return ()
        self._memory.set_fact(UNREAD, 1)
        return self.ask(article_paths)

    def has_read(self) -> None:
        """Remember that all articles were read."""
        self._memory.set_fact(UNREAD, 0)

    def read(self, paths: Iterable[str]) -> None:
        """Read some articles, so that asking for all of them takes no time later."""
        for path in paths:
            self.ask(article_problems, path)

    def has_settings(self) -> bool:
        """Say whether the settings are without mistakes; with them every page would be another."""
        return not has_errors(self.ask(settings).problems)

    def within(self) -> str:
        """Return the path below which the site lies, by the last settings without mistakes."""
        if self._within is None or self.has_settings():
            self._within = self.ask(base).path
        return self._within

    def page(self, address: str) -> Page | None:
        """Return the page at an address."""
        return self._steadily(lambda: self._at(address))

    def make(self, page: Page) -> Made:
        """Make a page; where its templates are at fault, return what it was before with what is wrong."""
        try:
            made = self._steadily(lambda: self._make(page))
        except TemplateTrouble as error:
            before = self._made.get(page)
            return Made(before.data if before else b"", before.version if before else "", error.told)
        self._made.pop(page, None)
        self._made[page] = made
        if len(self._made) > KEPT:
            del self._made[next(iter(self._made))]
        return made

    def made_before(self, address: str) -> tuple[Page, Made] | None:
        """Return the last page that was made at an address, whether or not there is still one."""
        return next(((page, made) for page, made in reversed(self._made.items()) if page.address == address), None)

    def problems(self) -> tuple[Problem, ...]:
        """Tell everything that is wrong with the site, what can only be found by making its pages apart."""
        if self._unseen:
            found: tuple[Problem, ...] = (self._unseen,)
        elif "content" not in self.world.folders:
            found = (no_content(),)
        else:
            found = self.ask(site_problems)
        self.known = found
        return found

    @contextmanager
    def _seeing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._unseen = _unreadable(error, self.site)
        else:
            self._unseen = None

    def _options_now(self) -> Options:
        return replace(self._options, moment=self._now())

    def _steadily(self, work: Callable[[], R]) -> R:
        """Do what asks; look again at a file that is changed meanwhile. Raises SourceChanged where it goes on."""
        for _ in range(TRIES - 1):
            try:
                return work()
            except SourceChanged:
                self.look()
            except MemoryDamaged:
                self._begin_from_nothing()
        return work()

    def _engine_anew(self) -> Engine:
        try:
            return Engine(self._memory, self.world)
        except MemoryDamaged:
            self._memory.condemn()
            self._memory = _open(self.site)
            return Engine(self._memory, self.world)

    def _begin_from_nothing(self) -> None:
        """Go on without what was remembered."""
        self._memory.condemn()
        self._memory = open_memory(None, program_stamp())
        self._engine = Engine(self._memory, self.world)

    def _at(self, address: str) -> Page | None:
        # Where two pages have one address, which is told, the first is shown.
        found = (self._part(name).get(address) for name in self._engine.ask(parts))
        return min((page for page in found if page), key=in_order, default=None)

    def _part(self, name: str) -> dict[str, Page]:
        """Return the pages of a part of the plan by their addresses."""
        digest, _ = self._engine.bring(part, name)
        known = self._plan.get(name)
        if known is None or known[0] != digest:
            of_part = sorted(self._engine.ask(part, name), key=in_order, reverse=True)
            known = self._plan[name] = (digest, {page.address: page for page in of_part})
        return known[1]

    def _make(self, page: Page) -> Made:
        row = (page.address, page.kind, page.key, page.number)
        digest, data = self._engine.bring(rendered, *row)
        before = self._made.get(page)
        if data is None and before and before.version == digest.hex():
            return before
        return Made(self._engine.ask(rendered, *row) if data is None else data, digest.hex())


def _unreadable(error: OSError, site: Path) -> Problem:
    """Tell that a part of the site cannot be looked at."""
    place = Path(error.filename or "")
    path = place.relative_to(site).as_posix() if place.is_relative_to(site) else str(place)
    what = f"This cannot be looked at: {error.strerror or error}."
    return problem("file/unreadable", path, 0, 0, what, "Give it back its name, or the right to be read.")


def _open(site: Path) -> Memory:
    """Open the first memory of previews that no other preview uses, as the last build left it if that is newer."""
    for number in count(1):
        file = memory_file(site).with_name(f"preview{'' if number == 1 else f'-{number}'}.sqlite")
        outdated = _is_newer(memory_file(site), file)
        try:
            memory = open_memory(file, program_stamp())
        except MemoryBusy:
            continue
        if outdated or memory.complaint:
            memory = memory.replaced_by(memory_file(site), program_stamp())
        return memory
    raise AssertionError


def _is_newer(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return one.exists()
    return one.stat().st_mtime_ns > other.stat().st_mtime_ns
