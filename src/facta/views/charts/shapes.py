"""What drawings of a surface itself take: counts on a map, and when each source was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from facta.results import Stretch

Looked = Literal["complete", "partial", "failed", "empty", "not asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One source, what became of looking at each stretch of time, and a note beside it."""

    label: str
    states: tuple[Looked, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Sources by stretches of time of one length; ``starts`` are their first days, the oldest first."""

    rows: tuple[Watch, ...]
    starts: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A place, in degrees north and east, and how many of one thing were counted there."""

    label: str
    lat: float
    lon: float
    count: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One countable thing by place, in ``unit``, over the lines of routes; ``note`` says what is missing."""

    unit: str
    places: tuple[Counted, ...]
    stretches: tuple[Stretch, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """How many indicators of a strand pointed which way on each of some days, the oldest first.

    ``most`` is the highest count of the axis, the same for every strand drawn side by side. ``assessed``
    is how many indicators could be assessed: where it is 0, nothing was seen.
    """

    days: tuple[date, ...]
    deepening: tuple[int, ...]
    straining: tuple[int, ...]
    assessed: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How likely one of several futures was on each day, in per cent, with the ends of its interval."""

    label: str
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Exclusive futures over days, the oldest first; the first ``hindsight`` days are hindsight."""

    days: tuple[date, ...]
    rows: tuple[Way, ...]
    hindsight: int = 0
