import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from facta.models._hidden import Chain, emissions, passed, settled
from facta.models.refusal import Refusal
from facta.models.regimes import Regimes, _likeliest, regimes

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "regimes"
# Zucchini & MacDonald, the start free: number, log likelihood, rates.
EARTHQUAKES = [
    (1, -391.9189, (19.364,)),
    (2, -341.8787, (15.42, 26.02)),
    (3, -328.5275, (13.13, 19.71, 29.71)),
]
CALM, STORM = [1, 2, 0, 1, 2, 1, 0, 2, 1, 1], [9, 8, 11, 10, 7, 9, 12, 8, 9, 10]


def earthquakes() -> list[float]:
    path = REFERENCE / "earthquakes_zucchini.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        return [float(row["n"]) for row in csv.DictReader(lines)]


@pytest.mark.outside
@pytest.mark.parametrize(("number", "likelihood", "rates"), EARTHQUAKES)
def test_earthquakes_have_the_likelihoods_of_zucchini_and_macdonald(
    number: int, likelihood: float, rates: tuple[float, ...]
) -> None:
    found = regimes(earthquakes(), number, draws=20)
    assert isinstance(found, Regimes)
    assert found.log_likelihood == pytest.approx(likelihood, abs=6e-5)
    assert [rate.value for rate in found.rates] == pytest.approx(rates, abs=6e-3)
    assert all(rate.low90 < rate.value < rate.high90 for rate in found.rates)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.none() | st.integers(0, 12), min_size=2, max_size=7), st.booleans())
def test_likelihood_states_and_path_are_those_of_all_paths_enumerated(
    counts: list[int | None],
    dispersed: bool,  # noqa: FBT001 - drawn, not called
) -> None:
    rates, moves, first = np.array([1.0, 6.0]), np.array([[0.8, 0.2], [0.3, 0.7]]), np.array([0.6, 0.4])
    sizes = np.array([2.0, 4.0])
    chain = Chain(rates[None], sizes[None] if dispersed else None, moves[None], first[None])
    y = np.array(counts, dtype=float)
    logs = emissions(y[None], chain)
    found = passed(logs, chain)
    kinds = stats.nbinom(sizes, sizes / (sizes + rates)) if dispersed else stats.poisson(rates)
    chances = np.array([[1.0, 1.0] if np.isnan(x) else kinds.pmf(x) for x in y])
    weights = {}
    for path in product((0, 1), repeat=len(y)):
        weight = first[path[0]] * chances[0, path[0]]
        for t in range(1, len(y)):
            weight *= moves[path[t - 1], path[t]] * chances[t, path[t]]
        weights[path] = weight
    total = sum(weights.values())
    assert found.log_likelihood[0] == pytest.approx(np.log(total), abs=1e-10)
    second = [sum(w for path, w in weights.items() if path[t]) / total for t in range(len(y))]
    assert found.smoothed[0, :, 1] == pytest.approx(second, abs=1e-12)
    best = tuple(_likeliest(logs[0], moves, first).tolist())
    assert weights[best] == pytest.approx(max(weights.values()))
    steps = sum(w * (path[0] == 0 and path[1] == 1) for path, w in weights.items()) / total
    if len(y) == 2:
        assert found.made[0, 0, 1] == pytest.approx(steps)


def test_the_same_input_has_the_same_answer() -> None:
    one, two = (regimes(CALM * 2 + STORM * 2, 2, seed=3, draws=20) for _ in range(2))
    assert isinstance(one, Regimes)
    assert isinstance(two, Regimes)
    assert one.rates == two.rates
    assert (one.smoothed == two.smoothed).all()


def test_a_regime_that_holds_for_a_stretch_is_found_with_its_gaps() -> None:
    counts = [*CALM, None, None, *CALM, *STORM, None, *STORM]
    found = regimes(counts, 2, draws=20)
    assert isinstance(found, Regimes)
    assert found.path.tolist() == [0] * 22 + [1] * 21
    assert found.known[-1, 1] > 0.99


def test_wild_counts_want_a_negative_binomial() -> None:
    random = np.random.default_rng(1)
    means = np.repeat([3.0, 3.0, 12.0, 12.0], 60)
    counts = random.poisson(random.gamma(2.0, means / 2.0)).tolist()
    poisson = regimes(counts, 2, draws=20)
    wild = regimes(counts, 2, family="negative binomial", draws=20)
    assert isinstance(poisson, Regimes)
    assert isinstance(wild, Regimes)
    assert wild.bic < poisson.bic - 100
    assert wild.sizes is not None
    assert wild.sizes == pytest.approx((2, 2), rel=0.5)
    assert np.mean(wild.path == (means > 5)) > 0.95
    assert np.abs(np.diff(wild.path)).sum() < np.abs(np.diff(poisson.path)).sum()


REFUSED = {
    "the series never changes: every value is 0": [0] * 60,
    "all 60 values are missing": [None] * 60,
    "40 values are needed; there are 2": [1, 2],
    "counts are whole; one is 0.5": [0.5, 1] * 30,
    "counts are 0 or more; the least is -2": [-2, 1] * 30,
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_bears_no_regimes_is_refused_in_words(reason: str) -> None:
    assert regimes(list(REFUSED[reason]), 2) == Refusal(reason)


def test_there_are_no_more_regimes_than_different_counts() -> None:
    assert regimes([0, 1] * 30, 3) == Refusal("3 regimes need as many different counts; there are 2")
    with pytest.raises(ValueError, match="regimes are 1 or more"):
        regimes([0, 1] * 30, 0)


def test_regimes_that_take_turns_are_found() -> None:
    found = regimes([0, 1] * 30, 2)
    assert isinstance(found, Regimes)
    assert found.log_likelihood == pytest.approx(-30.0, abs=1e-3)
    assert [stay.value for stay in found.stays] == pytest.approx([0.0, 0.0], abs=1e-6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("counts", [[1.0] * 59 + [1e9], [float(2 ** min(t, 29)) for t in range(60)]])
def test_counts_that_no_other_regime_could_give_leave_no_hole(counts: list[float]) -> None:
    for family in ("poisson", "negative binomial"):
        found = regimes(counts, 2, family=family, draws=20)  # type: ignore[arg-type]
        assert isinstance(found, Regimes)
        assert np.isfinite(found.known).all()


def test_a_leap_never_ends_below_the_steps_it_replaces() -> None:
    random = np.random.default_rng(4)
    for counts in random.negative_binomial(2.5, 1 / 3, (6, 60)).astype(float):
        start = Chain(
            np.array([[2.0, 8.0]]), np.array([[5.0, 5.0]]), np.full((1, 2, 2), 0.5), np.full((1, 2), 0.5)
        )
        before = -np.inf
        for _ in range(12):
            _, now = settled(counts[None], start, rounds=1, told=True)
            start = settled(counts[None], start, rounds=1)
            assert now[0] >= before - 1e-9
            before = float(now[0])
