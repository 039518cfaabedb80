import csv
from itertools import pairwise, product
from math import exp, lgamma, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from facta.models.changepoint import Changes, Prior, SingleChange, changes, single_change
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "regimes"
COUNTS = st.lists(st.none() | st.integers(0, 30), min_size=4, max_size=10)


def enumerated(
    counts: list[int | None], prior: Prior, exposures: list[float], dispersion: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return log evidence, chances of a start at each period and of each length, by all partitions."""
    n, hazard = len(counts), 1 / prior.run
    total, starts, lengths = 0.0, np.zeros(n), np.zeros(n)
    for cuts in product((0, 1), repeat=n - 1):
        weight = 1.0
        for cut in cuts:
            weight *= hazard if cut else 1 - hazard
        edges = [0, *(i + 1 for i, cut in enumerate(cuts) if cut), n]
        for first, stop in pairwise(edges):
            seen = [
                (y / dispersion, e / dispersion)
                for y, e in zip(counts[first:stop], exposures[first:stop], strict=True)
                if y is not None
            ]
            shape, rate = prior.shape + sum(y for y, _ in seen), prior.rate + sum(e for _, e in seen)
            weight *= exp(lgamma(shape) - lgamma(prior.shape) + prior.shape * log(prior.rate))
            weight *= exp(-shape * log(rate) + sum(y * log(e) - lgamma(y + 1) for y, e in seen))
        total += weight
        starts[edges[:-1]] += weight
        lengths[n - edges[-2] - 1] += weight
    return log(total), starts / total, lengths / total


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.sampled_from([1.0, 2.5]))
def test_chances_are_those_of_all_partitions_enumerated(counts: list[int | None], dispersion: float) -> None:
    prior, exposures = Prior(5, 1.5, 0.4), [1.0 + i % 3 for i in range(len(counts))]
    found = changes(counts, prior, exposures=exposures, dispersion=dispersion)
    if isinstance(found, Refusal):
        return
    evidence, starts, lengths = enumerated(counts, prior, exposures, dispersion)
    assert found.log_evidence == pytest.approx(evidence, abs=1e-10)
    assert found.changed == pytest.approx(starts, abs=1e-12)
    assert found.lengths[-1] == pytest.approx(lengths, abs=1e-12)


def test_the_future_never_changes_what_was_known_of_a_run() -> None:
    counts = [1, 0, 2, 1, 0, 1, 9, 8, None, 11, 9, 0, 0]
    whole = changes(counts, Prior(20, 1, 0.25))
    assert isinstance(whole, Changes)
    for n in range(5, len(counts)):
        part = changes(counts[:n], Prior(20, 1, 0.25))
        assert isinstance(part, Changes)
        assert whole.lengths[:n, :n] == pytest.approx(part.lengths)


@pytest.mark.outside
def test_coal_mines_grew_safer_after_1891() -> None:
    path = REFERENCE / "coal_annual.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        counts = [int(row["n"]) for row in csv.DictReader(lines)]
    found = single_change(counts)
    assert isinstance(found, SingleChange)
    assert 1851 + found.likeliest - 1 == 1891
    assert found.chances.max() == pytest.approx(0.245, abs=0.001)
    assert (found.before, found.after) == pytest.approx((3.12, 0.92), abs=0.06)
    assert found.log_bayes_factor > log(1e9)


def test_the_chance_of_one_change_is_that_of_its_two_parts() -> None:
    counts = [2, 1, 7, 6, 8]
    found = single_change(counts, shape=2, rate=0.5)
    assert isinstance(found, SingleChange)

    def evidence(part: list[int]) -> float:
        shape, rate = 2 + sum(part), 0.5 + len(part)
        return lgamma(shape) - lgamma(2) + 2 * log(0.5) - shape * log(rate)

    weights = np.exp([evidence(counts[:k]) + evidence(counts[k:]) for k in range(1, 5)])
    assert found.chances == pytest.approx([0, *(weights / weights.sum())])
    assert found.log_bayes_factor == pytest.approx(log(weights.mean()) - evidence(counts))


def test_the_rate_now_is_the_gamma_of_the_present_run() -> None:
    found = changes([3, 4, 5, 4, 3, 5, 4, 4], Prior(1e9, 2, 0.5))
    assert isinstance(found, Changes)
    assert found.now.mean == pytest.approx(34 / 8.5, rel=1e-6)
    level = found.now
    ends = stats.gamma.ppf([0.1, 0.9, 0.025, 0.975], 34, scale=1 / 8.5)
    assert [level.low80, level.high80, level.low95, level.high95] == pytest.approx(ends, rel=1e-5)


def test_a_missing_count_says_nothing_and_time_goes_on() -> None:
    gappy = changes([1, 2, None, None, 9, 8, 9], Prior(10, 1, 0.3))
    assert isinstance(gappy, Changes)
    assert gappy.lengths.sum(-1) == pytest.approx(np.ones(7))
    assert gappy.changed[2] + gappy.changed[3] + gappy.changed[4] > 0.9


REFUSED = {
    "the series never changes: every value is 3": [3] * 20,
    "the series never changes: every value is 0": [0] * 20,
    "all 20 values are missing": [None] * 20,
    "4 values are needed; there are 2": [1, 2],
    "counts are 0 or more; the least is -1": [1, 2, 3, -1, 4],
    "counts are whole; one is 2.5": [1, 2.5, 3, 1, 4],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_no_series_of_counts_is_refused_in_words(reason: str) -> None:
    values: list[float | None] = list(REFUSED[reason])
    assert changes(values, Prior(20, 1, 1)) == single_change(values) == Refusal(reason)  # type: ignore[arg-type]


def test_a_single_change_needs_an_unbroken_series() -> None:
    assert isinstance(single_change([1, 2, float("nan"), 3, 4]), Refusal)


@pytest.mark.parametrize("prior", [Prior(1, 1, 1), Prior(9, 0, 1), Prior(9, 1, -1)])
def test_what_is_no_prior_is_an_error(prior: Prior) -> None:
    with pytest.raises(ValueError, match="a run is longer than 1"):
        changes([1, 2, 3, 4], prior)
    with pytest.raises(ValueError, match="exposures are finite and above 0"):
        changes([1, 2, 3, 4], Prior(9, 1, 1), exposures=[1, 1])


@pytest.mark.filterwarnings("error")
def test_a_run_that_a_burst_ruled_out_may_go_on_after_it() -> None:
    found = changes([float(2 ** min(period, 29)) for period in range(120)], Prior(60, 1, 0.2))
    assert isinstance(found, Changes)
    assert np.isfinite(found.lengths).all()
    assert found.lengths.sum(1) == pytest.approx(1.0)


def test_counts_beyond_a_billion_are_refused() -> None:
    for found in (changes([1, 2, 3, 4e9], Prior(60, 1, 0.2)), single_change([1, 2, 3, 4e9])):
        assert found == Refusal("counts up to 1e+09 are weighed; one is 4e+09")
