"""When: half-open periods of days, and the days, weeks, months, quarters, halves and years.

A period is ``[start, end)``. What people write names the last day, month or year itself: the
interval ``2025-09-29/2025-10-01`` includes the first of October.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

Frequency = Literal["day", "week", "month", "quarter", "half", "year"]

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_DAYS_PER_YEAR: Final = 365.2425
_DAYS: Final[dict[Frequency, float]] = {
    "day": 1.0,
    "week": 7.0,
    "month": _DAYS_PER_YEAR / 12,
    "quarter": _DAYS_PER_YEAR / 4,
    "half": _DAYS_PER_YEAR / 2,
    "year": _DAYS_PER_YEAR,
}
_MONTHS_IN: Final[dict[Frequency, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LAST_MONTH: Final = 12
_TO: Final = " \N{EN DASH} "
_DATE: Final = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PART: Final = re.compile(r"([1-9][0-9]{3})-(Q[1-4]|H[12])")
_LAST_YEAR: Final = 9998
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, not including, ``end``.

    >>> Period(date(2025, 10, 1), date(2025, 11, 1)).days
    31
    """

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - _DAY


@lru_cache(maxsize=65536)
def parse(text: str) -> Period:
    """Read a year, a month, a day or an interval that includes its last part.

    Raises
    ------
    ValueError
        When the text is no date, with what to write instead.

    Examples
    --------
    >>> parse("2025-10")
    Period(start=datetime.date(2025, 10, 1), end=datetime.date(2025, 11, 1))
    >>> parse("2025-09-29/2025-10-01").days
    3
    >>> parse("2025-02-30")
    Traceback (most recent call last):
    ValueError: '2025-02-30' is not a day: February 2025 has 28 days; write 2025-02-28 or 2025-02
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _single(text)
    start, end = _single(first).start, _single(last).end
    if end <= start:
        message = f"{text!r} ends before it starts; write {last}/{first}"
        raise ValueError(message)
    return Period(start, end)


def _single(text: str) -> Period:
    part = _PART.fullmatch(text)
    if part is not None and int(part[1]) <= _LAST_YEAR:
        months = 3 if part[2][0] == "Q" else 6
        first = date(int(part[1]), months * (int(part[2][1]) - 1) + 1, 1)
        return period_of(first, "quarter" if part[2][0] == "Q" else "half")
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) > _LAST_YEAR:
        message = (
            f"{text!r} is not a date; write a year (2025), a month (2025-10), a day (2025-10-03) "
            "or an interval (2025-09-29/2025-10-01)"
        )
        raise ValueError(message)
    year = int(match[1])
    if match[2] is None:
        return Period(date(year, 1, 1), date(year + 1, 1, 1))
    month = int(match[2])
    if not 1 <= month <= _LAST_MONTH:
        message = f"{text!r} is not a date: months run from 01 to 12; write {year}-12 or {year}"
        raise ValueError(message)
    if match[3] is None:
        return period_of(date(year, month, 1), "month")
    day, length = int(match[3]), calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        stem = f"{year}-{month:02d}"
        nearest = f"{stem}-{min(max(day, 1), length):02d}"
        message = (
            f"{text!r} is not a day: {MONTHS[month - 1]} {year} has {length} days; write {nearest} or {stem}"
        )
        raise ValueError(message)
    start = date(year, month, day)
    return Period(start, start + _DAY)


@lru_cache(maxsize=65536)
def period_of(day: date, frequency: Frequency) -> Period:
    """Return the period of that frequency in which a day lies. Weeks start on Monday.

    >>> period_of(date(2025, 11, 9), "week").start
    datetime.date(2025, 11, 3)
    >>> period_of(date(2025, 11, 9), "quarter").start
    datetime.date(2025, 10, 1)
    """
    if frequency == "day":
        return Period(day, day + _DAY)
    if frequency == "week":
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=7))
    length = _MONTHS_IN[frequency]
    month = (day.month - 1) // length * length
    after = month + length
    return Period(date(day.year, month + 1, 1), date(day.year + after // 12, after % 12 + 1, 1))


def periods(start: date, end: date, frequency: Frequency) -> list[Period]:
    """Return all periods that overlap ``[start, end)``, oldest first.

    >>> [describe(p) for p in periods(date(2025, 3, 31), date(2025, 7, 1), "quarter")]
    ['Q1 2025', 'Q2 2025']
    """
    found = []
    while start < end:
        found.append(period_of(start, frequency))
        start = found[-1].end
    return found


def cut(start: date, end: date, frequency: Frequency) -> list[tuple[date, date]]:
    """Cut ``[start, end)`` where periods begin; nothing is left of an empty stretch.

    >>> [a.isoformat() for a, _ in cut(date(2025, 3, 31), date(2025, 4, 9), "month")]
    ['2025-03-31', '2025-04-01']
    """
    return [(max(p.start, start), min(p.end, end)) for p in periods(start, end, frequency)]


def nominal_days(frequency: Frequency) -> float:
    """Return the mean length of a period in days, over the Gregorian cycle.

    >>> nominal_days("year")
    365.2425
    """
    return _DAYS[frequency]


@lru_cache(maxsize=65536)
def describe(period: Period) -> str:
    """Say a period as people do.

    >>> describe(parse("2025-10")), describe(parse("2025-07/2025-09"))
    ('October 2025', 'Q3 2025')
    >>> describe(parse("2025-01/2025-06")), describe(parse("2025-11-03/2025-11-09"))
    ('H1 2025', 'week of 3 Nov 2025')
    """
    start, last = period.start, period.last
    for frequency in _DAYS:
        if period == period_of(start, frequency):
            return _whole(start, frequency)
    if start.year == last.year:
        return f"{start.day} {MONTHS[start.month - 1][:3]}{_TO}{say_day(last)}"
    return f"{say_day(start)}{_TO}{say_day(last)}"


def _whole(start: date, frequency: Frequency) -> str:
    return {
        "day": say_day(start),
        "week": f"week of {say_day(start)}",
        "month": f"{MONTHS[start.month - 1]} {start.year}",
        "quarter": f"Q{start.month // 3 + 1} {start.year}",
        "half": f"H{start.month // 6 + 1} {start.year}",
        "year": f"{start.year}",
    }[frequency]


def say_day(day: date) -> str:
    """Say a day, as in "3 Mar 2026"."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
