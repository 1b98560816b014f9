"""What is wrong with a template is a problem at its line; a template is no way around an embargo."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from generator import render
from generator.ask import Ask
from generator.theme import FUNCTIONS, card
from generator.views import Card
from tests.sites import SITE_YAML, Site, article


@pytest.mark.parametrize(
    ("mistake", "code", "told"),
    [
        ("{{ site.nam }}", "template/failed", "a Site has no “nam”"),
        ("{{ story(page.key).headline }}", "template/failed", "a Story has no “headline”"),
        ("{{ nothing }}", "template/failed", "'nothing' is undefined"),
        ("{{ 1 / 0 }}", "template/failed", "division by zero"),
        ("{{ url() }}", "template/failed", "missing 1 required positional argument"),
        ("{{ term('topci', 'x').name }}", "template/failed", "'topci' is none of category, topic, source, author"),
        ("{{ listing('latest', '', 'x') }}", "template/failed", "whole number"),
        ("{{ card('content/articles/later.md').title }}", "template/failed", "is not a published article"),
        ("{{ story('content/articles/later.md').title }}", "template/failed", "is not a published article"),
        ("{{ body('content/articles/later.md') }}", "template/failed", "is not a published article"),
        ("{{ feed_body('content/articles/later.md') }}", "template/failed", "is not a published article"),
        ("{{ feed_item('content/articles/later.md').title }}", "template/failed", "is not a published article"),
        ("{{ standing_body('content/pages/draft.md') }}", "template/failed", "is not a published page"),
        ("{{ related(none) }}", "template/failed", "takes text and whole numbers"),
        ("{{ url }}", "template/failed", "it must be called"),
        ("{{ 'x'|day }}", "template/failed", "is not a time"),
        ("{{ lipsum() }}", "template/failed", "'lipsum' is undefined"),
        ("{% include 'pages/article.html' %}", "template/circular", "made from itself"),
        ("{{ asset('nope.svg') }}", "template/failed", "there is no file 'nope.svg'"),
        ("{% extends 'nope.html' %}", "template/missing", "“nope.html”"),
        ("{% if %}", "template/syntax", "Expected an expression"),
        ("{{ 'a'|nofilter }}", "template/syntax", "No filter named"),
    ],
)
def test_a_mistake_in_a_template_is_a_problem_at_its_line(site: Site, mistake: str, code: str, told: str) -> None:
    """With the site's file, not the program's."""
    site.story("a.md")
    site.write("content/articles/later.md", article("Later", date="2027-01-01"))
    site.write("content/pages/draft.md", "---\ntitle: Draft\ndraft: true\n---\n")
    site.write("templates/pages/article.html", f"\n{mistake}\n")
    (problem,) = site.build().problems
    assert (problem.code, problem.file, problem.line) == (code, "templates/pages/article.html", 2)
    assert told in problem.message


def test_a_template_that_is_not_text_is_a_problem(site: Site) -> None:
    """UTF-8 is what templates are written in."""
    site.story("a.md")
    site.write("templates/pages/article.html", "caf\xe9".encode("latin-1"))
    assert set(site.codes()) == {"file/not-utf8"}


def test_a_broken_template_that_no_page_uses_is_told(site: Site) -> None:
    """It will be used one day."""
    site.story("a.md")
    site.write("templates/parts/unused.html", "{% for %}")
    assert site.codes() == ["template/syntax"]
    site.write("templates/parts/unused.html", "fine")
    site.write("templates/assets/js/a.js", "{% for %}")
    assert site.codes() == ["template/unused"]


@pytest.mark.parametrize(
    "counter",
    [
        "{% set seen = namespace(count=0) %}"
        "{% macro next() %}{% set seen.count = seen.count + 1 %}{{ seen.count }}{% endmacro %}",
        "{% set seen = [] %}{% macro next() %}{% set _ = seen.append(1) %}{{ seen|length }}{% endmacro %}",
        "{% set seen = {'count': 0} %}"
        "{% macro next() %}{% set _ = seen['update'](count=seen.count + 1) %}{{ seen.count }}{% endmacro %}",
    ],
)
def test_what_an_imported_file_could_change_is_made_anew_for_each_page(site: Site, counter: str) -> None:
    """Nothing that one page counts is counted on by another."""
    site.story("one.md", title="One")
    site.story("two.md", title="Two")
    site.write("templates/parts/counter.html", counter)
    site.write(
        "templates/pages/article.html",
        '{% import "parts/counter.html" as counter %}{{ counter.next() }} {{ counter.next() }}',
    )
    site.build()
    assert {site.read(f"2026/01/{name}/index.html") for name in ("one", "two")} == {"1 2"}


def test_what_a_file_could_change_that_an_imported_file_imports_is_made_anew_too(site: Site) -> None:
    """However it is imported."""
    site.story("one.md", title="One")
    site.story("two.md", title="Two")
    site.write(
        "templates/parts/counter.html",
        "{% set seen = namespace(count=0) %}"
        "{% macro next() %}{% set seen.count = seen.count + 1 %}{{ seen.count }}{% endmacro %}",
    )
    for how in (
        '{% from "parts/counter.html" import next %}',
        '{% import "parts/counter.html" as c %}{% set next = c.next %}',
    ):
        site.write("templates/parts/outer.html", how + "{% macro counted() %}{{ next() }}{% endmacro %}")
        site.write(
            "templates/pages/article.html",
            '{% from "parts/outer.html" import counted %}{{ counted() }} {{ counted() }}',
        )
        site.build()
        assert {site.read(f"2026/01/{name}/index.html") for name in ("one", "two")} == {"1 2"}


def test_a_macro_tells_text_from_html_and_numbers_from_truth(site: Site) -> None:
    """What it made of one is not what it makes of the other."""
    site.story("one.md", title="One")
    site.write("templates/parts/show.html", "{% macro show(value) %}[{{ value }}]{% endmacro %}")
    site.write(
        "templates/pages/article.html",
        '{% from "parts/show.html" import show %}'
        "{{ show('<b>') }}{{ show('<b>'|safe) }}{{ show(1) }}{{ show(true) }}{{ show('1') }}{{ show(none) }}",
    )
    site.build()
    assert site.read("2026/01/one/index.html") == "[&lt;b&gt;][<b>][1][True][1][None]"


def test_what_an_imported_file_asks_concerns_each_page_that_imports_it(site: Site) -> None:
    """Also those that are given what another page had made."""
    site.story("one.md", title="One")
    site.story("two.md", title="Two")
    site.write("templates/parts/name.html", "{% set name = site.title %}")
    site.write("templates/pages/article.html", '{% import "parts/name.html" as part %}{{ part.name }}')
    site.build()
    site.write("content/site.yaml", SITE_YAML.replace("The Courier", "The Herald"))
    site.build()
    assert {site.read(f"2026/01/{name}/index.html") for name in ("one", "two")} == {"The Herald"}


def test_what_a_macro_asks_concerns_each_page_that_is_given_its_text(site: Site) -> None:
    """Also those for which it was not printed anew."""
    site.story("one.md", title="One")
    site.story("two.md", title="Two")
    site.write("templates/parts/sign.html", "{% macro sign(mark) %}{{ mark }} {{ site.title }}{% endmacro %}")
    site.write("templates/pages/article.html", '{% from "parts/sign.html" import sign %}{{ sign("by") }}')
    site.build()
    site.write("content/site.yaml", SITE_YAML.replace("The Courier", "The Herald"))
    site.build()
    assert {site.read(f"2026/01/{name}/index.html") for name in ("one", "two")} == {"by The Herald"}


def test_a_story_is_laid_out_once_for_all_lists_that_show_it_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In three more topics its card is looked for no more often."""
    looked_for = []

    def counting(ask: Ask, path: str) -> Card:
        looked_for.append(path)
        return card(ask, path)

    monkeypatch.setitem(FUNCTIONS, "card", counting)
    # One that has met no template that changes what it is given.
    monkeypatch.setattr(render, "PRESS", type(render.PRESS)())
    often = []
    for names in ("abc", "abcdef"):
        site = Site(tmp_path / names)
        site.story("one.md", title="One", more="topics:\n" + "".join(f"  Topic {name}: 50\n" for name in names))
        looked_for.clear()
        site.build()
        often.append(len(looked_for))
    assert often[0] == often[1] > 0


@pytest.mark.parametrize(
    ("mistake", "help"),
    [
        ("{{ page.title|uper }}", "Did you mean “upper”?"),
        ("{% if page is definde %}{% endif %}", "Did you mean “defined”?"),
        ("{% if page|legnth %}{% endif %}", "Did you mean “length”?"),
        ("{{ page.title|zzz }}", "docs/theme.md"),
        ("{{ page.title }", "closed by “}}”"),
        ("{% if page }x{% endif %}", "each “{%” by “%}”"),
        ("{# a remark", "closed by “#}”"),
        ("{% fro each in page %}", "Did you mean “for”?"),
        ("{% for each in page %}{% endfr %}", "Did you mean “endfor”?"),
        ("{% if page %}", "has its end"),
    ],
)
def test_a_template_that_cannot_be_read_is_told_with_what_mends_it(site: Site, mistake: str, help: str) -> None:
    site.story("a.md")
    site.write("templates/pages/article.html", mistake)
    (problem,) = site.build().problems

    assert problem.code in ("template/syntax", "template/failed")
    assert help in problem.help


@pytest.mark.parametrize(
    "template",
    [
        "{{ '<b>' }}{{ 'a & b' }}{{ 'plain' }}",
        "{% set text, quotes = '<b>', '\"it is\\'nt' %}{{ text }}{{ quotes }}{{ text|length }}",
        "{{ 1 }}{{ 1.5 }}{{ true }}{{ none }}{{ ['<'] }}",
        "{% set html = '<b>'|safe %}{{ html }}{{ html ~ '<' }}{{ [html] }}",
        "{% set text = '<b>' %}{% autoescape false %}{{ text }}{{ 1 }}{% endautoescape %}{{ text }}",
        "{% set on, text = false, '<b>' %}{% autoescape on %}{{ text }}{% endautoescape %}{{ text }}",
        "{% set text %}<i>{{ '<' }}</i>{% endset %}{{ text }}",
        "{% set text = '<a>' %}{% filter upper %}<i>{{ text }}{% endfilter %}",
        "{% macro m(a) %}<i>{{ a }}{{ caller() }}</i>{% endmacro %}{% call m('<') %}>{{ '>' }}{% endcall %}",
    ],
)
def test_what_is_printed_is_escaped_as_jinja_escapes_it(site: Site, template: str) -> None:
    """By one call, not three."""
    site.story("one.md")
    site.write("templates/pages/article.html", template)
    assert site.codes() == []
    assert site.read("2026/01/one/index.html") == jinja2.Environment(autoescape=True).from_string(template).render()


@pytest.mark.parametrize("where", ["{{ url }}", "{% autoescape false %}{{ url }}{% endautoescape %}", "{{ [url][0] }}"])
def test_a_function_is_not_printed_wherever_it_stands(site: Site, where: str) -> None:
    """Its place in RAM is another in each build."""
    site.story("one.md")
    site.write("templates/pages/article.html", where)
    assert site.codes() == ["template/failed"]


@pytest.mark.parametrize(
    "way",
    [
        '{% include "parts/own.html" ignore missing %}',
        '{% include ["parts/own.html", "parts/nowhere.html"] ignore missing %}',
        '{% set name = "parts/own.html" %}{% include name ignore missing %}',
        '{% set name = "own" %}{% include "parts/" ~ name ~ ".html" ignore missing %}',
        '{% from "parts/outer.html" import outer %}{{ outer("own") }}',
        '{% set file = "parts/outer.html" %}{% import file as part %}{{ part.outer("own") }}',
        '{% import "parts/inner.html" as part %}{{ part.inner }}',
        '{% if page.kind == "article" %}{% include "parts/nested.html" %}{% endif %}',
    ],
)
def test_a_template_that_comes_changes_or_goes_makes_its_pages_again(site: Site, way: str) -> None:
    """However it is named, and although another page printed the macro that includes it."""
    site.story("one.md", title="One")
    site.story("two.md", title="Two")
    include = '{% include "parts/" ~ name ~ ".html" ignore missing %}'
    site.write("templates/parts/outer.html", f"{{% macro outer(name) %}}{include}{{% endmacro %}}")
    site.write(
        "templates/parts/inner.html",
        '{% set inner %}{% include "parts/own.html" ignore missing %}{% endset %}',
    )
    site.write("templates/parts/nested.html", '{% include "parts/own.html" ignore missing %}')
    site.write("templates/pages/article.html", way)
    own = site.folder / "templates/parts/own.html"
    for text in ("", "first", "second", ""):
        if text:
            site.write("templates/parts/own.html", text)
        else:
            own.unlink(missing_ok=True)
        site.build()
        assert {site.read(f"2026/01/{name}/index.html") for name in ("one", "two")} == {text}


def test_a_template_that_only_another_kind_of_page_is_made_of_makes_no_page_again(site: Site) -> None:
    """A page asks for those that its own says it is made of, and for no more."""
    site.story("one.md")
    site.write("templates/parts/own.html", "first")
    site.write("templates/pages/archive.html", '{% include "parts/own.html" %}')
    site.build()
    site.write("templates/parts/own.html", "second")
    assert site.build().rendered == ("/archive/",)


def test_a_template_that_cannot_be_read_and_is_not_needed_fails_no_page(site: Site) -> None:
    """It is told as what it is; pages that do not come to the place are as they were."""
    site.story("one.md")
    site.write("templates/parts/own.html", "{% if %}")
    site.write("templates/pages/article.html", '{% if false %}{% include "parts/own.html" %}{% endif %}')
    assert site.codes() == ["template/syntax"]


@pytest.mark.parametrize("name", ["pages/404.html", "parts/unused.html"])
@pytest.mark.parametrize(
    "text",
    [
        "{% for one in [1] %}" * 25 + "x" + "{% endfor %}" * 25,
        "{% if 1 %}" * 200 + "x" + "{% endif %}" * 200,
        "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
    ],
)
def test_a_template_that_is_too_deep_for_python_is_told(site: Site, name: str, text: str) -> None:
    """Whether or not a page is made from it."""
    site.story("one.md")
    site.write(f"templates/{name}", text)
    (told,) = site.build().problems
    assert (told.code, told.file) == ("template/syntax", f"templates/{name}")
    assert "lie in too many others" in told.message
    assert told.help.startswith("Put what is inside")
