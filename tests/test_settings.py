"""site.yaml, topics.yaml and authors.yaml → checked values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import generator
from generator import schema
from generator.problems import CODES, Problem
from generator.settings import AuthorEntry, MenuItem, Settings, TopicEntry, parse_authors, parse_site, parse_topics

WHOLE = """\
title: The Gazette
tagline: All of it
description: News from everywhere.
base_url: https://example.org/news/
language: de-ch
time_zone: Europe/Zurich
permalink: /{year}/{slug}/
page_size: 30
feed_size: 10
sections: [World, Business]
menu:
  - name: About
    url: /about/
  - {name: Code, url: "https://example.org/code"}
copyright: © The Gazette
slugs: unicode
cname: News.example.org
half_life: 60
related: {count: 3, threshold: 10, common: 25}
buzzing_days: 3
extra: {motto: no}
"""


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    return [(each.code, each.line, each.column) for each in problems]


def test_every_setting_is_read() -> None:
    parsed = parse_site(WHOLE.encode(), "content/site.yaml")
    assert parsed.problems == ()
    assert parsed.settings == Settings(
        title="The Gazette",
        tagline="All of it",
        description="News from everywhere.",
        base_url="https://example.org/news",
        language="de-CH",
        time_zone="Europe/Zurich",
        permalink="/{year}/{slug}/",
        page_size=30,
        feed_size=10,
        sections=("World", "Business"),
        menu=(MenuItem("About", "/about/"), MenuItem("Code", "https://example.org/code")),
        copyright="© The Gazette",
        slugs="unicode",
        cname="news.example.org",
        half_life=60,
        related_count=3,
        related_threshold=10,
        related_common=25,
        buzzing_days=3,
        extra='{"motto":"no"}',
    )


def test_only_the_title_is_required_and_the_defaults_are_those_of_the_schema() -> None:
    assert parse_site(b"title: T\nmenu:\nrelated:\nbase_url: ~\n", "s").settings == Settings("T")
    assert told(parse_site(b"tagline: x\n", "s").problems) == [("settings/missing-title", 1, 1)]
    assert told(parse_site(b"", "s").problems) == [("settings/missing-title", 1, 1)]


def test_a_site_without_settings_is_told() -> None:
    (found,) = parse_site(None, "content/site.yaml").problems
    assert (found.code, found.line) == ("settings/missing-file", 0)
    assert found.message == "There is no `site.yaml`, so the site is called “Untitled”."


def test_the_title_of_a_site_is_not_called_a_headline() -> None:
    (found,) = parse_site(b"tagline: x\n", "s").problems
    assert found.help == "Add a line “title: ” and the name of the publication."


def test_a_wrong_setting_leaves_the_others_as_they_are() -> None:
    parsed = parse_site(b"tagline: x\npage_size: 7000\nlanguage: fr\nrelated: {count: x}\nbaseURL: y\n", "s")
    assert (parsed.settings.tagline, parsed.settings.language, parsed.settings.page_size) == ("x", "fr", 20)
    assert parsed.settings.related_count == 4
    assert told(parsed.problems) == [
        ("settings/missing-title", 1, 1),
        ("value/number", 2, 12),
        ("value/number", 4, 18),
        ("settings/unknown-key", 5, 1),
    ]


@pytest.mark.parametrize(
    ("line", "code", "advice"),
    [
        ("time_zone: europe/berlin", "settings/time-zone", "Did you mean “Europe/Berlin”?"),
        ("time_zone: Berlin", "settings/time-zone", "Did you mean “Europe/Berlin”?"),
        ("time_zone: Europe/Berln", "settings/time-zone", "Did you mean “Europe/Berlin”?"),
        ("time_zone: '???'", "settings/time-zone", "Write a name of the IANA list, such as Europe/Berlin or UTC."),
        ("slugs: Latin", "value/choice", "Did you mean “latin”? Write latin or unicode."),
        ("slugs: xyz", "value/choice", "Write latin or unicode."),
        ("cname: https://news.example.org/", "settings/cname", "Write news.example.org"),
        ("cname: localhost", "settings/cname", "Write the name alone, such as news.example.org."),
        ("base_url: example.org", "value/url", "Write https://example.org"),
        ("base_url: https://example.org/?a", "value/url", "Write https://example.org/"),
        ("page_size: 4", "value/number", "Write a whole number from 5 to 200."),
        (
            "page_size: [5]",
            "value/not-text",
            "Write one text on one line, without “- ” before it or brackets around it.",
        ),
        ("menu: About", "value/not-a-list", "Write:\nmenu:\n  - name: About\n    url: …"),
        ("related: 3", "value/not-a-mapping", "Write:\nrelated:\n  count: 3"),
        ("menu: [{name: A, url: a b}]", "value/url", "Copy the address again."),
        ("menu: [{name: A, url: /a b}]", "value/url", "Write a path such as /about/."),
        ("timezone: UTC", "settings/unknown-key", "Did you mean “time_zone”?"),
        (
            "related: {number: 3}",
            "settings/unknown-key",
            "Delete it. The keys here are count, threshold, common, newer.",
        ),
        ("sections: [A, a]", "value/duplicate-name", "Keep one of the two."),
    ],
)
def test_a_wrong_setting_says_what_to_write(line: str, code: str, advice: str) -> None:
    (found,) = parse_site(f"title: T\n{line}\n".encode(), "s").problems
    assert (found.code, found.help, found.line) == (code, advice, 2)


@pytest.mark.parametrize(
    "pattern",
    [
        "/{year}/",
        "{slug}",
        "/{slug}",
        "{slug}/",
        "/../{slug}/",
        "/.a/{slug}/",
        "//{slug}/",
        "/{category}/{slug}/",
        "/{slug}?/",
        "/{slug/",
        "/a b/{slug}/",
        "/./{slug}/",
    ],
)
def test_a_permalink_that_cannot_be_an_address_is_refused(pattern: str) -> None:
    assert told(parse_site(f"title: T\npermalink: '{pattern}'\n".encode(), "s").problems) == [
        ("settings/permalink", 2, 12)
    ]


@pytest.mark.parametrize(
    "pattern", ["/{slug}/", "/{year}/{month}/{day}/{slug}/", "/news/{year}-{month}-{slug}/", "/{slug}.html/"]
)
def test_a_permalink_is_a_path_with_the_slug(pattern: str) -> None:
    assert parse_site(f"title: T\npermalink: '{pattern}'\n".encode(), "s").settings.permalink == pattern


def test_topics_are_read_with_their_places() -> None:
    parsed = parse_topics(
        b"# canonical names\nNvidia:\n  aliases: [NVDA]\n  parent: chips\n  description: A maker.\n"
        b"  slug: nvidia\n  aliases_of_url: [nvda, /old/nvidia/]\nchips:\n",
        "t",
    )
    assert parsed.problems == ()
    assert parsed.topics == (
        TopicEntry("Nvidia", ("NVDA",), "chips", "A maker.", "nvidia", ("nvda", "/old/nvidia/"), (), 2, 1),
        TopicEntry("chips", (), "", "", "", (), (), 8, 1),
    )


def test_no_registry_is_no_problem() -> None:
    assert parse_topics(None, "t") == parse_topics(b"", "t")
    assert parse_topics(None, "t").problems == ()
    assert parse_authors(None, "t").authors == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "message"),
    [
        ("a b: {}\nA-B: {}\n", "settings/duplicate-topic", 2, "“A-B” already stands for “a b” on line 1."),
        (
            "a: {aliases: [x]}\nb: {aliases: [X]}\n",
            "settings/duplicate-topic",
            2,
            "“X” already stands for “a” on line 1.",
        ),
        ("a: {aliases: [b]}\nb: {}\n", "settings/duplicate-topic", 2, "“b” already stands for “a” on line 1."),
        ("a: {parent: a}\n", "settings/topic-cycle", 1, "“a” is a part of itself: a → a."),
        (
            "a: {parent: B}\nb: {parent: c}\nc: {aliases: [d], parent: A}\n",
            "settings/topic-cycle",
            1,
            "“a” is a part of itself: a → b → c → a.",
        ),
        (
            "a: {parent: b}\nb: {parent: c}\nx: {aliases: [c], parent: b}\n",
            "settings/topic-cycle",
            2,
            "“b” is a part of itself: b → x → b.",
        ),
        ("a: {slug: x}\nb: {slug: X}\n", "settings/duplicate-slug", 2, "“a” already has the slug “x”."),
        ("a: {slug: x y}\n", "value/slug", 1, "“x y” holds characters that do not belong in an address."),
        ("a: {alias: x}\n", "settings/unknown-key", 1, "There is no key “alias” here."),
        ("a: text\n", "value/not-a-mapping", 1, "Here stands “text” without a key."),
        ("'-': {}\n", "value/name", 1, "“-” is not a name."),
    ],
)
def test_a_registry_that_contradicts_itself_is_told(text: str, code: str, line: int, message: str) -> None:
    (found,) = parse_topics(text.encode(), "t").problems
    assert (found.code, found.line, found.message) == (code, line, message)


def test_a_parent_need_not_be_in_the_registry_and_an_alias_may_repeat_its_own_name() -> None:
    assert parse_topics(b"a: {parent: elsewhere, aliases: [A, 'a ']}\n", "t").problems == ()


def test_a_wrong_entry_leaves_the_others() -> None:
    assert [each.name for each in parse_topics(b"a: {slug: /}\nb: {}\n", "t").topics] == ["b"]


def test_a_long_chain_of_parents_ends() -> None:
    lines = "".join(f"t{number}: {{parent: t{number + 1}}}\n" for number in range(3000))
    assert parse_topics(lines.encode(), "t").problems == ()


def test_authors_are_read_with_their_places() -> None:
    parsed = parse_authors(
        b"Ann Lee:\n  email: ann@example.org\n  url: https://example.org/ann\n  picture: /media/ann.jpg\n"
        b"  about: Writes.\nBo:\n",
        "a",
    )
    assert parsed.problems == ()
    assert parsed.authors == (
        AuthorEntry("Ann Lee", "ann@example.org", "https://example.org/ann", "/media/ann.jpg", "Writes.", 1, 1),
        AuthorEntry("Bo", "", "", "", "", 6, 1),
    )
    assert told(parse_authors(b"Ann: {email: ann}\nann: {}\nBo: {mail: x}\n", "a").problems) == [
        ("value/email", 1, 14),
        ("value/duplicate-name", 2, 1),
        ("settings/unknown-key", 3, 6),
    ]


@given(st.binary())
def test_no_bytes_raise(data: bytes) -> None:
    for problems in (
        parse_site(data, "s").problems,
        parse_topics(data, "t").problems,
        parse_authors(data, "a").problems,
    ):
        assert all(each.line >= 1 and each.column >= 1 for each in problems)


MODELS = [schema.ArticleSchema, schema.PageSchema, schema.SettingsSchema, schema.TopicsSchema, schema.AuthorsSchema]


@pytest.mark.parametrize("model", MODELS)
def test_the_json_schema_describes_every_key(model: type[BaseModel]) -> None:
    described = model.model_json_schema()
    assert described["description"]
    parts = [described, *described.get("$defs", {}).values()]
    keys: list[Any] = [key for part in parts for key in part.get("properties", {}).values()]
    assert keys
    assert all(key.get("description") for key in keys)


def test_the_json_schema_says_what_an_editor_may_write() -> None:
    described = schema.ArticleSchema.model_json_schema()
    assert described["required"] == ["title", "date", "categories"]
    assert described["additionalProperties"] is False
    assert re.match(described["properties"]["date"]["pattern"], "2026-01-28T14:30:00Z")
    assert described["properties"]["draft"]["type"] == ["boolean", "string"]
    assert {"type": "integer", "minimum": 1, "maximum": 100} in described["properties"]["topics"][
        "additionalProperties"
    ]["anyOf"]
    assert described["properties"]["extra"]["type"] == "object"
    settings = schema.SettingsSchema.model_json_schema()
    assert settings["properties"]["slugs"]["enum"] == ["latin", "unicode"]
    assert settings["properties"]["page_size"]["minimum"] == 5


def test_every_code_that_these_modules_tell_is_in_the_table() -> None:
    folder = Path(generator.__file__).parent
    modules = ("text_file", "yaml_text", "yaml_mistakes", "values", "schema", "front_matter", "settings")
    source = "".join((folder / f"{module}.py").read_text("utf-8") for module in modules)
    codes = set(re.findall(r'"((?:file|yaml|value|front-matter|settings)/[a-z0-9-]+)"', source))
    assert codes
    assert codes <= CODES.keys()
