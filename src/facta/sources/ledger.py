"""The ledger: a case's hand-kept tables of facts and figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypedDict, cast

from facta import actors, units
from facta.errors import SourceError
from facta.records import Event, Observation
from facta.sources.base import Card, Parameters, Reading, assumed, covered
from facta.sources.tables import Cells, Table, columns, compare_header, read_table

if TYPE_CHECKING:
    from datetime import date

    from facta.periods import Period
    from facta.records import KnownBy, Snapshot, Status

card: Final = Card(
    name="ledger",
    title="Hand-kept ledger",
    publisher="the author of the case",
    url="https://www.rfc-editor.org/rfc/rfc4180",
    licence="facts are free; each row cites its publisher",
    redistributable="yes",
    grain="one row per event or per figure and period, with the precision its source gives",
    lag_days=30,
    coverage="what the author of the case looked for",
    limitation=(
        "Rows are what somebody found and wrote down: a silence in the ledger may be a silence of "
        "the press or of the author, and a row is only as good as its grade."
    ),
    healthy="tens to thousands of rows; the newest row is younger than the case's review day",
    citation="the publisher, title and address in each row",
)

FACTS: Final = columns(
    "id,date,kind,actor,target,participants,tags,place,country,province,lat,lon,precision_km,"
    "quantity,low,high,unit,code,status,grade,verified,known,text,title,publisher,origin,url,note"
)
FIGURES: Final = columns(
    "id,measure,date,actor,target,tags,country,province,value,low,high,unit,status,grade,verified,"
    "known,text,title,publisher,origin,url,note"
)

_STATUSES: Final = ("asserted", "disputed", "retracted")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")
_KEBAB: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?::[^\s;]+)?")
_GRADE: Final = re.compile(r"[A-F][1-6]")
_CODE: Final = re.compile(r"[0-9A-Z]+")
_PLACE: Final = re.compile(r":([0-9]+)(?::([0-9]+))?:")
_LONGEST_CELL: Final = 10_000
_DAY_LAG: Final = 1


class _Shared(TypedDict):
    """The fields that facts and figures have in common."""

    source: str
    ref: str
    actor: str
    target: str | None
    tags: tuple[str, ...]
    country: str | None
    province: str | None
    low: float | None
    high: float | None
    start: date
    end: date
    known_at: date
    known_by: KnownBy
    snapshot: str
    status: Status
    grade: str | None
    verified: bool
    text: str
    title: str | None
    publisher: str | None
    origin: str | None
    url: str | None
    note: str | None


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Parameters | None = None,  # noqa: ARG001  (it has none)
) -> Reading:
    """Read a table of facts or of figures; its header tells which.

    A blank ``known`` is assumed: the last day of the record's period and ``lag_days``, by default
    30, for facts of one day 1. Records come in the order in which they became known.

    Raises
    ------
    SourceError
        With every mistake in the table: ``file:line:column: name: what, and what to write``.
    """
    table = read_table(snapshot, longest_cell=_LONGEST_CELL)
    figures = "measure" in table.header or len(set(FIGURES) & set(table.header)) > len(
        set(FACTS) & set(table.header)
    )
    mistakes = compare_header(table, FIGURES if figures else FACTS, ordered=True)
    if mistakes:
        raise SourceError(*mistakes)
    mistakes += table.mistakes
    events: list[Event] = []
    observations: list[Observation] = []
    seen: dict[tuple[str, date], int] = {}
    for row in table.rows:
        cells = Cells(table, row, mistakes)
        cells.refuse_control_characters()
        reading = _figure if figures else _fact
        record = reading(cells, snapshot, lag_days)
        if record is None:
            continue
        first = seen.setdefault((record.ref, record.known_at), row.line)
        if first != row.line:
            cells.wrong(
                "id",
                f"{record.ref!r} known {record.known_at} stands already on line {first}; "
                "give a revision its own day in known",
            )
        if isinstance(record, Event):
            events.append(record)
        else:
            observations.append(record)
    if mistakes:
        raise SourceError(*sorted(mistakes, key=lambda mistake: _place(table, mistake)))
    return Reading(
        events=tuple(sorted(events, key=lambda event: event.known_at)),
        observations=tuple(sorted(observations, key=lambda figure: figure.known_at)),
        coverage=covered(card, snapshot, covers, lag_days),
    )


def _place(table: Table, mistake: str) -> tuple[int, ...]:
    match = _PLACE.match(mistake, len(table.name))
    return tuple(int(number) for number in match.groups("0")) if match else ()


def _fact(cells: Cells, snapshot: Snapshot, lag_days: int | None) -> Event | None:
    kind = cells.word("kind", _KEBAB, "'border-incident': lower-case words and hyphens")
    participants = _list(cells, "participants")
    for participant in participants:
        _actor(cells, "participants", participant)
    lat, lon = cells.number("lat", -90, 90), cells.number("lon", -180, 180)
    for here, there in (("lat", "lon"), ("lon", "lat")):
        if cells.text(here) is None and cells.text(there) is not None:
            cells.wrong(here, f"is blank but {there} is not; give both or neither")
    precision = cells.number("precision_km", 0)
    quantity = cells.number("quantity")
    low, high = _interval(cells, "quantity", quantity)
    measured = any(cells.text(name) for name in ("quantity", "low", "high"))
    unit = _unit(cells, required=measured)
    if unit and not measured:
        cells.wrong("unit", "is given without a quantity; give both or neither")
    code = cells.word("code", _CODE, "'0411'") if cells.text("code") else None
    shared = _shared(cells, snapshot, lag_days, (low, high))
    if shared is None:
        return None
    return Event(
        **shared,
        kind=kind,
        participants=participants,
        place=cells.text("place"),
        lat=lat,
        lon=lon,
        precision_km=precision,
        quantity=quantity,
        unit=unit,
        code=code,
    )


def _figure(cells: Cells, snapshot: Snapshot, lag_days: int | None) -> Observation | None:
    measure = cells.word("measure", _KEBAB, "'lpg-exports': lower-case words and hyphens")
    cells.required("value")
    value = cells.number("value")
    low, high = _interval(cells, "value", value)
    unit = _unit(cells, required=True)
    lag = card.lag_days if lag_days is None else lag_days
    shared = _shared(cells, snapshot, lag, (low, high))
    if shared is None or value is None:
        return None
    return Observation(**shared, measure=measure, value=value, unit=unit or "")


def _shared(
    cells: Cells,
    snapshot: Snapshot,
    lag_days: int | None,
    interval: tuple[float | None, float | None],
) -> _Shared | None:
    ref = cells.word("id", _ID, "'buffer-2025-11': letters, digits and hyphens")
    actor = _actor(cells, "actor", cells.required("actor"))
    target = _actor(cells, "target", cells.text("target") or "")
    tags = _tags(cells)
    country = _country(cells)
    cells.required("date")
    period = cells.period("date")
    status = cells.choice("status", _STATUSES)
    grade = cells.word("grade", _GRADE, "'B2': A to F and 1 to 6") if cells.text("grade") else None
    verified = cells.choice("verified", ("yes", "no")) == "yes"
    text = cells.required("text")
    url = cells.url("url")
    known = _known(cells, period, snapshot, lag_days)
    if period is None or known is None:
        return None
    return {
        "source": snapshot.source,
        "ref": ref,
        "actor": actor or "",
        "target": target,
        "tags": tags,
        "country": country,
        "province": cells.text("province"),
        "low": interval[0],
        "high": interval[1],
        "start": period.start,
        "end": period.end,
        "known_at": known[0],
        "known_by": known[1],
        "snapshot": snapshot.sha256,
        "status": cast("Status", status),
        "grade": grade,
        "verified": verified,
        "text": text,
        "title": cells.text("title"),
        "publisher": cells.text("publisher"),
        "origin": cells.text("origin"),
        "url": url,
        "note": cells.text("note"),
    }


def _known(
    cells: Cells, period: Period | None, snapshot: Snapshot, lag_days: int | None
) -> tuple[date, KnownBy] | None:
    known = cells.period("known")
    retrieved = snapshot.retrieved_at.date()
    if known is not None:
        if known.start > retrieved:
            cells.wrong("known", f"{cells.text('known')!r} lies after the day of reading, {retrieved}")
        return (known.last, "published") if known.last <= retrieved else (retrieved, "retrieved")
    if period is None or cells.text("known") is not None:
        return None
    if lag_days is None:
        lag_days = _DAY_LAG if period.days == 1 else card.lag_days
    return assumed(period.last, lag_days, snapshot)


def _interval(cells: Cells, column: str, value: float | None) -> tuple[float | None, float | None]:
    low, high = cells.number("low"), cells.number("high")
    if low is not None and high is not None and low > high:
        cells.wrong("low", f"{low:g} is above high, {high:g}")
    elif value is not None and low is not None and low > value:
        cells.wrong("low", f"{low:g} is above {column}, {value:g}")
    elif value is not None and high is not None and high < value:
        cells.wrong("high", f"{high:g} is below {column}, {value:g}")
    return low, high


def _actor(cells: Cells, column: str, id_: str) -> str | None:
    if id_ and not actors.known(id_):
        cells.wrong(column, f"{id_!r} is not an actor{actors.suggest(id_)}")
    return id_ or None


def _country(cells: Cells) -> str | None:
    country = cells.text("country")
    if country and not (actors.known(country) and actors.actors()[country].kind == "state"):
        hint = actors.suggest(country, kind="state")
        cells.wrong("country", f"{country!r} is not an ISO 3166 alpha-3 code{hint}")
    return country


def _unit(cells: Cells, *, required: bool) -> str | None:
    unit = cells.required("unit") if required else cells.text("unit")
    mistake = units.check(unit) if unit else None
    if mistake:
        cells.wrong("unit", mistake)
    return unit or None


def _tags(cells: Cells) -> tuple[str, ...]:
    tags = _list(cells, "tags")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            cells.wrong("tags", f"{tag!r} has not the form of 'fuel' or 'commodity:lpg'")
    return tags


def _list(cells: Cells, column: str) -> tuple[str, ...]:
    text = cells.text(column)
    items = tuple(item.strip() for item in text.split(";")) if text else ()
    if "" in items:
        cells.wrong(column, f"{text!r} has an empty place between two semicolons")
    return tuple(filter(None, items))
