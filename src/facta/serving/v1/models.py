"""What the API answers: its models, from which the OpenAPI document is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from facta.records import Cause, Direction, Health, KnownBy, Outcome, Sharing, State, Status

One = TypeVar("One")


class Model(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Interval(Model):
    """The ends of an interval, and what they are."""

    low: float | None
    high: float | None
    bounds: str = Field(description="What the ends are, say '90 % interval'; empty where a source gave them.")


class Valid(Model):
    """The days that a figure is for, from ``start`` up to, not including, ``end``."""

    start: date
    end: date


class Value(Model):
    """A figure with everything it must not go without."""

    value: float | None = Field(description="None where there is no figure: that is not zero.")
    unit: str
    period: Valid = Field(description="The time it is valid for.")
    known_at: date | None = Field(description="The day on which the world could have known it.")
    state: State
    grade: str | None = Field(description="The best Admiralty grade behind it.")
    sources: int = Field(description="Independent origins.")
    interval: Interval | None
    records: tuple[str, ...] = Field(description="Ids of the records it counts.")
    withheld: str = Field(description="Why records or the figure are not passed on; empty where they are.")
    scaled: bool = Field(description="Brought to the length of the period by its daily rate.")


class Finding(Model):
    """What one signal says of an indicator."""

    signal: str
    level: int | None
    direction: Direction
    size: float | None
    low: float | None
    high: float | None
    measure: str
    since: date | None
    reason: str
    rule: str
    capped: str | None
    tripped: bool
    editorial: bool
    p: float | None = Field(
        description="The chance of a figure as far out where nothing changed; None where a rule has none."
    )
    rates: tuple[float, float] | None = Field(
        description="Nominal chances of level 1 or more, and of level 2 or more, where nothing changed."
    )


class ByChance(Model):
    """Levels to expect in a year in which nothing changed, by the nominal rates of the rules."""

    off: float = Field(description="Of level 1 or more.")
    elevated: float = Field(description="Of level 2 or more.")
    rules: int = Field(description="Assessed rules that have a rate.")
    unrated: int = Field(description="Assessed rules that have none.")
    false_discovery: float | None = Field(
        description="The share of false alarms that the case controls; None where it does not."
    )
    held: int = Field(description="Findings held back by that control.")


class Indicator(Model):
    """How one indicator stands: its level, its direction and how fresh it is."""

    id: str
    title: str
    strand: str
    evidence: Literal["deed", "word"]
    level: int | None = Field(description="0 baseline to 4 trip-wire; None is not assessed.")
    direction: Direction
    health: Health
    since: date | None
    reason: str
    basis: Literal["history", "limit", "none"]
    collected: bool
    tripped: bool
    redistributable: Sharing
    latest: Value | None
    normal: Interval | None = Field(description="Its own normal range, where a signal gives one.")


class WholeIndicator(Indicator):
    """One indicator with what its author says of it, its findings and its series."""

    rise_means: str
    rise_because: str
    fall_means: str
    fall_because: str
    confounders: tuple[str, ...]
    limitation: str
    tripwires: tuple[float, ...]
    findings: tuple[Finding, ...]
    series: tuple[Value, ...]
    record_count: int
    withheld: str


class Strand(Model):
    """How one strand stands; ``agreement`` is a share of weights, never a confidence."""

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


class Inputs(Model):
    """What an answer is a function of."""

    case_digest: str
    store_digest: str
    version: str
    records: int
    assumed: int
    newest_event: date | None
    newest_observation: date | None


class Gap(Model):
    """What could not be seen."""

    what: str
    since: date | None
    state: State
    reason: str
    fault: str


class Answer(Model):
    """What every answer says: of which case and as of which day it is."""

    case: str
    as_of: date


class Board(Answer):
    """The board: the judgement, the strands and every indicator."""

    title: str
    question: str
    judgement: str
    strands: tuple[Strand, ...]
    indicators: tuple[Indicator, ...]
    by_chance: ByChance | None
    inputs: Inputs


class Series(Answer):
    """The series of one indicator, oldest first."""

    indicator: str
    unit: str
    values: tuple[Value, ...]


class Version(Model):
    """One version of a record, as its publisher told it. Its texts are quotations, not ours."""

    table: Literal["events", "observations"]
    ref: str
    source: str
    kind: str = Field(description="The kind of an event, or the measure of an observation.")
    actor: str
    target: str | None
    start: date
    end: date
    value: float | None
    unit: str
    interval: Interval | None
    known_at: date
    known_by: KnownBy
    hidden_at: date | None = Field(description="The day from which a later version stands in its place.")
    status: Status
    grade: str | None
    verified: bool
    text: str
    title: str | None
    publisher: str | None
    origin: str | None
    url: str | None
    note: str | None
    snapshot: str = Field(description="The sha256 of the bytes in which it was published.")


class RecordAnswer(Answer):
    """Every version of a record that was known on the day, and what rests on it."""

    ref: str
    versions: tuple[Version, ...]
    withheld: str
    parts: tuple[str, ...] = Field(description="Parts of analyses that rest on it.")


class Difference(Model):
    """One thing that moved, and whether the world or the data moved it."""

    indicator: str
    title: str
    part: str
    cause: Cause
    was: str
    now: str
    level_was: int | None
    level_now: int | None
    reason: str


class Changes(Answer):
    """What moved since an earlier day."""

    since: date
    differences: tuple[Difference, ...]


class Hole(Model):
    """A stretch that was asked for and did not come whole."""

    start: date
    end: date
    state: Outcome
    fault: str
    reason: str


class Source(Model):
    """One source of a case: whose it is, on which terms, and what it lacks."""

    id: str
    reader: str
    title: str
    publisher: str
    url: str
    licence: str
    redistributable: Sharing
    limitation: str
    lag_days: int
    collected: bool
    holes: tuple[Hole, ...]


class Due(Model):
    """Something that is due on a day, and what each outcome would mean."""

    day: date
    about: str
    title: str
    readings: tuple[tuple[str, str], ...]


class Alert(Model):
    """One alert that was told, as an event of CloudEvents, and what became of it."""

    id: str
    type: str
    subject: str
    time: datetime
    as_of: date
    headline: str
    data: dict[str, JsonValue]
    delivered: tuple[str, ...] = Field(description="The channels that it went out by.")
    useful: bool | None = Field(description="What somebody said of it; None where nobody did.")


class Hit(Model):
    """One thing that holds the words that were searched for."""

    kind: Literal["indicator", "analysis", "part", "record"]
    id: str
    title: str
    says: str
    path: str = Field(description="Where the API has it.")


class Page(Answer, Generic[One]):
    """A page of a list. ``next`` is the cursor of the next page, for the same day; None at the end."""

    items: tuple[One, ...]
    total: int
    next: str | None


class IndicatorAnswer(Answer):
    """One indicator."""

    indicator: WholeIndicator
