"""What editors want to know of all articles at once, as questions: what is held back, what is missing, what is next.

All of it is gathered shelf by shelf, so that an edit costs what its shelf holds. What counts as out is reckoned
from the moment alone, also where the site shows drafts and what is embargoed.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from generator.article import article, has_come, reading
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.library import held_back
from generator.moments import Moment
from generator.shelves import shelf_articles, shelves

SHOWN: Final = 12
"""How many entries of each list are kept: a desk is looked at, not read through."""

STATES: Final = ("embargoed", "draft", "expired")

NAMED: Final = 3
"""How many articles that are held back a summary names."""

JUST_PUBLISHED: Final = 10


class Holding(Value, frozen=True):
    """Why readers do not see an article: "draft", "embargoed" or "expired", and until or since when."""

    state: str
    path: str
    address: str
    title: str
    time: Moment


class Headline(Value, frozen=True):
    """An article in a list of the desk; `time` is what the list is about. `missing` names what it is without."""

    path: str
    address: str
    title: str
    time: Moment
    missing: tuple[str, ...]


class Change(Value, frozen=True):
    """Something that will change the site without an edit: "comes out" or "expires", and when."""

    what: str
    path: str
    address: str
    title: str
    time: Moment


class Count(Value, frozen=True):
    """How many there are of something: of articles of a month, or of articles without a thing."""

    name: str
    count: int


class Drawer(Value, frozen=True):
    """What the desk shows of the articles of one shelf, or of all; each list is cut to what may be shown.

    Lists begin with the newest, `changes` with the next. `months` are those of the articles that are out.
    """

    published: tuple[Headline, ...]
    corrected: tuple[Headline, ...]
    lacking: tuple[Headline, ...]
    changes: tuple[Change, ...]
    months: tuple[Count, ...]
    without: tuple[Count, ...]
    articles: int
    corrections: int
    incomplete: int


@question()
def holding(ask: Ask, path: str) -> Holding | None:
    """Return why an article is held back at the moment the site stands for; None where it is out, or wrong."""
    found = ask(article, path)
    if found is None:
        return None
    if found.draft:
        return Holding("draft", path, found.address, found.title, found.published)
    if found.expires and has_come(ask, found.expires.instant):
        return Holding("expired", path, found.address, found.title, found.expires)
    if not has_come(ask, found.published.instant):
        return Holding("embargoed", path, found.address, found.title, found.published)
    return None


@question()
def shelf_holdings(ask: Ask, shelf: str) -> tuple[Holding, ...]:
    """Return what is held back on one shelf."""
    found = (ask(holding, each) for each in ask(shelf_articles, shelf))
    return tuple(each for each in found if each is not None)


@question()
def holdings(ask: Ask) -> tuple[Holding, ...]:
    """Return all that is held back, in the order of its times."""
    found = (each for shelf in ask(shelves) for each in ask(shelf_holdings, shelf))
    return tuple(sorted(found, key=lambda each: (each.time.instant, each.path)))


@question()
def next_out(ask: Ask) -> tuple[str, ...]:
    """Say in words why a few articles are held back: first those that come out next, then drafts, then the expired."""
    found = [each for path in ask(held_back) if (each := ask(holding, path)) is not None]
    found.sort(key=lambda each: (STATES.index(each.state), each.time.instant, each.path))
    return tuple(f"{each.path}: {_why(each)}" for each in found[:NAMED])


def _why(each: Holding) -> str:
    told = {"embargoed": f"embargoed until {each.time.text}", "expired": f"expired at {each.time.text}"}
    return told.get(each.state, "a draft")


@question()
def lacking(ask: Ask, path: str) -> tuple[str, ...]:
    """Return what an article is without: "summary", "picture", "topics"."""
    found = ask(article, path)
    front = ask(reading, path).front
    if found is None or front is None:
        return ()
    there = {"summary": front.summary, "picture": found.image, "topics": found.topics}
    return tuple(name for name, value in there.items() if not value)


@question()
def drawer(ask: Ask, shelf: str) -> Drawer:
    """Return what the desk shows of the articles of one shelf."""
    published, corrected, incomplete = [], [], []
    changes = []
    months: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for each in ask(shelf_articles, shelf):
        found = ask(article, each)
        held = ask(holding, each)
        if found is None or (held and held.state == "expired"):
            continue
        missing = ask(lacking, each)
        head = Headline(each, found.address, found.title, found.published, missing)
        if missing:
            incomplete.append(head)
            without.update(missing)
        if held is None:
            published.append(head)
            months[found.published.month] += 1
        if held and held.state == "embargoed":
            changes.append(Change("comes out", each, found.address, found.title, found.published))
        if found.expires and not found.draft:
            changes.append(Change("expires", each, found.address, found.title, found.expires))
        if found.corrections:
            last = max(found.corrections, key=lambda one: one.instant)
            corrected.append(Headline(each, found.address, found.title, last, missing))
    return Drawer(
        published=_newest(published)[:JUST_PUBLISHED],
        corrected=_newest(corrected)[:SHOWN],
        lacking=_newest(incomplete)[:SHOWN],
        changes=_next(changes)[:SHOWN],
        months=_counts(months),
        without=_counts(without),
        articles=len(ask(shelf_articles, shelf)),
        corrections=len(corrected),
        incomplete=len(incomplete),
    )


@question()
def desk(ask: Ask) -> Drawer:
    """Return what the desk shows of all articles."""
    drawers = [ask(drawer, shelf) for shelf in ask(shelves)]
    months: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for each in drawers:
        months.update({one.name: one.count for one in each.months})
        without.update({one.name: one.count for one in each.without})
    return Drawer(
        published=_newest([one for each in drawers for one in each.published])[:JUST_PUBLISHED],
        corrected=_newest([one for each in drawers for one in each.corrected])[:SHOWN],
        lacking=_newest([one for each in drawers for one in each.lacking])[:SHOWN],
        changes=_next([one for each in drawers for one in each.changes])[:SHOWN],
        months=_counts(months),
        without=_counts(without),
        articles=sum(each.articles for each in drawers),
        corrections=sum(each.corrections for each in drawers),
        incomplete=sum(each.incomplete for each in drawers),
    )


def _newest(found: list[Headline]) -> tuple[Headline, ...]:
    return tuple(sorted(found, key=lambda each: (each.time.instant, each.path), reverse=True))


def _next(found: list[Change]) -> tuple[Change, ...]:
    return tuple(sorted(found, key=lambda each: (each.time.instant, each.path, each.what)))


def _counts(found: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(name, count) for name, count in sorted(found.items()))
