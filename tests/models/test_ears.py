import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facta.models.ears import C1, C2, C3, EarsRule, ears
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "surveillance"
COUNTS = np.random.default_rng(1).poisson(6.0, 60).astype(float)


def column(path: Path, name: str) -> list[float]:
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return [float(row[name]) for row in csv.DictReader(lines)]


@pytest.mark.outside
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("earsC_newport_C1_vignette.csv", replace(C1, alpha=0.05)),
        ("earsC_newport_C2.csv", C2),
        ("earsC_newport_C3.csv", replace(C3, r_compatible=True)),
    ],
)
def test_bounds_and_alarms_are_those_of_r(name: str, rule: EarsRule) -> None:
    path = REFERENCE / "outputs" / name
    places = [int(place) - 1 for place in column(path, "index")]
    found = ears(column(REFERENCE / "inputs" / "salmNewport_Germany.csv", "observed"), rule)
    assert found.bounds[0, places] == pytest.approx(column(path, "upperbound"), abs=1e-9)
    assert found.alarms[0, places].tolist() == [alarm > 0 for alarm in column(path, "alarm")]


def test_the_bound_of_c2_leaves_two_periods_between_baseline_and_now() -> None:
    found = ears(COUNTS, replace(C2, alpha=0.5))
    assert found.bounds[0, 30] == pytest.approx(COUNTS[21:28].mean())
    assert ears(COUNTS, replace(C1, alpha=0.5)).bounds[0, 30] == pytest.approx(COUNTS[23:30].mean())


def test_c3_adds_what_three_periods_have_beyond_one_deviation() -> None:
    away = ears(COUNTS, C2).statistics[0]
    found = ears(COUNTS, C3)
    expected = sum(max(0.0, away[30 - back] - 1.0) for back in range(3))
    assert found.statistics[0, 30] == pytest.approx(expected)
    given = np.isfinite(found.statistics)
    assert (found.alarms == (given & (found.statistics > 1.959963984540054))).all()


def test_after_a_large_rise_c3_needs_no_more() -> None:
    counts = COUNTS.copy()
    counts[40] = 90.0
    found = ears(counts, C3)
    assert found.bounds[0, 41] == -math.inf
    assert found.alarms[0, 40:43].tolist() == [True, True, True]
    assert not found.alarms[0, 43]


def test_a_baseline_that_never_varied_has_no_bound_unless_a_deviation_is_given() -> None:
    counts = np.array([2.0] * 12 + [3.0])
    assert ears(counts, C1).one(0, 12) == Refusal(
        "the baseline never varied: it has no spread to weigh a change by"
    )
    found = ears(counts, replace(C1, least_deviation=0.2))
    assert found.bounds[0, 12] == pytest.approx(2.0 + 0.2 * 3.0114537584397875)


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({3: -1.0}, 20, "a count is below 0"),
        ({3: 1.5}, 20, "a count is not a whole number"),
        ({3: math.inf}, 20, "a count is infinite"),
        ({18: math.nan}, 25, "counts that the answer would rest on are missing"),
        ({25: math.nan}, 25, "the count of this period is missing"),
        ({}, 8, "the series does not reach back over the whole baseline"),
        (dict.fromkeys(range(60), 0.0), 20, "every count is 0: there is no rate to pass"),
        (dict.fromkeys(range(60), math.nan), 20, "every count is missing"),
    ],
)
@pytest.mark.parametrize("rule", [C2, C3])
def test_what_bears_no_bound_is_refused_in_words(
    change: dict[int, float], place: int, reason: str, rule: EarsRule
) -> None:
    counts = COUNTS.copy()
    for when, value in change.items():
        counts[when] = value
    found = ears(counts, rule)
    assert found.one(0, place) == Refusal(reason)
    assert np.isnan(found.bounds[0, place])
    assert not found.alarms[0, place]


def test_two_points_have_no_baseline() -> None:
    assert (ears([1, 2], C1).reasons > 0).all()


def test_a_given_period_is_told_whole() -> None:
    found = ears(COUNTS, C1)
    assert found.one(0, 20) == (found.statistics[0, 20], found.bounds[0, 20], bool(found.alarms[0, 20]))


def test_a_baseline_of_two_periods_is_an_error() -> None:
    with pytest.raises(ValueError, match="three periods"):
        ears(COUNTS, replace(C1, baseline=2))
