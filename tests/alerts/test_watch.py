"""What a watch tells, and what it keeps to itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from facta.alerts.judged import Word, acknowledgement
from facta.alerts.log import WATCHED, Log, alerts
from facta.analyses.tripwires import Call
from facta.errors import StoreError
from facta.signals.tripwire import seal_of

if TYPE_CHECKING:
    from facta.alerts.watching import Watched
    from tests.alerts.conftest import Desk


def told(done: Watched, rule: str) -> list[str]:
    return [entry.data["what"] for entry in done.events if entry.data["rule"] == rule]


def incidents(desk: Desk, quarter: str, number: int, **cells: str) -> None:
    for place in range(number):
        desk.add(f"{quarter}-{place}", f"{quarter}-{10 + place}", **cells)


def test_the_first_watch_only_says_from_where_on_it_watches(desk: Desk) -> None:
    done = desk.watch("2026-01-05")
    assert done.since is None
    assert done.exit_status == 0
    assert [entry.type for entry in desk.entries] == [WATCHED]


def test_a_watch_without_news_is_quiet_and_moves_on(desk: Desk) -> None:
    desk.watch("2026-01-05")
    done = desk.watch("2026-01-12")
    assert (done.events, done.exit_status, done.since) == ((), 0, date(2026, 1, 5))
    assert desk.entries[-1].data["as_of"] == "2026-01-12"


def test_one_figure_of_one_source_raises_no_alert_and_a_second_figure_does(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3)
    assert told(desk.watch("2026-04-05"), "level") == []
    assert ["level", "EX-1", "2026-01-05", 1] in [
        [rule, name, day, 1] for rule, name, day, _ in desk.entries[-1].data["held"]
    ]
    incidents(desk, "2026-05", 4)
    assert told(desk.watch("2026-07-05"), "level") == ["0→2 elevated, straining"]


def test_two_independent_sources_raise_an_alert_with_one_figure(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 2)
    incidents(desk, "2026-03", 1, origin="Agency B", publisher="Agency B")
    done = desk.watch("2026-04-05")
    assert told(done, "level") == ["0→2 elevated, straining"]
    assert done.exit_status == 1
    data = done.events[0].data
    assert data["headline"] == "[two-neighbours] EX-1 0→2 elevated, straining: Shots fired."
    assert data["independent_sources"] == 2
    assert data["reversed_by"] == "a fall: Fewer incidents are what the agreement promised."
    assert data["frequency"] == "the highest of 9 figures since Q1 2024"
    assert [record["id"] for record in data["records"]][:3] == ["2026-03-0", "2026-02-1", "2026-02-0"]


def test_a_fall_is_told_after_two_figures_only(desk: Desk) -> None:
    incidents(desk, "2026-02", 3)
    incidents(desk, "2026-05", 3)
    desk.watch("2026-07-05")
    desk.add("Q3", "2026-08-10")
    assert told(desk.watch("2026-10-05"), "level") == []
    desk.add("Q4", "2026-11-10")
    assert told(desk.watch("2027-01-05"), "level") == ["2→0 baseline"]


def test_a_crossed_trip_wire_names_its_action_owner_and_last_day(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3)
    incidents(desk, "2026-03", 3, origin="Agency B")
    done = desk.watch("2026-04-05")
    assert done.exit_status == 2
    assert told(done, "tripwire") == ["0→4 trip-wire, straining"]
    assert told(done, "level") == []
    data = next(entry.data for entry in done.events if entry.data["rule"] == "tripwire")
    assert (data["action"], data["owner"], data["lead_days"]) == ("Call the desk.", "duty officer", 3)
    assert date.fromisoformat(data["act_by"]) == date.fromisoformat(data["day"]) + timedelta(days=3)
    assert data["reversed_by"] == "a figure that is not above 4 incidents"
    assert data["instant"] is True


def test_a_further_level_that_calls_for_an_action_is_told_when_it_is_reached(desk: Desk) -> None:
    given = {
        "watch": "EX-1", "level": 2, "registered": date(2024, 6, 1), "action": "Send somebody.",
        "owner": "desk", "lead_days": 5, "says": None, "above": None, "below": None,
    }  # fmt: skip
    seal = seal_of(Call.model_construct(**given))
    path = desk.folder / "case.yml"
    text = path.read_text(encoding="utf-8") + (
        "\nanalyses:\n  wires:\n    kind: tripwires\n    title: Lines with an action\n    calls:\n"
        "      border:"
        " {watch: EX-1, level: 2, registered: 2024-06-01, action: Send somebody., owner: desk, lead_days: 5,"
        f" seal: '{seal}'}}\n"
    )
    path.write_text(text, encoding="utf-8")
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3)
    done = desk.watch("2026-04-05")
    entry = next(entry for entry in done.events if entry.subject == "wires.border")
    assert entry.data["what"] == "not crossed→crossed"
    assert (entry.data["action"], entry.data["act_by"]) == ("Send somebody.", "2026-04-10")
    assert done.exit_status == 2


def test_a_record_taken_back_is_told_with_the_indicator_that_counted_it(desk: Desk) -> None:
    desk.watch("2026-01-05")
    desk.drop("R202511")
    done = desk.watch("2026-01-06")
    entry = next(entry for entry in done.events if entry.data["rule"] == "retraction")
    assert entry.subject == "R202511"
    assert entry.data["instant"] is True
    assert "counted by EX-1" in entry.data["why"]


def test_a_source_that_falls_silent_is_told_once(desk: Desk) -> None:
    desk.watch("2026-12-31")
    done = desk.watch("2028-06-01")
    dark = [entry for entry in done.events if entry.data["rule"] == "dark"]
    assert {entry.subject for entry in dark} <= {"ledger", "figures"}
    assert dark
    assert done.exit_status == 3
    assert desk.watch("2028-06-02").events == ()


def test_the_same_records_on_the_same_day_have_the_same_ids(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3, origin="Agency B")
    incidents(desk, "2026-03", 3)
    seen = desk.watch("2026-04-05", dry_run=True)
    assert alerts(desk.entries) == []
    first = desk.watch("2026-04-05")
    assert [entry.id for entry in seen.events] == [entry.id for entry in first.events] != []
    desk.log.path.write_bytes(b"".join(entry.line for entry in desk.entries[:1]))
    later = desk.watch("2026-04-20")
    assert [entry.id for entry in later.events] == [entry.id for entry in first.events]


def test_a_kill_after_the_events_and_before_the_end_of_the_watch_tells_nothing_twice(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3, origin="Agency B")
    incidents(desk, "2026-03", 3)
    desk.watch("2026-04-05")
    told_once = [entry.id for entry in alerts(desk.entries)]
    kept = [
        entry for entry in desk.entries if entry.data.get("as_of") != "2026-04-05" or entry.type != WATCHED
    ]
    desk.log.path.write_bytes(b"".join(entry.line for entry in kept))
    assert desk.watch("2026-04-06").events == ()
    assert [entry.id for entry in alerts(desk.entries)] == told_once


def test_an_edited_case_is_no_news(desk: Desk) -> None:
    desk.watch("2026-01-05")
    path = desk.folder / "case.yml"
    edited = path.read_text(encoding="utf-8").replace("above: 2, level: 2", "above: 0.5, level: 3")
    path.write_text(edited, encoding="utf-8")
    assert desk.watch("2026-01-06").events == ()
    assert desk.assess("2026-01-06").standings[0].level == 2


def test_a_rule_keeps_silent_for_a_while_unless_it_goes_further_up(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 3, origin="Agency B")
    desk.add("X", "2026-02-20")
    assert told(desk.watch("2026-02-21"), "level") == ["0→2 elevated, straining"]
    desk.drop("X", *(ref for ref in desk.rows if ref.startswith("2026-02")))
    desk.watch("2026-02-22")
    incidents(desk, "2026-02", 3, origin="Agency B")
    desk.add("X", "2026-02-20", known="2026-02-23")
    assert told(desk.watch("2026-02-23"), "level") == []


def up_and_down(desk: Desk, *, known: bool) -> list[list[str]]:
    """Watch a level go up, back by a step, up again, further up and back to baseline, weeks apart."""
    path = desk.folder / "case.yml"
    edited = path.read_text(encoding="utf-8").replace(
        "      - {kind: threshold, above: 2, level: 2}\n",
        "      - {kind: threshold, above: 1, level: 1}\n      - {kind: threshold, above: 2, level: 2}\n"
        "      - {kind: threshold, above: 3, level: 3}\n",
    )
    path.write_text(edited, encoding="utf-8")
    desk.watch("2026-01-05")
    found = []
    for day, number in (("01-15", 3), ("01-30", 2), ("02-15", 3), ("03-02", 4), ("03-17", 1), ("03-30", 3)):
        desk.drop(*(ref for ref in desk.rows if ref.startswith("2026")))
        for place in range(number):
            cells = {"known": f"2026-{day}", "origin": f"Agency {place}"}
            desk.add(f"2026-{day}-{place}", f"2026-01-{10 + place}", **cells)
        found.append(told(desk.watch(f"2026-{day}"), "level"))
        if known and len(found) == 1:
            (alert,) = [one for one in alerts(desk.entries) if one.data["rule"] == "level"]
            word = Word(useful=False)
            desk.log.append([acknowledgement(desk.log.case, desk.entries, alert.id, word, desk.clock.now())])
    return found


def test_an_alert_that_nobody_acknowledged_is_told_at_every_turn_after_its_silence(desk: Desk) -> None:
    assert up_and_down(desk, known=False) == [
        ["0→2 elevated, straining"],
        ["2→1 notable, straining"],
        ["1→2 elevated, straining"],
        ["2→3 strong, straining"],
        ["3→0 baseline"],
        ["0→2 elevated, straining"],
    ]


def test_an_acknowledged_alert_is_silent_until_it_goes_further_up_or_is_over(desk: Desk) -> None:
    assert up_and_down(desk, known=True) == [
        ["0→2 elevated, straining"],
        [],
        [],
        ["2→3 strong, straining"],
        ["3→0 baseline"],
        ["0→2 elevated, straining"],
    ]


def test_a_day_before_the_last_watch_is_refused(desk: Desk) -> None:
    desk.watch("2026-01-05")
    with pytest.raises(
        ValueError, match="before the last watch, which was as of 2026-01-05: name a later day"
    ):
        desk.watch("2026-01-04")


def test_two_watchers_do_not_write_at_once(desk: Desk) -> None:
    second = Log(desk.store, "two-neighbours", wait_seconds=0.05)
    watched = "another process watches 'two-neighbours'"
    with desk.log.writing(), pytest.raises(StoreError, match=watched), second.writing():
        pass


def test_bytes_that_are_only_read_in_another_way_are_no_news(desk: Desk) -> None:
    desk.watch("2026-01-05")
    path = desk.folder / "case.yml"
    slower = path.read_text(encoding="utf-8").replace("    lag_days: 1\n", "    lag_days: 3\n")
    path.write_text(slower, encoding="utf-8")
    assert desk.watch("2026-01-06").events == ()
    records = desk.open().records
    last = max(entry.data["append"] for entry in desk.entries)
    for day in (date(2025, 1, 1), date(2026, 1, 5)):
        assert records.appended_by(last).digest(day) == records.digest(day)


def test_the_store_as_it_stood_after_an_append_knows_nothing_later(desk: Desk) -> None:
    desk.watch("2026-01-05")
    before, append = desk.open().records.digest(date(2026, 1, 5)), desk.entries[-1].data["append"]
    desk.add("LATE", "2025-06-01")
    after = desk.open().records
    assert after.digest(date(2026, 1, 5)) != before
    assert after.appended_by(append).digest(date(2026, 1, 5)) == before
