"""What a browser is to be shown at an address, and what it is to be told beside it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.dates import format_datetime

from generator.desk import Holding, holdings
from generator.moments import Moment
from generator.plan import Page
from generator.preview.session import Made, Session
from generator.problems import Problem, has_errors
from generator.site import base
from generator.urls import href

ASSETS: Final = "/__preview/"
SHOWN_PROBLEMS: Final = 20
SHOWN_LINE: Final = 160

BODY: Final = re.compile(rb"<body\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request: a page as it was made, or the address that is meant, or nothing."""

    status: int
    made: Made
    page: Page | None = None
    elsewhere: str = ""

    @property
    def version(self) -> str:
        """Return what is another where the browser has to be shown something else."""
        return f"{self.status} {self.made.version}"


NOTHING: Final = Shown(404, Made(b"", ""))


def shown_at(session: Session, address: str, problems: tuple[Problem, ...]) -> Shown:
    """Return what stands at an address.

    Where a mistake takes a page away, the last good one stays until it is mended.
    """
    page = session.page(address)
    if page is not None:
        return Shown(200, Made(b"", "") if page.kind in ("asset", "media") else session.make(page), page)
    if not address.endswith("/") and session.page(address + "/"):
        return Shown(301, Made(b"", ""), elsewhere=address + "/")
    before = session.made_before(address)
    if before and has_errors(problems):
        return Shown(200, before[1], before[0])
    lost = session.page("/404.html")
    return Shown(404, session.make(lost), lost) if lost else NOTHING


def state_at(address: str, session: Session, problems: tuple[Problem, ...]) -> tuple[Shown, dict[str, Any]]:
    """Return what stands at an address, and what is to be told beside it."""
    shown = shown_at(session, address, problems)
    return shown, told(session, shown, problems)


def told(session: Session, shown: Shown, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Return what the preview's own part of a page is to know, as JSON has it."""
    found = sorted({*problems, *((shown.made.trouble,) if shown.made.trouble else ())})
    of_page = {shown.page.key, shown.page.origin} if shown.page else set()
    found.sort(key=lambda each: (each.severity != "error", each.file not in of_page))
    errors = sum(each.severity == "error" for each in found)
    return {
        "version": shown.version,
        "errors": errors,
        "warnings": len(found) - errors,
        "problems": [_problem(each, session.site) for each in found[:SHOWN_PROBLEMS]],
        "marks": {href(session.ask(base), each.address): mark(each) for each in session.ask(holdings)},
    }


def _problem(each: Problem, site: Path) -> dict[str, Any]:
    before, line = excerpt(each, site)
    place = ":".join(str(part) for part in (each.file, each.line, each.column) if part)
    return {
        "severity": each.severity,
        "code": each.code,
        "place": place,
        "open": in_editor(each, site),
        "message": each.message,
        "help": each.help,
        "number": each.line,
        "line": line,
        "caret": before,
    }


def in_editor(each: Problem, site: Path) -> str:
    """Return the link that opens the place of a problem in Visual Studio Code."""
    if not (site / each.file).is_file():
        return ""
    place = "".join(f":{part}" for part in (each.line, each.column) if part)
    return f"vscode://file{(site.absolute() / each.file).as_uri().removeprefix('file://')}{place}"


def excerpt(each: Problem, site: Path) -> tuple[int, str]:
    """Return the line of a problem, cut around its column, and how many characters stand before the column."""
    try:
        text = (site / each.file).read_bytes().decode("utf-8-sig", "replace") if each.line else ""
    except OSError:
        text = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 < each.line <= len(lines):
        return 0, ""
    line = lines[each.line - 1].replace("\t", " ")
    start = max(0, each.column - 1 - SHOWN_LINE // 2) if len(line) > SHOWN_LINE else 0
    return max(0, each.column - 1 - start), line[start : start + SHOWN_LINE]


def mark(each: Holding) -> str:
    """Say in a few words why readers do not see a story."""
    if each.state == "draft":
        return "Draft"
    return f"{'Expired since' if each.state == 'expired' else 'Embargoed until'} {when(each.time)}"


def when(time: Moment) -> str:
    """Write a time as a British newsroom does."""
    pattern = "d MMMM y, HH:mm" if time.has_time else "d MMMM y"
    return format_datetime(time.time, pattern, tzinfo=time.time.tzinfo, locale="en_GB")


def decorated(shown: Shown, holding: Holding | None, state: dict[str, Any], as_of: str) -> bytes:
    """Return a page with the preview's own part in it, which no built page has."""
    data = shown.made.data or _stub(state["problems"])
    notes = [f"{mark(holding)}. Readers do not see this story yet."] if holding else []
    notes += [as_of] if as_of else []
    banner = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    head = f"<broadsheet-banner>{banner}</broadsheet-banner>" if banner else ""
    known = html.escape(json.dumps(state, ensure_ascii=True))
    tail = (
        f'<broadsheet-preview state="{known}"></broadsheet-preview>'
        f'<script src="{ASSETS}preview.js" type="module"></script>'
    )
    body = BODY.search(data)
    start = body.end() if body else 0
    end = data.rfind(b"</body>", start)
    end = len(data) if end < 0 else end
    return data[:start] + head.encode() + data[start:end] + tail.encode() + data[end:]


def _stub(problems: Iterable[dict[str, Any]]) -> bytes:
    """Return a page for what cannot be made yet."""
    told = "".join(
        f"<li><p><strong>{html.escape(each['place'])}</strong>: {html.escape(each['message'])}</p>"
        f"<p>{html.escape(each['help'])}</p></li>"
        for each in problems
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not yet | Preview</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{ASSETS}preview.css"></head><body class="stub"><main>'
        "<h1>This page cannot be shown yet</h1><p>It appears here as soon as what is wrong is mended.</p>"
        f"<ul>{told}</ul></main></body></html>"
    ).encode()
