"""What a project is worth, what flows through few gates, what waits at a site, and published totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from facta.analyses.corridor.checked import Beside, beside, errors
from facta.analyses.corridor.flows import cut_of
from facta.analyses.corridor.parameters import Check, Flow
from facta.analyses.corridor.worth import Worth, best_relief, worths
from facta.corridors.graph import CARRIES
from tests.analyses.carrying import (
    EAST,
    JOURNEYS,
    NORTH,
    PUT,
    WAYS,
    WEST,
    corridor,
    item,
    result,
    told,
)  # fmt: skip
from tests.analyses.making import SOURCE, figure, indicator, view
from tests.corridors.making import group, link, network, node, quantity, tiny

if TYPE_CHECKING:
    from facta.corridors import Network

BOTH = {"line": "The line", "loop": "The loop"}


def worth(project: str, made: Network = WAYS, ends: tuple[str, str] = ("A", "D")) -> Worth:
    (found,) = worths(made, {"a-d": ends}, project, modes=CARRIES)
    return found


def test_a_project_is_worth_the_network_with_it_minus_without_it_in_every_state() -> None:
    assert worth("line").saved.tolist()[:7] == [0.5, 0, 0.5, 0, 0.5, 0, 0.5]
    assert np.isnan(worth("line").saved[7])
    assert worth("loop").saved.tolist() == [0, 1.5, 0, 3.5, 0, 1.5, 0, np.inf]
    assert worth("loop").saved_usd.tolist() == [0, 0, 0, 0, 0, 0, 0, np.inf]


def test_what_a_project_saves_on_average_leaves_out_the_states_it_rescues() -> None:
    odds = told(gates=PUT).odds.typical
    assert worth("loop").expected(odds) == pytest.approx((1.5 * 0.4 + 3.5 * 0.09) / 0.99)
    assert worth("loop").rescued(odds) == pytest.approx(0.01)
    assert worth("line").expected(odds) == pytest.approx(0.5 * 0.5 / 0.99)
    assert worth("line").rescued(odds) == 0


def test_a_project_makes_good_what_a_closure_would_cost_without_it() -> None:
    assert best_relief(worth("loop")) == (1.5, 0)
    assert worth("loop").relief(WEST | EAST) == 3.5
    assert worth("loop").relief(WEST | EAST | NORTH) == float("inf")
    assert best_relief(worth("line"))[0] == 0


def test_a_project_behind_the_same_gate_is_no_redundancy() -> None:
    assert worth("line").shared == ("west",)
    assert worth("line").used
    found = result(gates=PUT, projects=BOTH)
    line, loop = item(found, "line"), item(found, "loop")
    assert line.says == "no redundancy"
    assert line.because == "The line would add no redundancy on these journeys: west shuts it too."
    assert dict(line.detail)["A to D"] == "0.5 days saved with every gate open"
    assert dict(line.detail)["Gates it shares"] == "west"
    assert loop.says == "redundancy on some journeys"
    assert loop.because == "The loop makes good 1.5 days when west is shut (A to D)."
    assert dict(loop.detail)["Gates it shares"] == "none"
    assert found.headline.endswith(f"{line.because} {loop.because}")


def test_a_project_that_helps_elsewhere_is_said_to_help_nothing_where_its_gate_is_shut() -> None:
    made = replace(WAYS, groups={**WAYS.groups, "salt": group("salt", "B-D")})
    asked = corridor(projects={"line": "The line"})
    found = view(networks={"ways": made}, corridor=asked).result("corridor")
    said = "The line makes good 2.0 days when salt is shut (A to D), but none where west is shut."
    assert item(found, "line").because == said


def test_where_a_project_helps_on_another_journey_its_gate_is_not_said_to_end_that() -> None:
    """The west gate shuts one of two planned stretches; the other helps where that gate is shut."""
    links = {**WAYS.links, "side": link("X-D", hours=24, key="side", status="proposed", project="line")}
    links |= {"X-B": link("X-B", hours=24), "X-C": link("X-C", hours=48)}
    nodes = {**WAYS.nodes, "X": node("X")}
    made = replace(WAYS, nodes=nodes, links=links, projects={**WAYS.projects, "line": ("line", "side")})
    asked = corridor(
        journeys={**JOURNEYS, "x-d": {"title": "X to D", "start": "X", "end": "D"}},
        projects={"line": "The line"},
    )
    found = view(networks={"ways": made}, corridor=asked).result("corridor")
    assert item(found, "line").because == "The line makes good 2.0 days when west is shut (X to D)."


def test_a_project_that_gives_the_only_way_is_told_from_one_that_gives_none() -> None:
    made = network(
        [link("A-B"), link("C-D"), link("B-C", status="proposed", project="p"),
         link("E-F", status="proposed", project="q")],
        groups=[group("west", "A-B")],
    )  # fmt: skip
    assert worth("p", made, ("A", "C")).relief(0) == float("inf")
    assert worth("p", made, ("A", "C")).relief(1) == 0
    assert [worth("q", made, ("A", "C")).relief(state) for state in (0, 1)] == [0, 0]
    journey = {"a-c": {"title": "A to C", "start": "A", "end": "C"}}
    asked = corridor(network="n", journeys=journey, projects={"q": "The other"})
    found = view(networks={"n": made}, corridor=asked).result("corridor")
    assert item(found, "q").says == "no redundancy"


def test_a_network_without_gates_has_no_redundancy_to_add() -> None:
    made = network([link("A-B"), link("A-B", key="p", hours=1, status="proposed", project="p")])
    journey = {"a-b": {"title": "A to B", "start": "A", "end": "B"}}
    asked = corridor(network="n", journeys=journey, projects={"p": "The way"})
    found = view(networks={"n": made}, corridor=asked).result("corridor")
    assert item(found, "p").because == "The way would add no redundancy on these journeys."


def test_the_figure_of_a_project_is_that_at_typical_times() -> None:
    """At typical times the loop makes good more than at low and at high ones."""
    slow = replace(WAYS.links["loop"], hours=quantity(60, 60, 400))
    made = replace(WAYS, links={**WAYS.links, "loop": slow})
    found = view(networks={"ways": made}, corridor=corridor(projects={"loop": "The loop"})).result("corridor")
    (one,) = [one for one in found.figures if one.name == "loop-a-d"]
    assert (one.low, one.value, one.high) == (0, 1.5, 1.5)


def flow(**given: Any) -> dict[str, Any]:
    base = {"title": "Oil", "starts": ["A"], "ends": ["D"], "modes": ["road"], "because": "It is a test."}
    return base | given


def test_the_fewest_links_that_stop_a_good_are_those_nearest_to_where_it_comes_in() -> None:
    (one,) = told(flows={"oil": flow()}).flows
    assert set(one.links) == {"B-D", "C-D", "E-D"}
    assert (one.capacity, one.latest) == (None, None)
    found = result(flows={"oil": flow()})
    assert item(found, "oil").says == "stopped by 3 links"
    assert item(found, "oil").because.startswith("It stops where these are shut: B–D")
    assert dict(item(found, "oil").detail)["Capacity of the cut"] == "not on record for every link"


def test_a_good_that_nothing_brings_is_said_to_have_no_route() -> None:
    found = result(flows={"oil": flow(modes=["sea"])})
    assert item(found, "oil").says == "no route"


def test_what_came_stands_beside_what_is_needed() -> None:
    came = {"came": indicator("total", of={"source": SOURCE, "measure": "m"}, period="year", unit="kt")}
    given = flow(indicator="came", needed=200)
    seen = view(
        figure("1", "2024", 50), on="2025-06-30", networks={"ways": WAYS}, indicators=came,
        corridor=corridor(flows={"oil": given}),
    )  # fmt: skip
    found = seen.result("corridor")
    assert item(found, "oil").because.startswith("50 kt came ")
    assert "25 % of " in item(found, "oil").because
    assert item(found, "oil").rests_on == ("came",)


def test_the_capacity_of_a_cut_is_that_of_its_links() -> None:
    rail = flow(starts=["NOR"], ends=["GAT"], modes=["rail"])
    one = cut_of("oil", Flow.model_validate(rail), tiny(), view())
    assert (one.links, one.capacity) == (("L1",), 9)


def site(**given: Any) -> dict[str, Any]:
    return {
        "title": "The mine",
        "place": "C",
        "end": "D",
        "modes": ["road"],
        "because": "It is known.",
    } | given


def test_a_site_has_a_way_out_or_waits_for_links() -> None:
    out = item(result(sites={"mine": site()}), "mine")
    assert out.says.startswith("has a way out")
    assert out.because.casefold() == "road, 2.0 days (2.0–2.0)."
    made = network([link("A-B", "rail", status="proposed", key="spur"), link("B-D", "rail"), link("A-C")])
    asked = corridor(
        network="n", journeys={"b-d": {"title": "B to D", "start": "B", "end": "D"}},
        sites={"mine": site(place="A", modes=["rail"]), "pit": site(place="C", modes=["rail"])},
    )  # fmt: skip
    found = view(networks={"n": made}, corridor=asked).result("corridor")
    assert {item(found, key).says[:14] for key in ("mine", "pit")} == {"has no way out"}
    assert item(found, "mine").because.startswith("It waits for ")
    assert item(found, "pit").because == "No plan on record leads there."


def check(**given: Any) -> Check:
    base = {
        "title": "North to Farport",
        "via": ["NOR", "MID", "FAR"],
        "modes": ["road", "sea"],
        "source": "S1",
    }
    return Check.model_validate({**base, "km": 3180, "because": "It is a test.", **given})


def test_a_published_total_stands_beside_that_of_the_same_way() -> None:
    (one,) = beside((check(days=(13, 14), usd=(5000, 5000), independent=("days",)),), tiny())
    hours = 10 + 10 + 10 + 80 + 100 + 31 + 80
    assert one.km == 240 + 240 + 1900 + 800
    assert one.days is not None
    assert one.days[1] == pytest.approx(hours / 24)
    assert one.error("km") == 0
    assert one.error("days") == 0
    assert one.holds("days")
    assert one.error("usd") == pytest.approx((460 + 460 + 200 + 3800 + 200 + 70 + 200) / 5000 - 1)
    assert errors([one], "days", independent=True) == [0]
    assert errors([one], "km", independent=True) == []


def test_the_error_is_that_outside_of_the_published_range() -> None:
    (one,) = beside((check(days=(20, 30), km=None),), tiny())
    assert one.days is not None
    assert one.error("days") == pytest.approx(one.days[1] / 20 - 1)
    (low,) = beside((check(days=(1, 2), km=None),), tiny())
    assert low.error("days") == pytest.approx(one.days[1] / 2 - 1)
    assert not low.holds("days")


def test_a_total_from_quay_to_quay_has_no_handling_at_its_ends() -> None:
    (one,) = beside((check(via=["EST", "FAR"], modes=["sea"], quay_to_quay=True, km=800),), tiny())
    assert one.days is not None
    assert one.days[1] * 24 == pytest.approx(31)


def test_a_total_that_the_network_has_no_way_for_has_no_error() -> None:
    (one,) = beside((check(modes=["rail"]),), tiny())
    assert one == Beside(one.check, None, None, None)
    assert one.error("km") is None
    assert not one.holds("km")
    (by_west,) = beside((check(via=["MID", "FAR"], closed=["EST"], km=3800),), tiny())
    assert by_west.error("km") == 0
    (shut,) = beside((check(closed=["FAR"]),), tiny())
    assert shut.km is None
