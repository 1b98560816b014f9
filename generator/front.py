"""What stands on the front page: the lead, the sections, the latest, what is buzzing; no story twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.article import entry
from generator.ask import Ask, question
from generator.library import entries, key_of, list_page, listed, section_keys
from generator.trends import buzzing

SECTION_STORIES: Final = 4
LATEST: Final = 6
CONSIDERED: Final = 40
"""How many of a section's newest stories are looked through for those of its own."""


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """One section on the front page: identity of its category, and paths."""

    key: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The paths on the front page, `lead` being "" on an empty site, and the address of older stories or ""."""

    lead: str
    sections: tuple[SectionBlock, ...]
    latest: tuple[str, ...]
    buzzing: tuple[str, ...]
    older: str


@question()
def front_page(ask: Ask) -> FrontPage:
    """Choose what the front page shows.

    After the lead each section is sure of its newest story of its own, so that none is missing; then come the
    latest, whatever they are about; then the sections take what is left for them.
    """
    newest = ask(list_page, "latest", "", 0)
    lead = ask(lead_story)
    keys = ask(section_keys)
    shown = {lead}
    first = {key: _take(_of_section(ask, key), shown, 1) for key in keys}
    latest = _take(newest.paths, shown, LATEST)
    blocks = []
    for key in keys:
        paths = (*first[key], *_take(_of_section(ask, key), shown, SECTION_STORIES - len(first[key])))
        if paths:
            blocks.append(SectionBlock(key, paths))
    rest = _take(newest.paths, shown, len(newest.paths))
    return FrontPage(lead, tuple(blocks), (*latest, *rest), ask(buzzing), newest.older)


def _of_section(ask: Ask, key: str) -> tuple[str, ...]:
    """Return a section's newest stories, those of which it is the main category first."""
    newest = tuple(reversed(ask(listed, "category", key)))[:CONSIDERED]
    return tuple(sorted(newest, key=lambda path: not _is_main_category(ask, path, key)))


def _is_main_category(ask: Ask, path: str, key: str) -> bool:
    found = ask(entry, path)
    return found is not None and ask(key_of, "category", found.categories[0]) == key


def _take(paths: tuple[str, ...], shown: set[str], count: int) -> tuple[str, ...]:
    """Return the first of the paths that are not shown yet, and mark them as shown."""
    taken = tuple(path for path in paths if path not in shown)[:count]
    shown.update(taken)
    return taken


@question()
def lead_story(ask: Ask) -> str:
    """Return the path of the newest featured story among those of the front page, else of the newest; "" if none."""
    newest = ask(list_page, "latest", "", 0).paths
    featured = {each.path for each in ask(entries) if each.featured}
    return next((path for path in newest if path in featured), newest[0] if newest else "")
