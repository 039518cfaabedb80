"""Counts whose rates related series share."""

from __future__ import annotations

import numpy as np
from scipy import stats

from facta.models.forecasting.shared_rates import shared_rates


def test_simulated_series_lie_inside_the_intervals_about_as_often_as_these_say() -> None:
    rng = np.random.default_rng(11)
    inside: dict[float, list[float]] = {0.8: [], 0.95: []}
    for seed in range(60):
        rates = rng.gamma(1.5, 1.2, size=(25, 1))
        counts = rng.poisson(rates, size=(25, 9)).astype(float)
        found = shared_rates(counts[:, :8], 1, generator=np.random.default_rng(seed))[:, 0]
        for share, told in inside.items():
            low, high = np.quantile(found, [0.5 - share / 2, 0.5 + share / 2], axis=1)
            told.append(float(((counts[:, 8] >= low) & (counts[:, 8] <= high)).mean()))
    assert 0.8 <= np.mean(inside[0.8]) <= 0.95  # counts are whole: intervals hold more than they say
    assert 0.95 <= np.mean(inside[0.95]) <= 0.99


def test_with_a_long_history_the_rate_is_that_of_the_series() -> None:
    counts = np.random.default_rng(3).poisson([[4.0], [0.5]], size=(2, 4000)).astype(float)
    found = shared_rates(counts, 1, generator=np.random.default_rng(1), discount=1.0, draws=20000)
    for row, rate in enumerate((4.0, 0.5)):
        drawn = np.bincount(found[row, 0].astype(int), minlength=12)[:12] / 20000
        assert np.abs(drawn - stats.poisson.pmf(np.arange(12), rate)).max() < 0.02


def test_a_series_of_zeros_goes_by_the_others_and_by_how_long_it_is() -> None:
    def chance(zeros: int, others: float) -> float:
        counts = np.full((6, 20), others)
        counts[0] = np.nan
        counts[0, 20 - zeros :] = 0.0
        found = shared_rates(counts, 1, generator=np.random.default_rng(2), draws=20000)
        return float((found[0] > 0).mean())

    assert chance(3, 2.0) > chance(12, 2.0) > 0.005
    assert chance(3, 2.0) > chance(3, 0.2) > 0.0


def test_one_known_period_is_too_few() -> None:
    counts = np.array([[np.nan, np.nan, 3.0], [1.0, 2.0, 3.0]])
    found = shared_rates(counts, 2, generator=np.random.default_rng(1))
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()
