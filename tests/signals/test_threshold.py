import pytest
from inline_snapshot import snapshot
from made_series import context, series
from pydantic import ValidationError

from facta.records import Finding
from facta.signals.threshold import Threshold


def found(values: list, sources: int = 2, *, is_count: bool = True, **limit: object) -> Finding:
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
    assert "so far" in found([1, "partial 12"], above=10).reason
    assert found([10, "partial 1"], below=5).level == 0
    assert found([10, "partial 1"], below=5, is_count=False).level == 0


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
