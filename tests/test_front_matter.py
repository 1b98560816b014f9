"""An article's file → its front matter as checked values, and its body."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import generator
from generator.front_matter import Correction, Image, Parsed, Place, Source, Weight, parse, parse_page
from generator.names import identity
from generator.problems import Problem
from generator.text_file import UNPRINTABLE
from tests.sites import Site

WHOLE = """---
title:   China Clears
  Nvidia H200
date: 2026-01-28T14:30:00Z
categories:
  - AI & Tech
  - World
summary:
  - Customs had stopped the *shipments*.
topics:
  nvidia h200: 90
  export controls: 75%
source:
  name: Ars Technica
  url: https://example.com/story
authors: [Ann Lee, 金]
updated: 2026-01-29 08:00 +0100
expires: 2027-01-01
description: In short.
image:
  src: ../media/chip.jpg
  alt: A chip
  caption: The chip
  credit: Photo Office
  licence: CC BY 4.0
slug: china-clears
aliases:
  - /2026/01/28/china/
corrections:
  - date: 2026-01-30
    text: The name was wrong.
canonical_url: https://example.com/original
draft: false
featured: TRUE
language: pt-br
extra:
  mood: no
  list: [1, {a: 1e3}]
---
The body.
"""

MINIMAL = "title: T\ndate: 2026-01-28\ncategories: [World]\n"


def article(lines: str = "", body: str = "B\n") -> Parsed:
    return parse(f"---\n{MINIMAL}{lines}---\n{body}".encode(), "a.md")


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    return [(each.code, each.line, each.column) for each in problems]


def only(parsed: Parsed) -> Problem:
    (found,) = parsed.problems
    return found


def test_every_key_is_read() -> None:
    parsed = parse(WHOLE.encode(), "a.md")
    assert parsed.problems == ()
    front = parsed.front
    assert front is not None
    assert front.title == "China Clears Nvidia H200"
    assert front.date == "2026-01-28T14:30:00+00:00"
    assert front.categories == ("AI & Tech", "World")
    assert front.summary == ("Customs had stopped the *shipments*.",)
    assert front.topics == (Weight("nvidia h200", 90), Weight("export controls", 75))
    assert front.source == Source("Ars Technica", "https://example.com/story")
    assert front.authors == ("Ann Lee", "金")
    assert front.updated == "2026-01-29T08:00:00+01:00"
    assert front.expires == "2027-01-01"
    assert front.description == "In short."
    assert front.image == Image("../media/chip.jpg", "A chip", "The chip", "Photo Office", "CC BY 4.0")
    assert front.slug == "china-clears"
    assert front.aliases == ("/2026/01/28/china/",)
    assert front.corrections == (Correction("2026-01-30", "The name was wrong."),)
    assert front.canonical_url == "https://example.com/original"
    assert (front.draft, front.featured, front.language) == (False, True, "pt-BR")
    assert front.extra == '{"mood":"no","list":["1",{"a":"1e3"}]}'
    assert (parsed.body, parsed.body_line) == ("The body.\n", 40)


def test_values_are_found_again_at_their_places() -> None:
    front = parse(WHOLE.encode(), "a.md").front
    assert front is not None
    places = {key: (line, column) for key, line, column, _ in front.places}
    assert places["title"] == (2, 10)
    assert places["categories.1"] == (7, 5)
    assert places["topics.1"] == (12, 3)
    assert places["image.src"] == (21, 8)
    assert places["corrections.0.text"] == (31, 11)
    assert front.place("topics.0") == Place("topics.0", 11, 3)
    assert front.place("nothing") == Place("nothing", 1, 1)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_make_no_difference(mark: bytes, end: str) -> None:
    assert parse(mark + WHOLE.replace("\n", end).encode(), "a.md") == parse(WHOLE.encode(), "a.md")
    broken = WHOLE.replace("H200\n", "H200: the story\n").replace("90", "900")
    assert parse(mark + broken.replace("\n", end).encode(), "a.md") == parse(broken.encode(), "a.md")


def test_what_is_not_filled_in_is_absent() -> None:
    front = article("summary:\ntopics: {}\nsource: ~\nslug: ''\nexpires: null\nimage:\nextra:\nauthors: []\n").front
    bare = article().front
    assert front is not None
    assert bare is not None
    assert (front.summary, front.topics, front.source, front.slug) == ((), (), None, "")
    assert (front.expires, front.image, front.extra, front.authors) == ("", None, "{}", ())
    assert (bare.draft, bare.featured, bare.language, bare.aliases) == (False, False, "", ())


def test_a_source_may_be_a_name_alone() -> None:
    front = article("source: Reuters\n").front
    assert front is not None
    assert front.source == Source("Reuters", "")


def test_a_body_may_hold_what_looks_like_front_matter() -> None:
    parsed = article(body="a\n---\nb\n")
    assert (parsed.body, parsed.body_line, parsed.problems) == ("a\n---\nb\n", 6, ())


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"", "file/empty", 1, 1),
        (b"\xef\xbb\xbf \n\n", "file/empty", 1, 1),
        (b"# Headline\n", "front-matter/missing", 1, 1),
        (b"\n---\ntitle: T\n---\n", "front-matter/missing", 1, 1),
        (b"---\ntitle: T\n", "front-matter/unclosed", 1, 1),
        (b"---", "front-matter/unclosed", 1, 1),
        (b"+++\ntitle = 'T'\n+++\n", "front-matter/toml", 1, 1),
        (b"---\n" + b"#" * 300_000 + b"\n---\n", "front-matter/too-large", 1, 1),
        (b"---\r\ntitle: \xc3\xa9\xe9\r\n---\r\n", "file/not-utf8", 2, 9),
        (b"\xff\xfe-\x00-\x00-\x00", "file/not-utf8", 1, 1),
        (b"---\ntitle: a\x00b\n---\n", "file/control-character", 2, 9),
        (b"---\ntitle: a\n---\n\nx\xc2\x85", "file/control-character", 5, 2),
    ],
)
def test_a_file_that_is_no_article_says_why(data: bytes, code: str, line: int, column: int) -> None:
    parsed = parse(data, "a.md")
    assert parsed.front is None
    assert told(parsed.problems) == [(code, line, column)]
    assert parse_page(data, "a.md").problems == parsed.problems


def test_missing_keys_are_told_each() -> None:
    assert told(parse(b"---\n---\n", "a.md").problems) == [
        ("front-matter/missing-categories", 1, 1),
        ("front-matter/missing-date", 1, 1),
        ("front-matter/missing-title", 1, 1),
    ]
    assert told(parse(b"---\ndate: 2026-01-28\ntitle:\ncategories: []\n---\n", "a.md").problems) == [
        ("front-matter/missing-title", 3, 1),
        ("front-matter/missing-categories", 4, 1),
    ]


@pytest.mark.parametrize(
    ("lines", "code", "column", "message", "advice"),
    [
        ("tags: [a]", "front-matter/unknown-key", 1, "There is no key “tags” here.", "Did you mean “topics”?"),
        ("sumary: [a]", "front-matter/unknown-key", 1, "There is no key “sumary” here.", "Did you mean “summary”?"),
        (
            "mood: x",
            "front-matter/unknown-key",
            1,
            "There is no key “mood” here.",
            "Delete it, or put it under “extra”.",
        ),
        (
            "corrections: {date: 2026-01-30, text: 'Not 3: 4.'}",
            "value/not-a-list",
            14,
            "“corrections” is a list, even of one item.",
            'Write:\ncorrections:\n  - date: 2026-01-30\n    text: "Not 3: 4."',
        ),
        (
            "corrections: [The name was wrong.]",
            "value/not-a-mapping",
            15,
            "“corrections” has keys of its own, and here stands “The name was wrong.” without one.",
            "Write:\ncorrections:\n  - date: …\n    text: The name was wrong.",
        ),
        (
            "image: cover.png",
            "value/not-a-mapping",
            8,
            "“image” has keys of its own, and here stands “cover.png” without one.",
            "Write:\nimage:\n  src: cover.png\n  alt: …",
        ),
        (
            "image: [cover.png]",
            "value/not-a-mapping",
            8,
            "“image” has keys of its own, and here stands a list without one.",
            "Write:\nimage:\n  src: /media/harbour.jpg\n  alt: …",
        ),
        (
            "expires: 03/04/2026",
            "value/date",
            10,
            "“03/04/2026” is not a date of the form 2026-01-28; it may be 3 April or 4 March.",
            "Write 2026-04-03 or 2026-03-04.",
        ),
        ("draft: yes", "value/boolean", 8, "“yes” is neither true nor false.", "Write true."),
        (
            "authors: Ann, Bob",
            "value/not-a-list",
            10,
            "“authors” is a list, even of one item.",
            "Write:\nauthors:\n  - Ann\n  - Bob",
        ),
        (
            "summary: One, two.",
            "value/not-a-list",
            10,
            "“summary” is a list, even of one item.",
            "Write:\nsummary:\n  - One, two.",
        ),
        (
            "summary: ['a': b]",
            "value/not-text",
            11,
            "This must be one text, but it was read as a key and a value.",
            'A colon and a space made two parts of it. Put it in quotes: "a: b"',
        ),
        (
            "topics: [nvidia: 90, x]",
            "value/not-a-mapping",
            9,
            "“topics” are lines of a name and a weight, not a list.",
            "Write each topic with its weight in percent:\ntopics:\n  nvidia: 90\n  x: 90",
        ),
        (
            "topics: {a: 0.95}",
            "value/weight",
            13,
            "The weight “0.95” is not a whole number from 1 to 100.",
            "Write 95: weights are percentages from 1 to 100.",
        ),
        (
            "topics: {a: 95.0}",
            "value/weight",
            13,
            "The weight “95.0” is not a whole number from 1 to 100.",
            "Write 95.",
        ),
        ("language: en_US", "value/language", 11, "“en_US” is not a language tag.", "Write en-US."),
        (
            "slug: Zum Beispiel!",
            "value/slug",
            7,
            "“Zum Beispiel!” holds characters that do not belong in an address.",
            "Write zum-beispiel",
        ),
        (
            "canonical_url: www.example.org/a",
            "value/url",
            16,
            "“www.example.org/a” is not a web address.",
            "Write https://www.example.org/a",
        ),
        ("aliases: [old/story]", "value/path", 11, "“old/story” does not begin with “/”.", "Write /old/story"),
        (
            "aliases: ['https://a.org/b/']",
            "value/path",
            11,
            "“https://a.org/b/” is a whole address.",
            "Write only the path: /b/",
        ),
        (
            "image: {src: /media/a.jpg}",
            "value/missing-key",
            8,
            "“image” has no “alt”.",
            "Add a line “alt: ” with what the picture shows, for readers who do not see it.",
        ),
        (
            "corrections: [{date: 2026-01-28}]",
            "value/missing-key",
            15,
            "“corrections” has no “text”.",
            "Add a line “text: …”.",
        ),
        (
            "image: {src: a.jpg, alt: x, url: y}",
            "front-matter/unknown-key",
            29,
            "There is no key “url” here.",
            "Did you mean “src”?",
        ),
        (
            "authors: [Ann Lee, ann-lee]",
            "value/duplicate-name",
            20,
            "“ann-lee” already stands on line 5 as “Ann Lee”.",
            "Keep one of the two.",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write(
    lines: str, code: str, column: int, message: str, advice: str
) -> None:
    parsed = article(lines + "\n")
    assert parsed.front is None
    found = only(parsed)
    assert (found.code, found.line, found.column) == (code, 5, column)
    assert (found.message, found.help) == (message, advice)


@pytest.mark.parametrize("key", ["class", "toc", "prev_section", "layout", "comments", "weight", "resources"])
def test_a_key_of_another_generator_is_not_taken_for_one_misspelt(key: str) -> None:
    assert only(article(f"{key}: x\n")).help == "Delete it, or put it under “extra”."


@pytest.mark.parametrize(
    ("key", "meant"), [("catgory", "categories"), ("titel", "title"), ("imgae", "image"), ("lsug", "slug")]
)
def test_a_key_misspelt_is_known_again(key: str, meant: str) -> None:
    told = parse(f"---\n{key}: x\n---\n".encode(), "a.md").problems
    assert f"Did you mean “{meant}”?" in [each.help for each in told]


def test_a_letter_of_another_encoding_is_told_without_its_byte() -> None:
    (found,) = parse("---\ntitle: Café\n---\n".encode("latin-1"), "a.md").problems
    assert (found.message, found.help) == (
        "This letter was saved in another encoding.",
        "Save it again as UTF-8.",
    )


def test_the_place_of_a_date_keeps_what_was_written() -> None:
    front = article("updated: 2026-01-29 08:00 +0100\ncorrections: [{date: 2026-01-30, text: x}]\n").front
    assert front is not None
    assert front.place("updated").written == "2026-01-29 08:00 +0100"
    assert front.place("corrections.0.date").written == "2026-01-30"
    assert front.place("title").written == ""


@pytest.mark.parametrize(
    "weight", ["101", "0", "ninety", "-5", "95.0", "1e1", "0.95", "0,95", "٩٠", "", "[1]", "9 0", "100.5", "1000"]
)
def test_a_weight_is_a_whole_number_of_percent(weight: str) -> None:
    assert only(article(f"topics:\n  a: {weight}\n")).code == "value/weight"


@pytest.mark.parametrize(
    ("written", "read"), [("95", 95), ("95%", 95), ("95 %", 95), ("1", 1), ("100", 100), ("'7'", 7), ("007", 7)]
)
def test_percent_may_be_written_with_its_sign(written: str, read: int) -> None:
    front = article(f"topics:\n  a: {written}\n").front
    assert front is not None
    assert front.topics == (Weight("a", read),)


def test_one_topic_in_two_spellings_names_both_lines() -> None:
    found = only(article("topics:\n  Open-Source: 90\n  b: 2\n  open source: 80\n"))
    assert (found.code, found.line, found.column) == ("value/duplicate-name", 8, 3)
    assert found.message == "“open source” already stands on line 6 as “Open-Source”."


def test_all_problems_are_told_in_one_run_in_their_order() -> None:
    parsed = parse(
        b"---\ntitle: [a]\ndate: soon\ntags: x\ntopics:\n  a: 0\n  A: 5\n  b: *b\ndraft: maybe\ndraft: no\n---\n",
        "a.md",
    )
    assert told(parsed.problems) == [
        ("front-matter/missing-categories", 1, 1),
        ("value/not-text", 2, 8),
        ("value/date", 3, 7),
        ("front-matter/unknown-key", 4, 1),
        ("value/weight", 6, 6),
        ("value/duplicate-name", 7, 3),
        ("yaml/alias", 8, 6),
        ("value/boolean", 9, 8),
        ("yaml/duplicate-key", 10, 1),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-28", "2026-01-28"),
        ("2026-01-28T14:30", "2026-01-28T14:30:00"),
        ("2026-01-28 14:30:05", "2026-01-28T14:30:05"),
        ("2026-01-28T14:30:00Z", "2026-01-28T14:30:00+00:00"),
        ("2026-01-28T14:30:00.000Z", "2026-01-28T14:30:00+00:00"),
        ("2026-01-28T14:30:00-00:00", "2026-01-28T14:30:00+00:00"),
        ("2026-01-28 14:30:00 +0530", "2026-01-28T14:30:00+05:30"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_dates_are_written_in_one_form(written: str, read: str) -> None:
    front = parse(f"---\ntitle: T\ndate: {written}\ncategories: [a]\n---\n".encode(), "a.md").front
    assert front is not None
    assert front.date == read


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("28.01.2026", "Write 2026-01-28."),
        ("Jan 28 2026", "Write 2026-01-28."),
        ("January 28th, 2026 at 2:30 pm", "Write 2026-01-28T14:30:00."),
        ("Wed, 28 Jan 2026 14:30:00 +0000", "Write 2026-01-28T14:30:00+0000."),
        ("28/01/2026", "Write 2026-01-28."),
        ("01/28/2026", "Write 2026-01-28."),
        ("2026/1/8", "Write 2026-01-08."),
        ("20260128", "Write 2026-01-28."),
        ("03/04/2026", "Write 2026-04-03 or 2026-03-04."),
        ("2026-02-30", "The days of 2026-02 are 01 to 28."),
        ("2026-13-01", "Write the year, the month (01 to 12) and the day, such as 2026-01-28."),
        ("0999-01-01", "Write the year with four digits."),
        ("2026-01-28T24:00", "Times run from 00:00:00 to 23:59:59."),
        ("2026-01-28T14:30:00.5Z", "Write whole seconds: 2026-01-28T14:30:00Z"),
        ("2026-01-28T14:30:00+15:00", "Write the distance from UTC as +hours:minutes, such as +01:00, or Z for UTC."),
        (
            "2026-01-28T1430",
            "Write 2026-01-28, or with the time and its zone 2026-01-28T14:30:00Z or 2026-01-28T14:30:00-05:00.",
        ),
        ("today", "Write year, month and day, and the time if it matters: 2026-01-28 or 2026-01-28T14:30:00Z."),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_write(written: str, advice: str) -> None:
    parsed = parse(f"---\ntitle: T\ndate: {written}\ncategories: [a]\n---\n".encode(), "a.md")
    assert (only(parsed).code, only(parsed).help) == ("value/date", advice)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("slug", ["a/b", "..", ".", ".a", "a.", "a b", "a%20b", "a?b", "'#'", "x" * 201, "é" * 101, "\u200d"]),
        ("language", ["English", "e", "en-", "deutsch-DE", "en US", "12"]),
        (
            "canonical_url",
            [
                "/a",
                "ftp://a.org",
                "javascript:alert(1)",
                "https://",
                "https://a b.org",
                "https://u:p@a.org",
                "'http://[a'",
                "https://a.org:x/",
                "mailto:a@b.c",
                "'https://a.org/<b>'",
            ],
        ),
        (
            "aliases",
            [
                "['/']",
                "[/a//b]",
                "[/../a]",
                "[/a/./b]",
                "[/.git/]",
                "['/a?b']",
                "['/a#b']",
                "['/a\\b']",
                "[/%2e%2e/a]",
                "[/a%2Fb]",
                "[/a%5cb]",
                "[/a%00b]",
                "[//a.org/b]",
                f"[/{'x' * 201}]",
                "[/" + "abc/" * 300 + "]",
            ],
        ),
        (
            "image",
            [
                "{alt: x, src: 'http://a.org/b.jpg'}",
                "{alt: x, src: 'data:image/png,x'}",
                "{alt: x, src: //a.org/b.jpg}",
                "{alt: x, src: /a.jpg}",
                "{alt: x, src: /media/../a.jpg}",
                "{alt: x, src: 'a\\b.jpg'}",
                "{alt: '', src: a.jpg}",
                "a.jpg",
                "[a]",
            ],
        ),
        ("categories", ["World", "['-']", "[' ']", f"[{'x' * 101}]", "[[a]]", "[a, A]", "[{a: b}]"]),
        ("source", ["{url: 'https://a.org'}", "[a]", "{name: '-'}", "'—'"]),
        ("extra", ["text", "[a]"]),
        ("corrections", ["text", "[text]", "[{date: x, text: y}]", "[{date: 2026-01-28}]"]),
        ("featured", ["'1'", "on", "[true]", "tRUE"]),
    ],
)
def test_values_that_do_not_fit_are_errors_at_their_line(key: str, values: list[str]) -> None:
    rest = "".join(line for line in MINIMAL.splitlines(keepends=True) if not line.startswith(key))
    for value in values:
        parsed = parse(f"---\n{rest}{key}: {value}\n---\n".encode(), "a.md")
        assert parsed.front is None, value
        line = rest.count("\n") + 2
        assert [(each.severity, each.line) for each in parsed.problems] == [("error", line)], value


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("slug", ["a", "C++".replace("+", "-"), "a.b~c_d-1", "北京", "हिन्दी", "x" * 200]),
        ("language", ["en", "ar", "pt-BR", "zh-Hant", "es-419", "de-CH-1996", "sr-Latn-RS", "haw", "zh-yue"]),
        ("aliases", ["[/a]", "[/a/b.html]", "['/é/']", "[/a%20b/]"]),
        ("canonical_url", ["http://a.org", "'https://a.org:8080/b?c=d#e'", "https://münchen.de/ä"]),
        (
            "image",
            ["{alt: x, src: media/a.jpg}", "{alt: x, src: /media/a b.jpg}", "{alt: x, src: 'https://a.org/b.jpg?w=1'}"],
        ),
    ],
)
def test_values_that_fit_are_taken(key: str, values: list[str]) -> None:
    for value in values:
        assert article(f"{key}: {value}\n").problems == (), value


def test_a_title_cut_short_by_a_number_sign_is_a_warning() -> None:
    parsed = parse(b"---\ntitle: C # and friends\ndate: 2026-01-28 # or so\ncategories: [a]\n---\n", "a.md")
    assert parsed.front is not None
    assert parsed.front.title == "C"
    found = only(parsed)
    assert (found.code, found.severity, found.line) == ("yaml/comment", "warning", 2)


def test_what_cannot_be_read_is_told_once() -> None:
    assert told(parse(b"---\ntitle: *a\ndate: 2026-01-28\ncategories: [a]\n---\n", "a.md").problems) == [
        ("yaml/alias", 2, 8)
    ]


def test_a_syntax_error_leaves_the_body_to_be_checked() -> None:
    parsed = parse(b"---\ntitle: a: b\n---\nThe body.\n", "a.md")
    assert (parsed.front, parsed.body, parsed.body_line) == (None, "The body.\n", 4)


def test_a_page_needs_only_a_title() -> None:
    parsed = parse_page(
        b"---\ntitle: About\nupdated: 2026-01-28\naliases: [/us/]\nextra: {a: b}\n---\nWe.\n", "about.md"
    )
    assert parsed.problems == ()
    assert parsed.front is not None
    assert (parsed.front.title, parsed.front.updated, parsed.front.aliases) == ("About", "2026-01-28", ("/us/",))
    assert (parsed.front.draft, parsed.front.extra, parsed.front.place("title").line) == (False, '{"a":"b"}', 2)
    assert told(parse_page(b"---\ndate: 2026-01-28\n---\n", "about.md").problems) == [
        ("front-matter/missing-title", 1, 1),
        ("front-matter/unknown-key", 2, 1),
    ]


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"])).filter(
        lambda text: text.strip() and not UNPRINTABLE.search(text)
    )
)
@example("no")
@example("C: # [x] {y} 'z' \"q\" \\")
def test_any_title_in_quotes_is_read_as_written(title: str) -> None:
    front = parse(
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ndate: 2026-01-28\ncategories: [a]\n---\n".encode(),
        "a.md",
    ).front
    assert front is not None
    assert front.title == " ".join(title.split())


@given(st.binary() | st.binary().map(lambda data: b"---\n" + data + b"\n---\n"))
@example(b"---\n- \n---")
def test_no_bytes_raise(data: bytes) -> None:
    for parsed in (parse(data, "a.md"), parse_page(data, "a.md")):
        assert (parsed.front is None) == any(each.severity == "error" for each in parsed.problems)


KEYS = st.sampled_from(
    [
        "title",
        "date",
        "categories",
        "summary",
        "topics",
        "source",
        "image",
        "aliases",
        "corrections",
        "extra",
        "slug",
        "x",
    ]
)
VALUES = st.recursive(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8)
    | st.sampled_from(["90", "2026-01-28", "true", "/a/"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS | st.sampled_from(["src", "alt", "name", "url", "text"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES))
def test_no_shape_of_values_raises(values: dict[str, object]) -> None:
    parsed = parse(f"---\n{json.dumps(values)}\n---\n".encode(), "a.md")
    assert (parsed.front is None) == bool(parsed.problems)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nvidia H200", "nvidia-h200"),
        ("Straße", "STRASSE"),
        ("ﬁlm", "Film"),
        ("é", "e\u0301"),
        ("a–b", "a b"),
        ("a\u00adb", "ab"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_spellings_of_one_name_have_one_identity(one: str, other: str) -> None:
    assert identity(one) == identity(other)


def test_different_names_have_different_identities() -> None:
    assert len({identity(each) for each in ("C", "C++", "C#", "a_b", "ab", "Cé")}) == 6


@given(st.text())
def test_identity_of_an_identity_is_itself(name: str) -> None:
    assert identity(identity(name)) == identity(name)


def test_importing_the_values_imports_nothing_heavy() -> None:
    code = "import sys, generator.front_matter, generator.settings; print(*sys.modules)"
    root = Path(generator.__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert "generator.settings" in run.stdout.split()
    assert not {"yaml", "pydantic", "slugify"} & set(run.stdout.split())


def test_an_empty_line_before_the_front_matter_is_to_be_deleted() -> None:
    (one,) = parse(b"\n---\ntitle: T\n---\n", "a.md").problems
    (three,) = parse(b"\n \n\n---\ntitle: T\n---\n", "a.md").problems

    assert (one.help, three.help) == ("Delete the empty line.", "Delete the 3 empty lines before “---”.")


@pytest.mark.parametrize(
    ("key", "meant"), [("catagory", "categories"), ("Topik", "topics"), ("tgas", "topics"), ("headlin", "title")]
)
def test_a_key_nearly_like_another_name_for_one_is_that_one(key: str, meant: str) -> None:
    found = parse(f"---\n{key}: A\n---\n".encode(), "a.md").problems
    assert f"Did you mean “{meant}”?" in [each.help for each in found]


@pytest.mark.parametrize(
    ("more", "body", "told"),
    [
        ("", "", ["article/no-text"]),
        ("", " \n\n", ["article/no-text"]),
        ("draft: true\n", "", []),
        ("image:\n  src: https://example.com/a.png\n  alt: A bridge\n", "", []),
        ("", "![A bridge](https://example.com/a.png)", []),
        ("", "---", []),
    ],
)
def test_an_article_without_text_is_told(site: Site, more: str, body: str, told: list[str]) -> None:
    """A picture may say all, and a draft is not done."""
    site.write("content/site.yaml", "title: T\n")
    site.story("one.md", more=more, body=body)
    assert site.codes() == told
