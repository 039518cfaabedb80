"""What all sources of a run share: connections, hosts, time, and whether the user broke it off."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import urllib3

from facta.collect.hosts import Host, Patience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.collect.clock import Clock
    from facta.sources.base import Card


class Shared:
    """Connections are verified always; a redirect or a second try is never left to the library."""

    def __init__(self, clock: Clock, patience: Patience, environment: Mapping[str, str]) -> None:
        self.clock = clock
        self.patience = patience
        self.environment = environment
        self.stopped = threading.Event()
        self._tally: Counter[str] = Counter()
        self._lock = threading.Lock()
        timeout = urllib3.Timeout(connect=patience.connect_seconds, read=patience.read_seconds)
        how: dict[str, Any] = {"num_pools": 32, "maxsize": 16, "timeout": timeout, "retries": False}
        how["cert_reqs"] = "CERT_REQUIRED"
        self._straight = urllib3.PoolManager(**how)
        proxy = environment.get("HTTPS_PROXY") or environment.get("https_proxy")
        self._by_proxy = urllib3.ProxyManager(proxy, **how) if proxy else None
        self._hosts: dict[str, Host] = {}
        self._open: set[urllib3.BaseHTTPResponse] = set()

    def way_to(self, host: str) -> urllib3.PoolManager:
        """Return the connections by which a host is reached: a proxy, but never to this machine.

        The proxy only passes bytes on: the certificate is that of the host, and is verified.
        """
        near = host in {"localhost", "127.0.0.1", "::1"}
        return self._straight if near or self._by_proxy is None else self._by_proxy

    def host(self, name: str, card: Card, *, own: bool) -> Host:
        """Return a host; a mirror of the user's own needs no pause between requests."""
        if name not in self._hosts:
            self._hosts[name] = Host(
                self.clock,
                self.patience,
                spacing_seconds=0.0 if own else card.spacing_seconds,
                at_once=max(1, card.at_once),
            )
        return self._hosts[name]

    def count(self, what: str, number: int) -> None:
        """Count what was asked (``requests``) or came (``bytes``)."""
        with self._lock:
            self._tally[what] += number

    def counted(self, what: str) -> int:
        """Return how many there were so far."""
        return self._tally[what]

    @contextmanager
    def reading(self, response: urllib3.BaseHTTPResponse) -> Iterator[urllib3.BaseHTTPResponse]:
        """Read a response; one that is not read to its end takes its connection with it."""
        self._open.add(response)
        try:
            yield response
        finally:
            self._open.discard(response)
            response.close()

    def stop(self) -> None:
        """Break off every request, also one that waits for its next bytes."""
        self.stopped.set()
        for response in list(self._open):
            with suppress(ValueError, OSError, AttributeError):
                response.shutdown()
