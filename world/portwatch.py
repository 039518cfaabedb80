"""PortWatch on ArcGIS: a thousand rows an answer at most, and errors told with status 200."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST: Final = "services9.arcgis.com"
_PATH: Final = "/weJ1QsnbMYJlCHdG/arcgis/rest/services/Daily_Chokepoints_Data/FeatureServer/0/query"
_WHERE: Final = re.compile(r"portid='(chokepoint[0-9]+)' AND year=([0-9]{4})")
_KINDS: Final = ("container", "dry_bulk", "general_cargo", "roro", "tanker")

Row = dict[str, object]


def rows(
    names: Mapping[str, str], first: date, last: date, *, transits: int = 80, as_text: bool = True
) -> list[Row]:
    """Make a row a day for each chokepoint, by id and name; days as text, or as milliseconds."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        _row(number, (id_, name), day, transits + day.toordinal() % 7, as_text=as_text)
        for number, (id_, name, day) in enumerate(
            (id_, name, day) for id_, name in names.items() for day in days
        )
    ]


def portwatch(table: Sequence[Row], *, at_most: int = 1000) -> Publisher:
    """Return the publisher of these rows, which answers so many at most."""

    def tell(asked: Asked) -> Told:
        if asked.path != _PATH:
            return not_found(asked)
        where = _WHERE.fullmatch(asked.query.get("where", ""))
        if where is None or asked.query.get("f") != "json":
            return _told({"error": {"code": 400, "message": "Cannot perform query.", "details": []}})
        found = [row for row in table if row["portid"] == where[1] and row["year"] == int(where[2])]
        offset = int(asked.query.get("resultOffset", 0))
        size = min(int(asked.query.get("resultRecordCount", at_most)), at_most)
        shown = found[offset : offset + size]
        answer: Row = {
            "objectIdFieldName": "ObjectId",
            "globalIdFieldName": "",
            "fields": [{"name": name} for name in (table[0] if table else ())],
            "features": [{"attributes": row} for row in shown],
        }
        if offset + size < len(found):
            answer["exceededTransferLimit"] = True
        return _told(answer)

    return tell


def _row(number: int, place: tuple[str, str], day: date, total: int, *, as_text: bool) -> Row:
    counts = dict(zip(_KINDS, (total // 4, total // 5, total // 10, 1, 0), strict=True))
    counts["tanker"] = total - sum(counts.values())
    counts |= {"cargo": total - counts["tanker"], "total": total}
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    row: Row = {
        "date": str(day) if as_text else int(midnight.timestamp() * 1000),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "portid": place[0],
        "portname": place[1],
    }
    row |= {f"n_{kind}": count for kind, count in counts.items()}
    row |= {
        "capacity" if kind == "total" else f"capacity_{kind}": 50_000 * count
        for kind, count in counts.items()
    }
    return row | {"ObjectId": number + 1}


def _told(answer: object) -> Told:
    return Told(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json; charset=utf-8"})
