"""Every page of the site once: its address, what it shows, and which template makes it.

The plan is the only place that knows which pages there are. A page is rendered from its own row alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from generator.article import entry, place_of
from generator.ask import Ask, question
from generator.assets import asset_files
from generator.families import bin_term_keys, term_keys
from generator.fingerprint import Value
from generator.ledgers import BINS, bin_ledgers, bin_of, ledger
from generator.library import FEEDS_FOR, KINDS, bin_labels, first_use, label, shown_name
from generator.links import PICTURE_REMEDY, all_addresses_linked, no_anchor, published_media
from generator.lists import own_address, part_at, settled, settled_pages, starts, starts_of, stretch
from generator.mentions import AddressLink
from generator.names import identity
from generator.problems import Problem, problem, shown
from generator.settings import TopicEntry
from generator.shelves import ARTICLES
from generator.site import SITE_FILE, TOPICS_FILE, menu, number_setting, setting_place, text_setting, topics_file
from generator.standing import standing_address, standing_front, standing_paths
from generator.urls import (
    FOLDERS,
    TOPIC_MAP,
    alias_address,
    claim,
    file_of,
    has_room,
    page_address,
    slug_of,
    term_address,
)
from generator.volumes import VOLUME, entries, months, volumes

LONG_ADDRESS: Final = 12
"""Characters of an address in which two slips of the pen are looked for, not one."""

TEMPLATES: Final = {
    "front": "pages/front.html",
    "article": "pages/article.html",
    "category": "pages/category.html",
    "topic": "pages/topic.html",
    "source": "pages/source.html",
    "author": "pages/author.html",
    "month": "pages/month.html",
    "latest": "pages/latest.html",
    "terms": "pages/terms.html",
    "topics": "pages/topics.html",
    "map": "pages/map.html",
    "archive": "pages/archive.html",
    "standing": "pages/standing.html",
    "redirect": "pages/redirect.html",
    "404": "pages/404.html",
    "feed": "feeds/atom.xml",
    "sitemap-index": "feeds/sitemap-index.xml",
    "sitemap": "feeds/sitemap.xml",
    "robots": "feeds/robots.txt",
}
"""The template of each kind of page; the kinds that are not here are copied or written as they are."""

ORDER: Final = {"asset": 0, "media": 0, "article": 1, "standing": 1, "redirect": 3, "front": 4, "sitemap": 5}
"""When a kind of page is published: first what is linked to, then what links; all others at 2, lists and their feeds.
See `order_of`."""

FILES: Final = "files"
"""The part of the plan that has what is published as it is."""


class Page(Value, frozen=True):
    """One page. `number` counts the pages of a list from the oldest; 0 is the list's own address.

    `origin` is the file that an editor has to look at when something is wrong with the page. `volume` is the one that
    the page is about, or begins in; "" where it is about all.
    """

    address: str
    kind: str
    key: str
    number: int
    origin: str
    volume: str = ""

    @property
    def file(self) -> str:
        """Return where the page lies in the output folder."""
        return file_of(self.address)


def order_of(page: Page) -> int:
    """Return when a page is published. What lies in one new folder and is of one order is published at once."""
    if page.kind == "redirect" and page.address.startswith(page.key):
        # It stands below the list that it leads to.
        return 2
    return ORDER.get(page.kind, 2)


@question()
def parts(ask: Ask) -> tuple[str, ...]:
    """Return the names of the parts of the plan. Each is made on its own, so that a new article makes few of them anew.

    A name is what a part is about and, after a space, which of these it is: "volume 2026-01", "topic 17", "files".
    """
    of_volumes = (f"volume {volume}" for volume in ask(volumes))
    of_terms = (f"{kind} {number}" for kind in KINDS for number in range(BINS[kind]))
    return (*of_volumes, *of_terms, "latest", "archive", "former", "standing", FILES, "single")


@question()
def part(ask: Ask, name: str) -> tuple[Page, ...]:
    """Return the pages of one part of the plan."""
    what, _, which = name.partition(" ")
    return tuple(PARTS[what](ask, which))


def part_of(ask: Ask, kind: str, key: str) -> str:
    """Return the name of the part of the plan that a page is in, if it is in any; "" where that cannot be told by what
    it is about. Addresses of former topics have pages in another part."""
    if kind == "article":
        known = ask(entry, key)
        return f"volume {known.instant[:VOLUME]}" if known else ""
    if kind == "feed" and key:
        kind, _, key = key.partition(":")
    if kind == "topic-data":
        kind = "topic"
    if kind in KINDS:
        return f"{kind} {bin_of(kind, key)}"
    if kind in ("latest", "standing"):
        return kind
    if kind == "month" or (kind == "sitemap" and key != "pages"):
        return "archive"
    return "" if kind == "redirect" else "single"


@question(stored=False)
def pages(ask: Ask) -> tuple[Page, ...]:
    """Return every page of the site, sorted by address. A build has no need of it: it looks at the parts one by one."""
    return tuple(sorted((page for name in ask(parts) for page in ask(part, name)), key=in_order))


def in_order(page: Page) -> tuple[str, str, str]:
    """Return what pages are sorted by."""
    return page.address, page.kind, page.origin


def _articles(ask: Ask, volume: str) -> Iterator[Page]:
    for each in ask(entries, volume):
        yield Page(each.address, "article", each.path, 0, each.path, volume)
        for alias in each.aliases:
            yield Page(alias_address(alias), "redirect", each.address, 0, each.path, volume)


def _terms_of(kind: str) -> Callable[[Ask, str], Iterator[Page]]:
    return lambda ask, number: _terms(ask, kind, int(number))


def _terms(ask: Ask, kind: str, number: int) -> Iterator[Page]:
    """Yield the pages of the terms of one bin. They are asked for together: one by one they are thousands of answers,
    to be looked at whenever one of them may be another."""
    labels, ledgers = ask.table(bin_labels, kind, number), ask.table(bin_ledgers, kind, number)
    size = ask(number_setting, "page_size")
    for key in ask(bin_term_keys, kind, number):
        address = (labels.get(key) or ask(label, kind, key)).address
        if address == f"/{FOLDERS[kind]}//":
            continue  # told by `term_problems`
        used = ledgers.get(key)
        origin = used.first if used else SITE_FILE if kind == "category" else TOPICS_FILE
        yield Page(address, kind, key, 0, origin)
        if used:
            full = _Full(settled(used.count, size), size, starts_of(used.volumes))
            yield from _older(kind, key, address, full, origin)
        if kind in FEEDS_FOR:
            yield Page(f"{address}feed.xml", "feed", f"{kind}:{key}", 0, origin)
        if kind == "topic":
            yield Page(f"{address}index.json", "topic-data", key, 0, origin)


def _latest(ask: Ask, _: str) -> Iterator[Page]:
    return _list_pages(ask, "latest", "", "")


def _former_topics(ask: Ask, _: str) -> Iterator[Page]:
    """Lead on from the addresses that topics once had, or would have under their other names.

    What the registry says outright is kept even where it collides, so that it is told; other names give way.
    """
    if not ask(topics_file).topics:
        return
    keys = set(ask(term_keys, "topic"))
    taken = {TOPIC_MAP, *(ask(label, "topic", key).address for key in keys)}
    names: dict[tuple[str, str], str] = {}
    for topic in ask(topics_file).topics:
        key = identity(topic.name)
        if key not in keys:
            continue
        own = ask(label, "topic", key).address
        slugs = (slug_of(name, ask(text_setting, "slugs")) for name in (topic.name, *topic.aliases))
        names |= {(term_address("topic", slug), own): key for slug in slugs if slug}
        for former in topic.aliases_of_url:
            address = alias_address(former) if former.startswith("/") else term_address("topic", former)
            taken.add(address)
            if address != own:
                yield Page(address, "redirect", own, 0, TOPICS_FILE)
            if address != own and address.endswith("/"):
                yield Page(f"{address}feed.xml", "feed", f"topic:{key}", 0, TOPICS_FILE)
    for (address, own), key in names.items():
        if address not in taken:
            yield Page(address, "redirect", own, 0, TOPICS_FILE)
            yield Page(f"{address}feed.xml", "feed", f"topic:{key}", 0, TOPICS_FILE)


def _list_pages(ask: Ask, kind: str, key: str, origin: str) -> Iterator[Page]:
    full = _Full(ask(settled_pages, kind, key), ask(number_setting, "page_size"), ask(starts, kind, key))
    return _older(kind, key, ask(own_address, kind, key), full, origin)


class _Full(NamedTuple):
    """How many pages of a list are full, how many articles one has, and where the volumes begin in the list."""

    pages: int
    size: int
    starts: tuple[tuple[str, int], ...]


def _older(kind: str, key: str, own: str, full: _Full, origin: str) -> Iterator[Page]:
    """Yield the pages of a list that are full, and what the last of them takes for the next."""
    for number in range(1, full.pages + 1):
        volume, _ = full.starts[part_at(full.starts, (number - 1) * full.size)]
        yield Page(page_address(own, number), kind, key, number, origin, volume)
    if full.pages:
        yield Page(page_address(own, full.pages + 1), "redirect", own, 0, origin)


def _archive(ask: Ask, _: str) -> Iterator[Page]:
    for month, of_month in ask(months):
        volume = of_month[0][0]
        (oldest,) = stretch(ask, "month", month, 0, 1)
        yield Page(ask(own_address, "month", month), "month", month, 0, oldest, volume)
        yield from _list_pages(ask, "month", month, oldest)
        yield Page(f"/sitemap-{month}.xml", "sitemap", month, 0, "", volume)


def _standing(ask: Ask, _: str) -> Iterator[Page]:
    for path in ask(standing_paths):
        address = ask(standing_address, path)
        front = ask(standing_front, path)
        if address is not None and front is not None:
            yield Page(address, "standing", path, 0, path)
            for alias in front.aliases:
                yield Page(alias_address(alias), "redirect", address, 0, path)


def _files(ask: Ask, _: str) -> Iterator[Page]:
    for file in ask(published_media):
        yield Page(file.removeprefix("content"), "media", file, 0, file)
    for name, file in ask(asset_files):
        yield Page(f"/assets/{name}", "asset", file, 0, file)


def _single(ask: Ask, _: str) -> Iterator[Page]:
    yield Page("/", "front", "", 0, "")
    yield Page("/archive/", "archive", "", 0, "")
    for kind in KINDS:
        yield Page(f"/{FOLDERS[kind]}/", "topics" if kind == "topic" else "terms", kind, 0, "")
    yield Page("/topics/index.json", "topics-data", "", 0, "")
    yield Page(TOPIC_MAP, "map", "", 0, "")
    yield Page("/feed.xml", "feed", "", 0, "")
    yield Page("/sitemap.xml", "sitemap-index", "", 0, "")
    yield Page("/sitemap-pages.xml", "sitemap", "pages", 0, "")
    yield Page("/robots.txt", "robots", "", 0, "")
    yield Page("/404.html", "404", "", 0, "")
    yield Page("/.nojekyll", "text", "", 0, "")
    if name := ask(text_setting, "cname"):
        yield Page("/CNAME", "text", name + "\n", 0, "")


PARTS: Final[dict[str, Callable[[Ask, str], Iterator[Page]]]] = {
    "volume": _articles,
    **{kind: _terms_of(kind) for kind in KINDS},
    "latest": _latest,
    "archive": _archive,
    "former": _former_topics,
    "standing": _standing,
    FILES: _files,
    "single": _single,
}
"""What makes the pages of each part of the plan."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the pages of one part of the plan take up in the output folder: their files, the folders that these lie in,
    both as `claim` has them, and the pages whose addresses are too long."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    too_long: tuple[Page, ...]


@question()
def ground(ask: Ask, name: str) -> Ground:
    """Return what one part of the plan takes up."""
    files = [claim(page.address) for page in ask(part, name)]
    folders: set[str] = set()
    new = {file.rpartition("/")[0] for file in files}
    while new := {folder for folder in new if folder} - folders:
        folders |= new
        new = {folder.rpartition("/")[0] for folder in new}
    too_long = tuple(page for page in ask(part, name) if not has_room(page.file))
    return Ground(tuple(files), tuple(sorted(folders)), too_long)


@question()
def page_count(ask: Ask) -> int:
    """Return how many pages the site has."""
    return sum(len(ask(part, name)) for name in ask(parts))


@question()
def collisions(ask: Ask) -> tuple[Problem, ...]:
    """Tell which pages would be one file, on some disk at least, and which would lie inside another page's file."""
    taken = [ask(ground, name) for name in ask(parts)]
    found = [_too_long(ask, page) for each in taken for page in each.too_long]
    files = {file for each in taken for file in each.files}
    is_apart = all(files.isdisjoint(each.folders) for each in taken)
    if len(files) < sum(len(each.files) for each in taken) or not is_apart:
        found += _colliding(ask)
    return tuple(sorted(found))


def _colliding(ask: Ask) -> list[Problem]:
    claims: dict[str, list[Page]] = defaultdict(list)
    for page in ask(pages):
        claims[claim(page.address)].append(page)
    found = [
        _same_address(ask, first, other)
        for first, *others in claims.values()
        for other in others
        if not (_follows(first) and _follows(other))
    ]
    for place, (page, *_) in claims.items():
        parts = place.split("/")
        above = (claims.get("/".join(parts[:length])) for length in range(1, len(parts)))
        found += [_inside(ask, page, files[0]) for files in above if files]
    return found


def _too_long(ask: Ask, page: Page) -> Problem:
    what = f"The address {shown(page.address)} is longer than file systems hold."
    return problem("address/too-long", *_place(ask, page), what, "Make the name, the `slug` or the permalink shorter.")


def _follows(page: Page) -> bool:
    """Say whether a page collides only because the list it belongs to does."""
    return page.number > 0 or (page.kind in ("feed", "topic-data") and bool(page.key))


@question()
def dead_addresses(ask: Ask) -> tuple[Problem, ...]:
    """Tell which links that are written as addresses of this site lead to no page."""
    in_menu = (
        AddressLink(SITE_FILE, urlsplit(each.url).path, "", False, *ask(setting_place, f"menu.{number}.url"))
        for number, each in enumerate(ask(menu))
        if each.url.startswith("/")
    )
    links = (*ask(all_addresses_linked), *in_menu)
    known: dict[str, Page] = {}
    for name in ask(parts) if links else ():
        known |= zip(ask(ground, name).files, ask(part, name), strict=True)
    found = ((each, known.get(claim(alias_address(unquote(each.address))))) for each in links)
    told = (_dead(link, known) if page is None else _without_anchor(ask, link, page) for link, page in found)
    return tuple(each for each in told if each is not None)


def _without_anchor(ask: Ask, link: AddressLink, page: Page) -> Problem | None:
    if page.kind not in ("article", "standing"):
        return None
    return no_anchor(ask, page.key, link.anchor, (link.file, link.line, link.column))


def _dead(link: AddressLink, known: dict[str, Page]) -> Problem:
    what = f"The link leads to {shown(link.address)}, where the site has no page."
    remedy = "Link to the article’s file, which is checked whatever its address becomes, or mend the address."
    if link.file == SITE_FILE:
        remedy = "Write the address of a page of this site, such as /topics/, or a whole one, beginning with https://."
    if link.is_picture:
        what, remedy = f"The picture {shown(link.address)} is not in the site.", PICTURE_REMEDY
    if near := _near(link, known):
        remedy = f"Did you mean {shown(near)}? {remedy}"
    return problem("link/missing-address", link.file, link.line, link.column, what, remedy)


def _near(link: AddressLink, known: dict[str, Page]) -> str:
    """Return the address that is probably meant by one that is not there: one slip away, two in a long one, else the
    only one that ends alike; "" for none."""
    address = alias_address(unquote(link.address))
    there = [page.address for page in known.values() if page.kind != "redirect" and not _follows(page)]
    slips = 2 if len(address) >= LONG_ADDRESS else 1
    if near := extractOne(address, there, scorer=OSA.distance, score_cutoff=slips):
        return near[0]
    last = f"/{address.rstrip('/').rpartition('/')[2]}"
    alike = [each for each in there if each.rstrip("/").endswith(last)]
    return alike[0] if len(alike) == 1 and last != "/" else ""


def _same_address(ask: Ask, one: Page, other: Page) -> Problem:
    one, other = sorted((one, other), key=_fault)
    what = f"{_described(ask, other)} and {_described(ask, one)} have one address, {shown(other.address)}."
    return problem("address/collision", *_place(ask, other), what[0].upper() + what[1:], _remedy(other))


def _fault(page: Page) -> tuple[bool, bool, str]:
    """Return what is greatest for the page that should give way: an alias before a page, else what was read later."""
    return bool(page.origin), page.kind == "redirect", page.origin


def _inside(ask: Ask, page: Page, above: Page) -> Problem:
    what = (
        f"{_described(ask, page)} would lie at {shown(page.address)}, inside {_described(ask, above)}, which is a file."
    )
    at_fault = page if page.origin else above
    return problem("address/collision", *_place(ask, at_fault), what[0].upper() + what[1:], _remedy(at_fault))


def _remedy(page: Page) -> str:
    if page.kind == "topic":
        return "Write both the same way, or give one of them a `slug` of its own in `content/topics.yaml`."
    if page.kind in KINDS:
        return "Write both the same way, or give one of them another name."
    if page.kind == "redirect" and page.origin == TOPICS_FILE:
        return "Take the alias or the former address away from one of them, or give one a `slug` of its own."
    if page.kind == "redirect":
        return "Take the alias away."
    if page.kind == "article":
        last = page.address.rstrip("/").rpartition("/")[2]
        return f"Write in one of them a `slug` of its own, such as `slug: {last}-2`."
    return "Rename the file."


def _place(ask: Ask, page: Page) -> tuple[str, int, int]:
    """Return where an editor can change a page's address."""
    if page.kind in KINDS and ask(ledger, page.kind, page.key):
        first = ask(first_use, page.kind, page.key)
        return first.file, first.line, first.column
    if page.origin == TOPICS_FILE:
        topic = _registered(ask, page.key if page.kind == "redirect" else page.address)
        return page.origin, topic.line if topic else 0, topic.column if topic else 0
    if page.origin.startswith(f"{ARTICLES}/"):
        found = ask(entry, page.origin)
        aliases = [alias_address(each) for each in found.aliases] if found and page.kind == "redirect" else []
        key = f"aliases.{aliases.index(page.address)}" if page.address in aliases else "slug"
        return (page.origin, *ask(place_of, page.origin, key))
    return page.origin, 0, 0


def _registered(ask: Ask, address: str) -> TopicEntry | None:
    """Return the topic of the registry whose page has an address."""
    entries = ask(topics_file).topics
    return next((each for each in entries if ask(label, "topic", identity(each.name)).address == address), None)


def _described(ask: Ask, page: Page) -> str:
    if page.kind == "redirect" and page.origin == TOPICS_FILE and (topic := _registered(ask, page.key)):
        return f"a former address of the topic {shown(topic.name)} ({page.origin})"
    origin = f" ({page.origin})" if page.origin else ""
    what = {"article": "the article", "redirect": "the old address", "media": "the file", "asset": "the theme’s file"}
    what["standing"] = "the page"
    if page.kind in KINDS:
        return f"the {page.kind} {shown(ask(shown_name, page.kind, page.key))}{origin}"
    return what.get(page.kind, f"the site’s own {page.kind} page") + origin
