import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from made_series import brought, context, series
from pydantic import ValidationError

from facta.models.counts import predict_count
from facta.records import Finding
from facta.signals.surprise import Surprise

CALM = [4, 6, 5, 3, 7, 5, 4, 6, 5, 4]


def found(values: list, signal: Surprise | None = None, **given: object) -> Finding:
    made = series(values, sources=given.pop("sources", 2), unit=str(given.pop("unit", "attacks")))
    return (signal or Surprise()).detect(made, context(made, **given))


def test_a_usual_count_is_baseline() -> None:
    finding = found([*CALM, 5])
    assert (finding.level, finding.direction, finding.since) == (0, "none", None)
    assert finding.reason == snapshot(
        "5 attacks in Q3 2017, inside the central 80 % of 8 earlier quarters (2\N{EN DASH}8)."
    )


def test_one_count_outside_95_is_elevated() -> None:
    finding = found([*CALM, 21])
    assert (finding.level, finding.direction) == (2, "straining")
    assert (finding.size, finding.low, finding.high, finding.measure) == (21, 2, 8, "attacks")
    assert finding.reason == snapshot(
        "21 attacks in Q3 2017, above the central 95 % of 8 earlier quarters (1\N{EN DASH}10) "
        "and 4.2 times their median."
    )


def test_a_count_between_80_and_95_is_notable() -> None:
    assert found([*CALM, 9]).level == 1


def test_three_periods_outside_80_are_elevated() -> None:
    finding = found([*CALM[:8], 9, 9, 9])
    assert finding.level == 2
    assert "for the third quarter running" in finding.reason
    assert "three periods running" in finding.rule


def test_two_periods_outside_95_from_two_sources_are_strong() -> None:
    finding = found([*CALM, 20, 21])
    assert finding.level == 3
    assert finding.reason.endswith("for the second quarter running.")
    assert finding.rule == snapshot(
        "outside the central 95 % of its own earlier periods in two periods running, from two "
        "independent sources (at least 8; band of counts)"
    )


def test_one_source_stops_at_elevated() -> None:
    finding = found([*CALM, 20, 21], sources=1)
    assert (finding.level, finding.capped) == (2, "one source")


def test_two_sources_in_either_of_the_two_periods_are_enough() -> None:
    assert found([*CALM, 20, 21], sources=[1] * 10 + [2, 1]).level == 3
    assert found([*CALM, 20, 21], sources=[2] * 10 + [1, 1]).level == 2


def test_a_surge_is_not_its_own_baseline() -> None:
    assert found([*CALM, 20, 21, 22]).level == 3


def test_opposite_sides_do_not_add_up() -> None:
    assert found([*[20] * 10, 45, 2]).level == 2


def test_a_fall_points_the_other_way() -> None:
    finding = found([*[20, 22, 18, 21, 19, 20, 23, 17], 4])
    assert (finding.direction, finding.level) == ("deepening", 2)
    assert "below the central 95 %" in finding.reason


def test_too_little_history_is_not_assessed() -> None:
    finding = found(CALM[:6])
    assert finding.level is None
    assert finding.reason == snapshot("Only 5 earlier quarters of at least 8.")


def test_short_history_tests_fewer_periods() -> None:
    assert found([*CALM[:8], 20]).level == 2
    assert found([*CALM[:8], 20, 21]).level == 3


def test_periods_nobody_looked_at_are_never_zero() -> None:
    dark = ["failed", "unmonitored", "stale"]
    assert found([*CALM[:5], *dark, *CALM[5:], 21]).size == 21
    plain, gappy = found([*CALM, 9]), found([*CALM[:5], *dark, *CALM[5:], 9])
    assert (plain.level, plain.low, plain.high) == (gappy.level, gappy.low, gappy.high)


def test_an_unfinished_period_is_never_tested() -> None:
    assert found([*CALM, 5, "partial 90"]).size == 5


def test_what_came_before_the_baseline_starts_is_left_out() -> None:
    made = series([500] * 4 + CALM + [21])
    finding = Surprise().detect(made, context(made, since=made.points["start"][4]))
    assert finding.level == 2


def test_a_window_forgets_older_periods() -> None:
    values = [200] * 10 + [5, 4, 6, 5, 4, 6, 5, 5] + [5, 5, 30]
    assert found(values, Surprise(window=8)).direction == "straining"
    assert found(values).direction == "none"


def test_values_that_are_no_counts_are_tested_by_their_logs() -> None:
    finding = found([10, 12, 9, 11, 10, 13, 8, 10.5, 60], is_count=False, unit="USD/t")
    assert (finding.level, finding.direction) == (2, "straining")
    assert finding.reason == snapshot(
        "60 USD/t in Q1 2017, above the central 95 % of 8 earlier quarters (7.02"
        "\N{EN DASH}15.2) and 5.85 times their median."
    )


def test_values_that_never_varied_cannot_surprise_by_much() -> None:
    few, more = (found([7.5] * n + [7.5, 7.5, 7.4], is_count=False) for n in (8, 9))
    assert (few.level, few.low, few.direction) == (0, None, "none")
    assert (more.level, more.low, more.direction) == (1, 7.5, "deepening")
    assert "(all 7.5)" in more.reason


@given(st.lists(st.integers(0, 60), min_size=11, max_size=40))
def test_the_level_is_the_rule_applied_by_hand(values: list[int]) -> None:
    finding = found([float(v) for v in values])
    made = series([float(v) for v in values]).points
    days = (made["end"] - made["start"]).dt.total_days().to_list()
    sides = {
        level: [
            predict_count(values[:-3], days[:-3], day).side(value, level)
            for value, day in zip(values[-3:], days[-3:], strict=True)
        ]
        for level in (0.8, 0.95)
    }
    side = sides[0.8][-1]
    expected = 0
    if side:
        expected = 1
        if sides[0.95][-1] or set(sides[0.8]) == {side}:
            expected = 2
        if sides[0.95][-1] and sides[0.95][-2] == side:
            expected = 3
    assert finding.level == expected


def test_a_window_shorter_than_the_history_is_refused() -> None:
    with pytest.raises(ValidationError) as error:
        Surprise(window=5)
    assert error.value.errors()[0]["msg"] == snapshot(
        "Value error, window: 5 is shorter than min_history (8); write window: 8 or more"
    )


def test_a_constant_rate_in_windows_of_other_lengths_is_baseline() -> None:
    made = brought(series([91] * 11), 30, newest=3)
    finding = Surprise().detect(made, context(made))
    assert (finding.level, finding.capped) == (0, None)
    assert finding.reason == snapshot(
        "A rate of 91 attacks a quarter in 1 Jul \N{EN DASH} 30 Jul 2017, inside the central 80 % of 8 "
        "earlier quarters (all 91)."
    )


def test_a_window_shorter_than_half_its_period_stops_at_notable() -> None:
    for days, expected in ((45, (1, "short window")), (46, (3, None))):
        made = brought(series([*CALM, 20, 21]), days, newest=2)
        finding = Surprise().detect(made, context(made))
        assert (finding.level, finding.capped) == expected
        assert finding.reason.endswith(", for the second window running.")


def test_the_rule_is_that_of_the_level_that_was_given() -> None:
    made = brought(series([*CALM, 20, 21]), 30)
    assert Surprise().detect(made, context(made)).rule == snapshot(
        "outside the central 80 % of its own earlier periods, in a window too short for more "
        "(at least 8; band of counts)"
    )
    one_source = found([*CALM, 20, 21], sources=1)
    assert one_source.rule == snapshot(
        "outside the central 95 % of its own earlier periods (at least 8; band of counts)"
    )


def test_earlier_windows_are_not_called_quarters() -> None:
    made = brought(series([*CALM, 5]), 60, newest=6)
    assert "of 8 earlier windows (" in Surprise().detect(made, context(made)).reason
    short = brought(series(CALM[:6]), 60, newest=6)
    assert Surprise().detect(short, context(short)).reason == "Only 5 earlier windows of at least 8."


def test_counts_scaled_to_fractions_are_tested_as_values() -> None:
    made = brought(series([*CALM, 30.4]), 60)
    finding = Surprise().detect(made, context(made))
    assert (finding.level, finding.size, finding.capped) == (2, 30.4, None)
    assert finding.low != int(finding.low or 0)


def test_a_rule_may_ask_for_what_is_rarer() -> None:
    values = [*CALM, 13]
    usual, rare = found(values), found(values, Surprise(alpha=0.02))
    assert (usual.level, usual.rates) == (2, (0.2, 0.05))
    assert (rare.level, rare.rates) == (1, (0.02, 0.005))
    assert rare.p == usual.p
    assert rare.high is not None
    assert usual.high is not None
    assert rare.high > usual.high
    assert "above the central 98 % of" in rare.reason
    assert rare.rule.startswith("outside the central 98 %, inside the central 99.5 % of its own earlier")


@given(st.lists(st.integers(0, 30), min_size=11, max_size=14), st.sampled_from([0.1, 0.04, 0.01]))
def test_the_rarer_a_rule_asks_the_less_it_says(values: list[int], alpha: float) -> None:
    usual, rare = found(values), found(values, Surprise(alpha=alpha))
    assert (rare.level or 0) <= (usual.level or 0)
    assert rare.level == 0 or rare.p <= alpha  # type: ignore[operator]
