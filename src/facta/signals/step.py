"""A step of a slow count: a rung reached, a first act, one more state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from facta.records import Finding
from facta.signals.base import SEEN, Points, Signal, bound, quantity, read

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context


class Step(Signal):
    """The newest change of a figure that seldom changes, while it is still news.

    For rungs, stocks and running counts, whose history has too few changes for a normal range.
    """

    kind: Literal["step"] = "step"
    within_days: int = Field(default=365, ge=1, description="How long a step stays news, in days.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({}, {"within_days": 90})

    def detect(self, series: Series, context: Context) -> Finding:
        """Return level 1 while the newest step is within so many days of the day."""
        points = read(series, SEEN)
        rule = f"a step within the last {self.within_days} days"
        if len(points) < 2:  # noqa: PLR2004  (a step has a before and an after)
            have = context.counted(len(points), scaled=points.scaled)
            reason = f"Only {have}: a step has a before and an after."
            return self.unassessed(series, reason, rule)
        place = _newest_step(points)
        now = quantity(points.values[-1], series.unit)
        if place is None:
            return self.quiet(series, f"No step: {now} {points.when(-1)}.", rule)
        side = 1 if points.values[place] > points.values[place - 1] else -1
        fresh = (context.as_of - points.since(place)).days <= self.within_days
        was = quantity(points.values[place - 1], series.unit)
        to = quantity(points.values[place], series.unit)
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=int(fresh),
            direction=context.meaning(side) if fresh else "none",
            size=bound(points.values[place] - points.values[place - 1]),
            measure=series.unit,
            since=points.since(place) if fresh else None,
            reason=f"From {was} to {to} {points.when(place)}{'' if fresh else ', and no step since'}.",
            rule=rule,
        )


def _newest_step(points: Points) -> int | None:
    """Return the place of the newest point that differs from the one before it."""
    values = points.values
    return next((i for i in range(len(values) - 1, 0, -1) if values[i] != values[i - 1]), None)
