import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.models.responses import band, error_shares, orthogonal_responses, response_draws
from facta.models.vector import Array, Autoregression, causality, choose_lags, fit, granger

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "reciprocity"
NAMES = ("ours", "theirs")
SLOPES = np.array([[0.4, 0.2], [0.3, 0.3]])  # row: of whom; column: in whose equation
PUSH = np.array([[2.0, 0.0], [0.8, 1.5]])


def played(seed: int, n: int = 160, slopes: Array = SLOPES) -> Array:
    """Play two series that answer each other, at rest around 3 and -2."""
    random = np.random.default_rng(seed)
    pushes = random.standard_normal((n + 50, 2)) @ PUSH.T
    path = np.zeros((n + 50, 2))
    for step in range(1, n + 50):
        path[step] = path[step - 1] @ slopes + pushes[step]
    return path[50:] + np.array([3.0, -2.0])


def read(name: str) -> Array:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array([[float(text) for text in row if text[:1] in "-.0123456789"] for row in rows])


def conflict(lags: int = 6) -> Autoregression:
    return fit(read("IsraelPalestineConflict.csv")[:, 1:], lags, names=("i2p", "p2i"))


@pytest.mark.outside
def test_coefficients_errors_and_covariance_are_those_of_r() -> None:
    found, told = conflict(), read("VAR6_coefficients.csv")
    assert found.coefficients.T.ravel() == pytest.approx(told[:, 0], abs=1e-12)
    assert found.errors.T.ravel() == pytest.approx(told[:, 1], abs=1e-13)
    assert found.covariance == pytest.approx(read("VAR6_covres.csv"), rel=1e-13)


@pytest.mark.outside
def test_causality_is_that_of_r_over_all_equations() -> None:
    found = conflict()
    for name, row in zip(found.names, read("VAR6_causality_vars.csv"), strict=True):
        tested = causality(found, name)
        later, at_once = tested.later, tested.at_once
        assert [later.value, later.df1, later.df2] == pytest.approx(row[:3], rel=1e-12)
        # R's p is 1 less a probability, right to 1e-16 only
        assert [later.p, at_once.p] == pytest.approx(row[[3, 5]], abs=1e-15)
        assert at_once.value == pytest.approx(row[4], rel=1e-12)


@pytest.mark.outside
def test_granger_of_one_equation_is_that_of_r_at_six_lengths() -> None:
    told = read("granger_MSBVAR.csv")[:12]
    for lags, first, second in (
        (int(one[0]), one, two) for one, two in zip(told[::2], told[1::2], strict=True)
    ):
        found = conflict(lags)
        for cause, effect, row in (("p2i", "i2p", first), ("i2p", "p2i", second)):
            assert granger(found, cause, effect).value == pytest.approx(row[-2], rel=1e-11)


@pytest.mark.outside
def test_responses_and_error_shares_are_those_of_r() -> None:
    found = orthogonal_responses(conflict(), 10)
    told = read("VAR6_orthogonal_irf_vars.csv")[:, 1:]
    assert np.swapaxes(found, 1, 2).reshape(11, 4) == pytest.approx(told, abs=1e-11)
    told = read("VAR6_fevd_vars.csv")[:, 1:]
    assert error_shares(found[:10]).reshape(10, 4) == pytest.approx(told, abs=1e-13)


@pytest.mark.outside
def test_criteria_of_twenty_lags_are_those_of_r() -> None:
    found = choose_lags(conflict().values, 20)
    criteria = np.column_stack([found.aic, found.hq, found.sc, found.fpe])
    assert criteria == pytest.approx(read("VARselect_vars.csv"), rel=1e-12)
    assert found.chosen == {"aic": 20, "hq": 20, "sc": 11, "fpe": 20}


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_swapping_the_series_mirrors_everything(seed: int, lags: int) -> None:
    values = played(seed)
    one, two = fit(values, lags, names=NAMES), fit(values[:, ::-1], lags, names=NAMES[::-1])
    rows = [row + 1 - 2 * (row % 2) for row in range(2 * lags)] + [2 * lags]
    assert two.coefficients[rows][:, ::-1] == pytest.approx(one.coefficients, abs=1e-9)
    assert two.errors[rows][:, ::-1] == pytest.approx(one.errors, rel=1e-9)
    assert two.root == pytest.approx(one.root, rel=1e-6)
    assert causality(one, "ours").later.value == pytest.approx(causality(two, "ours").later.value, rel=1e-8)
    mirrored = orthogonal_responses(two, 5, order=NAMES)[:, ::-1, ::-1]
    assert mirrored == pytest.approx(orthogonal_responses(one, 5), abs=1e-9)


@given(st.integers(0, 10**6), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_a_constant_added_to_a_series_changes_the_intercept_only(seed: int, one: float, two: float) -> None:
    values = played(seed)
    plain, moved = fit(values, 2), fit(values + np.array([one, two]), 2)
    assert moved.coefficients[:-1] == pytest.approx(plain.coefficients[:-1], abs=1e-8)
    assert moved.errors[:-1] == pytest.approx(plain.errors[:-1], rel=1e-7)
    assert moved.covariance == pytest.approx(plain.covariance, rel=1e-7)


@given(st.integers(0, 10**6), st.floats(1e-4, 1e4))
def test_a_series_in_another_unit_is_answered_in_that_unit(seed: int, factor: float) -> None:
    values, unit = played(seed), np.array([factor, 1.0])
    plain, scaled = fit(values, 2, names=NAMES), fit(values * unit, 2, names=NAMES)
    for name in NAMES:
        one, two = causality(plain, name), causality(scaled, name)
        assert two.later.value == pytest.approx(one.later.value, rel=1e-7)
        assert two.at_once.value == pytest.approx(one.at_once.value, rel=1e-7)
    assert orthogonal_responses(scaled, 4) == pytest.approx(
        orthogonal_responses(plain, 4) * unit[:, None], rel=1e-7, abs=1e-9 * factor
    )


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_granger_compares_the_equation_with_and_without_the_cause(seed: int, lags: int) -> None:
    values = played(seed)
    found = fit(values, lags, names=NAMES)
    own = np.column_stack([values[lags - 1 - back : -1 - back or None, 1] for back in range(lags)])[
        : len(values) - lags
    ]
    columns = np.column_stack([own, np.ones(len(own))])
    rest = values[lags:, 1] - columns @ np.linalg.lstsq(columns, values[lags:, 1])[0]
    full = float(found.residuals[:, 1] @ found.residuals[:, 1])
    df = len(own) - 2 * lags - 1
    expected = (float(rest @ rest) - full) / lags / (full / df)
    tested = granger(found, "ours", "theirs")
    assert (tested.df1, tested.df2) == (lags, df)
    assert tested.value == pytest.approx(expected, rel=1e-7)
    # with two series, all other equations are one equation
    assert causality(found, "ours").later.value == pytest.approx(tested.value, rel=1e-9)


def test_a_third_series_is_held_and_tested_like_any_other() -> None:
    values = np.column_stack([played(3, n=1500), played(4, n=1500)[:, 0]])
    found = fit(values, 2, names=(*NAMES, "bystander"))
    tested = causality(found, "bystander")
    assert (tested.later.df1, tested.at_once.df1) == (4, 2)
    assert tested.later.p > 0.01
    assert granger(found, "ours", "theirs").p < 0.001
    assert error_shares(orthogonal_responses(found, 6)).sum(axis=-1) == pytest.approx(1.0)


def test_who_moves_first_takes_what_happens_at_once() -> None:
    found = fit(played(5), 1, names=NAMES)
    assert orthogonal_responses(found, 0)[0, 0, 1] == 0.0
    assert orthogonal_responses(found, 0, order=("theirs", "ours"))[0, 1, 0] == 0.0
    for order in (NAMES, NAMES[::-1]):
        impact = orthogonal_responses(found, 0, order=order)[0]
        assert impact @ impact.T == pytest.approx(found.covariance, rel=1e-12)


def test_the_length_that_made_the_series_is_found() -> None:
    assert choose_lags(played(6, n=2000), 6).chosen["sc"] == 1


def test_p_of_no_answer_is_below_a_tenth_in_about_a_tenth_of_plays() -> None:
    alone = np.array([[0.5, 0.0], [0.0, 0.5]])
    p = [granger(fit(played(seed, slopes=alone), 2, names=NAMES), "ours", "theirs").p for seed in range(600)]
    assert np.mean(np.array(p) < 0.1) == pytest.approx(0.1, abs=0.04)


def test_the_same_seed_draws_the_same_responses() -> None:
    found = fit(played(7), 2)
    one, two, other = (response_draws(found, 4, seed=seed, draws=100) for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_the_band_of_a_long_series_holds_its_responses() -> None:
    found = fit(played(8, n=1500), 1)
    low, high = band(response_draws(found, 6, seed=1, draws=200))
    told = orthogonal_responses(found, 6)
    assert (low[:, 1, 0] < told[:, 1, 0]).all()
    assert (told[:, 1, 0] < high[:, 1, 0]).all()


def test_the_band_holds_the_true_response_in_about_nine_plays_of_ten() -> None:
    truth = np.array([PUSH.T[0] @ np.linalg.matrix_power(SLOPES, step) for step in range(5)])
    inside = []
    for seed in range(80):
        low, high = band(response_draws(fit(played(seed), 1), 4, seed=seed, draws=199))
        inside.append((low[:, :, 0] <= truth) & (truth <= high[:, :, 0]))
    assert 0.84 <= np.mean(inside) <= 0.96


def test_a_growing_system_is_told_and_has_no_band() -> None:
    values = played(9, n=60, slopes=np.array([[1.06, 0.0], [0.1, 0.5]]))
    found = fit(values, 1)
    assert not found.stable
    assert found.root == pytest.approx(1.06, abs=0.02)
    with pytest.raises(ValueError, match="the system is not stable"):
        response_draws(found, 4, seed=1)


def test_the_band_of_a_short_slow_series_holds_the_true_response_as_often() -> None:
    slow = np.array([[0.9, 0.1], [0.0, 0.8]])
    truth = np.array([PUSH.T[0] @ np.linalg.matrix_power(slow, step) for step in range(5)])
    inside = []
    for seed in range(80):
        found = fit(played(seed, n=60, slopes=slow), 1)
        low, high = band(response_draws(found, 4, seed=seed, draws=199))
        inside.append((low[:, :, 0] <= truth) & (truth <= high[:, :, 0]))
    assert 0.84 <= np.mean(inside) <= 0.96


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "one column": (lambda: fit(np.zeros((50, 1)), 1), "two columns or more; the shape is"),
    "no lag": (lambda: fit(played(1), 0), "lags are 1 or more, not 0"),
    "few periods": (
        lambda: fit(played(1, n=44), 6),
        "6 lags of 2 series need 45 periods or more; there are 44",
    ),
    "a hole": (lambda: fit(np.where(played(1) > 3, np.nan, 1.0), 1), "every value is a finite number"),
    "still": (lambda: fit(played(1) * [1, 0], 1, names=NAMES), "series 'theirs' never changes"),
    "twins": (lambda: fit(played(1)[:, [0, 0]], 1), "the series are collinear"),
    "echo": (lambda: fit(np.column_stack([played(1)[1:, 0], played(1)[:-1, 0]]), 2), "collinear"),
    "followed exactly": (
        lambda: fit(np.column_stack([played(1)[1:, 0], played(1)[:-1, 0]]), 1),
        "one follows exactly from the others",
    ),
    "moved by one": (lambda: fit(np.cumsum(played(1)[:, [0, 0]] * [1, -2], axis=0), 1), "collinear"),
    "names": (lambda: fit(played(1), 1, names=("a", "a")), "2 series need 2 different names"),
    "unknown": (lambda: causality(fit(played(1), 1), "c"), "no series is named 'c'; there are 1, 2"),
    "itself": (lambda: granger(fit(played(1), 1), "1", "1"), "not tested against itself"),
    "order": (lambda: orthogonal_responses(fit(played(1), 1), 3, order=["1"]), "an order names each of 1, 2"),
    "horizon": (lambda: orthogonal_responses(fit(played(1), 1), -1), "a horizon is 0 steps or more"),
    "draws": (lambda: response_draws(fit(played(1), 1), 3, seed=1, draws=20), "needs 100 draws or more"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_says_nothing_is_refused_in_words(case: str) -> None:
    ask, words = REFUSED[case]
    with pytest.raises(ValueError, match=words):
        ask()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 30))
def test_shares_of_error_are_shares(seed: int, horizon: int) -> None:
    shares = error_shares(orthogonal_responses(fit(played(seed), 2), horizon))
    assert ((shares >= 0) & (shares <= 1)).all()
    assert shares.sum(axis=-1) == pytest.approx(1.0)
