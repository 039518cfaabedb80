"""UCDP as it is: files for everybody, an interface for those with a token.

The rows are those of a real candidate month, moved to other months.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILES: Final = "ucdp.uu.se"
INTERFACE: Final = "ucdpapi.pcr.uu.se"
HOSTS: Final = (FILES, INTERFACE)
TOKEN: Final = "a-token-from-the-maintainer"  # noqa: S105 - it opens nothing but this world
REFUSED: Final = b"API token required. Add header: x-ucdp-access-token"
MOST_A_PAGE: Final = 1000
USUAL_A_PAGE: Final = 100
WHOLE_NUMBERS: Final = frozenset({"id", "year", "type_of_violence", "best", "low", "high", "where_prec"})

Row = dict[str, str]


def ucdp(releases: Mapping[str, bytes], *, burst: int = 40, a_day: int = 5000) -> Publisher:
    """Play UCDP with releases given as CSV, by version.

    The interface answers the ``burst``-th of every so many requests with status 400, as one does
    that was asked too quickly, and with 429 what comes after ``a_day`` requests.
    """
    asked_so_far = 0

    def publisher(asked: Asked) -> Told:
        nonlocal asked_so_far
        if asked.host == FILES:
            return _file(asked, releases)
        if asked.headers.get("x-ucdp-access-token") != TOKEN:
            return Told(status=401, body=REFUSED)
        asked_so_far += 1
        if asked_so_far > a_day:
            return Told(status=429, body=b"quota exceeded", headers={"Retry-After": "3600"})
        if asked_so_far % burst == 0:
            return Told(status=400, body=b"Bad Request")
        return _page(asked, releases)

    return publisher


def releases(sample: bytes, *, annual: str, months: Iterable[str]) -> dict[str, bytes]:
    """Make releases of the rows of a candidate month: candidates of months, and an annual one.

    Each month has the rows with ids of its own. The candidates of a month repeat the first row of
    the month before with one more death. The annual release has the rows of December before it,
    and one of the candidates' less.
    """
    rows = list(csv.DictReader(io.StringIO(sample.decode("utf-8-sig"))))
    found: dict[str, bytes] = {}
    before: list[Row] = []
    for month in months:
        mine = [_moved(row, month) for row in rows]
        revised = [_deadlier(row) for row in before[:1]]
        found[f"{month[2:4]}.0.{int(month[5:])}"] = table([*mine, *revised])
        before = mine
    last = [_moved(row, f"{1999 + int(annual[:2])}-12") for row in rows]
    return found | {annual: table(last[:-1])}


def table(rows: list[Row]) -> bytes:
    """Write rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _moved(row: Row, month: str) -> Row:
    number = f"{month[2:4]}{month[5:]}{row['id']}"
    days = {key: f"{month}-{min(int(row[key][8:10]), 28):02d}{row[key][10:]}" for key in _DATES}
    return row | days | {"id": number, "year": month[:4]}


_DATES: Final = ("date_start", "date_end")


def _deadlier(row: Row) -> Row:
    return row | {key: str(int(row[key]) + 1) for key in ("deaths_unknown", "best", "high")}


def _file(asked: Asked, releases: Mapping[str, bytes]) -> Told:
    for version, body in releases.items():
        plain = version.replace(".", "_")
        if asked.path == f"/downloads/candidateged/GEDEvent_v{plain}.csv":
            return Told(body=body, headers={"Content-Type": "text/csv"})
        if asked.path == f"/downloads/ged/ged{version.replace('.', '')}-csv.zip":
            return Told(body=zipped(f"GEDEvent_v{plain}.csv", body))
    return not_found(asked)


def zipped(name: str, body: bytes) -> bytes:
    """Put one file into a zip archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), body)
    return out.getvalue()


def _page(asked: Asked, releases: Mapping[str, bytes]) -> Told:
    version = asked.path.removeprefix("/api/gedevents/")
    if version not in releases:
        return not_found(asked)
    rows = [_typed(row) for row in csv.DictReader(io.StringIO(releases[version].decode()))]
    size = min(int(asked.query.get("pagesize", USUAL_A_PAGE)), MOST_A_PAGE)
    page, pages = int(asked.query.get("page", 0)), -(-len(rows) // size)
    address = f"https://{INTERFACE}{asked.path}?pagesize={size}&page="
    answer = {
        "TotalCount": len(rows),
        "TotalPages": pages,
        "PreviousPageUrl": f"{address}{page - 1}" if page else "",
        "NextPageUrl": f"{address}{page + 1}" if page + 1 < pages else "",
        "Result": rows[page * size : (page + 1) * size],
    }
    return Told(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


def _typed(row: Row) -> dict[str, str | int | float | None]:
    """Give the numbers of a row as numbers, and what is blank as nothing."""
    return {key: _value(key, text) for key, text in row.items()}


def _value(key: str, text: str) -> str | int | float | None:
    if not text:
        return None
    if key in WHOLE_NUMBERS or key.startswith("deaths_"):
        return int(text)
    return float(text) if key in {"latitude", "longitude"} else text
