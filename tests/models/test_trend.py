import csv
import math
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.trend import trend

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "ews"
DISTINCT = st.lists(st.integers(-999, 999).map(float), min_size=2, max_size=30, unique=True)
TIED = st.lists(st.integers(0, 9).map(float), min_size=5, max_size=45)


@given(DISTINCT)
def test_p_without_ties_is_the_exact_one_of_scipy(values: list[float]) -> None:
    times = list(range(len(values)))
    found, expected = trend(times, values), stats.kendalltau(times, values, method="exact")
    assert found.exact
    assert found.tau == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)


def test_p_is_the_share_of_orderings_as_extreme() -> None:
    scores = [
        sum((b > a) - (b < a) for i, a in enumerate(order) for b in order[i + 1 :])
        for order in permutations(range(6))
    ]
    found = trend(range(6), [1.0, 2.0, 4.0, 3.0, 6.0, 5.0])
    assert found.p == pytest.approx(np.mean([abs(score) >= found.score for score in scores]))


@given(TIED)
def test_tau_with_ties_is_that_of_scipy(values: list[float]) -> None:
    found = trend(range(len(values)), values)
    expected = stats.kendalltau(range(len(values)), values).statistic
    assert found.tau == pytest.approx(0.0 if math.isnan(expected) else expected, abs=1e-12)


@given(TIED, st.integers(1, 99))
def test_slope_at_irregular_times_is_that_of_scipy(values: list[float], seed: int) -> None:
    times = np.cumsum(np.random.default_rng(seed).uniform(0.1, 3, len(values)))
    assert trend(times, values).slope == pytest.approx(stats.theilslopes(values, times).slope, abs=1e-12)


@given(DISTINCT)
def test_p_and_interval_agree(values: list[float]) -> None:
    found = trend(range(len(values)), values)
    assert (found.low95 > 0 or found.high95 < 0) == (found.p <= 0.05 + 1e-12)
    assert (found.low80 > 0 or found.high80 < 0) == (found.p <= 0.2 + 1e-12)


@given(TIED, st.integers(-5, 5))
def test_adding_a_slope_moves_slope_and_interval_by_it(values: list[float], slope: int) -> None:
    noisy = [x + 0.001 * math.sin(7.3 * i) for i, x in enumerate(values)]
    one = trend(range(len(noisy)), noisy)
    other = trend(range(len(noisy)), [x + slope * i for i, x in enumerate(noisy)])
    assert other.slope == pytest.approx(one.slope + slope, abs=1e-9)
    assert (other.low95, other.high95) == pytest.approx((one.low95 + slope, one.high95 + slope), abs=1e-9)


@given(TIED)
def test_the_mirror_image_has_the_mirrored_trend(values: list[float]) -> None:
    one, mirror = (trend(range(len(values)), [s * x for x in values]) for s in (1, -1))
    assert (mirror.slope, mirror.low95, mirror.high95) == (-one.slope, -one.high95, -one.low95)
    assert (mirror.score, mirror.p) == (-one.score, one.p)


def test_the_interval_holds_the_true_slope_as_often_as_it_says() -> None:
    draws = np.random.default_rng(5).standard_t(3, (1000, 12)) + 0.5 * np.arange(12)
    found = [trend(range(12), row) for row in draws]
    assert np.mean([f.low95 <= 0.5 <= f.high95 for f in found]) > 0.93
    assert np.mean([f.low80 <= 0.5 <= f.high80 for f in found]) == pytest.approx(0.81, abs=0.03)


def test_the_normal_distribution_takes_over_smoothly() -> None:
    draws = np.random.default_rng(1).normal(size=31) + 0.04 * np.arange(31)
    found = trend(range(31), draws)
    expected = stats.kendalltau(range(31), draws, method="exact").pvalue
    assert not found.exact
    assert found.p == pytest.approx(expected, rel=0.05)


@pytest.mark.outside
def test_tau_is_that_of_the_r_package_earlywarnings() -> None:
    if not REFERENCE.exists():
        pytest.skip("no folder of references beside the repository")
    with (REFERENCE / "kendall.csv").open(encoding="utf-8") as lines:
        expected = list(csv.DictReader(lines))
    checked = 0
    for row in expected:
        path = REFERENCE / f"generic_ews_{row['run']}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8") as lines:
            table = list(csv.DictReader(lines))
        times = [float(line["timeindex"]) for line in table]
        assert all(a < b for a, b in pairwise(times))
        found = trend(times, [float(line[row["indicator"]]) for line in table])
        assert found.tau == pytest.approx(float(row["kendall_tau"]), abs=1e-9)
        checked += 1
    assert checked > 20


@pytest.mark.parametrize("times", [[0, 0, 1], [2, 1, 3]])
def test_times_that_do_not_rise_are_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="times must rise"):
        trend(times, [1.0, 2.0, 3.0])


def test_one_value_has_no_trend() -> None:
    with pytest.raises(ValueError, match="two or more values"):
        trend([1.0], [1.0])
