import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.waits import Waiting, time_to

# Weeks of remission under 6-MP: Freireich and others (1963), as Gehan (1965) gives them.
LEFT = [6, 6, 6, 7, 10, 13, 16, 22, 23]
OPEN = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def remission() -> Waiting:
    return time_to([*LEFT, *OPEN], [True] * len(LEFT) + [False] * len(OPEN))


def test_remission_is_as_published() -> None:
    found = remission()
    assert found.days == (6, 7, 10, 13, 16, 22, 23)
    assert found.at_risk == (21, 17, 15, 12, 11, 7, 6)
    published = (0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)
    assert found.without == pytest.approx(published, abs=5e-4)
    assert (round(found.low95[0], 4), round(found.high95[0], 4)) == (0.6197, 0.9516)
    assert (found.median, found.median_low95, found.median_high95) == (23, 13, None)
    assert found.reason == ""


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40))
def test_where_nobody_fails_waits_and_their_limits_are_those_of_scipy(waits: list[tuple[int, bool]]) -> None:
    days, stepped = [day for day, _ in waits], [done for _, done in waits]
    found = time_to(days, stepped)
    if not any(stepped):
        assert found.days == ()
        assert found.median is None
        return
    data = stats.CensoredData(
        uncensored=[day for day, done in waits if done], right=[day for day, done in waits if not done]
    )
    other = stats.ecdf(data).sf
    assert found.without == pytest.approx(other.evaluate(np.array(found.days)), abs=1e-12)
    whole = [i for i, share in enumerate(found.without) if share > 0]
    if whole:
        with warnings.catch_warnings(action="ignore"):  # SciPy warns where nobody is left
            limits = other.confidence_interval(method="log-log")
        at = [found.days[i] for i in whole]
        assert [found.low95[i] for i in whole] == pytest.approx(limits.low.evaluate(np.array(at)), abs=1e-9)
        assert [found.high95[i] for i in whole] == pytest.approx(limits.high.evaluate(np.array(at)), abs=1e-9)


def test_a_median_that_is_not_reached_says_so() -> None:
    found = time_to([10, 50, 60, 70], [True, False, False, False])
    assert found.median is None
    assert found.reason == "not reached: 1 of 4 stepped, and by day 70 75 % were without a step"
    nobody = time_to([10, 50], [False, False])
    assert nobody.reason == "not reached: 0 of 2 stepped, and by day 50 100 % were without a step"


@pytest.mark.parametrize(("days", "stepped"), [([], []), ([1], [True, False]), ([-1], [True])])
def test_waits_that_are_none_are_refused(days: list[float], stepped: list[bool]) -> None:
    with pytest.raises(ValueError, match="waits are 0 days or more"):
        time_to(days, stepped)


def test_one_that_failed_will_not_step_some_day() -> None:
    # By hand: 1 of 6 at day 1; at 3 a quarter of the 4/6 that wait; at 5 half of the 1/2 that wait.
    days, stepped = [1, 2, 3, 4, 5, 6], [True, False, True, False, True, False]
    failed = [False, True, False, False, False, False]
    found = time_to(days, stepped, failed)
    assert (found.days, found.at_risk, found.steps) == ((1, 3, 5), (6, 4, 2), (1, 1, 1))
    assert found.without == pytest.approx((5 / 6, 4 / 6, 5 / 12))
    assert found.median == 5
    waiting = time_to(days, stepped)
    assert waiting.without[-1] == pytest.approx(5 / 6 * 3 / 4 / 2)  # it took the failure for a wait


def test_a_median_is_not_reached_where_most_failed() -> None:
    found = time_to([90] * 6 + [60] * 20, [True] * 6 + [False] * 20, [False] * 6 + [True] * 20)
    assert found.without == pytest.approx([20 / 26])
    assert found.median is None
    assert found.reason == (
        "not reached: 6 of 26 stepped and 20 failed, and by day 90 77 % were without a step"
    )


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40))
def test_without_censoring_the_share_is_a_count_and_its_limits_those_of_a_binomial(
    waits: list[tuple[int, bool]],
) -> None:
    days, stepped = [day for day, _ in waits], [done for _, done in waits]
    found = time_to(days, stepped, [not done for done in stepped])
    n = len(waits)
    for day, share, low in zip(found.days, found.without, found.low95, strict=True):
        steps = sum(done and when <= day for when, done in waits)
        assert share == pytest.approx(1 - steps / n, abs=1e-12)
        if steps < n:
            spread = math.sqrt(share * (1 - share) / n) / (share * -math.log(share))
            assert low == pytest.approx(share ** math.exp(stats.norm.ppf(0.975) * spread), abs=1e-9)


def test_limits_hold_the_share_as_often_as_they_say() -> None:
    dice = np.random.default_rng(5)
    held, times = 0, 400
    true = 1 - 60 / 160 * (1 - math.exp(-50 * (1 / 100 + 1 / 60)))
    for _ in range(times):
        steps, failures, ends = (dice.exponential(mean, 60) for mean in (100, 60, 150))
        days = np.minimum(np.minimum(steps, failures), ends)
        found = time_to(days.tolist(), (days == steps).tolist(), (days == failures).tolist())
        seen = [place for place, day in enumerate(found.days) if day <= 50]
        held += bool(seen) and found.low95[seen[-1]] <= true <= found.high95[seen[-1]]
    assert 0.92 * times <= held <= 0.98 * times


def test_a_wait_does_not_end_in_both_ways() -> None:
    with pytest.raises(ValueError, match="not in both"):
        time_to([3], [True], [True])
    with pytest.raises(ValueError, match="waits are 0 days or more"):
        time_to([3, 4], [True, False], [True])
