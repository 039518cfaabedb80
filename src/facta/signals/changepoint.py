"""A change of rate, dated, with its chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.models.changepoint import Prior, changes
from facta.models.refusal import Refusal
from facta.signals.base import COMPLETE, figure, read
from facta.signals.baseline import counted, overdispersion, percent, told
from facta.signals.rate import Rate, Rated

if TYPE_CHECKING:
    from facta.models.changepoint import Changes
    from facta.records import Finding, Series
    from facta.signals.base import Context
    from facta.signals.baseline import Even

LONGEST = 520  # periods: every run of each is followed
HALF_EVENT = 0.5  # stands for no event, as in Jeffreys' prior


class Changepoint(Rated):
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
        first = len(laid.starts) - self.within
        rate = Rate(
            value=found.now.mean,
            low=found.now.low95,
            high=found.now.high95,
            central=95,
            chance=float(found.recent(self.within)[-1]),
            side=int(found.now.mean > mean) - int(found.now.mean < mean),
            start=first + int(np.argmax(found.changed[first:])),
        )
        when = f", most likely with the period of {laid.since(rate.start):%B %Y}" if rate.level else ""
        reason = (
            f"A chance of {percent(rate.chance)} that the rate changed within the newest {self.within} "
            f"periods{when}: now {rate.told(series.unit)}, against {figure(mean)} before."
        )
        return replace(self.found(rate, laid, series, context), reason=reason, rule=self._rule())

    def _rule(self) -> str:
        return (
            f"level 1 from a chance of 80 %, 2 from 95 %, of a change within the newest {self.within} "
            f"periods; one in {figure(self.run)} periods expected beforehand (editorial); at least "
            f"{self.before} before"
        )
