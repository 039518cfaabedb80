"""The releases of UCDP: annual ones, the candidates of a month, and candidates taken together.

Versions are written as UCDP does: ``26.1`` is the annual release of 2026, which ends with 2025;
``26.0.8`` the candidates of August 2026; ``26.01.26.06`` those of January to June 2026 taken
together. An address or the name of a file tells its release.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from facta.periods import Period, parse, period_of, periods

FILES: Final = "https://ucdp.uu.se/downloads"
INTERFACE: Final = "https://ucdpapi.pcr.uu.se/api/gedevents"
FIRST: Final = date(1989, 1, 1)
# A candidate month is on the page 20 to 40 days after it ended.
_DUE_DAYS: Final = 20
_ANNUAL: Final = re.compile(r"([0-9]{2})\.1")
_MONTH: Final = re.compile(r"([0-9]{2})\.0\.([1-9]|1[0-2])")
_TOGETHER: Final = re.compile(r"([0-9]{2})\.(0[1-9]|1[0-2])\.([0-9]{2})\.(0[1-9]|1[0-2])")
_NAMED: Final = (
    re.compile(r"/gedevents/([0-9]+(?:\.[0-9]+)+)"),
    re.compile(r"GEDEvent_v([0-9]+(?:_[0-9]+)+)", re.IGNORECASE),
    re.compile(r"/ged([0-9]{2}1)-csv"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release and the days it covers."""

    version: str
    covers: Period

    @property
    def annual(self) -> bool:
        """Whether it is the final one of its years."""
        return _ANNUAL.fullmatch(self.version) is not None

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of the candidates of its months."""
        return _MONTH.fullmatch(self.version) is None

    @property
    def file(self) -> str:
        """The address of its file."""
        if self.annual:
            return f"{FILES}/ged/ged{self.version.replace('.', '')}-csv.zip"
        return f"{FILES}/candidateged/GEDEvent_v{self.version.replace('.', '_')}.csv"

    @property
    def pages(self) -> str:
        """The address under which the interface has it."""
        return f"{INTERFACE}/{self.version}"

    def out(self, lag_days: int) -> date:
        """Return the day on which it is taken to have come out.

        Candidates come out a lag after their last day. Annual releases come out in the June after
        their last year; they do not say on which day.
        """
        if self.annual:
            return date(self.covers.end.year, 6, 30)
        return self.covers.last + timedelta(days=lag_days)


def release(version: str) -> Release | None:
    """Return the release of a version, None where it is none.

    >>> release("26.0.8").covers == parse("2026-08"), release("26.1").covers.last
    (True, datetime.date(2025, 12, 31))
    >>> release("26.2") is None
    True
    """
    covers: Period | None = None
    if annual := _ANNUAL.fullmatch(version):
        covers = Period(FIRST, date(2000 + int(annual[1]), 1, 1))
    elif month := _MONTH.fullmatch(version):
        covers = period_of(date(2000 + int(month[1]), int(month[2]), 1), "month")
    elif together := _TOGETHER.fullmatch(version):
        first, last = (f"20{together[at]}-{together[at + 1]}" for at in (1, 3))
        covers = Period(parse(first).start, parse(last).end) if first < last else None
    return Release(version=version, covers=covers) if covers else None


def named(address: str) -> Release | None:
    """Return the release that an address or the name of a file tells, None where it tells none.

    >>> named("https://ucdp.uu.se/downloads/ged/ged261-csv.zip").version
    '26.1'
    >>> named("GEDEvent_v26_01_26_06.csv").version, named("afghanistan.csv")
    ('26.01.26.06', None)
    """
    for pattern in _NAMED:
        if found := pattern.search(address):
            digits = found[1]
            return release(f"{digits[:2]}.1" if digits.isdecimal() else digits.replace("_", "."))
    return None


def monthly(since: date, today: date) -> list[Release]:
    """Return the candidates of every month from one on whose time has come.

    >>> [r.version for r in monthly(date(2026, 8, 1), date(2026, 10, 21))]
    ['26.0.8', '26.0.9']
    """
    months = periods(since, max(since, today - timedelta(days=_DUE_DAYS)), "month")
    return [
        Release(version=f"{month.start:%y}.0.{month.start.month}", covers=month)
        for month in months
        if month.end + timedelta(days=_DUE_DAYS) <= today
    ]
