"""What one text of the site mentions: topics and categories, files, addresses, warnings that it wants silenced.

All of it is one answer, since an edit changes it seldom, and what is gathered from it goes through all articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote

from generator.article import Reading, article, reading
from generator.ask import Ask, question
from generator.fingerprint import Value
from generator.ignored import Ignored
from generator.markup import Markup, Reference
from generator.media import MEDIA, file_named, is_remote
from generator.shelves import ARTICLES
from generator.standing import PAGES, standing_reading


class Target(Value, frozen=True):
    """What a reference means: a file of the site, or ("address") an address that is taken as it is written."""

    kind: Literal["article", "page", "media", "address", "file"]
    file: str


class AddressLink(Value, frozen=True):
    """A link to an address of this site, as it is written, and its place. `anchor` is what follows “#”, or ""."""

    file: str
    address: str
    anchor: str
    is_picture: bool
    line: int
    column: int


class Mentioned(Value, frozen=True):
    """What an article or a standing page mentions, published or not: topics and categories as they are spelt there,
    links that are written as addresses of this site, files of `content/media/`, and what it wants silenced."""

    topics: tuple[str, ...]
    categories: tuple[str, ...]
    addresses: tuple[AddressLink, ...]
    media: tuple[str, ...]
    ignored: tuple[Ignored, ...]


@question(near=True)
def mentioned(ask: Ask, path: str) -> Mentioned:
    """Return what an article or a standing page mentions."""
    if path.startswith(PAGES):
        page = ask(standing_reading, path)
        more = tuple(_strings(json.loads(page.front.extra))) if page.front else ()
        ignored = page.front.ignore if page.front else ()
        return Mentioned((), (), _addresses((page.body,), path), _media((page.body,), more, path), ignored)
    read = ask(reading, path)
    texts = tuple(texts_of(read))
    more = tuple(_strings(json.loads(read.front.extra))) if read.front else read.texts
    if read.front and read.front.image:
        more = (*more, read.front.image.src)
    found = ask(article, path)
    return Mentioned(
        topics=tuple(each.name for each in found.topics) if found else (),
        categories=found.categories if found else (),
        addresses=_addresses(texts, path),
        media=_media(texts, more, path),
        ignored=read.front.ignore if read.front else (),
    )


def texts_of(read: Reading) -> Iterator[Markup]:
    """Yield the texts of an article."""
    yield from (read.body, *read.summary, *read.corrections)
    if read.caption:
        yield read.caption


def target_of(reference: Reference, path: str) -> Target:
    """Return what a reference in the file `path` means."""
    if not reference.target:
        return Target("address", "")
    file = file_named(reference.target, path)
    if file.startswith(MEDIA):
        return Target("media", file)
    if reference.target.startswith("/") and not file.endswith(".md"):
        return Target("address", reference.target)
    if file.endswith(".md") and file.startswith(ARTICLES + "/"):
        return Target("article", file)
    if file.endswith(".md") and file.startswith(PAGES + "/"):
        return Target("page", file)
    return Target("file", file)


def anchor_of(reference: Reference) -> str:
    """Return what follows “#” in a reference, or ""."""
    return unquote(reference.suffix.partition("#")[2])


def _addresses(texts: tuple[Markup, ...], path: str) -> tuple[AddressLink, ...]:
    found = (each for text in texts for each in text.references if target_of(each, path).kind == "address")
    return tuple(
        AddressLink(path, each.target, anchor_of(each), each.attribute == "src", each.line, each.column)
        for each in found
        if each.target
    )


def _media(texts: tuple[Markup, ...], more: tuple[str, ...], path: str) -> tuple[str, ...]:
    named = {target_of(each, path).file for text in texts for each in text.references}
    named |= {file_named(each, path) for each in more if each and not is_remote(each)}
    return tuple(sorted(each for each in named if each.startswith(MEDIA)))


def _strings(value: object) -> Iterator[str]:
    """Yield every text in the `extra` of an article: a theme may show any of them as a picture."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
