"""A claim stands as its tests say, each test says what a person works out by hand, and nothing more."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.analyses.base import View
from facta.analyses.claims import Claims
from facta.assessment import view_on
from facta.models.rates import rate_ratio
from tests.indicators.making import event, figure, indicator, known

if TYPE_CHECKING:
    from facta.analyses import Analysis
    from facta.api import Open
    from facta.indicators import Indicator
    from facta.records import Event, Observation
    from facta.results import Item, Result

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
        assert item.because == f"Nothing measured yet (N, sum of 4: {why})."
        assert result.gaps == (f"C1: N, sum of 4 was not assessed: {why}.",)


def test_a_dark_indicator_is_not_assessed() -> None:
    fuel = indicator("latest", of={"source": "s", "measure": "m"}, unit="kt")
    point = figure("F", "2024-01", 5.0, unit="kt")
    item = stand({"indicator": "N", "supports": {"above": 1}}, seen(point, N=fuel))
    assert item.because == "Nothing measured yet (N, latest: nothing is known after January 2024)."


def test_a_test_waits_for_the_day_before_which_there_is_nothing_to_decide() -> None:
    test = {**SUM, "supports": {"above": 20}, "not_before": "2026-01-01"}
    item = stand(test, seen(*MANY, N=count()))
    assert item.because == "Nothing measured yet (N, sum of 4: there is nothing to decide before 1 Jan 2026)."


def test_what_became_known_later_changes_no_earlier_verdict() -> None:
    late = [event(f"L{i}", "2025-02-03", origin="c", known_at=date(2026, 2, 1)) for i in range(40)]
    test = {**SUM, "supports": {"above": 20}, "refutes": {"below": 5}}
    few = clashes("2025-01-05", "2025-05-05")
    assert stand(test, seen(*few, *late, N=count())) == stand(test, seen(*few, N=count()))


def test_tests_that_point_both_ways_leave_a_claim_open_and_are_named() -> None:
    made = claims({**SUM, "supports": {"above": 20}}, {**SUM, "measure": "mean", "refutes": {"above": 7}})
    (item,) = made.analyse("claims", seen(*MANY, N=count())).items
    assert item.says == "open"
    assert item.because == (
        "Tests disagree: A measured thing (N, sum of 4) says 'supported'; "
        "A measured thing (N, mean of 4) says 'leaning against'."
    )


def test_a_figure_between_its_lines_leaves_a_claim_open() -> None:
    item = stand({**SUM, "supports": {"above": 60}, "refutes": {"below": 10}}, seen(*MANY, N=count()))
    assert item.says == "open"
    assert item.because.endswith("in 2025, between its lines.")


def test_an_untestable_claim_says_why() -> None:
    made = claims(untestable="Trust leaves no public trace.")
    result = made.analyse("claims", seen())
    (item,) = result.items
    assert (item.says, item.because) == ("untestable", "Trust leaves no public trace.")
    assert result.headline == "Of 1 claim: 1 untestable in public."
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
    assert missing.because == "Nothing measured yet (other.C9: there is no such figure on this day)."
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


def flagship_claims(flagship: Open) -> Claims:
    found = flagship.case.analyses["claims"]
    assert isinstance(found, Claims)
    return found


def result_on(flagship: Open, day: date) -> Result:
    return view_on(flagship.case, flagship.records, day).result("claims")


def test_the_claims_of_the_flagship_stand_so_on_the_first_of_june(flagship: Open) -> None:
    result = result_on(flagship, date(2026, 6, 1))
    assert {figure.name: figure.value for figure in result.figures} == {
        "supported": 2, "leaning": 5, "open": 8, "leaning-against": 12, "refuted": 0, "untestable": 3,
    }  # fmt: skip
    assert result.headline == (
        "Of 30 claims: 2 supported, 5 leaning to supported, 8 open, 12 leaning to refuted and 3 untestable "
        "in public."
    )
    assert result.short is not None
    assert result.short.rows[0] == ("supported 2", "CL23 FC1")
    assert len(result.short.rows) <= 8
    assert max(len(" ".join(row)) for row in result.short.rows) <= 74


@pytest.mark.parametrize(
    ("key", "says", "figures", "rests_on"),
    [
        (
            "FC1",
            "supported",
            (6, 2.2019, 13.0595),
            ("LE-8", "LE-9", "LE-1", "trajectories"),
        ),  # six acts in two years
        ("CL12", "leaning", tuple(x * 365.2425 / 212 for x in (18, 10.668, 28.4478)), ("CT-16",)),
        ("CL19", "leaning against", (50, 6.7586, 93.2414), ("EC-22",)),  # works in two half-years of four
        ("CL24", "leaning against", (100 * 4 / 22, 5.1865, 40.2844), ("LE-12",)),  # four of 22 exchanges
        (
            "FC2",
            "leaning against",
            (17, 9.9031, 27.2186),
            ("BB-9", "CT-7", "proportionality"),
        ),  # clashes of 2025
    ],
)
def test_figures_of_the_flagships_claims_are_worked_out_by_hand(
    flagship: Open, key: str, says: str, figures: tuple[float, float, float], rests_on: tuple[str, ...]
) -> None:
    item = next(item for item in result_on(flagship, date(2026, 6, 1)).items if item.key == key)
    assert (item.says, item.rests_on) == (says, rests_on)
    assert item.figure is not None
    assert (item.figure.value, item.figure.low, item.figure.high) == pytest.approx(figures, abs=2e-3)


def test_an_earlier_day_knows_no_precedent_and_no_agreement(flagship: Open) -> None:
    then = {item.key: item for item in result_on(flagship, date(2025, 7, 2)).items}
    precedent = next(text for label, text in then["CL25"].detail if "LE-3" in label)
    assert precedent.startswith("there is nothing to decide before 3 Jul 2025")
    assert then["FC1"].says == "leaning"
    assert all(item.since is None or item.since <= date(2025, 7, 2) for item in then.values())


def test_every_claim_that_an_indicator_names_exists_and_is_named_back(flagship: Open) -> None:
    made = flagship_claims(flagship).claims
    assert len(made) == 30
    named = {name: set(one.claims) for name, one in flagship.case.indicators.items()}
    assert set().union(*named.values()) <= set(made)
    for key, claim in made.items():
        for test in claim.tests:
            assert test.indicator is None or key in named[test.indicator], (key, test.indicator)


def test_a_figure_on_editorial_numbers_never_decides(flagship: Open) -> None:
    result = result_on(flagship, date(2026, 6, 1))
    (chain,) = (item for item in result.items if item.key == "CL06")
    assert chain.says == "leaning against"
    (told,) = (text for _, text in chain.detail if "editorial numbers, so it only leans" in text)
    assert told.rstrip(".").endswith("editorial ranges")
