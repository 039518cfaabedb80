"""Each kind of indicator gives the figure that one works out by hand from its records."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from facta.indicators import INDICATORS
from facta.places import Line
from tests.indicators.making import event, figure, indicator, known, rows

D = date


def test_a_period_that_was_searched_and_held_nothing_is_zero() -> None:
    on = known(event("a", "2025-01-03"), on="2025-03-31", searched="2025-01/2025-03")
    assert rows(indicator("count", of={"kind": "clash"}), on) == [
        (D(2025, 1, 1), 1.0, "observed"),
        (D(2025, 2, 1), 0.0, "zero"),
        (D(2025, 3, 1), 0.0, "zero"),
    ]


def test_a_period_that_nobody_searched_is_never_zero() -> None:
    on = known(event("a", "2025-01-03"), on="2025-04-30", searched="2025-03-01/2025-03-15")
    assert rows(indicator("count", of={"kind": "clash"}), on) == [
        (D(2025, 1, 1), 1.0, "partial"),
        (D(2025, 2, 1), None, "unmonitored"),
        (D(2025, 3, 1), 0.0, "partial"),
        (D(2025, 4, 1), None, "stale"),
    ]


def test_the_search_is_known_only_after_the_usual_lag() -> None:
    measured = indicator("count", of={"kind": "clash"})
    on = known(event("a", "2025-01-03"), on="2025-02-28", searched="2025-01/2025-12", lag=10)
    assert rows(measured, on)[-1] == (D(2025, 2, 1), 0.0, "partial")


def test_an_event_known_to_the_month_counts_once_in_a_quarter() -> None:
    on = known(event("a", "2025-02"), event("b", "2025-01-31"), on="2025-03-31", searched="2025")
    assert rows(indicator("count", of={"kind": "clash"}, period="quarter"), on) == [
        (D(2025, 1, 1), 2.0, "observed")
    ]


def test_distinct_actors_run_on_from_period_to_period() -> None:
    given = [event("a", "2025-01-03"), event("b", "2025-02-03"), event("c", "2025-03-03", actor="UZB")]
    measured = indicator("count", of={"kind": "clash"}, distinct="actor", running=True, unit="states")
    on = known(*given, on="2025-03-31", searched="2025-01/2025-03")
    assert [value for _, value, _ in rows(measured, on)] == [1.0, 1.0, 2.0]


def test_a_total_sums_what_events_carried_with_its_interval() -> None:
    given = [
        event("a", "2025-01-03", quantity=3, low=2, high=9, unit="deaths"),
        event("b", "2025-01-05", quantity=1, unit="deaths"),
    ]
    on = known(*given, on="2025-01-31", searched="2025-01")
    measured = indicator("total", of={"kind": "clash"}, unit="deaths")
    assert rows(measured, on, "value", "low", "high", "n") == [(4.0, 3.0, 10.0, 2)]


def test_nested_sums_of_one_year_become_the_stretches_between_them() -> None:
    given = [
        figure("a", "2025-01/2025-03", 30),
        figure("b", "2025-01/2025-06", 50),
        figure("c", "2025-01/2025-09", 110),
    ]
    measured = indicator("total", of={"measure": "m"}, windows="cumulative", period="quarter")
    assert [v for (v,) in rows(measured, known(*given), "value") if v is not None] == [30, 20, 60]


def test_a_window_of_another_length_is_brought_to_the_period_by_its_daily_rate() -> None:
    measured = indicator("total", of={"measure": "m"}, windows="rate", period="quarter")
    on = known(figure("a", "2025-01/2025-06", 50), figure("b", "2025-07-01/2025-09-30", 17))
    values = [v for (v,) in rows(measured, on, "value") if v is not None]
    assert values == [pytest.approx(50 * (365.2425 / 4) / 181), 17]


def test_figures_of_several_targets_add_up_where_all_of_them_report() -> None:
    given = [
        figure("a", "2024", 10, target="TJK"), figure("b", "2024", 5, target="UZB"),
        figure("c", "2025", 11, target="TJK"),
    ]  # fmt: skip
    measured = indicator("total", of={"measure": "m"}, windows="match", period="year", sum_over="target")
    assert [v for (v,) in rows(measured, known(*given), "value") if v is not None] == [15]


def test_a_source_that_differs_does_not_confirm() -> None:
    given = [
        figure("a", "2025-01", 4600, origin="A"),
        figure("b", "2025-01", 7000, origin="B"),
        figure("c", "2025-01", 7100, origin="C"),
    ]
    measured = indicator("total", of={"measure": "m"}, windows="match")
    on = known(*given, on="2025-01-31")
    assert rows(measured, on, "value", "low", "high", "n", "sources") == [(7100.0, 4600.0, 7100.0, 3, 2)]


def test_windows_that_overlap_are_never_both_used() -> None:
    given = [figure("y", "2025", 1200), *(figure(f"m{i}", f"2025-{i:02}", 100) for i in (1, 2, 3))]
    measured = indicator("total", of={"measure": "m"}, windows="match", period="month")
    assert [v for (v,) in rows(measured, known(*given), "value") if v is not None] == [100, 100, 100]
    measured = indicator("total", of={"measure": "m"}, windows="rate", period="month")
    frame = measured.measure(known(*given))
    assert frame.filter(frame["value"].is_not_null())["end"].to_list() == [
        D(2025, 2, 1),
        D(2025, 3, 1),
        D(2025, 4, 1),
    ]


def test_reporters_who_differ_stand_beside_each_other_as_an_interval() -> None:
    given = [
        figure("a", "2025-01", 10, grade="C3", origin="A"),
        figure("b", "2025-01", 14, grade="A2", origin="B"),
    ]
    measured = indicator("total", of={"measure": "m"}, windows="match")
    assert rows(measured, known(*given, on="2025-01-31"), "value", "low", "high", "sources", "grade") == [
        (14.0, 10.0, 14.0, 1, "A2")
    ]


def test_a_slip_of_unit_is_flagged_and_never_averaged() -> None:
    given = [figure(f"m{i}", f"2025-0{i}", 35_000 + i, "t") for i in (1, 2, 3)]
    slip = figure("x", "2025-03", 418, "Mt", origin="other")
    measured = indicator("total", of={"measure": "m"}, windows="match", unit="kt")
    frame = measured.measure(known(*given, slip, on="2025-03-31"))
    assert [round(v, 3) for v in frame["value"]] == [35.001, 35.002, 35.003]
    assert frame["suspect"].to_list() == [0, 0, 1]


def test_a_figure_of_another_dimension_is_counted_as_left_out() -> None:
    given = [
        figure("a", "2025-01", 10, "kt"),
        figure("b", "2025-02", 11, "kt"),
        figure("c", "2025-03", 9, "USD"),
    ]
    measured = indicator("total", of={"measure": "m"}, windows="match", unit="kt")
    frame = measured.measure(known(*given, on="2025-03-31"))
    assert frame["value"].to_list() == [10, 11]
    assert frame["suspect"].to_list() == [0, 1]


def test_where_the_records_are_a_sample_no_period_is_zero() -> None:
    on = known(event("a", "2025-01-03"), on="2025-02-28", searched="2025-01/2025-02")
    measured = indicator("count", of={"kind": "clash"}, searched=False)
    assert rows(measured, on) == [(D(2025, 1, 1), 1.0, "partial"), (D(2025, 2, 1), None, "stale")]


def test_a_count_that_rises_a_hundredfold_is_no_slip() -> None:
    given = [figure(f"m{i}", f"2025-0{i}", v, "deaths") for i, v in ((1, 2), (2, 3), (3, 900))]
    measured = indicator("total", of={"measure": "m"}, windows="match", unit="deaths")
    assert measured.measure(known(*given, on="2025-03-31"))["value"].to_list() == [2, 3, 900]


def test_the_latest_report_is_the_figure_and_a_retracted_one_is_not() -> None:
    given = [
        event("a", "2024-05-01", quantity=3, unit="rung"),
        event("b", "2025-05-01", quantity=6, unit="rung"),
        event("b", "2025-05-01", quantity=6, unit="rung", status="retracted", known_at=D(2025, 6, 1)),
    ]
    measured = indicator("latest", of={"kind": "clash"}, unit="rung", period="year")
    assert rows(measured, known(*given, on="2025-05-20", searched="2024/2025"), "value")[-1] == (6.0,)
    assert rows(measured, known(*given, on="2025-06-01", searched="2024/2025"), "value")[-1] == (3.0,)


def test_a_rung_holds_while_the_search_found_no_step() -> None:
    given = [event("a", "2022-05-01", quantity=3, unit="rung")]
    measured = indicator("latest", of={"kind": "clash"}, unit="rung", period="month")
    assert rows(measured, known(*given, searched="2022/2025"), "end", "value", "n", "state") == [
        (D(2022, 5, 2), 3.0, 1, "observed"),
        (D(2026, 1, 1), 3.0, 0, "observed"),
    ]
    assert rows(measured, known(*given, searched="2022"), "state")[-1] == ("stale",)


def test_a_share_has_the_exact_interval_of_its_count() -> None:
    given = [event(str(i), f"2025-01-{i:02}", tags=("north",) if i <= 3 else ()) for i in range(1, 11)]
    measured = indicator("share", part={"kind": "clash", "tags": "north"}, of={"kind": "clash"}, unit="%")
    on = known(*given, on="2025-02-28", searched="2025-01/2025-02")
    (value, low, high, state), (nothing, *_, empty) = rows(measured, on, "value", "low", "high", "state")
    assert (value, round(low, 2), round(high, 2), state) == (30.0, 6.67, 65.25, "observed")
    assert (nothing, empty) == (None, "zero")


def test_a_ratio_compares_daily_rates_of_windows_that_cover_each_other() -> None:
    given = [
        figure("a", "2025-01/2025-11", 418, "kt", measure="lpg"),
        figure("d", "2025", 700, "kt", measure="demand"),
    ]
    measured = indicator(
        "ratio",
        of={"measure": "lpg"},
        over={"measure": "demand"},
        in_unit="kt",
        times=100,
        unit="%",
        period="year",
    )
    (value,) = (v for (v,) in rows(measured, known(*given), "value"))
    assert value == pytest.approx(100 * (418 / 334) / (700 / 365))


def test_a_ratio_of_counts_has_no_value_without_a_denominator() -> None:
    given = [
        event("a", "2025-01-03", kind="visit"),
        event("b", "2025-01-03"),
        event("c", "2025-02-03", kind="visit"),
    ]
    measured = indicator("ratio", of={"kind": "visit"}, over={"kind": "clash"}, unit="ratio")
    on = known(*given, on="2025-02-28", searched="2025-01/2025-02")
    assert [v for (v,) in rows(measured, on, "value")] == [1.0, None]


def test_a_distance_is_the_median_to_the_line_and_no_event_is_no_distance() -> None:
    line = Line((np.array([[0.0, -10.0], [0.0, 10.0]]),))
    given = [
        event("a", "2025-01-03", lat=1.0, lon=0.0),
        event("b", "2025-01-04", lat=2.0, lon=0.0),
        event("c", "2025-01-05"),
    ]
    measured = indicator("distance", of={"kind": "clash"}, to="equator", unit="km")
    on = known(*given, on="2025-02-28", searched="2025-01/2025-02", lines={"equator": line})
    (value, low, high, n), (nothing, *_) = rows(measured, on, "value", "low", "high", "n")
    assert value == pytest.approx(1.5 * 111.19, rel=0.01)
    assert (low, high) == (pytest.approx(111.19, rel=0.01), pytest.approx(222.39, rel=0.01))
    assert (n, nothing) == (2, None)


def test_a_gap_standardises_each_side_by_its_own_past() -> None:
    pattern = [(1, 2), (2, 1), (1, 2), (2, 1), (6, 1)]
    given = [
        event(f"{kind}{month}{i}", f"2025-{month:02}-{i + 1:02}", kind=kind)
        for month, counts in enumerate(pattern, 1)
        for kind, n in zip(("word", "deed"), counts, strict=True)
        for i in range(n)
    ]
    measured = indicator("gap", first={"kind": "word"}, second={"kind": "deed"}, history=4, unit="SD")
    on = known(*given, on="2025-05-31", searched="2025-01/2025-05")
    words, deeds = (np.sqrt(np.array([pair[k] for pair in pattern]) + 0.375) for k in (0, 1))
    expected = [(x[4] - x[:4].mean()) / x[:4].std(ddof=1) for x in (words, deeds)]
    values = [v for (v,) in rows(measured, on, "value")]
    assert values[:4] == [None] * 4
    assert values[4] == pytest.approx(expected[0] - expected[1])


@pytest.mark.parametrize(
    ("selection", "refs"),
    [
        ({"kind": "clash", "near": {"line": "equator", "within_km": 150}}, {"a"}),
        ({"kind": "clash", "code": "06"}, {"b"}),
        ({"involves": "CHN"}, {"a", "c"}),
        ({"kind": "clash", "grade": "B3"}, {"a"}),
        ({"kind": "clash", "status": ["asserted", "disputed"], "verified": False}, {"d"}),
        ({"kind": "clash", "any_tag": ["x", "y"], "without": "z"}, {"b"}),
    ],
)
def test_a_selection_keeps_the_records_that_meet_every_condition(
    selection: dict[str, object], refs: set[str]
) -> None:
    from facta.evidence import behind

    given = [
        event("a", "2025-01-03", lat=1.0, lon=0.0, target="CHN", grade="B2", tags=("x", "z")),
        event("b", "2025-01-03", lat=5.0, lon=0.0, code="061", grade="C1", tags=("y",)),
        event("c", "2025-01-03", kind="visit", participants=("IRN", "CHN"), code="042"),
        event("d", "2025-01-03", status="disputed", verified=False, grade="F6"),
    ]
    line = Line((np.array([[0.0, -10.0], [0.0, 10.0]]),))
    on = known(*given, searched="2025", lines={"equator": line})
    assert {record.ref for record in behind(indicator("count", of=selection), on)} == refs


@pytest.mark.parametrize("kind", sorted(INDICATORS))
def test_every_kind_answers_on_nothing_at_all(kind: str) -> None:
    measured = indicator(kind, **INDICATORS[kind].example)
    assert len(measured.measure(known(lines={"line": Line((np.zeros((2, 2)),))}))) == 0


def test_a_count_over_a_measure_is_the_share_in_all_of_a_source() -> None:
    on = known(
        *(event(f"e{i}", "2025-01-05") for i in range(3)),
        figure("all-1", "2025-01-05", 150.0, "events", measure="all"),
        figure("all-2", "2025-01-06", 50.0, "events", measure="all"),
        figure("all-3", "2025-02-06", 80.0, "events", measure="all"),
        searched="2025-01/2025-03",
        on="2025-03-31",
    )
    over = {"measure": "all"}
    measured = indicator("ratio", of={"kind": "clash"}, over=over, in_unit="events", times=100, unit="%")
    assert rows(measured, on, "value") == [(1.5,), (0.0,), (None,)]


def test_days_add_up_to_months_and_a_month_that_lacks_days_is_partial() -> None:
    days = [figure(f"d{i}", f"2025-01-{i:02}", 10.0, measure="ships") for i in range(1, 32)]
    days += [figure(f"e{i}", f"2025-02-{i:02}", 10.0, measure="ships") for i in range(1, 28)]
    measured = indicator("total", of={"measure": "ships"}, windows="add", whole_numbers=True)
    on = known(*days, on="2025-03-05", lag=9)
    assert rows(measured, on, "value", "state", "n") == [(310.0, "observed", 31), (270.0, "partial", 27)]


def test_a_share_stands_on_nearly_all_days_and_a_count_on_all() -> None:
    part, whole = {"kind": "clash", "tags": "deadly"}, {"kind": "clash"}
    found = [event(f"e{i}", f"2025-01-{i:02}", tags=("deadly",) if i < 4 else ()) for i in range(1, 11)]
    on = known(*found, searched="2025-01-02/2025-02", on="2025-02-28")
    share = indicator("share", part=part, of=whole, unit="%")
    count = indicator("count", of=whole)
    assert rows(share, on, "value", "state")[0] == (30.0, "observed")
    assert rows(count, on, "value", "state")[0] == (10.0, "partial")
