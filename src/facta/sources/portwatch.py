"""PortWatch: ships that pass straits and canals, day by day, as the IMF counts them from AIS.

Asked of an ArcGIS service, which tells an error with status 200 and stops at a thousand rows with
``exceededTransferLimit``. The day of a row came as milliseconds since 1970 until spring 2026 and
comes as text since; both are read.

One unit is one chokepoint in one year. The newest weeks are revised with every weekly release, so
the running year is asked for in every run; a year that is over by 90 days settles, and is asked
for again once what is kept is 90 days old.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlencode

from pydantic import Field, field_validator

from facta.errors import SourceError, nearest
from facta.records import Observation
from facta.sources import base
from facta.sources.asking import Answer, Request, Unit, pieces
from facta.sources.base import Card, Reading, assumed, covered
from facta.sources.objects import SHOWN, are_objects, compare_keys, figure, load, part, peek
from facta.sources.paging import Wrong, due, follow, spoilt

if TYPE_CHECKING:
    from facta.periods import Period
    from facta.records import Snapshot
    from facta.sources.asking import Plan, Steps
    from facta.sources.paging import Next

card: Final = Card(
    name="portwatch",
    title="PortWatch, daily chokepoint transit calls",
    publisher="IMF",
    url="https://portwatch.imf.org/",
    licence="IMF terms of use of data; cite UN Global Platform and IMF PortWatch",
    redistributable="attribution",
    grain="one row per chokepoint and day",
    lag_days=9,
    coverage="28 straits and canals since 2019; daily, published on Tuesdays up to the Sunday before last",
    limitation=(
        "Ships that show themselves by AIS: in the Gulf in 2026 many switched it off, so a fall may be "
        "ships that hide; capacity is the tonnage that ships could carry and never their cargo; the "
        "newest weeks are revised."
    ),
    healthy="a whole year has 365 or 366 rows, the newest 5 to 14 days old; n_total is n_tanker and n_cargo",
    citation="UN Global Platform; IMF PortWatch, https://portwatch.imf.org/",
    hosts=("services9.arcgis.com",),
    frequency="week",
)

# The address as several public clients ask it in 2026; the IMF does not document it.
SERVICE: Final = "https://services9.arcgis.com/weJ1QsnbMYJlCHdG/arcgis/rest/services/Daily_Chokepoints_Data/FeatureServer/0"
_NAMES: Final = (
    "Suez Canal",
    "Panama Canal",
    "Bosporus Strait",
    "Bab el-Mandeb Strait",
    "Malacca Strait",
    "Strait of Hormuz",
    "Cape of Good Hope",
    "Gibraltar Strait",
    "Dover Strait",
    "Oresund Strait",
    "Taiwan Strait",
    "Korea Strait",
    "Tsugaru Strait",
    "Luzon Strait",
    "Lombok Strait",
    "Ombai Strait",
    "Bohai Strait",
    "Torres Strait",
    "Sunda Strait",
    "Makassar Strait",
    "Magellan Strait",
    "Yucatan Channel",
    "Windward Passage",
    "Mona Passage",
    "Balabac Strait",
    "Bering Strait",
    "Mindoro Strait",
    "Kerch Strait",
)
CHOKEPOINTS: Final = {f"chokepoint{number}": name for number, name in enumerate(_NAMES, 1)}

Ships = Literal["total", "cargo", "container", "dry_bulk", "general_cargo", "roro", "tanker"]
SHIPS: Final[dict[Ships, tuple[str, str, str]]] = {
    "total": ("n_total", "capacity", "ships of all kinds"),
    "cargo": ("n_cargo", "capacity_cargo", "cargo ships of all kinds"),
    "container": ("n_container", "capacity_container", "container ships"),
    "dry_bulk": ("n_dry_bulk", "capacity_dry_bulk", "dry bulk carriers"),
    "general_cargo": ("n_general_cargo", "capacity_general_cargo", "general cargo ships"),
    "roro": ("n_roro", "capacity_roro", "roll-on roll-off ships"),
    "tanker": ("n_tanker", "capacity_tanker", "tankers"),
}
CONSUMED: Final = ("date", "portid", "portname", *(key for count in SHIPS.values() for key in count[:2]))
DROPPED: Final = {
    "year": "the year of date",
    "month": "the month of date",
    "day": "the day of date",
    "ObjectId": "number of the row in the service, another one after each release",
}

_COLUMNS: Final = (*CONSUMED, *DROPPED)
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00:00.*)?")
_A_PAGE: Final = 1000
_MOST_PAGES: Final = 20
_AGAIN_DAYS: Final = 90
_ADDRESS: Final = re.compile(r"(chokepoint[0-9]+)/([0-9]{4})$")
_FIRST_YEAR: Final = 2019


class Parameters(base.Parameters):
    """What a case asks of PortWatch."""

    chokepoints: tuple[str, ...] = Field(
        default=("Suez Canal", "Bab el-Mandeb Strait", "Strait of Hormuz"),
        min_length=1,
        description="Straits and canals, by PortWatch's name or id.",
    )
    ships: tuple[Ships, ...] = Field(
        default=("total", "tanker"),
        min_length=1,
        description="Kinds of ships; each gives two figures a day, transits and capacity.",
    )
    since: int = Field(default=_FIRST_YEAR, ge=_FIRST_YEAR, le=2099, description="The first year.")
    service: str = Field(
        default=SERVICE, description="Address of the layer, should the IMF move it on its host."
    )

    @field_validator("chokepoints")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in {*CHOKEPOINTS, *_NAMES}:
                message = f"{name!r} is no chokepoint of PortWatch{nearest(name, [*_NAMES, *CHOKEPOINTS])}"
                raise ValueError(message)
        return names

    @field_validator("service")
    @classmethod
    def _is_on_its_host(cls, address: str) -> str:
        if not re.fullmatch(rf"https://{re.escape(card.hosts[0])}/[\w./-]+/FeatureServer/[0-9]+", address):
            message = f"{address!r} is no layer on {card.hosts[0]}; write {SERVICE}"
            raise ValueError(message)
        return address


def fetch(plan: Plan) -> Steps:
    """Ask for each chokepoint, year by year.

    A year that has not settled ends with its newest row, because later days are not yet published.
    """
    asked = Parameters.of(plan.parameters)
    ids = [id_ for id_, name in CHOKEPOINTS.items() if {id_, name} & set(asked.chokepoints)]
    for id_ in ids:
        for year in range(asked.since, plan.today.year + 1):
            address = f"{asked.service}/{id_}/{year}"
            if not due(plan, address, days=_AGAIN_DAYS):
                continue
            first = _page(asked.service, id_, year, 0)
            after = partial(_after, asked.service, id_, year)
            answers = yield from follow(first, after, most=_MOST_PAGES)
            unit = _unit(address, year, answers, plan.today)
            if unit is not None:
                yield unit


def _page(service: str, id_: str, year: int, offset: int) -> Request:
    query = {
        "where": f"portid='{id_}' AND year={year}",
        "outFields": "*",
        "orderByFields": "date",
        "returnGeometry": "false",
        "resultOffset": offset,
        "resultRecordCount": _A_PAGE,
        "f": "json",
    }
    return Request(url=f"{service}/query?{urlencode(query)}", form="json")


def _after(service: str, id_: str, year: int, answers: tuple[Answer, ...]) -> Next:
    """Return the next page where the service says that it had more, or what is wrong with this one."""
    told = peek(answers[-1].body)
    if part(told, "error") is not None:
        return Wrong("refused", _error(told))
    rows = part(told, "features")
    if not are_objects(rows):
        return Wrong("misread", f"the answer has no features: {str(told)[:SHOWN]!r}")
    if part(told, "exceededTransferLimit") is not True:
        return None
    if not rows:
        return Wrong("misread", "the answer says that there is more, and has no rows")
    return _page(service, id_, year, sum(len(_features(answer)) for answer in answers))


def _error(told: object) -> str:
    words = part(told, "error", "message") or str(part(told, "error"))[:SHOWN]
    return f"ArcGIS answered with an error {part(told, 'error', 'code')}: {words}"


def _features(answer: Answer) -> list[dict[str, object]]:
    rows = part(peek(answer.body), "features")
    return rows if are_objects(rows) else []


def _unit(address: str, year: int, answers: tuple[Answer, ...], today: date) -> Unit | None:
    """Return the unit of a year, None where the running year has no row yet."""
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    settled = end + timedelta(days=_AGAIN_DAYS) <= today
    rows = [row for answer in answers for row in _features(answer)]
    days = [day for row in rows if (day := _day(part(row, "attributes", "date")))]
    whole = all(answer.sound for answer in answers)
    if whole and not days and not settled:
        return None
    if whole and not days:
        wrong = Wrong("not-data", f"no row of {year}; look up the chokepoint at {card.url}")
        answers = (*answers[:-1], spoilt(answers[-1], wrong))
    if not settled:
        seen = max(days) if whole else today
        end = min(end, seen + timedelta(days=1))
    holes = _holes(set(days), start, end) if whole and days else ()
    return Unit(address=address, start=start, end=end, answers=answers, outages=holes, settled=settled)


def _holes(days: set[date], start: date, end: date) -> tuple[str, ...]:
    """Name the days of a stretch that have no row: they were not counted, which is not none."""
    wanted = (start + timedelta(days=number) for number in range((end - start).days))
    lacking = [day for day in wanted if day not in days]
    if not lacking:
        return ()
    shown = ", ".join(map(str, lacking[:3])) + (", …" if len(lacking) > 3 else "")  # noqa: PLR2004
    return (f"missing: no row for {len(lacking)} of {(end - start).days} days: {shown}",)


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read the days of a chokepoint, all pages.

    The actor is the world; the chokepoint is a tag, ``chokepoint:strait-of-hormuz``.

    Raises
    ------
    SourceError
        With every mistake, its place given as row and key; for an error in place of an answer, with
        its words.
    """
    asked = Parameters.of(parameters)
    lag = card.lag_days if lag_days is None else lag_days
    mistakes: list[str] = []
    found: dict[str, Observation] = {}
    for page in pieces(snapshot):
        for number, row in enumerate(_rows(page), 1):
            where = f"{page.url}: row {number}"
            strange = compare_keys(where, row, _COLUMNS)
            mistakes += strange
            for observation in () if strange else _figures(where, row, (snapshot, lag), asked, mistakes):
                if observation.ref in found:
                    mistakes.append(f"{where}: {observation.ref!r} stands twice; fetch the year again")
                found[observation.ref] = observation
    if mistakes:
        raise SourceError(*mistakes)
    return Reading(
        observations=tuple(found.values()),
        coverage=covered(card, snapshot, covers, lag, frequency="week"),
    )


def _rows(page: Snapshot) -> list[dict[str, object]]:
    answer = load(page)
    if part(answer, "error") is not None:
        message = f"{page.url}: {_error(answer)}"
        raise SourceError(message)
    features = part(answer, "features")
    rows = [part(row, "attributes") for row in features] if are_objects(features) else None
    if not are_objects(rows):
        message = f"{page.url}: features is no list of rows with attributes: {str(answer)[:SHOWN]!r}"
        raise SourceError(message)
    return rows


def _figures(
    where: str, row: dict[str, object], known: tuple[Snapshot, int], asked: Parameters, mistakes: list[str]
) -> list[Observation]:
    day, name = _day(row["date"]), CHOKEPOINTS.get(str(row["portid"]))
    if day is None:
        mistakes.append(f"{where}: date: {row['date']!r} is no day, neither 2026-07-19 nor milliseconds")
    if name is None:
        mistakes.append(f"{where}: portid: {row['portid']!r} is not one of chokepoint1 to chokepoint28")
    elif str(row["portname"]).casefold() != name.casefold():
        mistakes.append(f"{where}: portname: {row['portid']} was {name!r} and is {row['portname']!r}")
        name = None
    snapshot, lag_days = known
    asked_for = _ADDRESS.search(snapshot.url)
    if asked_for and day and (str(row["portid"]), day.year) != (asked_for[1], int(asked_for[2])):
        mistakes.append(f"{where}: a row of {row['portid']} on {day}, where {asked_for[0]} was asked for")
        return []
    if day is None or name is None:
        return []
    known_at, known_by = assumed(day, lag_days, snapshot)
    found = []
    for ships in asked.ships:
        count, capacity, words = SHIPS[ships]
        for key, stem, unit in ((count, "transits", "transits"), (capacity, "capacity", "t")):
            value = figure(where, key, row, mistakes)
            if value is not None and value < 0:
                mistakes.append(f"{where}: {key}: {value:g} is less than nothing")
            if value is None:
                continue
            measure = f"portwatch-{stem}" + ("" if ships == "total" else f"-{ships.replace('_', '-')}")
            found.append(
                Observation(
                    source=snapshot.source,
                    ref=f"{measure}/{row['portid']}/{day}",
                    measure=measure,
                    actor="WORLD",
                    tags=(f"chokepoint:{'-'.join(name.lower().split())}",),
                    start=day,
                    end=day + timedelta(days=1),
                    value=value,
                    unit=unit,
                    text=f"{stem.capitalize()} of {words} through {name}, {day}.",
                    title=card.title,
                    publisher=card.publisher,
                    origin="UN Global Platform",
                    url=f"{card.url}pages/{row['portid']}",
                    known_at=known_at,
                    known_by=known_by,
                    snapshot=snapshot.sha256,
                )
            )
    return found


def _day(value: object) -> date | None:
    """Return the day of a row: text, or milliseconds since 1970 in UTC."""
    text = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if text is not None:
            return date.fromisoformat(text[1])
        if isinstance(value, int):
            return datetime.fromtimestamp(value / 1000, tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return None
