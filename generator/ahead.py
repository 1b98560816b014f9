"""What a build finds out ahead of asking for it, where it is much, so that other processes can help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.crew import Bench, Crew
from generator.engine import Engine
from generator.sources import World

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]


def no_progress(what: str, done: int, of: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a build works with: `crew` is None where it works alone; `batch` is how many articles or pages a process is
    given at a time; `strict` is that of the engine; `progress` is told what is done, how many of how many."""

    engine: Engine
    world: World
    crew: Crew | None
    batch: int
    strict: bool
    progress: Progress

    def do(
        self,
        what: str,
        job: Callable[[Bench, tuple[T, ...]], R],
        work: Sequence[T],
        weight: Callable[[T], int] = lambda each: 1,
    ) -> Iterator[R]:
        """Do a job, with the help of other processes where there is enough of it; yield what each batch gave.

        `weight` says of how many articles or pages a piece of the work is.
        """
        tell, of = self.progress, sum(map(weight, work))
        batches = list(self._batches(work, weight))
        if self.crew and len(batches) > 1:
            given = self.crew.do(job, batches, self.engine, self.world, self.strict)
        else:
            bench = Bench(self.engine, self.world)
            given = ((batch, job(bench, batch)) for batch in batches)
        done = 0
        tell(what, done, of)
        for batch, each in given:
            done += sum(map(weight, batch))
            tell(what, done, of)
            yield each

    def _batches(self, work: Sequence[T], weight: Callable[[T], int]) -> Iterator[tuple[T, ...]]:
        batch: list[T] = []
        size = 0
        for each in work:
            if batch and size + weight(each) > self.batch:
                yield tuple(batch)
                batch, size = [], 0
            batch.append(each)
            size += weight(each)
        if batch:
            yield tuple(batch)


def read_all(work: Work) -> None:
    """Read the articles ahead of asking for the problems of all of them, so that others can help."""
    from generator.article import article_problems
    from generator.jobs import Shelf, follow_links, read_shelves
    from generator.links import link_problems
    from generator.shelves import shelf_articles, shelves

    engine = work.engine
    for what, job, last in (("reading", read_shelves, article_problems), ("links", follow_links, link_problems)):
        engine.preload(last)
        all_due = (
            Shelf(shelf, tuple(path for path in engine.ask(shelf_articles, shelf) if engine.known(last, path) is None))
            for shelf in engine.ask(shelves)
        )
        for _ in work.do(what, job, [shelf for shelf in all_due if shelf.due], lambda shelf: len(shelf.due)):
            pass


def gather_all(work: Work) -> None:
    """Part all terms into bins, volume by volume: bin by bin, each volume would be read for each bin."""
    from generator.jobs import gather_terms
    from generator.volumes import volumes

    for _ in work.do("terms", gather_terms, work.engine.ask(volumes)):
        pass


def show_all(work: Work, articles: Iterable[str]) -> None:
    """Find out what lists show of the articles ahead of the pages: each process would do it for all of them."""
    from generator.cards import shown
    from generator.jobs import show_articles

    work.engine.preload(shown)
    for _ in work.do("cards", show_articles, [path for path in articles if work.engine.known(shown, path) is None]):
        pass
