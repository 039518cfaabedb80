import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.rates import overdispersion, rate_ratio

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "divergence"
COUNT = st.integers(0, 300)
DAYS = st.floats(1, 1000)


@pytest.mark.outside
def test_ratio_interval_and_p_are_those_of_r() -> None:
    path = REFERENCE / "poisson_rate_ratio_R.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            case = {key: float(text) for key, text in row.items()}
            found = rate_ratio(case["x1"], case["T1"], case["x2"], case["T2"])
            assert found.ratio == pytest.approx(case["ratio"], rel=1e-12)
            assert found.p == pytest.approx(case["p"], rel=1e-9)
            assert (found.low95, found.high95) == pytest.approx((case["lo"], case["hi"]), rel=1e-9)


@given(COUNT, DAYS, COUNT, DAYS)
def test_p_is_that_of_scipys_binomial_test(count: int, days: float, other: int, days2: float) -> None:
    found = rate_ratio(count, days, other, days2)
    if count + other == 0:
        assert found.p == 1
        return
    expected = stats.binomtest(count, count + other, days / (days + days2)).pvalue
    assert found.p == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(COUNT, DAYS, COUNT, DAYS)
def test_the_ratio_the_other_way_round_is_its_inverse(
    count: int, days: float, other: int, days2: float
) -> None:
    one, back = rate_ratio(count, days, other, days2), rate_ratio(other, days2, count, days)
    for value, inverse in ((one.low95, back.high95), (one.high80, back.low80)):
        assert value == pytest.approx(1 / inverse if inverse else math.inf, rel=1e-6)


@given(COUNT, DAYS, COUNT, DAYS, st.floats(1.01, 9))
def test_dispersion_widens_the_interval(
    count: int, days: float, other: int, days2: float, dispersion: float
) -> None:
    plain = rate_ratio(count, days, other, days2)
    wide = rate_ratio(count, days, other, days2, dispersion=dispersion)
    assert wide.low95 <= plain.low95 * (1 + 1e-9)
    assert wide.high95 >= plain.high95 * (1 - 1e-9)
    assert 0 <= wide.p <= 1


def test_no_events_at_all_say_nothing() -> None:
    found = rate_ratio(0, 10, 0, 20)
    assert math.isnan(found.ratio)
    assert (found.low95, found.high95, found.p) == (0, math.inf, 1)


def test_only_the_other_count_being_zero_gives_an_infinite_ratio() -> None:
    assert rate_ratio(5, 10, 0, 20).ratio == math.inf


@pytest.mark.parametrize("case", [(-1, 1, 1, 1, 1), (1, 0, 1, 1, 1), (1, 1, 1, 1, 0.5)])
def test_what_is_no_rate_is_refused(case: tuple[float, float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="counts are 0 or more"):
        rate_ratio(*case[:4], dispersion=case[4])


def test_counts_at_the_rate_of_their_group_are_not_overdispersed() -> None:
    assert overdispersion([2, 4, 9, 9], [1, 2, 1, 1], [0, 0, 1, 1]) == 1.0
    assert overdispersion([0, 0], [1, 1], [0, 1]) == 1.0
    assert overdispersion([0, 12, 6, 6], [1, 1, 1, 1], [0, 0, 1, 1]) == 6.0
