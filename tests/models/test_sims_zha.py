from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.models.responses import band, orthogonal_responses
from facta.models.sims_zha import Posterior, Prior, own_scales, posterior, posterior_draws
from facta.models.vector import Array, fit, lagged
from tests.models.test_vector import NAMES, conflict, played, read

FLAT = Prior(overall=1e6, slopes=1e3, intercept=1e6)
WEIGHTED = Prior(sums=2.0, start=1.5)


@pytest.mark.outside
def test_the_posterior_is_that_of_brandts_program() -> None:
    values = conflict().values
    # that program takes the scales from the series less the first lags, after m + 1 zeros
    scales = own_scales(np.vstack([np.zeros((3, 2)), values[6:]]), 6)
    found = posterior(values, 6, prior=Prior(0.6, 0.1, 2.0, 0.25), scales=scales)
    assert found.coefficients == pytest.approx(read("szbvar_p6_Bhat.csv"), abs=1e-12)
    assert found.covariance == pytest.approx(read("szbvar_p6_meanS.csv"), rel=1e-12)


@pytest.mark.outside
def test_scales_of_the_series_as_they_are_move_the_posterior_little() -> None:
    found = posterior(conflict().values, 6)
    assert found.coefficients == pytest.approx(read("szbvar_p6_Bhat.csv"), abs=0.002)
    assert found.covariance == pytest.approx(read("szbvar_p6_meanS.csv"), rel=0.001)


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_a_flat_prior_leaves_least_squares(seed: int, lags: int) -> None:
    values = played(seed)
    found, plain = posterior(values, lags, prior=FLAT), fit(values, lags)
    assert found.coefficients == pytest.approx(plain.coefficients, abs=1e-6)
    assert found.spread == pytest.approx(plain.inverse, rel=1e-6, abs=1e-9)
    assert found.scatter == pytest.approx(plain.residuals.T @ plain.residuals, rel=1e-6)


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_a_tight_prior_leaves_each_series_where_it_was(seed: int, lags: int) -> None:
    found = posterior(played(seed), lags, prior=Prior(slopes=1e-7, intercept=1e-7))
    assert found.coefficients == pytest.approx(np.eye(2 * lags + 1, 2), abs=1e-6)


def by_closed_form(values: Array, lags: int, prior: Prior) -> Posterior:
    """Weigh prior and data by their cross products, with no added row."""
    scales, m = own_scales(values, lags), values.shape[1]
    earlier, effects = lagged(values, lags)
    columns = np.column_stack([earlier, np.ones(len(earlier))])
    spreads = [
        prior.overall * prior.slopes / (scale * lag**prior.decay)
        for lag in range(1, lags + 1)
        for scale in scales
    ]
    held = np.diag(1.0 / np.array([*spreads, prior.overall * prior.intercept]) ** 2)
    walk = np.eye(m * lags + 1, m)
    first = values[:lags].mean(axis=0)
    for column, size in enumerate(first):
        row = np.zeros(m * lags + 1)
        row[column:-1:m] = prior.sums * size
        columns, effects = (
            np.vstack([columns, row]),
            np.vstack([effects, np.eye(m)[column] * size * prior.sums]),
        )
    columns = np.vstack([columns, prior.start * np.append(np.tile(first, lags), 1.0)])
    effects = np.vstack([effects, prior.start * first])
    precision = columns.T @ columns + held
    mean = np.linalg.solve(precision, columns.T @ effects + held @ walk)
    scatter = np.diag((scales / prior.overall) ** 2) + effects.T @ effects + walk.T @ held @ walk
    scatter -= mean.T @ precision @ mean
    degrees = len(earlier) + m + 1 + m * (prior.sums > 0) + (prior.start > 0)
    return Posterior(NAMES, lags, mean, np.linalg.inv(precision), scatter, degrees)


@given(st.integers(0, 10**6), st.integers(1, 3), st.sampled_from([Prior(), WEIGHTED, Prior(sums=1.0)]))
def test_rows_added_to_the_data_are_the_closed_form(seed: int, lags: int, prior: Prior) -> None:
    values = played(seed)
    found, told = posterior(values, lags, prior=prior), by_closed_form(values, lags, prior)
    assert found.coefficients == pytest.approx(told.coefficients, abs=1e-8)
    assert found.spread == pytest.approx(told.spread, rel=1e-6, abs=1e-10)
    assert found.scatter == pytest.approx(told.scatter, rel=1e-7)
    assert found.degrees == told.degrees


@given(st.integers(0, 10**6), st.integers(1, 3))
def test_swapping_the_series_mirrors_the_posterior(seed: int, lags: int) -> None:
    values = played(seed)
    one, two = (posterior(table, lags, prior=WEIGHTED) for table in (values, values[:, ::-1]))
    rows = [row + 1 - 2 * (row % 2) for row in range(2 * lags)] + [2 * lags]
    assert two.coefficients[rows][:, ::-1] == pytest.approx(one.coefficients, abs=1e-9)
    assert two.errors[rows][:, ::-1] == pytest.approx(one.errors, rel=1e-9)
    assert two.covariance[::-1, ::-1] == pytest.approx(one.covariance, rel=1e-9)


def test_the_weight_of_sums_brings_them_to_one() -> None:
    sums = [
        posterior(played(1), 3, prior=Prior(slopes=2.0, sums=weight))
        .coefficients[:-1]
        .reshape(3, 2, 2)
        .sum(axis=0)
        for weight in (0.0, 1e5)
    ]
    assert np.abs(sums[0] - np.eye(2)).max() > 0.3
    assert sums[1] == pytest.approx(np.eye(2), abs=1e-3)


def test_the_weight_of_the_start_keeps_all_series_there() -> None:
    values = played(2)
    found = posterior(values, 3, prior=Prior(slopes=2.0, start=1e5))
    first = values[:3].mean(axis=0)
    assert np.append(np.tile(first, 3), 1.0) @ found.coefficients == pytest.approx(first, abs=1e-3)


def test_draws_gather_around_the_mean_with_its_errors() -> None:
    found = posterior(played(3), 1)
    drawn = posterior_draws(found, 1, seed=1, draws=20000)
    square = drawn[:, 0] @ np.swapaxes(drawn[:, 0], -1, -2)
    assert square.mean(axis=0) == pytest.approx(found.covariance, rel=0.01)
    slopes = drawn[:, 1] @ np.linalg.inv(drawn[:, 0])
    assert slopes.mean(axis=0) == pytest.approx(found.coefficients[:-1].T, abs=0.002)
    assert slopes.std(axis=0) == pytest.approx(found.errors[:-1].T, rel=0.03)
    assert found.errors.T.ravel() ** 2 == pytest.approx(np.diag(found.coefficient_covariance))


def test_with_a_flat_prior_the_band_lies_around_the_fitted_responses() -> None:
    values = played(4, n=800)
    low, high = band(posterior_draws(posterior(values, 1, prior=FLAT), 5, seed=1))
    told = orthogonal_responses(fit(values, 1), 5)
    assert (low[:, 1, 0] < told[:, 1, 0]).all()
    assert (told[:, 1, 0] < high[:, 1, 0]).all()


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_the_same_seed_draws_the_same(seed: int) -> None:
    found = posterior(played(5), 2)
    one, two = (posterior_draws(found, 3, seed=seed, draws=100, order=("2", "1")) for _ in range(2))
    assert (one == two).all()
    assert (one[:, 0, 1, 0] == 0.0).all()


def test_a_walk_that_the_prior_expects_has_a_root_near_one() -> None:
    assert posterior(played(6), 2, prior=Prior(slopes=1e-5, intercept=1e-5)).root == pytest.approx(
        1.0, abs=1e-3
    )


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no spread": (
        lambda: posterior(played(1), 1, prior=Prior(overall=0.0)),
        "spreads of the prior are above 0",
    ),
    "weight": (lambda: posterior(played(1), 1, prior=Prior(sums=-1.0)), "its decay and weights 0 or more"),
    "nothing": (lambda: posterior(played(1), 1, prior=Prior(decay=np.nan)), "spreads of the prior"),
    "scales": (lambda: posterior(played(1), 1, scales=[1.0, 0.0]), "scales are 2 numbers above 0"),
    "still": (lambda: posterior(played(1) * [0, 1], 1, names=NAMES), "series 'ours' never changes"),
    "few": (lambda: posterior(played(1, n=20), 6), "need 27 periods or more; there are 20"),
    "draws": (
        lambda: posterior_draws(posterior(played(1), 1), 3, seed=1, draws=9),
        "needs 100 draws or more",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_says_nothing_is_refused_in_words(case: str) -> None:
    ask, words = REFUSED[case]
    with pytest.raises(ValueError, match=words):
        ask()
