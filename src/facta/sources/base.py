"""What every source has: a card, parameters, a reading, and the day its records became known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Protocol, Self, TypeGuard

from pydantic import AfterValidator, BaseModel, ConfigDict

from facta import actors, periods
from facta.errors import SourceError
from facta.records import Coverage, Event, KnownBy, Observation, Sharing, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import polars as pl

    from facta.periods import Frequency, Period
    from facta.sources.asking import Plan, Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a publisher offers, on which terms, and what it cannot see.

    ``lag_days`` is the usual time from the end of a period to its publication; ``healthy`` says
    what size and age a sound answer has. No card goes without a limitation.

    For a source that fetches: ``hosts`` are the only ones it may ask, also after a redirect;
    ``credentials`` the environment variables it can use (a name ending in ``?`` is optional);
    ``frequency`` the pieces in which its coverage is told; ``spacing_seconds`` lie between two
    requests to a host, ``at_once`` of which may run side by side. ``keeps_parts`` is False where
    the bytes of an answer's parts are too many to keep: their hashes then stand in the manifest,
    and typed tables in the archive stand for them.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    redistributable: Sharing
    grain: str
    lag_days: int
    coverage: str
    limitation: str
    healthy: str
    citation: str
    hosts: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    frequency: Frequency = "month"
    spacing_seconds: float = 0.5
    at_once: int = 1
    keeps_parts: bool = True

    def __post_init__(self) -> None:
        """Refuse a card without a limitation."""
        if not self.limitation.strip():
            message = f"card of {self.name!r}: limitation is empty; write what it cannot see"
            raise SourceError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The records of one snapshot.

    A bulk source gives ``events`` as a frame with the columns of `Event`. ``tables`` are typed
    tables for the archive, each by the name of its product. ``refused`` says in words how many
    rows could not be read, and why.
    """

    events: tuple[Event, ...] | pl.DataFrame = ()
    observations: tuple[Observation, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def _are_states(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if not actors.known(code) or actors.actors()[code].kind != "state":
            hint = actors.suggest(code, kind="state")
            message = f"{code!r} is not the ISO alpha-3 code of a country{hint}"
            raise ValueError(message)
    return codes


def _is_period(text: str) -> str:
    periods.parse(text)
    return text


States = Annotated[tuple[str, ...], AfterValidator(_are_states)]
PeriodText = Annotated[str, AfterValidator(_is_period)]


class Parameters(BaseModel):
    """What a case asks of a source. A source without any has this class itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def lacks(self) -> str:
        """Say what must be written for anything to be asked, or nothing where that is enough."""
        return ""

    @classmethod
    def of(cls, given: Parameters | None) -> Self:
        """Return the parameters given, or the defaults where none are."""
        return given if isinstance(given, cls) else cls()


class Source(Protocol):
    """A card and a way to read a snapshot; one that can be asked something has `Parameters` too."""

    @property
    def card(self) -> Card:
        """What the publisher offers."""
        ...

    def read(
        self,
        snapshot: Snapshot,
        *,
        covers: Period | None = None,
        lag_days: int | None = None,
        parameters: Parameters | None = None,
    ) -> Reading:
        """Turn a snapshot into records, or raise a SourceError with every mistake in it."""
        ...


class Publisher(Source, Protocol):
    """A source that also knows how to ask."""

    def fetch(self, plan: Plan) -> Steps:
        """Yield requests and units; see `facta.sources.asking`."""
        ...


class Archivist(Publisher, Protocol):
    """A source whose typed tables are kept, and read again when a case asks something else."""

    def reread(
        self,
        snapshot: Snapshot,
        tables: Mapping[str, Path],
        *,
        lag_days: int | None = None,
        parameters: Parameters | None = None,
    ) -> Reading:
        """Read records from the tables in the archive; ``snapshot`` is their manifest."""
        ...


def parameters_of(source: Source) -> type[Parameters]:
    """Return what a case can ask of a source."""
    asked: type[Parameters] = getattr(source, "Parameters", Parameters)
    return asked


def fetches(source: Source) -> TypeGuard[Publisher]:
    """Tell whether a source knows how to ask its publisher."""
    return hasattr(source, "fetch")


def archives(source: Source) -> TypeGuard[Archivist]:
    """Tell whether a source keeps typed tables."""
    return hasattr(source, "reread")


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
    pieces = periods.cut(covers.start, covers.end, frequency)
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
