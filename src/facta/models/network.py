"""Bayesian networks of discrete nodes: exact posteriors, evidence and intervention."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from facta.models._parts import parts_of, work_of
from facta.models.junction import plan, propagate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Evidence: TypeAlias = "Mapping[str, str | Sequence[float] | np.ndarray]"
ROUNDING = 5e-7  # of each number of a row: published files are rounded to six digits or more
PRECISION = 1e-12  # of a row's sum: more is rounding of what was written
WORK = 2**26  # cells by which the parts of a network with rounded rows may be worked out one by one
BLOCK = 2**18  # cells of the largest table times draws that are computed at once: they stay in a cache


@dataclass(frozen=True, eq=False)
class Node:
    """A node with its states, and how likely each of them is given the states of its parents.

    ``table`` has one axis for each parent, in order, and a last one for the node's own states. It may
    have a leading axis of draws: then each draw is a network of its own.
    """

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    table: np.ndarray

    @property
    def draws(self) -> int | None:
        """The length of the axis of draws, None where there is none."""
        return self.table.shape[0] if self.table.ndim == len(self.parents) + 2 else None


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes whose arrows from parent to child never lead back.

    Raises
    ------
    ValueError
        With all mistakes: names that stand twice, unknown parents, a cycle, tables of the wrong shape,
        rows that do not sum to 1 within 5e-7 for each state, draws of different number.

    Examples
    --------
    >>> rain = Node("rain", ("no", "yes"), (), np.array([0.8, 0.2]))
    >>> wet = Node("wet", ("no", "yes"), ("rain",), np.array([[0.9, 0.1], [0.1, 0.9]]))
    >>> found = posteriors(Network((rain, wet)), {"wet": "yes"})
    >>> round(float(found.marginals["rain"][1]), 4), round(float(np.exp(found.log_evidence)), 4)
    (0.6923, 0.26)
    """

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        mistakes = [*self._names()] or [*self._shapes()] or [*self._rows()]
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each name in ``nodes``."""
        return {node.name: i for i, node in enumerate(self.nodes)}

    @cached_property
    def draws(self) -> int | None:
        """The number of draws, None where all tables are single."""
        return next((node.draws for node in self.nodes if node.draws is not None), None)

    @cached_property
    def rounded(self) -> frozenset[int]:
        """The places of nodes whose rows miss the sum of 1 by more than double precision does."""
        sums = [np.abs(node.table.sum(axis=-1) - 1.0).max() for node in self.nodes]
        return frozenset(i for i, off in enumerate(sums) if off > PRECISION)

    def node(self, name: str) -> Node:
        """Return the node of a name.

        Raises
        ------
        ValueError
            When there is none, with the nearest name.
        """
        if name not in self.positions:
            raise ValueError(f"no node is named {name!r}{_nearest(name, self.positions)}")
        return self.nodes[self.positions[name]]

    def _names(self) -> Iterator[str]:
        seen: set[str] = set()
        for node in self.nodes:
            if node.name in seen:
                yield f"two nodes are named {node.name!r}"
            seen.add(node.name)
        for node in self.nodes:
            for parent in node.parents:
                if parent not in seen:
                    yield f"{node.name!r} has an unknown parent {parent!r}{_nearest(parent, seen)}"
            if len(set(node.parents)) < len(node.parents):
                yield f"{node.name!r} names a parent twice"
            if len(set(node.states)) < len(node.states) or not node.states:
                yield f"{node.name!r} needs states, each of its own name"
        try:
            TopologicalSorter({node.name: node.parents for node in self.nodes}).prepare()
        except CycleError as fault:
            yield "arrows lead back: " + " -> ".join(fault.args[1])

    def _shapes(self) -> Iterator[str]:
        sizes = {node.name: len(node.states) for node in self.nodes}
        counts = sorted({node.draws for node in self.nodes if node.draws is not None})
        if len(counts) > 1 or 0 in counts:
            yield f"tables need one number of draws, not {', '.join(map(str, counts))}"
        for node in self.nodes:
            shape = (*(sizes[parent] for parent in node.parents), sizes[node.name])
            if node.table.shape not in (shape, (node.draws, *shape)):
                yield f"the table of {node.name!r} has the shape {node.table.shape}, not {shape}"

    def _rows(self) -> Iterator[str]:
        for node in self.nodes:
            off = float(np.abs(node.table.sum(axis=-1) - 1.0).max())
            if not node.table.min() >= 0:  # nan as well
                yield f"the table of {node.name!r} holds a value that is not 0 or more"
            elif not off <= ROUNDING * len(node.states):
                yield f"a row of the table of {node.name!r} misses the sum of 1 by {off:.2g}"


@dataclass(frozen=True, eq=False)
class Posteriors:
    """What follows from evidence.

    ``marginals`` holds for each node the probabilities of its states, shape (states,) or (draws,
    states). ``log_evidence`` is the natural logarithm of the probability of the evidence, shape () or
    (draws,); with likelihoods, of their expected product.
    """

    marginals: Mapping[str, np.ndarray]
    log_evidence: np.ndarray


def posteriors(network: Network, evidence: Evidence | None = None) -> Posteriors:
    """Return the marginals of all nodes given evidence, exactly, by a junction tree.

    Rows that were rounded when they were written down count as they stand, each on what follows from it
    alone. Where that would take long, as in networks of hundreds of rounded nodes, every row is brought
    to a sum of 1 first, which moves an answer by about as much as the rounding.

    Parameters
    ----------
    network
        With or without draws.
    evidence
        For some nodes the state that was seen, or the likelihoods of what was seen under each state,
        shape (states,) or (draws, states): a report of limited reliability. Only their ratios move the
        marginals. A node that is not named was not looked at, which is not the same as negative.

    Raises
    ------
    ValueError
        When a node or state is unknown, when likelihoods are not one number of 0 or more for each
        state, when the evidence cannot happen, or when the network is too entangled.

    References
    ----------
    Pearl, J. (1988). Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann.
    Lauritzen, S. L. and Spiegelhalter, D. J. (1988). Local computations with probabilities on
    graphical structures and their application to expert systems. Journal of the Royal Statistical
    Society B 50, 157-224.
    """
    evidence = evidence or {}
    seen, likelihoods = _read(network, evidence)
    asked = parts_of(network, [*seen, *likelihoods])
    everything = frozenset(range(len(network.nodes)))
    if len(asked) > 1 and work_of(network, seen, asked) > WORK:
        network = replace(network, nodes=tuple(map(_leveled, network.nodes)))
        asked = {everything: list(everything)}
    factors = {i: _factor(network, network.nodes[i], seen, likelihoods) for i in everything}
    marginals: dict[int, np.ndarray] = {}
    log = np.zeros(network.draws or max((len(x) for x in likelihoods.values() if x.ndim > 1), default=1))
    for step, (inside, members) in enumerate(asked.items()):
        hidden = [i for i in sorted(inside) if i not in seen]
        found, total = _solve(network, hidden, [factors[i] for i in sorted(inside)])
        log = log + total if step == 0 else log
        marginals |= {i: found[i] for i in members if i in found}
    impossible = int(np.isneginf(log).sum())
    if impossible:
        named = ", ".join(f"{name!r}: {_told(network.node(name), what)}" for name, what in evidence.items())
        where = f" in {impossible} of {len(log)} draws" if len(log) > 1 else ""
        raise ValueError(f"this evidence cannot happen{where}: {named}")
    batched = network.draws is not None or any(like.ndim > 1 for like in likelihoods.values())
    answers = {}
    for i, node in enumerate(network.nodes):
        row = _certain(node, seen[i])[None] if i in seen else marginals[i].T
        wide = np.broadcast_to(row, (len(log), len(node.states)))
        answers[node.name] = np.array(wide) if batched else wide[0].copy()
    return Posteriors(answers, log if batched else log[0])


def _told(node: Node, what: str | Sequence[float] | np.ndarray) -> str:
    if isinstance(what, str):
        return repr(what)
    return f"a report with likelihoods of {', '.join(map(repr, node.states))}"


def _leveled(node: Node) -> Node:
    return replace(node, table=node.table / node.table.sum(axis=-1, keepdims=True))


def _solve(
    network: Network, hidden: Sequence[int], factors: Sequence[_Factor]
) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Return the marginals of some nodes, (states, draws), and the log of the sum over them."""
    number = {i: k for k, i in enumerate(hidden)}
    sizes = tuple(len(network.nodes[i].states) for i in hidden)
    joined = [(tuple(number[i] for i in factor.owners), factor.table) for factor in factors if factor.owners]
    tree = plan(sizes, tuple(family for family, _ in joined))
    draws = max((factor.table.shape[-1] for factor in factors), default=1)
    marginals = [np.empty((size, draws)) for size in sizes]
    log = np.zeros(draws) + sum(factor.log for factor in factors)
    step = max(1, BLOCK // tree.cells)
    for start in range(0, draws, step):
        part = slice(start, start + step)
        tables = [(family, table[..., part] if table.shape[-1] > 1 else table) for family, table in joined]
        found, total = propagate(tree, sizes, tables)
        log[part] += total
        for whole, piece in zip(marginals, found, strict=True):
            whole[:, part] = piece
    return dict(zip(hidden, marginals, strict=True)), log


@dataclass(frozen=True, eq=False)
class _Factor:
    """What remains of a table after evidence: whose axes it has, draws last, scaled to 1 at most."""

    owners: tuple[int, ...]
    table: np.ndarray
    log: np.ndarray | float


def _factor(
    network: Network, node: Node, seen: Mapping[int, int], likelihoods: Mapping[int, np.ndarray]
) -> _Factor:
    owners = tuple(network.positions[name] for name in (*node.parents, node.name))
    table = node.table[..., None] if node.draws is None else np.moveaxis(node.table, 0, -1)
    likelihood = likelihoods.get(owners[-1])
    if likelihood is None and seen.keys().isdisjoint(owners):
        return _Factor(owners, np.ascontiguousarray(table), 0.0)
    if likelihood is not None:
        table = table * (likelihood[:, None] if likelihood.ndim == 1 else likelihood.T)
    table = table[tuple(seen.get(owner, slice(None)) for owner in owners)]
    peak = table.reshape(-1, table.shape[-1]).max(axis=0)
    with np.errstate(divide="ignore"):
        log = np.log(peak)
    rest = tuple(owner for owner in owners if owner not in seen)
    return _Factor(rest, np.ascontiguousarray(table / np.where(peak > 0, peak, 1.0)), log)


def _read(network: Network, evidence: Evidence) -> tuple[dict[int, int], dict[int, np.ndarray]]:
    """Return the states that were seen and the likelihoods, by the place of their nodes."""
    seen: dict[int, int] = {}
    likelihoods: dict[int, np.ndarray] = {}
    draws = network.draws
    for name, what in evidence.items():
        node = network.node(name)
        if isinstance(what, str):
            seen[network.positions[name]] = _state(node, what)
            continue
        likelihood = np.asarray(what, dtype=float)
        if likelihood.ndim > 1:
            draws = draws or likelihood.shape[0] or None
        if likelihood.shape not in ((len(node.states),), (draws, len(node.states))):
            raise ValueError(
                f"likelihoods of {name!r} have the shape {likelihood.shape}, not ({len(node.states)},)"
                + (f" or ({draws}, {len(node.states)})" if draws else "")
            )
        if not (np.isfinite(likelihood).all() and (likelihood >= 0).all()):
            wrong = likelihood[~(np.isfinite(likelihood) & (likelihood >= 0))][0]
            raise ValueError(f"likelihoods of {name!r} are finite numbers of 0 or more, not {wrong:g}")
        likelihoods[network.positions[name]] = likelihood
    return seen, likelihoods


def _state(node: Node, state: str) -> int:
    if state not in node.states:
        raise ValueError(
            f"{node.name!r} has no state {state!r}{_nearest(state, node.states)}; "
            f"it has {', '.join(map(repr, node.states))}"
        )
    return node.states.index(state)


def _certain(node: Node, state: int) -> np.ndarray:
    certain = np.zeros(len(node.states))
    certain[state] = 1.0
    return certain


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def intervene(network: Network, states: Mapping[str, str]) -> Network:
    """Return the network after nodes are set to states by hand: Pearl's do.

    The arrows into these nodes are cut. Setting a node moves its descendants only; seeing it also
    tells of its causes.

    Raises
    ------
    ValueError
        When a node or state is unknown.

    References
    ----------
    Pearl, J. (1995). Causal diagrams for empirical research. Biometrika 82, 669-688.

    Examples
    --------
    >>> rain = Node("rain", ("no", "yes"), (), np.array([0.8, 0.2]))
    >>> wet = Node("wet", ("no", "yes"), ("rain",), np.array([[0.9, 0.1], [0.1, 0.9]]))
    >>> hosed = intervene(Network((rain, wet)), {"wet": "yes"})
    >>> round(float(posteriors(hosed).marginals["rain"][1]), 4)
    0.2
    """
    cut = {name: _state(network.node(name), state) for name, state in states.items()}
    return Network(
        tuple(
            replace(node, parents=(), table=_certain(node, cut[node.name])) if node.name in cut else node
            for node in network.nodes
        )
    )


def ancestors(network: Network, names: Iterable[str]) -> frozenset[str]:
    """Return the causes of these nodes, and the causes of those, and so on."""
    return _reached({node.name: node.parents for node in network.nodes}, map(network.node, names))


def descendants(network: Network, names: Iterable[str]) -> frozenset[str]:
    """Return what these nodes are causes of, and what follows from that, and so on."""
    children: dict[str, list[str]] = {node.name: [] for node in network.nodes}
    for node in network.nodes:
        for parent in node.parents:
            children[parent].append(node.name)
    return _reached(children, map(network.node, names))


def _reached(arrows: Mapping[str, Iterable[str]], starts: Iterable[Node]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [name for start in starts for name in arrows[start.name]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(arrows[name])
    return frozenset(reached)
