"""A replay uses only what was known on each day, and measuring less often changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facta.assessment import known_on
from facta.cases import load_case
from facta.records import Event, Observation
from facta.scoring.boards import boards_table, replay
from facta.scoring.cards import Terms
from facta.scoring.replaying import STEADY, replayed
from facta.scoring.rules import armed
from facta.scoring.scorecards import days_of
from facta.signals import SIGNALS, Context
from facta.standing import stand
from facta.store import Records, memory_store

if TYPE_CHECKING:
    from facta.api import Open

CASE = load_case(Path(__file__).parents[1] / "cases" / "every-kind")
SOURCE = "every-kind/ledger"
RULES = {name: armed(indicator) for name, indicator in CASE.indicators.items()}
DAYS = [date(2024, 1, 5) + timedelta(days=9 * at) for at in range(60)]

starts = st.dates(date(2023, 1, 1), date(2025, 5, 30))
lags = st.integers(-20, 200)


@st.composite
def events(draw: st.DrawFn) -> Event:
    start = draw(starts)
    return Event(
        source=SOURCE,
        ref=f"E{draw(st.integers(0, 25))}",  # few ids: revisions and ties are common
        kind=draw(st.sampled_from(["clash", "clash", "visit", "step"])),
        actor=draw(st.sampled_from(["RUS", "TALIBAN", "UZB"])),
        start=start,
        end=start + timedelta(days=draw(st.sampled_from([1, 1, 31]))),
        known_at=start + timedelta(days=draw(lags)),
        known_by="published",
        snapshot="s",
        lat=36.0,
        lon=65.0,
        quantity=float(draw(st.integers(0, 9))),
        unit="rung",
        status=draw(st.sampled_from(["asserted", "asserted", "retracted"])),
        grade=draw(st.sampled_from(["A1", "B2", None])),
        origin=draw(st.sampled_from(["A", "B"])),
        text="x",
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    start = draw(st.sampled_from([date(y, m, 1) for y in (2023, 2024) for m in (1, 4, 7, 10)]))
    return Observation(
        source=SOURCE,
        ref=f"F{draw(st.integers(0, 12))}",
        measure="fuel",
        actor="RUS",
        start=start,
        end=start + timedelta(days=draw(st.sampled_from([30, 90, 91, 181]))),
        value=float(draw(st.integers(0, 500))),
        unit="kt",
        known_at=start + timedelta(days=draw(lags)),
        known_by="published",
        snapshot="s",
    )


@st.composite
def stores(draw: st.DrawFn) -> Records:
    found = draw(st.lists(events(), min_size=8, max_size=40))
    figures = draw(st.lists(observations(), min_size=4, max_size=16))
    return memory_store(found, figures)


PATIENT = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(stores(), st.sampled_from(range(5, 55)))
def test_what_a_rule_said_on_a_day_needs_nothing_that_became_known_later(store: Records, cut: int) -> None:
    whole = replayed(CASE, store, DAYS, RULES)
    then = replayed(CASE, store.known_at(DAYS[cut]), DAYS[: cut + 1], RULES)
    for name in RULES:
        assert whole.findings[name][: cut + 1] == then.findings[name]


@PATIENT
@given(stores())
def test_measuring_only_when_something_became_known_says_what_measuring_every_day_says(
    store: Records,
) -> None:
    found = replayed(CASE, store, DAYS, RULES)
    for place, day in enumerate(DAYS):
        known = known_on(CASE, store, day)
        for name, indicator in RULES.items():
            assert found.findings[name][place] == stand(name, indicator, known, CASE.since).findings, (
                name,
                day,
            )


@pytest.mark.parametrize("kind", STEADY)
def test_a_steady_rule_says_the_same_on_a_later_day_with_the_same_figures(turning: Open, kind: str) -> None:
    indicator = turning.case.indicators["X-1"]
    series = indicator.series("X-1", known_on(turning.case, turning.records, date(2024, 12, 31)))
    context = Context(
        as_of=date(2024, 12, 31),
        rise="straining",
        fall="deepening",
        since=date(2023, 1, 1),
        is_count=True,
        lag_days=1,
        title="Clashes",
        period="month",
    )
    later = replace(context, as_of=date(2026, 5, 1))
    for example in SIGNALS[kind].examples:
        (signal,) = armed(
            indicator.model_copy(
                update={"signals": (SIGNALS[kind].model_validate({"kind": kind, **example}),)}
            )
        ).signals
        assert signal.answer(series, later) == signal.answer(series, context)


def test_the_flagship_is_measured_less_often_and_says_the_same(flagship: Open) -> None:
    case, store = flagship.case, flagship.records
    indicators = {name: armed(indicator) for name, indicator in case.indicators.items()}
    days = days_of(date(2025, 3, 1), date(2025, 5, 5), Terms(every="week"))
    found = replayed(case, store, days, indicators)
    assert found.measured < 0.6 * len(days) * len(indicators)
    for place in (3, len(days) - 1):
        known = known_on(case, store, days[place])
        for name, indicator in indicators.items():
            assert found.findings[name][place] == stand(name, indicator, known, case.since).findings, name


def test_a_replay_gives_the_board_of_each_day_and_what_moved(turning: Open) -> None:
    days = [date(2024, 3, 8), date(2024, 3, 9), date(2024, 5, 1)]
    boards = list(replay(turning.case, turning.records, days))
    assert [board.as_of for board in boards] == days
    assert boards[0].moved == ()
    assert boards[1].moved == (("X-1", 0, 2, "the world"),)
    assert [board.strands[0].straining for board in boards] == [0, 1, 0]
    assert boards[1].assumed == 0
    table = boards_table(boards)
    assert table.height == 3 * len(turning.case.strands)
    assert table["records"].to_list() == [4, 4, 5, 5, 6, 6]
