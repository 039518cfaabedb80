"""A change of level: the newest periods against the ones just before them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from facta.models.rates import Ratio, rate_ratio
from facta.models.shift import Difference, level_difference
from facta.records import Finding
from facta.signals.base import (
    COMPLETE,
    Points,
    Signal,
    bound,
    figure,
    quantity,
    read,
    span,
)

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context


@dataclass(frozen=True, slots=True)
class _Change:
    """A change with its 95 % interval, and the side that each interval lies on."""

    counted: bool
    size: float
    low: float
    high: float
    side80: int
    side95: int


class Shift(Signal):
    """The mean of the newest complete periods against that of the periods before them.

    Counts are compared by the exact ratio of their rates, widened where they vary more than a
    Poisson; values by the difference of their means with Welch's t. One test, so level 2 at most.
    """

    kind: Literal["shift"] = "shift"
    recent: int = Field(default=3, ge=2, description="Newest complete periods to compare.")
    before: int = Field(default=8, ge=3, description="Periods before them to compare with.")

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the change between the two runs of periods."""
        points = read(series, COMPLETE, context.since).last(self.recent + self.before)
        if len(points) < self.recent + self.before:
            have = context.counted(len(points), "complete")
            reason = f"Only {have} of at least {self.recent + self.before}."
            return self.unassessed(series, reason, self._rule(0))
        before, recent = points.part(0, self.before), points.last(self.recent)
        counted = context.is_count and min(points.values) >= 0
        found = _ratio(recent, before) if counted else _difference(recent, before)
        level = 2 if found.side95 else abs(found.side80)
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(found.side80),
            size=bound(found.size),
            low=bound(found.low),
            high=bound(found.high),
            measure="times the earlier rate" if counted else series.unit,
            since=recent.since(0) if found.side80 else None,
            reason=self._reason(found, recent, series.unit, context),
            rule=self._rule(level),
        )

    def _reason(self, found: _Change, recent: Points, unit: str, context: Context) -> str:
        newest = f"the {context.counted(self.recent)} up to {recent.named(-1)}"
        earlier = f"the {context.counted(self.before)} before"
        interval = f"central 95 % {span(found.low, found.high)}"
        if math.isnan(found.size):
            return f"No {unit} in {newest}, nor in {earlier}."
        if found.counted:
            times = f"{figure(found.size)} times that of {earlier}"
            return f"The rate of {unit} in {newest} was {times} ({interval})."
        more = "higher" if found.size >= 0 else "lower"
        by = quantity(abs(found.size), unit)
        return f"The mean of {newest} is {by} {more} than that of {earlier} ({interval})."

    def _rule(self, level: int) -> str:
        where = (
            "no change inside the central 80 % interval",
            "no change outside the central 80 % interval, inside the central 95 % interval",
            "no change outside the central 95 % interval",
        )[level]
        return f"{where} of the newest {self.recent} periods against the {self.before} before"


def _change(found: Ratio | Difference, size: float, neutral: float) -> _Change:
    side80 = int(found.low80 > neutral) - int(found.high80 < neutral)
    side95 = int(found.low95 > neutral) - int(found.high95 < neutral)
    return _Change(isinstance(found, Ratio), size, found.low95, found.high95, side80, side95)


def _difference(recent: Points, before: Points) -> _Change:
    found = level_difference(recent.values, before.values)
    return _change(found, found.difference, 0.0)


def _ratio(recent: Points, before: Points) -> _Change:
    totals = [(math.fsum(part.values), math.fsum(part.days)) for part in (recent, before)]
    spread = sum(
        _pearson(part, total / days) for part, (total, days) in zip((recent, before), totals, strict=True)
    )
    dispersion = max(1.0, spread / (len(recent) + len(before) - 2))
    found = rate_ratio(*totals[0], *totals[1], dispersion=dispersion)
    return _change(found, found.ratio, 1.0)


def _pearson(points: Points, rate: float) -> float:
    """Return the sum of squared deviations from one rate, each over its own expected count."""
    if not rate:
        return 0.0
    pairs = zip(points.values, points.days, strict=True)
    return math.fsum((value - rate * days) ** 2 / (rate * days) for value, days in pairs)
