"""`broadsheet topics`: counts, weights, and entries that merge what is probably one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from generator.commands import main
from tests.sites import Site


@pytest.fixture
def courier(site: Site) -> Site:
    for number, topics in enumerate(["rail: 90\n  AI chips: 30", "rail: 60\n  AI chips: 20", "AI chip: 10"]):
        site.story(f"{number}.md", date=f"2026-01-0{number + 1}", more=f"topics:\n  {topics}\n")
    site.write("content/topics.yaml", "Transport:\nrail:\n  parent: Transport\n")
    return site


def topics(site: Site, form: str) -> str:
    done = CliRunner().invoke(main, ["topics", str(site.folder), "--format", form, "--as-of", "2026-06-01"])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_the_list_is_for_reading(courier: Site) -> None:
    assert topics(courier, "text") == (
        "articles      weight    mean  last        topic\n"
        "       2       150 %    75 %  2026-01-02  rail (part of Transport)\n"
        "       2        50 %    25 %  2026-01-02  AI chips (not in topics.yaml)\n"
        "       1        10 %    10 %  2026-01-03  AI chip (not in topics.yaml)\n"
        "       0         0 %     0 %  –           Transport\n"
        "\n"
        "Probably one topic:\n"
        "  AI chip (1) → AI chips (2): the same words\n"
        "\n"
        "To make one of each, write in content/topics.yaml:\n"
        "\n"
        "AI chips:\n"
        "  aliases:\n"
        "    - AI chip\n"
        "\n"
        "Two that are not one: give an entry there the other’s name under “distinct”.\n"
    )


def test_json_has_the_same(courier: Site) -> None:
    shown = json.loads(topics(courier, "json"))

    assert shown["topics"][0] == {
        "name": "rail", "articles": 2, "weight": 150, "mean": 75, "last": "2026-01-02", "parent": "Transport",
        "registered": True,
    }  # fmt: skip
    assert [each["other_name"] for each in shown["alike"]] == ["AI chip"]
    assert shown["suggested"] == ["AI chips:\n  aliases:\n    - AI chip"]


def test_the_suggested_entries_merge_the_topics(courier: Site) -> None:
    file = courier.folder / "content/topics.yaml"
    file.write_text(file.read_text() + topics(courier, "yaml"))

    assert topics(courier, "yaml") == ""
    assert courier.build().problems == ()
    assert "AI chip (" not in topics(courier, "text")


def test_a_chain_of_doubts_is_one_entry(site: Site) -> None:
    for number, topic in enumerate(["government", "government", "government", "goverment", "goverment", "governments"]):
        site.story(f"{number}.md", more=f"topics:\n  {topic}: 50\n")
    site.write("content/topics.yaml", "government:\n  aliases: [the state]\n")

    assert topics(site, "yaml") == (
        "# government stands on line 1 of content/topics.yaml already: add to its aliases:\n"
        "#     - goverment\n#     - governments\n"
    )


def test_a_site_without_topics_says_so(site: Site) -> None:
    site.story("one.md")
    assert topics(site, "text") == "There are no topics.\n"


def test_an_entry_without_aliases_is_told_with_what_to_write_below_it(site: Site) -> None:
    for number, topic in enumerate(["AI chips", "AI chips", "AI chip"]):
        site.story(f"{number}.md", more=f"topics:\n  {topic}: 50\n")
    site.write("content/topics.yaml", "rail:\nAI chips:\n  parent: rail\n")

    assert topics(site, "yaml") == (
        "# AI chips stands on line 2 of content/topics.yaml already: write below it:\n#   aliases:\n#     - AI chip\n"
    )
