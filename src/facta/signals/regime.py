"""Which of a few states a series is in, with its chance, and since when."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.models.refusal import Refusal
from facta.models.regimes import Regimes, regimes
from facta.signals.base import COMPLETE, figure, read
from facta.signals.baseline import counted, percent, told
from facta.signals.rate import Rate, Rated

if TYPE_CHECKING:
    from facta.records import Finding, Series
    from facta.signals.base import Context
    from facta.signals.baseline import Even

LONGEST = 260  # periods that are fitted: five years of weeks
DRAWS = 20


class Regime(Rated):
    """Which of a few regimes, each with a rate of its own, a series is in.

    A hidden Markov model of negative-binomial counts. Where one regime explains the counts as well
    (by BIC), level 0. Else level 1 where the regime now is not the one in which the series was most
    often, with a chance of 80 %, level 2 with 95 %, and no more: it is one test. Twenty counts a
    regime are needed.
    """

    kind: Literal["regime"] = "regime"
    number: int = Field(default=2, ge=2, le=3, description="Regimes to tell apart.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({},)

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of a regime that is not the usual one."""
        points = read(series, COMPLETE, context.since)
        laid = counted(points, context, series.unit)
        if isinstance(laid, Refusal):
            return self.unassessed(series, told(laid), self._rule())
        laid = laid.last(LONGEST)
        counts = tuple(None if np.isnan(value) else float(value) for value in laid.values)
        found, alone = _fitted(counts, self.number), _fitted(counts, 1)
        if isinstance(found, Refusal):
            return self.unassessed(series, told(found), self._rule())
        if isinstance(alone, Refusal) or alone.bic <= found.bic:
            reason = f"One regime explains the {context.counted(len(counts))} as well as {self.number} do."
            return self.quiet(series, reason, self._rule())
        return self._found(found, laid, series, context)

    def _found(self, found: Regimes, laid: Even, series: Series, context: Context) -> Finding:
        now = int(found.known[-1].argmax())
        usual = int(np.bincount(found.path, minlength=self.number).argmax())
        other = np.flatnonzero(found.path != now)
        own = found.rates[now]
        rate = Rate(
            value=own.value,
            low=min(own.low90, own.value),
            high=max(own.high90, own.value),
            central=90,
            chance=float(found.known[-1, now]),
            side=int(now > usual) - int(now < usual),
            start=min(int(other[-1]) + 1 if len(other) else 0, len(laid.starts) - 1),
        )
        against = "its usual regime" if now == usual else f"not its usual {figure(found.rates[usual].value)}"
        reason = (
            f"In the regime of {rate.told(series.unit)}, {against}, with a chance of {percent(rate.chance)}, "
            f"since the period of {laid.since(rate.start):%B %Y}."
        )
        return replace(self.found(rate, laid, series, context), reason=reason, rule=self._rule())

    def _rule(self) -> str:
        return (
            f"level 1 where a regime other than the usual holds with a chance of 80 %, 2 with 95 %, of "
            f"{self.number} regimes, where BIC prefers them to one"
        )


@lru_cache(maxsize=1024)
def _fitted(counts: tuple[float | None, ...], number: int) -> Regimes | Refusal:
    """Fit regimes; neighbouring days see the same counts."""
    return regimes(counts, number, family="negative binomial", draws=DRAWS)
