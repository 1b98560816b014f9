"""Related articles, measured: how often they are of one story, and what they cost.

`python -m tests.bench.related` prints both. The corpus is invented: every article belongs to one of many running
stories, each with topics of its own; it names some of them, some topics of other stories in passing, and some of the
large topics that run through everything. So it is known which articles belong together.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from generator.article import entry
from generator.build import theme_folder
from generator.engine import Engine
from generator.memory import open_memory
from generator.related import listed, parts, related
from generator.sources import Options, look_at
from tests.bench.corpus import Chance

SHOWN: Final = 4
TOPICS_OF_STORY: Final = 12
LARGE: Final = 10
BEGINNING: Final = datetime(2016, 1, 4, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of a known story; `day` counts from the beginning."""

    number: int
    story: int
    day: int
    topics: Mapping[str, int]

    @property
    def path(self) -> str:
        """Return where its file lies in a site."""
        return f"content/articles/{self.day // 30}/{self.number}.md"


def running_stories(size: int, stories: int, seed: int) -> list[Piece]:
    """Return articles, oldest first: per article four topics of its story, four in passing, two large ones.

    A topic of the story weighs 60 to 100, one in passing 5 to 35, a large one 20 to 80.
    """
    chance = Chance(f"running stories {seed}")
    pieces = []
    for number in range(size):
        story = chance.rank(stories)
        topics: dict[str, int] = {}
        while len(topics) < 4:
            topics.setdefault(f"story {story} topic {chance.rank(TOPICS_OF_STORY)}", 60 + chance.below(41))
        while len(topics) < 8:
            topics.setdefault(
                f"story {chance.rank(stories)} topic {chance.rank(TOPICS_OF_STORY)}", 5 + chance.below(31)
            )
        while len(topics) < 10:
            topics.setdefault(f"large {chance.rank(LARGE)}", 20 + chance.below(61))
        pieces.append(Piece(number, story, number * 600 // size, topics))
    return pieces


def any_topics(size: int, topics: int, seed: int) -> list[Piece]:
    """Return articles of ten years with ten topics each, every topic in proportion to one over its rank."""
    chance = Chance(f"any topics {seed}")
    pieces = []
    for number in range(size):
        found: dict[str, int] = {}
        while len(found) < 10:
            found.setdefault(f"topic {chance.rank(topics)}", 5 + chance.below(96))
        pieces.append(Piece(number, 0, number * 3650 // size, found))
    return pieces


def write(pieces: Sequence[Piece], site: Path) -> None:
    """Write articles as a site."""
    (site / "content").mkdir(parents=True)
    (site / "content/site.yaml").write_text("title: Running stories\n", "utf-8")
    for each in pieces:
        when = BEGINNING + timedelta(days=each.day, seconds=each.number)
        topics = "".join(f"  {name}: {weight}\n" for name, weight in each.topics.items())
        file = site / each.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"---\ntitle: Article {each.number}\ndate: {when.isoformat()}\ncategories: [News]\n"
            f"topics:\n{topics}---\nText.\n",
            "utf-8",
        )


@contextmanager
def engine_for(pieces: Sequence[Piece]) -> Iterator[Engine]:
    """Write articles as a site and give an engine that remembers nothing of it."""
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        write(pieces, site)
        memory = open_memory(None, "", lasting=False)
        yield Engine(memory, look_at(site, theme_folder(), Options("2027-01-01T00:00:00Z", "", drafts=False), {}))
        memory.discard()


def by_weights(pieces: Sequence[Piece]) -> list[tuple[int, ...]]:
    """Return for each article the numbers of those that Broadsheet shows as related."""
    numbers = {each.path: each.number for each in pieces}
    with engine_for(pieces) as engine:
        return [tuple(numbers[path] for path in engine.ask(related, each.path)) for each in pieces]


def by_counting(pieces: Sequence[Piece]) -> list[tuple[int, ...]]:
    """Return for each article the earlier ones that have most topics in common with it, of equal ones the newer."""
    bearing: dict[str, list[int]] = defaultdict(list)
    found = []
    for each in pieces:
        common = Counter(number for topic in each.topics for number in bearing[topic])
        best = sorted(common, key=lambda number: (-common[number], -number))
        found.append(tuple(best[:SHOWN]))
        for topic in each.topics:
            bearing[topic].append(each.number)
    return found


@dataclass(frozen=True, slots=True)
class Quality:
    """How many articles were shown as related, and how many of them are of the same story."""

    shown: int
    right: int

    @property
    def precision(self) -> float:
        """Return which part of them is of the same story."""
        return self.right / self.shown


def quality(pieces: Sequence[Piece], choose: Callable[[Sequence[Piece]], list[tuple[int, ...]]]) -> Quality:
    """Judge what is chosen for the articles whose story has enough earlier ones to fill the list."""
    earlier: Counter[int] = Counter()
    shown = right = 0
    for each, chosen in zip(pieces, choose(pieces), strict=True):
        if earlier[each.story] >= SHOWN:
            shown += len(chosen)
            right += sum(pieces[number].story == each.story for number in chosen)
        earlier[each.story] += 1
    return Quality(shown, right)


def seconds_for_all(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return the processor time that cutting the index and choosing take for all articles, when all have been read."""
    with engine_for(pieces) as engine:
        for each in pieces:
            engine.ask(entry, each.path)
        start = process_time()
        for year in engine.ask(parts, ""):
            engine.ask(listed, year)
        cut = process_time()
        for each in pieces:
            engine.ask(related, each.path)
        return cut - start, process_time() - cut


def main() -> None:
    """Print the precision of both ways, and what ours costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2500, 5000, 10000])
    options = parser.parse_args()
    print("Of the same story (1,500 articles, 60 stories)    by weights   by counting")
    for seed in range(options.seeds):
        pieces = running_stories(1500, 60, seed)
        ours, counting = quality(pieces, by_weights), quality(pieces, by_counting)
        print(f"seed {seed}: {ours.precision:55.1%} {counting.precision:13.1%}")
    print("Processor time (10 topics of 2,000 each)          index   choosing   per article")
    for size in options.sizes:
        index, choosing = seconds_for_all(any_topics(size, 2000, 0))
        print(f"{size:7,} articles: {index:35.2f} s {choosing:8.2f} s {(index + choosing) / size * 1000:9.2f} ms")


if __name__ == "__main__":
    main()
