"""Warnings that are all right: silenced one by one, with a reason, and counted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from generator.commands import main
from tests.sites import SITE_YAML, Site

MARKUP = "<blink>Old</blink> markup."
REASON = "The machine that sends it cannot do otherwise."


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def silenced(site: Site) -> list[tuple[str, str, str]]:
    return [(each.problem.code, each.problem.file, each.reason) for each in site.build().silenced]


def test_a_warning_is_silenced_in_the_article_that_says_so_and_nowhere_else(site: Site) -> None:
    site.story("one.md", more=f"ignore:\n  markup/html-removed: {REASON}\n", body=MARKUP)
    site.story("two.md", body=MARKUP)
    report = site.build()

    assert [(each.file, each.code) for each in report.problems] == [("content/articles/two.md", "markup/html-removed")]
    assert silenced(site) == [("markup/html-removed", "content/articles/one.md", REASON)]


def test_standing_pages_can_silence_too(site: Site) -> None:
    site.write("content/pages/about.md", f"---\ntitle: A\nignore:\n  markup/html-removed: {REASON}\n---\n{MARKUP}\n")

    assert site.codes() == []
    assert silenced(site) == [("markup/html-removed", "content/pages/about.md", REASON)]


@pytest.mark.parametrize("where", ["content/media/press/", "content/media/", "content/"])
def test_the_settings_silence_for_files_without_front_matter(site: Site, where: str) -> None:
    site.write("content/media/press/logo.png", b"x")
    assert site.codes() == ["media/unused"]
    site.write("content/site.yaml", f"{SITE_YAML}ignore:\n  {where}:\n    media/unused: {REASON}\n")

    assert site.codes() == []
    assert silenced(site) == [("media/unused", "content/media/press", REASON)]


@pytest.mark.parametrize("where", ["content/media/pres/", "content/medi", "content/media/press/logo.png"])
def test_a_wish_that_nothing_answers_to_is_told_at_its_place(site: Site, where: str) -> None:
    site.write("content/media/press/logo.png", b"x")
    site.write("content/site.yaml", f"{SITE_YAML}ignore:\n  {where}:\n    media/unused: {REASON}\n")
    unused = [each for each in site.build().problems if each.code == "ignore/unused"]

    assert [(each.file, each.line, each.column) for each in unused] == [("content/site.yaml", 7, 5)]


def test_strict_does_not_mind_what_is_silenced(site: Site) -> None:
    site.story("one.md", more=f"ignore:\n  markup/html-removed: {REASON}\n", body=MARKUP)

    assert call("check", site.folder, "--strict").exit_code == 0


def test_what_is_silenced_is_counted_and_listed(site: Site) -> None:
    site.story("one.md", more=f"ignore:\n  markup/html-removed: {REASON}\n", body=MARKUP)
    for command in ("check", "build", "check"):
        assert "1 silenced" in call(command, site.folder).stdout
        shown = json.loads(call(command, site.folder, "--format", "json").stdout)
        (told,) = shown["silenced"]
        assert (told["code"], told["file"], told["line"], told["reason"]) == (
            "markup/html-removed", "content/articles/one.md", 8, REASON,
        )  # fmt: skip
        assert shown["problems"] == []


@pytest.mark.parametrize(
    ("written", "code", "advice"),
    [
        ("ignore:\n  markup/html-remove: x\n", "ignore/unknown-code", "Did you mean “markup/html-removed”?"),
        ("ignore:\n  value/weight: x\n", "ignore/is-an-error", "Mend it."),
        ("ignore:\n  ignore/unused: x\n", "ignore/unknown-code", "Take the line out."),
        ("ignore:\n  markup/html-removed:\n", "ignore/no-reason", "why it is all right"),
        ("ignore:\n  markup/html-removed: [a, b]\n", "ignore/no-reason", "why it is all right"),
        ("ignore: markup/html-removed\n", "ignore/no-reason", "ignore:\n  markup/html-removed: The reason."),
        ("ignore:\n  - markup/html-removed\n", "ignore/no-reason", "ignore:\n  markup/html-removed: The reason."),
    ],
)
def test_what_cannot_be_silenced_is_an_error_with_advice(site: Site, written: str, code: str, advice: str) -> None:
    site.story("one.md", more=written, body="Text.")
    (told,) = site.build().problems

    assert (told.code, told.severity) == (code, "error")
    assert advice in told.help
    assert told.line in (5, 6)
