import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from facta.models.shift import level_difference

VALUES = st.lists(st.integers(-999, 999).map(lambda x: x / 7), min_size=2, max_size=25)


@given(VALUES, VALUES)
def test_intervals_and_p_are_those_of_scipys_welch_test(after: list[float], before: list[float]) -> None:
    assume(len(set(after)) > 1 or len(set(before)) > 1)
    assume(len(set(after)) > 1)
    assume(len(set(before)) > 1)
    found, expected = level_difference(after, before), stats.ttest_ind(after, before, equal_var=False)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    for central, ends in ((0.8, (found.low80, found.high80)), (0.95, (found.low95, found.high95))):
        interval = expected.confidence_interval(central)
        assert ends == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-8)


@given(VALUES, VALUES)
def test_the_mirror_image_has_the_mirrored_difference(after: list[float], before: list[float]) -> None:
    one = level_difference(after, before)
    mirror = level_difference([-x for x in after], [-x for x in before])
    assert mirror.difference == pytest.approx(-one.difference)
    assert (mirror.low95, mirror.high95) == pytest.approx((-one.high95, -one.low95))
    assert mirror.p == pytest.approx(one.p)


def test_samples_that_do_not_vary_are_judged_by_permutations() -> None:
    found = level_difference([2.0] * 3, [1.0] * 8)
    assert found.p == pytest.approx(2 / math.comb(11, 3))
    assert (found.low95, found.high95) == (1.0, 1.0)
    few = level_difference([2.0] * 2, [1.0] * 3)
    assert (few.low95, few.high95) == (-math.inf, math.inf)


def test_two_samples_of_one_value_do_not_differ() -> None:
    assert level_difference([0.1] * 3, [0.1] * 8).p == 1


def test_one_value_is_no_sample() -> None:
    with pytest.raises(ValueError, match="two or more values"):
        level_difference([1.0], [1.0, 2.0])
