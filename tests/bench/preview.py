"""How long an editor waits: from saving an article until the preview gives its page with the new text."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.error import URLError

from tests.bench.corpus import place
from tests.bench.measure import processor_seconds
from tests.bench.scenarios import NotHeard, Site, body

PATIENCE: Final = 600.0
"""Seconds after which a preview is given up."""

INTERVAL: Final = 0.02
"""Seconds between two looks at the page."""

CALM: Final = 1.0
"""Seconds in which a preview that waits for an edit uses hardly any processor time."""

HARDLY: Final = 0.1
"""Seconds of processor time."""


def measure_preview(site: Site, edits: int, mark: str) -> tuple[float, ...]:
    """Return the seconds that each of so many edits took, after one that nobody times. Raises NotHeard."""
    with _preview(site) as (session, root):
        url = f"{root}{place(site.size - 3, site.seed)}/"
        _wait_for(url, "</html>", site)
        return tuple(_edit(site, session, url, f"{mark}n{number}") for number in range(edits + 1))[1:]


def _edit(site: Site, session: int, url: str, mark: str) -> float:
    _wait_until_calm(session)
    body(site, mark)
    return _wait_for(url, f"A paragraph {mark}.", site)


def _wait_until_calm(session: int) -> None:
    """Wait until a preview has finished what it does before and after a page is there; some miss an edit meanwhile."""
    used = -1.0
    while (now := processor_seconds(session)) - used > HARDLY or used < 0:
        used = now
        time.sleep(CALM)


def _wait_for(url: str, text: str, site: Site) -> float:
    """Return the seconds until a page has a text."""
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < PATIENCE:
        if text in _fetched(url):
            return time.perf_counter() - began
        time.sleep(INTERVAL)
    raise NotHeard(f"{site.generator.title}’s preview has not shown an edit within {waited:.0f} s")


def _fetched(url: str) -> str:
    """Return a page, "" while there is none."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except (URLError, ConnectionError):
        return ""


@contextmanager
def _preview(site: Site) -> Iterator[tuple[int, str]]:
    """Run a preview, and give its session and its address."""
    port = _free_port()
    with subprocess.Popen(
        site.generator.preview_at(port),
        cwd=site.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process.pid, f"http://127.0.0.1:{port}/"
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
