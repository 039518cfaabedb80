import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.events import AfterShocks, LeadLag, after_shocks, lead_lag
from facta.models.rates import rate_ratio
from facta.models.refusal import Refusal

DAYS = 600
SOME = st.lists(st.integers(0, DAYS - 1), min_size=3, max_size=9)
HORIZON = st.integers(1, 60)


def studied(steps: list[int], shocks: list[int], days: int = DAYS, horizon_days: int = 30) -> AfterShocks:
    found = after_shocks(steps, shocks, days=days, horizon_days=horizon_days)
    assert isinstance(found, AfterShocks)
    return found


def ordered(steps: list[int], shocks: list[int], days: int = DAYS, horizon_days: int = 30) -> LeadLag:
    found = lead_lag(steps, shocks, days=days, horizon_days=horizon_days)
    assert isinstance(found, LeadLag)
    return found


def test_days_after_overlapping_shocks_count_once() -> None:
    found = studied([105, 125, 300], [100, 110, 590])
    assert (found.inside_days, found.outside_days) == (40 + 9, 551)
    assert (found.inside, found.outside) == (2, 1)
    assert found.ratio == rate_ratio(2, 49, 1, 551)


def test_a_step_on_the_day_of_a_shock_is_not_after_it_and_the_last_day_of_the_horizon_is() -> None:
    found = studied([100, 130, 131], [100, 300, 500])
    assert (found.inside, found.outside) == (1, 2)


def test_the_p_is_the_share_of_turns_that_catch_as_many() -> None:
    found = studied([1, 101, 201], [0, 100, 200], days=300, horizon_days=10)
    assert found.inside == 3
    # Evenly spaced: a turn by any of 10 days out of each 100 catches all three steps.
    assert found.p_turned == pytest.approx(30 / 300)


def test_a_lone_pattern_is_met_by_few_turns() -> None:
    found = studied([5, 47, 331], [0, 42, 326], horizon_days=10)
    assert found.p_turned == pytest.approx(10 / DAYS)


def test_a_step_that_misses_the_days_after_shocks_has_its_p_in_the_lower_tail() -> None:
    found = studied([310, 340, 370], [0, 100, 200], days=400, horizon_days=100)
    assert (found.inside, found.inside_days) == (0, 300)
    # 301 to 399 and 0 are outside, 100 days in a row; 61 of them from first step to last fit in 40 ways.
    assert found.p_fewer == pytest.approx(40 / 400)
    assert found.p_turned == 1


def test_days_after_a_shock_at_the_end_do_not_go_on_at_the_start() -> None:
    early, late = [2, 4, 6, 8], [590, 592, 596]
    found = studied(early, late, horizon_days=20)
    assert (found.inside, found.inside_days) == (0, 9)
    assert found.p_turned == 1
    order = ordered(early, late, horizon_days=20)
    assert (order.following, order.preceding) == (0, 0)
    assert (order.p_following, order.p_preceding, order.p_order) == (1, 1, 1)


@given(SOME, SOME, HORIZON)
def test_each_p_belongs_to_the_count_beside_it(steps: list[int], shocks: list[int], horizon: int) -> None:
    found = after_shocks(steps, shocks, days=DAYS, horizon_days=horizon)
    if isinstance(found, AfterShocks):
        after = {s + k for s in shocks for k in range(1, horizon + 1) if s + k < DAYS}
        caught = [sum((t - turn) % DAYS in after for t in steps) for turn in range(DAYS)]
        assert caught[0] == found.inside
        assert found.p_turned == pytest.approx(sum(n >= found.inside for n in caught) / DAYS)
        assert found.p_fewer == pytest.approx(sum(n <= found.inside for n in caught) / DAYS)
        assert len(after) == found.inside_days


@given(SOME, SOME, HORIZON)
def test_a_tie_of_following_and_preceding_has_a_p_of_1(
    steps: list[int], shocks: list[int], horizon: int
) -> None:
    found = ordered(steps, shocks, horizon_days=horizon)
    if found.following == found.preceding:
        assert found.p_order == 1


@pytest.mark.parametrize("clusters", [1, 3])
def test_steps_that_know_nothing_of_shocks_raise_few_false_alarms_in_both_tails(clusters: int) -> None:
    random = np.random.default_rng(20)
    alarms, replicates = np.zeros(3), 1000
    for _ in range(replicates):
        shocks = random.integers(0, 1400, 6).tolist()
        starts = random.integers(0, 1400, 6)
        steps = (starts[:, None] + 4 * np.arange(clusters)).ravel() % 1400
        after = studied(steps.tolist(), shocks, days=1400, horizon_days=90)
        order = ordered(steps.tolist(), shocks, days=1400, horizon_days=90)
        alarms += [after.p_turned <= 0.05, after.p_fewer <= 0.05, order.p_order <= 0.05]
    assert (alarms / replicates).max() <= 0.06


@given(SOME, SOME, HORIZON)
def test_turning_time_around_swaps_following_and_preceding(
    steps: list[int], shocks: list[int], horizon: int
) -> None:
    one = ordered(steps, shocks, horizon_days=horizon)
    mirror = ordered([DAYS - 1 - t for t in steps], [DAYS - 1 - t for t in shocks], horizon_days=horizon)
    assert (mirror.following, mirror.preceding) == (one.preceding, one.following)
    assert (mirror.p_following, mirror.p_preceding) == (one.p_preceding, one.p_following)
    assert mirror.p_order == one.p_order


@given(SOME, SOME, HORIZON)
def test_counts_and_exposures_add_up_and_order_in_the_lists_does_not_matter(
    steps: list[int], shocks: list[int], horizon: int
) -> None:
    found = after_shocks(steps, shocks, days=DAYS, horizon_days=horizon)
    assert found == after_shocks(steps[::-1], shocks[::-1], days=DAYS, horizon_days=horizon)
    if isinstance(found, AfterShocks):
        assert found.inside + found.outside == len(steps)
        assert found.inside_days + found.outside_days == DAYS
        assert found.inside == sum(any(0 < t - s <= horizon for s in shocks) for t in steps)
        assert 0 < found.p_turned <= 1


@given(SOME, SOME, st.integers(0, 50), HORIZON)
def test_moving_both_leaves_following_and_preceding_as_they_are(
    steps: list[int], shocks: list[int], move: int, horizon: int
) -> None:
    one = ordered(steps, shocks, horizon_days=horizon)
    moved = [t + move for t in steps], [t + move for t in shocks]
    other = ordered(*moved, days=DAYS + move, horizon_days=horizon)
    assert (other.following, other.preceding) == (one.following, one.preceding)


def test_concession_then_operation_is_told_from_the_reverse() -> None:
    shocks = [50, 140, 260, 335, 470, 560]
    found = ordered([t + 5 for t in shocks], shocks, horizon_days=10)
    assert (found.share_following, found.share_preceding) == (1, 0)
    assert found.p_following < 0.05
    assert found.p_preceding == 1
    assert found.p_order < 0.05


def test_a_long_period_is_turned_by_drawn_days_the_same_for_the_same_seed() -> None:
    steps, shocks = [5, 4047, 9331], [0, 4042, 9326]
    found = after_shocks(steps, shocks, days=20_000, horizon_days=10, seed=3)
    assert found == after_shocks(steps, shocks, days=20_000, horizon_days=10, seed=3)
    assert isinstance(found, AfterShocks)
    assert found.p_turned < 0.01


def test_few_events_are_refused_in_words_with_what_is_there() -> None:
    words = Refusal("an event study needs 3 steps and 3 shocks; there are 2 steps and 3 shocks")
    assert after_shocks([1, 2], [3, 4, 5], days=DAYS) == words
    assert lead_lag([1, 2], [3, 4, 5], days=DAYS) == words
    one = Refusal("an event study needs 3 steps and 3 shocks; there are 3 steps and 1 shock")
    assert after_shocks([1, 2, 3], [4], days=DAYS) == one


def test_no_other_days_or_no_days_after_are_refused_in_words() -> None:
    every = after_shocks([1, 2, 3], [0, 1, 2, 9], days=10, horizon_days=180)
    assert isinstance(every, AfterShocks)
    assert every.outside_days == 1
    last = after_shocks([1, 2, 3], [9, 9, 9], days=10)
    assert last == Refusal("the period ends before any day after a shock")


@pytest.mark.parametrize(("steps", "horizon"), [([-1, 2, 3], 10), ([1, 2, DAYS], 10), ([1, 2, 3], 0)])
def test_a_day_outside_the_period_and_no_horizon_are_errors(steps: list[int], horizon: int) -> None:
    with pytest.raises(ValueError, match=r"days are 0 to 599|a horizon is 1 day"):
        after_shocks(steps, [1, 2, 3], days=DAYS, horizon_days=horizon)
