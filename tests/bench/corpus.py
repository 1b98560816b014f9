"""An invented newspaper of any size: the same articles, byte for byte, from the same seed on any machine.

`python -m tests.bench.corpus DIR --size 10000` writes it as a site for Broadsheet. An article depends on the seed and
its own number alone, so a small archive is the beginning of a large one. The archive grows as a newsroom does: a
hundred articles in the first month, a thousand after five months, a hundred thousand after eight years. So does the
vocabulary of topics: with the square root of the articles (Heaps' law), each topic used in proportion to one over its
rank (Zipf's law).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from math import isqrt
from pathlib import Path
from typing import Final, TypeVar

from tests.bench.words import ACTS, CATEGORIES, CITIES, COMMON, FAMILY, GIVEN, PAPERS, QUALITIES, SUBJECTS

T = TypeVar("T")

SEED: Final = 1
BEGINNING: Final = datetime(2016, 1, 4, 6, tzinfo=UTC)
TITLE: Final = "The Bench Courier"
BASE_URL: Final = "https://courier.example"
PAGE_SIZE: Final = 20
FEED_SIZE: Final = 20
MONTH: Final = 43_800
"""Minutes in a month."""
OTHER_STORY: Final = re.compile(r"\]\(story:(\d+)\)")


@dataclass(frozen=True, slots=True)
class Story:
    """One article. `slug` is unique; a link in `body` to another article reads `](story:NUMBER)`."""

    number: int
    title: str
    slug: str
    date: datetime
    categories: tuple[str, ...]
    summary: tuple[str, ...]
    topics: tuple[tuple[str, int], ...]
    source: str
    source_url: str
    authors: tuple[str, ...]
    body: str

    @property
    def place(self) -> str:
        """Return month and slug: what its path and its address are made of."""
        return f"{self.date:%Y/%m}/{self.slug}"


class Chance:
    """Choices that come out the same in every version of Python: only `random.Random.random` promises that."""

    def __init__(self, seed: str) -> None:
        self.draw = random.Random(seed).random

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, but not with, `limit`."""
        return int(self.draw() * limit)

    def of(self, things: Sequence[T]) -> T:
        """Return one of the things, each as likely as the other."""
        return things[int(self.draw() * len(things))]

    def ranked(self, things: Sequence[T], among: int) -> T:
        """Return one of the first `among` things, each in proportion to one over its rank."""
        return things[self.rank(among)]

    def rank(self, among: int) -> int:
        """Return a rank from 0 up to, but not with, `among`; each in proportion to one over its place."""
        sums = _harmonic(1 << max(among - 1, 1).bit_length())
        return bisect(sums, self.draw() * sums[among - 1], 0, among - 1)


@cache
def _harmonic(length: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / rank for rank in range(1, length + 1)))


@cache
def topic_names() -> tuple[str, ...]:
    """Return every topic that there can be, no two of the same words, in an order that looks like none."""
    pairs = [f"{one} {other}" for one in (*QUALITIES, *SUBJECTS) for other in SUBJECTS if one != other]
    names = list({"".join(sorted(name.split())): name for name in (*SUBJECTS, *pairs)}.values())
    chance = Chance("topics")
    for last in range(len(names) - 1, 0, -1):
        other = chance.below(last + 1)
        names[last], names[other] = names[other], names[last]
    return tuple(names)


@cache
def _sources() -> tuple[str, ...]:
    return tuple(f"The {city} {paper}" for paper in PAPERS for city in CITIES)


@cache
def _authors() -> tuple[str, ...]:
    return tuple(f"{given} {family}" for family in FAMILY for given in GIVEN)


@cache
def _vocabulary() -> tuple[str, ...]:
    return (*COMMON, *SUBJECTS, *QUALITIES, *ACTS)


def stories(size: int, seed: int = SEED) -> Iterator[Story]:
    """Give the first `size` articles, oldest first."""
    return (story(number, seed) for number in range(size))


def story(number: int, seed: int = SEED) -> Story:
    """Return the article of this number, counted from 0."""
    chance = Chance(f"{seed}/{number}")
    title = headline(number, seed)
    source = chance.ranked(_sources(), 80)
    return Story(
        number=number,
        title=title,
        slug=_slug(title, number),
        date=published(number),
        categories=tuple(dict.fromkeys(chance.ranked(CATEGORIES, 12) for _ in range(1 + (chance.draw() < 0.4)))),
        summary=tuple(_sentence(chance) for _ in range(5)),
        topics=_topics(chance, number),
        source=source,
        source_url=f"https://{source.lower().replace(' ', '-')}.example/{number}",
        authors=tuple(dict.fromkeys(chance.ranked(_authors(), 120) for _ in range(chance.below(3)))),
        body=_body(chance, number),
    )


def headline(number: int, seed: int = SEED) -> str:
    """Return the title of the article of this number."""
    chance = Chance(f"{seed}/{number}/title")
    return f"{_subject(chance).capitalize()} {chance.of(ACTS)} {_subject(chance)} in {chance.of(CITIES)}"


def place(number: int, seed: int = SEED) -> str:
    """Return month and slug of the article of this number: what its path and its address are made of."""
    return f"{published(number):%Y/%m}/{_slug(headline(number, seed), number)}"


def _slug(title: str, number: int) -> str:
    return f"{title.lower().replace(' ', '-')}-{number}"


def published(number: int) -> datetime:
    """Return when the article appeared: after m months there are 100 × m^1.5, in whole numbers on any machine."""
    return BEGINNING + timedelta(minutes=_cube_root(number * number * MONTH**3 // 10_000))


def _cube_root(cube: int) -> int:
    root: int = round(float(cube) ** (1 / 3))
    while root**3 > cube:
        root -= 1
    while (root + 1) ** 3 <= cube:
        root += 1
    return root


def topics_known(number: int) -> int:
    """Return how many topics the newsroom has thought of when it writes this article."""
    return 20 + isqrt(400 * number)


def _topics(chance: Chance, number: int) -> tuple[tuple[str, int], ...]:
    chosen: dict[str, int] = {}
    names, known = topic_names(), topics_known(number)
    weight = 100
    while len(chosen) < 10:
        name = names[chance.rank(known)]
        if name not in chosen:
            chosen[name] = weight
            weight -= 1 + chance.below(9)
    return tuple(chosen.items())


def _subject(chance: Chance) -> str:
    return f"{chance.of(QUALITIES)} {chance.of(SUBJECTS)}"


def _sentence(chance: Chance) -> str:
    """Return 6 to 20 words, some of them marked up or quoted."""
    known = _vocabulary()
    words = [chance.ranked(known, len(known)) for _ in range(6 + chance.below(15))]
    words[0] = words[0].capitalize()
    oddity, spot = chance.draw(), 1 + chance.below(len(words) - 2)
    if oddity < 0.08:
        words[spot] = f"*{words[spot]}*"
    elif oddity < 0.13:
        words[spot] = f"**{words[spot]}**"
    elif oddity < 0.2:
        words[spot] = f"“{words[spot]}”," if oddity < 0.17 else f'"{words[spot]}"'
    elif oddity < 0.26:
        words[spot] += "’s" if oddity < 0.23 else "'s"
    elif oddity < 0.34:
        words[spot] += ","
    elif oddity < 0.37:
        words[spot] += f" {2 + chance.below(900)}.{chance.below(10)} per cent"
    elif oddity < 0.39:
        words[spot] += " --"
    return " ".join(words) + "."


def _paragraph(chance: Chance, number: int) -> str:
    sentences = [_sentence(chance) for _ in range(3 + chance.below(3))]
    if chance.draw() < 0.3:
        sentences.append(f"See [{_subject(chance)}](https://{chance.of(SUBJECTS)}.example/{chance.below(1000)}).")
    if number and chance.draw() < 0.12:
        sentences.append(f"Earlier: [{_subject(chance)}](story:{chance.below(number)}).")
    return " ".join(sentences)


def _body(chance: Chance, number: int) -> str:
    """Return some 400 to 700 words of Markdown."""
    blocks = [_paragraph(chance, number) for _ in range(2)]
    for _ in range(2 + chance.below(2)):
        blocks.append(f"## {_subject(chance).capitalize()}")
        blocks += [_paragraph(chance, number) for _ in range(2 + chance.below(2))]
        if chance.draw() < 0.4:
            blocks.append(_extra(chance))
    return "\n\n".join(blocks) + "\n"


def _extra(chance: Chance) -> str:
    kind = chance.draw()
    if kind < 0.4:
        return "\n".join(f"- {_sentence(chance)}" for _ in range(3 + chance.below(3)))
    if kind < 0.55:
        return "\n".join(f"{place}. {_sentence(chance)}" for place in range(1, 4))
    if kind < 0.75:
        return f"> {_sentence(chance)} {_sentence(chance)}"
    if kind < 0.9:
        rows = [f"| {_subject(chance)} | {chance.below(5000)} | {chance.below(100)}% |" for _ in range(4)]
        return "\n".join(("| Subject | Number | Share |", "| --- | ---: | ---: |", *rows))
    return (
        f"```python\ndef {chance.of(SUBJECTS)}(share: int) -> float:\n    return share * {chance.below(100)} / 100\n```"
    )


SITE: Final = f"""\
title: {TITLE}
base_url: {BASE_URL}
page_size: {PAGE_SIZE}
feed_size: {FEED_SIZE}
sections: [{", ".join(CATEGORIES)}]
"""


def write_site(folder: Path, size: int, seed: int = SEED) -> None:
    """Write the newspaper as a site for Broadsheet into a folder that is new or empty."""
    write(folder / "content/site.yaml", SITE)
    for each in stories(size, seed):
        write(folder / f"content/articles/{each.place}.md", as_markdown(each, seed))


def as_markdown(each: Story, seed: int = SEED) -> str:
    """Return the article as its editor writes it for Broadsheet."""
    lines = ["---", f"title: {each.title}", f"date: {each.date:%Y-%m-%dT%H:%M:%SZ}"]
    lines += listed("categories", each.categories)
    lines += listed("summary", (quoted(bullet) for bullet in each.summary))
    lines += ["topics:", *(f"  {name}: {weight}" for name, weight in each.topics)]
    lines += ["source:", f"  name: {each.source}", f"  url: {each.source_url}"]
    lines += listed("authors", each.authors)
    return "\n".join([*lines, "---", linked(each.body, "../../{}.md", seed)])


def linked(body: str, form: str, seed: int = SEED) -> str:
    """Return the body with its links to other articles in the form that a generator understands."""
    return OTHER_STORY.sub(lambda found: f"]({form.format(place(int(found[1]), seed))})", body)


def linked_from(each: Story) -> set[int]:
    """Return the numbers of the articles that an article links to."""
    return {int(number) for number in OTHER_STORY.findall(each.body)}


def listed(key: str, values: Iterable[str]) -> list[str]:
    """Return a key and its values as lines of YAML; none where there are no values."""
    items = [f"  - {each}" for each in values]
    return [f"{key}:", *items] if items else []


def quoted(text: str) -> str:
    """Return text between double quotes, as YAML, TOML and JSON read it."""
    return json.dumps(text, ensure_ascii=False)


def write(file: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def main() -> None:
    """Write the newspaper for Broadsheet."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpus", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="new or empty")
    parser.add_argument("--size", type=int, default=1000, help="articles (default: 1000)")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    if asked.folder.exists() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} is not empty")
    write_site(asked.folder, asked.size, asked.seed)


if __name__ == "__main__":
    main()
