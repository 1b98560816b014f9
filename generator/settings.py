"""site.yaml, topics.yaml and authors.yaml → checked values, with defaults where a value is absent or wrong.

A wrong setting is a problem; with its default in its place the rest of the site can still be checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from generator.fingerprint import Value
from generator.ignored import Ignored, ignored_in
from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.repeated import repeated_names
from generator.text_file import read_text
from generator.values import folded
from generator.yaml_tree import Mapping, Text, Tree, texts_of

if TYPE_CHECKING:
    from generator.schema import AuthorsSchema, SettingsSchema, TopicsSchema


class MenuItem(Value, frozen=True):
    """An entry of the menu; `url` is a path on this site or a whole address."""

    name: str
    url: str


class IgnoredIn(Value, frozen=True):
    """The warnings that are all right in a file, or in a folder, whose path ends in “/”."""

    path: str
    ignored: tuple[Ignored, ...]


class Settings(Value, frozen=True):
    """What site.yaml says. `base_url` has no “/” at its end; `half_life` and `buzzing_days` are days."""

    title: str
    tagline: str = ""
    description: str = ""
    base_url: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    permalink: str = "/{year}/{month}/{slug}/"
    page_size: int = 20
    feed_size: int = 20
    sections: tuple[str, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    copyright: str = ""
    slugs: str = "latin"
    cname: str = ""
    half_life: int = 30
    related_count: int = 4
    related_threshold: int = 15
    related_common: int = 20
    related_newer: bool = False
    buzzing_days: int = 7
    ignore: tuple[IgnoredIn, ...] = ()
    extra: str = "{}"


class SettingsParsed(Value, frozen=True):
    """The settings, and what is wrong with those that were written."""

    settings: Settings
    problems: tuple[Problem, ...]
    places: tuple[tuple[str, int, int], ...] = ()
    """Line and column of what other files may contradict: "sections.0", "menu.0.url"."""


class TopicEntry(Value, frozen=True):
    """A topic of the registry. `aliases_of_url` are former slugs, or paths that begin with “/”; `distinct` are
    topics that are spelt much like this one and are others."""

    name: str
    aliases: tuple[str, ...]
    parent: str
    description: str
    slug: str
    aliases_of_url: tuple[str, ...]
    distinct: tuple[str, ...]
    line: int
    column: int


class TopicsParsed(Value, frozen=True):
    """The registry without the entries that have problems of their own."""

    topics: tuple[TopicEntry, ...]
    problems: tuple[Problem, ...]


class AuthorEntry(Value, frozen=True):
    """What is known of an author; what is not known is ""."""

    name: str
    email: str
    url: str
    picture: str
    about: str
    line: int
    column: int


class AuthorsParsed(Value, frozen=True):
    """The authors without the entries that have problems of their own."""

    authors: tuple[AuthorEntry, ...]
    problems: tuple[Problem, ...]


UNTITLED: Final = "Untitled"


def parse_site(data: bytes | None, file: str) -> SettingsParsed:
    """Read site.yaml. None stands for a file that does not exist."""
    if data is None:
        advice = "Write this file with at least a line “title: ” and the name of the publication."
        told = f"There is no `site.yaml`, so the site is called {shown(UNTITLED)}."
        missing = problem("settings/missing-file", file, 0, 0, told, advice)
        return SettingsParsed(Settings(UNTITLED), (missing,))
    from generator import schema

    tree = _tree(data, file)
    root = tree.root
    if root is None:
        return SettingsParsed(Settings(UNTITLED), tree.problems)
    checked = schema.check(schema.SettingsSchema, tree, file, "settings", fallback={"title": UNTITLED})
    repeated = repeated_names(texts_of(root.get("sections")), file)
    problems = tuple(sorted((*checked.problems, *repeated)))
    if checked.model is None:
        return SettingsParsed(Settings(UNTITLED), problems)
    found = _settings(checked.model, root)
    return SettingsParsed(found, problems, _places(found, root))


def _places(found: Settings, root: Mapping) -> tuple[tuple[str, int, int], ...]:
    from generator.schema import place_of

    menu = ((f"menu.{each}.url", *place_of(root, ("menu", each, "url"))) for each in range(len(found.menu)))
    sections = ((f"sections.{each}", *place_of(root, ("sections", each))) for each in range(len(found.sections)))
    return (*sections, *menu)


def parse_topics(data: bytes | None, file: str) -> TopicsParsed:
    """Read the registry of topics. None stands for a file that does not exist: there is no registry."""
    if data is None:
        return TopicsParsed((), ())
    from generator import schema

    tree = _tree(data, file)
    root = tree.root
    if root is None:
        return TopicsParsed((), tree.problems)
    checked = schema.check(schema.TopicsSchema, tree, file, "settings", fallback={})
    entries = _topics(checked.model, root) if checked.model else ()
    among = (
        *_one_topic_twice(root, file),
        *_circles(entries, root, file),
        *_equal_slugs(entries, root, file),
    )
    return TopicsParsed(entries, tuple(sorted((*checked.problems, *among))))


def parse_authors(data: bytes | None, file: str) -> AuthorsParsed:
    """Read what is known of the authors. None stands for a file that does not exist."""
    if data is None:
        return AuthorsParsed((), ())
    from generator import schema

    tree = _tree(data, file)
    root = tree.root
    if root is None:
        return AuthorsParsed((), tree.problems)
    checked = schema.check(schema.AuthorsSchema, tree, file, "settings", fallback={})
    repeated = repeated_names([each.key for each in root.entries], file)
    authors = _authors(checked.model, root) if checked.model else ()
    return AuthorsParsed(authors, tuple(sorted((*checked.problems, *repeated))))


def _tree(data: bytes, file: str) -> Tree:
    from generator.yaml_text import read

    text = read_text(data, file)
    return Tree(None, text.problems) if text.problems else read(text.text, file)


def _settings(model: SettingsSchema, root: Mapping) -> Settings:
    return Settings(
        title=model.title,
        tagline=model.tagline,
        description=model.description,
        base_url=model.base_url,
        language=model.language,
        time_zone=model.time_zone,
        permalink=model.permalink,
        page_size=model.page_size,
        feed_size=model.feed_size,
        sections=model.sections,
        menu=tuple(MenuItem(each.name, each.url) for each in model.menu),
        copyright=model.copyright,
        slugs=model.slugs,
        cname=model.cname,
        half_life=model.half_life,
        related_count=model.related.count,
        related_threshold=model.related.threshold,
        related_common=model.related.common,
        related_newer=model.related.newer,
        buzzing_days=model.buzzing_days,
        ignore=_ignored_in(model, root),
        extra=model.extra,
    )


def _ignored_in(model: SettingsSchema, root: Mapping) -> tuple[IgnoredIn, ...]:
    node = root.get("ignore")
    written = (
        {normalize("NFC", each.key.value.strip()): each.value for each in node.entries}
        if isinstance(node, Mapping)
        else {}
    )
    return tuple(IgnoredIn(path, ignored_in(reasons, written[path])) for path, reasons in model.ignore.items())


def _topics(model: TopicsSchema, root: Mapping) -> tuple[TopicEntry, ...]:
    places = {folded(each.key.value): each.key for each in root.entries}
    return tuple(
        TopicEntry(
            name,
            topic.aliases,
            topic.parent,
            topic.description,
            topic.slug,
            topic.aliases_of_url,
            topic.distinct,
            places[name].line,
            places[name].column,
        )
        for name, topic in model.root.items()
    )


def _authors(model: AuthorsSchema, root: Mapping) -> tuple[AuthorEntry, ...]:
    places = {folded(each.key.value): each.key for each in root.entries}
    return tuple(
        AuthorEntry(
            name,
            author.email,
            author.url,
            author.picture,
            author.about,
            places[name].line,
            places[name].column,
        )
        for name, author in model.root.items()
    )


# What no single value shows.


def _one_topic_twice(root: Mapping, file: str) -> list[Problem]:
    """Find names and aliases that stand for one topic in two entries of the registry."""
    found: list[Problem] = []
    first: dict[str, tuple[Text, Text]] = {}
    for entry in root.entries:
        aliases = entry.value.get("aliases") if isinstance(entry.value, Mapping) else None
        for name in (entry.key, *texts_of(aliases)):
            earlier, owner = first.setdefault(identity(name.value), (name, entry.key))
            if owner is not entry.key:
                message = f"{shown(name.value)} already stands for {shown(owner.value)} on line {earlier.line}."
                advice = "Keep one of the two: case, spacing and hyphens make no difference."
                found.append(problem("settings/duplicate-topic", file, name.line, name.column, message, advice))
    return found


def _circles(topics: tuple[TopicEntry, ...], root: Mapping, file: str) -> list[Problem]:
    """Find topics that are, by way of their parents, parts of themselves. Each circle is told once."""
    entry_of = {identity(name): each for each in topics for name in (*each.aliases, each.name)}
    found: list[Problem] = []
    done: set[str] = set()
    for topic in topics:
        chain: list[str] = []
        current: TopicEntry | None = topic
        while current and current.name not in done and current.name not in chain:
            chain.append(current.name)
            current = entry_of.get(identity(current.parent)) if current.parent else None
        if current and current.name in chain:
            found.append(_circle([*chain[chain.index(current.name) :], current.name], root, file))
        done.update(chain)
    return found


def _circle(chain: list[str], root: Mapping, file: str) -> Problem:
    line, column = _place(root, chain[0], "parent")
    message = f"{shown(chain[0])} is a part of itself: {' → '.join(chain)}."
    advice = "Delete the line “parent” of one of these topics."
    return problem("settings/topic-cycle", file, line, column, message, advice)


def _equal_slugs(topics: tuple[TopicEntry, ...], root: Mapping, file: str) -> list[Problem]:
    found: list[Problem] = []
    first: dict[str, TopicEntry] = {}
    for topic in topics:
        earlier = first.setdefault(topic.slug.casefold(), topic) if topic.slug else topic
        if earlier is not topic:
            message = f"{shown(earlier.name)} already has the slug {shown(earlier.slug)}."
            advice = f"Write another slug for {shown(topic.name)}."
            found.append(problem("settings/duplicate-slug", file, *_place(root, topic.name, "slug"), message, advice))
    return found


def _place(root: Mapping, name: str, key: str) -> tuple[int, int]:
    from generator.schema import place_of

    written = next(each.key.value for each in root.entries if folded(each.key.value) == name)
    return place_of(root, (written, key))
