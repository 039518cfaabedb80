import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.paths import COPIES, Graph, Path, part_between, shortest, shortest_in_draws

SIZE = 7
VERTEX = st.integers(0, SIZE - 1)
WHOLE = st.lists(st.tuples(VERTEX, VERTEX, st.integers(0, 4)), max_size=24)
REAL = st.lists(st.tuples(VERTEX, VERTEX, st.floats(0, 1e6)), max_size=24)
ENDS = st.tuples(VERTEX, VERTEX)
Arcs = list[tuple[int, int, float]]


def graph(arcs: Arcs) -> tuple[Graph, np.ndarray]:
    tail, head = (np.array([arc[place] for arc in arcs], dtype=int) for place in (0, 1))
    return Graph(SIZE, tail, head), np.array([arc[2] for arc in arcs], dtype=float)


def cheapest(arcs: Arcs, ends: tuple[int, int], shut: frozenset[int] = frozenset()) -> float:
    """Return the cost by NetworkX, infinite where there is no path."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(SIZE))
    for number, (tail, head, weight) in enumerate(arcs):
        if number not in shut and weight < math.inf:
            net.add_edge(tail, head, weight=weight)
    try:
        return float(nx.dijkstra_path_length(net, *ends))
    except nx.NetworkXNoPath:
        return math.inf


def is_walk(path: Path, arcs: Arcs, ends: tuple[int, int]) -> bool:
    here = ends[0]
    for arc in path.arcs:
        if arcs[arc][0] != here:
            return False
        here = arcs[arc][1]
    return here == ends[1]


@given(WHOLE, ENDS, st.data())
def test_a_path_costs_what_it_does_by_networkx_whatever_is_closed(
    arcs: Arcs, ends: tuple[int, int], data: st.DataObject
) -> None:
    flags = data.draw(st.lists(st.booleans(), min_size=len(arcs), max_size=len(arcs)))
    shut = frozenset(np.flatnonzero(flags).tolist())
    found = shortest(*graph(arcs), *ends, closed=np.array(flags, dtype=bool))
    expected = cheapest(arcs, ends, shut)
    if found is None:
        assert expected == math.inf
        return
    assert found.cost == expected == sum(arcs[arc][2] for arc in found.arcs)
    assert is_walk(found, arcs, ends)
    assert shut.isdisjoint(found.arcs)


@given(REAL, ENDS)
def test_a_path_of_any_weights_costs_what_it_does_by_networkx(arcs: Arcs, ends: tuple[int, int]) -> None:
    found = shortest(*graph(arcs), *ends)
    assert (found.cost if found else math.inf) == pytest.approx(cheapest(arcs, ends), rel=1e-12)


@given(WHOLE, ENDS)
def test_of_parallel_arcs_the_cheapest_is_walked_and_of_equal_ones_the_first(
    arcs: Arcs, ends: tuple[int, int]
) -> None:
    found = shortest(*graph(arcs), *ends)
    for arc in found.arcs if found else ():
        alike = [(weight, n) for n, (*way, weight) in enumerate(arcs) if way == list(arcs[arc][:2])]
        assert min(alike) == (arcs[arc][2], arc)


@given(WHOLE, VERTEX)
def test_a_path_from_a_vertex_to_itself_is_empty(arcs: Arcs, vertex: int) -> None:
    assert shortest(*graph(arcs), vertex, vertex) == Path(0.0, ())


@given(WHOLE, ENDS)
def test_an_arc_of_infinite_weight_is_closed(arcs: Arcs, ends: tuple[int, int]) -> None:
    net, weights = graph(arcs)
    closed = np.arange(len(arcs)) % 3 == 0
    without = shortest(net, np.where(closed, np.inf, weights), *ends)
    assert without == shortest(net, weights, *ends, closed=closed)


@pytest.mark.parametrize("draws", [0, 1, COPIES, COPIES + 1, 2 * COPIES + 5])
def test_paths_in_draws_are_those_of_each_draw_alone(draws: int) -> None:
    random = np.random.default_rng(draws)
    tail, head = random.integers(0, 30, (2, 90))
    net = Graph(30, tail, head)
    weights = random.integers(0, 5, (draws, 90)).astype(float)
    weights[random.random((draws, 90)) < 0.2] = np.inf
    found = shortest_in_draws(net, weights, 0, 1)
    assert len(found) == draws
    for drawn, path in zip(weights, found, strict=True):
        alone = shortest(net, drawn, 0, 1)
        assert (path and path.cost) == (alone and alone.cost)
        assert path is None or drawn[list(path.arcs)].sum() == path.cost


@given(st.lists(st.tuples(VERTEX, VERTEX, st.floats(0, 100)), max_size=24), ENDS, st.integers(0, 99))
def test_a_draw_is_solved_as_by_itself(arcs: Arcs, ends: tuple[int, int], seed: int) -> None:
    net, weights = graph(arcs)
    drawn = weights * np.random.default_rng(seed).integers(0, 3, (3, len(arcs)))
    costs = [path.cost if path else math.inf for path in shortest_in_draws(net, drawn, *ends)]
    alone = [shortest(net, weights, *ends) for weights in drawn]
    assert costs == pytest.approx([path.cost if path else math.inf for path in alone], rel=1e-12)


@given(WHOLE, ENDS)
def test_a_part_without_dead_ends_keeps_every_path(arcs: Arcs, ends: tuple[int, int]) -> None:
    net, weights = graph(arcs)
    part = part_between(net, np.ones(len(arcs), dtype=bool), [ends[0]], [ends[1]])
    start, end = (int(part.place[vertex]) for vertex in ends)
    inside, whole = shortest(part.graph, weights[part.arcs], start, end), shortest(net, weights, *ends)
    assert (inside and inside.cost) == (whole and whole.cost)
    for vertex in set(range(part.graph.size)) - {start, end}:
        assert vertex in part.graph.head
        assert vertex in part.graph.tail


def test_what_was_given_is_not_changed() -> None:
    net, weights = graph([(0, 1, 1.0), (0, 1, 2.0)])
    shortest(net, weights, 0, 1, closed=np.array([True, False]))
    assert weights.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("weights", "ends", "message"),
    [
        ([1.0, -1.0], (0, 1), "a weight is 0 or more; that of arc 1 is -1"),
        ([math.nan, 1.0], (0, 1), "a weight is 0 or more; that of arc 0 is nan"),
        ([1.0], (0, 1), r"weights have the shape \(1,\), not \(2,\)"),
        ([1.0, 1.0], (0, SIZE), "there is no vertex 7 among 0 to 6"),
        ([1.0, 1.0], (-1, 0), "there is no vertex -1 among 0 to 6"),
    ],
)
def test_what_cannot_be_walked_is_refused(weights: list[float], ends: tuple[int, int], message: str) -> None:
    net, _ = graph([(0, 1, 1.0), (1, 2, 1.0)])
    with pytest.raises(ValueError, match=message):
        shortest(net, weights, *ends)


def test_a_negative_weight_of_a_later_draw_is_refused_with_its_arc() -> None:
    net, _ = graph([(0, 1, 1.0), (1, 2, 1.0)])
    with pytest.raises(ValueError, match="that of arc 1 is -2"):
        shortest_in_draws(net, [[1.0, 1.0], [1.0, -2.0]], 0, 2)
    with pytest.raises(ValueError, match=r"weights have the shape \(2,\), not \(draws, 2\)"):
        shortest_in_draws(net, [1.0, 1.0], 0, 2)


def test_flags_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"which arcs are closed has the shape \(1,\), not \(2,\)"):
        shortest(*graph([(0, 1, 1.0), (1, 2, 1.0)]), 0, 1, closed=np.array([True]))


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="an arc touches a vertex outside of 0 to 1"):
        Graph(2, np.array([0]), np.array([2]))
    with pytest.raises(ValueError, match="a tail and a head each"):
        Graph(2, np.array([0]), np.array([1, 1]))
