"""Total: the sum of what the events of a period carried, or the published figure for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import empty, grid
from facta.indicators.selection import Cells, Selection, cells
from facta.indicators.windows import Way, Window, added, added_up, choose, flagged, points, reported
from facta.periods import nominal_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Total(Indicator):
    """A sum over events, or a measure that others publish for windows of their own.

    Published windows keep their dates. ``windows`` says how: ``match`` keeps those as long as the
    period; ``rate`` brings every window to the period's length through its daily rate;
    ``cumulative`` first turns year-to-date sums into the stretches between them; ``add`` sums the
    shorter windows in each period, days into months, and calls it partial where some are missing.
    """

    kind: Literal["total"] = "total"
    of: Selection = Field(description="Which events, or which measure.")
    windows: Literal[Way, "add"] = Field(default="rate", description="match, rate, cumulative or add.")
    sum_over: Literal["actor", "target", "province"] | None = Field(
        default=None, description="Add up the published figures of several actors, targets or provinces."
    )
    whole_numbers: bool = Field(
        default=False, description="The figures are counts, so small numbers vary by chance."
    )

    example: ClassVar[dict[str, Any]] = {"of": {"measure": "m"}}

    @property
    def counts(self) -> bool:  # type: ignore[override]
        """Whether the figures are counts."""
        return self.whole_numbers

    @property
    def converts(self) -> str | None:
        """The unit that the figures are brought to."""
        return self.unit

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield the one selection."""
        yield "of", self.of

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period or a published window."""
        found = cells(known.records, self.of, unit=self.unit, lines=known.lines).at(known.day)
        if self.of.table == "observations":
            days = nominal_days(self.period)
            past = found.keep(found.end <= known.day + 1)
            lag = known.lag_days(self.of.source)
            if self.windows == "add":
                return added_up(reported(past, self.unit), self.period, known.day, lag)
            windows = flagged(self._windows(past, self.windows, days), past, self.unit)
            return points(windows, self.windows, days, known.day, lag)
        laid = grid(found, self.looked(known), self.period, known.day)
        if laid is None:
            return empty()
        held = laid.cells
        return laid.points(
            laid.sums(held.value),
            laid.sums(np.where(np.isnan(held.low), held.value, held.low)),
            laid.sums(np.where(np.isnan(held.high), held.value, held.high)),
        )

    def _windows(self, past: Cells, way: Way, days: float) -> list[Window]:
        if self.sum_over is None:
            return choose(past, self.unit, way, days)
        parts = getattr(past, self.sum_over)
        groups = (past.keep(parts == part) for part in np.unique(parts))
        return added([choose(group, self.unit, way, days) for group in groups])
