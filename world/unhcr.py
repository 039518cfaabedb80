"""UNHCR's population figures, in pages: numbers as text, dashes where there are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOST: Final = "api.unhcr.org"
_PATH: Final = "/population/v1/population/"
_OWN: Final = {"DEU": "GFR", "AUT": "AUS", "IRN": "IRN", "TUR": "TUR", "CHE": "SWI"}
_FIGURES: Final = (
    "refugees",
    "asylum_seekers",
    "returned_refugees",
    "idps",
    "returned_idps",
    "stateless",
    "ooc",
    "oip",
    "hst",
)

Item = dict[str, object]


def items(origins: Iterable[str], asylum: Iterable[str], years: Iterable[int]) -> list[Item]:
    """Make rows for each origin, country of asylum and year; every other figure comes as text."""
    places = list(asylum)
    return [
        _item(origin, place, year, 1000 * (year - 2000) + number)
        for year in years
        for origin in origins
        for number, place in enumerate(places)
    ]


def unhcr(rows: Sequence[Item], *, shifts_at: int | None = None) -> Publisher:
    """Return the publisher of these rows.

    From page ``shifts_at`` on it tells one page more than before, as it does when the table grows
    while somebody reads it.
    """

    def tell(asked: Asked) -> Told:
        if asked.path != _PATH:
            return not_found(asked)
        if not {"coo", "coo_all"} & set(asked.query):
            return _told({"errors": ["coo or coo_all is required"]})
        found = [row for row in rows if _wanted(row, asked)]
        size, page = int(asked.query.get("limit", 100)), int(asked.query.get("page", 1))
        pages = -(-len(found) // size)
        if shifts_at is not None and page >= shifts_at:
            pages += 1
        shown = found[(page - 1) * size : page * size]
        return _told({"page": page, "short_url": "", "maxPages": pages, "total": [], "items": shown})

    return tell


def _wanted(row: Item, asked: Asked) -> bool:
    query, code = asked.query, "iso" if asked.query.get("cf_type") == "ISO" else ""
    for key in ("coo", "coa"):
        if key in query and row[f"{key}_{code}" if code else key] not in query[key].split(","):
            return False
    year = int(str(row["year"]))
    return int(query.get("yearFrom", 1951)) <= year <= int(query.get("yearTo", 2100))


def _item(origin: str, asylum: str, year: int, people: int) -> Item:
    own = {"coo": _OWN.get(origin, origin), "coa": _OWN.get(asylum, asylum)}
    names: Item = {
        "year": year,
        "coo_id": 1,
        "coo_name": origin,
        "coo": own["coo"],
        "coo_iso": origin,
        "coa_id": 2,
        "coa_name": asylum,
        "coa": own["coa"],
        "coa_iso": asylum,
    }
    told = (people, str(people), "0", "-", "-", "0", 0, "-", None)
    return names | dict(zip(_FIGURES, told, strict=True))


def _told(answer: object) -> Told:
    return Told(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})
