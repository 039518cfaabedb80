import math
from itertools import chain, combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from facta.models.cuts import disjoint_paths, flow, min_cut
from facta.models.paths import Graph

SIZE = 7
NODE = st.integers(0, SIZE - 1)
WHOLE = st.lists(st.tuples(NODE, NODE, st.integers(0, 20)), max_size=30)
REAL = st.lists(st.tuples(NODE, NODE, st.floats(0, 1e6)), max_size=30)
ENDS = st.tuples(NODE, NODE).filter(lambda ends: ends[0] != ends[1])
Arcs = list[tuple[int, int, float]]


def graph(arcs: Arcs) -> tuple[Graph, list[float]]:
    tail, head = ([arc[place] for arc in arcs] for place in (0, 1))
    return Graph(SIZE, np.array(tail, dtype=int), np.array(head, dtype=int)), [arc[2] for arc in arcs]


def other(arcs: Arcs) -> nx.DiGraph:
    """Return the same network for NetworkX, in which parallel arcs are one."""
    net = nx.DiGraph()
    net.add_nodes_from(range(SIZE))
    for tail, head, capacity in arcs:
        before = net.get_edge_data(tail, head, {"capacity": 0.0})["capacity"]
        net.add_edge(tail, head, capacity=before + capacity)
    return net


def is_parted(arcs: Arcs, shut: tuple[int, ...], origin: int, destination: int) -> bool:
    left = [arc for place, arc in enumerate(arcs) if place not in shut and arc[2] > 0]
    tail, head = ([arc[place] for arc in left] for place in (0, 1))
    net = csr_array((np.ones(len(left)), (tail, head)), shape=(SIZE, SIZE))
    return destination not in breadth_first_order(net, origin, return_predecessors=False)


@given(WHOLE, ENDS)
def test_whole_capacities_are_cut_exactly_as_by_networkx(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = min_cut(*graph(arcs), *ends)
    assert found.value == nx.minimum_cut_value(other(arcs), *ends)
    assert found.value == sum(arcs[arc][2] for arc in found.arcs)


@given(REAL, ENDS)
def test_any_capacities_are_cut_as_by_networkx(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = min_cut(*graph(arcs), *ends)
    off = len(arcs) * sum(arc[2] for arc in arcs) * 2**-28
    assert found.value == pytest.approx(nx.maximum_flow_value(other(arcs), *ends), rel=1e-9, abs=off)


@given(REAL, ENDS)
def test_the_arcs_of_a_cut_part_the_two_and_none_is_spare(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = min_cut(*graph(arcs), *ends)
    assert found.value == pytest.approx(sum(arcs[arc][2] for arc in found.arcs))
    assert is_parted(arcs, found.arcs, *ends)
    assert all(arcs[arc][2] > 0 for arc in found.arcs)
    for spare in found.arcs:
        assert not is_parted(arcs, tuple(arc for arc in found.arcs if arc != spare), *ends)


@given(WHOLE, ENDS)
def test_of_equal_cuts_the_one_nearest_to_the_origin_is_given(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = min_cut(*graph(arcs), *ends)
    rest = [node for node in range(SIZE) if node not in ends]
    sides = [{ends[0], *side} for side in chain.from_iterable(combinations(rest, n) for n in range(SIZE - 1))]
    prices = [sum(cap for tail, head, cap in arcs if tail in side and head not in side) for side in sides]
    assert found.value == min(prices)
    near = set.intersection(
        *(side for side, price in zip(sides, prices, strict=True) if price == min(prices))
    )
    out = [n for n, (tail, head, cap) in enumerate(arcs) if cap and tail in near and head not in near]
    assert list(found.arcs) == out


@given(WHOLE, ENDS)
def test_a_flow_is_within_capacities_comes_out_whole_and_is_as_large_as_the_cut(
    arcs: Arcs, ends: tuple[int, int]
) -> None:
    net, capacity = graph(arcs)
    found = flow(net, capacity, *ends)
    assert (found.arcs >= 0).all()
    assert (found.arcs <= np.array(capacity)).all()
    out = np.bincount(net.tail, found.arcs, SIZE) - np.bincount(net.head, found.arcs, SIZE)
    expected = np.zeros(SIZE)
    expected[ends[0]], expected[ends[1]] = found.value, -found.value
    assert out.tolist() == expected.tolist()
    assert found.value == min_cut(net, capacity, *ends).value


@given(REAL, ENDS)
def test_a_flow_of_any_capacities_is_off_by_no_more_than_it_says(arcs: Arcs, ends: tuple[int, int]) -> None:
    net, capacity = graph(arcs)
    found = flow(net, capacity, *ends)
    off = sum(capacity) * 2**-28
    assert (found.arcs <= np.array(capacity)).all()
    out = np.bincount(net.tail, found.arcs, SIZE) - np.bincount(net.head, found.arcs, SIZE)
    out[ends[0]] -= found.value
    out[ends[1]] += found.value
    assert out == pytest.approx(np.zeros(SIZE), abs=max(len(arcs), 1) * off + 1e-9)


@given(WHOLE, ENDS)
def test_disjoint_routes_are_as_many_as_by_networkx(arcs: Arcs, ends: tuple[int, int]) -> None:
    halves = nx.DiGraph()  # each arc in two halves, so that parallel ones stay apart
    halves.add_nodes_from(range(SIZE))
    for place, (tail, head, _) in enumerate(arcs):
        halves.add_edges_from([(tail, SIZE + place), (SIZE + place, head)])
    try:
        expected = len(list(nx.edge_disjoint_paths(halves, *ends)))
    except nx.NetworkXNoPath:
        expected = 0
    assert disjoint_paths(graph(arcs)[0], *ends) == expected


@given(WHOLE, ENDS, st.integers(-40, 40))
def test_the_unit_does_not_matter(arcs: Arcs, ends: tuple[int, int], power: int) -> None:
    one = min_cut(*graph(arcs), *ends)
    same = min_cut(*graph([(tail, head, cap * 2.0**power) for tail, head, cap in arcs]), *ends)
    assert (same.value, same.arcs) == (one.value * 2.0**power, one.arcs)


@given(WHOLE, ENDS, st.data())
def test_an_arc_that_cannot_be_shut_is_in_no_cut(
    arcs: Arcs, ends: tuple[int, int], data: st.DataObject
) -> None:
    firm = data.draw(st.sets(st.integers(0, len(arcs) - 1))) if arcs else set()
    mixed = [(*arc[:2], math.inf if place in firm else arc[2]) for place, arc in enumerate(arcs)]
    found = min_cut(*graph(mixed), *ends)
    whole = [arc for arc in mixed if math.isinf(arc[2])]
    assert math.isinf(found.value) == (not is_parted(whole, (), *ends))
    if math.isfinite(found.value):
        priced = [(*arc[:2], min(arc[2], 1e4)) for arc in mixed]  # more than all others together
        assert found.value == nx.minimum_cut_value(other(priced), *ends)


def test_capacities_far_apart_are_not_lost() -> None:
    arcs: Arcs = [(0, 1, 1e12), (0, 1, 1e12), (1, 2, 1e-3), (2, 3, 5e11)]
    found = min_cut(*graph(arcs), 0, 3)
    assert (found.value, found.arcs) == (1e-3, (2,))
    assert min_cut(*graph([(0, 1, 1e300), (1, 2, 1e-300)]), 0, 2).arcs == (1,)


def test_parallel_arcs_add_and_arcs_against_each_other_do_not() -> None:
    arcs: Arcs = [(0, 1, 2), (0, 1, 3), (1, 0, 4), (1, 2, 4), (2, 1, 9), (1, 2, 4), (1, 1, 8)]
    net, capacity = graph(arcs)
    assert min_cut(net, capacity, 0, 2).arcs == (0, 1)
    found = flow(net, capacity, 0, 2)
    assert found.value == 5
    assert found.arcs.tolist() == [2, 3, 0, 4, 0, 1, 0]
    assert disjoint_paths(net, 0, 2) == 2


def test_no_route_is_a_cut_of_nothing() -> None:
    for arcs in ([], [(1, 0, 5.0)], [(0, 1, 0.0)], [(0, 2, math.inf), (1, 0, 3.0)]):
        net, capacity = graph(arcs)
        found = min_cut(net, capacity, 0, 1)
        assert (found.value, found.arcs) == (0, ())
    assert flow(*graph([]), 0, 1).value == 0
    assert disjoint_paths(graph([])[0], 0, 1) == 0


def test_a_route_that_cannot_be_shut_has_no_price() -> None:
    arcs: Arcs = [(0, 1, math.inf), (0, 1, math.inf), (0, 1, 7.0)]
    found = min_cut(*graph(arcs), 0, 1)
    assert (found.value, found.arcs) == (math.inf, ())
    with pytest.raises(ValueError, match=r"^some route has no arc that is limited, so no flow is the"):
        flow(*graph(arcs), 0, 1)


def test_what_is_no_question_of_a_cut_is_refused() -> None:
    net, capacity = graph([(0, 1, 1.0)])
    with pytest.raises(ValueError, match=r"^nothing parts a place from itself: .* both vertex 3$"):
        min_cut(net, capacity, 3, 3)
    with pytest.raises(ValueError, match=r"^nothing parts a place from itself"):
        disjoint_paths(net, 0, 0)
    with pytest.raises(ValueError, match=r"^there is no vertex 7 among 0 to 6$"):
        min_cut(net, capacity, 0, 7)
    with pytest.raises(ValueError, match=r"^each of 1 arcs has one capacity; there are 2$"):
        min_cut(net, [1.0, 2.0], 0, 1)
    for wrong in (-1.0, math.nan):
        with pytest.raises(ValueError, match="a capacity is 0 or more, or infinite"):
            min_cut(net, [wrong], 0, 1)
