"""What hypotheses expected is scored by what was seen later, beside two baselines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from facta.assessment import assess, view_on
from facta.forecasts.trajectories import HORIZON_DAYS, STAYS, Record, trajectory_record
from facta.models.weighing import Item, expected

if TYPE_CHECKING:
    from facta.api import Open

DAYS = [date(2025, month, 1) for month in (1, 4, 7, 10)] + [date(2026, month, 1) for month in (1, 4, 6)]


@pytest.fixture(scope="module")
def record(flagship: Open) -> Record:
    (found,) = trajectory_record(flagship.case, flagship.records, DAYS)
    return found


def test_weights_are_those_of_the_board(flagship: Open, record: Record) -> None:
    shown = assess(flagship.case, flagship.records, DAYS[-1])
    result = next(one for one in shown.results if one.analysis == record.analysis)
    told = {item.key: item.figure.value for item in result.items if item.figure}
    last = record.weights.filter(pl.col("as_of") == DAYS[-1])
    for name, weight in last.select("hypothesis", "weight").iter_rows():
        assert told[name] == pytest.approx(100 * weight, abs=0.051)


def test_what_is_expected_is_the_mixture_of_likelihoods(flagship: Open, record: Record) -> None:
    analysis = flagship.case.analyses[record.analysis]
    expects = analysis.expects(view_on(flagship.case, flagship.records, DAYS[0]))  # type: ignore[attr-defined]
    for chances in expects.chances.values():
        assert sum(chances) == pytest.approx(1)
    row = record.judged.filter(pl.col("as_of") == DAYS[0]).row(0, named=True)
    states, chances = expects.states[row["evidence"]], expects.chances[row["evidence"]]
    by_hand = sum(
        (chance - (state == row["seen"])) ** 2 for state, chance in zip(states, chances, strict=True)
    )
    assert row["score"] == pytest.approx(by_hand)


def test_a_state_that_stays_costs_the_first_baseline_little(record: Record) -> None:
    best = record.judged["stays"].to_numpy().min()
    states = 3
    assert best == pytest.approx((1 - STAYS) ** 2 + (1 - STAYS) ** 2 / (states - 1))


def test_what_is_seen_is_read_a_quarter_later_or_more(record: Record) -> None:
    waited = record.judged.select((pl.col("seen_on") - pl.col("as_of")).alias("days"))["days"]
    assert min(waited.to_list()) >= timedelta(days=HORIZON_DAYS)
    assert DAYS[-1] not in record.judged["as_of"].to_list()  # nobody has seen what comes after it


def test_days_to_come_change_no_earlier_row(flagship: Open, record: Record) -> None:
    (before,) = trajectory_record(flagship.case, flagship.records, DAYS[:-2])
    known = record.weights.filter(pl.col("as_of") <= DAYS[-3])
    assert before.weights.equals(known)
    assert before.judged.equals(record.judged.filter(pl.col("seen_on") <= DAYS[-3]))


def test_skill_is_named_only_where_its_interval_lies_above_nothing(record: Record) -> None:
    for one in record.against:
        assert one.low <= one.skill <= one.high
        assert one.shown == (one.low > 0)
    assert record.hindsight == len(DAYS)  # the reasons were registered in November 2026


def test_days_too_near_each_other_judge_nothing(flagship: Open) -> None:
    (found,) = trajectory_record(flagship.case, flagship.records, DAYS[-2:])
    assert (found.brier, found.against, found.judged.height) == (None, (), 0)


def test_a_mixture_of_one_sure_hypothesis_is_its_own_row() -> None:
    rows = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert expected(np.array([0.0, 1.0]), Item("E", ("a", "b"), rows, rows)).tolist() == pytest.approx(
        [0.2, 0.8]
    )
