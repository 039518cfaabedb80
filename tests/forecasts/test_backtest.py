"""Forecasts as they would have been made: what they scored, and what became of the questions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from facta.forecasts.backtest import Backtested, backtest, origins
from facta.forecasts.scored import NO_SKILL, SKILL, TOO_FEW, rows_frame
from facta.forecasts.stored import as_json, keep, kept
from facta.forecasts.weighing import Rows
from tests.forecasts.riverside import CASE, store

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open


@pytest.fixture(scope="module")
def river() -> Backtested:
    return backtest(CASE, store(), date(2023, 1, 1), date(2025, 6, 30))


@pytest.fixture(scope="module")
def year(flagship: Open) -> Backtested:
    return backtest(flagship.case, flagship.records, date(2024, 12, 1), date(2026, 6, 1), every="quarter")


def test_no_family_is_summed_with_another(river: Backtested) -> None:
    told = [(one.family, one.sort) for one in river.card.scores]
    assert told == [
        ("counts", "yes or no"),
        ("counts", "how large"),
        ("flows", "yes or no"),
        ("flows", "how large"),
        ("rungs", "yes or no"),
        ("levels", "yes or no"),
    ]
    assert sum(one.n for one in river.card.scores) == len(
        river.rows.filter(
            (pl.col("method") == "ensemble")
            & (pl.col("happened").is_not_null() | pl.col("crps").is_not_null())
        )
    )


def test_a_single_indicator_shows_no_skill(river: Backtested) -> None:
    assert {one.label for one in river.card.scores if one.indicators == 1} == {TOO_FEW}


def test_scores_are_those_of_the_rows(river: Backtested) -> None:
    own = river.rows.filter((pl.col("method") == "ensemble") & (pl.col("family") == "counts"))
    yes_no = own.filter(pl.col("happened").is_not_null())
    mean = ((yes_no["probability"] - yes_no["happened"]) ** 2).mean()
    assert river.card.scores[0].score == pytest.approx(mean)
    assert river.card.scores[0].yes == pytest.approx(yes_no["happened"].mean())
    sized = own.filter(pl.col("crps").is_not_null())
    inside = ((sized["value"] >= sized["low80"]) & (sized["value"] <= sized["high80"])).mean()
    assert river.card.scores[1].coverage[1].share == pytest.approx(inside)


def test_intervals_of_steady_counts_hold_about_as_often_as_they_say(river: Backtested) -> None:
    for inside in river.card.scores[1].coverage:
        assert inside.share >= inside.nominal / 100 - 0.12


def test_questions_of_the_flagship_are_hardly_ever_void_or_late(year: Backtested) -> None:
    closed = sum(one.closed for one in year.card.fates)
    assert closed > 1000
    assert sum(one.void for one in year.card.fates) <= 0.05 * closed
    assert sum(one.late for one in year.card.fates) <= 0.02 * closed
    assert 0 < year.card.assumed <= year.card.records


def test_a_family_is_said_to_have_skill_only_where_it_beats_every_baseline(year: Backtested) -> None:
    for one in year.card.scores:
        told = [beside for beside in one.beside if beside.low is not None]
        assert one.label in (SKILL, NO_SKILL, TOO_FEW)
        assert (one.label == SKILL) == (bool(told) and all((beside.low or 0) > 0 for beside in told))


def test_words_of_likelihood_come_true_about_as_often_as_they_say(year: Backtested) -> None:
    every = [one for one in year.card.terms if one.family is None and one.n > 100]
    assert len(every) >= 4
    for one in every:
        assert one.expected is not None
        assert one.share is not None
        assert abs(one.share - one.expected) < 0.15


def test_every_miss_says_who_misled_and_what_the_case_might_change(year: Backtested) -> None:
    assert year.card.misses
    for one in year.card.misses:
        assert one.advice
        assert one.member in set(year.rows["method"])
        assert one.question in year.questions
    days = [one.resolved for one in year.card.misses]
    assert days == sorted(days, reverse=True)


def test_intervals_know_that_forecasts_of_one_indicator_go_together(year: Backtested) -> None:
    for one in year.card.terms:
        if one.n > 20 and one.share is not None and 0 < one.share < 1:
            assert one.high - one.low > 2 * 1.96 * (one.share * (1 - one.share) / one.n) ** 0.5 * 0.9
    (levels,) = [one for one in year.card.scores if one.family == "levels"]
    assert levels.auc is not None
    assert levels.auc[1] < levels.auc[0] < levels.auc[2]


def test_a_backtest_is_kept_beside_the_store_and_read_back(
    year: Backtested, flagship: Open, tmp_path: Path
) -> None:
    path = keep(tmp_path, year.card)
    assert path.read_text(encoding="utf-8") == as_json(year.card)
    assert kept(tmp_path, flagship.case, date(2026, 6, 1)) == year.card
    assert kept(tmp_path, flagship.case, date(2026, 5, 31)) is None
    assert kept(tmp_path, CASE, date(2026, 6, 1)) is None
    path.write_text("{}", encoding="utf-8")
    assert kept(tmp_path, flagship.case, date(2026, 6, 1)) is None


def test_days_lie_at_the_ends_of_periods_and_are_in_order() -> None:
    assert origins(date(2025, 1, 1), date(2025, 7, 10), "quarter") == [
        date(2025, 3, 31),
        date(2025, 6, 30),
        date(2025, 7, 10),
    ]
    with pytest.raises(ValueError, match="write the earlier day first"):
        origins(date(2025, 2, 1), date(2025, 1, 1), "month")


def test_rows_of_nothing_are_a_table_of_nothing() -> None:
    assert rows_frame(Rows().columns).is_empty()
