"""World Bank: indicators of countries, by year, quarter or month.

Read from the Indicators API, as JSON. A mistake in the question is answered with status 200 and a
``message`` in place of the table; a value of null is no figure. The answer does not say in what an
indicator is counted, so the case does.

One unit is one indicator for all countries of the case. Figures are revised without notice, several
times a year, so a unit is asked for again once it is thirty days old.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from pydantic import Field, field_validator

from facta import actors, units
from facta.errors import SourceError
from facta.periods import Period, parse
from facta.records import Observation
from facta.sources import base
from facta.sources.asking import Request, Unit, pieces
from facta.sources.base import Card, Reading, assumed, covered
from facta.sources.objects import SHOWN, are_objects, compare_keys, figure, is_object, load, part, parts, peek
from facta.sources.paging import Wrong, due, follow, year_seen

if TYPE_CHECKING:
    from facta.records import Snapshot
    from facta.sources.asking import Answer, Plan, Steps
    from facta.sources.paging import Next

card: Final = Card(
    name="worldbank",
    title="World Bank Open Data, indicators",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/",
    licence="CC BY 4.0",
    redistributable="attribution",
    grain="one row per indicator, country and period",
    lag_days=200,
    coverage="countries and groups of countries since 1960; most figures yearly, out in the next July",
    limitation=(
        "Figures of states about themselves, filled by estimates that are seldom marked, revised "
        "without notice and shown only as last revised; many series for Afghanistan stop in 2021, "
        "and some figures come two years after their period."
    ),
    healthy="a page holds up to per_page rows, page is pages on the last, lastupdated within six months",
    citation="World Bank, World Development Indicators, https://data.worldbank.org/",
    hosts=("api.worldbank.org",),
    frequency="year",
)

CONSUMED: Final = ("indicator", "countryiso3code", "date", "value", "obs_status")
DROPPED: Final = {
    "country": "name and two-letter code of countryiso3code",
    "unit": "blank in the answers for single indicators; the case says in what one is counted",
    "decimal": "digits to show",
}

_COLUMNS: Final = (*CONSUMED, *DROPPED)
_ID: Final = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)+")
_PERIOD: Final = re.compile(r"([12][0-9]{3})(?:(Q[1-4])|M(0[1-9]|1[0-2]))?")
_A_PAGE: Final = 1000
_MOST_PAGES: Final = 60
_AGAIN_DAYS: Final = 30
_ENVELOPE: Final = 2


class Parameters(base.Parameters):
    """What a case asks of the World Bank."""

    countries: tuple[str, ...] = Field(
        default=(), description="Countries as ISO alpha-3 codes, WLD is the world; none means all."
    )
    indicators: dict[str, str] = Field(
        default={
            "NY.GDP.MKTP.CD": "USD",
            "NY.GDP.MKTP.KD.ZG": "%",
            "SP.POP.TOTL": "persons",
            "FP.CPI.TOTL.ZG": "%",
            "MS.MIL.XPND.GD.ZS": "% of GDP",
        },
        min_length=1,
        description="Indicators by the World Bank's id, each with the unit in which it is counted.",
    )
    since: int = Field(default=2000, ge=1960, le=2099, description="The first year.")

    @field_validator("countries")
    @classmethod
    def _are_known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if _place(code, date(2000, 1, 1)) is None:
                message = (
                    f"{code!r} is not the ISO alpha-3 code of a country{actors.suggest(code, kind='state')}"
                )
                raise ValueError(message)
        return codes

    @field_validator("indicators")
    @classmethod
    def _have_units(cls, indicators: dict[str, str]) -> dict[str, str]:
        for id_, unit in indicators.items():
            if not _ID.fullmatch(id_):
                message = f"{id_!r} has not the form of NY.GDP.MKTP.CD"
                raise ValueError(message)
            mistake = units.check(unit)
            if mistake:
                message = f"{id_}: {mistake}"
                raise ValueError(message)
        return indicators


def fetch(plan: Plan) -> Steps:
    """Ask for each indicator, all countries and years at once.

    The unit ends with the newest year that is out by the usual lag.
    """
    asked = Parameters.of(plan.parameters)
    end = year_seen(plan.today, card.lag_days) + 1
    if end <= asked.since:
        return
    countries = ";".join(asked.countries) or "all"
    for id_ in asked.indicators:
        address = f"{card.url}country/{countries}/indicator/{id_}"
        if not due(plan, address, days=_AGAIN_DAYS):
            continue
        url = f"{address}?format=json&date={asked.since}:{plan.today.year}&per_page={_A_PAGE}"
        answers = yield from follow(_page(url, 1), partial(_after, url), most=_MOST_PAGES)
        yield Unit(address=address, start=date(asked.since, 1, 1), end=date(end, 1, 1), answers=answers)


def _page(url: str, number: int) -> Request:
    return Request(url=f"{url}&page={number}", form="json")


def _after(url: str, answers: tuple[Answer, ...]) -> Next:
    """Return the next page, or say that this one is a message or contradicts what was told before."""
    first, newest = _head(peek(answers[0].body)), _head(peek(answers[-1].body))
    if newest is None or first is None:
        return Wrong("misread", "the answer is no list that begins with an object")
    if "message" in newest:
        return Wrong("refused", _message(newest))
    page, pages, number = newest.get("page"), newest.get("pages"), len(answers)
    if not isinstance(pages, int) or pages != first.get("pages") or (pages and page != number):
        return Wrong(
            "misread",
            f"page {number} of {first.get('pages')!r} was asked for and page {page!r} of {pages!r} came: "
            "the table changed meanwhile; fetch it again",
        )
    return _page(url, number + 1) if number < pages else None


def _head(answer: object) -> dict[str, object] | None:
    head = answer[0] if isinstance(answer, list) and answer else None
    return head if is_object(head) else None


def _message(head: dict[str, object]) -> str:
    told = "; ".join(parts(head["message"], "value")) or str(head["message"])[:SHOWN]
    return f"the World Bank answered with a message: {told}; look up the id at https://data.worldbank.org/"


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,
) -> Reading:
    """Read an answer, all its pages.

    Groups of countries, and countries that are not known, are left out, and said.

    Raises
    ------
    SourceError
        With every mistake, its place given as row and key; for a message in place of a table, with
        its words.
    """
    reader = _Reader(snapshot, Parameters.of(parameters), card.lag_days if lag_days is None else lag_days)
    for page in pieces(snapshot):
        reader.add(page)
    if reader.mistakes:
        raise SourceError(*reader.mistakes)
    return Reading(
        observations=tuple(reader.found.values()),
        coverage=covered(card, snapshot, covers, reader.lag_days, frequency="year"),
        refused=tuple(
            f"{code!r} is no country that is known: {rows:,} rows left out"
            for code, rows in sorted(reader.strangers.items())
        ),
    )


class _Reader:
    """The figures of an answer, gathered page by page, with the mistakes."""

    def __init__(self, snapshot: Snapshot, asked: Parameters, lag_days: int) -> None:
        self.snapshot, self.asked, self.lag_days = snapshot, asked, lag_days
        self.found: dict[str, Observation] = {}
        self.strangers: dict[str, int] = {}
        self.mistakes: list[str] = []

    def add(self, page: Snapshot) -> None:
        """Read one page."""
        for number, row in enumerate(_rows(page), 1):
            where = f"{page.url}: row {number}"
            strange = compare_keys(where, row, _COLUMNS)
            self.mistakes += strange
            found = None if strange else self._figure(where, row)
            if found is not None and found.ref in self.found:
                self.mistakes.append(f"{where}: {found.ref!r} stands twice; fetch it again")
            if found is not None:
                self.found[found.ref] = found

    def _figure(self, where: str, row: dict[str, object]) -> Observation | None:
        value = figure(where, "value", row, self.mistakes)
        id_, when = str(part(row, "indicator", "id")), _PERIOD.fullmatch(str(row["date"]))
        unit = self.asked.indicators.get(id_)
        if unit is None:
            self.mistakes.append(f"{where}: indicator {id_!r} has no unit; write it under indicators")
        if when is None:
            self.mistakes.append(
                f"{where}: date: {row['date']!r} has not the form of 2024, 2024Q1 or 2024M01"
            )
        if value is None or unit is None or when is None:
            return None
        period = parse("-".join(filter(None, when.groups())))
        code = str(row["countryiso3code"])
        actor = _place(code, period.last)
        if actor is None:
            self.strangers[code] = self.strangers.get(code, 0) + 1
            return None
        measure = f"worldbank-{id_.lower().replace('.', '-')}"
        known_at, known_by = assumed(period.last, self.lag_days, self.snapshot)
        return Observation(
            source=self.snapshot.source,
            ref=f"{measure}/{actor}/{row['date']}",
            measure=measure,
            actor=actor,
            country=actor if actors.actors()[actor].kind == "state" else None,
            start=period.start,
            end=period.end,
            value=value,
            unit=unit,
            text=f"{part(row, 'indicator', 'value') or id_}: {actors.actors()[actor].name}, {row['date']}.",
            title=card.title,
            publisher=card.publisher,
            origin=card.publisher,
            url=f"https://data.worldbank.org/indicator/{id_}",
            note=f"status {row['obs_status']}" if row["obs_status"] else None,
            known_at=known_at,
            known_by=known_by,
            snapshot=self.snapshot.sha256,
        )


def _rows(page: Snapshot) -> list[dict[str, object]]:
    answer = load(page)
    head = _head(answer)
    if head is None or not isinstance(answer, list):
        message = f"{page.url}: the answer is no list that begins with an object: {str(answer)[:SHOWN]!r}"
        raise SourceError(message)
    if "message" in head:
        message = f"{page.url}: {_message(head)}"
        raise SourceError(message)
    rows = (answer[1] or []) if len(answer) == _ENVELOPE else None
    if not are_objects(rows):
        message = f"{page.url}: the rows are no list of objects: {str(answer[1:])[:SHOWN]!r}"
        raise SourceError(message)
    return rows


def _place(code: str, on: date) -> str | None:
    if actors.known(code) and actors.actors()[code].kind == "state":
        return code
    return actors.resolve("worldbank", code, on)
