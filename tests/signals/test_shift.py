import numpy as np
from inline_snapshot import snapshot
from made_series import brought, context, series

from facta.records import Finding
from facta.signals.shift import Shift

CALM = [4, 6, 5, 3, 7, 5, 4, 6]


def found(values: list, sources: int = 2, *, is_count: bool = True) -> Finding:
    made = series(values, sources=sources, unit="attacks" if is_count else "USD/t")
    return Shift().detect(made, context(made, is_count=is_count))


def test_a_doubled_rate_is_elevated() -> None:
    finding = found([*CALM, 14, 13, 15])
    assert (finding.level, finding.direction) == (2, "straining")
    assert finding.reason == snapshot(
        "The rate of attacks in the 3 quarters up to Q3 2017 was 2.81 times that of the 8 "
        "quarters before (central 95 % 1.78\N{EN DASH}4.45)."
    )


def test_one_test_stops_at_elevated_however_many_sources() -> None:
    assert found([*CALM, 14, 13, 15], sources=1).level == 2
    assert found([*CALM, 140, 130, 150], sources=9).level == 2


def test_the_same_rate_is_baseline() -> None:
    assert found([*CALM, 5, 4, 6]).level == 0


def test_no_events_at_all_are_baseline() -> None:
    finding = found([0] * 11)
    assert (finding.level, finding.size) == (0, None)
    assert finding.reason == snapshot(
        "No attacks in the 3 quarters up to Q3 2017, nor in the 8 quarters before."
    )


def test_values_are_compared_by_their_means() -> None:
    finding = found([10, 11, 9, 10, 12, 10, 9, 11, 5, 6, 5.5], is_count=False)
    assert (finding.level, finding.direction, finding.measure) == (2, "deepening", "USD/t")
    assert finding.reason == snapshot(
        "The mean of the 3 quarters up to Q3 2017 is 4.75 USD/t lower than that of the 8 "
        "quarters before (central 95 % \N{MINUS SIGN}5.83 to \N{MINUS SIGN}3.67)."
    )


def test_too_few_periods_are_not_assessed() -> None:
    finding = found([*CALM, 5, "failed", "partial 4"])
    assert finding.level is None
    assert finding.reason == snapshot("Only 9 complete quarters of at least 11.")


def test_counts_that_vary_more_than_a_poisson_seldom_shift() -> None:
    draws = np.random.default_rng(2)
    rows = draws.poisson(draws.gamma(2, 5, (300, 11)))
    levels = [found(row.tolist(), sources=1).level for row in rows]
    assert np.mean([level == 2 for level in levels]) < 0.12


def test_a_constant_rate_in_windows_of_other_lengths_is_baseline() -> None:
    made = brought(series([91] * 11), 30, newest=3)
    finding = Shift().detect(made, context(made))
    assert finding.level == 0
    assert finding.reason == snapshot(
        "The rate of attacks in the 3 windows up to 1 Jul \N{EN DASH} 30 Jul 2017 was 1 times that of "
        "the 8 quarters before (central 95 % 0.868\N{EN DASH}1.15)."
    )


def test_nothing_is_compared_across_a_hole() -> None:
    finding = found([*CALM, *["unmonitored"] * 4, 14, 13, 15])
    assert finding.level is None
    assert finding.reason == snapshot(
        "The 3 quarters up to Q3 2018 and the 8 quarters before are not compared across a hole of 365 days."
    )
    assert found([*CALM, *["unmonitored"] * 3, 14, 13, 15]).level == 2


def test_the_days_of_several_holes_are_added_up() -> None:
    finding = found([*CALM[:4], *["failed"] * 2, *CALM[4:], *["stale"] * 2, 14, 13, 15])
    assert finding.reason == snapshot(
        "The 3 quarters up to Q3 2018 and the 8 quarters before are not compared across 2 holes of 366 days "
        "in all."
    )
