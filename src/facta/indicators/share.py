"""Share: what part of the whole has a property."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field
from scipy.special import betaincinv

from facta.indicators.base import Indicator, Known
from facta.indicators.points import MOST_DAYS, empty, grid
from facta.indicators.selection import Selection, cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Share(Indicator):
    """Events of ``part`` per hundred events of ``of``, with an exact 95 % interval.

    ``part`` must select events that ``of`` selects too. A period without any event has no share; one
    of which 95 % of the days were looked at counts as whole.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26:404.
    """

    kind: Literal["share"] = "share"
    part: Selection = Field(description="The events with the property.")
    of: Selection = Field(description="All events.")

    example: ClassVar[dict[str, Any]] = {"part": {"kind": "a", "tags": "t"}, "of": {"kind": "a"}}

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield part and whole."""
        yield "part", self.part
        yield "of", self.of

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period, in percent."""
        whole = cells(known.records, self.of, lines=known.lines).at(known.day)
        laid = grid(whole, self.looked(known), self.period, known.day, enough=MOST_DAYS)
        if laid is None:
            return empty()
        part = set(cells(known.records, self.part, lines=known.lines).at(known.day).row.tolist())
        has = np.array([row in part for row in laid.cells.row.tolist()], dtype=float)
        k, n = laid.sums(has), laid.shared["n"].astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(n > 0, 100 * k / n, np.nan)
        low, high = clopper_pearson(k, n)
        return laid.points(value, 100 * low, 100 * high)


def clopper_pearson(k: np.ndarray, n: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact interval of a proportion; NaN where there was nothing.

    >>> low, high = clopper_pearson(np.array([3.0]), np.array([10.0]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0667, 0.6525)
    """
    tail = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    nothing = n == 0
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)
