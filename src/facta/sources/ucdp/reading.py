"""From the releases in a snapshot to events, with what each release said and withdrew.

An event has one version a release, known on the day of the release. The store shows the last
version by day, and of one day the last appended; so a later candidate hides an earlier one and the
annual release hides both, from its own day on and not before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from facta.errors import SourceError
from facta.periods import Period, period_of
from facta.sources.base import Reading, assumed, covered
from facta.sources.tables import Cells, compare_header
from facta.sources.ucdp.columns import LAYOUTS, card
from facta.sources.ucdp.fetching import Parameters
from facta.sources.ucdp.opening import Countries, tables
from facta.sources.ucdp.rows import event

if TYPE_CHECKING:
    from datetime import date

    from facta.records import Event, KnownBy, Snapshot
    from facta.sources import base
    from facta.sources.tables import Row, Table
    from facta.sources.ucdp.releases import Release


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read releases. An event is known ``lag_days`` after the month in which it ends.

    A release appears once its month is over, so an event of the first of the month was not known
    thirty days later but at the end of the next. Of an event that candidates in the snapshot
    tell too, the annual release is a later version, known from the end of its June; what the
    candidates had and the annual release dropped is retracted on that day.

    Raises
    ------
    SourceError
        With every unknown or missing column, or every cell that cannot be read.
    """
    lag = card.lag_days if lag_days is None else lag_days
    countries = Countries(frozenset(Parameters.of(parameters).countries))
    told = _Told(snapshot, lag, countries)
    for release, found in tables(snapshot, countries):
        told.add(release, found)
    if told.mistakes:
        raise SourceError(*told.mistakes)
    return Reading(
        events=tuple(told.versions.values()),
        coverage=covered(card, snapshot, covers, lag),
        refused=countries.refused,
    )


@dataclass(slots=True)
class _Told:
    """What releases have told so far: every version, and by id the newest of each event."""

    snapshot: Snapshot
    lag_days: int
    countries: Countries
    versions: dict[tuple[str, date], Event] = field(default_factory=dict)
    newest: dict[str, Event] = field(default_factory=dict)
    candidates: list[Period] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def add(self, release: Release | None, found: list[Table]) -> None:
        """Add what a release tells, and retract what it dropped."""
        events = self._events(release, found)
        self.versions |= {(one.ref, one.known_at): one for one in events.values()}
        if release is not None and release.replaces and _whole(self.snapshot):
            self._retract(release, events)
        self.newest |= events
        if release is not None and not release.annual:
            self.candidates.append(release.covers)

    def _events(self, release: Release | None, found: list[Table]) -> dict[str, Event]:
        events: dict[str, Event] = {}
        first: dict[str, tuple[Table, Row]] = {}
        for table in found:
            strange = _compare(table)
            self.mistakes += strange or table.mistakes
            for row in table.rows if not strange else ():
                cells = Cells(table, row, self.mistakes)
                one = event(
                    cells,
                    table,
                    snapshot=self.snapshot,
                    known=lambda last: self._known(release, last),
                )
                if one is None or (self.countries.wanted and one.country not in self.countries.wanted):
                    continue
                where, twin = first.setdefault(one.ref, (table, row))
                # Pages are cut while the interface sorts them, so one event may stand on two.
                if twin is not row and (where is table or twin.cells != row.cells):
                    cells.wrong("id", f"{one.ref!r} stands already on line {twin.line}")
                events[one.ref] = one
        return events

    def _known(self, release: Release | None, last: date) -> tuple[date, KnownBy]:
        month = period_of(last, "month")
        if release is not None and release.annual and any(c.start <= last < c.end for c in self.candidates):
            return assumed(release.out(self.lag_days), 0, self.snapshot)
        if release is None or release.annual:
            return assumed(month.last, self.lag_days, self.snapshot)
        return assumed(max(month.last, release.covers.last), self.lag_days, self.snapshot)

    def _retract(self, release: Release, events: dict[str, Event]) -> None:
        known_at, known_by = assumed(release.out(self.lag_days), 0, self.snapshot)
        for ref, standing in self.newest.items():
            if ref not in events and release.covers.start <= standing.start < release.covers.end:
                gone = replace(
                    standing,
                    status="retracted",
                    known_at=max(known_at, standing.known_at),
                    known_by=known_by,
                    note=f"not in release {release.version}",
                )
                self.versions[ref, gone.known_at] = events[ref] = gone


def _compare(table: Table) -> list[str]:
    """Return the mistakes of a header against the layout that is nearest to it."""
    header = set(table.header)
    if not header and not table.mistakes:
        return []
    layout = max(LAYOUTS, key=lambda known: len(header & set(known)) / len(header | set(known)))
    return compare_header(table, layout, ordered=False)


def _whole(snapshot: Snapshot) -> bool:
    """Tell whether every part came: a page that is missing is no sign that its events were dropped."""
    if not snapshot.parts:
        return True
    told = json.loads(snapshot.body)
    sound = all(part["state"] in {"complete", "empty"} for part in told["parts"])
    return sound and not told["outages"]
