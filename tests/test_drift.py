"""Small moves that add up are told, and a single large one is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from facta.drift import LIMIT, drifts, sums

if TYPE_CHECKING:
    from facta.api import Open

QUIET = [9, 10, 11, 10, 9, 11, 10, 10, 9, 10, 11, 10]


def test_one_wild_figure_is_no_drift_and_four_small_steps_are() -> None:
    assert sums(QUIET, [1e9]).rise == 1.5
    assert sums(QUIET, [1e9, 10, 10, 10]).rise == 0.0
    assert sums(QUIET, [13, 13, 13, 13]).rise > LIMIT
    assert sums(QUIET, [7, 7, 7, 7]).fall == sums(QUIET, [13, 13, 13, 13]).rise


def test_too_little_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="11 earlier figures: at least 12 are needed to tell a drift"):
        sums(QUIET[:-1], [10])
    with pytest.raises(ValueError, match="all earlier figures are equal"):
        sums([1.0] * 12, [1.0])


def test_the_sum_is_pages_where_nothing_is_cut() -> None:
    drawn = np.random.default_rng(7)
    before, since = drawn.normal(size=40), np.clip(drawn.normal(0.3, 0.5, size=30), -1, 1)
    middle = np.median(before)
    spread = 1.4826 * np.median(np.abs(before - middle))
    steps = np.clip((since - middle) / spread, -2, 2) - 0.5
    path = np.concatenate([[0.0], np.cumsum(steps)])
    # Page's sum is the height of a random walk over the lowest point that it has reached.
    assert sums(before.tolist(), since.tolist()).rise == pytest.approx(path[-1] - path.min())


def test_without_any_drift_few_series_pass_the_limit() -> None:
    drawn = np.random.default_rng(11)
    passed = 0
    for _ in range(600):
        figures = drawn.normal(size=20 + 8)
        found = sums(figures[:20].tolist(), figures[20:].tolist())
        passed += max(found.rise, found.fall) > LIMIT
    assert passed / 600 < 0.05


def test_ships_that_stayed_away_are_a_drift_although_their_level_is_back_at_baseline(flagship: Open) -> None:
    found = {one.subject: one for one in drifts(flagship.assess("2025-06-01"), flagship.assess("2026-06-01"))}
    straits = found["EC-27"]
    assert straits.way == "fall"
    assert straits.size > LIMIT
    assert straits.moves == 52
    assert "below the median of the 332 known on 1 Jun 2025" in straits.says
