"""A preview for tests: a real server in a thread of its own, asked over the network."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from generator.preview.server import listening, server
from generator.preview.session import Session
from generator.preview.watch import roots_of
from generator.sources import Options
from tests.sites import THEME

PATIENCE = 30
"""Seconds after which what does not happen is taken for never happening."""

State = dict[str, Any]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Preview:
    """A running preview of a site."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", host: str | None = None) -> Answer:
        """Ask for a path exactly as it is written."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", f"127.0.0.1:{self.port}" if host is None else host)
            connection.endheaders()
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())

    @contextmanager
    def following(self, path: str) -> Iterator[Callable[[Callable[[State], bool]], State]]:
        """Follow a page as a browser does; yield a function that waits until it is told of a state."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", f"/__preview/events?path={path}")
            stream = connection.getresponse()
            assert stream.getheader("content-type") == "text/event-stream; charset=utf-8"

            def until(wanted: Callable[[State], bool]) -> State:
                while True:
                    line = stream.readline()
                    assert line, "the preview has ended"
                    if line.startswith(b"data: ") and wanted(state := json.loads(line[6:])):
                        return state

            yield until


@contextmanager
def preview(
    site: Path, moment: str = "2026-06-01T00:00:00Z", *, drafts: bool = True, embargoed: bool = True, as_of: str = ""
) -> Iterator[Preview]:
    """Run a preview; end it as Ctrl-C does, and see that it ended."""
    answers = Event()
    at = listening(0)
    options = Options("", drafts=drafts, embargoed=embargoed)
    running = server(
        at, lambda: Session(site, THEME, options, lambda: moment), roots_of(site, THEME),
        lambda url, reading: answers.set(), as_of,
    )  # fmt: skip
    thread = Thread(target=lambda: running.run(sockets=[at]), name="preview")
    thread.start()
    try:
        assert answers.wait(PATIENCE), "the preview does not answer"
        yield Preview(at.getsockname()[1])
    finally:
        running.end()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the preview does not end"


def checked(state: State) -> bool:
    """Say whether all problems of the site are known."""
    return bool(state["checked"])
