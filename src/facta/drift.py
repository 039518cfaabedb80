"""Slow drift: many moves, each too small to tell of, that add up against a fixed earlier day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.periods import Period, describe, say_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.records import Assessment, Series, Standing
    from facta.results import Item

SLACK, LIMIT, MOST = 0.5, 5.0, 2.0
LEAST = 12
DECIBANS = 3.0
SPREAD = 1.4826  # times the median absolute deviation is the standard deviation of a normal
HUNDRED = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A cumulative sum at its newest figure, in spreads, and how many figures ago its run began."""

    rise: float
    fall: float
    rise_run: int
    fall_run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What drifted since a day: how far, which way, over how many figures, and since which of them.

    ``size`` is in ``measure``: the cumulative sum of an indicator in spreads of its earlier figures,
    or the move of a trajectory in decibans. ``at`` is the last day that it rests on.
    """

    subject: str
    title: str
    way: Literal["rise", "fall"]
    size: float
    measure: str
    moves: int
    at: date
    says: str


def sums(before: Sequence[float], since: Sequence[float]) -> Sum:
    """Add up how far figures lie from where earlier ones lay, one side at a time.

    Each figure is taken in spreads from the median of the earlier ones, cut off at two, so that none
    of them can speak alone; half a spread is taken off at each step, and no sum falls below zero.

    Parameters
    ----------
    before
        At least twelve figures of whole periods known on the earlier day; their median and their
        median absolute deviation are the yardstick, the standard deviation where that is zero.
    since
        The figures that came after, oldest first.

    Raises
    ------
    ValueError
        When there are fewer than twelve earlier figures, or all of them are equal.

    References
    ----------
    Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100-115.
    Hawkins, D. M. (1993). Robustification of cumulative sum charts by winsorization. Journal of
    Quality Technology 25, 248-261.

    Examples
    --------
    >>> quiet = [9, 10, 11, 10, 9, 11, 10, 10, 9, 10, 11, 10]
    >>> sums(quiet, [12, 12, 12]).rise.__round__(1), sums(quiet, [12, 12, 12, 12]).rise_run
    (4.5, 4)
    >>> sums(quiet, [99]).rise
    1.5
    """
    earlier = np.asarray(before, float)
    if len(earlier) < LEAST:
        raise ValueError(f"{len(earlier)} earlier figures: at least {LEAST} are needed to tell a drift")
    middle = float(np.median(earlier))
    spread = SPREAD * float(np.median(np.abs(earlier - middle))) or float(np.std(earlier, ddof=1))
    if not spread:
        message = "all earlier figures are equal: nothing tells how large a move is usual"
        raise ValueError(message)
    totals, runs = [0.0, 0.0], [0, 0]
    for step in np.clip((np.asarray(since, float) - middle) / spread, -MOST, MOST):
        for side, way in enumerate((1.0, -1.0)):
            totals[side] = max(0.0, totals[side] + way * float(step) - SLACK)
            runs[side] = runs[side] + 1 if totals[side] else 0
    return Sum(rise=totals[0], fall=totals[1], rise_run=runs[0], fall_run=runs[1])


def drifts(was: Assessment, now: Assessment) -> tuple[Drift, ...]:
    """Return what drifted between a fixed earlier day and now, the furthest first.

    An indicator has drifted when its cumulative sum is above five, which takes four figures at
    least; one whose level is above baseline now is told by its level and left out. A trajectory has
    drifted when its odds moved by three decibans or more, about a factor of two, while the word for
    its chance stayed the same.
    """
    before = {standing.indicator: standing for standing in was.standings}
    found = [
        drift
        for standing in now.standings
        if standing.indicator in before and not standing.level
        for drift in _indicator(before[standing.indicator], standing)
    ]
    found.sort(key=lambda one: (-one.size, one.subject))
    return (*found, *_odds(was, now))


def _indicator(was: Standing, now: Standing) -> Iterator[Drift]:
    old, new = _figures(was.series), _figures(now.series)
    edge = max((period.end for period, _ in old), default=None)
    came = [one for one in new if edge is not None and one[0].start >= edge]
    try:
        total = sums([value for _, value in old], [value for _, value in came])
    except ValueError:
        return  # too little to tell
    way: Literal["rise", "fall"] = "rise" if total.rise >= total.fall else "fall"
    size, run = (total.rise, total.rise_run) if way == "rise" else (total.fall, total.fall_run)
    if size <= LIMIT:
        return
    first, last = came[-run][0], came[-1][0]
    yield Drift(
        subject=now.indicator,
        title=now.title,
        way=way,
        size=size,
        measure="spreads",
        moves=run,
        at=last.last,
        says=(
            f"{run} figures from {describe(first)} to {describe(last)} lie "
            f"{'above' if way == 'rise' else 'below'} the median of the {len(old)} known on "
            f"{say_day(was.series.as_of)}, by {size:.1f} "
            f"spreads in sum (limit {LIMIT:g}), and no level was reached."
        ),
    )


def _figures(series: Series) -> list[tuple[Period, float]]:
    """Return the figures of whole periods, oldest first."""
    columns = (series.points[name].to_list() for name in ("start", "end", "value", "state"))
    return [
        (Period(start, end), value)
        for start, end, value, state in zip(*columns, strict=True)
        if value is not None and state in ("observed", "zero")
    ]


def _odds(was: Assessment, now: Assessment) -> Iterator[Drift]:
    """Yield the trajectories whose odds moved far under one word."""
    before = {(result.analysis, item.key): item for result in was.results for item in result.items}
    for result in now.results:
        for item in result.items if result.kind == "hypotheses" else ():
            old = before.get((result.analysis, item.key))
            moved = _decibans(old, item) if old else None
            if old is None or moved is None or old.says != item.says or abs(moved) < DECIBANS:
                continue
            yield Drift(
                subject=f"{result.analysis}.{item.key}",
                title=item.title,
                way="rise" if moved > 0 else "fall",
                size=abs(moved),
                measure="decibans",
                moves=1,
                at=item.since or now.as_of,
                says=(
                    f"Its odds moved by {moved:+.1f} decibans since {say_day(was.as_of)}, and it is still "
                    f"{item.says!r}."
                ),
            )


def _decibans(was: Item, now: Item) -> float | None:
    """Return how far the odds of a trajectory moved, or None for what has no chance between 0 and 100 %."""
    chances = [one.figure.value for one in (was, now) if one.figure and one.figure.unit == "%"]
    if len(chances) != 2 or not all(one and 0 < one < HUNDRED for one in chances):  # noqa: PLR2004  (a pair)
        return None
    first, second = (10 * math.log10(one / (HUNDRED - one)) for one in chances if one)
    return second - first
