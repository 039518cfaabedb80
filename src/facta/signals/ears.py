"""A count far above the few before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from scipy.special import ndtri

from facta.models.ears import C1, C2, C3, EarsRule, ears, false_alarms
from facta.models.refusal import Refusal
from facta.records import Finding
from facta.signals.base import COMPLETE, bound, figure, hold_down, read
from facta.signals.baseline import Baselined, Events, counted, limit, told, too_few

if TYPE_CHECKING:
    from facta.models.ears import Departures
    from facta.records import Series
    from facta.signals.base import Context, Points
    from facta.signals.baseline import Even

FORMS = {"C1": C1, "C2": C2, "C3": C3}
NOTABLE = 0.1  # one side of the central 80 %
RUNNING = 2
AGAINST = {"C1": "just before it", "C2": "that end two before it", "C3": "that end two before it"}


class Ears(Baselined):
    """The newest complete count against the mean of the few periods before it (EARS C1, C2, C3).

    For a sudden rise where there is no long past; falls are not watched. Level 1 above the bound of
    a one-sided tenth, level 2 above the published bound of the form (C1, C2: three standard
    deviations; C3: two of them, over three periods), level 3 above it in two periods running with
    two independent sources. A rise needs a few events lately.
    """

    kind: Literal["ears"] = "ears"
    form: Literal["C1", "C2", "C3"] = Field(
        default="C2",
        description="C1: the periods just before; C2: two are left between; C3: C2 over three periods.",
    )
    baseline: int = Field(default=7, ge=3, le=60, description="Periods that the mean is taken over.")
    events: Events = Field(
        default=(5, 4), description="A rise needs so many events in so many newest periods."
    )

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({}, {"form": "C1", "events": [2, 4]}, {"form": "C3"})

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.events[0] < 0 or self.events[1] < 1:
            message = "events: so many events in so many periods; write [5, 4], or [0, 1] for no such rule"
            raise ValueError(message)
        return self

    def detect(self, series: Series, context: Context) -> Finding:
        """Return the level of the newest complete period."""
        points = read(series, COMPLETE, context.since)
        laid = counted(points, context, series.unit)
        if isinstance(laid, Refusal):
            return self.unassessed(series, told(laid), self._rule(context))
        published = self._weighed(laid, FORMS[self.form].alpha)
        newest = published.one(0, len(laid.starts) - 1)
        if isinstance(newest, Refusal):
            return self.unassessed(series, told(newest), self._rule(context))
        notable = bool(self._weighed(laid, NOTABLE).alarms[0, -1])
        return self._found(laid, points, (published, notable), series, context)

    def _weighed(self, laid: Even, alpha: float) -> Departures:
        return ears(laid.values, self._asked(alpha))

    def _asked(self, alpha: float) -> EarsRule:
        form = FORMS[self.form]
        return EarsRule(alpha=alpha, lag=form.lag, adds=form.adds, baseline=self.baseline)

    def _found(
        self,
        laid: Even,
        points: Points,
        weighed: tuple[Departures, bool],
        series: Series,
        context: Context,
    ) -> Finding:
        published, notable = weighed
        alarms = published.alarms[0]
        run = RUNNING if alarms[-RUNNING:].all() and len(alarms) >= RUNNING else int(alarms[-1])
        level = 3 if run == RUNNING else 2 if run else int(notable)
        level, capped = hold_down(level, points.last(max(run, 1)).independent)
        few = too_few(laid, self.events, context) if level else ""
        level = 0 if few else level
        line = float(published.bounds[0, -1])
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(1) if level else "none",
            size=points.values[-1],
            high=bound(line),
            measure=series.unit,
            since=points.since(-max(run, 1)) if level else None,
            reason=self._reason(points, published, series.unit, few),
            rule=self._rule(context),
            capped=few or capped,
            rates=(false_alarms(self._asked(NOTABLE)), false_alarms(self._asked(FORMS[self.form].alpha))),
        )

    def _reason(self, points: Points, published: Departures, unit: str, few: str) -> str:
        line, away = float(published.bounds[0, -1]), float(published.statistics[0, -1])
        where = "above" if published.alarms[0, -1] else "not above"
        said = "whatever the newest count" if line < 0 else figure(line)
        held = f"; outside the bound, but held: {few}" if few else ""
        if self.form == "C3":
            excess = f"{figure(away)} standard deviations of excess in three periods"
        else:
            side = "above" if away >= 0 else "below"
            excess = f"{figure(abs(away))} standard deviations {side} the mean"
        return (
            f"{points.stated(-1, unit)} {points.when(-1)}, {where} the bound of {said}: {excess} "
            f"of the {self.baseline} {AGAINST[self.form]}{held}."
        )

    def _rule(self, context: Context) -> str:
        ends = [figure(float(ndtri(1.0 - alpha))) for alpha in (NOTABLE, FORMS[self.form].alpha)]
        return (
            f"EARS {self.form}: level 1 beyond {ends[0]} standard deviations of {self.baseline} earlier "
            f"periods, 2 beyond {ends[1]}, 3 so in two periods running from two independent sources; "
            f"{limit(self.events, context)}"
        )
