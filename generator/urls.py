"""Addresses: how names become slugs, and how an address becomes a file, a link and a full URL.

An address is a path from the site's root, decoded, such as "/topics/öl/" or "/feed.xml".
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from generator.listing import folded
from generator.names import straightened

FOLDERS: Final = {"category": "categories", "topic": "topics", "source": "sources", "author": "authors"}
"""The first part of the addresses of each kind of term."""

TOPIC_MAP: Final = "/topics/map/"

SLUG_LENGTH: Final = 100
SLUG_BYTES: Final = 200
PATH_BYTES: Final = 2000
PART_BYTES: Final = 255
"""What file systems hold in one part of a path."""

SYMBOLS: Final = (("+", " plus "), ("#", " sharp "))
"""So that "C", "C++" and "C#" are three addresses."""

PATH_CHARACTERS: Final = "/-._~!$&'()*+,;=:@"
"""What RFC 3986 lets stand in a path as it is, besides letters and digits."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where the site is published: "https://example.org" and the path before every address, "" or "/repo"."""

    origin: str
    path: str


def base_of(url: str) -> Base:
    """Split the site's URL."""
    parts = urlsplit(url or "http://localhost/")
    return Base(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))


@lru_cache(maxsize=4096)
def slug_of(name: str, alphabet: str) -> str:
    """Return the part of an address that a name gives, in Latin letters or ("unicode") its own; may be ""."""
    from slugify import slugify

    name = straightened(name)
    if name.startswith("."):
        name = "dot " + name[1:]
    if alphabet == "unicode":
        return _unicode_slug(name)
    return slugify(name, replacements=SYMBOLS, max_length=SLUG_LENGTH, word_boundary=True)


def _unicode_slug(name: str) -> str:
    """Return a slug in a name's own letters. The library's would tear the marks off the letters of many scripts."""
    for symbol, word in SYMBOLS:
        name = name.replace(symbol, word)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    kept = "".join(each if each.isalnum() or unicodedata.category(each).startswith("M") else " " for each in plain)
    slug = ""
    for word in kept.split():
        longer = f"{slug}-{word}" if slug else word.encode()[:SLUG_BYTES].decode(errors="ignore")
        if len(longer.encode()) > SLUG_BYTES:
            break
        slug = longer
    return slug


def file_of(address: str) -> str:
    """Return the file in the output folder that holds an address."""
    path = unicodedata.normalize("NFC", address).removeprefix("/")
    return path + "index.html" if not path or path.endswith("/") else path


def has_room(file: str) -> bool:
    """Say whether file systems can hold a path."""
    return all(len(part.encode()) <= PART_BYTES for part in file.split("/")) and len(file.encode()) <= PATH_BYTES


def claim(address: str) -> str:
    """Return what two addresses have in common that would be one file on some disk: case and Unicode form."""
    return folded(file_of(address))


def href(base: Base, address: str) -> str:
    """Return the link to an address of the site, from any of its pages."""
    return _encoded(base.path + address)


@lru_cache(maxsize=65_536)
def _encoded(path: str) -> str:
    return quote(path, safe=PATH_CHARACTERS)


def as_written(target: str) -> str:
    """Return a link, or a part of one, as its author wrote it, all encoded that must be and nothing twice."""
    return quote(target, safe=PATH_CHARACTERS + "%?#")


def absolute(base: Base, address: str) -> str:
    """Return the full URL of an address of the site."""
    return base.origin + href(base, address)


def term_address(kind: str, slug: str) -> str:
    """Return the address of a category, topic, source or author."""
    return f"/{FOLDERS[kind]}/{slug}/"


def page_address(own: str, number: int) -> str:
    """Return the address of one page of a list whose own address is `own`; page 0 is the list's own."""
    return f"{own}page/{number}/" if number else own


def alias_address(alias: str) -> str:
    """Return the address at which an old address is redirected: one that names no file is a folder's."""
    alias = unquote(alias)
    last = alias.rpartition("/")[2]
    return alias if not last or "." in last else alias + "/"
