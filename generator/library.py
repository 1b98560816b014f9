"""Questions over all articles: which are published, and the categories, topics, sources, authors and months
that hold them.

What one article changes is kept small: articles are gathered folder by folder, and whoever needs one term or one
page of a list asks for that alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.article import Entry, article_problems, entry, is_published, reading
from generator.ask import Ask, question
from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.site import (
    SITE_FILE,
    TOPICS_FILE,
    number_setting,
    registered_authors,
    registered_topics,
    section_names,
    text_setting,
    topic_aliases,
)
from generator.sources import folder
from generator.urls import FOLDERS, page_address, slug_of, term_address

ARTICLES: Final = "content/articles"
KINDS: Final = tuple(FOLDERS)
FEEDS_FOR: Final = ("category", "topic")
MARKDOWN_ENDINGS: Final = (".markdown", ".mdown", ".mkd", ".mkdn")


@dataclass(frozen=True, slots=True)
class Uses:
    """A term as the published articles use it: their paths, oldest first, and the weight in each (100 where
    the kind of term bears no weights)."""

    name: str
    paths: tuple[str, ...]
    percents: tuple[int, ...]
    instants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, as a problem tells it."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Label:
    """How a term is named and where its page is."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: paths of articles, newest first, and the addresses of its neighbours ("" at the ends)."""

    paths: tuple[str, ...]
    older: str
    newer: str


@question()
def folders_below(ask: Ask, path: str) -> tuple[str, ...]:
    """Return a folder and all folders below it, sorted."""
    names = ask(folder, path)
    if names is None:
        return ()
    return (path, *(below for name in names.folders for below in ask(folders_below, f"{path}/{name}")))


@question()
def folder_articles(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the paths of the articles that lie directly in a folder."""
    names = ask(folder, path)
    return tuple(f"{path}/{name}" for name in names.files if name.endswith(".md")) if names else ()


@question()
def article_paths(ask: Ask) -> tuple[str, ...]:
    """Return the paths of all articles, published or not."""
    return tuple(path for below in ask(folders_below, ARTICLES) for path in ask(folder_articles, below))


@question()
def folder_held_back(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the articles of one folder that are drafts, not out yet or expired."""
    return tuple(each for each in ask(folder_articles, path) if not ask(is_published, each))


@question()
def held_back(ask: Ask) -> tuple[str, ...]:
    """Return all articles that are drafts, not out yet or expired."""
    return tuple(each for path in ask(folders_below, ARTICLES) for each in ask(folder_held_back, path))


@question()
def folder_entries(ask: Ask, path: str) -> tuple[Entry, ...]:
    """Return the published articles of one folder."""
    found = (ask(entry, each) for each in ask(folder_articles, path))
    return tuple(each for each in found if each is not None)


@question()
def folder_problems(ask: Ask, path: str) -> tuple[Problem, ...]:
    """Tell what is wrong with the articles of one folder, and with what else lies there."""
    names = ask(folder, path)
    assert names is not None
    own = [each for path in ask(folder_articles, path) for each in ask(article_problems, path)]
    return (*own, *(stray(f"{path}/{name}") for name in names.files if not name.endswith(".md")))


def stray(path: str) -> Problem:
    """Tell of a file that lies among the articles or pages and is neither."""
    lower = path.lower()
    if lower.endswith((".md", ".md.txt", *MARKDOWN_ENDINGS)):
        what = "The file's name does not end in `.md`, so it is not read."
        return problem("article/not-md", path, 0, 0, what, "Rename it to end in `.md`.")
    remedy = "An article's name ends in `.md`; pictures and other files to publish belong into `content/media/`."
    return problem("article/stray-file", path, 0, 0, "The file is not read and not published.", remedy)


@question()
def entries(ask: Ask) -> tuple[Entry, ...]:
    """Return all published articles, oldest first."""
    return tuple(sorted(each for path in ask(folders_below, ARTICLES) for each in ask(folder_entries, path)))


@question()
def paths_in_order(ask: Ask) -> tuple[str, ...]:
    """Return the paths of all published articles, oldest first."""
    return tuple(each.path for each in ask(entries))


@question()
def months(ask: Ask) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return for each month ("2026-01", oldest first) the paths of its articles, oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in ask(entries):
        found[each.month].append(each.path)
    return tuple((month, tuple(paths)) for month, paths in sorted(found.items()))


def _names(each: Entry, kind: str) -> Iterable[tuple[str, int]]:
    if kind == "topic":
        return each.topics
    names = {"category": each.categories, "source": each.sources, "author": each.authors}[kind]
    return ((name, 100) for name in names)


@question()
def index(ask: Ask, kind: str) -> tuple[tuple[str, Uses], ...]:
    """Return every term of a kind, by its identity, as the published articles use it; sorted by identity."""
    aliases = ask.table(topic_aliases) if kind == "topic" else {}
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    used: dict[str, dict[str, int]] = defaultdict(dict)
    when: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, str] = {}
    for each in ask(entries):
        for name, percent in _names(each, kind):
            key = keys.get(name)
            if key is None:
                plain = identity(name)
                key = keys[name] = aliases.get(plain, plain)
            spelt[key][name] += 1
            if each.path not in used[key]:
                when[key].append(each.instant)
            # Two names of one topic in one article: it is about the topic as much as the greater weight says.
            used[key][each.path] = max(percent, used[key].get(each.path, 0))
    return tuple(
        (
            key,
            # Counter keeps the order of first use, and max takes the first of equals.
            Uses(
                name=max(spelt[key].items(), key=lambda pair: pair[1])[0],
                paths=tuple(used[key]),
                percents=tuple(used[key].values()),
                instants=tuple(when[key]),
            ),
        )
        for key in sorted(used)
    )


@question()
def uses(ask: Ask, kind: str, key: str) -> Uses | None:
    """Return how one term is used; None where no published article uses it."""
    return ask.table(index, kind).get(key)


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
def shown_name(ask: Ask, kind: str, key: str) -> str:
    """Return the name of a term: that of the registry or the settings, else the commonest spelling.

    Of equally common spellings it is the one used first.
    """
    if kind == "topic" and (topic := ask.table(registered_topics).get(key)):
        return topic.name
    if kind == "topic" and ask(uses, kind, key) is None and (parent := ask.table(parents_named).get(key)):
        return parent
    if kind == "author" and (author := ask.table(registered_authors).get(key)):
        return author.name
    if kind == "category" and (name := ask.table(sections).get(key)):
        return name
    found = ask(uses, kind, key)
    return found.name if found else key


@question()
def label(ask: Ask, kind: str, key: str) -> Label:
    """Return the name and address of a term."""
    name = ask(shown_name, kind, key)
    topic = ask.table(registered_topics).get(key) if kind == "topic" else None
    slug = topic.slug if topic and topic.slug else slug_of(name, ask(text_setting, "slugs"))
    return Label(name, term_address(kind, slug))


@question()
def key_of(ask: Ask, kind: str, name: str) -> str:
    """Return the identity of the term that an article calls `name`."""
    plain = identity(name)
    return ask.table(topic_aliases).get(plain, plain) if kind == "topic" else plain


def weights_of(ask: Ask, path: str) -> tuple[tuple[str, int], ...]:
    """Return the identities of an article's topics with their weights."""
    each = ask(entry, path)
    return by_identity(ask, each.topics) if each else ()


def by_identity(ask: Ask, topics: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return topics by their identities; of two names of one topic the greater weight counts."""
    found: dict[str, int] = {}
    for name, percent in topics:
        key = ask(key_of, "topic", name)
        found[key] = max(percent, found.get(key, 0))
    return tuple(found.items())


def named(ask: Ask, kind: str, name: str) -> Label:
    """Return the label of the term that an article calls `name`."""
    return ask(label, kind, ask(key_of, kind, name))


@question()
def listed(ask: Ask, kind: str, key: str) -> tuple[str, ...]:
    """Return the paths of a list, oldest first. Kinds of lists are those of terms, "month" and "latest"."""
    if kind == "latest":
        return ask(paths_in_order)
    if kind == "month":
        return ask.table(months).get(key, ())
    found = ask(uses, kind, key)
    return found.paths if found else ()


@question()
def settled_pages(ask: Ask, kind: str, key: str) -> int:
    """Return how many pages of a list are full and will not change; the list's own address shows the rest."""
    return max(0, len(ask(listed, kind, key)) // ask(number_setting, "page_size") - 1)


@question()
def own_address(ask: Ask, kind: str, key: str) -> str:
    """Return the address of a list."""
    if kind == "latest":
        return "/"
    if kind == "month":
        return f"/archive/{key.replace('-', '/')}/"
    return ask(label, kind, key).address


@question()
def list_page(ask: Ask, kind: str, key: str, number: int) -> ListPage:
    """Return page `number` of a list, 1 being the oldest; 0 is what the list's own address shows.

    Pages are cut from the oldest entry on. A settled page always links to the next number, which redirects to
    the list's own address until it is settled itself: so nothing in it changes, ever.
    """
    size = ask(number_setting, "page_size")
    settled = ask(settled_pages, kind, key)
    own = ask(own_address, kind, key)
    paths = ask(listed, kind, key)
    if number == 0:
        older = page_address(own, settled) if settled else ""
        return ListPage(tuple(reversed(paths[settled * size :])), older, "")
    older = page_address(own, number - 1) if number > 1 else ""
    return ListPage(tuple(reversed(paths[(number - 1) * size : number * size])), older, page_address(own, number + 1))


@question()
def library_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell what is wrong with all articles and the folders that hold them."""
    return tuple(each for path in ask(folders_below, ARTICLES) for each in ask(folder_problems, path))


@question()
def term_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which terms cannot have an address."""
    found = []
    for kind in KINDS:
        keys = {*ask.table(index, kind), *(ask(section_keys) if kind == "category" else ())}
        for key in sorted(keys):
            if ask(label, kind, key).address == term_address(kind, ""):
                found.append(_without_slug(kind, ask(shown_name, kind, key), ask(first_use, kind, key)))
    return tuple(found)


def _without_slug(kind: str, name: str, place: Place) -> Problem:
    remedy = "Give it a `slug` in `content/topics.yaml`." if kind == "topic" else "Use a name that has some."
    what = f"The {kind} {shown(name)} has no letter or digit that an address could be made of."
    return problem("address/no-slug", place.file, place.line, place.column, what, remedy)


@question()
def first_use(ask: Ask, kind: str, key: str) -> Place:
    """Return where the first article that uses a term names it."""
    used = ask(uses, kind, key)
    front = ask(reading, used.paths[0]).front if used else None
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
    return Place(used.paths[0], found.line, found.column)
