"""A small rise that lasts: departures from what is expected, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.models.cusum import CusumRule, cusum, false_alarms, seasonal_means
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import COMPLETE, figure, quantity, read
from facta.signals.baseline import PER_YEAR, Baselined, counted, overdispersion, told

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from facta.records import Series
    from facta.signals.base import Context, Points
    from facta.signals.baseline import Even

    Floats = NDArray[np.float64]

YEARS = 2  # of weeks or months that a seasonal mean needs


class Cusum(Baselined):
    """Small rises that last: what the newest periods run above their expected counts, added up.

    The mean of the periods before them, by season where they span two years of weeks or months, is
    what is expected; where they vary more than a Poisson, departures count for less. Each period
    adds its departure in standard deviations less ``reference``; a sum below 0 starts again. Level 1
    at half of ``decision``, level 2 at ``decision``, and no more: it is one test. Falls are not watched.
    """

    kind: Literal["cusum"] = "cusum"
    recent: int = Field(default=12, ge=3, le=104, description="Newest periods that are added up.")
    before: int = Field(default=12, ge=8, description="Periods before them needed at least.")
    reference: float = Field(default=1.04, gt=0, le=3, description="Standard deviations taken off each.")
    decision: float = Field(default=2.26, gt=0, le=20, description="The sum that is an alarm.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({}, {"recent": 6, "before": 8, "reference": 0.5})

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the sum at the newest complete period."""
        points = read(series, COMPLETE, context.since)
        laid = counted(points, context, series.unit)
        if isinstance(laid, Refusal):
            return self.unassessed(series, told(laid), self._rule())
        earlier = len(laid.starts) - self.recent
        seen = int(np.isfinite(laid.values[: max(earlier, 0)]).sum())
        if seen < self.before:
            short = context.counted(seen, "earlier")
            reason = f"Only {short} of at least {self.before} before the newest {self.recent}."
            return self.unassessed(series, reason, self._rule())
        means, seasonal = _means(laid, earlier, points.period)
        if not means.min() > 0:
            reason = f"No event in the {context.counted(seen)} before: there is no rate to pass."
            return self.unassessed(series, reason, self._rule())
        dispersion = overdispersion(laid.values[:earlier], means[:earlier])
        asked = CusumRule(self.reference, self.decision, "rossi", dispersion=dispersion)
        found = cusum(laid.values[earlier:], means[earlier:], asked).one(0)
        if isinstance(found, Refusal):
            return self.unassessed(series, told(found), self._rule())
        return self._found(found[0], points, (float(means[-1]), seasonal), series, context)

    def _found(
        self,
        sums: Floats,
        points: Points,
        usual: tuple[float, bool],
        series: Series,
        context: Context,
    ) -> Finding:
        newest = float(sums[-1])
        level = 2 if newest >= self.decision else int(newest >= self.decision / 2)
        length = len(sums) - 1 - max(np.flatnonzero(sums == 0).tolist(), default=-1)
        since = points.since(-min(length, len(points))) if level else None
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(1) if level else "none",
            size=newest,
            high=self.decision,
            measure="standard deviations",
            since=since,
            reason=self._reason(newest, length, points, usual, series.unit),
            rule=self._rule(),
            rates=tuple(  # type: ignore[arg-type]
                false_alarms(self.reference, line, self.recent) for line in (self.decision / 2, self.decision)
            ),
        )

    def _reason(
        self, newest: float, length: int, points: Points, usual: tuple[float, bool], unit: str
    ) -> str:
        mean, seasonal = usual
        season = " in this season" if seasonal else ""
        said = f"{quantity(mean, unit)} would be usual{season}"
        if not length:
            return f"{points.stated(-1, unit)} {points.when(-1)}, and no rise adds up; {said}."
        over = f"over {length} {'period' if length == 1 else 'periods'}"
        return (
            f"{points.stated(-1, unit)} {points.when(-1)}; what lies above the usual adds up to "
            f"{figure(newest)} standard deviations {over}, against {figure(self.decision)}; {said}."
        )

    def _rule(self) -> str:
        return (
            f"CUSUM of the newest {self.recent} periods, less {figure(self.reference)} standard deviations "
            f"each: level 1 at a sum of {figure(self.decision / 2)}, 2 at {figure(self.decision)}; "
            f"at least {self.before} before"
        )


def _means(laid: Even, earlier: int, period: str) -> tuple[Floats, bool]:
    """Return what is expected of every period from those before the newest, by season where that can be."""
    per_year = PER_YEAR.get(period, 0)
    if per_year and earlier >= YEARS * per_year:
        waves = seasonal_means(laid.values.tolist(), earlier, per_year)
        if not isinstance(waves, Refusal):
            return waves, True
    return np.full(len(laid.values), float(np.nanmean(laid.values[:earlier]))), False
