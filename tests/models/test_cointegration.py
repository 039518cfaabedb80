import csv
import math
from pathlib import Path

import numpy as np
import pytest

from facta.models.cointegration import (
    Cointegration,
    Stationary,
    UnitRoot,
    cointegration,
    cramer_von_mises_p,
    stationary,
    unit_root,
)
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "reciprocity"


def last_weeks() -> np.ndarray:
    """Return the last 117 weeks of Israeli and Palestinian deeds toward each other."""
    path = REFERENCE / "IsraelPalestineConflict.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return np.array([[float(row["i2p"]), float(row["p2i"])] for row in csv.DictReader(lines)])[-117:]


@pytest.mark.outside
def test_statistics_are_those_of_another_implementation() -> None:
    weeks = last_weeks()
    # By statsmodels 0.15.0: its coint_johansen without and its VECM with the constant inside, one lag
    # of the changes; its adfuller with two lags and a constant; its kpss with four lags.
    free, inside = cointegration(weeks), cointegration(weeks, constant_inside=True)
    assert isinstance(free, Cointegration)
    assert isinstance(inside, Cointegration)
    assert free.trace == pytest.approx((63.87174713, 12.49610172), abs=1e-6)
    assert free.largest == pytest.approx((51.3756454, 12.49610172), abs=1e-6)
    assert free.weights[0] == pytest.approx([1.0, -1.81150963], abs=1e-6)
    assert inside.trace[1] == pytest.approx(12.564403893100007, abs=1e-6)
    root, level = unit_root(weeks[:, 0], 2), stationary(weeks[:, 0], 4)
    assert isinstance(root, UnitRoot)
    assert isinstance(level, Stationary)
    assert (root.statistic, root.p) == pytest.approx((-3.5569782040645688, 0.006638826088489883), abs=1e-9)
    assert (root.cut01, root.cut05, root.cut10) == pytest.approx((-3.489058, -2.887246, -2.580481), abs=1e-6)
    assert level.statistic == pytest.approx(1.104166778988687, abs=1e-9)
    assert stationary(weeks[:, 0]) == level


def test_the_published_cuts_of_the_level_test_have_their_chances() -> None:
    for cut, level in ((0.347, 0.1), (0.463, 0.05), (0.574, 0.025), (0.739, 0.01)):
        assert cramer_von_mises_p(cut) == pytest.approx(level, rel=0.05)
    assert cramer_von_mises_p(0.0) == 1.0
    assert cramer_von_mises_p(1e-3) == pytest.approx(1.0)
    assert 0.0 <= cramer_von_mises_p(20.0) < 1e-12


def test_series_that_wander_together_have_one_relation() -> None:
    random = np.random.default_rng(3)
    words = np.cumsum(random.standard_normal(300))
    deeds = 0.5 * words + random.standard_normal(300) + 7
    alone = np.cumsum(random.standard_normal(300))
    for inside in (False, True):
        two = cointegration(np.column_stack([deeds, words]), constant_inside=inside)
        none = cointegration(np.column_stack([alone, words]), constant_inside=inside)
        assert isinstance(two, Cointegration)
        assert isinstance(none, Cointegration)
        assert two.weights[0, 1] == pytest.approx(-0.5, abs=0.05)
        assert (two.relations, none.relations) == (1, 0)
    assert two.weights[0, 2] == pytest.approx(-7, abs=1)


def test_units_do_not_matter() -> None:
    random = np.random.default_rng(4)
    series = np.cumsum(random.standard_normal((120, 3)), axis=0)
    one, other = cointegration(series), cointegration(series * [1e-3, 1e6, 2] + [5, 1e7, 0])
    assert isinstance(one, Cointegration)
    assert isinstance(other, Cointegration)
    assert other.trace == pytest.approx(one.trace, rel=1e-8)
    for values in (series[:, 0], series[:, 0] * 1e6 + 1e8):
        assert unit_root(values).statistic == pytest.approx(unit_root(series[:, 0]).statistic)  # type: ignore[union-attr]


def test_a_walk_is_said_to_wander_and_noise_is_not() -> None:
    random = np.random.default_rng(5)
    noise = random.standard_normal((100, 100))
    walks = [unit_root(np.cumsum(row)).p < 0.05 for row in noise]  # type: ignore[union-attr]
    assert np.mean(walks) < 0.13
    assert all(unit_root(row, 0).p < 0.01 for row in noise)  # type: ignore[union-attr]
    assert np.mean([stationary(row).p < 0.05 for row in noise]) < 0.13  # type: ignore[union-attr]
    assert np.mean([stationary(np.cumsum(row)).p < 0.05 for row in noise]) > 0.7  # type: ignore[union-attr]


REFUSED = {
    "the series never changes: every value is 0": [0.0] * 60,
    "all 60 values are missing": [math.nan] * 60,
    "30 values are needed; there are 2": [1.0, 2.0],
    "a value is missing, at position 1; an unbroken series is needed": [
        1.0,
        math.nan,
        *map(float, range(60)),
    ],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_bears_no_test_is_refused_in_words(reason: str) -> None:
    values = REFUSED[reason]
    assert unit_root(values) == stationary(values) == Refusal(reason)
    other = [float(x * x % 7) for x in range(len(values))]
    assert cointegration(np.column_stack([values, other])) == Refusal(f"series 1: {reason}")


def test_what_follows_exactly_is_refused() -> None:
    wave = [float(x * x % 7) for x in range(60)]
    assert cointegration([[x, 2 * x] for x in wave]) == Refusal("one series follows exactly from the others")
    assert isinstance(unit_root([float(t) for t in range(60)]), Refusal)
    with pytest.raises(ValueError, match="lags are 0 or more"):
        unit_root(wave, -1)
    with pytest.raises(ValueError, match="two to five columns"):
        cointegration([[x] for x in wave])
