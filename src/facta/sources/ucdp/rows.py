"""One row of a release, as an event."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from facta import actors
from facta.periods import Period, parse, period_of
from facta.records import Event
from facta.sources.ucdp.columns import PLACEHOLDERS, card

if TYPE_CHECKING:
    from datetime import date

    from facta.records import KnownBy, Snapshot
    from facta.sources.tables import Cells, Table

_KINDS: Final = {"1": "state-based", "2": "non-state", "3": "one-sided-violence"}
_PRECISION_KM: Final = {"1": 1, "2": 25, "3": 50, "4": 100, "5": 150, "6": 300, "7": 500}
_COUNTRY_WIDE: Final = 6
_DATE_PRECISIONS: Final = ("1", "2", "3", "4", "5")
_MONTH_PRECISION: Final = "4"
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00:00(?:\.0+)?)?")
_UNCLEAR: Final = re.compile(r"XXX[0-9]+")
_DEATHS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_AGGREGATE: Final = "2"
_MISSING: Final = -1
_AFGHANISTAN: Final = ((29.3, 38.6), (60.4, 75.0))


Known = Callable[["date"], tuple["date", "KnownBy"]]


def event(cells: Cells, table: Table, *, snapshot: Snapshot, known: Known) -> Event | None:
    """Return the event of a row, None where a mistake leaves none.

    ``known`` says, of the last day of an event, when the event became known.
    """
    ref = cells.required("id")
    kind = _KINDS.get(cells.choice("type_of_violence", _KINDS))
    when = _when(cells)
    where_prec = cells.choice("where_prec", _PRECISION_KM)
    lat, lon = cells.number("latitude", -90, 90), cells.number("longitude", -180, 180)
    best, low, high, odd = _deaths(cells)
    if when is None or kind is None or where_prec not in _PRECISION_KM:
        return None
    country = _country(cells, table, when.last, lat, lon)
    actor = _actor(cells.required("side_a"), when.last, country)
    target = _actor(cells.required("side_b"), when.last, country)
    placeholder = int(where_prec) >= _COUNTRY_WIDE or (lat, lon) in PLACEHOLDERS
    known_at, known_by = known(when.last)
    province = cells.text("adm_1")
    return Event(
        source=snapshot.source,
        ref=ref,
        kind=kind,
        actor=actor,
        target=target,
        tags=_tags(cells, placeholder=placeholder),
        start=when.start,
        end=when.end,
        place=cells.text("where_coordinates") or cells.text("adm_2"),
        country=country,
        province=province.removesuffix(" province") if province else None,
        lat=lat,
        lon=lon,
        precision_km=float(_PRECISION_KM[where_prec]),
        quantity=best,
        unit="deaths",
        low=low,
        high=high,
        text=_sentence(cells, best, low, high),
        title=": ".join(filter(None, (cells.text("relid"), cells.text("conflict_name")))),
        publisher=card.publisher,
        origin=_origin(cells),
        note="; ".join(filter(None, (_breakdown(cells), odd))) or None,
        known_at=known_at,
        known_by=known_by,
        snapshot=snapshot.sha256,
    )


def _when(cells: Cells) -> Period | None:
    start, last = _day(cells, "date_start"), _day(cells, "date_end")
    precision = cells.choice("date_prec", _DATE_PRECISIONS)
    if start is None or last is None:
        return None
    if last < start:
        cells.wrong("date_end", f"{last} is before date_start, {start}")
        return None
    month = period_of(start, "month")
    if precision == _MONTH_PRECISION and last < month.end:
        return month
    return Period(start, last + timedelta(days=1))


def _day(cells: Cells, column: str) -> date | None:
    text = cells.required(column)
    match = _DAY.fullmatch(text)
    if match is None:
        if text:
            cells.wrong(column, f"{text!r} is not a day; write 2023-10-02 00:00:00.000")
        return None
    try:
        return parse(match[1]).start
    except ValueError as error:
        cells.wrong(column, str(error))
        return None


def _count(cells: Cells, column: str) -> float | None:
    value = cells.number(column, _MISSING)
    return None if value == _MISSING else value


def _deaths(cells: Cells) -> tuple[float | None, float | None, float | None, str]:
    """Return best, low and high, with a note where UCDP's own interval does not hold its best.

    Fifteen of the 2,391 rows of October 2023 print a best figure outside low and high.
    """
    printed = {column: _count(cells, column) for column in ("best", "low", "high")}
    best, low, high = printed.values()
    if low is None or high is None or low <= (low if best is None else best) <= high:
        return best, low, high, ""
    given = {column: value for column, value in printed.items() if value is not None}
    figures = ", ".join(f"{column} {value:g}" for column, value in given.items())
    odd = f"printed {figures}; the interval is widened to hold all"
    return best, min(given.values()), max(given.values()), odd


def _country(cells: Cells, table: Table, on: date, lat: float | None, lon: float | None) -> str | None:
    if "country" not in table.header:
        for column, value, (least, most) in zip(
            ("latitude", "longitude"), (lat, lon), _AFGHANISTAN, strict=True
        ):
            if value is not None and not least <= value <= most:
                cells.wrong(column, f"{value:g} is outside Afghanistan, whose extract this is")
        return "AFG"
    name = cells.required("country")
    country = actors.resolve("ucdp", name, on) if name else None
    if name and country is None:
        cells.wrong("country", f"{name!r} is not a known spelling; add it to spellings.csv")
    return country


def _actor(name: str, on: date, country: str | None) -> str:
    """Return the actor of a name, or the name itself in the form of an id."""
    if _UNCLEAR.fullmatch(name):
        return "UNKNOWN-ARMED"
    found = actors.resolve("ucdp", name, on, country=country)
    if found is not None:
        return found
    slug = "-".join(re.findall(r"\w+", name)).upper()
    return f"UCDP-{slug}" if actors.known(slug) else slug


def _tags(cells: Cells, *, placeholder: bool) -> tuple[str, ...]:
    status = cells.text("code_status")
    tags = ["placeholder"] if placeholder else []
    if status:
        tags.append(f"code-status:{'-'.join(status.lower().split())}")
    if cells.choice("event_clarity", ("1", _AGGREGATE)) == _AGGREGATE:
        tags.append("aggregate-report")
    return tuple(tags)


def _origin(cells: Cells) -> str:
    """Return the offices that reported the event, each once; UCDP where it names none."""
    offices = (cells.text("source_office") or "").split(";")
    return "; ".join(sorted({office.strip() for office in offices} - {""})) or card.publisher


def _breakdown(cells: Cells) -> str:
    counts = [(name, _count(cells, name)) for name in _DEATHS]
    told = ", ".join(
        f"{name.removeprefix('deaths_').replace('_', ' ')} {count:g}" for name, count in counts if count
    )
    return f"deaths by side: {told}" if told else ""


def _sentence(cells: Cells, best: float | None, low: float | None, high: float | None) -> str:
    places = [cells.text(name) for name in ("adm_2", "adm_1", "country")]
    where = ", ".join(filter(None, places)) or "an unknown place"
    deaths = "deaths not counted"
    if best is not None:
        deaths = f"{best:g} death{'' if best == 1 else 's'}"
    if low is not None and high is not None and low != high:
        deaths += f" ({low:g} to {high:g})"
    sides = [_side(cells.text(name) or "") for name in ("side_a", "side_b")]
    return f"{sides[0][:1].upper()}{sides[0][1:]} against {sides[1]} in {where}: {deaths}."


def _side(name: str) -> str:
    if _UNCLEAR.fullmatch(name):
        return "unidentified armed men"
    return name.lower() if name == "Civilians" else name
