"""Ratio: one figure over another, by their daily rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import MOST_DAYS, empty, frame, grid
from facta.indicators.selection import Selection, cells
from facta.indicators.windows import OVERLAP, Way, Window, choose, points, scaled
from facta.periods import nominal_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Ratio(Indicator):
    """``of`` divided by ``over``: two published measures, two counts of events, or a count over a measure.

    Published windows are compared by their daily rates; each window of ``of`` takes the window of
    ``over`` that covers most of it, and has no ratio when none does. A count of events over a
    measure divides by the sum of its figures in the period, each in the period of its first day: the
    share of a source's events in all it has; 95 % of a period's days are enough for it. ``times`` 100
    makes percent.
    """

    kind: Literal["ratio"] = "ratio"
    of: Selection = Field(description="The numerator.")
    over: Selection = Field(description="The denominator.")
    in_unit: str | None = Field(default=None, description="The unit both are brought to.")
    times: float = Field(default=1.0, gt=0, description="100 makes percent.")
    windows: Way = Field(default="rate", description="match, rate or cumulative.")

    example: ClassVar[dict[str, Any]] = {"of": {"kind": "a"}, "over": {"kind": "b"}}

    @property
    def converts(self) -> str | None:
        """The unit that the figures are brought to."""
        return self.in_unit

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield numerator and denominator."""
        yield "of", self.of
        yield "over", self.over

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period or a published window."""
        if self.of.table == "observations":
            return self._published(known)
        return self._counted(known)

    def _windows(self, known: Known, selection: Selection) -> list[Window]:
        found = cells(known.records, selection, unit=self.in_unit, lines=known.lines).at(known.day)
        past = found.keep(found.end <= known.day + 1)
        return choose(past, self.in_unit or "", self.windows, nominal_days(self.period))

    def _published(self, known: Known) -> pl.DataFrame:
        below = self._windows(known, self.over)
        pairs = [(top, _under(top, below)) for top in self._windows(known, self.of)]
        ratios = [_divide(top, under, self.times) for top, under in pairs if under and under.value]
        days = nominal_days(self.period)
        return points(ratios, "match", days, known.day, known.lag_days(self.of.source))

    def _counted(self, known: Known) -> pl.DataFrame:
        day = known.day
        unit = self.in_unit if self.over.table == "observations" else None
        top = cells(known.records, self.of, lines=known.lines).at(day)
        below = cells(known.records, self.over, unit=unit, lines=known.lines).at(day)
        whole = grid(below, self.looked(known), self.period, day, enough=MOST_DAYS)
        if whole is None:
            return empty()
        starts = whole.shared["start"]
        top = top.keep((top.start <= day) & (top.start >= starts[0]))
        index = np.searchsorted(starts, top.start, side="right") - 1
        k = np.bincount(index, minlength=whole.size)
        n = whole.shared["n"]
        base = whole.sums(whole.cells.value) if self.over.table == "observations" else n.astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(base > 0, self.times * k / base, np.nan)
        return frame(**{**whole.shared, "n": n + k}, value=value)


def _under(top: Window, below: list[Window]) -> Window | None:
    """Return the window that covers most of another, if it covers nearly all of it."""
    shared = [(max(0, min(top.end, w.end) - max(top.start, w.start)), i) for i, w in enumerate(below)]
    most, i = max(shared, default=(0, 0))
    return below[i] if most >= (1 - OVERLAP) * top.days else None


def _divide(top: Window, under: Window, times: float) -> Window:
    value, low, high = scaled(top, "rate", 1.0)
    base, base_low, base_high = scaled(under, "rate", 1.0)
    ends = [times * a / b for a in (low, high) for b in (base_low, base_high) if b > 0]
    return Window(
        start=top.start,
        end=top.end,
        value=times * value / base,
        low=min(ends, default=np.nan),
        high=max(ends, default=np.nan),
        n=top.n + under.n,
        origins=top.origins,
        grade=max(top.grade, under.grade),
        known=max(top.known, under.known),
        assumed=top.assumed + under.assumed,
    )
