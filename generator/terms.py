"""Categories, topics, sources and authors as templates are given them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from generator import article as articles
from generator import chart, library
from generator.alphabet import place
from generator.ask import Ask, question
from generator.companions import companions
from generator.families import ancestors, bin_term_keys, families, family, newest_within, reach
from generator.fingerprint import Value
from generator.front import section_lead, strongest_topics
from generator.ledgers import BINS, MonthWeight, ledger
from generator.library import FEEDS_FOR
from generator.lists import length
from generator.media import media_path
from generator.moments import month_number, month_of
from generator.site import AUTHORS_FILE, author_profile, number_setting, text_setting, topic_description
from generator.top_stories import top_stories
from generator.trends import buzzing, by_month, first_seen
from generator.views import Entry, Letter, Link, Term, Tick, WeightChart, WeightedLink, WeightMonth

SHORTEST: Final = 12
"""How many months a chart shows at the least, so that a topic of one week does not fill it."""

LONGEST: Final = 120
LARGEST: Final = 12


class Counted(Value, frozen=True):
    """A term with its name, its address and the number of its articles."""

    key: str
    name: str
    address: str
    count: int


def refuse_unless_one_of(kind: str, kinds: tuple[str, ...]) -> None:
    """Raise ValueError for a kind that is none of `kinds`."""
    if kind not in kinds:
        raise ValueError(f"{kind!r} is none of {', '.join(kinds)}")


def link(ask: Ask, kind: str, key: str) -> Link:
    """Return the link to a term, without a count: who shows none need not be made again when it grows."""
    label = ask(library.label, kind, key)
    return Link(label.name, label.address, 0)


def named_link(ask: Ask, kind: str, name: str) -> Link:
    """Return the link to the term that an article calls `name`."""
    label = ask(library.named, kind, name)
    return Link(label.name, label.address, 0)


def counted(ask: Ask, kind: str, key: str) -> Link:
    """Return the link to a term with the number of its articles; a topic counts those of its parts too."""
    label = ask(library.label, kind, key)
    count = ask(reach, key).count if kind == "topic" else ask(length, kind, key)
    return Link(label.name, label.address, count)


@question()
def bin_counts(ask: Ask, kind: str, number: int) -> tuple[Counted, ...]:
    """Return the terms of one bin that have a page."""
    links = ((key, counted(ask, kind, key)) for key in ask(bin_term_keys, kind, number))
    return tuple(Counted(key, each.name, each.address, each.count) for key, each in links)


def _all_counted(ask: Ask, kind: str) -> Iterator[tuple[str, Link]]:
    """Yield the identities of all terms of a kind, and the links to them with the numbers of their articles."""
    found = (each for number in range(BINS[kind]) for each in ask(bin_counts, kind, number))
    return ((each.key, Link(each.name, each.address, each.count)) for each in found)


def term(ask: Ask, kind: str, key: str) -> Term:
    """Return a category, topic, source or author with all that its page shows."""
    refuse_unless_one_of(kind, library.KINDS)
    label = ask(library.label, kind, key)
    author = ask(author_profile, key) if kind == "author" else None
    used = ask(ledger, kind, key)
    count = used.count if used else 0
    is_topic = kind == "topic"
    reached = ask(reach, key) if is_topic else None
    oldest = reached.oldest if reached else used.first if used else ""
    return Term(
        kind=kind,
        key=key,
        name=label.name,
        address=label.address,
        feed=f"{label.address}feed.xml" if kind in FEEDS_FOR else "",
        count=count,
        total=reached.count if reached else count,
        since=ask(articles.published, oldest).time if oldest else None,
        description=ask(topic_description, key) if is_topic else "",
        ancestors=tuple(link(ask, kind, each) for each in ask(ancestors, key)) if is_topic else (),
        children=_children(ask, key) if is_topic else (),
        top=ask(top_stories, key) if is_topic else (),
        half_life=ask(number_setting, "half_life") if is_topic else 0,
        within=ask(newest_within, key) if is_topic else (),
        companions=_companions(ask, key) if is_topic else (),
        data=f"{label.address}index.json" if is_topic else "",
        lead=ask(section_lead, key) if kind == "category" else "",
        topics=tuple(link(ask, "topic", each) for each in ask(strongest_topics, key)) if kind == "category" else (),
        about=author.about if author else "",
        email=author.email if author else "",
        url=author.url if author else "",
        picture=media_path(author.picture, AUTHORS_FILE) if author and author.picture else "",
    )


def _children(ask: Ask, key: str) -> tuple[Link, ...]:
    found = (counted(ask, "topic", child) for child in ask(family, key).children)
    return in_order(ask, (each for each in found if each.count))


def _companions(ask: Ask, key: str) -> tuple[WeightedLink, ...]:
    found = ((ask(library.label, "topic", other), share) for other, share in ask(companions, key))
    return tuple(WeightedLink(label.name, label.address, share) for label, share in found)


def terms(ask: Ask, kind: str) -> tuple[Link, ...]:
    """Return all terms of a kind in alphabetical order, each with the number of its articles."""
    refuse_unless_one_of(kind, library.KINDS)
    return in_order(ask, (each for _, each in _all_counted(ask, kind)))


def in_order(ask: Ask, links: Iterable[Link]) -> tuple[Link, ...]:
    """Return links in alphabetical order."""
    language = ask(text_setting, "language")
    return tuple(sorted(links, key=lambda each: (place(each.name, language).order, each.address)))


def terms_by_letter(ask: Ask, kind: str) -> tuple[Letter, ...]:
    """Return all terms of a kind under the letters that readers look for; a topic has its parts with it."""
    refuse_unless_one_of(kind, library.KINDS)
    language = ask(text_setting, "language")
    found: dict[tuple[str, str], list[tuple[tuple[int, str, str], Entry]]] = {}
    divided = {key for key, each in ask(families) if each.children} if kind == "topic" else set()
    for key, shown in sorted(_all_counted(ask, kind)):
        where = place(shown.name, language)
        parts = _children(ask, key) if key in divided else ()
        entry = Entry(shown.name, shown.address, shown.count, parts)
        found.setdefault((where.script, where.letter), []).append((where.order, entry))
    under = {names: sorted(each, key=lambda pair: (pair[0], pair[1].address)) for names, each in found.items()}
    letters = sorted(under, key=lambda names: under[names][0][0])
    return tuple(Letter(name, script, tuple(entry for _, entry in under[script, name])) for script, name in letters)


def largest_topics(ask: Ask) -> tuple[Link, ...]:
    """Return the topics with most articles, the largest first; none where there are hardly more topics than those."""
    found = terms(ask, "topic")
    if len(found) < 2 * LARGEST:
        return ()
    # Sorted twice, so that of equally large ones those come first that do so in the alphabet.
    return tuple(sorted(found, key=lambda each: -each.count)[:LARGEST])


def new_topics(ask: Ask) -> tuple[Link, ...]:
    """Return the topics whose first article is of the month of the newest article, the newest first."""
    return tuple(counted(ask, "topic", key) for key in ask(first_seen))


def buzzing_topics(ask: Ask) -> tuple[Link, ...]:
    """Return the topics that are buzzing, the loudest first."""
    return tuple(link(ask, "topic", key) for key in ask(buzzing))


def weight_chart(ask: Ask, key: str) -> WeightChart | None:
    """Return a topic's weight by month as a chart; None where no article is about it.

    The months follow each other without a gap up to the topic's newest article: a chart that went on to today would
    make every topic's page again each month.
    """
    found = ask(by_month, key)
    if not found:
        return None
    months = _without_gaps(found)
    shown = {each.month for each in months}
    earlier = [each for each in found if each.month not in shown]
    drawing = chart.drawn([each.percent for each in months], int(months[0].month[5:]) - 1)
    starts = [datetime.fromisoformat(f"{each.month}-01T00:00:00+00:00") for each in months]
    drawn = tuple(
        WeightMonth(start, each.count, each.percent, bar.x, bar.y, bar.width, bar.height)
        for start, each, bar in zip(starts, months, drawing.bars, strict=True)
    )
    return WeightChart(
        width=chart.WIDTH,
        height=chart.HEIGHT,
        top=chart.HEAD,
        base=chart.BASE,
        scale=drawing.scale,
        yearly=drawing.yearly,
        months=drawn,
        ticks=tuple(Tick(each.x, starts[each.index]) for each in drawing.ticks),
        peak=max(drawn, key=lambda each: (each.percent, each.start)),
        earlier_count=sum(each.count for each in earlier),
        earlier_percent=sum(each.percent for each in earlier),
    )


def _without_gaps(found: tuple[MonthWeight, ...]) -> tuple[MonthWeight, ...]:
    known = {each.month: each for each in found}
    last = month_number(found[-1].month)
    first = max(min(month_number(found[0].month), last - SHORTEST + 1), last - LONGEST + 1)
    return tuple(known.get(name, MonthWeight(name, 0, 0)) for name in map(month_of, range(first, last + 1)))
