"""Which earlier periods a period is weighed against, and in which season each of them lies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

WEEK = 7
MONTHS = 12
WEEKS = 52


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods in their order: how many a year has, and the day each begins, where that is known."""

    per_year: int
    days: NDArray[np.datetime64] | None = None

    def same_season(self, now: int, years: int) -> tuple[int, ...]:
        """Return how many periods back lie the period itself and its like in each of the years before.

        Without days, a year has the same number of periods each time. With days, it is the week that
        begins nearest to the same day of the year; 29 February is read as 1 March in other years.

        Examples
        --------
        >>> Calendar(52).same_season(300, 3)
        (0, 52, 104, 156)
        """
        if self.days is None or self.per_year == MONTHS:
            return tuple(self.per_year * year for year in range(years + 1))
        day = self.days[now]
        month = day.astype("datetime64[M]")
        into = day - month.astype("datetime64[D]")
        anniversaries = (month - MONTHS * np.arange(years + 1)).astype("datetime64[D]") + into
        weeks = (day - anniversaries).astype(int) / WEEK
        return tuple(int(week) for week in np.rint(weeks))


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """Periods before now, in steps below 0 and rising, and the season each belongs to; 0 is that of now."""

    steps: tuple[int, ...]
    seasons: tuple[int, ...]


def read_calendar(periods: int | Sequence[date], count: int) -> Calendar | Refusal:
    """Read what the periods are: how many a year has, or the day on which each begins.

    Parameters
    ----------
    periods
        Periods in a year, or the first (or the last) day of each week or month, shape (count,).
    count
        How many periods the series has.

    Returns
    -------
    Calendar or Refusal
        A refusal where a period stands twice, is out of order or is left out, or where the periods
        are neither weeks nor months.

    Examples
    --------
    >>> from datetime import date
    >>> read_calendar([date(2024, 1, 1), date(2024, 1, 8), date(2024, 1, 22)], 3)
    Refusal(reason='no period begins on 2024-01-15: write it with a missing count')
    >>> read_calendar([date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)], 3).per_year
    12
    """
    if isinstance(periods, int):
        return Calendar(periods) if periods > 0 else Refusal(f"a year has {periods} periods")
    days = np.array(periods, dtype="datetime64[D]")
    if days.shape != (count,):
        return Refusal(f"there are {count} counts and {days.size} periods")
    steps = np.diff(days).astype(int)
    if (fault := _disorder(days, steps)) is not None:
        return fault
    months = np.diff(days.astype("datetime64[M]")).astype(int)
    weekly, monthly = bool((steps == WEEK).all()), bool((months == 1).all())
    if not (weekly or monthly):
        return _left_out(days, steps, months)
    return Calendar(WEEKS if weekly else MONTHS, days)


def reference_set(back: Sequence[int], half_window: int, seasons: int, left_out: int) -> ReferenceSet:
    """Return the periods that a period is weighed against.

    For each past year, those within ``half_window`` of the same season. With more than one season,
    the rest of every year too, cut into ``seasons - 1`` blocks as equal as can be, the longer first.

    Parameters
    ----------
    back
        How many periods back the season lies: 0, then that of each past year, rising.
    half_window
        Periods on either side of it that count as the same season.
    seasons
        Levels of the seasonal factor; with 1, the other periods are not used.
    left_out
        Periods just before now that are left out, so that what is rising now does not hide itself.

    References
    ----------
    Farrington, C. P., Andrews, N. J., Beale, A. D. and Catchpole, M. A. (1996). A statistical
    algorithm for the early detection of outbreaks of infectious disease. Journal of the Royal
    Statistical Society A 159, 547-563.
    Noufaily, A., Enki, D. G., Farrington, P. and others (2013). An improved algorithm for outbreak
    detection in multiple surveillance systems. Statistics in Medicine 32, 1206-1222.

    Examples
    --------
    >>> reference_set((0, 4), half_window=1, seasons=1, left_out=1).steps
    (-5, -4, -3)
    >>> reference_set((0, 6), half_window=1, seasons=3, left_out=1)
    ReferenceSet(steps=(-7, -6, -5, -4, -3, -2), seasons=(0, 0, 0, 1, 1, 2))
    """
    found: list[tuple[int, int]] = []
    for newer, older in pairwise(back):
        found += [(step, 0) for step in range(-older - half_window, -older + half_window + 1)]
        if seasons > 1:
            rest = np.arange(-older + half_window + 1, -newer - half_window)
            for number, block in enumerate(np.array_split(rest, seasons - 1), start=1):
                found += [(step, number) for step in block.tolist()]
    if seasons > 1:
        found += [(step, 0) for step in range(-half_window, 0)]
    kept = sorted(pair for pair in found if pair[0] < -left_out)
    return ReferenceSet(tuple(step for step, _ in kept), tuple(season for _, season in kept))


def _disorder(days: NDArray[np.datetime64], steps: NDArray[np.int64]) -> Refusal | None:
    if np.isnat(days).any():
        return Refusal("a period has no date")
    if (steps == 0).any():
        return Refusal(f"the period {days[int(np.argmin(steps != 0))]} stands twice")
    if (steps < 0).any():
        at = int(np.argmax(steps < 0))
        return Refusal(f"the period {days[at + 1]} stands after {days[at]}")
    return None


def _left_out(days: NDArray[np.datetime64], steps: NDArray[np.int64], months: NDArray[np.int64]) -> Refusal:
    """Say which period is missing, or that these are neither weeks nor months."""
    if (steps % WEEK == 0).all() and steps.min() == WEEK:
        missing = days[int(np.argmax(steps > WEEK))] + np.timedelta64(WEEK, "D")
        return Refusal(f"no period begins on {missing}: write it with a missing count")
    if (months > 0).all() and months.min() == 1:
        missing = days[int(np.argmax(months > 1))].astype("datetime64[M]") + 1
        return Refusal(f"there is no period of {missing}: write it with a missing count")
    return Refusal("the periods are neither weeks nor months")
