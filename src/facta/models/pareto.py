"""Paths that no other path betters in two weights at once."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from facta.models.paths import Graph, open_weights, trees, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

Leaving: TypeAlias = "list[list[tuple[int, int, float, float]]]"  # by vertex: arc, head, its two weights
ROUNDING = 1e-12  # sums that differ by so small a share are one, added up in another order


@dataclass(frozen=True)
class Front:
    """A path with the sums of its two weights, and its arcs in the order they are walked."""

    first: float
    second: float
    arcs: tuple[int, ...]


def pareto(
    graph: Graph,
    weights: tuple[ArrayLike, ArrayLike],
    origin: int,
    destination: int,
    *,
    closed: NDArray[np.bool_] | None = None,
) -> list[Front]:
    """Return every pair of sums that no path betters in one weight without losing in the other.

    Labels are settled by the first sum that each could end with, so that one is dominated where its
    second is not below the last one settled at its vertex. What a label could end with is known from the
    cheapest way from its vertex to the destination in each weight alone.

    Parameters
    ----------
    graph
        The graph.
    weights
        Two, of 0 or more, shape (arcs,) each; infinite: the arc is closed.
    origin, destination
        Vertices; where they are one, the path is empty.
    closed
        Arcs that must not be walked, shape (arcs,).

    Returns
    -------
    list
        Rising in the first sum and falling in the second, one path for each pair; empty where no path
        leads to the destination. Sums that differ by a share below 1e-12 are taken as equal.

    Raises
    ------
    ValueError
        When a weight is negative or not a number, shapes differ, or a vertex is not there.

    References
    ----------
    Martins, E. Q. V. (1984). On a multicriteria shortest path problem. European Journal of
    Operational Research 16, 236-245.
    Hernandez, C., Yeoh, W., Baier, J. A., Zhang, H., Suazo, L., Koenig, S. and Salzman, O. (2023).
    Simple and efficient bi-objective search algorithms via fast dominance checks. Artificial
    Intelligence 314, 103807.

    Examples
    --------
    >>> graph = Graph(3, np.array([0, 0, 1, 0]), np.array([1, 1, 2, 2]))
    >>> for found in pareto(graph, ([1.0, 2.0, 1.0, 9.0], [5.0, 3.0, 1.0, 9.0]), 0, 2):
    ...     print(found)
    Front(first=2.0, second=6.0, arcs=(0, 2))
    Front(first=3.0, second=4.0, arcs=(1, 2))
    """
    graph.has(origin, destination)
    given = np.stack([open_weights(graph, weights_of(graph, one), closed) for one in weights])
    both = np.where(np.isinf(given).any(axis=0), inf, given)
    back = Graph(graph.size, graph.head, graph.tail)
    onward = trees(back, both, [destination] * 2).costs
    usable = np.isfinite(both[0]) & np.isfinite(onward[0])[graph.head]
    leaving: Leaving = [[] for _ in range(graph.size)]
    for arc in np.flatnonzero(usable).tolist():
        leaving[graph.tail[arc]].append((arc, int(graph.head[arc]), *both[:, arc].tolist()))
    found = _settle(leaving, onward.tolist(), origin, destination)
    return [
        one
        for one, later in pairwise([*found, None])
        if one and not (later and _same(one.first, later.first))
    ]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING * max(one, other)


class _Label(NamedTuple):
    """A path to a vertex: its sums, its last arc, and the label that it goes on from."""

    vertex: int
    first: float
    second: float
    arc: int
    before: _Label | None

    def front(self) -> Front:
        arcs, label = [], self
        while label.before is not None:
            arcs.append(label.arc)
            label = label.before
        return Front(self.first, self.second, tuple(reversed(arcs)))


def _settle(
    leaving: Leaving, onward: Sequence[Sequence[float]], origin: int, destination: int
) -> list[Front]:
    """Return the front by rising first sum; ``onward`` is what lies ahead of each vertex at least."""
    ahead, ahead_second = onward
    found: list[Front] = []
    if ahead[origin] == inf:
        return found
    below = [inf] * len(leaving)  # a label must have its second sum below this to matter at its vertex
    pushed = 0  # decides between labels that could end alike
    waiting = [(ahead[origin], ahead_second[origin], pushed, _Label(origin, 0.0, 0.0, -1, None))]
    while waiting:
        _, end, _, label = heappop(waiting)
        vertex, first, second, _, _ = label
        if second >= below[vertex] or end >= below[destination]:
            continue
        below[vertex] = second * (1.0 - ROUNDING)
        if vertex == destination:
            found.append(label.front())
            continue
        for arc, head, more, more_second in leaving[vertex]:
            on, on_second = first + more, second + more_second
            end = on_second + ahead_second[head]
            if on_second < below[head] and end < below[destination]:
                pushed += 1
                entry = (on + ahead[head], end, pushed, _Label(head, on, on_second, arc, label))
                heappush(waiting, entry)
    return found
