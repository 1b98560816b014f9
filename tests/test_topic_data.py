"""The topics as data: what `docs/topics.md` and the schemas promise."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from generator.topic_data import ArticleRow, TopicFile, TopicRow, TopicsFile
from tests.sites import Site

SCHEMAS = Path(__file__).parents[1] / "docs/schemas"


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return found


def newsroom(site: Site) -> Site:
    """A parent without an article of its own, an alias, two months, a draft, an embargo."""
    site.write("content/topics.yaml", "rail:\n  aliases: [trains]\n  parent: Transport\nsea: {parent: Transport}\n")
    site.story("one.md", title="One <b>", date="2026-01-31T23:30:00Z", more="topics:\n  trains: 90\n  sea: 10\n")
    site.story("two.md", title="Two", date="2026-03-01", more="topics:\n  Rail: 60\n")
    site.story("zebra.md", title="Zebra", date="2026-03-02", more="draft: true\ntopics:\n  zebra: 60\n  rail: 5\n")
    site.story("wombat.md", title="Wombat", date="2027-03-02", more="topics:\n  wombat: 60\n  rail: 5\n")
    assert site.build().problems == ()
    return site


def read(site: Site, path: str) -> Any:
    return json.loads(site.read(path))


def test_the_list_of_topics_has_what_is_documented(site: Site) -> None:
    newsroom(site)
    at = "https://courier.example/topics"
    rail = {
        "name": "rail", "slug": "rail", "url": f"{at}/rail/", "data": f"{at}/rail/index.json", "aliases": ["trains"],
        "parent": "transport", "count": 2, "total": 2, "weights": {"2026-01": 90, "2026-03": 60},
    }  # fmt: skip
    found = read(site, "topics/index.json")
    assert found["site"] == "https://courier.example/"
    assert [each["slug"] for each in found["topics"]] == ["rail", "sea", "transport"]
    assert found["topics"][0] == rail
    transport = found["topics"][2]
    assert (transport["count"], transport["total"], transport["parent"], transport["weights"]) == (0, 2, None, {})


def test_a_topic_has_its_articles_with_their_weights_newest_first(site: Site) -> None:
    newsroom(site)
    found = read(site, "topics/rail/index.json")
    assert found["topic"] == read(site, "topics/index.json")["topics"][0]
    assert found["articles"] == [
        {"url": "https://courier.example/2026/03/two/", "title": "Two", "published": "2026-03-01T00:00:00+00:00",
         "weight": 60},
        {"url": "https://courier.example/2026/01/one/", "title": "One <b>", "published": "2026-01-31T23:30:00+00:00",
         "weight": 90},
    ]  # fmt: skip


def test_all_files_are_as_their_schemas_say(site: Site) -> None:
    newsroom(site)
    of_all, of_one = (Draft202012Validator(schema(name)) for name in ("topics.schema.json", "topic.schema.json"))
    of_all.validate(read(site, "topics/index.json"))
    paths = [path for path in site.files() if path.startswith("topics/") and path.count("/") == 2]
    files = [path for path in paths if path.endswith("index.json")]
    assert len(files) == 3
    for path in files:
        of_one.validate(read(site, path))


def test_the_schemas_know_every_key_and_no_other() -> None:
    """A new key has to be described, a key that is gone breaks somebody's tool."""
    for name, whole in (("topics.schema.json", TopicsFile), ("topic.schema.json", TopicFile)):
        found = schema(name)
        for part, row in ((found, whole), (found["$defs"]["topic"], TopicRow)):
            assert part["required"] == [*part["properties"]] == [each.name for each in fields(row)]
    articles = schema("topic.schema.json")["properties"]["articles"]["items"]
    assert articles["required"] == [*articles["properties"]] == [each.name for each in fields(ArticleRow)]


def test_what_is_not_published_is_in_none_of_them(site: Site) -> None:
    """Neither a topic of its own, nor its headline, nor a count, nor a weight."""
    newsroom(site)
    files = {path: data for path, data in site.files().items() if path.endswith(".json")}
    assert len(files) == 4
    for path, data in files.items():
        assert not [word for word in (b"ebra", b"ombat", b"2027") if word in data], path


def test_a_month_is_that_of_the_sites_clocks(site: Site) -> None:
    """As in the archive: half past eleven in London is February in Paris."""
    site.write("content/site.yaml", "title: T\ntime_zone: Europe/Paris\n")
    newsroom(site)
    assert read(site, "topics/rail/index.json")["topic"]["weights"] == {"2026-02": 90, "2026-03": 60}
