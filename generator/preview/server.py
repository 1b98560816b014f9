"""The preview's place on the network: one port of this machine, for this machine alone."""

from __future__ import annotations

import errno
import socket
import webbrowser
from collections.abc import Callable
from types import FrameType
from typing import Final

import uvicorn

from generator.preview.app import application
from generator.preview.hub import Hub
from generator.preview.session import Session
from generator.preview.watch import Roots

LOOPBACK: Final = "127.0.0.1"
USUAL_PORT: Final = 8000


class Server(uvicorn.Server):
    """A server whose followers are let go before it waits for its connections to end."""

    def __init__(self, config: uvicorn.Config, hub: Hub, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._opened()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in good order; at the second request at once."""
        self.force_exit = self.should_exit
        self.end()

    def end(self) -> None:
        """Let go of all who follow, and end."""
        self._hub.stop()
        self.should_exit = True


def listening(port: int | None) -> socket.socket:
    """Return a socket at `port`, or where none is asked for at the usual one, or at any that is free.

    Raises OSError where the port asked for is taken.
    """
    try:
        return _bound(USUAL_PORT if port is None else port)
    except OSError as error:
        if port is not None or error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        return _bound(0)


def _bound(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((LOOPBACK, port))
    except OSError:
        found.close()
        raise
    return found


def server(
    at: socket.socket, open: Callable[[], Session], roots: Roots, opened: Callable[[str, str], None], as_of: str = ""
) -> Server:
    """Make the server of a preview; `as_of` is what its pages say of the moment that they stand for.

    `opened` is told its address once it answers, and how far the articles are read where that takes long.
    """
    port = at.getsockname()[1]
    url = f"http://{LOOPBACK}:{port}/"
    names = (LOOPBACK, "localhost")
    hosts = frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())
    hub = Hub(open, roots)
    config = uvicorn.Config(
        application(hub, hosts, as_of), log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=2, ws="none",
    )  # fmt: skip
    return Server(config, hub, lambda: opened(url, hub.reading))


def in_browser(url: str) -> None:
    """Show an address in the browser of whoever sits here."""
    webbrowser.open(url)
