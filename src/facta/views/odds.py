"""How each piece of evidence that changed moved the odds of the trajectories between two days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.results import Future, Futures, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.records import Assessment
    from facta.results import Item, Result, Weight

KIND = "hypotheses"
DECIBAN = 10.0
LEAST = 0.05  # points under which an effect is none to speak of


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one piece of evidence did to the chances of trajectories, in points.

    Each is the chance now less what it would be had only this piece stayed as it was.
    """

    analysis: str
    key: str
    points: tuple[tuple[str, float], ...]

    @property
    def size(self) -> float:
        """The greatest move of any trajectory."""
        return max((abs(points) for _, points in self.points), default=0.0)


def weighed(assessment: Assessment | None) -> tuple[Result, ...]:
    """Return the analyses that weigh hypotheses."""
    return tuple(one for one in assessment.results if one.kind == KIND) if assessment else ()


def trajectories(result: Result) -> tuple[Item, ...]:
    """Return the hypotheses of an analysis, in its order: parts with a chance in per cent."""
    return tuple(one for one in result.items if one.figure and one.figure.unit == "%")


def futures(result: Result, was: Assessment | None = None) -> Futures | None:
    """Return the chances of the trajectories of an analysis, beside those of an earlier day."""
    before = {
        item.key: item.figure.value
        for old in weighed(was)
        if old.analysis == result.analysis
        for item in trajectories(old)
        if item.figure
    }
    rows = tuple(
        Future(
            label=item.title,
            value=item.figure.value,
            low=item.figure.low,
            high=item.figure.high,
            was=before.get(item.key),
        )
        for item in trajectories(result)
        if item.figure and item.figure.value is not None
    )
    if not rows:
        return None
    bounds = next((item.figure.bounds for item in trajectories(result) if item.figure), "")
    return Futures(rows=rows, was=was.as_of if was and before else None, bounds=bounds or "interval")


def effects(was: Assessment, now: Assessment) -> dict[str, Effect]:
    """Return what each piece of evidence that weighs otherwise did, by the indicator or part it watches.

    Weights are additive on the scale of log odds, so the chances without a change follow from those now
    by taking it off. Effects of single pieces need not sum to the whole move.
    """
    found: dict[str, Effect] = {}
    before = {result.analysis: _weights(result) for result in weighed(was)}
    for result in weighed(now):
        old, new = before.get(result.analysis, {}), _weights(result)
        titles = [item.title for item in trajectories(result)]
        chances = [item.figure.value or 0.0 for item in trajectories(result) if item.figure]
        for watched in sorted(old.keys() | new.keys()):
            moved = [new.get(watched, {}).get(t, 0.0) - old.get(watched, {}).get(t, 0.0) for t in titles]
            points = [now_ - then for now_, then in zip(chances, without(chances, moved), strict=True)]
            if any(abs(point) >= LEAST for point in points):
                pairs = tuple(zip(titles, points, strict=True))
                found[watched] = Effect(analysis=result.analysis, key=watched, points=pairs)
    return found


def without(chances: Sequence[float], moved: Sequence[float]) -> list[float]:
    """Return the chances, in per cent, had evidence not moved by so many decibans each.

    >>> [round(one, 1) for one in without([60.0, 40.0], [0.0, 0.0])]
    [60.0, 40.0]
    >>> [round(one, 1) for one in without([90.91, 9.09], [10.0, 0.0])]
    [50.0, 50.0]
    """
    kept = [chance * math.pow(10, -step / DECIBAN) for chance, step in zip(chances, moved, strict=True)]
    whole = math.fsum(kept)
    return [100 * one / whole if whole else 0.0 for one in kept]


def _weights(result: Result) -> dict[str, dict[str, float]]:
    """Return the weight of each piece of evidence for each trajectory, by what it watches."""
    data = next((one.data for one in result.drawings if isinstance(one.data, Weights)), None)
    if data is None:
        return {}
    found: dict[str, dict[str, float]] = {}
    for row in data.rows:
        mine = found.setdefault(watched(row), {})
        for column, value in _columns(row, data.columns):
            mine[column] = mine.get(column, 0.0) + value
    return found


def _columns(row: Weight, columns: Sequence[str]) -> Iterator[tuple[str, float]]:
    for column, value in zip(columns, row.values, strict=True):
        if value and math.isfinite(value):
            yield column, value


def watched(row: Weight) -> str:
    """Return what a piece of evidence watches, which its note begins with.

    >>> from facta.results import Weight
    >>> watched(Weight(label="Attacks", values=(), note="CT-1 · quiet · diagnosticity 1.45"))
    'CT-1'
    """
    return row.note.partition(" · ")[0] or row.label
