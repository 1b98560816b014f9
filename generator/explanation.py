"""What memory knows of a page: why it was rendered, what it asked, and which other pages show the same story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from generator.article import Article
from generator.memory import Memory, Remembered
from generator.plan import Page
from generator.problems import did_you_mean
from generator.traces import read_trace
from generator.urls import Base

ARTICLE: Final = "generator.article.article"
RENDERED: Final = "generator.render.rendered"

WITH_A_FILE: Final = ("article", "standing")

SHOWING: Final = (
    "generator.cards.shown",
    "generator.article.card",
    "generator.article.reading",
    "generator.article.published_address",
)
"""What a page asks of an article that it shows or links to."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page as the last build that touched it left it.

    `builds_ago` counts builds and checks from 0, the last. `causes` lead from what had changed for the page to what had
    changed at the bottom; empty for a page that was new. `asked` is in the order of asking.
    """

    address: str
    kind: str
    subject: str
    builds_ago: int
    causes: tuple[str, ...]
    asked: tuple[str, ...]
    shown_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The arguments of a rendered page."""

    address: str
    kind: str
    key: str
    number: int


def explain(memory: Memory, address: str) -> Explanation | None:
    """Explain the page at an address, or that of an article's file; None where memory knows no such page."""
    planned = _planned(memory)
    everything = ((page, _row(page)) for page in memory.all_of(RENDERED))
    pages = {page.id: (page, row) for page, row in everything if row.address in planned}
    for page, row in pages.values():
        if address == row.address or (row.kind in WITH_A_FILE and address == row.key):
            return Explanation(
                address=row.address,
                kind=row.kind,
                subject=row.key,
                builds_ago=memory.build - 1 - page.ran,
                causes=tuple(_described(each) for each in _causes(memory, page)),
                asked=tuple(_described(each) for id, _ in read_trace(page.trace) if (each := memory.get(id))),
                shown_on=tuple(
                    sorted(pages[id][1].address for id in _showing(memory, row) if id in pages and id != page.id)
                ),
            )
    return None


def why_held_back(memory: Memory, path: str) -> str:
    """Say why an article that was read is on no page; "" where it is on one, or was not read.

    It is named by its file, or by the address that it will have.
    """
    found = _at(memory, path) if path.startswith("/") else _in_file(memory, path)
    if not found or found.address in _planned(memory):
        return ""
    if found.draft:
        return "it is a draft"
    until = f"it comes out at {found.published.text}"
    return f"{until} and expires at {found.expires.text}" if found.expires else until


def _in_file(memory: Memory, path: str) -> Article | None:
    known = memory.find(ARTICLE, msgspec.json.encode([path]).decode())
    return _decoded(memory, known) if known else None


def _at(memory: Memory, address: str) -> Article | None:
    """Return an article by its address, of those that the last build knew."""
    there = _files(memory)
    read = (_decoded(memory, known) for known in memory.all_of(ARTICLE))
    return next((each for each in read if each and each.address == address and each.path in there), None)


def _decoded(memory: Memory, known: Remembered) -> Article | None:
    return msgspec.msgpack.decode(memory.answer(known.id), type=Article | None)


def _files(memory: Memory) -> set[str]:
    known = memory.find("generator.library.held_back", "[]")
    return set(msgspec.msgpack.decode(memory.answer(known.id), type=tuple[str, ...])) if known else set()


def nearest(memory: Memory, address: str) -> str:
    """Return "Did you mean “…”?" for the page whose address is most like one, or "" where none is like it."""
    return did_you_mean(address, _planned(memory))


def _planned(memory: Memory) -> set[str]:
    """Return the addresses of the pages of the last build; older ones may still be remembered."""
    known = memory.find("generator.plan.parts", "[]")
    names = msgspec.msgpack.decode(memory.answer(known.id), type=tuple[str, ...]) if known else ()
    parts = (memory.find("generator.plan.part", msgspec.json.encode([name]).decode()) for name in names)
    pages = (msgspec.msgpack.decode(memory.answer(part.id), type=tuple[Page, ...]) for part in parts if part)
    return {page.address for of_part in pages for page in of_part}


def base_path(memory: Memory) -> str:
    """Return the path under which the last build was to be published; "" for the root of a host."""
    known = memory.find("generator.site.base", "[]")
    return msgspec.msgpack.decode(memory.answer(known.id), type=Base).path if known else ""


def _row(page: Remembered) -> _Row:
    return _Row(*msgspec.json.decode(page.args))


def _causes(memory: Memory, page: Remembered) -> Iterator[Remembered]:
    """Yield what had changed: first what the page itself had asked, then what that had asked, to the bottom."""
    cause = memory.get(page.cause) if page.cause else None
    while cause is not None:
        yield cause
        # A cause that did not run in that build was itself not the end of a change.
        cause = memory.get(cause.cause) if cause.cause and cause.ran == page.ran else None


def _showing(memory: Memory, row: _Row) -> set[int]:
    if row.kind != "article":
        return set()
    asked = (memory.find(name, msgspec.json.encode([row.key]).decode()) for name in SHOWING)
    return {id for each in asked if each for id in memory.askers(each.id)}


def _described(asked: Remembered) -> str:
    """Return a question with its arguments in a few words."""
    name = asked.name.rpartition(".")[2].replace("_", " ").replace("file bytes", "file")
    return " ".join([name, *(str(each) for each in msgspec.json.decode(asked.args) if each != "")])
