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
LEVEL_2 = 0.25  # of the chance of level 1: outside 95 % where that is outside 80 %
FEW_EVENTS: Events = (5, 4)  # of Farrington's rule where the case says nothing
OWN, EXPECTED = "its own earlier periods", "what its season and trend lead one to expect"
RULES = (
    "inside the central {inner} % of {of}",
    "outside the central {inner} %, inside the central {outer} % of {of}",
    "outside the central {outer} % of {of}",
    "outside the central {outer} % of {of} in two periods running, from two independent sources",
)
RULE_OF_SHORT = "outside the central {inner} % of {of}, in a window too short for more"
RULE_OF_THREE = "outside the central {inner} % of {of} in three periods running"
RULE_OF_FEW = "outside the central {inner} % of {of}, held"

Prediction = counts.Predicted | band.Predicted


@dataclass(frozen=True, slots=True)
class _Test:
    """The tested points, what each was predicted to be, and the runs outside the two bands.

    ``baseline`` is what a band rests on, None where each point was fitted; ``method`` names it.
    ``central`` are the shares that the two bands hold.
    """

    tested: Points
    baseline: Points | None
    newest: Prediction
    method: str
    central: tuple[float, float]
    side: int
    inner_run: int
    outer_run: int

    @property
    def level(self) -> int:
        """The level before anything holds it down."""
        if not self.side:
            return 0
        if self.outer_run >= TWO_PERIODS:
            return 3
        return 2 if self.outer_run or self.inner_run >= THREE_PERIODS else 1


class Surprise(Baselined):
    """The newest complete period against its own earlier ones.

    Counts of weeks or months with three years of baseline are weighed against their season and
    trend (Farrington's flexible rule), each of the newest three on its own; a rise then needs a
    few events lately. All else is weighed against a band: the newest three complete periods, each
    against the same baseline, the periods before the first of the three, so that a surge is not
    its own baseline. Where that leaves fewer than ``min_history``, the newest two are tested, or
    the newest alone. In a band counts are tested by their negative-binomial prediction, values by
    Student's t (from 39 on by their ranks). Level 1 is outside the central 80 %, level 2 outside
    95 %; another ``alpha`` moves both. Periods nobody looked at are passed over; an unfinished
    period is never tested. A figure scaled from a window shorter than half of its period stops at
    level 1.
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
    alpha: float = Field(
        default=0.2,
        ge=0.002,
        le=0.5,
        description="How often a period in which nothing changed has level 1 at most; a quarter: level 2.",
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
        {"method": "farrington", "events": [3, 4], "alpha": 0.02},
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
                return self._found(_fitted(points, found, self._central), series, context)
            if self.method == "farrington":
                return self.unassessed(series, told(found), self._rule_of(RULES[0], EXPECTED, FITTED))
            why = f"; no season, for {found.reason}"
        count = min(TESTED, len(points) - self.min_history)
        if count < 1:
            return self._too_short(series, context, points)
        test = self._banded(points, count, is_count=context.is_count)
        return self._found(replace(test, method=test.method + why), series, context)

    @property
    def _central(self) -> tuple[float, float]:
        """The shares that the bands of level 1 and of level 2 hold."""
        return 1.0 - self.alpha, 1.0 - LEVEL_2 * self.alpha

    def _is_seasonal(self, points: Points, context: Context) -> bool:
        return context.is_count and points.period in PER_YEAR and len(points) > 0

    def _found(self, test: _Test, series: Series, context: Context) -> Finding:
        """Return the finding of a test, held where too little stands behind it."""
        points = test.tested
        run = points.last(test.outer_run if test.level > 2 else 1)  # noqa: PLR2004
        held = hold_down(test.level, run.independent)
        level, capped = hold(held, SHORT_WINDOW, when=points.is_short(-1))
        few = self._few(test, series, context) if level and test.side > 0 else ""
        low, high = test.newest.band(self._central[0])
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=0 if few else level,
            direction="none" if few else context.meaning(test.side),
            size=points.values[-1],
            low=bound(low),
            high=bound(high),
            measure=series.unit,
            since=points.since(-test.inner_run) if test.inner_run and not few else None,
            reason=_reason(test, series.unit, context, few),
            rule=self._rule(test, level, context, few=bool(few)),
            capped=few or capped,
            p=test.newest.p_value(points.values[-1]),
            rates=(self.alpha, LEVEL_2 * self.alpha),
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
        return _tested((tested, baseline), predicted, method, self._central)

    def _rule(self, test: _Test, level: int, context: Context, *, few: bool) -> str:
        """Say the rule of a level: of the one that was given, also where it was held down."""
        rule = RULES[level]
        if few:
            rule = RULE_OF_FEW
        elif level < test.level and level == HELD_LEVEL:
            rule = RULE_OF_SHORT
        elif level == 2 and not test.outer_run:  # noqa: PLR2004
            rule = RULE_OF_THREE
        events = self._events(test)
        method = f"{test.method}; {limit(events, context)}" if events else test.method
        return self._rule_of(rule, OWN if test.baseline else EXPECTED, method)

    def _rule_of(self, rule: str, of: str, method: str) -> str:
        inner, outer = (_percent(share) for share in self._central)
        said = rule.format(of=of, inner=inner, outer=outer)
        if of == EXPECTED:
            return f"{said} ({method})"
        last = f", the last {self.window}" if self.window else ""
        return f"{said} (at least {self.min_history}{last}{'; ' if method else ''}{method})"

    def _too_short(self, series: Series, context: Context, points: Points) -> Finding:
        before = points.part(0, max(len(points) - 1, 0))
        earlier = context.counted(len(before), "earlier", scaled=before.scaled)
        reason = f"Only {earlier} of at least {self.min_history}."
        return self.unassessed(series, reason, self._rule_of(RULES[0], OWN, ""))


FITTED = f"Farrington's flexible rule, at least {FEWEST_YEARS} years"


def _fitted(points: Points, found: Expected, central: tuple[float, float]) -> _Test:
    offset = ", out of all that was published" if found.offset else ""
    method = f"Farrington's flexible rule, {found.years} years{offset}; a fall by the same distribution"
    tested = points.last(len(found.predicted))
    return _tested((tested, None), list(found.predicted), method, central)


def _tested(
    points: tuple[Points, Points | None],
    predicted: list[Prediction],
    method: str,
    central: tuple[float, float],
) -> _Test:
    """Weigh each tested point against its own prediction."""
    tested, baseline = points
    pairs = list(zip(predicted, tested.values, strict=True))
    inner, outer = ([one.side(value, share) for one, value in pairs] for share in central)
    side = inner[-1]
    return _Test(tested, baseline, predicted[-1], method, central, side, _run(inner, side), _run(outer, side))


def _percent(share: float) -> str:
    """Say a share near to one: three digits would make 99.95 % all."""
    return f"{100.0 * share:.6g}"


def _whole(values: tuple[float, ...]) -> bool:
    return all(value >= 0 and value == int(value) for value in values)


def _run(sides: list[int], side: int) -> int:
    """Return how many of the newest sides are the given one, without a break."""
    length = 0
    while side and length < len(sides) and sides[-1 - length] == side:
        length += 1
    return length


def _reason(test: _Test, unit: str, context: Context, few: str) -> str:
    wider, run = (
        test.outer_run > 0,
        test.tested.last(test.outer_run if test.outer_run > 1 else test.inner_run),
    )
    share = test.central[wider]
    said = span(*test.newest.band(share))
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
        f"{_percent(share)} % of {of} ({said}){against}{context.running(run)}{held}."
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
