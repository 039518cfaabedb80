"""Gap: how far words run ahead of deeds, or one thing of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from facta.indicators.base import Indicator, Known
from facta.indicators.points import empty, grid
from facta.indicators.selection import Selection, cells, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


class Gap(Indicator):
    """The standardised count of ``first`` minus that of ``second``, in standard deviations.

    Each count is standardised by its own earlier periods alone, from the start of the baseline on,
    so a later period never changes an earlier gap. Counts enter as square roots of the count plus
    3/8, which makes the spread of a Poisson count nearly constant.

    References
    ----------
    Anscombe (1948), Biometrika 35:246.
    """

    kind: Literal["gap"] = "gap"
    first: Selection = Field(description="The one that may run ahead, for instance words.")
    second: Selection = Field(description="The other, for instance deeds.")
    history: int = Field(default=8, ge=4, description="Earlier periods needed for a standard.")

    example: ClassVar[dict[str, Any]] = {"first": {"kind": "a"}, "second": {"kind": "b"}}

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield both."""
        yield "first", self.first
        yield "second", self.second

    def measure(self, known: Known) -> pl.DataFrame:
        """Return one point a period that has enough history."""
        day = known.day
        covered = self.looked(known)
        parts = [cells(known.records, s, lines=known.lines).at(day) for s in (self.first, self.second)]
        both = grid(together(parts), covered, self.period, day)
        if both is None:
            return empty()
        starts, state = both.shared["start"], both.shared["state"]
        first = (self.since or known.since).toordinal()
        usable = (starts >= first) & np.array([word in ("observed", "zero") for word in state])
        scores = []
        for part in parts:
            past = part.keep(part.start <= day)
            n = np.bincount(np.searchsorted(starts, past.start, side="right") - 1, minlength=both.size)
            scores.append(standardised(np.sqrt(n + 0.375), usable, self.history))
        return both.points(scores[0] - scores[1])


def standardised(values: np.ndarray, usable: np.ndarray, history: int) -> np.ndarray:
    """Return each usable value in standard deviations from the mean of the usable ones before it.

    NaN where fewer than ``history`` came before, or where they never varied.

    >>> standardised(np.array([1.0, 3.0, 1.0, 3.0, 4.0]), np.ones(5, dtype=bool), 4)
    array([       nan,        nan,        nan,        nan, 1.73205081])
    """
    out = np.full(len(values), np.nan)
    held = np.flatnonzero(usable)
    past = values[held]
    for i in range(history, len(held)):
        spread = past[:i].std(ddof=1)
        if spread > 0:
            out[held[i]] = (past[i] - past[:i].mean()) / spread
    return out
