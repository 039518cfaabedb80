"""ACLED: a token for an account, living rows, a list of what was removed, and errors with status 200."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from world.base import Asked, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST: Final = "acleddata.com"
ACCOUNT: Final = {"username": "analyst@example.org", "password": "correct horse"}
MOST_A_PAGE: Final = 5000
CHALLENGE: Final = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
EXPIRED: Final = b'{"message": "The resource owner or authorization server denied the request."}'

Row = dict[str, str]


@dataclass(slots=True)
class Acled:
    """Play ACLED with rows, and with the ids that were removed and when.

    A token holds for ``reads`` answers. With ``challenged`` every path meets a puzzle for browsers;
    with ``open_tier`` the account has no interface, which is told with status 200.
    """

    rows: list[Row]
    removed: Mapping[str, int] = field(default_factory=dict)
    reads: int = 1000
    a_page: int = MOST_A_PAGE
    challenged: bool = False
    open_tier: bool = False
    _given: int = 0
    _left: int = 0

    def __call__(self, asked: Asked) -> Told:
        """Answer a request."""
        if self.challenged:
            return Told(status=403, body=CHALLENGE, headers={"cf-mitigated": "challenge"})
        if asked.path == "/oauth/token":
            return self._enter({key: values[0] for key, values in parse_qs(asked.body.decode()).items()})
        if asked.headers.get("authorization") != f"Bearer access-{self._given}" or self._left <= 0:
            return Told(status=401, body=EXPIRED)
        self._left -= 1
        return self._read(asked)

    def _read(self, asked: Asked) -> Told:
        if self.open_tier:
            return Told(body=b'{"status": 403, "success": false, "message": "Access denied", "data": []}')
        if asked.path == "/api/deleted/read":
            since = int(asked.query["deleted_timestamp"])
            gone = {ref: second for ref, second in self.removed.items() if second >= since}
            return _page(asked, self.a_page, [_removed(ref, second) for ref, second in gone.items()])
        if asked.path != "/api/acled/read":
            return not_found(asked)
        first, last = asked.query["event_date"].split("|")
        found = [
            row
            for row in self.rows
            if row["iso"] == asked.query["iso"] and first <= row["event_date"] <= last
        ]
        return _page(asked, self.a_page, found)

    def _enter(self, form: dict[str, str]) -> Told:
        account = form.get("grant_type") == "password" and all(form.get(k) == v for k, v in ACCOUNT.items())
        renewal = (
            form.get("grant_type") == "refresh_token" and form.get("refresh_token") == f"renew-{self._given}"
        )
        if form.get("client_id") != "acled" or not (account or renewal):
            return Told(status=400, body=b'{"error": "invalid_grant", "error_description": "not granted"}')
        self._given += 1
        self._left = self.reads
        told = {
            "token_type": "Bearer",
            "expires_in": 86400,
            "access_token": f"access-{self._given}",
            "refresh_token": f"renew-{self._given}",
        }
        return Told(body=json.dumps(told).encode())


def row(ref: str, day: str, **cells: str) -> Row:
    """Make a row of an armed clash in Kabul, with all its 31 keys."""
    usual = {
        "event_id_cnty": ref,
        "event_date": day,
        "year": day[:4],
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Afghanistan (2021-)",
        "assoc_actor_1": "",
        "inter1": "1",
        "actor2": "Islamic State (Khorasan Province)",
        "assoc_actor_2": "",
        "inter2": "2",
        "interaction": "12",
        "civilian_targeting": "",
        "iso": "4",
        "region": "Caucasus and Central Asia",
        "country": "Afghanistan",
        "admin1": "Kabul",
        "admin2": "Kabul",
        "admin3": "",
        "location": "Kabul",
        "latitude": "34.5281",
        "longitude": "69.1723",
        "geo_precision": "1",
        "source": "An Agency; A Newspaper",
        "source_scale": "National",
        "notes": "A description in words that may not be passed on.",
        "fatalities": "2",
        "tags": "",
        "timestamp": "1770000000",
    }
    return usual | cells


def page(rows: list[Row]) -> bytes:
    """Put rows into an envelope."""
    told = {
        "status": 200,
        "success": True,
        "count": len(rows),
        "messages": [],
        "last_update": 12,
        "data": rows,
    }
    return json.dumps(told, indent=1).encode()


def _page(asked: Asked, a_page: int, rows: list[Row]) -> Told:
    size = min(int(asked.query.get("limit", a_page)), a_page)
    first = (int(asked.query.get("page", 1)) - 1) * size
    return Told(body=page(rows[first : first + size]))


def _removed(ref: str, second: int) -> Row:
    return {"event_id_cnty": ref, "deleted_timestamp": str(second)}
