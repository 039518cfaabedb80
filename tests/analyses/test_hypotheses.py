"""Hypotheses are weighed by what was seen, as the arithmetic says and no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError

from facta.analyses.hypotheses import Hypotheses
from facta.analyses.hypotheses.evidence import TRUST, look
from facta.assessment import view_on
from facta.models.weighing import Hypothesis, Item, weigh
from facta.supposing import suppose
from tests.analyses.making import analysis, event, figure, indicator, view

if TYPE_CHECKING:
    from facta.analyses import Analysis, View
    from facta.api import Open
    from facta.indicators import Indicator
    from facta.results import Result

BECAUSE = "It is a test of weighing."
FEW_MANY = {"few": {"below": 2}, "many": {"above": 2}}
THREE_TO_ONE = {
    "fails": {"few": [0.4, 0.4], "many": [0.6, 0.6]},
    "other": {"few": [0.8, 0.8], "many": [0.2, 0.2]},
}
MOVES = {
    "up": {"straining": [0.05, 0.15], "quiet": [0.3, 0.5], "deepening": [0.4, 0.6]},
    "down": {"straining": [0.4, 0.6], "quiet": [0.3, 0.5], "deepening": [0.05, 0.15]},
    "other": {"straining": [0.2, 0.3], "quiet": [0.4, 0.6], "deepening": [0.2, 0.3]},
}
CLASHES = [event(f"c{k}", f"2025-11-0{k + 1}") for k in range(4)]


def hypothesis(low: float, high: float | None = None) -> dict[str, Any]:
    return {"title": "A way it goes", "means": "It goes this way.", "prior": [low, high or low]}


def evidence(watched: str = "I", **given: Any) -> dict[str, Any]:
    base = {"indicator": watched, "states": FEW_MANY, "likelihoods": THREE_TO_ONE, "reliability": 1.0}
    return {**base, "because": BECAUSE, **given}


def made(*items: dict[str, Any], **given: Any) -> Analysis:
    base = {
        "question": "Which way does it go?",
        "hypotheses": {"fails": hypothesis(0.2), "other": hypothesis(0.8)},
        "evidence": items,
    }
    return analysis("hypotheses", **{**base, **given})


def moving(*items: dict[str, Any], **given: Any) -> Analysis:
    three = {"up": hypothesis(0.3, 0.4), "down": hypothesis(0.3, 0.4), "other": hypothesis(0.2, 0.3)}
    return made(*items, hypotheses=three, **given)


def mover(watched: str = "I", **given: Any) -> dict[str, Any]:
    return evidence(watched, **{"states": None, "likelihoods": MOVES, **given})


def asked(held: Analysis, *records: Any, on: str = "2025-12-31", **given: Any) -> Result:
    indicators = given.pop("indicators", {"I": indicator(), "J": indicator(), "K": indicator()})
    return view(*records, on=on, indicators=indicators, told=held, **given).result("told")


def share(result: Result, key: str) -> float:
    item = next(item for item in result.items if item.key == key)
    assert item.figure
    assert item.figure.value is not None
    return item.figure.value


def said(result: Result, key: str) -> str:
    return next(item.says for item in result.items if item.key == key)


def shares(result: Result) -> dict[str, float]:
    return {i.key: round(share(result, i.key), 9) for i in result.items if not i.key.startswith("e-")}


def told(result: Result, key: str) -> dict[str, str]:
    return dict(next(item.detail for item in result.items if item.key == key))


def test_a_ratio_of_three_on_odds_of_one_to_four_gives_three_sevenths() -> None:
    result = asked(made(evidence()), *CLASHES)
    assert said(result, "e-i") == "many"
    assert share(result, "fails") == pytest.approx(100 * 3 / 7)
    assert said(result, "fails") == "unlikely"
    assert share(result, "e-i") == pytest.approx(-10 * np.log10(3))  # for the leading, which is the other


def test_the_answer_is_that_of_weighing_the_same_numbers() -> None:
    held = moving(
        mover(group="g", reliability=0.8), mover("J", group="g", reliability=0.6), dependence={"g": 0.5}
    )
    result = asked(held, *CLASHES)
    low, high = (np.array([[span[k] for span in row.values()] for row in MOVES.values()]) for k in (0, 1))
    states = ("straining", "quiet", "deepening")
    found = weigh(
        [Hypothesis("up", 0.3, 0.4), Hypothesis("down", 0.3, 0.4), Hypothesis("other", 0.2, 0.3)],
        [
            Item("e-i", states, low, high, "straining", 0.8, "g"),
            Item("e-j", states, low, high, "straining", 0.6, "g"),
        ],
        dependence={"g": 0.5},
    )
    for at, name in enumerate(found.hypotheses):
        item = next(item for item in result.items if item.key == name)
        assert item.figure
        assert item.figure.value == pytest.approx(100 * found.posterior[at])
        assert item.figure.low == pytest.approx(100 * found.low90[at])
        assert item.figure.high == pytest.approx(100 * found.high90[at])
    (even,) = [one.value for one in result.figures if one.name == "break-even"]
    assert even == pytest.approx(100 * found.break_even)
    assert told(result, found.pair.leading)["Break-even prior"].startswith(f"{even:.0f} %")


def test_the_other_states_of_a_piece_say_what_they_would_do() -> None:
    detail = told(asked(moving(mover(reliability=0.8)), *CLASHES), "e-i")
    quiet = asked(moving(mover(reliability=0.8)))
    assert detail["Were it 'quiet'"] == f"'A way it goes' {share(quiet, 'down'):.0f} %"
    assert "Were it 'deepening'" in detail
    assert detail["Without it"].startswith("'A way it goes' 37 %")  # its prior, 0.35 of 0.95


def test_copies_in_one_group_are_one_piece() -> None:
    alone = asked(moving(mover(group="wire")), *CLASHES)
    copies = [mover(one, group="wire") for one in ("I", "J", "K")]
    assert shares(asked(moving(*copies), *CLASHES)) == shares(alone)
    assert told(asked(moving(*copies), *CLASHES), "e-j")["Group"] == "wire: it counts 0.33 of a piece"


def test_what_was_not_seen_is_not_negative() -> None:
    unseen = {"I": indicator(), "J": indicator(of={"source": "nowhere", "kind": "clash"})}
    with_it = asked(moving(mover(), mover("J")), *CLASHES, indicators=unseen)
    assert said(with_it, "e-j") == "not seen"
    assert shares(with_it) == shares(asked(moving(mover()), *CLASHES))
    assert with_it.gaps[0].startswith("A measured thing (J) was not seen: ")
    assert len(with_it.drawings[1].data.rows) == 1  # type: ignore[union-attr]


def test_without_records_the_prior_stands() -> None:
    result = asked(moving(mover()), searched=None)
    assert shares(result) == {"up": 36.842105263, "down": 36.842105263, "other": 26.315789474}
    assert result.headline.endswith("No evidence was seen, so this is the prior.")
    assert [drawing.chart for drawing in result.drawings] == ["bars"]


def test_what_has_gone_dark_is_not_seen() -> None:
    result = asked(made(evidence()), *CLASHES, on="2028-01-01", searched="2025-01-01/2025-12-31")
    assert said(result, "e-i") == "not seen"
    assert "Nothing is known after December 2025." in result.gaps[0]


def test_no_record_of_tomorrow_is_seen_today() -> None:
    late = [event(f"c{k}", f"2025-08-0{k + 1}", known="2025-12-01") for k in range(4)]
    held = made(evidence())
    assert asked(held, *late, on="2025-11-30") == asked(held, on="2025-11-30")


def test_the_order_of_evidence_decides_nothing() -> None:
    parts = [mover(group="g"), mover("J", group="g", reliability=0.4), mover("K")]
    one, other = (asked(moving(*order), *CLASHES) for order in (parts, parts[::-1]))
    assert shares(one) == shares(other)
    assert one.headline == other.headline
    assert one.tables[1] == other.tables[1]


def test_swapped_directions_mirror_the_answer() -> None:
    there, back = (
        asked(moving(mover()), *CLASHES, indicators={"I": indicator(rise=rise)})
        for rise in ("straining", "deepening")
    )
    assert (said(there, "e-i"), said(back, "e-i")) == ("straining", "deepening")
    assert share(there, "down") > 50 > share(there, "up")
    assert share(there, "down") == pytest.approx(share(back, "up"))
    assert share(there, "up") == pytest.approx(share(back, "down"))
    assert share(there, "other") == pytest.approx(share(back, "other"))


def test_a_level_below_the_least_is_quiet() -> None:
    assert said(asked(moving(mover(least_level=2)), *CLASHES), "e-i") == "straining"
    assert said(asked(moving(mover(least_level=3)), *CLASHES), "e-i") == "quiet"


def test_a_direction_that_is_no_state_is_quiet() -> None:
    rows = {name: {"quiet": [0.4, 0.6], "deepening": [0.4, 0.6]} for name in MOVES}
    result = asked(moving(mover(states=["quiet", "deepening"], likelihoods=rows)), *CLASHES)
    assert said(result, "e-i") == "quiet"
    assert "Distinguishing nothing (under 1 deciban): I." in result.gaps
    assert "Distinguishing nothing" in result.tables[0].note


@pytest.mark.parametrize(("count", "state"), [(1, "few"), (2, "many"), (3, "many")])
def test_a_figure_on_a_line_belongs_to_the_state_above_it(count: int, state: str) -> None:
    assert said(asked(made(evidence()), *CLASHES[:count]), "e-i") == state


def test_a_part_of_another_analysis_is_evidence_by_its_word() -> None:
    rows = {name: {"kept": row["few"], "broken": row["many"]} for name, row in THREE_TO_ONE.items()}
    held = made(evidence(indicator=None, item="other.e-i", states=["kept", "broken"], likelihoods=rows))
    source = made(evidence(states={"kept": {"below": 2}, "broken": {"above": 2}}, likelihoods=rows))
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held, other=source)
    result = seen.result("told")
    assert said(result, "e-other-e-i") == "broken"
    assert share(result, "fails") == pytest.approx(100 * 3 / 7)
    assert [tuple(named) for named in held.names()] == [(("evidence", 0, "item"), "item", "other.e-i")]
    strange = view(*CLASHES, indicators={"I": indicator()}, told=held, other=made(evidence()))
    assert strange.result("told").gaps[0].endswith("It says 'many', which is none of kept, broken.")


def grades(**given: Any) -> float:
    """Return the reliability of one indicator's newest figure."""
    held = made(evidence(reliability=None), reliabilities=given.pop("table", {}))
    assert isinstance(held, Hypotheses)
    records = given.pop("records", None)
    on = asked_view(held, *(CLASHES if records is None else records), **given)
    return look(held.evidence[0], on, TRUST | held.reliabilities).trust


def asked_view(held: Analysis, *records: Any, measured: Indicator | None = None) -> View:
    return view(*records, indicators={"I": measured or indicator()}, told=held)


def test_the_grade_of_the_newest_figure_gives_the_reliability() -> None:
    assert grades() == pytest.approx(0.85 * 0.95)
    assert grades(table={"B": 0.5, "2": 0.5}) == pytest.approx(0.25)
    assert grades(records=[]) == TRUST["searched"]
    assert grades(records=[event("c", "2025-11-01", grade=None)]) == pytest.approx(TRUST["F"] * TRUST["6"])
    total = indicator("total", of={"source": "made/ledger", "measure": "m"}, unit="kt")
    assert grades(records=[figure("f", "2025-Q4", 3.0, grade="D4")], measured=total) == pytest.approx(0.25)
    detail = told(asked(made(evidence(reliability=None)), *CLASHES), "e-i")
    assert detail["Reliability"] == "0.81, by its grade B2"


def test_a_less_reliable_report_moves_less() -> None:
    found = [share(asked(made(evidence(reliability=r)), *CLASHES), "fails") for r in (1.0, 0.5, 0.0)]
    assert found[0] > found[1] > found[2]
    assert found[2] == pytest.approx(20)


def test_one_can_ask_what_another_state_would_do() -> None:
    held = made(evidence())
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held)
    assert share(held.what_if("told", seen, {"I": "few"}), "fails") == pytest.approx(100 / 9)
    with pytest.raises(ValueError, match="'I' cannot be 'none': write one of few, many"):
        held.what_if("told", seen, {"I": "none"})
    with pytest.raises(ValueError, match="no evidence 'X' in 'told'"):
        held.what_if("told", seen, {"X": "few"})


def both_ways() -> Indicator:
    """Four clashes in a quarter lie above one line and below another."""
    lines = [{"kind": "threshold", "above": 2, "level": 2}, {"kind": "threshold", "below": 9, "level": 2}]
    return indicator(signals=lines)


def test_a_level_that_points_both_ways_is_not_seen() -> None:
    result = asked(moving(mover()), *CLASHES, indicators={"I": both_ways()})
    assert said(result, "e-i") == "not seen"
    assert "It points both ways at level 2: 4 clashes in Q4 2025" in result.gaps[0]
    assert shares(result) == shares(asked(moving(mover()), searched=None))


def test_a_level_below_the_least_that_points_both_ways_is_quiet() -> None:
    result = asked(moving(mover(least_level=3)), *CLASHES, indicators={"I": both_ways()})
    assert said(result, "e-i") == "quiet"


def test_a_supposition_says_that_it_is_one() -> None:
    held = moving(mover(reliability=0.8))
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held)
    supposed = held.what_if("told", seen, {"I": "quiet"})
    assert supposed.headline.startswith("If A measured thing (I) were 'quiet', 'A way it goes' would ")
    assert "As it stands, " in supposed.headline
    assert supposed.method.startswith("Supposed, not seen: each state set counts as a report of its source")
    assert "(I 0.80, as this case sets it)" in supposed.method
    assert (
        supposed.tables[0].title == "Every hypothesis before and after, if A measured thing (I) were 'quiet'"
    )


def test_one_piece_is_not_set_twice_under_two_names() -> None:
    held = moving(mover())
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held)
    with pytest.raises(ValueError, match="'I' is set twice, as 'I' and as 'e-i': keep one"):
        held.what_if("told", seen, {"e-i": "quiet", "I": "straining"})


def test_a_name_of_two_pieces_is_not_guessed_at() -> None:
    held = moving(mover(name="one", group="g"), mover(name="two", group="g"))
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held)
    with pytest.raises(ValueError, match="'I' is watched by 2 pieces of evidence: write e-one or e-two"):
        held.what_if("told", seen, {"I": "quiet"})


def searched_in_vain(**given: Any) -> tuple[Analysis, View]:
    """One clash in 2024, and a last quarter in which nothing was found."""
    held = moving(mover(reliability=None, **given))
    lines = [{"kind": "threshold", "above": 0.5, "level": 2}]
    seen = view(event("old", "2024-05-01", grade="B3"), indicators={"I": indicator(signals=lines)}, told=held)
    return held, seen


def test_a_supposed_report_is_as_reliable_as_reports_of_its_source() -> None:
    held, seen = searched_in_vain()
    result = seen.result("told")
    detail = told(result, "e-i")
    assert said(result, "e-i") == "quiet"
    assert detail["Reliability"] == "0.75, searched, and nothing found"
    assert detail["Were another state reported"] == "reliability 0.68, by the grade of its newest report, B3"
    supposed = held.what_if("told", seen, {"I": "straining"})
    assert told(supposed, "e-i")["Reliability"] == "0.68, by the grade of its newest report, B3"
    by_hand = asked(moving(mover(reliability=0.85 * 0.8)), *CLASHES)  # seen as straining
    assert share(supposed, "down") == pytest.approx(share(by_hand, "down"))


def test_were_it_so_and_what_would_change_it_most_are_what_a_supposition_gives() -> None:
    held, seen = searched_in_vain()
    result = seen.result("told")
    for state in ("straining", "deepening"):
        supposed = held.what_if("told", seen, {"I": state})
        expected = f"{share(supposed, 'down'):.0f} %"  # of equals the first by name leads
        assert told(result, "e-i")[f"Were it {state!r}"].endswith(expected)
        if f"(I): {state!r}" in result.headline:
            assert result.headline.endswith(f"{state!r} would bring it to {expected}.")


def test_supposing_what_was_seen_changes_nothing() -> None:
    held, seen = searched_in_vain()
    assert shares(held.what_if("told", seen, {"I": "quiet"})) == shares(seen.result("told"))


def test_a_count_so_far_shows_the_highest_state_or_none() -> None:
    late = [event(f"d{k}", f"2025-12-0{k + 1}") for k in range(4)]
    one, four = (asked(made(evidence()), *late[:n], on="2025-12-20") for n in (1, 4))
    assert said(one, "e-i") == "few"  # of the quarter before, which is whole
    assert told(one, "e-i")["Seen"] == "0 clashes in Q3 2025."
    assert said(four, "e-i") == "many"
    assert told(four, "e-i")["Seen"] == "At least 4 clashes in Q4 2025."


def test_a_sample_shows_no_low_state() -> None:
    sample = {"I": indicator(searched=False)}
    two = [event(f"d{k}", f"2025-11-0{k + 1}") for k in range(2)]
    low, high = (asked(made(evidence()), *two[:n], indicators=sample) for n in (1, 2))
    assert said(low, "e-i") == "not seen"
    assert low.gaps[0].endswith("No whole period is known.")
    assert said(high, "e-i") == "many"


def test_words_for_chances_stand_beside_what_they_mean() -> None:
    result = asked(moving(mover()), *CLASHES)
    assert result.short is not None
    assert result.short.note.startswith("Words: ")
    lead = next(item for item in result.items if item.key == "down")
    assert f"'{lead.says}' means" in lead.because
    assert all("(" in bar.note for bar in result.drawings[0].data.rows)  # type: ignore[union-attr]


def test_what_is_named_as_idle_is_printed_below_the_line() -> None:
    straining = {"up": 0.5, "down": 0.4, "other": 0.45}  # 10 log10 of 5 to 4 is 0.969
    rows = {name: {"straining": [p, p], "quiet": [1 - p, 1 - p]} for name, p in straining.items()}
    held = moving(mover(states=["straining", "quiet"], likelihoods=rows), mover("J"))
    result = asked(held, *CLASHES)
    assert idle_of(result) == ["I"]
    for row in result.tables[0].rows[:-1]:
        named = any(f"({watched})" in row[0] for watched in idle_of(result))
        assert (float(row[-1]) < 1) == named


def idle_of(result: Result) -> list[str]:
    found = [gap for gap in result.gaps if gap.startswith("Distinguishing nothing")]
    return found[0].rstrip(".").split(": ")[1].split(", ") if found else []


def test_reasons_are_dated_where_the_case_says_when() -> None:
    dated = asked(moving(mover(), registered="2025-06-01"), *CLASHES)
    assert dated.editorial.endswith("Registered on 1 Jun 2025; before it they are hindsight.")
    assert "Registered" not in asked(moving(mover()), *CLASHES).editorial


WRONG = {
    "counted twice": (
        {"evidence": [evidence(), evidence(name="again")]},
        "'I' is weighed 2 times: give all of them one group",
    ),
    "high priors": (
        {"hypotheses": {"fails": hypothesis(0.9, 1.0), "other": hypothesis(0.9, 1.0)}},
        "priors cannot sum to 1: their lows sum to 1.8, their highs to 2",
    ),
    "low priors": (
        {"hypotheses": {"fails": hypothesis(0.01, 0.05), "other": hypothesis(0.01, 0.05)}},
        "priors cannot sum to 1: their lows sum to 0.02, their highs to 0.1",
    ),
    "per cent": (
        {"hypotheses": {"fails": hypothesis(40, 60), "other": hypothesis(0.8)}},
        "chances go from 0 to 1: write 0.4 for 40 %",
    ),
    "per cent in words": (
        {"hypotheses": {"fails": {**hypothesis(0.4), "prior": ["0.5 %", "40 %"]}, "other": hypothesis(0.8)}},
        "chances go from 0 to 1: write 0.005 for 0.5 %",
    ),
    "no other": (
        {"hypotheses": {"fails": hypothesis(0.2), "holds": hypothesis(0.8)}},
        "one hypothesis must be named 'other': what happens may be none that was thought of",
    ),
    "hypothesis missing": (
        {"evidence": [evidence(likelihoods={"other": THREE_TO_ONE["other"]})]},
        "'I' has no likelihoods under the hypothesis 'fails'",
    ),
    "hypothesis unknown": (
        {"evidence": [evidence(likelihoods={**THREE_TO_ONE, "fall": THREE_TO_ONE["other"]})]},
        "'I': no hypothesis 'fall'",
    ),
    "state missing": (
        {"evidence": [evidence(likelihoods={**THREE_TO_ONE, "fails": {"few": [0.4, 0.5]}})]},
        "'I' under 'fails' has no likelihood of the state 'many'",
    ),
    "state unknown": (
        {
            "evidence": [
                evidence(likelihoods={**THREE_TO_ONE, "fails": {**THREE_TO_ONE["fails"], "all": [0, 0]}})
            ]
        },
        "'I' under 'fails': no state 'all', its states are few, many",
    ),
    "sum": (
        {
            "evidence": [
                evidence(likelihoods={**THREE_TO_ONE, "fails": {"few": [0.1, 0.3], "many": [0.2, 0.4]}})
            ]
        },
        "'e-i' under 'fails' cannot sum to 1: its lows sum to 0.3, its highs to 0.7",
    ),
    "twice": ({"evidence": [evidence(), evidence()]}, "2 pieces of evidence have the key 'e-i'"),
    "hole": (
        {"evidence": [evidence(states={"few": {"below": 2}, "many": {"above": 3}})]},
        "states of 'I': 'few' and 'many' leave a hole, end one where the next begins",
    ),
    "overlap": (
        {"evidence": [evidence(states={"few": {"below": 4}, "many": {"above": 3}})]},
        "'few' and 'many' overlap",
    ),
    "open end": (
        {"evidence": [evidence(states={"few": {"above": 0, "below": 2}, "many": {"above": 2}})]},
        "every figure belongs to a state, leave out above of the lowest and below of the highest",
    ),
    "two things": ({"evidence": [evidence(item="a.b")]}, "watches one thing: write indicator or item"),
    "no quiet": (
        {"evidence": [evidence(states=["straining", "deepening"])]},
        "write some of straining, quiet and deepening, quiet among them, or name ranges of its figure",
    ),
    "no words": (
        {"evidence": [evidence(indicator=None, item="a.b")]},
        "states of 'a.b': write the words that this part can say, as [kept, broken]",
    ),
    "group": ({"dependence": {"wire": 0.5}}, "no item is of the group 'wire'"),
    "beyond error": (
        {"reliabilities": {"A": 1.0}},
        "the reliability of 'A' is 1, write less: no source is beyond error",
    ),
    "prior": (
        {"hypotheses": {"fails": hypothesis(0.4, 0.2), "other": hypothesis(0.8)}},
        "the prior of 'fails' is 0.4 to 0.2, write a range above 0, up to 1",
    ),
    "key": (
        {"hypotheses": {"fails": hypothesis(0.2), "other": hypothesis(0.8), "e-x": hypothesis(0.1)}},
        "'e-x': keys that begin with 'e-' are those of evidence, write another",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_with_what_to_write(name: str) -> None:
    given, message = WRONG[name]
    with pytest.raises(ValidationError) as caught:
        made(**{"evidence": [evidence()], **given})
    assert message in str(caught.value)


def test_the_flagship_weighs_its_trajectories(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, date(2026, 6, 1)).result("trajectories")
    found = shares(result)
    assert list(found) == ["holds", "patronage", "forward", "rupture", "other"]
    assert sum(found.values()) == pytest.approx(100)
    assert max(found, key=lambda name: found[name]) == "holds"
    assert result.headline.startswith("'Transactional regime holds' leads, likely (")
    assert said(result, "e-bb-1") == "quiet"  # drills only beyond the plan
    assert said(result, "e-bb-9") == "straining"
    assert said(result, "e-bb-10") == "not seen"
    assert said(result, "e-le-1") == "deepening"
    idle = next(gap for gap in result.gaps if gap.startswith("Distinguishing nothing"))
    assert "EC-2" in idle  # the growth of gas has a market explanation
    lead = next(item for item in result.items if item.key == "holds").figure
    assert lead
    assert lead.low is not None
    assert lead.high is not None
    assert lead.high - lead.low > 10


def test_no_indicator_of_the_flagship_is_weighed_twice(flagship: Open) -> None:
    held = flagship.case.analyses["trajectories"]
    assert isinstance(held, Hypotheses)
    watched = [one.watched for one in held.evidence]
    assert len(set(watched)) == len(watched)
    assert {flagship.case.indicators[name].strand for name in watched} == set(flagship.case.strands)
    assert all(one.group for one in held.evidence)


def test_evidence_of_the_flagship_can_be_supposed_by_name(flagship: Open) -> None:
    seen = view_on(flagship.case, flagship.records, date(2026, 6, 1))
    supposed = suppose(flagship.case, seen, ["BB-3=straining"], "trajectories")
    assert supposed.headline.startswith("If Forward deployments to the border (BB-3) were 'straining', ")
    assert "by the grade of its newest report, B1" in supposed.method
    stands = seen.result("trajectories").headline
    assert stands.endswith(f"'straining' would bring it to {share(supposed, 'holds'):.0f} %.")
