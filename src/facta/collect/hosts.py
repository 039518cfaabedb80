"""Politeness: how often a host is asked, how often again, and when it is left alone."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.collect.clock import Clock
    from facta.sources.asking import Fault

_LUCK: Final = SystemRandom()
_SLICE_SECONDS: Final = 0.25
_SILENT: Final = frozenset({"unreachable", "timeout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited, and for what.

    Parameters
    ----------
    connect_seconds, read_seconds, whole_seconds
        For a connection, for the next bytes, and for a whole answer.
    tries
        Of one request.
    first_wait_seconds, longest_wait_seconds
        The wait before the second try is drawn between zero and the first; each further one from
        twice the span, up to the longest.
    longest_ask_seconds
        A publisher that asks for a longer wait than this is not asked again in this run.
    retries
        Of one host in a row; each good answer earns a tenth of one back.
    silences
        After so many requests in a row without any answer a host is not asked again in this run.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    whole_seconds: float = 3600.0
    tries: int = 5
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    longest_ask_seconds: float = 120.0
    retries: int = 40
    silences: int = 4

    def wait(self, tries: int) -> float:
        """Draw the wait after so many tries: exponential, with full jitter.

        References
        ----------
        Brooker (2015), Exponential backoff and jitter, AWS Architecture Blog.
        """
        span = min(self.longest_wait_seconds, self.first_wait_seconds * 2.0 ** (tries - 1))
        return _LUCK.uniform(0, span)


class Host:
    """What one host was asked, and how it bore it."""

    def __init__(self, clock: Clock, patience: Patience, *, spacing_seconds: float, at_once: int) -> None:
        self._clock = clock
        self._patience = patience
        self._spacing = spacing_seconds
        self._room = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._free_at = clock.seconds()
        self._retries = float(patience.retries)
        self._silent = 0
        self._closed: tuple[Fault, str] | None = None

    @property
    def closed(self) -> tuple[Fault, str] | None:
        """Why it is not asked any more in this run, if it is not."""
        return self._closed

    @contextmanager
    def turn(self, stopped: threading.Event) -> Iterator[None]:
        """Wait for room, and until the last request lies far enough back; not where nothing is asked."""
        with self._room:
            with self._lock:
                now = self._clock.seconds()
                start = now if self._closed else max(now, self._free_at)
                self._free_at = start + self._spacing
            pause(self._clock, start - now, stopped)
            yield

    def rest(self, seconds: float) -> None:
        """Ask nothing for some time."""
        with self._lock:
            self._free_at = max(self._free_at, self._clock.seconds() + seconds)

    def close(self, fault: Fault, reason: str) -> None:
        """Ask nothing more in this run."""
        with self._lock:
            self._closed = self._closed or (fault, reason)

    def may_retry(self) -> bool:
        """Tell whether one more retry is left, and take it."""
        with self._lock:
            if self._closed or self._retries < 1:
                return False
            self._retries -= 1
            return True

    def note(self, fault: Fault) -> None:
        """Take note of how a request ended."""
        with self._lock:
            if not fault:
                self._retries = min(self._retries + 0.1, float(self._patience.retries))
            self._silent = self._silent + 1 if fault in _SILENT else 0
            if self._silent >= self._patience.silences and self._closed is None:
                said = f"not asked: {self._silent} requests in a row had no answer"
                self._closed = (fault, said)


def pause(clock: Clock, seconds: float, stopped: threading.Event) -> None:
    """Wait in slices, so that a run that is broken off ends soon."""
    while seconds > 0 and not stopped.is_set():
        part = min(seconds, _SLICE_SECONDS)
        clock.sleep(part)
        seconds -= part
