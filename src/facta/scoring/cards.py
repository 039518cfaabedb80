"""What a replay of rules gives: points, alerts, scores, and the card that holds them all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date  # noqa: TC003  (pydantic reads it when a card is read back)
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from facta.records import Direction  # noqa: TC001  (pydantic reads it when a card is read back)

if TYPE_CHECKING:
    from collections.abc import Mapping

Every = Literal["day", "week", "month"]
Skill = Literal["better than chance", "not told from chance", "worse than chance", "not scored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What counts as an alert, and what makes one true; all of it is chosen, nothing measured.

    Attributes
    ----------
    horizon_days
        A turning point up to so many days after an alert makes it true.
    onset_days
        So does one up to so many days before it: it was told while it was news.
    refractory_days
        So long a rule is silent after an alert, unless it goes further up.
    level
        The level from which on a finding is an alert.
    every
        Days between two looks, or ``month`` for the last day of each month.
    acknowledged
        Whether somebody acknowledges every alert at once: the rule is then silent until it goes
        further up, turns, or was back at baseline.
    """

    horizon_days: int = 90
    onset_days: int = 28
    refractory_days: int = 28
    level: int = 1
    every: Every = "week"
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alert of a rule: the day, its height and where it points.

    ``points`` are the turning points that make it true. ``judged`` is false where the horizon after
    it is not over yet, so that nobody can tell.
    """

    day: date
    height: int
    direction: Direction
    points: tuple[str, ...] = ()
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one rule did over a stretch of history.

    Attributes
    ----------
    days
        Days looked on which the rule could say anything; ``looks`` is how many there were.
    alerts, per_month
        How often it spoke, and that by the months in which it could.
    judged, hits, open
        Alerts whose horizon is over, how many of these were true, and how many cannot be judged yet.
    apart
        How many of the judged no single turning point could make true together: independent ones.
    precision, low, high
        Share of true ones among the judged, with the exact interval of 90 % (Clopper-Pearson), as wide
        as those ``apart`` make it.
    chance, p, q
        What as many alerts on random days would get; the probability that so many of those ``apart``
        do as well or better, and the same controlled for the number of rules.
    p_worse, q_worse
        The probability that they do as badly or worse, and the same controlled.
    lead_days
        Median days from the first alert to the turning point; negative where it came after.
    caught, missed, blind
        Turning points it could tell: with an alert, without one, and when it could say nothing.
    nearest, nearest_day
        Of a rule that never spoke: the part of the way to its line or bound, and when.
    why
        Why it never spoke, or why it cannot be scored.
    """

    rule: str
    indicator: str
    title: str
    strand: str
    signal: str
    looks: int
    days: int
    alerts: int
    per_month: float | None
    open: int
    lead_days: float | None
    caught: tuple[str, ...]
    missed: tuple[str, ...]
    blind: tuple[str, ...]
    nearest: float | None
    nearest_day: date | None
    judged: int = 0
    hits: int = 0
    apart: int = 0
    precision: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    p: float | None = None
    q: float | None = None
    p_worse: float | None = None
    q_worse: float | None = None
    skill: Skill = "not scored"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """A turning point of the case with what the rules made of it.

    ``concerned`` counts the rules that could have told it, ``caught_by`` names those that did.
    ``nearest`` is, of one that no rule told, the rule that came nearest to speaking, and how near.
    """

    key: str
    day: date
    title: str
    direction: Direction
    concerned: int
    caught_by: tuple[str, ...]
    nearest_rule: str = ""
    nearest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Every rule of a case over a stretch of history, with what it was made from."""

    case: str
    case_digest: str
    store_digest: str
    version: str
    start: date
    end: date
    looks: int
    terms: Terms
    scores: tuple[Score, ...]
    onsets: tuple[Onset, ...]
    by_chance: float
    assumed: float | None

    @property
    def alerts(self) -> int:
        """Alerts of all rules together."""
        return sum(score.alerts for score in self.scores)

    @property
    def months(self) -> float:
        """Months from the first look to the last."""
        return (self.end - self.start).days / MONTH_DAYS

    def to_polars(self) -> pl.DataFrame:
        """Return one row a rule."""
        rows = [{name: _plain(getattr(one, name)) for name in SCORES} for one in self.scores]
        return pl.DataFrame(rows, schema=SCORES)


MONTH_DAYS = 365.25 / 12
_TYPES: Mapping[str, Any] = {
    "str": pl.String, "Skill": pl.String, "int": pl.Int64, "float | None": pl.Float64,
    "date | None": pl.Date, "tuple[str, ...]": pl.List(pl.String),
}  # fmt: skip
SCORES: dict[str, Any] = {field.name: _TYPES[str(field.type)] for field in fields(Score)}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
