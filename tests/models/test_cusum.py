import csv
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facta.models.cusum import CusumRule, cusum, seasonal_means
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "surveillance"
COUNTS = np.random.default_rng(2).poisson(5.0, (3, 80)).astype(float)
PHASE1 = 281


def column(path: Path, name: str) -> NDArray[np.float64]:
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return np.array([float(row[name]) for row in csv.DictReader(lines)])


@pytest.mark.outside
@pytest.mark.parametrize("transform", ["standard", "rossi", "anscombe", "glm"])
def test_bounds_and_alarms_are_those_of_r(transform: str) -> None:
    counts = column(REFERENCE / "inputs" / "salmonella_agona.csv", "observed")
    means: NDArray[np.float64] | float = counts[:PHASE1].mean()
    if transform == "glm":
        wave = seasonal_means(counts.tolist(), PHASE1, 52)
        assert not isinstance(wave, Refusal)
        means = wave[PHASE1:]
    rule = CusumRule(transform="rossi" if transform == "glm" else transform)  # type: ignore[arg-type]
    found = cusum(counts[PHASE1:], means, rule)
    path = REFERENCE / "outputs" / f"algo_cusum_agona_{transform}.csv"
    bounds = np.ceil(found.bounds[0]) if transform == "standard" else found.bounds[0]
    assert bounds == pytest.approx(column(path, "upperbound"), abs=1e-6)
    assert found.alarms[0].tolist() == (column(path, "alarm") > 0).tolist()


@pytest.mark.parametrize("transform", ["standard", "rossi", "anscombe"])
def test_a_count_at_its_bound_is_just_enough_for_an_alarm(transform: str) -> None:
    rule = CusumRule(transform=transform)  # type: ignore[arg-type]
    found = cusum(COUNTS, 5.0, rule)
    assert (found.alarms == (found.bounds <= COUNTS)).all()


def test_sums_are_those_added_up_one_by_one() -> None:
    found = cusum(COUNTS, 5.0, CusumRule(transform="standard", reference=0.5, decision=3.0))
    for counts, sums in zip(COUNTS, found.sums, strict=True):
        total = 0.0
        for count, expected in zip(counts, sums, strict=True):
            total = max(0.0, total + (count - 5.0) / math.sqrt(5.0) - 0.5)
            assert expected == pytest.approx(total)


def test_after_an_alarm_the_sum_starts_again_if_asked() -> None:
    counts = [5.0, 20.0, 5.0, 5.0]
    assert cusum(counts, 5.0).alarms[0].tolist() == [False, True, True, True]
    assert cusum(counts, 5.0, CusumRule(restarts=True)).alarms[0].tolist() == [False, True, False, False]


def test_a_small_rise_that_lasts_is_found() -> None:
    counts = np.array([5.0] * 10 + [8.0] * 20)
    found = cusum(counts, 5.0, CusumRule(reference=0.5, decision=4.0))
    assert not found.alarms[0, :12].any()
    assert found.alarms[0, -1]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1.0, "a count is below 0"),
        (2.5, "a count is not a whole number"),
        (math.inf, "a count is infinite"),
        (math.nan, "counts that the answer would rest on are missing"),
    ],
)
def test_what_is_no_count_is_refused_in_words(value: float, reason: str) -> None:
    counts = COUNTS.copy()
    counts[1, 7] = value
    found = cusum(counts, 5.0)
    assert found.one(1) == Refusal(reason)
    assert np.isnan(found.sums[1]).all()
    assert not found.alarms[1].any()
    assert not isinstance(found.one(0), Refusal)


def test_means_are_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        cusum(COUNTS, 0.0)


def test_a_wave_needs_two_years_of_counts_that_vary() -> None:
    assert seasonal_means([1.0, 2.0], 2, 52) == Refusal(
        "a yearly wave needs a baseline of 104 periods; 2 of 2 are asked for"
    )
    assert seasonal_means([0.0] * 30, 24, 12) == Refusal("every count is 0: there is no rate to pass")
    assert isinstance(seasonal_means([math.nan] + [2.0, 3.0] * 20, 24, 12), Refusal)
