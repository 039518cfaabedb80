"""What is given and what is done for it, period by period: two rows of figures without a hole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from facta.analyses.base import whole
from facta.analyses.proportionality.shocks import happened, searched
from facta.indicators import Selection
from facta.models.elasticity import FEWEST_PERIODS
from facta.models.refusal import Refusal
from facta.periods import Period, describe, nominal_days, periods
from facta.signals.base import COMPLETE, WORDS, read

if TYPE_CHECKING:
    from facta.analyses.base import View
    from facta.periods import Frequency

Flow = str | tuple[Selection, ...]
Window = tuple[int, int]

UNEVEN = 0.1  # a quarter has 90 to 92 days; published windows differ more


class Counting(NamedTuple):
    """How records are counted: from which day, and by which period.

    ``apart_days`` is 0 but where what is given are the steps: those so near are one decision.
    """

    since: date
    period: Frequency
    apart_days: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """What was given and done in the same periods, oldest first."""

    given: tuple[float, ...]
    done: tuple[float, ...]
    start: date
    end: date

    @property
    def period(self) -> str:
        """The stretch of time."""
        return describe(Period(self.start, self.end))

    @property
    def last(self) -> date:
        """The last day."""
        return Period(self.start, self.end).last


@dataclass(frozen=True, slots=True)
class Side:
    """The figures of one side by their windows; ``title`` is empty where records were counted.

    ``looked`` is false of records that nobody searched for.
    """

    title: str
    values: dict[Window, float]
    period: Frequency
    looked: bool = True

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.title or "a count of records"


def paired(given: Flow, done: Flow, view: View, counting: Counting) -> Pair | Refusal:
    """Put both sides together over the longest stretch in which each period has both figures.

    Records are counted in the periods of the other side's figures, and in calendar periods where
    both sides are records. Each record counts but those of one event: two deeds on a day are two.
    """
    first = _measured(done, view, counting) if isinstance(done, str) else None
    second = _measured(given, view, counting) if isinstance(given, str) else None
    if first is None:
        first = _counted(done, view, counting, second)
    if second is None:
        second = _counted(given, view, counting, first, counting.apart_days)
    unseen = [what for what, one in (("given", second), ("done", first)) if not one.looked]
    if unseen:
        return Refusal(f"nobody searched for what is {' or '.join(unseen)} in the time that is looked at")
    both = sorted(first.values.keys() & second.values.keys())
    run = _longest(both)
    if len(run) < FEWEST_PERIODS:
        return Refusal(_too_few(first, second, both, run))
    below = [one.name for one in (second, first) if min(one.values[window] for window in run) < 0]
    if below:
        return Refusal(f"{' and '.join(below)} went below 0, of which no per cent can be taken")
    return Pair(
        tuple(second.values[window] for window in run),
        tuple(first.values[window] for window in run),
        date.fromordinal(run[0][0]),
        date.fromordinal(run[-1][1]),
    )


def _measured(name: str, view: View, counting: Counting) -> Side:
    """Return the figures of an indicator whose periods were looked at throughout."""
    indicator = view.indicators[name]
    points = read(view.series(name), COMPLETE, counting.since)
    values = dict(zip(zip(points.starts, points.ends, strict=True), points.values, strict=True))
    return Side(f"{indicator.title} ({name})", values, indicator.period)


def _counted(flow: Flow, view: View, counting: Counting, other: Side | None, apart_days: int = 0) -> Side:
    """Count records in the windows of the other side, or in whole calendar periods."""
    selections = () if isinstance(flow, str) else flow
    period = other.period if other else counting.period
    looked = searched(view, selections, counting.since)
    if looked is None:
        return Side("", {}, period, looked=False)
    windows = list(other.values) if other else _calendar(*looked, period)
    days = np.array([one.day for one in happened(view, selections, apart_days).dated], dtype=np.int64)
    covered = view.known.covered(*(whole(one, view.sources) for one in selections))
    values = {}
    for start, end in windows:
        if covered.days(np.array([start]), np.array([end]))[0] == end - start:
            values[start, end] = float(((days >= start) & (days < end)).sum())
    return Side("", _rated(values, period), period)


def _calendar(start: int, end: int, period: Frequency) -> list[Window]:
    laid = periods(date.fromordinal(start), date.fromordinal(end), period)
    spans = [(one.start.toordinal(), one.end.toordinal()) for one in laid]
    return [(first, last) for first, last in spans if start <= first and last <= end]


def _rated(values: dict[Window, float], period: Frequency) -> dict[Window, float]:
    """Bring counts in windows of uneven length to the usual one, as published figures are."""
    usual = nominal_days(period)
    if all(abs(end - start - usual) <= UNEVEN * usual for start, end in values):
        return values
    return {window: count * usual / (window[1] - window[0]) for window, count in values.items()}


def _longest(windows: list[Window]) -> list[Window]:
    """Return the longest run of windows that follow each other, the newest of equals."""
    best: list[Window] = []
    run: list[Window] = []
    for window in windows:
        run = [*run, window] if run and run[-1][1] == window[0] else [window]
        best = run if len(run) >= len(best) else best
    return best


def _too_few(done: Side, given: Side, both: list[Window], run: list[Window]) -> str:
    """Say how many periods there are, and how many are missing."""
    word = WORDS.get(done.period, done.period)
    sides = ", ".join(f"{one.title} is known for {len(one.values)}" for one in (done, given) if one.title)
    there = f"there {'is' if len(both) == 1 else 'are'} {len(both)} with both figures"
    if run and len(run) < len(both):
        when = describe(Period(date.fromordinal(run[0][0]), date.fromordinal(run[-1][1])))
        there += f", {len(run)} of them without a hole ({when})"
    missing = FEWEST_PERIODS - len(run)
    said = (
        f"an elasticity needs {FEWEST_PERIODS} {word}s without a hole; {there}, so {missing} more "
        f"{'is' if missing == 1 else 'are'} needed"
    )
    return f"{said} ({sides})" if sides else said
