"""What editors want to know of all articles at once, as questions: what is held back, what is missing, what is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.article import article
from generator.ask import Ask, question
from generator.library import ARTICLES, folder_articles, folders_below
from generator.moments import Moment
from generator.sources import has_passed

SHOWN: Final = 25
"""How many entries of a list the desk shows."""

MISSING: Final = ("summary", "picture", "topics")


@dataclass(frozen=True, slots=True)
class Holding:
    """Why readers do not see an article: "draft", "embargoed" or "expired", and until or since when."""

    state: str
    path: str
    address: str
    title: str
    time: Moment


@question()
def holding(ask: Ask, path: str) -> Holding | None:
    """Return why an article is held back at the moment the site stands for; None where it is out, or wrong."""
    found = ask(article, path)
    if found is None:
        return None
    if found.draft:
        return Holding("draft", path, found.address, found.title, found.published)
    if found.expires and ask(has_passed, found.expires.instant):
        return Holding("expired", path, found.address, found.title, found.expires)
    if not ask(has_passed, found.published.instant):
        return Holding("embargoed", path, found.address, found.title, found.published)
    return None


@question()
def folder_holdings(ask: Ask, path: str) -> tuple[Holding, ...]:
    """Return what is held back in one folder."""
    found = (ask(holding, each) for each in ask(folder_articles, path))
    return tuple(each for each in found if each is not None)


@question()
def holdings(ask: Ask) -> tuple[Holding, ...]:
    """Return all that is held back, in the order of its times."""
    found = (each for path in ask(folders_below, ARTICLES) for each in ask(folder_holdings, path))
    return tuple(sorted(found, key=lambda each: (each.time.instant, each.path)))
