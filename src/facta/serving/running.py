"""Serve a case on this machine until somebody ends it."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

import uvicorn

from facta.errors import FactaError, StoreError
from facta.serving.answers import RefusedError
from facta.serving.asked import Asked, day_of
from facta.serving.guard import hosts
from facta.serving.library import Library
from facta.serving.pages import Pages, Seen
from facta.serving.shelf import Shelf
from facta.serving.site import application
from facta.serving.state import Spot

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STORE: Final = Path(".facta")  # as in facta.api, which costs a second to import
ADDRESS: Final = "127.0.0.1"
LONGEST_REQUEST: Final = 16 * 1024
FIRST_SECONDS: Final = 1.0  # how long the first answer may keep the reading of the case waiting
GRACE_SECONDS: Final = 1


@dataclass
class First:
    """Tells when the first answer has gone out."""

    app: ASGIApp
    gone: Event

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def told(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.gone.set()

        await self.app(scope, receive, told)


def bound(port: int) -> socket.socket:
    """Take a port of loopback; 0 takes any.

    Raises
    ------
    StoreError
        Where it cannot be had.
    """
    # asyncio sends without delay only on a socket that says that it speaks TCP: 40 ms an answer (2026-11-23)
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((ADDRESS, port))
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is taken by another program: name another one, say --port {port + 1}"
        else:
            message = f"port {port} cannot be had ({error.strerror}): name another one with --port"
        raise StoreError(message) from None
    return taken


def pages_of(case: str, store: Path, as_of: str | None = None) -> Pages:
    """Return the pages of a case, kept on a shelf inside its store.

    Raises
    ------
    ValueError
        Where ``as_of`` is no day, with what to write.
    """
    library = Library(Spot(case, store), partial(datetime.now, UTC))
    own = Asked(as_of=day_of(as_of, library.today) if as_of else None)
    return Pages(library, Shelf(store / "pages"), own)


def run(pages: Pages, taken: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until somebody ends it; ``ready`` is told the address.

    Where the board is on the shelf it is served at once, and the case is read behind it. Otherwise
    the case is read and its board made first: its mistakes are said here, and who opens the address
    never waits before an empty page.

    Raises
    ------
    CaseError, SourceError, StoreError
        With every mistake.
    """
    port = taken.getsockname()[1]
    gone = Event()
    if pages.is_kept():
        Thread(target=_read_behind, args=(pages, gone), daemon=True).start()
    else:
        pages.library.held()
        with suppress(RefusedError):
            pages.made(Seen(pages.own, ""))
    config = uvicorn.Config(
        First(application(pages, hosts(port)), gone),
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=LONGEST_REQUEST,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    taken.listen()
    ready(f"http://{ADDRESS}:{port}/")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[taken])


def _read_behind(pages: Pages, gone: Event) -> None:
    """Read the case once the first answer has gone out; a mistake is said to who asks for a page."""
    gone.wait(FIRST_SECONDS)
    with suppress(FactaError):
        pages.library.held()
