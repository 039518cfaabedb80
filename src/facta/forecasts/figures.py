"""What was known of the figures of a case on each day, and which of them may be set side by side.

A track is the run of whole periods of one indicator since the last declared break: what a forecaster
may learn from. Everything is measured once for each day.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from facta.assessment import selections, view_on
from facta.cases import lines_of
from facta.indicators import cells, prepare
from facta.periods import Period, nominal_days, period_of, periods

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray
    from pydantic import BaseModel

    from facta.analyses import View
    from facta.cases import Case
    from facta.forecasts.records import Family
    from facta.indicators import Indicator
    from facta.periods import Frequency
    from facta.records import Health, Standing
    from facta.store import Records

LEAST: dict[Frequency, int] = {"day": 60, "week": 26, "month": 8, "quarter": 6, "half": 4, "year": 4}
LEAST_BOARDS, BOARDS = 6, 36  # boards at the ends of months: needed, and looked at
ASSESSED = 0.9  # of those boards, the share with a level
LATE_SHARE = 0.9  # the lag that so many of a hundred figures keep
LONGEST_LAG = 730
NEWEST_FIGURES, NEWEST_EVENTS, FEWEST_EVENTS = 12, 30, 5  # whose lags are looked at
FIGURES = ("observed", "zero")
PROSE = {"title", "strand", "rise", "fall", "confounders", "limitation", "weight", "claims"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that decides: its value, the records behind it, and how many of them are of an assumed day."""

    value: float
    records: int = 0
    assumed: int = 0


@dataclass(frozen=True, eq=False)
class Track:
    """The figures of whole periods of one indicator that may be learnt from, as known on a day.

    ``values`` run without a gap from the first known period to ``last``; a period inside of which
    nobody knows the figure is nan. ``base`` is the newest figure, and what moves by steps ends with it
    even where its period is not whole: a step taken since is no forecast.
    """

    indicator: str
    family: Family
    frequency: Frequency
    values: NDArray[np.float64]
    last: Period
    base: float

    def step(self, end: date) -> int:
        """Return how many periods after the last known one the period lies that holds the last day."""
        return len(periods(self.last.end, end, self.frequency))


@dataclass(frozen=True, slots=True)
class Silent:
    """An indicator that nothing is asked of, and why."""

    indicator: str
    reason: str


def family_of(indicator: Indicator) -> Family:
    """Return the family of an indicator: what moves by steps, what is counted, and all the rest."""
    if getattr(indicator, "running", False) or indicator.unit == "rung":
        return "rungs"
    return "counts" if indicator.counts else "flows"


def kept(indicator: Indicator) -> bool:
    """Tell whether the figure is what was last reported, and holds until the next report."""
    return indicator.kind == "latest" and all(one.table == "events" for _, one in indicator.selections())


def frequency_of(indicator: Indicator) -> Frequency:
    """Return how often the figure of an indicator is read."""
    return "quarter" if kept(indicator) and indicator.period in ("half", "year") else indicator.period


@lru_cache(maxsize=4096)
def definition(indicator: Indicator, *, rules: bool = False) -> str:
    """Return 12 digits that stand for what is counted, and with ``rules`` for what watches it.

    What the case leaves out is left out: a release that adds a field to every indicator changes none.
    """
    told = {"kind": indicator.kind} | _said(indicator, PROSE | {"signals"})
    if rules:
        told["signals"] = [{"kind": one.kind} | _said(one, set()) for one in indicator.signals]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def _said(told: BaseModel, prose: set[str]) -> dict[str, Any]:
    return told.model_dump(mode="json", exclude=prose, exclude_defaults=True)


class Figures:
    """The figures of a case as known on any day."""

    def __init__(self, case: Case, records: Records) -> None:
        self.case = case
        self.records = records
        self._views: dict[date, View] = {}
        self._tracks: dict[tuple[str, date], Track | Silent] = {}
        self._points: dict[tuple[str, date], pl.DataFrame] = {}
        self._levels: dict[tuple[str, date], tuple[int | None, Health]] = {}
        self._lags: dict[tuple[str, date], int] = {}
        prepare(records, selections(case), lines_of(case))

    def points(self, name: str, day: date) -> pl.DataFrame:
        """Return the points of an indicator as known on a day."""
        if (name, day) not in self._points:
            self._points[name, day] = self._view(day).series(name).points
        return self._points[name, day]

    def level(self, name: str, day: date) -> tuple[int | None, Health]:
        """Return the level of an indicator on the board of a day, and how fresh its figures are."""
        if (name, day) not in self._levels:
            stood: Standing = self._view(day).standing(name)
            self._levels[name, day] = (stood.level, stood.health)
            self._points[name, day] = stood.series.points
        return self._levels[name, day]

    def _view(self, day: date) -> View:
        if day not in self._views:
            self._views[day] = view_on(self.case, self.records, day)
        return self._views[day]

    def starts(self, name: str, day: date) -> date | None:
        """Return the day on which the baseline of an indicator starts: a break, or its own beginning."""
        own = self.case.indicators[name].since
        days = [one.day for one in self.case.breaks_of(name) if one.day <= day]
        days += [own] if own is not None and own <= day else []
        return max(days, default=None)

    def track(self, name: str, day: date) -> Track | Silent:
        """Return what may be learnt of an indicator on a day, or why nothing is asked of it."""
        if (name, day) not in self._tracks:
            self._tracks[name, day] = self._tracked(name, day)
        return self._tracks[name, day]

    def _tracked(self, name: str, day: date) -> Track | Silent:
        indicator = self.case.indicators[name]
        told = self._told(name, day)
        if not told:
            return Silent(name, "no figure of a whole period is known")
        frequency = frequency_of(indicator)
        last, length = max(told), nominal_days(frequency)
        age = (day - last.end).days
        if age > length + self.lag_days(name, day):
            return Silent(name, f"its newest figure is {age} days old, and the next one overdue")
        spans = periods(min(told).start, last.end, frequency)
        values = np.array([told.get(span, np.nan) for span in spans])
        known = int(np.isfinite(values).sum())
        if known < LEAST[frequency]:
            since = self.starts(name, day)
            wants = f"{known} whole periods since {since or 'the first record'}, {LEAST[frequency]} wanted"
            return Silent(name, wants)
        family = family_of(indicator)
        if family == "rungs":
            values[-1] = self.standing_figure(name, day)  # a step taken since is where the next one starts
        return Track(name, family, frequency, values, last, float(values[-1]))

    def _told(self, name: str, day: date) -> dict[Period, float]:
        """Return the figures of whole periods since the baseline began."""
        indicator, begins = self.case.indicators[name], self.starts(name, day)
        frequency = frequency_of(indicator)
        points = self.points(name, day)
        columns = (points[column].to_list() for column in ("start", "end", "value", "state", "scaled"))
        rows = [
            (start, end, value)
            for start, end, value, state, scaled in zip(*columns, strict=True)
            if value is not None and not scaled and state in FIGURES
        ]
        if kept(indicator):
            return _holding(rows, frequency, begins)
        whole = {Period(start, end): value for start, end, value in rows}
        return {
            span: value
            for span, value in whole.items()
            if span == period_of(span.start, frequency) and (begins is None or span.start >= begins)
        }

    def standing_figure(self, name: str, day: date) -> float | None:
        """Return the newest figure as known on a day, be its period whole or not."""
        points = self.points(name, day)
        values = points["value"].drop_nulls()
        return float(values[-1]) if len(values) else None

    def figure(self, name: str, span: Period, as_of: date) -> Figure | None:
        """Return the figure of a whole period as known on a day, or None where nobody knew it."""
        points = self.points(name, as_of)
        if not len(points):
            return None
        if kept(self.case.indicators[name]):
            return _held(points, span)
        place = int(points["start"].search_sorted(span.start))
        if place == len(points):
            return None
        row = points.row(place, named=True)
        there = row["start"] == span.start and row["end"] == span.end and not row["scaled"]
        if not there or row["value"] is None or row["state"] not in FIGURES:
            return None
        return Figure(row["value"], row["n"], row["assumed"])

    def newer(self, name: str, span: Period, as_of: date) -> bool:
        """Tell whether a figure of a later period was known on a day."""
        points = self.points(name, as_of)
        has = points.filter(points["value"].is_not_null() & (points["start"] >= span.end))
        return bool(len(has))

    def boards(self, name: str, day: date) -> Track | Silent:
        """Return the levels of an indicator on the boards of the ends of months, as known on each."""
        begins = self.starts(name, day)
        days = [one for one in month_ends(day) if begins is None or one >= begins]
        levels = [self.level(name, one)[0] for one in days]
        values = np.array([np.nan if level is None else level for level in levels], dtype=float)
        known = np.flatnonzero(np.isfinite(values))
        if not len(known) or known[-1] != len(values) - 1 or self.level(name, day)[0] is None:
            return Silent(name, "the board does not assess it")
        values = values[known[0] :]
        if len(known) < LEAST_BOARDS or len(known) < ASSESSED * len(values):
            return Silent(name, f"assessed on {len(known)} boards of {len(days)}")
        last = period_of(days[-1], "month")
        return Track(name, "levels", "month", values, last, float(self.level(name, day)[0] or 0))

    def lag_days(self, name: str, day: date) -> int:
        """Return how late the figures of an indicator become known: by its sources, and in fact so far.

        In fact is the lag that nine in ten of its figures kept, as known on the day.
        """
        if (name, day) not in self._lags:
            self._lags[name, day] = self._lag(name, day)
        return self._lags[name, day]

    def _lag(self, name: str, day: date) -> int:
        indicator, known = self.case.indicators[name], self._view(day).known
        usual, lags = 0, []
        for _, selection in indicator.selections():
            usual = max(usual, known.lag_days(selection.source))
            held = cells(known.records, selection, unit=indicator.converts, lines=known.lines)
            held = held.keep((held.known <= day.toordinal()) & (held.start <= day.toordinal()))
            if selection.table == "observations":
                spans = held.start * 10_000_000 + held.end
                order = np.lexsort((held.known, spans))
                _, first = np.unique(spans[order], return_index=True)
                lags.append((held.known - held.end)[order][first][-NEWEST_FIGURES:])
            elif len(held) >= FEWEST_EVENTS:
                newest = np.argsort(held.start, kind="stable")[-NEWEST_EVENTS:]
                lags.append((held.known - _ends(held.start, indicator.period))[newest])
        every = np.concatenate(lags) if lags else np.array([])
        seen = int(np.ceil(np.quantile(np.maximum(every, 0), LATE_SHARE))) if len(every) else 0
        return min(max(usual, seen), LONGEST_LAG)

    @cached_property
    def digests(self) -> dict[str, tuple[str, str]]:
        """The definition of each indicator, without its rules and with them."""
        return {
            name: (definition(one), definition(one, rules=True)) for name, one in self.case.indicators.items()
        }


def _held(points: pl.DataFrame, span: Period) -> Figure | None:
    """Return what stood on the last day of a period, where reports reach that far."""
    has = points.filter(points["value"].is_not_null())
    reached = has.filter(has["end"] >= span.end)
    has = has.filter(has["start"] < span.end)
    if not len(reached) or not len(has):
        return None
    return Figure(float(has["value"][-1]), int(has["n"][-1]), int(has["assumed"][-1]))


def month_ends(day: date, most: int = BOARDS) -> list[date]:
    """Return the last days of the months up to a day, oldest first.

    >>> from datetime import date
    >>> [str(one) for one in month_ends(date(2026, 6, 1), 2)]
    ['2026-04-30', '2026-05-31']
    """
    found: list[date] = []
    month = period_of(day + timedelta(days=1), "month")
    while len(found) < most:
        found.append(month.start - timedelta(days=1))
        month = period_of(found[-1], "month")
    return found[::-1]


def _holding(
    rows: list[tuple[date, date, float]], frequency: Frequency, begins: date | None
) -> dict[Period, float]:
    """Return for each whole period the figure that stood on its last day."""
    if not rows:
        return {}
    first = rows[0][0] if begins is None else max(rows[0][0], begins)
    until = max(end for _, end, _ in rows)
    told = {}
    for span in periods(first, until, frequency):
        if span.end <= until and (begins is None or span.start >= begins):
            told[span] = next(value for start, _, value in reversed(rows) if start < span.end)
    return told


@lru_cache(maxsize=200_000)
def _end(start: int, frequency: Frequency) -> int:
    return period_of(date.fromordinal(start), frequency).end.toordinal()


def _ends(starts: NDArray[np.int64], frequency: Frequency) -> NDArray[np.int64]:
    return np.array([_end(int(start), frequency) for start in starts], dtype=np.int64)
