import math

import numpy as np
import pytest

from facta.models.forecasting.rungs import at_least, rung_steps
from facta.models.hazard import chance_after, pooled_hazards


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def climbing(hazards: np.ndarray, periods: int, generator: np.random.Generator) -> np.ndarray:
    return np.cumsum(generator.random((hazards.size, periods)) < hazards[:, None], axis=1).astype(float)


def test_a_step_that_never_happened_has_the_chance_that_jeffreys_prior_leaves() -> None:
    found = rung_steps(np.zeros((1, 41)), 12, draws=20_000, generator=seeded())
    # 40 periods without a step, 12 ahead: the same in years of one period each.
    expected = chance_after(0, 40.0, 12 * 365.25).chance
    assert (found[0, -1] > 0).mean() == pytest.approx(expected, abs=0.01)


def test_one_never_seen_to_step_is_drawn_toward_relatives_who_did() -> None:
    relatives = climbing(np.full(8, 0.15), 40, seeded())
    still = np.zeros((1, 40))
    alone = (rung_steps(still, 6, draws=4000, generator=seeded())[0, -1] > 0).mean()
    together = rung_steps(np.concatenate([still, relatives]), 6, draws=4000, generator=seeded())
    chance = (together[0, -1] > 0).mean()
    assert 0.01 < alone < chance < (together[1:, -1] > relatives[:, -1:]).mean()


def test_pooled_rates_are_those_of_pooled_hazards() -> None:
    history = np.array([[0.0] * 30, [0.0] * 15 + [1.0] * 15, [0.0] * 10 + [1.0] * 10 + [2.0] * 10])
    found = rung_steps(history, 1, draws=40_000, generator=seeded())
    # A period with a step counts half.
    _, each = pooled_hazards([0, 1, 2], [29.0, 28.5, 28.0])
    for series, hazard in enumerate(each):
        stepped = (found[series, 0] > history[series, -1]).mean()
        assert stepped == pytest.approx(-math.expm1(-hazard.rate), abs=0.006)


def test_chances_of_a_step_come_true_as_often_as_they_say() -> None:
    generator = seeded(3)
    said, came = [], []
    for _ in range(80):
        hazards = generator.gamma(1.5, 0.05 / 1.5, size=12)
        paths = climbing(hazards, 36, generator)
        found = rung_steps(paths[:, :24], 12, draws=200, generator=generator)
        said.extend((found[:, -1] > paths[:, 23:24]).mean(axis=1))
        came.extend(paths[:, -1] > paths[:, 23])
    chance, happened = np.array(said), np.array(came)
    assert chance.mean() == pytest.approx(happened.mean(), abs=0.04)
    likely = chance > np.median(chance)
    assert chance[likely].mean() == pytest.approx(happened[likely].mean(), abs=0.06)
    assert chance[~likely].mean() == pytest.approx(happened[~likely].mean(), abs=0.06)


def test_intervals_of_the_number_of_states_that_stepped_hold_it() -> None:
    generator = seeded(4)
    held = []
    for _ in range(60):
        paths = climbing(generator.gamma(2.0, 0.02, size=10), 30, generator)
        found = rung_steps(paths[:, :20], 10, draws=400, generator=generator)
        low, high = np.quantile(found[:, -1].sum(axis=0), (0.1, 0.9))
        held.append(low <= paths[:, -1].sum() <= high)
    assert np.mean(held) >= 0.7


def test_nobody_climbs_above_the_ladder_or_falls_below_it() -> None:
    history = np.minimum(climbing(np.full(6, 0.3), 40, seeded()), 4.0)
    found = rung_steps(history, 20, generator=seeded(), ladder=(0.0, 4.0))
    assert found.min() >= 0
    assert found.max() <= 4
    assert (found == np.floor(found)).all()
    assert (np.diff(found, axis=1) >= 0).mean() > 0.95


def test_steps_down_come_as_often_as_they_did() -> None:
    history = np.tile([0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0], (3, 5))
    found = rung_steps(history, 60, generator=seeded(), ladder=(0.0, 1.0))
    assert 0.3 < found[:, -1].mean() < 0.65


def test_the_size_of_a_step_is_drawn_from_those_seen() -> None:
    history = np.array([[0.0] * 5 + [3.0] * 5 + [6.0] * 5 + [9.0] * 5])
    found = rung_steps(history, 1, draws=4000, generator=seeded())
    stepped = found[0, 0][found[0, 0] > 9] - 9
    assert (stepped == 3).mean() == pytest.approx(0.75, abs=0.05)
    assert set(stepped) == {1.0, 3.0}


def test_a_covariate_that_hastened_steps_hastens_them_ahead() -> None:
    generator = seeded(6)
    told = generator.normal(size=(15, 61, 1))
    stepped = generator.random((15, 60)) < 0.04 * np.exp(1.2 * told[:, :60, 0])
    history = np.cumsum(stepped, axis=1).astype(float)
    told[:, -1] = np.where(np.arange(15) < 7, 1.5, -1.5)[:, None]
    found = rung_steps(history, 3, draws=800, generator=generator, covariates=told)
    chance = (found[:, -1] > history[:, -1:]).mean(axis=1)
    assert chance[:7].mean() > 4 * chance[7:].mean()
    plain = rung_steps(history, 3, draws=800, generator=generator)
    chance = (plain[:, -1] > history[:, -1:]).mean(axis=1)
    assert chance[:7].mean() < 2 * chance[7:].mean()


def test_a_covariate_that_never_varied_changes_nothing_much() -> None:
    history = climbing(np.full(5, 0.1), 30, seeded())
    plain, told = (
        rung_steps(history, 4, draws=8000, generator=seeded(), covariates=covariates)[:, -1].mean()
        for covariates in (None, np.ones((5, 31, 1)))
    )
    assert told == pytest.approx(plain, rel=0.03)


def test_a_rung_that_is_not_known_to_date_is_carried_over_the_gap() -> None:
    dated = np.array([[0.0] * 10 + [1.0] * 10])
    undated = dated.copy()
    undated[0, 7:10] = np.nan
    one, other = (rung_steps(h, 4, draws=20_000, generator=seeded())[0, -1] for h in (dated, undated))
    assert (one > 1).mean() == pytest.approx((other > 1).mean(), abs=0.04)


def test_a_state_not_looked_at_lately_may_have_stepped_meanwhile() -> None:
    fresh = climbing(np.full(4, 0.2), 30, seeded())
    old = np.concatenate([fresh, np.full((4, 10), np.nan)], axis=1)
    one, other = (rung_steps(h, 1, generator=seeded())[:, 0] for h in (fresh, old))
    assert (other > fresh[:, -1:]).mean() > 2 * (one > fresh[:, -1:]).mean()


def test_states_on_a_rung_or_above_are_counted_by_draw() -> None:
    history = np.concatenate([climbing(np.full(6, 0.1), 30, seeded()), np.full((1, 30), np.nan)])
    found = rung_steps(history, 5, draws=100, generator=seeded())
    assert np.isnan(found[6]).all()
    counts = at_least(found, 2.0)
    assert counts.shape == (5, 100)
    assert (counts[0] >= (history[:6, -1] >= 2).sum()).mean() > 0.9


def test_too_little_is_nan_and_the_impossible_is_refused() -> None:
    assert np.isnan(rung_steps(np.array([[1.0, 1.0, np.nan, 1.0]]), 2, generator=seeded())).all()
    odd = np.array([[1.0, 2.0, 2.0, 2.0], [1.0, 1.5, 2.0, 2.0], [7.0, 7.0, 7.0, 7.0]])
    found = rung_steps(odd, 1, generator=seeded(), ladder=(0.0, 6.0))
    assert np.isnan(found).all(axis=(1, 2)).tolist() == [False, True, True]
    with pytest.raises(ValueError, match="one period more"):
        rung_steps(np.ones((1, 5)), 1, generator=seeded(), covariates=np.ones((1, 5, 1)))
    with pytest.raises(ValueError, match="known in every period"):
        rung_steps(np.ones((1, 5)), 1, generator=seeded(), covariates=np.full((1, 6, 1), np.nan))
