import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models import scores

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "scores"
DRAWS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)
VALUE = st.floats(-1e6, 1e6)


def rows(name: str) -> dict[str, np.ndarray]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        table = list(csv.DictReader(lines))
    return {key: np.array([float(row[key]) for row in table]) for key in table[0]}


@pytest.mark.outside
def test_scores_of_a_poisson_are_those_of_r() -> None:
    case = rows("poisson_scores_surveillance.csv")
    x, mu = case["x"], case["mu"]
    assert scores.log_poisson(x, mu) == pytest.approx(case["logs"], rel=1e-11)
    assert scores.crps_poisson(x, mu) == pytest.approx(case["rps"], rel=1e-9)
    assert scores.dawid_sebastiani(x, mu, mu) == pytest.approx(case["dss"], rel=1e-12)
    assert scores.squared_error(x, mu) == pytest.approx(case["ses"], rel=1e-12)


@pytest.mark.outside
def test_scores_of_a_negative_binomial_are_those_of_r() -> None:
    case = rows("negbin_scores_surveillance.csv")
    x, mu, size = case["x"], case["mu"], case["size"]
    assert scores.log_negative_binomial(x, mu, size) == pytest.approx(case["logs"], rel=1e-11)
    # R sums the ranked probability score up to a tolerance of its own.
    assert scores.crps_negative_binomial(x, mu, size) == pytest.approx(case["rps"], rel=1e-6)
    assert scores.dawid_sebastiani(x, mu, mu + mu**2 / size) == pytest.approx(case["dss"], rel=1e-12)
    assert scores.squared_error(x, mu) == pytest.approx(case["ses"], rel=1e-12)


@pytest.mark.parametrize("size", [0.05, 0.5, 1.0, 2.5, 40.0, 1e5])
@pytest.mark.parametrize("mean", [0.01, 1.0, 300.0])
def test_the_closed_form_of_a_negative_binomial_is_the_sum_of_squares(size: float, mean: float) -> None:
    known = stats.nbinom(size, size / (size + mean))
    below = known.cdf(np.arange(int(known.isf(1e-14)) + 200))
    for count in (0, 1, 7, 150):
        summed = np.square(below - (np.arange(below.size) >= count)).sum()
        assert float(scores.crps_negative_binomial(count, mean, size)) == pytest.approx(summed, rel=1e-8)


@given(DRAWS, VALUE)
def test_the_crps_of_draws_is_the_integral_of_squares(draws: list[float], actual: float) -> None:
    places = np.sort([*draws, actual])
    below = np.searchsorted(np.sort(draws), places[:-1], side="right") / len(draws)
    integral = (np.square(below - (places[:-1] >= actual)) * np.diff(places)).sum()
    assert float(scores.crps_draws(draws, actual)) == pytest.approx(integral, rel=1e-9, abs=1e-6)


@given(st.lists(st.tuples(VALUE, st.integers(0, 4)), min_size=1, max_size=12), VALUE)
def test_counted_values_score_as_the_draws_they_count(pairs: list[tuple[float, int]], actual: float) -> None:
    pairs = [(actual + 1.0, 1), *pairs]
    values, counts = zip(*pairs, strict=True)
    same = scores.crps_draws(np.repeat(values, counts), actual)
    assert float(scores.crps_counted(values, counts, actual)) == pytest.approx(float(same), abs=1e-6)


def test_many_draws_of_a_poisson_score_as_the_poisson() -> None:
    draws = np.random.default_rng(1).poisson(4.0, size=200_000)
    for count in (0, 4, 11):
        expected = float(scores.crps_poisson(count, 4.0))
        assert float(scores.crps_draws(draws, count)) == pytest.approx(expected, abs=0.02)


def test_scores_keep_the_shape_of_what_came() -> None:
    draws = np.random.default_rng(2).poisson(3.0, size=(4, 5, 100))
    actual = np.arange(20).reshape(4, 5)
    for score in (scores.crps_draws, scores.ignorance_binned, scores.interval_score_draws):
        found = score(draws, actual)
        assert found.shape == (4, 5)
        assert found[2, 3] == score(draws[2, 3], actual[2, 3])


def test_what_is_unknown_has_no_score() -> None:
    draws, actual = np.array([[1.0, np.nan], [1.0, 2.0], [1.0, 2.0]]), np.array([1.0, np.nan, 1.0])
    for score in (scores.crps_draws, scores.ignorance_binned, scores.interval_score_draws):
        assert np.isnan(score(draws, actual)).tolist() == [True, True, False]
    assert np.isnan(scores.brier([np.nan, 0.5], [1, np.nan])).all()
    assert np.isnan(scores.log_score([np.nan, 0.5], [1, np.nan])).all()


def test_ignorance_counts_the_bin_of_what_came_and_one_draw_more() -> None:
    draws = [0, 1, 2, 2, 3, 400, 5000, 7000]
    expected = [2, 4, 2, 3, 1]
    found = scores.ignorance_binned(np.tile(draws, (5, 1)), [0, 1, 4, 1001, 60])
    assert (2.0**-found * (8 + 11)).tolist() == pytest.approx(expected)


def test_counts_below_the_first_bin_are_refused() -> None:
    with pytest.raises(ValueError, match="counts are 0 or more"):
        scores.ignorance_binned([[-1.0, 2.0]], [1.0])


def test_the_interval_of_the_true_quantiles_scores_best() -> None:
    came = np.random.default_rng(3).normal(size=20_000)
    true = stats.norm.isf(0.05)
    best = scores.interval_score(-true, true, came, 0.1).mean()
    assert best < scores.interval_score(-true - 0.3, true + 0.3, came, 0.1).mean()
    assert best < scores.interval_score(-true + 0.3, true - 0.3, came, 0.1).mean()
    assert scores.mean_interval_score([[1.0, 1.0], [2.0, 2.0]], [1.0, 3.0]) == pytest.approx(10.0)


@given(st.floats(0.01, 0.99), st.floats(0, 1))
def test_no_chance_is_expected_to_score_better_than_the_true_one(true: float, other: float) -> None:
    for score in (scores.brier, scores.log_score):
        honest, else_ = (true * score(p, 1) + (1 - true) * score(p, 0) for p in (true, other))
        assert honest <= else_ + 1e-12


def test_a_certainty_that_was_wrong_is_infinitely_bad_unless_bounded() -> None:
    assert scores.log_score([0.0, 1.0, 1.0, 0.0], [1, 0, 1, 0]).tolist() == [math.inf, math.inf, 0, 0]
    assert scores.log_score(1.0, 0, least=0.001) == pytest.approx(-math.log(0.001))


def test_what_is_no_forecast_is_refused() -> None:
    for chance, happened, words in ((1.2, 1, "a chance lies"), (0.5, 0.5, "what happened is 1")):
        with pytest.raises(ValueError, match=words):
            scores.brier(chance, happened)
    with pytest.raises(ValueError, match="there are no draws"):
        scores.crps_draws([], 1)
    with pytest.raises(ValueError, match="every value has a count"):
        scores.crps_counted([1, 2], [0, 0], 1)
    with pytest.raises(ValueError, match="counts are whole"):
        scores.crps_poisson(1.5, 2)
    with pytest.raises(ValueError, match="a mean is above 0"):
        scores.log_poisson(1, 0)
    with pytest.raises(ValueError, match="an interval ends before"):
        scores.interval_score(2, 1, 1, 0.1)
    with pytest.raises(ValueError, match="an interval is missed"):
        scores.interval_score(1, 2, 1, 0.0)
    with pytest.raises(ValueError, match="the least chance"):
        scores.log_score(0.5, 1, least=0.7)
