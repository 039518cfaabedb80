"""Published figures for windows of any length: never summed where they overlap.

Offices publish months, quarters, years, 71-day reports and year-to-date sums, often nested. A
window is kept as it was published. Nested sums of one start become differences; of windows that
overlap one is chosen; each may be brought to one length through its daily rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from facta.indicators.points import edges, empty, frame
from facta.indicators.selection import GRADES, UNGRADED
from facta.units import UNITS

if TYPE_CHECKING:
    import polars as pl

    from facta.indicators.selection import Cells
    from facta.periods import Frequency

Way = Literal["match", "rate", "cumulative"]
Row = tuple[int, int, float, float, float, int, int, int, int]
MATCH = 0.15  # a window matches a period when its length is within 15 % of it
OVERLAP = 0.10  # two windows may share a tenth of the shorter one: reports straddle month ends
SUSPECT = 100.0
AGREES = 0.10  # within a tenth of each other two sources confirm a figure
PHYSICAL = ("mass", "volume", "length", "area", "USD", "AFN", "CNY", "PKR", "RUB")


@dataclass(frozen=True)
class Window:
    """One figure for one window, from every reporter who gave one."""

    start: int
    end: int
    value: float
    low: float
    high: float
    n: int
    origins: frozenset[int]
    grade: int
    known: int
    assumed: int
    suspect: int = 0

    @property
    def days(self) -> int:
        """Length in days."""
        return self.end - self.start


def suspects(cells: Cells, unit: str, *, rates: bool = True) -> np.ndarray:
    """Tell quantities more than a hundred times the largest other one: a slip of unit.

    "418 million tonnes" beside kilotonnes is flagged and never averaged. Only for units of mass,
    money, volume and length: counts of deaths can rise a hundredfold in a month. Fewer than two
    other figures cannot tell.
    """
    odd = np.zeros(len(cells), dtype=bool)
    if UNITS.get(unit, ("", 1.0))[0].split(" ")[0] not in PHYSICAL or len(cells) < 3:  # noqa: PLR2004
        return odd
    size = np.abs(cells.value) / (np.maximum(cells.end - cells.start, 1) if rates else 1)
    first, second = np.argsort(np.nan_to_num(size))[[-1, -2]]
    odd[first] = size[second] > 0 and size[first] > SUSPECT * size[second]
    return odd


def flagged(windows: list[Window], cells: Cells, unit: str, *, rates: bool = True) -> list[Window]:
    """Count on the newest window the figures without a place: of another dimension, or a slip of unit."""
    out = int((suspects(cells, unit, rates=rates) | np.isnan(cells.value)).sum())
    if not out or not windows:
        return windows
    return [*windows[:-1], replace(windows[-1], suspect=out)]


def reported(cells: Cells, unit: str, *, rates: bool = True) -> list[Window]:
    """Merge the reporters of each window; the best grade gives the value, all give the interval."""
    odd = suspects(cells, unit, rates=rates)
    rows = _rows(cells)
    groups: dict[tuple[int, int], list[int]] = {}
    for i in np.flatnonzero(~np.isnan(cells.value)).tolist():
        groups.setdefault(rows[i][:2], []).append(i)
    merged = (
        _merge(cells, group, odd) if len(group) > 1 else None if odd[group[0]] else _alone(rows[group[0]])
        for _, group in sorted(groups.items())
    )
    return [window for window in merged if window is not None]


def _rows(cells: Cells) -> list[Row]:
    """Return what makes a window of each row: reading arrays cell by cell is slow."""
    columns = (cells.start, cells.end, cells.value, cells.low, cells.high)
    rest = (cells.origin, cells.grade, cells.known, cells.assumed)
    return list(zip(*(column.tolist() for column in (*columns, *rest)), strict=True))


def _merge(cells: Cells, rows: list[int], odd: np.ndarray) -> Window | None:
    good = [i for i in rows if not odd[i]]
    if not good:
        return None
    best = min(good, key=lambda i: (cells.grade[i], -cells.known[i], -cells.row[i]))
    spread = [cells.value[good], cells.low[good], cells.high[good]]
    every = np.concatenate(spread)
    every = every[~np.isnan(every)]
    return Window(
        start=int(cells.start[best]),
        end=int(cells.end[best]),
        value=float(cells.value[best]),
        low=float(every.min()),
        high=float(every.max()),
        n=len(good),
        origins=frozenset(int(cells.origin[i]) for i in good if _agrees(cells.value[i], cells.value[best])),
        grade=int(cells.grade[best]),
        known=int(max(cells.known[i] for i in good)),
        assumed=int(sum(cells.assumed[i] for i in good)),
    )


def _alone(row: Row) -> Window:
    """Return the window that one reporter alone gave."""
    start, end, value, low, high, origin, grade, known, assumed = row
    return Window(
        start=start,
        end=end,
        value=value,
        low=value if isnan(low) else min(value, low),
        high=value if isnan(high) else max(value, high),
        n=1,
        origins=frozenset((origin,)),
        grade=grade,
        known=known,
        assumed=int(assumed),
    )


def _agrees(value: float, other: float) -> bool:
    """Tell whether a second source confirms a figure: one that differs by more is no confirmation."""
    return abs(value - other) <= AGREES * abs(other)


def added(groups: list[list[Window]]) -> list[Window]:
    """Add up groups window by window; a window that one group lacks is left out."""
    by_window = [{(w.start, w.end): w for w in group} for group in groups]
    shared = set.intersection(*(set(group) for group in by_window)) if by_window else set()
    return [_sum([group[key] for group in by_window]) for key in sorted(shared)]


def _sum(parts: list[Window]) -> Window:
    return Window(
        start=parts[0].start,
        end=parts[0].end,
        value=sum(w.value for w in parts),
        low=sum(w.low for w in parts),
        high=sum(w.high for w in parts),
        n=sum(w.n for w in parts),
        origins=frozenset.intersection(*(w.origins for w in parts)) or parts[0].origins,
        grade=max(w.grade for w in parts),
        known=max(w.known for w in parts),
        assumed=sum(w.assumed for w in parts),
    )


def differences(windows: list[Window]) -> list[Window]:
    """Turn sums that share a start (year to date) into the stretches between their ends."""
    out: list[Window] = []
    by_start: dict[int, list[Window]] = {}
    for window in windows:
        by_start.setdefault(window.start, []).append(window)
    for nested in by_start.values():
        nested.sort(key=lambda w: w.end)
        out.append(nested[0])
        out.extend(_between(a, b) for a, b in pairwise(nested))
    return sorted(out, key=lambda w: (w.start, w.end))


def _between(shorter: Window, longer: Window) -> Window:
    return Window(
        start=shorter.end,
        end=longer.end,
        value=longer.value - shorter.value,
        low=longer.low - shorter.high,
        high=longer.high - shorter.low,
        n=longer.n + shorter.n,
        origins=longer.origins & shorter.origins or longer.origins,
        grade=max(longer.grade, shorter.grade),
        known=max(longer.known, shorter.known),
        assumed=longer.assumed + shorter.assumed,
    )


def apart(windows: list[Window], days: float) -> list[Window]:
    """Choose windows that do not overlap: nearest to the wanted length, then grade, then newest."""
    order = sorted(windows, key=lambda w: (round(abs(np.log(w.days / days)), 1), w.grade, -w.known, w.start))
    chosen: list[Window] = []
    for window in order:
        if all(_shared(window, other) <= OVERLAP * min(window.days, other.days) for other in chosen):
            chosen.append(window)
    return sorted(chosen, key=lambda w: w.start)


def _shared(a: Window, b: Window) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def choose(cells: Cells, unit: str, way: Way, days: float) -> list[Window]:
    """Return the windows of a measure that may stand beside each other."""
    windows = reported(cells, unit)
    if way == "cumulative":
        windows = differences(windows)
    if way == "match":
        windows = [w for w in windows if matches(w, days)]
    return apart(windows, days)


def matches(window: Window, days: float) -> bool:
    """Tell whether a window is as long as wanted, so that its figure stands as printed."""
    return abs(window.days - days) <= MATCH * days


def scaled(window: Window, way: Way, days: float) -> tuple[float, float, float]:
    """Return value, low and high, brought to ``days`` through the daily rate unless they match."""
    factor = 1.0 if way == "match" or matches(window, days) else days / window.days
    return window.value * factor, window.low * factor, window.high * factor


def points(windows: list[Window], way: Way, days: float, day: int, lag_days: int) -> pl.DataFrame:
    """Return the frame of points, with a row for each stretch that nobody reported."""
    if not windows:
        return empty()
    rows: list[dict[str, Any]] = []
    last = windows[0].start
    for window in windows:
        if window.start - last > days / 2:
            rows.append(_hole(last, window.start, "unmonitored"))
        rows.append(
            _row(window, scaled(window, way, days), brought=way != "match" and not matches(window, days))
        )
        last = max(last, window.end)
    if day - last > days + lag_days:
        rows.append(_hole(last, day + 1, "stale"))
    return frame(**{name: [row[name] for row in rows] for name in rows[0]})


def added_up(windows: list[Window], frequency: Frequency, day: int, lag_days: int) -> pl.DataFrame:
    """Return a point a period: the sum of the shorter windows in it, partial where days have none."""
    parts: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        if not parts or window.start >= parts[-1].end:
            parts.append(window)
    if not parts:
        return empty()
    starts, ends = edges(parts[0].start, min(day, parts[-1].end - 1), frequency)
    places = np.searchsorted(starts, [w.start for w in parts], side="right") - 1
    rows: list[dict[str, Any]] = []
    for place, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        mine = [w for w, at in zip(parts, places.tolist(), strict=True) if at == place]
        if not mine:
            rows.append(_hole(start, end, "unmonitored"))
            continue
        whole = replace(
            _sum(mine), start=start, end=end, origins=frozenset().union(*(w.origins for w in mine))
        )
        row = _row(whole, (whole.value, whole.low, whole.high), brought=False)
        rows.append(row if sum(w.days for w in mine) >= end - start else row | {"state": "partial"})
    if day - ends[-1] > (ends[-1] - starts[-1]) + lag_days:
        rows.append(_hole(int(ends[-1]), day + 1, "stale"))
    return frame(**{name: [row[name] for row in rows] for name in rows[0]})


def _row(window: Window, value: tuple[float, float, float], *, brought: bool) -> dict[str, Any]:
    middle, low, high = value
    wide = high > low
    return {
        "start": window.start, "end": window.end, "value": middle,
        "low": low if wide else np.nan, "high": high if wide else np.nan,
        "n": window.n, "sources": len(window.origins),
        "grade": GRADES[window.grade] if window.grade < UNGRADED else None,
        "state": "observed" if middle else "zero",
        "known_at": window.known, "assumed": window.assumed, "suspect": window.suspect,
        "scaled": int(brought),
    }  # fmt: skip


def _hole(start: int, end: int, state: str) -> dict[str, Any]:
    return {
        "start": start, "end": end, "value": np.nan, "low": np.nan, "high": np.nan, "n": 0,
        "sources": 0, "grade": None, "state": state, "known_at": end - 1, "assumed": 0, "suspect": 0,
        "scaled": 0,
    }  # fmt: skip
