"""What a watch tells of the ledger of forecasts: a chance that has another word, and what missed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "forecasts"))

from kept import forecast, stamp
from small import MARCH, MAY, questions, small

from facta.alerts.log import WATCHED
from facta.alerts.terms import heard, is_beyond, place
from facta.forecasts.ledger import open_ledger

if TYPE_CHECKING:
    from conftest import Desk

    from facta.alerts.log import Entry

chances = st.lists(st.floats(0.0, 100.0), min_size=1, max_size=12)


def told(entries: tuple[Entry, ...], rule: str) -> dict[str, Any]:
    return {one.data["question"]: one.data for one in entries if one.data["rule"] == rule}


def watched(desk: Desk) -> tuple[Entry, ...]:
    """Watch in April what was forecast in March, and in June what in May."""
    small(desk.store, "two-neighbours", until=MARCH)
    assert desk.watch("2026-04-10").events == ()
    small(desk.store, "two-neighbours")
    return desk.watch("2026-06-05").events


def test_a_forecast_that_has_another_word_is_told_with_both(desk: Desk) -> None:
    found = told(watched(desk), "forecast")
    assert found.keys() == {"desk", "trade"}
    data = found["desk"]
    assert data["what"] == "unlikely (20–45 %)→likely (55–80 %)"
    assert data["why"] == (
        "It was unlikely (40 %; 'unlikely' means 20–45 %) on 31 Mar 2026 and is likely (62 %; 'likely' means "
        "55–80 %); forecasts of counts: too few to tell."
    )
    assert data["headline"].endswith("Do incidents return? 40 % → 62 %")
    assert (data["from"]["percent"], data["to"]["percent"], data["deadline"]) == (40.0, 62.0, "2026-10-10")
    assert (data["claims"], data["unit"], data["seal"]) == (["CL1"], "incidents", "desk")


def test_levels_that_facta_asks_of_and_words_that_stay_are_not_told(desk: Desk) -> None:
    names = {one.data.get("question") for one in watched(desk)}
    assert not names & {"board", "five", "size"}


def test_a_question_that_was_answered_against_us_is_told_with_who_misled(desk: Desk) -> None:
    (data,) = told(watched(desk), "miss").values()
    assert data["what"] == "missed: given 10 %, came yes: 7 events"
    assert "Misled most: shared rate (5 %)." in data["why"]
    assert (data["day"], data["misled"]) == ("2026-05-10", "shared rate")


def test_what_was_told_is_not_told_again(desk: Desk) -> None:
    assert watched(desk)
    assert desk.watch("2026-06-06").events == ()
    assert desk.watch("2026-08-20").events == ()


def test_forecasts_made_after_the_watch_of_their_day_are_told_by_the_next(desk: Desk) -> None:
    small(desk.store, "two-neighbours", until=MARCH)
    desk.watch("2026-05-31")
    small(desk.store, "two-neighbours")
    again = desk.watch("2026-05-31").events
    assert told(again, "forecast").keys() == {"desk", "trade"}
    assert desk.watch("2026-06-01").events == ()


def test_a_log_of_an_earlier_release_is_compared_by_days(desk: Desk) -> None:
    small(desk.store, "two-neighbours")
    desk.watch("2026-04-10")
    lines = desk.log.path.read_bytes()
    (entry,) = desk.entries
    assert (entry.type, entry.data["ledger"]) == (WATCHED, 33)
    desk.log.path.write_bytes(lines.replace(f',"ledger":{entry.data["ledger"]}'.encode(), b""))
    assert told(desk.watch("2026-06-05").events, "forecast").keys() == {"desk", "trade"}


def test_a_crossing_within_the_silence_of_another_waits_and_is_told_later(desk: Desk) -> None:
    watched(desk)
    ledger = open_ledger(desk.store, "two-neighbours")
    soon = date(2026, 6, 10)
    ledger.append([forecast("desk", 0.9, made=soon)], stamp=stamp(soon))
    assert desk.watch("2026-06-12").events == ()
    (data,) = told(desk.watch("2026-06-25").events, "forecast").values()
    assert (data["from"]["percent"], data["to"]["percent"]) == (62.0, 90.0)


def test_of_several_questions_of_one_indicator_the_one_read_first_is_told(desk: Desk) -> None:
    ledger = open_ledger(desk.store, "two-neighbours")
    first = next(one for one in questions("two-neighbours") if one.id == "five")
    later = [replace(first, id=f"later{n}", deadline=date(2026, 10, 10 + n)) for n in (1, 2)]
    asked = [first, *later]
    ledger.append([*asked, *(forecast(one.id, 0.1, made=MARCH) for one in asked)], stamp=stamp(MARCH))
    desk.watch("2026-04-10")
    ledger.append([forecast(one.id, 0.7, made=MAY) for one in asked], stamp=stamp(MAY))
    (data,) = told(desk.watch("2026-06-05").events, "forecast").values()
    assert (data["question"], data["more"]) == ("five", 2)


def test_an_edited_ledger_is_told_and_everything_else_all_the_same(desk: Desk) -> None:
    ledger = small(desk.store, "two-neighbours")
    desk.watch("2026-06-05")
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"probability":0.62', b'"probability":0.26'))
    for number in range(4):
        desk.add(f"N{number}", f"2026-06-{10 + number}", publisher=f"P{number}", origin=f"P{number}")
    found = desk.watch("2026-06-20").events
    assert {one.data["rule"] for one in found} >= {"forecast", "level"}
    (broken,) = (one for one in found if one.subject == "ledger")
    assert "was edited: a forecast of 'desk'" in broken.data["why"]
    assert "facta ledger verify two-neighbours says more" in broken.data["why"]


@given(chances)
def test_a_chance_keeps_its_word_until_it_lies_well_outside(every: list[float]) -> None:
    places = heard(every)
    for number, at in enumerate(places):
        assert at <= number
        if at != number:
            assert not is_beyond(every[at], every[number])
    for before, after in pairwise(places):
        if place(every[before]) != place(every[after]):
            assert is_beyond(every[before], every[after])


@given(chances, st.data())
def test_the_word_does_not_hang_on_when_somebody_looked(every: list[float], data: st.DataObject) -> None:
    many = data.draw(st.integers(1, len(every)))
    assert heard(every)[:many] == heard(every[:many])


@pytest.mark.parametrize("name", ["forecast", "miss"])
def test_the_documentation_tells_of_the_rule(name: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "get-alerts.md"
    assert f"| `{name}` |" in page.read_text(encoding="utf-8")
