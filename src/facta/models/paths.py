"""Cheapest paths in a directed graph whose arcs are numbered: one, or hundreds at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer]
    Flags = NDArray[np.bool_]

COPIES = 32  # of a graph that are solved in one call: the heap of more leaves the cache
FARTHEST = float(np.finfo(np.float64).max)  # an arc of infinite weight lies beyond, and is never walked


@dataclass(frozen=True, eq=False)
class Graph:
    """A directed graph with vertices 0 to ``size`` - 1; parallel arcs and loops are allowed.

    ``tail`` and ``head`` are where each arc starts and ends, shape (arcs,): an arc is known by its place.

    Raises
    ------
    ValueError
        When the shapes differ, or an arc touches a vertex that is not there.
    """

    size: int
    tail: Integers
    head: Integers

    def __post_init__(self) -> None:
        """Refuse what is no graph."""
        if self.tail.ndim != 1 or self.tail.shape != self.head.shape:
            raise ValueError(f"arcs need a tail and a head each, not {self.tail.shape} and {self.head.shape}")
        for ends in (self.tail, self.head):
            if ends.size and not 0 <= ends.min() <= ends.max() < self.size:
                raise ValueError(f"an arc touches a vertex outside of 0 to {self.size - 1}")

    @cached_property
    def order(self) -> Integers:
        """The arcs by their tails, then by their numbers."""
        return np.argsort(self.tail, kind="stable")

    @cached_property
    def starts(self) -> Integers:
        """For each vertex the place in ``order`` of its first arc, shape (size + 1,)."""
        counts = np.bincount(self.tail, minlength=self.size)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    @cached_property
    def between(self) -> Mapping[tuple[int, int], Sequence[int]]:
        """The arcs from one vertex to another, lowest number first."""
        found: dict[tuple[int, int], list[int]] = {}
        for arc, ends in enumerate(zip(self.tail.tolist(), self.head.tolist(), strict=True)):
            found.setdefault(ends, []).append(arc)
        return found

    def has(self, *vertices: int) -> None:
        """Make sure that these vertices are there.

        Raises
        ------
        ValueError
            When one is not.
        """
        for vertex in vertices:
            if not 0 <= vertex < self.size:
                raise ValueError(f"there is no vertex {vertex} among 0 to {self.size - 1}")


@dataclass(frozen=True)
class Path:
    """A path with the sum of its weights, and its arcs in the order they are walked."""

    cost: float
    arcs: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Trees:
    """Cheapest paths from one origin in each of several copies of a graph, of different weights.

    ``costs`` has shape (copies, vertices), infinite where no path leads; ``before`` names the vertex
    that a path to a vertex passes last.
    """

    graph: Graph
    weights: Floats
    origins: Sequence[int]
    costs: Floats
    before: Integers

    def path(self, copy: int, destination: int) -> Path | None:
        """Return the cheapest path to a vertex in one of the copies, None where there is none."""
        cost = float(self.costs[copy, destination])
        if cost == np.inf:
            return None
        weights, between = memoryview(self.weights[copy]), self.graph.between
        before, origin = memoryview(self.before[copy]), self.origins[copy]
        vertex, arcs = destination, []
        while vertex != origin:
            earlier = before[vertex]
            choice = between[earlier, vertex]
            arcs.append(choice[0] if len(choice) == 1 else min(choice, key=weights.__getitem__))
            vertex = earlier
        return Path(cost, tuple(reversed(arcs)))


def trees(graph: Graph, weights: Floats, origins: Sequence[int]) -> Trees:
    """Return cheapest paths from an origin in each copy of a graph, found in one pass.

    Parameters
    ----------
    graph
        With one vertex at least.
    weights
        Of 0 or more, shape (copies, arcs); infinite: the arc is closed. 32 copies at once are best.
    origins
        A vertex for each copy.

    References
    ----------
    Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1,
    269-271.
    """
    copies, size, arcs = len(origins), graph.size, len(graph.tail)
    shift = np.arange(copies, dtype=np.int32)[:, None]
    # The arrays go in as they are: rows that were summed from pairs would lose zeros and join parallels.
    starts = np.append((graph.starts[:-1] + arcs * shift).ravel(), np.int32(copies * arcs))
    heads = (graph.head[graph.order].astype(np.int32) + size * shift).ravel()
    stacked = csr_array(
        (weights[:, graph.order].ravel(), heads, starts), shape=(copies * size, copies * size)
    )
    costs, before, _ = dijkstra(
        stacked,
        indices=np.asarray(origins) + size * shift[:, 0],
        min_only=True,
        return_predecessors=True,
        limit=FARTHEST,
    )
    before = before.reshape(copies, size) - size * shift
    return Trees(graph, weights, origins, costs.reshape(copies, size), before)


def weights_of(graph: Graph, given: ArrayLike, *, draws: bool = False) -> Floats:
    """Return weights as numbers of 0 or more, shape (arcs,) or (draws, arcs).

    Raises
    ------
    ValueError
        When the shape is another, or a weight is negative or not a number.
    """
    weights, arcs = np.asarray(given, dtype=np.float64), len(graph.tail)
    if weights.ndim != 1 + draws or weights.shape[-1] != arcs:
        wanted = f"(draws, {arcs})" if draws else f"({arcs},)"
        raise ValueError(f"weights have the shape {weights.shape}, not {wanted}")
    wrong = ~(weights >= 0)  # nan as well
    if wrong.any():
        arc = int(np.flatnonzero(wrong)[0]) % arcs
        raise ValueError(f"a weight is 0 or more; that of arc {arc} is {weights[wrong][0]:g}")
    return weights


def open_weights(graph: Graph, weights: Floats, closed: Flags | None) -> Floats:
    """Return weights of which those of closed arcs are infinite.

    Raises
    ------
    ValueError
        When there is not one flag for each arc.
    """
    if closed is None:
        return weights
    if closed.shape != graph.tail.shape:
        raise ValueError(f"which arcs are closed has the shape {closed.shape}, not {graph.tail.shape}")
    return np.where(closed, np.inf, weights)


@dataclass(frozen=True, eq=False)
class Part:
    """A graph without its dead ends.

    ``arcs`` holds the numbers of its arcs in the whole graph, ``place`` the vertex of the part for each
    vertex of the whole, shape (size,), and -1 for those that are left out.
    """

    graph: Graph
    arcs: Integers
    place: Integers


def part_between(graph: Graph, usable: Flags, origins: Sequence[int], destinations: Sequence[int]) -> Part:
    """Return the part of a graph that no dead end belongs to.

    A dead end is a vertex that no arc leads to, or none from, other than an origin or a destination,
    and what becomes one when it is gone.

    Parameters
    ----------
    graph
        The whole.
    usable
        Which arcs count, shape (arcs,).
    origins, destinations
        Vertices that stay in any case.

    Examples
    --------
    >>> graph = Graph(4, np.array([0, 0, 3, 1]), np.array([1, 2, 1, 1]))
    >>> part = part_between(graph, np.ones(4, bool), [0], [1])
    >>> part.arcs.tolist(), part.place.tolist()
    ([0, 3], [0, 1, -1, -1])
    """
    first, last = np.zeros((2, graph.size), dtype=bool)
    first[list(origins)] = last[list(destinations)] = True
    count, kept = -1, usable
    while count != kept.sum():
        count = kept.sum()
        entered = first | (np.bincount(graph.head[kept], minlength=graph.size) > 0)
        left = last | (np.bincount(graph.tail[kept], minlength=graph.size) > 0)
        kept = kept & (entered & left)[graph.tail] & (entered & left)[graph.head]
    arcs = np.flatnonzero(kept)
    stays = first | last
    stays[graph.tail[arcs]] = stays[graph.head[arcs]] = True
    place = np.where(stays, np.cumsum(stays) - 1, -1)
    part = Graph(int(stays.sum()), place[graph.tail[arcs]], place[graph.head[arcs]])
    return Part(part, arcs, place)


def shortest(
    graph: Graph, weights: ArrayLike, origin: int, destination: int, *, closed: Flags | None = None
) -> Path | None:
    """Return the cheapest path from one vertex to another, None where there is none.

    Of parallel arcs the cheapest is walked, of equal ones that of the lowest number. The same input always
    gives the same path.

    Parameters
    ----------
    graph
        The graph.
    weights
        Of 0 or more, shape (arcs,); infinite: the arc is closed.
    origin, destination
        Vertices; where they are one, the path is empty.
    closed
        Arcs that must not be walked, shape (arcs,).

    Raises
    ------
    ValueError
        When a weight is negative or not a number, shapes differ, or a vertex is not there.

    References
    ----------
    Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1,
    269-271.

    Examples
    --------
    >>> graph = Graph(3, np.array([0, 0, 1, 0]), np.array([1, 1, 2, 2]))
    >>> shortest(graph, [4.0, 2.0, 0.0, 3.0], 0, 2)
    Path(cost=2.0, arcs=(1, 2))
    >>> shortest(graph, [4.0, 2.0, 0.0, 3.0], 0, 2, closed=np.array([False, True, False, False]))
    Path(cost=3.0, arcs=(3,))
    >>> shortest(graph, [4.0, 2.0, 0.0, 3.0], 2, 0)
    """
    graph.has(origin, destination)
    usable = open_weights(graph, weights_of(graph, weights), closed)
    return trees(graph, usable[None], [origin]).path(0, destination)


def shortest_in_draws(graph: Graph, weights: ArrayLike, origin: int, destination: int) -> list[Path | None]:
    """Return the cheapest path in each of many draws of the weights.

    It costs what that of `shortest` does; of equal paths it may be another.

    Parameters
    ----------
    graph
        The graph.
    weights
        Of 0 or more, shape (draws, arcs); infinite: the arc is closed in this draw.
    origin, destination
        Vertices.

    Raises
    ------
    ValueError
        When a weight is negative or not a number, shapes differ, or a vertex is not there.

    Examples
    --------
    >>> graph = Graph(2, np.array([0, 0]), np.array([1, 1]))
    >>> shortest_in_draws(graph, [[1.0, 2.0], [3.0, 2.0]], 0, 1)
    [Path(cost=1.0, arcs=(0,)), Path(cost=2.0, arcs=(1,))]
    """
    graph.has(origin, destination)
    drawn = weights_of(graph, weights, draws=True)
    part = part_between(graph, np.any(np.isfinite(drawn), axis=0), [origin], [destination])
    start, end = int(part.place[origin]), int(part.place[destination])
    found: list[Path | None] = []
    for first in range(0, len(drawn), COPIES):
        some = np.ascontiguousarray(drawn[first : first + COPIES, part.arcs])
        ways = trees(part.graph, some, [start] * len(some))
        for copy in range(len(some)):
            path = ways.path(copy, end)
            found.append(path and Path(path.cost, tuple(part.arcs[list(path.arcs)].tolist())))
    return found
