"""How topics stand to each other in the registry: parents, parts, and what they hold together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from generator.ask import Ask, question
from generator.library import index, key_of, listed, section_keys, uses
from generator.site import registered_topics

WITHIN: Final = 5
"""How many of the newest articles of its parts a topic's page shows."""


@dataclass(frozen=True, slots=True)
class Family:
    """Where a topic stands among the registered ones: identities of its parent ("" for none) and children."""

    parent: str
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a topic and all its parts hold together: how many articles, and the path of the oldest ("" for none)."""

    count: int
    oldest: str


@question()
def families(ask: Ask) -> tuple[tuple[str, Family], ...]:
    """Return where each registered topic, and each that is named as a parent, stands."""
    parents = {key: ask(key_of, "topic", each.parent) for key, each in ask(registered_topics) if each.parent}
    children: dict[str, list[str]] = defaultdict(list)
    for key, parent in parents.items():
        children[parent].append(key)
    keys = sorted({*parents, *children})
    return tuple((key, Family(parents.get(key, ""), tuple(sorted(children[key])))) for key in keys)


@question()
def family(ask: Ask, key: str) -> Family:
    """Return where one topic stands."""
    return ask.table(families).get(key) or Family("", ())


@question()
def term_keys(ask: Ask, kind: str) -> tuple[str, ...]:
    """Return the identities of all terms that have a page.

    They are those in use, all topics that stand above one in use, and the sections.
    """
    known = set(ask.table(index, kind))
    if kind == "category":
        known.update(ask(section_keys))
    for key in tuple(known) if kind == "topic" else ():
        above = ask(family, key).parent
        while above and above not in known:
            known.add(above)
            above = ask(family, above).parent
    return tuple(sorted(known))


@question()
def ancestors(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the topics of which one is a part, the widest first."""
    above = ask(family, key).parent
    return (*ask(ancestors, above), above) if above else ()


@question()
def descendants(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the parts of a topic, their parts after each."""
    return tuple(below for child in ask(family, key).children for below in (child, *ask(descendants, child)))


@question()
def reach(ask: Ask, key: str) -> Reach:
    """Count the articles of a topic and its parts, each once."""
    found: dict[str, str] = {}
    for each in (key, *ask(descendants, key)):
        if used := ask(uses, "topic", each):
            found |= zip(used.paths, used.instants, strict=True)
    return Reach(len(found), min(found, key=lambda path: (found[path], path), default=""))


@question()
def newest_within(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the paths of the newest articles about the parts of a topic that are not about itself, newest first."""
    own = set(ask(listed, "topic", key))
    found: dict[str, str] = {}
    for each in ask(descendants, key):
        if used := ask(uses, "topic", each):
            newest = ((path, when) for path, when in zip(used.paths, used.instants, strict=True) if path not in own)
            found |= dict(list(newest)[-WITHIN:])
    return tuple(sorted(found, key=lambda path: (found[path], path), reverse=True)[:WITHIN])
