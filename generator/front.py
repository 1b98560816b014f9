"""What stands on the front page: the lead, the sections, the latest, what is buzzing; no story twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.ask import Ask, question
from generator.library import entries, list_page, listed, section_keys
from generator.topics import buzzing

SECTION_STORIES: Final = 4


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
    """Choose what the front page shows."""
    newest = ask(list_page, "latest", "", 0)
    lead = ask(lead_story)
    shown = {lead}
    latest: list[str] = []
    # The newest stories lead; what a section shows besides may be older than the front page's share.
    for path in newest.paths:
        if path not in shown and len(latest) < SECTION_STORIES * 2:
            latest.append(path)
            shown.add(path)
    blocks = []
    for key in ask(section_keys):
        paths = [path for path in reversed(ask(listed, "category", key)) if path not in shown][:SECTION_STORIES]
        shown.update(paths)
        if paths:
            blocks.append(SectionBlock(key, tuple(paths)))
    latest += [path for path in newest.paths if path not in shown]
    return FrontPage(lead, tuple(blocks), tuple(latest), ask(buzzing), newest.older)


@question()
def lead_story(ask: Ask) -> str:
    """Return the path of the newest featured story among those of the front page, else of the newest; "" if none."""
    newest = ask(list_page, "latest", "", 0).paths
    featured = {each.path for each in ask(entries) if each.featured}
    return next((path for path in newest if path in featured), newest[0] if newest else "")
