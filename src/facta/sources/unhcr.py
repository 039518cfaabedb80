"""UNHCR: refugees, asylum seekers, returns and the displaced, by country and year.

Read from the population endpoint of the Refugee Data Finder, as JSON. Its numbers come as numbers,
as text, or as ``-``, which means that there is no figure: no record, never a zero.

One unit is one country of origin with all its years, in pages. Figures come once a year and are
corrected now and then, so a unit is asked for again once it is thirty days old.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

from pydantic import Field, model_validator

from facta import actors
from facta.errors import SourceError, nearest
from facta.periods import Period, period_of
from facta.records import Observation
from facta.sources import base
from facta.sources.asking import Request, Unit, pieces
from facta.sources.base import Card, Reading, assumed, covered
from facta.sources.objects import SHOWN, are_objects, compare_keys, is_object, load, peek
from facta.sources.paging import Wrong, due, follow, year_seen

if TYPE_CHECKING:
    from facta.records import Snapshot
    from facta.sources.asking import Answer, Plan, Steps
    from facta.sources.paging import Next

card: Final = Card(
    name="unhcr",
    title="UNHCR Refugee Data Finder, population figures",
    publisher="UNHCR",
    url="https://api.unhcr.org/population/v1/population/",
    licence="CC BY 4.0",
    redistributable="attribution",
    grain="one row per country of origin, country of asylum and year",
    lag_days=165,
    coverage="the world since 1951; yearly, published in the middle of June of the next year",
    limitation=(
        "Yearly stocks and flows of people known to UNHCR: a surge within the year does not show, "
        "the newest year may be a mid-year figure that is not marked as one, and forced returns "
        "from Iran and Pakistan are counted elsewhere."
    ),
    healthy="a page holds up to limit rows and page is maxPages on the last; younger than a year",
    citation="UNHCR, Refugee Data Finder, https://www.unhcr.org/refugee-statistics/",
    hosts=("api.unhcr.org",),
    frequency="year",
)

MEASURES: Final = {
    "refugees": "refugees",
    "asylum_seekers": "asylum seekers",
    "returned_refugees": "returned refugees",
    "idps": "internally displaced people",
    "returned_idps": "returned internally displaced people",
    "stateless": "stateless people",
    "ooc": "others of concern",
    "oip": "other people in need of international protection",
    "hst": "people of the host community",
}
CONSUMED: Final = ("year", "coo", "coo_iso", "coa", "coa_iso", *MEASURES)
DROPPED: Final = {
    "coo_id": "number of coo",
    "coo_name": "name of coo",
    "coa_id": "number of coa",
    "coa_name": "name of coa",
}

_COLUMNS: Final = (*CONSUMED, *DROPPED)
_ENVELOPE: Final = ("page", "short_url", "maxPages", "total", "items")
_NEEDED: Final = ("page", "maxPages", "items")
_NOTHING: Final = frozenset({"", "-"})
_ALL: Final = "-"
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_YEAR: Final = re.compile(r"195[1-9]|19[6-9][0-9]|20[0-9]{2}")
_A_PAGE: Final = 1000
_MOST_PAGES: Final = 500
_AGAIN_DAYS: Final = 30


class Parameters(base.Parameters):
    """What a case asks of UNHCR."""

    origins: base.States = Field(
        default=(), description="Countries that people come from, as ISO alpha-3 codes; none means all."
    )
    asylum: base.States = Field(
        default=(), description="Countries where they are, as ISO alpha-3 codes; none means all."
    )
    since: int = Field(default=2000, ge=1951, le=2099, description="The first year.")
    until: int | None = Field(
        default=None, ge=1951, le=2099, description="The last year; none means the newest."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            message = f"until {self.until} is before since {self.since}; exchange them"
            raise ValueError(message)
        return self


def fetch(plan: Plan) -> Steps:
    """Ask for each country of origin, or for all together, over all years.

    The unit ends with the newest year that is out by the usual lag, so that a year whose figures are
    not yet published does not count as looked at; a mid-year figure of it is read all the same.
    """
    asked = Parameters.of(plan.parameters)
    last = plan.today.year if asked.until is None else asked.until
    end = min(last, year_seen(plan.today, card.lag_days)) + 1
    if end <= asked.since:
        return
    for origin in asked.origins or ("",):
        where = {"coo": origin} if origin else {"coo_all": "true"}
        where |= {"coa": ",".join(asked.asylum)} if asked.asylum else {"coa_all": "true"}
        address = f"{card.url}?{urlencode(where, safe=',')}"
        if not due(plan, address, days=_AGAIN_DAYS):
            continue
        query = {"limit": _A_PAGE, "yearFrom": asked.since, "yearTo": last, **where, "cf_type": "ISO"}
        url = f"{card.url}?{urlencode(query, safe=',')}"
        answers = yield from follow(_page(url, 1), partial(_after, url), most=_MOST_PAGES)
        yield Unit(address=address, start=date(asked.since, 1, 1), end=date(end, 1, 1), answers=answers)


def _page(url: str, number: int) -> Request:
    return Request(url=f"{url}&page={number}", form="json")


def _after(url: str, answers: tuple[Answer, ...]) -> Next:
    """Return the next page, or say that this one contradicts what was asked or told before."""
    first, newest = peek(answers[0].body), peek(answers[-1].body)
    if not is_object(newest) or not is_object(first):
        return Wrong("misread", "the answer is no object")
    if newest.get("errors"):
        return Wrong("refused", f"UNHCR answered with an error: {str(newest['errors'])[:SHOWN]}")
    page, pages = newest.get("page"), newest.get("maxPages")
    number = len(answers)
    if page != number or not isinstance(pages, int) or pages != first.get("maxPages"):
        return Wrong(
            "misread",
            f"page {number} of {first.get('maxPages')!r} was asked for and page {page!r} of {pages!r} "
            "came: the table changed meanwhile; fetch it again",
        )
    return _page(url, number + 1) if number < pages else None


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,  # noqa: ARG001  (what is read was asked for)
) -> Reading:
    """Read an answer, all its pages.

    The actor is the country that people come from, target and country the one where they are. Rows
    of countries that are not known are left out, and said. A row that stands on two pages is a
    mistake: the table changed while it was fetched, and another row may have slipped through.

    Raises
    ------
    SourceError
        With every mistake, its place given as item and key; for a web page or an error in place of
        an answer, with its first words.
    """
    mistakes: list[str] = []
    strangers: dict[str, int] = {}
    found: list[Observation] = []
    places: dict[str, str] = {}
    lag = card.lag_days if lag_days is None else lag_days
    for page in pieces(snapshot):
        for number, item in enumerate(_items(page.url, _answer(page)), 1):
            where = f"{page.url}: item {number}"
            strange = compare_keys(where, item, _COLUMNS)
            mistakes += strange
            period = None if strange else _year(where, item, mistakes)
            if period is None or _of_strangers(item, period.last, strangers):
                continue
            for figure in _figures(where, item, period, (snapshot, lag), mistakes):
                if figure.ref in places:
                    first = places[figure.ref].removeprefix(f"{page.url}: ")
                    mistakes.append(f"{where}: {figure.ref!r} stands already in {first}")
                places.setdefault(figure.ref, where)
                found.append(figure)
    if mistakes:
        raise SourceError(*mistakes)
    return Reading(
        observations=tuple(found),
        coverage=covered(card, snapshot, covers, lag, frequency="year"),
        refused=tuple(f"{name}: {rows:,} rows left out" for name, rows in sorted(strangers.items())),
    )


def _answer(page: Snapshot) -> dict[str, object]:
    answer = load(page)
    if not is_object(answer):
        message = f"{page.url}: the answer is no object; it begins {str(answer)[:SHOWN]!r}"
        raise SourceError(message)
    if answer.get("errors"):
        message = f"{page.url}: UNHCR answered with an error: {str(answer['errors'])[:SHOWN]}"
        raise SourceError(message)
    return answer


def _items(name: str, answer: dict[str, object]) -> list[dict[str, object]]:
    known = (*_ENVELOPE, "errors")
    mistakes = [
        f"{name}: key {key!r} is not known{nearest(key, known)}" for key in answer if key not in known
    ]
    mistakes += [f"{name}: key {key!r} is missing" for key in _NEEDED if key not in answer]
    if mistakes:
        raise SourceError(*mistakes)
    items, page, pages = answer["items"], answer["page"], answer["maxPages"]
    if not isinstance(page, int) or not isinstance(pages, int) or not 1 <= page <= max(pages, 1):
        message = f"{name}: page {page!r} of maxPages {pages!r}; ask for a page from 1 to maxPages"
        raise SourceError(message)
    if not are_objects(items):
        message = f"{name}: items is no list of objects"
        raise SourceError(message)
    if not items and pages:
        message = f"{name}: page {page} of {pages} has no items; fetch it again"
        raise SourceError(message)
    return items


def _year(where: str, item: dict[str, object], mistakes: list[str]) -> Period | None:
    year = str(item["year"])
    if not _YEAR.fullmatch(year):
        mistakes.append(f"{where}: year: {item['year']!r} is not a year from 1951")
        return None
    return period_of(date(int(year), 1, 1), "year")


def _of_strangers(item: dict[str, object], on: date, strangers: dict[str, int]) -> bool:
    """Tell whether a country of a row is not known, and count the row to it."""
    for key in ("coo", "coa"):
        if _place(key, item, on) is None:
            name = (
                f"{key}: neither ISO code {str(item[f'{key}_iso'])!r} nor UNHCR code {str(item[key])!r} "
                "is known; add the spelling to spellings.csv"
            )
            strangers[name] = strangers.get(name, 0) + 1
            return True
    return False


def _figures(
    where: str, item: dict[str, object], period: Period, known: tuple[Snapshot, int], mistakes: list[str]
) -> list[Observation]:
    origin, asylum = _place("coo", item, period.last), _place("coa", item, period.last)
    if origin is None or asylum is None:
        return []
    snapshot, lag_days = known
    known_at, known_by = assumed(period.last, lag_days, snapshot)
    found = []
    for key, words in MEASURES.items():
        value = _count(where, key, item, mistakes)
        if value is None:
            continue
        measure = f"unhcr-{key.replace('_', '-')}"
        found.append(
            Observation(
                source=snapshot.source,
                ref=f"{measure}/{origin}/{asylum}/{period.start.year}",
                measure=measure,
                actor=origin,
                target=asylum,
                country=asylum if actors.actors()[asylum].kind == "state" else None,
                start=period.start,
                end=period.end,
                value=value,
                unit="persons",
                text=f"{words.capitalize()} from {_name(origin)} in {_name(asylum)}, {period.start.year}.",
                title=card.title,
                publisher=card.publisher,
                origin=card.publisher,
                known_at=known_at,
                known_by=known_by,
                snapshot=snapshot.sha256,
            )
        )
    return found


def _name(id_: str) -> str:
    return actors.actors()[id_].name


def _place(key: str, item: dict[str, object], on: date) -> str | None:
    """Return the actor of a country: by ISO code, else by UNHCR's own code, ``-`` is everyone."""
    iso, own = str(item[f"{key}_iso"]), str(item[key])
    if iso == own == _ALL:
        return "WORLD"
    return iso if actors.known(iso) else actors.resolve("unhcr", own, on)


def _count(where: str, key: str, item: dict[str, object], mistakes: list[str]) -> float | None:
    value = item[key]
    if value is None or str(value) in _NOTHING:
        return None
    if not isinstance(value, bool) and _NUMBER.fullmatch(str(value)):
        return float(str(value))
    mistakes.append(f"{where}: {key}: {value!r} is not a number of people")
    return None
