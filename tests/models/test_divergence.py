import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from facta.models._odds import odds_ratio
from facta.models.divergence import (
    Gap,
    RatioChange,
    VerbalShare,
    deeds_to_words,
    ratio_change,
    standardised_gap,
    verbal_share,
)
from facta.models.rates import Ratio
from facta.models.refusal import Refusal

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "divergence"
COUNT = st.integers(0, 60)


def shares(seed: int, strength: float) -> tuple[list[int], list[int]]:
    random = np.random.default_rng(seed)
    total = random.poisson(20, 60)
    words = random.binomial(total, random.beta(0.8 * strength, 0.2 * strength, 60))
    return words.tolist(), (total - words).tolist()


def told(found: VerbalShare | Refusal) -> VerbalShare:
    assert isinstance(found, VerbalShare)
    return found


@pytest.mark.outside
def test_the_ratio_of_deeds_to_words_is_that_of_r() -> None:
    path = REFERENCE / "poisson_rate_ratio_R.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["T1"] == row["T2"]:
                found = deeds_to_words(float(row["x1"]), float(row["x2"]))
                assert isinstance(found, Ratio)
                ends = (found.ratio, found.p, found.low95, found.high95)
                assert ends == pytest.approx(
                    [float(row[key]) for key in ("ratio", "p", "lo", "hi")], rel=1e-9
                )


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_exact_change_is_scipys(a: int, b: int, c: int, d: int) -> None:
    if not ((a + b) and (c + d) and (a + c) and (b + d)):
        return
    found, table = odds_ratio(a, b, c, d), [[a, b], [c, d]]
    theirs = stats.contingency.odds_ratio(table)
    ends = theirs.confidence_interval(0.95)
    assert found.ratio == pytest.approx(theirs.statistic, rel=1e-5)
    assert (found.low95, found.high95) == pytest.approx((ends.low, ends.high), rel=1e-5)
    assert found.p == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


def test_the_share_is_where_scipys_beta_binomial_is_likeliest() -> None:
    words, deeds = (np.array(part) for part in shares(1, 8))
    found = told(verbal_share(words.tolist(), deeds.tolist()))

    def cost(at: np.ndarray) -> float:
        share, strength = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
        kinds = stats.betabinom(words + deeds, share * strength, (1 - share) * strength)
        return -float(kinds.logpmf(words).sum())

    best = optimize.minimize(cost, [1.0, 2.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert found.share == pytest.approx(1 / (1 + np.exp(-best.x[0])), abs=1e-5)
    assert found.correlation == pytest.approx(1 / (1 + np.exp(best.x[1])), abs=1e-4)
    assert found.low95 < found.low80 < found.share < found.high80 < found.high95
    assert found.p < 1e-6


def test_intervals_hold_the_share_about_as_often_as_they_say() -> None:
    for strength in (8.0, 1e7):
        found = [told(verbal_share(*shares(seed, strength))) for seed in range(60)]
        assert np.mean([one.low95 <= 0.8 <= one.high95 for one in found]) > 0.85
        true = 1 / (1 + strength)
        assert np.mean([one.correlation_low95 <= true <= one.correlation_high95 for one in found]) > 0.85
    assert np.mean([one.p < 0.05 for one in found]) < 0.12


def test_words_and_deeds_are_mirrored() -> None:
    words, deeds = shares(2, 8)
    one, back = told(verbal_share(words, deeds)), told(verbal_share(deeds, words))
    assert back.share == pytest.approx(1 - one.share, abs=1e-5)
    assert (back.low95, back.high95) == pytest.approx((1 - one.high95, 1 - one.low95), abs=1e-5)
    assert back.correlation == pytest.approx(one.correlation, abs=1e-4)


def test_dispersion_widens_the_interval_of_the_change() -> None:
    words, deeds = [20, 2, 19, 3, 21, 1] * 4, [2, 9, 1, 8, 2, 10] * 4
    found = ratio_change(words, deeds, 12)
    assert isinstance(found, RatioChange)
    assert found.dispersion > 5
    assert found.dispersed.low95 < found.exact.low95 < 1 < found.exact.high95 < found.dispersed.high95
    assert found.dispersed.p > 0.5


def counts(seed: int, periods: int, *, doubled: int | None = None) -> tuple[list[int], list[int]]:
    means = np.tile([[20.0], [5.0]], (1, periods))
    if doubled is not None:
        means[0, doubled:] *= 2
    words, deeds = np.random.default_rng(seed).poisson(means).tolist()
    return words, deeds


def gap(words: list[int], deeds: list[int], baseline: int) -> Gap:
    found = standardised_gap(words, deeds, baseline)
    assert isinstance(found, Gap)
    return found


def test_words_that_double_run_ahead_from_then_on() -> None:
    found = gap(*counts(1, 90, doubled=70), 60)
    assert found.since is not None
    assert 67 <= found.since <= 72
    assert found.turn is not None
    assert found.turn.low95 <= 69 <= found.turn.high95
    assert found.p < 0.01
    assert found.low95 < found.low80 < 0 < found.high80 < found.high95
    assert found.gap[:60].mean() == pytest.approx(0.0, abs=1e-12)


def test_words_that_stay_as_they_were_seldom_run_ahead() -> None:
    found = [gap(*counts(seed, 72), 48) for seed in range(40)]
    assert np.mean([one.since is not None for one in found]) < 0.16
    assert all((one.since is None) == (one.turn is None) or one.turn is None for one in found)
    assert gap(*counts(1, 72), 48).line == gap(*counts(1, 72), 48).line


USUAL = [float(x * x % 7) for x in range(40)]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([3.0] * 40, "words: the series never changes: every value is 3"),
        ([0.0] * 40, "words: the series never changes: every value is 0"),
        ([None] * 40, "words: all 24 values are missing"),
        ([1.0, None, *USUAL[2:]], "words: 24 values are needed; there are 23"),
        ([-1.0, *USUAL[1:]], "words: counts are 0 or more; the least is -1"),
        ([0.5, *USUAL[1:]], "words: counts are whole; one is 0.5"),
    ],
)
def test_what_has_no_standard_is_refused_in_words(words: list[float | None], reason: str) -> None:
    assert standardised_gap(words, USUAL, 24) == Refusal(reason)


def test_too_few_periods_have_no_gap() -> None:
    assert standardised_gap([1, 2], [3, 4], 1) == Refusal("words: 24 values are needed; there are 1")
    assert standardised_gap(USUAL, USUAL, 38) == Refusal(
        "4 periods are needed after the baseline; there are 2"
    )
    with pytest.raises(ValueError, match="of the same periods"):
        standardised_gap(USUAL, [*USUAL, 1.0], 24)


@pytest.mark.parametrize(
    ("words", "deeds", "reason"),
    [
        ([0] * 9, [0] * 9, "there are no events in any period"),
        ([3] * 9, [0] * 9, "all events are words; the share has no spread"),
        ([0] * 9, [3] * 9, "all events are deeds; the share has no spread"),
        ([1, 2], [2, 1], "8 periods with events are needed; there are 2"),
        ([None] * 9, [1] * 9, "words: all of the 9 counts are missing, 9 in number"),
        ([1] * 9, [1, None, *[1] * 7], "deeds: some of the 9 counts are missing, 1 in number"),
    ],
)
def test_a_share_without_events_is_refused_in_words(
    words: list[float | None], deeds: list[float | None], reason: str
) -> None:
    assert verbal_share(words, deeds) == Refusal(reason)


def test_a_change_without_events_on_a_side_is_refused() -> None:
    assert ratio_change([1, 2, 0, 0], [1, 1, 0, 0], 2) == Refusal("there are no events after the change")
    assert ratio_change([0, 0, 1, 2], [0, 0, 1, 1], 2) == Refusal("there are no events before the change")
    assert ratio_change([1, 2, 1, 2], [0] * 4, 2) == Refusal("all events are words, before and after")
    assert deeds_to_words(0, 0) == Refusal("there are no events, so no ratio of deeds to words")
    assert isinstance(deeds_to_words(-1, 3), Refusal)
    with pytest.raises(ValueError, match="within the 2 periods"):
        ratio_change([1, 2], [2, 1], 5)


def test_more_events_than_can_be_weighed_exactly_are_refused() -> None:
    assert ratio_change([10**9, 1], [10**9, 1], 1) == Refusal(
        "more than 1,000,000 events are not weighed exactly; there are 2,000,000,002"
    )
    assert deeds_to_words(float("inf"), 1) == Refusal("counts are finite; one is infinite")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("events", [1, 3, 7])
def test_a_baseline_with_next_to_no_events_knows_no_standard_deviation(events: int) -> None:
    random = np.random.default_rng(1)
    words = random.poisson(20, 48).tolist()
    deeds = [1 if period < 36 and period % 5 == 0 and period // 5 < events else 0 for period in range(48)]
    for pair in ((words, deeds), (deeds, words)):
        found = standardised_gap(*pair, 36)
        assert isinstance(found, Refusal)
        assert f"differ from the commonest count to say what is usual; {events} do" in found.reason


def test_eight_periods_that_differ_give_a_line_in_reach() -> None:
    random = np.random.default_rng(1)
    words = random.poisson(20, 48).tolist()
    deeds = [1 if period % 4 == 0 else 0 for period in range(48)]
    found = standardised_gap(words, deeds, 36)
    assert isinstance(found, Gap)
    assert 1 < found.line < 20
