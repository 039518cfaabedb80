"""A fixed threshold that the newest figure lies beyond."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.records import Finding
from facta.signals.base import (
    COMPLETE,
    SEEN,
    SHORT_WINDOW,
    Points,
    Signal,
    bound,
    hold,
    hold_down,
    quantity,
    read,
)

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context


class Limit(Signal):
    """A line that a figure can lie above or below. Lying on it is not lying beyond it."""

    editorial: ClassVar[bool] = True

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

        A count of an unfinished period can only grow: it counts once it lies above a line, never
        before. Any other figure of an unfinished period, such as a share, may yet go either way.
        """
        if not is_count or self.side < 0:
            return read(series, COMPLETE)
        points = read(series, SEEN)
        if not any(points.partial):
            return points
        pairs = zip(points.values, points.partial, strict=True)
        return points.chosen([i for i, (value, part) in enumerate(pairs) if not part or self.beyond(value)])

    def detect(self, series: Series, context: Context) -> Finding:
        """Judge the newest whole period, or an unfinished one where that gives no lower level."""
        points = self.seen(series, is_count=context.is_count)
        if not len(points):
            return self.unassessed(series, "No whole period has a figure yet.", self.unmet(series.unit))
        newest = self.judged(points, series, context)
        if not points.partial[-1]:
            return newest
        whole = len(points)
        while whole and points.partial[whole - 1]:
            whole -= 1
        held = self.judged(points.part(0, whole), series, context) if whole else newest
        return held if (held.level or 0) > (newest.level or 0) else newest

    @abc.abstractmethod
    def judged(self, points: Points, series: Series, context: Context) -> Finding:
        """Return what the signal says of the last of these points."""

    @abc.abstractmethod
    def unmet(self, unit: str) -> str:
        """Return the rule where no level was reached."""

    def run(self, points: Points) -> int:
        """Return how many of the newest points lie beyond the line without a break."""
        length = 0
        while length < len(points) and self.beyond(points.values[-1 - length]):
            length += 1
        return length


class Threshold(Limit):
    """The newest figure beyond a threshold that the case's author chose.

    It stops at level 1 where the interval of the figure spans the threshold, and where the figure
    was scaled from a window shorter than half of its period.
    """

    kind: Literal["threshold"] = "threshold"
    level: Literal[1, 2, 3] = Field(
        default=2, description="Level while beyond it; 3 needs two independent sources."
    )

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({"above": 20, "level": 3}, {"below": 2, "level": 3})

    def judged(self, points: Points, series: Series, context: Context) -> Finding:
        """Return the chosen level while the last figure lies beyond the threshold."""
        run, row, so_far = self.run(points), points.rows[-1], points.partial[-1]
        low, high = (bound(series.points.item(row, name)) for name in ("low", "high"))
        level, capped = self._held(points, low if self.side > 0 else high) if run else (0, None)
        reason = (
            f"{points.stated(-1, series.unit)} {points.when(-1)}{' so far' * so_far}, "
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
            low=low,
            high=high,
            measure=series.unit,
            since=points.since(-run) if run else None,
            at=points.since(-1) if so_far else None,
            reason=f"{reason}.",
            rule=self._rule(level or self.level, series.unit),
            capped=capped,
            editorial=self.editorial,
        )

    def _held(self, points: Points, near: float | None) -> tuple[int, str | None]:
        """Return the level beyond the threshold; ``near`` is the bound on the line's side."""
        held = hold_down(self.level, points.sources[-1])
        spans = near is not None and not self.beyond(near)
        held = hold(held, "its interval spans the threshold", when=spans)
        return hold(held, SHORT_WINDOW, when=points.is_short(-1))

    def unmet(self, unit: str) -> str:
        """Return the rule where no level was reached."""
        return self._rule(self.level, unit)

    def _rule(self, level: int, unit: str) -> str:
        return f"editorial: level {level} {self.word} {quantity(self.line, unit)}"
