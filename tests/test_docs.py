"""The documentation says what the program does: nothing is missing there, nothing there is made up, examples work.

How an example says what it is stands at the head of `docs/problems.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from generator.problems import CODES
from tests.sites import Site

REPOSITORY: Final = Path(__file__).parents[1]
DOCS: Final = REPOSITORY / "docs"
WRITTEN: Final = (
    "README.md",
    "docs/README.md",
    "docs/content.md",
    "docs/problems.md",
    "docs/theme.md",
    "docs/topics.md",
)

HEADING: Final = re.compile(r"(#+) (.+)")
FENCE: Final = re.compile(r"(`{3,}|~{3,})\s*(\S*)\s*(.*)")
CODE_SPAN: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block, and what the line that opens it says of it."""

    language: str
    verdict: str
    options: tuple[tuple[str, str], ...]
    text: str

    def named(self, option: str) -> list[str]:
        return [value for name, value in self.options if name == option]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the lines below it up to the next heading, and the examples among them."""

    title: str
    level: int
    lines: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def name(self) -> str:
        """Return the title without its backticks."""
        return self.title.replace("`", "")

    def right(self) -> list[Example]:
        return [each for each in self.examples if each.verdict == "right"]

    def wrong(self) -> list[Example]:
        return [each for each in self.examples if each.verdict == "wrong"]

    def rows(self) -> list[list[str]]:
        """Return the cells of the rows of all tables, without the heads."""
        tables = re.findall(r"(?:^\|.*\n?)+", "\n".join(self.lines) + "\n", re.MULTILINE)
        rows = [row for table in tables for row in table.splitlines()[2:]]
        return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]

    def first_column(self) -> list[str]:
        """Return what stands in backticks in the first column of the tables."""
        return [name for row in self.rows() for name in CODE_SPAN.findall(row[0])]


def sections(path: str) -> list[Section]:
    """Read a document, which is one of `WRITTEN`."""
    found: list[Section] = []
    title, level, lines, examples = "", 0, list[str](), list[Example]()
    rows = iter((REPOSITORY / path).read_text("utf-8").splitlines())
    for row in rows:
        if fence := FENCE.fullmatch(row):
            examples.append(_example(fence, rows))
        elif heading := HEADING.fullmatch(row):
            found.append(Section(title, level, tuple(lines), tuple(examples)))
            title, level, lines, examples = heading[2], len(heading[1]), [], []
        else:
            lines.append(row)
    return [*found, Section(title, level, tuple(lines), tuple(examples))]


def _example(fence: re.Match[str], rows: Iterator[str]) -> Example:
    lines = []
    for row in rows:
        if row.startswith(fence[1]):
            break
        lines.append(row + "\n")
    verdict, *options = fence[3].split() or [""]
    pairs = tuple((name, value) for name, _, value in (each.partition("=") for each in options))
    return Example(fence[2], verdict, pairs, "".join(lines))


def section(path: str, title: str) -> Section:
    (found,) = (each for each in sections(path) if each.name == title)
    return found


def below(path: str, title: str) -> list[Section]:
    """Return a section and those below it."""
    everything = sections(path)
    start = next(number for number, each in enumerate(everything) if each.name == title)
    level = everything[start].level
    end = next((n for n, each in enumerate(everything) if n > start and each.level <= level), len(everything))
    return everything[start:end]


# Examples as sites.

REQUIRED: Final = {"title": "A headline", "date": "2026-01-28T14:30:00Z", "categories": "[World]"}
PICTURE: Final = b"\x89PNG\r\n\x1a\n"

STORY: Final = """\
---
title: {title}
date: {date}
updated: 2026-02-03T08:00:00Z
categories: [World, Business]
summary: [The first *bullet*.]
topics:
  nvidia h200: 90
  export controls: 75
source: {{name: Ars Technica, url: https://example.com/story}}
authors: [Ann Lee]
image:
  src: https://example.com/chip.jpg
  alt: A chip.
  caption: The chip.
  credit: Photo Office
corrections:
  - date: 2026-02-02
    text: The number was wrong.
featured: true
---
The body.
"""


def make(site: Site, examples: list[Example]) -> None:
    """Write the examples into a site."""
    for number, example in enumerate(examples, 1):
        for extra in example.named("with"):
            site.write(extra, _further(extra))
        for file in example.named("file") or [f"content/articles/2026/01/example-{number}.md"]:
            encoding = (example.named("encoding") or ["utf-8"])[0]
            site.write(file, (example.text if example.named("file") else _article(example)).encode(encoding))


def _article(example: Example) -> str:
    if example.language == "md":
        return "---\n" + _required("") + "---\n" + example.text
    assert example.language == "yaml", f"an example of {example.language!r} has to name its file"
    return f"---\n{_required(example.text)}{example.text}---\nThe body.\n"


def _required(given: str) -> str:
    return "".join(
        f"{key}: {value}\n" for key, value in REQUIRED.items() if not re.search(rf"^{key}:", given, re.MULTILINE)
    )


def _further(path: str) -> str | bytes:
    if path.endswith(".md"):
        return "---\ntitle: Another\n---\nText.\n" if path.startswith("content/pages/") else _story("Another")
    return PICTURE


def _story(title: str, date: str = "2026-01-28T14:30:00Z") -> str:
    return STORY.format(title=title, date=date)


def stories(site: Site) -> None:
    """Fill a site with all that a theme may show."""
    for day in range(1, 9):
        site.write(f"content/articles/2026/02/story-{day}.md", _story(f"Story {day}", f"2026-02-0{day}T07:00:00Z"))
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n")
    site.write("content/authors.yaml", "Ann Lee:\n  email: ann@example.org\n  about: Writes.\n")
    site.write("content/topics.yaml", "nvidia h200:\n  parent: chips\n  description: A chip.\n")


# docs/problems.md: every code once, with examples that hold.

PROBLEMS: Final = "docs/problems.md"
NOT_CODES: Final = {"", "Problems"}

Act = Callable[[Site], object]


def _body(text: str) -> Act:
    return lambda site: site.story("example.md", body=text)


def _link(site: Site) -> None:
    (site.folder / "content/articles").mkdir(parents=True)
    (site.folder / "content/articles/example.md").symlink_to("/etc/hostname")


OTHERWISE: Final[dict[str, Act]] = {
    "file/control-character": lambda site: site.story("example.md", title="The harbour\x07 opens"),
    "file/refused": _link,
    "front-matter/too-large": lambda site: site.story("example.md", more="# more\n" * 50_000),
    "markup/control-character": _body("The harbour\ufdd0 opens."),
    "markup/too-complex": _body("| a " * 300 + "|\n" + "|---" * 300 + "|\n"),
    "markup/too-long": _body("Ships came. " * 50_000),
    "output/in-the-way": lambda site: site.write("output/index.html", "By hand."),
    "settings/missing-file": lambda site: (site.folder / "content/site.yaml").unlink(),
    "site/no-content": lambda site: (site.folder / "content").rename(site.folder / "contents"),
}
"""What a wrong example cannot show as the text of a file: a character nobody sees, a size, a place on the disk."""

NOT_TRIED: Final = {"file/unreadable": "tests may run as a user who may read every file"}


def told_codes() -> dict[str, Section]:
    return {each.name: each for each in sections(PROBLEMS) if each.name not in NOT_CODES}


def test_every_code_has_one_section_and_every_section_a_code() -> None:
    titles = [each.name for each in sections(PROBLEMS) if each.name not in NOT_CODES]
    assert titles == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_section_says_how_severe_the_problem_is(code: str) -> None:
    first = next(line for line in told_codes()[code].lines if line)
    assert first.startswith({"error": "*Error.* ", "warning": "*Warning.* "}[CODES[code]])


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_section_has_a_wrong_and_a_right_example(code: str) -> None:
    found = told_codes()[code]
    assert found.wrong()
    assert found.right()
    assert len(found.wrong()) + len(found.right()) == len(found.examples)
    only_to_read = all(each.language == "text" and not each.options for each in found.examples)
    assert only_to_read == (code in {*OTHERWISE, *NOT_TRIED})


@pytest.mark.parametrize("code", sorted({*CODES} - {*NOT_TRIED}))
def test_a_wrong_example_has_that_problem_and_no_other(site: Site, code: str) -> None:
    if code in OTHERWISE:
        OTHERWISE[code](site)
    else:
        make(site, told_codes()[code].wrong())
    assert set(site.codes()) == {code}


@pytest.mark.parametrize("code", sorted({*CODES} - {*OTHERWISE, *NOT_TRIED}))
def test_a_right_example_has_no_problem(site: Site, code: str) -> None:
    make(site, told_codes()[code].right())
    assert site.codes() == []
