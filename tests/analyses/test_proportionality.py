"""Whether giving is in proportion to what is done, on flows and steps whose answer is known."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from facta.analyses import View
from facta.api import Open
from facta.assessment import view_on
from facta.models.elasticity import Elasticity, asymmetry, elasticity
from facta.records import Event, Observation
from facta.results import Figure, Item, Result, Said
from tests.analyses.making import analysis, event, indicator, view
from tests.analyses.making import figure as measured

FIRST = date(2023, 1, 1)
GIFTS, RAIDS = [{"kind": "gift"}], [{"kind": "raid"}]
FLOWS = {"steps": GIFTS, "done": RAIDS, "period": "month"}
SHOCKS = {"raids": {"title": "raids on the enemy", "of": RAIDS, "forecast": "more often after"}}
STUDY = {"steps": GIFTS, "done": RAIDS, "shocks": SHOCKS, "horizon_days": 20}
MONTHS = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(36)]
DONE = [1 + t * t % 11 % 6 for t in range(36)]


def monthly(kind: str, counts: list[int], apart: int = 1) -> list[Event]:
    return [
        event(f"{kind}{month:%y%m}-{i}", (month + timedelta(days=apart * i)).isoformat(), kind=kind)
        for month, count in zip(MONTHS, counts, strict=False)
        for i in range(count)
    ]


def on_days(kind: str, *days: int, **given: Any) -> list[Event]:
    return [
        event(f"{kind}{day}", (FIRST + timedelta(days=day)).isoformat(), kind=kind, **given) for day in days
    ]


STEPS = [*on_days("gift", 10, 102, 219, 350), *on_days("raid", 0, 100, 200)]


def told(seen: View, **given: Any) -> Said:
    return analysis("proportionality", **given).analyse(seen)


def studied(*records: Event, on: str = "2024-02-04", **given: Any) -> Result:
    return told(view(*records, on=on, searched="2023-01-01/2024-02-04"), **STUDY | given)


def part(result: Result, key: str) -> Item:
    return next(item for item in result.items if item.key == key)


def number(result: Result, name: str) -> Figure:
    return next(figure for figure in result.figures if figure.name == name)


def flows(given: list[int], done: list[int] | None = None, **more: Any) -> Result:
    records = [*monthly("gift", given), *monthly("raid", DONE if done is None else done)]
    return told(view(*records), **FLOWS | more)


THRICE = [3 * x + (-1) ** t for t, x in enumerate(DONE)]


def test_three_times_as_much_for_each_deed_is_direct_proportion() -> None:
    result = flows(THRICE)
    known = elasticity(THRICE, DONE)
    assert isinstance(known, Elasticity)
    figure = number(result, "elasticity")
    assert (figure.value, figure.low, figure.high) == (known.total, known.low90, known.high90)
    assert figure.value == pytest.approx(1, abs=0.1)
    assert figure.n == 36
    assert part(result, "elasticity").says == "proportional"
    assert part(result, "constancy").says == "no change seen"
    assert number(result, "p-none").value == pytest.approx(0, abs=1e-3)
    assert (number(result, "p-proportional").value or 0) > 0.1
    assert result.headline.startswith("Giving is proportional to what is done: an elasticity of")


def test_a_correlation_alone_is_not_proportion() -> None:
    result = flows([round(10 * x**0.4) for x in DONE])
    assert part(result, "elasticity").says == "less than proportional"
    assert (number(result, "p-none").value or 0) < 0.001
    assert (number(result, "p-proportional").value or 1) < 0.001


def test_the_square_of_the_deed_is_more_than_proportional() -> None:
    assert part(flows([x * x for x in DONE]), "elasticity").says == "more than proportional"


def test_the_same_whatever_is_done_is_unrelated() -> None:
    assert part(flows([9 + t % 2 for t in range(36)]), "elasticity").says == "unrelated"


def test_a_deed_that_is_a_fall_mirrors_the_elasticity() -> None:
    straight, turned = flows(THRICE), flows(THRICE, inverse=True)
    a, b = number(straight, "elasticity"), number(turned, "elasticity")
    assert a.low is not None
    assert b.value == pytest.approx(-(a.value or 0))
    assert b.high == pytest.approx(-a.low)
    assert part(turned, "elasticity").says == "inverse"


FEWER = [round(24 / x) + (-1) ** t for t, x in enumerate(DONE)]  # gifts for fewer raids


def test_where_a_fall_is_the_deed_sentences_speak_of_the_thing_itself() -> None:
    result = flows(FEWER, inverse=True)
    assert part(result, "elasticity").says == "proportional"
    assert part(result, "elasticity").because.startswith("One per cent fewer records of raid is answered by")
    assert result.headline.startswith("Giving is proportional to the fall of records of raid: an elasticity")
    assert number(result, "elasticity").title == "Per cent given for one per cent fewer records of raid"
    assert part(flows(THRICE), "elasticity").because.startswith(
        "One per cent more records of raid is answered"
    )
    made = indicator("count", of={"source": "made/ledger", "kind": "raid"}, unit="attacks", period="month")
    records = [*monthly("gift", FEWER), *monthly("raid", DONE)]
    named = told(view(*records, indicators={"R": made}), **FLOWS | {"done": "R", "inverse": True})
    assert part(named, "elasticity").because.startswith("One per cent fewer attacks is answered by")
    assert part(named, "elasticity").title == "Is giving in proportion to the fall of attacks"


def test_where_a_fall_is_the_deed_rises_are_those_of_the_thing_itself() -> None:
    straight, turned = flows(FEWER), flows(FEWER, inverse=True)
    falls = sum(b < a for a, b in pairwise(DONE))
    rises = sum(b > a for a, b in pairwise(DONE))
    assert f"for a rise of records of raid by one ({rises} rises)" in part(straight, "asymmetry").because
    assert f"for a fall of records of raid by one ({falls} falls)" in part(turned, "asymmetry").because
    assert number(turned, "asymmetry").title == "Elasticity to falls less that to rises"
    bars = turned.drawings[0].data.rows[1:3]  # type: ignore[union-attr]
    assert [bar.label for bar in bars] == ["To falls", "To rises"]


def test_gifts_that_answer_falls_only_are_said_to_answer_falls() -> None:
    done = [20 + 15 * (t * t % 11 % 6) for t in range(36)]
    given = [20, *(20 + max(was - now, 0) for was, now in pairwise(done))]
    assert part(flows(given, done, inverse=True), "asymmetry").says == "falls are answered more"


def test_rises_falls_and_windows_answer_the_lag_that_is_asked() -> None:
    later = [9, 9, 9, *(3 * x for x in DONE[:-3])]
    result = flows(later, lags=[3], window=24)
    assert part(result, "elasticity").because.startswith(
        "One per cent more records of raid is answered by 1 per cent 3 periods later"
    )
    assert part(result, "asymmetry").because.startswith(
        "Giving goes up by 1 per cent 3 periods later for a rise of records of raid by one"
    )
    known = asymmetry([*map(float, later[3:])], [*map(float, DONE[:-3])])
    assert number(result, "asymmetry").n == getattr(known, "rises", 0) + getattr(known, "falls", 0)
    assert part(flows(later, lags=[1]), "elasticity").because.count(" 1 period later") == 1


def test_rises_falls_and_windows_are_refused_at_several_lags() -> None:
    result = flows([*DONE[-1:], *DONE[:-1]], lags=[0, 1])
    assert part(result, "elasticity").says != "refused"
    assert "in sum over lags of 0 and 1 period" in part(result, "elasticity").because
    assert [part(result, key).because for key in ("asymmetry", "constancy")] == snapshot(
        [
            "Rises and falls are compared at one lag only, and 2 are asked for.",
            "Windows roll at one lag only, and 2 are asked for.",
        ]
    )
    with pytest.raises(ValidationError, match="lags are written once each; there are 1, 1"):
        analysis("proportionality", **FLOWS, lags=[1, 1])


def test_two_deeds_on_a_day_are_two_and_only_steps_are_put_together() -> None:
    spread = flows(THRICE)
    same_day = [*monthly("gift", THRICE, apart=0), *monthly("raid", DONE, apart=0)]
    for near in (0, 30):
        result = told(view(*same_day), **FLOWS | {"given": GIFTS, "apart_days": near})
        assert number(result, "elasticity").value == number(spread, "elasticity").value
    twins = [*STEPS, event("raid0b", "2023-01-01", kind="raid"), event("gift10b", "2023-01-11", kind="gift")]
    result = studied(*twins)
    assert "of 5 steps" in part(result, "steps-raids").because
    assert part(result, "steps-raids").detail[1][1].count("1 Jan 2023") == 2
    merged = studied(*twins, apart_days=1)
    assert "of 4 steps" in part(merged, "steps-raids").because
    assert part(merged, "steps-raids").detail[1][1].count("1 Jan 2023") == 2


def test_too_few_periods_are_refused_with_how_many_are_missing() -> None:
    result = told(view(*monthly("gift", THRICE[:20]), searched="2023-01-01/2024-08-31"), **FLOWS)
    assert part(result, "elasticity").says == "refused"
    assert number(result, "elasticity").value is None
    assert result.gaps[0] == snapshot(
        "Elasticity: an elasticity needs 24 months without a hole; there are 20 with both figures, "
        "so 4 more are needed."
    )


def test_a_period_in_which_nothing_was_done_is_refused_or_what_is_added_is_said() -> None:
    done = [0, *DONE[1:]]
    assert part(flows(THRICE, done), "elasticity").because == snapshot(
        "What is done is 0 in 1 of 36 periods, and no per cent can be taken of 0; "
        "take longer periods, or write under add what to add, which the result then says."
    )
    result = flows(THRICE, done, add=0.5)
    assert number(result, "elasticity").value == elasticity(THRICE, [x + 0.5 for x in done]).total  # type: ignore[union-attr]
    assert "0.5 was added to each figure of what is done" in result.editorial


def test_a_month_that_nobody_searched_is_a_hole_and_never_zero() -> None:
    records = [*monthly("gift", THRICE), *monthly("raid", DONE)]
    result = told(view(*records, searched="2023-01-01/2024-06-15"), **FLOWS)
    assert "there are 17 with both figures" in result.gaps[0]


def test_records_are_counted_in_the_windows_of_an_indicator() -> None:
    made = indicator("count", of={"source": "made/ledger", "kind": "raid"}, period="month")
    records = [*monthly("gift", THRICE), *monthly("raid", DONE)]
    result = told(view(*records, indicators={"R": made}), **FLOWS | {"done": "R", "period": "year"})
    assert number(result, "elasticity").value == number(flows(THRICE), "elasticity").value
    assert part(result, "elasticity").rests_on == ("R",)


def test_steps_after_shocks_are_counted_by_hand() -> None:
    result = studied(*STEPS)
    item = part(result, "steps-raids")
    assert item.figure is not None
    assert item.figure.value == 17
    assert item.says == "more often after"
    assert ("Forecast", "more often after: borne out") in item.detail
    assert (
        "3 of 4 steps fell on the 60 of 400 days that follow raids on the enemy within 20 days"
        in item.because
    )
    assert set(item.records) == {one.ref for one in STEPS}
    assert item.since == FIRST + timedelta(days=350)
    assert number(result, "share-following-raids").value == 75
    assert result.drawings[0].title == "Steps come more often after raids on the enemy"


FILLED = [*on_days("raid", 0, 100, 200)]  # 300 of 400 days follow one within 100


def test_steps_that_keep_away_from_shocks_come_less_often_after() -> None:
    forecast = {"raids": {**SHOCKS["raids"], "forecast": "less often after"}}
    away = on_days("gift", 302, 315, 330, 344, 358, 371, 385, 398)
    result = studied(*FILLED, *away, shocks=forecast, horizon_days=100)
    assert part(result, "steps-raids").says == "less often after"
    assert ("Forecast", "less often after: borne out") in part(result, "steps-raids").detail
    assert number(result, "p-fewer-raids").value == pytest.approx(4 / 400)
    assert "p by turning 1 of as many or more and 0.01 of as many or fewer." in (
        part(result, "steps-raids").because
    )


def test_one_burst_of_steps_away_from_shocks_concludes_nothing() -> None:
    result = studied(*FILLED, *on_days("gift", *range(340, 352)), horizon_days=100)
    assert (number(result, "hazard-ratio-raids").high or 1) < 1
    assert (number(result, "p-fewer-raids").value or 0) > 0.2
    assert part(result, "steps-raids").says == "cannot tell"


def test_a_ratio_without_a_bound_is_drawn_without_one() -> None:
    result = studied(*on_days("gift", 10, 102, 219), *on_days("raid", 0, 100, 200))
    bar = result.drawings[0].data.rows[0]  # type: ignore[union-attr]
    assert (bar.value, bar.low, bar.high) == (None, None, None)
    assert bar.note == snapshot("more often after; 2.34 or more, as no step fell on other days")
    assert number(result, "hazard-ratio-raids").value is None


def test_as_many_steps_before_as_after_shocks_have_no_order() -> None:
    twins = [*on_days("gift", 10, 90, 150, 350), *on_days("raid", 0, 100, 200)]
    item = part(studied(*twins), "order-raids")
    assert item.says == "cannot tell"
    assert item.because == snapshot(
        "1 of 4 steps follows raids on the enemy within 20 days and 1 precedes them; p of the difference 1."
    )


def test_what_is_known_to_a_month_is_said_as_that_month() -> None:
    result = studied(*STEPS, event("G9", "2023-06", kind="gift"))
    assert "June 2023 (G9)" in part(result, "steps-raids").detail[0][1]
    assert "16 Jun 2023" not in str(result)


def test_turning_time_around_swaps_following_and_preceding() -> None:
    turned = [*on_days("gift", *(399 - d for d in (10, 102, 219, 350)))]
    turned += on_days("raid", *(399 - d for d in (0, 100, 200)))
    assert part(studied(*STEPS), "order-raids").because.startswith("3 of 4 steps follow")
    assert "and 3 precede them" in part(studied(*turned), "order-raids").because


def test_a_sample_of_shocks_concludes_nothing() -> None:
    result = studied(*STEPS, shocks={"raids": {**SHOCKS["raids"], "searched": False}})
    assert part(result, "steps-raids").says == "cannot tell"
    assert (
        "The raids on the enemy are a sample: a step may follow one that is not in the records."
        in result.gaps
    )


def test_one_event_told_twice_is_one_step() -> None:
    twice = [*STEPS, event("note", "2023-01-12", kind="gift", tags=("same-event:gift10",))]
    assert "of 4 steps" in part(studied(*twice), "steps-raids").because
    near = [*STEPS, *on_days("gift", 104)]
    assert "of 5 steps" in part(studied(*near), "steps-raids").because
    assert "of 4 steps" in part(studied(*near, apart_days=2), "steps-raids").because


def test_a_step_known_only_to_the_year_is_left_out_and_said() -> None:
    result = studied(*STEPS, event("G9", "2023", kind="gift"))
    assert "Left out, because no day is known: G9." in result.gaps
    assert "of 4 steps" in part(result, "steps-raids").because


def test_what_became_known_later_does_not_count_before() -> None:
    late = event("late", "2023-01-15", kind="gift", known="2024-02-01")
    before = studied(*STEPS, late, on="2024-01-31")
    assert before == studied(*STEPS, on="2024-01-31")
    assert "of 5 steps" in part(studied(*STEPS, late), "steps-raids").because


def test_two_steps_are_refused() -> None:
    assert part(studied(*STEPS[:2], *STEPS[4:]), "steps-raids").because == snapshot(
        "An event study needs 3 steps and 3 shocks; there are 2 steps and 3 shocks."
    )


def test_on_an_empty_store_everything_is_refused() -> None:
    made = indicator("count", of={"source": "made/ledger", "kind": "raid"}, period="year")
    result = told(view(searched=None, indicators={"R": made}), **STUDY, beside=["R"])
    assert part(result, "beside-R").because == "Nobody searched for steps in the time that is looked at."
    assert {item.says for item in result.items} == {"refused"}
    assert all(figure.value is None for figure in result.figures)
    assert [part(result, key).because for key in ("elasticity", "steps-raids")] == snapshot(
        [
            "Nobody searched for what is given or done in the time that is looked at.",
            "Nobody searched for both steps and raids on the enemy in the time that is looked at.",
        ]
    )


def test_steps_stand_beside_the_figures_of_an_indicator() -> None:
    made = indicator("count", of={"source": "made/ledger", "kind": "raid"}, period="year")
    records = [*on_days("gift", 5, 400, 420), *on_days("raid", 10, 500, 510, 520)]
    seen = view(*records, searched="2023-01-01/2024-12-31", on="2024-12-31", indicators={"R": made})
    result = told(seen, **STUDY, beside=["R"])
    assert part(result, "beside-R").says == "both rose"
    assert part(result, "beside-R").because == (
        "From 2023 to 2024 steps went from 1 to 2 and A measured thing (R) from 1 to 3 clashes."
    )
    assert result.tables[0].rows == (("2023", "1", "1", "1"), ("2024", "2", "3", "3"))


def beside(*figures: Observation) -> Result:
    made = indicator("total", of={"measure": "m"}, unit="kt", period="year")
    records = on_days("gift", 5, 400, 420)
    return told(view(*records, *figures, indicators={"R": made}), **STUDY, beside=["R"])


def test_figures_of_a_part_of_the_year_are_said_with_their_months() -> None:
    result = beside(measured("A", "2023-01/2023-11", 280.0), measured("B", "2024-01/2024-11", 418.0))
    assert part(result, "beside-R").because == snapshot(
        "From 2023 to 2024 steps went from 1 to 2 and A measured thing (R) from 280 to 418 kt, "
        "for 1 Jan – 30 Nov 2023 and 1 Jan – 30 Nov 2024."
    )
    assert result.tables[0].note == snapshot(
        "Figures of a part of their year, as printed: R: 1 Jan – 30 Nov 2023; 1 Jan – 30 Nov 2024."
    )


def test_figures_of_different_parts_of_the_year_are_not_compared_but_those_brought_to_it_are() -> None:
    result = beside(measured("A", "2023-01/2023-11", 280.0), measured("B", "2024", 418.0))
    assert part(result, "beside-R").because == snapshot(
        "The figures of A measured thing (R) are one for 1 Jan – 30 Nov 2023 and one for 2024, "
        "which are not the same part of both periods."
    )
    assert "280" not in result.headline
    brought = beside(measured("A", "2023-01/2023-08", 243.0), measured("B", "2024", 418.0))
    assert "A measured thing (R) from ≈365 to 418 kt." in part(brought, "beside-R").because


def test_an_analysis_without_steps_or_with_a_short_window_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        analysis("proportionality", steps=[], done=RAIDS)
    with pytest.raises(ValidationError, match="greater than or equal to 24"):
        analysis("proportionality", **FLOWS, window=12)


def test_in_the_flagship_no_concession_followed_a_known_raid_while_clashes_rose(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("proportionality")
    assert part(result, "elasticity").says == "refused"
    assert "an elasticity needs 24 quarters without a hole; there are 8" in result.gaps[0]
    raids = part(result, "steps-raids")
    assert raids.says == "cannot tell"
    assert raids.because.startswith("0 of 7 steps fell on the 536 of 1,751 days that follow Taliban raids")
    assert part(result, "steps-attacks").because.startswith("4 of 7 steps")
    assert part(result, "beside-BB-9").says == "both rose"
    assert "steps went from 1 to 2 and Tajik border clashes, yearly (BB-9) from 6 to 17" in result.headline
    assert {"RL004", "CH015", "RL005", "IS021"} <= set(raids.records)
    assert "CH035" not in raids.records
