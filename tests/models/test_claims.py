import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facta.models.claims import (
    Side,
    Verdict,
    count_limits,
    decide,
    level_ratio,
    mean_limits,
    together,
)

ABOVE, BELOW = (3.0, math.inf), (-math.inf, 1.0)
LADDER: tuple[Verdict, ...] = ("refuted", "leaning against", "open", "leaning", "supported")
FIGURE = st.floats(-100, 100)


@pytest.mark.parametrize(
    ("estimate", "interval", "says"),
    [
        (4, (3.5, 5), "supported"),
        (4, (3.0, 5), "leaning"),
        (4, (0.5, 9), "leaning"),
        (4, None, "leaning"),
        (3, (3, 3), "open"),
        (2, (1.5, 2.5), "open"),
        (2, (-9, 9), "open"),
        (2, None, "open"),
        (1, (1, 1), "open"),
        (0, None, "leaning against"),
        (0, (-1, 2), "leaning against"),
        (0, (-1, 0.5), "refuted"),
        (9, (4, math.inf), "supported"),
        (math.inf, (4, math.inf), "supported"),
    ],
)
def test_a_test_decides_only_when_the_whole_interval_is_beyond_its_line(
    estimate: float, interval: Side | None, says: Verdict
) -> None:
    assert decide(estimate, interval, supports=ABOVE, refutes=BELOW) == says


def test_a_side_without_a_line_is_never_taken() -> None:
    assert decide(0, (0, 0.5), supports=ABOVE, refutes=None) == "open"
    assert decide(9, (8, 9.5), supports=None, refutes=BELOW) == "open"


@given(FIGURE, st.none() | st.tuples(st.floats(0, 50), st.floats(0, 50)), st.floats(0, 50))
def test_moving_towards_the_supporting_line_never_makes_a_verdict_worse(
    estimate: float, wide: tuple[float, float] | None, step: float
) -> None:
    def at(x: float) -> int:
        interval = (x - wide[0], x + wide[1]) if wide else None
        return LADDER.index(decide(x, interval, supports=ABOVE, refutes=BELOW))

    assert at(estimate + step) >= at(estimate)


@given(FIGURE, st.floats(0, 50), st.floats(0, 50))
def test_turning_the_lines_round_turns_the_verdict_round(estimate: float, below: float, above: float) -> None:
    interval = (estimate - below, estimate + above)
    one = LADDER.index(decide(estimate, interval, supports=ABOVE, refutes=BELOW))
    other = LADDER.index(decide(estimate, interval, supports=BELOW, refutes=ABOVE))
    assert one + other == len(LADDER) - 1


def test_every_pair_of_tests_has_its_verdict() -> None:
    expected = {
        ("refuted", "refuted"): "refuted",
        ("refuted", "leaning against"): "refuted",
        ("refuted", "open"): "refuted",
        ("leaning against", "leaning against"): "leaning against",
        ("leaning against", "open"): "leaning against",
        ("open", "open"): "open",
        ("open", "leaning"): "leaning",
        ("open", "supported"): "supported",
        ("leaning", "leaning"): "leaning",
        ("leaning", "supported"): "supported",
        ("supported", "supported"): "supported",
    }
    for pair in itertools.combinations_with_replacement(LADDER, 2):
        says = expected.get(pair, "open")  # whatever is left points both ways
        assert together(pair) == together(pair[::-1]) == says


@given(st.lists(st.sampled_from(LADDER), max_size=6))
def test_tests_that_say_nothing_and_the_order_of_tests_change_nothing(verdicts: list[Verdict]) -> None:
    assert together([*verdicts, "open"]) == together(verdicts) == together(verdicts[::-1])
    assert together([]) == "open"


@given(st.integers(0, 500))
def test_the_interval_of_a_count_is_garwoods(count: int) -> None:
    found = count_limits(count)
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert (found.low, found.high) == pytest.approx((low, stats.chi2.ppf(0.975, 2 * count + 2) / 2), rel=1e-9)


def test_no_event_is_bounded_by_the_logarithm_of_one_in_forty() -> None:
    assert count_limits(0) == pytest.approx((0.0, 0.0, math.log(40)))
    with pytest.raises(ValueError, match="a count is 0 or more; this is -1"):
        count_limits(-1)


@given(st.lists(st.sampled_from(LADDER), max_size=5), st.lists(st.sampled_from(LADDER), max_size=5))
def test_what_only_holds_leaves_a_verdict_or_opens_it(
    verdicts: list[Verdict], holding: list[Verdict]
) -> None:
    held = together(verdicts, holding=holding)
    assert held in (together(verdicts), "open")
    assert together([], holding=holding) == "open"


@given(st.lists(st.sampled_from(LADDER), max_size=5), st.lists(st.sampled_from(LADDER), max_size=5))
def test_a_test_that_falls_silent_never_makes_a_verdict_stronger(
    stay: list[Verdict], fall_silent: list[Verdict]
) -> None:
    middle = LADDER.index("open")
    before, after = (
        LADDER.index(found) - middle
        for found in (together([*stay, *fall_silent]), together(stay, holding=fall_silent))
    )
    assert after in range(min(before, 0), max(before, 0) + 1)


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=20))
def test_the_interval_of_a_mean_is_scipys(values: list[float]) -> None:
    found = mean_limits(values)
    spread = float(stats.sem(values))
    if spread > 1e-9:
        expected = stats.t.interval(0.95, len(values) - 1, loc=found.estimate, scale=spread)
        assert (found.low, found.high) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("values", [[3.0], [1.0, 3.0, 5.0], [3.0, 3.0, 3.0, 3.0, 3.0]])
def test_the_mean_of_few_or_equal_figures_has_no_bounds(values: list[float]) -> None:
    assert mean_limits(values) == (3.0, -math.inf, math.inf)


def test_the_mean_of_what_cannot_be_negative_is_bounded_there() -> None:
    distances = [13.0, 284.0, 60.0, 284.0]
    free, bounded = mean_limits(distances), mean_limits(distances, least=0.0)
    assert free.low < 0
    assert bounded == (free.estimate, 0.0, free.high)


def test_a_ratio_of_levels_is_that_of_geometric_means() -> None:
    found = level_ratio([8.0, 2.0], [1.0, 1.0, 8.0])
    assert found.estimate == pytest.approx(4 / 2)
    expected = stats.ttest_ind([math.log(8), math.log(2)], [0, 0, math.log(8)], equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((math.exp(interval.low), math.exp(interval.high)))
    with pytest.raises(ValueError, match="a ratio of levels needs figures above 0"):
        level_ratio([1.0, 0.0], [1.0, 2.0])


def test_a_ratio_too_wide_to_be_written_is_unbounded() -> None:
    found = level_ratio([1e-300, 1e300], [1e-300, 1e300])
    assert (found.estimate, found.low, found.high) == (pytest.approx(1), 0.0, math.inf)
