"""What stands on the front page and on the fronts of sections: the lead, the sections, the latest, what is buzzing, a
section's strongest topics. No story stands twice on one page. `docs/topics.md` tells how a lead is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from generator.article import entry
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ledgers import history
from generator.library import key_of, section_keys, weights_of
from generator.lists import list_page, newest_of
from generator.moments import SECONDS_OF_DAY, fading, seconds
from generator.site import number_setting
from generator.trends import buzzing

SECTION_STORIES: Final = 4
LATEST: Final = 6
CONSIDERED: Final = 40
"""How many of a section's newest stories are looked through for those of its own."""

LOOKED_AT: Final = 200
"""How many of a section's newest stories say which topics are strongest in it."""

STRONGEST: Final = 8


class SectionBlock(Value, frozen=True):
    """One section on the front page: identity of its category, and paths."""

    key: str
    paths: tuple[str, ...]


class FrontPage(Value, frozen=True):
    """The paths on the front page, `lead` being "" on an empty site, and the address of older stories or ""."""

    lead: str
    sections: tuple[SectionBlock, ...]
    latest: tuple[str, ...]
    buzzing: tuple[str, ...]
    older: str


@question()
def front_page(ask: Ask) -> FrontPage:
    """Choose what the front page shows.

    After the lead come the latest, whatever they are about, then each section's newest of what is left. A section
    that has nothing but such news keeps its newest story for its own block, so that no section is missing.
    """
    newest = ask(list_page, "latest", "", 0)
    lead = ask(lead_story)
    keys = ask(section_keys)
    shown = {lead}
    # Whatever sections keep back, the latest are among these.
    news = {*newest.paths[: 1 + LATEST + len(keys)]}
    first = {key: _take(own, shown, 1) for key in keys if news.issuperset(own := _of_section(ask, key, shown))}
    latest = _take(newest.paths, shown, LATEST)
    first |= {key: _take(_of_section(ask, key, shown), shown, 1) for key in keys if key not in first}
    blocks = []
    for key in keys:
        paths = (*first[key], *_take(_of_section(ask, key, shown), shown, SECTION_STORIES - len(first[key])))
        if paths:
            blocks.append(SectionBlock(key, paths))
    rest = _take(newest.paths, shown, len(newest.paths))
    return FrontPage(lead, tuple(blocks), (*latest, *rest), ask(buzzing), newest.older)


def _of_section(ask: Ask, key: str, shown: set[str]) -> tuple[str, ...]:
    """Return a section's newest stories not shown yet, those of which it is the main category first."""
    own = (path for path in ask(newest_of, "category", key, CONSIDERED) if path not in shown)
    return tuple(sorted(own, key=lambda path: not _is_main_category(ask, path, key)))


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
    """Return the path of the story that leads the front page; "" on an empty site."""
    return _lead(ask, ask(list_page, "latest", "", 0).paths)


@question()
def section_lead(ask: Ask, key: str) -> str:
    """Return the path of the story that leads the front of a section; "" where it has none."""
    return _lead(ask, ask(list_page, "category", key, 0).paths)


def _lead(ask: Ask, newest: tuple[str, ...]) -> str:
    """Return the newest featured story of a page, else of those of its last day the newest of highest standing."""
    found = [each for path in newest if (each := ask(entry, path))]
    if not found:
        return ""
    featured = next((each.path for each in found if each.featured), "")
    loud = set(ask(buzzing))
    begin = seconds(found[0].instant) - SECONDS_OF_DAY
    fresh = (each for each in found if seconds(each.instant) >= begin)
    # Of equals max takes the first, which is the newest.
    return featured or max(fresh, key=lambda each: _standing(ask, each.path, loud)).path


def _standing(ask: Ask, path: str, loud: set[str]) -> int:
    return sum(percent for key, percent in ask(weights_of, path) if key in loud)


@question()
def strongest_topics(ask: Ask, key: str) -> tuple[str, ...]:
    """Return the identities of the topics that weigh most in a section, the strongest first.

    Each of its newest stories counts weight × 2^(−age / half-life), age counted from the section's newest story.
    """
    used = ask(history, "category", key)
    half_life = ask(number_setting, "half_life") * SECONDS_OF_DAY
    newest = seconds(used.instants[-1]) if used.instants else 0
    found: dict[str, float] = defaultdict(float)
    for path, instant in zip(used.paths[-LOOKED_AT:], used.instants[-LOOKED_AT:], strict=True):
        for topic, percent in ask(weights_of, path):
            found[topic] += percent * fading(newest - seconds(instant), half_life)
    ranked = sorted((-round(weight, 6), topic) for topic, weight in found.items())
    return tuple(topic for _, topic in ranked[:STRONGEST])
