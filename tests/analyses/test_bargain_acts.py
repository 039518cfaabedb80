"""Acts are counted once, and nothing is told before it was known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.assessment import view_on
from tests.analyses.making import analysis, event, figure, view

if TYPE_CHECKING:
    from facta.api import Open

from tests.analyses.test_bargain import (
    FUEL,
    GAS,
    MONEY,
    PATRONS,
    SIDES,
    VISITS,
    able,
    amount,
    both_ways,
    delivered,
    ends,
    item,
    named,
    share,
    spread,
    three_countries,
    told,
)


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
