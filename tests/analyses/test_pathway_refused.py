"""Pathways that cannot be, routes that share, and the threat pathway of the flagship case."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from facta.analyses.pathway.network import Scene, Versions, chance, routes
from facta.assessment import view_on
from facta.cli import main
from tests.analyses.making import indicator, view

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open

from tests.analyses.test_pathway import (
    BORDER,
    CHAIN,
    RIVALS,
    TELLS,
    _layout,
    _stages,
    on,
    part,
    pathway,
    said,
    stage,
    value,
    watch,
)


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
    result = pathway(CHAIN, barriers={"border": sure}).analyse(on())
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
    result = pathway(DIAMONDS).analyse(on())
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
    result = pathway(RIVALS, observables=watched).analyse(on())
    assert part(result, "city").rests_on == ("A-1",)
    assert part(result, "crossing").rests_on == ("A-2",)
    assert part(result, "crossing").since == date(2025, 12, 31)
    target = pathway(RIVALS, observables=[watch("city")]).analyse(on())
    assert part(target, "attack").rests_on == ("A-1",)
    assert part(target, "camp").rests_on == ()


def test_a_word_for_a_chance_stands_beside_what_it_means() -> None:
    result = pathway(CHAIN).analyse(on())
    assert result.tables[0].title.endswith(
        "is very unlikely (16 %; 'very unlikely' means 5–20 %; 90 % interval 16 %)"
    )
    assert result.tables[0].note.endswith("Words: very unlikely 5–20 %, unlikely 20–45 %.")
    assert part(result, "attack").because.startswith("very unlikely (16 %; 'very unlikely' means 5–20 %")
    supposed = pathway(CHAIN).what_if(on(), {"camp": "yes"})
    assert supposed.drawings[0].title == (
        "If Camp were active, 'Attack' within 365 days would be unlikely (40 %; 'unlikely' means 20–45 %)"
    )


def test_what_a_barrier_would_do_is_told_with_what_it_would_do_it_to() -> None:
    path = pathway(CHAIN, barriers={"border": BORDER}, observables=[watch("attack")])
    table = next(one for one in path.analyse(on()).tables if "barrier" in one.columns)
    assert table.columns == ("barrier", "state", "chance", "from", "were it so")
    assert table.rows[0][3:] == ("6 %", "Attack 16 % (+9.6 points)")
    assert "without evidence on what follows" in table.note


def test_a_change_too_small_to_tell_is_said_to_be_one() -> None:
    faint = CHAIN | {
        "city": stage("City", 0.3),
        "attack": stage("Attack", causes={"city": 0.3, "camp": 0.0001}),
    }
    supposed = pathway(faint).what_if(on(), {"camp": "no"})
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
    result = pathway(faint).analyse(on())
    assert result.short is not None
    assert result.short.rows == (("City", "> 99.9 %", "9 %"), ("Camp", "< 0.1 %", "< 0.1 %"))
    assert result.short.note == "Shares need not sum to 100 %."


def test_reasons_are_dated_where_the_case_says_when() -> None:
    dated = pathway(CHAIN, registered="2025-06-01").analyse(on())
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
        ({"bordr": "open"}, "no stage or barrier 'bordr': write one of camp, "),
        ({"border": "shut"}, "'border' cannot be 'shut'; write open or closed"),
        ({"camp": "maybe"}, "'camp' cannot be 'maybe'; write no or yes"),
        ({"attack": "yes"}, "'attack' is what is asked for: set a stage or a barrier before it"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            path.what_if(on(), settings)


def test_an_empty_store_leaves_what_the_ranges_give() -> None:
    empty = view(indicators={"A-1": indicator()}, searched=None)
    result = pathway(CHAIN, observables=[watch()]).analyse(empty)
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
    supposed = flagship.case.analyses["pathway"].what_if(view_, {"border": "closed"})
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
