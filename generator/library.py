"""Questions over all articles: what is wrong with them, what is held back, and how the categories, topics, sources and
authors that they name are called."""

from __future__ import annotations

from typing import Final

from generator.article import article_problems, entry, reading
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ledgers import BINS, Ledger, bin_ledgers, bin_of, ledger
from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.shelves import ARTICLES, folders_below, shelf_articles, shelves
from generator.site import (
    SITE_FILE,
    TOPICS_FILE,
    registered_authors,
    registered_topics,
    section_names,
    text_setting,
    topic_aliases,
)
from generator.sources import folder
from generator.urls import FOLDERS, slug_of, term_address
from generator.volumes import shelf_entries

KINDS: Final = tuple(FOLDERS)
FEEDS_FOR: Final = ("category", "topic")
MARKDOWN_ENDINGS: Final = (".markdown", ".mdown", ".mkd", ".mkdn")


class Place(Value, frozen=True):
    """A place in a file, as a problem tells it."""

    file: str
    line: int
    column: int


class Label(Value, frozen=True):
    """How a term is named and where its page is."""

    name: str
    address: str


@question()
def shelf_held_back(ask: Ask, shelf: str) -> tuple[str, ...]:
    """Return the articles of one shelf that are drafts, not out yet or expired."""
    published = {each.path for each in ask(shelf_entries, shelf)}
    return tuple(each for each in ask(shelf_articles, shelf) if each not in published)


@question()
def held_back(ask: Ask) -> tuple[str, ...]:
    """Return all articles that are drafts, not out yet or expired."""
    return tuple(each for shelf in ask(shelves) for each in ask(shelf_held_back, shelf))


@question()
def shelf_problems(ask: Ask, shelf: str) -> tuple[Problem, ...]:
    """Tell what is wrong with the articles of one shelf."""
    return tuple(each for path in ask(shelf_articles, shelf) for each in ask(article_problems, path))


@question()
def strays(ask: Ask, path: str) -> tuple[Problem, ...]:
    """Tell what lies in a folder of the articles and is none."""
    names = ask(folder, path)
    return tuple(stray(f"{path}/{name}") for name in names.files if not name.endswith(".md")) if names else ()


def stray(path: str) -> Problem:
    """Tell of a file that lies among the articles or pages and is neither."""
    lower = path.lower()
    if lower.endswith((".md", ".md.txt", *MARKDOWN_ENDINGS)):
        what = "The file's name does not end in `.md`, so it is not read."
        return problem("article/not-md", path, 0, 0, what, "Rename it to end in `.md`.")
    remedy = "An article's name ends in `.md`; pictures and other files to publish belong into `content/media/`."
    return problem("article/stray-file", path, 0, 0, "The file is not read and not published.", remedy)


@question()
def parents_named(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the identity and name of each topic that the registry names as a parent."""
    return tuple((identity(each.parent), each.parent) for _, each in ask(registered_topics) if each.parent)


@question()
def sections(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the identity and name of each section, in the order of the settings."""
    return tuple((identity(name), name) for name in ask(section_names))


@question()
def section_keys(ask: Ask) -> tuple[str, ...]:
    """Return the identities of the sections; each has a page from the beginning, so that no menu changes later."""
    return tuple(key for key, _ in ask(sections))


@question()
def bin_labels(ask: Ask, kind: str, number: int) -> tuple[tuple[str, Label], ...]:
    """Return the names and addresses of the terms of one bin that are in use, by their identities."""
    return tuple((key, _label(ask, kind, key, used)) for key, used in ask(bin_ledgers, kind, number))


def _label(ask: Ask, kind: str, key: str, used: Ledger | None) -> Label:
    topic = ask.table(registered_topics).get(key) if kind == "topic" else None
    name = _name(ask, kind, key, used)
    slug = topic.slug if topic and topic.slug else slug_of(name, ask(text_setting, "slugs"))
    return Label(name, term_address(kind, slug))


def _name(ask: Ask, kind: str, key: str, used: Ledger | None) -> str:
    """Return the name of a term: that of the registry or the settings, else the commonest spelling.

    Of equally common spellings it is the one used first.
    """
    if kind == "topic" and (topic := ask.table(registered_topics).get(key)):
        return topic.name
    if kind == "topic" and used is None and (parent := ask.table(parents_named).get(key)):
        return parent
    if kind == "author" and (author := ask.table(registered_authors).get(key)):
        return author.name
    if kind == "category" and (name := ask.table(sections).get(key)):
        return name
    return used.name if used else key


@question()
def label(ask: Ask, kind: str, key: str) -> Label:
    """Return the name and address of a term."""
    return ask.table(bin_labels, kind, bin_of(kind, key)).get(key) or _label(ask, kind, key, None)


@question()
def shown_name(ask: Ask, kind: str, key: str) -> str:
    """Return the name of a term."""
    return ask(label, kind, key).name


@question()
def key_of(ask: Ask, kind: str, name: str) -> str:
    """Return the identity of the term that an article calls `name`."""
    plain = identity(name)
    return ask.table(topic_aliases).get(plain, plain) if kind == "topic" else plain


@question()
def weights_of(ask: Ask, path: str) -> tuple[tuple[str, int], ...]:
    """Return the identities of an article's topics with their weights; of two names of one topic the greater counts."""
    each = ask(entry, path)
    found: dict[str, int] = {}
    for name, percent in each.topics if each else ():
        key = ask(key_of, "topic", name)
        found[key] = max(percent, found.get(key, 0))
    return tuple(found.items())


@question()
def named(ask: Ask, kind: str, name: str) -> Label:
    """Return the label of the term that an article calls `name`."""
    return ask(label, kind, ask(key_of, kind, name))


@question()
def library_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell what is wrong with all articles and the folders that hold them."""
    of_articles = (each for shelf in ask(shelves) for each in ask(shelf_problems, shelf))
    return (*of_articles, *(each for path in ask(folders_below, ARTICLES) for each in ask(strays, path)))


@question()
def term_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which terms cannot have an address."""
    return tuple(each for kind in KINDS for number in range(BINS[kind]) for each in ask(bin_problems, kind, number))


@question()
def bin_problems(ask: Ask, kind: str, number: int) -> tuple[Problem, ...]:
    """Tell which terms of one bin cannot have an address."""
    labels = dict(ask(bin_labels, kind, number))
    if kind == "category":
        of_sections = (key for key in ask(section_keys) if bin_of(kind, key) == number)
        labels |= {key: ask(label, kind, key) for key in of_sections}
    return tuple(
        _without_slug(kind, each.name, ask(first_use, kind, key))
        for key, each in sorted(labels.items())
        if each.address == term_address(kind, "")
    )


def _without_slug(kind: str, name: str, place: Place) -> Problem:
    remedy = "Give it a `slug` in `content/topics.yaml`." if kind == "topic" else "Use a name that has some."
    what = f"The {kind} {shown(name)} has no letter or digit that an address could be made of."
    return problem("address/no-slug", place.file, place.line, place.column, what, remedy)


@question()
def first_use(ask: Ask, kind: str, key: str) -> Place:
    """Return where the first article that uses a term names it."""
    used = ask(ledger, kind, key)
    front = ask(reading, used.first).front if used else None
    if used is None or front is None:
        return Place(SITE_FILE if kind == "category" else TOPICS_FILE, 0, 0)
    group, names = {
        "category": ("categories.", front.categories),
        "topic": ("topics.", tuple(each.name for each in front.topics)),
        "author": ("authors.", front.authors),
        "source": ("source", (front.source.name,) if front.source else ()),
    }[kind]
    number = next((number for number, name in enumerate(names) if ask(key_of, kind, name) == key), 0)
    found = front.place(group if kind == "source" else f"{group}{number}")
    return Place(used.first, found.line, found.column)
