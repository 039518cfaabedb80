"""Feeds and the calendar over the wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from icalendar import Calendar

from facta.alerts.log import Entry, Log, home, identity

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from facta.serving.pages import Pages


def alert(case: str, as_of: str) -> Entry:
    return Entry(
        id=identity(case, as_of), source=home(case), type="org.facta.level.changed.v1", subject="EX-1",
        time=datetime.fromisoformat(f"{as_of}T06:00:00+00:00"),
        data={"rule": "level", "headline": f"Level of EX-1 on {as_of}", "as_of": as_of, "title": "Incidents",
              "what": "0 to 2", "why": "7 incidents", "day": as_of, "rank": "level change",
              "compared_with": "2026-01-01", "odds": [],
              "case_digest": "0" * 16, "store_digest": "0" * 16, "version": "0.4.0"},
    )  # fmt: skip


def test_the_calendar_is_read_by_other_programs(site: TestClient) -> None:
    answer = site.get("/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    assert events
    assert min(event.decoded("dtstart") for event in events) > datetime(2026, 6, 1, tzinfo=UTC).date()


def test_feeds_of_no_alerts_are_feeds(site: TestClient) -> None:
    assert ET.fromstring(site.get("/feed.xml").content).tag.endswith("feed")  # noqa: S314  (our own)
    assert site.get("/feed.json").json()["items"] == []


def test_alerts_are_told_as_of_a_day(pages: Pages, own_site: TestClient) -> None:
    case = pages.library.held().opened.case.name
    log = Log(pages.library.spot.store, case)
    log.path.parent.mkdir(parents=True)
    log.path.write_bytes(alert(case, "2026-03-01").line + alert(case, "2026-05-01").line)
    assert len(own_site.get("/feed.json").json()["items"]) == 2
    assert len(own_site.get("/feed.json?as_of=2026-04").json()["items"]) == 1
    assert b"2026-05-01" not in own_site.get("/feed.xml?as_of=2026-04").content
    told = own_site.get("/api/v1/alerts?as_of=2026-05-31").json()
    assert [one["as_of"] for one in told["items"]] == ["2026-05-01", "2026-03-01"]
    assert json.dumps(told["items"][0]["data"])
    assert own_site.get("/feed.xml?as_of=soon").status_code == 400
