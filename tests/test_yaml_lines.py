"""The short way through YAML comes to what the parser makes of it, or is not taken."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from generator.yaml_lines import read_lines
from generator.yaml_text import read
from generator.yaml_tree import Entry, Items, Mapping, Text, Tree, plain

VALUES = (
    "a",
    "a b",
    "é 中",
    "12:30",
    "2026-01-28",
    "null",
    "C#",
    "it's",
    '"a: b"',
    "'a # b'",
    '""',
    "“a”",
    "a, ? b",
    "/a/b",
    r'"a \"b\" \\"',
    "'a''b'",
)
BITS = (
    *(" ", "  ", "a", "B7", ":", ": ", "#", " #", "-", "- ", "?", "? ", "|", ">", "'", '"', "\\", "[", "]", "{", "}"),
    *(",", "&", "*", "!", "%", "@", "`", "~", "=", ".", "…", "\t", "\xa0", "\u2028", "<<", "---", "...", "\n"),
)
TEXTS = some.lists(some.sampled_from((*BITS, *VALUES)), max_size=6).map("".join)
SOME_VALUE = some.one_of(some.sampled_from(VALUES), some.sampled_from(VALUES), TEXTS)
LINES = some.one_of(
    some.tuples(some.sampled_from(["a: ", "b: ", "c-d: ", "e f: ", "é: "]), SOME_VALUE).map("".join),
    some.sampled_from(["a:", "b:", "c:", "d:", "a: ", ""]),
    some.tuples(some.sampled_from(["- ", "  - ", "  - ", "    - ", "  a: ", "  b: ", "  c: "]), SOME_VALUE).map(
        "".join
    ),
    TEXTS,
)
FRONTS = some.lists(LINES, max_size=6).map(lambda lines: "".join(f"{each}\n" for each in lines))


@given(FRONTS)
@example("a: b\n- c\n")
@example("a:\n- b\n  - c\n")
@example("a:\n  b: c\n  b: d\n")
def test_the_short_way_is_right_or_not_taken(text: str) -> None:
    """A comment below, which changes nothing, takes the long way."""
    root = read_lines(text, 2)
    assert root is None or read(f"{text}#\n", "a.md", 2) == Tree(root, ())


def test_what_editors_write_takes_the_short_way() -> None:
    """Else it would be right and of no use."""
    text = 'title: A “b”\nsummary:\n  - "C: d"\ncategories:\n- World\ntopics:\n  export controls: 75\nslug: a\n'
    root = read_lines(text, 2)
    assert root == Mapping(
        (
            Entry(Text("title", 2, 1), Text("A “b”", 2, 8)),
            Entry(Text("summary", 3, 1), Items((Text("C: d", 4, 5, quoted=True),), 4, 3)),
            Entry(Text("categories", 5, 1), Items((Text("World", 6, 3),), 6, 1)),
            Entry(
                Text("topics", 7, 1),
                Mapping((Entry(Text("export controls", 8, 3), Text("75", 8, 20)),), 8, 3),
            ),
            Entry(Text("slug", 9, 1), Text("a", 9, 7)),
        ),
        2,
        1,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a:\n",
        "a: b # c\n",
        "a: [b]\n",
        "a:\n  - b\n c: d\n",
        "a: |\n  b\n",
        "a: b\n  c\n",
        "a: 1\na: 2\n",
        "a: b: c\n",
    ],
)
def test_what_takes_a_parser_does_not(text: str) -> None:
    """It is left to PyYAML."""
    assert read_lines(text, 1) is None


def test_both_ways_read_the_same_values() -> None:
    """Quotes, colons in times, number signs in words."""
    text = "".join(f"k{number}: {value}\n" for number, value in enumerate(VALUES))
    root = read_lines(text, 1)
    assert root is not None
    assert plain(root) == plain(read(f"{text}#\n", "a.md").root or root)
