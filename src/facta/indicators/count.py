"""Count: how many events happened in each period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import Grid, distinct, empty, grid
from facta.indicators.selection import Selection, cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Count(Indicator):
    """Events per period, or how many different actors they had.

    With ``running`` the count goes on from period to period: the states that have reached a rung
    so far, the acts in force. An event known only to the year counts in the period of its first
    day.
    """

    kind: Literal["count"] = "count"
    of: Selection = Field(description="Which events.")
    distinct: Literal["actor", "target"] | None = Field(
        default=None, description="Count different actors or targets instead of events."
    )
    running: bool = Field(default=False, description="Count from the first event on.")

    example: ClassVar[dict[str, Any]] = {"of": {"kind": "a"}}
    counts: ClassVar[bool] = True

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield the one selection."""
        yield "of", self.of

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period."""
        found = cells(known.records, self.of, lines=known.lines).at(known.day)
        laid = grid(found, self.looked(known), self.period, known.day)
        if laid is None:
            return empty()
        return (laid.running() if self.running else laid).points(self._values(laid).astype(float))

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
