"""A draft with mistakes: told as warnings, published nowhere, and stopping nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.build import build
from tests.sites import Site, article

WRONG = (
    "draft: true\ntitel: a mistake\nimage:\n  src: /media/plan.png\n  alt: Plan\n"
    "summary:\n  - See [it](/media/plan%20b.pdf).\n"
)


def told(site: Site) -> list[tuple[str, str, str]]:
    return [(each.file.rpartition("/")[2], each.code, each.severity) for each in site.build().problems]


def test_a_draft_with_mistakes_stops_nothing_and_is_in_no_byte(site: Site) -> None:
    """Not even the files that it names are published, whose names could tell the story."""
    site.story("good.md", title="The harbour opens")
    site.story("begun.md", title="Hushed", more=WRONG, body="![Deck](/media/deck.png) [Gone](missing.md)")
    for name in ("plan.png", "plan b.pdf", "deck.png"):
        site.write(f"content/media/{name}", b"x")

    assert told(site) == [
        ("begun.md", "front-matter/unknown-key", "warning"),
        ("begun.md", "link/missing-article", "warning"),
    ]
    assert "The harbour opens" in site.read("index.html")
    published = site.files()
    assert not [path for path in published if path.startswith("media/")]
    assert not [path for path, data in published.items() if b"Hushed" in data or b"plan.png" in data]


def test_its_mistakes_are_errors_as_soon_as_it_is_a_draft_no_more(site: Site) -> None:
    site.story("begun.md", more="draft: true\ntitel: a mistake\n")
    assert site.build().published

    site.story("begun.md", more="titel: a mistake\n")
    report = site.build()
    assert not report.published
    assert [each.severity for each in report.problems] == ["error"]


def test_its_mistakes_are_errors_where_drafts_are_built(site: Site) -> None:
    site.story("begun.md", more="draft: true\ntitel: a mistake\n")
    assert site.build().published

    site.drafts = True
    assert not site.build().published


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [\ndraft: true\n---\n",
        "---\ntitle: A\ndraft: true\ndraft: true\ndate: 2026-01-28\ncategories: [World]\n---\n",
        "---\ntitle: A\ndraft: true\n",
        article(more='draft: "true"\ntitel: x\n'),
        article(more="extra:\n  draft: true\ntitel: x\n"),
        article(more="draft: false\ntitel: x\n"),
    ],
)
def test_what_cannot_be_read_or_does_not_clearly_say_so_is_no_draft(site: Site, text: str) -> None:
    site.write("content/articles/begun.md", text)

    assert not site.build().published


def test_mistakes_that_the_whole_site_shows_are_warnings_in_a_draft_too(site: Site) -> None:
    site.story("begun.md", more="draft: true\n", body="[Gone](missing.md)")

    assert told(site) == [("begun.md", "link/missing-article", "warning")]
    assert not build(replace(site.request(), warnings_stop=True)).published


def test_a_link_to_a_draft_with_mistakes_is_words(site: Site) -> None:
    site.story("good.md", body="See [the plan](begun.md).")
    site.story("begun.md", more="draft: true\ntitel: a mistake\n")

    assert ("good.md", "link/unpublished", "warning") in told(site)
    assert "See the plan." in site.read("2026/01/good/index.html").replace("<a>", "").replace("</a>", "")
