"""What each side gives is counted, who depends on whom follows from the reports, and nothing is made up."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from facta.units import convert
from tests.analyses.making import analysis, event, figure, view

if TYPE_CHECKING:
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
