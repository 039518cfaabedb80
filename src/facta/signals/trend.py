"""A steady rise or fall over the newest periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from facta.models import trend
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import COMPLETE, Points, bound, figure, quantity, read, span
from facta.signals.baseline import Baselined, no_count, told

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

DAYS_PER_YEAR = 365.25
OUTSIDE_80, OUTSIDE_95 = 0.2, 0.05


class Trend(Baselined):
    """Mann-Kendall's test on the newest complete periods, with Sen's slope per year.

    Each figure stands at the middle of its period, so periods that nobody looked at leave a gap
    and not a step. One test, so level 2 at most.
    """

    kind: Literal["trend"] = "trend"
    points: int = Field(default=8, ge=5, description="Newest complete periods to test.")

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the trend."""
        points = read(series, COMPLETE, context.since).last(self.points)
        if len(points) < self.points:
            have = context.counted(len(points), "complete", scaled=points.scaled)
            return self.unassessed(series, f"Only {have} of at least {self.points}.", self._rule(0))
        if context.is_count and (fault := no_count(points, series.unit)):
            return self.unassessed(series, told(Refusal(fault)), self._rule(0))
        middles = [(s + e) / 2 / DAYS_PER_YEAR for s, e in zip(points.starts, points.ends, strict=True)]
        found = trend.trend(middles, points.values)
        level = 2 if found.p < OUTSIDE_95 else 1 if found.p < OUTSIDE_80 else 0
        side = (found.score > 0) - (found.score < 0) if level else 0
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(side),
            size=found.slope,
            low=bound(found.low95),
            high=bound(found.high95),
            measure=f"{series.unit} a year",
            since=points.since(0) if level else None,
            reason=self._reason(found, points, series.unit, context),
            rule=self._rule(level),
            p=found.p,
            rates=(OUTSIDE_80, OUTSIDE_95),
        )

    def _reason(self, found: trend.Trend, points: Points, unit: str, context: Context) -> str:
        way = "No steady rise or fall"
        if found.p < OUTSIDE_80:
            how = "steady" if found.p < OUTSIDE_95 else "weak"
            way = f"A {how} {'rise' if found.score > 0 else 'fall'}"
        slope = quantity(abs(found.slope), unit)
        more = "more " if found.slope > 0 else "less " if found.slope < 0 else ""
        return (
            f"{way} over the {context.counted(len(points), scaled=points.scaled)} up to {points.named(-1)}: "
            f"{slope} {more}a year (central 95 % {span(found.low95, found.high95)}; p = {figure(found.p)})."
        )

    def _rule(self, level: int) -> str:
        where = (
            "Mann-Kendall p of 0.2 or more",
            "Mann-Kendall p under 0.2",
            "Mann-Kendall p under 0.05",
        )[level]
        return f"{where} over the newest {self.points} periods"
