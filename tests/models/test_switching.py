import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from facta.models.refusal import Refusal
from facta.models.switching import Parameters, Switching, follow, switching

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "regimes"
MOVES = np.array([[0.7, 0.3], [0.1, 0.9]])


@pytest.mark.outside
def test_american_output_switches_as_hamilton_found_in_1989() -> None:
    path = REFERENCE / "hamilton1989_rgnp_from_statsmodels_tests.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        growth = [float(row["rgnp_growth"]) for row in csv.DictReader(lines)]
    found = switching(growth)
    assert isinstance(found, Switching)
    assert found.log_likelihood == pytest.approx(-181.2634, abs=5e-5)
    told = found.parameters
    assert [mean.value for mean in found.means] == pytest.approx([-0.3588, 1.1635], abs=2e-4)
    assert (told.moves[0, 0], told.moves[1, 0]) == pytest.approx((0.7547, 0.0959), abs=1e-4)
    assert told.variance == pytest.approx(0.5914, abs=1e-4)
    assert all(one.low90 < one.value < one.high90 for one in (*found.means, *found.stays))


@pytest.mark.parametrize("weights", [[], [0.4], [0.4, -0.2]])
def test_likelihood_and_chances_are_those_of_all_paths_enumerated(weights: list[float]) -> None:
    y, means, spread = np.random.default_rng(1).standard_normal(6) + 1, np.array([0.0, 2.0]), 0.8
    value, known, smoothed = follow(y, Parameters(means, np.array(weights), spread**2, MOVES))
    p, total, late = len(weights), 0.0, np.zeros(6 - len(weights))
    for path in product((0, 1), repeat=6):
        weight = (0.25, 0.75)[path[0]]  # the share of each regime in the long run
        for t in range(1, 6):
            weight *= MOVES[path[t - 1], path[t]]
        apart = y - means[list(path)]
        for t in range(p, 6):
            mine = sum(w * apart[t - 1 - i] for i, w in enumerate(weights))
            weight *= stats.norm.pdf(apart[t], mine, spread)
        total += weight
        late += weight * np.array(path[p:])
    assert value == pytest.approx(np.log(total), abs=1e-12)
    assert smoothed[:, 1] == pytest.approx(late / total, abs=1e-12)
    assert known[-1] == pytest.approx(smoothed[-1])


def test_units_do_not_matter() -> None:
    wave = np.random.default_rng(2).standard_normal(60) + np.repeat([0.0, 4.0, 0.0], 20)
    one, other = (switching(values.tolist(), lags=1) for values in (wave, 1000 * wave + 5))
    assert isinstance(one, Switching)
    assert isinstance(other, Switching)
    for mine, theirs in zip(one.means, other.means, strict=True):
        assert theirs.value == pytest.approx(1000 * mine.value + 5, rel=1e-4, abs=0.5)
    assert other.smoothed == pytest.approx(one.smoothed, abs=1e-3)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0] * 60, "the series never changes: every value is 1"),
        ([None] * 60, "all 60 values are missing"),
        ([1.0, 2.0], "44 values are needed; there are 2"),
        ([1.0, None] * 50, "50 values are missing, the first at position 1; an unbroken series is needed"),
    ],
)
def test_what_bears_no_regimes_is_refused_in_words(values: list[float | None], reason: str) -> None:
    assert switching(values) == Refusal(reason)


def test_one_regime_does_not_switch() -> None:
    with pytest.raises(ValueError, match="2 regimes at least"):
        switching([1.0, 2.0] * 40, number=1)


def test_regimes_that_explain_every_value_are_refused() -> None:
    found = switching([0.0, 1.0] * 30, lags=0)
    assert found == Refusal("the regimes explain every value: nothing is left to weigh them by")
