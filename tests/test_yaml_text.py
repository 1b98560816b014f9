"""YAML text → values with places."""

from __future__ import annotations

from unittest.mock import patch

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import yaml_events
from generator.quotes import quoted
from generator.text_file import UNPRINTABLE
from generator.yaml_text import read
from generator.yaml_tree import Items, Mapping, Text, is_nothing, plain


def told(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.line, each.column) for each in read(text, "a.md").problems]


@pytest.mark.parametrize(
    "word", ["no", "on", "1e3", "12:30", "2024", "0o7", "~", "null", "2026-01-28", "true", ".5", "<<"]
)
def test_every_plain_word_stays_the_text_that_was_written(word: str) -> None:
    tree = read(f"key: {word}\nlist: [{word}]\n{word}: x\n", "a.md")
    assert tree.problems == ()
    assert tree.root is not None
    assert plain(tree.root) == {"key": word, "list": [word], word: "x"}


def test_values_have_the_line_of_the_file_and_the_column_in_characters() -> None:
    tree = read("é: ü\nlist:\n  - a\n  - 'b'\nempty:\n", "a.md", first_line=2)
    assert tree.root is not None
    assert tree.root.get("é") == Text("ü", 2, 4)
    assert tree.root.get("list") == Items((Text("a", 4, 5), Text("b", 5, 5, quoted=True)), 4, 3)
    assert tree.root.get("empty") == Text("", 6, 7)
    assert tree.root.get("absent") is None


def test_a_text_with_only_comments_is_an_empty_mapping() -> None:
    assert read("# nothing here\n", "a.md").root == Mapping((), 1, 1)
    assert read("", "a.md").root == Mapping((), 1, 1)


def test_a_whole_file_may_begin_and_end_with_document_marks() -> None:
    tree = read("---\ntitle: A\n...\n", "site.yaml")
    assert tree.problems == ()
    assert tree.root is not None
    assert plain(tree.root) == {"title": "A"}


def test_line_separators_of_unicode_end_no_line() -> None:
    tree = read("title: A\u2028B\nslug: c\n", "a.md")
    assert tree.root is not None
    assert tree.root.get("title") == Text("A B", 1, 8)
    assert tree.root.get("slug") == Text("c", 2, 7)


def test_a_comment_after_a_plain_value_is_kept_with_it() -> None:
    tree = read("a: C # and friends\nb: 'C' # x\nc: C#\n", "a.md")
    assert tree.root is not None
    assert [each.value.comment for each in tree.root.entries if isinstance(each.value, Text)] == [
        "# and friends",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "advice"),
    [
        ("title: Foo: bar", "yaml/colon", 1, 11, 'Put the value in quotes: title: "Foo: bar"'),
        ('title: He said: "no"', "yaml/colon", 1, 15, "Put the value in quotes: title: 'He said: \"no\"'"),
        ("list:\n  - Foo: bar: baz", "yaml/colon", 2, 13, 'Put the value in quotes: - "Foo: bar: baz"'),
        ("list:\n  - text: bar: baz", "yaml/colon", 2, 14, 'Put the value in quotes: - text: "bar: baz"'),
        ("title: 'It's fine'", "yaml/quote", 1, 12, 'Put the value in quotes: title: "It\'s fine"'),
        ('title: "Foo" bar', "yaml/quote", 1, 14, "Put the value in quotes: title: '\"Foo\" bar'"),
        ("title: 'a' and 'b'", "yaml/quote", 1, 12, "Put the value in quotes: title: \"'a' and 'b'\""),
        ('a: b\ntitle: "Foo\nc: d', "yaml/quote", 2, 8, 'Put the value in quotes: title: "Foo"'),
        ("title: [Exclusive] Foo", "yaml/bracket", 1, 20, 'Put the value in quotes: title: "[Exclusive] Foo"'),
        ("title: @foo", "yaml/special-character", 1, 8, 'Put the value in quotes: title: "@foo"'),
        ("title: `foo`", "yaml/special-character", 1, 8, 'Put the value in quotes: title: "`foo`"'),
        ("title: %foo", "yaml/special-character", 1, 8, 'Put the value in quotes: title: "%foo"'),
        ("title: *foo*", "yaml/special-character", 1, 8, 'Put the value in quotes: title: "*foo*"'),
        ("title: > Foo", "yaml/special-character", 1, 8, 'Put the value in quotes: title: "> Foo"'),
        ("title: , foo", "yaml/special-character", 1, 8, 'Put the value in quotes: title: ", foo"'),
        ("title: &foo bar", "yaml/anchor", 1, 8, 'Put the value in quotes: title: "&foo bar"'),
        (
            "title: !!python/object:os.system x",
            "yaml/tag",
            1,
            8,
            'Put the value in quotes: title: "!!python/object:os.system x"',
        ),
        ("b: &b [*a, *a]", "yaml/anchor", 1, 4, 'Put the value in quotes: b: "&b [*a, *a]"'),
        ("a: [*b, c, *d]", "yaml/alias", 1, 5, 'Put it in quotes: a: ["*b", c, "*d"]'),
        ("a: {b: *c}", "yaml/alias", 1, 8, 'Put it in quotes: a: {b: "*c"}'),
        ("a: [&b [c]]", "yaml/anchor", 1, 5, 'Put the value in quotes: a: "[&b [c]]"'),
        ("a: [*b, 'c, *d']", "yaml/alias", 1, 5, "Put the text that begins with “*” in quotes."),
        ("*a : b", "yaml/alias", 1, 1, 'Put it in quotes: "*a": b'),
        ("a: &x\n  b: c", "yaml/anchor", 1, 4, "Delete “&x”."),
        ("a: [b]]", "yaml/bracket", 1, 7, "Delete it: a: [b]"),
        ("a: {x: 1}}", "yaml/bracket", 1, 10, "Delete it: a: {x: 1}"),
        ("a: 'b', 'c'", "yaml/quote", 1, 7, "Put the value in quotes: a: \"'b', 'c'\""),
        ("a: 'b\n  c' d", "yaml/quote", 2, 6, "Put the whole value in quotes."),
        ("a: [b, /c?d, e]", "yaml/bracket", 1, 10, 'Put it in quotes: a: [b, "/c?d", e]'),
        ("a: {b?: c}", "yaml/bracket", 1, 6, 'Put it in quotes: a: {"b?": c}'),
        (
            "a: [\n",
            "yaml/bracket",
            1,
            4,
            'Close it with “]”. If it is meant as text, put it in quotes: a: "["',
        ),
        (
            "title: {{ b }}",
            "yaml/key-not-text",
            1,
            9,
            'If braces or brackets are meant as text, put it in quotes: title: "{{ b }}"',
        ),
        ("[a]: b", "yaml/key-not-text", 1, 1, 'If braces or brackets are meant as text, put it in quotes: "[a]": b'),
        ("'': b", "yaml/key-not-text", 1, 1, "Write a key before it."),
        (
            'a: "b \\a"',
            "yaml/control-character",
            1,
            4,
            "Leave it out. If a backslash is meant, put the text in single quotes: a: 'b \\a'",
        ),
        ("title: *foo", "yaml/alias", 1, 8, 'Put the value in quotes: title: "*foo"'),
        ("title:Foo\ndate: x", "yaml/missing-colon", 1, 1, "Write a space after the colon: title: Foo"),
        ("a: b\ntitle:Foo\ndate: x", "yaml/missing-colon", 2, 1, "Write a space after the colon: title: Foo"),
        ("\ttitle: Foo", "yaml/tab", 1, 1, "Write spaces instead: YAML does not take tabs."),
        ("a:\n \tb: c", "yaml/tab", 2, 2, "Write spaces instead: YAML does not take tabs."),
        ("title:\tFoo", "yaml/tab", 1, 7, "Write spaces instead: YAML does not take tabs."),
    ],
)
def test_a_mistake_is_told_at_its_place_with_what_to_write(
    text: str, code: str, line: int, column: int, advice: str
) -> None:
    (found,) = read(text, "a.md").problems
    assert (found.code, found.line, found.column, found.help) == (code, line, column, advice)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [b, c\nd: e", "yaml/bracket", 1, 4),
        ("a: {b: c", "yaml/bracket", 1, 4),
        ("a: [b,\nc: [d]", "yaml/bracket", 1, 4),
        ("a: {b: [c], d: [", "yaml/bracket", 1, 16),
        ("a: [b}", "yaml/bracket", 1, 4),
        ("a: [, b]", "yaml/syntax", 1, 5),
        ('a: "C:\\Users"', "yaml/escape", 1, 7),
        ("a: - b", "yaml/list", 1, 4),
        ("a:\n   - b\n  - c", "yaml/indentation", 3, 3),
        ("a: b\n  c: d", "yaml/indentation", 2, 3),
        ("a: {{ b }}", "yaml/key-not-text", 1, 5),
        ("[a]: b", "yaml/key-not-text", 1, 1),
        ("a: b\nc: d\na: e", "yaml/duplicate-key", 3, 1),
        ('a: "\\u0007"', "yaml/control-character", 1, 4),
        ('a: "\\ud800"', "yaml/control-character", 1, 4),
        ("%YAML 1.2\na: b", "yaml/directive", 1, 1),
        ("a: b\n--- \nc: d", "yaml/documents", 2, 1),
        ("- a\n- b", "yaml/not-a-mapping", 1, 1),
        ("text", "yaml/not-a-mapping", 1, 1),
        ("a: " + "{b: " * 12 + "c" + "}" * 12, "yaml/too-deep", 1, 48),
        ("a:\n  - b\n   - c", "yaml/swallowed-item", 3, 4),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(text: str, code: str, line: int, column: int) -> None:
    assert told(text) == [(code, line, column)]


def test_a_key_given_twice_names_the_line_of_the_first() -> None:
    (found,) = read("title: A\ndate: B\ntitle: C\n", "a.md", first_line=2).problems
    assert (found.message, found.line) == ("“title” is already given on line 2.", 4)


def test_mistakes_that_do_not_hide_others_are_all_told() -> None:
    assert told("a: &x 1\nb: *x\na: 2\nc: !t 3\n") == [
        ("yaml/anchor", 1, 4),
        ("yaml/alias", 2, 4),
        ("yaml/duplicate-key", 3, 1),
        ("yaml/tag", 4, 4),
    ]


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "[" * 100_000, "- " * 100_000, "a: " + "{b: " * 50_000])
def test_a_hundred_thousand_levels_end_at_once(text: str) -> None:
    assert [code for code, _, _ in told(text)] == ["yaml/too-deep"]


def test_a_bomb_of_aliases_is_told_and_not_expanded() -> None:
    lines = ["a: &a [x, x]"] + [
        f"{b}: &{b} [" + ", ".join([f"*{a}"] * 9) + "]" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    ]
    assert {code for code, _, _ in told("\n".join([*lines, "i: *h"]))} == {"yaml/alias", "yaml/anchor"}


SNIPPETS = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "\n",
        "\n  ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        " #",
        "\t",
        "x y",
        "|\n  t",
        "> ",
        "&a ",
        "*a",
        "!t ",
        "? ",
        "%",
        "@",
        "---",
        "...",
        "\\",
        "é",
        "\u2028",
        "key: v\n",
        "- i\n",
        "~",
        "😀",
        "<<: ",
        "k:\n  - a\n",
    ]
)


@given(st.lists(SNIPPETS, max_size=14).map("".join))
def test_libyaml_makes_no_difference(text: str) -> None:
    with_libyaml = read(text, "a.md")
    with patch.object(yaml_events, "FAST", yaml.BaseLoader):
        assert read(text, "a.md") == with_libyaml


@given(st.text().filter(lambda text: not UNPRINTABLE.search(text)))
def test_no_text_raises(text: str) -> None:
    tree = read(text.replace("\r", ""), "a.md")
    assert tree.root is not None or tree.problems


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Cf"])))
def test_a_quoted_line_reads_as_itself(text: str) -> None:
    tree = read(f"key: {quoted(text)}", "a.md")
    assert tree.root is not None
    assert plain(tree.root) == {"key": text}


@pytest.mark.parametrize("value", ["", "~", "null", "Null", "NULL", '""', "[]", "{}"])
def test_a_value_that_is_left_out_is_nothing(value: str) -> None:
    tree = read(f"key: {value}", "a.md")
    assert tree.root is not None
    assert is_nothing(tree.root.entries[0].value)


@pytest.mark.parametrize("value", ["'null'", "0", "no", "[~]", "nil"])
def test_a_value_that_is_written_is_something(value: str) -> None:
    tree = read(f"key: {value}", "a.md")
    assert tree.root is not None
    assert not is_nothing(tree.root.entries[0].value)


def test_items_that_are_swallowed_by_a_text_are_one_error() -> None:
    (found,) = read(
        "sections:\n  - AI & Tech\n    - Business\n    - World\n    - Sport\n", "content/site.yaml"
    ).problems

    assert (found.severity, found.line, found.column) == ("error", 3, 5)
    assert found.message == (
        "“- Business” is read as part of the text above it, not as an item of a list, nor are the 2 below it."
    )
    assert (
        found.help
        == "Begin each item in column 3, below the “-” of line 2; or, if it is one text, put all of it in quotes."
    )
    assert read("sections:\n  - 'AI & Tech\n    - Business'\n", "content/site.yaml").problems == ()


def test_a_list_whose_first_item_has_no_hyphen_is_told() -> None:
    (found,) = read("sections: World\n  - Business\n", "content/site.yaml").problems

    assert (found.code, found.line) == ("yaml/swallowed-item", 2)
    assert found.help.startswith("Write each item on a line of its own, the first one too")
