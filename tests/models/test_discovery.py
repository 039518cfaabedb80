"""Control of false discoveries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from facta.models.discovery import discoveries

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(chances=CHANCES, share=st.floats(0.01, 0.5))
def test_what_stands_out_is_what_scipy_says(chances: list[float], share: float) -> None:
    adjusted = false_discovery_control(chances)
    for stands, value in zip(discoveries(chances, share), adjusted.tolist(), strict=True):
        if abs(value - share) > 1e-9:
            assert stands == (value < share)


@given(chances=CHANCES, share=st.floats(0.01, 0.5))
def test_a_smaller_p_stands_out_wherever_a_larger_one_does(chances: list[float], share: float) -> None:
    found = dict(zip(chances, discoveries(chances, share), strict=True))
    least = max((p for p, stands in found.items() if stands), default=-1.0)
    assert all(stands == (p <= least) for p, stands in found.items())


def test_where_nothing_changed_one_run_in_ten_has_a_discovery_at_a_tenth() -> None:
    drawn = np.random.default_rng(1).random((4000, 50))
    shares = [any(discoveries(row.tolist(), 0.1)) for row in drawn]
    assert np.mean(shares) == pytest.approx(0.1, abs=0.015)


def test_nothing_was_tested() -> None:
    assert discoveries([], 0.1) == ()


@pytest.mark.parametrize(
    ("chances", "share"), [([0.1], 0.0), ([0.1], 1.0), ([1.5], 0.1), ([float("nan")], 0.1)]
)
def test_what_is_no_chance_is_refused(chances: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        discoveries(chances, share)
