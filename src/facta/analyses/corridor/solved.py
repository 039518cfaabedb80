"""The best route of every journey in every state of the closure groups, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from facta.corridors.graph import CARRIES, expand
from facta.corridors.journeys import HOURS_A_DAY, Route
from facta.models.closures import best_in_states, chances, mean, minimal_cuts, quantile, tail_mean
from facta.models.closures import own_chances as own
from facta.models.paths import shortest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.parameters import Shock
    from facta.corridors.graph import Expanded
    from facta.corridors.network import Mode, Network
    from facta.models.closures import Answers

TAIL = 0.95


@dataclass(frozen=True, eq=False)
class _Together:
    """Journeys that are solved together, by days and by dollars, each when it is first asked for."""

    network: Network
    expanded: Expanded
    ends: list[tuple[int, int]]
    bound: int

    @cached_property
    def fastest(self) -> list[Answers]:
        """The fastest routes of every journey."""
        return self._best(self.expanded.hours(self.bound))

    @cached_property
    def cheapest(self) -> list[Answers]:
        """The cheapest routes of every journey."""
        return self._best(self.expanded.usd(self.bound))

    def _best(self, weights: NDArray[np.float64]) -> list[Answers]:
        masks, groups = self.expanded.masks, len(self.network.groups)
        return best_in_states(self.expanded.graph, weights, masks, self.ends, groups)


@dataclass(frozen=True, eq=False)
class Solved:
    """One journey in every closure state; the bits of a state are the closed groups.

    ``days`` has the days of the fastest route by state, ``usd`` the dollars per FEU of the cheapest, inf
    where there is none.
    """

    together: _Together
    number: int

    @property
    def network(self) -> Network:
        """The network."""
        return self.together.network

    @property
    def expanded(self) -> Expanded:
        """The network taken apart by mode and gauge."""
        return self.together.expanded

    @property
    def fastest(self) -> Answers:
        """The fastest route of every state."""
        return self.together.fastest[self.number]

    @property
    def cheapest(self) -> Answers:
        """The cheapest route of every state."""
        return self.together.cheapest[self.number]

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """Days of the fastest route, by state."""
        return self.fastest.costs / HOURS_A_DAY

    @property
    def usd(self) -> NDArray[np.float64]:
        """Dollars per FEU of the cheapest route, by state."""
        return self.cheapest.costs

    @cached_property
    def _fast(self) -> tuple[Route, ...]:
        return tuple(Route(self.network, self.expanded, path.arcs) for path in self.fastest.paths)

    @cached_property
    def _cheap(self) -> tuple[Route, ...]:
        return tuple(Route(self.network, self.expanded, path.arcs) for path in self.cheapest.paths)

    def route(self, state: int, *, cheapest: bool = False) -> Route | None:
        """Return the best route in a state, or None where there is none."""
        place = int((self.cheapest if cheapest else self.fastest).by_state[state])
        return None if place < 0 else (self._cheap if cheapest else self._fast)[place]

    def routes(self, state: int, *, cheapest: bool = False) -> list[Route]:
        """Return every route that is the best when more closes than in a state: they differ in groups."""
        by_state = (self.cheapest if cheapest else self.fastest).by_state
        further = np.arange(len(by_state))
        found = np.unique(by_state[(further & state) == state])
        routes = self._cheap if cheapest else self._fast
        return [routes[place] for place in found.tolist() if place >= 0]

    @cached_property
    def cuts(self) -> list[tuple[str, ...]]:
        """The smallest sets of groups whose closing leaves no route, the fewest first."""
        return self.cuts_beyond(float("inf"))

    def cuts_beyond(self, late: float) -> list[tuple[str, ...]]:
        """Return the smallest sets whose closing takes more days than these, the fewest first."""
        lost = np.isinf(self.days) | (self.days > late)
        return [self.expanded.named(mask) for mask in minimal_cuts(lost)]


def solve(
    network: Network,
    journeys: Sequence[tuple[str, str]],
    opened: Sequence[str] = (),
    modes: Sequence[Mode] = CARRIES,
    bound: int = 1,
) -> list[Solved]:
    """Find the fastest and the cheapest route of each journey in every closure state.

    ``bound`` takes low (0), typical (1) or high (2) times and costs of every leg.
    """
    return list(_solved(network, tuple(journeys), tuple(sorted(opened)), tuple(modes), bound))


@lru_cache(maxsize=128)
def _solved(
    network: Network,
    journeys: tuple[tuple[str, str], ...],
    opened: tuple[str, ...],
    modes: tuple[Mode, ...],
    bound: int,
) -> tuple[Solved, ...]:
    expanded = expand(network, opened, modes)
    ends = [(expanded.leave[start], expanded.reach[end]) for start, end in journeys]
    together = _Together(network, expanded, ends, bound)
    return tuple(Solved(together, number) for number in range(len(ends)))


def one_way(
    network: Network,
    via: Sequence[str],
    opened: Sequence[str] = (),
    modes: Sequence[Mode] = CARRIES,
    closed: int = 0,
) -> Route | None:
    """Return the fastest route past some places in order, or None where there is none.

    ``closed`` has the bits of the groups that are closed.
    """
    expanded = expand(network, opened, modes)
    shut = (expanded.masks & closed) != 0
    hours = expanded.hours()
    arcs: list[int] = []
    for start, end in pairwise(via):
        path = shortest(expanded.graph, hours, expanded.leave[start], expanded.reach[end], closed=shut)
        if path is None:
            return None
        arcs += path.arcs
    return Route(network, expanded, tuple(arcs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What a journey comes to over the states of its gates, where there is a route at all."""

    expected: float
    median: float
    p95: float
    tail: float
    no_route: float
    late: float | None = None


def spread(values: NDArray[np.float64], weights: NDArray[np.float64], late: float | None = None) -> Spread:
    """Summarise values by state, each state with its chance; inf is no route."""
    found = np.isfinite(values)
    some = float(weights[found].sum())
    if some <= 0:
        nothing = float("inf")
        return Spread(
            expected=nothing,
            median=nothing,
            p95=nothing,
            tail=nothing,
            no_route=1.0,
            late=None if late is None else 1.0,
        )
    kept, shares = values[found], weights[found] / some
    return Spread(
        expected=mean(kept, shares),
        median=quantile(kept, shares, 0.5),
        p95=quantile(kept, shares, TAIL),
        tail=tail_mean(kept, shares, TAIL),
        no_route=float(weights[~found].sum()),
        late=None if late is None else float(weights[values > late].sum()),
    )


@dataclass(frozen=True, eq=False)
class Odds:
    """The chance of every closure state: low, typical and high base rates, with common causes.

    ``apart`` is without common causes; ``closed`` has the bits of the gates last seen closed.
    """

    low: NDArray[np.float64]
    typical: NDArray[np.float64]
    high: NDArray[np.float64]
    apart: NDArray[np.float64]
    closed: int


def odds(gates: Sequence[Gate], shocks: Sequence[Shock]) -> Odds:
    """Return the chances of every closure state; the first gate is the first bit."""
    bits = {gate.group.key: 1 << bit for bit, gate in enumerate(gates)}
    closed = sum(bits[gate.group.key] for gate in gates if gate.closed)

    def joint(bound: int, *, common: bool = True) -> NDArray[np.float64]:
        struck = [
            (
                sum(bits[name] for name in one.closes),
                (one.share.low, one.share.typical, one.share.high)[bound],
            )
            for one in shocks
            if common
        ]
        least = [1 - np.prod([1 - p for mask, p in struck if mask >> bit & 1]) for bit in range(len(gates))]
        shares = [max(gate.share[bound], floor) for gate, floor in zip(gates, least, strict=True)]
        return chances(own(np.array(shares, float), struck), struck)

    low, typical, high, apart = joint(0), joint(1), joint(2), joint(1, common=False)
    return Odds(low=low, typical=typical, high=high, apart=apart, closed=closed)


def given(weights: NDArray[np.float64], state: int) -> NDArray[np.float64]:
    """Return the chances of the states in which all of a state's groups are closed, and so stay."""
    states = np.arange(len(weights))
    kept = np.where((states & state) == state, weights, 0.0)
    return kept / kept.sum() if kept.sum() > 0 else np.where(states == state, 1.0, 0.0)


def closing(weights: NDArray[np.float64], mask: int) -> float:
    """Return the chance that any of the groups of a mask is closed."""
    return float(weights[(np.arange(len(weights)) & mask) != 0].sum())


def weight_of(solved: Solved, weights: NDArray[np.float64], group: int) -> tuple[float, float]:
    """Return the days that a group costs when it alone closes too, and how often it leaves no route.

    Means over the states of the other groups, each with its chance: what closes with it for a common
    cause is not laid at its door. Days are over the states that have a route both ways.
    """
    states = np.arange(len(weights))
    shut, open_ = solved.days[states | 1 << group], solved.days[states & ~(1 << group)]
    both = np.isfinite(shut) & np.isfinite(open_)
    some = float(weights[both].sum())
    days = float((weights[both] * (shut[both] - open_[both])).sum() / some) if some > 0 else float("nan")
    return days, float(weights[np.isinf(shut) & np.isfinite(open_)].sum())
