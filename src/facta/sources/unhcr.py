"""UNHCR: refugees, asylum seekers, returns and the displaced, by country and year.

Read from the population endpoint of the Refugee Data Finder, as JSON. Its numbers come as numbers,
as text, or as ``-``, which means that there is no figure: no record, never a zero.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Final, TypeGuard

from facta import actors
from facta.errors import SourceError, nearest
from facta.periods import Period, period_of
from facta.records import Observation
from facta.sources.base import Card, Parameters, Reading, assumed, covered

if TYPE_CHECKING:
    from facta.records import Snapshot

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
_SHOWN: Final = 80


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: Parameters | None = None,  # noqa: ARG001  (it has none)
) -> Reading:
    """Read one page of an answer.

    The actor is the country that people come from, target and country the one where they are.

    Raises
    ------
    SourceError
        With every mistake, its place given as item and key; for a web page or an error in place of
        an answer, with its first words.
    """
    name = snapshot.url
    items = _items(name, _answer(name, snapshot.body))
    mistakes: list[str] = []
    found: list[Observation] = []
    seen: dict[str, int] = {}
    lag = card.lag_days if lag_days is None else lag_days
    for number, item in enumerate(items, 1):
        where = f"{name}: item {number}"
        strange = _compare_keys(where, item)
        mistakes += strange
        if strange:
            continue
        for figure in _figures(where, item, snapshot, lag, mistakes):
            first = seen.setdefault(figure.ref, number)
            if first != number:
                mistakes.append(f"{where}: {figure.ref!r} stands already in item {first}")
            found.append(figure)
    if mistakes:
        raise SourceError(*mistakes)
    return Reading(
        observations=tuple(found),
        coverage=covered(card, snapshot, covers, lag, frequency="year"),
    )


def _answer(name: str, body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        shown = body[:_SHOWN].decode("utf-8", "replace")
        message = f"{name}: not JSON, or cut short ({error}); it begins {shown!r}"
        raise SourceError(message) from error
    if not _is_object(answer):
        message = f"{name}: the answer is no object; it begins {str(answer)[:_SHOWN]!r}"
        raise SourceError(message)
    if answer.get("errors"):
        message = f"{name}: UNHCR answered with an error: {str(answer['errors'])[:_SHOWN]}"
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
    if not isinstance(items, list) or not all(_is_object(item) for item in items):
        message = f"{name}: items is no list of objects"
        raise SourceError(message)
    if not items and pages:
        message = f"{name}: page {page} of {pages} has no items; fetch it again"
        raise SourceError(message)
    return items


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _compare_keys(where: str, item: dict[str, object]) -> list[str]:
    return [
        f"{where}: key {key!r} is not known{nearest(key, _COLUMNS)}" for key in item if key not in _COLUMNS
    ] + [f"{where}: key {key!r} is missing" for key in _COLUMNS if key not in item]


def _figures(
    where: str, item: dict[str, object], snapshot: Snapshot, lag_days: int, mistakes: list[str]
) -> list[Observation]:
    year = str(item["year"])
    if not _YEAR.fullmatch(year):
        mistakes.append(f"{where}: year: {item['year']!r} is not a year from 1951")
        return []
    period = period_of(date(int(year), 1, 1), "year")
    origin = _place(where, "coo", item, period.last, mistakes)
    asylum = _place(where, "coa", item, period.last, mistakes)
    if origin is None or asylum is None:
        return []
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


def _place(where: str, key: str, item: dict[str, object], on: date, mistakes: list[str]) -> str | None:
    """Return the actor of a country: by ISO code, else by UNHCR's own code, ``-`` is everyone."""
    iso, own = str(item[f"{key}_iso"]), str(item[key])
    if iso == own == _ALL:
        return "WORLD"
    if actors.known(iso):
        return iso
    found = actors.resolve("unhcr", own, on)
    if found is None:
        mistakes.append(
            f"{where}: {key}: neither ISO code {iso!r} nor UNHCR code {own!r} is known; "
            "add the spelling to spellings.csv"
        )
    return found


def _count(where: str, key: str, item: dict[str, object], mistakes: list[str]) -> float | None:
    value = item[key]
    if value is None or str(value) in _NOTHING:
        return None
    if not isinstance(value, bool) and _NUMBER.fullmatch(str(value)):
        return float(str(value))
    mistakes.append(f"{where}: {key}: {value!r} is not a number of people")
    return None
