"""A claim stands as its tests say, each test says what a person works out by hand, and nothing more."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.analyses.base import Analysis, View
from facta.analyses.claims import Claims
from facta.models.rates import rate_ratio
from tests.indicators.making import event, figure, indicator, known

if TYPE_CHECKING:
    from facta.indicators import Indicator
    from facta.records import Event, Observation
    from facta.results import Item

BECAUSE = "It is a test of tests."
CLAIM = {"section": "border", "statement": "Something is so.", "refuted_by": "It is not so."}
YEAR = "2024-01-01/2025-12-31"


def claims(*tests: dict[str, Any], **given: Any) -> Claims:
    whole = [{"because": BECAUSE, **test} for test in tests]
    block = {**CLAIM, "tests": whole, **given}
    return Claims.model_validate({"title": "Claims", "registered": "2026-01-01", "claims": {"C1": block}})


def seen(*records: Event | Observation, on: str = "2025-12-31", **made: Indicator | Analysis) -> View:
    facts = known(*records, on=on, searched=YEAR)
    indicators = {name: one for name, one in made.items() if hasattr(one, "measure")}
    analyses = {name: one for name, one in made.items() if name not in indicators}
    return View(facts, date(2024, 1, 1), indicators, analyses, {"s": "s"}, _no_other_day)


def _no_other_day(day: date) -> View:
    message = f"nothing here looks at {day}"
    raise AssertionError(message)


def stand(test: dict[str, Any], on: View) -> Item:
    (item,) = claims(test).analyse(on).items
    return item


def count(**given: Any) -> Indicator:
    return indicator("count", of={"source": "s", "kind": "clash"}, period="quarter", **given)


def clashes(*days: str, origins: tuple[str, ...] = ("a", "b")) -> list[Event]:
    return [event(f"E{i}", day, origin=origins[i % len(origins)]) for i, day in enumerate(days)]


MANY = clashes(*(f"2025-{month:02d}-{day:02d}" for month in range(1, 13) for day in (3, 9, 20)))
SUM = {"indicator": "N", "measure": "sum", "periods": 4}


def test_a_sum_of_events_has_the_exact_interval_and_decides() -> None:
    item = stand({**SUM, "supports": {"above": 20}}, seen(*MANY, N=count()))
    assert item.says == "supported"
    assert item.figure is not None
    assert (item.figure.value, item.figure.low, item.figure.high) == pytest.approx(
        (36, 25.2140, 49.8392), abs=1e-4
    )
    assert item.because == (
        "A measured thing (N, sum of 4): 36 attacks (95 % interval 25.2–49.8) in 2025. It is a test of tests."
    )
    assert item.since == date(2025, 12, 20)
    assert len(item.records) == 12
    assert item.records[0] == "E35"


def test_an_interval_that_crosses_the_line_only_leans() -> None:
    assert stand({**SUM, "supports": {"above": 26}}, seen(*MANY, N=count())).says == "leaning"
    assert stand({**SUM, "refutes": {"above": 26}}, seen(*MANY, N=count())).says == "leaning against"


def test_one_origin_only_leans() -> None:
    alone = clashes(*(one.start.isoformat() for one in MANY), origins=("a",))
    item = stand({**SUM, "supports": {"above": 20}}, seen(*alone, N=count()))
    assert item.says == "leaning"
    assert "fewer than two independent origins, so it only leans" in item.because


def test_nothing_found_by_a_search_only_leans() -> None:
    before = clashes("2024-01-05", "2024-02-05")
    item = stand({**SUM, "refutes": {"below": 5}}, seen(*before, N=count()))
    assert item.says == "leaning against"
    assert item.figure is not None
    assert (item.figure.value, item.figure.high) == (0, pytest.approx(math.log(40)))


def test_a_mean_is_events_a_period_and_a_share_of_periods_is_a_proportion() -> None:
    on = seen(*clashes("2025-01-05", "2025-01-06", "2025-08-01"), N=count())
    mean = stand({**SUM, "measure": "mean", "supports": {"above": 1}}, on).figure
    share = stand({**SUM, "measure": "share", "supports": {"above": 1}}, on).figure
    assert mean is not None
    assert share is not None
    assert (mean.value, mean.low, mean.high) == pytest.approx((0.75, 0.15467, 2.19182), abs=1e-4)
    assert (share.value, share.low, share.high) == pytest.approx((50, 6.7586, 93.2414), abs=1e-3)
    assert share.unit == "%"


def test_a_change_is_the_exact_ratio_of_two_rates() -> None:
    days = ["2024-02-01", "2024-05-01", "2024-08-01", "2024-11-01"] + [
        f"2025-{month:02d}-{day:02d}" for month in range(1, 13) for day in (5, 15)
    ]
    change = {"indicator": "N", "measure": "change", "since": "2025-01-01", "supports": {"above": 1.5}}
    item = stand(change, seen(*clashes(*days), N=count()))
    expected = rate_ratio(24, 365, 4, 366)
    assert item.figure is not None
    assert item.figure.value == expected.ratio
    assert (item.figure.low, item.figure.high) == (expected.low95, expected.high95)
    assert item.says == "supported"


def test_a_change_after_quiet_has_no_ratio_but_a_lower_bound() -> None:
    change = {"indicator": "N", "measure": "change", "since": "2025-01-01", "supports": {"above": 1.5}}
    item = stand(change, seen(*MANY, N=count()))
    assert item.says == "supported"
    assert item.figure is not None
    assert (item.figure.value, item.figure.high) == (None, None)
    assert item.figure.low is not None
    assert item.figure.low > 5
    assert item.figure.note == "Without a bound: nothing happened in the earlier stretch."


def test_a_change_of_a_level_is_a_ratio_of_geometric_means() -> None:
    values = {"2024-01": 2.0, "2024-02": 2.0, "2024-03": 2.0, "2025-01": 8.0, "2025-02": 8.0, "2025-03": 8.0}
    points = [figure(f"F{i}", day, value, unit="kt") for i, (day, value) in enumerate(values.items())]
    fuel = indicator("total", of={"source": "s", "measure": "m"}, windows="match", unit="kt")
    change = {"indicator": "N", "measure": "change", "since": "2025-01-01", "supports": {"above": 1.5}}
    item = stand(change, seen(*points, on="2025-04-01", N=fuel))
    assert item.figure is not None
    assert item.figure.value == pytest.approx(4)
    assert item.says == "leaning"  # one publisher


def test_a_scaled_count_has_the_interval_of_what_its_window_saw() -> None:
    half = figure("F", "2025-01-01/2025-02-14", 8.0)
    counted = indicator("total", of={"source": "s", "measure": "m"}, period="quarter", whole_numbers=True)
    item = stand({"indicator": "N", "supports": {"above": 1}}, seen(half, on="2025-03-01", N=counted))
    per = 365.2425 / 4 / 45
    assert item.figure is not None
    found = (item.figure.value, item.figure.low, item.figure.high)
    assert found == pytest.approx((8 * per, 3.45383 * per, 15.76319 * per), rel=1e-5)


def test_deaths_are_no_independent_events_and_have_no_interval() -> None:
    deaths = indicator(
        "total", of={"source": "s", "measure": "m"}, period="quarter", whole_numbers=True, unit="deaths"
    )
    points = [figure("F", "2025-01/2025-03", 900.0, unit="deaths")]
    item = stand({"indicator": "N", "supports": {"above": 1}}, seen(*points, on="2025-05-01", N=deaths))
    assert item.says == "leaning"
    assert item.figure is not None
    assert (item.figure.low, item.figure.bounds) == (None, "")


def test_a_sample_can_pass_a_line_upwards_only() -> None:
    on = seen(*clashes("2025-11-02", "2025-11-03"), N=count(searched=False))
    above = stand({"indicator": "N", "supports": {"above": 1}}, on)
    assert above.says == "leaning"
    assert above.figure is not None
    assert (above.figure.value, above.figure.high) == (2, None)
    assert stand({"indicator": "N", "supports": {"below": 5}}, on).says == "open"
    low = stand({"indicator": "N", "supports": {"above": 5}}, on)
    assert "its records are a sample, and the newest count passes no line upwards" in low.because
    added = stand({**SUM, "supports": {"above": 1}}, on)
    assert added.says == "open"
    assert "its records are a sample, so periods without one are unknown: measure latest" in added.because


def test_what_was_not_measured_is_no_evidence() -> None:
    test = {**SUM, "supports": {"below": 5}}
    old = clashes("2024-01-05")
    for on, why in [
        (seen(N=indicator("latest", of={"source": "s", "measure": "m"})), "no figure is known"),
        (seen(*old, on="2024-07-03", N=count()), "only 2 of 4 quarters known"),
    ]:
        result = claims(test).analyse(on)
        (item,) = result.items
        assert (item.says, item.figure, item.records) == ("open", None, ())
        assert item.because == f"Nothing was measured (N, sum of 4: {why})."
        assert result.gaps == (f"C1: N, sum of 4 was not assessed: {why}.",)
        assert result.headline == "Of 1 claim: 1 open with nothing measured."
        assert result.short is not None
        assert result.short.rows == (("open 1", "all with nothing measured: C1"),)
        assert {figure.name for figure in result.figures if figure.value} == {"open", "not-assessed"}
        assert result.tables[0].rows[0][2] == "open, not assessed"


def test_a_dark_indicator_is_not_assessed() -> None:
    fuel = indicator("latest", of={"source": "s", "measure": "m"}, unit="kt")
    point = figure("F", "2024-01", 5.0, unit="kt")
    item = stand({"indicator": "N", "supports": {"above": 1}}, seen(point, N=fuel))
    assert item.because == (
        "Nothing was measured (N, latest: nothing is known after January 2024; it last stood at 5 kt in "
        "January 2024, which leaned for it)."
    )


def test_a_test_waits_for_the_day_before_which_there_is_nothing_to_decide() -> None:
    test = {**SUM, "supports": {"above": 20}, "not_before": "2026-01-01"}
    item = stand(test, seen(*MANY, N=count()))
    assert item.because == "Nothing was measured (N, sum of 4: there is nothing to decide before 1 Jan 2026)."


def test_what_became_known_later_changes_no_earlier_verdict() -> None:
    late = [event(f"L{i}", "2025-02-03", origin="c", known_at=date(2026, 2, 1)) for i in range(40)]
    test = {**SUM, "supports": {"above": 20}, "refutes": {"below": 5}}
    few = clashes("2025-01-05", "2025-05-05")
    assert stand(test, seen(*few, *late, N=count())) == stand(test, seen(*few, N=count()))


def test_tests_that_point_both_ways_leave_a_claim_open_and_are_named() -> None:
    made = claims({**SUM, "supports": {"above": 20}}, {**SUM, "measure": "mean", "refutes": {"above": 7}})
    (item,) = made.analyse(seen(*MANY, N=count())).items
    assert item.says == "open"
    assert item.because == ("Tests disagree: N (sum of 4) supports it, N (mean of 4) leans against it.")


def test_a_figure_between_its_lines_leaves_a_claim_open() -> None:
    item = stand({**SUM, "supports": {"above": 60}, "refutes": {"below": 10}}, seen(*MANY, N=count()))
    assert item.says == "open"
    assert item.because.endswith("in 2025, between its lines.")


def test_an_untestable_claim_says_why() -> None:
    made = claims(untestable="Trust leaves no public trace.")
    result = made.analyse(seen())
    (item,) = result.items
    assert (item.says, item.because) == ("untestable", "Trust leaves no public trace.")
    assert result.headline == "Of 1 claim: 1 untestable."
    assert result.gaps == ("C1 cannot be tested: Trust leaves no public trace.",)


def test_a_part_of_another_analysis_leans_and_its_figure_can_decide() -> None:
    other = claims({**SUM, "supports": {"above": 20}})
    on = seen(*MANY, N=count(), other=other)
    words = {"says": "other.C1", "supports": ["supported"], "refutes": ["refuted"]}
    assert stand(words, on).says == "leaning"
    assert stand({**words, "supports": ["refuted"], "refutes": ["supported"]}, on).says == "leaning against"
    assert stand({"figure": "other.C1", "supports": {"above": 20}}, on).says == "supported"
    assert stand({"figure": "other.C1", "supports": {"above": 20}}, on).rests_on == ("other",)
    missing = stand({"figure": "other.C9", "supports": {"above": 20}}, on)
    assert missing.because == "Nothing was measured (other.C9: there is no such figure on this day)."
    assert stand({**words, "says": "other.C9"}, on).says == "open"


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"tests": []}, "this claim names no test: write tests, or untestable with the reason"),
        (
            {
                "untestable": "Nobody can know.",
                "tests": [{**SUM, "supports": {"above": 1}, "because": BECAUSE}],
            },
            "this claim has tests and is untestable: keep one of the two",
        ),
    ],
)
def test_a_claim_without_a_test_or_a_reason_is_refused(block: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        claims(**block)
