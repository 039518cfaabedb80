"""Which files ought to be there: fifteen-minute slots, first days, and outages that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from facta.sources.gdelt.columns import Product

BUCKET: Final = "https://storage.googleapis.com/data.gdeltproject.org/"
SLOT: Final = timedelta(minutes=15)
SLOTS_A_DAY: Final = 96
_DAY: Final = timedelta(days=1)
# The list begins at 23:00, the first file on the server is of 22:45.
FIRST_SLOT: Final = datetime(2015, 2, 18, 22, 45, tzinfo=UTC)
FIRST_DAY: Final = date(2013, 4, 1)


@dataclass(frozen=True, slots=True)
class Outage:
    """A time from which the publisher has nothing; ``end`` is the first time it has again."""

    daily: bool
    start: datetime
    end: datetime
    evidence: str

    def holds(self, when: datetime) -> bool:
        """Say whether the file of a time is missing."""
        return self.start <= when < self.end


OUTAGES: Final = (
    # 2025-07-02 02:00 is not on record, 01:45 is known to be missing and 02:15 to be there.
    Outage(
        daily=False,
        start=datetime(2025, 6, 14, 18, 0, tzinfo=UTC),
        end=datetime(2025, 7, 2, 2, 0, tzinfo=UTC),
        evidence="no file on the server, probed 2026-09-28 and 2026-10-05",
    ),
    Outage(
        daily=True,
        start=datetime(2025, 6, 14, tzinfo=UTC),
        end=datetime(2025, 7, 2, tzinfo=UTC),
        evidence="no file on the server, probed 2026-09-28 and 2026-10-05",
    ),
    Outage(
        daily=True,
        start=datetime(2014, 3, 19, tzinfo=UTC),
        end=datetime(2014, 3, 20, tzinfo=UTC),
        evidence="Forteta (2026), section 4.2.3",
    ),
    Outage(
        daily=True,
        start=datetime(2023, 3, 23, tzinfo=UTC),
        end=datetime(2023, 3, 24, tzinfo=UTC),
        evidence="Forteta (2026), section 4.2.3",
    ),
)


def first_day(product: Product) -> date:
    """Return the first day of which a product has a file."""
    return FIRST_DAY if product.daily else FIRST_SLOT.date()


def due(product: Product, day: date, until: datetime) -> tuple[list[datetime], tuple[str, ...]]:
    """Return the times of a day for which a file is due, and in words those lost to an outage.

    A file is due when its time is before ``until``.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    number = 1 if product.daily else SLOTS_A_DAY
    times = [midnight + SLOT * place for place in range(number)]
    times = [when for when in times if when < until and (product.daily or when >= FIRST_SLOT)]
    told: list[str] = []
    for outage in OUTAGES:
        lost = [when for when in times if outage.daily == product.daily and outage.holds(when)]
        if lost:
            told.append(_told(lost, outage))
            times = [when for when in times if when not in lost]
    return times, tuple(told)


def _told(lost: list[datetime], outage: Outage) -> str:
    if outage.daily or len(lost) == SLOTS_A_DAY:
        return f"GDELT has nothing for {lost[0]:%Y-%m-%d} ({outage.evidence})"
    span = f"{lost[0]:%H:%M} to {lost[-1]:%H:%M}"
    return f"GDELT has nothing for {lost[0]:%Y-%m-%d}, {span} UTC ({outage.evidence})"


def stamp(product: Product, when: datetime) -> str:
    """Return the digits with which a file's name begins."""
    return f"{when:%Y%m%d}" if product.daily else f"{when:%Y%m%d%H%M%S}"


def url(product: Product, when: datetime) -> str:
    """Return the address of a file; it follows from the time."""
    return f"{BUCKET}{product.folder}/{stamp(product, when)}.{product.kind}.zip"


def next_day(day: date) -> date:
    """Return the day after."""
    return day + _DAY
