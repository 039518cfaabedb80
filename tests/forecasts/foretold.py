"""A small case that was forecast every quarter, each time written down on the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from facta.api import Open
from facta.forecasts.entries import stamp_of
from facta.forecasts.ledger import open_ledger
from facta.forecasts.making import forecasted
from tests.forecasts.riverside import CASE, store

if TYPE_CHECKING:
    from pathlib import Path

DAYS = tuple(
    date(year, month, day) for year in (2024, 2025) for month, day in ((1, 31), (4, 30), (7, 31), (10, 31))
)[1:]
LAST = DAYS[-1]


def foretold(folder: Path, days: tuple[date, ...] = DAYS) -> Open:
    """Open the case beside a ledger that was written on some days."""
    records = store()
    ledger = open_ledger(folder, CASE.name)
    for day in days:
        stamp = stamp_of(CASE, records, day, written=datetime.combine(day, time(18), UTC))
        forecasted(CASE, records, ledger, stamp, write=True)
    return Open(CASE, records, date(2026, 1, 1), folder)
