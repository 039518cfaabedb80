"""What signals share that tell a rate of counts, its chance, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.records import Finding
from facta.signals.base import quantity, span
from facta.signals.baseline import Baselined

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context
    from facta.signals.baseline import Even

OUTSIDE_80, OUTSIDE_95 = 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate now, in events a period, its interval, and what ``central`` share that is.

    ``chance`` is that it is not the usual one, on the side of ``side``, from place ``start`` on.
    """

    value: float
    low: float
    high: float
    central: int
    chance: float
    side: int
    start: int

    @property
    def level(self) -> int:
        """Level 1 from a chance of 80 %, level 2 from 95 %, and no more: it is one test."""
        if not self.side:
            return 0
        return 2 if self.chance >= OUTSIDE_95 else int(self.chance >= OUTSIDE_80)

    def told(self, unit: str) -> str:
        """Say the rate with its interval."""
        said = f"{quantity(self.value, unit)} a period"
        return f"{said} (central {self.central} % {span(self.low, self.high)})"


class Rated(Baselined):
    """A signal whose figure is the rate of counts now."""

    def found(self, rate: Rate, laid: Even, series: Series, context: Context) -> Finding:
        """Return the finding of a rate, its reason and its rule still to be said."""
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=rate.level,
            direction=context.meaning(rate.side) if rate.level else "none",
            size=rate.value,
            low=rate.low,
            high=rate.high,
            measure=f"{series.unit} a period",
            since=laid.since(rate.start) if rate.level else None,
        )
