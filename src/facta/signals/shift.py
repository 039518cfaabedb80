"""A change of level: the newest periods against the ones just before them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from facta.models.rates import Ratio, overdispersion, rate_ratio
from facta.models.refusal import Refusal
from facta.models.shift import Difference, level_difference
from facta.records import Finding
from facta.signals.base import COMPLETE, Points, bound, figure, quantity, read, span
from facta.signals.baseline import Baselined, no_count, told

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

RATES = (0.2, 0.05)
HOLE = 0.25  # of the days from first to last: with more of them missing nothing is compared


@dataclass(frozen=True, slots=True)
class _Change:
    """A change with its 95 % interval, and the side that each interval lies on."""

    counted: bool
    size: float
    low: float
    high: float
    side80: int
    side95: int
    p: float


class Shift(Baselined):
    """The mean of the newest complete periods against that of the periods before them.

    Counts are compared by the exact ratio of their rates, widened where they vary more than a
    Poisson; values by the difference of their means with Welch's t. One test, so level 2 at most. Not
    assessed across a hole: where more than a quarter of the days between were not looked at.
    """

    kind: Literal["shift"] = "shift"
    recent: int = Field(default=3, ge=2, description="Newest complete periods to compare.")
    before: int = Field(default=8, ge=3, description="Periods before them to compare with.")

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the change between the two runs of periods."""
        points = read(series, COMPLETE, context.since).last(self.recent + self.before)
        if len(points) < self.recent + self.before:
            have = context.counted(len(points), "complete", scaled=points.scaled)
            reason = f"Only {have} of at least {self.recent + self.before}."
            return self.unassessed(series, reason, self._rule(0))
        if context.is_count and (fault := no_count(points, series.unit)):
            return self.unassessed(series, told(Refusal(fault)), self._rule(0))
        before, recent = points.part(0, self.before), points.last(self.recent)
        missing = _missing(points)
        if sum(missing) > HOLE * (points.ends[-1] - points.starts[0]):
            reason = f"{self._compared(before, recent, context)} are not compared across {_holes(missing)}."
            return self.unassessed(series, reason, self._rule(0))
        counted = context.is_count
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
            reason=self._reason(found, points, series.unit, context),
            rule=self._rule(level),
            p=found.p,
            rates=RATES,
        )

    def _compared(self, before: Points, recent: Points, context: Context) -> str:
        newest = f"The {context.counted(self.recent, scaled=recent.scaled)} up to {recent.named(-1)}"
        return f"{newest} and the {context.counted(self.before, scaled=before.scaled)} before"

    def _reason(self, found: _Change, points: Points, unit: str, context: Context) -> str:
        before, recent = points.part(0, self.before), points.last(self.recent)
        newest = f"the {context.counted(self.recent, scaled=recent.scaled)} up to {recent.named(-1)}"
        earlier = f"the {context.counted(self.before, scaled=before.scaled)} before"
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


def _missing(points: Points) -> list[int]:
    """Return how many days each hole between the points has; windows may overlap."""
    holes, reached = [], points.starts[0]
    for start, end in zip(points.starts, points.ends, strict=True):
        if start > reached:
            holes.append(start - reached)
        reached = max(reached, end)
    return holes


def _holes(missing: list[int]) -> str:
    if len(missing) == 1:
        return f"a hole of {missing[0]:,} days"
    return f"{len(missing)} holes of {sum(missing):,} days in all"


def _change(found: Ratio | Difference, size: float, neutral: float) -> _Change:
    side80 = int(found.low80 > neutral) - int(found.high80 < neutral)
    side95 = int(found.low95 > neutral) - int(found.high95 < neutral)
    return _Change(isinstance(found, Ratio), size, found.low95, found.high95, side80, side95, found.p)


def _difference(recent: Points, before: Points) -> _Change:
    found = level_difference(recent.values, before.values)
    return _change(found, found.difference, 0.0)


def _ratio(recent: Points, before: Points) -> _Change:
    totals = [(math.fsum(part.values), math.fsum(part.days)) for part in (recent, before)]
    groups = [0] * len(recent) + [1] * len(before)
    dispersion = overdispersion(recent.values + before.values, recent.days + before.days, groups)
    found = rate_ratio(*totals[0], *totals[1], dispersion=dispersion)
    return _change(found, found.ratio, 1.0)
