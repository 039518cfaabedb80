"""The nouns of facta: frozen records without behaviour.

Dates are half-open intervals ``[start, end)``: an event of October 2025 known only to the month
starts on 2025-10-01 and ends on 2025-11-01. ``known_at`` is the day on which the world could have
known a record, ``known_by`` says how we know that day. Times of day are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from facta.results import Result

Direction = Literal["deepening", "straining", "none"]
Health = Literal["fresh", "late", "dark"]
KnownBy = Literal["published", "retrieved", "assumed"]
Sharing = Literal["yes", "attribution", "no"]
State = Literal["observed", "zero", "partial", "failed", "stale", "unmonitored"]
Status = Literal["asserted", "disputed", "retracted"]
Cause = Literal["the world", "the data"]
Outcome = Literal["complete", "partial", "failed", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes as published. The store keeps them on disk under their sha256.

    An answer that came in parts (pages, the slots of a day) has them as ``parts``; its own body is
    then the manifest, which names each part with its sha256 and what became of it.
    """

    source: str
    url: str
    retrieved_at: datetime
    sha256: str
    media_type: str
    licence: str
    body: bytes = field(repr=False)
    parts: tuple[Snapshot, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. ``(source, ref)`` is its identity, across revisions."""

    source: str
    ref: str
    kind: str
    actor: str
    start: date
    end: date
    known_at: date
    known_by: KnownBy
    snapshot: str
    target: str | None = None
    participants: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place: str | None = None
    country: str | None = None
    province: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision_km: float | None = None
    quantity: float | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    code: str | None = None
    quad: int | None = None
    intensity: float | None = None
    status: Status = "asserted"
    grade: str | None = None
    verified: bool = True
    text: str = ""
    title: str | None = None
    publisher: str | None = None
    origin: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A number for a period, as one publisher printed it."""

    source: str
    ref: str
    measure: str
    actor: str
    start: date
    end: date
    value: float
    unit: str
    known_at: date
    known_by: KnownBy
    snapshot: str
    target: str | None = None
    tags: tuple[str, ...] = ()
    country: str | None = None
    province: str | None = None
    low: float | None = None
    high: float | None = None
    status: Status = "asserted"
    grade: str | None = None
    verified: bool = True
    text: str = ""
    title: str | None = None
    publisher: str | None = None
    origin: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What became of looking at an interval; in a ``complete`` one, absence of a record means none.

    ``fault`` is empty or names what went wrong, in the words of `Fault`, joined by ``", "``.
    """

    source: str
    start: date
    end: date
    state: Outcome
    known_at: date
    snapshot: str
    reason: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure as known on a day.

    ``points`` is a polars frame, oldest first: start, end (dates), value, low, high (floats, null
    where there is no figure), n (records), sources (independent origins), grade (best Admiralty
    grade), state, known_at (day the point last changed), assumed (records whose day of becoming
    known is assumed), suspect (records left out because their unit does not fit),
    scaled (1 where a published window was brought to the period by its daily rate).
    """

    indicator: str
    unit: str
    as_of: date
    period: str
    points: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one signal says of one series. ``level`` None means not assessed.

    ``size`` is in ``measure`` (say "times the median" or "deaths a month"), ``low`` and ``high``
    bound it. ``at`` is the first day of the point it judged, where that is not the newest whole
    one. ``editorial`` tells a level against a limit that the author of the case chose from
    one against history. ``capped`` says why a level was held down, for instance a single source.
    ``p`` is the chance of a figure as far out where nothing changed, ``rates`` the nominal chances
    that a period in which nothing changed has level 1 or more, and level 2 or more.
    """

    signal: str
    series: str
    level: int | None
    direction: Direction
    size: float | None = None
    low: float | None = None
    high: float | None = None
    measure: str = ""
    since: date | None = None
    at: date | None = None
    reason: str = ""
    rule: str = ""
    capped: str | None = None
    tripped: bool = False
    editorial: bool = False
    p: float | None = None
    rates: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A day on which figures before and after stopped being of one kind, as the case declares."""

    day: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByChance:
    """Alarms to expect in a year in which nothing changed, from the nominal rates of the rules.

    ``off`` are at level 1 or more, ``elevated`` at level 2 or more; ``rules`` have a rate and were
    assessed, ``unrated`` were assessed and have none. ``false_discovery`` is the share of false
    alarms that the case controls, None where it does not, and ``held`` what that held back.
    """

    off: float
    elevated: float
    rules: int
    unrated: int
    false_discovery: float | None = None
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What we could not see. ``what`` names the indicator or the source.

    ``fault`` is empty for an indicator; for a source it says in typed words what went wrong.
    """

    what: str
    since: date | None
    state: State
    reason: str
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The newest figure of a series, with its period, its spread and its sources."""

    start: date
    end: date
    value: float
    low: float | None
    high: float | None
    n: int
    sources: int
    grade: str | None
    state: State
    known_at: date
    scaled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one indicator stands: three channels (level, direction, health) and their reasons.

    ``basis`` is ``history`` when its level was weighed against its own earlier figures, ``limit``
    when only against limits that the author of the case chose, ``none`` when it was not assessed.
    ``collected`` is False where none of its sources has been asked so far. ``redistributable`` is the
    strictest of what its sources allow: with ``no``, figures may be shown and records may not.
    """

    indicator: str
    title: str
    strand: str
    evidence: Literal["deed", "word"]
    unit: str
    level: int | None
    direction: Direction
    health: Health
    since: date | None
    reason: str
    latest: Point | None
    age_days: int | None
    band: tuple[float, float] | None
    findings: tuple[Finding, ...]
    series: Series
    basis: Literal["history", "limit", "none"] = "history"
    collected: bool = True
    redistributable: Sharing = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandStanding:
    """How one strand stands. ``agreement`` is a weighted share pointing one way, never confidence."""

    strand: str
    title: str
    question: str
    deepening: int
    straining: int
    baseline: int
    not_assessed: int
    agreement: float | None
    direction: Direction
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything an assessment is a function of, and how much of it rests on assumed days."""

    case_digest: str
    store_digest: str
    version: str
    records: int
    assumed: int
    newest_event: date | None
    newest_observation: date | None
    snapshots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The answer: how each part of a case stands as of a day."""

    case: str
    title: str
    question: str
    as_of: date
    judgement: str
    strands: tuple[StrandStanding, ...]
    standings: tuple[Standing, ...]
    gaps: tuple[Gap, ...]
    inputs: Inputs
    results: tuple[Result, ...] = ()
    by_chance: ByChance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that moved between two assessments, and whether the world or the data moved it.

    ``part`` is empty for an indicator; otherwise ``indicator`` is the key of a part of the argument
    and ``part`` the title of the analysis it belongs to.
    """

    indicator: str
    title: str
    cause: Cause
    was: str
    now: str
    level_was: int | None
    level_now: int | None
    reason: str
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What moved between two days."""

    case: str
    was: date
    now: date
    differences: tuple[Difference, ...]
