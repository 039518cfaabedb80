import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.dependence import (
    Interval,
    asymmetry,
    between,
    concentration,
    gdp_asymmetry,
    net_exposure,
    share,
    share_asymmetry,
    trade_over_gdp,
)

VALUE = st.floats(0.01, 1000)
ANY = st.tuples(st.floats(-100, 100), st.floats(-100, 100)).map(lambda ends: Interval(min(ends), max(ends)))
POSITIVE = st.tuples(VALUE, VALUE).map(lambda ends: Interval(min(ends), max(ends)))


def exactly(value: float) -> Interval:
    return Interval(value, value)


def inside(value: Interval, part: float) -> float:
    return min(value.high, max(value.low, value.low + part * (value.high - value.low)))


def holds(value: Interval, number: float) -> bool:
    slack = 1e-9 * (1 + abs(number))
    return value.low - slack <= number <= value.high + slack


@given(ANY, ANY, st.floats(0, 1), st.floats(0, 1))
def test_arithmetic_of_numbers_inside_stays_inside(one: Interval, two: Interval, a: float, b: float) -> None:
    x, y = inside(one, a), inside(two, b)
    assert holds(one + two, x + y)
    assert holds(one - two, x - y)
    assert holds(one * two, x * y)
    assert holds(-one, -x)
    if two.sign in {1, -1} and min(abs(two.low), abs(two.high)) > 1e-3:
        assert holds(one / two, x / y)


def test_a_divisor_that_may_be_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the divisor, -1 to 1, may be 0"):
        exactly(1) / Interval(-1, 1)


def test_a_logarithm_of_what_may_be_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="no logarithm"):
        Interval(0, 1).log()


@pytest.mark.parametrize("ends", [(2, 1), (math.nan, 1), (0, math.inf)])
def test_ends_the_wrong_way_round_or_no_numbers_are_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="from a low to a high number"):
        Interval(*ends)


def test_a_sign_is_certain_only_where_all_values_have_it() -> None:
    assert [Interval(*ends).sign for ends in ((1, 2), (-2, -1), (0, 0), (-1, 1), (0, 1))] == [
        1,
        -1,
        0,
        None,
        None,
    ]


def test_reports_become_the_interval_between_them() -> None:
    assert between([3, 1, 2]) == Interval(1, 3)
    with pytest.raises(ValueError, match="no report"):
        between([])


def test_three_countries_by_hand() -> None:
    # Trade of A with B 30, of A with C 10, of B with C 60; products of A 100, of B 400, of C 200.
    trade = [[0, 30, 10], [30, 0, 60], [10, 60, 0]]
    of_a, of_b = (concentration([exactly(flow) for flow in row if flow]) for row in trade[:2])
    assert of_a.index.low == pytest.approx(0.75**2 + 0.25**2)
    assert of_b.index.high == pytest.approx(5 / 9)
    assert of_a.normalised is not None
    assert of_a.normalised.low == pytest.approx(0.25)
    assert share(exactly(30), exactly(10)) == exactly(0.75)
    assert trade_over_gdp(exactly(30), exactly(100)).low == pytest.approx(0.3)
    by_share = share_asymmetry(exactly(30), exactly(10), exactly(60))
    assert by_share.difference.low == pytest.approx(0.75 - 1 / 3)
    assert by_share.log_ratio is not None
    assert by_share.log_ratio.high == pytest.approx(math.log(0.75 * 3))
    by_product = gdp_asymmetry(exactly(30), exactly(100), exactly(400))
    assert by_product.difference.low == pytest.approx(0.3 - 0.075)
    assert by_product.log_ratio is not None
    assert by_product.log_ratio.low == pytest.approx(math.log(4))
    assert (by_share.sign, by_product.sign) == (1, 1)


@given(POSITIVE)
def test_one_partner_is_full_concentration(value: Interval) -> None:
    found = concentration([value])
    assert (found.index.low, found.index.high) == pytest.approx((1, 1))
    assert found.normalised is None


@given(VALUE, st.integers(2, 30))
def test_equal_shares_are_one_over_their_number(value: float, n: int) -> None:
    found = concentration([exactly(value)] * n)
    assert (found.index.low, found.index.high) == pytest.approx((1 / n, 1 / n))
    assert found.normalised is not None
    assert (found.normalised.low, found.normalised.high) == pytest.approx((0, 0), abs=1e-9)


@pytest.mark.parametrize("partners", [2, 5, 9, 12, 13, 20])
def test_no_values_in_the_intervals_leave_the_bounds_of_concentration(partners: int) -> None:
    dice = np.random.default_rng(partners)
    for _ in range(30):
        low = dice.exponential(size=partners) * (dice.random(partners) > 0.2)
        high = low + dice.exponential(size=partners) * dice.choice([0, 0.1, 1, 5], size=partners)
        high[0] += 0.1
        found = concentration([Interval(*ends) for ends in zip(low, high, strict=True)]).index
        tried = low + (high - low) * dice.random((4000, partners))
        tried[:2000] = np.where(dice.random((2000, partners)) < 0.5, low, high)
        tried = tried[tried.sum(axis=1) > 0]
        index = (tried**2).sum(axis=1) / tried.sum(axis=1) ** 2
        assert found.low <= index.min() + 1e-12
        assert found.high >= index.max() - 1e-12
        level = np.clip(np.linspace(low.min(), high.max(), 20001)[1:, None], low, high)
        near = ((level**2).sum(axis=1) / level.sum(axis=1) ** 2).min()
        assert found.low == pytest.approx(near, rel=1e-4)
        if partners <= 9:
            assert found.high == pytest.approx(index.max(), rel=1e-12)


@given(st.lists(POSITIVE, min_size=2, max_size=6), VALUE)
def test_currency_does_not_matter(values: list[Interval], price: float) -> None:
    money = exactly(price)
    one, two = concentration(values), concentration([value * money for value in values])
    assert (one.index.low, one.index.high) == pytest.approx((two.index.low, two.index.high), rel=1e-6)
    one_share, two_share = share(*values[:2]), share(values[0] * money, values[1] * money)
    assert (one_share.low, one_share.high) == pytest.approx((two_share.low, two_share.high))
    plain = gdp_asymmetry(values[0], values[1], values[0])
    priced = gdp_asymmetry(*(value * money for value in (values[0], values[1], values[0])))
    assert plain.difference.low == pytest.approx(priced.difference.low, rel=1e-6, abs=1e-9)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_asymmetry_the_other_way_round_is_its_negative(one: Interval, two: Interval, three: Interval) -> None:
    pairs = (
        (asymmetry(one, two), asymmetry(two, one)),
        (gdp_asymmetry(one, two, three), gdp_asymmetry(one, three, two)),
        (share_asymmetry(one, two, three), share_asymmetry(one, three, two)),
    )
    for there, back in pairs:
        turned = -back.difference
        assert (there.difference.low, there.difference.high) == pytest.approx(
            (turned.low, turned.high), abs=1e-9
        )
        assert there.log_ratio is not None
        assert back.log_ratio is not None
        assert there.log_ratio.low == pytest.approx(-back.log_ratio.high, abs=1e-9)


@pytest.mark.parametrize("measure", [gdp_asymmetry, share_asymmetry])
@given(POSITIVE, POSITIVE, POSITIVE, st.tuples(*[st.floats(0, 1)] * 3))
def test_asymmetry_of_values_inside_stays_inside(
    measure: Callable[..., object],
    trade: Interval,
    one: Interval,
    two: Interval,
    parts: tuple[float, float, float],
) -> None:
    t, x, y = (inside(value, part) for value, part in zip((trade, one, two), parts, strict=True))
    if measure is gdp_asymmetry:
        found = gdp_asymmetry(trade, one, two)
        here, there = t / x, t / y
    else:
        found = share_asymmetry(trade, one, two)
        here, there = t / (t + x), t / (t + y)
    assert holds(found.difference, here - there)
    assert found.log_ratio is not None
    assert holds(found.log_ratio, math.log(here / there))


def test_intervals_that_overlap_leave_the_sign_open() -> None:
    found = asymmetry(Interval(0.2, 0.3), Interval(0.25, 0.4))
    assert found.sign is None
    assert asymmetry(Interval(0.0, 0.1), Interval(0.2, 0.3)).log_ratio is None


def test_one_flow_settles_a_sign_that_two_figures_leave_open() -> None:
    trade, small, large = Interval(1, 10), Interval(100, 120), Interval(200, 300)
    assert asymmetry(trade / small, trade / large).sign is None
    assert gdp_asymmetry(trade, small, large).sign == 1


def test_what_nobody_can_replace_is_exposed() -> None:
    assert net_exposure(exactly(0.5), exactly(0)) == exactly(0.5)
    assert net_exposure(exactly(0.5), exactly(1)) == exactly(0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        net_exposure(exactly(1.2), exactly(0))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: share(exactly(0), Interval(0, 1)),
        lambda: share(exactly(-1), exactly(3)),
        lambda: trade_over_gdp(exactly(1), Interval(0, 1)),
        lambda: concentration([exactly(0), exactly(0)]),
        lambda: concentration([]),
        lambda: gdp_asymmetry(Interval(0, 1), exactly(1), exactly(1)),
    ],
)
def test_what_has_no_share_is_refused_in_words(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=" "):
        wrong()


def test_a_partner_without_trade_has_no_share() -> None:
    assert share(exactly(0), exactly(5)) == exactly(0)
    assert share(exactly(5), exactly(0)) == exactly(1)
