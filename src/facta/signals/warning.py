"""A series that recovers ever more slowly, as some do before they tip over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.models.early_warning import Surrogates, Warnings, warnings
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import COMPLETE, figure, read
from facta.signals.baseline import Baselined, counted, even, told

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

OUTSIDE_80, OUTSIDE_95 = 0.2, 0.05
FEWEST = 40
LONGEST = 520


class EarlyWarning(Baselined):
    """Whether spread and memory of a series rise, as they do where it recovers ever more slowly.

    Rolling windows of half of the periods, after a smooth of a fifth of them is taken off; each p
    is the share of surrogate series without a transition that rise as much, never that of a table.
    Level 1 where p is under 0.2, level 2 under 0.05, and no more: it is one test. It has no
    direction, and its silence is no all-clear: many transitions show no slowing down.
    """

    kind: Literal["warning"] = "warning"
    surrogates: int = Field(default=499, ge=99, le=9999, description="Series that p is drawn from.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({"surrogates": 99},)

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the rise of spread and memory."""
        points = read(series, COMPLETE, context.since)
        laid = counted(points, context, series.unit) if context.is_count else even(points)
        if isinstance(laid, Refusal):
            return self.unassessed(series, told(laid), self._rule())
        laid = laid.last(LONGEST)
        periods = len(laid.values)
        if periods < FEWEST:
            reason = f"Only {context.counted(periods)} of at least {FEWEST}."
            return self.unassessed(series, reason, self._rule())
        if np.isnan(laid.values).any():
            missing = context.counted(int(np.isnan(laid.values).sum()))
            reason = f"No figure for {missing} of {periods}: memory is not told across gaps."
            return self.unassessed(series, reason, self._rule())
        found = _warned(tuple(laid.values.tolist()), context.is_count, self.surrogates)
        if isinstance(found, Refusal):
            return self.unassessed(series, told(found), self._rule())
        level = 2 if found.p_either < OUTSIDE_95 else int(found.p_either < OUTSIDE_80)
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction="none",
            size=found.p_either,
            measure="chance",
            since=laid.since(periods - found.window) if level else None,
            reason=(
                f"Over the {context.counted(periods)} up to {points.named(-1)}, spread "
                f"{_rose(found.deviation.tau, found.deviation.p)} and memory "
                f"{_rose(found.autocorrelation.tau, found.autocorrelation.p)}; either, p = "
                f"{figure(found.p_either)} by {found.surrogates} surrogates."
            ),
            rule=self._rule(),
            p=found.p_either,
            rates=(OUTSIDE_80, OUTSIDE_95),
        )

    def _rule(self) -> str:
        return (
            "level 1 where spread or memory rises with p under 0.2, 2 under 0.05, by surrogates only; "
            f"windows of half of the periods, at least {FEWEST}"
        )


def _rose(tau: float, p: float) -> str:
    way = "rises" if tau > 0 else "falls" if tau < 0 else "does not move"
    return f"{way} (tau {figure(tau)}, p {figure(p)})"


@lru_cache(maxsize=1024)
def _warned(values: tuple[float, ...], is_count: bool, number: int) -> Warnings | Refusal:  # noqa: FBT001
    """Weigh a series; neighbouring days see the same."""
    n = len(values)
    return warnings(values, n // 2, bandwidth=n / 5, counts=is_count, surrogates=Surrogates(number=number))
