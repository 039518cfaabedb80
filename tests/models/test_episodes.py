import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from facta.models.episodes import YEAR, closure_rate, overlap, spells, unseen_share

LENGTHS = st.lists(st.tuples(st.floats(0.5, 200), st.booleans()), min_size=1, max_size=10)
DAYS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def test_torkham_is_as_counted_by_hand() -> None:
    found = closure_rate([4, 8, 25, 116], [False, False, False, True], 1131, seed=1)
    assert found.share == 153 / 1131
    assert round(found.share, 3) == 0.135
    assert (found.episodes, found.longest_days, found.median_days, found.watched_days) == (4, 116, 8, 1131)
    assert round(found.episodes_per_year, 1) == 1.3
    assert found.onsets_per_year == pytest.approx(4 / (978 / 365.25))
    assert found.low < 0.05 < found.share < 0.4 < found.high


@given(LENGTHS, st.floats(1, 3000), st.integers(0, 99))
def test_onsets_have_garwoods_limits(spans: list[tuple[float, bool]], spare: float, seed: int) -> None:
    lengths, running = zip(*spans, strict=True)
    found = closure_rate(lengths, running, sum(lengths) + spare, seed=seed, draws=100)
    years = (found.watched_days - math.fsum(lengths)) / YEAR
    low = stats.chi2.ppf(0.05, 2 * len(spans)) / 2
    high = stats.chi2.ppf(0.95, 2 * len(spans) + 2) / 2
    assert found.onsets_low * years == pytest.approx(low)
    assert found.onsets_high * years == pytest.approx(high)


@given(LENGTHS, st.floats(1, 3000), st.floats(0.01, 100), st.integers(0, 99))
def test_the_unit_of_time_does_not_matter(
    spans: list[tuple[float, bool]], spare: float, unit: float, seed: int
) -> None:
    lengths, running = map(np.array, zip(*spans, strict=True))
    watched = lengths.sum() + spare
    one = closure_rate(lengths, running, watched, seed=seed, draws=200)
    other = closure_rate(lengths * unit, running, watched * unit, seed=seed, draws=200)
    assert (one.share, one.low, one.high) == pytest.approx((other.share, other.low, other.high), rel=1e-6)
    assert other.onsets_per_year * unit == pytest.approx(one.onsets_per_year, rel=1e-6)


@given(LENGTHS, st.floats(1, 3000), st.integers(0, 99))
def test_the_interval_of_one_window_holds_the_share_that_was_counted(
    spans: list[tuple[float, bool]], spare: float, seed: int
) -> None:
    lengths = [length for length, _ in spans]
    running = [False] * (len(spans) - 1) + [spans[-1][1]]
    found = closure_rate(lengths, running, sum(lengths) + spare, seed=seed, draws=500)
    assert 0 < found.low <= found.share <= found.high < 1


def test_a_closure_that_still_runs_makes_long_ones_likelier() -> None:
    ended = closure_rate([4, 8, 25, 116], [False] * 4, 1131, seed=1)
    running = closure_rate([4, 8, 25, 116], [False, False, False, True], 1131, seed=1)
    assert running.share == ended.share
    assert running.high > ended.high + 0.05
    alone = closure_rate([138], [True], 2754, seed=1)
    assert alone.median_days is None
    assert alone.longest_days == 138


def test_the_same_seed_gives_the_same_figures() -> None:
    one, same, other = (closure_rate([5, 30], [False, True], 900, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.low != other.low
    assert one.high == pytest.approx(other.high, rel=0.2)


def drawn(dice: np.random.Generator, spread: float, rate: float, watched: float) -> tuple[list[float], bool]:
    """Draw the closures of one window, of mean length 1, and whether the last one runs at its end."""
    lengths: list[float] = []
    day = dice.exponential(1 / rate)
    while day < watched:
        length = dice.lognormal(-(spread**2) / 2, spread) if spread else dice.exponential()
        lengths.append(min(length, watched - day))
        if day + length >= watched:
            return lengths, True
        day += length + dice.exponential(1 / rate)
    return lengths, False


@pytest.mark.parametrize(
    ("spread", "least", "most"), [(0.0, 0.85, 0.95), (1.0, 0.84, 0.95), (1.5, 0.70, 0.86)]
)
def test_the_interval_holds_the_long_run_as_often_as_the_page_says(
    spread: float, least: float, most: float
) -> None:
    dice, rate, held, windows = np.random.default_rng(7), 0.15, 0, 0
    true = rate / (1 + rate)
    while windows < 500:
        lengths, last = drawn(dice, spread, rate, 40.0)
        if not 3 <= len(lengths) <= 10:
            continue
        windows += 1
        running = [False] * (len(lengths) - 1) + [last]
        found = closure_rate(lengths, running, 40.0, seed=windows, draws=400)
        held += found.low <= true <= found.high
    assert least <= held / windows <= most


def test_many_closures_pin_the_share_down() -> None:
    dice = np.random.default_rng(3)
    lengths, last = drawn(dice, 0.0, 0.15, 10000.0)
    found = closure_rate(lengths, [False] * (len(lengths) - 1) + [last], 10000.0, seed=1, draws=300)
    assert found.low <= 0.15 / 1.15 <= found.high
    assert found.high - found.low < 0.02


def test_no_closure_seen_is_not_never() -> None:
    found = closure_rate([], [], 1131, seed=1)
    assert (found.share, found.low, found.episodes, found.longest_days, found.median_days) == (
        0, 0, 0, 0, None,
    )  # fmt: skip
    assert found.high == unseen_share(1131, length_days=1131)
    assert (found.onsets_per_year, found.onsets_low) == (0, 0)
    assert found.onsets_high == pytest.approx(-math.log(0.05) / 1131 * YEAR)


@given(st.floats(0.1, 1e5), st.floats(0.1, 1e5))
def test_the_largest_unseen_share_leaves_a_chance_of_5_per_cent(watched: float, length: float) -> None:
    share = unseen_share(watched, length_days=length)
    rate = share / (1 - share) / length
    assert (1 - share) * math.exp(-rate * watched) == pytest.approx(0.05, rel=1e-3)


def test_longer_watching_lowers_the_unseen_share_and_longer_closures_raise_it() -> None:
    shares = [unseen_share(days, length_days=30) for days in (30, 300, 3000)]
    assert shares == sorted(shares, reverse=True)
    lengths = [unseen_share(1000, length_days=days) for days in (1, 10, 100)]
    assert lengths == sorted(lengths)
    assert lengths[0] == pytest.approx(1 - 0.05 ** (1 / 1000), rel=0.01)  # days as separate trials


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a share of days needs days that were watched; these are 0$"):
        closure_rate([], [], 0, seed=1)
    for lengths, running in (([-1.0], [False]), ([0.0], [False]), ([1.0], []), ([math.nan], [True])):
        with pytest.raises(ValueError, match="each closure has one length in days, above 0"):
            closure_rate(lengths, running, 100, seed=1)
    with pytest.raises(ValueError, match=r"^closures of 120 days together do not fit into 100 days watched$"):
        closure_rate([60, 60], [False, False], 100, seed=1)
    with pytest.raises(ValueError, match=r"^not one of 100 days was open, so nothing says"):
        closure_rate([100], [True], 100, seed=1)
    with pytest.raises(ValueError, match=r"^days watched and a length are above 0; these are 10 and 0$"):
        unseen_share(10, length_days=0)


def test_spells_are_runs_of_shut_periods() -> None:
    lengths, running = spells([1, 0, 0, 1, 1, 0, 1], [7, 7, 7, 7, 3, 7, 2])
    assert lengths.tolist() == [7, 10, 2]
    assert running.tolist() == [False, False, True]
    for closed, expected in (([0, 0], []), ([1, 1], [14.0]), ([], [])):
        assert spells(closed, [7] * len(closed))[0].tolist() == expected
    with pytest.raises(ValueError, match="each period has one flag"):
        spells([True], [7, 7])
    with pytest.raises(ValueError, match="each period has one flag"):
        spells([True], [0])


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), min_size=1, max_size=60))
def test_spells_hold_every_shut_day_and_only_the_last_may_run(periods: list[tuple[bool, int]]) -> None:
    closed, days = zip(*periods, strict=True)
    lengths, running = spells(closed, days)
    assert lengths.sum() == sum(each for shut, each in periods if shut)
    assert running.tolist()[:-1] == [False] * max(len(lengths) - 1, 0)
    assert running.any() == closed[-1]
    assume(0 < lengths.sum() < sum(days))
    found = closure_rate(lengths, running, sum(days), seed=1, draws=100)
    assert found.share == pytest.approx(np.average(closed, weights=days))


@given(DAYS)
def test_turning_a_record_is_done_day_by_day(days: list[tuple[bool, bool]]) -> None:
    first, second = map(np.array, zip(*days, strict=True))
    found = overlap(first, second)
    turns = [int((first & np.roll(second, turn)).sum()) for turn in range(len(days))]
    assert found.both * len(days) == pytest.approx(turns[0])
    assert found.p_turned == sum(turn >= turns[0] for turn in turns) / len(days)
    assert np.mean(turns) / len(days) == pytest.approx(found.independent)
    assert min(turns) <= found.chance_low * len(days) + 1e-9
    assert found.chance_high * len(days) <= max(turns) + 1e-9
    swapped = overlap(second, first)
    assert (swapped.both, swapped.independent, swapped.p_turned) == pytest.approx(
        (found.both, found.independent, found.p_turned)
    )


def test_closures_that_come_together_are_told_from_those_that_do_not() -> None:
    dice = np.random.default_rng(2)
    flags = np.zeros((2, 1000), dtype=bool)
    for start in dice.integers(0, 950, 5):
        flags[:, start : start + 30] = True
    found = overlap(*flags)
    assert found.ratio is not None
    assert found.ratio > 4
    assert found.p_turned < 0.01 < found.chance_high < found.both
    apart = overlap(flags[0], np.roll(flags[1], 400))
    assert apart.p_turned > 0.05
    assert overlap([True, False], [False, False]).ratio is None


def test_one_closure_each_proves_little_however_long() -> None:
    flags = np.arange(1000) < 300
    found = overlap(flags, np.roll(flags, 100))
    assert found.ratio == pytest.approx(0.2 / 0.09)
    assert found.p_turned > 0.15  # as 300 separate days it would be past all doubt


def test_records_of_other_days_are_refused() -> None:
    for first, second in (([], []), ([True], [True, False]), ([[True]], [[True]])):
        with pytest.raises(ValueError, match="two records are compared on the same days"):
            overlap(first, second)
