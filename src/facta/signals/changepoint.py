"""A change of rate, dated, with its chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.models.changepoint import Prior, changes
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import COMPLETE, figure, quantity, read, span
from facta.signals.baseline import Baselined, counted, overdispersion, percent, told

if TYPE_CHECKING:
    from facta.models.changepoint import Changes
    from facta.records import Series
    from facta.signals.base import Context
    from facta.signals.baseline import Even

LONGEST = 520  # periods: every run of each is followed
OUTSIDE_80, OUTSIDE_95 = 0.8, 0.95
HALF_EVENT = 0.5  # stands for no event, as in Jeffreys' prior


class Changepoint(Baselined):
    """A change of the rate of counts within the newest periods, followed as they come.

    The chance of one, by Bayesian online changepoint detection with negative-binomial predictions.
    Before the counts one change in ``run`` periods is expected, an editorial choice. How much more
    the counts vary than a Poisson is learnt from the periods before the newest, for without it
    bursts pass for changes. Level 1 from a chance of 80 %, level 2 from 95 %, and no more: it is
    one test.
    """

    kind: Literal["changepoint"] = "changepoint"
    within: int = Field(default=6, ge=1, le=52, description="Newest periods in which a change is news.")
    run: float = Field(default=60, gt=1, le=5200, description="Periods between changes; editorial.")
    before: int = Field(default=12, ge=8, description="Periods before the newest needed at least.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({}, {"within": 3, "run": 24, "before": 8})

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the chance that the rate changed lately."""
        points = read(series, COMPLETE, context.since)
        laid = counted(points, context, series.unit)
        if isinstance(laid, Refusal):
            return self.unassessed(series, told(laid), self._rule())
        laid = laid.last(LONGEST)
        earlier = laid.values[: max(len(laid.values) - self.within, 0)]
        seen = int(np.isfinite(earlier).sum())
        if seen < self.before:
            short = context.counted(seen, "earlier")
            reason = f"Only {short} of at least {self.before} before the newest {self.within}."
            return self.unassessed(series, reason, self._rule())
        mean = max(float(np.nanmean(earlier)), HALF_EVENT / seen)
        dispersion = overdispersion(earlier, mean)
        counts = [None if np.isnan(value) else float(value) for value in laid.values]
        found = changes(counts, Prior(self.run, 1.0, 1.0 / mean), dispersion=dispersion)
        if isinstance(found, Refusal):
            return self.unassessed(series, told(found), self._rule())
        return self._found(found, laid, mean, series, context)

    def _found(self, found: Changes, laid: Even, mean: float, series: Series, context: Context) -> Finding:
        chance = float(found.recent(self.within)[-1])
        level = 2 if chance >= OUTSIDE_95 else int(chance >= OUTSIDE_80)
        first = len(laid.starts) - self.within
        start = first + int(np.argmax(found.changed[first:]))
        side = int(found.now.mean > mean) - int(found.now.mean < mean)
        level = level if side else 0
        now = f"{quantity(found.now.mean, series.unit)} a period"
        interval = f"central 95 % {span(found.now.low95, found.now.high95)}"
        when = f", most likely with the period of {laid.since(start):%B %Y}" if level else ""
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(side) if level else "none",
            size=found.now.mean,
            low=found.now.low95,
            high=found.now.high95,
            measure=f"{series.unit} a period",
            since=laid.since(start) if level else None,
            reason=(
                f"A chance of {percent(chance)} that the rate changed within the newest "
                f"{self.within} periods{when}: now {now} ({interval}), against "
                f"{figure(mean)} before."
            ),
            rule=self._rule(),
        )

    def _rule(self) -> str:
        return (
            f"level 1 from a chance of 80 %, 2 from 95 %, of a change within the newest {self.within} "
            f"periods; one in {figure(self.run)} periods expected beforehand (editorial); at least "
            f"{self.before} before"
        )
