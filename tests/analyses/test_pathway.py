"""A pathway says what its numbers say, keeps setting apart from seeing, and hides no judgement."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError

from facta.analyses.pathway import Pathway
from facta.analyses.pathway.network import Layout, Report, Scene, Versions
from facta.models.network import intervene, posteriors
from tests.analyses.making import event, indicator, view

if TYPE_CHECKING:
    from facta.analyses import View
    from facta.results import Item, Said

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


def value(result: Said, key: str) -> float:
    figure = part(result, key).figure
    assert figure is not None
    assert figure.value is not None
    return figure.value / 100


def part(result: Said, key: str) -> Item:
    return next(item for item in result.items if item.key == key)


def said(given: dict[str, Any], **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        pathway(given, **more)
    return "; ".join(str(error["msg"]) for error in caught.value.errors())


def test_a_chain_multiplies_its_links() -> None:
    result = pathway(CHAIN).analyse(on())
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
    assert value(pathway(stages).analyse(on()), "attack") == pytest.approx(expected)


def test_a_barrier_lets_a_share_through() -> None:
    result = pathway(CHAIN, barriers={"border": BORDER}).analyse(on())
    assert value(result, "crossing") == pytest.approx(0.4 * 0.5 * (0.25 + 0.75 * 0.2))
    assert part(result, "border").says == "closed"
    assert ("Were it open", "Attack 16 % (+9.6 points)") in part(result, "border").detail


def test_a_barrier_may_stand_before_one_of_several_causes() -> None:
    border = BORDER | {"before": {"attack": ["crossing"]}}
    result = pathway(RIVALS, barriers={"border": border}).analyse(on())
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
    result = pathway(stages).analyse(on())
    assert value(result, "attack") == pytest.approx(expected)
    assert {item.key for item in result.items} >= {"route-camp", "route-city"}


def test_a_report_moves_a_stage_by_its_likelihood_and_its_reliability() -> None:
    result = pathway(CHAIN, observables=[watch()]).analyse(on())
    likely, unlikely = 0.9 * 0.8 + 0.05, 0.9 * 0.2 + 0.05
    camp = 0.4 * likely / (0.4 * likely + 0.6 * unlikely)
    assert value(result, "camp") == pytest.approx(camp)
    assert value(result, "attack") == pytest.approx(camp * 0.5 * 0.8)
    assert part(result, "camp").rests_on == ("A-1",)
    assert part(result, "camp").since == date(2025, 12, 31)


def test_what_was_not_seen_is_not_negative() -> None:
    without = pathway(CHAIN).analyse(on())
    blind = pathway(CHAIN, observables=[watch()]).analyse(on(seen=False))
    nothing = pathway(CHAIN, observables=[watch()]).analyse(on(count=0))
    assert value(blind, "camp") == pytest.approx(value(without, "camp"))
    assert value(nothing, "camp") < value(without, "camp")
    assert blind.gaps[0].startswith("A measured thing (A-1) was not seen: ")
    assert "No evidence was seen" in blind.headline


def test_copies_of_one_report_count_once() -> None:
    one = pathway(CHAIN, observables=[watch()]).analyse(on())
    copies = [watch(group="same"), watch(name="A-2", group="same")]
    both = pathway(CHAIN, observables=copies).analyse(on())
    apart = pathway(CHAIN, observables=copies, dependence={"same": 0}).analyse(on())
    assert value(both, "camp") == pytest.approx(value(one, "camp"))
    assert value(apart, "camp") > value(one, "camp")


def test_setting_a_stage_tells_nothing_of_its_causes_and_seeing_it_does() -> None:
    path = pathway(RIVALS, observables=[watch("crossing", reliability=0.99)])
    seen = path.analyse(on())
    assert value(seen, "camp") > 0.5
    supposed = path.what_if(on(), {"crossing": "yes"})
    assert value(supposed, "crossing") == 1.0
    assert value(supposed, "attack") == pytest.approx(1 - 0.99 * 0.2 * (1 - 0.3 * 0.6))
    rows = {row[0]: row for row in supposed.tables[0].rows}
    assert rows["Camp"][1:4] == ("40 %", "40 %", "0")
    assert rows["Crossing (set)"][2] == "100 %"
    assert "camp" not in {item.key for item in supposed.items}


def test_evidence_on_what_follows_is_left_out_on_both_sides() -> None:
    path = pathway(CHAIN, barriers={"border": BORDER}, observables=[watch(), watch("attack", "A-2")])
    supposed = path.what_if(on(), {"border": "closed"})
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
    supposed = pathway(stages).what_if(on(), {"parade": "yes"})
    assert supposed.headline == (
        "If Parade were active, 'Attack' within 365 days would not change: no route leads from there to it."
    )


def test_routes_carry_what_is_lost_without_them() -> None:
    result = pathway(RIVALS).analyse(on())
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
    shut = pathway(CHAIN, barriers={"border": known}).analyse(on())
    assert "border" not in {stage.key for stage in _stages(shut) if stage.nearest}
    border = BORDER | {"now": {"open": [0.49, 0.49], "closed": [0.51, 0.51]}}
    path = CHAIN | {"camp": stage("Camp", 0.95), "crossing": stage("Crossing", causes={"camp": 0.2})}
    ajar = pathway(path, barriers={"border": border}).analyse(on())
    (gate,) = (stage for stage in _stages(ajar) if stage.nearest)
    # The border: 0.152 x 0.8 x 0.49 / 0.51; the crossing: 0.8 x 0.113 / 0.887, less.
    assert gate.key == "border"
    assert ajar.headline.endswith("the gate on it nearest to opening is Border.")


def _stages(result: Said) -> Any:
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
    result = pathway(wide).analyse(on())
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
