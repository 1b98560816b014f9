"""What a build finds out ahead of asking for it, where it is much, so that other processes can help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from generator.bench import Bench
from generator.engine import Engine
from generator.sources import World

if TYPE_CHECKING:
    from generator.crew import Crew
    from generator.jobs import Shelf

FEW_BATCHES: Final = 4
"""How many batches are done here sooner than other processes are started and have learnt what they need for them."""

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]


def no_progress(what: str, done: int, of: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a build works with: `crew` gives other processes, None where it works alone; `batch` is how many articles or
    pages a process is given at a time; `strict` is that of the engine; `progress` is told what is done, how many of how
    many."""

    engine: Engine
    world: World
    crew: Callable[[], Crew | None]
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
        if len(batches) > FEW_BATCHES and (crew := self.crew()):
            given = crew.do(job, batches, self.engine, self.world, self.strict)
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
    from generator.jobs import read_shelves

    _do_shelves(work, "reading", read_shelves, article_problems)


def _do_shelves(
    work: Work, what: str, job: Callable[[Bench, tuple[Shelf, ...]], None], *questions: Callable[..., object]
) -> None:
    """Do a job for the articles of which not all of some questions are known to hold, shelf by shelf."""
    from generator.jobs import Shelf
    from generator.shelves import shelf_articles, shelves

    engine = work.engine
    for each in questions:
        engine.preload(each)

    def is_due(path: str) -> bool:
        return any(engine.known(each, path) is None for each in questions)

    all_due = (Shelf(shelf, tuple(filter(is_due, engine.ask(shelf_articles, shelf)))) for shelf in engine.ask(shelves))
    for _ in work.do(what, job, [shelf for shelf in all_due if shelf.due], lambda shelf: len(shelf.due)):
        pass


def gather_all(work: Work) -> None:
    """Part all terms into bins, volume by volume, and find out what pages show of them, bin by bin: term by term, each
    volume and each bin would be read again and again."""
    from generator.jobs import describe_terms, gather_terms
    from generator.ledgers import BINS
    from generator.shelves import shelf_articles, shelves
    from generator.volumes import volumes

    ask = work.engine.ask
    articles = sum(len(ask(shelf_articles, shelf)) for shelf in ask(shelves))
    bins = [(kind, number) for kind, count in BINS.items() for number in range(count)]
    for _ in work.do("terms", gather_terms, ask(volumes), _even(articles, len(ask(volumes)))):
        pass
    for _ in work.do("names", describe_terms, bins, _even(articles, len(bins))):
        pass


def _even(articles: int, parts: int) -> Callable[[object], int]:
    """Return how many articles each of some parts is about, if all are of one size."""
    return lambda _: -(-articles // max(parts, 1))


def relate_all(work: Work) -> None:
    """Find out where the links of the articles lead, and what lists show of them: each process would do the latter for
    all of them."""
    from generator.cards import shown
    from generator.jobs import relate_articles
    from generator.links import link_problems

    _do_shelves(work, "links", relate_articles, link_problems, shown)
