"""Where a request may go: the hosts on the card, over https, straight or through a mirror."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Way:
    """How publishers are reached.

    A mirror is a folder tree of the user's own, ``<mirror>/<host>/<path>``, for networks that are
    closed. What is asked of a host then goes there, over plain http too.
    """

    hosts: Collection[str]
    mirror: str | None = None

    def __post_init__(self) -> None:
        """Refuse a mirror that is no web address."""
        if self.mirror is not None and urlsplit(self.mirror).scheme not in {"http", "https"}:
            message = f"--mirror {self.mirror!r} is no web address; write http:// or https:// and a host"
            raise CaseError(message)

    def forbids(self, url: str) -> str:
        """Say why an address may not be asked, or nothing.

        >>> Way(["example.org"]).forbids("https://example.org/a?b=1")
        ''
        >>> Way(["example.org"]).forbids("http://example.org/a")
        "'http://example.org/a' is not https"
        >>> Way(["example.org"]).forbids("https://evil.example/a")
        "'evil.example' is not among the hosts on the card (example.org)"
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return f"{url!r} is no web address"
        if host not in self.hosts:
            return f"{host!r} is not among the hosts on the card ({', '.join(self.hosts)})"
        if parts.scheme != "https":
            return f"{url!r} is not https"
        if port not in {None, 443} or parts.username is not None:
            return f"{url!r} has a port or a name before its host"
        return ""

    def through(self, url: str) -> str:
        """Return the address that is really asked.

        >>> Way(["example.org"], "http://127.0.0.1:8000/").through("https://example.org/a?b=1")
        'http://127.0.0.1:8000/example.org/a?b=1'
        """
        url = url.split("#", maxsplit=1)[0]
        return url if self.mirror is None else f"{self.mirror.rstrip('/')}/{url.removeprefix('https://')}"

    def onward(self, url: str, location: str) -> str:
        """Return the publisher's address that a redirect from another leads to.

        >>> way = Way(["example.org"], "http://127.0.0.1:8000")
        >>> way.onward("https://example.org/a/b", "c"), way.onward("https://example.org/a", "//other.org/")
        ('https://example.org/a/c', 'https://other.org/')
        >>> way.onward("https://example.org/a", "http://127.0.0.1:8000/example.org/a/")
        'https://example.org/a/'
        """
        base = "" if self.mirror is None else f"{self.mirror.rstrip('/')}/"
        if base and location.startswith(base):
            return f"https://{location.removeprefix(base)}"
        return urljoin(url, location)


def host_of(url: str) -> str:
    """Return the host of an address, empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
