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
from tests.bench.scenarios import NotHeard, Site, body

PATIENCE: Final = 600.0
"""Seconds after which a preview is given up."""

INTERVAL: Final = 0.02
"""Seconds between two looks at the page."""

CALM: Final = 2.0
"""Seconds between two edits, in which a preview finishes what it does after the page is there."""


def measure_preview(site: Site, edits: int, mark: str) -> tuple[float, ...]:
    """Return the seconds that each of so many edits took, after one that nobody times. Raises NotHeard."""
    with _preview(site) as url:
        _wait_for(f"{url}{place(site.size - 3, site.seed)}/", "</html>", site)
        return tuple(_edit(site, url, f"{mark}n{number}") for number in range(edits + 1))[1:]


def _edit(site: Site, url: str, mark: str) -> float:
    time.sleep(CALM)
    body(site, mark)
    return _wait_for(f"{url}{place(site.size - 3, site.seed)}/", f"A paragraph {mark}.", site)


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
def _preview(site: Site) -> Iterator[str]:
    """Run a preview, and give its address."""
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
            yield f"http://127.0.0.1:{port}/"
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
