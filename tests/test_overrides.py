"""Blocks and files in a site's own templates that change nothing."""

from __future__ import annotations

import pytest

from tests.sites import Site

NOT_FOUND = "templates/pages/404.html"


def told(site: Site) -> list[tuple[str, str, int, str]]:
    """Return code, file, line and advice of what is told of templates."""
    site.write("content/site.yaml", "title: The Courier\n")
    site.story("one.md")
    found = site.build().problems
    return [(each.code, each.file, each.line, each.help) for each in found if each.code.startswith("template/")]


def test_a_block_that_nothing_extended_has_is_told(site: Site) -> None:
    """The blocks of all templates above count, those of the one right above and those of the last."""
    site.write(
        NOT_FOUND,
        '{% extends "theme:pages/404.html" %}\n{% block main %}a{% endblock %}\n{% block maim %}b{% endblock %}',
    )
    assert told(site) == [("template/unknown-block", NOT_FOUND, 3, "Did you mean “main”?")]


def test_a_block_in_a_block_is_new(site: Site) -> None:
    """It is shown where it stands."""
    site.write(
        NOT_FOUND, '{% extends "theme:pages/404.html" %}{% block main %}{% block mine %}a{% endblock %}{% endblock %}'
    )
    assert told(site) == []


def test_a_template_that_extends_nothing_has_blocks_of_its_own(site: Site) -> None:
    site.write(NOT_FOUND, "{% block mine %}a{% endblock %}")
    assert told(site) == []


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "pages/" + "404.html" if false else "theme:pages/404.html" %}{% block maim %}a{% endblock %}',
        '{% extends "templates/nowhere.html" %}{% block maim %}a{% endblock %}',
        '{% extends "pages/404.html" %}{% block maim %}a{% endblock %}',
        "{% extends %}",
    ],
)
def test_where_it_cannot_be_told_what_is_extended_nothing_is_told_of_blocks(site: Site, text: str) -> None:
    """Nor where that is an error of its own."""
    site.write(NOT_FOUND, text)
    assert not [each for each in told(site) if each[0] in ("template/unknown-block", "template/unused")]


def test_a_file_that_nothing_names_is_told(site: Site) -> None:
    site.write("templates/pages/artcile.html", "a")
    site.write("templates/parts/mine.html", "a")
    site.write("templates/assets/mine.txt", "what lies here is published")
    site.write("templates/notes.md", "not a template")
    first, second = told(site)
    assert first == ("template/unused", "templates/pages/artcile.html", 0, "Did you mean “pages/article.html”?")
    assert second[:3] == ("template/unused", "templates/parts/mine.html", 0)


def test_a_file_that_a_template_names_is_used(site: Site) -> None:
    """And where names are worked out, any may be."""
    site.write("templates/parts/mine.html", "a")
    site.write(NOT_FOUND, '{% include "parts/mine.html" %}')
    assert told(site) == []
    site.write(NOT_FOUND, '{% include "parts/" ~ "mine" ~ ".html" %}')
    assert told(site) == []


def test_it_is_told_again_when_templates_change(site: Site) -> None:
    """A template that comes, goes or is mended is seen by a later build."""
    site.write("templates/parts/mine.html", "a")
    assert [each[0] for each in told(site)] == ["template/unused"]
    site.write(NOT_FOUND, '{% include "parts/mine.html" %}')
    assert told(site) == []
    (site.folder / NOT_FOUND).unlink()
    assert [each[0] for each in told(site)] == ["template/unused"]
