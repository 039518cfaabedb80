"""What cargo can do on a network, and what each step of it takes."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facta.corridors.graph import CARRIES, WATER, Expanded, causes, expand, links_open
from facta.models.paths import shortest
from tests.corridors.making import group, handling, link, network, node, quantity, tiny, transfer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from facta.corridors import Handling, Link, Network
    from facta.corridors.network import Mode


def hours(made: Network, start: str, end: str, closed: Iterable[str] = (), **given: tuple[str, ...]) -> float:
    """Return the hours of the fastest route, inf where there is none."""
    expanded = expand(made, **given)  # type: ignore[arg-type]
    shut = (expanded.masks & expanded.mask(closed)) != 0
    found = shortest(
        expanded.graph, expanded.hours(), expanded.leave[start], expanded.reach[end], closed=shut
    )
    return found.cost if found else float("inf")


def test_a_link_takes_its_own_hours_between_plain_places() -> None:
    made = network([link("A-B", hours=10), link("B-C", hours=5)])
    assert hours(made, "A", "B") == 10
    assert hours(made, "A", "C") == hours(made, "C", "A") == 15


def test_each_place_mode_and_gauge_has_a_state_to_arrive_and_one_to_leave() -> None:
    made = network([link("A-B"), link("A-B", "rail", key="AB"), link("B-C", "sea")])
    expanded = expand(made)
    states = 2 * 6  # road and rail at A and B, the sea at B and C
    assert expanded.graph.size == states + 2 * len(made.nodes)
    assert {step.link for step in expanded.steps if step.link} == set(made.links)
    assert sum(1 for step in expanded.steps if step.link) == 2 * len(made.links)


def test_one_change_never_follows_another_at_a_place() -> None:
    made = network(
        [link("A-B", "sea"), link("B-C", "road"), link("B-C", "rail", key="BC")],
        transfers=[transfer("sea", "road", 1), transfer("rail", "road", 1)],
    )
    expanded = expand(made, modes=("sea", "rail", "road"))
    by_road = shortest(expanded.graph, expanded.hours(), expanded.leave["A"], expanded.reach["C"])
    assert by_road is not None
    assert [expanded.steps[arc].mode for arc in by_road.arcs if expanded.steps[arc].mode] == [
        "quay", "sea", "sea-road", "road"
    ]  # fmt: skip
    shut = np.array([step.mode == "road" for step in expanded.steps])
    assert shortest(expanded.graph, expanded.hours(), *_ends(expanded), closed=shut) is None


def _ends(expanded: Expanded) -> tuple[int, int]:
    return expanded.leave["A"], expanded.reach["C"]


def test_half_of_what_a_border_takes_falls_on_each_side_of_it() -> None:
    made = network(
        [link("A-B", hours=10), link("B-C", hours=5)], nodes=[node("B", "border", road=handling(8, 60))]
    )
    assert hours(made, "A", "C") == 23
    assert hours(made, "A", "B") == 14
    assert hours(made, "B", "C") == 9
    expanded = expand(made)
    assert sorted(expanded.usd()[expanded.usd() > 0].tolist()) == [130.0] * 4


def test_a_border_takes_nothing_of_a_mode_that_it_names_nothing_for() -> None:
    made = network(
        [link("A-B", "rail", hours=10), link("B-C", "rail", hours=5)],
        nodes=[node("B", "border", road=handling(8))],
    )
    assert hours(made, "A", "C") == 15


def gauges(**dwell: Handling) -> Network:
    return network(
        [link("A-B", "rail", hours=10), link("B-C", "rail", hours=5, gauge_mm=1435)],
        nodes=[node("B", "gauge break", **dwell)],
        transfers=[transfer("rail", "rail", 24)],
    )


def test_a_change_of_gauge_takes_the_transfer_where_no_border_holds_it() -> None:
    assert hours(gauges(), "A", "C") == 10 + 24 + 5


def test_what_a_border_takes_holds_the_change_of_gauge() -> None:
    assert hours(gauges(rail=handling(40)), "A", "C") == 10 + 40 + 5


def test_without_a_transfer_or_a_border_nothing_changes_gauge() -> None:
    assert hours(replace(gauges(), transfers=()), "A", "C") == float("inf")


def test_a_change_between_rail_and_road_takes_the_same_both_ways() -> None:
    made = network([link("A-B", "rail"), link("B-C", "road")], transfers=[transfer("rail", "road", 8)])
    assert hours(made, "A", "C") == hours(made, "C", "A") == 28
    changes = [part.cause for step in expand(made).steps if not step.link for part in step.parts]
    assert changes == ["rail-road"] * 2


def harbours(**given: Handling) -> Network:
    """A road to port B, ships from there by port C to port D, and a road from D."""
    return network(
        [link("A-B"), link("B-C", "sea", hours=30), link("C-D", "sea", hours=20), link("D-E")],
        nodes=[node(key, "port", sea=handling(hours)) for key, hours in (("B", 100), ("C", 50), ("D", 80))],
        **given,  # type: ignore[arg-type]
    )


def test_a_port_is_charged_where_cargo_changes_between_land_and_water() -> None:
    only = network(
        [link("A-B"), link("B-C", "sea", hours=30), link("C-D")],
        nodes=[node("B", "port", sea=handling(100)), node("C", "port", sea=handling(60))],
    )
    assert hours(only, "A", "D") == 10 + 100 + 30 + 60 + 10


def test_changing_ship_costs_the_port_once() -> None:
    assert hours(harbours(), "A", "E") == 10 + 100 + 30 + 50 + 20 + 80 + 10


def test_cargo_goes_through_its_first_and_its_last_port() -> None:
    assert hours(harbours(), "B", "D") == 100 + 30 + 50 + 20 + 80
    assert hours(harbours(), "B", "C") == 100 + 30 + 50
    expanded = expand(harbours())
    quays = [step for step in expanded.steps if step.mode == "quay"]
    assert {step.start for step in quays} == {"B", "C", "D"}
    assert len(quays) == 6


def test_a_road_to_a_port_does_not_go_through_it() -> None:
    assert hours(harbours(), "A", "B") == 10


def test_nothing_changes_into_a_ship_at_sea() -> None:
    expanded = expand(harbours())
    at_sea = {head for head, step in zip(expanded.graph.head, expanded.steps, strict=True) if step.link}
    for number, step in enumerate(expanded.steps):
        if not step.link and step.mode.startswith(("road-", "sea-")):
            assert not (expanded.graph.head[number] in at_sea and step.mode.endswith("sea"))


def test_a_port_that_takes_nothing_on_record_changes_no_ship() -> None:
    made = network([link("A-B", "sea"), link("B-C", "sea")])
    assert hours(made, "A", "B") == 10
    assert hours(made, "A", "C") == float("inf")


def test_only_links_in_operation_carry_until_a_project_is_opened() -> None:
    made = network([link("A-B"), link("B-C", status="proposed", project="p"), link("C-D", status="disused")])
    assert set(links_open(made)) == {"A-B"}
    assert set(links_open(made, ["p", "C-D"])) == {"A-B", "B-C", "C-D"}
    assert hours(made, "A", "C") == float("inf")
    assert hours(made, "A", "C", opened=("p",)) == 20


def test_modes_left_out_carry_nothing() -> None:
    assert hours(tiny(), "NOR", "MID", modes=("road",)) == 30
    assert hours(tiny(), "NOR", "MID", modes=("rail",)) == 40
    assert hours(tiny(), "NOR", "MID", modes=("sea",)) == float("inf")


def test_an_arc_has_the_bits_of_every_group_that_closes_its_link() -> None:
    made = network([link("A-B"), link("B-C")], groups=[group("one", "A-B"), group("two", "A-B", "B-C")])
    expanded = expand(made)
    bits = dict(zip((step.link for step in expanded.steps), expanded.masks.tolist(), strict=True))
    assert (bits["A-B"], bits["B-C"], bits[""]) == (0b11, 0b10, 0)
    assert expanded.mask(["two", "one", "two"]) == 0b11
    assert expanded.named(0b10) == ("two",)


def loose() -> Network:
    """Two stretches of one railway and a road, each with a range, and a border of none."""
    rail = {"hours": quantity(10, 5, 30), "usd": quantity(100, 100, 100)}
    return network(
        [
            replace(link("A-B", "rail"), **rail),
            replace(link("B-C", "rail"), **rail),
            replace(link("A-C"), hours=quantity(0.1, 0, 4), usd=quantity(50, 20, 80)),
        ],
        nodes=[node("B", "border", rail=handling(8))],
    )


def drawn(made: Network, count: int = 200, seed: int = 1) -> tuple[Expanded, np.ndarray, np.ndarray]:
    expanded = expand(made)
    return expanded, *expanded.draws(count, seed)


def test_draws_lie_between_low_and_high_and_are_never_negative() -> None:
    expanded, times, costs = drawn(loose())
    assert times.shape == costs.shape == (200, len(expanded.steps))
    assert times.min() >= 0
    assert (times >= expanded.hours(0) - 1e-9).all()
    assert (times <= expanded.hours(2) + 1e-9).all()
    assert (costs >= expanded.usd(0) - 1e-9).all()
    assert (costs <= expanded.usd(2) + 1e-9).all()


def test_all_parts_of_one_cause_are_slow_together() -> None:
    expanded, times, _ = drawn(loose())
    rails = [number for number, step in enumerate(expanded.steps) if step.mode == "rail"]
    roads = [number for number, step in enumerate(expanded.steps) if step.mode == "road"]
    assert np.ptp(times[:, rails], axis=1).max() == pytest.approx(0)
    assert np.ptp(times[:, roads], axis=1).max() == pytest.approx(0)
    assert abs(np.corrcoef(times[:, rails[0]], times[:, roads[0]])[0, 1]) < 0.3
    assert set(causes(expanded.steps)) == {"rail KAZ", "road KAZ", "rail at B"}


def test_the_same_seed_draws_the_same() -> None:
    assert (drawn(loose())[1] == drawn(loose())[1]).all()
    assert (drawn(loose())[1] != drawn(loose(), seed=2)[1]).any()


def test_draws_have_the_mean_of_their_triangle() -> None:
    expanded, times, _ = drawn(loose(), 20_000)
    rail = next(number for number, step in enumerate(expanded.steps) if step.mode == "rail")
    # each half of the deviates is as likely: a third of the way to either end on average
    typical = expanded.hours()[rail]
    assert times[:, rail].mean() == pytest.approx(typical + (20 - 5) / 6, rel=0.01)
    assert np.median(times[:, rail]) == pytest.approx(typical, rel=0.02)


def test_a_vertex_stands_before_any_of_some_places_and_one_behind_others() -> None:
    expanded = expand(network([link("A-B", hours=10), link("C-B", hours=4), link("B-D", hours=1)]))
    graph, source, sink = expanded.between(["A", "C"], ["D", "B"])
    free = np.concatenate([expanded.hours(), np.zeros(len(graph.tail) - len(expanded.steps))])
    found = shortest(graph, free, source, sink)
    assert found is not None
    assert found.cost == 4


MODES: tuple[Mode, ...] = CARRIES
Vehicle = tuple[str, int | None]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Return a network of up to six places, with dwells, transfers and groups."""
    places = "ABCDEF"[: draw(st.integers(2, 6))]
    takes = st.integers(0, 9).map(float)
    pairs = st.sampled_from([f"{a}-{b}" for a in places for b in places if a < b])
    links: dict[str, Link] = {}
    for number in range(draw(st.integers(1, 9))):
        mode, gauge = draw(st.sampled_from(MODES)), draw(st.sampled_from([1435, 1520]))
        made = link(draw(pairs), mode, key=f"L{number}", hours=draw(takes))
        links[made.key] = replace(made, gauge_mm=gauge if mode == "rail" else None)
    dwells = [{mode: handling(draw(takes)) for mode in draw(st.sets(st.sampled_from(MODES)))} for _ in places]
    changes = draw(st.sets(st.sampled_from([("rail", "road"), ("rail", "rail"), ("sea", "road")])))
    closing = draw(st.lists(st.sets(st.sampled_from(sorted(links)), min_size=1), max_size=3))
    return network(
        links.values(),
        nodes=[node(place, **dwell) for place, dwell in zip(places, dwells, strict=True)],
        groups=[group(f"g{number}", *names) for number, names in enumerate(closing)],
        transfers=[transfer(one, other, draw(takes)) for one, other in sorted(changes)],
    )


def way(graph: nx.DiGraph, tail: object, head: object, weight: float | None) -> None:
    """Add an arc, unless it cannot be gone or a better one is there."""
    known = graph.get_edge_data(tail, head)
    if weight is not None and (known is None or weight < known["weight"]):
        graph.add_edge(tail, head, weight=weight)


def dwell(made: Network, place: str, mode: str) -> float | None:
    found = made.nodes[place].dwell.get(mode)  # type: ignore[call-overload]
    return found.hours.value if found else None


def changed(made: Network, place: str, one: Vehicle, other: Vehicle) -> float | None:
    """Return what changing takes at a place, None where nothing changes."""
    modes = (one[0], other[0])
    ports = [dwell(made, place, mode) for mode in WATER if mode in modes]
    known = [port for port in ports if port is not None]
    if known:
        return known[0]
    if modes == ("rail", "rail") and dwell(made, place, "rail") is not None:
        return 0.0
    lifts = {frozenset((lift.start, lift.end)): lift.handling.hours.value for lift in made.transfers}
    return lifts.get(frozenset(modes))


def written_out(made: Network) -> nx.DiGraph:
    """Build what cargo can do another way: by place and vehicle, before and behind each change."""
    graph = nx.DiGraph()
    for one in made.links.values():
        vehicle = (one.mode, one.gauge_mm)
        for start, end in permutations((one.start, one.end)):
            halves = [0.5 * (dwell(made, place, one.mode) or 0.0) for place in (start, end)]
            border = 0.0 if one.mode in WATER else sum(halves)
            way(graph, ("out", start, vehicle), ("in", end, vehicle), one.hours.value + border)
    for place in made.nodes:
        here = {(one.mode, one.gauge_mm) for one in made.links.values() if place in (one.start, one.end)}
        for one in here:
            water = one[0] in WATER
            quay = (dwell(made, place, one[0]) or 0.0) if water else 0.0
            way(graph, ("start", place), ("out", place, one), quay)
            way(graph, ("in", place, one), ("end", place), quay)
            goes_on = changed(made, place, one, one) if water else 0.0
            way(graph, ("in", place, one), ("out", place, one), goes_on)
        for one, other in permutations(here, 2):
            way(graph, ("in", place, one), ("out", place, other), changed(made, place, one, other))
    return graph


@settings(max_examples=60, deadline=None)
@given(networks())
def test_the_fastest_route_is_that_of_dijkstra_on_a_graph_built_another_way(made: Network) -> None:
    known = dict(nx.all_pairs_dijkstra_path_length(written_out(made)))
    for start, end in permutations(made.nodes, 2):
        expected = known.get(("start", start), {}).get(("end", end), float("inf"))
        assert hours(made, start, end) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_closing_groups_is_the_same_as_taking_their_links_away(made: Network, data: st.DataObject) -> None:
    closed = data.draw(st.sets(st.sampled_from([*made.groups, ""]))) - {""}
    gone = {name for key in closed for name in made.groups[key].links}
    less = {key: one for key, one in made.links.items() if key not in gone}
    for start, end in permutations(made.nodes, 2):
        without = hours(replace(made, links=less, groups={}), start, end)
        assert hours(made, start, end, closed) == pytest.approx(without)
