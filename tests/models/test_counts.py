import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.counts import poisson_tails, predict_count

COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=40)
LEVELS = st.sampled_from([0.5, 0.8, 0.95])


@given(st.integers(0, 200), st.floats(0.01, 200))
def test_poisson_tails_are_those_of_scipy(count: int, mean: float) -> None:
    tails = poisson_tails(count, mean)
    assert tails.lower == pytest.approx(stats.poisson.cdf(count, mean), rel=1e-9)
    assert tails.upper == pytest.approx(stats.poisson.sf(count - 1, mean), rel=1e-9)
    assert tails.point == pytest.approx(stats.poisson.pmf(count, mean), rel=1e-9)


@given(st.integers(0, 50), st.floats(0.01, 50))
def test_mid_p_is_never_larger_than_the_ordinary_p(count: int, mean: float) -> None:
    tails = poisson_tails(count, mean)
    assert 0 <= tails.mid_p <= tails.p <= 1


def test_a_mean_of_nothing_leaves_only_zero_possible() -> None:
    assert poisson_tails(0, 0.0).p == 1
    assert poisson_tails(1, 0.0).p == 0


@given(COUNTS, st.integers(0, 900))
def test_predicted_tails_are_those_of_scipys_negative_binomial(baseline: list[int], count: int) -> None:
    found = predict_count(baseline)
    reference = stats.nbinom(found.shape, found.shape / (found.shape + found.mean))
    tails = found.tails(count)
    assert tails.lower == pytest.approx(reference.cdf(count), rel=1e-8, abs=1e-14)
    assert tails.upper == pytest.approx(reference.sf(count - 1), rel=1e-8, abs=1e-14)


@given(COUNTS, LEVELS)
def test_a_count_is_outside_the_band_exactly_when_its_tail_says_so(
    baseline: list[int], central: float
) -> None:
    found = predict_count(baseline)
    low, high = found.band(central)
    assert low <= high
    for count in {max(low - 1, 0), low, high, high + 1}:
        side = -1 if count < low else 1 if count > high else 0
        assert found.side(count, central) == side


@given(COUNTS)
def test_a_wider_band_holds_a_narrower_one(baseline: list[int]) -> None:
    found = predict_count(baseline)
    (low, high), (lower, higher) = found.band(0.8), found.band(0.95)
    assert lower <= low <= high <= higher


@given(COUNTS, st.floats(0.5, 60))
def test_the_unit_of_exposure_does_not_matter(baseline: list[int], unit: float) -> None:
    days = [28.0 + i % 4 for i in range(len(baseline))]
    one = predict_count(baseline, days, 30.0)
    other = predict_count(baseline, [d * unit for d in days], 30.0 * unit)
    assert other.mean == pytest.approx(one.mean)
    assert other.shape == pytest.approx(one.shape, rel=1e-6)


@given(st.lists(st.integers(3, 5), min_size=4, max_size=20))
def test_counts_less_varied_than_a_poisson_have_jeffreys_prediction(baseline: list[int]) -> None:
    found = predict_count(baseline)
    assert found.dispersion == 0
    assert found.shape == pytest.approx(sum(baseline) + 0.5)
    assert found.mean == pytest.approx((sum(baseline) + 0.5) / len(baseline))


def test_equal_exposures_give_the_textbook_moment_estimate() -> None:
    counts = [0, 12, 3, 25, 1, 7, 18, 2]
    mean, variance = np.mean(counts), np.var(counts, ddof=1)
    assert predict_count(counts).dispersion == pytest.approx((variance - mean) / mean**2 * 7 / 5)


def test_earlier_zeros_alone_do_not_make_one_event_surprising() -> None:
    found = predict_count([0] * 8)
    assert found.side(1, 0.95) == 0
    assert found.side(2, 0.95) == 1


def test_a_longer_period_expects_more() -> None:
    short, long = (predict_count([4, 6, 5, 5], [30] * 4, days) for days in (15, 60))
    assert long.mean == pytest.approx(4 * short.mean)
    assert long.band(0.95)[1] > short.band(0.95)[1]


@pytest.mark.parametrize("size", [None, 1.0, 5.0])
def test_new_counts_fall_outside_about_as_often_as_the_band_says(size: float | None) -> None:
    draws = np.random.default_rng(7)
    rates = np.full((800, 15), 20.0) if size is None else draws.gamma(size, 20.0 / size, (800, 15))
    counts = draws.poisson(rates)
    outside80, outside95 = (
        np.mean([predict_count(row[:-1].tolist()).side(int(row[-1]), level) != 0 for row in counts])
        for level in (0.8, 0.95)
    )
    assert outside80 < 0.24
    assert outside95 < 0.08


def test_huge_counts_have_a_finite_band() -> None:
    low, high = predict_count([10**9, 10**9 + 5, 10**9 - 9]).band(0.95)
    assert 0.9e9 < low < high < 1.1e9
    assert not math.isnan(low + high)


@pytest.mark.parametrize(
    ("baseline", "exposures", "exposure"),
    [([], [], 1.0), ([1.0], [1.0, 2.0], 1.0), ([-1.0], [1.0], 1.0), ([1.0], [0.0], 1.0), ([1.0], [1.0], 0.0)],
)
def test_what_cannot_be_counted_is_refused(
    baseline: list[float], exposures: list[float], exposure: float
) -> None:
    with pytest.raises(ValueError, match="counts"):
        predict_count(baseline, exposures, exposure)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        poisson_tails(-1, 2.0)
