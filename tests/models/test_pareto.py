import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.pareto import Front, pareto
from facta.models.paths import Graph, shortest

SIZE = 6
VERTEX = st.integers(0, SIZE - 1)
WEIGHT = st.integers(0, 6)
ARCS = st.lists(st.tuples(VERTEX, VERTEX, WEIGHT, WEIGHT), max_size=14)
ENDS = st.tuples(VERTEX, VERTEX).filter(lambda ends: ends[0] != ends[1])
Arcs = list[tuple[int, int, float, float]]


def graph(arcs: Arcs) -> tuple[Graph, np.ndarray, np.ndarray]:
    tail, head = (np.array([arc[place] for arc in arcs], dtype=int) for place in (0, 1))
    first, second = (np.array([arc[place] for arc in arcs], dtype=float) for place in (2, 3))
    return Graph(SIZE, tail, head), first, second


def _pair(arcs: Arcs) -> tuple[Graph, tuple[np.ndarray, np.ndarray]]:
    net, first, second = graph(arcs)
    return net, (first, second)


def enumerated(arcs: Arcs, ends: tuple[int, int]) -> list[tuple[float, float]]:
    """Return the front over all simple paths, by NetworkX."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(SIZE))
    for number, (tail, head, *_) in enumerate(arcs):
        net.add_edge(tail, head, key=number)
    paths = [[key for _, _, key in path] for path in nx.all_simple_edge_paths(net, *ends)]
    sums = {(sum(arcs[a][2] for a in path), sum(arcs[a][3] for a in path)) for path in paths}
    return sorted(
        one
        for one in sums
        if not any(other != one and other[0] <= one[0] and other[1] <= one[1] for other in sums)
    )


@given(ARCS, ENDS)
def test_the_front_is_that_of_all_paths(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = pareto(*_pair(arcs), *ends)
    assert [(one.first, one.second) for one in found] == enumerated(arcs, ends)


@given(ARCS, ENDS, st.sets(st.integers(0, 13)))
def test_paths_are_walks_over_open_arcs_with_the_sums_they_are_given(
    arcs: Arcs, ends: tuple[int, int], shut: set[int]
) -> None:
    closed = np.isin(np.arange(len(arcs)), list(shut))
    found = pareto(*_pair(arcs), *ends, closed=closed)
    left = [arc for number, arc in enumerate(arcs) if number not in shut]
    assert [(one.first, one.second) for one in found] == enumerated(left, ends)
    for one in found:
        tails, heads = ([arcs[arc][place] for arc in one.arcs] for place in (0, 1))
        assert [ends[0], *heads] == [*tails, ends[1]]
        assert (one.first, one.second) == tuple(sum(arcs[arc][place] for arc in one.arcs) for place in (2, 3))
        assert shut.isdisjoint(one.arcs)


@given(ARCS, ENDS)
def test_the_front_ends_in_the_cheapest_path_of_each_weight(arcs: Arcs, ends: tuple[int, int]) -> None:
    net, first, second = graph(arcs)
    found = pareto(net, (first, second), *ends)
    least = [shortest(net, weights, *ends) for weights in (first, second)]
    if not found:
        assert least == [None, None]
        return
    assert [path.cost for path in least if path] == [found[0].first, found[-1].second]


@given(ARCS, ENDS)
def test_with_the_weights_changed_about_the_front_runs_the_other_way(
    arcs: Arcs, ends: tuple[int, int]
) -> None:
    net, first, second = graph(arcs)
    one, other = (pareto(net, both, *ends) for both in ((first, second), (second, first)))
    assert [(a.first, a.second) for a in one] == [(b.second, b.first) for b in reversed(other)]


def test_the_order_in_which_sums_are_added_makes_no_second_path() -> None:
    # Two chains of the same three hours in another order; 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in binary.
    net = Graph(6, np.array([0, 1, 2, 0, 4, 5]), np.array([1, 2, 3, 4, 5, 3]))
    hours = np.array([0.1, 0.2, 0.3, 0.3, 0.2, 0.1])
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert len(pareto(net, (hours, hours[::-1]), 0, 3)) == 1
    assert [one.arcs for one in pareto(net, (hours, [2.0, 0, 0, 1, 0, 0]), 0, 3)] == [(3, 4, 5)]
    assert [one.arcs for one in pareto(net, (hours, [1.0, 0, 0, 2, 0, 0]), 0, 3)] == [(0, 1, 2)]


@given(st.integers(0, 99))
def test_any_weights_give_a_front_that_rises_in_one_and_falls_in_the_other(seed: int) -> None:
    random = np.random.default_rng(seed)
    tail, head = random.integers(0, 25, (2, 120))
    first, second = random.random((2, 120))
    found = pareto(Graph(25, tail, head), (first, second), 0, 1)
    rising, falling = [one.first for one in found], [one.second for one in found]
    assert rising == sorted(set(rising))
    assert falling == sorted(set(falling), reverse=True)


def test_a_path_from_a_vertex_to_itself_is_empty() -> None:
    assert pareto(*_pair([(0, 1, 1.0, 1.0)]), 0, 0) == [Front(0.0, 0.0, ())]


def test_an_arc_that_is_infinite_in_one_weight_is_closed() -> None:
    arcs = [(0, 1, 1.0, math.inf), (0, 1, 2.0, 3.0), (0, 1, math.inf, 1.0)]
    net, first, second = graph(arcs)
    assert [one.arcs for one in pareto(net, (first, second), 0, 1)] == [(1,)]
    assert first.tolist() == [1.0, 2.0, math.inf]


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="that of arc 0 is -1"):
        pareto(*_pair([(0, 1, 1.0, -1.0)]), 0, 1)
