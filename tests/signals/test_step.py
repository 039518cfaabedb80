"""A step is news for a while."""

from datetime import date

from made_series import context, series

from facta.records import Finding
from facta.signals import SIGNALS


def found(values: list, **given: object) -> Finding:
    made = series(values, unit="rung")
    return SIGNALS["step"](**given).detect(made, context(made))


def test_a_step_up_is_notable_and_dated() -> None:
    finding = found([3, 3, 6, 6])
    assert (finding.level, finding.direction, finding.size) == (1, "straining", 3)
    assert finding.since == date(2015, 7, 1)
    assert finding.reason == "From rung 3 to rung 6 in Q3 2015."


def test_an_old_step_is_baseline() -> None:
    finding = found([3, 6, *[6] * 9])
    assert (finding.level, finding.direction) == (0, "none")
    assert finding.reason.endswith("and no step since.")


def test_no_step_is_baseline_and_one_point_is_not_assessed() -> None:
    assert found([3, 3, 3]).level == 0
    assert found([3]).level is None
