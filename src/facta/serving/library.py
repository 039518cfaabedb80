"""The case that is served: opened once, read again when it changed on disk, its editions kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from facta.serving.asked import since_of
from facta.serving.once import Once

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path
    from threading import RLock

    from facta.api import Open
    from facta.serving.asked import Asked
    from facta.serving.state import Spot
    from facta.views.edition import Edition

EDITIONS = 6
TRIES = 3
PATIENCE_SECONDS = 5.0  # between two readings while somebody collects


@dataclass
class Held:
    """A case as it stood on disk in one state; None where the disk did not stand still."""

    state: str | None
    store: Path
    opened: Open
    editions: Once[tuple[date, date | None], Edition] = field(init=False)
    passed: Once[Edition, Edition] = field(init=False)

    def __post_init__(self) -> None:
        """Keep a few editions, and of each what the terms of its sources allow passing on."""
        self.editions = Once(self._made, most=EDITIONS)
        self.passed = Once(self._passed_on, most=EDITIONS)

    @cached_property
    def newest(self) -> date:
        """The newest day on which a fact of the case became known."""
        return self.opened.newest

    @property
    def reading(self) -> RLock:
        """Held by whoever reads records: they share the frames of a store."""
        return self.editions.making

    def day(self, asked: Asked) -> date:
        """Return the day that a reader wants to see."""
        return asked.as_of or self.newest

    def edition(self, asked: Asked) -> Edition:
        """Return the edition that a reader asks for.

        Raises
        ------
        ValueError
            Where the day to compare with is not an earlier one.
        """
        day = self.day(asked)
        return self.editions((day, since_of(asked.since, day, self.opened.today) if asked.since else None))

    def _made(self, days: tuple[date, date | None]) -> Edition:
        return self.opened.edition(*days)

    def _passed_on(self, edition: Edition) -> Edition:
        from facta.assessment import known_on  # noqa: PLC0415  (what is on the shelf is served without them)
        from facta.exports.held import held  # noqa: PLC0415
        from facta.exports.passing import passed_edition  # noqa: PLC0415

        known = known_on(self.opened.case, self.opened.records, edition.assessment.as_of)
        return passed_edition(edition, held(self.opened, known).secret)


class Library:
    """One case and its store, as they are on disk now.

    ``opens`` opens it at a moment. ``now`` is asked again and again, so that a server that runs for
    weeks knows the day. While the disk changes all the time, it is read again every
    ``patience_seconds`` only.
    """

    def __init__(
        self,
        spot: Spot,
        now: Callable[[], datetime],
        *,
        opens: Callable[[Spot, datetime], Open] | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.spot, self._now, self._opens = spot, now, opens or _open
        self._patience_seconds = patience_seconds
        self._held: Held | None = None
        self._read_at = 0.0
        self._lock = Lock()

    @property
    def today(self) -> date:
        """The day it is."""
        return self._now().date()

    def held(self) -> Held:
        """Return the case as it is now.

        Raises
        ------
        CaseError, SourceError, StoreError
            Where it cannot be read, with every mistake.
        """
        with self._lock:
            held = self._held
            if held is not None and self._fits(held):
                return held
            self._held = self._opened()
            self._read_at = monotonic()
            return self._held

    def _fits(self, held: Held) -> bool:
        if held.opened.today != self.today:
            return False
        if held.state is not None and held.state == self.spot.state():
            return True
        return monotonic() - self._read_at < self._patience_seconds

    def _opened(self) -> Held:
        """Open the case in a state that was the same before and after."""
        for _ in range(TRIES):
            now, state = self._now(), self.spot.state()
            opened = self._opens(self.spot, now)
            if state is not None and state == self.spot.state():
                return Held(state, self.spot.store, opened)
        return Held(None, self.spot.store, opened)


def _open(spot: Spot, now: datetime) -> Open:
    from facta.api import open_case  # noqa: PLC0415  (what is on the shelf is served without it)

    return open_case(spot.case, store=spot.store, now=now)
