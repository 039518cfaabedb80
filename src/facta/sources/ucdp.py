"""UCDP: the Georeferenced Event Dataset, annual and candidate releases.

The Uppsala Conflict Data Program counts deaths in organised violence, event by event. The columns
are known by name; three layouts are read: the 49 columns of the present releases, the 38 of GED
20.1, and an extract of 25 columns cut on the country Afghanistan, which lost that column.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from facta import actors
from facta.errors import SourceError
from facta.periods import Period, parse, period_of
from facta.records import Event
from facta.sources.base import Card, Parameters, Reading, assumed, covered
from facta.sources.tables import Cells, Table, columns, compare_header, read_table

if TYPE_CHECKING:
    from datetime import date

    from facta.records import Snapshot

card: Final = Card(
    name="ucdp",
    title="UCDP Georeferenced Event Dataset and GED Candidate",
    publisher="UCDP",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    redistributable="attribution",
    grain="one row per event of organised violence with at least one death in its high estimate",
    lag_days=30,
    coverage="the world since 1989; candidates month by month, superseded by the annual release",
    limitation=(
        "Deaths known to news and reports, so remote and censored places are undercounted; "
        "candidate rows are provisional and their ids recur with revised figures; 'IS' is one "
        "actor everywhere and 'Government of Afghanistan' changes its meaning on 15 August 2021."
    ),
    healthy="a candidate month has 1,500 to 3,000 rows and is 20 to 40 days old when it appears",
    citation=(
        "Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace Research 50(4)."
    ),
)

CONSUMED: Final = columns(
    "id,relid,code_status,type_of_violence,conflict_name,side_a,side_b,source_office,where_prec,"
    "where_coordinates,adm_1,adm_2,latitude,longitude,country,event_clarity,date_prec,date_start,"
    "date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low"
)
DROPPED: Final = {
    "year": "the year of date_end",
    "active_year": "whether the dyad passed 25 deaths that year: a sum over rows, not an event",
    "conflict_dset_id": "number of conflict_name",
    "conflict_new_id": "number of conflict_name",
    "dyad_dset_id": "number of dyad_name",
    "dyad_new_id": "number of dyad_name",
    "dyad_name": "side_a and side_b joined",
    "side_a_dset_id": "number of side_a",
    "side_a_new_id": "number of side_a",
    "side_b_dset_id": "number of side_b",
    "side_b_new_id": "number of side_b",
    "number_of_sources": "the length of source_office; -1 where that is blank",
    "source_article": "office, date and headline joined, in other publishers' words",
    "source_date": "days of the articles; UCDP publishes them a month later all the same",
    "source_headline": "other publishers' words",
    "source_original": "who was quoted, in free text",
    "where_description": "free text on the place; where_coordinates names it",
    "geom_wkt": "longitude and latitude again",
    "priogrid_gid": "a function of longitude and latitude",
    "country_id": "Gleditsch-Ward number of country",
    "region": "continent of country",
    "gwnoa": "Gleditsch-Ward number of side_a",
    "gwnob": "Gleditsch-Ward number of side_b",
    "source_file": "the release from which an extract was cut",
}
COLUMNS: Final = columns(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,"
    "gwnoa,gwnob"
)
_NOT_IN_20_1: Final = columns(
    "relid,code_status,conflict_dset_id,dyad_dset_id,side_a_dset_id,side_b_dset_id,geom_wkt,"
    "priogrid_gid,country_id,gwnoa,gwnob"
)
EXTRACT: Final = columns(
    "id,relid,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,adm_1,adm_2,where_prec,"
    "latitude,longitude,date_prec,date_start,date_end,event_clarity,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,source_file"
)
LAYOUTS: Final = (COLUMNS, tuple(c for c in COLUMNS if c not in _NOT_IN_20_1), EXTRACT)

# Points that stand for "somewhere there" in the releases of January to July 2026: the middle of
# Afghanistan, and one point for the whole Afghan-Pakistani border (ten events in seven months).
PLACEHOLDERS: Final = frozenset({(33.0, 65.0), (31.689623, 68.051427)})

_KINDS: Final = {"1": "state-based", "2": "non-state", "3": "one-sided-violence"}
_PRECISION_KM: Final = {"1": 1, "2": 25, "3": 50, "4": 100, "5": 150, "6": 300, "7": 500}
_COUNTRY_WIDE: Final = 6
_DATE_PRECISIONS: Final = ("1", "2", "3", "4", "5")
_MONTH_PRECISION: Final = "4"
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00:00(?:\.0+)?)?")
_UNCLEAR: Final = re.compile(r"XXX[0-9]+")
_DEATHS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_AGGREGATE: Final = "2"
_MISSING: Final = -1
_LONGEST_CELL: Final = 100_000
_AFGHANISTAN: Final = ((29.3, 38.6), (60.4, 75.0))


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Parameters | None = None,  # noqa: ARG001  (it has none)
) -> Reading:
    """Read a release. An event is known ``lag_days`` after the month in which it ends.

    A release appears once its month is over, so an event of the first of the month was not known
    thirty days later but at the end of the next.

    Raises
    ------
    SourceError
        With every unknown or missing column, or every cell that cannot be read.
    """
    table = read_table(snapshot, longest_cell=_LONGEST_CELL)
    header = set(table.header)
    layout = max(LAYOUTS, key=lambda known: len(header & set(known)) / len(header | set(known)))
    mistakes = compare_header(table, layout, ordered=False)
    if mistakes:
        raise SourceError(*mistakes)
    mistakes += table.mistakes
    lag = card.lag_days if lag_days is None else lag_days
    events: list[Event] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(table, row, mistakes)
        event = _event(cells, table, snapshot, lag)
        if event is None:
            continue
        first = seen.setdefault(event.ref, row.line)
        if first != row.line:
            cells.wrong("id", f"{event.ref!r} stands already on line {first}")
        events.append(event)
    if mistakes:
        raise SourceError(*mistakes)
    return Reading(events=tuple(events), coverage=covered(card, snapshot, covers, lag))


def _event(cells: Cells, table: Table, snapshot: Snapshot, lag_days: int) -> Event | None:
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
    known_at, known_by = assumed(period_of(when.last, "month").last, lag_days, snapshot)
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
