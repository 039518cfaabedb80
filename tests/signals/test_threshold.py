from datetime import date

import pytest
from inline_snapshot import snapshot
from made_series import brought, context, series, spread
from pydantic import ValidationError

from facta.records import Finding
from facta.signals.threshold import Threshold


def found(values: list, sources: int | list[int] = 2, *, is_count: bool = True, **limit: object) -> Finding:
    made = series(values, sources=sources)
    return Threshold(**limit).detect(made, context(made, is_count=is_count))


def test_beyond_the_threshold_has_the_chosen_level() -> None:
    finding = found([1, 12, 13], above=10, level=3)
    assert (finding.level, finding.direction, finding.since) == (
        3,
        "straining",
        series([1, 2]).points["start"][1],
    )
    assert finding.reason == snapshot(
        "13 attacks in Q3 2015, above the threshold of 10 attacks, as in every figure since Q2 2015."
    )


def test_on_the_threshold_is_not_beyond_it() -> None:
    finding = found([10], above=10)
    assert finding.level == 0
    assert finding.reason == snapshot("10 attacks in Q1 2015, not above the threshold of 10 attacks.")


def test_below_works_downwards() -> None:
    assert found([10, 2], below=5).direction == "deepening"
    assert found([10, 0], below=0.5).level == 2


def test_one_source_stops_at_elevated() -> None:
    finding = found([12], sources=1, above=10, level=3)
    assert (finding.level, finding.capped) == (2, "one source")


def test_an_unfinished_count_can_lie_above_but_never_below() -> None:
    finding = found([1, "partial 12"], above=10)
    assert (finding.level, finding.at) == (2, date(2015, 4, 1))
    assert finding.reason == snapshot("12 attacks in Q2 2015 so far, above the threshold of 10 attacks.")
    assert found([10, "partial 1"], below=5).level == 0
    assert found([10, "partial 1"], below=5, is_count=False).level == 0


def test_a_level_does_not_reset_on_the_second_day_of_a_new_quarter() -> None:
    whole = found([1, 12], above=10)
    assert found([1, 12, "partial 0"], above=10) == whole
    assert found([1, 12, "partial 10"], above=10) == whole
    assert (whole.level, whole.at) == (2, None)
    assert found([1, "partial 12", "partial 0"], above=10).at == date(2015, 4, 1)


def test_an_unfinished_count_never_lowers_what_the_whole_period_before_it_reached() -> None:
    finding = found([1, 12, "partial 11"], sources=[2, 2, 1], above=10, level=3)
    assert (finding.level, finding.at) == (3, None)
    assert found([1, 12, "partial 11"], above=10, level=3).at == date(2015, 7, 1)


def test_an_unfinished_period_alone_says_nothing_until_it_lies_beyond() -> None:
    finding = found(["partial 5"], above=10)
    assert (finding.level, finding.reason) == (None, "No whole period has a figure yet.")
    assert found(["partial 15"], above=10).level == 2


def test_a_scaled_figure_is_said_as_a_rate() -> None:
    made = brought(series([900, 2330], unit="kt"), 60)
    finding = Threshold(above=2000).detect(made, context(made, is_count=False))
    assert (finding.level, finding.capped) == (2, None)
    assert finding.reason == snapshot(
        "A rate of 2,330 kt a quarter in 1 Apr \N{EN DASH} 30 May 2015, above the threshold of 2,000 kt."
    )


def test_a_figure_of_half_years_is_said_as_a_rate_a_half_year() -> None:
    made = brought(series([2330], unit="kt", frequency="half"), 100)
    finding = Threshold(below=2000).detect(made, context(made, is_count=False))
    assert finding.reason.startswith("A rate of 2,330 kt a half-year in ")


def test_a_window_shorter_than_half_its_period_stops_at_notable() -> None:
    for days, expected in ((45, (1, "short window")), (46, (2, None))):
        made = brought(series([900, 2330], unit="kt"), days)
        finding = Threshold(above=2000).detect(made, context(made, is_count=False))
        assert (finding.level, finding.capped) == expected
    assert finding.rule == "editorial: level 2 above 2,000 kt"


@pytest.mark.parametrize(("limit", "half"), [({"above": 10}, 2), ({"below": 14}, 2)])
def test_an_interval_that_reaches_the_line_stops_at_notable(limit: dict, half: float) -> None:
    signal, made = Threshold(**limit), series([12, 12])
    touching, clear = (
        signal.detect(spread(made, width), context(made, is_count=False)) for width in (half, half - 0.1)
    )
    assert (touching.level, touching.capped) == (1, "its interval spans the threshold")
    assert (clear.level, clear.capped) == (2, None)


def test_the_rule_is_editorial_and_of_the_level_that_was_given() -> None:
    assert found([1, 13], above=12).rule == "editorial: level 2 above 12 attacks"
    held = found([1, 13], sources=1, above=12, level=3)
    assert (held.level, held.rule) == (2, "editorial: level 2 above 12 attacks")
    assert "editorial" not in held.reason
    assert found([1], above=12, level=3).rule == "editorial: level 3 above 12 attacks"


def test_a_share_of_an_unfinished_period_may_yet_go_either_way() -> None:
    assert found([10, "partial 90"], above=50, is_count=False).level == 0
    assert found([10, 90], above=50, is_count=False).level == 2


def test_periods_without_a_figure_are_passed_over() -> None:
    assert found([12, "failed", "stale"], above=10).level == 2
    assert found(["failed"], above=10).level is None


@pytest.mark.parametrize("limit", [{}, {"above": 1, "below": 2}])
def test_a_threshold_has_one_side(limit: dict) -> None:
    with pytest.raises(ValidationError, match="write either above or below"):
        Threshold(**limit)
