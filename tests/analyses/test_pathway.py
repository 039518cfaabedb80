"""A pathway says what its numbers say, keeps setting apart from seeing, and hides no judgement."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from facta.analyses.pathway import Pathway
from facta.analyses.pathway.network import Layout, Report, Scene, Versions, chance, routes
from facta.assessment import view_on
from facta.cli import main
from facta.models.network import intervene, posteriors
from tests.analyses.making import event, indicator, view

if TYPE_CHECKING:
    from pathlib import Path

    from facta.analyses import View
    from facta.api import Open
    from facta.results import Item, Result

BECAUSE = "It is a test of paths."
FEW_MANY = {"few": {"below": 1}, "many": {"above": 1}}
TELLS = {
    "active": {"few": [0.2, 0.2], "many": [0.8, 0.8]},
    "inactive": {"few": [0.8, 0.8], "many": [0.2, 0.2]},
}
BORDER = {
    "title": "Border", "states": ["open", "closed"], "now": {"open": [0.25, 0.25], "closed": [0.75, 0.75]},
    "before": {"crossing": "all"}, "passes": {"open": [1.0, 1.0], "closed": [0.2, 0.2]}, "because": BECAUSE,
}  # fmt: skip


def stage(title: str = "Stage", leak: float = 0.0, **given: Any) -> dict[str, Any]:
    causes = {name: [strength, strength] for name, strength in given.pop("causes", {}).items()}
    return {"title": title, "leak": [leak, leak], "causes": causes, "because": BECAUSE, **given}


def pathway(stages: dict[str, Any], **given: Any) -> Pathway:
    base = {"title": "A path", "target": "attack", "horizon_days": 365, "stages": stages}
    return Pathway.model_validate({**base, **given})


def watch(of: str = "camp", name: str = "A-1", **given: Any) -> dict[str, Any]:
    base = {"indicator": name, "of": of, "states": FEW_MANY, "likelihoods": TELLS, "reliability": 0.9}
    return {**base, "because": BECAUSE, **given}


CHAIN = {
    "camp": stage("Camp", 0.4),
    "crossing": stage("Crossing", causes={"camp": 0.5}),
    "attack": stage("Attack", causes={"crossing": 0.8}),
}
RIVALS = CHAIN | {
    "city": stage("City", 0.3),
    "attack": stage("Attack", 0.01, causes={"crossing": 0.8, "city": 0.6}),
}


def on(*, seen: bool = True, count: int = 1) -> View:
    """Return a view in which A-1 and A-2 count some clashes in the last quarter, or were not searched."""
    made = [event(str(number), "2025-11-01") for number in range(count)]
    made = made if seen else []
    return view(
        *made,
        indicators={"A-1": indicator(), "A-2": indicator()},
        searched="2023-01-01/2025-12-31" if seen else None,
    )


def value(result: Result, key: str) -> float:
    figure = part(result, key).figure
    assert figure is not None
    assert figure.value is not None
    return figure.value / 100


def part(result: Result, key: str) -> Item:
    return next(item for item in result.items if item.key == key)


def said(given: dict[str, Any], **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        pathway(given, **more)
    return "; ".join(str(error["msg"]) for error in caught.value.errors())


def test_a_chain_multiplies_its_links() -> None:
    result = pathway(CHAIN).analyse("path", on())
    assert value(result, "crossing") == pytest.approx(0.4 * 0.5)
    assert value(result, "attack") == pytest.approx(0.4 * 0.5 * 0.8)
    assert result.headline.startswith(
        "'Attack' within 365 days is very unlikely (16 %; 'very unlikely' means 5–20 %; 90 % interval 16 %)."
    )


def test_rival_causes_fail_independently() -> None:
    stages = {
        "camp": stage("Camp", 0.4),
        "city": stage("City", 0.25),
        "attack": stage("Attack", 0.1, causes={"camp": 0.5, "city": 0.8}),
    }
    expected = 1 - 0.9 * (1 - 0.4 * 0.5) * (1 - 0.25 * 0.8)
    assert value(pathway(stages).analyse("path", on()), "attack") == pytest.approx(expected)


def test_a_barrier_lets_a_share_through() -> None:
    result = pathway(CHAIN, barriers={"border": BORDER}).analyse("path", on())
    assert value(result, "crossing") == pytest.approx(0.4 * 0.5 * (0.25 + 0.75 * 0.2))
    assert part(result, "border").says == "closed"
    assert ("Were it open", "Attack 16 % (+9.6 points)") in part(result, "border").detail


def test_a_barrier_may_stand_before_one_of_several_causes() -> None:
    border = BORDER | {"before": {"attack": ["crossing"]}}
    result = pathway(RIVALS, barriers={"border": border}).analyse("path", on())
    expected = 1 - 0.99 * (1 - 0.2 * 0.8 * 0.4) * (1 - 0.3 * 0.6)
    assert value(result, "attack") == pytest.approx(expected)


def test_a_table_takes_the_place_of_strengths() -> None:
    rows = [
        {"active": [], "chance": [0.1, 0.1]},
        {"active": ["camp"], "chance": [0.3, 0.3]},
        {"active": ["city"], "chance": [0.2, 0.2]},
        {"active": ["camp", "city"], "chance": [0.9, 0.9]},
    ]
    stages = {
        "camp": stage("Camp", 0.4),
        "city": stage("City", 0.25),
        "attack": {"title": "Attack", "table": rows, "because": BECAUSE},
    }
    expected = 0.6 * 0.75 * 0.1 + 0.4 * 0.75 * 0.3 + 0.6 * 0.25 * 0.2 + 0.4 * 0.25 * 0.9
    result = pathway(stages).analyse("path", on())
    assert value(result, "attack") == pytest.approx(expected)
    assert {item.key for item in result.items} >= {"route-camp", "route-city"}


def test_a_report_moves_a_stage_by_its_likelihood_and_its_reliability() -> None:
    result = pathway(CHAIN, observables=[watch()]).analyse("path", on())
    likely, unlikely = 0.9 * 0.8 + 0.05, 0.9 * 0.2 + 0.05
    camp = 0.4 * likely / (0.4 * likely + 0.6 * unlikely)
    assert value(result, "camp") == pytest.approx(camp)
    assert value(result, "attack") == pytest.approx(camp * 0.5 * 0.8)
    assert part(result, "camp").rests_on == ("A-1",)
    assert part(result, "camp").since == date(2025, 12, 31)


def test_what_was_not_seen_is_not_negative() -> None:
    without = pathway(CHAIN).analyse("path", on())
    blind = pathway(CHAIN, observables=[watch()]).analyse("path", on(seen=False))
    nothing = pathway(CHAIN, observables=[watch()]).analyse("path", on(count=0))
    assert value(blind, "camp") == pytest.approx(value(without, "camp"))
    assert value(nothing, "camp") < value(without, "camp")
    assert blind.gaps[0].startswith("A measured thing (A-1) was not seen: ")
    assert "No evidence was seen" in blind.headline


def test_copies_of_one_report_count_once() -> None:
    one = pathway(CHAIN, observables=[watch()]).analyse("path", on())
    copies = [watch(group="same"), watch(name="A-2", group="same")]
    both = pathway(CHAIN, observables=copies).analyse("path", on())
    apart = pathway(CHAIN, observables=copies, dependence={"same": 0}).analyse("path", on())
    assert value(both, "camp") == pytest.approx(value(one, "camp"))
    assert value(apart, "camp") > value(one, "camp")


def test_setting_a_stage_tells_nothing_of_its_causes_and_seeing_it_does() -> None:
    path = pathway(RIVALS, observables=[watch("crossing", reliability=0.99)])
    seen = path.analyse("path", on())
    assert value(seen, "camp") > 0.5
    supposed = path.what_if("path", on(), {"crossing": "yes"})
    assert value(supposed, "crossing") == 1.0
    assert value(supposed, "attack") == pytest.approx(1 - 0.99 * 0.2 * (1 - 0.3 * 0.6))
    rows = {row[0]: row for row in supposed.tables[0].rows}
    assert rows["Camp"][1:4] == ("40 %", "40 %", "0")
    assert rows["Crossing (set)"][2] == "100 %"
    assert "camp" not in {item.key for item in supposed.items}


def test_evidence_on_what_follows_is_left_out_on_both_sides() -> None:
    path = pathway(CHAIN, barriers={"border": BORDER}, observables=[watch(), watch("attack", "A-2")])
    supposed = path.what_if("path", on(), {"border": "closed"})
    assert supposed.gaps == ("Left out, as it was seen in the world as it is: A-2.",)
    camp = 0.4 * 0.77 / (0.4 * 0.77 + 0.6 * 0.23)
    before, after, change = (figure.value for figure in supposed.figures)
    assert before == pytest.approx(100 * camp * 0.5 * 0.4 * 0.8)
    assert after == pytest.approx(100 * camp * 0.5 * 0.2 * 0.8)
    assert before is not None
    assert after is not None
    assert change == pytest.approx(after - before)


def test_setting_what_leads_nowhere_changes_nothing() -> None:
    stages = CHAIN | {"parade": stage("Parade", 0.2)}
    supposed = pathway(stages).what_if("path", on(), {"parade": "yes"})
    assert supposed.headline == (
        "If Parade were active, 'Attack' within 365 days would not change: no route leads from there to it."
    )


def test_routes_carry_what_is_lost_without_them() -> None:
    result = pathway(RIVALS).analyse("path", on())
    city, camp = part(result, "route-city"), part(result, "route-camp")
    whole = 1 - 0.99 * (1 - 0.16) * (1 - 0.18)
    assert value(result, "attack") == pytest.approx(whole)
    assert value(result, "route-city") == pytest.approx((whole - (1 - 0.99 * 0.84)) / whole)
    assert value(result, "route-camp") == pytest.approx((whole - (1 - 0.99 * 0.82)) / whole)
    assert (city.says, camp.says) == ("carries most", "carries a part")
    assert "with this route alone it would be 18 %" in city.because
    assert result.short is not None
    assert result.short.rows == (("City", "47 %", "18 %"), ("Camp", "41 %", "16 %"))


def test_the_nearest_gate_is_the_step_that_raises_the_target_most_by_its_odds() -> None:
    known = BORDER | {"now": "closed"}
    shut = pathway(CHAIN, barriers={"border": known}).analyse("path", on())
    assert "border" not in {stage.key for stage in _stages(shut) if stage.nearest}
    border = BORDER | {"now": {"open": [0.49, 0.49], "closed": [0.51, 0.51]}}
    path = CHAIN | {"camp": stage("Camp", 0.95), "crossing": stage("Crossing", causes={"camp": 0.2})}
    ajar = pathway(path, barriers={"border": border}).analyse("path", on())
    (gate,) = (stage for stage in _stages(ajar) if stage.nearest)
    # The border: 0.152 x 0.8 x 0.49 / 0.51; the crossing: 0.8 x 0.113 / 0.887, less.
    assert gate.key == "border"
    assert ajar.headline.endswith("the gate on it nearest to opening is Border.")


def _stages(result: Result) -> Any:
    return result.drawings[0].data.stages  # type: ignore[union-attr]


def _layout() -> Layout:
    path = pathway(
        RIVALS | {"plot": stage("Plot", 0.05, causes={"attack": 0.4, "city": 0.3})},
        barriers={"border": BORDER | {"before": {"crossing": "all", "attack": ["city"]}}},
        observables=[watch("crossing"), watch("plot", "A-2")],
    )
    reports = tuple(
        Report(one.of, one.watched, rows, one.weighed(rows, 0.9, "many"))
        for one in path.observables
        for rows in [("inactive", "active")]
    )
    return Layout(path.stages, path.barriers, reports, {})


def _by_enumeration(do: dict[str, int] | None = None) -> dict[str, float]:
    """Sum over all worlds: border, then every stage with its own formula."""
    do = do or {}
    names = ("border", "camp", "city", "crossing", "attack", "plot")
    sums, total = dict.fromkeys(names, 0.0), 0.0
    for world in itertools.product((0, 1), repeat=len(names)):
        shut, camp, city, crossing, attack, _ = world
        passing = 0.2 if shut else 1.0
        chances = (
            0.75, 0.4, 0.3, camp * 0.5 * passing,
            1 - 0.99 * (1 - crossing * 0.8) * (1 - city * 0.6 * passing),
            1 - 0.95 * (1 - attack * 0.4) * (1 - city * 0.3),
        )  # fmt: skip
        weight = 1.0
        for name, state, likely in zip(names, world, chances, strict=True):
            own = float(do[name] == state) if name in do else likely if state else 1 - likely
            weight *= own
        if not do:
            weight *= (0.77 if crossing else 0.23) * (0.77 if world[-1] else 0.23)
        total += weight
        for name, state in zip(names, world, strict=True):
            sums[name] += weight * state
    return {name: found / total for name, found in sums.items()}


def test_the_network_equals_the_sum_over_all_worlds() -> None:
    layout = _layout()
    (answer,) = Versions(layout, [Scene(layout.middle())]).answers()
    for name, expected in _by_enumeration().items():
        assert float(answer[name][0, 1]) == pytest.approx(expected, abs=1e-12)


def test_rows_that_are_set_equal_the_network_with_its_arrows_cut() -> None:
    layout = _layout()
    silent = frozenset({0, 1})
    versions = Versions(
        layout,
        [Scene(layout.middle()), Scene(layout.middle(), states={"crossing": "active"}, silent=silent)],
    )
    plain = Versions(layout, [Scene(layout.middle(), silent=silent)])
    cut = posteriors(intervene(plain.network, {"crossing": "active"}), plain.evidence).marginals
    by_hand = _by_enumeration({"crossing": 1})
    for name, expected in by_hand.items():
        assert float(versions.answers()[1][name][0, 1]) == pytest.approx(expected, abs=1e-12)
        assert float(cut[name].reshape(-1, 2)[0, 1]) == pytest.approx(expected, abs=1e-12)


def test_every_draw_lies_between_the_ends_of_its_ranges() -> None:
    wide = CHAIN | {"camp": stage("Camp", leak=0.0) | {"leak": [0.2, 0.6]}}
    result = pathway(wide).analyse("path", on())
    figure = part(result, "camp").figure
    assert figure is not None
    assert (figure.value, figure.low, figure.high) == (
        pytest.approx(40), pytest.approx(22, abs=1), pytest.approx(58, abs=1)
    )  # fmt: skip
    swings = result.tables[-1]
    assert swings.rows == (("Camp, without a listed cause", "20–60 %", "8 %", "24 %", "+16 points"),)


def test_the_draws_of_a_range_do_not_depend_on_its_company() -> None:
    one, other = Layout(pathway(CHAIN).stages, {}, (), {}), Layout(pathway(RIVALS).stages, {}, (), {})
    at, there = one.places["leak:camp"], other.places["leak:camp"]
    assert np.array_equal(one.drawn(50, 0)[:, at], other.drawn(50, 0)[:, there])


def test_every_path_to_the_target_has_a_name_of_its_own() -> None:
    stages = {
        "a": stage(leak=0.1),
        "b": stage(causes={"a": 0.1}),
        "c": stage(causes={"a": 0.1}),
        "d": stage(leak=0.1),
        "attack": stage(causes={"b": 0.1, "c": 0.1, "d": 0.1}),
    }
    assert routes(pathway(stages).stages, "attack") == {
        "a-b": ("a", "b", "attack"), "a-c": ("a", "c", "attack"), "d": ("d", "attack"),
    }  # fmt: skip


def test_causes_that_lead_back_are_named() -> None:
    stages = {
        "camp": stage(leak=0.1, causes={"city": 0.1}),
        "city": stage(causes={"camp": 0.1}),
        "attack": stage(causes={"city": 0.1}),
    }
    assert "causes lead back: camp → city → camp; take one of these links out" in said(stages)


def test_unknown_names_are_told_with_the_nearest() -> None:
    assert "the target 'attacks' is no stage; did you mean 'attack'?" in said(CHAIN, target="attacks")
    wrong = CHAIN | {"attack": stage(causes={"crosing": 0.5})}
    assert "'attack' is caused by 'crosing', which is no stage; did you mean 'crossing'?" in said(wrong)
    barrier = BORDER | {"before": {"crosing": "all"}}
    assert "'border' stands before 'crosing', which is no stage" in said(CHAIN, barriers={"border": barrier})
    barrier = BORDER | {"before": {"crossing": ["cam"]}}
    assert "which is no cause of 'crossing'; did you mean 'camp'?" in said(
        CHAIN, barriers={"border": barrier}
    )
    assert "observed of 'campp', which is none; did you mean 'camp'?" in said(
        CHAIN, observables=[watch("campp")]
    )


@pytest.mark.parametrize(
    ("stages", "more", "message"),
    [
        (
            CHAIN | {"camp": stage() | {"leak": [0.6, 0.2]}},
            {},
            "a range goes from low to high: write [0.2, 0.6]",
        ),
        (CHAIN | {"camp": stage()}, {}, "nothing causes 'camp' and its leak is 0: write a leak or a cause"),
        (CHAIN | {"route-x": stage(leak=0.1)}, {}, "keys that begin with 'route-' are those of routes"),
        (CHAIN, {"barriers": {"camp": BORDER}}, "'camp' is a stage and a barrier"),
        (CHAIN, {"barriers": {"border": BORDER | {"now": "opn"}}}, "write open or closed"),
        (
            CHAIN,
            {"barriers": {"border": BORDER | {"now": {"open": [0.1, 0.2], "closed": [0.1, 0.3]}}}},
            "now of 'border' cannot sum to 1: its lows sum to 0.2, its highs to 0.5",
        ),
        (
            CHAIN,
            {"barriers": {"border": BORDER | {"passes": {"open": [0.1, 0.2], "closed": [0.3, 0.4]}}}},
            "passes of 'border' rise from one state to the next: write the most open first",
        ),
        (
            CHAIN,
            {"barriers": {"border": BORDER | {"before": {"camp": "all"}}}},
            "'camp', which has no causes: no barrier stops a leak",
        ),
        (
            CHAIN,
            {"observables": [watch(likelihoods=TELLS | {"active": {"few": [0.1, 0.2], "many": [0.3, 0.4]}})]},
            "'A-1' under 'active' cannot sum to 1: its lows sum to 0.4, its highs to 0.6",
        ),
        (
            CHAIN,
            {"observables": [watch(likelihoods={"active": TELLS["active"]})]},
            "likelihoods of 'A-1' of 'camp' leaves out 'inactive'",
        ),
        (CHAIN, {"observables": [watch(), watch("attack")]}, "'A-1' is observed 2 times"),
        (CHAIN, {"dependence": {"x": 0.5}}, "no observable is of the group 'x'"),
        (
            CHAIN | {"attack": stage(table=[{"active": ["crossing"], "chance": [0.1, 0.2]}])},
            {},
            "the table of 'attack' has no row for []",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_a_pathway_is_refused(
    stages: dict[str, Any], more: dict[str, Any], message: str
) -> None:
    assert message in said(stages, **more)


def test_a_barrier_that_can_be_in_one_state_only_is_named_so() -> None:
    for low in (0.0, 0.5):
        border = BORDER | {"now": {"open": [0.0, 0.0], "closed": [low, 1.0]}}
        message = (
            "now of 'border' leaves only 'closed', all others are 0: write now: closed, or a range above 0"
        )
        assert message in said(CHAIN, barriers={"border": border})
    sure = BORDER | {"now": {"open": [0.0, 0.0], "closed": [1.0, 1.0]}}
    result = pathway(CHAIN, barriers={"border": sure}).analyse("path", on())
    assert value(result, "crossing") == pytest.approx(0.4 * 0.5 * 0.2)


def test_a_barrier_before_no_cause_is_refused() -> None:
    border = BORDER | {"before": {"crossing": []}}
    assert "'border' stands before no cause of 'crossing': write all, or camp" in said(
        CHAIN, barriers={"border": border}
    )


def test_what_is_beyond_error_must_be_possible() -> None:
    tells = TELLS | {"active": {"few": [0.5, 1.0], "many": [0.0, 0.5]}}
    message = "'A-1' under 'active': 'many' goes down to 0 and the reliability is 1, write a low above 0"
    assert message in said(CHAIN, observables=[watch(likelihoods=tells, reliability=1.0)])
    pathway(CHAIN, observables=[watch(likelihoods=tells, reliability=0.99)])


DIAMONDS = {
    "a": stage("Aaa", 0.5),
    "b": stage("Bbb", causes={"a": 0.5}),
    "c": stage("Ccc", causes={"a": 0.1}),
    "d": stage("Ddd", causes={"b": 0.5, "c": 0.5}),
    "e": stage("Eee", causes={"d": 0.9}),
    "f": stage("Fff", causes={"d": 0.01}),
    "attack": stage("Attack", causes={"e": 0.5, "f": 0.5}),
}


def test_a_route_without_a_link_of_its_own_carries_at_most_its_least_link() -> None:
    result = pathway(DIAMONDS).analyse("path", on())
    shares = {key: value(result, f"route-a-{key}") for key in ("b-e", "b-f", "c-e", "c-f")}
    middle = 1 - (1 - 0.5 * 0.5) * (1 - 0.1 * 0.5)
    end = 1 - (1 - 0.9 * 0.5) * (1 - 0.01 * 0.5)
    by_b = (middle - 0.1 * 0.5) / middle
    by_c = (middle - 0.5 * 0.5) / middle
    by_f = (end - 0.9 * 0.5) / end
    assert shares["b-e"] == pytest.approx(by_b)
    assert shares["c-e"] == pytest.approx(by_c)
    assert shares["b-f"] == shares["c-f"] == pytest.approx(by_f)
    because = part(result, "route-a-b-e").because
    assert because.startswith("It carries at most 83 % of the target")
    assert "and Aaa, by Bbb and Fff with it, as it has no link of its own" in because
    assert "(at most 83 %" in result.headline
    assert result.short is not None
    assert result.short.rows[0][1] == "at most 83 %"


def test_a_stage_that_nothing_watches_rests_on_what_leads_to_it_and_follows() -> None:
    watched = [watch("city"), watch("attack", "A-2")]
    result = pathway(RIVALS, observables=watched).analyse("path", on())
    assert part(result, "city").rests_on == ("A-1",)
    assert part(result, "crossing").rests_on == ("A-2",)
    assert part(result, "crossing").since == date(2025, 12, 31)
    target = pathway(RIVALS, observables=[watch("city")]).analyse("path", on())
    assert part(target, "attack").rests_on == ("A-1",)
    assert part(target, "camp").rests_on == ()


def test_a_word_for_a_chance_stands_beside_what_it_means() -> None:
    result = pathway(CHAIN).analyse("path", on())
    assert result.tables[0].title.endswith(
        "is very unlikely (16 %; 'very unlikely' means 5–20 %; 90 % interval 16 %)"
    )
    assert result.tables[0].note.endswith("Words: very unlikely 5–20 %, unlikely 20–45 %.")
    assert part(result, "attack").because.startswith("very unlikely (16 %; 'very unlikely' means 5–20 %")
    supposed = pathway(CHAIN).what_if("path", on(), {"camp": "yes"})
    assert supposed.drawings[0].title == (
        "If Camp were active, 'Attack' within 365 days would be unlikely (40 %; 'unlikely' means 20–45 %)"
    )


def test_what_a_barrier_would_do_is_told_with_what_it_would_do_it_to() -> None:
    path = pathway(CHAIN, barriers={"border": BORDER}, observables=[watch("attack")])
    table = next(one for one in path.analyse("path", on()).tables if "barrier" in one.columns)
    assert table.columns == ("barrier", "state", "chance", "from", "were it so")
    assert table.rows[0][3:] == ("6 %", "Attack 16 % (+9.6 points)")
    assert "without evidence on what follows" in table.note


def test_a_change_too_small_to_tell_is_said_to_be_one() -> None:
    faint = CHAIN | {
        "city": stage("City", 0.3),
        "attack": stage("Attack", causes={"city": 0.3, "camp": 0.0001}),
    }
    supposed = pathway(faint).what_if("path", on(), {"camp": "no"})
    assert supposed.headline == (
        "If Camp were inactive, 'Attack' within 365 days would hardly change (under 0.01 points, "
        "90 % interval -0.004): very unlikely (9 %; 'very unlikely' means 5–20 %)."
    )
    assert part(supposed, "attack").says == "hardly changes"
    assert part(supposed, "attack").because.startswith("It hardly changes from 9 %")


def test_small_shares_are_told_without_false_digits() -> None:
    faint = CHAIN | {
        "city": stage("City", 0.3),
        "attack": stage("Attack", causes={"city": 0.3, "camp": 0.0001}),
    }
    result = pathway(faint).analyse("path", on())
    assert result.short is not None
    assert result.short.rows == (("City", "> 99.9 %", "9 %"), ("Camp", "< 0.1 %", "< 0.1 %"))
    assert result.short.note == "Shares need not sum to 100 %."


def test_reasons_are_dated_where_the_case_says_when() -> None:
    dated = pathway(CHAIN, registered="2025-06-01").analyse("path", on())
    assert dated.editorial.endswith("Registered on 1 Jun 2025; before it they are hindsight.")


def test_too_many_routes_are_refused_without_walking_them() -> None:
    stages: dict[str, Any] = {"s0": stage(leak=0.1)}
    for level in range(40):
        before = list(stages)[-2:] if level else ["s0"]
        stages |= {f"{side}{level}": stage(causes=dict.fromkeys(before, 0.1)) for side in "ab"}
    stages["attack"] = stage(causes=dict.fromkeys(list(stages)[-2:], 0.1))
    assert f"{2**40} routes lead to 'attack': join stages until 32 are left" in said(stages)


def test_settings_that_cannot_be_are_refused_with_what_can() -> None:
    path = pathway(CHAIN, barriers={"border": BORDER})
    for settings, message in (
        ({"bordr": "open"}, "no stage or barrier 'bordr' in 'path'; did you mean 'border'?; it has camp, "),
        ({"border": "shut"}, "'border' cannot be 'shut'; write open or closed"),
        ({"camp": "maybe"}, "'camp' cannot be 'maybe'; write no or yes"),
        ({"attack": "yes"}, "'attack' is what is asked for: set a stage or a barrier before it"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            path.what_if("path", on(), settings)


def test_an_empty_store_leaves_what_the_ranges_give() -> None:
    empty = view(indicators={"A-1": indicator()}, searched=None)
    result = pathway(CHAIN, observables=[watch()]).analyse("path", empty)
    assert value(result, "attack") == pytest.approx(0.16)


DAY = date(2026, 6, 1)


def test_in_the_flagship_the_afghan_land_route_is_not_the_main_one(flagship: Open) -> None:
    result = view_on(flagship.case, flagship.records, DAY).result("pathway")
    assert part(result, "route-migrants").says == "carries most"
    afghan = [item for item in result.items if item.key.startswith("route-afghan-core-crossing")]
    assert len(afghan) == 3
    assert {item.says for item in afghan} == {"carries little"}
    attack = part(result, "attack").figure
    assert attack is not None
    assert attack.value is not None
    assert attack.low is not None
    assert attack.high is not None
    assert 0 < attack.low < attack.value < attack.high < 30
    assert all(item.editorial for item in result.items)
    assert any("BB-22" in gap for gap in result.gaps)
    chain = _stages(result)
    assert 10 <= sum(not one.barrier for one in chain) <= 16
    assert sum(one.barrier for one in chain) == 4


def test_the_flagship_takes_no_count_so_far_for_a_low_one(flagship: Open) -> None:
    seen = view_on(flagship.case, flagship.records, DAY)
    assert any(
        gap.startswith("Tajik border incidents, monthly (BB-10)") for gap in seen.result("pathway").gaps
    )
    assert seen.item("trajectories.e-bb-10").says == "not seen"  # type: ignore[union-attr]
    assert "CT-7" in seen.item("pathway.attack").rests_on  # type: ignore[union-attr]


def test_in_the_flagship_nothing_is_seen_before_it_was_known(flagship: Open) -> None:
    early = view_on(flagship.case, flagship.records, date(2021, 8, 20)).result("pathway")
    late = view_on(flagship.case, flagship.records, DAY).result("pathway")
    counts = [next(f.value for f in one.figures if f.name == "evidence-seen") for one in (early, late)]
    assert counts[0] is not None
    assert counts[1] is not None
    assert counts[0] < counts[1]
    assert all(item.since is None or item.since <= date(2021, 8, 20) for item in early.items)


def test_closing_the_border_of_the_flagship_lowers_the_attack(flagship: Open) -> None:
    view_ = view_on(flagship.case, flagship.records, DAY)
    supposed = flagship.case.analyses["pathway"].what_if("pathway", view_, {"border": "closed"})
    change = next(figure for figure in supposed.figures if figure.name == "change")
    assert change.value is not None
    assert change.high is not None
    assert change.value < change.high < 0
    assert part(supposed, "crossing-tajik").says == "falls"


def test_whatif_prints_what_would_follow(flagship_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = ["whatif", "russia-taliban", "--set", "border=closed", "--store", str(flagship_store)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    said = (
        "If Northern border were closed, 'ISKP attack executed in Russia' within 365 days would hardly change"
    )
    assert said in text
    assert "% points" not in text
    assert "Evidence on what follows is left out on both sides" in text
    assert "Crossing into Tajikistan" in text
    wrong = CliRunner().invoke(main, [*words[:3], "border=shut", *words[4:]])
    assert wrong.exit_code == 64
    assert "'border' cannot be 'shut'; write open or guarded or closed" in " ".join(wrong.stderr.split())


def test_a_stage_of_a_network_has_one_chance_a_row() -> None:
    layout = _layout()
    answers = Versions(layout, [Scene(layout.drawn(7, 1)), Scene(layout.middle())]).answers()
    assert chance(answers[0], "attack").shape == (7,)
    assert chance(answers[1], "attack").shape == (1,)
