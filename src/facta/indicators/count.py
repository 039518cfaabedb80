"""Count: how many events happened in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import MOST_DAYS, Grid, distinct, empty, grid
from facta.indicators.selection import Selection, cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Count(Indicator):
    """Events per period, or how many different actors they had.

    With ``running`` the count goes on from period to period: the states that have reached a rung
    so far, the acts in force. An event known only to the year counts in the period of its first
    day. With ``exposure`` a rule that can weighs the count by what it is out of.
    """

    kind: Literal["count"] = "count"
    of: Selection = Field(description="Which events.")
    distinct: Literal["actor", "target"] | None = Field(
        default=None, description="Count different actors or targets instead of events."
    )
    running: bool = Field(default=False, description="Count from the first event on.")
    exposure: Selection | None = Field(
        default=None,
        description="What the counts are out of, such as all events of the source, or a measure of them.",
    )

    example: ClassVar[dict[str, Any]] = {"of": {"kind": "a"}}
    counts: ClassVar[bool] = True

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield what is counted, and what the counts are out of."""
        yield "of", self.of
        if self.exposure is not None:
            yield "exposure", self.exposure

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period."""
        found = cells(known.records, self.of, lines=known.lines).at(known.day)
        laid = grid(found, self.looked(known), self.period, known.day)
        if laid is None:
            return empty()
        return (laid.running() if self.running else laid).points(self._values(laid).astype(float))

    def exposures(self, known: Known) -> dict[int, float]:
        """Return what the count of each period is out of: events, or the sum of a measure's figures."""
        if self.exposure is None:
            return {}
        found = cells(known.records, self.exposure, lines=known.lines).at(known.day)
        laid = grid(found, self.looked(known), self.period, known.day, enough=MOST_DAYS)
        if laid is None:
            return {}
        events = self.exposure.table == "events"
        whole = laid.shared["n"].astype(float) if events else laid.sums(laid.cells.value)
        return dict(zip(laid.shared["start"].tolist(), whole.tolist(), strict=True))

    def _values(self, laid: Grid) -> np.ndarray:
        if self.distinct is None:
            n = laid.shared["n"]
            return np.cumsum(n) if self.running else n
        who = getattr(laid.cells, self.distinct)
        if not self.running:
            return distinct(who, laid.index, laid.size)
        order = np.argsort(laid.index, kind="stable")
        _, first = np.unique(who[order], return_index=True)
        return np.cumsum(np.bincount(laid.index[order][first], minlength=laid.size))
