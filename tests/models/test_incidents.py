import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.incidents import (
    Kernel,
    Stretch,
    chance_of_incident,
    exposure,
    intensity,
    severity,
    spread_of,
)

KM = st.floats(0, 500)
EVENT = st.tuples(KM, KM, st.floats(0, 2000), st.floats(0, 10), st.floats(0, 75))
NOBODY = np.zeros((3, 0))


def two_links(events: list[tuple[float, float, float, float, float]]) -> list[float]:
    """Return the intensity of two links from events told as two distances, age, weight and spread."""
    first, second, age, weight, spread = np.array(events, float).reshape(-1, 5).T
    return intensity([first, second], age, weight=weight, spread_km=spread).tolist()


def test_the_intensity_is_that_computed_by_hand() -> None:
    found = intensity([[0, 20]], [0, 130], weight=[1, 2], spread_km=[0, 0])
    assert found == pytest.approx([1 + 2 * math.exp(-2) * math.exp(-1)])
    wide = intensity([[30]], [65], weight=[3], spread_km=[30], kernel=Kernel(40, 65))
    assert wide == pytest.approx([3 * 0.8 * math.exp(-900 / 5000) * math.exp(-1)])


def test_a_place_known_roughly_is_lower_close_by_and_higher_far_off() -> None:
    exact, rough = (intensity([[0], [60]], [0], weight=[1], spread_km=[spread]) for spread in (1, 75))
    assert rough[0] < exact[0]
    assert rough[1] > exact[1]


@pytest.mark.parametrize("spread", [0, 10, 75])
def test_what_an_event_lays_across_a_link_is_as_heavy_however_roughly_it_is_placed(spread: float) -> None:
    across = np.linspace(-1000, 1000, 20_001)
    laid = intensity(np.abs(across)[:, None], [0], weight=[1], spread_km=[spread])
    assert laid.sum() * (across[1] - across[0]) == pytest.approx(10 * math.sqrt(2 * math.pi))


def test_an_event_is_down_to_half_after_90_days_and_in_a_memory_twice_as_long_after_180() -> None:
    fresh, old = (intensity([[0]], [age], weight=[1], spread_km=[0])[0] for age in (0, 90))
    assert old / fresh == pytest.approx(0.5, abs=0.001)
    longer = intensity([[0]], [180], weight=[1], spread_km=[0], kernel=Kernel(memory_days=260))
    assert longer[0] == pytest.approx(old)


@given(st.lists(EVENT, max_size=8), st.lists(EVENT, max_size=8))
def test_the_intensity_of_all_events_is_the_sum_over_any_two_parts(
    some: list[tuple[float, float, float, float, float]],
    others: list[tuple[float, float, float, float, float]],
) -> None:
    parts = np.array(two_links(some)) + two_links(others)
    assert two_links(some + others) == pytest.approx(parts.tolist())


@given(st.lists(EVENT, min_size=1, max_size=8))
def test_neither_the_order_of_events_nor_that_of_links_matters(
    events: list[tuple[float, float, float, float, float]],
) -> None:
    found = two_links(events)
    assert two_links(events[::-1]) == pytest.approx(found)
    assert two_links([(b, a, *rest) for a, b, *rest in events]) == pytest.approx(found[::-1])


def test_without_events_every_intensity_is_zero() -> None:
    assert intensity(np.zeros((3, 0)), [], weight=[], spread_km=[]).tolist() == [0, 0, 0]


def test_an_event_in_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="an event lies in the future"):
        intensity([[1, 1]], [3, -1], weight=[1, 1], spread_km=[1, 1])


@pytest.mark.parametrize(
    ("distance", "weight", "spread", "kernel", "message"),
    [
        ([[1.0]], [1.0], [math.nan], Kernel(), "0 or more; leave out"),
        ([[1.0]], [-1.0], [1.0], Kernel(), "0 or more; leave out"),
        ([[-1.0]], [1.0], [1.0], Kernel(), "0 or more; leave out"),
        ([[1.0]], [1.0], [1.0], Kernel(width_km=0), "a width and a memory above 0"),
        ([[1.0]], [1.0], [1.0], Kernel(memory_days=-1), "a width and a memory above 0"),
        ([1.0], [1.0], [1.0], Kernel(), "of shape"),
        ([[1.0]], [1.0, 2.0], [1.0], Kernel(), "of shape"),
    ],
)
def test_what_has_no_intensity_is_refused(
    distance: list[float], weight: list[float], spread: list[float], kernel: Kernel, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        intensity(distance, [1], weight=weight, spread_km=spread, kernel=kernel)


def test_spreads_are_those_of_the_levels_of_ucdp_and_nothing_beyond_a_province() -> None:
    assert spread_of([1, 25, 50, 100]).tolist() == [1, 10, 25, 75]
    assert np.isnan(spread_of([150, 300, 500, -1, math.nan])).all()
    assert spread_of(37.5) == pytest.approx(17.5)


def test_of_a_place_known_to_25_km_the_spread_leaves_95_of_100_within_them() -> None:
    assert stats.rayleigh.cdf(25, scale=spread_of(25.0)) == pytest.approx(0.95, abs=0.01)


def test_severity_grows_with_deaths_and_counts_an_event_without_any() -> None:
    assert severity([0, math.e - 1, 99]) == pytest.approx([1, 2, 1 + math.log(100)])
    for wrong in (-1.0, math.nan):
        with pytest.raises(ValueError, match="deaths are 0 or more"):
            severity([wrong])


def test_exposure_is_by_length_and_year_with_three_counts_of_deaths() -> None:
    deaths = [[0, 1, 0, 9], [0, 2, 1, 9], [7, 3, 1, 9]]
    found = exposure([0, 10, 5, 10.1], [0, 3, 3, 4], deaths=deaths, stretch=Stretch(50, 200))
    assert found.events == 3
    assert found.events_per_day.value == 3 / 200
    assert found.events_per_100km_year.value == pytest.approx(3 * 365.25 / 200 * 2)
    of_deaths = found.deaths_per_100km_year
    times = 365.25 / 200 * 2
    assert (of_deaths.low, of_deaths.value, of_deaths.high) == pytest.approx(
        (1 * times, 3 * times, 11 * times)
    )
    assert found.days_with_event.value == 2 / 200


@given(st.integers(0, 60))
def test_bounds_are_those_of_garwood_and_of_clopper_and_pearson(count: int) -> None:
    days = np.arange(count)
    found = exposure(np.zeros(count), days, deaths=np.zeros((3, count)), stretch=Stretch(100, 60))
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert (found.events_per_day.low * 60, found.events_per_day.high * 60) == pytest.approx((low, high))
    exact = stats.binomtest(count, 60).proportion_ci(method="exact")
    share = found.days_with_event
    assert (share.low, share.high) == pytest.approx((exact.low, exact.high))


def test_no_event_gives_a_rate_of_zero_under_an_upper_bound() -> None:
    found = exposure([], [], deaths=NOBODY, stretch=Stretch(100, 365))
    assert (found.events, found.events_per_day.low, found.events_per_day.value) == (0, 0, 0)
    assert found.events_per_day.high * 365 == pytest.approx(-math.log(0.025))
    assert (found.days_with_event.low, found.days_with_event.value) == (0, 0)
    assert 0 < found.days_with_event.high < 0.02


def test_two_events_of_one_day_are_one_day_with_an_event() -> None:
    stretch = Stretch(100, 10)
    found = exposure([1, 1], [4, 4], deaths=np.zeros((3, 2)), stretch=stretch)
    assert (found.events_per_day.value, found.days_with_event.value) == (0.2, 0.1)


@pytest.mark.parametrize(
    ("day", "deaths", "stretch", "message"),
    [
        (0, (0, 0, 0), Stretch(0, 10), "a length and days above 0"),
        (0, (0, 0, 0), Stretch(10, 0), "a length and days above 0"),
        (10, (0, 0, 0), Stretch(10, 10), "outside the 10 days"),
        (-1, (0, 0, 0), Stretch(10, 10), "outside the 10 days"),
        (0, (0, 2, 1), Stretch(10, 10), "best at most high"),
        (0, (math.nan, 2, 2), Stretch(10, 10), "low at most best"),
    ],
)
def test_what_was_not_watched_has_no_exposure(
    day: int, deaths: tuple[float, float, float], stretch: Stretch, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        exposure([1], [day], deaths=np.array(deaths)[:, None], stretch=stretch)


def test_the_chance_adds_along_the_route_and_is_the_same_for_a_link_in_two_halves() -> None:
    whole = chance_of_incident([[0.1], [0.2], [0.4]], [12])
    assert whole.value == pytest.approx(1 - math.exp(-0.1))
    halves = chance_of_incident([[0.1, 0.1], [0.2, 0.2], [0.4, 0.4]], [6, 6])
    assert (halves.low, halves.value, halves.high) == pytest.approx((whole.low, whole.value, whole.high))


def test_hours_may_have_bounds_as_rates_have() -> None:
    found = chance_of_incident([[0.1], [0.2], [0.4]], [[6], [12], [48]])
    expected = [1 - math.exp(-x) for x in (0.1 * 0.25, 0.2 * 0.5, 0.4 * 2)]
    assert (found.low, found.value, found.high) == pytest.approx(tuple(expected))


def test_a_route_near_which_nothing_was_seen_still_has_an_upper_chance() -> None:
    watched = exposure([], [], deaths=NOBODY, stretch=Stretch(100, 365)).events_per_day
    found = chance_of_incident([[watched.low], [watched.value], [watched.high]], [24])
    assert (found.low, found.value) == (0, 0)
    assert found.high == pytest.approx(0.01, abs=0.001)


@pytest.mark.parametrize(("rate", "hours"), [(-0.1, 1.0), (0.1, -1.0), (math.nan, 1.0)])
def test_a_rate_or_an_hour_below_nought_is_refused(rate: float, hours: float) -> None:
    with pytest.raises(ValueError, match="rates and hours are 0 or more"):
        chance_of_incident([[rate]] * 3, [hours])
