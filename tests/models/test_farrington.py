import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from facta.models.farrington import (
    FLEXIBLE,
    MONTHLY,
    ORIGINAL,
    Bound,
    Reason,
    Rule,
    Series,
    Watched,
    farrington,
)
from facta.models.refusal import Refusal

Floats = NDArray[np.float64]

PAST = 5 * 52 + 3


def watched(series: Series, rule: Rule = FLEXIBLE, at: list[int] | None = None) -> Watched:
    found = farrington(series, rule, at=at)
    assert isinstance(found, Watched)
    return found


def drawn(seed: int, mean: float = 8.0, shape: tuple[int, ...] = (PAST + 30,)) -> Floats:
    return np.random.default_rng(seed).poisson(mean, shape).astype(float)


def by_hand(y: Floats, design: Floats, offset: Floats, threshold: float) -> tuple[Floats, float, Floats]:
    """Return coefficients, dispersion and their inverse information, by iterated least squares."""
    weights = np.ones(len(y))
    for turn in range(2):
        means = y + 0.5
        for _ in range(60):
            work = weights * means
            inverse = np.linalg.inv(design.T @ (design * work[:, None]))
            target = np.log(means) - offset + (y - means) / means
            found = inverse @ design.T @ (work * target)
            means = np.exp(design @ found + offset)
        phi = max(1.0, float((weights * (y - means) ** 2 / means).sum() / (len(y) - design.shape[1])))
        hat = weights * means * ((design @ inverse) * design).sum(axis=1)
        residual = 1.5 * (y ** (2 / 3) - means ** (2 / 3)) / (means ** (1 / 6) * np.sqrt(phi * (1 - hat)))
        if turn == 0:
            weights = np.where(residual > threshold, 1 / np.maximum(residual, 1e-9) ** 2, 1.0)
            weights *= len(y) / weights.sum()
    return found, phi, inverse


@pytest.mark.parametrize("seed", range(4))
def test_a_fit_is_the_quasi_poisson_regression_done_by_hand(seed: int) -> None:
    random = np.random.default_rng(seed)
    exposures = random.uniform(50, 150, PAST + 1)
    wave = 1 + 0.6 * np.sin(2 * np.pi * np.arange(PAST + 1) / 52)
    counts = random.negative_binomial(4, 4 / (4 + 0.1 * exposures * wave)).astype(float)
    counts[[40, 120, 121]] = math.nan
    found = watched(Series(counts, 52, exposures), replace(FLEXIBLE, trend_p=1.0, bound="delta"), [PAST]).one(
        0, 0
    )
    assert isinstance(found, Bound)
    past = np.arange(0, PAST - 26)
    y, seasons = counts[past], np.zeros(len(past), dtype=int)
    for year in range(5):
        # Each year: seven weeks of this season, then nine blocks of five.
        for week in range(52):
            place = year * 52 + week
            if place < len(past):
                seasons[place] = 0 if week < 7 else 1 + (week - 7) // 5
    kept = np.isfinite(y)
    table = np.column_stack([np.eye(10)[seasons], (past - PAST) / 260.0])[kept]
    logs = np.log(exposures[past])[kept]
    coefficients, phi, inverse = by_hand(y[kept], table, logs, 2.58)
    if found.slope == 0:
        table = table[:, :-1]
        coefficients, phi, inverse = by_hand(y[kept], table, logs, 2.58)
    mean = float(np.exp(coefficients[0]) * exposures[PAST])
    variance = phi * mean + mean**2 * phi * inverse[0, 0]
    bound = (mean ** (2 / 3) + stats.norm.ppf(0.995) * 2 / 3 * mean ** (-1 / 3) * variance**0.5) ** 1.5
    assert found.expected == pytest.approx(mean, rel=1e-9)
    assert found.dispersion == pytest.approx(phi, rel=1e-9)
    assert found.bound == pytest.approx(bound, rel=1e-9)


def test_a_batch_says_of_each_series_what_it_says_alone() -> None:
    counts = drawn(3, shape=(7, PAST + 20))
    counts[2] += np.arange(PAST + 20) // 20
    together = watched(Series(counts, 52))
    for number, alone in enumerate(counts):
        found = watched(Series(alone, 52))
        np.testing.assert_allclose(found.bounds[0], together.bounds[number], rtol=1e-12)
        np.testing.assert_allclose(found.expected[0], together.expected[number], rtol=1e-12)


def test_what_comes_later_changes_nothing() -> None:
    counts = drawn(5)
    before = watched(Series(counts[: PAST + 5], 52)).bounds
    assert watched(Series(counts, 52)).bounds[:, :5].tolist() == before.tolist()


@pytest.mark.parametrize("bound", ["nbPlugin", "muan"])
def test_a_count_passes_its_bound_exactly_when_its_chance_is_small_enough(bound: str) -> None:
    rule = replace(FLEXIBLE, alpha=0.05, bound=bound)
    found = watched(Series(drawn(7, 3.0, (20, PAST + 20)), 52), rule)
    assert found.exceeds.any()
    assert (found.exceeds == (found.chances <= 0.05)).all()


def test_the_bound_that_allows_for_an_uncertain_mean_is_never_lower() -> None:
    series = Series(drawn(8, 3.0, (20, PAST + 20)), 52)
    plug_in = watched(series).bounds
    assert (watched(series, replace(FLEXIBLE, bound="muan")).bounds >= plug_in).all()


def test_the_quantile_is_that_of_scipy() -> None:
    found = watched(Series(drawn(9, 5.0, (30, PAST + 10)), 52), replace(FLEXIBLE, alpha=0.01))
    wide = found.dispersion > 1.000001
    size = found.expected / np.where(wide, found.dispersion - 1, 1.0)
    expected = np.where(
        wide,
        stats.nbinom.ppf(0.99, size, size / (size + found.expected)),
        stats.poisson.ppf(0.99, found.expected),
    )
    assert (found.bounds == expected).all()


def test_a_trend_never_leads_beyond_the_highest_count_of_the_baseline() -> None:
    rising = np.rint(3 * np.exp(0.012 * np.arange(PAST + 20)))
    found = watched(Series(rising, 52))
    assert (found.slopes == 0).all()
    falling = watched(Series(rising[::-1].copy(), 52))
    assert (falling.slopes < 0).all()


def test_a_baseline_of_two_years_bears_no_trend() -> None:
    found = watched(Series(drawn(10) + np.arange(PAST + 30) // 30, 52), replace(FLEXIBLE, years=2))
    assert (found.slopes == 0).all()


def test_an_outbreak_in_the_past_is_weighed_down() -> None:
    counts = drawn(12)
    past = counts.copy()
    past[PAST - 104 : PAST - 101] += 60
    plain, after = watched(Series(counts, 52)), watched(Series(past, 52))
    unweighed = watched(Series(past, 52), replace(FLEXIBLE, downweight_above=1e9))
    here = np.s_[0, 0]
    assert plain.bounds[here] <= after.bounds[here] < unweighed.bounds[here]


def test_counts_out_of_more_are_expected_to_be_more() -> None:
    counts = drawn(13)
    exposures = np.full(PAST + 30, 100.0)
    plain = watched(Series(counts, 52, exposures), at=[PAST]).expected[0, 0]
    exposures[PAST] = 200.0
    doubled = watched(Series(counts, 52, exposures), at=[PAST]).expected[0, 0]
    assert doubled == pytest.approx(2 * plain)


def test_no_alarm_with_fewer_than_five_events_in_four_periods_unless_asked() -> None:
    counts = np.zeros(PAST + 10)
    counts[3::8] = 1.0
    counts[PAST + 4] = 4.0
    found = watched(Series(counts, 52))
    assert found.exceeds[0, 4]
    assert not found.alarms.any()
    assert found.silenced.tolist() == [found.exceeds[0].sum()]
    tuned = watched(Series(counts, 52), replace(FLEXIBLE, fewest_events=4))
    assert tuned.alarms[0].tolist() == [period == 4 for period in range(10)]


def test_no_baseline_crosses_a_declared_break_unasked() -> None:
    counts = drawn(14, shape=(PAST + 300,))
    found = watched(Series(counts, 52, breaks=[200]), at=[199 + PAST, 200 + PAST])
    assert found.one(0, 0) == Refusal(
        "a declared break lies in the baseline: ask for fewer years, or to cross it"
    )
    assert isinstance(found.one(0, 1), Bound)
    asked = watched(Series(counts, 52, breaks=[200]), replace(FLEXIBLE, across_breaks=True), [199 + PAST])
    assert isinstance(asked.one(0, 0), Bound)


def test_the_first_period_after_a_break_is_not_weighed_against_what_was_before() -> None:
    found = watched(Series(drawn(15), 52, breaks=[PAST + 2]), at=[PAST + 1, PAST + 2])
    assert found.reasons.tolist() == [[Reason.GIVEN, Reason.BREAK]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda y: np.full_like(y, 4.0), "every count is the same"),
        (np.zeros_like, "every count is 0"),
        (lambda y: np.full_like(y, math.nan), "every count is missing"),
        (lambda y: np.where(np.arange(len(y)) == 7, -1.0, y), "a count is below 0"),
        (lambda y: np.where(np.arange(len(y)) == 7, 2.5, y), "a count is not a whole number"),
        (lambda y: np.where(np.arange(len(y)) == 7, math.inf, y), "a count is infinite"),
        (lambda y: np.where(np.arange(len(y)) < 60, math.nan, y), "counts that the answer would rest on"),
        (lambda y: np.where(np.arange(len(y)) == PAST, math.nan, y), "the count of this period is missing"),
        (lambda y: np.where(np.arange(len(y)) < PAST, 0.0, y), "the baseline has no event"),
        (lambda y: np.where(np.arange(len(y)) < PAST, 6.0, y), "the baseline never varied"),
        (lambda y: np.where(np.arange(len(y)) % 52 < 20, 0.0, y), "no event in this season"),
    ],
)
def test_what_bears_no_bound_is_refused_in_words(change: object, reason: str) -> None:
    assert callable(change)
    found = watched(Series(np.stack([change(drawn(16)), drawn(17)]), 52), at=[PAST])
    refused = found.one(0, 0)
    assert isinstance(refused, Refusal)
    assert reason in refused.reason
    assert np.isnan(found.bounds[0, 0])
    assert not found.alarms[0, 0]
    assert isinstance(found.one(1, 0), Bound)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ([0, 7, 7, 14], "the period 2020-01-13 stands twice"),
        ([0, 7, 21, 28], "no period begins on 2020-01-20: write it with a missing count"),
        ([0, 14, 7, 21], "the period 2020-01-13 stands after 2020-01-20"),
        ([0, 1, 2, 3], "the periods are neither weeks nor months"),
        ([0, 31, 91, 121], "there is no period of 2020-03: write it with a missing count"),
        ([0, 7, 14], "there are 4 counts and 3 periods"),
    ],
)
def test_periods_in_disorder_are_refused_in_words(days: list[int], reason: str) -> None:
    first = date(2020, 1, 6)
    periods = [first + timedelta(days=day) for day in days]
    assert farrington(Series([1.0, 2.0, 3.0, 4.0], periods)) == Refusal(reason)


def test_two_points_are_refused_with_what_they_lack() -> None:
    assert farrington(Series([3.0, 5.0], 52)) == Refusal(
        "a baseline of 5 years needs 263 earlier periods; there are 2 in all"
    )
    assert watched(Series([3.0, 5.0], 52), at=[1]).reasons.tolist() == [[Reason.TOO_EARLY]]


def test_weeks_with_dates_have_their_season_even_in_years_of_53_weeks() -> None:
    first = date(2014, 1, 6)
    periods = [first + timedelta(weeks=week) for week in range(560)]
    # Only the week of 1 March is busy; counted by 52 weeks it would wander out of its season.
    counts = drawn(18, 2.0, (560,)) + 1
    for week, day in enumerate(periods):
        if day <= date(day.year, 3, 1) < day + timedelta(days=7):
            counts[week] += 30
    busy = [week for week, day in enumerate(periods) if day.year == 2023 and counts[week] > 25]
    rule = replace(FLEXIBLE, half_window=0, seasons=20, years=8, downweight_above=1e9)
    by_date = watched(Series(counts, periods), rule, busy)
    by_number = watched(Series(counts, 52), rule, busy)
    assert by_date.expected[0, 0] > 28
    assert by_number.expected[0, 0] < 20


def test_months_may_be_named_by_their_last_day() -> None:
    counts = drawn(19, 20.0, (100,))
    firsts = [date(2015 + month // 12, month % 12 + 1, 1) for month in range(101)]
    lasts = [day - timedelta(days=1) for day in firsts[1:]]
    named = [watched(Series(counts, periods), MONTHLY) for periods in (firsts[:-1], lasts, 12)]
    assert all(found.bounds.tolist() == named[0].bounds.tolist() for found in named)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: farrington(Series(np.ones((2, 2, 2)), 52)),
        lambda: farrington(Series([1.0, 2.0], 52, [1.0, 0.0])),
        lambda: farrington(Series([1.0, 2.0], 52), at=[2]),
        lambda: farrington(Series([1.0, 2.0], 4)),
        lambda: Rule(years=0),
        lambda: Rule(alpha=1.0),
    ],
)
def test_what_is_no_question_is_an_error(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=r"shape|above 0|positions|shorter|a rule has|alpha"):
        wrong()


def test_the_original_rule_uses_seven_weeks_of_five_years_and_its_score_is_1_at_the_bound() -> None:
    found = watched(Series(drawn(20), 52), ORIGINAL)
    assert found.bounds.shape == (1, 30)
    assert (found.used == 5 * 7).all()
    assert ((found.scores > 1) == found.exceeds).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bound", ["delta", "nbPlugin", "muan"])
def test_counts_too_large_or_an_end_too_far_have_no_bound(bound: str) -> None:
    rule = replace(MONTHLY, years=3, bound=bound)  # type: ignore[arg-type]
    found = farrington(Series([1e12 + month for month in range(120)], 12), rule)
    assert isinstance(found, Watched)
    assert found.one(0, -1) == Refusal("a count is above 1e+09: so many are not told apart")
    step = farrington(Series([1.0] * 60 + [1e9] * 60, 12), rule)
    assert isinstance(step, Watched)
    given = step.reasons == Reason.GIVEN
    assert (step.bounds[given] < 1e12).all()
    assert np.isnan(step.bounds[~given]).all()
