"""Nothing is lost or told twice: full disks, clocks set back, lines of one subject, a source gone dark."""

from __future__ import annotations

import json
import resource
import socket
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from facta.alerts.channels import Means
from facta.alerts.delivering import deliver, join
from facta.alerts.log import JOINED, WATCHED, Entry, Log, home, identity
from facta.alerts.outbox import due
from facta.alerts.rules.odds import Odds
from facta.alerts.settings import Settings
from facta.alerts.watching import Reach, watch
from facta.cli import main
from facta.errors import StoreError
from facta.results import Figure, Item
from tests.alerts.conftest import seal_of

if TYPE_CHECKING:
    from pathlib import Path

    from facta.alerts.happening import Happening, Waiting
    from facta.alerts.watching import Watched
    from tests.alerts.conftest import Desk

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
DATA = {
    "rule": "level", "what": "0→2", "title": "t", "headline": "h", "why": "w", "as_of": "2026-01-05",
    "compared_with": "2026-01-04", "case_digest": "0", "store_digest": "0", "version": "0",
}  # fmt: skip


def event(number: int, when: datetime = NOW, **more: Any) -> Entry:
    kind = "org.facta.level.changed.v1"
    return Entry(
        id=identity(number), source=home("c"), type=kind, subject="EC-1", time=when, data=DATA | more
    )  # fmt: skip


def told(done: Watched) -> list[tuple[str, str]]:
    return [(entry.data["rule"], entry.data["what"]) for entry in done.events]


def incidents(desk: Desk, month: str, first: int, number: int, **cells: str) -> None:
    for place in range(first, first + number):
        desk.add(f"{month}-{place}", f"{month}-{place:02d}", origin=f"Agency {place}", **cells)


def edited(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "case.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_disk_that_fills_up_within_a_line_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    log = Log(tmp_path, "c")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with log.writing():
        log.append([event(1)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.path.stat().st_size + 50, usual[1]))
        try:
            with pytest.raises(StoreError, match=r"c\.jsonl: File too large; check the folder of the store"):
                log.append([event(2)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        log.append([event(3)])
    assert log.entries() == [event(1), event(3)]


@pytest.mark.parametrize(
    "change",
    [
        {"time": "2026-01-05T09:00:00"},
        {"data": {}},
        {"data": DATA | {"as_of": "yesterday"}},
        {"type": WATCHED, "data": {"as_of": "2026-01-05", "append": 1}},
        {"type": WATCHED, "data": {"as_of": "2026-01-05", "append": 1, "held": [["level", "EX-1"]]}},
    ],
)
def test_a_line_that_somebody_edited_is_named_and_breaks_nothing(desk: Desk, change: dict[str, Any]) -> None:
    desk.watch("2026-01-05")
    line = json.dumps(event(1).json() | change).encode() + b"\n"
    desk.log.path.write_bytes(desk.log.path.read_bytes() + line)
    for asked in (["alerts"], ["alerts", "--feed", "atom"], ["watch", "--no-collect"]):
        done = CliRunner().invoke(main, [asked[0], str(desk.folder), "--store", str(desk.store), *asked[1:]])
        assert done.exit_code == 74
        assert done.output.endswith(":2: this line is no event; restore the file from a backup\n")


def settings(**more: Any) -> Settings:
    desk = {"kind": "mail", "host": "mail.example.org", "sender": "f@example.org", "to": ["a@example.org"]}
    return Settings.model_validate({"channels": {"desk": desk}, **more})


def joined(when: datetime) -> Entry:
    return Entry(id="j", source=home("c"), type=JOINED, subject="desk:a@example.org", time=when, data={})


def test_a_clock_that_was_set_back_loses_and_delays_no_event() -> None:
    wrong = NOW.replace(year=2031)
    urgent = [joined(wrong), event(1, NOW, instant=True)]
    assert len(due(settings(), urgent, case="c", now=NOW)) == 1
    calm = [joined(NOW), event(1, wrong, instant=False)]
    assert len(due(settings(), calm, case="c", now=NOW + timedelta(days=1))) == 1


def test_each_trip_wire_of_an_indicator_is_silent_for_itself(desk: Desk) -> None:
    given = {
        "kind": "tripwire", "above": 8.0, "below": None, "registered": date(2024, 6, 1),
        "action": "Call the minister.", "owner": "minister", "lead_days": 1,
    }  # fmt: skip
    second = (
        "      - {kind: tripwire, above: 8, registered: 2024-06-01, action: Call the minister., "
        f"owner: minister, lead_days: 1, seal: '{seal_of(**given)}'}}\n"
    )
    edited(desk, "above: 2, level: 2}\n", "above: 2, level: 2}\n" + second)
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 10, 6)
    assert [entry.data["owner"] for entry in desk.watch("2026-02-18").events] == ["duty officer"]
    incidents(desk, "2026-02", 20, 6)
    done = desk.watch("2026-02-27")
    assert [entry.data["owner"] for entry in done.events] == ["minister"]
    assert done.exit_status == 2
    assert [told(desk.watch(day)) for day in ("2026-02-28", "2026-03-21", "2026-03-30")] == [[], [], []]


FIGURES = (
    "\n  EX-9:\n    title: Trucks a quarter\n    strand: trade\n    kind: total\n"
    "    of: {source: figures, measure: trucks}\n    unit: USD million\n    period: quarter\n"
    "    evidence: deed\n    rise: {means: deepening, because: Trade was promised.}\n"
    "    fall: {means: straining, because: A promise is not kept.}\n"
    "    confounders: [weather]\n    limitation: One office.\n"
    "    signals: [{kind: threshold, above: 100, level: 2}]\n"
)


@dataclass
class Office:
    """An office that publishes a figure a quarter, unless it falls silent."""

    desk: Desk
    rows: list[str]

    def publish(self, quarter: str, known: str, value: int) -> None:
        cells = f"T{len(self.rows)},trucks,{quarter},KAZ,UZB,,,,{value},,,USD million,asserted,B2,yes,{known}"
        self.rows.append(f"{cells},Trucks.,,Office,Office,,")
        path = self.desk.folder / "figures" / "trucks.csv"
        head = (path.parent / "trade.csv").read_text(encoding="utf-8").splitlines()[0]
        path.write_text("\n".join([head, *self.rows, ""]), encoding="utf-8")


def test_a_rise_behind_a_time_without_data_is_told_once_two_figures_say_so(desk: Desk) -> None:
    edited(desk, "\n  EX-2:", f"{FIGURES}\n  EX-2:")
    office = Office(desk, [])
    for number, quarter in enumerate(("2024-01/2024-03", "2024-04/2024-06", "2024-07/2024-09")):
        office.publish(quarter, f"2024-{4 + 3 * number:02d}-10", 50)
    desk.watch("2024-11-01")
    dark = desk.watch("2026-03-01")
    assert [entry.data["rule"] for entry in dark.events if "EX-9" in entry.data["what"]] == ["dark"]
    office.publish("2026-01/2026-03", "2026-04-10", 150)
    desk.watch("2026-04-11")
    office.publish("2026-04/2026-06", "2026-07-10", 160)
    last = desk.watch("2026-07-11")
    assert ("EX-9", "0→2 elevated, deepening") in [(one.subject, one.data["what"]) for one in last.events]


def test_a_drift_that_was_silenced_is_told_when_it_still_holds(desk: Desk) -> None:
    edited(
        desk,
        "\n  EX-2:",
        FIGURES.replace("quarter", "week").replace("above: 100,", "above: 900,") + "\n  EX-2:",
    )
    office, monday = Office(desk, []), date(2024, 1, 1)
    weeks = {
        monday + timedelta(weeks=week): (9, 10, 11, 10)[week % 4]
        for week in range(100)  # until the end of November 2025
    }
    weeks |= {date(2025, 12, 1) + timedelta(weeks=week): 14 for week in range(5)}
    weeks |= {date(2026, 1, 5) + timedelta(weeks=week): 6 for week in range(20)}

    def until(day: date) -> list[str]:
        for start in [start for start in weeks if start + timedelta(days=7) < day]:
            last = start + timedelta(days=6)
            office.publish(f"{start}/{last}", f"{last + timedelta(days=1)}", weeks.pop(start))
        done = desk.watch(day.isoformat())
        return [one.data["what"] for one in done.events if one.data["rule"] == "drift"]

    days = ((2025, 11, 24), (2026, 1, 6), (2026, 2, 17), (2026, 3, 17), (2026, 4, 14))
    assert [until(date(*day)) for day in days] == [[], ["drift, rise"], [], [], ["drift, fall"]]


@dataclass
class Chance:
    """What the rule of odds sees of one trajectory: its chance at the last watch, and now."""

    was: float | None
    chance: float | None

    def item(self, value: float | None) -> Item:
        figure = Figure(name="x", title="x", value=value, unit="%")
        return Item(key="x", title="X", says="", figure=figure)

    @property
    def now(self) -> Any:
        result = type(
            "Result", (), {"kind": "hypotheses", "analysis": "h", "items": (self.item(self.chance),)}
        )
        return type("Now", (), {"results": (result,)})

    as_of = date(2026, 1, 5)

    def part(self, *_: str) -> Item:
        return self.item(self.was)


def moved(was: float | None, now: float | None) -> list[Happening | Waiting]:
    return list(Odds().happened(Chance(was, now)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        (40.0, 56.0, "unlikely (20–45 %)→likely (55–80 %)"),
        (60.0, 44.0, "likely (55–80 %)→unlikely (20–45 %)"),
        (3.0, 0.4, "almost no chance (1–5 %)→almost impossible (0–1 %)"),
        (53.0, 57.0, "roughly even (45–55 %)→likely (55–80 %)"),
        (54.0, 56.0, ""),
        (50.0, 55.0, ""),
        (50.0, None, ""),
        (0.9, 1.2, ""),
    ],
)
def test_a_chance_that_left_its_word_is_told_and_one_at_its_end_waits(
    was: float, now: float | None, what: str
) -> None:
    (found,) = moved(was, now)
    assert getattr(found, "what", "") == what


def test_two_lots_of_records_taken_back_on_one_day_are_two_happenings(desk: Desk) -> None:
    for number in range(12):
        desk.add(f"X{number}", "2025-12-01")
    desk.watch("2026-01-05")
    desk.drop(*(f"X{number}" for number in range(6)))
    first = desk.watch("2026-01-06")
    desk.drop(*(f"X{number}" for number in range(6, 12)))
    second = desk.watch("2026-01-06")
    assert [told(done)[-1] for done in (first, second)] == [("retraction", "retracted: 6 records")] * 2
    assert "X7" in second.events[-1].data["records"]


def test_of_a_record_that_may_not_be_passed_on_an_alert_tells_the_id_only(desk: Desk) -> None:
    bought = (
        "  bought:\n    reader: csv\n    title: Bought\n    files: bought/*.csv\n    parameters:\n"
        "      figures:\n        when: {column: day}\n        measure: {value: turnover}\n"
        "        actor: {value: KAZ}\n        value: {column: amount}\n        unit: {value: USD}\n"
        "        ref: {column: id}\n        text: {column: words}\n"
    )
    edited(desk, "\nindicators:\n", f"{bought}\nindicators:\n")
    (desk.folder / "bought").mkdir()
    rows = desk.folder / "bought" / "rows.csv"
    rows.write_text(
        "id,day,amount,words\nB1,2025-11-01,5,Sold words.\nB2,2025-10-01,6,Other.\n", encoding="utf-8"
    )
    desk.watch("2026-01-05")
    rows.write_text("id,day,amount,words\nB2,2025-10-01,6,Other.\n", encoding="utf-8")
    (entry,) = desk.watch("2026-01-06").events
    assert entry.subject.startswith("B1")
    assert b"Sold words" not in entry.line


def test_a_calendar_tells_a_promise_that_may_not_be_passed_on_by_its_id_only(desk: Desk) -> None:
    bought = (
        "  bought:\n    reader: csv\n    title: Bought\n    files: bought/*.csv\n    parameters:\n"
        "      events:\n        when: {column: day}\n        kind: {value: commitment}\n"
        "        actor: {value: KAZ}\n        target: {value: UZB}\n        ref: {column: id}\n"
        "        text: {column: words}\n        tags: [{value: due:2027-12-31}, {value: outcome:open}]\n"
    )
    promises = "\nanalyses:\n  promises: {kind: commitments, title: Promises, of: {kind: commitment}}\n"
    edited(desk, "\nindicators:\n", f"{bought}{promises}\nindicators:\n")
    (desk.folder / "bought").mkdir()
    rows = desk.folder / "bought" / "rows.csv"
    rows.write_text("id,day,words\nB1,2025-11-01,A bridge is sold here.\n", encoding="utf-8")
    asked = ["alerts", str(desk.folder), "--store", str(desk.store), "--feed", "calendar"]
    said = CliRunner().invoke(main, asked).output.replace("\n ", "").replace("\r", "")
    assert "DTSTART;VALUE=DATE:20271231" in said
    assert "Promise due: " in said
    assert "bridge" not in said


def test_a_watch_that_waited_for_another_does_not_fall_behind_it(desk: Desk) -> None:
    desk.watch("2026-01-05")
    waited = desk.open()
    incidents(desk, "2026-02", 10, 3)
    desk.watch("2026-02-20")
    reached = desk.entries[-1].data["append"]
    assert waited.records.newest_append < reached
    means = Means(environment={}, clock=desk.clock)
    done = watch(waited, desk.store, as_of=date(2026, 2, 20), reach=Reach(settings=Settings(), means=means))
    assert (done.events, desk.entries[-1].data["append"]) == ((), reached)


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_one_server_cannot_take_keeps_nothing_from_the_next(tmp_path: Path, desk: Desk) -> None:
    odd = {"kind": "mail", "host": "mail..example.org", "port": 2525, "security": "tls"}
    odd |= {"sender": "f@example.org", "to": ["a@example.org", "b@example.org"]}
    channels = Settings.model_validate({"channels": {"odd": odd}})
    log = Log(tmp_path, "c")
    with log.writing():
        join(log, channels, [], NOW)
        log.append([event(1, instant=True)])
        found = deliver(log, channels, Means(environment={}, clock=desk.clock), NOW)
    assert [one.refused[:12] for one in found] == ["UnicodeError"] * 2


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_host_that_is_out_of_reach_is_waited_for_once_in_a_watch(tmp_path: Path, desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    hook = {"kind": "webhook", "url": f"http://127.0.0.1:{port}/in", "secret_env": "KEY"}
    channels = Settings.model_validate({"channels": {"hook": hook}})
    log = Log(tmp_path, "c")
    with log.writing():
        join(log, channels, [], NOW)
        log.append(event(number, instant=True) for number in range(4))
        found = deliver(log, channels, Means(environment={"KEY": "k"}, clock=desk.clock), NOW)
    assert len([one for one in found if one.refused]) == 4
    assert desk.clock.waited == [0.5, 1.0]


@pytest.mark.parametrize("address", ["a..b@example.org", ".a@example.org", "a@example..org"])
def test_an_address_that_no_letter_can_have_is_told_in_the_settings(address: str) -> None:
    with pytest.raises(ValueError, match="is no mail address; write one such as desk"):
        Settings.model_validate(
            {"channels": {"d": settings().channels["desk"].model_dump() | {"to": [address]}}}
        )


def test_an_address_of_a_site_is_one_line() -> None:
    with pytest.raises(ValueError, match="write an address that begins with https://"):
        settings(site="https://example.org/\r\nX-OTHER: 1")


def test_a_feed_names_the_case_and_not_the_folder_it_lies_in(desk: Desk) -> None:
    desk.watch("2026-01-05")
    incidents(desk, "2026-02", 10, 6)
    desk.watch("2026-02-20")
    for feed in ("atom", "json"):
        asked = ["alerts", str(desk.folder), "--store", str(desk.store), "--feed", feed]
        said = CliRunner().invoke(main, asked).output
        assert "tag:facta.org,2026:/cases/two-neighbours/" in said
        assert desk.folder.parent.name not in said


def test_wrong_usage_before_the_command_is_no_trip_wire() -> None:
    done = CliRunner().invoke(main, ["--store", "x", "watch", "russia-taliban"])
    assert done.exit_code == 64
