"""ReliefWeb: that a humanitarian report on a country appeared, when, and whose it is.

Asked of version 2 of its API; version 1 is gone (410). Since 1 November 2025 it answers only those
whose name of application OCHA has approved; that name is no secret and stands in the address.

One unit is one month, by the day on which ReliefWeb posted the reports. A month that is over by
three days does not change and is not asked for again; the running one is, in every run.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from pydantic import Field, field_validator

from facta import actors
from facta.errors import SourceError, nearest
from facta.periods import Period, period_of, periods
from facta.records import Event
from facta.sources import base
from facta.sources.asking import Answer, Request, Unit, pieces
from facta.sources.base import Card, Reading, covered
from facta.sources.objects import SHOWN, are_objects, compare_keys, is_object, load, part, parts, peek
from facta.sources.paging import Wrong, due, follow

if TYPE_CHECKING:
    from facta.records import Snapshot
    from facta.sources.asking import Plan, Steps
    from facta.sources.paging import Next

card: Final = Card(
    name="reliefweb",
    title="ReliefWeb, reports",
    publisher="ReliefWeb",
    url="https://api.reliefweb.int/v2/reports",
    licence="content belongs to its sources; only title, address and keywords are kept",
    redistributable="no",
    grain="one row per report that ReliefWeb posted",
    lag_days=1,
    coverage="humanitarian reports on all countries since 1970; complete from about 2000",
    limitation=(
        "What humanitarian organisations publish and ReliefWeb's editors choose: the number of "
        "reports follows money, access and attention as much as need, an appeal is posted in many "
        "formats, and reports that are edited or withdrawn later are not asked for again."
    ),
    healthy="count is the length of data; a country in crisis has 50 to 400 reports a month",
    citation="ReliefWeb, OCHA, https://reliefweb.int/; each report with its own source",
    hosts=("api.reliefweb.int",),
    frequency="day",
    spacing_seconds=1.0,
)

CONSUMED: Final = ("id", "fields")
DROPPED: Final = {"score": "rank in a search for words", "href": "address in the API; url is the page"}
FIELDS: Final = ("title", "url", "date", "source", "country", "primary_country", "theme", "format")

_COLUMNS: Final = (*CONSUMED, *DROPPED)
_NEEDED: Final = ("title", "date", "url")
_INCLUDE: Final = (
    "title",
    "url",
    "date.created",
    "source.name",
    "country.iso3",
    "primary_country.iso3",
    "theme.name",
    "format.name",
)
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:.]{8,15}(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_APPNAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_APPLY: Final = "https://apidoc.reliefweb.int/parameters#appname"
_A_PAGE: Final = 1000
_MOST_PAGES: Final = 20
_SETTLED_AFTER: Final = timedelta(days=3)


class Parameters(base.Parameters):
    """What a case asks of ReliefWeb."""

    appname: str = Field(
        default="",
        description=f"The name of application that OCHA approved; apply at {_APPLY}. It is no secret.",
    )
    countries: base.States = Field(
        default=(), description="Countries that a report is about, as ISO alpha-3 codes; none means all."
    )
    since: date = Field(default=date(2024, 1, 1), description="A day in the first month.")

    @field_validator("appname")
    @classmethod
    def _fits_an_address(cls, name: str) -> str:
        if name and not _APPNAME.fullmatch(name):
            message = f"{name!r} has not the form of an approved name; write it as in OCHA's mail"
            raise ValueError(message)
        return name


def fetch(plan: Plan) -> Steps:
    """Ask for each month, page by page; days that are not over are asked for and not yet covered."""
    asked = Parameters.of(plan.parameters)
    for month in periods(period_of(asked.since, "month").start, plan.today, "month"):
        address = f"{card.url}/{'+'.join(asked.countries) or 'all'}/{month.start:%Y-%m}"
        if not due(plan, address):
            continue
        first = _page(asked, month, 0)
        answers: tuple[Answer, ...] = (_unnamed(first, plan),)
        if asked.appname:
            after = partial(_after, asked, month)
            answers = yield from follow(first, after, most=_MOST_PAGES)
        yield Unit(
            address=address,
            start=month.start,
            end=min(month.end, plan.today),
            answers=tuple(_explained(answer) for answer in answers),
            settled=month.end + _SETTLED_AFTER <= plan.today,
        )
        if answers[0].fault in {"auth", "gone"}:
            return


def _page(asked: Parameters, month: Period, offset: int) -> Request:
    """Return the request for up to a thousand reports of a month; times with milliseconds are refused."""
    posted = {"from": f"{month.start}T00:00:00+00:00", "to": f"{month.last}T23:59:59+00:00"}
    conditions: list[dict[str, object]] = [{"field": "date.created", "value": posted}]
    if asked.countries:
        codes = [code.lower() for code in asked.countries]
        conditions.append({"field": "country.iso3", "value": codes, "operator": "OR"})
    body = {
        "filter": {"operator": "AND", "conditions": conditions},
        "fields": {"include": list(_INCLUDE)},
        "limit": _A_PAGE,
        "offset": offset,
        "sort": ["date.created:asc"],
    }
    url = f"{card.url}?{urlencode({'appname': asked.appname})}"
    return Request(url=url, form="json", json_body=json.dumps(body))


def _after(asked: Parameters, month: Period, answers: tuple[Answer, ...]) -> Next:
    """Return the next page, or say that this one contradicts the count."""
    told = peek(answers[-1].body)
    total, rows = part(told, "totalCount"), part(told, "data")
    if not isinstance(total, int) or not isinstance(rows, list):
        return Wrong("misread", f"the answer has no totalCount and data: {str(told)[:SHOWN]!r}")
    offset = (len(answers) - 1) * _A_PAGE + len(rows)
    if total != part(peek(answers[0].body), "totalCount"):
        return Wrong("misread", f"totalCount became {total:,} between two pages; fetch the month again")
    if offset < total and len(rows) < _A_PAGE:
        return Wrong("misread", f"{offset:,} reports came of {total:,}; fetch the month again")
    return _page(asked, month, offset) if offset < total else None


def _unnamed(request: Request, plan: Plan) -> Answer:
    reason = "appname is blank"
    return Answer(request=request, state="failed", retrieved_at=plan.now, fault="auth", reason=reason)


def _explained(answer: Answer) -> Answer:
    """Return an answer that was refused for its name with what to do about it."""
    if answer.fault != "auth":
        return answer
    reason = f"{answer.reason}; apply at {_APPLY} and write the approved name as appname"
    return Answer(
        request=answer.request,
        state=answer.state,
        retrieved_at=answer.retrieved_at,
        fault=answer.fault,
        reason=reason,
        status=answer.status,
    )


def read(
    snapshot: Snapshot,
    *,
    covers: Period | None = None,
    lag_days: int | None = None,
    parameters: base.Parameters | None = None,  # noqa: ARG001  (what is read was asked for)
) -> Reading:
    """Read the reports of a month, all pages. A report is an event of the day on which it was posted.

    The actor is the first of its sources that is known as an actor, else ``UNKNOWN``; the country is
    the one it is mainly about, the others are tags.

    Raises
    ------
    SourceError
        With every mistake, its place given as report and key; for an error in place of an answer,
        with its words.
    """
    mistakes: list[str] = []
    found: dict[str, Event] = {}
    for page in pieces(snapshot):
        for number, row in enumerate(_rows(page), 1):
            where = f"{page.url}: report {number}"
            event = _event(where, row, snapshot, mistakes)
            if event is not None and event.ref in found:
                mistakes.append(f"{where}: id: {event.ref!r} stands twice; fetch the month again")
            if event is not None:
                found[event.ref] = event
    if mistakes:
        raise SourceError(*mistakes)
    lag = card.lag_days if lag_days is None else lag_days
    return Reading(
        events=tuple(found.values()), coverage=covered(card, snapshot, covers, lag, frequency="day")
    )


def _rows(page: Snapshot) -> list[dict[str, object]]:
    answer = load(page)
    told = part(answer, "error", "message") or part(answer, "errors")
    if told:
        message = f"{page.url}: ReliefWeb answered with an error: {str(told)[:SHOWN]}"
        raise SourceError(message)
    rows = part(answer, "data")
    if not is_object(answer) or not are_objects(rows):
        message = f"{page.url}: data is no list of objects; the answer begins {str(answer)[:SHOWN]!r}"
        raise SourceError(message)
    return rows


def _event(where: str, row: dict[str, object], snapshot: Snapshot, mistakes: list[str]) -> Event | None:
    strange = compare_keys(where, row, _COLUMNS)
    fields = row.get("fields")
    if not strange and not is_object(fields):
        strange.append(f"{where}: fields: {str(fields)[:20]!r} is no object")
    mistakes += strange
    if strange or not is_object(fields):
        return None
    odd = [
        f"{where}: fields: key {key!r} is not known{nearest(key, FIELDS)}"
        for key in fields
        if key not in FIELDS
    ]
    odd += [f"{where}: fields: key {key!r} is missing" for key in _NEEDED if key not in fields]
    posted = _DAY.fullmatch(str(part(fields, "date", "created")))
    if "date" in fields and posted is None:
        odd.append(
            f"{where}: date: {part(fields, 'date', 'created')!r} is not like 2026-10-03T08:12:00+00:00"
        )
    mistakes += odd
    if odd or posted is None:
        return None
    return _report(str(row["id"]), fields, date.fromisoformat(posted[1]), snapshot)


def _report(id_: str, fields: dict[str, object], day: date, snapshot: Snapshot) -> Event:
    sources = parts(fields.get("source"), "name")
    known = [found for name in sources if (found := actors.resolve("reliefweb", name, day))]
    title = _CONTROL.sub(" ", str(fields["title"])).strip()
    return Event(
        source=snapshot.source,
        ref=id_,
        kind="report",
        actor=known[0] if known else "UNKNOWN",
        participants=tuple(known[1:]),
        tags=_tags(fields),
        start=day,
        end=day + timedelta(days=1),
        country=_country(str(part(fields, "primary_country", "iso3"))),
        text=f"{'; '.join(sources) or 'Unknown source'}: {title}",
        title=title,
        publisher="; ".join(sources) or card.publisher,
        origin="; ".join(sources) or card.publisher,
        url=str(fields["url"]),
        known_at=min(day, snapshot.retrieved_at.date()),
        known_by="published",
        snapshot=snapshot.sha256,
    )


def _tags(fields: dict[str, object]) -> tuple[str, ...]:
    words = [("format", name) for name in parts(fields.get("format"), "name")]
    words += [("theme", name) for name in parts(fields.get("theme"), "name")]
    tags = [f"{kind}:{'-'.join(re.findall(r'[a-z0-9]+', name.lower()))}" for kind, name in words]
    return tuple(tags + [f"about:{code.upper()}" for code in parts(fields.get("country"), "iso3")])


def _country(code: str) -> str | None:
    code = code.upper()
    return code if actors.known(code) and actors.actors()[code].kind == "state" else None
