"""What is said of a source is what the store knows of it on the day, week by week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from facta.assessment import assess, known_on
from facta.cases import load_case
from facta.records import Coverage, Event, KnownBy, Outcome
from facta.spread import MOST, spread
from facta.store import memory_store
from facta.survey import by_week, surveyed, weeks
from facta.told import told

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open
    from facta.cases import Case

CASE = """
title: A case that asks a publisher
question: Is every week told?
since: 2024-01-01
review_by: 2027-01-01
actors:
  RUS: {role: one, wants: something}
strands:
  talk: {title: Talk, question: Do they talk?}
sources:
  displaced: {reader: unhcr, title: Displaced people}
  hand: {reader: ledger, title: By hand, files: hand.csv}
  sought: {reader: ledger, title: Searched, files: hand.csv, covers: 2026-01-01/2026-05-01}
indicators:
  A-1:
    title: Visits
    strand: talk
    kind: count
    of: {source: displaced, kind: visit}
    unit: events
    period: month
    evidence: deed
    rise: {means: deepening, because: They talk more.}
    fall: {means: straining, because: They talk less.}
    confounders: [holidays]
    limitation: Only a test.
"""
AS_OF = date(2026, 6, 3)
MONDAY = date(2026, 5, 25)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = tmp_path / "asking"
    folder.mkdir()
    (folder / "case.yml").write_text(CASE, encoding="utf-8")
    (folder / "hand.csv").write_text("id\n", encoding="utf-8")
    return load_case(folder)


def seen(start: date, days: int, state: Outcome, known: date = MONDAY) -> Coverage:
    end = start + timedelta(days=days)
    return Coverage(
        source="asking/displaced", start=start, end=end, state=state, known_at=known, snapshot="s"
    )


def visit(ref: str, start: date, **where: object) -> Event:
    known_by: KnownBy = "published"
    return Event(
        source="asking/displaced", ref=ref, kind="visit", actor="RUS", start=start,
        end=start + timedelta(days=1), known_at=start, known_by=known_by, snapshot="s", **where,  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_last_week_is_that_of_the_day() -> None:
    assert weeks(AS_OF)[-1] == date(2026, 6, 1)
    assert len(weeks(AS_OF)) == 52
    assert all(one.weekday() == 0 for one in weeks(AS_OF))


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], "not asked"),
        ([(0, 7, "complete")], "complete"),
        ([(0, 7, "empty")], "empty"),
        ([(0, 4, "empty"), (4, 7, "complete")], "complete"),
        ([(0, 3, "complete")], "partial"),
        ([(0, 7, "partial")], "partial"),
        ([(0, 7, "failed")], "failed"),
        ([(0, 7, "failed"), (0, 7, "complete")], "complete"),
        ([(0, 7, "complete"), (2, 3, "failed")], "complete"),
        ([(0, 1, "failed")], "failed"),
    ],
)
def test_a_week_is_what_became_of_its_days(rows: list[tuple[int, int, str]], state: str) -> None:
    told = [(MONDAY + timedelta(days=a), MONDAY + timedelta(days=b), said) for a, b, said in rows]
    assert by_week(told, AS_OF)[-2] == state


def test_days_that_have_not_come_are_no_gap() -> None:
    first = weeks(AS_OF)[-1]
    assert by_week([(first, AS_OF + timedelta(days=1), "complete")], AS_OF)[-1] == "complete"


def test_what_lies_before_the_weeks_is_left_out() -> None:
    assert set(by_week([(date(2010, 1, 1), date(2011, 1, 1), "complete")], AS_OF)) == {"not asked"}


def test_a_source_is_told_as_known_on_the_day(case: Case) -> None:
    store = memory_store(
        [visit("a", date(2026, 5, 26)), visit("b", date(2026, 6, 1)), visit("c", date(2026, 7, 1))],
        [],
        [seen(MONDAY, 7, "complete"), seen(date(2026, 5, 18), 7, "failed", date(2026, 7, 1))],
    )
    displaced, hand, sought = surveyed(case, store, assess(case, store, AS_OF))
    assert (displaced.records, displaced.heard) == (2, date(2026, 6, 1))
    assert displaced.weeks[-3:] == ("not asked", "complete", "not asked")
    assert displaced.feeds == ("A-1",)
    assert displaced.collected
    assert displaced.limitation
    assert not hand.collected
    assert (hand.records, hand.heard, set(hand.weeks)) == (0, None, {"not asked"})
    assert sought.covers == "2026-01-01/2026-05-01"
    assert sought.weeks[0] == "not asked"
    assert "complete" in sought.weeks


def test_a_source_that_was_never_asked_says_so(case: Case) -> None:
    store = memory_store([], [], [])
    displaced, *_ = surveyed(case, store, assess(case, store, AS_OF))
    assert displaced.gaps == ("nothing held by then; facta collect asking",)
    assert set(displaced.weeks) == {"not asked"}


def test_records_of_a_file_that_nobody_said_was_searched_are_a_part(flagship: Open) -> None:
    now = flagship.assess("2026-06-01")
    found = {one.name: one for one in told(flagship.case, flagship.records, now).sources}
    assert set(found["straits"].weeks) <= {"partial", "not asked"}
    assert found["straits"].weeks.count("partial") > 40
    assert "complete" in found["ledger"].weeks
    assert found["ledger"].cited > 100
    assert sum(count for _, count in found["straits"].cites) == found["straits"].records


def test_places_are_counted_by_province_and_what_has_none_is_told(case: Case) -> None:
    at = {"country": "TJK", "lat": 37.0, "lon": 69.0, "province": "Khatlon"}
    store = memory_store(
        [
            visit("a", date(2026, 5, 1), **at),
            visit("b", date(2026, 5, 2), **{**at, "lat": 38.0}),
            visit("c", date(2026, 5, 3), country="AFG", lat=34.5, lon=69.2, place="Kabul"),
            visit("d", date(2026, 5, 4)),
            visit("e", date(2015, 5, 4), **at),
            visit("f", date(2026, 7, 4), **at),
        ],
        [],
        [],
    )
    (found,) = spread(case, known_on(case, store, AS_OF), assess(case, store, AS_OF))
    assert found.indicator == "A-1"
    assert [(one.label, one.count, one.lat) for one in found.places] == [
        ("Khatlon", 2, 37.5),
        ("Kabul", 1, 34.5),
    ]
    assert (found.counted, found.unplaced) == (4, 1)


def test_too_few_places_make_no_map(case: Case) -> None:
    store = memory_store([visit("a", date(2026, 5, 1), country="AFG", lat=34.5, lon=69.2)], [], [])
    assert spread(case, known_on(case, store, AS_OF), assess(case, store, AS_OF)) == ()


def test_what_comes_later_changes_nothing_that_is_told_of_a_day(case: Case) -> None:
    early = [visit("a", date(2026, 5, 26), country="AFG", lat=34.5, lon=69.2)]
    later = [visit("z", date(2026, 9, 1), country="TJK", lat=38.0, lon=69.0)]
    looked = [seen(MONDAY, 7, "complete")]
    came = [seen(MONDAY, 7, "failed", date(2026, 8, 1))]
    one = memory_store(early, [], looked)
    two = memory_store([*early, *later], [], [*looked, *came])
    first, second = (surveyed(case, store, assess(case, store, AS_OF)) for store in (one, two))
    assert first == second


def test_the_smallest_of_very_many_places_are_left_out_and_counted(case: Case) -> None:
    visits = [
        visit(f"v{k}", date(2026, 5, 1), country="AFG", lat=30 + k / 50, lon=69.2, place=f"Place {k:03}")
        for k in range(MOST + 7)
    ]
    again = [visit("w", date(2026, 5, 1), country="AFG", lat=30.0, lon=69.2, place="Place 000")]
    store = memory_store([*visits, *again], [], [])
    (found,) = spread(case, known_on(case, store, AS_OF), assess(case, store, AS_OF))
    assert len(found.places) == MOST
    assert found.places[0].label == "Place 000"
    assert (found.counted, found.unplaced, found.elsewhere) == (MOST + 8, 0, 7)
