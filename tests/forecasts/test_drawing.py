"""What is expected on a day: every method of the door, the pool of them, and what reads off the draws."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from facta.forecasts.drawing import DRAWS, SURPRISES, Drawn, drawn, forecasts, pool
from facta.forecasts.figures import Figures
from facta.forecasts.forecasters import BASELINES, FORECASTERS, Facts, Forecaster
from facta.forecasts.past import Past
from facta.forecasts.questions import asked
from tests.forecasts.riverside import CASE, store

DAY = date(2024, 12, 31)
EVERY = [*FORECASTERS, *BASELINES]


@pytest.fixture(scope="module")
def groups() -> list[Drawn]:
    figures = Figures(CASE, store())
    return list(drawn(figures, asked(figures, DAY).questions, DAY, Past()))


def history(rng: np.random.Generator) -> np.ndarray:
    return np.minimum(rng.poisson(1.0, size=(3, 24)), 4).astype(float)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.name}-{one.families[0]}")
def test_a_forecaster_draws_finite_paths_for_every_series_and_step(one: Forecaster) -> None:
    figures = history(np.random.default_rng(3))
    if "rungs" in one.families and len(one.families) == 1:
        figures = np.cumsum(figures, axis=1)
    found = one.paths(figures, 3, draws=200, seed=1, facts=Facts(season=12))
    assert found.shape == (3, 3, 200)
    assert np.isfinite(found).all()
    assert np.array_equal(found, one.paths(figures, 3, draws=200, seed=1, facts=Facts(season=12)))
    if "counts" in one.families and "flows" not in one.families:
        assert (found >= 0).all()
        assert (found == np.floor(found)).all()


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.name}-{one.families[0]}")
def test_a_series_that_nobody_knows_gets_no_number(one: Forecaster) -> None:
    figures = history(np.random.default_rng(4))
    figures[1] = np.nan
    found = one.paths(figures, 2, draws=50, seed=1, facts=Facts())
    assert np.isnan(found[1]).all()
    assert np.isfinite(found[[0, 2]]).all()


def test_a_quantity_and_its_lines_never_contradict(groups: list[Drawn]) -> None:
    for group in groups:
        chances = group.probabilities()
        for place, one in enumerate(group.questions):
            if one.asks == "quantity" or one.line is None:
                assert np.isnan(chances[:, place]).all()
                continue
            line = one.line + (one.base or 0.0)
            draws = group.draws[:, place]
            beyond = (draws <= line if one.relation == "at most" else draws >= line).sum(axis=1)
            assert chances[1:, place] == pytest.approx((beyond[1:] + 0.5) / (DRAWS + 1))
            assert chances[0, place] == pytest.approx((beyond[0] + SURPRISES / 2) / (DRAWS + SURPRISES))
            same = [
                at
                for at, other in enumerate(group.questions)
                if (other.indicator, other.end) == (one.indicator, one.end)
            ]
            assert all(np.array_equal(group.draws[:, at], draws) for at in same)


def test_a_farther_line_is_never_likelier(groups: list[Drawn]) -> None:
    for group in groups:
        up = [
            (one.indicator, one.end, one.line, float(chance))
            for one, chance in zip(group.questions, group.probabilities()[0], strict=True)
            if one.relation == "at least" and one.line is not None and one.asks != "change"
        ]
        for name, end, line, chance in up:
            assert all(
                chance >= other[3]
                for other in up
                if other[:2] == (name, end) and (other[2] or 0) > (line or 0)
            )


def test_every_question_gets_the_ensemble_its_members_and_the_baselines(groups: list[Drawn]) -> None:
    made = [one for group in groups for one in forecasts(group, DAY)]
    by_question: dict[str, set[str]] = {}
    for one in made:
        by_question.setdefault(one.question, set()).add(one.method)
    for group in groups:
        for question in group.questions:
            told = by_question[question.id]
            assert {"ensemble", "persistence", "climatology"} <= told
            assert ("base rate" in told) == (question.asks != "quantity")
            assert set(group.methods[1 : 1 + group.many]) & told
    for one in made:
        if one.method == "ensemble":
            assert sum(weight for _, weight in one.weights) == pytest.approx(1.0)
        assert (one.probability is None) == bool(one.draws)
        if one.draws:
            assert sum(one.counts) in (DRAWS, 200, 50)  # of a flow the ledger keeps fewer
            assert list(one.draws) == sorted(set(one.draws))


def test_the_same_day_is_forecast_the_same_way_twice(groups: list[Drawn]) -> None:
    figures = Figures(CASE, store())
    again = list(drawn(figures, asked(figures, DAY).questions, DAY, Past()))
    for one, other in zip(groups, again, strict=True):
        assert one.questions == other.questions
        assert np.array_equal(one.draws, other.draws)


def test_a_better_member_counts_more_and_none_is_shut_out() -> None:
    past = Past()
    assert past.weights("counts", ["a", "b"]) == {"a": 0.5, "b": 0.5}
    for _ in range(600):
        past.learn("counts", {"a": 1.0, "b": 2.0})
    weights = past.weights("counts", ["a", "b"])
    assert weights["a"] > 0.85
    assert weights["b"] > 0.02
    assert past.weights("flows", ["a", "b"]) == {"a": 0.5, "b": 0.5}


def test_a_pool_has_of_each_member_as_much_as_its_weight() -> None:
    draws = np.stack([np.zeros((1, 1000)), np.ones((1, 1000)), np.full((1, 1000), np.nan)])
    found = pool(draws, np.array([[0.3], [0.7], [0.0]]))
    assert found.mean() == pytest.approx(0.7)


def test_a_base_rate_counts_what_was_answered_so_far() -> None:
    past = Past()
    assert past.base_rate("counts", "value") is None
    past.count("counts", "value", yes=3, of=9)
    assert past.base_rate("counts", "value") is None
    past.count("counts", "value", yes=0, of=1)
    assert past.base_rate("counts", "value") == pytest.approx(3.5 / 11)


def test_a_share_is_forecast_below_its_ceiling() -> None:
    rng = np.random.default_rng(5)
    shares = 100.0 - np.abs(rng.normal(4.0, 2.0, size=(2, 40)))
    for one in (one for one in FORECASTERS if "ceiling" in one.told):
        found = one.paths(shares, 6, draws=500, seed=1, facts=Facts(ceiling=np.array([100.0, 100.0])))
        assert found.max() <= 100.0
        assert (found == 100.0).mean() < 0.01


def test_an_ensemble_is_never_as_sure_as_its_draws(groups: list[Drawn]) -> None:
    chances = np.concatenate([group.probabilities()[0] for group in groups])
    chances = chances[np.isfinite(chances)]
    least = SURPRISES / 2 / (DRAWS + SURPRISES)
    assert chances.min() >= least > 0.009
    assert chances.max() <= 1 - least
