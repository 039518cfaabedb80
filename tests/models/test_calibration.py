import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr

from facta.models.calibration import (
    Decomposition,
    Discrimination,
    clustered_share,
    coverage,
    decomposed,
    discrimination,
    hits_and_alarms,
    reliability,
    share,
)
from facta.models.refusal import Refusal

FORECASTS = st.lists(st.tuples(st.integers(0, 10).map(lambda tenth: tenth / 10), st.booleans()), min_size=2)


def parts(chances: list[float], happened: list[bool]) -> Decomposition:
    found = decomposed(chances, happened)
    assert isinstance(found, Decomposition)
    return found


def told(chances: list[float] | np.ndarray, happened: list[bool] | np.ndarray) -> Discrimination:
    found = discrimination(chances, happened)
    assert isinstance(found, Discrimination)
    return found


@given(st.integers(0, 60), st.integers(1, 60))
def test_intervals_of_a_share_are_those_of_scipy(hits: int, rest: int) -> None:
    found = share(hits, hits + rest)
    for central, low, high in ((0.8, found.low80, found.high80), (0.95, found.low95, found.high95)):
        exact = stats.binomtest(hits, hits + rest).proportion_ci(central, method="exact")
        assert (low, high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_a_share_of_nothing_is_anything() -> None:
    found = share(0, 0)
    assert math.isnan(found.share)
    assert (found.low80, found.high80, found.low95, found.high95) == (0, 1, 0, 1)
    with pytest.raises(ValueError, match="some of 3"):
        share(4, 3)


def test_the_ends_of_an_interval_lie_within_it() -> None:
    found = coverage([0.0, 0.0, np.nan, 0.0], [1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.5, 1.1])
    assert (found.hits, found.n) == (2, 3)


@given(FORECASTS)
def test_every_forecast_lies_in_one_bin(pairs: list[tuple[float, bool]]) -> None:
    chances, happened = zip(*pairs, strict=True)
    bins = reliability(chances, happened)
    assert sum(found.happened.n for found in bins) == len(pairs)
    assert sum(found.happened.hits for found in bins) == sum(happened)
    assert all(found.low <= found.expected + 1e-9 <= found.high + 2e-9 for found in bins if found.happened.n)


def test_a_bound_belongs_to_the_word_above_it() -> None:
    bins = reliability([0.05, 0.2, 0.19, 1.0], [0, 0, 0, 1], edges=(0, 0.05, 0.2, 1))
    assert [found.happened.n for found in bins] == [0, 2, 2]
    assert math.isnan(bins[0].expected)
    with pytest.raises(ValueError, match="edges rise from 0 to 1"):
        reliability([0.5], [1], edges=(0, 0.7, 0.6, 1))


@given(FORECASTS)
def test_the_parts_of_a_score_sum_to_it_and_are_none_below_zero(pairs: list[tuple[float, bool]]) -> None:
    chances, happened = map(list, zip(*pairs, strict=True))
    found = parts(chances, happened)
    whole = found.miscalibration - found.discrimination + found.uncertainty
    assert whole == pytest.approx(found.score, abs=1e-12)
    assert found.miscalibration >= -1e-12
    assert found.discrimination >= -1e-12
    assert (np.diff(found.shares) >= 0).all()


def test_chances_that_came_true_as_often_as_said_are_not_miscalibrated() -> None:
    chances = [0.25] * 4 + [0.75] * 4
    found = parts(chances, [True, False, False, False, True, True, True, False])
    assert (found.miscalibration, found.discrimination, found.uncertainty) == (0, 0.0625, 0.25)


def test_chances_that_fall_where_they_should_rise_tell_nothing() -> None:
    found = parts([0.9, 0.8, 0.2, 0.1], [False, False, True, True])
    assert found.discrimination == 0
    assert found.shares.tolist() == [0.5] * 4


@given(FORECASTS.filter(lambda pairs: len({seen for _, seen in pairs}) == 2))
def test_the_area_is_that_under_the_curve_and_of_pairs(pairs: list[tuple[float, bool]]) -> None:
    chances, happened = (np.array(column) for column in zip(*pairs, strict=True))
    found = told(chances, happened)
    thresholds, hits, alarms = hits_and_alarms(chances, happened)
    assert np.trapezoid(hits, alarms) == pytest.approx(found.auc)
    gaps = np.subtract.outer(chances[happened], chances[~happened])
    assert ((gaps > 0) + (gaps == 0) / 2).mean() == pytest.approx(found.auc)
    assert (hits[-1], alarms[-1], thresholds[0]) == (1, 1, math.inf)
    assert 0 <= found.low95 <= found.low80 <= found.auc <= found.high80 <= found.high95 <= 1


@given(FORECASTS.filter(lambda pairs: len({seen for _, seen in pairs}) == 2))
def test_chances_the_other_way_round_have_the_mirrored_area(pairs: list[tuple[float, bool]]) -> None:
    chances, happened = (np.array(column) for column in zip(*pairs, strict=True))
    there, back = told(chances, happened), told(1 - chances, happened)
    assert (there.auc, there.low95) == pytest.approx((1 - back.auc, 1 - back.high95), abs=1e-7)


def test_few_forecasts_that_were_all_told_apart_leave_a_wide_interval() -> None:
    found = told([0.1, 0.2, 0.8, 0.9], [False, False, True, True])
    assert (found.auc, found.high95) == (1, 1)
    assert 0.3 < found.low95 < 0.65


def test_the_interval_of_an_area_holds_the_true_one_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    true = stats.norm.cdf(1 / math.sqrt(2))
    happened = np.arange(40) < 12
    held = 0
    for _ in range(500):
        found = told(stats.norm.cdf(generator.normal(size=40) + happened), happened)
        held += found.low95 <= true <= found.high95
    assert 0.92 <= held / 500 <= 0.98


def test_what_is_all_yes_or_unknown_says_nothing() -> None:
    assert discrimination([0.5, 0.6], [1, 1]) == Refusal(
        "what happened is told from what did not; there are 2 and 0"
    )
    assert decomposed([math.nan], [1]) == Refusal("no forecast has been resolved")
    with pytest.raises(ValueError, match="both a yes and a no"):
        hits_and_alarms([0.5], [1])
    with pytest.raises(ValueError, match="a chance lies between"):
        decomposed([1.5], [1])
    with pytest.raises(ValueError, match="each forecast has an answer"):
        decomposed([0.5, 0.5], [1])


def _beta_yes(generator: np.random.Generator, many: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    """Return answers whose clusters have shares of yes of their own, 0.7 in the mean, and the clusters."""
    shares = generator.beta(0.7 * 7 / 3, 0.3 * 7 / 3, many)
    answers = (generator.random((many, each)) < shares[:, None]).astype(float).ravel()
    return answers, np.repeat(np.arange(many), each)


def test_intervals_of_answers_that_go_together_hold_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    held = {"clusters": 0, "alone": 0}
    for _ in range(300):
        answers, own = _beta_yes(generator, 8, 20)
        clustered, alone = clustered_share(answers, own), share(int(answers.sum()), answers.size)
        assert (clustered.hits, clustered.n, clustered.share) == (alone.hits, alone.n, alone.share)
        held["clusters"] += clustered.low95 <= 0.7 <= clustered.high95
        held["alone"] += alone.low95 <= 0.7 <= alone.high95
    assert held["alone"] < 0.7 * 300
    assert 0.93 * 300 < held["clusters"] < 0.99 * 300


def test_answers_of_clusters_of_one_have_the_exact_interval() -> None:
    answers = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, np.nan])
    assert clustered_share(answers, np.arange(8)) == share(5, 7)


def test_where_all_answers_are_the_same_each_cluster_counts_as_one() -> None:
    found, four = clustered_share(np.ones(40), np.repeat(np.arange(4), 10)), share(4, 4)
    assert (found.hits, found.n, found.low95, found.high95) == (40, 40, four.low95, 1.0)


def test_one_cluster_says_nothing_of_its_scatter() -> None:
    found = clustered_share([1, 0, 1], ["a", "a", "a"])
    assert (found.share, found.low95, found.high95) == (2 / 3, 0.0, 1.0)
    area = discrimination([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], clusters=["a"] * 4)
    assert isinstance(area, Discrimination)
    assert (area.auc, area.low80, area.high95) == (0.75, 0.0, 1.0)


def test_an_area_of_questions_that_go_together_is_as_unsure_as_it_should_be() -> None:
    generator = np.random.default_rng(4)
    held = {"clusters": 0, "alone": 0}
    for _ in range(150):
        own = np.repeat(np.arange(12), 12)
        yes = generator.random(own.size) < 1 / (1 + np.exp(-2 * generator.normal(size=12)[own]))
        told = 0.6 * generator.normal(size=12)[own] + 0.8 * generator.normal(size=own.size) + yes
        true = float(ndtr(1 / np.sqrt(2.0)))
        for name, clusters in (("clusters", own), ("alone", None)):
            found = discrimination(ndtr(told), yes, clusters=clusters)
            assert isinstance(found, Discrimination)
            held[name] += found.low95 <= true <= found.high95
    assert held["alone"] < 0.88 * 150
    assert held["clusters"] > 0.91 * 150


def test_coverage_and_reliability_take_clusters_too() -> None:
    own = np.repeat(np.arange(5), 4)
    came = np.repeat([1.0, 1.0, 9.0, 1.0, 9.0], 4)
    found = coverage(np.zeros(20), np.full(20, 5.0), came, clusters=own)
    assert found == clustered_share(came < 5, own)
    assert found.low95 < coverage(np.zeros(20), np.full(20, 5.0), came).low95
    (one,) = reliability(np.full(20, 0.5), came < 5, edges=(0, 1), clusters=own)
    assert one.happened == found


def test_an_answer_without_a_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="each answer has a cluster"):
        clustered_share([1, 0], ["a"])
