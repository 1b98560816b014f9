"""What a browser is to be shown at a path, and what it is to be told beside it."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from generator.assets import asset_files
from generator.desk import Holding, holding, holdings
from generator.plan import Page
from generator.preview.desk_page import DESK, desk_page
from generator.preview.session import Made, Session
from generator.preview.telling import told_problem, when
from generator.problems import has_errors
from generator.site import base
from generator.sources import drafts_option, embargoed_option, file_digest
from generator.urls import href

ASSETS: Final = "/__preview/"
SHOWN_PROBLEMS: Final = 20

BODY: Final = re.compile(rb"<body\b[^<>]*>", re.IGNORECASE)
NOTHING_MADE: Final = Made(b"", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request: a page as it was made, or the path that is meant instead."""

    status: int
    made: Made = NOTHING_MADE
    page: Page | None = None
    elsewhere: str = ""

    @property
    def version(self) -> str:
        """Return what is another where the browser has to be shown something else."""
        return f"{self.status} {self.made.version}"


def shown_at(path: str, session: Session) -> Shown:
    """Return what stands at a path. The site lies where it will lie when it is published.

    Where a mistake takes a page away, the last good one stays until it is mended.
    """
    if path == DESK:
        data = desk_page(session)
        return Shown(200, Made(data, blake2b(data, digest_size=16).hexdigest()))
    within = session.within()
    if not path.startswith(f"{within}/"):
        return Shown(302, elsewhere=f"{within}/") if path in ("/", within) else Shown(404)
    address = path.removeprefix(within)
    before = session.made_before(address)
    if before and not session.has_settings():
        return Shown(200, before[1], before[0])
    page = session.page(address)
    if page is not None:
        return Shown(200, NOTHING_MADE if page.kind in ("asset", "media") else session.make(page), page)
    if not address.endswith("/") and session.page(address + "/"):
        return Shown(302, elsewhere=path + "/")
    if before and has_errors(session.problems()):
        return Shown(200, before[1], before[0])
    lost = session.page("/404.html")
    return Shown(404, session.make(lost), lost) if lost else Shown(404)


def state_at(path: str, session: Session) -> tuple[Shown, dict[str, Any]]:
    """Return what stands at a path, and what is to be told beside it, as JSON has it."""
    shown = shown_at(path, session)
    found = sorted({*(session.known or ()), *((shown.made.trouble,) if shown.made.trouble else ())})
    of_page = {shown.page.key, shown.page.origin} if shown.page else set()
    found.sort(key=lambda each: (each.severity != "error", each.file not in of_page))
    errors = sum(each.severity == "error" for each in found)
    return shown, {
        "version": shown.version,
        "assets": _assets(session),
        "checked": session.known is not None,
        "errors": errors,
        "warnings": len(found) - errors,
        "problems": [told_problem(each, session.site) for each in found[:SHOWN_PROBLEMS]],
        "marks": {href(session.ask(base), each.address): mark(each) for each in session.ask(holdings)},
        "held": _shown_though_held(session),
    }


def _shown_though_held(session: Session) -> str:
    """Say how many stories the pages show that readers do not see; "" where there are none."""
    states = Counter(each.state for each in session.ask(holdings))
    embargoed = states["embargoed"] if session.ask(embargoed_option) else 0
    drafts = states["draft"] if session.ask(drafts_option) else 0
    drafted = f"{drafts:,} draft{'' if drafts == 1 else 's'}"
    found = (*((f"{embargoed:,} embargoed",) if embargoed else ()), *((drafted,) if drafts else ()))
    return f"with {', '.join(found)}" if found else ""


def _assets(session: Session) -> str:
    """Return what is another where one of the theme's own files is: pages name them and do not change with them."""
    found = "".join(f"{name} {session.ask(file_digest, file)}\n" for name, file in session.ask(asset_files))
    return blake2b(found.encode(), digest_size=16).hexdigest()


def mark(each: Holding) -> str:
    """Say in a few words why readers do not see a story."""
    if each.state == "draft":
        return "Draft"
    return f"{'Expired since' if each.state == 'expired' else 'Embargoed until'} {when(each.time)}"


def decorated(shown: Shown, state: dict[str, Any], session: Session, as_of: str) -> bytes:
    """Return a page with the preview's own part in it, which no built page has."""
    page = shown.page
    held = session.ask(holding, page.key) if page and page.kind == "article" else None
    notes = [f"{mark(held)}. Readers do not see this story yet."] if held and held.state != "expired" else []
    notes += [as_of] if as_of else []
    banner = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    head = f"<broadsheet-banner>{banner}</broadsheet-banner>" if banner else ""
    known = html.escape(json.dumps(state, ensure_ascii=True))
    tail = (
        f'<broadsheet-preview state="{known}"></broadsheet-preview>'
        f'<script src="{ASSETS}preview.js" type="module"></script>'
    )
    data = shown.made.data or _stub(state["problems"])
    body = BODY.search(data)
    start = body.end() if body else 0
    end = data.rfind(b"</body>", start)
    end = len(data) if end < 0 else end
    return data[:start] + head.encode() + data[start:end] + tail.encode() + data[end:]


def waiting(why: str) -> bytes:
    """Return a page for the time in which there is none; it asks again by itself."""
    return _page_of_ours("One moment", f"<p>{html.escape(why)}.</p>", '<meta http-equiv="refresh" content="1">')


def _stub(problems: Iterable[dict[str, Any]]) -> bytes:
    """Return a page for what cannot be made yet."""
    told = "".join(
        f"<li><p><strong>{html.escape(each['place'])}</strong>: {html.escape(each['message'])}</p>"
        f"<p>{html.escape(each['help'])}</p></li>"
        for each in problems
    )
    return _page_of_ours(
        "Nothing can be shown here yet",
        f"<p>The page appears by itself as soon as it can be made.</p><ul>{told}</ul>",
    )


def _page_of_ours(title: str, body: str, head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}<title>{title} | Preview</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{ASSETS}preview.css"></head><body class="stub"><main>'
        f"<h1>{title}</h1>{body}</main></body></html>"
    ).encode()
