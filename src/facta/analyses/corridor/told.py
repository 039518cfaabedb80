"""What a corridor comes to on a day: its gates, its journeys, its projects, what flows and what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.corridor import words
from facta.analyses.corridor.flows import Gates, Waiting, cut_of, waits
from facta.analyses.corridor.live import Gate, gate
from facta.analyses.corridor.named import unknown
from facta.analyses.corridor.solved import Odds, Solved, Spread, given, odds, solve, spread
from facta.analyses.corridor.worth import Worth, best_relief, worths
from facta.corridors.graph import BOUNDS, CARRIES
from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from facta.analyses.base import View
    from facta.analyses.corridor import Corridor
    from facta.analyses.corridor.parameters import Journey
    from facta.corridors.altered import Altered
    from facta.corridors.journeys import Route
    from facta.corridors.network import Mode, Network

BY_RAIL: tuple[Mode, ...] = ("rail", "sea", "ferry")
SMALL_DAYS = 0.5


@dataclass(frozen=True, eq=False)
class Crossing:
    """One journey: in the state of the day, and over all states."""

    key: str
    journey: Journey
    solved: Solved
    state: int
    odds: Odds

    @cached_property
    def now(self) -> Route | None:
        """The fastest route as the gates were last seen."""
        return self.solved.route(self.state)

    @cached_property
    def fallback(self) -> Route | None:
        """The fastest route that none of the primary's closure groups closes."""
        return self.solved.route(self.state | self.now.mask) if self.now and self.now.mask else None

    @cached_property
    def year(self) -> Spread:
        """Over all states, with typical base rates."""
        return spread(self.solved.days, self.odds.typical, self.journey.deadline_days)

    @cached_property
    def no_route(self) -> tuple[float, float, float]:
        """The chance of no route: the least of low, typical and high base rates, typical, and the most."""
        found = [self.lost(weights) for weights in (self.odds.low, self.odds.typical, self.odds.high)]
        return min(found), found[1], max(found)  # a common cause that is likelier can make it less likely

    def lost(self, weights: NDArray[np.float64]) -> float:
        """Return the chance of no route where each state has this chance."""
        return float(weights[np.isinf(self.solved.days)].sum())

    def single(self, bit: int) -> float:
        """Return the days more when one more group closes, from the state of the day; inf is no route."""
        now = float(self.solved.days[self.state])
        then = float(self.solved.days[self.state | 1 << bit])
        return 0.0 if then == now else then - now

    @cached_property
    def killers(self) -> tuple[str, ...]:
        """The groups that leave no route when they close alone."""
        return tuple(cut[0] for cut in self.solved.cuts if len(cut) == 1)

    @cached_property
    def late_cuts(self) -> list[tuple[str, ...]]:
        """The smallest sets of groups whose closing makes the journey late, the fewest first."""
        if self.journey.deadline_days is None:
            return []
        return self.solved.cuts_beyond(self.journey.deadline_days)

    @cached_property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """The pairs of groups that leave no route, neither of which does alone."""
        return tuple(cut for cut in self.solved.cuts if len(cut) == 2)  # noqa: PLR2004  (a pair)


@dataclass(frozen=True, eq=False)
class Told:
    """All that was worked out of a corridor as of a day."""

    asked: Corridor
    network: Network
    as_of: date
    gates: tuple[Gate, ...]
    odds: Odds
    crossings: tuple[Crossing, ...]
    flows: tuple[Gates, ...]
    sites: tuple[Waiting, ...]

    @property
    def closed(self) -> tuple[str, ...]:
        """The groups last seen closed."""
        return tuple(one.group.key for one in self.gates if one.closed)

    def shut(self, altered: Altered) -> set[str]:
        """Return the groups that are shut: seen so or asked for, less those that are opened.

        With a group those open that lie inside it.
        """
        groups = self.network.groups
        outer = [set(groups[name].links) for name in altered.unclosed]
        opened = {name for name, group in groups.items() if any(set(group.links) <= one for one in outer)}
        return (set(self.closed) | set(altered.closed)) - opened

    @cached_property
    def given(self) -> NDArray[np.float64]:
        """The chance of every state, given that what was last seen closed is closed."""
        return given(self.odds.typical, self.odds.closed)

    @cached_property
    def gate_of(self) -> Mapping[str, Gate]:
        """The gates by their groups."""
        return {one.group.key: one for one in self.gates}

    @cached_property
    def worths(self) -> dict[str, list[Worth]]:
        """What each project changes for each journey, by any mode."""
        ends = {one.key: (one.journey.start, one.journey.end) for one in self.crossings}
        return {name: worths(self.network, ends, name, modes=CARRIES) for name in self.asked.projects}

    @cached_property
    def by_rail(self) -> dict[str, list[Worth]]:
        """What each project changes where only rails and ships carry."""
        ends = {one.key: (one.journey.start, one.journey.end) for one in self.crossings}
        return {name: worths(self.network, ends, name, modes=BY_RAIL) for name in self.asked.projects}

    def relief(self, project: str) -> tuple[float, str, str]:
        """Return the most days of one closure that a project makes good, with its group and journey."""
        found = [(*best_relief(one), one.journey) for one in self.worths[project]]
        days, bit, journey = max(found, key=lambda row: row[0])
        return days, next((name for name in (*self.network.groups,)[bit:]), ""), journey

    def reliefs(self, project: str, journey: str) -> tuple[float, float, float]:
        """Return the same of one journey at low, typical and high times."""
        ends = {one.key: (one.journey.start, one.journey.end) for one in self.crossings}
        low, typical, high = (
            next(
                best_relief(one)[0]
                for one in worths(self.network, ends, project, modes=CARRIES, bound=bound)
                if one.journey == journey
            )
            for bound in range(len(BOUNDS))
        )
        return low, typical, high

    def relieves(self, project: str) -> bool:
        """Whether closing some gate costs clearly less with the project than without it."""
        return self.relief(project)[0] >= SMALL_DAYS

    def idle(self, project: str, group: str) -> bool:
        """Whether a project makes nothing good on any journey when this group closes."""
        bit = tuple(self.network.groups).index(group)
        return all(one.relief(1 << bit) < words.LITTLE_DAYS for one in self.worths[project])

    def project_title(self, project: str) -> str:
        """Return the title of a project."""
        return self.asked.projects[project]


def _within(gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """Shut the gates whose links all lie in another gate that is shut, with the sightings of that one."""
    shut = [one for one in gates if one.closed]
    found = []
    for one in gates:
        outer = next((o for o in shut if set(one.group.links) < set(o.group.links)), None)
        if outer is not None and not one.closed:
            reading = f"shut with {words.lower(outer.group.title)}"
            one = replace(one, stand="closed", since=outer.since, seen=outer.seen, reading=reading)  # noqa: PLW2901
        found.append(one)
    return tuple(found)


def tell(asked: Corridor, view: View) -> Told:
    """Work out every part as known on the day of a view.

    Raises
    ------
    CaseError
        With every word that names nothing in the network.
    """
    network = view.networks[asked.network]
    wrong = list(unknown(asked, network))
    if wrong:
        raise CaseError(*(f"analyses: {line}" for line in wrong))
    gates = _within(tuple(gate(group, asked.gates.get(key), view) for key, group in network.groups.items()))
    chance = odds(gates, asked.shocks)
    ends = [(one.start, one.end) for one in asked.journeys.values()]
    crossings = tuple(
        Crossing(key, journey, solved, chance.closed, chance)
        for (key, journey), solved in zip(asked.journeys.items(), solve(network, ends), strict=True)
    )
    flows = tuple(cut_of(key, flow, network, view) for key, flow in asked.flows.items())
    sites = tuple(waits(key, site, network, chance.closed) for key, site in asked.sites.items())
    return Told(asked, network, view.as_of, gates, chance, crossings, flows, sites)
