from collections.abc import Callable

import numpy as np
import pytest

from facta.models.forecasting import flows, smoothing

Forecaster = Callable[..., np.ndarray]

ALL: tuple[Forecaster, ...] = (
    flows.persistence,
    flows.drift,
    flows.climatology,
    smoothing.local_level,
    smoothing.local_trend,
)
SEASONAL = (flows.persistence, flows.climatology, smoothing.local_level, smoothing.local_trend)


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def inside(draws: np.ndarray, came: np.ndarray, central: float) -> float:
    low, high = np.quantile(draws, ((1 - central) / 2, (1 + central) / 2), axis=-1)
    return float(((low <= came) & (came <= high)).mean())


@pytest.mark.parametrize("forecaster", ALL)
def test_too_little_is_nan_and_never_a_number(forecaster: Forecaster) -> None:
    history = np.array([[1.0, 2.0, 3.0, np.nan, 2.5, 3.1], [np.nan, np.nan, 2.0, 3.0, np.nan, 2.0]])
    found = forecaster(history, 3, draws=50, generator=seeded())
    assert found.shape == (2, 3, 50)
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1]).all()


@pytest.mark.parametrize("forecaster", ALL)
def test_a_flow_that_is_never_negative_is_never_forecast_so(forecaster: Forecaster) -> None:
    history = np.abs(seeded().normal(size=(3, 14)))
    history[1, ::3] = 0.0
    assert (forecaster(history, 4, draws=200, generator=seeded()) >= 0).all()


@pytest.mark.parametrize("forecaster", ALL)
def test_the_unit_of_a_flow_does_not_matter(forecaster: Forecaster) -> None:
    history = np.exp(seeded().normal(size=(2, 20)))
    one, thousand = (forecaster(h, 3, draws=100, generator=seeded()) for h in (history, 1000 * history))
    assert thousand == pytest.approx(1000 * one, rel=1e-6)


@pytest.mark.parametrize("forecaster", ALL)
def test_a_balance_that_changes_sign_is_mirrored(forecaster: Forecaster) -> None:
    history = seeded(8).normal(size=(1, 16))
    there, back = (np.median(forecaster(h, 1, draws=20_000, generator=seeded())) for h in (history, -history))
    assert there == pytest.approx(-back, abs=0.06)


@pytest.mark.parametrize("forecaster", ALL)
def test_the_same_generator_gives_the_same_draws(forecaster: Forecaster) -> None:
    history = np.exp(seeded().normal(size=(2, 9)))
    one, two = (forecaster(history, 2, draws=50, generator=seeded(4)) for _ in range(2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("forecaster", ALL)
def test_leading_unknown_periods_change_nothing(forecaster: Forecaster) -> None:
    history = np.exp(seeded().normal(size=(1, 12)))
    longer = np.concatenate([np.full((1, 5), np.nan), history], axis=1)
    one, two = (forecaster(h, 2, draws=50, generator=seeded(4)) for h in (history, longer))
    assert np.allclose(one, two)


@pytest.mark.parametrize("forecaster", [ALL[0], ALL[1], ALL[3], ALL[4]])
def test_what_has_not_been_seen_for_long_is_less_certain(forecaster: Forecaster) -> None:
    fresh = 100 * np.exp(np.cumsum(0.1 * seeded(5).normal(size=(1, 30)), axis=1))
    old = np.concatenate([fresh, np.full((1, 12), np.nan)], axis=1)
    near, far = (np.ptp(np.quantile(forecaster(h, 1, generator=seeded()), (0.1, 0.9))) for h in (fresh, old))
    assert far > 1.5 * near


@pytest.mark.parametrize("forecaster", [ALL[0], ALL[1], ALL[3], ALL[4]])
def test_further_ahead_is_less_certain(forecaster: Forecaster) -> None:
    history = 100 * np.exp(np.cumsum(0.1 * seeded(5).normal(size=(1, 40)), axis=1))
    low, high = np.quantile(forecaster(history, 8, draws=4000, generator=seeded()), (0.1, 0.9), axis=-1)
    assert (high - low)[0, 7] > 1.5 * (high - low)[0, 0]


@pytest.mark.parametrize("forecaster", SEASONAL)
def test_a_season_is_kept(forecaster: Forecaster) -> None:
    season = np.array([1.0, 2.0, 8.0, 3.0])
    history = np.tile(season, 8)[None] * np.exp(0.05 * seeded().normal(size=32))
    middle = np.median(forecaster(history, 4, generator=seeded(), season=4)[0], axis=1)
    assert middle == pytest.approx(season, rel=0.2)


@pytest.mark.parametrize(
    ("forecaster", "fewest"), [(flows.persistence, 0.7), (flows.drift, 0.7), (smoothing.local_level, 0.7)]
)
@pytest.mark.parametrize("periods", [4, 8, 30])
def test_intervals_of_a_random_walk_hold_what_comes(
    forecaster: Forecaster, fewest: float, periods: int
) -> None:
    walks = 100 * np.exp(np.cumsum(0.2 * seeded(periods).normal(size=(250, periods + 3)), axis=1))
    draws = forecaster(walks[:, :periods], 3, draws=400, generator=seeded())
    for ahead in (0, 2):
        came = walks[:, periods + ahead]
        assert fewest <= inside(draws[:, ahead], came, 0.8) <= 0.9
        assert 0.89 <= inside(draws[:, ahead], came, 0.95) <= 0.99


def test_intervals_of_noise_around_a_level_hold_what_comes() -> None:
    noise = 100 * np.exp(0.3 * seeded(9).normal(size=(300, 21)))
    for forecaster in (smoothing.local_level, smoothing.local_trend, flows.climatology):
        draws = forecaster(noise[:, :20], 1, draws=400, generator=seeded())[:, 0]
        assert inside(draws, noise[:, 20], 0.8) == pytest.approx(0.8, abs=0.07)
        assert inside(draws, noise[:, 20], 0.95) == pytest.approx(0.95, abs=0.04)


def test_a_series_that_never_moved_is_not_drawn_unless_a_relative_moves() -> None:
    still, lively = np.full((1, 10), 3.0), np.exp(0.2 * seeded().normal(size=(1, 10)))
    assert np.isnan(smoothing.local_level(still, 2, draws=20, generator=seeded())).all()
    both = smoothing.local_level(np.concatenate([still, lively]), 2, draws=200, generator=seeded())
    assert 0 < np.ptp(both[0]) < np.ptp(both[1]) * 3


def test_a_history_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(series, periods\)"):
        flows.drift(np.ones(5), 1, generator=seeded())
    with pytest.raises(ValueError, match="finite values"):
        flows.drift(np.array([[1.0, np.inf, 1.0, 2.0, 3.0]]), 1, generator=seeded())
    with pytest.raises(ValueError, match="1 period ahead"):
        flows.persistence(np.ones((1, 5)), 0, generator=seeded())


def test_a_year_of_weeks_is_forecast_by_its_waves() -> None:
    week = np.arange(230)
    middle = 100 * np.exp(0.3 * np.sin(2 * np.pi * week / 52 + 1) + 0.1 * np.sin(4 * np.pi * week / 52))
    history = (middle * np.exp(0.1 * seeded().normal(size=230)))[None, :204]
    found = np.median(smoothing.local_level(history, 26, generator=seeded(), season=52)[0], axis=1)
    assert np.log(found / middle[204:]) == pytest.approx(np.zeros(26), abs=0.1)


def test_a_storm_that_has_passed_is_forgotten() -> None:
    generator = seeded(2)
    steps = generator.normal(size=(40, 80)) * np.where(np.arange(80) < 30, 0.4, 0.05)
    draws = smoothing.local_level(100 * np.exp(np.cumsum(steps, axis=1)), 1, generator=generator)
    low, high = np.quantile(np.log(draws[:, 0]), (0.1, 0.9), axis=-1)
    assert np.median(high - low) < 0.25  # 0.13 if the storm had never been, 0.63 if it never passed


def test_a_share_never_lies_above_its_ceiling_and_its_relatives_without_one_may() -> None:
    history = np.array([[90.0, 95.0, 97.0, 94.0, 98.0, 99.0], [90.0, 95.0, 97.0, 94.0, 98.0, 99.0]])
    for forecaster in (smoothing.local_level, smoothing.local_trend):
        free, bounded = forecaster(history, 4, generator=np.random.default_rng(1), ceiling=[np.inf, 100.0])
        assert free.max() > 100
        assert bounded.max() <= 100
        assert bounded.min() >= 0
        assert 95 < np.median(bounded[0]) < 100


def test_a_share_that_touched_both_ends_is_forecast_between_them() -> None:
    history = np.array([[0.0, 40.0, 100.0, 60.0, 0.0, 30.0]])
    draws = smoothing.local_level(history, 2, generator=np.random.default_rng(1), ceiling=100.0)
    assert np.isfinite(draws).all()
    assert (draws.min(), draws.max()) == (0.0, 100.0)


def test_a_series_above_its_ceiling_or_below_nothing_is_forecast_as_if_it_had_none() -> None:
    for history in ([[90.0, 101.0, 99.0, 97.0, 98.0]], [[-1.0, 2.0, 3.0, 1.0, 2.0]]):
        told = [
            smoothing.local_level(np.array(history), 1, generator=np.random.default_rng(1), ceiling=most)
            for most in (100.0, np.inf)
        ]
        assert np.array_equal(*told)
