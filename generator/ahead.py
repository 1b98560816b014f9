"""What a build finds out ahead of asking for it, where it is much, so that other processes can help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.ask import Engine
from generator.crew import Bench, Crew
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

    def do(self, what: str, job: Callable[[Bench, tuple[T, ...]], R], work: Sequence[T]) -> Iterator[R]:
        """Do a job, with the help of other processes where there is enough of it; yield what each batch gave."""
        tell, batch = self.progress, self.batch
        if self.crew and len(work) > batch:
            given = self.crew.do(job, work, self.engine, self.world, self.strict)
        else:
            bench = Bench(self.engine, self.world)
            parts = (tuple(work[start : start + batch]) for start in range(0, len(work), batch))
            given = ((len(part), job(bench, part)) for part in parts)
        done = 0
        tell(what, done, len(work))
        for count, each in given:
            done += count
            tell(what, done, len(work))
            yield each


def read_all(work: Work) -> None:
    """Read the articles ahead of asking for the problems of all of them, so that others can help."""
    from generator.article import article_problems
    from generator.jobs import follow_links, read_articles
    from generator.links import link_problems
    from generator.shelves import article_paths

    for what, job, last in (("reading", read_articles, article_problems), ("links", follow_links, link_problems)):
        work.engine.preload(last)
        due = [path for path in work.engine.ask(article_paths) if work.engine.known(last, path) is None]
        for _ in work.do(what, job, due):
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
