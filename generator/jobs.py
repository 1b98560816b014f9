"""What other processes do for a build: reading articles, and rendering pages."""

from __future__ import annotations

from generator.article import article_problems, entry, published_address
from generator.bench import Bench
from generator.cards import shown
from generator.families import family
from generator.fingerprint import Value
from generator.ledgers import BINS, bin_ledgers, bin_uses, ledger
from generator.library import named, shelf_held_back, shelf_problems, weights_of
from generator.links import (
    link_problems,
    shelf_addresses_linked,
    shelf_link_problems,
    shelf_media,
)
from generator.mentions import mentioned
from generator.plan import Page, ground
from generator.problems import Problem
from generator.publication import stage
from generator.render import TemplateTrouble, rendered
from generator.silencing import shelf_wishes
from generator.spelling import GROUPS, shelf_names
from generator.volumes import shelf_part, shelf_volumes


class Due(Value, frozen=True):
    """A page that may have to be rendered or written.

    `there` is the digest of its file in the output folder, b"" where that is not there; `place` is where its bytes are
    to be staged if they are others, "" for nowhere.
    """

    page: Page
    there: bytes
    place: str


class Made(Value, frozen=True):
    """A page that is up to date: the digest of its bytes, whether it was rendered, and whether it was staged; or what
    stands in the way."""

    due: Due
    digest: bytes
    rendered: bool
    staged: bool
    told: Problem | None = None


class Shelf(Value, frozen=True):
    """A shelf, and those of its articles that may have to be read."""

    name: str
    due: tuple[str, ...]


def read_shelves(bench: Bench, shelves: tuple[Shelf, ...]) -> None:
    """Bring up to date what can be said of articles, and of the shelves that they stand on, when no other is known."""
    engine = bench.engine
    for shelf in shelves:
        for path in shelf.due:
            for ask in (article_problems, entry, mentioned, weights_of):
                engine.ask(ask, path)
        # What is gathered from them is gathered while they are at hand.
        for gather in (shelf_problems, shelf_held_back, shelf_addresses_linked, shelf_media, shelf_wishes):
            engine.ask(gather, shelf.name)
        for kind in GROUPS:
            engine.ask(shelf_names, kind, shelf.name)
        for volume in engine.ask(shelf_volumes, shelf.name):
            engine.ask(shelf_part, shelf.name, volume)
    engine.let_go(1)


def gather_terms(bench: Bench, volumes: tuple[str, ...]) -> None:
    """Part the terms of volumes into bins, so that no bin looks through each volume again, and plan their pages."""
    ask = bench.engine.ask
    for volume in volumes:
        for kind, count in BINS.items():
            for number in range(count):
                ask(bin_uses, kind, number, volume)
        ask(ground, f"volume {volume}")


def describe_terms(bench: Bench, bins: tuple[tuple[str, int], ...]) -> None:
    """Bring up to date what pages show of the terms of bins, and plan the pages of these."""
    ask = bench.engine.ask
    for kind, number in bins:
        for key, used in ask(bin_ledgers, kind, number):
            ask(ledger, kind, key)
            ask(named, kind, used.name)
            if kind == "topic":
                ask(family, key)
        ask(ground, f"{kind} {number}")


def relate_articles(bench: Bench, shelves: tuple[Shelf, ...]) -> None:
    """Bring up to date what can be said of articles and shelves when all articles were read and all names are known."""
    ask = bench.engine.ask
    for shelf in shelves:
        for path in shelf.due:
            ask(link_problems, path)
            if ask(published_address, path) is not None:
                ask(shown, path)
        ask(shelf_link_problems, shelf.name)


def render_pages(bench: Bench, pages: tuple[Due, ...]) -> tuple[Made, ...]:
    """Bring pages up to date, and stage those whose files are to change."""
    made = tuple(_made(bench, each) for each in pages)
    # Pages ask much again that others asked, so it is kept as long as it can be.
    bench.engine.let_go(4)
    return made


def _made(bench: Bench, due: Due) -> Made:
    page = due.page
    row = (page.address, page.kind, page.key, page.number)
    try:
        known, data = bench.engine.bring(rendered, *row)
        staged = bool(due.place) and known != due.there
        if staged and data is None:
            data = bench.engine.ask(rendered, *row)
    except TemplateTrouble as error:
        return Made(due, b"", rendered=False, staged=False, told=error.told)
    if staged and data is not None:
        stage(due.place, data)
    return Made(due, known, data is not None, staged)
