"""What a project is worth: the network with it minus without it, in every closure state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.corridor.solved import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from facta.analyses.corridor.solved import Solved
    from facta.corridors.network import Mode, Network


@dataclass(frozen=True, eq=False)
class Worth:
    """What one project changes for one journey."""

    project: str
    journey: str
    without: Solved
    with_it: Solved

    @cached_property
    def saved(self) -> NDArray[np.float64]:
        """Days saved by state; nan where there is no route either way, inf where only it gives one."""
        with np.errstate(invalid="ignore"):
            return self.without.days - self.with_it.days

    @cached_property
    def saved_usd(self) -> NDArray[np.float64]:
        """Dollars per FEU saved on the cheapest route, by state, as the days."""
        with np.errstate(invalid="ignore"):
            return self.without.usd - self.with_it.usd

    def rescued(self, odds: NDArray[np.float64]) -> float:
        """Return the chance of a state in which only the project gives a route."""
        return float(odds[np.isposinf(self.saved)].sum())

    def expected(self, odds: NDArray[np.float64], saved: NDArray[np.float64] | None = None) -> float:
        """Return the mean saved, days unless told otherwise, over the states with a route both ways."""
        saved = self.saved if saved is None else saved
        both = np.isfinite(saved)
        return float((saved[both] * odds[both]).sum() / odds[both].sum()) if odds[both].sum() else 0.0

    def relief(self, state: int) -> float:
        """Return the days lost to a closure that it makes good; inf where it gives the only route."""
        if np.isinf(self.with_it.days[state]):
            return 0.0
        if np.isinf(self.without.days[state]):
            return float("inf")
        lost = self.without.days[state] - self.without.days[0]
        still = self.with_it.days[state] - self.with_it.days[0]
        return float(max(0.0, lost - still))

    @property
    def shared(self) -> tuple[str, ...]:
        """The groups that close both the project and the fastest route without it."""
        links = set(self.with_it.network.projects[self.project])
        first = self.without.route(0)
        mine = {key for key, group in self.with_it.network.groups.items() if links & set(group.links)}
        return tuple(name for name in (first.groups if first else ()) if name in mine)

    @property
    def used(self) -> bool:
        """Whether the fastest route uses it when all is open."""
        route = self.with_it.route(0)
        return bool(route and set(self.with_it.network.projects[self.project]) & set(route.links))


def worths(
    network: Network,
    journeys: dict[str, tuple[str, str]],
    project: str,
    *,
    modes: Sequence[Mode],
    bound: int = 1,
) -> list[Worth]:
    """Compare every journey with a project and without it; ``bound`` as in `solve`."""
    ends = list(journeys.values())
    without = solve(network, ends, (), modes, bound)
    with_it = solve(network, ends, (project,), modes, bound)
    both = zip(journeys, without, with_it, strict=True)
    return [Worth(project, name, one, other) for name, one, other in both]


def best_relief(worth: Worth) -> tuple[float, int]:
    """Return the most days of a single closure that a project makes good, and the bit of that group."""
    bits = range(len(worth.without.network.groups))
    return max(((worth.relief(1 << bit), bit) for bit in bits), default=(0.0, 0))
