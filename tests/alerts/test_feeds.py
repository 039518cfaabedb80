"""Feeds and the calendar are read back by other people's programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import icalendar

from facta.alerts.calendar import calendar
from facta.alerts.feeds import ATOM, atom, json_feed
from facta.alerts.log import WATCHED, Entry, home, identity
from facta.expected import expected
from facta.told import told
from facta.views.texts import Expected

if TYPE_CHECKING:
    from facta.api import Open

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOSTILE = "</title><script>alert(1)</script>\x00\x1b[31m\u202e ]]> & \r\nEND:VCALENDAR\r\n=cmd|' /C calc'!A0"


def event(number: int, text: str = "Zero rate published.") -> Entry:
    data: dict[str, Any] = {
        "rule": "level", "what": "0→2", "headline": f"[c] EC-{number} 0→2: {text}", "title": text,
        "why": text,
        "as_of": "2026-01-05", "compared_with": "2026-01-04", "case_digest": "0" * 16,
        "store_digest": "1" * 16, "version": "0", "unit": "%",
    }  # fmt: skip
    made = {"type": "org.facta.level.changed.v1", "subject": f"EC-{number}", "data": data}
    return Entry(id=identity(number), source=home("c"), time=NOW, **made)


def watched() -> Entry:
    return Entry(id="w", source=home("c"), type=WATCHED, subject="c", time=NOW, data={})


def test_an_atom_feed_has_stable_tags_and_the_newest_first() -> None:
    body = atom("c", "A case", [event(1), watched(), event(2)], site="https://example.org/c")
    assert body == atom("c", "A case", [event(1), watched(), event(2)], site="https://example.org/c")
    feed = ET.fromstring(body)  # noqa: S314  (our own bytes)
    space = {"a": ATOM}
    ids = [found.text for found in feed.findall("a:entry/a:id", space)]
    assert ids == [f"tag:facta.org,2026:/cases/c/{identity(number)}" for number in (2, 1)]
    for needed in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert feed.find(needed, space) is not None
    links = [found.get("href") for found in feed.findall("a:entry/a:link", space)]
    assert links == ["https://example.org/c/indicators/EC-2", "https://example.org/c/indicators/EC-1"]
    assert feed.findtext("a:updated", namespaces=space) == "2026-01-05T09:00:00Z"


def test_hostile_text_stays_text_in_both_feeds() -> None:
    entries = [event(1, HOSTILE)]
    feed = ET.fromstring(atom("c", HOSTILE, entries))  # noqa: S314  (our own bytes)
    assert feed.find(".//script") is None
    said = feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}content") or ""
    assert "<script>" in said
    assert "\u202e" not in said
    made = json.loads(json_feed("c", "A case", entries))
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert "\u202e" not in made["items"][0]["content_text"]
    assert made["items"][0]["id"] == f"tag:facta.org,2026:/cases/c/{identity(1)}"


def test_an_empty_log_is_a_valid_feed() -> None:
    feed = ET.fromstring(atom("c", "A case", []))  # noqa: S314  (our own bytes)
    assert feed.findtext(f"{{{ATOM}}}updated") == "1970-01-01T00:00:00Z"
    assert json.loads(json_feed("c", "A case", []))["items"] == []


def test_a_calendar_is_read_back_whole_with_hostile_text_inert() -> None:
    one = Expected(day=date(2026, 7, 2), about="EC-2", title=HOSTILE, readings=(("a rise", "é" * 900),))
    body = calendar("c", "Ä" * 90, [one], as_of=date(2026, 6, 1))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.count(b"\r\nEND:VCALENDAR\r\n") == 1
    [found] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert found.decoded("DTSTART") == date(2026, 7, 2)
    assert found.decoded("DTEND") == date(2026, 7, 3)
    assert "é" * 900 in str(found["DESCRIPTION"])
    assert str(found["SUMMARY"]).startswith("EC-2 </title><script>")
    assert "\u202e" not in str(found["SUMMARY"])


def test_two_decisions_of_one_name_are_two_entries_of_the_calendar() -> None:
    due = [
        Expected(day=date(2026, 7, day), about="EC-2", title="EC-2: decision of the desk") for day in (2, 9)
    ]
    body = calendar("c", "A", due, as_of=date(2026, 6, 1))
    found = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert len({str(one["UID"]) for one in found}) == 2
    alone = icalendar.Calendar.from_ical(calendar("c", "A", due[:1], as_of=date(2026, 6, 1))).walk("VEVENT")
    assert alone[0]["UID"] == found[0]["UID"]


def test_an_entry_of_the_calendar_keeps_its_id_when_its_day_moves() -> None:
    days = [date(2026, 7, 2), date(2026, 8, 2)]
    made = [Expected(day=day, about="EC-2", title="EC-2: figure for Q2 2026") for day in days]
    ids = {
        str(found["UID"])
        for one in made
        for found in icalendar.Calendar.from_ical(calendar("c", "A", [one], as_of=date(2026, 6, 1))).walk(
            "VEVENT"
        )
    }
    assert len(ids) == 1


def test_the_flagship_knows_what_is_due_and_what_each_outcome_would_mean(flagship: Open) -> None:
    now = flagship.assess("2026-06-01")
    due = expected(flagship.case, now)
    assert [one.day for one in due] == sorted(one.day for one in due)
    assert all(one.day > now.as_of for one in due)
    assert all(one.readings for one in due)
    ledger = next(one for one in due if one.about == "LE-3")
    assert ledger.title == "States that recognise de jure: figure for Q2 2026"
    assert ledger.readings[0] == ("a rise", f"deepening: {flagship.case.indicators['LE-3'].rise.because}")
    promise = next(one for one in due if one.about == "commitments.CM009")
    assert promise.day == date(2027, 12, 31)
    assert due[-1].about != "russia-taliban"
    assert any(one.day == flagship.case.review_by and one.about == "russia-taliban" for one in due)
    body = calendar("russia-taliban", flagship.case.title, due, as_of=now.as_of)
    assert len(icalendar.Calendar.from_ical(body).walk("VEVENT")) == len(due)
    assert told(flagship.case, flagship.records, now).expected == due
