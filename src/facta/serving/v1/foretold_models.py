"""What the API answers of forecasts: questions, what is expected, what came of it, and the ledger."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  (pydantic reads them)
from typing import Literal

from pydantic import Field

from facta.forecasts.records import Answer as Answered  # noqa: TC001  (pydantic reads them)
from facta.forecasts.records import Asks, Author, Family, Relation, Void  # noqa: TC001
from facta.forecasts.scored import Sort  # noqa: TC001
from facta.serving.v1.models import Answer, Interval, Model, Page, Valid


class Quantile(Model):
    """A value below or at which so many per cent of what was drawn lie."""

    percent: float
    value: float


class Given(Model):
    """What one method expected of a question on one day, and the entry of the ledger that keeps it."""

    method: str = Field(description="ensemble, or a baseline: persistence, climatology, base rate.")
    made: date = Field(description="The day as of which it was made: nothing known later went into it.")
    written: datetime = Field(description="When it was written down.")
    hindsight: bool = Field(description="Written on or after the deadline: it proves nothing.")
    probability: float | None = Field(description="That the answer is yes; None of a quantity.")
    word: str | None = Field(description="The word of likelihood for it.")
    means: str | None = Field(description="What the word means, in per cent.")
    quantiles: tuple[Quantile, ...] = Field(description="Of a quantity; empty of a chance.")
    members: tuple[tuple[str, float], ...] = Field(description="Of the ensemble: methods and their weights.")
    entry: int
    corrected: str = Field(description="Why somebody corrected it; empty where nobody did.")


class Expectation(Model):
    """An open question with its newest forecast, the one before, and what the baselines expect."""

    id: str
    indicator: str
    family: Family
    asks: Asks
    relation: Relation | None
    line: float | None
    base: float | None = Field(description="Of a change: the figure on the day of asking.")
    unit: str
    text: str
    author: Author
    asked: date
    period: Valid = Field(description="The time whose figure decides.")
    deadline: date = Field(description="The day on which the figure is read, as known then.")
    last_day: date = Field(description="How long it is looked for.")
    sources: tuple[str, ...]
    void_if: tuple[Void, ...]
    claims: tuple[str, ...]
    skill: str = Field(description="Whether forecasts of its family have shown skill.")
    newest: Given | None
    previous: Given | None = Field(description="The ensemble's last of an earlier day.")
    beside: tuple[Given, ...] = Field(description="The baselines, on the day of the newest.")


class Expectations(Page[Expectation]):
    """Open questions, those of analysts first, then by deadline."""

    reason: str = Field(description="Why the list is empty; empty where it is not.")
    withheld: str = Field(description="Why questions are not passed on; empty where all are.")


class Skill(Model):
    """The share of the score of a baseline that is saved; None, and why, where it cannot be told."""

    baseline: str
    skill: float | None
    interval: Interval | None
    why: str


class Share(Model):
    """How often what came lay inside an interval."""

    nominal: int
    share: float
    interval: Interval | None


class FamilyScore(Model):
    """What the ensemble scored in one family, of one sort of question. There is no sum over families."""

    family: Family
    sort: Sort
    n: int
    questions: int
    indicators: int
    score: float = Field(description="Mean Brier score; of quantities mean CRPS, climatology being 1.")
    log_score: float | None
    auc: float | None = Field(description="How well yes is told from no; 0.5 is not at all.")
    auc_interval: Interval | None
    yes: float | None = Field(description="Share of yes.")
    interval_score: float | None
    inside: tuple[Share, ...]
    beside: tuple[Skill, ...]
    label: str = Field(description="skill shown, no skill shown, or too few to tell.")


class Term(Model):
    """How often what was given with one word of likelihood came true."""

    family: Family | None = Field(description="None is every family.")
    word: str
    means: str
    n: int
    expected: float | None
    share: float | None
    interval: Interval | None


class Fate(Model):
    """What became of the questions of one family."""

    family: Family
    asked: int
    closed: int
    void: int
    late: int
    reasons: tuple[tuple[str, int], ...]


class Miss(Model):
    """A forecast that missed: what was given, what came, and what the case might change."""

    question: str
    indicator: str
    family: Family
    text: str
    made: date
    resolved: date
    given: str
    came: str
    way: str
    member: str
    member_given: str
    advice: tuple[str, ...]


class Record(Model):
    """Scores and calibration, of the ledger or of a backtest; the two are never mixed."""

    basis: Literal["ledger", "backtest"]
    start: date | None = Field(description="First day of a backtest; None of the ledger.")
    end: date
    scores: tuple[FamilyScore, ...]
    terms: tuple[Term, ...]
    fates: tuple[Fate, ...]
    misses: tuple[Miss, ...] = Field(description="The newest; limit says how many.")
    missed: int = Field(description="How many there are.")


class Resolved(Model):
    """A question that was answered or is void, with the last forecast of it."""

    question: str
    indicator: str
    family: Family
    text: str
    deadline: date
    resolved: date
    as_of: date = Field(description="The vintage: the day as of which the figure was read.")
    answer: Answered
    value: float | None
    unit: str
    reason: Void | None
    late: bool
    records: int
    assumed: int
    note: str
    last: date | None = Field(description="The day of the last forecast that counts.")
    probability: float | None


class TrackRecord(Answer):
    """What came of the forecasts, and what a backtest would have scored."""

    reason: str = Field(description="Why there is no record; empty where there is one.")
    ledger: Record | None
    backtest: Record | None = Field(description="The newest that was kept: hindsight.")
    resolved: tuple[Resolved, ...] = Field(description="The newest; limit says how many.")
    answered: int = Field(description="How many were answered or are void.")
    open: int
    hindsight: int = Field(description="Forecasts written on or after the deadline: not scored.")
    withheld: str


class Verified(Model):
    """What walking the whole ledger found; without faults, all of it is as it was written."""

    entries: int
    head: str
    faults: tuple[str, ...]


class Ledger(Answer):
    """The ledger of forecasts: how far it had come by the day, and whether it is what was written."""

    reason: str = Field(description="Why there is nothing; empty where there is.")
    entries: int = Field(description="Entries made from what was known by the day.")
    head: str = Field(description="SHA-256 of the last of them.")
    kinds: dict[str, int]
    editions: tuple[str, ...] = Field(description="Months that were frozen.")
    verified: Verified | None = Field(description="Of all of it, whatever the day.")
    verify: str = Field(description="The command by which anybody who has a copy verifies it.")
