import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from facta.models.pit import Calibrated, Score, calibration_test, pit_heights, pit_of_draws
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "scores"


def rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def outcome(actual: np.ndarray, mean: np.ndarray | float, **how: object) -> Calibrated:
    found = calibration_test(actual, mean, **how)  # type: ignore[arg-type]
    assert isinstance(found, Calibrated)
    return found


@pytest.mark.outside
def test_the_histogram_is_that_of_r() -> None:
    given = rows("calibration_input.csv")
    came, mean = (np.array([float(row[name]) for row in given]) for name in ("y", "mu"))
    found = pit_heights(stats.poisson.cdf(came - 1, mean), stats.poisson.cdf(came, mean))
    expected = [float(row["density"]) for row in rows("pit_poisson_J10.csv")]
    assert found.tolist() == pytest.approx(expected, rel=1e-9)


@pytest.mark.outside
def test_calibration_is_tested_as_in_r() -> None:
    given = rows("calibration_input.csv")
    came, mean = (np.array([float(row[name]) for row in given]) for name in ("y", "mu"))
    names: dict[str, Score] = {"dss": "dss", "logs": "log", "rps": "rps"}
    for row in rows("calibrationTest_poisson.csv"):
        found = outcome(came, mean, score=names[row["which"]])
        assert found.z == pytest.approx(float(row["z"]), abs=2e-4)
        assert found.p == pytest.approx(float(row["p"]), abs=2e-4)


@pytest.mark.parametrize("score", ["rps", "log", "dss"])
@pytest.mark.parametrize("size", [None, 1.5])
def test_true_forecasts_are_rejected_as_often_as_the_test_says(score: Score, size: float | None) -> None:
    generator = np.random.default_rng(3)
    mean = np.tile([0.7, 3.0, 12.0], 40)
    rejected = 0
    for _ in range(120):
        rate = mean if size is None else mean * generator.gamma(size, 1 / size, size=mean.size)
        found = outcome(generator.poisson(rate).astype(float), mean, size=size, score=score)
        rejected += found.p < 0.1
    assert 4 <= rejected <= 24


def test_forecasts_too_narrow_are_found_out() -> None:
    generator = np.random.default_rng(4)
    mean = np.full(150, 6.0)
    came = generator.poisson(generator.gamma(1.0, mean)).astype(float)
    assert outcome(came, mean).z > 4
    assert abs(outcome(came, mean, size=1.0).z) < 3
    assert calibration_test([], []) == Refusal("no forecast has been resolved")


def test_the_rank_of_one_of_the_draws_is_even() -> None:
    drawn = np.random.default_rng(5).normal(size=(4000, 100))
    heights = pit_heights(*pit_of_draws(drawn[:, 1:], drawn[:, 0]))
    assert heights.sum() == pytest.approx(10)
    assert heights == pytest.approx(np.ones(10), abs=0.15)
    narrow = pit_heights(*pit_of_draws(drawn[:, 1:] / 2, drawn[:, 0]))
    assert narrow[0] > 1.5
    assert narrow[4] < 1


def test_a_figure_without_width_counts_in_its_own_bin() -> None:
    chance = np.array([0.0, 0.05, 0.5, 1.0])
    assert (pit_heights(chance, chance, bins=4) / 4 * 4).tolist() == [2, 1, 0, 1]


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="two chances each"):
        pit_heights([0.5], [1.5])
    with pytest.raises(ValueError, match="likelier than that or less"):
        pit_heights([0.5], [0.4])
    with pytest.raises(ValueError, match="a rank needs draws"):
        pit_of_draws([[1.0, np.nan]], [1.0])
