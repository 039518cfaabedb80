from inline_snapshot import snapshot
from made_series import brought, context, series

from facta.records import Finding
from facta.signals.trend import Trend


def found(values: list, sources: int = 2) -> Finding:
    made = series(values, sources=sources, unit="kt")
    return Trend().detect(made, context(made, is_count=False))


def test_a_steady_rise_is_elevated() -> None:
    finding = found([1, 2, 3.5, 4, 5.5, 6, 7.5, 8])
    assert (finding.level, finding.direction, finding.measure) == (2, "straining", "kt a year")
    assert finding.reason == snapshot(
        "A steady rise over the 8 quarters up to Q4 2016: 4 kt more a year (central 95 % "
        "3.59\N{EN DASH}4.65; p = 0.0000496)."
    )


def test_a_steady_fall_from_one_source_is_elevated() -> None:
    finding = found([8, 7, 6, 5, 4, 3, 2, 1], sources=1)
    assert (finding.level, finding.direction, finding.capped) == (2, "deepening", None)


def test_a_weak_rise_is_notable() -> None:
    finding = found([1, 2, 5, 4, 3, 6, 2.5, 5.5])
    assert finding.level == 1
    assert finding.reason.startswith("A weak rise over the 8 quarters up to Q4 2016: ")
    assert found([-1, -2, -5, -4, -3, -6, -2.5, -5.5]).reason.startswith("A weak fall over ")


def test_scaled_points_are_windows_and_not_quarters() -> None:
    made = brought(series([1, 2, 3, 4, 5, 6, 7, 8], unit="kt"), 60)
    reason = Trend().detect(made, context(made, is_count=False)).reason
    assert reason.startswith("A steady rise over the 8 windows up to 1 Oct \N{EN DASH} 29 Nov 2016: ")


def test_no_movement_is_baseline() -> None:
    finding = found([5] * 8)
    assert (finding.level, finding.size, finding.direction) == (0, 0, "none")
    assert finding.reason == snapshot(
        "No steady rise or fall over the 8 quarters up to Q4 2016: 0 kt a year (central 95 % "
        "0\N{EN DASH}0; p = 1)."
    )


def test_a_gap_in_the_looking_is_no_step() -> None:
    finding = found([1, 2, 3, 4, *["unmonitored"] * 4, 9, 10, 11, 12])
    assert finding.size is not None
    assert abs(finding.size - 4.0) < 0.1


def test_too_few_periods_are_not_assessed() -> None:
    finding = found([1, 2, 3])
    assert (finding.level, finding.reason) == (None, "Only 3 complete quarters of at least 8.")
