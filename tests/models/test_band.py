import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from facta.models.band import predict_value

VALUES = st.lists(st.floats(-1e4, 1e4).map(lambda x: round(x, 3)), min_size=2, max_size=60)
POSITIVE = st.lists(st.floats(0.01, 1e4).map(lambda x: round(x, 3)), min_size=2, max_size=60)
LEVELS = st.sampled_from([0.5, 0.8, 0.95])


@given(VALUES, LEVELS)
def test_the_mirror_image_has_the_mirrored_band(sample: list[float], central: float) -> None:
    low, high = predict_value(sample, log=True).band(central)
    assert predict_value([-x for x in sample], log=True).band(central) == pytest.approx((-high, -low))


@given(POSITIVE, st.floats(0.01, 1e4), LEVELS)
def test_p_and_band_agree(sample: list[float], value: float, central: float) -> None:
    found = predict_value(sample, log=True)
    p = found.p_value(value)
    assume(abs(p - (1 - central)) > 1e-6)
    if found.method == "ranks" and not found.sample[0] < value < found.sample[-1]:
        return  # beyond the extremes p is an upper bound
    assert (found.side(value, central) != 0) == (p < 1 - central)


@given(st.lists(st.floats(-1e3, 1e3), min_size=39, max_size=80, unique=True), LEVELS)
def test_from_39_values_on_the_band_is_numpys_weibull_quantile(sample: list[float], central: float) -> None:
    found = predict_value(sample)
    cut = (1 - central) / 2
    assert found.method == "ranks"
    assert found.band(central) == pytest.approx(
        tuple(np.quantile(sample, [cut, 1 - cut], method="weibull")), abs=1e-6
    )


@given(st.lists(st.integers(-99, 99).map(float), min_size=3, max_size=38), st.floats(-500, 500))
def test_under_39_values_p_is_that_of_students_t(sample: list[float], value: float) -> None:
    assume(len(set(sample)) > 1)
    t = (value - np.mean(sample)) / np.std(sample, ddof=1) / math.sqrt(1 + 1 / len(sample))
    expected = 2 * stats.t.sf(abs(t), len(sample) - 1)
    assert predict_value(sample).p_value(value) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_values_that_never_varied_are_judged_by_ranks() -> None:
    assert predict_value([5.0] * 8).side(6.0, 0.8) == 0
    assert predict_value([5.0] * 9).side(6.0, 0.8) == 1
    assert predict_value([0.1] * 38).side(0.2, 0.95) == 0
    assert predict_value([0.1] * 39).side(0.2, 0.95) == 1
    assert predict_value([5.0] * 8).p_value(5.0) == 1


@pytest.mark.parametrize("n", [8, 39])
def test_a_new_value_falls_outside_as_often_as_the_band_says(n: int) -> None:
    draws = np.random.default_rng(3).lognormal(2, 1, (1500, n + 1))
    outside = np.mean([predict_value(row[:-1], log=True).side(row[-1], 0.8) != 0 for row in draws])
    assert outside == pytest.approx(0.2, abs=0.035)


def test_logs_are_taken_only_where_all_values_have_one_sign() -> None:
    assert predict_value([1.0, 2.0, 4.0], log=True).method == "log t"
    assert predict_value([-1.0, -2.0, -4.0], log=True).method == "log t"
    assert predict_value([-1.0, 2.0, 4.0], log=True).method == "t"


def test_a_value_of_the_other_sign_is_beyond_a_band_of_logs() -> None:
    assert predict_value([1.0, 2.0, 4.0, 3.0], log=True).p_value(0.0) == 0
    assert predict_value([-1.0, -2.0, -4.0, -3.0], log=True).tails(0.5) == (1.0, 0.0)


def test_a_coarse_reading_widens_the_band() -> None:
    fine, coarse = (predict_value([365, 365, 366, 365], log=True, resolution=r) for r in (0, 30))
    assert fine.band(0.95)[1] < 375 < coarse.band(0.95)[1]


@pytest.mark.parametrize("sample", [[], [1.0], [1.0, math.nan], [1.0, math.inf]])
def test_too_few_or_infinite_values_are_refused(sample: list[float]) -> None:
    with pytest.raises(ValueError, match="two or more finite values"):
        predict_value(sample)
