"""What every signal is: its parameters and one method, from a series to a finding."""

from __future__ import annotations

import abc
import math
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
from pydantic import BaseModel, ConfigDict

from facta.periods import Period, describe, nominal_days
from facta.records import Finding
from facta.units import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl

    from facta.periods import Frequency
    from facta.records import Break, Direction, Series

COMPLETE = ("observed", "zero")
SEEN = (*COMPLETE, "partial")
INDEPENDENT = 2  # sources that make a strong finding, and confirm a crossing
SINGLE_SOURCE_LEVEL = 2
HELD_LEVEL = 1  # of a figure that is too uncertain for more, and of hindsight
SHORT_WINDOW = "short window"
SHORT = 0.5  # of its period: from a shorter window a scaled figure says little
EPOCH = date(1970, 1, 1).toordinal()
TIMES = {2: "second", 3: "third"}
WORDS = {"half": "half-year"}
MOST_READ = 4096
_READ: dict[tuple[int, str, tuple[str, ...], date | None], tuple[pl.DataFrame, Points]] = {}
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
ORDERLY = "nothing is weighed where periods stand twice or in disorder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a signal has to know of the indicator besides its series.

    ``rise`` and ``fall`` are what a rise and a fall of the indicator mean, ``since`` the start of
    its baseline, ``lag_days`` how late its sources usually are, ``period`` the word for its period.
    ``breaks`` are those the case declares for it, oldest first; ``exposures`` what the count of each
    period is out of, by the ordinal of its first day, empty where it is out of nothing.
    """

    as_of: date
    rise: Direction
    fall: Direction
    since: date
    is_count: bool
    lag_days: int
    title: str
    period: str
    breaks: tuple[Break, ...] = ()
    exposures: Mapping[int, float] = field(default_factory=dict)

    def meaning(self, side: int) -> Direction:
        """Return what a deviation upwards (1), downwards (-1) or none (0) means."""
        return self.rise if side > 0 else self.fall if side < 0 else "none"

    def counted(self, count: int, kind: str = "", *, scaled: Iterable[bool] = ()) -> str:
        """Say a number of periods, as in "14 earlier quarters"; of scaled points, of windows."""
        word = self._word(scaled)
        parts = (str(count), kind, word if count == 1 else f"{word}s")
        return " ".join(part for part in parts if part)

    def running(self, run: Points) -> str:
        """Say that it is the second or third period running, or nothing for the first."""
        return f", for the {TIMES[len(run)]} {self._word(run.scaled)} running" if len(run) in TIMES else ""

    def _word(self, scaled: Iterable[bool]) -> str:
        if any(scaled):
            return "window"
        return WORDS.get(self.period, self.period or "period")


@dataclass(frozen=True, slots=True)
class Points:
    """Points that carry a figure, oldest first. Days are ordinals.

    ``scaled`` tells figures that were brought to the period from a window of another length by
    their daily rate, ``partial`` figures of a period that was looked at in part. ``period`` is
    the frequency of the series.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: tuple[float, ...]
    sources: tuple[int, ...]
    rows: tuple[int, ...]
    scaled: tuple[bool, ...]
    partial: tuple[bool, ...]
    period: str

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.rows)

    def last(self, count: int) -> Points:
        """Return the newest points."""
        return self.part(max(len(self) - count, 0), len(self))

    def part(self, first: int, stop: int) -> Points:
        """Return the points from one place up to another."""
        span = slice(first, stop)
        return Points(
            self.starts[span],
            self.ends[span],
            self.values[span],
            self.sources[span],
            self.rows[span],
            self.scaled[span],
            self.partial[span],
            self.period,
        )

    def chosen(self, places: Sequence[int]) -> Points:
        """Return the points at some places."""
        return Points(
            tuple(self.starts[i] for i in places),
            tuple(self.ends[i] for i in places),
            tuple(self.values[i] for i in places),
            tuple(self.sources[i] for i in places),
            tuple(self.rows[i] for i in places),
            tuple(self.scaled[i] for i in places),
            tuple(self.partial[i] for i in places),
            self.period,
        )

    @property
    def days(self) -> tuple[float, ...]:
        """Days that each figure is for: of a scaled one those of its period, not of its window."""
        real = tuple(float(e - s) for s, e in zip(self.starts, self.ends, strict=True))
        if not any(self.scaled):
            return real
        nominal = nominal_days(cast("Frequency", self.period))
        return tuple(nominal if brought else days for brought, days in zip(self.scaled, real, strict=True))

    @property
    def independent(self) -> int:
        """Independent sources across these points: the most that any of them has.

        Two points of one source each may rest on the same source, so they are not added up.
        """
        return max(self.sources, default=0)

    def is_short(self, place: int) -> bool:
        """Tell a figure that was scaled from a window shorter than half of its period."""
        if not self.scaled[place]:
            return False
        nominal = nominal_days(cast("Frequency", self.period))
        return self.ends[place] - self.starts[place] < SHORT * nominal

    def stated(self, place: int, unit: str) -> str:
        """Begin a sentence with a figure; a scaled one is a rate, not what its window saw."""
        said = quantity(self.values[place], unit)
        return f"A rate of {said} a {WORDS.get(self.period, self.period)}" if self.scaled[place] else said

    def since(self, place: int) -> date:
        """Return the first day of a point."""
        return date.fromordinal(self.starts[place])

    def when(self, place: int) -> str:
        """Say in which period a point lies, as in "in Q1 2026"."""
        said = self.named(place)
        return f"on {said}" if self.ends[place] - self.starts[place] == 1 else f"in {said}"

    def named(self, place: int) -> str:
        """Say the period of a point, as in "Q1 2026" or "the week of 3 Nov 2025"."""
        start, end = (date.fromordinal(day[place]) for day in (self.starts, self.ends))
        said = describe(Period(start, end))
        return f"the {said}" if said.startswith("week") else said


def read(series: Series, states: tuple[str, ...], since: date | None = None) -> Points:
    """Return the points of some states that carry a finite value, from a day on.

    Several signals read one frame, and on neighbouring days most frames are the same.
    """
    key = (id(series.points), series.period, states, since)
    if key not in _READ:
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[key] = (series.points, _read(series, states, since))
    return _READ[key][1]


def _read(series: Series, states: tuple[str, ...], since: date | None) -> Points:
    frame = series.points
    if frame.is_empty():
        return Points((), (), (), (), (), (), (), series.period)
    values = frame.get_column("value").to_numpy()
    kept = np.isfinite(values)
    wanted, found = set(states), frame.get_column("state").to_list()
    kept &= np.array([state in wanted for state in found])
    starts = frame.get_column("start").to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH
    if since is not None:
        kept &= starts >= since.toordinal()
    ends = frame.get_column("end").to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH
    rows = np.flatnonzero(kept)
    return Points(
        tuple(starts[rows].tolist()),
        tuple(ends[rows].tolist()),
        tuple(values[rows].tolist()),
        tuple(frame.get_column("sources").to_numpy()[rows].tolist()),
        tuple(rows.tolist()),
        tuple((frame.get_column("scaled").to_numpy()[rows] > 0).tolist()),
        tuple(found[row] == "partial" for row in rows),
        series.period,
    )


class Signal(BaseModel, abc.ABC):
    """A signal: its parameters and one method. No store and no clock.

    ``examples`` are parameters that the conformance tests and the reference use. An ``editorial``
    signal weighs against a limit that the author of the case chose, not against history.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str

    examples: ClassVar[tuple[dict[str, Any], ...]] = ({},)
    editorial: ClassVar[bool] = False

    @abc.abstractmethod
    def detect(self, series: Series, context: Context) -> Finding:
        """Return what the signal says of a series as known on a day."""

    def answer(self, series: Series, context: Context) -> Finding:
        """Return what the signal says, or that periods of the series stand twice or in disorder."""
        fault = disorder(series)
        return self.unassessed(series, fault, ORDERLY) if fault else self.detect(series, context)

    def unassessed(self, series: Series, reason: str, rule: str) -> Finding:
        """Return the finding that nothing can be said, with what is missing."""
        return replace(self.quiet(series, reason, rule), level=None)

    def quiet(self, series: Series, reason: str, rule: str) -> Finding:
        """Return the finding that nothing stands out."""
        return Finding(
            signal=self.kind,
            series=series.indicator,
            level=0,
            direction="none",
            measure=series.unit,
            reason=reason,
            rule=rule,
            editorial=self.editorial,
        )


def disorder(series: Series) -> str:
    """Say which period of a series stands twice or in disorder, or nothing."""
    if len(series.points) < 2:  # noqa: PLR2004  (one has no neighbour)
        return ""
    starts, ends = (
        series.points.get_column(name).to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH
        for name in ("start", "end")
    )
    steps = np.diff(ends)
    at = np.flatnonzero((steps < 0) | ((steps == 0) & (np.diff(starts) == 0)))
    if not len(at):
        return ""
    here, after = (
        describe(Period(date.fromordinal(int(starts[i])), date.fromordinal(int(ends[i]))))
        for i in (at[0], at[0] + 1)
    )
    return f"Its figures are in disorder: {after} " + ("stands twice." if here == after else f"after {here}.")


def hold_down(level: int, sources: int) -> tuple[int, str | None]:
    """Hold a level at 2 where fewer than two independent sources stand behind it."""
    if level > SINGLE_SOURCE_LEVEL and sources < INDEPENDENT:
        return SINGLE_SOURCE_LEVEL, "one source"
    return level, None


def hold(held: tuple[int, str | None], why: str, *, when: bool) -> tuple[int, str | None]:
    """Hold a level at 1 for a reason, where that lowers it; what held it down before gives way."""
    return (HELD_LEVEL, why) if when and held[0] > HELD_LEVEL else held


def bound(value: float | None) -> float | None:
    """Return a finite bound, or None for one that is missing or infinite."""
    return None if value is None or not math.isfinite(value) else float(value)


def figure(value: float) -> str:
    """Say a number with three significant digits, thousands commas and a true minus.

    >>> figure(1234567), figure(0.012345), figure(12.0), figure(-2.5), figure(float("inf"))
    ('1,230,000', '0.0123', '12', '\N{MINUS SIGN}2.5', '∞')
    """
    if math.isnan(value):
        return "no figure"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    digits = max(2 - math.floor(math.log10(abs(value))), -300)
    rounded = round(abs(value), digits)
    said = f"{rounded:,.{max(digits, 0)}f}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return f"{MINUS}{said}" if value < 0 else said


def quantity(value: float, unit: str) -> str:
    """Say a number with its unit.

    >>> quantity(27, "attacks"), quantity(1, "attacks"), quantity(12.5, "%"), quantity(3, "USD")
    ('27 attacks', '1 attack', '12.5 %', '3 USD')
    """
    return spoken(figure(value), value, unit)


def span(low: float, high: float) -> str:
    """Say a band, also one that few values cannot bound.

    >>> span(3, 21), span(-3, 2.5), span(float("-inf"), 4), span(float("-inf"), float("inf"))
    ('3\N{EN DASH}21', '\N{MINUS SIGN}3 to 2.5', 'up to 4', 'unbounded')
    """
    if math.isinf(low) and math.isinf(high):
        return "unbounded"
    if math.isinf(low):
        return f"up to {figure(high)}"
    if math.isinf(high):
        return f"{figure(low)} or more"
    return f"{figure(low)}{' to ' if low < 0 else DASH}{figure(high)}"


def median(values: tuple[float, ...]) -> float:
    """Return the middle value."""
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
