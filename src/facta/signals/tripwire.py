"""A threshold registered beforehand, which calls for a named action when it is crossed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.periods import say_day
from facta.records import Finding
from facta.signals.base import HELD_LEVEL, INDEPENDENT, Points, bound, figure, quantity
from facta.signals.threshold import Limit

if TYPE_CHECKING:
    from pydantic import BaseModel

    from facta.records import Series
    from facta.signals.base import Context

SEAL_DIGITS = 8
CROSSED_LEVEL, UNCONFIRMED_LEVEL = 4, 2
HINDSIGHT, UNCONFIRMED = "hindsight", "unconfirmed"


class Tripwire(Limit):
    """A dated, sealed threshold. The only signal that reaches level 4.

    The newest figure must lie beyond it, confirmed by two independent sources or by an act graded
    A, and an earlier one must not. It must have been crossed in a period that ended, and became
    known, after the day of registration: what was already past or known on that day is hindsight
    and stops at level 1.
    """

    kind: Literal["tripwire"] = "tripwire"
    registered: date = Field(description="The day it was written down.")
    action: str = Field(min_length=4, description="What its crossing calls for.")
    owner: str = Field(min_length=2, description="Who does it.")
    lead_days: int = Field(ge=0, description="Days that the action needs.")
    seal: str = Field(description="Eight hex digits over all the rest, so no edit goes unseen.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "above": 20,
            "registered": "2015-02-01",
            "action": "Call.",
            "owner": "desk",
            "lead_days": 1,
            "seal": "135632cf",
        },
    )

    @model_validator(mode="after")
    def _is_as_registered(self) -> Self:
        due = self.own_seal
        if self.seal != due:
            message = (
                "seal: this trip-wire was changed after it was registered; register it anew: set "
                f"registered to the day you write this and seal to {due!r} (the seal while "
                f"registered is {self.registered})"
            )
            raise ValueError(message)
        return self

    @property
    def own_seal(self) -> str:
        """The first eight hex digits of the sha256 of the other parameters as canonical JSON."""
        return seal_of(self)

    def fired(self, series: Series, *, is_count: bool = False) -> list[date]:
        """Return the day each confirmed crossing became known, had it been registered before all.

        One day for each unbroken run beyond the line that has a figure on the other side before
        it: that of its first confirmed point.
        """
        points = self.seen(series, is_count=is_count)
        days: list[date] = []
        armed = False
        for place, value in enumerate(points.values):
            if not self.beyond(value):
                armed = True
            elif armed and _confirmed(series, points, place):
                days.append(series.points.item(points.rows[place], "known_at"))
                armed = False
        return days

    def judged(self, points: Points, series: Series, context: Context) -> Finding:
        """Return level 4 when the last figure is a confirmed crossing made after registration."""
        run = self.run(points)
        if not run:
            return self._short_of_it(series, points)
        if run == len(points):
            reason = "Beyond the trip-wire since the first figure known: no crossing."
            return self.quiet(series, reason, self.unmet(series.unit))
        level, capped, said = self._crossed(series, points, run)
        so_far = points.partial[-1]
        figure_now = points.stated(-1, series.unit) + (f" {points.when(-1)}" if run > 1 else "")
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=context.meaning(self.side),
            size=points.values[-1],
            low=bound(series.points.item(points.rows[-1], "low")),
            high=bound(series.points.item(points.rows[-1], "high")),
            measure=series.unit,
            since=points.since(-run),
            at=points.since(-1) if so_far else None,
            reason=f"{figure_now}{' so far' * so_far}, {said}.",
            rule=self._rule(series.unit, capped),
            capped=capped,
            editorial=self.editorial,
            tripped=capped is None,
        )

    def _crossed(self, series: Series, points: Points, run: int) -> tuple[int, str | None, str]:
        """Return the level of a crossing, what held it down, and the words for it.

        The crossing is the first point of the run; what confirms it is the newest.
        """
        sources, when = points.sources[-1], points.when(-run)
        day = say_day(self.registered)
        if self._is_hindsight(series, points, run):
            said = f"crossed {when}, before it was registered on {day}: hindsight"
            return HELD_LEVEL, HINDSIGHT, said
        line = f"{self.word} the trip-wire of {figure(self.line)} registered on {day}"
        if not _confirmed(series, points, -1):
            said = f"{line}, crossed {when} but seen by one source only"
            return UNCONFIRMED_LEVEL, UNCONFIRMED, said
        act = "an act graded A" if sources < INDEPENDENT else f"{sources} independent sources"
        call = f"{self.action.rstrip('.')} ({self.owner}, {self.lead_days} days)"
        return CROSSED_LEVEL, None, f"{line}, crossed {when} and confirmed by {act}: {call}"

    def _is_hindsight(self, series: Series, points: Points, run: int) -> bool:
        """Tell a crossing that was past or known on the day of registration, or seen from before it."""
        ended = points.ends[-run] <= self.registered.toordinal()
        known = series.points.item(points.rows[-run], "known_at")
        early = series.as_of < self.registered
        return ended or early or (known is not None and known <= self.registered)

    def _short_of_it(self, series: Series, points: Points) -> Finding:
        distance = abs(self.line - points.values[-1])
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=0,
            direction="none",
            size=distance,
            measure=series.unit,
            reason=(
                f"{points.stated(-1, series.unit)} {points.when(-1)}, {figure(distance)} away "
                f"from the trip-wire {self.word} {figure(self.line)}."
            ),
            rule=self.unmet(series.unit),
            editorial=self.editorial,
        )

    def unmet(self, unit: str) -> str:
        """Return the rule of a crossing that counts in full."""
        return self._rule(unit, None)

    def _rule(self, unit: str, capped: str | None) -> str:
        line, day = f"{self.word} {quantity(self.line, unit)}", say_day(self.registered)
        if capped == HINDSIGHT:
            return f"{line}, crossed before it was registered on {day}"
        if capped == UNCONFIRMED:
            return f"{line}, registered on {day}, seen by one source only"
        return f"{line}, registered on {day}, confirmed by two independent sources or an act graded A"


def seal_of(registered: BaseModel) -> str:
    """Return the first eight hex digits of the sha256 of all but the seal, as canonical JSON."""
    rest = registered.model_dump(mode="json", exclude={"seal"})
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:SEAL_DIGITS]


def _confirmed(series: Series, points: Points, place: int) -> bool:
    grade = series.points.item(points.rows[place], "grade") or ""
    return points.sources[place] >= INDEPENDENT or grade.startswith("A")
