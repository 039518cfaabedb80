"""What carries a journey on a day, what each closure costs, and what that comes to over all states."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from facta.analyses.corridor.routing import Asked, routed
from facta.analyses.corridor.solved import solve, weight_of
from facta.corridors.altered import alter
from tests.analyses.carrying import (
    EAST,
    JOURNEYS,
    LOGGED,
    NORTH,
    PUT,
    WAYS,
    WEST,
    corridor,
    item,
    result,
    seen,
    share,
    table,
    told,
)  # fmt: skip
from tests.analyses.making import view
from tests.corridors.making import group, link, network, tiny

if TYPE_CHECKING:
    from facta.analyses.corridor.solved import Solved
    from facta.corridors import Network
    from facta.corridors.journeys import Route

ALL_SHUT = tuple(seen(key, "2024-06-01", key, "closed") for key in ("west", "east", "north"))


def test_the_days_of_every_state_are_those_by_hand() -> None:
    (one,) = told().crossings
    assert one.solved.days.tolist() == [2, 4, 2, 6, 2, 4, 2, np.inf]
    assert one.solved.usd.tolist() == [100, 100, 200, 300, 100, 100, 200, np.inf]


def test_with_every_gate_open_the_fastest_way_carries() -> None:
    found = result(gates=PUT)
    assert "A to D goes by road: 2.0 days (2.0–2.0)." in found.headline
    part = item(found, "a-d")
    assert part.says == "road"
    assert part.because == "2.0 days (2.0–2.0), 200 USD (200–200) per FEU."
    details = dict(part.detail)
    assert details["Fallback that shares no gate"] == "road, 4.0 days (4.0–4.0)"
    assert details["Ends with one closure"] == details["Ends with two closures"] == "none"
    assert details["Gates on the way"] == "west"
    assert details["Length"] == "240 km"


def test_a_gate_last_seen_shut_leaves_what_carries_now() -> None:
    found = result(seen("1", "2024-06-01", "west", "closed"), gates=LOGGED)
    assert found.headline.startswith("With west ")
    assert "shut, A to D goes by road: 4.0 days (4.0–4.0)." in found.headline
    assert item(found, "a-d").figure.value == 4  # type: ignore[union-attr]
    assert item(found, "a-d").since is None
    assert item(found, "west").records == ("1",)


def test_no_route_is_said_plainly_and_none_is_printed() -> None:
    found = result(*ALL_SHUT, gates=LOGGED)
    assert found.headline.endswith("shut, no route leads from A to D.")
    assert "goes by" not in found.headline
    part = item(found, "a-d")
    assert (part.says, part.because) == ("no route", "Shut: west, east and north.")
    assert part.figure is not None
    assert (part.figure.value, part.figure.note) == (None, "no route")
    assert table(found, "What carries each journey")[0][:5] == ("A to D", "no route", "", "", "")
    assert found.short is not None
    assert [set(row[1:]) for row in found.short.rows] == [{"no route", ""}]
    assert [one.title for one in found.drawings if "road" in one.title] == []


def test_places_that_nothing_connects_have_no_route_in_any_state() -> None:
    found = result(journeys={"a-z": {"title": "A to Z", "start": "A", "end": "Z"}})
    assert "no route leads from A to Z." in found.headline
    assert item(found, "a-z").because == "Nothing in the network connects them."
    assert table(found, "Over all 8 states")[0][5:] == ("100 %", "–")
    assert table(found, "What must close") == [("A to Z", "nothing need close", "no deadline", "nothing")]


def test_the_smallest_closures_that_end_a_journey_or_make_it_late() -> None:
    (one,) = told().crossings
    assert one.solved.cuts == [("west", "east", "north")]
    assert one.late_cuts == [("west", "east")]
    assert (one.killers, one.pairs) == ((), ())
    assert one.solved.cuts_beyond(1) == [()]


def test_each_single_closure_is_weighed_from_the_state_of_the_day() -> None:
    (one,) = told(gates=PUT).crossings
    assert [one.single(bit) for bit in range(3)] == [2, 0, 0]
    shut = told(seen("1", "2024-06-01", "west", "closed"), gates=LOGGED).crossings[0]
    assert [shut.single(bit) for bit in range(3)] == [0, 2, 0]
    last = told(*ALL_SHUT[:2], gates=LOGGED).crossings[0]
    assert [last.single(bit) for bit in range(3)] == [0, 0, np.inf]
    assert "north ends A to D" in str(result(*ALL_SHUT[:2], gates=LOGGED).tables)


def test_every_state_has_its_chance() -> None:
    (one,) = told(gates=PUT).crossings
    year = one.year
    assert year.no_route == pytest.approx(0.5 * 0.2 * 0.1)
    assert year.expected == pytest.approx((2 * 0.5 + 4 * 0.4 + 6 * 0.09) / 0.99)
    assert (year.median, year.p95, year.tail) == (2, 6, 6)
    assert year.late == pytest.approx(0.09 + 0.01)
    assert one.no_route == pytest.approx((0, 0.01, 0.6 * 0.4 * 0.2))


def test_a_gate_weighs_what_it_adds_over_the_states_of_the_others() -> None:
    found = told(gates=PUT)
    solved, weights = found.crossings[0].solved, found.odds.typical
    assert weight_of(solved, weights, 0) == pytest.approx(((2 * 0.8 + 4 * 0.18) / 0.98, 0.02))
    assert weight_of(solved, weights, 1) == pytest.approx((2 * 0.45 / 0.95, 0.05))
    assert weight_of(solved, weights, 2) == pytest.approx((0, 0.1))


SHOCK = {
    "title": "War", "closes": ["west", "east"], "because": "A war shuts both.",
    "share": {"low": 0.0, "typical": 0.2, "high": 0.3},
}  # fmt: skip


def shut(weights: np.ndarray, bits: int) -> float:
    """Return the chance that all of some gates are shut."""
    states = np.arange(len(weights))
    return float(weights[(states & bits) == bits].sum())


def test_common_causes_keep_how_often_each_gate_is_shut() -> None:
    joint = told(gates=PUT, shocks=[SHOCK]).odds
    for weights, shares in ((joint.typical, (0.5, 0.2, 0.1)), (joint.apart, (0.5, 0.2, 0.1))):
        assert [shut(weights, bit) for bit in (WEST, EAST, NORTH)] == pytest.approx(shares)
        assert weights.sum() == pytest.approx(1)
    assert shut(joint.apart, WEST | EAST) == pytest.approx(0.1)
    assert shut(joint.typical, WEST | EAST) == pytest.approx(0.2)


def test_a_gate_is_shut_at_least_as_often_as_its_common_causes() -> None:
    joint = told(gates={**PUT, "east": share(0.0, 0.05, 0.1)}, shocks=[SHOCK]).odds
    assert shut(joint.typical, EAST) == pytest.approx(0.2)
    assert shut(joint.high, EAST) == pytest.approx(0.3)
    assert shut(joint.low, EAST) == pytest.approx(0)
    unwatched = told(shocks=[SHOCK]).odds
    assert shut(unwatched.typical, WEST | EAST) == pytest.approx(0.2)


def test_the_range_of_no_route_has_the_typical_value_inside() -> None:
    """A cause that shuts two gates at once leaves more days on which neither is shut."""
    made = network([link("A-B"), link("B-C")], groups=[group("west", "A-B"), group("east", "B-C")])
    same = share(0.2, 0.2, 0.2)
    asked = corridor(
        network="two", journeys={"j": {"title": "A to C", "start": "A", "end": "C"}},
        gates={"west": same, "east": same},
        shocks=[{**SHOCK, "share": {"low": 0, "typical": 0.1, "high": 0.2}}],
    )  # fmt: skip
    figure = view(networks={"two": made}, corridor=asked).result("corridor").figures[1]
    assert figure.name == "j-no-route"
    own = 1 - 0.8 / 0.9
    typical = 1 - 0.9 * (1 - own) ** 2
    assert (figure.low, figure.value, figure.high) == pytest.approx((20, 100 * typical, 36))


def test_the_state_of_the_day_has_the_gates_last_seen_shut() -> None:
    found = told(seen("1", "2024-06-01", "west", "closed"), gates={**PUT, "west": LOGGED["west"]})
    assert found.odds.closed == WEST
    assert found.closed == ("west",)


def exists(route: Route, made: Network, state: int, start: str, end: str) -> None:
    """Tell that a route consists of links that are there, in operation and open, from end to end."""
    closed = {name for bit, one in enumerate(made.groups.values()) if state >> bit & 1 for name in one.links}
    assert set(route.links) <= set(made.links)
    assert {made.links[name].status for name in route.links} == {"operating"}
    assert not set(route.links) & closed
    assert (route.places[0], route.places[-1]) == (start, end)
    for name, (here, there) in zip(route.links, pairwise(route.places), strict=True):
        assert {made.links[name].start, made.links[name].end} == {here, there}


def connected(made: Network, state: int, start: str, end: str) -> bool:
    """Tell whether links that are open lead there, whatever the modes."""
    closed = {name for bit, one in enumerate(made.groups.values()) if state >> bit & 1 for name in one.links}
    graph = nx.Graph()
    graph.add_nodes_from(made.nodes)
    graph.add_edges_from(
        (one.start, one.end)
        for one in made.links.values()
        if one.status == "operating" and one.key not in closed
    )
    return nx.has_path(graph, start, end)


def every_route(solved: Solved, state: int) -> list[Route]:
    named = [solved.route(state), solved.route(state, cheapest=True)]
    return [route for route in named if route] + solved.routes(state)


@pytest.mark.parametrize(
    ("made", "start", "end"), [(WAYS, "A", "D"), (tiny(), "NOR", "FAR"), (tiny(), "NOR", "MID")]
)
def test_no_state_prints_a_route_that_is_not_there(made: Network, start: str, end: str) -> None:
    (solved,) = solve(made, [(start, end)])
    for state in range(2 ** len(made.groups)):
        found = every_route(solved, state)
        assert bool(found) == connected(made, state, start, end)
        for route in found:
            exists(route, made, state, start, end)


def test_the_sheet_of_no_state_prints_a_route_that_is_not_there() -> None:
    made = told(gates=PUT)
    for state in range(8):
        sheet = routed(Asked(start="A", end="D"), alter(WAYS), state, made.odds, 100)
        for route in (sheet.primary, sheet.fallback, *sheet.front, *(one.route for one in sheet.choices)):
            if route is not None:
                exists(route, WAYS, state, "A", "D")
        assert (sheet.primary is None) == (state == WEST | EAST | NORTH)


def test_a_corridor_stands_on_an_empty_store_and_before_its_first_record() -> None:
    empty = view(networks={"ways": WAYS}, searched=None, corridor=corridor(gates=LOGGED))
    for found in (empty.result("corridor"), result(*ALL_SHUT, on="2023-06-01", gates=LOGGED)):
        assert "A to D goes by road: 2.0 days (2.0–2.0)." in found.headline
        assert item(found, "west").says == "not seen"
        assert item(found, "a-d").records == ()
        assert any("west" in gap for gap in found.gaps)


def test_the_board_has_a_line_for_each_journey_in_their_order() -> None:
    found = result(journeys={**JOURNEYS, "d-a": {"title": "D to A", "start": "D", "end": "A"}}, gates=PUT)
    assert found.short is not None
    assert [row[0] for row in found.short.rows] == ["A to D", "D to A"]
    assert [row[2] for row in found.short.rows] == ["2.0 (2–2)", "2.0 (2–2)"]
