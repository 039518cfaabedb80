"""Cheapest paths in every state of groups of arcs that close together, and what they come to.

A state is a whole number: bit i is set where group i is closed. Arrays over states have 2**groups
values, that of the state at its own number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from facta.models._states import NO_ROUTE, Answered, by_number_closed, check_shocks, groups_of, shares_of
from facta.models.paths import COPIES, Graph, Path, part_between, trees, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer]

MOST_GROUPS = 16  # 65536 states
SUM = 1e-9  # by which chances may miss their sum of 1, by rounding
ROUNDING = 1e-12


@dataclass(frozen=True)
class Answer:
    """A path with its cost and its arcs; ``groups`` has a bit for each group that closes some of them."""

    cost: float
    arcs: tuple[int, ...]
    groups: int


@dataclass(frozen=True, eq=False)
class Answers:
    """The cheapest path of one journey in every state.

    ``by_state`` has the place in ``paths`` for each state, shape (2**groups,), -1 where no route is.
    """

    paths: tuple[Answer, ...]
    by_state: Integers

    @property
    def costs(self) -> Floats:
        """The cost of each state, shape (2**groups,), infinite where there is no route."""
        return np.array([*(path.cost for path in self.paths), np.inf])[self.by_state]


def best_in_states(
    graph: Graph, weights: ArrayLike, masks: Integers, journeys: Sequence[tuple[int, int]], groups: int
) -> list[Answers]:
    """Return the cheapest path of each journey in every state of its groups, exactly.

    A path that is the cheapest in one state stays so in every state that closes more and none of the
    groups it passes. So states are gone through by the number of closed groups, and solved only
    where no earlier path answers: some hundred times instead of once for each state and journey.

    Parameters
    ----------
    graph
        The graph.
    weights
        Of 0 or more, shape (arcs,); infinite: the arc is closed in every state.
    masks
        A bit for each group that closes the arc, shape (arcs,).
    journeys
        Origins and destinations.
    groups
        How many there are, 16 at most.

    Raises
    ------
    ValueError
        When a weight is negative or not a number, shapes differ, a vertex or a group is not there, or
        there are more groups.

    References
    ----------
    Doulliez, P. and Jamoulle, E. (1972). Transportation networks with random arc capacities. RAIRO
    Recherche operationnelle 6, V-3, 45-59.
    Alexopoulos, C. (1997). State space partitioning methods for stochastic shortest path problems.
    Networks 30, 9-21.

    Examples
    --------
    >>> graph = Graph(2, np.array([0, 0]), np.array([1, 1]))
    >>> (found,) = best_in_states(graph, [3.0, 5.0], np.array([0b01, 0b11]), [(0, 1)], 2)
    >>> found.by_state.tolist(), found.costs.tolist()
    ([0, -1, 0, -1], [3.0, inf, 3.0, inf])
    """
    if groups > MOST_GROUPS:
        raise ValueError(f"{groups} groups have too many states to go through; {MOST_GROUPS} are the most")
    usual = weights_of(graph, weights)
    if masks.shape != usual.shape or (masks.size and not 0 <= masks.min() <= masks.max() < 1 << groups):
        raise ValueError(f"masks are whole numbers of 0 to {(1 << groups) - 1}, one for each arc")
    origins, destinations = [start for start, _ in journeys], [end for _, end in journeys]
    graph.has(*origins, *destinations)
    part = part_between(graph, np.isfinite(usual), origins, destinations)
    usual, closing, places = usual[part.arcs], masks[part.arcs], part.place.tolist()
    inside = part.arcs.tolist(), closing.tolist()
    found = [_Found(places[end], *inside, Answered(groups)) for end in destinations]
    for states in by_number_closed(groups):
        asked: dict[tuple[int, int], list[_Found]] = {}  # journeys from one origin share a solution
        for start, one in zip(origins, found, strict=True):
            for state in one.answered.unknown(states):
                asked.setdefault((places[start], state), []).append(one)
        pairs = list(asked)
        for first in range(0, len(pairs), COPIES):
            some = pairs[first : first + COPIES]
            closed = (closing & np.array([state for _, state in some])[:, None]) > 0
            ways = trees(part.graph, np.where(closed, np.inf, usual), [start for start, _ in some])
            for copy, pair in enumerate(some):
                for one in asked[pair]:
                    one.take(pair[1], ways.path(copy, one.end))
    return [Answers(tuple(one.paths), one.answered.by_state) for one in found]


@dataclass(frozen=True, eq=False)
class _Found:
    """The paths of one journey so far, and which states each of them answers.

    ``arcs`` holds the numbers in the whole graph of the arcs in which paths come, ``closing`` their masks.
    """

    end: int
    arcs: Sequence[int]
    closing: Sequence[int]
    answered: Answered
    paths: list[Answer] = field(default_factory=list)
    numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def take(self, state: int, path: Path | None) -> None:
        """Note the path of a state for all states that it answers."""
        if path is None:
            self.answered.spread(state, 0, NO_ROUTE)
            return
        number = self.numbers.setdefault(path.arcs, len(self.paths))
        if number == len(self.paths):
            passed = reduce(or_, (self.closing[arc] for arc in path.arcs), 0)
            self.paths.append(Answer(path.cost, tuple(self.arcs[arc] for arc in path.arcs), passed))
        self.answered.spread(state, self.paths[number].groups, number)


def chances(own: ArrayLike, shocks: Sequence[tuple[int, float]]) -> Floats:
    """Return the chance of every state of groups that close by causes of their own or common to several.

    A group is closed when its own cause strikes or any shock that covers it; causes are independent.
    The chances have shape (2**groups,) and sum to 1.

    Parameters
    ----------
    own
        The chance of each group's own cause, shape (groups,).
    shocks
        Pairs of a mask, with a bit for each group it closes, and its chance.

    Raises
    ------
    ValueError
        When a chance is not within 0 and 1, or a mask covers a group that is not there.

    References
    ----------
    Marshall, A. W. and Olkin, I. (1967). A multivariate exponential distribution. Journal of the
    American Statistical Association 62, 30-44.

    Examples
    --------
    >>> chances([0.1, 0.2], []).round(2).tolist()
    [0.72, 0.08, 0.18, 0.02]
    >>> chances([0.1, 0.2], [(0b11, 0.5)]).round(2).tolist()
    [0.36, 0.04, 0.09, 0.51]
    """
    apart = shares_of(own, "the own cause of group")
    check_shocks(shocks, len(apart))
    found = np.ones(1)
    for chance in apart:
        found = np.concatenate([found * (1.0 - chance), found * chance])
    states = np.arange(len(found))
    for mask, chance in shocks:
        struck = np.bincount(states | mask, weights=found, minlength=len(found))
        found = (1.0 - chance) * found + chance * struck
    return found


def own_chances(marginals: ArrayLike, shocks: Sequence[tuple[int, float]]) -> Floats:
    """Return the chances of groups' own causes with which each is closed as often as it should be.

    Parameters
    ----------
    marginals
        The chance that each group is closed by whatever cause, shape (groups,).
    shocks
        As for `chances`.

    Raises
    ------
    ValueError
        When shocks alone close a group more often than it should be, with its number; when a chance is
        not within 0 and 1, or a mask covers a group that is not there.

    Examples
    --------
    >>> own_chances([0.6, 0.5], [(0b11, 0.5)]).round(3).tolist()
    [0.2, 0.0]
    """
    wanted = shares_of(marginals, "what closes group")
    check_shocks(shocks, len(wanted))
    found = np.zeros(len(wanted))
    for group, share in enumerate(wanted):
        spared = math.prod(1.0 - chance for mask, chance in shocks if mask >> group & 1)
        if 1.0 - share > spared + ROUNDING:
            raise ValueError(
                f"shocks alone close group {group} with a chance of {1.0 - spared:.6g}, "
                f"more than the {share:.6g} it is closed with in all"
            )
        found[group] = max(0.0, 1.0 - (1.0 - share) / spared) if spared > 0.0 else 0.0
    return found


def mean(values: ArrayLike, chances: ArrayLike) -> float:
    """Return the mean of values by their chances; infinite where an infinite value can happen.

    Parameters
    ----------
    values, chances
        Shape (n,) each; chances of sum 1.

    Raises
    ------
    ValueError
        When chances are negative or do not sum to 1.

    Examples
    --------
    >>> mean([1.0, 3.0, float("inf")], [0.5, 0.5, 0.0])
    2.0
    """
    happens, weights = _distribution(values, chances)
    return float(happens @ weights)


def quantile(values: ArrayLike, chances: ArrayLike, share: float) -> float:
    """Return the smallest value that is not exceeded with a chance of ``share`` or more.

    Parameters
    ----------
    values, chances
        Shape (n,) each; chances of sum 1.
    share
        Within 0 and 1.

    Raises
    ------
    ValueError
        When chances are negative or do not sum to 1, or the share is outside of 0 and 1.

    Examples
    --------
    >>> [quantile([5.0, 1.0, 3.0], [0.2, 0.5, 0.3], share) for share in (0.5, 0.8, 0.81)]
    [1.0, 3.0, 5.0]
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a share lies within 0 and 1, not at {share}")
    happens, weights = _distribution(values, chances)
    place = int(np.searchsorted(np.cumsum(weights), share - ROUNDING))
    return float(happens[min(place, len(happens) - 1)])


def tail_mean(values: ArrayLike, chances: ArrayLike, share: float) -> float:
    """Return the mean of the worst outcomes, those beyond a share of all: conditional value at risk.

    The outcome that the share falls into counts with that part of its chance which lies beyond.

    Parameters
    ----------
    values, chances
        Shape (n,) each; chances of sum 1. Higher values are worse.
    share
        From 0, where it is the mean of all, to below 1.

    Raises
    ------
    ValueError
        When chances are negative or do not sum to 1, or the share is not as said.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of
    Risk 2(3), 21-41.

    Examples
    --------
    >>> round(tail_mean([1.0, 2.0, 10.0], [0.5, 0.4, 0.1], 0.8), 9)
    6.0
    """
    if not 0.0 <= share < 1.0:
        raise ValueError(f"the worst lie beyond a share of 0 to below 1, not {share}")
    happens, weights = _distribution(values, chances)
    worst, shares = happens[::-1], weights[::-1]
    beyond = np.clip(1.0 - share - (np.cumsum(shares) - shares), 0.0, shares)
    some = beyond > 0.0
    return float(worst[some] @ beyond[some] / beyond.sum())


def _distribution(values: ArrayLike, chances: ArrayLike) -> tuple[Floats, Floats]:
    """Return the values that can happen, rising, and their chances."""
    every, weights = (np.asarray(given, dtype=np.float64) for given in (values, chances))
    if every.shape != weights.shape or not (weights >= 0.0).all() or abs(weights.sum() - 1.0) > SUM:
        raise ValueError(f"{every.size} values need as many chances of 0 or more that sum to 1")
    if np.isnan(every).any():
        raise ValueError(f"value {int(np.flatnonzero(np.isnan(every))[0])} is not a number")
    order = np.argsort(every, kind="stable")
    order = order[weights[order] > 0.0]
    return every[order], weights[order]


def importance(values: ArrayLike, chances: ArrayLike, group: int) -> float:
    """Return by how much the mean is higher where a group is closed than where it is open.

    Infinite where the mean is so only with the group closed; not a number where it is so both ways,
    or where the group is never closed or never open.

    Parameters
    ----------
    values, chances
        By state, shape (2**groups,) each.
    group
        The number of its bit.

    Raises
    ------
    ValueError
        When there is no such group, or chances are negative or do not sum to 1.

    References
    ----------
    Birnbaum, Z. W. (1969). On the importance of different components in a multicomponent system. In
    Krishnaiah (ed.), Multivariate Analysis II, 581-592. Academic Press.

    Examples
    --------
    >>> importance([2.0, 5.0, 2.0, 9.0], chances([0.5, 0.25], []), 0)
    4.0
    """
    every, weights = (np.asarray(given, dtype=np.float64) for given in (values, chances))
    _distribution(every, weights)
    if not 0 <= group < groups_of(len(every)):
        raise ValueError(f"there is no group {group} in {len(every)} states")
    closed = (np.arange(len(every)) >> group & 1).astype(bool)
    means = []
    for where in (closed, ~closed):
        some = float(weights[where].sum())
        if some <= 0.0:
            return math.nan
        means.append(mean(every[where], weights[where] / some))
    return means[0] - means[1]


def minimal_cuts(no_route: NDArray[np.bool_]) -> list[int]:
    """Return the sets of groups that leave no route when closed together, and of which none can be spared.

    They are masks, the fewest groups first; only 0 where there is no route with all open.

    Parameters
    ----------
    no_route
        By state, shape (2**groups,).

    Raises
    ------
    ValueError
        When the number of states is no power of two.

    Examples
    --------
    >>> minimal_cuts(np.array([False, False, False, True, True, True, True, True]))
    [4, 3]
    """
    groups = groups_of(len(no_route))
    fewer = np.zeros((2,) * groups, dtype=bool)  # whether some, but not all, of the groups are enough
    cube = np.asarray(no_route, dtype=bool).reshape(fewer.shape)
    for axis in range(groups):
        less, more = (np.moveaxis(array, axis, 0) for array in (fewer | cube, fewer))
        more[1] |= less[0]
    found = np.flatnonzero(cube.ravel() & ~fewer.ravel()).tolist()
    return sorted(found, key=lambda mask: (mask.bit_count(), mask))
