"""A fixed threshold that the newest figure lies beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.records import Finding
from facta.signals.base import (
    COMPLETE,
    SEEN,
    Points,
    Signal,
    bound,
    hold_down,
    quantity,
    read,
)

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context


class Limit(Signal):
    """A line that a figure can lie above or below. Lying on it is not lying beyond it."""

    above: float | None = Field(default=None, description="Crossed by a larger figure.")
    below: float | None = Field(default=None, description="Crossed by a smaller figure.")

    @model_validator(mode="after")
    def _has_one_side(self) -> Self:
        if (self.above is None) == (self.below is None):
            message = "a limit has one side: write either above or below"
            raise ValueError(message)
        return self

    @property
    def line(self) -> float:
        """The figure of the line."""
        return self.above if self.above is not None else self.below or 0.0

    @property
    def side(self) -> int:
        """The side beyond the line: 1 above it, -1 below it."""
        return 1 if self.above is not None else -1

    @property
    def word(self) -> str:
        """The side as a word."""
        return "above" if self.side > 0 else "below"

    def beyond(self, value: float) -> bool:
        """Tell whether a figure lies beyond the line."""
        return (value - self.line) * self.side > 0

    def seen(self, series: Series, *, is_count: bool) -> Points:
        """Return the points that can be compared with the line.

        A count of an unfinished period can only grow: it can already lie above a line, never
        below one. Any other figure of an unfinished period, such as a share, may yet go either way.
        """
        return read(series, SEEN if is_count and self.side > 0 else COMPLETE)

    def run(self, points: Points) -> int:
        """Return how many of the newest points lie beyond the line without a break."""
        length = 0
        while length < len(points) and self.beyond(points.values[-1 - length]):
            length += 1
        return length


class Threshold(Limit):
    """The newest figure beyond a threshold that the case's author chose."""

    kind: Literal["threshold"] = "threshold"
    level: Literal[1, 2, 3] = Field(
        default=2, description="Level while beyond it; 3 needs two independent sources."
    )

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({"above": 20, "level": 3}, {"below": 2, "level": 3})

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the chosen level while the newest figure lies beyond the threshold."""
        rule = f"level {self.level} {self.word} {quantity(self.line, series.unit)}"
        points = self.seen(series, is_count=context.is_count)
        if not len(points):
            return self.unassessed(series, "No period has a figure yet.", rule)
        run = self.run(points)
        level, capped = hold_down(self.level if run else 0, points.sources[-1])
        so_far = series.points.item(points.rows[-1], "state") == "partial"
        reason = (
            f"{quantity(points.values[-1], series.unit)} {points.when(-1)}{' so far' * so_far}, "
            f"{'' if run else 'not '}{self.word} the threshold of "
            f"{quantity(self.line, series.unit)}"
        )
        if run > 1:
            reason += f", as in every figure since {points.named(-run)}"
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(self.side) if run else "none",
            size=points.values[-1],
            low=bound(series.points.item(points.rows[-1], "low")),
            high=bound(series.points.item(points.rows[-1], "high")),
            measure=series.unit,
            since=points.since(-run) if run else None,
            reason=f"{reason}.",
            rule=rule,
            capped=capped,
        )
