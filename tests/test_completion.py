"""JSON Schema for editors: all that a check accepts is valid, typical mistakes are not, what is known is suggested."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from generator.commands import main
from generator.completion import MODELS, Known, schema_of
from generator.front_matter import parse, parse_page
from generator.problems import has_errors
from generator.settings import parse_authors, parse_site, parse_topics
from generator.yaml_text import read
from generator.yaml_tree import NOTHING, Items, Mapping, Node
from generator.yaml_writing import scalar
from tests.sites import Site
from tests.test_docs import REPOSITORY, sections

NONE = {kind: Draft7Validator(schema_of(kind, Known())) for kind in MODELS}
SUGGESTING = Known(("World",), ("rail", "AI chips"), ("Ann Ash",), ("Wire",))
SOME = {kind: Draft7Validator(schema_of(kind, SUGGESTING)) for kind in MODELS}

INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def as_editors_read_it(node: Node) -> Any:
    """Return a value as a reader of YAML 1.2's core schema has it (yaml.org/spec/1.2.2, 10.3.2)."""
    if isinstance(node, Items):
        return [as_editors_read_it(each) for each in node.items]
    if isinstance(node, Mapping):
        return {each.key.value: as_editors_read_it(each.value) for each in node.entries}
    if node.quoted:
        return node.value
    if node.value in ("", "~", "null", "Null", "NULL"):
        return None
    if node.value.casefold() in ("true", "false") and node.value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return node.value.casefold() == "true"
    if INTEGER.fullmatch(node.value):
        return int(node.value)
    return float(node.value) if FLOAT.fullmatch(node.value) else node.value


def valid(kind: str, text: str) -> bool:
    """Say whether a file's YAML is valid, with and without suggestions, which may make no difference."""
    if text.startswith("---\n"):
        text = text.removeprefix("---\n").partition("\n---")[0] + "\n"
    root = read(text, "x").root
    assert root is not None
    value = as_editors_read_it(root)
    found = NONE[kind].is_valid(value)
    assert SOME[kind].is_valid(value) == found, list(SOME[kind].iter_errors(value))
    return found


def kind_of(file: str) -> str:
    stem = Path(file).stem
    return stem if stem in ("site", "topics", "authors") else "page" if "/pages/" in file else "article"


def test_the_schemas_are_schemas() -> None:
    for kind in MODELS:
        Draft7Validator.check_schema(NONE[kind].schema)
        Draft7Validator.check_schema(SOME[kind].schema)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "content").rglob("*.*")), ids=lambda path: path.name)
def test_the_files_of_the_example_site_are_valid(path: Path) -> None:
    if path.suffix in (".md", ".yaml"):
        assert valid(kind_of(path.as_posix()), path.read_text("utf-8"))


EXAMPLES = [
    (document, each)
    for document in ("docs/content.md", "docs/problems.md", "docs/topics.md")
    for part in sections(document)
    for each in part.right()
    if each.language == "yaml" or each.text.startswith("---\n")
]
REQUIRED = "title: A\ndate: 2026-01-28\ncategories: [World]\n"


def filled_in(text: str) -> str:
    lines = (line for line in REQUIRED.splitlines() if f"\n{line.partition(':')[0]}:" not in f"\n{text}")
    return "\n".join([*lines, text])


@pytest.mark.parametrize(("document", "example"), EXAMPLES, ids=str)
def test_the_right_examples_of_the_documents_are_valid(document: str, example: Any) -> None:
    file = (example.named("file") or ["content/articles/x.md"])[0]
    text = example.text if example.named("file") else filled_in(example.text)
    assert valid(kind_of(file), text)


FOUND_BY_EDITORS = {
    "front-matter/unknown-key", "front-matter/missing-date", "front-matter/missing-title",
    "front-matter/missing-categories", "settings/unknown-key", "settings/time-zone", "settings/permalink",
    "value/boolean", "value/choice", "value/missing-key", "value/not-a-list", "value/not-a-mapping", "value/not-text",
    "value/number", "value/url", "value/weight", "ignore/unknown-code", "ignore/is-an-error",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(FOUND_BY_EDITORS))
def test_a_typical_mistake_is_not_valid(code: str) -> None:
    (found,) = (each for each in sections("docs/problems.md") if each.name == code)
    for example in found.wrong():
        file = (example.named("file") or ["content/articles/x.md"])[0]
        text = example.text if example.named("file") else filled_in(example.text)
        if code.startswith("front-matter/missing"):
            text = example.text
        assert not valid(kind_of(file), text), example.text


@pytest.mark.parametrize(
    "written",
    [
        "date: 28.1.2026", "date: yesterday", "date: 20260128", "topics: {rail: 0}", "topics: {rail: 101}",
        "topics: {rail: 9.5}", "topics: {rail: high}", "topics: [rail]", "draft: yes", "draft: 1", "summary: One.",
        "image: /media/a.jpg", "image: {src: /media/a.jpg}", "source: {url: https://a.example}", "tags: [a]",
        "corrections: [{text: x}]", "aliases: [old/]", "language: English!", "title: [a, b]", "ignore: [a/b]",
    ],
)  # fmt: skip
def test_more_mistakes_are_not_valid_and_a_check_agrees(written: str) -> None:
    text = filled_in(written + "\n")
    assert parse(f"---\n{text}---\n".encode(), "x").front is None
    assert not valid("article", text)


@pytest.mark.parametrize(
    "written",
    [
        "title: 1984", "title: true", "summary:", "summary: []", "topics:", "topics: {rail: 95%}", "slug: 1984",
        "topics: {rail: '95'}", "topics: {2026: 50}", "source: 7", "source:", "image:", "authors: ''", "draft: 'true'",
        "draft: TRUE",
        "date: 2026-01-28 14:30:00 +01:00", "date: 2026-01-28T14:30Z", "date: '2026-01-28T14:30:00.000Z'", "updated: ~",
        "image: {src: /media/a.jpg, alt: 7, caption: }", "extra: {a: [1, {b: 2}], c: }", "description: 12:30",
        "corrections: [{date: 2026-01-29, text: 5}]", "categories: [1, 2.5, true]", "canonical_url: HTTPS://A.EXAMPLE/",
        "language: no", "featured:", "ignore:", "ignore: {media/unused: 7}", "expires: ''", "aliases: [/1]",
    ],
)  # fmt: skip
def test_what_other_readers_take_for_something_else_is_valid_as_it_is_for_a_check(written: str) -> None:
    text = filled_in(written + "\n")
    assert not has_errors(parse(f"---\n{text}---\n".encode(), "x").problems)
    assert valid("article", text)


WORDS = st.one_of(
    st.sampled_from(
        ["", "a", "1984", "true", "no", "~", "2026-01-28", "2026-01-28T14:30:00Z", "95%", "1", "/a/", "en"]
    ),
    st.sampled_from(["https://a.example/x", "/media/a.jpg", "a/b.jpg", "1e3", ".5", "0x1f", "World", "a: b", "null"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8),
)
SCALARS = st.one_of(WORDS.filter(lambda word: re.fullmatch(r"[\w./%-]*", word) is not None), WORDS.map(scalar))
# A key that is not known and has no value is passed over by a check, and underlined in an editor; so is an item `null`,
# which a check takes for a name.
SOMETHING = SCALARS.filter(lambda word: word not in {*NOTHING, '""'})
LISTS = st.lists(SOMETHING, max_size=3).map(lambda items: f"[{', '.join(items)}]")
MAPPINGS = st.dictionaries(
    st.sampled_from(["name", "url", "src", "alt", "caption", "credit", "date", "text", "rail", "count", "slug"]),
    SOMETHING, max_size=4,
).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}")  # fmt: skip
VALUES = st.one_of(SCALARS, LISTS, MAPPINGS, st.lists(MAPPINGS, max_size=2).map(lambda items: f"[{', '.join(items)}]"))


def keys_of(kind: str) -> st.SearchStrategy[dict[str, str]]:
    """Give keys and values of one kind of file. A headline “null” is text to a check, and nothing in an editor."""
    fields = MODELS[kind].model_fields
    return st.dictionaries(st.sampled_from(sorted(fields)), VALUES, max_size=5).filter(
        lambda given: not any(fields[key].is_required() and value in NOTHING for key, value in given.items())
    )


MAKING_THEM_IS_SLOW = settings(suppress_health_check=[HealthCheck.too_slow])
"""The first time, on a machine with other work: that says nothing of what is tested."""


@MAKING_THEM_IS_SLOW
@given(keys_of("article"))
def test_what_a_check_accepts_of_an_article_is_valid(given: dict[str, str]) -> None:
    text = filled_in("".join(f"{key}: {value}\n" for key, value in given.items()))
    if not has_errors(parse(f"---\n{text}---\n".encode(), "x").problems):
        assert valid("article", text)


@MAKING_THEM_IS_SLOW
@given(keys_of("page"))
def test_what_a_check_accepts_of_a_page_is_valid(given: dict[str, str]) -> None:
    text = "title: A\n" * ("title" not in given) + "".join(f"{key}: {value}\n" for key, value in given.items())
    if not has_errors(parse_page(f"---\n{text}---\n".encode(), "x").problems):
        assert valid("page", text)


@MAKING_THEM_IS_SLOW
@given(keys_of("site"))
def test_what_a_check_accepts_of_the_settings_is_valid(given: dict[str, str]) -> None:
    text = "title: A\n" * ("title" not in given) + "".join(f"{key}: {value}\n" for key, value in given.items())
    if not has_errors(parse_site(text.encode(), "x").problems):
        assert valid("site", text)


@given(
    st.dictionaries(WORDS.map(scalar), st.one_of(MAPPINGS, st.just("")), max_size=3),
    st.sampled_from(["topics", "authors"]),
)
def test_what_a_check_accepts_of_topics_and_authors_is_valid(given: dict[str, str], kind: str) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in given.items())
    read_by = {"topics": parse_topics, "authors": parse_authors}[kind]
    if not has_errors(read_by(text.encode(), "x").problems):
        assert valid(kind, text)


@pytest.fixture
def courier(site: Site) -> Site:
    more = "topics:\n  rail: 50\nsource: Wire\nauthors: [Ann Ash]\n"
    site.story("one.md", categories="[World, Business]", more=more)
    site.story("two.md", categories="[Culture]", more="draft: true\ntopics:\n  secret plan: 50\n")
    site.write("content/topics.yaml", "Transport:\n  aliases: [rail]\n")
    site.write("content/authors.yaml", "Bo Berg:\n")
    return site


def printed(site: Site, kind: str) -> Any:
    done = CliRunner().invoke(main, ["schema", str(site.folder), "--of", kind])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_what_the_site_knows_is_suggested(courier: Site) -> None:
    keys = printed(courier, "article")["properties"]

    assert keys["categories"]["items"]["anyOf"][0] == {"enum": ["Business", "Culture", "World"]}
    assert sorted(keys["topics"]["anyOf"][0]["properties"]) == ["Transport", "secret plan"]
    assert keys["authors"]["anyOf"][0]["items"]["anyOf"][0] == {"enum": ["Ann Ash", "Bo Berg"]}
    assert printed(courier, "site")["properties"]["sections"]["anyOf"][0]["items"]["anyOf"][0]["enum"][0] == "Business"
    assert "secret plan" in printed(courier, "topics")["properties"]


def test_every_key_says_what_it_is_for(courier: Site) -> None:
    for kind in ("article", "page", "site"):
        assert all(each.get("description") for each in printed(courier, kind)["properties"].values())


def test_all_of_them_are_written_into_a_folder(courier: Site) -> None:
    done = CliRunner().invoke(main, ["schema", str(courier.folder), "--output", str(courier.folder / "deep/er")])

    assert (done.exit_code, done.stdout) == (0, "")
    for kind in MODELS:
        assert json.loads((courier.folder / f"deep/er/{kind}.schema.json").read_text("utf-8")) == printed(courier, kind)


def without_suggestions(schema: Any) -> Any:
    if isinstance(schema, dict):
        is_open = schema.get("additionalProperties") or all("/" in key for key in schema.get("properties", ()))
        left_out = {"enum", "properties"} if is_open else {"enum"}
        return {key: without_suggestions(each) for key, each in schema.items() if key not in left_out}
    if isinstance(schema, list):
        kept = (without_suggestions(each) for each in schema)
        return [each for each in kept if each]
    return schema


@pytest.mark.parametrize("kind", MODELS)
def test_the_schemas_of_this_repository_are_those_of_the_models(kind: str) -> None:
    """What they suggest follows the articles, and may lag behind them."""
    kept = json.loads((REPOSITORY / f".vscode/schemas/{kind}.schema.json").read_text("utf-8"))
    suggesting = schema_of(kind, Known(("a",), ("b",), ("c",), ("d",)))
    assert without_suggestions(kept) == without_suggestions(suggesting), "make schemas"


def test_editors_find_the_schemas() -> None:
    settings = json.loads((REPOSITORY / ".vscode/settings.json").read_text("utf-8"))
    assert {Path(schema).name.partition(".")[0]: file for schema, file in settings["yaml.schemas"].items()} == {
        kind: f"content/{kind}.yaml" for kind in ("site", "topics", "authors")
    }
    for schema, file in settings["yaml.schemas"].items():
        assert (REPOSITORY / schema).is_file()
        first = (REPOSITORY / file).read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../{schema.removeprefix('./')}"
