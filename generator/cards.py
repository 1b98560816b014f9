"""What lists and feeds show of an article, with the names and addresses of what it belongs to."""

from __future__ import annotations

from generator import article as articles
from generator.article import Image
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.library import Label, label, named, section_keys
from generator.moments import Moment, latest
from generator.volumes import month_paths


class Shown(Value, frozen=True):
    """A published article as lists and feeds show it; texts and names as readers see them."""

    address: str
    title: str
    description: str
    published: Moment
    changed: Moment
    categories: tuple[Label, ...]
    authors: tuple[str, ...]
    source: str
    source_url: str
    image: Image | None
    language: str
    corrected: bool
    draft: bool


@question()
def shown(ask: Ask, path: str) -> Shown | None:
    """Return what lists and feeds show of an article; None where readers may not see it.

    A list of forty stories asks forty such questions, not all that each of them is made from.
    """
    found = ask(articles.article, path)
    if found is None or not articles.is_published(ask, path):
        return None
    return Shown(
        address=found.address,
        title=found.title,
        description=found.description,
        published=found.published,
        changed=articles.last_change(found),
        categories=tuple(ask(named, "category", name) for name in found.categories),
        authors=tuple(ask(named, "author", name).name for name in found.authors),
        source=ask(named, "source", found.source.name).name if found.source else "",
        source_url=found.source.url if found.source else "",
        image=found.image,
        language=found.language,
        corrected=bool(found.corrections),
        draft=found.draft,
    )


@question()
def changes(ask: Ask, month: str) -> tuple[tuple[str, Moment], ...]:
    """Return the addresses of the articles of a month, oldest first, and when each last changed."""
    found = (ask(shown, path) for path in ask(month_paths, month))
    return tuple((each.address, each.changed) for each in found if each)


@question()
def last_change(ask: Ask, month: str) -> Moment:
    """Return when an article of a month that has some last changed."""
    return latest(*(changed for _, changed in ask(changes, month)))


@question()
def section_labels(ask: Ask) -> tuple[Label, ...]:
    """Return the names and addresses of the sections, in the order of the settings: every page shows them."""
    return tuple(ask(label, "category", key) for key in ask(section_keys))
