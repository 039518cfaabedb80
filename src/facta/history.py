"""How the parts of an argument stood on earlier days: the same call on many days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.assessment import selections, view_on
from facta.indicators import prepare
from facta.periods import period_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.cases import Case
    from facta.store import Records

Stood = tuple[tuple["date", str], ...]
QUARTERS = 12


def days_before(as_of: date, since: date, most: int = QUARTERS) -> list[date]:
    """Return the last days of the quarters before a day, oldest first, and the day itself.

    >>> from datetime import date
    >>> [str(day) for day in days_before(date(2026, 6, 1), date(2025, 10, 15))]
    ['2025-12-31', '2026-03-31', '2026-06-01']
    """
    days = [as_of]
    while len(days) <= most:
        earlier = period_of(days[-1], "quarter").start - timedelta(days=1)
        if earlier < since:
            break
        days.append(earlier)
    return days[::-1]


def stood(case: Case, store: Records, analysis: str, days: Sequence[date]) -> dict[str, Stood]:
    """Return for every part of an analysis how it stood: the first of the days, and each that differs.

    On each day only what was known then is used.
    """
    found: dict[str, list[tuple[date, str]]] = {}
    for day in days:
        view = view_on(case, store, day)
        prepare(store, selections(case), view.known.lines)
        for item in view.result(analysis).items:
            told = found.setdefault(item.key, [])
            if not told or told[-1][1] != item.says:
                told.append((day, item.says))
    return {key: tuple(told) for key, told in found.items()}
