"""A value outside the band of its own earlier values, or of what its season and trend lead one to expect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.models import band, counts
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import (
    COMPLETE,
    HELD_LEVEL,
    SHORT_WINDOW,
    Points,
    bound,
    figure,
    hold,
    hold_down,
    median,
    read,
    span,
)
from facta.signals.baseline import PER_YEAR, Baselined, Events, limit, no_count, told, too_few
from facta.signals.seasonal import FEWEST_YEARS, expected

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context
    from facta.signals.seasonal import Expected

TESTED = 3
THREE_PERIODS, TWO_PERIODS = 3, 2
RATES = (0.2, 0.05)
FEW_EVENTS: Events = (5, 4)  # of Farrington's rule where the case says nothing
OWN, EXPECTED = "its own earlier periods", "what its season and trend lead one to expect"
RULES = (
    "inside the central 80 % of {of}",
    "outside the central 80 %, inside the central 95 % of {of}",
    "outside the central 95 % of {of}",
    "outside the central 95 % of {of} in two periods running, from two independent sources",
)
RULE_OF_SHORT = "outside the central 80 % of {of}, in a window too short for more"
RULE_OF_THREE = "outside the central 80 % of {of} in three periods running"
RULE_OF_FEW = "outside the central 80 % of {of}, held"

Prediction = counts.Predicted | band.Predicted


@dataclass(frozen=True, slots=True)
class _Test:
    """The tested points, what each was predicted to be, and the runs outside the two bands.

    ``baseline`` is what a band rests on, None where each point was fitted; ``method`` names it.
    """

    tested: Points
    baseline: Points | None
    newest: Prediction
    method: str
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


class Surprise(Baselined):
    """The newest complete period against its own earlier ones.

    Counts of weeks or months with three years of baseline are weighed against their season and
    trend (Farrington's flexible rule), each of the newest three on its own; a rise then needs a
    few events lately. All else is weighed against a band: the newest three complete periods, each
    against the same baseline, the periods before the first of the three, so that a surge is not
    its own baseline. Where that leaves fewer than ``min_history``, the newest two are tested, or
    the newest alone. In a band counts are tested by their negative-binomial prediction, values by
    Student's t (from 39 on by their ranks). Periods nobody looked at are passed over; an
    unfinished period is never tested. A figure scaled from a window shorter than half of its
    period stops at level 1.
    """

    kind: Literal["surprise"] = "surprise"
    method: Literal["auto", "farrington", "band"] = Field(
        default="auto",
        description="auto: farrington for counts of weeks or months that have the baseline, else band.",
    )
    events: Events | None = Field(
        default=None,
        description="A rise needs so many events in so many newest periods, as [5, 4]; "
        "left out: [5, 4] with farrington, none with a band.",
    )
    min_history: int = Field(
        default=8,
        ge=3,
        description="Earlier complete periods that a band needs at least.",
    )
    window: int | None = Field(
        default=None,
        ge=3,
        description="Only so many earlier periods, in a band; left out: all since the baseline's start.",
    )
    log: bool | None = Field(
        default=None,
        description="Test logs of values, in a band; left out: yes where all values have one sign.",
    )

    examples: ClassVar[tuple[dict[str, Any], ...]] = (
        {},
        {"window": 8},
        {"log": False},
        {"log": True},
        {"method": "farrington", "events": [3, 4]},
        {"method": "band", "events": [5, 4], "across_breaks": True},
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.window is not None and self.window < self.min_history:
            message = (
                f"window: {self.window} is shorter than min_history ({self.min_history}); "
                f"write window: {self.min_history} or more"
            )
            raise ValueError(message)
        if self.events is not None and (self.events[0] < 0 or self.events[1] < 1):
            message = "events: so many events in so many periods; write [5, 4], or [0, 1] for no such rule"
            raise ValueError(message)
        return self

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the newest complete period."""
        points = read(series, COMPLETE, context.since)
        if context.is_count and (fault := no_count(points, series.unit)):
            return self.unassessed(series, told(Refusal(fault)), self._rule_of(RULES[0], OWN, "counts"))
        why = ""
        if self.method == "farrington" or (self.method == "auto" and self._is_seasonal(points, context)):
            found = expected(points, min(TESTED, max(len(points), 1)), context, series.unit)
            if not isinstance(found, Refusal):
                return self._found(_fitted(points, found), series, context)
            if self.method == "farrington":
                return self.unassessed(series, told(found), self._rule_of(RULES[0], EXPECTED, FITTED))
            why = f"; no season, for {found.reason}"
        count = min(TESTED, len(points) - self.min_history)
        if count < 1:
            return self._too_short(series, context, points)
        test = self._banded(points, count, is_count=context.is_count)
        return self._found(replace(test, method=test.method + why), series, context)

    def _is_seasonal(self, points: Points, context: Context) -> bool:
        return context.is_count and points.period in PER_YEAR and len(points) > 0

    def _found(self, test: _Test, series: Series, context: Context) -> Finding:
        """Return the finding of a test, held where too little stands behind it."""
        points = test.tested
        run = points.last(test.run95 if test.level > 2 else 1)  # noqa: PLR2004
        held = hold_down(test.level, run.independent)
        level, capped = hold(held, SHORT_WINDOW, when=points.is_short(-1))
        few = self._few(test, series, context) if level and test.side > 0 else ""
        low, high = test.newest.band(0.8)
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=0 if few else level,
            direction="none" if few else context.meaning(test.side),
            size=points.values[-1],
            low=bound(low),
            high=bound(high),
            measure=series.unit,
            since=points.since(-test.run80) if test.run80 and not few else None,
            reason=_reason(test, series.unit, context, few),
            rule=self._rule(test, level, context, few=bool(few)),
            capped=few or capped,
            p=test.newest.p_value(points.values[-1]),
            rates=RATES,
        )

    def _few(self, test: _Test, series: Series, context: Context) -> str:
        """Say that too little happened lately for a rise, or nothing."""
        events = self._events(test)
        return too_few(read(series, COMPLETE, context.since), events, context) if events else ""

    def _events(self, test: _Test) -> Events | None:
        return self.events or (None if test.baseline else FEW_EVENTS)

    def _banded(self, points: Points, count: int, *, is_count: bool) -> _Test:
        first = len(points) - count
        start = max(first - self.window, 0) if self.window else 0
        tested, baseline = points.part(first, len(points)), points.part(start, first)
        values, days = baseline.values, baseline.days
        discrete = is_count and _whole(values) and _whole(tested.values)
        one_sign = min(*values, *tested.values) > 0 or max(*values, *tested.values) < 0
        log = one_sign if self.log is None else self.log
        predicted: list[Prediction]
        if discrete:
            daily = counts.predict_count(values, days)
            predicted = [daily.over(length) for length in tested.days]
            method = "band of counts"
        else:
            method = "band of values, not all whole" if is_count else "band of values"
            predicted = [band.predict_value(values, log=log)] * count
        return _tested(tested, baseline, predicted, method)

    def _rule(self, test: _Test, level: int, context: Context, *, few: bool) -> str:
        """Say the rule of a level: of the one that was given, also where it was held down."""
        rule = RULES[level]
        if few:
            rule = RULE_OF_FEW
        elif level < test.level and level == HELD_LEVEL:
            rule = RULE_OF_SHORT
        elif level == 2 and not test.run95:  # noqa: PLR2004
            rule = RULE_OF_THREE
        events = self._events(test)
        method = f"{test.method}; {limit(events, context)}" if events else test.method
        return self._rule_of(rule, OWN if test.baseline else EXPECTED, method)

    def _rule_of(self, rule: str, of: str, method: str) -> str:
        if of == EXPECTED:
            return f"{rule.format(of=of)} ({method})"
        last = f", the last {self.window}" if self.window else ""
        return f"{rule.format(of=of)} (at least {self.min_history}{last}; {method})"

    def _too_short(self, series: Series, context: Context, points: Points) -> Finding:
        before = points.part(0, max(len(points) - 1, 0))
        earlier = context.counted(len(before), "earlier", scaled=before.scaled)
        reason = f"Only {earlier} of at least {self.min_history}."
        rule = RULES[0].format(of=OWN)
        last = f", the last {self.window}" if self.window else ""
        return self.unassessed(series, reason, f"{rule} (at least {self.min_history}{last})")


FITTED = f"Farrington's flexible rule, at least {FEWEST_YEARS} years"


def _fitted(points: Points, found: Expected) -> _Test:
    offset = ", out of all that was published" if found.offset else ""
    method = f"Farrington's flexible rule, {found.years} years{offset}; a fall by the same distribution"
    tested = points.last(len(found.predicted))
    return _tested(tested, None, list(found.predicted), method)


def _tested(tested: Points, baseline: Points | None, predicted: list[Prediction], method: str) -> _Test:
    """Weigh each tested point against its own prediction."""
    pairs = list(zip(predicted, tested.values, strict=True))
    sides80, sides95 = ([one.side(value, central) for one, value in pairs] for central in (0.8, 0.95))
    side = sides80[-1]
    return _Test(tested, baseline, predicted[-1], method, side, _run(sides80, side), _run(sides95, side))


def _whole(values: tuple[float, ...]) -> bool:
    return all(value >= 0 and value == int(value) for value in values)


def _run(sides: list[int], side: int) -> int:
    """Return how many of the newest sides are the given one, without a break."""
    length = 0
    while side and length < len(sides) and sides[-1 - length] == side:
        length += 1
    return length


def _reason(test: _Test, unit: str, context: Context, few: str) -> str:
    wider, run = test.run95 > 0, test.tested.last(test.run95 if test.run95 > 1 else test.run80)
    said = span(*test.newest.band(0.95 if wider else 0.8))
    place = "above" if test.side > 0 else "below" if test.side < 0 else "inside"
    against = _against_median(test) if test.side else ""
    if test.baseline is None:
        of = EXPECTED
    else:
        of = context.counted(len(test.baseline), "earlier", scaled=test.baseline.scaled)
        if len(set(test.baseline.values)) == 1:
            said = f"all {figure(test.baseline.values[0])}"
    held = f"; outside the bound, but held: {few}" if few else ""
    return (
        f"{test.tested.stated(-1, unit)} {test.tested.when(-1)}, {place} the central "
        f"{95 if wider else 80} % of {of} ({said}){against}{context.running(run)}{held}."
    )


def _against_median(test: _Test) -> str:
    value = test.tested.values[-1]
    if isinstance(test.newest, counts.Predicted) and test.baseline is None:
        return f", where {figure(test.newest.mean)} would be usual"
    middle = median(test.baseline.values) if test.baseline else 0.0
    if middle == 0:
        return f" and {figure(abs(value))} {'more' if value > 0 else 'less'} than their median of 0"
    if value * middle > 0:
        return f" and {figure(value / middle)} times their median"
    return ""
