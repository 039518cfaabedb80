"""Distance: how far from a line or border events happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import empty, grid
from facta.indicators.selection import Selection, cells
from facta.places import distance_to_line_km

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Distance(Indicator):
    """A quantile of the distance, in km, between the events of a period and a line.

    Events without a place are left out. A period without events has no distance: that is not a
    distance of zero.
    """

    kind: Literal["distance"] = "distance"
    of: Selection = Field(description="Which events.")
    to: str = Field(description="A line of the case's `lines`.")
    quantile: float = Field(default=0.5, ge=0, le=1, description="0.5 is the median, 0 the nearest.")

    example: ClassVar[dict[str, Any]] = {"of": {"kind": "a"}, "to": "line"}

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield the one selection."""
        yield "of", self.of

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period, with the nearest and the farthest as its interval."""
        found = cells(known.records, self.of, lines=known.lines).at(known.day)
        placed = found.keep(~np.isnan(found.lat))
        laid = grid(placed, self.looked(known), self.period, known.day)
        if laid is None:
            return empty()
        away = distance_to_line_km(laid.cells.lat, laid.cells.lon, known.lines[self.to])
        value, low, high = (np.full(laid.size, np.nan) for _ in range(3))
        for period in np.unique(laid.index):
            here = away[laid.index == period]
            value[period] = np.quantile(here, self.quantile)
            low[period], high[period] = here.min(), here.max()
        return laid.points(value, low, high)
