"""Quarrels among those who carry promises: how many lately, who is in them, and which orders held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from facta.analyses.base import whole
from facta.analyses.commitments.rates import Spread, alone
from facta.models.hazard import hazard
from facta.periods import Period, period_of, say_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import Row, View
    from facta.indicators import Selection
    from facta.periods import Frequency

CREDIBILITY: Mapping[str, float] = {"1": 1.0, "2": 0.8, "3": 0.6, "4": 0.4, "5": 0.2, "6": 0.1}
UNGRADED = 0.1
QUARTERS = 4
QUARTER: Frequency = "quarter"
ORDER, UNDONE = "directive", "overridden"
OPEN_DAYS = 365  # a quarrel that was reported so lately is open


class Friction(NamedTuple):
    """Quarrels of the newest quarters that were searched to their end.

    ``weight`` is their sum by credibility less the reconciliations; ``low`` and ``high`` are exact
    95 % limits of the count. ``quarters`` has the period, the count and the weight of each.
    """

    many: int
    weight: float
    low: float
    high: float
    quarters: tuple[tuple[Period, int, float], ...]

    @property
    def period(self) -> Period:
        """The days that were counted."""
        return Period(self.quarters[0][0].start, self.quarters[-1][0].end)


class Orders(NamedTuple):
    """Orders, how many of them were undone, and that share with its 90 % interval."""

    every: tuple[str, ...]
    undone: tuple[str, ...]
    share: Spread | None


def friction(view: View, quarrels: Selection, peace: Selection | None) -> Friction | str:
    """Weigh the quarrels of the newest four quarters that are over and were searched, or say why not."""
    searched = view.known.covered(whole(quarrels, view.sources))
    if searched.first is None or searched.last is None:
        return "nobody has said which days were searched for frictions"
    last = min(view.as_of + timedelta(days=1), date.fromordinal(searched.last))
    spans = _quarters(last)
    first = max(view.since, date.fromordinal(searched.first))
    if spans[0].start < first:
        return f"four whole quarters after {say_day(first)} are not yet over"
    fought = view.rows(quarrels)
    made = view.rows(peace) if peace else []
    quarters = tuple((span, len(_in(span, fought)), _weight(span, fought, made)) for span in spans)
    count = sum(many for _, many, _ in quarters)
    years = QUARTERS / 4
    bounds = hazard(count, years)
    weight = sum(weighed for _, _, weighed in quarters)
    return Friction(count, weight, bounds.low95 * years, bounds.high95 * years, quarters)


def _quarters(end: date) -> list[Period]:
    """Return the newest four quarters that end by a day, the oldest first."""
    spans: list[Period] = []
    while len(spans) < QUARTERS:
        end = period_of(end, QUARTER).start
        spans.insert(0, period_of(end - timedelta(days=1), QUARTER))
        end = spans[0].start
    return spans


def _in(span: Period, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if span.start <= row["start"] < span.end]


def _weight(span: Period, fought: Sequence[Row], made: Sequence[Row]) -> float:
    up, down = (sum(map(credibility, _in(span, rows))) for rows in (fought, made))
    return round(up - down, 6)


def credibility(row: Row) -> float:
    """Return what a record weighs by the digit of its grade."""
    grade = row["grade"] or ""
    return CREDIBILITY.get(grade[1:], UNGRADED)


def orders(rows: Sequence[Row]) -> Orders:
    """Return the orders among some records, and which of them were undone."""
    every = [row for row in rows if ORDER in (row["tags"] or ())]
    undone = [row for row in every if UNDONE in (row["tags"] or ())]
    share = alone(float(len(undone)), float(len(every))) if every else None
    return Orders(tuple(row["ref"] for row in every), tuple(row["ref"] for row in undone), share)


def quarrelling(view: View, quarrels: Selection, factions: Mapping[str, str]) -> dict[str, tuple[Row, ...]]:
    """Return for each faction the open quarrels that name it together with another one."""
    since = view.as_of - timedelta(days=OPEN_DAYS)
    lately = [row for row in view.rows(quarrels) if row["end"] > since]
    named = [(row, {row["actor"], row["target"], *(row["participants"] or ())}) for row in lately]
    camps = set(factions.values())
    return {
        name: tuple(row for row, parties in named if actor in parties and len(parties & camps) > 1)
        for name, actor in factions.items()
    }
