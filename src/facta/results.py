"""The nouns of what analyses say: frozen records without behaviour.

A result is whole: its words, figures, tables and drawings are plain data, so that every surface
shows every kind of analysis without knowing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

Outcome = Literal["kept", "partial", "lapsed", "broken", "disputed", "open", "overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that an analysis arrived at; ``value`` None where it refused, and ``note`` says why.

    ``low`` and ``high`` bound it, and ``bounds`` says what they are: "90 % interval", "low and
    high reporter". ``period`` is what it is for, ``n`` on how many records or periods it rests.
    An ``editorial`` one rests on numbers that the author of the case chose.
    """

    name: str
    title: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    bounds: str = ""
    period: str = ""
    n: int | None = None
    note: str = ""
    editorial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One part of a result that a person can ask about by its key: a claim, a promise, a stage.

    ``says`` is how it stands, in a few words without figures that always move: when it differs
    between two days, that is a change. ``since`` is the day of the newest fact it rests on.
    ``rests_on`` names indicators, analyses and other items, ``records`` ids of records. ``detail``
    are further lines, each with its label. ``tripped`` marks a crossing that calls for an action,
    ``echo`` one that only repeats how something else stands, so that its change is told there.
    """

    key: str
    title: str
    says: str
    because: str = ""
    figure: Figure | None = None
    since: date | None = None
    rests_on: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    detail: tuple[tuple[str, str], ...] = ()
    editorial: bool = False
    tripped: bool = False
    echo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text under a title that is a finding; ``right`` are the columns with numbers.

    A page shows a table that is to ``fold`` only when it is asked for.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    note: str = ""
    fold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a chart of bars: a value that may point either way, with its bounds."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars on one axis from ``low`` to ``high`` in ``unit``; ``left`` and ``right`` name its sides.

    Bars start at ``start``, say 0 for weights of evidence; None draws dots with their bounds.
    """

    rows: tuple[Bar, ...]
    unit: str
    left: str = ""
    right: str = ""
    start: float | None = 0.0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How strongly one piece of evidence speaks for (above 0) or against each column, in its unit."""

    label: str
    values: tuple[float | None, ...]
    note: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Evidence by row and what it weighs for each column, the most telling first, with sums."""

    columns: tuple[str, ...]
    rows: tuple[Weight, ...]
    sums: tuple[float, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage or barrier of a chain: a probability with bounds, or the state a barrier is in."""

    key: str
    title: str
    value: float | None
    low: float | None = None
    high: float | None = None
    barrier: bool = False
    note: str = ""
    nearest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An arrow of a chain; ``weight`` between 0 and 1 is the load it carries."""

    source: str
    target: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A directed graph of stages, causes before effects."""

    stages: tuple[Stage, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One promise in time: made, due (None: no day was named), and when its outcome became known."""

    label: str
    start: date
    due: date | None
    end: date | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Promises in time, as known on a day."""

    rows: tuple[Span, ...]
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The rungs that one actor reached: day, rung, and whether the step was verified."""

    label: str
    steps: tuple[tuple[date, int, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbs:
    """Actors on a ladder of ordered rungs, the lowest first."""

    rows: tuple[Climb, ...]
    rungs: tuple[str, ...]
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A place on a map, in degrees north and east: an end of a route, a gate, a closed gate, a place."""

    key: str
    label: str
    lat: float
    lon: float
    role: Literal["end", "gate", "closed", "place"] = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A line on a map through points (latitude, longitude), and what part it plays.

    By sea, two points alone are drawn as an arc, since a ship does not sail straight over land.
    """

    points: tuple[tuple[float, float], ...]
    mode: Literal["rail", "road", "sea", "ferry", "pipeline"]
    state: Literal["open", "closed", "reduced", "planned"] = "open"
    role: Literal["primary", "fallback", "other"] = "other"
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """A map of places and the stretches between them; ``note`` says as of when, and what is schematic."""

    dots: tuple[Dot, ...]
    stretches: tuple[Stretch, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a course: what has been spent when so many kilometres are behind, with its bounds.

    Two marks at one kilometre are a jump, what a border or a port takes; the second may name it.
    """

    km: float
    value: float
    label: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one route takes from its start on; its marks go up in kilometres."""

    label: str
    marks: tuple[Mark, ...]
    role: Literal["primary", "fallback", "other"] = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Routes by distance and what has been spent by then, in one unit: "days", "USD per FEU"."""

    rows: tuple[Course, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """One of several futures: how likely in per cent, with an interval, and what it was before."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    was: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """Exclusive futures whose chances make a hundred; ``was`` is the day of the earlier ones.

    ``bounds`` says what the ends of the chances are: "90 % interval".
    """

    rows: tuple[Future, ...]
    was: date | None = None
    bounds: str = "interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is expected of a day to come: the middle, and the ends of what holds 50, 80 and 95 in 100."""

    day: date
    middle: float
    half: tuple[float, float]
    most: tuple[float, float]
    nearly: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """A forecast as known on a day: what was seen by days, what is expected, what was expected before.

    ``line`` is a level to watch and ``line_is`` its name; ``before`` was made on ``made``. The first
    ``known`` of what was seen were known when it was made: all of it where left out.
    """

    unit: str
    past: tuple[tuple[date, float], ...]
    ahead: tuple[Ahead, ...]
    as_of: date
    before: tuple[Ahead, ...] = ()
    made: date | None = None
    line: float | None = None
    line_is: str = ""
    known: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """How often what was given a word came true, of ``n``, in per cent; and the range that the word means."""

    term: str
    means: tuple[float, float]
    n: int
    happened: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Words of likelihood, the least likely first, beside how often they came true."""

    rows: tuple[Rated, ...]


Shape = Bars | Weights | Chain | Spans | Climbs | Atlas | Courses | Futures | Fan | Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart of the door of charts and its data; the title is a finding."""

    chart: str
    title: str
    data: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an analysis has to say.

    ``headline`` is its finding in one or two sentences, ``short`` a small table for the board,
    ``method`` how it was arrived at, ``editorial`` what in it an author chose, ``gaps`` what it
    could not say and why.
    """

    headline: str
    method: str
    items: tuple[Item, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    short: Table | None = None
    gaps: tuple[str, ...] = ()
    editorial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Said):
    """What one analysis of a case says, under its name there, its kind and its title.

    A ``lead`` one stands beside the judgement that facta generates.
    """

    analysis: str
    kind: str
    title: str
    lead: bool = False
