"""Broken articles as editors write them: the message names the mistake, and doing what it says mends it."""

from __future__ import annotations

import pytest

from generator.front_matter import parse
from generator.problems import Problem
from generator.settings import parse_site

REQUIRED = ("title: A", "date: 2026-01-28", "categories: [World]")


def told(lines: list[str]) -> tuple[Problem, ...]:
    given = {line.partition(":")[0].partition(" ")[0] for line in lines}
    rest = [line for line in REQUIRED if line.partition(":")[0] not in given]
    return parse("\n".join(["---", *lines, *rest, "---", "Text.", ""]).encode(), "x.md").problems


MISTAKES = [
    # what stands there, the code, and the line that the help shows
    ("title: Harbour: the first ship", "yaml/colon", 'title: "Harbour: the first ship"'),
    ("title: “Harbour: the first ship”", "yaml/smart-quotes", 'title: "Harbour: the first ship"'),
    ("title: „Der Hafen: auf“", "yaml/smart-quotes", 'title: "Der Hafen: auf"'),
    ('title: "The harbour opens”', "yaml/smart-quotes", 'title: "The harbour opens"'),
    ("title: 'The harbour opens’", "yaml/smart-quotes", 'title: "The harbour opens"'),
    ("title: 'It's raining'", "yaml/quote", 'title: "It\'s raining"'),
    ("title: @harbour says no", "yaml/special-character", 'title: "@harbour says no"'),
    ("title: `Code` is law", "yaml/special-character", 'title: "`Code` is law"'),
    ("title: [Live] The harbour", "yaml/bracket", 'title: "[Live] The harbour"'),
    ("title: #MeToo at ten", "front-matter/missing-title", 'title: "#MeToo at ten"'),
    ("title: The story of room #101", "yaml/comment", 'title: "The story of room #101"'),
    ('title: He said "no" in room #1', "yaml/comment", "title: 'He said \"no\" in room #1'"),
    ("title A", "yaml/missing-colon", "title: A"),
    ("date: “2026-01-28”", "yaml/smart-quotes", "2026-01-28"),
    ("date: 28.01.2026", "value/date", "2026-01-28"),
    ("date: Jan 28, 2026 at 5pm", "value/date", "2026-01-28T14:30:00Z"),
    ("draft: “true”", "yaml/smart-quotes", "true"),
    ("categories: [“World”, Business]", "value/quoted-name", "World"),
    ("authors: [‘Ann Ash’]", "value/quoted-name", "Ann Ash"),
]


@pytest.mark.parametrize(("written", "code", "mended"), MISTAKES)
def test_the_help_shows_what_to_write(written: str, code: str, mended: str) -> None:
    (found, *more) = told([written])

    assert more == []
    assert found.code == code
    assert mended in found.help
    key = written.partition(":")[0]
    line = mended if mended.startswith("title: ") else f"{key}: [{mended}]" if "[" in written else f"{key}: {mended}"
    assert told([line]) == ()


@pytest.mark.parametrize(
    ("written", "code", "mended"),
    [
        (["topics:", "  Star Wars: A New Hope: 90"], "yaml/colon", '  "Star Wars: A New Hope": 90'),
        (["topics:", "  “rail”: 90"], "value/quoted-name", "  rail: 90"),
        (["categories:", "  - #World"], "value/empty", '  - "#World"'),
        (["summary:", "  - Ship #1 came."], "yaml/comment", '  - "Ship #1 came."'),
        (["topics:", "\trail: 90"], "yaml/tab", "  rail: 90"),
    ],
)
def test_the_help_shows_how_to_write_what_stands_in_a_list(written: list[str], code: str, mended: str) -> None:
    (found, *more) = told(written)

    assert more == []
    assert found.code == code
    assert found.line == 3
    assert code == "yaml/tab" or mended.split(":")[0].strip(" -") in found.help
    assert told([written[0], mended]) == ()


def test_a_name_in_typographic_quotes_may_be_meant() -> None:
    assert told(["categories: ['“Off the record”', World]"]) == ()
    assert told(["title: “We will not go back”"]) == ()


def test_a_misspelt_key_is_told_once_and_not_missed_besides() -> None:
    """One mistake, one problem."""
    wrong = b"---\ntitel: A\nDate: 2026-01-28\ncategory: [World]\nimage: {scr: /media/a.jpg, alt: A}\n---\n"

    assert [(each.code, each.line, each.help) for each in parse(wrong, "x.md").problems] == [
        ("front-matter/unknown-key", 2, "Did you mean “title”?"),
        ("front-matter/unknown-key", 3, "Did you mean “date”?"),
        ("front-matter/unknown-key", 4, "Did you mean “categories”?"),
        ("front-matter/unknown-key", 5, "Did you mean “src”?"),
    ]


def test_an_entry_of_the_menu_without_keys_is_shown_with_them() -> None:
    (found,) = parse_site(b"title: A\nmenu:\n  - About: /about/\n", "x").problems

    assert found.code == "settings/unknown-key"
    assert found.help == "Write:\nmenu:\n  - name: About\n    url: /about/"


def test_a_missing_space_after_each_colon_is_told_once() -> None:
    (found,) = parse(b"---\ntitle:A\ndate:2026-01-28\n---\n", "x.md").problems

    assert found.code == "yaml/not-a-mapping"
    assert found.help == "Write a space after each colon, such as title: A"
