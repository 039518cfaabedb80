import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from facta.models.early_warning import Indicators, Surrogates, Warnings, indicators, warnings
from facta.models.refusal import Refusal

RANDOM = np.random.default_rng(6)

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "ews"
RUNS = {  # bandwidth and window, in periods
    "foldbif_no_w50": (None, 100),
    "foldbif_gauss5_w50": (10.0, 100),
    "foldbif_gauss10_w25": (20.0, 50),
    "circulation_gauss10_w50": (78.0, 392),
}


def rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def autoregression(random: np.random.Generator, persistence: np.ndarray) -> list[float]:
    found = random.standard_normal(len(persistence))
    for t in range(1, len(found)):
        found[t] += persistence[t] * found[t - 1]
    values: list[float] = found.tolist()
    return values


@pytest.mark.outside
@pytest.mark.parametrize("run", RUNS)
def test_indicators_are_those_of_the_earlywarnings_package(run: str) -> None:
    series = rows(f"{run.split('_', maxsplit=1)[0]}.csv")
    theirs = rows(f"generic_ews_{run}.csv")
    values = [float(row.get("y") or row["x"]) for row in series]
    bandwidth, window = RUNS[run]
    found = indicators(values, window, bandwidth=bandwidth)
    assert isinstance(found, Indicators)
    for key, mine in (
        ("sd", found.deviation),
        ("acf1", found.autocorrelation),
        ("ar1", found.autoregression),
        ("sk", np.abs(found.asymmetry)),
        ("kurt", found.tails),
    ):
        assert mine == pytest.approx([float(row[key]) for row in theirs], rel=1e-9, abs=1e-12)
    taus = {row["indicator"]: float(row["kendall_tau"]) for row in rows("kendall.csv") if row["run"] == run}
    test = warnings(values, window, bandwidth=bandwidth, surrogates=Surrogates(number=19))
    assert isinstance(test, Warnings)
    assert (test.deviation.tau, test.autocorrelation.tau) == pytest.approx(
        (taus["sd"], taus["acf1"]), abs=1e-9
    )


def test_tau_is_scipys() -> None:
    values = autoregression(np.random.default_rng(1), np.full(60, 0.5))
    each, test = indicators(values, 30), warnings(values, 30, surrogates=Surrogates(number=19))
    assert isinstance(each, Indicators)
    assert isinstance(test, Warnings)
    for mine, series in ((test.deviation, each.deviation), (test.autocorrelation, each.autocorrelation)):
        assert mine.tau == pytest.approx(stats.kendalltau(each.ends, series).statistic)


@pytest.mark.parametrize("null", ["autoregression", "phases"])
def test_a_stationary_series_warns_about_as_often_as_it_says(null: str) -> None:
    random, found = np.random.default_rng(7), []
    for seed in range(200):
        values = autoregression(random, np.full(160, 0.5))[100:]
        test = warnings(values, 30, surrogates=Surrogates(null, 99, seed))  # type: ignore[arg-type]
        assert isinstance(test, Warnings)
        found.append((test.deviation.p <= 0.05, test.autocorrelation.p <= 0.05))
    assert (np.mean(found, axis=0) < 0.1).all()


def test_a_series_that_recovers_ever_more_slowly_warns() -> None:
    values = autoregression(np.random.default_rng(3), np.linspace(0.0, 0.98, 400))
    test = warnings(values, 200)
    assert isinstance(test, Warnings)
    assert test.p_either < 0.1
    assert test.autocorrelation.tau > 0.5


def test_counts_whose_mean_rises_do_not_warn_of_their_spread() -> None:
    counts = np.random.default_rng(5).poisson(np.linspace(2, 40, 120)).tolist()
    plain, scaled = (warnings(counts, 60, bandwidth=60, counts=told) for told in (False, True))
    assert isinstance(plain, Warnings)
    assert isinstance(scaled, Warnings)
    assert plain.deviation.tau > 0.8
    assert scaled.deviation.tau < 0.6


def test_the_same_seed_draws_the_same_surrogates() -> None:
    values = autoregression(np.random.default_rng(1), np.full(60, 0.5))
    assert warnings(values, 30) == warnings(values, 30)
    assert warnings(values, 30) != warnings(values, 30, surrogates=Surrogates(seed=1))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0] * 60, "the series never changes: every value is 1"),
        ([0.0] * 60, "the series never changes: every value is 0"),
        ([None] * 60, "all 60 values are missing"),
        ([1.0, 2.0], "40 values are needed; there are 2"),
        ([1.0, None, *range(60)], "a value is missing, at position 1; an unbroken series is needed"),
        (
            [0.0] * 40 + [1.0, 2.0] * 20,
            "in the window of 30 periods from position 0 the series never changes",
        ),
    ],
)
def test_what_shows_no_trend_of_spread_is_refused_in_words(values: list[float | None], reason: str) -> None:
    assert warnings(values, 30) == indicators(values, 30) == Refusal(reason)


def test_what_is_no_count_is_refused_as_one() -> None:
    assert isinstance(warnings([0.5, 1.0] * 30, 30, counts=True), Refusal)
    with pytest.raises(ValueError, match="a window has 10 periods or more"):
        warnings([0.5, 1.0] * 30, 5)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "values", [[*RANDOM.poisson(4.0, 119).tolist(), 1e15], [2.0**period for period in range(120)]]
)
def test_windows_that_hardly_move_beside_the_rest_are_refused(values: list[float]) -> None:
    for found in (indicators(values, 30), warnings(values, 30, surrogates=Surrogates(number=99))):
        assert isinstance(found, Refusal)
        assert found.reason.endswith("the series hardly changes beside the rest")


@pytest.mark.filterwarnings("error")
def test_the_moments_of_large_values_are_those_of_small_ones() -> None:
    values = RANDOM.normal(0.0, 1.0, 60)
    one, large = indicators(values.tolist(), 30), indicators((1e90 * values).tolist(), 30)
    assert isinstance(one, Indicators)
    assert isinstance(large, Indicators)
    assert large.tails == pytest.approx(one.tails)
    assert large.deviation == pytest.approx(1e90 * one.deviation)
