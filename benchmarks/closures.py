"""Measure routes over every closure state of the flagship network, beside one search for each state.

Prints each figure beside its goal, and beside what NetworkX and SciPy take for the same costs in the
same run; all three must agree. Then the front of hours and dollars, and routes in 500 draws.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from facta.corridors import read_network
from facta.corridors.graph import expand
from facta.models.closures import best_in_states
from facta.models.pareto import pareto
from facta.models.paths import Graph, shortest_in_draws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDER = Path(__file__).parents[1] / "src" / "facta" / "library" / "russia-taliban" / "corridor"
JOURNEYS = (("TAS", "KHI"), ("MOW", "KHI"), ("MOW", "NSA"), ("TAS", "NSA"), ("KBL", "NSA"), ("XIY", "KBL"))
RUNS = 9
DRAWS = 500


@dataclass(frozen=True, eq=False)
class Problem:
    """A graph with hours and masks by arc, and journeys over the first groups."""

    graph: Graph
    hours: Floats
    masks: NDArray[np.int64]
    journeys: tuple[tuple[int, int], ...]
    groups: int

    def ours(self) -> Floats:
        """Return the costs by journey and state of `best_in_states`, on a graph not seen before."""
        graph = Graph(self.graph.size, self.graph.tail, self.graph.head)
        found = best_in_states(graph, self.hours, self.masks, self.journeys, self.groups)
        return np.array([answers.costs for answers in found])

    def by_scipy(self) -> Floats:
        """Return the same costs, all journeys of a state by one call of SciPy."""
        size, order = self.graph.size, np.argsort(self.graph.tail, kind="stable")
        starts = np.searchsorted(self.graph.tail[order], np.arange(size + 1))
        origins, destinations = zip(*self.journeys, strict=True)
        distinct, place = np.unique(origins, return_inverse=True)
        found = np.empty((len(origins), 1 << self.groups))
        for state in range(1 << self.groups):
            weights = np.where(self.masks & state, np.inf, self.hours)[order]
            rows = csr_array((weights, self.graph.head[order], starts), shape=(size, size))
            found[:, state] = dijkstra(rows, indices=distinct)[place, destinations]
        return found

    def by_networkx(self) -> Floats:
        """Return the same costs, each journey of each state by NetworkX, which leaves out closed arcs."""
        net = nx.MultiDiGraph()
        net.add_nodes_from(range(self.graph.size))
        rows = zip(
            *(a.tolist() for a in (self.graph.tail, self.graph.head, self.hours, self.masks)), strict=True
        )
        for tail, head, hours, mask in rows:
            net.add_edge(tail, head, hours=hours, mask=mask)
        found = np.full((len(self.journeys), 1 << self.groups), np.inf)
        for state in range(1 << self.groups):
            weight = partial(_cheapest, state)
            for journey, ends in enumerate(self.journeys):
                try:
                    found[journey, state] = nx.dijkstra_path_length(net, *ends, weight=weight)
                except nx.NetworkXNoPath:
                    continue
        return found


def _cheapest(state: int, _tail: int, _head: int, arcs: Mapping[int, Mapping[str, float]]) -> float | None:
    return min((arc["hours"] for arc in arcs.values() if not int(arc["mask"]) & state), default=None)


def median(call: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median milliseconds of several runs."""
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return 1e3 * statistics.median(spent)


def main() -> None:
    """Print the figures."""
    expanded = expand(read_network(FOLDER))
    graph, hours, every = expanded.graph, expanded.hours(), len(expanded.groups)
    ends = tuple((expanded.leave[start], expanded.reach[end]) for start, end in JOURNEYS)
    print(f"{graph.size} vertices, {len(graph.tail)} arcs, {every} closure groups, {len(ends)} journeys")
    for groups in (8, every):
        problem = Problem(graph, hours, expanded.masks & ((1 << groups) - 1), ends, groups)
        ours, scipy = median(problem.ours), median(problem.by_scipy, 1)
        assert np.allclose(problem.ours(), problem.by_scipy(), rtol=1e-12)
        goal = "goal 10 ms" if groups == 8 else ""
        print(f"{1 << groups:5} states            {ours:8.2f} ms   {goal}")
        print(f"  SciPy, each state     {scipy:8.2f} ms   ratio {scipy / ours:.1f}")
        if groups == 8:
            networkx = median(problem.by_networkx, 1)
            assert np.allclose(problem.ours(), problem.by_networkx(), rtol=1e-12)
            print(f"  NetworkX, each state  {networkx:8.2f} ms   ratio {networkx / ours:.1f}")
    fronts = [median(partial(pareto, graph, (hours, expanded.usd()), *one)) for one in ends]
    print(f"front of two weights    {max(fronts):8.2f} ms   goal 300 ms; the slowest of {len(ends)} journeys")
    drawn, _ = expanded.draws(DRAWS, 1)
    slowest = max(median(partial(shortest_in_draws, graph, drawn, *one), 3) for one in ends)
    print(f"routes in {DRAWS} draws     {slowest:8.2f} ms   the slowest of {len(ends)} journeys")
    print(f"median of {RUNS} runs, one of the others")


if __name__ == "__main__":
    main()
