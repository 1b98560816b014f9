"""The documentation says what the program does: nothing is missing there, nothing there is made up, examples work.

How an example says what it is stands at the head of `docs/problems.md`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator import raw_html, schema, theme, views
from generator.build import theme_folder
from generator.commands import main
from generator.fingerprint import Value
from generator.markup import heading_id
from generator.names import identity
from generator.plan import TEMPLATES, Page
from generator.problems import CODES
from generator.schema import Between
from generator.settings import MenuItem, Settings
from generator.urls import slug_of, term_address
from tests.sites import SITE_YAML, Site, changed

REPOSITORY: Final = Path(__file__).parents[1]
DOCS: Final = REPOSITORY / "docs"
WRITTEN: Final = (
    "README.md",
    "docs/README.md",
    "docs/content.md",
    "docs/editing.md",
    "docs/problems.md",
    "docs/publishing.md",
    "docs/theme.md",
    "docs/topics.md",
)

HEADING: Final = re.compile(r"(#+) (.+)")
FENCE: Final = re.compile(r"(`{3,}|~{3,})\s*(\S*)\s*(.*)")
CODE_SPAN: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block, and what the line that opens it says of it."""

    language: str
    verdict: str
    options: tuple[tuple[str, str], ...]
    text: str

    def named(self, option: str) -> list[str]:
        return [value for name, value in self.options if name == option]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the lines below it up to the next heading, and the examples among them."""

    title: str
    level: int
    lines: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def name(self) -> str:
        """Return the title without its backticks."""
        return self.title.replace("`", "")

    def right(self) -> list[Example]:
        return [each for each in self.examples if each.verdict == "right"]

    def wrong(self) -> list[Example]:
        return [each for each in self.examples if each.verdict == "wrong"]

    def rows(self) -> list[list[str]]:
        """Return the cells of the rows of all tables, without the heads."""
        tables = re.findall(r"(?:^\|.*\n?)+", "\n".join(self.lines) + "\n", re.MULTILINE)
        rows = [row for table in tables for row in table.splitlines()[2:]]
        return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]

    def first_column(self) -> list[str]:
        """Return what stands in backticks in the first column of the tables."""
        return [name for row in self.rows() for name in CODE_SPAN.findall(row[0])]


def sections(path: str) -> list[Section]:
    """Read a document, which is one of `WRITTEN`."""
    found: list[Section] = []
    title, level, lines, examples = "", 0, list[str](), list[Example]()
    rows = iter((REPOSITORY / path).read_text("utf-8").splitlines())
    for row in rows:
        if fence := FENCE.fullmatch(row):
            examples.append(_example(fence, rows))
        elif heading := HEADING.fullmatch(row):
            found.append(Section(title, level, tuple(lines), tuple(examples)))
            title, level, lines, examples = heading[2], len(heading[1]), [], []
        else:
            lines.append(row)
    return [*found, Section(title, level, tuple(lines), tuple(examples))]


def _example(fence: re.Match[str], rows: Iterator[str]) -> Example:
    lines = []
    for row in rows:
        if row.startswith(fence[1]):
            break
        lines.append(row + "\n")
    verdict, *options = fence[3].split() or [""]
    pairs = tuple((name, value) for name, _, value in (each.partition("=") for each in options))
    return Example(fence[2], verdict, pairs, "".join(lines))


def section(path: str, title: str) -> Section:
    (found,) = (each for each in sections(path) if each.name == title)
    return found


def below(path: str, title: str) -> list[Section]:
    """Return a section and those below it."""
    everything = sections(path)
    start = next(number for number, each in enumerate(everything) if each.name == title)
    level = everything[start].level
    end = next((n for n, each in enumerate(everything) if n > start and each.level <= level), len(everything))
    return everything[start:end]


# Examples as sites.

REQUIRED: Final = {"title": "A headline", "date": "2026-01-28T14:30:00Z", "categories": "[World]"}
PICTURE: Final = b"\x89PNG\r\n\x1a\n"

STORY: Final = """\
---
title: {title}
date: {date}
updated: 2026-03-03T08:00:00Z
categories: [World, Business]
summary: [The first *bullet*.]
topics:
  nvidia h200: 90
  export controls: 75
source: {{name: Ars Technica, url: https://example.com/story}}
authors: [Ann Lee]
image:
  src: https://example.com/chip.jpg
  alt: A chip.
  caption: The chip.
  credit: Photo Office
corrections:
  - date: 2026-03-02
    text: The number was wrong.
featured: true
---
The body.
"""


def make(site: Site, examples: list[Example]) -> None:
    """Write the examples into a site."""
    for number, example in enumerate(examples, 1):
        for extra in example.named("with"):
            site.write(extra, _further(extra))
        for file in example.named("file") or [f"content/articles/2026/01/example-{number}.md"]:
            encoding = (example.named("encoding") or ["utf-8"])[0]
            site.write(file, (example.text if example.named("file") else _article(example)).encode(encoding))


def _article(example: Example) -> str:
    if example.language == "md":
        return "---\n" + _required("") + "---\n" + example.text
    assert example.language == "yaml", f"an example of {example.language!r} has to name its file"
    return f"---\n{_required(example.text)}{example.text}---\nThe body.\n"


def _required(given: str) -> str:
    return "".join(
        f"{key}: {value}\n" for key, value in REQUIRED.items() if not re.search(rf"^{key}:", given, re.MULTILINE)
    )


def _further(path: str) -> str | bytes:
    if path.endswith(".md"):
        return "---\ntitle: Another\n---\nText.\n" if path.startswith("content/pages/") else _story("Another")
    return PICTURE


def _story(title: str, date: str = "2026-01-28T14:30:00Z") -> str:
    return STORY.format(title=title, date=date)


def stories(site: Site) -> None:
    """Fill a site with all that a theme may show."""
    for day in range(1, 9):
        site.write(f"content/articles/2026/02/story-{day}.md", _story(f"Story {day}", f"2026-02-0{day}T07:00:00Z"))
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWho we are.\n")
    site.write("content/authors.yaml", "Ann Lee:\n  email: ann@example.org\n  about: Writes.\n")
    site.write("content/topics.yaml", "nvidia h200:\n  parent: chips\n  description: A chip.\n")


# docs/problems.md: every code once, with examples that hold.

PROBLEMS: Final = "docs/problems.md"
NOT_CODES: Final = {"", "Problems"}

Act = Callable[[Site], object]


def _body(text: str) -> Act:
    return lambda site: site.story("example.md", body=text)


def _link(site: Site) -> None:
    (site.folder / "content/articles/example.md").symlink_to("/etc/hostname")


def _long_permalink(site: Site) -> None:
    site.write("content/site.yaml", f"{SITE_YAML}permalink: /{'a' * 300}/{{slug}}/\n")
    site.story("example.md")


OTHERWISE: Final[dict[str, Act]] = {
    "address/too-long": _long_permalink,
    "file/control-character": lambda site: site.story("example.md", title="The harbour\x07 opens"),
    "file/refused": _link,
    "front-matter/too-many": lambda site: site.story(
        "example.md", more="aliases:\n" + "".join(f"  - /{number}/\n" for number in range(501))
    ),
    "front-matter/too-large": lambda site: site.story("example.md", more="# more\n" * 50_000),
    "markup/control-character": _body("The harbour\ufdd0 opens."),
    "markup/too-complex": _body("| a " * 300 + "|\n" + "|---" * 300 + "|\n"),
    "markup/too-long": _body("Ships came. " * 50_000),
    "markup/too-many": _body("</b>" * 1_100),
    "output/in-the-way": lambda site: site.write("output/index.html", "By hand."),
    "settings/missing-file": lambda site: (site.folder / "content/site.yaml").unlink(),
    "site/no-articles": lambda site: (site.folder / "content/articles").rmdir(),
    "site/no-content": lambda site: (site.folder / "content").rename(site.folder / "contents"),
}
"""What a wrong example cannot show as the text of a file: a character nobody sees, a size, a place on the disk."""

NOT_TRIED: Final = {"file/unreadable": "tests may run as a user who may read every file"}


def told_codes() -> dict[str, Section]:
    return {each.name: each for each in sections(PROBLEMS) if each.name not in NOT_CODES}


def test_every_code_has_one_section_and_every_section_a_code() -> None:
    titles = [each.name for each in sections(PROBLEMS) if each.name not in NOT_CODES]
    assert titles == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_section_says_how_severe_the_problem_is(code: str) -> None:
    first = next(line for line in told_codes()[code].lines if line)
    assert first.startswith({"error": "*Error.* ", "warning": "*Warning.* "}[CODES[code]])


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_section_has_a_wrong_and_a_right_example(code: str) -> None:
    found = told_codes()[code]
    assert found.wrong()
    assert found.right()
    assert len(found.wrong()) + len(found.right()) == len(found.examples)
    only_to_read = all(each.language == "text" and not each.options for each in found.examples)
    assert only_to_read == (code in {*OTHERWISE, *NOT_TRIED})


@pytest.mark.parametrize("code", sorted({*CODES} - {*NOT_TRIED}))
def test_a_wrong_example_has_that_problem_and_no_other(site: Site, code: str) -> None:
    if code in OTHERWISE:
        OTHERWISE[code](site)
    else:
        make(site, told_codes()[code].wrong())
    # There cannot be too many problems without any other.
    also = {"markup/html-repaired"} if code == "markup/too-many" else set()
    assert set(site.codes()) == {code, *also}


@pytest.mark.parametrize("code", sorted({*CODES} - {*OTHERWISE, *NOT_TRIED}))
def test_a_right_example_has_no_problem(site: Site, code: str) -> None:
    make(site, told_codes()[code].right())
    assert site.codes() == []


# docs/content.md: every key, with examples that build.

CONTENT: Final = "docs/content.md"


NESTED: Final[dict[str, type[BaseModel]]] = {
    "source": schema.SourceSchema,
    "image": schema.ImageSchema,
    "corrections": schema.CorrectionSchema,
}
TABLES: Final[dict[str, type[BaseModel]]] = {
    "Standing pages": schema.PageSchema,
    "topics.yaml": schema.TopicSchema,
    "authors.yaml": schema.AuthorSchema,
}


def front_matter_keys() -> dict[str, Section]:
    return {each.name: each for each in below(CONTENT, "Front matter")[1:]}


def test_every_key_of_the_front_matter_has_a_section_in_the_order_of_the_schema() -> None:
    assert [*front_matter_keys()] == [*schema.ArticleSchema.model_fields]


@pytest.mark.parametrize("key", [*schema.ArticleSchema.model_fields])
def test_the_section_of_a_key_has_an_example_with_it(key: str) -> None:
    examples = front_matter_keys()[key].right()
    assert examples
    assert all(re.search(rf"^{key}:", each.text, re.MULTILINE) for each in examples)


@pytest.mark.parametrize("key", [*schema.ArticleSchema.model_fields])
def test_the_section_of_a_key_says_whether_it_is_required(key: str) -> None:
    first = next(line for line in front_matter_keys()[key].lines if line)
    assert ("required." in first) == schema.ArticleSchema.model_fields[key].is_required()


@pytest.mark.parametrize("key", NESTED)
def test_keys_within_a_key_are_told(key: str) -> None:
    same_keys(front_matter_keys()[key], NESTED[key])


def test_no_other_key_has_keys_within_it() -> None:
    assert {key for key, each in front_matter_keys().items() if each.rows()} == {*NESTED}


@pytest.mark.parametrize("title", TABLES)
def test_the_keys_of_other_files_are_told(title: str) -> None:
    same_keys(section(CONTENT, title), TABLES[title])


def same_keys(found: Section, model: type[BaseModel]) -> None:
    """Check that a table has the keys of a model and says which are required."""
    assert found.first_column() == [*model.model_fields]
    for (key, *_), row in zip(model.model_fields.items(), found.rows(), strict=True):
        assert row[1].endswith("Required.") == model.model_fields[key].is_required()


def settings() -> dict[str, FieldInfo]:
    """Return every setting of site.yaml, those within another with its name before them."""
    found: dict[str, FieldInfo] = {}
    within: dict[str, type[BaseModel]] = {"menu": schema.MenuItemSchema, "related": schema.RelatedSchema}
    for key, field in schema.SettingsSchema.model_fields.items():
        found[key] = field
        if part := within.get(key):
            found |= {f"{key}.{inner}": each for inner, each in part.model_fields.items()}
    return found


def test_every_setting_is_told_with_its_default() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in section(CONTENT, "site.yaml").rows()}
    nothing: dict[object, str] = {False: "false", "": "none", (): "none", "{}": "none", schema.RelatedSchema(): ""}
    assert told == {
        key: "required"
        if field.is_required()
        else nothing.get("" if field.default == {} else field.default, str(field.default))
        for key, field in settings().items()
    }


def test_the_bounds_of_a_setting_are_told() -> None:
    told = {row[0].strip("`"): row[2] for row in section(CONTENT, "site.yaml").rows()}
    bounds = {key: each for key, field in settings().items() for each in field.metadata if isinstance(each, Between)}
    assert bounds
    assert {key for key, each in bounds.items() if f"{each.lowest} to {each.highest}." not in told[key]} == set()


def test_the_html_that_may_be_written_is_told() -> None:
    told = section(CONTENT, "HTML").lines
    tags = next(index for index, line in enumerate(told) if line.startswith("`"))
    listed = CODE_SPAN.findall("\n".join(told[tags : told.index("", tags)]))
    assert listed == sorted(raw_html.ALLOWED)


# Examples of every document but problems.md, whose wrong ones have a code.


def with_examples(path: str) -> list[Any]:
    return [pytest.param(path, each.title, id=f"{path}: {each.name}") for each in sections(path) if each.right()]


@pytest.mark.parametrize(
    ("path", "title"), [case for path in WRITTEN if path != PROBLEMS for case in with_examples(path)]
)
def test_an_example_builds_without_problems(site: Site, path: str, title: str) -> None:
    (found,) = (each for each in sections(path) if each.title == title)
    make(site, found.right())
    assert site.codes() == []


@pytest.mark.parametrize("path", ["README.md", CONTENT])
def test_the_article_that_is_shown_is_published(site: Site, path: str) -> None:
    shown = [each for part in sections(path) for each in part.examples if each.text.startswith("---\ntitle:")]
    site.write("content/articles/shown.md", shown[0].text)
    report = site.build()
    assert (report.published, report.problems) == (True, ())
    assert "China Clears Nvidia H200" in site.read("2026/01/shown/index.html")


def test_every_example_says_what_it_is() -> None:
    """What is neither wrong nor right is shown for reading, as a command or in a language that is not the content's."""
    for path in WRITTEN:
        for each in (example for part in sections(path) for example in part.examples):
            assert each.verdict in {"wrong", "right", ""}
            assert each.verdict or each.language in {"text", "sh"} or path in {"README.md", "docs/publishing.md"}


# docs/topics.md: names, addresses and the examples of the formulas.

TOPICS: Final = "docs/topics.md"


def test_which_spellings_are_one_topic() -> None:
    rows = section(TOPICS, "When two spellings are one topic").rows()
    assert {same for *_, same in rows} == {"yes", "no"}
    for one, other, same in rows:
        assert (identity(one.strip("`")) == identity(other.strip("`"))) == (same == "yes"), (one, other)


def test_which_address_a_topic_has() -> None:
    rows = section(TOPICS, "The address of a topic").rows()
    assert rows
    for name, address in rows:
        assert term_address("topic", slug_of(name.strip("`"), "latin")) == address.strip("`")


def about(site: Site, name: str, date: str, **topics: int) -> None:
    """Write an article about topics, in whose names "_" stands for a space."""
    lines = "".join(f"  {topic.replace('_', ' ')}: {weight}\n" for topic, weight in topics.items())
    site.story(f"{name}.md", title=name, date=date, more=f"topics:\n{lines}")


def order(page: str, *names: str) -> list[str]:
    """Return the names in the order in which a page first links to them; those that it does not link to are absent."""
    found = {name: page.find(f'/{name}/"') for name in names}
    return sorted((name for name, at in found.items() if at >= 0), key=lambda name: found[name])


@pytest.mark.parametrize(("weight", "first"), [(46, "newest"), (44, "older")])
def test_the_example_of_top_stories(site: Site, weight: int, first: str) -> None:
    about(site, "older", "2026-01-01T12:00:00Z", rail=90)
    about(site, "newest", "2026-01-31T12:00:00Z", rail=weight)
    assert site.codes() == []
    top = site.read("topics/rail/index.html").partition('<ol class="ranking"')[2].partition("</ol>")[0]
    assert order(top, "older", "newest")[0] == first


def test_the_example_of_what_a_topic_appears_with(site: Site) -> None:
    about(site, "one", "2026-01-01", rail=80, tariffs=60)
    about(site, "two", "2026-01-02", rail=40, tariffs=50)
    assert site.codes() == []
    for topic, share in (("rail", "83%"), ("tariffs", "91%")):
        shown = site.read(f"topics/{topic}/index.html").partition('<ol class="companions"')[2].partition("</ol>")[0]
        assert re.findall(r"[0-9]+%", shown) == [share]


@pytest.mark.parametrize(("threshold", "shown"), [(44, ["earlier"]), (45, [])])
def test_the_example_of_related_articles(site: Site, threshold: int, shown: list[str]) -> None:
    site.write("content/site.yaml", f"title: T\nrelated:\n  threshold: {threshold}\n  count: 20\n")
    for number in range(100):
        common = {"nvidia_h200": 1} if number < 40 else {}
        about(site, f"other-{number}", f"2025-12-{number % 28 + 1:02}", **{f"own-{number}": 90}, **common)
    about(site, "earlier", "2026-01-01T12:00:00Z", nvidia_h200=80, tariffs=30)
    about(site, "new", "2026-01-20T12:00:00Z", nvidia_h200=80, export_controls=60)
    assert site.codes() == []
    related = site.read("2026/01/new/index.html").partition('<section class="related"')[2]
    assert order(related, "earlier") == shown


@pytest.mark.parametrize(("weight", "first"), [(91, "harbour"), (92, "other")])
def test_the_example_of_buzzing(site: Site, weight: int, first: str) -> None:
    about(site, "a", "2026-03-08T00:00:00Z", harbour=80)
    about(site, "b", "2026-03-04T12:00:00Z", harbour=60)
    about(site, "c", "2026-03-01T00:00:00Z", harbour=100)
    about(site, "d", "2026-03-08T00:00:00Z", other=weight)
    about(site, "old", "2026-01-01T00:00:00Z", something=1)
    assert site.codes() == []
    buzzing = site.read("index.html").partition('<section class="buzzing"')[2].partition("</section>")[0]
    assert order(buzzing, "harbour", "other")[0] == first


# docs/theme.md: everything a template may ask, and what the packaged theme has.

THEMES: Final = "docs/theme.md"


def parameters(function: Callable[..., Any]) -> str:
    return ", ".join([*inspect.signature(function).parameters][1:])


def test_every_function_is_told_with_its_arguments() -> None:
    told = section(THEMES, "Functions").first_column()
    assert told == [f"{name}({parameters(function)})" for name, function in sorted(theme.FUNCTIONS.items())]


def test_what_a_function_gives_is_told() -> None:
    """What is named as given is what the function's annotation names."""
    for name, gives, *_ in section(THEMES, "Functions").rows():
        annotated = str(inspect.signature(theme.FUNCTIONS[name.strip("`").partition("(")[0]]).return_annotation)
        words = set(re.findall(r"\w+", annotated))
        assert set(CODE_SPAN.findall(gives)) == words & VALUES.keys(), name
        assert ("HTML" in gives) == ("Html" in words), name
        assert ("list of" in gives) == ("tuple" in words), name


def test_every_filter_is_told_with_what_it_gives(site: Site) -> None:
    rows = section(THEMES, "Filters").rows()
    told = {row[0].strip("`"): row[1].strip("`") for row in rows}
    assert [*told] == sorted(theme.filters(lambda: _no_ask()))
    site.write("content/articles/one.md", _story("One"))
    site.write("content/site.yaml", "title: T\n")
    shown = "".join(f"{name}={{{{ card(front().lead).published|{name} }}}}\n" for name in told)
    site.write("templates/pages/404.html", shown)
    assert site.codes() == []
    assert site.read("404.html").replace("\u202f", " ").splitlines() == [f"{name}={told[name]}" for name in told]


def _no_ask() -> Any:
    raise AssertionError("no filter is used")


VALUES: Final[dict[str, Any]] = {
    name: each
    for name, each in vars(views).items()
    if inspect.isclass(each) and issubclass(each, Value) and each.__module__ == views.__name__
} | {"MenuItem": MenuItem, "page": Page}


def test_every_value_is_told_with_all_its_fields() -> None:
    told = {each.name: each.first_column() for each in below(THEMES, "Values")[1:]}
    assert told.pop("site")
    assert told == {name: list(value.__annotations__) for name, value in VALUES.items()}


def test_every_setting_that_a_page_may_show_is_told(site: Site) -> None:
    told = section(THEMES, "site").first_column()
    candidates = sorted({*told, *Settings.__struct_fields__})
    asked = "".join(f"{{% if site.{name} is defined %}}{name} {{% endif %}}" for name in candidates)
    site.write("templates/pages/404.html", asked)
    assert site.codes() == []
    assert site.read("404.html").split() == sorted(told)


def test_every_kind_of_page_is_told_with_its_template() -> None:
    rows = section(THEMES, "Pages").rows()
    assert {row[0].strip("`"): row[1].strip("`") for row in rows} == TEMPLATES


def test_every_block_of_every_layout_is_told() -> None:
    told = {each.name: each.first_column() for each in below(THEMES, "Layouts")[1:]}
    layouts = {file.name: file.read_text("utf-8") for file in (theme_folder() / "layouts").iterdir()}
    assert told == {f"layouts/{name}": in_order(BLOCK.findall(text)) for name, text in layouts.items()}


def test_every_layout_tells_which_one_it_extends() -> None:
    for each in below(THEMES, "Layouts")[1:]:
        text = (theme_folder() / each.name).read_text("utf-8")
        extended = re.findall(r'{% extends "(.+?)" %}', text)
        assert re.findall(r"^Extends `(.+?)`", "\n".join(each.lines), re.MULTILINE) == extended


BLOCK: Final = re.compile(r"{%-? block (\w+)")
MACRO: Final = re.compile(r"{%-? macro (.+?) -?%}")
WORDS: Final = "words.html"


def in_order(names: list[str]) -> list[str]:
    return [*dict.fromkeys(names)]


def test_every_macro_is_told_with_its_file_and_arguments() -> None:
    told = {(row[0].strip("`"), row[1].strip("`")) for row in section(THEMES, "Parts").rows()}
    files = [file for file in (theme_folder() / "parts").iterdir() if file.name != WORDS]
    assert told == {(macro, f"parts/{file.name}") for file in files for macro in MACRO.findall(file.read_text("utf-8"))}


def test_every_folder_of_the_theme_is_told() -> None:
    told = section(THEMES, "Where templates lie").first_column()
    folders = {f"{each.name}/" for each in theme_folder().iterdir()}
    assert {each for each in told if each.endswith("/")} == folders


def theme_examples() -> list[Any]:
    examples = [each for part in sections(THEMES) for each in part.right()]
    return [pytest.param(each, id=f"{number}: {each.named('file')[0]}") for number, each in enumerate(examples)]


@pytest.mark.parametrize("example", theme_examples())
def test_an_example_of_a_template_changes_the_site(site: Site, example: Example) -> None:
    stories(site)
    assert site.codes() == []
    before = site.files()
    make(site, [example])
    assert site.codes() == []
    assert changed(before, site.files())


def test_a_misspelt_name_in_a_template_is_told(site: Site) -> None:
    (shown,) = (line for line in section(THEMES, "What a theme must not do").lines if "is told as" in line)
    site.write("templates/pages/404.html", CODE_SPAN.findall(shown)[0])
    assert site.codes() == CODE_SPAN.findall(shown)[1:] == ["template/failed"]


# All documents: commands, options, links.


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield each command line of ours that a document shows, with its words, and the document."""
    for path in WRITTEN:
        text = (REPOSITORY / path).read_text("utf-8")
        for line in re.findall(r"(?:^|`|-m )(?:broadsheet|generator) +([^`#\n(]+)", text, re.MULTILINE):
            yield path, line.split()


def options_of(command: click.Command) -> dict[str, bool]:
    """Return the options of a command, and whether each is hidden."""
    found = {"--help": False}
    for each in command.params:
        if isinstance(each, click.Option):
            found |= dict.fromkeys(each.opts, each.hidden)
    return found


def test_every_command_that_is_named_exists_with_its_options() -> None:
    lines = list(command_lines())
    assert {words[0] for _, words in lines} >= {"build", "check"}
    for path, (name, *words) in lines:
        assert name in main.commands, (path, name)
        options = options_of(main.commands[name])
        for option in (word.partition("=")[0] for word in words if word.startswith("--")):
            assert options.get(option) is False, (path, name, option)


def test_every_option_that_is_named_exists() -> None:
    options = {option for each in main.commands.values() for option, hidden in options_of(each).items() if not hidden}
    for path in WRITTEN:
        spans = CODE_SPAN.findall(re.sub(r"^```.*?^```", "", (REPOSITORY / path).read_text("utf-8"), flags=re.M | re.S))
        named = {each.partition(" ")[0] for each in spans if each.startswith("--") and each.strip("-")}
        assert named <= options, path


def test_every_link_between_documents_leads_somewhere() -> None:
    links = [
        (path, *found)
        for path in WRITTEN
        for part in sections(path)
        for found in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", "\n".join(part.lines))
    ]
    assert len(links) > len(WRITTEN)
    for path, file, anchor in links:
        target = (REPOSITORY / path).parent / file if file else REPOSITORY / path
        assert target.exists(), (path, file)
        if anchor:
            document = target.resolve().relative_to(REPOSITORY).as_posix()
            assert anchor in {heading_id(each.name) for each in sections(document)}, (path, file, anchor)


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert {each.name for each in DOCS.iterdir() if each.name != "README.md"} <= {
        name.partition("/")[0] for name in re.findall(r"\]\(([^)]+)\)", index)
    }
