import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.hazard import (
    Spell,
    Watched,
    chance_after,
    chance_within,
    diffusion,
    hazard,
    hazard_of,
    pooled_hazards,
)


@given(st.integers(0, 200), st.floats(0.1, 1000))
def test_limits_of_a_hazard_are_those_of_chi_square(steps: int, years: float) -> None:
    found = hazard(steps, years)
    low = stats.chi2.ppf(0.025, 2 * steps) / 2 / years if steps else 0
    high = stats.chi2.ppf(0.975, 2 * steps + 2) / 2 / years
    assert (found.low95, found.high95) == pytest.approx((low, high), rel=1e-9)
    assert found.low95 <= found.low80 <= found.rate <= found.high80 <= found.high95


def test_no_step_in_years_still_leaves_room_for_one() -> None:
    found = hazard(0, 10)
    assert (found.rate, found.low95) == (0, 0)
    assert found.high95 == pytest.approx(-math.log(0.025) / 10)


@pytest.mark.parametrize(("steps", "years"), [(1, 0), (-1, 3), (1, math.inf)])
def test_a_hazard_without_exposure_is_refused(steps: int, years: float) -> None:
    with pytest.raises(ValueError, match="needs exposure"):
        hazard(steps, years)


def test_rough_dates_give_three_answers_in_order() -> None:
    spells = [
        Spell((0, 30), (365, 395), stepped=True),
        Spell((100, 100), (130, 495), stepped=True),
        Spell((0, 0), (900, 900), stepped=False),
    ]
    found = hazard_of(spells)
    assert found.longest.rate < found.middle.rate < found.shortest.rate
    assert found.middle.years == pytest.approx((365 + 212.5 + 900) / 365.25)
    assert found.shortest.years == pytest.approx((335 + 30 + 900) / 365.25)
    assert found.middle.steps == 2


def test_exact_dates_give_one_answer() -> None:
    found = hazard_of([Spell((0, 0), (100, 100), stepped=True)])
    assert found.middle == found.shortest == found.longest


@pytest.mark.parametrize(
    ("spells", "words"),
    [
        ([], "no spell"),
        ([Spell((10, 10), (5, 5), stepped=True)], "ends before it starts"),
        ([Spell((0, 30), (20, 40), stepped=True)], "needs exposure"),
    ],
)
def test_spells_that_say_nothing_are_refused(spells: list[Spell], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        hazard_of(spells)


def test_chance_follows_the_hazard() -> None:
    found = chance_within(hazard(3, 12), 365.25)
    assert found.chance == pytest.approx(1 - math.exp(-0.25))
    assert 0 < found.low95 < found.low80 < found.chance < found.high80 < found.high95 < 1
    assert chance_within(hazard(3, 12), 0).high95 == 0
    with pytest.raises(ValueError, match="0 days or more"):
        chance_within(hazard(3, 12), -1)


@given(st.integers(0, 50), st.floats(0.5, 500), st.floats(1, 5000))
def test_the_chance_after_some_steps_is_the_mean_over_a_gamma_of_half_a_step_more(
    steps: int, years: float, days: float
) -> None:
    found = chance_after(steps, years, days)
    rates = stats.gamma(steps + 0.5, scale=1 / years)
    limits = [-math.expm1(-rate * days / 365.25) for rate in rates.ppf((0.025, 0.1, 0.9, 0.975))]
    assert (found.low95, found.low80, found.high80, found.high95) == pytest.approx(limits, rel=1e-6)
    none = stats.nbinom.pmf(0, steps + 0.5, years / (years + days / 365.25))
    assert found.chance == pytest.approx(1 - none, rel=1e-6, abs=1e-12)


def test_no_step_so_far_is_no_chance_of_zero() -> None:
    assert chance_after(0, 35, 365.25).chance == pytest.approx(1 - math.sqrt(35 / 36))
    assert chance_within(hazard(0, 35), 365.25).chance == 0
    with pytest.raises(ValueError, match="needs exposure"):
        chance_after(0, 0, 365)
    with pytest.raises(ValueError, match="0 days or more"):
        chance_after(0, 1, -1)


def test_actors_are_drawn_toward_the_population_the_more_the_less_is_known() -> None:
    steps, years = [2, 3, 2, 4, 0, 0, 0], [10.0, 10, 10, 10, 1, 20, 0]
    population, actors = pooled_hazards(steps, years)
    brief, long, unknown = actors[-3:]
    assert unknown.rate > brief.rate > long.rate > 0
    assert unknown.high95 > population.high95
    for actor in actors:
        assert actor.low95 < actor.low80 < actor.rate < actor.high80 < actor.high95


def test_pooled_hazards_are_those_of_drawn_parameters() -> None:
    steps, years = [4, 0, 1], [10.0, 10.0, 10.0]
    dice = np.random.default_rng(7)
    # Weigh draws of the prior, wide in the mean, by their likelihood.
    draws = 2_000_000
    u = dice.random(draws) * 0.5
    shape = 1 / (0.5 - u) - 1
    mean = np.exp(dice.uniform(math.log(1e-4), math.log(1e3), draws))
    weight = np.sqrt(mean)
    for k, t in zip(steps, years, strict=True):
        weight *= stats.nbinom.pmf(k, shape, shape / (shape + mean * t))
    population, actors = pooled_hazards(steps, years)
    order = np.argsort(mean)
    share = np.cumsum(weight[order]) / weight.sum()
    for p, limit in ((0.5, population.rate), (0.1, population.low80), (0.9, population.high80)):
        assert limit == pytest.approx(mean[order][np.searchsorted(share, p)], rel=0.03)
    for actor in actors:
        rates = (shape + actor.steps) / (shape / mean + actor.years)
        assert actor.rate == pytest.approx(np.average(rates, weights=weight), rel=0.02)


def test_many_steps_speak_for_themselves() -> None:
    _, actors = pooled_hazards([400, 100], [10.0, 10.0])
    assert [actor.rate for actor in actors] == pytest.approx([40, 10], rel=0.02)
    assert actors[0].low95 == pytest.approx(hazard(400, 10).low95, rel=0.02)


@pytest.mark.parametrize(
    ("steps", "years", "words"),
    [
        ([3], [1], "two actors or more"),
        ([], [], "two actors or more"),
        ([1, 2], [1], "each actor"),
        ([1, -1], [1, 1], "each actor"),
        ([1, 1], [1, 0], "without exposure"),
    ],
)
def test_what_is_no_population_is_refused(steps: list[int], years: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pooled_hazards(steps, years)


def test_windows_that_overlap_are_counted_once() -> None:
    first = Watched(0, 100, ((10, 10), (15, 15)))
    found = diffusion([first, Watched(0, 100, ((95, 95),)), Watched(0, 20, ())], 10)
    # Of the first: 95-100; of the second: 10-25; of the third: 10-20.
    assert found.inside_days == 5 + 15 + 10
    assert found.outside_days == 220 - 30
    assert (found.inside_steps, found.outside_steps) == (0, 3)


def test_steps_that_follow_steps_raise_the_ratio() -> None:
    leader = Watched(0, 4000, tuple((day, day) for day in range(200, 4000, 400)))
    follower = Watched(0, 4000, tuple((day, day) for day in range(210, 4000, 400)))
    found = diffusion([leader, follower], 30)
    assert (found.inside_steps, found.outside_steps) == (10, 10)
    assert found.ratio.low95 > 1
    assert found.ratio.p < 0.001


def test_steps_by_chance_give_a_ratio_about_one_as_often_as_said() -> None:
    dice = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        actors = [
            Watched(0, 2000, tuple((day, day) for day in dice.uniform(0, 2000, dice.poisson(6))))
            for _ in range(4)
        ]
        found = diffusion(actors, 60).ratio
        held += found.low80 <= 1 <= found.high80
    assert 0.74 * 200 <= held <= 0.95 * 200


def test_a_step_before_the_watch_is_followed_but_not_counted() -> None:
    early = Watched(0, 100, ((-5, -5),))
    found = diffusion([early, Watched(0, 100, ((3, 3), (50, 50)))], 10)
    # Of the second: days 0-5 after the early step; of the first: 3-13 and 50-60.
    assert (found.inside_days, found.outside_days) == (5 + 20, 200 - 25)
    assert (found.inside_steps, found.outside_steps) == (1, 1)


def test_one_that_has_no_further_step_to_take_is_not_at_risk() -> None:
    other = Watched(0, 100, ((50, 50), (80, 80)))
    done = Watched(0, 100, ((60, 60),), done=True)
    found = diffusion([other, done], 20)
    # Of the first: 60-80 of 100 days; of the second, at risk for 60: 50-60.
    assert (found.inside_days, found.outside_days) == (30, 160 - 30)
    assert (found.inside_steps, found.outside_steps) == (2, 1)
    before = [Watched(0, 100, ((-400, -400),), done=True) for _ in range(3)]
    pair = [other, Watched(0, 100, ((60, 60),))]
    assert diffusion([*pair, *before], 20) == diffusion(pair, 20)


def test_rough_dates_move_the_windows() -> None:
    actors = [Watched(0, 1000, ((100, 130),)), Watched(0, 1000, ((140, 140),))]
    assert [diffusion(actors, 20, place=place).inside_steps for place in (0, 0.5, 1)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("actors", "words"),
    [
        ([Watched(0, 10, ())], "two actors or more"),
        ([Watched(0, 10, ()), Watched(0, 10, ())], "nothing to compare"),
        ([Watched(0, 10, ((20, 20),)), Watched(0, 10, ())], "what was looked at"),
    ],
)
def test_what_cannot_spread_is_refused(actors: list[Watched], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        diffusion(actors, 5)
