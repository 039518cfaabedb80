"""Hypotheses are weighed by what was seen, as the arithmetic says and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from facta.analyses.hypotheses import Hypotheses
from facta.analyses.hypotheses.evidence import TRUST, look
from facta.models.weighing import Hypothesis, Item, weigh
from tests.analyses.making import analysis, event, figure, indicator, view

if TYPE_CHECKING:
    from facta.analyses import Analysis, View
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
    assert share(held.what_if(seen, {"I": "few"}), "fails") == pytest.approx(100 / 9)
    with pytest.raises(ValueError, match="'I' cannot be 'none': write one of few, many"):
        held.what_if(seen, {"I": "none"})
    with pytest.raises(ValueError, match="no evidence 'X' here"):
        held.what_if(seen, {"X": "few"})


def both_ways() -> Indicator:
    """Four clashes in a quarter lie above one line and below another."""
    lines = [{"kind": "threshold", "above": 2, "level": 2}, {"kind": "threshold", "below": 9, "level": 2}]
    return indicator(signals=lines)
