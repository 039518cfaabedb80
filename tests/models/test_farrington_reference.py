import csv
import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facta.models.farrington import FLEXIBLE, ORIGINAL, Rule, Series, Watched, farrington

Floats = NDArray[np.float64]

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
NOUFAILY = ((0.1, 1.5, 0.0025, 0.6, 0.6), (-2.0, 2.0, 0.005, 0.1, 0.3), (1.5, 1.0, 0.003, 0.2, -0.4))
NOUFAILY_REST = (
    (0.5, 5.0, 0.002, 0.5, 0.5),
    (2.5, 3.0, 0.001, 1.0, 0.1),
    (3.75, 1.1, 0.001, 0.1, -0.1),
    (5.0, 1.2, 0.0001, 0.05, 0.01),
)


def watched(series: Series, rule: Rule, at: list[int]) -> Watched:
    found = farrington(series, rule, at=at)
    assert isinstance(found, Watched)
    return found


def rule_of(name: str, call: str) -> Rule:
    """Read R's call."""
    control2 = "noPeriods=10,b=4,w=3,weightsThreshold=2.58,pastWeeksNotIncluded=26,pThresholdTrend=1,"
    if "control2" in call:
        call = control2 + "alpha=0.1," + call
    if "as newport" in call:
        call = control2 + "thresholdMethod='nbPlugin',limit54=c(0,50)"

    def given(key: str, otherwise: str) -> str:
        match = re.search(rf"\b{key}='?([^,)']+)", call)
        return match[1] if match else otherwise

    if name.startswith("farrington_"):
        power = {"2/3": 2 / 3, "1/2": 0.5, "none": 1.0}[given("powertrans", "2/3")]
        alpha = float(given("alpha", "0.05")) / 2
        rule = replace(ORIGINAL, years=int(given("b", "3")), alpha=alpha, power=power)
        return replace(rule, r_compatible="algo.farrington")
    window = given("w", "3")
    bound = given("thresholdMethod", "delta")
    assert bound in ("delta", "nbPlugin", "muan")
    return Rule(
        years=int(given("b", "5")),
        half_window=int(window),
        seasons=int(given("noPeriods", "1")),
        left_out=int(given("pastWeeksNotIncluded", window)),
        downweight_above=float(given("weightsThreshold", "2.58")),
        trend_p=float(given("pThresholdTrend", "0.05")),
        alpha=float(given("alpha", "0.05")),
        bound=bound,  # type: ignore[arg-type]
        fewest_events=0 if "c(0,50)" in call else 5,
        r_compatible="farringtonFlexible",
    )


def reference_runs() -> list[tuple[str, str, str]]:
    path = REFERENCE / "surveillance" / "calls.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        rows = [(row["file"], row["data"], row["call"]) for row in csv.DictReader(lines)]
    return [row for row in rows if row[0].startswith(("flex_", "farrington_"))]


def read(folder: str, name: str) -> list[dict[str, str]]:
    with (REFERENCE / "surveillance" / folder / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.outside
def test_bounds_trends_and_alarms_are_those_of_r_on_every_run() -> None:
    runs = reference_runs()
    if not runs:
        pytest.skip("no folder of references beside the repository")
    for name, data, call in runs:
        rows = read("inputs", f"{data}.csv")
        counts = [float(row["observed"]) for row in rows]
        dated = "-" in rows[0]["epoch"] and name.startswith("flex_")
        yearly = 12 if "monthly" in data else 52
        periods = [date.fromisoformat(row["epoch"]) for row in rows] if dated else yearly
        expected = read("outputs", name)
        found = watched(
            Series(counts, periods), rule_of(name, call), [int(row["index"]) - 1 for row in expected]
        )
        enough = found.enough[0]
        # R writes NA (flexible) or 0 (original) where too little happened lately for an alarm.
        bounds = [math.nan if row["upperbound"] == "NA" else float(row["upperbound"]) for row in expected]
        mine = np.where(enough, found.bounds[0], 0.0)
        np.testing.assert_allclose(mine, np.nan_to_num(bounds), rtol=0, atol=1e-6, err_msg=name)
        alarms = [row["alarm"] in ("1", "TRUE") for row in expected]
        assert found.alarms[0].tolist() == alarms, name
        assert (found.slopes[0] != 0).tolist() == [row["trend"] == "1" for row in expected], name


def scenario_counts(seed: int, replicates: int) -> Floats:
    week = np.arange(1, 625)
    logs, phis = [], []
    for theta, phi, beta, cosine, sine in NOUFAILY + NOUFAILY_REST:
        for trend in (0, 1):
            for waves in (0, 1, 2):
                turns = [2 * np.pi * wave * week / 52 for wave in range(1, waves + 1)]
                wave_sum = sum((cosine * np.cos(turn) + sine * np.sin(turn) for turn in turns), np.zeros(624))
                logs.append(theta + beta * trend * week + wave_sum)
                phis.append(phi)
    means = np.repeat(np.exp(logs), replicates, axis=0)
    phi = np.repeat(np.array(phis), replicates)[:, None]
    random = np.random.default_rng(seed)
    scale = np.where(phi > 1, phi - 1, 1.0)
    mixed = np.where(phi > 1, random.gamma(means / scale, scale), means)
    return random.poisson(mixed).astype(float)


@pytest.mark.outside
def test_on_noufailys_scenarios_the_bound_is_passed_as_often_as_in_r() -> None:
    path = next((REFERENCE / "noufaily").glob("r_*_by_alpha.csv"), None)
    if path is None:
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        rows = [(float(row[1]), float(row[2])) for row in csv.reader(lines) if row[0] == "improved_nbPlugin"]
    found = watched(Series(scenario_counts(11, 12), 52), FLEXIBLE, list(range(575, 624)))
    assert len(rows) == 4
    for alpha, expected in rows:
        sampling = 3 * math.sqrt(expected * (1 - expected) / found.chances.size)
        assert (found.chances <= alpha).mean() == pytest.approx(expected, abs=0.001 + sampling)
