"""A rising function reaches a value where SciPy's root finder says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from facta.models._quantiles import reached


@given(st.floats(0.01, 0.99), st.floats(0.3, 30), st.floats(0.3, 30), st.floats(-8, 8))
def test_quantiles_of_a_beta_are_those_of_scipy(p: float, a: float, b: float, start: float) -> None:
    def below(place: float) -> float:
        return float(stats.beta.cdf(1 / (1 + math.exp(-place)), a, b))

    def slope(place: float) -> float:
        share = 1 / (1 + math.exp(-place))
        return float(stats.beta.pdf(share, a, b)) * share * (1 - share)

    found = reached(below, p, (-60.0, 60.0), start=start, slope=slope)
    assert found == pytest.approx(brentq(lambda x: below(x) - p, -60, 60, xtol=1e-12), abs=1e-6)
    assert reached(below, p, (-60.0, 60.0)) == pytest.approx(found, abs=1e-6)


def test_a_start_outside_the_ends_and_a_flat_slope_do_no_harm() -> None:
    for start in (-1e9, 0.0, 1e9):
        for slope in (lambda _: 0.0, lambda _: 1e-300, lambda x: 3 * x * x):
            found = reached(lambda x: x**3, 8.0, (-10.0, 10.0), start=start, slope=slope)
            assert found == pytest.approx(2.0, abs=1e-4)
