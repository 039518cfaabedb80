"""Points of a series from arrays: periods, published windows, and what was not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from facta.indicators.selection import EPOCH, GRADES, UNGRADED
from facta.periods import periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.indicators.selection import Cells
    from facta.periods import Frequency

MOST_DAYS = 0.95  # a share stands on nearly all days of its period as it does on all
DATES = ("start", "end", "known_at")
COLUMNS: dict[str, Any] = {
    "start": pl.Date, "end": pl.Date, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "n": pl.Int64, "sources": pl.Int64, "grade": pl.String, "state": pl.String,
    "known_at": pl.Date, "assumed": pl.Int64, "suspect": pl.Int64, "scaled": pl.Int64,
}  # fmt: skip
KINDS: dict[Any, type] = {pl.Float64: float, pl.String: object}
MOST_FRAMES = 2048
_FRAMES: dict[tuple[Any, ...], pl.DataFrame] = {}


@dataclass(frozen=True)
class Covered:
    """Days that were looked at: disjoint half-open intervals of ordinals, in order.

    ``missed`` are days for which somebody asked and did not get all of it.
    """

    starts: np.ndarray
    ends: np.ndarray
    missed: Covered | None = None

    @classmethod
    def merged(cls, pairs: Sequence[tuple[int, int]], missed: Covered | None = None) -> Covered:
        """Merge intervals of ordinals that touch or overlap."""
        merged: list[list[int]] = []
        for start, end in sorted(pairs):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        flat = np.array(merged, dtype=np.int64).reshape(-1, 2)
        return cls(flat[:, 0], flat[:, 1], missed)

    @classmethod
    def union(cls, parts: Sequence[Covered]) -> Covered:
        """Return the days that any part looked at."""
        if len(parts) == 1:
            return parts[0]
        missed = [part.missed for part in parts if part.missed is not None]
        pairs = [pair for part in parts for pair in part.pairs()]
        return cls.merged(pairs, cls.union(missed) if missed else None)

    def pairs(self) -> list[tuple[int, int]]:
        """Return the intervals."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def shared(self, other: Covered) -> Covered:
        """Return the days that both looked at."""
        pairs = [(max(a, c), min(b, d)) for a, b in self.pairs() for c, d in other.pairs()]
        missed = [part.missed for part in (self, other) if part.missed is not None]
        whole = [(start, end) for start, end in pairs if start < end]
        return Covered.merged(whole, Covered.union(missed) if missed else None)

    @property
    def first(self) -> int | None:
        """The first day looked at."""
        return int(self.starts[0]) if len(self.starts) else None

    @property
    def last(self) -> int | None:
        """The day after the last day looked at."""
        return int(self.ends[-1]) if len(self.ends) else None

    def days(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return how many days of each interval were looked at."""
        if not len(self.starts):
            return np.zeros(len(starts), dtype=np.int64)
        total = np.concatenate(([0], np.cumsum(self.ends - self.starts)))
        looked: np.ndarray = self._before(ends, total) - self._before(starts, total)
        return looked

    def _before(self, day: np.ndarray, total: np.ndarray) -> np.ndarray:
        i = np.searchsorted(self.starts, day, side="right") - 1
        inside = np.minimum(day, self.ends[np.maximum(i, 0)]) - self.starts[np.maximum(i, 0)]
        before = total[np.maximum(i, 0)] + np.maximum(inside, 0)
        days: np.ndarray = np.where(i < 0, 0, before)
        return days


@lru_cache(maxsize=4096)
def edges(first: int, day: int, frequency: Frequency) -> tuple[np.ndarray, np.ndarray]:
    """Return starts and ends of the periods from a first day to the period of a day, as ordinals."""
    spans = periods(date.fromordinal(first), date.fromordinal(max(day, first) + 1), frequency)
    starts = np.array([p.start.toordinal() for p in spans], dtype=np.int64)
    ends = np.array([p.end.toordinal() for p in spans], dtype=np.int64)
    return starts, ends


def states(
    n: np.ndarray, spans: tuple[np.ndarray, np.ndarray], covered: Covered, day: int, enough: float = 1.0
) -> list[str]:
    """Say of each period what was looked at: observed, zero, partial, failed, unmonitored or stale.

    A period nobody looked at is never zero. Periods after the last day looked at are ``stale``;
    one for which somebody asked and got nothing is ``failed``. A period is whole when ``enough`` of
    its days were looked at: all of them for a count, most of them for a share.
    """
    starts, ends = spans
    looked = covered.days(starts, np.minimum(ends, day + 1))
    whole = (looked >= enough * (ends - starts)) & (ends <= day + 1)
    last = covered.last or 0
    out = np.where(whole, np.where(n > 0, "observed", "zero"), "partial")
    nothing = (looked == 0) & (n == 0)
    out = np.where(nothing, np.where(starts >= last, "stale", "unmonitored"), out)
    if covered.missed is not None:
        out = np.where(nothing & (covered.missed.days(starts, ends) > 0), "failed", out)
    return [str(word) for word in out]


def frame(**columns: Any) -> pl.DataFrame:  # noqa: ANN401  (arrays and lists of every column's type)
    """Build the frame of points from arrays; days come as ordinals.

    On neighbouring days most series are the same: equal columns give the same frame again.
    """
    size = len(columns["start"])
    arrays: list[np.ndarray | None] = [
        None if columns.get(name) is None else np.asarray(columns[name], dtype=KINDS.get(dtype, np.int64))
        for name, dtype in COLUMNS.items()
    ]
    key = tuple(a if a is None else a.tobytes() if a.dtype != object else tuple(a) for a in arrays)
    if key not in _FRAMES:
        if len(_FRAMES) >= MOST_FRAMES:
            _FRAMES.clear()
        _FRAMES[key] = pl.DataFrame([_column(name, arrays[i], size) for i, name in enumerate(COLUMNS)])
    return _FRAMES[key]


def _column(name: str, array: np.ndarray | None, size: int) -> pl.Series:
    dtype = COLUMNS[name]
    if array is None and dtype == pl.String:
        return pl.Series(name, [None] * size, dtype=dtype)
    if array is None:
        array = np.zeros(size, dtype=np.int64) if dtype == pl.Int64 else np.full(size, np.nan)
    if name in DATES:
        return pl.Series(name, (array - EPOCH).astype("datetime64[D]"))
    if dtype == pl.Float64:
        return pl.Series(name, array, nan_to_null=True)
    return pl.Series(name, array.tolist() if array.dtype == object else array, dtype=dtype)


def empty() -> pl.DataFrame:
    """Return a frame without points."""
    return pl.DataFrame(schema=COLUMNS)


def best_grade(cells: Cells, index: np.ndarray, size: int) -> list[str | None]:
    """Return the best grade of each period's records."""
    best = np.full(size, UNGRADED, dtype=np.int64)
    np.minimum.at(best, index, cells.grade)
    return [GRADES[g] if g < UNGRADED else None for g in best]


def distinct(values: np.ndarray, index: np.ndarray, size: int) -> np.ndarray:
    """Count the distinct values of each period."""
    if not len(values):
        return np.zeros(size, dtype=np.int64)
    pairs = np.unique(index * (int(values.max()) + 1) + values) // (int(values.max()) + 1)
    return np.bincount(pairs, minlength=size)


def newest(cells: Cells, index: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the day each period last became known: its newest record, or its own end."""
    known = ends.copy() - 1
    np.maximum.at(known, index, cells.known)
    return known


@dataclass(frozen=True)
class Grid:
    """Records laid into calendar periods, each into the period that holds its first day.

    ``shared`` has the columns that every kind shares, all but the value; ``index`` is each
    record's period; ``size`` the number of periods.
    """

    cells: Cells
    index: np.ndarray
    size: int
    shared: dict[str, Any]

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sum values per period; a missing value counts as nothing."""
        return np.bincount(self.index, weights=np.nan_to_num(values), minlength=self.size)

    def running(self) -> Grid:
        """Return the grid of what happened up to each period, whose records stand behind it too."""
        upto = [self.index <= period for period in range(self.size)]
        n = np.cumsum(self.shared["n"])
        grades = [min((int(g) for g in self.cells.grade[mask]), default=UNGRADED) for mask in upto]
        shared = {
            **self.shared,
            "n": n,
            "sources": np.array([len(np.unique(self.cells.origin[mask])) for mask in upto]),
            "grade": [GRADES[g] if g < UNGRADED else None for g in grades],
            "assumed": np.cumsum(self.shared["assumed"]),
            "state": [
                "observed" if state == "zero" and count else state
                for state, count in zip(self.shared["state"], n, strict=True)
            ],
        }
        return Grid(self.cells, self.index, self.size, shared)

    def points(
        self, value: np.ndarray, low: np.ndarray | None = None, high: np.ndarray | None = None
    ) -> pl.DataFrame:
        """Return the frame of points; a period that nobody looked at has no value."""
        dark = np.array([state in ("unmonitored", "stale", "failed") for state in self.shared["state"]])
        blank = [None if a is None else np.where(dark, np.nan, a) for a in (value, low, high)]
        return frame(**self.shared, value=blank[0], low=blank[1], high=blank[2])


def grid(
    cells: Cells, covered: Covered, frequency: Frequency, day: int, *, enough: float = 1.0
) -> Grid | None:
    """Lay what had happened by a day into periods, or None when nothing was looked at or found.

    ``enough`` is the part of a period's days that must have been looked at.
    """
    cells = cells.keep(cells.start <= day)
    firsts = [int(cells.start.min())] if len(cells) else []
    firsts += [covered.first] if covered.first is not None and covered.first <= day else []
    if not firsts:
        return None
    starts, ends = edges(min(firsts), day, frequency)
    begun = (
        ends[-1] <= day + 1
        or (covered.last or 0) > starts[-1]
        or (len(cells) and cells.start.max() >= starts[-1])
    )
    if not begun:
        starts, ends = starts[:-1], ends[:-1]
    index = np.searchsorted(starts, cells.start, side="right") - 1
    size = len(starts)
    n = np.bincount(index, minlength=size)
    shared = {
        "start": starts,
        "end": ends,
        "n": n,
        "sources": distinct(cells.origin, index, size),
        "grade": best_grade(cells, index, size),
        "state": states(n, (starts, ends), covered, day, enough),
        "known_at": newest(cells, index, np.minimum(ends, day + 1)),
        "assumed": np.bincount(index, weights=cells.assumed, minlength=size).astype(np.int64),
    }
    return Grid(cells, index, size, shared)
