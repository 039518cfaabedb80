"""A claim stands as its tests say, each test says what a person works out by hand, and nothing more."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pytest
from pydantic import ValidationError

from facta.analyses.base import Analysis, View
from facta.analyses.claims import Claims
from facta.models.rates import rate_ratio
from facta.results import Figure, Item
from tests.indicators.making import event, figure, indicator, known

if TYPE_CHECKING:
    from facta.indicators import Indicator
    from facta.records import Event, Observation
    from facta.results import Result

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
    (item,) = claims(test).analyse("claims", on).items
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
        result = claims(test).analyse("claims", on)
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
    (item,) = made.analyse("claims", seen(*MANY, N=count())).items
    assert item.says == "open"
    assert item.because == ("Tests disagree: N (sum of 4) supports it, N (mean of 4) leans against it.")


def test_a_figure_between_its_lines_leaves_a_claim_open() -> None:
    item = stand({**SUM, "supports": {"above": 60}, "refutes": {"below": 10}}, seen(*MANY, N=count()))
    assert item.says == "open"
    assert item.because.endswith("in 2025, between its lines.")


def test_an_untestable_claim_says_why() -> None:
    made = claims(untestable="Trust leaves no public trace.")
    result = made.analyse("claims", seen())
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


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ({"supports": {"above": 1}}, "a test measures one thing: write one of indicator, figure and says"),
        (
            {"indicator": "N", "figure": "a.b", "supports": {"above": 1}},
            "a test measures one thing: write one of indicator, figure and says",
        ),
        (
            {"figure": "a.b", "periods": 3, "supports": {"above": 1}},
            "measure, periods, since and before belong to an indicator and not to figure",
        ),
        (
            {"indicator": "N", "measure": "sum", "supports": {"above": 1}},
            "mean, sum and share need periods, and no other measure has them: write, say, periods: 4",
        ),
        (
            {"indicator": "N", "periods": 4, "supports": {"above": 1}},
            "mean, sum and share need periods, and no other measure has them: write, say, periods: 4",
        ),
        (
            {"indicator": "N", "measure": "change", "supports": {"above": 1}},
            "a change, and nothing else, has since: the day that parts the two stretches",
        ),
        (
            {
                "indicator": "N", "measure": "change", "since": "2025-01-01", "before": "2025-01-01",
                "supports": {"above": 1},
            },
            "before is the first day of the earlier stretch: write a day earlier than since",
        ),
        ({"indicator": "N"}, "a test that decides nothing: write supports, refutes or both"),
        ({"indicator": "N", "supports": {}}, "a line has one side: write above or below"),
        ({"indicator": "N", "refutes": {"above": 1, "below": 2}}, "a line has one side"),
        (
            {"indicator": "N", "supports": ["refuted"]},
            r"a figure is tested by a line, \{above: 3\}; how a part stands by words, \[refuted\]",
        ),
        (
            {"says": "a.b", "supports": {"above": 1}},
            r"a figure is tested by a line, \{above: 3\}; how a part stands by words, \[refuted\]",
        ),
        (
            {"indicator": "N", "supports": {"above": 3}, "refutes": {"below": 5}},
            "supports and refutes overlap: a figure between 3 and 5 would do both",
        ),
        (
            {"indicator": "N", "supports": {"above": 3}, "refutes": {"above": 5}},
            "supports and refutes overlap: a figure above 5 would do both",
        ),
        (
            {"says": "a.b", "supports": ["open"], "refutes": ["open", "refuted"]},
            "supports and refutes share a word: a part that stands so would do both",
        ),
    ],
)  # fmt: skip
def test_a_test_that_cannot_decide_is_refused(test: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        claims(test)


FRESH, DARK = {"on": "2025-03-31"}, {"on": "2025-12-31"}


def traded(measure: str, day: str, value: float) -> Observation:
    return figure(measure, day, value, unit="kt", measure=measure)


def beside(a: dict[str, Any], b: dict[str, Any], on: View) -> Item:
    (item,) = claims(a, b).analyse("claims", on).items
    return item


def test_a_test_that_falls_silent_holds_a_claim_open_and_never_raises_it() -> None:
    named = {
        name: indicator("latest", of={"source": "s", "measure": name.lower()}, unit="kt")
        for name in ("A", "B")
    }
    stays = [traded("a", "2025-02", 5.0), figure("a2", "2025-11", 5.0, unit="kt", measure="a")]
    goes = traded("b", "2025-02", 9.0)
    up, down = {"indicator": "A", "supports": {"above": 1}}, {"indicator": "B", "refutes": {"above": 1}}
    before, after = (seen(*stays, goes, **day, **named) for day in (FRESH, DARK))
    assert beside(up, down, before).because == "Tests disagree: A leans for it, B against."
    held = beside(up, down, after)
    assert (stand(up, after).says, held.says) == ("leaning", "open")
    assert held.because == (
        "A leans for it, but a test that pointed the other way is dark. A measured thing (B, latest): "
        "nothing is known after February 2025; it last stood at 9 kt in February 2025, which leaned "
        "against it."
    )
    lost = beside(
        {**up, "supports": None, "refutes": {"above": 1}}, {"indicator": "B", "supports": {"above": 1}}, after
    )
    assert lost.says == "open"
    assert beside(up, {"indicator": "B", "supports": {"above": 1}}, after).says == "leaning"
    assert beside(up, {"indicator": "B", "refutes": {"above": 10}}, after).says == "leaning"


class Stub(Analysis):
    """An analysis with one figure."""

    kind: Literal["stub"] = "stub"
    value: float = 30.0
    low: float | None = 25.0
    high: float | None = 36.0
    bounds: str = "95 % interval"
    n: int | None = 5
    editorial: bool = False

    def analyse(self, name: str, view: View) -> Result:
        made = Figure(
            name="x", title="A stub", value=self.value, unit="times", low=self.low, high=self.high,
            bounds=self.bounds, n=self.n, editorial=self.editorial,
        )  # fmt: skip
        item = Item(key="y", title="A part", says="grows", figure=made, editorial=True)
        return self.result(name, view.as_of.isoformat(), "", figures=[made], items=[item])


def stub(**given: Any) -> Stub:
    return Stub(title="A stub", **given)


HIGH = {"figure": "stub.x", "supports": {"above": 20}}


@pytest.mark.parametrize(
    ("given", "says", "why"),
    [
        ({}, "supported", ""),
        ({"bounds": "90 % interval", "n": 2}, "supported", ""),
        ({"bounds": "low and high reporter"}, "leaning", "its bounds are no interval"),
        ({"bounds": ""}, "leaning", "it has no interval"),
        ({"n": None}, "leaning", "it does not say on how many records it rests"),
        ({"n": 1}, "leaning", "it rests on fewer than two records"),
    ],
)
def test_a_figure_of_another_analysis_decides_by_an_interval_of_two_records(
    given: dict[str, Any], says: str, why: str
) -> None:
    item = stand(HIGH, seen(stub=stub(**given)))
    assert item.says == says
    assert why in item.because
    assert ("so it only leans" in item.because) == bool(why)


def test_an_authors_numbers_hold_a_claim_open_and_never_move_it() -> None:
    chosen = stub(editorial=True)
    alone = stand(HIGH, seen(stub=chosen))
    assert alone.says == "open"
    assert alone.because == "Nothing was measured (stub.x: it rests on numbers that an author chose)."
    assert alone.figure is not None
    assert alone.figure.editorial
    words = {"says": "stub.y", "supports": ["grows"]}
    assert stand(words, seen(stub=chosen)).says == "open"
    assert stand(words, seen(stub=stub())).says == "leaning"
    on = seen(*MANY, N=count(), stub=chosen)
    silent = beside({**SUM, "supports": {"above": 60}}, HIGH, on)
    assert silent.says == "open"
    assert silent.because.endswith(
        "does not reach its line; stub.x leans for it on an author's numbers alone."
    )
    assert silent.figure is not None
    assert not silent.figure.editorial
    assert beside({**SUM, "supports": {"above": 20}}, HIGH, on).says == "supported"
    against = beside({**SUM, "refutes": {"above": 20}}, HIGH, on)
    assert (against.says, against.because) == ("open", "Tests disagree: N refutes it, stub.x leans for it.")


def test_a_part_of_a_period_serves_only_where_its_count_is_beyond_a_line_upwards() -> None:
    days = ("2025-11-02", "2025-11-03", "2025-11-05", "2025-11-06", "2025-11-07", "2025-11-08")
    on = seen(*clashes(*days), on="2025-11-30", N=count())
    quiet = stand({"indicator": "N", "supports": {"below": 4}}, on)
    assert quiet.figure is not None
    assert (quiet.figure.value, quiet.figure.period) == (0, "Q3 2025")
    loud = stand({"indicator": "N", "supports": {"below": 1}, "refutes": {"above": 1}}, on)
    assert loud.says == "refuted"
    assert loud.because.startswith(
        "A measured thing (N, latest): at least 6 attacks (95 % interval 2.2 or more)"
    )
    running = seen(*clashes(*days), on="2025-11-30", N=count(running=True))
    assert stand({"indicator": "N", "refutes": {"below": 9}}, running).because.startswith(
        "A measured thing (N, latest): 0 attacks"
    )


def test_a_mean_of_counts_is_said_by_the_period() -> None:
    item = stand({**SUM, "measure": "mean", "supports": {"above": 5}}, seen(*MANY, N=count()))
    assert item.figure is not None
    assert item.figure.unit == "attacks a quarter"
    assert "9 attacks a quarter (95 % interval 6.3–12.5) in 2025" in item.because
    assert "supports above 5 attacks a quarter" in item.detail[2][1]


def test_a_quantity_is_never_below_nothing() -> None:
    values = {"2025-01": 1.0, "2025-02": 1.0, "2025-03": 30.0, "2025-04": 2.0}
    points = [figure(f"F{i}", day, value, unit="kt") for i, (day, value) in enumerate(values.items())]
    fuel = indicator("total", of={"source": "s", "measure": "m"}, windows="match", unit="kt")
    mean = {"indicator": "N", "measure": "mean", "supports": {"above": 50}}
    four = stand({**mean, "periods": 4}, seen(*points, on="2025-05-01", N=fuel)).figure
    three = stand({**mean, "periods": 3}, seen(*points, on="2025-05-01", N=fuel)).figure
    assert four is not None
    assert three is not None
    assert four.low == 0
    assert (three.value, three.low, three.bounds) == (11, None, "")


def test_words_and_a_single_line_are_not_reached() -> None:
    one = stand({**SUM, "supports": {"above": 60}}, seen(*MANY, N=count()))
    assert one.because.endswith("in 2025, which does not reach its line.")
    words = stand({"says": "stub.y", "supports": ["shrinks"]}, seen(stub=stub()))
    assert words.because == "A part (stub.y): it stands at 'grows', which decides nothing."


def test_the_board_names_what_is_decided_and_counts_what_is_not() -> None:
    test = {"because": BECAUSE, **SUM, "supports": {"above": 20}}
    made = {f"C{i}": {**CLAIM, "tests": [test]} for i in range(3)}
    lacks = {**CLAIM, "tests": [{**test, "not_before": "2030-01-01"}]}
    whole = {"title": "Claims", "registered": "2026-01-01", "claims": {**made, "D1": lacks}}
    result = Claims.model_validate(whole).analyse("claims", seen(*MANY, N=count()))
    assert result.short is not None
    assert result.short.rows == (
        ("supported 3", "C0 Something is so."),
        ("", "C1 Something is so."),
        ("", "C2 Something is so."),
        ("open 1", "all with nothing measured: D1"),
    )
    assert result.editorial.endswith(
        "They were registered on 1 Jan 2026; until then their author could see the figures."
    )
    between = {**CLAIM, "tests": [{**test, "supports": {"above": 60}}]}
    many = {f"S{i}": {**CLAIM, "tests": [test]} for i in range(12)} | {"D1": lacks, "D2": between}
    crowd = Claims.model_validate({**whole, "claims": many}).analyse("claims", seen(*MANY, N=count()))
    assert crowd.headline == "Of 14 claims: 12 supported and 2 open (of which 1 with nothing measured)."
    assert crowd.short is not None
    assert crowd.short.rows == (
        ("supported 12", "S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11"),
        ("open 2", "D2; 1 with nothing measured: D1"),
    )
