"""What every source has: a card, a reading, and the day on which its records became known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from facta import periods
from facta.errors import SourceError
from facta.records import Coverage, Event, KnownBy, Observation, Snapshot

if TYPE_CHECKING:
    from datetime import date

    from facta.periods import Frequency, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a publisher offers, on which terms, and what it cannot see.

    ``lag_days`` is the usual time from the end of a period to its publication; ``healthy`` says
    what size and age a sound answer has. No card goes without a limitation.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    redistributable: Literal["yes", "no", "attribution"]
    grain: str
    lag_days: int
    coverage: str
    limitation: str
    healthy: str
    citation: str

    def __post_init__(self) -> None:
        """Refuse a card without a limitation."""
        if not self.limitation.strip():
            message = f"card of {self.name!r}: limitation is empty; write what it cannot see"
            raise SourceError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The records of one snapshot."""

    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()
    coverage: tuple[Coverage, ...] = ()


class Source(Protocol):
    """A card and a way to read a snapshot."""

    @property
    def card(self) -> Card:
        """What the publisher offers."""
        ...

    def read(
        self, snapshot: Snapshot, *, covers: Period | None = None, lag_days: int | None = None
    ) -> Reading:
        """Turn a snapshot into records, or raise a SourceError with every mistake in it."""
        ...


def assumed(last: date, lag_days: int, snapshot: Snapshot) -> tuple[date, KnownBy]:
    """Return the day a record became known when its publisher does not say.

    That is its last day and the usual lag, but not after the snapshot that already holds it.
    """
    day, retrieved = last + timedelta(days=lag_days), snapshot.retrieved_at.date()
    return (retrieved, "retrieved") if retrieved < day else (day, "assumed")


def covered(
    card: Card,
    snapshot: Snapshot,
    covers: Period | None,
    lag_days: int | None,
    *,
    frequency: Frequency = "month",
) -> tuple[Coverage, ...]:
    """Return one coverage record for each period of ``covers``, known when its records are."""
    if covers is None:
        return ()
    lag = card.lag_days if lag_days is None else lag_days
    pieces = [
        (max(piece.start, covers.start), min(piece.end, covers.end))
        for piece in periods.periods(covers.start, covers.end, frequency)
    ]
    return tuple(
        Coverage(
            source=snapshot.source,
            start=start,
            end=end,
            state="complete",
            known_at=end + timedelta(days=lag - 1),
            snapshot=snapshot.sha256,
        )
        for start, end in pieces
    )
