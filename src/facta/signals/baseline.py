"""What rules that weigh a series against its own past share: breaks it may not cross, and even periods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import Field

from facta.models.refusal import Refusal
from facta.periods import periods, say_day
from facta.signals.base import COMPLETE, Signal, figure, quantity, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from facta.periods import Frequency
    from facta.records import Break, Finding, Series
    from facta.signals.base import Context, Points

PER_YEAR = {"week": 52, "month": 12}
MOST_SURE = 0.999
Events = tuple[int, int]


class Baselined(Signal):
    """A signal that weighs a series against its own past, which may not cross a declared break unasked."""

    across_breaks: bool = Field(
        default=False, description="Let the baseline reach back over the breaks that the case declares."
    )

    def answer(self, series: Series, context: Context) -> Finding:
        """Return what the signal says of what came after the newest break, and say so where it matters."""
        cut = None if self.crosses() else newest_break(series, context)
        if cut is None:
            return super().answer(series, context)
        found = super().answer(series, replace(context, since=cut.day))
        said = f"the break of {say_day(cut.day)}"
        reason = found.reason
        if found.level is None:
            reason = f"{reason.removesuffix('.')}; nothing before {said} is used."
        rule = f"{found.rule}; its baseline starts at {said}: {cut.why.rstrip('.')}"
        return replace(found, reason=reason, rule=rule)

    def crosses(self) -> bool:
        """Tell whether the baseline may cross a declared break."""
        return self.across_breaks


def newest_break(series: Series, context: Context) -> Break | None:
    """Return the newest break with a figure on either side in the baseline, or None."""
    if not context.breaks:
        return None
    points = read(series, COMPLETE, context.since)
    if not len(points):
        return None
    first, last = points.starts[0], points.starts[-1]
    between = [one for one in context.breaks if first < one.day.toordinal() <= last]
    return between[-1] if between else None


@dataclass(frozen=True, slots=True, eq=False)
class Even:
    """Counts of periods that follow each other, nan where none is known for the whole period.

    ``starts`` are the ordinals of their first days, ``places`` where each point stands among them.
    """

    starts: tuple[int, ...]
    values: NDArray[np.float64]
    places: tuple[int, ...]

    def since(self, place: int) -> date:
        """Return the first day of a period."""
        return date.fromordinal(self.starts[place])

    def last(self, count: int) -> Even:
        """Return the newest periods; those of the points before them are left out."""
        gone = max(len(self.starts) - count, 0)
        places = tuple(place - gone for place in self.places if place >= gone)
        return Even(self.starts[gone:], self.values[gone:], places)


def even(points: Points) -> Even | Refusal:
    """Lay points out on the periods from the first to the last of them, or say why they do not fit."""
    if not len(points):
        return Refusal("no whole period has a figure yet")
    if any(points.scaled):
        return Refusal("a figure was brought to its period from a window of another length")
    ends = (date.fromordinal(points.starts[0]), date.fromordinal(points.ends[-1]))
    spans = [
        (p.start.toordinal(), p.end.toordinal()) for p in periods(*ends, cast("Frequency", points.period))
    ]
    known = dict(zip(spans, range(len(spans)), strict=True))
    found = [known.get(pair) for pair in zip(points.starts, points.ends, strict=True)]
    places = tuple(place for place in found if place is not None)
    if len(places) < len(found):
        return Refusal(f"a figure is for a window of its own and not for a whole {points.period}")
    values = np.full(len(spans), np.nan)
    values[list(places)] = points.values
    return Even(tuple(start for start, _ in spans), values, places)


def counted(points: Points, context: Context, unit: str) -> Even | Refusal:
    """Lay counts out on even periods, or say why they are no counts."""
    if not context.is_count:
        return Refusal("it watches counts, and these figures are values")
    if fault := no_count(points, unit):
        return Refusal(fault)
    fraction = next((i for i, value in enumerate(points.values) if value != int(value)), None)
    if fraction is not None and not any(points.scaled):
        said = quantity(points.values[fraction], unit)
        return Refusal(f"a count is whole, and {points.named(fraction)} has {said}")
    return even(points)


def no_count(points: Points, unit: str) -> str:
    """Say which figure is below 0, which no count is, or nothing."""
    below = next((i for i, value in enumerate(points.values) if value < 0), None)
    if below is None:
        return ""
    return f"a count is 0 or more, and {points.named(below)} has {quantity(points.values[below], unit)}"


def told(refusal: Refusal) -> str:
    """Say a refusal as a sentence."""
    return f"{refusal.reason[:1].upper()}{refusal.reason[1:].rstrip('.')}."


def percent(chance: float) -> str:
    """Say a chance in percent, never as none or as sure.

    >>> percent(0.873), percent(0.99999), percent(0.0)
    ('87.3 %', 'more than 99.9 %', 'less than 0.1 %')
    """
    if chance > MOST_SURE:
        return f"more than {figure(100 * MOST_SURE)} %"
    if chance < 1 - MOST_SURE:
        return f"less than {figure(100 * (1 - MOST_SURE))} %"
    return f"{figure(100 * chance)} %"


def too_few(laid: Even | Points, events: Events, context: Context) -> str:
    """Say that too little happened lately for a rise to be told, or nothing.

    ``events`` are the fewest events, and the newest periods that they are counted over.
    """
    fewest, recent = events
    values = np.asarray(laid.values[-recent:], dtype=float)
    if np.nansum(values) >= fewest:
        return ""
    return f"fewer than {fewest} events in {context.counted(recent)}"


def limit(events: Events, context: Context) -> str:
    """Say the rule of few events."""
    fewest, recent = events
    return f"a rise needs at least {fewest} events in {context.counted(recent)}"


def overdispersion(values: NDArray[np.float64], means: NDArray[np.float64] | float) -> float:
    """Return Pearson's estimate of variance over mean, at least 1; missing counts are left out.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd edition. Chapman and Hall.

    Examples
    --------
    >>> round(overdispersion(np.array([2.0, 9.0, 1.0, 0.0]), 3.0), 2)
    5.56
    """
    seen = np.isfinite(values)
    expected = np.broadcast_to(np.asarray(means, dtype=float), values.shape)[seen]
    if seen.sum() < 2 or not (expected > 0).all():  # noqa: PLR2004  (a spread has two)
        return 1.0
    squares = (values[seen] - expected) ** 2 / expected
    return max(1.0, float(squares.sum() / (seen.sum() - 1)))
