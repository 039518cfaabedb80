import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from facta.models.elasticity import Asymmetry, Elasticity, asymmetry, elasticity, poisson_fit
from facta.models.long_run import correlated, cosines
from facta.models.refusal import Refusal
from facta.models.stability import Rolling, rolling_elasticity

SEED = st.integers(0, 2**32 - 1)


def drawn(
    seed: int, periods: int = 60, slope: float = 1.0, mean: float = 10.0
) -> tuple[list[float], list[float]]:
    random = np.random.default_rng(seed)
    logs = 0.6 * random.standard_normal(periods)
    responses = random.poisson(mean * np.exp(slope * logs)).astype(float)
    return responses.tolist(), np.exp(logs).tolist()


def given_by(responses: list[float], drivers: list[float], lags: tuple[int, ...] = (0,)) -> Elasticity:
    found = elasticity(responses, drivers, lags)
    assert isinstance(found, Elasticity)
    return found


@settings(max_examples=15)
@given(SEED)
def test_the_fit_is_that_of_an_independent_maximisation(seed: int) -> None:
    responses, drivers = (np.array(values) for values in drawn(seed))
    design = np.column_stack([np.ones(len(drivers)), np.log(drivers)])

    def loss(b: np.ndarray) -> float:
        return float(np.exp(design @ b).sum() - responses @ (design @ b))

    def gradient(b: np.ndarray) -> np.ndarray:
        return design.T @ (np.exp(design @ b) - responses)

    best = minimize(
        loss, [math.log(responses.mean()), 0.0], jac=gradient, method="BFGS", options={"gtol": 1e-7}
    )
    assert poisson_fit(responses, design).coefficients == pytest.approx(best.x, abs=1e-6)


def test_two_levels_give_the_log_ratio_of_their_means_over_that_of_the_driver() -> None:
    drivers, responses = np.array([1.0] * 15 + [2.0] * 15), np.array([3.0] * 15 + [12.0] * 15)
    fitted = poisson_fit(responses, np.column_stack([np.ones(30), np.log(drivers)]))
    assert fitted.coefficients == pytest.approx([math.log(3), 2.0])


def test_many_series_at_once_are_fitted_as_one_by_one() -> None:
    both = [drawn(seed) for seed in (1, 2)]
    responses = np.array([one[0] for one in both])
    design = np.stack([np.column_stack([np.ones(60), np.log(one[1])]) for one in both])
    together, combination = poisson_fit(responses, design), np.array([0.0, 1.0])
    for i in range(2):
        alone = poisson_fit(responses[i], design[i])
        assert together.coefficients[i] == pytest.approx(alone.coefficients)
        assert together.error(combination).error[i] == pytest.approx(float(alone.error(combination).error))
        assert together.error(combination).freedom[i] == pytest.approx(
            float(alone.error(combination).freedom)
        )


@given(SEED, st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_other_units_leave_elasticity_interval_and_p_unchanged(
    seed: int, first: float, second: float
) -> None:
    responses, drivers = drawn(seed)
    one = given_by(responses, drivers, (0, 1))
    other = given_by([first * y for y in responses], [second * x for x in drivers], (0, 1))
    assert (other.total, other.low90, other.high90) == pytest.approx(
        (one.total, one.low90, one.high90), abs=1e-6
    )
    assert other.p_proportional == pytest.approx(one.p_proportional, abs=1e-6)
    assert other.dispersion == pytest.approx(first * one.dispersion, rel=1e-5)


@given(SEED)
def test_a_proportional_response_has_elasticity_one(seed: int) -> None:
    _, drivers = drawn(seed)
    found = given_by([7.5 * x for x in drivers], drivers)
    assert found.total == pytest.approx(1.0, abs=1e-9)
    assert found.p_none < 1e-6


@given(SEED)
def test_the_inverse_driver_has_the_mirrored_elasticity(seed: int) -> None:
    responses, drivers = drawn(seed)
    one, mirror = given_by(responses, drivers), given_by(responses, [1 / x for x in drivers])
    assert mirror.total == pytest.approx(-one.total, abs=1e-9)
    assert (mirror.low90, mirror.high90) == pytest.approx((-one.high90, -one.low90), abs=1e-7)


@given(SEED)
def test_time_reversed_has_the_same_answer(seed: int) -> None:
    responses, drivers = drawn(seed)
    one, back = given_by(responses, drivers), given_by(responses[::-1], drivers[::-1])
    assert (back.total, back.low90) == pytest.approx((one.total, one.low90), abs=1e-7)


@given(SEED, st.floats(0.0, 1.5))
def test_p_and_interval_agree(seed: int, slope: float) -> None:
    found = given_by(*drawn(seed, slope=slope))
    assert (found.p_proportional < 0.1) == (not found.low90 <= 1 <= found.high90)
    assert (found.p_none < 0.1) == (not found.low90 <= 0 <= found.high90)


def test_a_lagged_answer_is_found_at_its_lag() -> None:
    random = np.random.default_rng(3)
    logs = 0.6 * random.standard_normal(200)
    means = np.full(200, 30.0)
    means[2:] = 30 * np.exp(0.8 * logs[:-2])
    found = given_by(random.poisson(means).astype(float).tolist(), np.exp(logs).tolist(), (0, 1, 2))
    assert found.by_lag == pytest.approx((0, 0, 0.8), abs=0.1)
    assert found.total == pytest.approx(sum(found.by_lag))
    assert found.periods == 198


def test_a_positive_answer_below_proportion_is_told_from_both() -> None:
    found = given_by(*drawn(5, periods=160, slope=0.5))
    assert found.p_none < 0.001
    assert found.p_proportional < 0.001


def test_the_interval_covers_and_the_test_keeps_its_size_with_correlated_noise() -> None:
    random = np.random.default_rng(11)
    shape = (1500, 40)
    logs, noise = random.standard_normal(shape), random.standard_normal(shape)
    for t in range(1, 40):
        logs[:, t] = 0.5 * logs[:, t - 1] + math.sqrt(0.75) * logs[:, t]
        noise[:, t] = 0.5 * noise[:, t - 1] + math.sqrt(0.75) * noise[:, t]
    responses = random.poisson(10 * np.exp(0.6 * logs + 0.3 * noise)).astype(float)
    design = np.stack([np.ones(shape), 0.6 * logs], axis=-1)
    fitted = poisson_fit(responses, design)
    known = fitted.error(np.array([0.0, 1.0]))
    far = np.abs(fitted.coefficients[:, 1] - 1.0) / known.error
    from scipy.stats import t as student

    assert 0.875 < (far <= student.ppf(0.95, known.freedom)).mean() < 0.925
    assert 0.035 < (far > student.ppf(0.975, known.freedom)).mean() < 0.07


def test_an_answer_to_rises_only_is_asymmetric() -> None:
    random = np.random.default_rng(8)
    logs = 0.6 * random.standard_normal(200)
    rise = np.maximum(np.diff(logs, prepend=0.0), 0.0)
    found = asymmetry(random.poisson(10 * np.exp(rise)).astype(float).tolist(), np.exp(logs).tolist())
    assert isinstance(found, Asymmetry)
    assert found.low90 > 0
    assert found.p < 0.01
    assert (found.rise, found.fall) == pytest.approx((1, 0), abs=0.2)


@settings(max_examples=20)
@given(SEED)
def test_a_proportional_response_is_symmetric_and_the_inverse_driver_swaps_rise_and_fall(seed: int) -> None:
    responses, drivers = drawn(seed, periods=80)
    exact = asymmetry([3 * x for x in drivers], drivers)
    one, mirror = asymmetry(responses, drivers), asymmetry(responses, [1 / x for x in drivers])
    assert isinstance(exact, Asymmetry)
    assert (exact.rise, exact.fall) == pytest.approx((1, 1), abs=1e-8)
    assert isinstance(one, Asymmetry)
    assert isinstance(mirror, Asymmetry)
    assert (mirror.rise, mirror.fall) == pytest.approx((-one.fall, -one.rise), abs=1e-7)
    assert (mirror.difference, mirror.p) == pytest.approx((one.difference, one.p), abs=1e-6)


def test_a_break_is_seen_by_the_windows_and_the_same_seed_gives_the_same_answer() -> None:
    random = np.random.default_rng(4)
    logs = 0.6 * random.standard_normal(160)
    slopes = np.where(np.arange(160) < 80, 0.0, 1.5)
    responses = random.poisson(10 * np.exp(slopes * logs)).astype(float).tolist()
    found = rolling_elasticity(responses, np.exp(logs).tolist(), window=40, step=10)
    assert isinstance(found, Rolling)
    assert found == rolling_elasticity(responses, np.exp(logs).tolist(), window=40, step=10)
    assert found.p_constant < 0.01
    assert found.ends[0] == 39
    assert found.ends[-1] == 159
    assert found.high90[0] < found.low90[-1]


def test_the_band_of_all_windows_is_wider_than_the_interval_of_one() -> None:
    responses, drivers = drawn(6, periods=120)
    found = rolling_elasticity(responses, drivers, window=40)
    alone = given_by(responses[:40], drivers[:40])
    assert isinstance(found, Rolling)
    assert found.values[0] == pytest.approx(alone.total)
    assert found.low90[0] < alone.low90
    assert found.high90[0] > alone.high90
    assert found.p_constant > 0.05


@pytest.mark.parametrize(
    ("responses", "drivers", "words"),
    [
        ([1.0] * 23, [1.0 + t % 7 for t in range(23)], "needs 24 periods; there are 23"),
        (
            [1.0] * 11 + [0.0] * 29,
            [1.0 + t % 7 for t in range(40)],
            "needs 12 periods with a response above 0",
        ),
        ([1.0] * 40, [5.0] * 40, "the driver hardly varies: 1 different values"),
        ([0.0] * 20 + [1.0] * 20, [1.0 + t % 7 for t in range(20)] + [9.0] * 20, "cannot be told apart"),
    ],
)
def test_too_little_is_refused_in_words(responses: list[float], drivers: list[float], words: str) -> None:
    found = elasticity(responses, drivers)
    assert isinstance(found, Refusal)
    assert words in found.reason


def test_few_falls_and_short_series_are_refused_in_words() -> None:
    rising = [1.1**t for t in range(40)]
    found = asymmetry([1.0] * 40, rising)
    assert found == Refusal("rises and falls need 8 each to be compared; there are 39 and 0")
    assert isinstance(asymmetry([1.0] * 20, rising[:20]), Refusal)
    responses, drivers = drawn(1, periods=50)
    found_windows = rolling_elasticity(responses, drivers, window=40)
    assert found_windows == Refusal("windows of 40 periods need 52 to roll over; there are 50")
    sparse = rolling_elasticity([0.0] * 40 + responses, [*drivers, *drivers[:40]], window=40)
    assert isinstance(sparse, Refusal)
    assert sparse.reason.startswith("in the window that starts at position 0, an elasticity needs 12")


@pytest.mark.parametrize(
    ("responses", "drivers", "lags"),
    [([1.0], [1.0, 2.0], (0,)), ([-1.0], [1.0], (0,)), ([1.0], [0.0], (0,)), ([1.0], [1.0], (0, 0))],
)
def test_what_is_no_series_is_an_error(
    responses: list[float], drivers: list[float], lags: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"responses|lags"):
        elasticity(responses, drivers, lags)


def test_a_window_too_short_is_an_error() -> None:
    with pytest.raises(ValueError, match="24 periods or more"):
        rolling_elasticity(*drawn(1), window=12)
    with pytest.raises(ValueError, match="same periods"):
        rolling_elasticity([1.0] * 60, [1.0] * 59, window=24)


def test_cosines_are_orthonormal_and_orthogonal_to_a_constant() -> None:
    found = cosines(40)
    assert found.T @ found == pytest.approx(np.eye(5), abs=1e-12)
    assert found.sum(0) == pytest.approx(np.zeros(5), abs=1e-12)


@given(st.floats(0.0, 0.9))
def test_the_recursion_is_the_product_with_the_correlation_matrix(autocorrelation: float) -> None:
    columns = np.random.default_rng(1).standard_normal((12, 2))
    matrix = autocorrelation ** np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    assert correlated(columns, np.array(autocorrelation)) == pytest.approx(matrix @ columns)
    assert correlated(columns[None], np.array([autocorrelation]))[0] == pytest.approx(matrix @ columns)
