"""Suppositions, mistakes, and the trajectories of the flagship case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from facta.analyses.hypotheses import Hypotheses
from facta.assessment import view_on
from facta.supposing import suppose
from tests.analyses.making import event, indicator, view

if TYPE_CHECKING:
    from facta.analyses import Analysis, View
    from facta.api import Open
    from facta.results import Result

from tests.analyses.test_hypotheses import (
    CLASHES,
    THREE_TO_ONE,
    asked,
    both_ways,
    evidence,
    hypothesis,
    made,
    mover,
    moving,
    said,
    share,
    shares,
    told,
)


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
    supposed = held.what_if(seen, {"I": "quiet"})
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
        held.what_if(seen, {"e-i": "quiet", "I": "straining"})


def test_a_name_of_two_pieces_is_not_guessed_at() -> None:
    held = moving(mover(name="one", group="g"), mover(name="two", group="g"))
    seen = view(*CLASHES, indicators={"I": indicator()}, told=held)
    with pytest.raises(ValueError, match="'I' is watched by 2 pieces of evidence: write e-one or e-two"):
        held.what_if(seen, {"I": "quiet"})


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
    supposed = held.what_if(seen, {"I": "straining"})
    assert told(supposed, "e-i")["Reliability"] == "0.68, by the grade of its newest report, B3"
    by_hand = asked(moving(mover(reliability=0.85 * 0.8)), *CLASHES)  # seen as straining
    assert share(supposed, "down") == pytest.approx(share(by_hand, "down"))


def test_were_it_so_and_what_would_change_it_most_are_what_a_supposition_gives() -> None:
    held, seen = searched_in_vain()
    result = seen.result("told")
    for state in ("straining", "deepening"):
        supposed = held.what_if(seen, {"I": state})
        expected = f"{share(supposed, 'down'):.0f} %"  # of equals the first by name leads
        assert told(result, "e-i")[f"Were it {state!r}"].endswith(expected)
        if f"(I): {state!r}" in result.headline:
            assert f"{state!r} would make it " in result.headline
            assert f"({expected}; " in result.headline.rpartition("would make it ")[2]


def test_supposing_what_was_seen_changes_nothing() -> None:
    held, seen = searched_in_vain()
    assert shares(held.what_if(seen, {"I": "quiet"})) == shares(seen.result("told"))


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
    assert f"({share(supposed, 'holds'):.0f} %; " in stands.rpartition("'straining' would make it ")[2]
