"""What each side gives is counted, who depends on whom follows from the reports, and nothing is made up."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.assessment import view_on
from facta.units import convert
from tests.analyses.making import analysis, event, figure, view

if TYPE_CHECKING:
    from facta.api import Open
    from facta.records import Observation
    from facta.results import Figure, Item, Result

SIDES = {"KAZ": "Kazakhstan", "UZB": "Uzbekistan"}
VISITS = {"title": "Visits", "side": "KAZ", "gives": {"kind": "visit"}}
MONEY = "USD million"


def amount(measure: str, unit: str = MONEY) -> dict[str, Any]:
    return {"figures": {"measure": measure}, "unit": unit}


def share(of: str, on: str, part: str, whole: str, unit: str = MONEY, **given: Any) -> dict[str, Any]:
    parts = {"part": amount(part, unit), "whole": amount(whole, unit)}
    return {"title": f"{on} in {of}", "of": of, "on": on, **parts, **given}


def told(*records: Any, on: str = "2025-12-31", **given: Any) -> Result:
    made = analysis("bargain", **{"sides": SIDES, "issues": {"visits": VISITS}, **given})
    return view(*records, on=on, bargain=made).result("bargain")


def item(result: Result, key: str) -> Item:
    return next(one for one in result.items if one.key == key)


def named(result: Result, name: str) -> Figure:
    return next(one for one in result.figures if one.name == name)


def ends(one: Figure) -> tuple[float, float]:
    assert one.low is not None
    assert one.high is not None
    return round(one.low, 6), round(one.high, 6)


def both_ways(**given: Any) -> dict[str, Any]:
    """Ask who of two depends more on the other, by shares of trade."""
    return {
        "dependences": {
            "uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total", **given),
            "kaz": share("KAZ", "UZB", "kaz-uzb", "kaz-total", **given),
        },
        "asymmetries": {"trade": {"title": "Trade both ways", "one": "uzb", "other": "kaz"}},
    }


def three_countries(times: float = 1.0, **given: Any) -> list[Observation]:
    """Return the matrix of trade of three states in a year: 30 with each other, 50 and 10 with the third."""
    flows = {"kaz-uzb": 30.0, "kaz-kgz": 50.0, "uzb-kgz": 10.0, "kaz-total": 80.0, "uzb-total": 40.0}
    return [
        figure(name, "2024", value * times, **{"measure": name, "unit": MONEY, **given})
        for name, value in flows.items()
    ]


def test_acts_are_counted_and_their_rates_compared_exactly() -> None:
    days = ["2024-03-01", "2025-02-01", "2025-03-01", "2025-04-01"]
    result = told(*(event(f"E{n}", day, kind="visit") for n, day in enumerate(days)))
    visits = item(result, "give-visits")
    assert visits.says == "given lately"
    assert "4 acts, 3 in the last twelve months, 1 in the twelve before (ratio 3," in visits.because
    assert visits.since == date(2025, 4, 1)
    assert visits.records == ("E0", "E1", "E2", "E3")
    assert "Kazakhstan has 3 acts on record and Uzbekistan none" in result.headline


def test_a_promise_is_a_word_until_it_is_kept() -> None:
    promises = {"title": "Promises", "side": "KAZ", "gives": {"kind": "commitment"}}
    made = event("P1", "2025-02-01", kind="commitment", tags=("outcome:open",))
    kept = event("P1", "2025-02-01", kind="commitment", tags=("outcome:kept",), known="2025-08-01")
    before = item(told(made, kept, on="2025-07-31", issues={"promises": promises}), "give-promises")
    after = item(told(made, kept, on="2025-08-01", issues={"promises": promises}), "give-promises")
    assert (before.says, before.since) == ("only words", None)
    assert (after.says, after.since) == ("given lately", date(2025, 8, 1))


def test_a_statement_beside_acts_is_no_act() -> None:
    issue = VISITS | {"says": {"kind": "statement"}}
    result = told(event("S1", "2025-05-01", kind="statement"), issues={"visits": issue})
    assert item(result, "give-visits").says == "only words"
    assert "No act is on record for: Visits." in result.gaps


def delivered(*amounts: tuple[str, float, str, tuple[str, ...]]) -> list[Any]:
    return [
        event(ref, "2025-11", kind="delivery", quantity=value, unit=unit, tags=tags)
        for ref, value, unit, tags in amounts
    ]


FUEL = {"fuel": {"title": "Fuel", "side": "KAZ", "gives": {"kind": "delivery"}, "unit": "kt"}}
GAS = "commodity:lpg"


def test_amounts_of_one_unit_are_added_and_a_window_within_another_is_not_added_twice() -> None:
    records = delivered(
        ("D1", 418000, "t", (GAS, "window:2025-01-01/2025-11-30")),
        ("D2", 71, "kt", (GAS, "window:2025-01-01/2025-02-28")),
        ("D3", 5, "kt", ("commodity:diesel", "window:2025-11-01/2025-11-06")),
        ("D4", 10, "kt", ("commodity:petrol", "promotional")),
    )
    fuel = item(told(*records, issues=FUEL), "give-fuel")
    assert "; 423–433 kt;" in fuel.because
    assert ("Not counted, within another's window", "D2") in fuel.detail
    assert ("Not counted, a promoter's word", "D4") in fuel.detail
    assert fuel.because.startswith("Kazakhstan: 2 acts,")


def test_mixed_units_are_refused_in_words_and_the_record_is_named() -> None:
    records = delivered(("D1", 5, "kt", ()), ("D2", 80, "USD million", ()))
    made = analysis("bargain", sides=SIDES, issues=FUEL)
    seen = view(*records, bargain=made)
    assert (
        "not valued: USD million and kt cannot be added (D2)"
        in item(seen.result("bargain"), "give-fuel").because
    )
    assert list(made.mistakes(seen)) == [
        "D2: 'USD million' cannot be added to 'kt'; give it an issue of its own"
    ]


def test_records_that_nobody_searched_for_have_no_rate() -> None:
    made = analysis("bargain", sides=SIDES, issues={"visits": VISITS})
    seen = view(event("E1", "2025-02-01", kind="visit"), searched=None, bargain=made)
    assert (
        "no ratio: its sources were not searched throughout"
        in item(seen.result("bargain"), "give-visits").because
    )


def test_three_countries_give_the_shares_and_the_asymmetry_of_a_hand_calculation() -> None:
    result = told(*three_countries(), **both_ways())
    assert ends(named(result, "uzb")) == (75.0, 75.0)
    assert ends(named(result, "kaz")) == (37.5, 37.5)
    assert ends(named(result, "asymmetry")) == (37.5, 37.5)
    assert ends(named(result, "asymmetry-log")) == (round(math.log(2), 6), round(math.log(2), 6))
    assert (
        item(result, "asymmetry-trade").says
        == "Uzbekistan depends more than Kazakhstan, sign the same at both ends"
    )


def test_the_other_way_round_the_asymmetry_is_its_negative() -> None:
    asked = both_ways()
    mirrored = asked | {"asymmetries": {"trade": {"title": "Trade both ways", "one": "kaz", "other": "uzb"}}}
    records = [*three_countries(), figure("other", "2024", 20, measure="kaz-uzb", unit=MONEY)]
    low, high = ends(named(told(*records, **asked), "asymmetry"))
    assert ends(named(told(*records, **mirrored), "asymmetry")) == (-high, -low)


def test_another_currency_unit_changes_nothing() -> None:
    one = told(*three_countries(), **both_ways())
    thousand = told(*three_countries(1000.0, unit="USD thousand"), **both_ways())
    assert [ends(found) for found in one.figures] == [ends(found) for found in thousand.figures]
    assert convert(1000, "USD thousand", MONEY) == 1


def test_two_reporters_are_an_interval_and_the_sign_may_be_open() -> None:
    records = [
        figure("a", "2024", 20, measure="kaz-uzb", unit=MONEY),
        figure("b", "2024", 30, measure="kaz-uzb", unit=MONEY),
        figure("c", "2024", 90, measure="kaz-total", unit=MONEY),
        figure("d", "2024", 110, measure="kaz-total", unit=MONEY),
        figure("e", "2024", 100, measure="uzb-total", unit=MONEY),
    ]
    result = told(*records, **both_ways())
    assert ends(named(result, "uzb")) == (20.0, 30.0)
    assert ends(named(result, "kaz")) == (round(100 * 20 / 110, 6), round(100 * 30 / 90, 6))
    assert item(result, "asymmetry-trade").says == "sign not certain"
    assert named(result, "uzb").bounds == "low and high reporter"


def test_some_months_are_a_floor_and_a_year_at_their_rate_is_an_estimate() -> None:
    records = [
        figure("a", "2025-01-01/2025-11-30", 503, measure="kaz-uzb", unit=MONEY, tags=("promotional",)),
        figure("b", "2025", 13900, measure="uzb-total", unit=MONEY),
        figure("c", "2025-10-01/2025-12-31", 1, measure="kaz-uzb", unit=MONEY),
    ]
    result = told(*records, dependences={"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total")})
    assert ends(named(result, "uzb")) == (round(50300 / 13900, 6), round(50300 * 365 / 334 / 13900, 6))
    assert item(result, "dep-uzb").says == "on a promoter's figure alone"
    assert named(result, "uzb").bounds == "eleven months to a year at the same rate"
    assert "a year at the same rate is an estimate and no bound" in named(result, "uzb").note
    assert named(result, "uzb").n == 2


def test_a_promotional_figure_raises_only_the_high_end_where_others_report() -> None:
    records = [
        figure("a", "2024", 10, measure="kaz-uzb", unit=MONEY, tags=("promotional",)),
        figure("b", "2024", 20, measure="kaz-uzb", unit=MONEY),
        figure("c", "2024", 40, measure="kaz-uzb", unit=MONEY, tags=("promotional",)),
        figure("d", "2024", 100, measure="uzb-total", unit=MONEY),
    ]
    result = told(*records, dependences={"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total")})
    assert ends(named(result, "uzb")) == (20.0, 40.0)
    assert item(result, "dep-uzb").says == "measured"


def test_figures_of_different_years_are_not_divided() -> None:
    records = [
        figure("a", "2024", 10, measure="kaz-uzb", unit=MONEY),
        figure("b", "2023", 100, measure="uzb-total", unit=MONEY),
    ]
    result = told(*records, dependences={"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total")})
    assert named(result, "uzb").value is None
    assert result.gaps[0] == "KAZ in UZB: no year in common, for the newest figures are of 2024 and 2023."


def test_a_missing_whole_is_said_and_gives_no_number() -> None:
    asked = share("UZB", "KAZ", "kaz-uzb", "uzb-total") | {"whole": None, "missing": "Nobody publishes it."}
    result = told(*three_countries(), dependences={"uzb": asked})
    assert named(result, "uzb").value is None
    assert "KAZ in UZB: Nobody publishes it." in result.gaps


def test_what_others_could_deliver_lowers_the_exposure_and_is_editorial() -> None:
    judged = {"low": 0.2, "high": 0.6, "because": "It is a test."}
    asked = {"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total", replaceable=judged)}
    net = named(told(*three_countries(), dependences=asked), "net-uzb")
    assert ends(net) == (30.0, 60.0)
    assert net.editorial


def spread(at_least: int, whole: str = "kaz-total") -> dict[str, Any]:
    partners = {"Uzbekistan": amount("kaz-uzb"), "Kyrgyzstan": amount("kaz-kgz")}
    asked = {"title": "Concentration", "at_least": at_least, "partners": partners, "whole": amount(whole)}
    return {"partners": asked}


def test_two_known_partners_give_the_sum_of_squared_shares() -> None:
    result = told(*three_countries(), spreads=spread(2))
    assert ends(named(result, "concentration.partners")) == (0.53125, 0.53125)


def test_too_few_partners_give_no_index_but_words() -> None:
    result = told(*three_countries(), spreads=spread(3))
    assert named(result, "concentration.partners").value is None
    assert "no index, for no year has a total and figures of 3 partners" in result.gaps[0]


PATRONS = {
    "beside": "KAZ",
    "who": {
        "KAZ": {"title": "Kazakhstan", "actors": ["KAZ"], "trade": amount("kaz-uzb")},
        "KGZ": {"title": "Kyrgyzstan", "actors": ["KGZ"], "trade": amount("uzb-kgz")},
        "TJK": {"title": "Tajikistan", "actors": ["TJK"]},
    },
    "ladder": {"kind": "step"},
}


def test_patrons_are_compared_in_one_year_and_no_figure_is_said_plainly() -> None:
    steps = [
        event("L1", "2024-01-01", kind="step", actor="KGZ", quantity=5, unit="rung"),
        event("L2", "2025-01-01", kind="step", actor="KGZ", quantity=-1, unit="rung"),
    ]
    result = told(*three_countries(), *steps, patrons=PATRONS)
    assert ends(named(result, "gap.KGZ")) == (3.0, 3.0)
    assert item(result, "patron-KGZ").says == "trades less than Kazakhstan"
    assert "rung 5 reached, reversed (1 Jan 2025)" in item(result, "patron-KGZ").because
    assert named(result, "gap.TJK").note == "The tables hold no total of this trade."
    assert "No figure of trade to compare for: Tajikistan." in result.gaps


def able(stands: str = "has", **given: Any) -> dict[str, Any]:
    cell = {"because": "It is a test.", "since": "2024-01-01"}
    cells = {"KAZ": cell | {"stands": stands} | given, "UZB": cell | {"stands": "lacks"}}
    return {"satellites": {"title": "Satellites", "cells": cells}}


def test_a_capability_is_a_table_and_no_number() -> None:
    result = told(capabilities=able())
    found = item(result, "can-satellites")
    assert (found.says, found.figure, found.editorial) == (
        "Kazakhstan has it, Uzbekistan lacks it",
        None,
        True,
    )
    assert any(
        table.columns == ("capability", "Kazakhstan", "Uzbekistan", "because") for table in result.tables
    )


def test_a_capability_is_unknown_before_its_record_was_known() -> None:
    launch = event("C1", "2025-05-01", kind="launch")
    given = {"capabilities": able(records=["C1"]), "evidence": {"kind": "launch"}}
    before, after = (
        item(told(launch, on=day, **given), "can-satellites") for day in ("2025-04-30", "2025-05-01")
    )
    assert before.says == "for Kazakhstan it is unknown, Uzbekistan lacks it"
    assert (after.says, after.records) == ("Kazakhstan has it, Uzbekistan lacks it", ("C1",))


def test_an_empty_store_gives_no_number_and_says_so() -> None:
    result = told(**both_ways(), spreads=spread(2), patrons=PATRONS, capabilities=able())
    assert "neither Kazakhstan nor Uzbekistan has an act on record" in result.headline
    assert "Who depends more on whom cannot be said." in result.headline
    assert all(one.value is None and one.note for one in result.figures)


def test_what_became_known_later_changes_no_earlier_day() -> None:
    early = [*three_countries(), event("E1", "2025-02-01", kind="visit")]
    late = [
        figure("late", "2024", 70, measure="kaz-uzb", unit=MONEY, known="2025-07-01"),
        event("E2", "2025-03-01", kind="visit", known="2025-07-01"),
    ]
    assert told(*early, on="2025-06-30", **both_ways()) == told(*early, *late, on="2025-06-30", **both_ways())
    assert told(*early, on="2025-07-01", **both_ways()) != told(*early, *late, on="2025-07-01", **both_ways())


def test_a_stated_range_counts_from_the_day_it_was_known() -> None:
    stated = {"low": 100, "high": 200, "period": "2024", "known": "2025-02-18", "source": "The World Bank."}
    asked = share("UZB", "KAZ", "kaz-uzb", "x", measure="product") | {
        "whole": {"stated": stated, "unit": MONEY}
    }
    before, after = (
        named(told(*three_countries(), on=day, dependences={"gdp": asked}), "gdp")
        for day in ("2025-02-17", "2025-02-18")
    )
    assert before.value is None
    assert ends(after) == (15.0, 30.0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"sides": {"KAZ": "Kazakhstan"}},
            "a bargain has two sides, not 1: write two actors with their names",
        ),
        (
            {"issues": {"visits": VISITS | {"side": "TJK"}}},
            "issues.visits.side: no side 'TJK'; the sides are KAZ and UZB",
        ),
        (
            {"issues": {"visits": {"title": "Visits", "side": "KAZ"}}},
            "'Visits' counts nothing: write in gives which records are its acts",
        ),
        (
            {"issues": {"visits": VISITS | {"gives": {"kind": "tariff-statement"}}}},
            "'tariff-statement' is a word and no act: move it from gives to says",
        ),
        (
            {"capabilities": able("strong")},
            "'strong' is no word for a capability: write has, lacks or unknown",
        ),
        (
            {"dependences": {"x": share("UZB", "KAZ", "a", "b") | {"whole": None}}},
            "a dependence is part of a whole: write whole, or missing with the reason",
        ),
        (
            {"dependences": {"x": share("UZB", "KAZ", "a", "b") | {"whole": amount("b", "kt")}}},
            "part and whole need one unit, not 'USD million' and 'kt'",
        ),
        (
            {
                "dependences": {
                    "x": share("UZB", "KAZ", "a", "b") | {"part": {"figures": {"kind": "a"}, "unit": "kt"}}
                }
            },
            "a selection of figures names what was measured: write measure",
        ),
        (
            {"asymmetries": {"x": {"title": "Both ways", "one": "a", "other": "b"}}},
            "asymmetries.x: no dependence 'a'; there are none",
        ),
        ({"patrons": PATRONS | {"beside": "CHN"}}, "patrons.beside: no patron 'CHN' in who"),
        (
            {"capabilities": able(since=None)},
            "'It is a test.' stands on no day: write records, or since with its first day",
        ),
    ],
)
def test_a_mistake_is_refused_with_what_to_write(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        analysis("bargain", **{"sides": SIDES, "issues": {"visits": VISITS}, **given})
    assert said in str(refused.value)


def test_everything_that_is_read_is_named_as_a_selection() -> None:
    made = analysis(
        "bargain", sides=SIDES, issues={"visits": VISITS | {"says": {"kind": "statement"}}}, **both_ways(),
        spreads=spread(2), patrons=PATRONS, capabilities=able(), evidence={"kind": "launch"},
    )  # fmt: skip
    found = {word for selection in made.selections() for word in (*selection.kind, *selection.measure)}
    measures = {"kaz-uzb", "kaz-total", "uzb-total", "kaz-kgz", "uzb-kgz"}
    assert found == {"visit", "statement", "step", "launch"} | measures


def test_the_flagship_finds_kabul_more_dependent_and_says_what_the_tables_lack(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("bargain")
    assert ends(named(result, "share.RUS-in-AFG")) == (
        round(100 * 503 / 13900, 6),
        round(100 * 503 * 365 / 334 / 13900, 6),
    )
    low, high = ends(named(result, "lpg-share"))
    assert (round(low, 1), round(high, 1)) == (59.7, 65.3)
    assert item(result, "asymmetry-lpg").says == "Kabul depends more than Russia, sign the same at both ends"
    assert named(result, "share.AFG-in-RUS").value is None
    assert (
        "Russia has 7 acts on record and Kabul none (no ratio: the sources were not searched throughout)"
        in result.headline
    )
    assert "; 619 kt;" in item(result, "give-energy").because
    assert item(result, "give-raids").since == date(2023, 9, 8)
    assert item(result, "patron-GULF").says == "no figure to compare"
    assert {"patron-CHN", "patron-IRN", "patron-UZB"} <= {
        one.key for one in result.items if one.says == "trades more than Russia"
    }
    assert len(result.tables) == 4
    assert result.short
    assert len(result.short.rows) <= 8


def test_every_record_a_capability_rests_on_is_among_its_evidence(flagship: Open) -> None:
    made = flagship.case.analyses["bargain"]
    seen = view_on(flagship.case, flagship.records, date(2026, 6, 1))
    known = {row["ref"] for one in made.evidence for row in seen.rows(one)}
    cells = [cell for one in made.capabilities.values() for cell in one.cells.values()]
    assert {ref for cell in cells for ref in cell.records} <= known


def test_records_of_one_event_are_one_act() -> None:
    records = [
        event("A", "2025-05", kind="visit", tags=("same-event:x9",)),
        event("B", "2025-05-05", kind="visit", tags=("same-event:X9",)),
        event("C", "2025-06-01", kind="visit"),
    ]
    result = told(*records)
    assert item(result, "give-visits").because.startswith("Kazakhstan: 2 acts, 2 in the last twelve months")
    assert ("The same event", "B is A") in item(result, "give-visits").detail
    assert "Kazakhstan has 2 acts on record" in result.headline


def test_an_event_within_the_month_of_another_is_an_act_of_its_own() -> None:
    records = [event("A", "2025-05", kind="visit"), event("B", "2025-05-05", kind="visit")]
    assert item(told(*records), "give-visits").because.startswith("Kazakhstan: 2 acts,")


def test_a_sale_counts_once_for_the_side_that_delivers() -> None:
    market = {"title": "A market", "side": "UZB", "gives": {"kind": "delivery"}}
    sold = event("D1", "2025-05-05", kind="delivery", actor="KAZ")
    for issues in (FUEL | {"market": market}, {"market": market | {"compared": False}} | FUEL):
        result = told(sold, issues=issues)
        assert "Kazakhstan has 1 act on record and Uzbekistan none" in result.headline
        assert item(result, "give-market").because.startswith("Uzbekistan: 1 act, ")
    listed = told(sold, issues={"market": market | {"compared": False}, "visits": VISITS})
    assert "neither Kazakhstan nor Uzbekistan has an act on record" in listed.headline


def test_what_only_a_promoter_tells_is_named_and_not_counted() -> None:
    result = told(event("V1", "2025-05-05", kind="visit", tags=("promotional",)))
    assert item(result, "give-visits").says == "on a promoter's word alone"
    assert "Told by a promoter alone and not counted: V1." in result.gaps
    assert "neither Kazakhstan nor Uzbekistan has an act on record" in result.headline


def test_a_record_in_doubt_is_named_with_the_reason_and_not_counted() -> None:
    issue = VISITS | {"doubtful": {"V1": "It may be V2 with a wrong year."}}
    records = [event(ref, "2025-05-05", kind="visit") for ref in ("V1", "V2")]
    found = item(told(*records, issues={"visits": issue}), "give-visits")
    assert found.because.startswith("Kazakhstan: 1 act,")
    assert ("Not counted, in doubt", "V1: It may be V2 with a wrong year") in found.detail
    assert found.editorial


def test_the_headline_has_no_ratio_where_a_source_was_not_searched() -> None:
    made = analysis("bargain", sides=SIDES, issues={"visits": VISITS})
    records = [event(f"V{month}", f"2025-0{month}-05", kind="visit") for month in range(1, 9)]
    said = view(*records, searched=None, bargain=made).result("bargain").headline
    assert "has 8 acts on record and Uzbekistan none (no ratio: the sources were not searched" in said
    assert "surely" not in said


def test_acts_on_days_that_nobody_searched_are_no_part_of_the_rate() -> None:
    made = analysis("bargain", sides=SIDES, issues={"visits": VISITS})
    late = [event(f"V{n}", f"2025-1{n}-05", kind="visit") for n in range(3)]
    early = [event("W", "2024-03-01", kind="visit"), event("X", "2025-03-01", kind="visit")]
    seen = view(*late, *early, searched="2023-06-01/2025-07-02", bargain=made)
    found = item(seen.result("bargain"), "give-visits")
    assert "4 in the last twelve months, 1 in the twelve before (ratio 1.99 of 1 and 1 on" in found.because
    assert ("On days nobody searched", "V0, V1, V2") in found.detail
    assert (
        "has 4 acts on record and Uzbekistan none (ratio ∞ of 1 and 0 on" in seen.result("bargain").headline
    )


def test_a_record_known_only_to_a_year_falls_in_neither_year() -> None:
    records = [event("Y", "2024", kind="visit"), event("M", "2024-12", kind="visit")]
    result = told(*records, on="2025-06-01")
    visits = item(result, "give-visits")
    assert "2 acts, 1 in the last twelve months, 0 in the twelve before" in visits.because
    assert ("Not surely within one year", "Y (2024)") in visits.detail
    assert [label for label, _ in visits.detail[:2]] == ["2024", "December 2024"]


def tonnes(*given: tuple[str, str, float, float | None]) -> str:
    """Say what figures of relief add up to."""
    relief = {"title": "Relief", "side": "KAZ", "gives": {"measure": "aid"}, "unit": "t"}
    records = [figure(ref, when, value, measure="aid", unit="t", low=low) for ref, when, value, low in given]
    return item(told(*records, issues={"relief": relief}), "give-relief").because.split("; ")[1]


def test_goods_without_a_name_may_be_the_same_or_not() -> None:
    summer, july = ("A", "2022-06-01/2022-08-30", 24, None), ("B", "2022-07", 39, None)
    assert tonnes(summer, july) == "39–63 t"
    assert tonnes(("A", "2022-06-01/2022-07-15", 24, None), july) == "39–63 t"
    assert tonnes(("A", "2022-06", 24, None), july) == "63 t"


def test_more_than_an_amount_has_no_high_end() -> None:
    assert tonnes(("A", "2022-06", 24, None), ("B", "2022-07", 60, 60)) == "84 t or more"


def test_a_part_larger_than_its_whole_is_the_high_end() -> None:
    records = delivered(
        ("D1", 10, "kt", (GAS, "window:2025-01-01/2025-11-30")),
        ("D2", 50, "kt", (GAS, "window:2025-05-05/2025-05-05")),
    )
    assert "; 10–50 kt;" in item(told(*records, issues=FUEL), "give-fuel").because


def test_a_kept_promise_that_is_told_again_stays_on_the_day_it_was_kept() -> None:
    promises = {"promises": {"title": "Promises", "side": "KAZ", "gives": {"kind": "commitment"}}}
    tagged = {"kind": "commitment", "tags": ("outcome:kept",)}
    versions = [
        event("P1", "2023-12-01", known="2023-12-01", kind="commitment", tags=("outcome:open",)),
        event("P1", "2023-12-01", known="2024-01-10", **tagged),
        event("P1", "2023-12-01", known="2025-12-01", note="A slip of the pen.", **tagged),
    ]
    found = item(told(*versions, issues=promises), "give-promises")
    assert found.since == date(2024, 1, 10)
    assert found.says == "nothing lately"


def test_a_part_that_exceeds_its_whole_is_a_gap_in_words() -> None:
    records = [
        figure("a", "2024", 200, measure="kaz-uzb", unit="kt"),
        figure("b", "2024", 100, measure="uzb-total", unit="kt"),
    ]
    result = told(*records, dependences={"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total", "kt")})
    assert named(result, "uzb").value is None
    assert "KAZ in UZB: its part in 2024, 200 kt or more, exceeds its whole, 100 kt at most." in result.gaps


def test_partners_that_exceed_the_whole_give_no_index() -> None:
    small = figure("less", "2024", 60, measure="small", unit=MONEY)
    result = told(*three_countries(), small, spreads=spread(2, whole="small"))
    assert named(result, "concentration.partners").value is None
    assert "exceed the whole" in result.gaps[0]


def test_reports_that_contradict_each_other_in_part_are_noted() -> None:
    records = [
        figure("a", "2024", 60, measure="kaz-uzb", unit=MONEY),
        figure("b", "2024", 120, measure="kaz-uzb", unit=MONEY),
        figure("c", "2024", 100, measure="uzb-total", unit=MONEY),
    ]
    result = told(*records, dependences={"uzb": share("UZB", "KAZ", "kaz-uzb", "uzb-total")})
    assert ends(named(result, "uzb"))[1] == 100.0
    assert "some reports of the part exceed some of the whole" in named(result, "uzb").note


def test_one_reporter_of_a_whole_year_is_no_interval() -> None:
    result = told(*three_countries(), **both_ways())
    assert named(result, "uzb").bounds == "one reporter, no interval"
    assert item(result, "dep-uzb").because == "In 2024 it was 75 % (one reporter, no interval)."
    assert named(result, "asymmetry").n == 3
    nothing = figure("none", "2024", 0, measure="kaz-uzb", unit=MONEY, known="2025-03-01")
    zero = told(nothing, *three_countries()[1:], **both_ways())
    assert "it was 0 %" in item(zero, "dep-uzb").because


def test_what_a_capability_rests_on_is_not_told_before_it_was_known() -> None:
    launches = [event(ref, day, kind="launch") for ref, day in (("C1", "2024-05-01"), ("C2", "2025-05-01"))]
    asked = able(records=["C1", "C2"], because="Both launches are on record.")
    given = {"capabilities": asked, "evidence": {"kind": "launch"}}
    early, late = (told(*launches, on=day, **given) for day in ("2025-04-30", "2025-05-01"))
    assert "launches" not in str(early)
    assert "Both launches are on record." in item(late, "can-satellites").because
    before = item(told(on="2023-12-31", capabilities=able()), "can-satellites")
    assert before.says == "for Kazakhstan it is unknown, for Uzbekistan it is unknown"
    assert (before.because, before.since) == ("Nothing that it rests on was known yet.", None)


def test_a_patron_that_only_stepped_back_has_reached_no_rung() -> None:
    back = event("L1", "2025-05", kind="step", actor="KGZ", quantity=-1, unit="rung")
    result = told(back, patrons=PATRONS)
    assert "no rung on record, a step back (May 2025)" in item(result, "patron-KGZ").because
    assert result.tables[-1].title == "No patron has a figure of trade to set beside Kazakhstan"


def test_a_promoters_figure_is_marked_beside_every_patron_it_is_compared_with() -> None:
    flows = [
        figure("a", "2024", 30, measure="kaz-uzb", unit=MONEY, tags=("promotional",)),
        figure("b", "2024", 10, measure="uzb-kgz", unit=MONEY),
    ]
    table = told(*flows, patrons=PATRONS).tables[-1]
    assert table.note == "The trade of Kazakhstan is a promoter's figure alone beside Kyrgyzstan."
    assert table.rows[1][2] == "3, by a promoter"
    assert table.title == "No patron with a figure trades more than Kazakhstan"


def test_the_flagship_adds_relief_no_further_than_its_records(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("bargain")
    aid, energy = item(result, "give-aid"), item(result, "give-energy")
    assert aid.because.startswith("Russia: 5 acts,")
    assert "; 172 t or more;" in aid.because
    assert energy.because.startswith("Russia: 4 acts,")
    assert ("Not counted, within another's window", "TE007") in energy.detail
    assert "TE039" not in str(item(result, "give-goods").records)


def test_the_flagship_tells_of_2015_nothing_that_came_later(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2015, 1, 1)).result("bargain")
    able_then = [one for one in result.items if one.key.startswith("can-")]
    assert {one.says for one in able_then} == {"for Russia it is unknown, for Kabul it is unknown"}
    assert "Raids on ISKP cells" not in str(result)
