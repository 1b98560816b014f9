"""What a template may ask: the functions and filters that it is given, and the values that they return.

Everything is worked out here; templates only lay out. `docs/theme.md` lists it for those who write themes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as time_of_day
from functools import lru_cache
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from markupsafe import Markup as Html

from generator import article as articles
from generator import library, volumes
from generator import related as relations
from generator.article import Image
from generator.ask import Ask
from generator.assets import has_asset
from generator.cards import Shown, changes, last_change, section_labels, shown
from generator.front import front_page
from generator.front_matter import Weight
from generator.library import FEEDS_FOR, named
from generator.links import resolved
from generator.lists import length, list_page, newest_of, own_address
from generator.markup import Markup
from generator.media import is_remote
from generator.moments import DAY
from generator.site import (
    base,
    menu,
    number_setting,
    section_names,
    text_setting,
)
from generator.standing import standing_address, standing_front, standing_paths, standing_reading
from generator.terms import (
    buzzing_topics,
    largest_topics,
    link,
    named_link,
    new_topics,
    refuse_unless_one_of,
    term,
    terms,
    terms_by_letter,
    weight_chart,
)
from generator.topic_map import topic_map as map_of_topics
from generator.urls import FOLDERS, TOPIC_MAP, absolute, href
from generator.views import (
    Card,
    Correction,
    Feed,
    FeedItem,
    Front,
    FrontSection,
    Link,
    Listing,
    Month,
    Part,
    Picture,
    Standing,
    Story,
    TopicMap,
    WeightedLink,
)

LISTS: Final = (*library.KINDS, "month", "latest")
WITHIN_PAGE: Final = re.compile(r'(<a\b[^<>]*? href=")#')
RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


class Site:
    """The settings, each asked for when a template shows it."""

    def __init__(self, asking: Callable[[], Ask]) -> None:
        self._asking = asking

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        ask = self._asking()
        if name == "menu":
            return ask(menu)
        if name == "sections":
            return ask(section_names)
        if name in ("title", "tagline", "description", "language", "copyright"):
            return ask(text_setting, name)
        if name == "url":
            return absolute(ask(base), "/")
        if name == "extra":
            return json.loads(ask(text_setting, "extra"))
        raise AttributeError(f"there is no setting {name!r}")


def functions(asking: Callable[[], Ask]) -> dict[str, Any]:
    """Return everything that templates are given, by name. All of it asks with what `asking` gives at the time: that of
    the page being rendered."""
    return {"site": Site(asking), **{name: _function(name, asking) for name in FUNCTIONS}}


def filters(asking: Callable[[], Ask]) -> dict[str, Callable[[datetime], str]]:
    """Return the filters; they ask as `functions` do."""

    def written(form: str) -> Callable[[datetime], str]:
        return lambda time: _written(_time(time).isoformat(), form, asking()(text_setting, "language"))

    return {
        "day": written("day"),
        "moment": written("moment"),
        "month_name": written("LLLL y"),
        "month_short": written("LLL y"),
        "rfc3339": lambda time: _time(time).isoformat(timespec="seconds"),
    }


def _written(time: str, form: str, language: str) -> str:
    """Write a time (ISO 8601) for readers of a language."""
    if form != "moment":
        return _in_form(time[:DAY] if form == "day" else time, form, language)
    # Stories share a day, and a time of day, but seldom both.
    return f"{_in_form(time[:DAY], 'day', language)}, {_in_form(time[DAY + 1 :], 'time', language)}"


@lru_cache(maxsize=4096)
def _in_form(time: str, form: str, language: str) -> str:
    """Write a day, a time of day, or (in CLDR's `form`) both for readers of a language."""
    locale = _locale(language)
    if form == "day":
        return format_date(date.fromisoformat(time), "long", locale=locale)
    if form == "time":
        clock = time_of_day.fromisoformat(time)
        return format_time(clock, "short", tzinfo=clock.tzinfo, locale=locale)
    moment = datetime.fromisoformat(time)
    return format_datetime(moment, form, tzinfo=moment.tzinfo, locale=locale)


def _time(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is not a time")
    return value


def _function(name: str, asking: Callable[[], Ask]) -> Callable[..., Any]:
    def function(*args: object) -> Any:
        for each in args:
            if type(each) is not str and (isinstance(each, bool) or not isinstance(each, (str, int))):
                raise TypeError(f"{name}() takes text and whole numbers, not {each!r}")
        return FUNCTIONS[name](asking(), *args)

    return function


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def url(ask: Ask, address: str) -> str:
    """Return the link to an address of the site; full URLs stay as they are."""
    return href(ask(base), address) if address.startswith("/") and not address.startswith("//") else address


def full(ask: Ask, address: str) -> str:
    """Return the full URL of an address of the site."""
    return absolute(ask(base), address) if address.startswith("/") and not address.startswith("//") else address


def asset(ask: Ask, name: str) -> str:
    """Return the link to one of the theme's files."""
    if not ask(has_asset, name):
        raise ValueError(f"there is no file {name!r} in assets/")
    return url(ask, f"/assets/{name}")


def media(ask: Ask, src: str) -> str:
    """Return the link to a picture."""
    return src if is_remote(src) else url(ask, src)


def direction(ask: Ask, language: str) -> str:
    """Return the direction in which a language is written."""
    primary, _, rest = language.casefold().partition("-")
    return "rtl" if primary in RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest else "ltr"


def _picture(image: Image | None, caption: Html = Html("")) -> Picture | None:  # noqa: B008 - Html is immutable
    return Picture(image.src, image.alt, caption, image.credit, image.licence) if image else None


def _refuse_unless_published(ask: Ask, path: str) -> None:
    """Raise ValueError for what readers may not see: a template must not be a way around an embargo."""
    if not articles.is_published(ask, path):
        raise ValueError(f"{path!r} is not a published article")


def _shown(ask: Ask, path: str) -> Shown:
    """Return what lists and feeds show of an article. Raises ValueError likewise."""
    found = ask(shown, path)
    if found is None:
        raise ValueError(f"{path!r} is not a published article")
    return found


def _html(ask: Ask, text: Markup, path: str) -> Html:
    """Return a text as HTML. This is the one place that calls anything safe: what the sanitiser let through."""
    return Html(resolved(ask, text, path, lambda address: url(ask, address)))  # noqa: S704


def card(ask: Ask, path: str) -> Card:
    """Return what a list shows of an article."""
    return ask.once(_card, path)


def _card(ask: Ask, path: str) -> Card:
    found = _shown(ask, path)
    return Card(
        path=path,
        address=found.address,
        title=found.title,
        description=found.description,
        published=found.published.time,
        has_time=found.published.has_time,
        changed=found.changed.time,
        category=Link(found.categories[0].name, found.categories[0].address, 0),
        authors=found.authors,
        source=found.source,
        image=_picture(found.image),
        language=found.language,
        corrected=found.corrected,
        draft=found.draft,
    )


def story(ask: Ask, path: str) -> Story:
    """Return an article as its own page shows it."""
    _refuse_unless_published(ask, path)
    found = ask(articles.article, path)
    read = ask(articles.reading, path)
    assert found is not None and read.front is not None

    return Story(
        path=path,
        address=found.address,
        title=found.title,
        description=found.description,
        published=found.published.time,
        has_time=found.published.has_time,
        updated=found.updated.time if found.updated else None,
        updated_has_time=found.updated is not None and found.updated.has_time,
        changed=articles.last_change(found).time,
        categories=tuple(named_link(ask, "category", name) for name in found.categories),
        authors=tuple(named_link(ask, "author", name) for name in found.authors),
        summary=tuple(_html(ask, each, path) for each in read.summary),
        image=_picture(found.image, _html(ask, read.caption, path) if read.caption else Html("")),
        corrections=tuple(
            Correction(date.time, date.has_time, _html(ask, text, path))
            for date, text in zip(found.corrections, read.corrections, strict=True)
        ),
        source=named_link(ask, "source", found.source.name) if found.source else None,
        source_url=found.source.url if found.source else "",
        topics=_weighted(ask, found.topics),
        canonical_url=found.canonical_url,
        language=found.language,
        featured=found.featured,
        draft=found.draft,
        words=found.words,
        extra=json.loads(found.extra),
    )


def _weighted(ask: Ask, weights: tuple[Weight, ...]) -> tuple[WeightedLink, ...]:
    """Return the topics of an article, the weightiest first; of two names of one topic the first counts."""
    found: dict[str, WeightedLink] = {}
    for each in weights:
        label = ask(named, "topic", each.name)
        found.setdefault(label.address, WeightedLink(label.name, label.address, each.percent))
    return tuple(found.values())


def body(ask: Ask, path: str) -> Html:
    """Return the HTML of an article's body."""
    _refuse_unless_published(ask, path)
    return _html(ask, ask(articles.reading, path).body, path)


def feed_item(ask: Ask, path: str) -> FeedItem:
    """Return what a feed shows of an article, its body apart."""
    found = _shown(ask, path)
    return FeedItem(
        address=found.address,
        title=found.title,
        description=found.description,
        published=found.published.time,
        changed=found.changed.time,
        categories=tuple(each.name for each in found.categories),
        authors=found.authors,
        source_url=found.source_url,
        language=found.language,
    )


def feed_body(ask: Ask, path: str) -> str:
    """Return the HTML of an article's body with full URLs, as text that is still to be escaped."""
    own = full(ask, _shown(ask, path).address)
    text = resolved(ask, ask(articles.reading, path).body, path, lambda address: full(ask, address))
    # A reader's program shows many articles at once; a note's number leads to the article's own page.
    return WITHIN_PAGE.sub(lambda link: f"{link[1]}{own}#", text)


def front(ask: Ask) -> Front:
    """Return what the front page shows."""
    found = ask(front_page)
    return Front(
        lead=found.lead,
        sections=tuple(FrontSection(link(ask, "category", each.key), each.paths) for each in found.sections),
        latest=found.latest,
        buzzing=tuple(link(ask, "topic", key) for key in found.buzzing),
        older=found.older,
    )


def navigation(ask: Ask) -> tuple[Link, ...]:
    """Return the sections, in the order of the settings."""
    return tuple(Link(each.name, each.address, 0) for each in ask(section_labels))


def listing(ask: Ask, kind: str, key: str, number: int) -> Listing:
    """Return one page of a list of articles."""
    refuse_unless_one_of(kind, LISTS)
    if not isinstance(number, int):
        raise TypeError(f"the number of a page is a whole number, not {number!r}")
    found = ask(list_page, kind, key, number)
    own = ask(own_address, kind, key)
    name = ask(library.label, kind, key).name if kind in library.KINDS else ""
    feed = f"{own}feed.xml" if kind in FEEDS_FOR else ""
    return Listing(kind, key, number, name, feed, found.paths, found.older, found.newer, own)


def months(ask: Ask) -> tuple[Month, ...]:
    """Return the months that have articles, newest first."""
    return tuple(
        Month(key, ask(own_address, "month", key), sum(count for _, count in parts), _start(key))
        for key, parts in reversed(ask(volumes.months))
    )


def years(ask: Ask) -> tuple[tuple[str, tuple[Month, ...]], ...]:
    """Return the years that have articles, newest first, each with its months."""
    found: dict[str, list[Month]] = {}
    for each in months(ask):
        found.setdefault(each.key[:4], []).append(each)
    return tuple((year, tuple(of_year)) for year, of_year in found.items())


def month(ask: Ask, key: str) -> Month:
    """Return one month of the archive."""
    return Month(key, ask(own_address, "month", key), ask(length, "month", key), _start(key))


def _start(month: str) -> datetime:
    return datetime.fromisoformat(f"{month}-01T00:00:00+00:00")


def standing(ask: Ask, path: str) -> Standing:
    """Return a standing page."""
    found = ask(standing_front, path)
    address = ask(standing_address, path)
    if found is None or address is None:
        raise ValueError(f"{path!r} is not a published page")
    return Standing(path, address, found.title, found.description, found.language or ask(text_setting, "language"))


def standing_body(ask: Ask, path: str) -> Html:
    """Return the HTML of a standing page's body."""
    if ask(standing_address, path) is None:
        raise ValueError(f"{path!r} is not a published page")
    return _html(ask, ask(standing_reading, path).body, path)


def feed(ask: Ask, key: str) -> Feed:
    """Return the feed of the site (key "") or of a term ("topic:…")."""
    title = ask(text_setting, "title")
    kind, _, term_key = key.partition(":")
    size = ask(number_setting, "feed_size")
    paths = ask(newest_of, kind or "latest", term_key, size)
    home = ask(own_address, kind or "latest", term_key)
    if kind:
        title = f"{ask(library.label, kind, term_key).name} – {title}"
    updated = max((_shown(ask, path).changed.time for path in paths), default=None)
    return Feed(title, f"{home}feed.xml", home, absolute(ask(base), home), updated, paths)


def sitemap_parts(ask: Ask) -> tuple[Part, ...]:
    """Return the parts of the sitemap: one for each month, newest first, and one for all other pages."""
    months = (key for key, _ in reversed(ask(volumes.months)))
    monthly = (Part(f"/sitemap-{key}.xml", ask(last_change, key).time) for key in months)
    return (Part("/sitemap-pages.xml", None), *monthly)


def sitemap_part(ask: Ask, name: str) -> tuple[Part, ...]:
    """Return what one part of the sitemap lists."""
    if name != "pages":
        return tuple(Part(address, changed.time) for address, changed in ask(changes, name))
    fronts = ["/", "/archive/", TOPIC_MAP, *(f"/{folder}/" for folder in FOLDERS.values())]
    standing_pages = [address for path in ask(standing_paths) if (address := ask(standing_address, path))]
    terms_of_site = [each.address for kind in library.KINDS for each in terms(ask, kind)]
    archive = [each.address for each in months(ask)]
    return tuple(Part(each, None) for each in (*fronts, *standing_pages, *terms_of_site, *archive))


def related(ask: Ask, path: str) -> tuple[str, ...]:
    """Return the paths of the articles most like one in their topics."""
    return ask(relations.related, path)


def topic_map(ask: Ask) -> TopicMap:
    """Return the map of the main topics."""
    return ask(map_of_topics)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "absolute": full,
    "asset": asset,
    "body": body,
    "buzzing_topics": buzzing_topics,
    "card": card,
    "direction": direction,
    "feed": feed,
    "feed_body": feed_body,
    "feed_item": feed_item,
    "front": front,
    "largest_topics": largest_topics,
    "listing": listing,
    "media": media,
    "month": month,
    "months": months,
    "navigation": navigation,
    "new_topics": new_topics,
    "related": related,
    "sitemap_part": sitemap_part,
    "sitemap_parts": sitemap_parts,
    "standing": standing,
    "standing_body": standing_body,
    "story": story,
    "term": term,
    "terms": terms,
    "terms_by_letter": terms_by_letter,
    "topic_map": topic_map,
    "url": url,
    "weight_chart": weight_chart,
    "years": years,
}
