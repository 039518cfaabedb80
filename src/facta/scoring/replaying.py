"""What every rule said on each day of a stretch of history, from what was known on that day.

An indicator is measured again only on days on which something about it became known, or on which a
period of it, or of what its sources had looked at, began or ended. Rules that count the days
themselves, and indicators whose newest point grows by the day, are looked at on every day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from facta.assessment import known_on, selections
from facta.cases import lines_of
from facta.indicators import cells, prepare
from facta.indicators.points import MOST_DAYS, edges
from facta.periods import nominal_days
from facta.standing import held_in, quieted, stand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.indicators import Indicator, Known
    from facta.records import Finding
    from facta.store import Records

Mark = tuple[object, ...]
CALENDAR = ("count", "distance", "gap", "share")  # laid into periods: they move with days looked at
STEADY = (  # what they say follows from the series alone, whatever the day
    "changepoint",
    "cusum",
    "ears",
    "regime",
    "shift",
    "surprise",
    "threshold",
    "trend",
    "tripwire",
    "warning",
)


@dataclass(frozen=True, eq=False)
class History:
    """What each signal of each indicator said on each of some days, oldest first.

    ``findings`` holds by indicator, for each day, what its signals found, in their order. ``measured``
    counts how often an indicator was measured for that.
    """

    days: tuple[date, ...]
    findings: Mapping[str, tuple[tuple[Finding, ...], ...]]
    measured: int


def replayed(
    case: Case, records: Records, days: Sequence[date], indicators: Mapping[str, Indicator]
) -> History:
    """Say what the signals of some indicators said on each day, as known then.

    Parameters
    ----------
    case
        The case that gives sources, lines and the start of baselines.
    records
        The store.
    days
        The days, oldest first.
    indicators
        Indicators of the case, perhaps with other signals than those of the case.
    """
    prepare(records, selections(case), lines_of(case))
    watches = {name: _Watch(indicator, records, case) for name, indicator in indicators.items()}
    for day in days:
        known = known_on(case, records, day)
        for name, watch in watches.items():
            watch.look(name, known, case.since)
    return History(
        days=tuple(days),
        findings={name: tuple(watch.found) for name, watch in watches.items()},
        measured=sum(watch.measured for watch in watches.values()),
    )


def held_back(history: History, share: float | None) -> History:
    """Hold back on each day what the control of false discoveries of a case holds back on its board."""
    if share is None:
        return history
    made: dict[str, list[tuple[Finding, ...]]] = {name: [] for name in history.findings}
    for at in range(len(history.days)):
        day = {name: every[at] for name, every in history.findings.items()}
        held = held_in(day, share)
        for name, findings in day.items():
            made[name].append(quieted(name, findings, held, share))
    return replace(history, findings={name: tuple(found) for name, found in made.items()})


class _Watch:
    """One indicator over the days, measured again where its mark changed."""

    def __init__(self, indicator: Indicator, records: Records, case: Case) -> None:
        self.indicator = indicator
        self.found: list[tuple[Finding, ...]] = []
        self.measured = 0
        self._mark: Mark | None = None
        self._dates = _dates(indicator, records, case)
        self._first = int(self._dates[0]) if len(self._dates) else None

    def look(self, name: str, known: Known, since: date) -> None:
        """Add what its signals say on a day."""
        mark = self._marked(known)
        if mark is None or mark != self._mark:
            self.found.append(stand(name, self.indicator, known, since).findings)
            self.measured += 1
        else:
            self.found.append(self.found[-1])
        self._mark = mark

    def _marked(self, known: Known) -> Mark | None:
        """Return what a figure and what its rules say depend on, or None where nobody can tell."""
        indicator, day = self.indicator, known.day
        if any(signal.kind not in STEADY for signal in indicator.signals):
            return None
        place = int(np.searchsorted(self._dates, day, side="right"))
        tables = {selection.table for _, selection in indicator.selections()}
        if indicator.kind in CALENDAR or tables == {"events"}:
            return None if indicator.kind == "latest" else (place, *self._looked(known))
        return None if tables != {"observations"} or _adds(indicator) else (place,)

    def _looked(self, known: Known) -> Mark:
        """Return what of each period had been looked at, as far as it makes a difference."""
        day, covered = known.day, self.indicator.looked(known)
        firsts = [one for one in (self._first, covered.first) if one is not None and one <= day]
        if not firsts:
            return ()
        starts, ends = edges(min(firsts), day, self.indicator.period)
        looked, length = covered.days(starts, np.minimum(ends, day + 1)), ends - starts
        parts = [looked > 0, looked >= MOST_DAYS * length, looked >= length, ends <= day + 1]
        parts.append(starts >= (covered.last or 0))
        if covered.missed is not None:
            parts.append(covered.missed.days(starts, ends) > 0)
        return (int(starts[0]), *(part.tobytes() for part in parts))


def _dates(indicator: Indicator, records: Records, case: Case) -> np.ndarray:
    """Return every day, as an ordinal, on which the records of an indicator say something else."""
    lags = known_on(case, records, case.since)
    found: list[np.ndarray] = []
    for _, selection in indicator.selections():
        held = cells(records, selection, unit=indicator.converts, lines=lines_of(case))
        quiet = floor(nominal_days(indicator.period) + lags.lag_days(selection.source)) + 1
        found += [held.known, held.hidden, held.start, held.end - 1, held.end, held.end + quiet]
    return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.int64)


def _adds(indicator: Indicator) -> bool:
    return getattr(indicator, "windows", "") == "add"
