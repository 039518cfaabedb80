"""What has to be shut to part two places of a network: the smallest cut, and routes that share no arc."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from facta.models.paths import Graph

BITS = 29  # of all whole capacities together: twice as much must fit in 32 bits


@dataclass(frozen=True, slots=True)
class Cut:
    """Arcs without which nothing gets through, nearest to the origin, and their capacity together."""

    value: float
    arcs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """The most that gets through, and what each arc carries of it, shape (arcs,), in one unit."""

    value: float
    arcs: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Filled:
    """A network carrying all that it can, in whole parts of which ``2**power`` make one unit."""

    power: int
    total: int
    top: int
    carried: csr_array  # from vertex to vertex, net
    near: NDArray[np.bool_]  # vertices that more could be brought to


def min_cut(graph: Graph, capacity: ArrayLike, origin: int, destination: int) -> Cut:
    """Return the cheapest set of arcs that, shut together, leave no route.

    Where several cost the same, it is the one nearest to the origin. Its value is what most can get
    through, by the theorem of Ford and Fulkerson. An arc of capacity 0 is shut already.

    Parameters
    ----------
    graph
        A directed graph; parallel arcs add.
    capacity
        Of each arc, shape (arcs,), in one unit; infinite where an arc cannot be shut. Inside they are
        whole numbers of up to 2**29 together. Whole capacities that sum to less are cut exactly; otherwise
        another cut may cost less, by 2**-28 of that sum for each of its arcs at most.
    origin, destination
        Two vertices.

    Returns
    -------
    Cut
        Of value 0 without an arc where there is no route; of infinite value without an arc where no
        set of arcs that can be shut parts the two.

    Raises
    ------
    ValueError
        When origin and destination are one, or no vertex of the graph, or a capacity is missing, below
        0 or not a number.

    References
    ----------
    Ford, L. R. and Fulkerson, D. R. (1956). Maximal flow through a network. Canadian Journal of
    Mathematics 8, 399-404.
    Dinic, E. A. (1970). Algorithm for solution of a problem of maximum flow in a network with power
    estimation. Soviet Mathematics Doklady 11, 1277-1280.

    Examples
    --------
    Two roads of 3 and 2 to a border post, and one of 4 from there on:

    >>> from facta.models.paths import Graph
    >>> roads = Graph(3, np.array([0, 0, 1]), np.array([1, 1, 2]))
    >>> min_cut(roads, [3.0, 2.0, 4.0], 0, 2)
    Cut(value=4.0, arcs=(2,))
    >>> min_cut(roads, [3.0, 2.0, math.inf], 0, 2)
    Cut(value=5.0, arcs=(0, 1))
    """
    limits = _checked(graph, capacity, origin, destination)
    filled = _filled(graph, limits, origin, destination)
    if filled.total == filled.top:
        return Cut(math.inf, ())
    return _crossing(graph, limits, filled)


def flow(graph: Graph, capacity: ArrayLike, origin: int, destination: int) -> Flow:
    """Return one way to bring as much as possible from origin to destination.

    Of two arcs that run against each other only one carries; of parallel ones the first is filled
    first. Other ways may bring as much.

    Parameters
    ----------
    graph, capacity, origin, destination
        As for `min_cut`, with its precision: what an arc carries is off by 2**-28 of all capacities
        together at most.

    Raises
    ------
    ValueError
        As for `min_cut`, and where an infinite amount gets through.

    References
    ----------
    Ford, L. R. and Fulkerson, D. R. (1956). Maximal flow through a network. Canadian Journal of
    Mathematics 8, 399-404.

    Examples
    --------
    >>> from facta.models.paths import Graph
    >>> roads = Graph(3, np.array([0, 0, 1]), np.array([1, 1, 2]))
    >>> most = flow(roads, [3.0, 2.0, 4.0], 0, 2)
    >>> most.value, most.arcs.tolist()
    (4.0, [3.0, 1.0, 4.0])
    """
    limits = _checked(graph, capacity, origin, destination)
    filled = _filled(graph, limits, origin, destination)
    if filled.total == filled.top:
        message = "some route has no arc that is limited, so no flow is the largest"
        raise ValueError(message)
    net = filled.carried.tocoo()
    pairs = zip(net.row.tolist(), net.col.tolist(), strict=True)
    left = dict(zip(pairs, net.data.tolist(), strict=True))
    carried = np.zeros(limits.size)
    for arc, pair in enumerate(zip(graph.tail.tolist(), graph.head.tolist(), strict=True)):
        parts = left.get(pair, 0)
        if parts > 0:
            carried[arc] = min(math.ldexp(parts, -filled.power), float(limits[arc]))
            left[pair] = parts - math.ceil(math.ldexp(carried[arc], filled.power))
    return Flow(_crossing(graph, limits, filled).value, carried)


def disjoint_paths(graph: Graph, origin: int, destination: int) -> int:
    """Return how many routes there are of which no two use one arc.

    It is also the least number of arcs that must be shut to part the two (Menger). Two arcs that a
    single decision shuts are still two here: for that, cut by what is shut together.

    Raises
    ------
    ValueError
        When origin and destination are one, or no vertex of the graph.

    References
    ----------
    Menger, K. (1927). Zur allgemeinen Kurventheorie. Fundamenta Mathematicae 10, 96-115.

    Examples
    --------
    >>> from facta.models.paths import Graph
    >>> disjoint_paths(Graph(3, np.array([0, 0, 1]), np.array([1, 1, 2])), 0, 2)
    1
    """
    return len(min_cut(graph, np.ones(graph.tail.size), origin, destination).arcs)


def _checked(graph: Graph, capacity: ArrayLike, origin: int, destination: int) -> NDArray[np.float64]:
    """Return the capacities as an array."""
    if origin == destination:
        message = f"nothing parts a place from itself: origin and destination are both vertex {origin}"
        raise ValueError(message)
    graph.has(origin, destination)
    limits = np.asarray(capacity, dtype=np.float64)
    if limits.shape != graph.tail.shape:
        message = f"each of {graph.tail.size} arcs has one capacity; there are {limits.size}"
        raise ValueError(message)
    if not (limits >= 0).all():
        message = "a capacity is 0 or more, or infinite where an arc cannot be shut"
        raise ValueError(message)
    return limits


def _crossing(graph: Graph, limits: NDArray[np.float64], filled: _Filled) -> Cut:
    """Return the arcs out of what more could be brought to."""
    arcs = np.flatnonzero(filled.near[graph.tail] & ~filled.near[graph.head] & (limits > 0))
    return Cut(math.fsum(limits[arcs].tolist()), tuple(arcs.tolist()))


def _filled(graph: Graph, limits: NDArray[np.float64], origin: int, destination: int) -> _Filled:
    """Bring as much as can be from origin to destination, in whole parts."""
    finite = np.isfinite(limits)
    power = BITS - math.frexp(math.fsum(limits[finite].tolist()))[1]
    priced = np.where(finite, limits, 0.0)
    whole = np.maximum(np.ceil(np.ldexp(priced, power)), priced > 0)
    top = int(whole.sum()) + 1  # more than any cut that has a price
    whole[~finite] = top
    # A vertex before the origin, with one arc to it, keeps what is without a limit within 32 bits.
    vertices = graph.size + 1
    pairs = np.append(graph.tail, graph.size).astype(np.int64) * vertices + np.append(graph.head, origin)
    pairs, place = np.unique(pairs, return_inverse=True)
    sums = np.minimum(np.bincount(place, weights=np.append(whole, top)), top)
    tail, head = np.divmod(pairs, vertices)
    used = (sums > 0) & (tail != head)
    room = csr_array((sums[used].astype(np.int32), (tail[used], head[used])), shape=(vertices, vertices))
    found = maximum_flow(room, graph.size, destination)
    left = csr_array(room - found.flow)
    left.eliminate_zeros()
    near = np.zeros(vertices, dtype=np.bool_)
    near[breadth_first_order(left, graph.size, return_predecessors=False)] = True
    return _Filled(power, int(found.flow_value), top, csr_array(found.flow), near)
