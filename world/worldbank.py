"""The World Bank's indicators: XML unless asked for JSON, and mistakes told with status 200."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HOST: Final = "api.worldbank.org"
_PATH: Final = re.compile(r"/v2/country/([A-Za-z;]+)/indicator/([A-Z0-9.]+)")
_NAMES: Final = {"NY.GDP.MKTP.CD": "GDP (current US$)", "SP.POP.TOTL": "Population, total"}
_INVALID: Final = {"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}

Row = dict[str, object]


def rows(indicators: Iterable[str], countries: Iterable[str], years: Iterable[int]) -> list[Row]:
    """Make rows, newest year first; the newest year of each country has no figure yet."""
    newest_first = sorted(years, reverse=True)
    places = list(countries)
    return [
        _row(indicator, country, year, None if year == newest_first[0] else 1e6 * (year - 1900) + number)
        for indicator in indicators
        for number, country in enumerate(places)
        for year in newest_first
    ]


def worldbank(table: Sequence[Row]) -> Publisher:
    """Return the publisher of these rows."""
    known = {_id(row) for row in table}

    def tell(asked: Asked) -> Told:
        match = _PATH.fullmatch(asked.path)
        if match is None:
            return not_found(asked)
        if asked.query.get("format") != "json":
            return Told(body=b'<?xml version="1.0" encoding="utf-8"?><wb:data/>\n')
        if match[2] not in known:
            return _told([{"message": [_INVALID]}])
        found = [row for row in table if _id(row) == match[2] and _wanted(row, match[1], asked.query)]
        size, page = int(asked.query.get("per_page", 50)), int(asked.query.get("page", 1))
        head: Row = {"page": page, "pages": -(-len(found) // size), "per_page": size, "total": len(found)}
        if not found:
            return _told([head | {"page": 0}, None])
        head |= {"sourceid": "2", "lastupdated": "2026-07-01"}
        return _told([head, found[(page - 1) * size : page * size]])

    return tell


def _id(row: Row) -> object:
    indicator = row["indicator"]
    assert isinstance(indicator, dict)
    return indicator["id"]


def _wanted(row: Row, countries: str, query: Mapping[str, str]) -> bool:
    first, _, last = query.get("date", "1960:2100").partition(":")
    inside = int(first) <= int(str(row["date"])[:4]) <= int(last or first)
    return inside and (countries == "all" or row["countryiso3code"] in countries.split(";"))


def _row(indicator: str, country: str, year: int, value: float | None) -> Row:
    return {
        "indicator": {"id": indicator, "value": _NAMES.get(indicator, indicator)},
        "country": {"id": country[:2], "value": country},
        "countryiso3code": country,
        "date": str(year),
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


def _told(answer: object) -> Told:
    return Told(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json;charset=utf-8"})
