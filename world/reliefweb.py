"""ReliefWeb: its first version is gone, and its second answers only names it has approved."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Sequence

HOST: Final = "api.reliefweb.int"
APPNAME: Final = "facta-example-x7q2k"
_LARGEST: Final = 1000
_REFUSED: Final = (
    "You are not using an approved appname. Kindly request an appname from ReliefWeb here: "
    "https://apidoc.reliefweb.int/parameters#appname"
)

Report = dict[str, Any]


def reports(first: date, last: date, *, a_day: int, countries: Sequence[str] = ("AFG",)) -> list[Report]:
    """Make so many reports for each day, their countries in turn; every third has no theme."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        _report(9_000_000 + number, day, countries[number % len(countries)].lower(), themed=number % 3 > 0)
        for number, day in enumerate(day for day in days for _ in range(a_day))
    ]


def reliefweb(table: Sequence[Report], *, appname: str = APPNAME) -> Publisher:
    """Return the publisher of these reports."""

    def tell(asked: Asked) -> Told:
        if asked.path.startswith("/v1/"):
            return _error(410, "GoneHttpException", "The API version 'v1' has been decommissioned.")
        if asked.path != "/v2/reports":
            return not_found(asked)
        if asked.query.get("appname") != appname:
            return _error(403, "AccessDeniedHttpException", _REFUSED)
        question = json.loads(asked.body)
        wanted = [_Condition(**condition) for condition in question["filter"]["conditions"]]
        if any("." in str(day) for one in wanted for day in one.ends):
            return _error(400, "BadRequestHttpException", "Invalid date in the filter.")
        found = [report for report in table if all(one.holds(report) for one in wanted)]
        offset, limit = question.get("offset", 0), min(question.get("limit", 10), _LARGEST)
        return _told(found[offset : offset + limit], len(found), asked)

    return tell


class _Condition:
    """A condition of a filter: a span of days, or some codes."""

    def __init__(self, field: str, value: Any, operator: str = "AND") -> None:  # noqa: ANN401 - JSON
        self.field, self.value, self.operator = field, value, operator

    @property
    def ends(self) -> list[str]:
        return list(self.value.values()) if isinstance(self.value, dict) else []

    def holds(self, report: Report) -> bool:
        fields = report["fields"]
        if self.field == "date.created":
            first, last = (datetime.fromisoformat(end) for end in self.ends)
            return first <= datetime.fromisoformat(fields["date"]["created"]) <= last
        return bool({country["iso3"] for country in fields["country"]} & set(self.value))


def _report(id_: int, day: date, country: str, *, themed: bool) -> Report:
    fields: Report = {
        "title": f"Example report {id_}",
        "url": f"https://reliefweb.int/node/{id_}",
        "date": {"created": f"{day}T08:12:00+00:00"},
        "source": [{"name": "UN Office for the Coordination of Humanitarian Affairs"}],
        "primary_country": {"iso3": country},
        "country": [{"iso3": country}],
        "format": [{"name": "Situation Report"}],
    }
    if themed:
        fields["theme"] = [{"name": "Food and Nutrition"}]
    href = f"https://{HOST}/v2/reports/{id_}"
    return {"id": str(id_), "score": 1, "href": href, "fields": fields}


def _told(shown: list[Report], total: int, asked: Asked) -> Told:
    href = f"https://{HOST}{asked.path}"
    answer = {"time": 12, "href": href, "links": {"self": {"href": href}}, "took": 4}
    answer |= {"totalCount": total, "count": len(shown), "data": shown}
    return Told(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


def _error(status: int, kind: str, message: str) -> Told:
    answer = {"status": status, "error": {"type": kind, "message": message}}
    return Told(status=status, body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})
