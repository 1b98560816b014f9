"""The short way from front matter to checked values comes to what the schema makes of it, or is not taken."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from generator import front_matter, schema
from generator.front_matter import FrontMatter, Parsed, parse
from generator.usual_front import READERS, Usual, usual
from generator.yaml_text import read

VALUES = (
    *("A headline", "2026-01-28", "2026-01-28T14:30:00+0100", "2026-02-30", "World", "90", "95 %", "0", "true", "No"),
    *('""', '" a "', "~", '"~"', "null", "''", "[World, AI & Tech]", "[]", "{}", "[~, a]", "{a: 5, b: 7}", "{a: 101}"),
    *("{A b: 1, a  b: 2, A-b: 3}", '{" a": 1, "a": 2}', "{name: Wire, url: https://a.example}", "{url: a, name: b}"),
    *("{name: Wire}", "{name: ~, url: https://a.example}", "{name: [a], url: b}", "https://a.example/b", "en", "pt_BR"),
    *("a-slug", ".a", "“a”", "-", "[[a]]", "[{a: b}]", "{a: [b]}", r'"a\tb"', r'"\u00e9\u0301"', "a # b", "/old/", "é"),
    *('"a\n\n  b"', r'"\ud800"', "[a, a, A]", "{2026: 5}", "{~: 5}", "{a: ~}", "[" + "a" * 200 + "]"),
)
KEYS = (*READERS, "image", "aliases", "corrections", "ignore", "extra", "titel", "Title", " title")
GOOD = {"title": "A headline", "date": "2026-01-28", "categories": "[World]"}
FRONTS = some.dictionaries(some.sampled_from(KEYS), some.sampled_from(VALUES), max_size=4).flatmap(
    lambda some_keys: some.sampled_from([some_keys, GOOD | some_keys, some_keys | GOOD])
)


def written(values: dict[str, str]) -> bytes:
    lines = "".join(f"{key}: {value}\n" for key, value in values.items())
    return f"---\n{lines}---\nText.\n".encode()


def in_the_long_way(data: bytes) -> Parsed:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "usual", lambda root: None)
        return parse(data, "a.md")


@given(FRONTS)
@example(GOOD | {"topics": "{a: 5, A: 7}"})
@example(GOOD | {"source": "{name: Wire, url: https://a.example}"})
@example(GOOD | {"draft": "true", "slug": "a b"})
def test_the_short_way_is_right_or_not_taken(values: dict[str, str]) -> None:
    """Values, places and problems."""
    assert parse(written(values), "a.md") == in_the_long_way(written(values))


@pytest.mark.parametrize("key", READERS)
@pytest.mark.parametrize("value", VALUES)
def test_each_value_of_each_key_comes_to_the_same_either_way(key: str, value: str) -> None:
    assert parse(written(GOOD | {key: value}), "a.md") == in_the_long_way(written(GOOD | {key: value}))


def test_it_knows_the_keys_and_defaults_of_the_schema() -> None:
    fields = schema.ArticleSchema.model_fields
    assert set(Usual.__struct_fields__) == set(fields)
    assert {key for key, field in fields.items() if field.is_required()} == {"title", "date", "categories"}
    tree = read("title: A\ndate: 2026-01-28\ncategories: [World]\n", "a.md", 2)
    assert tree.root
    found = usual(tree.root)
    assert found
    checked = schema.check(schema.ArticleSchema, tree, "a.md", "front-matter").model
    assert checked
    assert {key: getattr(found, key) for key in fields} == {key: getattr(checked, key) for key in fields}


def test_what_editors_write_needs_no_pydantic() -> None:
    """It takes longer to import than an edit of a body takes to build."""
    text = (
        "title: China Clears Imports\ndate: 2026-01-28T14:30:00Z\ncategories:\n  - AI & Tech\nsummary:\n  - One.\n"
        "topics:\n  nvidia h200: 90\n  export controls: 75\nsource:\n  name: Wire\n  url: https://example.com/story\n"
        "authors: [Ann Ash]\nslug: imports\nfeatured: true\n"
    )
    code = (
        "import sys\nfrom generator.front_matter import parse\n"
        f"parsed = parse({f'---{chr(10)}{text}---{chr(10)}'.encode()!r}, 'a.md')\n"
        "assert parsed.front and not parsed.problems\nassert 'pydantic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert isinstance(parse(f"---\n{text}---\n".encode(), "a.md").front, FrontMatter)
