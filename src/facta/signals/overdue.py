"""A thing that should have come and has not: a promise, or something regular."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.models.overdue import Wait, wait
from facta.periods import say_day
from facta.records import Direction, Finding
from facta.signals.base import COMPLETE, EPOCH, SEEN, bound, figure, span
from facta.signals.baseline import Baselined

if TYPE_CHECKING:
    from facta.records import Series
    from facta.signals.base import Context

LONG_OVERDUE_DAYS = 180
GAPS = 4
OUTSIDE_80, OUTSIDE_95 = (
    0.1,
    0.025,
)  # one side of the central bands: only a long wait counts


@dataclass(frozen=True, slots=True)
class _Row:
    """One period of the series, whether or not it carries a figure. Days are ordinals."""

    start: int
    end: int
    came: bool
    looked: bool
    complete: bool
    scaled: bool


class Overdue(Baselined):
    """Something promised for a day, or something regular, that has not come.

    Not having looked is not absence: the signal is not assessed where a period that it rests on,
    up to the day minus the sources' usual lag, was not looked at. Its highest level is 2.
    """

    kind: Literal["overdue"] = "overdue"
    due: date | None = Field(default=None, description="The day by which it was promised.")
    promised: date | None = Field(
        default=None,
        description="The day of the promise: what came in earlier periods does not keep it; "
        "left out: the start of the baseline.",
    )
    regular: bool = Field(default=False, description="Learn from its own gaps when it is due.")
    absence: Direction = Field(description="What its not coming means.")

    examples: ClassVar[tuple[dict[str, Any], ...]] = (
        {"due": "2016-01-01", "absence": "straining"},
        {"regular": True, "absence": "straining"},
    )

    @model_validator(mode="after")
    def _is_promised_or_regular(self) -> Self:
        if (self.due is None) == (not self.regular):
            message = "it is promised or regular: write either due: a day, or regular: true"
            raise ValueError(message)
        if self.promised is not None and (self.due is None or self.promised > self.due):
            message = "promised: the day of the promise goes with due and is not after it"
            raise ValueError(message)
        return self

    def crosses(self) -> bool:
        """Tell whether its gaps may span a declared break; a promise is kept or not across any."""
        return self.across_breaks or not self.regular

    def detect(self, series: Series, context: Context) -> Finding:
        """Return 0 when it came or is not due yet, 1 when it is overdue, 2 when long overdue."""
        horizon = context.as_of - timedelta(days=context.lag_days)
        since = self.promised or context.since
        rows = [row for row in _rows(series) if row.end > since.toordinal()]
        if self.due is not None:
            return self._promise(series, rows, self.due, horizon)
        return self._gaps(series, rows, horizon, context)

    def _promise(self, series: Series, rows: list[_Row], due: date, horizon: date) -> Finding:
        rule = f"level 1 once {say_day(due)} has passed without it, 2 after another {LONG_OVERDUE_DAYS} days"
        came = next((row for row in rows if row.came), None)
        if came is not None:
            reason = f"It came: first recorded in the period up to {_last(came)}."
            return self._found(series, 0, reason, rule)
        late = (horizon - due).days
        if late <= 0:
            return self._found(series, 0, f"It is due by {say_day(due)}.", rule)
        unseen = _unseen(rows, (self.promised or due).toordinal(), horizon.toordinal())
        if unseen is not None:
            return self.unassessed(series, _not_looked(unseen), rule)
        level = 2 if late > LONG_OVERDUE_DAYS else 1
        reason = (
            f"It was due by {say_day(due)} and had not come {figure(late)} "
            f"{'day' if late == 1 else 'days'} later, on {say_day(horizon)}."
        )
        return self._found(series, level, reason, rule, late=late)

    def _gaps(self, series: Series, rows: list[_Row], horizon: date, context: Context) -> Finding:
        rule = (
            "level 1 when fewer than 10 % of its gaps would be as long as the wait, 2 when fewer "
            f"than 2.5 % (at least {GAPS} gaps)"
        )
        came = [row for row in rows if row.came]
        if len(came) <= GAPS:
            gaps = max(len(came) - 1, 0)
            return self.unassessed(
                series,
                f"Only {gaps} earlier {'gap' if gaps == 1 else 'gaps'} of at least {GAPS}.",
                rule,
            )
        last = came[-1]
        unseen = _unseen(rows, last.end, horizon.toordinal())
        if unseen is not None:
            return self.unassessed(series, _not_looked(unseen), rule)
        open_from = _open_from(rows, last, horizon.toordinal())
        times = context.counted(len(came), scaled=(row.scaled for row in came))
        found = wait([row.start for row in came], open_from, resolution=last.end - last.start)
        level = 2 if found.chance <= OUTSIDE_95 else 1 if found.chance <= OUTSIDE_80 else 0
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=self.absence if level else "none",
            size=found.days,
            low=bound(found.low80),
            high=bound(found.high80),
            measure="days",
            since=date.fromordinal(last.end) if level else None,
            reason=_waited(found, last, times),
            rule=rule,
            p=found.chance,
            rates=(OUTSIDE_80, OUTSIDE_95),
        )

    def _found(
        self,
        series: Series,
        level: int,
        reason: str,
        rule: str,
        *,
        late: int | None = None,
    ) -> Finding:
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=level,
            direction=self.absence if level else "none",
            size=late,
            measure="days",
            since=self.due if level else None,
            reason=reason,
            rule=rule,
        )


def _rows(series: Series) -> list[_Row]:
    frame = series.points
    if frame.is_empty():
        return []
    starts, ends = (
        (frame.get_column(name).to_numpy().astype("datetime64[D]").astype("int64") + EPOCH).tolist()
        for name in ("start", "end")
    )
    values, records = (
        frame.get_column("value").to_list(),
        frame.get_column("n").to_list(),
    )
    states, scaled = frame.get_column("state").to_list(), frame.get_column("scaled").to_list()
    return [
        _Row(start, end, bool(n) and value != 0, state in SEEN, state in COMPLETE, bool(brought))
        for start, end, value, n, state, brought in zip(
            starts, ends, values, records, states, scaled, strict=True
        )
    ]


def _unseen(rows: list[_Row], first: int, stop: int) -> int | None:
    """Return the first day between two that lies in no period that was looked at, or None.

    A period looked at in part counts only while it runs: once over, it hides what came.
    """
    day = first
    for row in rows:
        if day >= stop:
            break
        if row.looked and (row.complete or row.end > stop) and row.start <= day < row.end:
            day = row.end
    return day if day < stop else None


def _open_from(rows: list[_Row], last: _Row, horizon: int) -> int:
    """Return the first day, after the last coming, on which it can still come unseen."""
    day = last.end
    for row in rows:
        if row.complete and row.start == day and row.end <= horizon:
            day = row.end
    return day


def _last(row: _Row) -> str:
    return say_day(date.fromordinal(row.end - 1))


def _not_looked(day: int) -> str:
    return f"Nobody looked on {say_day(date.fromordinal(day))}: absence of a look is not absence."


def _waited(found: Wait, last: _Row, times: str) -> str:
    return (
        f"{figure(found.days)} days since the period that began on "
        f"{say_day(date.fromordinal(last.start))}, against a central 80 % of "
        f"{span(found.low80, found.high80)} days between the starts of the {times} with it before."
    )
