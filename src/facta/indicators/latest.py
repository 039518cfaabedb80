"""Latest: a stock, a rung or an estimate as last reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.selection import Selection, cells
from facta.indicators.windows import Window, flagged, points, reported
from facta.periods import nominal_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Latest(Indicator):
    """Each report as its own point, oldest first; the newest is the figure.

    Reports of one day become one point: the best grade gives the value, all give the interval.
    What was last reported holds for the days that were searched since: a rung stays until a step.
    ``period`` says how often a report is usual, and so when one is late.
    """

    kind: Literal["latest"] = "latest"
    of: Selection = Field(description="Which events that carry a quantity, or which measure.")

    example: ClassVar[dict[str, Any]] = {"of": {"kind": "a"}}

    @property
    def point(self) -> str:
        """A point is a report, however long the period it is for."""
        return "report"

    @property
    def converts(self) -> str | None:
        """The unit that the figures are brought to."""
        return self.unit

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield the one selection."""
        yield "of", self.of

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a report."""
        found = cells(known.records, self.of, unit=self.unit, lines=known.lines).at(known.day)
        found = found.keep(found.start <= known.day)
        reports = _last_words(reported(found, self.unit, rates=False))
        if self.of.table == "events":
            reports += _held(reports, self.looked(known).last, known.day)
        days = nominal_days(self.period)
        if self.of.table == "events":
            found = found.keep(~np.isnan(found.value))  # an event need not carry a figure
        reports = flagged(reports, found, self.unit, rates=False)
        return points(reports, "match", days, known.day, known.lag_days(self.of.source))


def _held(reports: list[Window], searched_to: int | None, day: int) -> list[Window]:
    """Say that what was last reported still holds, for the days searched since without a report."""
    until = min(searched_to or 0, day + 1)
    if not reports or until <= reports[-1].end:
        return []
    last = reports[-1]
    return [replace(last, start=last.end, end=until, n=0, known=until - 1, assumed=0)]


def _last_words(reports: list[Window]) -> list[Window]:
    """Keep one report a day, the one for the shortest stretch, so that points do not overlap."""
    kept: dict[int, Window] = {}
    for report in sorted(reports, key=lambda w: (w.end, -w.days)):
        kept[report.end] = report
    return list(kept.values())
