"""The gap ledger: what was asked and not got is typed, told once a stretch, and never a zero."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from facta.assessment import assess
from facta.cases import load_case
from facta.gaps import gaps, holes
from facta.indicators import INDICATORS, Known
from facta.records import Coverage, Event, Outcome
from facta.store import Records, memory_store

if TYPE_CHECKING:
    from pathlib import Path

    from facta.cases import Case

CASE = """
title: A case that asks a publisher
question: Is every gap told?
since: 2025-01-01
review_by: 2027-01-01
actors:
  RUS: {role: one, wants: something}
strands:
  talk: {title: Talk, question: Do they talk?}
sources:
  displaced: {reader: unhcr, title: Displaced people}
  hand: {reader: ledger, title: By hand, files: hand.csv}
indicators:
  A-1:
    title: Visits
    strand: talk
    kind: count
    of: {source: displaced, kind: visit}
    unit: events
    period: day
    evidence: deed
    rise: {means: deepening, because: They talk more.}
    fall: {means: straining, because: They talk less.}
    confounders: [holidays]
    limitation: Only a test.
"""
START = date(2025, 6, 1)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = tmp_path / "asking"
    folder.mkdir()
    (folder / "case.yml").write_text(CASE, encoding="utf-8")
    (folder / "hand.csv").write_text("id\n", encoding="utf-8")
    return load_case(folder)


def day(number: int, state: Outcome, fault: str = "", known: date | None = None) -> Coverage:
    start = START + timedelta(days=number)
    return Coverage(
        source="asking/displaced",
        start=start,
        end=start + timedelta(days=1),
        state=state,
        fault=fault,
        reason=f"{fault} of day {number}" if fault else "",
        known_at=known or start,
        snapshot="0",
    )


def visit(number: int) -> Event:
    start = START + timedelta(days=number)
    return Event(
        source="asking/displaced", ref=str(number), kind="visit", actor="RUS", start=start,
        end=start + timedelta(days=1), known_at=start, known_by="published", snapshot="0",
    )  # fmt: skip


def store() -> Records:
    found: list[Coverage] = [day(0, "complete"), day(1, "empty")]
    found += [day(2, "failed", "outage"), day(3, "failed", "outage"), day(4, "partial", "missing")]
    found += [day(5, "complete"), day(6, "failed", "corrupt")]
    return memory_store([visit(0), visit(4)], [], found)


def states(case: Case, records: Records, on: date) -> list[str]:
    indicator = case.indicators["A-1"]
    return indicator.measure(Known(records=records, as_of=on))["state"].to_list()


def test_a_day_that_was_asked_for_and_not_got_is_failed_and_never_zero(case: Case) -> None:
    assert states(case, store(), START + timedelta(days=6)) == [
        "observed",
        "zero",
        "failed",
        "failed",
        "partial",
        "zero",
        "failed",
    ]


def test_neighbouring_holes_of_one_fault_are_one_stretch(case: Case) -> None:
    found = holes(case, store(), START + timedelta(days=6))
    assert [(hole.fault, hole.start.day, hole.end.day, hole.pieces) for hole in found] == [
        ("outage", 3, 5, 2),
        ("missing", 5, 6, 1),
        ("corrupt", 7, 8, 1),
    ]


def test_what_another_answer_covered_whole_is_no_hole(case: Case) -> None:
    wide = Coverage(
        source="asking/displaced", start=START, end=START + timedelta(days=30), state="complete",
        known_at=START + timedelta(days=40), snapshot="1",
    )  # fmt: skip
    records = memory_store([], [], [day(2, "failed", "missing"), wide])
    assert [hole.fault for hole in holes(case, records, START + timedelta(days=10))] == ["missing"]
    assert holes(case, records, START + timedelta(days=40)) == []


def test_a_later_success_closes_the_hole_from_the_day_it_is_known(case: Case) -> None:
    records = memory_store([], [], [day(2, "failed", "missing"), day(2, "complete")])
    assert holes(case, records, START + timedelta(days=9)) == []


def test_the_assessment_tells_every_fault_of_a_source_and_what_was_never_collected(case: Case) -> None:
    told = {gap.what: gap for gap in assess(case, store(), START + timedelta(days=6)).gaps if gap.fault}
    assert set(told) == {"displaced"}
    found = gaps(case, store(), START + timedelta(days=6))
    assert [(gap.fault, gap.state) for gap in found] == [
        ("outage", "failed"),
        ("missing", "partial"),
        ("corrupt", "failed"),
    ]
    assert found[0].reason == "2 days, 2025-06-03 to 2025-06-04: outage of day 3"
    (never,) = gaps(case, memory_store(), START)
    assert (never.fault, never.state, never.reason) == (
        "not-collected",
        "unmonitored",
        "nothing held by then; facta collect asking",
    )


@pytest.mark.parametrize("kind", sorted(INDICATORS))
def test_every_kind_of_indicator_bears_a_store_of_gaps_alone(case: Case, kind: str) -> None:
    base = case.indicators["A-1"].model_dump(exclude={"kind", "of", "distinct", "running", "exposure"})
    indicator = INDICATORS[kind].model_validate({**base, **INDICATORS[kind].example, "kind": kind})
    only = memory_store([], [], [day(number, "failed", "server") for number in range(9)])
    points = indicator.measure(Known(records=only, as_of=START + timedelta(days=8)))
    assert not set(points["state"]) & {"observed", "zero"}


def test_the_reason_of_one_stretch_is_not_told_of_another(case: Case) -> None:
    one, other = day(1, "failed", "missing"), day(5, "failed", "missing")
    (gap,) = gaps(case, memory_store([], [], [one, other]), START + timedelta(days=9))
    assert gap.reason == "2 days, 2025-06-02 to 2025-06-06, in 2 stretches; of the newest: missing of day 5"
