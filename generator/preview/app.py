"""The preview as a browser meets it: the site's pages, its files, and what the preview adds of its own."""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from generator.preview.desk_page import DESK
from generator.preview.hub import Hub, defect
from generator.preview.session import Session
from generator.preview.view import ASSETS, decorated, state_at, waiting
from generator.sources import SourceChanged

OWN: Final = Path(__file__).parent / "assets"
OWN_FILES: Final = {
    "preview.js": "text/javascript",
    "preview.css": "text/css",
    "desk.js": "text/javascript",
    "morph.js": "text/javascript",
    "desk.css": "text/css",
}
METHODS: Final = ("GET", "HEAD")
TYPES: Final = {".html": "text/html", ".xml": "application/xml", ".json": "application/json", ".txt": "text/plain"}

HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # What is embargoed must not be shown by another site that is open in the same browser.
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """Refuses whatever was not asked of this preview, as DNS rebinding would, and what no browser asks."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]  # type: ignore[misc]
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)  # type: ignore[arg-type]

    def _refusal(self, scope: Scope) -> Response | None:
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return PlainTextResponse(f"This preview is at http://{min(self._hosts)}/ only.\n", 400)
        if scope["method"] not in METHODS:
            return PlainTextResponse("A preview is only looked at.\n", 405, {"allow": ", ".join(METHODS)})
        if _path(scope["raw_path"]) is None:
            return PlainTextResponse("This is no address of a page.\n", 400)
        return None


def _path(raw: bytes) -> str | None:
    """Return the path that a request names; None where no page could be at it."""
    try:
        path = _unquoted(raw).decode()
    except (UnicodeDecodeError, ValueError):
        return None
    parts = path.split("/")
    odd = any(unicodedata.category(each) == "Cc" or each == "\\" for each in path)
    if not path.startswith("/") or odd or any(part in (".", "..") for part in parts) or "" in parts[1:-1]:
        return None
    return unicodedata.normalize("NFC", path)


def _unquoted(raw: bytes) -> bytes:
    first, *rest = raw.split(b"?")[0].split(b"%")
    return first + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in rest)


def application(hub: Hub, hosts: frozenset[str], as_of: str) -> Starlette:
    """Make the preview that answers to `hosts`; `as_of` is what its pages say of the moment they stand for."""

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await hub.start()
        yield
        await hub.close()

    async def events(request: Request) -> Response:
        path = _path(request.query_params.get("path", "/").encode())
        if path is None:
            return PlainTextResponse("This is no address of a page.\n", 400)
        return StreamingResponse(
            (f"data: {state}\n\n" async for state in hub.events(path)), media_type="text/event-stream"
        )

    async def own(request: Request) -> Response:
        name = request.path_params["name"]
        return FileResponse(OWN / name, media_type=OWN_FILES[name]) if name in OWN_FILES else _missing()

    async def page(request: Request) -> Response:
        path = _path(request.scope["raw_path"])
        assert path is not None
        if hub.reading:
            return HTMLResponse(
                waiting(f"This site was never built, so it is read first: {hub.reading}"), 503, {"retry-after": "1"}
            )
        try:
            return await hub.work(partial(_answer, path, as_of))
        except SourceChanged:
            return HTMLResponse(waiting("The files are being changed"), 503, {"retry-after": "1"})
        except Exception:
            defect()
            return HTMLResponse(waiting("Broadsheet has a defect here; the terminal tells more"), 500)

    return Starlette(
        routes=[
            Route(f"{ASSETS}events", events),
            Route(f"{ASSETS}{{name}}", own),
            Route("/{path:path}", page),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        lifespan=life,
    )


def _answer(path: str, as_of: str, session: Session) -> Response:
    """Answer with what stands at a path."""
    shown, state = state_at(path, session)
    page = shown.page
    if shown.elsewhere:
        return RedirectResponse(quote(shown.elsewhere), shown.status)
    if page and page.kind in ("asset", "media"):
        return _file(session, page.key)
    kind = TYPES.get(Path(page.file).suffix, "text/plain") if page else "text/html"
    plain = path == DESK or kind != "text/html"
    data = shown.made.data if plain else decorated(shown, state, session, as_of)
    return Response(data, shown.status, media_type=kind)


def _file(session: Session, path: str) -> Response:
    place = session.world.place(path)
    if not place.is_file():
        return _missing()
    kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    return FileResponse(place, media_type=kind)


def _missing() -> Response:
    return PlainTextResponse("There is nothing here.\n", 404)
