"""A value outside the band of its own earlier values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.models import band, counts
from facta.records import Finding
from facta.signals.base import (
    COMPLETE,
    HELD_LEVEL,
    SHORT_WINDOW,
    Points,
    Signal,
    bound,
    figure,
    hold,
    hold_down,
    median,
    read,
    span,
)

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

TESTED = 3
THREE_PERIODS, TWO_PERIODS = 3, 2
RULES = (
    "inside the central 80 % of its own earlier periods",
    "outside the central 80 %, inside the central 95 % of its own earlier periods",
    "outside the central 95 % of its own earlier periods",
    (
        "outside the central 95 % of its own earlier periods in two periods running, "
        "from two independent sources"
    ),
)
RULE_OF_SHORT = "outside the central 80 % of its own earlier periods, in a window too short for more"
RULE_OF_THREE = "outside the central 80 % of its own earlier periods in three periods running"


@dataclass(frozen=True, slots=True)
class _Test:
    """The tested points, their shared baseline, and the runs outside its two bands."""

    tested: Points
    baseline: Points
    low80: float
    high80: float
    low95: float
    high95: float
    side: int
    run80: int
    run95: int

    @property
    def level(self) -> int:
        """The level before anything holds it down."""
        if not self.side:
            return 0
        if self.run95 >= TWO_PERIODS:
            return 3
        return 2 if self.run95 or self.run80 >= THREE_PERIODS else 1


class Surprise(Signal):
    """The newest complete period against its own earlier ones.

    The newest three complete periods are tested, each against the same baseline: the periods
    before the first of the three, so that a surge is not its own baseline. Where that leaves
    fewer than ``min_history``, the newest two are tested, or the newest alone. Counts are tested
    by their negative-binomial prediction, values by Student's t (from 39 on by their ranks).
    Periods nobody looked at are passed over; an unfinished period is never tested. A figure
    scaled from a window shorter than half of its period stops at level 1.
    """

    kind: Literal["surprise"] = "surprise"
    min_history: int = Field(
        default=8,
        ge=3,
        description="Earlier complete periods that a test needs at least.",
    )
    window: int | None = Field(
        default=None,
        ge=3,
        description="Only so many earlier periods; left out: all since the baseline's start.",
    )
    log: bool | None = Field(
        default=None,
        description="Test logs of values; left out: yes where all values have one sign.",
    )

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({}, {"window": 8}, {"log": False}, {"log": True})

    @model_validator(mode="after")
    def _window_holds_the_history(self) -> Self:
        if self.window is not None and self.window < self.min_history:
            message = (
                f"window: {self.window} is shorter than min_history ({self.min_history}); "
                f"write window: {self.min_history} or more"
            )
            raise ValueError(message)
        return self

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the newest complete period."""
        points = read(series, COMPLETE, context.since)
        count = min(TESTED, len(points) - self.min_history)
        if count < 1:
            return self._too_short(series, context, points)
        test = self._test(points, count, is_count=context.is_count)
        run = test.tested.last(test.run95 if test.level > 2 else 1)  # noqa: PLR2004
        held = hold_down(test.level, run.independent)
        level, capped = hold(held, SHORT_WINDOW, when=points.is_short(-1))
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(test.side),
            size=test.tested.values[-1],
            low=bound(test.low80),
            high=bound(test.high80),
            measure=series.unit,
            since=test.tested.since(-test.run80) if test.run80 else None,
            reason=_reason(test, series.unit, context),
            rule=self._rule(test, level),
            capped=capped,
        )

    def _test(self, points: Points, count: int, *, is_count: bool) -> _Test:
        first = len(points) - count
        start = max(first - self.window, 0) if self.window else 0
        tested, baseline = points.part(first, len(points)), points.part(start, first)
        values, days = baseline.values, baseline.days
        sides80, sides95 = [], []
        discrete = is_count and _whole(values) and _whole(tested.values)
        one_sign = min(*values, *tested.values) > 0 or max(*values, *tested.values) < 0
        log = one_sign if self.log is None else self.log
        predicted: counts.Predicted | band.Predicted
        daily = counts.predict_count(values, days) if discrete else None
        predicted = daily or band.predict_value(values, log=log)
        for value, length in zip(tested.values, tested.days, strict=True):
            predicted = daily.over(length) if daily else predicted
            sides80.append(predicted.side(value, 0.8))
            sides95.append(predicted.side(value, 0.95))
        side = sides80[-1]
        return _Test(
            tested,
            baseline,
            *predicted.band(0.8),
            *predicted.band(0.95),
            side,
            _run(sides80, side),
            _run(sides95, side),
        )

    def _rule(self, test: _Test, level: int) -> str:
        """Say the rule of a level: of the one that was given, also where it was held down."""
        rule = RULES[level]
        if level < test.level and level == HELD_LEVEL:
            rule = RULE_OF_SHORT
        elif level == 2 and not test.run95:  # noqa: PLR2004
            rule = RULE_OF_THREE
        return f"{rule} ({self._history()})"

    def _history(self) -> str:
        last = f", the last {self.window}" if self.window else ""
        return f"at least {self.min_history}{last}"

    def _too_short(self, series: Series, context: Context, points: Points) -> Finding:
        before = points.part(0, max(len(points) - 1, 0))
        earlier = context.counted(len(before), "earlier", scaled=before.scaled)
        reason = f"Only {earlier} of at least {self.min_history}."
        return self.unassessed(series, reason, f"{RULES[0]} ({self._history()})")


def _whole(values: tuple[float, ...]) -> bool:
    return all(value >= 0 and value == int(value) for value in values)


def _run(sides: list[int], side: int) -> int:
    """Return how many of the newest sides are the given one, without a break."""
    length = 0
    while side and length < len(sides) and sides[-1 - length] == side:
        length += 1
    return length


def _reason(test: _Test, unit: str, context: Context) -> str:
    wider, run = test.run95 > 0, test.tested.last(test.run95 if test.run95 > 1 else test.run80)
    earlier = context.counted(len(test.baseline), "earlier", scaled=test.baseline.scaled)
    ends = (test.low95, test.high95) if wider else (test.low80, test.high80)
    place = "above" if test.side > 0 else "below" if test.side < 0 else "inside"
    said = span(*ends)
    if len(set(test.baseline.values)) == 1:
        said = f"all {figure(test.baseline.values[0])}"
    return (
        f"{test.tested.stated(-1, unit)} {test.tested.when(-1)}, {place} the central "
        f"{95 if wider else 80} % of {earlier} ({said})"
        f"{_against_median(test) if test.side else ''}{context.running(run)}."
    )


def _against_median(test: _Test) -> str:
    value, middle = test.tested.values[-1], median(test.baseline.values)
    if middle == 0:
        return f" and {figure(abs(value))} {'more' if value > 0 else 'less'} than their median of 0"
    if value * middle > 0:
        return f" and {figure(value / middle)} times their median"
    return ""
