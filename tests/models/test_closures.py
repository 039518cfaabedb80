import math
from collections.abc import Iterable
from functools import reduce
from itertools import product
from operator import or_

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facta.models.closures import (
    Answers,
    best_in_states,
    chances,
    importance,
    mean,
    minimal_cuts,
    own_chances,
    quantile,
    tail_mean,
)
from facta.models.paths import Graph

SIZE, GROUPS = 7, 4
STATES = 1 << GROUPS
VERTEX = st.integers(0, SIZE - 1)
MASK = st.integers(0, STATES - 1)
WHOLE = st.lists(st.tuples(VERTEX, VERTEX, st.integers(0, 4), MASK), max_size=24)
REAL = st.lists(st.tuples(VERTEX, VERTEX, st.floats(0, 1e3), MASK), max_size=24)
JOURNEYS = st.lists(st.tuples(VERTEX, VERTEX), max_size=4)
CHANCE = st.floats(0, 1)
OWN = st.lists(CHANCE, min_size=1, max_size=4)
Arcs = list[tuple[int, int, float, int]]
Journeys = list[tuple[int, int]]
Shocks = list[tuple[int, float]]


def solved(arcs: Arcs, journeys: Journeys, groups: int = GROUPS) -> list[Answers]:
    tail, head, masks = (np.array([arc[place] for arc in arcs], dtype=int) for place in (0, 1, 3))
    weights = [arc[2] for arc in arcs]
    return best_in_states(Graph(SIZE, tail, head), weights, masks, journeys, groups)


def union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def cheapest(arcs: Arcs, journey: tuple[int, int], state: int) -> float:
    """Return the cost by NetworkX without the arcs that a state closes, infinite where there is no path."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(SIZE))
    net.add_weighted_edges_from(arc[:3] for arc in arcs if not arc[3] & state)
    try:
        return float(nx.dijkstra_path_length(net, *journey))
    except nx.NetworkXNoPath:
        return math.inf


@given(WHOLE, JOURNEYS)
def test_every_state_costs_what_it_does_by_networkx_without_the_closed_arcs(
    arcs: Arcs, journeys: Journeys
) -> None:
    for journey, answers in zip(journeys, solved(arcs, journeys), strict=True):
        expected = [cheapest(arcs, journey, state) for state in range(STATES)]
        assert answers.costs.tolist() == expected


@given(REAL, JOURNEYS)
def test_so_it_does_with_any_weights(arcs: Arcs, journeys: Journeys) -> None:
    for journey, answers in zip(journeys, solved(arcs, journeys), strict=True):
        expected = [cheapest(arcs, journey, state) for state in range(STATES)]
        assert answers.costs.tolist() == pytest.approx(expected, rel=1e-12)


@given(WHOLE, JOURNEYS)
def test_an_answer_is_a_walk_over_arcs_open_in_its_state(arcs: Arcs, journeys: Journeys) -> None:
    for (origin, destination), answers in zip(journeys, solved(arcs, journeys), strict=True):
        assert len({path.arcs for path in answers.paths}) == len(answers.paths)
        for path in answers.paths:
            tails, heads = ([arcs[arc][place] for arc in path.arcs] for place in (0, 1))
            assert [origin, *heads] == [*tails, destination]
            assert path.cost == sum(arcs[arc][2] for arc in path.arcs)
            assert path.groups == union(arcs[arc][3] for arc in path.arcs)
        for state, number in enumerate(answers.by_state.tolist()):
            assert number == -1 or not answers.paths[number].groups & state


def test_states_by_the_hundred_and_more_than_are_solved_at_once() -> None:
    random = np.random.default_rng(3)
    tail, head = random.integers(0, 30, (2, 160))
    masks = np.where(random.random(160) < 0.6, 1 << random.integers(0, 9, 160), 0)
    weights = random.integers(0, 9, 160)
    journeys = [(0, 1), (0, 2), (3, 1), (4, 4)]
    found = best_in_states(Graph(30, tail, head), weights, masks, journeys, 9)
    net = nx.MultiDiGraph()
    for state in range(0, 512, 7):
        net.clear()
        net.add_nodes_from(range(30))
        rows = zip(tail.tolist(), head.tolist(), weights.tolist(), masks.tolist(), strict=True)
        net.add_weighted_edges_from(row[:3] for row in rows if not row[3] & state)
        for (origin, destination), answers in zip(journeys, found, strict=True):
            expected = nx.single_source_dijkstra_path_length(net, origin).get(destination, math.inf)
            assert answers.costs[state] == expected
    assert len({path.arcs for answers in found for path in answers.paths}) > 40


@given(WHOLE, JOURNEYS)
def test_closing_more_never_makes_it_cheaper(arcs: Arcs, journeys: Journeys) -> None:
    for answers in solved(arcs, journeys):
        for state, bit in product(range(STATES), range(GROUPS)):
            assert answers.costs[state | 1 << bit] >= answers.costs[state]


def test_without_groups_there_is_one_state() -> None:
    (found,) = solved([(0, 1, 2.0, 0)], [(0, 1)], 0)
    assert (found.by_state.tolist(), found.costs.tolist()) == ([0], [2.0])


def test_without_arcs_there_is_no_route_but_the_empty_one() -> None:
    away, at_home = solved([], [(0, 1), (2, 2)])
    assert set(away.by_state.tolist()) == {-1}
    assert set(at_home.costs.tolist()) == {0.0}


def test_an_arc_of_infinite_weight_is_closed_in_every_state() -> None:
    (found,) = solved([(0, 1, math.inf, 0), (0, 1, 5.0, 1)], [(0, 1)], 1)
    assert found.costs.tolist() == [5.0, math.inf]


@pytest.mark.parametrize(
    ("arcs", "journeys", "groups", "message"),
    [
        ([(0, 1, -1.0, 0)], [], 1, "that of arc 0 is -1"),
        ([(0, 1, 1.0, 2)], [], 1, "masks are whole numbers of 0 to 1, one for each arc"),
        ([(0, 1, 1.0, -1)], [], 1, "masks are whole numbers of 0 to 1"),
        ([(0, 1, 1.0, 0)], [(0, SIZE)], 1, "there is no vertex 7"),
        ([(0, 1, 1.0, 0)], [], 17, "17 groups have too many states to go through; 16 are the most"),
    ],
)
def test_what_has_no_states_is_refused(arcs: Arcs, journeys: Journeys, groups: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        solved(arcs, journeys, groups)


@st.composite
def causes(draw: st.DrawFn) -> tuple[list[float], Shocks]:
    own = draw(OWN)
    return own, draw(st.lists(st.tuples(st.integers(0, (1 << len(own)) - 1), CHANCE), max_size=3))


@given(causes())
def test_chances_are_those_of_every_combination_of_causes(given: tuple[list[float], Shocks]) -> None:
    own, shocks = given
    every = [*((1 << group, chance) for group, chance in enumerate(own)), *shocks]
    expected = np.zeros(1 << len(own))
    for strikes in product([False, True], repeat=len(every)):
        state = union(mask for (mask, _), so in zip(every, strikes, strict=True) if so)
        expected[state] += math.prod(p if so else 1 - p for (_, p), so in zip(every, strikes, strict=True))
    found = chances(own, shocks)
    assert found == pytest.approx(expected, abs=1e-12)
    assert found.sum() == pytest.approx(1, abs=1e-12)


@given(causes())
def test_groups_are_closed_as_often_as_was_asked(given: tuple[list[float], Shocks]) -> None:
    asked, shocks = given
    states = np.arange(1 << len(asked))
    closed = [(states >> group & 1) == 1 for group in range(len(asked))]
    shocked = chances(np.zeros(len(asked)), shocks)
    marginals = [max(share, float(shocked[c].sum())) for share, c in zip(asked, closed, strict=True)]
    found = chances(own_chances(np.minimum(marginals, 1.0), shocks), shocks)
    assert [found[c].sum() for c in closed] == pytest.approx(marginals, abs=1e-9)


def test_shocks_that_strike_more_often_than_a_group_is_closed_are_refused_with_its_number() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        own_chances([0.5, 0.2], [(0b11, 0.3)])
    assert str(caught.value) == (
        "shocks alone close group 1 with a chance of 0.3, more than the 0.2 it is closed with in all"
    )


@pytest.mark.parametrize(
    ("own", "shocks", "message"),
    [
        ([0.5, 1.5], [], "the own cause of group 1 has a chance within 0 and 1, not 1.5"),
        ([math.nan], [], "the own cause of group 0 has a chance within 0 and 1, not nan"),
        ([0.5], [(1, -0.1)], "shock 0 has a chance within 0 and 1, not -0.1"),
        ([0.5], [(0, 0.1), (2, 0.1)], "shock 1 covers a group that is not among the 1"),
    ],
)
def test_what_is_no_chance_is_refused(own: list[float], shocks: Shocks, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chances(own, shocks)


@st.composite
def distributions(draw: st.DrawFn) -> tuple[list[float], list[int]]:
    """Values, some alike, and whole weights."""
    weights = draw(st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any))
    return [float(draw(st.integers(0, 5))) for _ in weights], weights


@given(distributions(), st.integers(0, 99))
def test_mean_quantile_and_tail_are_those_of_a_sorted_list(
    given: tuple[list[float], list[int]], cut: int
) -> None:
    values, weights = given
    total = sum(weights)
    shares = np.array(weights) / total
    rising = sorted(value for value, weight in zip(values, weights, strict=True) for _ in range(100 * weight))
    beyond = rising[cut * total :]  # each value stands a hundred times, so that the cut falls between two
    assert mean(values, shares) == pytest.approx(sum(rising) / len(rising))
    assert tail_mean(values, shares, cut / 100) == pytest.approx(sum(beyond) / len(beyond))
    assert quantile(values, shares, cut / 100) == rising[max(cut * total - 1, 0)]


@given(distributions())
def test_the_tail_beyond_nothing_is_all_and_beyond_almost_all_the_worst(
    given: tuple[list[float], list[int]],
) -> None:
    values, weights = given
    shares = np.array(weights) / sum(weights)
    worst = max(value for value, weight in zip(values, weights, strict=True) if weight)
    assert tail_mean(values, shares, 0.0) == pytest.approx(mean(values, shares))
    assert tail_mean(values, shares, 1 - 1e-15) == pytest.approx(worst)
    assert quantile(values, shares, 1.0) == worst


def test_what_can_be_infinite_is_so_in_the_mean_and_in_the_tail_it_lies_in() -> None:
    values = [1.0, 2.0, math.inf]
    assert mean(values, [0.5, 0.4, 0.1]) == math.inf
    assert tail_mean(values, [0.5, 0.4, 0.1], 0.95) == math.inf
    assert quantile(values, [0.5, 0.4, 0.1], 0.9) == 2.0
    assert quantile(values, [0.5, 0.4, 0.1], 0.95) == math.inf
    assert tail_mean(values, [0.5, 0.5, 0.0], 0.5) == 2.0


@pytest.mark.parametrize("shares", [[0.5, 0.4], [1.5, -0.5], [1.0], [math.nan, 1.0]])
def test_chances_that_do_not_sum_to_one_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="2 values need as many chances of 0 or more that sum to 1"):
        mean([1.0, 2.0], shares)


def test_a_value_that_is_no_number_and_a_share_beyond_all_are_refused() -> None:
    with pytest.raises(ValueError, match="value 1 is not a number"):
        mean([1.0, math.nan], [0.5, 0.5])
    with pytest.raises(ValueError, match="not 1"):
        tail_mean([1.0], [1.0], 1.0)
    with pytest.raises(ValueError, match=r"not at 1\.1"):
        quantile([1.0], [1.0], 1.1)


@given(
    st.lists(st.integers(0, 9), min_size=8, max_size=8),
    st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3),
)
def test_importance_is_how_fast_the_mean_rises_with_the_chance_of_a_closure(
    values: list[int], own: list[float]
) -> None:
    for group in range(3):
        ends = [mean(values, chances([*own[:group], sure, *own[group + 1 :]], [])) for sure in (1.0, 0.0)]
        assert importance(values, chances(own, []), group) == pytest.approx(ends[0] - ends[1], abs=1e-9)


def test_importance_is_infinite_or_no_number_where_it_must_be() -> None:
    assert importance([1.0, math.inf], [0.5, 0.5], 0) == math.inf
    assert math.isnan(importance([math.inf, math.inf], [0.5, 0.5], 0))
    assert math.isnan(importance([1.0, 2.0], [1.0, 0.0], 0))
    with pytest.raises(ValueError, match="there is no group 1 in 2 states"):
        importance([1.0, 2.0], [0.5, 0.5], 1)


@given(st.lists(MASK, max_size=5))
def test_minimal_cuts_are_the_sets_that_hold_no_smaller_one(cuts: list[int]) -> None:
    no_route = np.array([any(state & cut == cut for cut in cuts) for state in range(STATES)])
    found = minimal_cuts(no_route)
    smallest = {cut for cut in cuts if not any(other != cut and cut & other == other for other in cuts)}
    assert set(found) == smallest
    assert len(found) == len(smallest)
    assert [mask.bit_count() for mask in found] == sorted(mask.bit_count() for mask in found)


@given(st.lists(st.booleans(), min_size=STATES, max_size=STATES))
def test_a_minimal_cut_has_no_part_that_cuts_whatever_the_states(no_route: list[bool]) -> None:
    cutting = [state for state in range(STATES) if no_route[state]]
    expected = [s for s in cutting if not any(other != s and s & other == other for other in cutting)]
    assert sorted(minimal_cuts(np.array(no_route))) == expected


@given(WHOLE, VERTEX, VERTEX)
def test_the_first_cut_closes_the_fewest_groups_that_part_two_vertices(
    arcs: Arcs, origin: int, destination: int
) -> None:
    (found,) = solved(arcs, [(origin, destination)])
    cuts = minimal_cuts(np.isinf(found.costs))
    parted = [s for s in range(STATES) if cheapest(arcs, (origin, destination), s) == math.inf]
    assert [cut.bit_count() for cut in cuts[:1]] == ([min(s.bit_count() for s in parted)] if parted else [])


def test_a_number_of_states_that_is_no_power_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="3 states are not two to the power"):
        minimal_cuts(np.zeros(3, dtype=bool))
