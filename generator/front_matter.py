"""An article's or standing page's file → its front matter as checked values, and its body as text.

Bytes in, values and problems out. Nothing here looks at the disk, the clock or the settings: a date without a
zone stays without one, a picture is a path that may or may not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from generator.fingerprint import Value
from generator.ignored import Ignored, ignored_in
from generator.problems import Problem, has_errors, problem, shown
from generator.quotes import in_typographic_quotes, quoted
from generator.repeated import repeated_names
from generator.text_file import read_text
from generator.usual_front import Usual, usual
from generator.yaml_tree import Items, Mapping, Node, Text, Tree, steps, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.schema import ArticleSchema, PageSchema
LONGEST: Final = 256 * 1024
"""Characters of front matter; more is not front matter but an accident or an attack."""

MOST: Final = 500
"""Items of one list, or keys of one mapping."""

LONG: Final = (("title", 110, "headline"), ("description", 200, "description"))
"""How many characters search results and cards show at the most: the first is what Google asks of headlines in
structured data (developers.google.com/search/docs/appearance/structured-data/article, as it was until 2022), the
second what cards in social media show; search results show about 60 and 160."""

DATES: Final = frozenset({"date", "updated", "expires"})

OPENING: Final = re.compile(r"---[ \t]*(?:\n|\Z)")
CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


class Weight(Value, frozen=True):
    """A topic as the article names it, and how much the article is about it: 1 to 100 percent."""

    name: str
    percent: int


class Source(Value, frozen=True):
    """Where the story comes from; `url` is "" where none is given."""

    name: str
    url: str


class Image(Value, frozen=True):
    """The lead picture; `src` is as written."""

    src: str
    alt: str
    caption: str
    credit: str
    licence: str


class Correction(Value, frozen=True):
    """What was wrong and since when it is put right."""

    date: str
    text: str


class Place(Value, frozen=True):
    """Where in the file the value of a key stands: "title", "topics.2" (the name), "image.src".

    `written` is a date as the editor wrote it, else "".
    """

    key: str
    line: int
    column: int
    written: str = ""


Places = tuple[tuple[str, int, int, str], ...]
"""What a `Place` holds, for every value: there are dozens in each article, and few are ever asked for."""


class FrontMatter(Value, frozen=True):
    """What an article says about itself. Optional values that are not given are "", (), False or None.

    Dates are ISO 8601 in one form: "2026-01-28", "2026-01-28T14:30:00" (the site's zone is meant) or
    "2026-01-28T14:30:00+00:00". `extra` is JSON whose scalars are all text.
    """

    title: str
    date: str
    categories: tuple[str, ...]
    summary: tuple[str, ...]
    topics: tuple[Weight, ...]
    source: Source | None
    authors: tuple[str, ...]
    updated: str
    expires: str
    description: str
    image: Image | None
    slug: str
    aliases: tuple[str, ...]
    corrections: tuple[Correction, ...]
    canonical_url: str
    draft: bool
    featured: bool
    language: str
    ignore: tuple[Ignored, ...]
    extra: str
    places: Places

    def place(self, key: str) -> Place:
        """Return the place of a key's value, else the beginning of the file."""
        return _place(self.places, key)


class Parsed(Value, frozen=True):
    """An article's file. `front` is None exactly when a problem is an error.

    `draft` says of such front matter that it is YAML all the same and says `draft: true`; `texts` is then whatever
    stands in it.
    """

    front: FrontMatter | None
    body: str
    body_line: int
    """The line of the file on which the body begins."""
    problems: tuple[Problem, ...]
    draft: bool = False
    texts: tuple[str, ...] = ()


class PageFront(Value, frozen=True):
    """What a standing page says about itself."""

    title: str
    description: str
    language: str
    updated: str
    aliases: tuple[str, ...]
    draft: bool
    ignore: tuple[Ignored, ...]
    extra: str
    places: Places

    def place(self, key: str) -> Place:
        """Return the place of a key's value, else the beginning of the file."""
        return _place(self.places, key)


class ParsedPage(Value, frozen=True):
    """A standing page's file; the same promises as `Parsed`."""

    front: PageFront | None
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def parse(data: bytes, file: str) -> Parsed:
    """Read an article. Tells all problems of the front matter at once; `file` is only named in them."""
    cut = _cut(data, file)
    if cut.front is None:
        return Parsed(None, cut.body, cut.body_line, cut.problems)
    from generator.yaml_text import read

    tree = read(cut.front, file, first_line=2)
    if tree.root is None:
        return Parsed(None, cut.body, cut.body_line, _ended_early(tree.problems, cut.front, file))
    if too_many := _too_many(tree.root, file):
        return Parsed(None, cut.body, cut.body_line, (*tree.problems, *too_many))
    model, told = _checked(tree.root, tree, file)
    among = (*_repeated(tree.root, file), *_cut_short(tree.root, file), *_long(tree.root, file))
    problems = _ended_early((*told, *among), cut.front, file)
    front = None
    if model and not has_errors(problems):
        front = _front_matter(model, tree.root)
    elif not has_errors(tree.problems) and _says_draft(tree.root):
        return Parsed(None, cut.body, cut.body_line, problems, draft=True, texts=tuple(_texts(tree.root)))
    return Parsed(front, cut.body, cut.body_line, problems)


def parse_page(data: bytes, file: str) -> ParsedPage:
    """Read a standing page, as `parse` reads an article."""
    cut = _cut(data, file)
    if cut.front is None:
        return ParsedPage(None, cut.body, cut.body_line, cut.problems)
    from generator import schema
    from generator.yaml_text import read

    tree = read(cut.front, file, first_line=2)
    if tree.root is None:
        return ParsedPage(None, cut.body, cut.body_line, _ended_early(tree.problems, cut.front, file))
    if too_many := _too_many(tree.root, file):
        return ParsedPage(None, cut.body, cut.body_line, (*tree.problems, *too_many))
    checked = schema.check(schema.PageSchema, tree, file, "front-matter")
    among = (*_cut_short(tree.root, file), *_long(tree.root, file))
    problems = _ended_early((*checked.problems, *among), cut.front, file)
    front = None
    if checked.model and not has_errors(problems):
        front = _page_front(checked.model, tree.root)
    return ParsedPage(front, cut.body, cut.body_line, problems)


def _checked(root: Mapping, tree: Tree, file: str) -> tuple[ArticleSchema | Usual | None, tuple[Problem, ...]]:
    """Return the checked values, None where one of them is wrong, and all problems so far."""
    if found := usual(root):
        return found, tree.problems
    from generator import schema

    checked = schema.check(schema.ArticleSchema, tree, file, "front-matter")
    return checked.model, checked.problems


def _front_matter(model: ArticleSchema | Usual, root: Mapping) -> FrontMatter:
    return FrontMatter(
        title=model.title,
        date=model.date,
        categories=model.categories,
        summary=model.summary,
        topics=tuple(Weight(name, percent) for name, percent in model.topics.items()),
        source=Source(model.source.name, model.source.url) if model.source else None,
        authors=model.authors,
        updated=model.updated,
        expires=model.expires,
        description=model.description,
        image=Image(**dict(model.image)) if model.image else None,
        slug=model.slug,
        aliases=model.aliases,
        corrections=tuple(Correction(each.date, each.text) for each in model.corrections),
        canonical_url=model.canonical_url,
        draft=model.draft,
        featured=model.featured,
        language=model.language,
        ignore=ignored_in(model.ignore, root.get("ignore")),
        extra=model.extra,
        places=_places(root),
    )


def _says_draft(root: Mapping) -> bool:
    said = root.get("draft")
    return isinstance(said, Text) and not said.quoted and said.value == "true"


def _texts(node: Node) -> Iterator[str]:
    """Yield every text of a value, keys too."""
    if isinstance(node, Mapping):
        for each in node.entries:
            yield each.key.value
            yield from _texts(each.value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _texts(item)
    else:
        yield node.value


def _page_front(model: PageSchema, root: Mapping) -> PageFront:
    return PageFront(
        title=model.title,
        description=model.description,
        language=model.language,
        updated=model.updated,
        aliases=model.aliases,
        draft=model.draft,
        ignore=ignored_in(model.ignore, root.get("ignore")),
        extra=model.extra,
        places=_places(root),
    )


# The file: front matter between two lines of three hyphens, then the body.


class _Cut(Value, frozen=True):
    front: str | None
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def _cut(data: bytes, file: str) -> _Cut:
    read = read_text(data, file)
    if read.problems:
        return _Cut(None, "", 1, read.problems)
    text = read.text
    opening = OPENING.match(text)
    if opening is None:
        return _Cut(None, text, 1, (_no_opening(text, file),))
    closing = CLOSING.search(text, opening.end())
    if closing is None:
        return _Cut(None, "", 1, (_no_closing(text, opening.end(), file),))
    front, body = text[opening.end() : closing.start()], text[closing.end() :]
    body_line = text.count("\n", 0, closing.end()) + 1
    if len(front) > LONGEST:
        return _Cut(None, body, body_line, (_too_large(front, file),))
    return _Cut(front, body, body_line, ())


def _no_opening(text: str, file: str) -> Problem:
    if not text.strip():
        message = "The file is empty."
        return problem("file/empty", file, 1, 1, message, "Write an article, or delete the file.")
    first, _, _ = text.partition("\n")
    if first.rstrip() == "+++":
        message = "The front matter is written in TOML."
        advice = "Write it in YAML: “---” in place of “+++”, and “key: value” in place of “key = value”."
        return problem("front-matter/toml", file, 1, 1, message, advice)
    if not first.strip() and OPENING.match(text.lstrip()):
        empty = len(text[: -len(text.lstrip())].split("\n")) - 1
        message = "The file begins with an empty line, not with “---”."
        advice = "Delete the empty line." if empty == 1 else f"Delete the {empty} empty lines before “---”."
        return problem("front-matter/missing", file, 1, 1, message, advice)
    found = shown(first) if first.strip() else "an empty line"
    message = f"The file begins with {found}, not with “---”."
    advice = "Write a first line “---”, then title, date and categories, then a line “---”, then the article."
    return problem("front-matter/missing", file, 1, 1, message, advice)


def _no_closing(text: str, begin: int, file: str) -> Problem:
    from generator.front_matter_end import seeming_end

    if end := seeming_end(text[begin:], file):
        return end
    message = "The front matter that begins here never ends."
    return problem("front-matter/unclosed", file, 1, 1, message, "Write a line “---” after the last key.")


def _ended_early(problems: Iterable[Problem], front: str, file: str) -> tuple[Problem, ...]:
    """Return the problems in order; for those of lines that seem to be the story, that it has no “---” above it."""
    from generator.front_matter_end import seeming_end

    found = tuple(sorted(problems))
    end = seeming_end(front, file) if has_errors(found) else None
    if end is None or not any(each.line >= end.line and each.severity == "error" for each in found):
        return found
    return (*(each for each in found if each.line < end.line), end)


def _too_large(front: str, file: str) -> Problem:
    message = f"The front matter has {len(front):,} characters."
    advice = f"At most {LONGEST:,} are read. Does the line “---” that ends it stand in the wrong place?"
    return problem("front-matter/too-large", file, 1, 1, message, advice)


# What no single value shows.


def _too_many(root: Mapping, file: str) -> tuple[Problem, ...]:
    """Find lists that no editor wrote: each topic has a page, and each alias."""
    advice = f"{MOST} are the most. Has something been pasted here that belongs elsewhere?"
    found: list[Problem] = []
    for key, node in ((None, root), *((each.key, each.value) for each in root.entries)):
        size = 1 if isinstance(node, Text) else len(node.items if isinstance(node, Items) else node.entries)
        if size > MOST:
            what = f"{shown(key.value)} has {size:,} items." if key else f"The front matter has {size:,} keys."
            found.append(problem("front-matter/too-many", file, node.line, node.column, what, advice))
    return tuple(found)


def _repeated(root: Mapping, file: str) -> list[Problem]:
    lists = [texts_of(root.get(key)) for key in ("categories", "topics", "authors")]
    repeated = [each for names in lists for each in repeated_names(names, file)]
    in_quotes = (each for names in lists for each in names if not each.quoted and in_typographic_quotes(each.value))
    return [*repeated, *(_in_quotes(each, file) for each in in_quotes)]


def _in_quotes(name: Text, file: str) -> Problem:
    message = f"The typographic quotation marks of {name.value} are part of the name."
    advice = f"Write it without them: {name.value[1:-1].strip()}. If they belong to it, put straight ones around it."
    return problem("value/quoted-name", file, name.line, name.column, message, advice)


def _cut_short(root: Mapping, file: str) -> list[Problem]:
    """Find prose that YAML ended at a number sign which may have been meant."""
    found: list[Problem] = []
    for key in ("title", "description", "summary"):  # prose; elsewhere a comment is meant as one
        node = root.get(key)
        for text in node.items if isinstance(node, Items) else (node,):
            if isinstance(text, Text) and text.comment and text.value:
                message = f"{shown(text.comment)} is read as a comment, and the text ends before it."
                whole = f"{'- ' if isinstance(node, Items) else f'{key}: '}{quoted(f'{text.value} {text.comment}')}"
                advice = f"Put the whole text in quotes, or the comment on a line of its own: {whole}"
                found.append(problem("yaml/comment", file, text.line, text.column, message, advice))
    return found


def _long(root: Mapping, file: str) -> list[Problem]:
    """Find headlines and descriptions that search engines and cards would cut."""
    found: list[Problem] = []
    for key, longest, what in LONG:
        text = root.get(key)
        if isinstance(text, Text) and (width := _width(text.value)) > longest:
            message = (
                f"The {what} has {width} characters; search results and cards cut it after {longest} at the latest."
            )
            advice = "Shorten it, and let what matters come first."
            found.append(problem(f"front-matter/long-{key}", file, text.line, text.column, message, advice))
    return found


def _width(text: str) -> int:
    """Return how many characters of Latin width a text takes: ideographs are twice as wide."""
    line = " ".join(text.split())
    return len(line) if line.isascii() else sum(2 if east_asian_width(each) in "WF" else 1 for each in line)


def _places(root: Mapping) -> Places:
    places: list[tuple[str, int, int, str]] = []
    for each in root.entries:
        key, node = each.key, each.value
        _add_place(key.value, node, places)
        if key.value == "topics":
            places += [(f"topics.{index}", name.line, name.column, "") for index, name in enumerate(texts_of(node))]
        elif key.value != "extra":
            _add_places_within(key.value, node, places)
    return tuple(places)


def _add_places_within(key: str, node: Node, places: list[tuple[str, int, int, str]]) -> None:
    if not isinstance(node, Text):
        for step, value in steps(node):
            _add_place(f"{key}.{step}", value, places)
            _add_places_within(f"{key}.{step}", value, places)


def _add_place(key: str, node: Node, places: list[tuple[str, int, int, str]]) -> None:
    written = node.value if isinstance(node, Text) and key.rpartition(".")[2] in DATES else ""
    places.append((key, node.line, node.column, written))


def _place(places: Places, key: str) -> Place:
    return next((Place(*each) for each in places if each[0] == key), Place(key, 1, 1))
