"""ReliefWeb: an approved name or nothing, a month at a time, and only what names a report."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import SourceError
from facta.sources.asking import Kept, Plan
from facta.sources.reliefweb import CONSUMED, DROPPED, Parameters, card, fetch, read
from world.base import Asked
from world.driven import driven, kept
from world.reliefweb import APPNAME, HOST, reliefweb, reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.records import Snapshot
    from facta.sources.asking import Unit
    from world.base import Told

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[1] / "samples/reliefweb/reports_2026_10.json"
ROWS = json.loads(SAMPLE.read_bytes())["data"]
ASKED = Parameters(appname=APPNAME, countries=("AFG",), since=date(2026, 9, 10))


def _units(asked: Parameters, *, a_day: int = 2, kept: dict[str, Kept] | None = None) -> list[Unit]:
    table = reports(date(2026, 8, 1), date(2026, 11, 22), a_day=a_day, countries=("AFG", "TJK"))
    plan = Plan(parameters=asked, now=NOW, kept=kept or {})
    return driven(fetch(plan), {HOST: reliefweb(table)}, NOW)


def _body(*rows: dict[str, object]) -> str:
    return json.dumps({"totalCount": len(rows), "count": len(rows), "data": list(rows)})


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(CONSUMED) | set(DROPPED) == set(ROWS[0])
    assert all(DROPPED.values())


def test_a_report_becomes_an_event_of_the_day_it_was_posted(publish: Publish) -> None:
    report = read(publish(SAMPLE.read_bytes())).events[1]
    assert (report.ref, report.kind, report.country) == ("9000002", "report", "AFG")
    assert (report.actor, report.participants) == ("IOM", ("UNHCR",))
    assert (report.start, report.end) == (date(2026, 10, 5), date(2026, 10, 6))
    assert (report.known_at, report.known_by) == (date(2026, 10, 5), "published")
    assert report.tags == (
        "format:assessment",
        "theme:protection-and-human-rights",
        "about:AFG",
        "about:IRN",
        "about:PAK",
    )
    assert report.url == "https://reliefweb.int/node/9000002"
    assert report.text == (
        "International Organization for Migration; UN High Commissioner for Refugees: "
        "Returns from Iran and Pakistan (made up)"
    )


def test_a_source_that_is_no_actor_and_a_report_on_the_world_are_read(publish: Publish) -> None:
    events = read(publish(SAMPLE.read_bytes())).events
    assert [event.actor for event in events] == ["OCHA", "IOM", "UNKNOWN", "WFP"]
    assert [event.country for event in events] == ["AFG", "AFG", "TJK", None]


def test_characters_that_a_terminal_obeys_do_not_come_through(publish: Publish) -> None:
    row = ROWS[0] | {"fields": ROWS[0]["fields"] | {"title": "A\x1b[2J report\n"}}
    (report,) = read(publish(_body(row))).events
    assert report.title == "A [2J report"


def test_each_month_is_a_unit_and_the_running_one_ends_today_and_is_not_settled() -> None:
    units = _units(ASKED)
    assert [(unit.address.rpartition("/")[2], unit.end, unit.settled) for unit in units] == [
        ("2026-09", date(2026, 10, 1), True),
        ("2026-10", date(2026, 11, 1), True),
        ("2026-11", date(2026, 11, 22), False),
    ]
    assert {unit.state for unit in units} == {"complete"}
    assert len(read(kept(units[1], card)).events) == 31


def test_a_request_has_dates_without_milliseconds_and_the_name_in_the_address() -> None:
    request = _units(ASKED)[0].answers[0].request
    assert request.url == f"https://api.reliefweb.int/v2/reports?appname={APPNAME}"
    assert json.loads(request.json_body or "")["filter"] == snapshot(
        {
            "operator": "AND",
            "conditions": [
                {
                    "field": "date.created",
                    "value": {"from": "2026-09-01T00:00:00+00:00", "to": "2026-09-30T23:59:59+00:00"},
                },
                {"field": "country.iso3", "value": ["afg"], "operator": "OR"},
            ],
        }
    )


def test_more_than_a_thousand_reports_come_in_pages() -> None:
    (unit, _) = _units(Parameters(appname=APPNAME, since=date(2026, 10, 1)), a_day=50)
    assert [json.loads(a.request.json_body or "")["offset"] for a in unit.answers] == [0, 1000]
    assert len(read(kept(unit, card)).events) == 31 * 50


def test_a_count_that_changes_between_two_pages_ends_the_month() -> None:
    first, second = (
        reports(date(2026, 10, 1), date(2026, 10, 31), a_day=50),
        reports(date(2026, 10, 1), date(2026, 10, 31), a_day=51),
    )

    def growing(asked: Asked) -> Told:
        table = first if json.loads(asked.body)["offset"] == 0 else second
        return reliefweb(table)(asked)

    asked = Parameters(appname=APPNAME, since=date(2026, 10, 1))
    unit = driven(fetch(Plan(parameters=asked, now=NOW)), {HOST: growing}, NOW)[0]
    assert unit.state == "partial"
    assert unit.answers[1].reason == snapshot(
        "totalCount became 1,581 between two pages; fetch the month again"
    )


def test_without_a_name_nothing_is_asked_and_it_is_said_how_to_get_one() -> None:
    def never(asked: Asked) -> Told:
        raise AssertionError(asked)

    asked = Parameters(countries=("AFG",), since=date(2026, 9, 1))
    (unit,) = driven(fetch(Plan(parameters=asked, now=NOW)), {HOST: never}, NOW)
    assert (unit.state, unit.answers[0].fault) == ("failed", "auth")
    assert unit.answers[0].reason == snapshot(
        "appname is blank; apply at https://apidoc.reliefweb.int/parameters#appname and write the "
        "approved name as appname"
    )


def test_a_name_that_is_not_approved_ends_the_fetch_at_once() -> None:
    (unit,) = _units(ASKED.model_copy(update={"appname": "mine"}))
    assert unit.answers[0].fault == "auth"
    assert "You are not using an approved appname" in unit.answers[0].reason
    assert unit.answers[0].reason.endswith("write the approved name as appname")


def test_the_first_version_is_gone() -> None:
    told = reliefweb([])(Asked(method="POST", host=HOST, path="/v1/reports"))
    assert told.status == 410


def test_a_month_that_has_settled_is_never_asked_for_again() -> None:
    held = {
        f"{card.url}/AFG/2026-{month}": Kept(
            state="complete", retrieved_at=datetime(2026, 11, 5, tzinfo=UTC), settled=month != "11"
        )
        for month in ("09", "10", "11")
    }
    assert [unit.address.rpartition("/")[2] for unit in _units(ASKED, kept=held)] == ["2026-11"]


def test_every_mistake_in_the_reports_is_told(publish: Publish) -> None:
    fields = ROWS[0]["fields"]
    odd = ROWS[0] | {"fields": {"titles": "x", "url": "y", "date": {"created": "2026-10-03"}}}
    body = _body(
        {"id": "1", "score": 1, "href": ""},
        ROWS[0] | {"fields": [fields]},
        odd,
        ROWS[1],
        ROWS[1],
    )
    with pytest.raises(SourceError) as caught:
        read(publish(body, name="reports.json"))
    assert caught.value.mistakes == snapshot(
        (
            "reports.json: report 1: key 'fields' is missing",
            "reports.json: report 2: fields: \"[{'title': 'Afghanis\" is no object",
            "reports.json: report 3: fields: key 'titles' is not known; did you mean 'title'?",
            "reports.json: report 3: fields: key 'title' is missing",
            "reports.json: report 3: date: '2026-10-03' is not like 2026-10-03T08:12:00+00:00",
            "reports.json: report 5: id: '9000002' stands twice; fetch the month again",
        )
    )


def test_an_error_in_place_of_reports_is_told_in_its_words(publish: Publish) -> None:
    error = {
        "status": 403,
        "error": {"type": "AccessDenied", "message": "You are not using an approved appname."},
    }
    with pytest.raises(SourceError, match="ReliefWeb answered with an error: You are not using"):
        read(publish(json.dumps(error)))


def test_what_a_case_cannot_ask_is_told() -> None:
    with pytest.raises(ValidationError, match="'my app' has not the form of an approved name"):
        Parameters(appname="my app")
    with pytest.raises(ValidationError, match="'AFX' is not the ISO alpha-3 code of a country"):
        Parameters(countries=("AFX",))
