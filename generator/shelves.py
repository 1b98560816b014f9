"""Where the articles lie: folders, and shelves of some thirty articles, which are gathered one by one.

What is said of many articles is said shelf by shelf, so that one that changes costs as much in a folder of ten thousand
as in one of a hundred. A shelf begins at an article whose name says so, whatever else is in the folder: so one that
comes or goes concerns its own shelf, or two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

from generator.ask import Ask, question
from generator.sources import folder

ARTICLES: Final = "content/articles"

ROOM: Final = 32
"""How many articles stand on a shelf, on average."""


@question()
def folders_below(ask: Ask, path: str) -> tuple[str, ...]:
    """Return a folder and all folders below it, sorted."""
    names = ask(folder, path)
    if names is None:
        return ()
    return (path, *(below for name in names.folders for below in ask(folders_below, f"{path}/{name}")))


@question()
def folder_shelves(ask: Ask, path: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the shelves of a folder, each with the paths of its articles, sorted.

    A shelf is named by its first article, the first of all by the folder alone: "content/articles/2026/01/".
    """
    names = ask(folder, path)
    return shelved(path, (name for name in names.files if name.endswith(".md"))) if names else ()


def shelved(path: str, names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return names in a folder, sorted, parted into shelves."""
    found: dict[str, list[str]] = {}
    shelf = f"{path}/"
    for name in names:
        if crc32(name.encode()) % ROOM == 0 and found:
            shelf = f"{path}/{name}"
        found.setdefault(shelf, []).append(f"{path}/{name}")
    return tuple((shelf, tuple(articles)) for shelf, articles in found.items())


@question()
def shelves(ask: Ask) -> tuple[str, ...]:
    """Return the names of all shelves, in the order of the folders."""
    return tuple(shelf for path in ask(folders_below, ARTICLES) for shelf, _ in ask(folder_shelves, path))


@question()
def shelf_articles(ask: Ask, shelf: str) -> tuple[str, ...]:
    """Return the paths of the articles on a shelf, published or not; none where there is no such shelf."""
    return ask.table(folder_shelves, shelf.rpartition("/")[0]).get(shelf, ())


@question(stored=False)
def article_paths(ask: Ask) -> tuple[str, ...]:
    """Return the paths of all articles, published or not; for who wants to read them all, which no question does."""
    return tuple(path for shelf in ask(shelves) for path in ask(shelf_articles, shelf))
