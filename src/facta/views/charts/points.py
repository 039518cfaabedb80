"""The points of a series as a chart needs them: plain rows, runs without a break, scales."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from facta.views.language import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from facta.records import Series, State

STEPPED = 13
LONG_GAP_DAYS = 3


class Spot(NamedTuple):
    """One period of a series. ``value`` is None where there is no figure."""

    start: date
    end: date
    value: float | None
    low: float | None
    high: float | None
    n: int
    sources: int
    state: State
    scaled: bool = False


def spots(series: Series, last: int | None = None) -> tuple[Spot, ...]:
    """Read the points of a series, oldest first; ``last`` keeps only so many of the newest."""
    frame = series.points if last is None else series.points.tail(last)
    return tuple(
        Spot(
            start=row["start"],
            end=row["end"],
            value=_finite(row.get("value")),
            low=_finite(row.get("low")),
            high=_finite(row.get("high")),
            n=row.get("n") or 0,
            sources=row.get("sources") or 0,
            state=row["state"],
            scaled=bool(row.get("scaled")),
        )
        for row in frame.iter_rows(named=True)
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def runs(found: Sequence[Spot]) -> list[list[tuple[Spot, float]]]:
    """Split points into unbroken runs of figures; a period without one, or a hole, ends a run."""
    broken: list[list[tuple[Spot, float]]] = []
    for spot in found:
        if spot.value is None:
            broken.append([])
            continue
        if not broken or (broken[-1] and (spot.start - broken[-1][-1][0].end).days > LONG_GAP_DAYS):
            broken.append([])
        broken[-1].append((spot, spot.value))
    return [run for run in broken if run]


def unseen(found: Sequence[Spot], as_of: date) -> list[tuple[date, date, str]]:
    """List the stretches without a figure, neighbours joined: start, end, state."""
    pieces: list[tuple[date, date, str]] = [
        (spot.start, spot.end, spot.state) for spot in found if spot.value is None
    ]
    for spot, after in pairwise(found):
        if (after.start - spot.end).days > LONG_GAP_DAYS:
            pieces.append((spot.end, after.start, "unmonitored"))
    if found and as_of > found[-1].end:
        pieces.append((found[-1].end, as_of, marked("not yet reported")))
    joined: list[tuple[date, date, str]] = []
    for piece in sorted(pieces):
        if joined and piece[0] <= joined[-1][1] and piece[2] == joined[-1][2]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], piece[1]), piece[2])
        else:
            joined.append(piece)
    return joined


def stepped(series: Series, found: Sequence[Spot]) -> bool:
    """Tell whether the figures are too few or too wide for a slanting line."""
    return series.period in {"year", "quarter"} or sum(spot.value is not None for spot in found) < STEPPED


@dataclass(frozen=True, slots=True)
class Days:
    """Days laid out from left to right."""

    start: date
    end: date
    left: float
    right: float

    def at(self, when: date) -> float:
        """Give the place of a day, kept inside the drawing."""
        whole = max((self.end - self.start).days, 1)
        part = (when - self.start).days / whole
        return self.left + (self.right - self.left) * min(max(part, 0.0), 1.0)

    def middle(self, spot: Spot) -> float:
        """Give the place of the middle of a period."""
        return (self.at(spot.start) + self.at(spot.end)) / 2


@dataclass(frozen=True, slots=True)
class Heights:
    """Figures laid out from the bottom up."""

    low: float
    high: float
    top: float
    bottom: float

    def at(self, value: float) -> float:
        """Give the height of a figure, kept inside the drawing."""
        part = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * min(max(part, 0.0), 1.0)


def extent(values: Iterable[float]) -> tuple[float, float]:
    """Choose the range of an axis: from zero, unless all figures lie high and close together."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    if low > 0.6 * high > 0 and high > low:
        return max(0.0, low - 0.4 * (high - low)), high
    low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (0.0, 1.0)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Choose round figures for an axis, the first at or under ``low``, the last at or over ``high``.

    >>> ticks(0, 83)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, final = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, final + 1)]
