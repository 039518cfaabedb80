"""Forecasts over the API and the tools: as the ledger had them, as far as terms allow, and verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from guarded import TODAY, guarded
from icalendar import Calendar
from small import MAY, MONEY, small
from starlette.testclient import TestClient
from talking import refused, told

from facta.forecasts.backtest import backtest
from facta.forecasts.stored import keep
from facta.serving.asked import Asked
from facta.serving.guard import hosts
from facta.serving.library import Library
from facta.serving.pages import Pages
from facta.serving.shelf import Shelf
from facta.serving.site import application
from facta.serving.state import Spot

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

BASE = "/api/v1"
LATER, EARLIER = f"as_of={MAY}", "as_of=2026-04-30"


@pytest.fixture
def ledger(spot: Spot) -> Ledger:
    return small(spot.store, "my-case")


def asked(site: TestClient, path: str) -> Any:
    answer = site.get(f"{BASE}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("ledger")
def test_open_questions_come_with_the_newest_forecast_and_the_one_before(own_site: TestClient) -> None:
    said = asked(own_site, f"forecasts?{LATER}")
    assert [one["id"] for one in said["items"]] == ["desk", "board", "five", "size", "trade"]
    desk = said["items"][0]
    assert (desk["author"], desk["claims"], desk["deadline"]) == ("analyst", ["CL1"], "2026-10-10")
    assert (desk["newest"]["probability"], desk["newest"]["word"], desk["newest"]["means"]) == (
        0.62, "likely", "55–80",
    )  # fmt: skip
    assert (desk["previous"]["probability"], desk["previous"]["made"]) == (0.4, "2026-03-31")
    assert [one["method"] for one in desk["beside"]] == ["persistence", "climatology", "base rate"]
    assert desk["newest"]["members"] == [["shared rate", 1.0]]
    assert not desk["newest"]["hindsight"]
    size = said["items"][3]["newest"]
    assert [one["percent"] for one in size["quantiles"]] == [2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5]
    assert [one["value"] for one in size["quantiles"]] == [0.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0]
    assert size["probability"] is None


@pytest.mark.usefixtures("ledger")
def test_a_day_knows_no_forecast_of_a_later_one(own_site: TestClient) -> None:
    said = asked(own_site, f"forecasts?{EARLIER}")
    assert [one["id"] for one in said["items"]] == ["desk", "april", "board", "five", "size", "trade"]
    assert said["items"][0]["newest"]["probability"] == 0.4
    assert said["items"][0]["previous"] is None
    assert asked(own_site, f"track-record?{EARLIER}")["answered"] == 0
    assert asked(own_site, f"ledger?{EARLIER}")["entries"] < asked(own_site, f"ledger?{LATER}")["entries"]


@pytest.mark.usefixtures("ledger")
def test_filters_narrow_the_list_and_a_wrong_word_is_a_mistake(own_site: TestClient) -> None:
    levels = asked(own_site, f"forecasts?{LATER}&family=levels")
    assert [one["id"] for one in levels["items"]] == ["board"]
    none = asked(own_site, f"forecasts?{LATER}&family=rungs")
    assert (none["items"], none["reason"]) == ([], "No open question is of these.")
    wrong = own_site.get(f"{BASE}/forecasts?family=count")
    assert wrong.status_code == 400
    assert wrong.json()["detail"].startswith("no family 'count'; did you mean 'counts'?; there are counts,")
    assert own_site.get(f"{BASE}/forecasts?indicator=EX1").json()["detail"].endswith("did you mean 'EX-1'?")


@pytest.mark.usefixtures("ledger")
def test_pages_of_forecasts_make_the_list_and_an_answer_is_sent_once(own_site: TestClient) -> None:
    first = asked(own_site, f"forecasts?{LATER}&limit=3")
    second = asked(own_site, f"forecasts?limit=3&cursor={first['next']}")
    assert [one["id"] for page in (first, second) for one in page["items"]] == [
        "desk", "board", "five", "size", "trade",
    ]  # fmt: skip
    assert (second["as_of"], second["next"]) == (str(MAY), None)
    answer = own_site.get(f"{BASE}/forecasts?{LATER}")
    again = own_site.get(f"{BASE}/forecasts?{LATER}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_question_that_would_tell_a_figure_that_may_not_be_passed_on_is_left_out(tmp_path: Path) -> None:
    opened = replace(guarded(tmp_path), folder=tmp_path / "store")
    small(tmp_path / "store", "guarded")
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    spot = Spot(str(tmp_path / "guarded"), tmp_path / "store")
    pages = Pages(Library(spot, lambda: now, opens=lambda *_: opened), Shelf(tmp_path / "shelf"), Asked())
    site = TestClient(application(pages, hosts(8765)), base_url="http://127.0.0.1:8765")
    answers = [site.get(f"{BASE}/{path}?{LATER}") for path in ("forecasts", "track-record", "calendar")]
    assert not [one for one in answers if "98,765" in one.text or "98765" in one.text]
    assert MONEY not in site.get(f"/calendar.ics?{LATER}").text.replace("\r\n ", "")
    assert answers[0].json()["withheld"].startswith("1 question is not passed on. A line, an answer")
    assert answers[0].json()["total"] == 4


def test_a_broken_ledger_is_told_without_what_may_not_be_passed_on(tmp_path: Path) -> None:
    opened = replace(guarded(tmp_path), folder=tmp_path / "store")
    ledger = small(tmp_path / "store", "guarded")
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b"98,765 USD", b"98,766 USD"))
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    spot = Spot(str(tmp_path / "guarded"), tmp_path / "store")
    pages = Pages(Library(spot, lambda: now, opens=lambda *_: opened), Shelf(tmp_path / "shelf"), Asked())
    site = TestClient(application(pages, hosts(8765)), base_url="http://127.0.0.1:8765")
    answer = site.get(f"{BASE}/forecasts?{LATER}")
    assert answer.json()["detail"] == (
        f"{ledger.path}: entry 6 was edited; facta ledger verify guarded says more"
    )
    faults = site.get(f"{BASE}/ledger?{LATER}").json()["verified"]["faults"]
    assert faults[0] == f"{ledger.path}: entry 6 was edited"


def test_where_nothing_was_forecast_the_answer_is_empty_and_says_why(own_site: TestClient) -> None:
    for path in ("forecasts", "track-record", "ledger"):
        said = asked(own_site, f"{path}?{LATER}")
        assert said["reason"] == f"Nothing was forecast by {MAY}; facta forecast my-case does it."
    assert asked(own_site, "forecasts")["items"] == []
    assert asked(own_site, "ledger")["verified"] is None


@pytest.mark.usefixtures("ledger")
def test_what_came_of_forecasts_is_told_by_family_with_words_and_misses(own_site: TestClient) -> None:
    said = asked(own_site, f"track-record?{LATER}")
    (scores,) = said["ledger"]["scores"]
    assert (scores["family"], scores["sort"], scores["n"], scores["score"]) == (
        "counts", "yes or no", 1, pytest.approx(0.81),
    )  # fmt: skip
    assert scores["label"] == "too few to tell"
    every = {one["word"]: one["n"] for one in said["ledger"]["terms"] if one["family"] is None}
    assert every["very unlikely"] == 1
    assert sum(every.values()) == 1
    (miss,) = said["ledger"]["misses"]
    assert (miss["question"], miss["given"], miss["came"]) == ("april", "10 %", "yes: 7 events")
    (answered,) = said["resolved"]
    assert (answered["answer"], answered["value"], answered["probability"]) == ("yes", 7.0, 0.1)
    assert (said["backtest"], said["open"], said["hindsight"]) == (None, 5, 0)


@pytest.mark.usefixtures("ledger")
def test_a_backtest_stands_beside_the_record_and_is_never_mixed_with_it(
    pages: Pages, own_site: TestClient
) -> None:
    opened = pages.library.held().opened
    made = backtest(
        opened.case, opened.records, opened.first_day("2025"), opened.day("2026-05-31"), every="quarter"
    )
    keep(pages.library.spot.store, made.card)
    said = asked(own_site, f"track-record?{LATER}")
    assert (said["backtest"]["basis"], said["backtest"]["end"]) == ("backtest", "2026-05-31")
    assert [one["n"] for one in said["ledger"]["scores"]] == [1]
    assert asked(own_site, f"track-record?{EARLIER}")["backtest"] is None


def test_an_edited_ledger_is_named_and_answers_nothing(ledger: Ledger, own_site: TestClient) -> None:
    whole = ledger.path.read_bytes()
    sound = asked(own_site, f"ledger?{LATER}")
    assert (sound["verified"]["faults"], sound["verified"]["entries"]) == ([], len(ledger.read().entries))
    assert sound["head"] == sound["verified"]["head"] == ledger.read().head
    assert sound["kinds"]["resolution"] == 1
    ledger.path.write_bytes(whole.replace(b'"probability":0.62', b'"probability":0.26'))
    broken = asked(own_site, f"ledger?{LATER}")["verified"]["faults"]
    assert "was edited: a forecast of 'desk'" in broken[0]
    answer = own_site.get(f"{BASE}/forecasts?{LATER}")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "facta ledger verify my-case says more" in answer.json()["detail"]


@pytest.mark.usefixtures("ledger")
def test_the_calendar_has_the_deadlines_of_the_nearest_questions(own_site: TestClient) -> None:
    events = Calendar.from_ical(own_site.get(f"/calendar.ics?{LATER}").text).walk("VEVENT")
    read = {str(one["SUMMARY"]): one for one in events if "Forecast read" in str(one["SUMMARY"])}
    assert list(read) == [
        f"EX-1 Forecast read: {text}" for text in ("At least 5 events in Q3 2026?", "Do incidents return?")
    ] + [f"EX-2 Forecast read: {MONEY}"]
    desk = read["EX-1 Forecast read: Do incidents return?"]
    assert desk.decoded("dtstart").isoformat() == "2026-10-10"
    assert "likely (62 %; 'likely' means 55–80 %) on 31 May 2026" in str(desk["DESCRIPTION"])
    assert "bears on CL1" in str(desk["DESCRIPTION"])
    due = asked(own_site, f"calendar?{LATER}")["items"]
    assert "Forecast read: Do incidents return?" in [one["title"] for one in due]


@pytest.mark.usefixtures("ledger")
def test_the_tools_tell_forecasts_and_their_record(pages: Pages) -> None:
    said = told(pages, "forecasts", as_of=str(MAY), limit=1)
    assert (said["items"][0]["id"], said["total"]) == ("desk", 5)
    assert said["items"][0]["skill"] == "too few to tell"
    assert told(pages, "track_record", as_of=str(MAY))["ledger"]["missed"] == 1
    assert "did you mean 'counts'?" in refused(pages, "forecasts", family="count")
