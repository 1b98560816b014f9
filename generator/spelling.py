"""Names that are probably meant to be one: topics, against the registry and each other, and categories.

Unlike the library this looks at all articles, published or not: a slip is best mended before readers see it. What
an article names is gathered shelf by shelf, so that a new story that names nothing new compares nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from generator.article import reading
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.library import Place, key_of, section_keys, sections
from generator.likeness import SHORTEST, alike
from generator.mentions import mentioned
from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.shelves import ARTICLES, folder_shelves, folders_below, shelf_articles, shelves
from generator.site import SITE_FILE, TOPICS_FILE, registered_topics, setting_place
from generator.yaml_writing import entry, scalar

GROUPS: Final = {"topic": "topics", "category": "categories"}
"""The kinds of names that are compared, and the keys of front matter that hold them."""


SHORTEST_CATEGORY: Final = 4
"""Letters of a category's word in which one slip is looked for where `sections` says which there are."""


class Use(Value, frozen=True):
    """A spelling on one shelf: the identity that is meant, how many articles use it, and the first of them."""

    key: str
    spelling: str
    articles: int
    first: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two names that are probably one: the one to keep and the other, by identity and by spelling, and how many
    articles name each. `same_words` as `likeness.Alike` has it; `alias` is the name of the one to keep in the registry
    that the other is like, "" where it is like the topic's own.

    A dataclass, since it is also written as a JSON object."""

    kept: str
    kept_name: str
    kept_articles: int
    other: str
    other_name: str
    other_articles: int
    same_words: bool
    alias: str


class Pair(Value, frozen=True, order=True):
    """Two names that are alike, by the identities of what they mean; `alias` is the name in the registry by which one
    of the two is like the other, "" where both are by their own."""

    one: str
    other: str
    same_words: bool
    alias: str


@question()
def shelf_uses(ask: Ask, kind: str, shelf: str) -> tuple[Use, ...]:
    """Return the spellings that the articles of one shelf use, in the order of their first use."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for each in ask(shelf_articles, shelf):
        found = ask(mentioned, each)
        for spelling in found.topics if kind == "topic" else found.categories:
            counts[spelling] += 1
            first.setdefault(spelling, each)
    return tuple(Use(ask(key_of, kind, spelling), spelling, counts[spelling], first[spelling]) for spelling in first)


@question()
def shelf_names(ask: Ask, kind: str, shelf: str) -> tuple[tuple[str, str], ...]:
    """Return identity and spelling of all names that the articles of one shelf use, sorted."""
    return tuple(sorted({(each.key, each.spelling) for each in ask(shelf_uses, kind, shelf)}))


@question()
def folder_names(ask: Ask, kind: str, path: str) -> tuple[tuple[str, str], ...]:
    """Return identity and spelling of all names that the articles of one folder use, sorted."""
    of_shelves = (ask(shelf_names, kind, shelf) for shelf, _ in ask(folder_shelves, path))
    return tuple(sorted({each for of_shelf in of_shelves for each in of_shelf}))


@question()
def all_names(ask: Ask, kind: str) -> tuple[tuple[str, str], ...]:
    """Return the identity of every name of a kind, and one of its spellings: the registry's, else the first of all."""
    of_folders = (ask(folder_names, kind, path) for path in ask(folders_below, ARTICLES))
    names = dict(sorted({each for of_folder in of_folders for each in of_folder})[::-1])
    if kind == "topic":
        names |= {key: topic.name for key, topic in ask(registered_topics)}
    return tuple(sorted(names.items()))


@question()
def alike_names(ask: Ask, kind: str) -> tuple[Pair, ...]:
    """Return the pairs of names that are alike, sorted; a topic's other names in the registry are compared too."""
    aliases = _aliases(ask) if kind == "topic" else {}
    means = {plain: key for plain, (key, _) in aliases.items()}
    names = dict(ask(all_names, kind)) | {plain: alias for plain, (_, alias) in aliases.items()}
    shortest = SHORTEST
    if kind == "category" and (settled := dict(ask(sections))):
        names |= settled
        shortest = SHORTEST_CATEGORY
    found: dict[tuple[str, str], Pair] = {}
    for each in alike(names.items(), shortest):
        one, other = sorted((means.get(each.one, each.one), means.get(each.other, each.other)))
        by = next((aliases[plain][1] for plain in (each.one, each.other) if plain in aliases), "")
        if one != other and ((one, other) not in found or not by):
            found[one, other] = Pair(one, other, each.same_words, by)
    return tuple(sorted(found.values()))


def _aliases(ask: Ask) -> dict[str, tuple[str, str]]:
    """Return, by the identity of each other name in the registry, the topic that is meant and that name."""
    return {
        identity(alias): (key, alias)
        for key, topic in ask(registered_topics)
        for alias in topic.aliases
        if identity(alias) != key
    }


@question()
def distinct_topics(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the pairs of topics that the registry says are two, each pair in the order of the identities."""
    pairs = ((key, ask(key_of, "topic", name)) for key, topic in ask(registered_topics) for name in topic.distinct)
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))


@question()
def uses_of_name(ask: Ask, kind: str, key: str) -> tuple[Use, ...]:
    """Return how a name is used, shelf by shelf."""
    return tuple(each for shelf in ask(shelves) for each in ask(shelf_uses, kind, shelf) if each.key == key)


@question()
def doubts(ask: Ask, kind: str) -> tuple[Doubt, ...]:
    """Return the names that are probably one, in the order of the identities.

    The one to keep is that of the registry or of the sections, else the one that more articles name, else the one
    whose first file comes first.
    """
    settled = ask.table(registered_topics) if kind == "topic" else dict.fromkeys(ask(section_keys))
    distinct = frozenset(ask(distinct_topics)) if kind == "topic" else frozenset()
    found = []
    for each in ask(alike_names, kind):
        if (each.one, each.other) in distinct or (each.one in settled and each.other in settled and kind != "topic"):
            continue
        used = {key: ask(uses_of_name, kind, key) for key in (each.one, each.other)}
        counts = {key: sum(use.articles for use in used[key]) for key in used}
        first = {key: used[key][0].first if used[key] else "" for key in used}
        kept, other = sorted(counts, key=lambda key: (key not in settled, -counts[key], first[key], key))
        if other in settled and not counts[other]:
            continue  # both stand in the registry, and only one is used: nothing is parted that belongs together
        topic = ask.table(registered_topics).get(kept) if kind == "topic" else None
        doubt = Doubt(
            kept, _spelling(ask, kind, kept), counts[kept], other, _spelling(ask, kind, other), counts[other],
            each.same_words, each.alias if topic and each.alias in topic.aliases else "",
        )  # fmt: skip
        is_rare = kept in settled or (doubt.other_articles == 1 and doubt.kept_articles > 1)
        if kind == "topic" or each.same_words or is_rare:
            found.append(doubt)
    return tuple(found)


def _spelling(ask: Ask, kind: str, key: str) -> str:
    """Return the name of the registry or of the sections, else the commonest spelling, of equals the first."""
    if kind == "category" and (section := ask.table(sections).get(key)):
        return section
    if kind == "topic" and (topic := ask.table(registered_topics).get(key)):
        return topic.name
    counts: Counter[str] = Counter()
    for each in ask(uses_of_name, kind, key):
        counts[each.spelling] += each.articles
    return max(sorted(counts), key=lambda spelling: counts[spelling]) if counts else key


@question()
def spelling_problems(ask: Ask) -> tuple[Problem, ...]:
    """Tell which topics and categories are probably another one misspelt."""
    return tuple(_doubtful(ask, kind, doubt) for kind in GROUPS for doubt in ask(doubts, kind))


def _doubtful(ask: Ask, kind: str, doubt: Doubt) -> Problem:
    place = ask(first_named, kind, doubt.other)
    kept, other = shown(doubt.kept_name), shown(doubt.other_name)
    why = "the same words" if doubt.same_words else "one letter differs"
    known = f", also called {shown(doubt.alias)}" if doubt.alias else ""
    what = f"The {kind} {other} is probably {kept}{known}: {why}."
    if kind == "category":
        if not doubt.kept_articles and doubt.other_articles > 1:
            return _unused_section(ask, doubt)
        advice = f"Write {kept}. If they are two, add both to “sections” in {SITE_FILE}."
        return problem("category/misspelling", place.file, place.line, place.column, what, advice)
    stay = _in_registry(ask, doubt, "aliases")
    two = _in_registry(ask, doubt, "distinct")
    advice = f"Write {kept} here. If both spellings are to stay, {stay}\nIf they are two topics, {two}"
    return problem("topic/near-duplicate", place.file, place.line, place.column, what, advice)


def _unused_section(ask: Ask, doubt: Doubt) -> Problem:
    """Tell of a section that no article names, while several name one that is spelt nearly like it."""
    kept, other = shown(doubt.kept_name), shown(doubt.other_name)
    place = ask(setting_place, f"sections.{ask(section_keys).index(doubt.kept)}")
    why = "the same words" if doubt.same_words else "one letter differs"
    what = f"No article is in the section {kept}, but {doubt.other_articles:,} are in {other}: {why}."
    advice = f"Write {other} here. If they are two, add {other} to “sections” too."
    return problem("category/misspelling", SITE_FILE, *place, what, advice)


def _in_registry(ask: Ask, doubt: Doubt, key: str) -> str:
    """Say how the registry is to name the other topic in a list of the one to keep, which may have an entry already."""
    topic = ask.table(registered_topics).get(doubt.kept)
    if topic is None:
        return f"write in {TOPICS_FILE}:\n{entry(doubt.kept_name, {key: (doubt.other_name,)})}"
    item = f"- {scalar(doubt.other_name)}"
    there = f"{shown(topic.name)} on line {topic.line} of {TOPICS_FILE}"
    if topic.aliases if key == "aliases" else topic.distinct:
        return f"add “{item}” to the “{key}” of {there}."
    return f"write below {there}:\n  {key}:\n    {item}"


@question()
def first_named(ask: Ask, kind: str, key: str) -> Place:
    """Return where a name that is in use stands first, in the order of the files."""
    path = ask(uses_of_name, kind, key)[0].first
    front = ask(reading, path).front
    assert front is not None
    names = tuple(each.name for each in front.topics) if kind == "topic" else front.categories
    number = next(number for number, name in enumerate(names) if ask(key_of, kind, name) == key)
    found = front.place(f"{GROUPS[kind]}.{number}")
    return Place(path, found.line, found.column)
