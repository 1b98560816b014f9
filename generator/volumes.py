"""The published articles in the order in which they came out, bound in volumes: a month each, reckoned in UTC.

Whoever shows the newest, or one page of a list, opens the volumes that he needs. What lies in one volume is found out
again when an article of that month comes, goes or changes; what lies in the others stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from generator.article import Entry, entry
from generator.ask import Ask, question
from generator.moments import MONTH
from generator.shelves import shelf_articles, shelves

VOLUME: Final = MONTH
"""How many characters of an instant name the volume that it is in. A month of the site's own time zone, as addresses
have it, may begin a day earlier or later, and where clocks are put back two of them may overlap."""


@question()
def shelf_entries(ask: Ask, shelf: str) -> tuple[Entry, ...]:
    """Return the published articles of one shelf."""
    found = (ask(entry, each) for each in ask(shelf_articles, shelf))
    return tuple(each for each in found if each is not None)


@question()
def shelf_volumes(ask: Ask, shelf: str) -> tuple[str, ...]:
    """Return the names of the volumes that hold the published articles of one shelf."""
    return tuple(sorted({each.instant[:VOLUME] for each in ask(shelf_entries, shelf)}))


@question()
def shelf_part(ask: Ask, shelf: str, volume: str) -> tuple[Entry, ...]:
    """Return the published articles of one shelf that belong into one volume."""
    return tuple(each for each in ask(shelf_entries, shelf) if each.instant.startswith(volume))


@question()
def bindings(ask: Ask) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names of all volumes, oldest first, each with the shelves that its articles stand on."""
    found: dict[str, list[str]] = defaultdict(list)
    for shelf in ask(shelves):
        for volume in ask(shelf_volumes, shelf):
            found[volume].append(shelf)
    return tuple((volume, tuple(found[volume])) for volume in sorted(found))


@question()
def volumes(ask: Ask) -> tuple[str, ...]:
    """Return the names of all volumes, oldest first."""
    return tuple(volume for volume, _ in ask(bindings))


@question()
def shelves_of(ask: Ask, volume: str) -> tuple[str, ...]:
    """Return the shelves that the articles of a volume stand on."""
    return ask.table(bindings).get(volume, ())


@question()
def entries(ask: Ask, volume: str) -> tuple[Entry, ...]:
    """Return the published articles of a volume, oldest first."""
    return tuple(sorted(each for shelf in ask(shelves_of, volume) for each in ask(shelf_part, shelf, volume)))


@question()
def paths(ask: Ask, volume: str) -> tuple[str, ...]:
    """Return the paths of the published articles of a volume, oldest first."""
    return tuple(each.path for each in ask(entries, volume))


@question()
def sizes(ask: Ask) -> tuple[tuple[str, int], ...]:
    """Return the names of all volumes, oldest first, each with the number of its articles."""
    return tuple((volume, len(ask(paths, volume))) for volume in ask(volumes))


@question()
def volume_months(ask: Ask, volume: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the months ("2026-01", of the site's time zone) in a volume, and the paths of the articles of each, oldest
    first."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in ask(entries, volume):
        found[each.month].append(each.path)
    return tuple((month, tuple(of_month)) for month, of_month in sorted(found.items()))


@question()
def months(ask: Ask) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Return all months that have articles, oldest first, each with its volumes and the number of articles in these."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for volume in ask(volumes):
        for month, of_month in ask(volume_months, volume):
            found[month].append((volume, len(of_month)))
    return tuple((month, tuple(parts)) for month, parts in sorted(found.items()))


@question()
def month_volumes(ask: Ask, month: str) -> tuple[str, ...]:
    """Return the volumes that hold the articles of a month."""
    return tuple(volume for volume, _ in ask.table(months).get(month, ()))


@question()
def month_paths(ask: Ask, month: str) -> tuple[str, ...]:
    """Return the paths of the articles of a month, oldest first."""
    of_volumes = (ask.table(volume_months, volume).get(month, ()) for volume in ask(month_volumes, month))
    return tuple(path for of_volume in of_volumes for path in of_volume)


@question()
def oldest(ask: Ask) -> Entry | None:
    """Return the article that came out first; None where there is none."""
    return ask(entries, ask(volumes)[0])[0] if ask(volumes) else None


@question()
def newest(ask: Ask) -> Entry | None:
    """Return the article that came out last; None where there is none."""
    return ask(entries, ask(volumes)[-1])[-1] if ask(volumes) else None
