"""The future never changes the past."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from facta.analyses import ANALYSES
from facta.assessment import assess
from facta.cases import load_case
from facta.comparison import compare
from facta.records import Assessment, Event, Observation
from facta.store import Records, memory_store
from facta.views.board import board
from facta.views.export import to_json

EVERY_KIND = load_case(Path(__file__).parent / "cases" / "every-kind")
ANALYSED = {f"my-{kind}": made.model_validate(made.example) for kind, made in ANALYSES.items()}
NAMED = {"EX-1": EVERY_KIND.indicators["K-COUNT"], "EX-2": EVERY_KIND.indicators["K-TOTAL"]}
CASE = EVERY_KIND.model_copy(update={"analyses": ANALYSED, "indicators": dict(EVERY_KIND.indicators) | NAMED})
READ = sorted({kind for one in ANALYSED.values() for of in one.selections() for kind in of.kind})
TAGS = [
    (), ("north",), ("about:x",), ("outcome:open", "due:2024-06-30"), ("outcome:kept", "due:2024-06-30"),
    ("outcome:broken", "faction:a"), ("directive", "overridden"),
    ("group:west-border", "state:closed"), ("group:west-border", "state:open"),
]  # fmt: skip
FIRST, LAST = date(2023, 1, 1), date(2026, 3, 1)
SOURCE = "every-kind/ledger"

days = st.dates(FIRST, date(2025, 12, 30))
lags = st.integers(-40, 300)
statuses = st.sampled_from(["asserted", "asserted", "asserted", "disputed", "retracted"])


@st.composite
def events(draw: st.DrawFn) -> Event:
    start = draw(days)
    kind = draw(st.sampled_from(["clash", "clash", "visit", "step", *READ]))
    unit = {"clash": "deaths", "visit": None}.get(kind, "rung")
    placed = draw(st.booleans())
    return Event(
        source=SOURCE,
        ref=f"E{draw(st.integers(0, 25))}",  # few ids: revisions and ties are common
        kind=kind,
        actor=draw(st.sampled_from(["RUS", "TALIBAN", "UZB", "KAZ"])),
        start=start,
        end=start + timedelta(days=draw(st.sampled_from([1, 1, 31, 365]))),
        known_at=start + timedelta(days=draw(lags)),
        known_by=draw(st.sampled_from(["published", "assumed"])),
        snapshot="s",
        tags=draw(st.sampled_from(TAGS)),
        lat=draw(st.floats(33, 39)) if placed else None,
        lon=draw(st.floats(62, 72)) if placed else None,
        quantity=float(draw(st.integers(0, 9))) if unit else None,
        unit=unit,
        status=draw(statuses),
        grade=draw(st.sampled_from(["A1", "B2", "F6", None])),
        origin=draw(st.sampled_from(["A", "B", "C"])),
        text="x",
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    start = draw(st.sampled_from([date(y, m, 1) for y in (2023, 2024, 2025) for m in (1, 4, 7, 10)]))
    return Observation(
        source=SOURCE,
        ref=f"F{draw(st.integers(0, 12))}",
        measure="fuel",
        actor="RUS",
        start=start,
        end=start + timedelta(days=draw(st.sampled_from([30, 90, 91, 181, 365]))),
        value=float(draw(st.integers(0, 500))),
        unit=draw(st.sampled_from(["kt", "t", "Mt"])),
        known_at=start + timedelta(days=draw(lags)),
        known_by="published",
        snapshot="s",
        status=draw(statuses),
        origin=draw(st.sampled_from(["A", "B"])),
    )


stores = st.builds(memory_store, st.lists(events(), max_size=60), st.lists(observations(), max_size=20))


def shown(assessment: Assessment, records: Records) -> str:
    """Return everything a reader could see: the board, what changed, and every figure."""
    was = assess(CASE, records, assessment.as_of - timedelta(days=91))
    change = compare(was, assessment)
    out = io.StringIO()
    Console(file=out, width=120, no_color=True).print(board(assessment, change, width=120))
    return out.getvalue() + to_json(assessment, change)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stores, st.dates(FIRST, LAST))
def test_the_board_as_of_a_day_is_the_board_from_what_was_known_that_day(records: Records, day: date) -> None:
    whole = assess(CASE, records, day)
    then = records.known_at(day)
    assert shown(whole, records) == shown(assess(CASE, then, day), then)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events(), max_size=40), st.lists(events(), max_size=20), st.dates(FIRST, date(2025, 1, 1)))
def test_what_becomes_known_later_changes_nothing_before(
    before: list[Event], after: list[Event], day: date
) -> None:
    later = [event for event in after if event.known_at > day]
    alone, grown = memory_store(before), memory_store([*before, *later])
    assert shown(assess(CASE, alone, day), alone) == shown(assess(CASE, grown, day), grown)
