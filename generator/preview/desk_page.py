"""The editors' desk: one page that shows how the newsroom stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2

from generator.chart import BASE, FOOT, HEIGHT, WIDTH, Drawing, drawn
from generator.desk import SHOWN, Count, Holding, desk, holdings
from generator.moments import DAY, month_number, month_of
from generator.plan import page_count
from generator.preview.session import Session
from generator.preview.telling import in_editor, told_problem, when
from generator.problems import Problem
from generator.registry import merges
from generator.site import base, text_setting
from generator.spelling import doubts
from generator.urls import href

DESK: Final = "/__desk/"
FILES: Final = 50
PER_FILE: Final = 10
YEARS: Final = 20
"""How many years the picture of the archive goes back."""

MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STATES: Final = ("draft", "embargoed", "expired")


@dataclass(frozen=True, slots=True)
class FileProblems:
    """The problems of one file, those that are shown, and how many more there are."""

    file: str
    open: str
    shown: tuple[dict[str, Any], ...]
    more: int
    errors: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How many articles came out in each month, without a gap, and the picture of it."""

    months: tuple[Count, ...]
    drawing: Drawing
    labels: tuple[tuple[float, str], ...]
    total: int


def desk_page(session: Session) -> bytes:
    """Return the desk as it is now."""
    found = session.ask(desk)
    held: dict[str, list[Holding]] = {state: [] for state in STATES}
    for each in session.ask(holdings):
        held[each.state].append(each)
    where = session.ask(base)
    doubtful, entries = session.ask(doubts, "topic"), session.ask(merges)
    problems = session.known or ()
    by_file = _by_file(session, problems)
    return (
        _template()
        .render(
            site=session.ask(text_setting, "title"),
            language=session.ask(text_setting, "language"),
            home=href(where, "/"),
            moment_now=session.world.options.moment,
            checked=session.known is not None,
            errors=sum(each.severity == "error" for each in problems),
            warnings=sum(each.severity != "error" for each in problems),
            files=by_file[:FILES],
            more_files=max(0, len(by_file) - FILES),
            drafts=sorted(held["draft"], key=lambda each: (each.time.instant, each.path), reverse=True)[:SHOWN],
            drafts_count=len(held["draft"]),
            queue=held["embargoed"][:SHOWN],
            queue_count=len(held["embargoed"]),
            expired=held["expired"][::-1][:SHOWN],
            expired_count=len(held["expired"]),
            desk=found,
            doubts=doubtful[:SHOWN],
            doubts_count=len(doubtful),
            merges=entries[:SHOWN],
            merges_count=len(entries),
            next=found.changes[0] if found.changes else None,
            growth=_growth(found.months),
            chart={"width": WIDTH, "height": HEIGHT, "base": BASE, "foot": FOOT},
            pages=session.ask(page_count),
            url=lambda address: href(where, address),
            open=lambda path: in_editor(session.site, path),
            when=when,
        )
        .encode()
    )


def _by_file(session: Session, problems: tuple[Problem, ...]) -> list[FileProblems]:
    """Return the problems under their files, the files with errors first."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        found[each.file].append(each)
    by_file = [
        FileProblems(
            file=file,
            open=in_editor(session.site, file),
            shown=tuple(told_problem(each, session.site) for each in of_file[:PER_FILE]),
            more=max(0, len(of_file) - PER_FILE),
            errors=sum(each.severity == "error" for each in of_file),
        )
        for file, of_file in found.items()
    ]
    return sorted(by_file, key=lambda each: (not each.errors, each.file))


def _growth(counts: tuple[Count, ...]) -> Growth | None:
    if not counts:
        return None
    known = {each.name: each.count for each in counts}
    # A year that is a slip of the pen must not stretch the picture over centuries.
    last = month_number(counts[-1].name)
    first = max(month_number(counts[0].name), last - YEARS * 12)
    months = [Count(name, known.get(name, 0)) for name in map(month_of, range(first, last + 1))]
    drawing = drawn([each.count for each in months], first % 12, least=4)
    labels = tuple((tick.x, _month_label(months[tick.index].name, drawing.yearly)) for tick in drawing.ticks)
    return Growth(tuple(months), drawing, labels, sum(known.values()))


def _month_label(name: str, yearly: bool) -> str:
    year, month = name.split("-")
    return year if yearly else f"{MONTH_NAMES[int(month) - 1]} {year}"


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "assets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["day"] = lambda time: time.text[:DAY]
    return environment.get_template("desk.html")
