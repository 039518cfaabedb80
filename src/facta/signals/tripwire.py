"""A threshold registered beforehand, which calls for a named action when it is crossed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.records import Finding
from facta.signals.base import INDEPENDENT, Points, bound, figure, quantity, say_day
from facta.signals.threshold import Limit

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

SEAL_DIGITS = 8


class Tripwire(Limit):
    """A dated, sealed threshold. The only signal that reaches level 4.

    The newest figure must lie beyond it, confirmed by two independent sources or by an act graded
    A, in a period that ended, and became known, after the day of registration. What was already
    past or known on that day is hindsight.
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
        rest = self.model_dump(mode="json", exclude={"seal"})
        text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:SEAL_DIGITS]

    def fired(self, series: Series, *, is_count: bool = False) -> list[date]:
        """Return the day each confirmed crossing became known, had it been registered before all.

        One day for each unbroken run beyond the line: that of its first confirmed point.
        """
        points = self.seen(series, is_count=is_count)
        days: list[date] = []
        armed = True
        for place, value in enumerate(points.values):
            if not self.beyond(value):
                armed = True
            elif armed and _confirmed(series, points, place):
                days.append(series.points.item(points.rows[place], "known_at"))
                armed = False
        return days

    def detect(self, series: Series, context: Context) -> Finding:
        """Return level 4 when the newest figure is a confirmed crossing made after registration."""
        points = self.seen(series, is_count=context.is_count)
        if not len(points):
            return self.unassessed(series, "No period has a figure yet.", self._rule(series.unit))
        if not self.beyond(points.values[-1]):
            return self._short_of_it(series, points)
        level, capped, said = self._crossed(series, points)
        run = self.run(points)
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
            reason=f"{quantity(points.values[-1], series.unit)}, {said}.",
            rule=self._rule(series.unit),
            capped=capped,
            tripped=capped is None,
        )

    def _crossed(self, series: Series, points: Points) -> tuple[int, str | None, str]:
        """Return the level of a crossing, what held it down, and the words for it."""
        sources, when = points.sources[-1], points.when(-1)
        day = say_day(self.registered)
        known = series.points.item(points.rows[-1], "known_at")
        ended = points.ends[-1] <= self.registered.toordinal()
        if ended or (known is not None and known <= self.registered):
            level = 3 if sources >= INDEPENDENT else 2
            return (
                level,
                "hindsight",
                f"crossed {when}, before it was registered on {day}: hindsight",
            )
        line = f"{self.word} the trip-wire of {figure(self.line)} registered on {day}"
        if not _confirmed(series, points, -1):
            return (
                2,
                "unconfirmed",
                f"{line}, crossed {when} but seen by one source only",
            )
        act = "an act graded A" if sources < INDEPENDENT else f"{sources} independent sources"
        call = f"{self.action.rstrip('.')} ({self.owner}, {self.lead_days} days)"
        return 4, None, f"{line}, crossed {when} and confirmed by {act}: {call}"

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
                f"{quantity(points.values[-1], series.unit)} {points.when(-1)}, "
                f"{figure(distance)} away from the trip-wire {self.word} {figure(self.line)}."
            ),
            rule=self._rule(series.unit),
        )

    def _rule(self, unit: str) -> str:
        return (
            f"{self.word} {quantity(self.line, unit)}, registered on {say_day(self.registered)}, "
            "confirmed by two independent sources or an act graded A"
        )


def _confirmed(series: Series, points: Points, place: int) -> bool:
    grade = series.points.item(points.rows[place], "grade") or ""
    return points.sources[place] >= INDEPENDENT or grade.startswith("A")
