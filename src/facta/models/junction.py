"""Junction trees: in which order tables are joined and summed, and the two passes that do it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CELLS = 2**26  # of all tables: they take half a gigabyte, and their messages as much again


@dataclass(frozen=True, slots=True)
class Clique:
    """Variables that are joined in one table; the first ``shared`` of them lie in the parent too."""

    variables: tuple[int, ...]
    shared: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Tree:
    """Cliques, children before parents; several roots where parts of a network do not touch.

    ``homes`` names the clique that takes each family, ``smallest`` the one with the fewest cells that
    holds each variable, and ``position`` the place of a variable in the order of axes of all cliques.
    ``cells`` counts those of the largest table, ``work`` those of all.
    """

    cliques: tuple[Clique, ...]
    homes: tuple[int, ...]
    smallest: tuple[int, ...]
    position: tuple[int, ...]
    cells: int
    work: int


@lru_cache(maxsize=256)
def plan(sizes: tuple[int, ...], families: tuple[tuple[int, ...], ...]) -> Tree:
    """Return a junction tree for tables over these families of variables.

    Two greedy orders of elimination are tried, by fewest new edges and by smallest table; the one
    with fewer cells in all is kept.

    Parameters
    ----------
    sizes
        Number of states of each variable; every variable lies in some family.
    families
        Variables of each table, at least one each.

    Raises
    ------
    ValueError
        When the tables would have more than 2**26 cells in all.

    References
    ----------
    Kjaerulff, U. (1990). Triangulation of graphs: algorithms giving small total state space.
    Technical report R 90-09, Aalborg University.
    Lauritzen, S. L. and Spiegelhalter, D. J. (1988). Local computations with probabilities on
    graphical structures and their application to expert systems. Journal of the Royal Statistical
    Society B 50, 157-224.

    Examples
    --------
    >>> tree = plan((2, 2, 2, 2), ((0,), (0, 1), (0, 2), (1, 2, 3)))
    >>> [sorted(clique.variables) for clique in tree.cliques], tree.cells
    ([[0, 1, 2], [1, 2, 3]], 8)
    """
    orders = [_eliminate(sizes, families, by_fill=by_fill) for by_fill in (True, False)]
    totals = [sum(_cells(sizes, [v, *rest]) for v, rest in order) for order in orders]
    if min(totals) > CELLS:
        raise ValueError(
            f"the network is too entangled for an exact answer: tables of {min(totals)} cells are needed, "
            f"{CELLS} are the most; remove arrows, or split a node with many parents"
        )
    order = orders[totals.index(min(totals))]
    return _tree(sizes, families, order)


def _cells(sizes: Sequence[int], variables: Sequence[int]) -> int:
    return prod(sizes[v] for v in variables)


def _members(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _eliminate(
    sizes: tuple[int, ...], families: tuple[tuple[int, ...], ...], *, by_fill: bool
) -> list[tuple[int, list[int]]]:
    """Return each variable with its neighbours at the time when it is eliminated."""
    near = [0] * len(sizes)  # neighbours as bits: sets of Python would be five times slower
    for family in families:
        bits = sum(1 << v for v in family)
        for v in family:
            near[v] |= bits & ~(1 << v)

    def cost(v: int) -> tuple[int, int, int]:
        neighbours = list(_members(near[v]))
        fill = sum((near[v] & ~near[u]).bit_count() - 1 for u in neighbours)
        weight = _cells(sizes, neighbours) * sizes[v]
        return (fill, weight, v) if by_fill else (weight, fill, v)

    return list(_steps(near, cost))


def _steps(near: list[int], cost: Callable[[int], tuple[int, int, int]]) -> Iterator[tuple[int, list[int]]]:
    costs = {v: cost(v) for v in range(len(near))}
    while costs:
        v = min(costs, key=costs.__getitem__)
        del costs[v]
        neighbours = list(_members(near[v]))
        touched = near[v]
        for u in neighbours:
            near[u] = (near[u] | near[v]) & ~(1 << u) & ~(1 << v)
            touched |= near[u]
        for u in _members(touched):
            costs[u] = cost(u)
        yield v, neighbours


def _tree(
    sizes: tuple[int, ...], families: tuple[tuple[int, ...], ...], order: list[tuple[int, list[int]]]
) -> Tree:
    # The last eliminated variable is the first axis: then what a clique shares with its parent leads,
    # and what it sums over trails, in one block of memory.
    position = [0] * len(sizes)
    for step, (v, _) in enumerate(order):
        position[v] = len(order) - 1 - step
    holds = {v: sorted([v, *rest], key=position.__getitem__) for v, rest in order}
    above = {v: max(rest, key=position.__getitem__) if rest else None for v, rest in order}
    kept = {v: v for v in holds}  # whose clique stands for the clique of v
    shared = {v: len(rest) for v, rest in order}
    for v, rest in order:
        up = above[v]
        if up is not None and len(holds[up]) == len(rest):
            # The clique of v holds that of its parent whole: the parent grows, and v's own is dropped.
            holds[up], kept[v] = holds[v], up
    roots = [v for v, _ in order if kept[v] == v]
    number = {v: i for i, v in enumerate(roots)}

    def home(v: int) -> int:
        while kept[v] != v:
            v = kept[v]
        return number[v]

    parents = [above[v] for v in roots]
    cliques = tuple(
        Clique(tuple(holds[v]), shared[v], None if up is None else home(up))
        for v, up in zip(roots, parents, strict=True)
    )
    counts = [_cells(sizes, clique.variables) for clique in cliques]
    smallest: dict[int, int] = {}
    for i in sorted(range(len(cliques)), key=counts.__getitem__):
        for v in cliques[i].variables:
            smallest.setdefault(v, i)
    return Tree(
        cliques,
        tuple(home(max(family, key=position.__getitem__)) for family in families),
        tuple(smallest[v] for v in range(len(sizes))),
        tuple(position),
        max(counts, default=1),
        sum(counts),
    )


def propagate(
    tree: Tree, sizes: Sequence[int], tables: Sequence[tuple[tuple[int, ...], np.ndarray]]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the marginal of each variable, and the logarithm of the sum of the product of tables.

    Messages are conditional tables, scaled to 1 at each step, so nothing runs out of the range of
    numbers however many tables there are.

    Parameters
    ----------
    tree, sizes
        As planned for these families, and the number of states of each variable.
    tables
        For each family its variables, and a table with one axis for each, then one of draws
        (length 1 where all draws are equal).

    Returns
    -------
    tuple
        Marginals of shape (states, draws or 1), and logarithms of shape (draws or 1). Where the sum
        is 0 the logarithm is minus infinity and the marginals are nan.

    References
    ----------
    Jensen, F. V., Lauritzen, S. L. and Olesen, K. G. (1990). Bayesian updating in causal
    probabilistic networks by local computations. Computational Statistics Quarterly 4, 269-282.
    """
    waiting: list[list[np.ndarray]] = [[] for _ in tree.cliques]
    for home, (variables, table) in zip(tree.homes, tables, strict=True):
        axes = sorted(range(len(variables)), key=lambda axis: tree.position[variables[axis]])
        ordered = table.transpose(*axes, len(variables))
        here = set(variables)
        waiting[home].append(_spread(ordered, tree.cliques[home].variables, here, sizes))
    conditionals, log = _collect(tree, sizes, waiting)
    beliefs = _distribute(tree, sizes, conditionals)
    marginals = []
    for v, i in enumerate(tree.smallest):
        variables = tree.cliques[i].variables
        at = variables.index(v)
        before, after = _cells(sizes, variables[:at]), _cells(sizes, variables[at + 1 :])
        marginal = beliefs[i].reshape(before, sizes[v], after, -1).sum(axis=(0, 2))
        with np.errstate(invalid="ignore"):
            marginals.append(marginal / marginal.sum(axis=0))
    return marginals, log


def _spread(table: np.ndarray, variables: Sequence[int], here: set[int], sizes: Sequence[int]) -> np.ndarray:
    """Give a table an axis of length 1 for each variable of a clique that it lacks."""
    return table.reshape(*(sizes[v] if v in here else 1 for v in variables), table.shape[-1])


def _collect(
    tree: Tree, sizes: Sequence[int], waiting: list[list[np.ndarray]]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Pass messages to the roots; keep each clique given what it shares, (shared, rest, draws)."""
    conditionals, log = [], np.zeros(1)
    for clique, tables in zip(tree.cliques, waiting, strict=True):
        shared = clique.variables[: clique.shared]
        joint = reduce(np.multiply, sorted(tables, key=lambda table: table.size))
        tables.clear()
        flat = joint.reshape(_cells(sizes, shared), -1, joint.shape[-1])
        message = flat.sum(axis=1)
        scale = message.max(axis=0)
        with np.errstate(divide="ignore"):
            log = log + np.log(scale)
        conditionals.append(flat / np.where(message > 0, message, 1.0)[:, None])
        if clique.parent is not None:
            scaled = (message / np.where(scale > 0, scale, 1.0)).reshape(*(sizes[v] for v in shared), -1)
            above = tree.cliques[clique.parent].variables
            waiting[clique.parent].append(_spread(scaled, above, set(shared), sizes))
    return conditionals, log


def _distribute(tree: Tree, sizes: Sequence[int], conditionals: list[np.ndarray]) -> list[np.ndarray]:
    """Pass messages back to the leaves; return the belief of each clique, an axis a variable."""
    beliefs: list[np.ndarray] = [np.empty(0)] * len(tree.cliques)
    for i in reversed(range(len(tree.cliques))):
        clique, belief = tree.cliques[i], conditionals[i]
        if clique.parent is not None:
            above = tree.cliques[clique.parent].variables
            shared = set(clique.variables[: clique.shared])
            away = tuple(axis for axis, v in enumerate(above) if v not in shared)
            onto = beliefs[clique.parent].sum(axis=away)
            belief = belief * onto.reshape(belief.shape[0], 1, -1)
        beliefs[i] = belief.reshape(*(sizes[v] for v in clique.variables), -1)
    return beliefs
