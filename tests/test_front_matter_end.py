"""A second line of three hyphens that is missing or misspelt: told once, at the line after which it belongs."""

from __future__ import annotations

import pytest

from generator.front_matter import parse, parse_page
from generator.problems import Problem

KEYS = "---\ntitle: The harbour opens\ndate: 2026-01-28\ncategories:\n  - World\n"


def told(text: str) -> tuple[Problem, ...]:
    return parse(text.encode(), "a.md").problems


@pytest.mark.parametrize(
    "story",
    [
        "\nShips came.\n",
        "\nShips came.\n\n---\n\nMore ships came.\n",
        "\n## At noon\n\nThe mayor said: ships came.\n\n---\n\nMore.\n",
        "\nNote: ships came.\nAnd more.\n\n---\n\nMore.\n",
        "\n- One ship\n- Another\n\nThey came.\n\n---\n",
        "\n> “Ships”: came\n\n---\n",
        "Ships came.\n\nMore ships came.\n\n---\n",
    ],
)
def test_the_line_after_which_the_front_matter_seems_to_end_is_told(story: str) -> None:
    (found,) = told(KEYS + story)

    assert (found.code, found.line) == ("front-matter/unclosed", 5)
    assert found.message == "The front matter seems to end after line 5, but no line “---” follows."
    assert found.help == "Write --- on a line of its own below this line."


@pytest.mark.parametrize("line", ["--", "—", "----", "–-", "- - -"])
@pytest.mark.parametrize("rest", ["", "\n---\n\nMore ships came.\n"])
def test_a_line_that_was_meant_to_be_three_hyphens_is_named(line: str, rest: str) -> None:
    (found,) = told(f"{KEYS}{line}\nShips came.\n{rest}")

    assert (found.code, found.line, found.help) == ("front-matter/unclosed", 6, "Write three hyphens: ---")
    assert f"“{line}”" in found.message


def test_a_rule_of_other_signs_in_the_story_is_not_taken_for_the_end() -> None:
    (found,) = told(KEYS + "\nNote: ships came.\n\n***\n\nMore.\n\n---\n")

    assert (found.code, found.line) == ("front-matter/unclosed", 5)


def test_a_standing_page_is_told_likewise() -> None:
    (found,) = parse_page(b"---\ntitle: About us\n\nWe are: here.\nSo there.\n\n---\n", "a.md").problems

    assert (found.code, found.line) == ("front-matter/unclosed", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: T\n\ndate 2026-01-28\ncategories: [World]\n---\n", "yaml/missing-colon"),
        (KEYS + "\nmood: bright\n---\nShips came.\n", "front-matter/unknown-key"),
        (KEYS + "mood bright\n---\nShips came.\n", "yaml/missing-colon"),
        (KEYS + "draft true\n\nmood: bright\n---\nShips came.\n", "yaml/missing-colon"),
    ],
)
def test_a_mistake_in_the_midst_of_the_keys_is_not_taken_for_the_story(text: str, code: str) -> None:
    assert [each.code for each in told(text)] == [code]


def test_front_matter_that_can_be_read_is_never_doubted() -> None:
    assert told(KEYS + "summary:\n\n  - One\n\n  - Two\n\n# A comment.\n\n---\n") == ()
    assert told(KEYS + 'description: "one\n\n  --\n\n  two"\n---\n') == ()
