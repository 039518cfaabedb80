"""What a case says that an assessment does not: meanings, limits, trip-wires and the records behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from facta.records import Sharing, Status
    from facta.views.charts.shapes import Counted, Looked


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of an indicator, as a reader would cite it."""

    publisher: str
    title: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorText:
    """How a case reads one indicator: what a rise and a fall mean, and what else could explain them."""

    rise_means: str = ""
    rise_because: str = ""
    fall_means: str = ""
    fall_because: str = ""
    confounders: tuple[str, ...] = ()
    limitation: str = ""
    evidence: str = ""
    kind: str = ""
    rules: tuple[str, ...] = ()
    sources: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record behind an indicator: when, what, how much, who says so, how good it is.

    ``snapshot`` is the sha256 of the bytes in which it was published, ``source`` the name of the
    source that read them.
    """

    ref: str
    when: str
    text: str
    figure: str = ""
    grade: str | None = None
    publisher: str | None = None
    origin: str | None = None
    url: str | None = None
    verified: bool = True
    status: Status = "asserted"
    known_at: date | None = None
    known_by: str = ""
    title: str = ""
    source: str = ""
    snapshot: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Something that is due on a day: a figure, the end of a promise, a review; and how to read it.

    ``about`` is the key of an indicator or of a part of an analysis, ``readings`` say what each
    outcome would mean, in the words of the case: (outcome, meaning).
    """

    day: date
    about: str
    title: str
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One source of a case: who publishes it on which terms, what it cannot see, what was got of it.

    ``weeks`` say what became of looking at each of `CaseText.weeks`. ``heard`` is the newest day on
    which one of its ``records`` became known, ``feeds`` are the indicators that read it, ``gaps`` what
    was asked for and not got. ``cites`` are those whom its records cite most, of ``cited`` in all.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    sharing: Sharing
    collected: bool
    lag_days: int
    limitation: str
    covers: str = ""
    records: int = 0
    heard: date | None = None
    weeks: tuple[Looked, ...] = ()
    gaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    cites: tuple[tuple[str, int], ...] = ()
    cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesText:
    """Where what an indicator counts happened since a day.

    Of all ``counted`` records ``unplaced`` name no place, and ``elsewhere`` are at places with fewer
    than any of ``places``.
    """

    indicator: str
    since: date
    places: tuple[Counted, ...]
    counted: int
    unplaced: int
    elsewhere: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftText:
    """What drifted slowly since the earlier day: the name of it, how, and in what sense."""

    about: str
    title: str
    way: Literal["rise", "fall"]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """The words of a case for one page. Everything may be empty; the page then says less.

    ``tripwires`` are the levels to draw, by indicator. ``records`` are the newest of each indicator,
    ``counts`` how many there are, ``withheld`` says where the publisher's terms forbid showing them.
    ``cited`` are the records that parts of the argument rest on, by id. ``expected`` is what is due
    after the day, soonest first. ``sources`` are what it reads, looked at by ``weeks``, the first days
    of weeks; ``places`` what it counts by place, ``drifts`` what moved slowly since the earlier day.
    ``routed`` says that it has a transport network.
    """

    indicators: Mapping[str, IndicatorText] = field(default_factory=dict)
    records: Mapping[str, tuple[RecordLine, ...]] = field(default_factory=dict)
    tripwires: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    licence: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, RecordLine] = field(default_factory=dict)
    expected: tuple[Expected, ...] = ()
    sources: tuple[SourceText, ...] = ()
    weeks: tuple[date, ...] = ()
    places: tuple[PlacesText, ...] = ()
    drifts: tuple[DriftText, ...] = ()
    routed: bool = False
