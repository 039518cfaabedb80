"""From rows to events, and from the list of what was removed to retractions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from facta.errors import SourceError
from facta.periods import Frequency, Period, period_of
from facta.records import Event
from facta.sources.acled.actors import actor_of, slug
from facta.sources.acled.columns import CONSUMED, DELETED, DROPPED, card
from facta.sources.acled.fetching import Parameters
from facta.sources.asking import pieces
from facta.sources.base import Reading, assumed, covered
from facta.sources.numbers import state_of
from facta.sources.objects import SHOWN, are_objects, is_object, load
from facta.sources.tables import Cells, Row, Table, compare_header

if TYPE_CHECKING:
    from facta.records import Snapshot
    from facta.sources import base

COLUMNS: Final = (*CONSUMED, *DROPPED)
# Around the rows ACLED tells what else it likes: restrictions of the account, last_update, messages.
_NEEDED: Final = ("success", "data")
_PRECISE: Final[dict[str, Frequency]] = {"1": "day", "2": "week", "3": "month"}
_PRECISION_KM: Final = {"1": 1.0, "2": 25.0, "3": 100.0}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_PREFIX: Final = re.compile(r"([A-Z]{3})[0-9]+")
_TARGETED: Final = "civilian-targeting"


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read the pages of a month, and what was removed meanwhile.

    An event known to the week or the month lasts that long. Of what was removed only ids are told:
    those that begin with the code of a country asked for are retracted.

    Raises
    ------
    SourceError
        With every mistake, its place given as row and key; for an error in place of an answer, with
        its words.
    """
    lag = card.lag_days if lag_days is None else lag_days
    told = _Told(snapshot, lag, frozenset(Parameters.of(parameters).countries))
    for piece in pieces(snapshot):
        told.add(piece)
    if told.mistakes:
        raise SourceError(*told.mistakes)
    return Reading(
        events=(*told.events.values(), *told.removed.values()),
        coverage=covered(card, snapshot, covers, lag, frequency="week"),
        refused=tuple(
            f"{rows:,} rows of ISO number {number!r}, which was not asked for or is no state that is known"
            for number, rows in sorted(told.strangers.items())
        ),
    )


@dataclass(slots=True)
class _Told:
    """The events of all pages, with the mistakes."""

    snapshot: Snapshot
    lag_days: int
    wanted: frozenset[str]
    events: dict[str, Event] = field(default_factory=dict)
    removed: dict[str, Event] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    _lines: dict[str, tuple[str, Row]] = field(default_factory=dict)

    def add(self, piece: Snapshot) -> None:
        table = _table(piece)
        removed = set(table.header) <= set(DELETED) and bool(table.rows)
        if not table.header:
            return
        strange = compare_header(table, DELETED if removed else COLUMNS, ordered=False) + table.mistakes
        self.mistakes += strange
        for row in table.rows if not strange else ():
            cells = Cells(table, row, self.mistakes)
            if removed:
                self._remove(cells)
            else:
                self._add(cells, table, row)

    def _add(self, cells: Cells, table: Table, row: Row) -> None:
        number = cells.required("iso")
        country = state_of("iso", number)
        if country is None or (self.wanted and country not in self.wanted):
            self.strangers[number] = self.strangers.get(number, 0) + 1
            return
        event = _event(cells, country, self.snapshot, self.lag_days)
        if event is None:
            return
        # A page may begin with the last rows of the one before, when rows came in between.
        name, twin = self._lines.setdefault(event.ref, (table.name, row))
        if twin is not row and (name == table.name or twin.cells != row.cells):
            cells.wrong("event_id_cnty", f"{event.ref!r} stands already in row {twin.line} of {name}")
        self.events[event.ref] = event

    def _remove(self, cells: Cells) -> None:
        ref, day = cells.required("event_id_cnty"), _moment(cells, "deleted_timestamp")
        prefix = _PREFIX.fullmatch(ref)
        if day is None or prefix is None or (self.wanted and prefix[1] not in self.wanted):
            return
        self.removed[ref] = Event(
            source=self.snapshot.source,
            ref=ref,
            kind="removed",
            actor="UNKNOWN",
            start=day,
            end=day + timedelta(days=1),
            status="retracted",
            text=f"ACLED removed event {ref} on {day}.",
            title=card.title,
            publisher=card.publisher,
            known_at=min(day, self.snapshot.retrieved_at.date()),
            known_by="published",
            snapshot=self.snapshot.sha256,
        )


def _table(piece: Snapshot) -> Table:
    name, told = piece.url, load(piece)
    if not is_object(told):
        raise SourceError(f"{name}: the answer is no object; it must have {', '.join(_NEEDED)}")
    words = told.get("error") or told.get("message")
    if words or told.get("success") is False:
        raise SourceError(f"{name}: ACLED answered: {str(words or told.get('messages'))[:SHOWN]}")
    missing = [key for key in _NEEDED if key not in told]
    if missing:
        raise SourceError(*(f"{name}: key {key!r} is missing" for key in missing))
    rows = told["data"]
    if not are_objects(rows):
        raise SourceError(f"{name}: data is no list of events")
    table = Table(name, list(dict.fromkeys(key for row in rows for key in row)), [], [])
    for number, row in enumerate(rows, 1):
        lost = [key for key in table.header if key not in row]
        table.mistakes.extend(f"{name}: row {number}: key {key!r} is missing" for key in lost)
        table.rows.append(Row(number, ["" if row.get(k) is None else str(row.get(k)) for k in table.header]))
    return table


def _event(cells: Cells, country: str, snapshot: Snapshot, lag_days: int) -> Event | None:
    ref, kind = cells.required("event_id_cnty"), cells.required("event_type")
    when = _when(cells)
    precision = cells.choice("geo_precision", _PRECISION_KM)
    lat, lon = cells.number("latitude", -90, 90), cells.number("longitude", -180, 180)
    deaths = cells.number("fatalities", 0)
    revised = _moment(cells, "timestamp")
    if when is None or precision not in _PRECISION_KM:
        return None
    known_at, known_by = assumed(when.last, lag_days, snapshot)
    actor, target = cells.required("actor1"), cells.text("actor2")
    return Event(
        source=snapshot.source,
        ref=ref,
        kind=slug(kind).lower(),
        actor=actor_of(actor, when.last, country),
        target=actor_of(target, when.last, country) if target else None,
        participants=_allies(cells, when.last, country),
        tags=_tags(cells),
        start=when.start,
        end=when.end,
        place=cells.text("location"),
        country=country,
        province=cells.text("admin1"),
        lat=lat,
        lon=lon,
        precision_km=_PRECISION_KM[precision],
        quantity=deaths,
        unit=None if deaths is None else "deaths",
        text=_sentence(cells, deaths),
        title=card.title,
        publisher=card.publisher,
        origin=_origin(cells),
        note=f"as ACLED last revised it on {revised}" if revised else None,
        known_at=known_at,
        known_by=known_by,
        snapshot=snapshot.sha256,
    )


def _when(cells: Cells) -> Period | None:
    text = cells.word("event_date", _DAY, "2026-01-31")
    precision = cells.choice("time_precision", _PRECISE)
    if not _DAY.fullmatch(text) or precision not in _PRECISE:
        return None
    try:
        return period_of(date.fromisoformat(text), _PRECISE[precision])
    except ValueError as error:
        cells.wrong("event_date", f"{text!r} is not a day ({error})")
        return None


def _moment(cells: Cells, column: str) -> date | None:
    """Return the day of a number of seconds since 1970."""
    text = cells.word(column, _NUMBER, "1767225600")
    return datetime.fromtimestamp(int(text), UTC).date() if _NUMBER.fullmatch(text) else None


def _allies(cells: Cells, on: date, country: str) -> tuple[str, ...]:
    names = ";".join(cells.text(column) or "" for column in ("assoc_actor_1", "assoc_actor_2"))
    return tuple(
        dict.fromkeys(actor_of(name.strip(), on, country) for name in names.split(";") if name.strip())
    )


def _tags(cells: Cells) -> tuple[str, ...]:
    tags = [f"sub-event:{slug(cells.required('sub_event_type')).lower()}"]
    tags += [
        f"disorder:{slug(part).lower()}" for part in (cells.text("disorder_type") or "").split(";") if part
    ]
    return (*tags, _TARGETED) if cells.text("civilian_targeting") else tuple(tags)


def _origin(cells: Cells) -> str:
    offices = {office.strip() for office in (cells.text("source") or "").split(";")}
    return "; ".join(sorted(offices - {""})) or card.publisher


def _sentence(cells: Cells, deaths: float | None) -> str:
    sides = " against ".join(filter(None, (cells.text("actor1"), cells.text("actor2"))))
    where = ", ".join(filter(None, (cells.text(name) for name in ("location", "admin1", "country"))))
    count = "deaths not counted" if deaths is None else f"{deaths:g} death{'' if deaths == 1 else 's'}"
    return f"{cells.text('sub_event_type')}: {sides} in {where}: {count}."
