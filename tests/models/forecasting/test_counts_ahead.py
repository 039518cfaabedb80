"""Forecasters of counts: what each must be, whatever its method."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.models.forecasting._counting import fading, without_spikes
from facta.models.forecasting.changes import pooled_changes
from facta.models.forecasting.discounted import discounted
from facta.models.forecasting.latent import latent_rates
from facta.models.forecasting.markov import observed_states
from facta.models.forecasting.pool import MEMBERS, mixed, pool_weights, pooled, thinned
from facta.models.forecasting.recent import fading_resampled, last_value, resampled
from facta.models.forecasting.regression import pooled_regression
from facta.models.forecasting.shared_rates import shared_rates
from facta.models.scores import crps_draws

FORECASTERS = {
    "last value": last_value,
    "resampled": resampled,
    "fading": fading_resampled,
    "discounted": discounted,
    "regression": pooled_regression,
    "latent": latent_rates,
    "states": observed_states,
    "changes": pooled_changes,
    "shared rates": shared_rates,
    "pooled": pooled,
}
EVERY = pytest.mark.parametrize("name", FORECASTERS)
LEVELS = np.array([0.0, 0.0, 0.0, 0.2, 0.5, 2.0, 8.0, 30.0, 100.0, 400.0])


def seeded() -> np.random.Generator:
    return np.random.default_rng(7)


def world(periods: int = 30) -> np.ndarray:
    random = np.random.default_rng(11)
    return random.poisson(random.gamma(2.0, LEVELS[:, None] / 2.0, (len(LEVELS), periods))).astype(float)


@EVERY
def test_draws_are_whole_counts_of_the_shape_asked_for(name: str) -> None:
    found = FORECASTERS[name](world(), 5, draws=60, generator=seeded())
    assert found.shape == (10, 5, 60)
    assert (found >= 0).all()
    assert (found == np.floor(found)).all()


@EVERY
def test_the_same_history_and_seed_give_the_same_draws(name: str) -> None:
    one, two = (FORECASTERS[name](world(), 3, draws=40, generator=seeded()) for _ in range(2))
    np.testing.assert_array_equal(one, two)


@EVERY
def test_the_history_itself_is_left_as_it_was(name: str) -> None:
    history = world()
    FORECASTERS[name](history, 2, draws=20, generator=seeded())
    np.testing.assert_array_equal(history, world())


@EVERY
def test_a_series_of_which_one_period_is_known_is_refused_and_the_others_are_not(name: str) -> None:
    history = world()
    history[9, :-1] = np.nan
    found = FORECASTERS[name](history, 3, draws=40, generator=seeded())
    assert not np.isnan(found[:9]).any()
    if name != "last value":  # which asks for no more
        assert np.isnan(found[9]).all()


@EVERY
def test_nothing_known_gives_nothing(name: str) -> None:
    assert np.isnan(FORECASTERS[name](np.full((2, 24), np.nan), 2, draws=10, generator=seeded())).all()
    assert FORECASTERS[name](np.zeros((0, 24)), 2, draws=10, generator=seeded()).shape == (0, 2, 10)


@EVERY
def test_unknown_periods_before_and_within_are_no_zeros(name: str) -> None:
    history = np.full((4, 30), 40.0) + np.arange(30.0) % 3
    history[0, :10] = np.nan
    history[1, 15:25:2] = np.nan
    found = FORECASTERS[name](history, 3, draws=200, generator=seeded())
    assert (np.median(found, axis=(1, 2)) > 30).all()


@EVERY
def test_where_nothing_ever_happened_hardly_anything_is_expected(name: str) -> None:
    found = FORECASTERS[name](np.zeros((5, 24)), 4, draws=400, generator=seeded())
    assert (found == 0).mean() > 0.8
    mixed_world = FORECASTERS[name](world(), 4, draws=400, generator=seeded())
    assert (mixed_world[:3] == 0).mean() > 0.8


@EVERY
def test_one_series_alone_is_enough(name: str) -> None:
    history = np.random.default_rng(3).poisson(20.0, (1, 36)).astype(float)
    found = FORECASTERS[name](history, 3, draws=400, generator=seeded())
    assert 14 < np.median(found) < 26
    assert found.std() < 25


@EVERY
def test_counts_ten_times_as_large_give_draws_about_ten_times_as_large(name: str) -> None:
    large = np.random.default_rng(5).poisson(np.full((8, 36), 80.0)).astype(float)
    one = FORECASTERS[name](large, 3, draws=400, generator=seeded())
    ten = FORECASTERS[name](10.0 * large, 3, draws=400, generator=seeded())
    assert 7.5 < np.median(ten) / np.median(one) < 13.0


@EVERY
def test_wrong_histories_are_named(name: str) -> None:
    with pytest.raises(ValueError, match="counts are 0 or more"):
        FORECASTERS[name](np.array([[1.0, -1.0]]), 1, generator=seeded())
    with pytest.raises(ValueError, match=r"the shape \(series, periods\)"):
        FORECASTERS[name](np.zeros(4), 1, generator=seeded())
    with pytest.raises(ValueError, match="1 period ahead or more"):
        FORECASTERS[name](np.zeros((1, 12)), 0, generator=seeded())
    with pytest.raises(ValueError, match="counts are 0 or more"):
        FORECASTERS[name](np.array([[1.0, np.inf]]), 1, generator=seeded())


@pytest.mark.parametrize("name", ["discounted", "regression", "latent", "pooled"])
def test_ninety_of_a_hundred_counts_lie_in_the_interval_of_ninety(name: str) -> None:
    random = np.random.default_rng(21)
    rates = np.exp(random.normal(3.0, 1.0, (60, 1)))
    counts = random.poisson(random.gamma(3.0, rates / 3.0, (60, 42))).astype(float)
    found = FORECASTERS[name](counts[:, :36], 6, draws=400, generator=seeded())
    low, high = np.quantile(found, [0.05, 0.95], axis=2)
    assert 0.82 < ((counts[:, 36:] >= low) & (counts[:, 36:] <= high)).mean() < 0.97


@pytest.mark.parametrize("name", ["latent", "pooled"])
def test_one_spike_is_not_taken_for_the_level(name: str) -> None:
    history = world(36)
    history[6, -1] = 5000.0  # of counts around 8
    found = FORECASTERS[name](history, 6, draws=400, generator=seeded())
    assert np.median(found[6]) < 200


@pytest.mark.parametrize("name", ["discounted", "regression", "latent", "states", "pooled"])
def test_a_level_that_lasts_is_believed(name: str) -> None:
    history = world(36)
    history[6, -9:] = np.random.default_rng(2).poisson(200.0, 9)
    found = FORECASTERS[name](history, 3, draws=400, generator=seeded())
    assert 80 < np.median(found[6]) < 350


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=9), st.floats(0.05, 1.0))
def test_a_fading_mean_lies_between_the_least_and_the_most(values: list[float], discount: float) -> None:
    found = fading(np.array([values]), discount)
    assert found.min() >= min(values) * (1 - 1e-9)
    assert found.max() <= max(values) * (1 + 1e-9)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_taking_spikes_off_never_raises_a_count(values: list[int]) -> None:
    counts = np.array([values], dtype=float)
    assert (without_spikes(counts) <= counts).all()


def test_a_quiet_series_starts_because_related_ones_did_but_more_rarely() -> None:
    random = np.random.default_rng(9)
    history = np.zeros((300, 24))
    begins = random.random(300) < 0.2
    history[begins, 12:] = random.poisson(40.0, (int(begins.sum()), 12))
    found = observed_states(history, 1, draws=200, generator=seeded())
    quiet = found[~begins]
    moves = begins.sum() / ((~begins).sum() * 23 + begins.sum() * 12)  # of quiet periods
    assert 0 < (quiet > 0).mean() < moves


def test_the_quadratic_form_is_the_score_of_the_mixture() -> None:
    random = np.random.default_rng(4)
    members = [random.poisson(mean, (1, 1, 50)).astype(float) for mean in (3.0, 9.0)]
    whole = np.concatenate([members[0], members[1]], axis=2)
    came = np.array([[5.0]])
    near = [np.abs(one - 5.0).mean() for one in members]
    apart = [[np.abs(a.ravel()[:, None] - b.ravel()).mean() for b in members] for a in members]
    form = np.mean(near) - np.array([0.5, 0.5]) @ np.array(apart) @ np.array([0.5, 0.5]) / 2.0
    assert form == pytest.approx(float(crps_draws(whole, came)[0, 0]), rel=1e-12)


def test_a_member_that_is_always_wrong_loses_its_weight() -> None:
    random = np.random.default_rng(8)
    walks = np.maximum(100.0 + np.cumsum(random.normal(0.0, 12.0, (40, 60)), axis=1), 0.0).round()
    weights = pool_weights(walks, 4, generator=seeded(), members=("quick", "changes", "states"))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 1 / 3
    assert (weights >= 0).all()


def test_the_part_of_a_member_that_refuses_goes_to_the_others() -> None:
    one, two = np.zeros((2, 1, 10)), np.full((2, 1, 10), np.nan)
    two[0] = 1.0
    found = mixed([one, two], np.array([0.3, 0.7]), seeded())
    assert found[0].sum() == 7
    assert (found[1] == 0).all()


def test_discounts_out_of_range_are_named() -> None:
    with pytest.raises(ValueError, match="discounts are above 0 and 1 at the most"):
        discounted(world(), 2, generator=seeded(), discounts=(1.2,))
    quick = partial(discounted, discounts=(0.5,))
    assert quick(world(), 2, draws=5, generator=seeded()).shape == (10, 2, 5)


def test_numbers_that_no_method_takes_are_named() -> None:
    for method in (fading_resampled, shared_rates):
        for discount in (0.0, -1.0, 2.0, np.nan):
            with pytest.raises(ValueError, match="discounts are above 0 and 1 at the most"):
                method(world(), 2, generator=seeded(), discount=discount)
    with pytest.raises(ValueError, match="the last period or more"):
        resampled(world(), 2, generator=seeded(), periods=0)
    for members in ((), ("quick", "nobody")):
        with pytest.raises(ValueError, match="members are one or more of quick, slow"):
            pooled(world(), 2, generator=seeded(), members=members)


@EVERY
@pytest.mark.filterwarnings("error")
def test_one_period_none_and_very_large_counts_are_met_without_a_warning(name: str) -> None:
    for periods in (0, 1):
        found = FORECASTERS[name](np.ones((3, periods)), 2, draws=5, generator=seeded())
        assert np.isnan(found).all() == (name != "last value" or not periods)
    large = np.vstack([np.zeros(24), np.full(24, 1e9), np.where(np.arange(24) == 23, 1e9, 0.0)])
    found = FORECASTERS[name](large, 2, draws=20, generator=seeded())
    assert np.isfinite(found).all()
    assert found.max() < 1.01e9


def test_what_is_thinned_keeps_its_quantiles_and_the_order_of_paths() -> None:
    many = np.random.default_rng(6).lognormal(0.0, 2.0, (3, 4, 500)).cumsum(axis=1)
    found = thinned(many, 100, seeded())
    assert found.shape == (3, 4, 100)
    np.testing.assert_array_equal(np.sort(found, axis=2), np.sort(many, axis=2)[..., 2::5])
    np.testing.assert_array_equal(found.argsort(axis=2), many[..., ::5].argsort(axis=2))


def test_paths_of_rare_events_are_not_tied_together_by_being_thinned() -> None:
    random = np.random.default_rng(1)
    many = np.where(random.random((60, 12, 5000)) < 0.03, 20.0, 0.0)
    wide = many.sum(axis=1).std(axis=-1).mean()
    assert thinned(many, 1000, seeded()).sum(axis=1).std(axis=-1).mean() == pytest.approx(wide, rel=0.02)


def test_every_member_of_the_pool_has_a_name() -> None:
    assert set(MEMBERS) == {"quick", "slow", "fading", "regression", "latent", "states", "changes"}
