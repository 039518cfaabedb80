"""ACLED: an account, pages, a token that ends in the middle, and events that were removed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.errors import CaseError, SourceError
from facta.sources.acled import CONSUMED, DROPPED, Parameters, card, fetch, read
from facta.sources.asking import Answer, Kept, Plan, Unit, manifest
from world.acled import ACCOUNT, HOST, Acled, page, row
from world.base import Asked
from world.driven import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from facta.records import Event, Snapshot
    from facta.sources.asking import Fault, Request

    Publish = Callable[..., Snapshot]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FAULTS: dict[int, Fault] = {400: "refused", 401: "auth", 403: "auth"}
ROWS = [row(f"AFG{number}", f"2026-02-{1 + number % 28:02d}") for number in range(12_000)]


def _ask(acled: Acled, request: Request, account: dict[str, str]) -> Answer:
    parts = urlsplit(request.url)
    assert parts.hostname == HOST
    form = {
        key: text.replace("{FACTA_ACLED_USERNAME}", account["username"]).replace(
            "{FACTA_ACLED_PASSWORD}", account["password"]
        )
        for key, text in (request.form_body or {}).items()
    }
    told = acled(
        Asked(
            method="POST" if request.form_body else "GET",
            host=HOST,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): text for name, text in request.headers.items()},
            body=urlencode(form).encode(),
        )
    )
    sound = told.status == 200
    return Answer(
        request=request,
        state="complete" if sound else "failed",
        retrieved_at=NOW,
        body=told.body if sound else b"",
        fault="" if sound else FAULTS[told.status],
        reason="" if sound else told.body.decode(),
        status=told.status,
    )


def _units(acled: Acled, plan: Plan, account: dict[str, str] = ACCOUNT) -> tuple[list[Unit], list[Request]]:
    units: list[Unit] = []
    asked: list[Request] = []
    steps = fetch(plan)
    answers: tuple[Answer, ...] | None = None
    while True:
        try:
            step = next(steps) if answers is None else steps.send(answers)
        except StopIteration:
            return units, asked
        answers = ()
        if isinstance(step, Unit):
            units.append(step)
        else:
            asked += step
            answers = tuple(_ask(acled, request, account) for request in step)


def _plan(had: dict[str, Kept] | None = None, **asked: object) -> Plan:
    usual = {"countries": ["AFG"], "since": "2026-02"}
    return Plan(parameters=Parameters.model_validate(usual | asked), now=NOW, kept=had or {})


def _event(publish: Publish, **cells: str) -> Event:
    (event,) = read(publish(page([row("AFG1", "2026-02-04", **cells)]))).events
    return event


def _mistakes(publish: Publish, rows: list[dict[str, str]]) -> Sequence[str]:
    with pytest.raises(SourceError) as caught:
        read(publish(page(rows), name="acled.json"))
    return caught.value.mistakes


def test_every_key_is_consumed_or_dropped_with_a_reason() -> None:
    assert set(CONSUMED).isdisjoint(DROPPED)
    assert set(row("AFG1", "2026-02-04")) == set(CONSUMED) | set(DROPPED)
    assert len(CONSUMED) + len(DROPPED) == 31
    assert all(DROPPED.values())


def test_months_come_newest_first_page_by_page() -> None:
    units, asked = _units(Acled(ROWS), _plan())
    assert [(unit.start, unit.end, unit.settled) for unit in units] == [
        (date(2026, 3, 1), date(2026, 3, 10), False),
        (date(2026, 2, 1), date(2026, 3, 1), True),
    ]
    assert [unit.state for unit in units] == ["complete", "complete"]
    assert len(units[1].answers) == 3
    assert len(read(kept(units[1], card)).events) == 12_000
    assert asked[0].index
    assert asked[1].url == snapshot(
        "https://acleddata.com/api/acled/read?_format=json&iso=4&event_date=2026-03-01%7C2026-03-31"
        "&event_date_where=BETWEEN&limit=5000&page=1"
    )
    assert units[1].address == "https://acleddata.com/api/acled/read?iso=4&event_date=2026-02"


def test_no_token_and_no_password_is_in_what_is_kept() -> None:
    units, asked = _units(Acled(ROWS), _plan())
    assert asked[0].form_body == {
        "username": "{FACTA_ACLED_USERNAME}",
        "password": "{FACTA_ACLED_PASSWORD}",
        "grant_type": "password",
        "client_id": "acled",
    }
    for unit in units:
        told = manifest(unit) + b"".join(answer.body for answer in unit.answers)
        assert not any(word in told for word in (b"access-", b"renew-", b"correct horse", b"analyst"))


def test_a_token_that_ends_in_the_middle_is_renewed_once() -> None:
    units, asked = _units(Acled(ROWS, reads=2), _plan())
    assert [unit.state for unit in units] == ["complete", "complete"]
    assert [request.url for request in asked].count("https://acleddata.com/oauth/token") == 2
    units, asked = _units(Acled(ROWS, reads=1), _plan())
    assert [unit.state for unit in units] == ["complete", "partial"]
    assert list(units[1].faults) == ["auth"]
    assert [request.url for request in asked].count("https://acleddata.com/oauth/token") == 2


def test_an_account_that_is_refused_ends_the_run() -> None:
    units, asked = _units(Acled(ROWS), _plan(), {"username": "x", "password": "y"})
    assert [unit.state for unit in units] == ["failed"]
    assert len(asked) == 1
    units, asked = _units(Acled(ROWS, challenged=True), _plan())
    assert (len(units), list(units[0].faults), len(asked)) == (1, ["auth"], 1)


def test_an_answer_without_a_token_is_no_door() -> None:
    steps = fetch(_plan())
    (request,) = next(steps)
    body = b'{"message": "Sorry, unrecognized username or password.", "secret": "s3"}'
    unit = steps.send((Answer(request=request, state="complete", retrieved_at=NOW, body=body),))
    assert isinstance(unit, Unit)
    assert unit.answers[0].reason == snapshot(
        "ACLED gave no token: Sorry, unrecognized username or password."
    )
    assert unit.answers[0].body == b""


def test_an_error_told_with_status_200_is_told_in_words() -> None:
    units, _ = _units(Acled(ROWS, open_tier=True), _plan())
    assert [unit.state for unit in units] == ["failed", "failed"]
    assert units[0].answers[0].fault == "misread"
    assert units[0].answers[0].reason == "ACLED answered: Access denied"


def test_what_was_removed_comes_with_the_newest_month_and_is_retracted() -> None:
    first, _ = _units(Acled(ROWS), _plan())
    had = {
        unit.address: Kept(state="complete", retrieved_at=NOW - timedelta(days=2), settled=unit.settled)
        for unit in first
    }
    yesterday = int((NOW - timedelta(days=1)).timestamp())
    removed = {"AFG7": yesterday, "UKR9": yesterday, "AFG8": yesterday - 10 * 86_400}
    units, asked = _units(Acled(ROWS, removed=removed), _plan(had))
    assert len(asked) == 3
    assert [unit.start for unit in units] == [date(2026, 3, 1)]
    events = read(kept(units[0], card), parameters=Parameters(countries=("AFG",))).events
    assert [(event.ref, event.status, event.known_at) for event in events] == [
        ("AFG7", "retracted", date(2026, 3, 9))
    ]
    assert events[0].text == snapshot("ACLED removed event AFG7 on 2026-03-09.")


@pytest.mark.parametrize(
    ("month", "days", "asked"),
    [("2026-02", 6, False), ("2026-02", 8, True), ("2024-02", 80, False), ("2024-02", 91, True)],
)
def test_a_month_is_asked_for_again_when_it_may_have_changed(month: str, days: int, *, asked: bool) -> None:
    (unit,), _ = _units(Acled(ROWS), _plan(since=month, until=month))
    had = {unit.address: Kept(state="complete", retrieved_at=NOW - timedelta(days=days))}
    again, _ = _units(Acled(ROWS), _plan(had, since=month, until=month))
    assert bool(again) is asked


def test_a_row_becomes_an_event(publish: Publish) -> None:
    event = _event(publish, assoc_actor_1="Haqqani Network; Taliban", source="B Daily; A News")
    assert (event.ref, event.kind, event.actor, event.target) == ("AFG1", "battles", "TALIBAN", "ISKP")
    assert event.participants == ("HAQQANI-NETWORK", "TALIBAN")
    assert (event.start, event.end) == (date(2026, 2, 4), date(2026, 2, 5))
    assert (event.quantity, event.unit, event.low) == (2.0, "deaths", None)
    assert (event.country, event.province, event.place) == ("AFG", "Kabul", "Kabul")
    assert (event.known_at, event.known_by) == (date(2026, 2, 14), "assumed")
    assert event.tags == ("sub-event:armed-clash", "disorder:political-violence")
    assert event.origin == "A News; B Daily"
    assert event.note == "as ACLED last revised it on 2026-02-02"
    assert event.text == snapshot(
        "Armed clash: Military Forces of Afghanistan (2021-) against Islamic State (Khorasan Province) in "
        "Kabul, Kabul, Afghanistan: 2 deaths."
    )


def test_words_that_may_not_be_passed_on_are_not_read(publish: Publish) -> None:
    assert "may not be passed on" not in repr(_event(publish))


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [
        ("1", date(2026, 2, 4), date(2026, 2, 5)),
        ("2", date(2026, 2, 2), date(2026, 2, 9)),
        ("3", date(2026, 2, 1), date(2026, 3, 1)),
    ],
)
def test_a_day_has_its_blur(publish: Publish, precision: str, start: date, end: date) -> None:
    event = _event(publish, time_precision=precision)
    assert (event.start, event.end) == (start, end)


def test_before_15_august_2021_the_forces_are_the_republics(publish: Publish) -> None:
    rows = [row("AFG1", "2021-08-14", actor1="Military Forces of Afghanistan (2014-2021)", actor2="Taliban")]
    (event,) = read(publish(page(rows))).events
    assert (event.actor, event.target) == ("AFG-REPUBLIC", "TALIBAN")


def test_a_country_that_was_not_asked_for_is_left_out_and_said(publish: Publish) -> None:
    rows = [row("AFG1", "2026-02-04"), row("PAK1", "2026-02-04", iso="586"), row("X1", "2026-02-04", iso="0")]
    reading = read(publish(page(rows)), parameters=Parameters(countries=("AFG",)))
    assert [event.ref for event in reading.events] == ["AFG1"]
    assert reading.refused == snapshot(
        (
            "1 rows of ISO number '0', which was not asked for or is no state that is known",
            "1 rows of ISO number '586', which was not asked for or is no state that is known",
        )
    )


def test_every_mistake_is_told_with_its_place(publish: Publish) -> None:
    bad = {"event_date": "4 February 2026", "latitude": "north", "geo_precision": "9", "fatalities": "-1"}
    twin = {"fatalities": "3"}
    rows = [row("AFG1", "2026-02-04", **bad), row("AFG2", "2026-02-04"), row("AFG2", "2026-02-04", **twin)]
    assert _mistakes(publish, rows) == snapshot(
        (
            "acled.json:1:2: event_date: '4 February 2026' has not the form of 2026-01-31",
            "acled.json:1:25: geo_precision: '9' is none of 1, 2, 3",
            "acled.json:1:23: latitude: 'north' is not a number",
            "acled.json:1:29: fatalities: -1 is out of bounds; write 0 or more",
            "acled.json:3:1: event_id_cnty: 'AFG2' stands already in row 2 of acled.json",
        )
    )


def test_a_refusal_in_place_of_an_answer_is_told(publish: Publish) -> None:
    with pytest.raises(SourceError, match="ACLED answered: Access denied"):
        read(publish(b'{"status": 403, "success": false, "message": "Access denied", "data": []}'))


def test_mistakes_in_a_case_are_told() -> None:
    with pytest.raises(CaseError, match=r"write countries, for instance \[AFG\]"):
        next(fetch(Plan(parameters=Parameters(), now=NOW)))
    with pytest.raises(ValidationError, match="'RUSSIA' is not the ISO alpha-3 code of a country"):
        Parameters(countries=("RUSSIA",))
