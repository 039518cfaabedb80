"""What every answer obeys: loopback names only, reading only, and headers that shut a browser's doors.

A page elsewhere can make its own name point at this machine and then ask for ours as its own
(DNS rebinding); its browser still sends that name as the Host, and is refused.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders

from facta.serving.answers import RefusedError, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
METHODS: Final = ("GET", "HEAD")
LONGEST_QUERY: Final = 2048
LONGEST_PATH: Final = 1024
POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}


def hosts(port: int) -> frozenset[str]:
    """Return what a Host may be: a name of this machine, with the port.

    >>> "localhost:8765" in hosts(8765), "localhost" in hosts(8765)
    (True, False)
    """
    return frozenset(f"{name}:{port}" for name in NAMES)


class Guard:
    """Refuses what is not for this server, and adds the headers to what is."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self.app, self.allowed = app, frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope)
        app = self.app if refused is None else refusal(refused, scope["path"])
        await app(scope, receive, told)

    def _refused(self, scope: Scope) -> RefusedError | None:
        """Return why a request is not answered, or None."""
        given = Headers(scope=scope).getlist("host")
        if len(given) != 1 or given[0].lower() not in self.allowed:
            detail = f"This server answers to {', '.join(sorted(self.allowed))} only."
            return RefusedError(HTTPStatus.MISDIRECTED_REQUEST, detail)
        if scope["method"] not in METHODS:
            allow = {"allow": ", ".join(METHODS)}
            return RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "Nothing here can be changed: use GET.", allow)
        if len(scope["query_string"]) > LONGEST_QUERY or len(scope["path"]) > LONGEST_PATH:
            return RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long.")
        return None
