"""One journey as a person asks for it: routes that differ in what closes them, and how sure each is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.analyses.corridor.solved import Spread, given, solve, spread
from facta.corridors.graph import CARRIES, causes
from facta.corridors.journeys import HOURS_A_DAY, Route
from facta.models.pareto import pareto
from facta.models.paths import shortest, shortest_in_draws

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from facta.analyses.corridor.solved import Odds, Solved
    from facta.corridors.altered import Altered
    from facta.corridors.graph import Expanded
    from facta.corridors.network import Mode

Better = Literal["days", "usd"]
MOST_ROUTES = 6
MOST_HOURS = 1e6  # for which no stop lasts
SAME_HOURS = 1e-6
SEED = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks: from where to where, what to close and open, and how many containers."""

    start: str
    end: str
    close: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    scenario: str | None = None
    cargo_feu: float = 1.0
    modes: tuple[Mode, ...] = CARRIES
    by: Better = "days"
    deadline_days: float | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """How long one border, port or change may take until the route is no longer the fastest.

    ``now_h`` is what it takes in all, ``until_h`` the most it may take, inf where there is no other way.
    """

    cause: str
    now_h: float
    until_h: float


@dataclass(frozen=True, eq=False)
class Choice:
    """One route among others, with its tail and the share of draws in which it is the best."""

    route: Route
    spread: Spread
    wins: float
    dominated: bool


@dataclass(frozen=True, eq=False)
class Routed:
    """A journey in the state that was asked for, and around it.

    ``state`` has the bits of the groups that are closed: seen closed on the day, or by request.
    """

    asked: Asked
    altered: Altered
    solved: Solved
    state: int
    odds: Odds
    draws: int

    @property
    def expanded(self) -> Expanded:
        """The graph with every gate open."""
        return self.solved.expanded

    @cached_property
    def primary(self) -> Route | None:
        """The best route in the state asked for."""
        return self.solved.route(self.state, cheapest=self.asked.by == "usd")

    @cached_property
    def fallback(self) -> Route | None:
        """The best route that no closure group of the primary closes."""
        first = self.primary
        if first is None or not first.mask:
            return None
        return self.solved.route(self.state | first.mask, cheapest=self.asked.by == "usd")

    @cached_property
    def chances(self) -> NDArray[np.float64]:
        """Return the chance of every state, given that what is closed stays closed."""
        return given(self.odds.typical, self.state)

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """Days of the best route of each state, inf where there is none."""
        if self.asked.by == "days":
            return self.solved.days
        answers = self.solved.cheapest
        hours = [self.expanded.hours()[list(path.arcs)].sum() for path in answers.paths]
        return np.array([*hours, np.inf])[answers.by_state] / HOURS_A_DAY

    @cached_property
    def open_arcs(self) -> NDArray[np.bool_]:
        """Which arcs are open in the state."""
        return np.asarray((self.expanded.masks & self.state) == 0)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The vertices of the journey."""
        return self.expanded.leave[self.asked.start], self.expanded.reach[self.asked.end]

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The routes worth knowing: each best in some further closure, and the trade of days for dollars."""
        routes = self._candidates()
        wins = self._wins([route.mask for route in routes])
        tails = [self._tail(route) for route in routes]
        costs = [(r.days[1], r.usd[1], s.tail) for r, s in zip(routes, tails, strict=True)]
        rows = zip(routes, tails, wins, costs, strict=True)
        return tuple(
            Choice(route, tail, share, any(_beats(other, cost) for other in costs))
            for route, tail, share, cost in rows
        )

    def _candidates(self) -> list[Route]:
        """Return routes that differ in what closes them, the best of each set of groups."""
        fast = self.asked.by == "days"
        found = {route.mask: route for route in self.solved.routes(self.state, cheapest=not fast)}
        for one in (*self.solved.routes(self.state, cheapest=fast), *self.front):
            found.setdefault(one.mask, one)
        ranked = sorted(found.values(), key=lambda r: r.days[1] if fast else r.usd[1])
        must = [route for route in (self.primary, self.fallback) if route]
        rest = [r for r in ranked if all(r.mask != one.mask for one in must)]
        kept = [*must, *rest][: max(MOST_ROUTES, len(must))]
        return sorted(kept, key=lambda r: r.days[1] if fast else r.usd[1])

    @cached_property
    def front(self) -> tuple[Route, ...]:
        """Every trade of days for dollars in the state that no other route beats in both."""
        found = pareto(
            self.expanded.graph,
            (self.expanded.hours(), self.expanded.usd()),
            *self.ends,
            closed=~self.open_arcs,
        )
        return tuple(Route(self.solved.network, self.expanded, one.arcs) for one in found)

    def _tail(self, route: Route) -> Spread:
        """Return what a route comes to when the best other one takes over wherever it is closed."""
        states = np.arange(len(self.chances))
        days = np.where(states & route.mask, self.days, route.days[1])
        return spread(days, self.chances, self.asked.deadline_days)

    @cached_property
    def _drawn(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.expanded.draws(self.draws, SEED)

    @cached_property
    def drawn(self) -> list[tuple[int, ...]]:
        """The arcs of the best route of every draw of times and costs."""
        arcs = np.flatnonzero(self.open_arcs)
        weights = self._drawn[0 if self.asked.by == "days" else 1][:, arcs]
        whole = self.expanded.graph
        graph = replace(whole, tail=whole.tail[arcs], head=whole.head[arcs])
        found = shortest_in_draws(graph, weights, *self.ends)
        return [tuple(arcs[list(path.arcs)].tolist()) for path in found if path is not None]

    def _wins(self, masks: list[int]) -> list[float]:
        """Return the share of draws in which the best route passes exactly these gates."""
        won = [int(np.bitwise_or.reduce(self.expanded.masks[list(arcs)], initial=0)) for arcs in self.drawn]
        return [won.count(mask) / max(1, len(won)) for mask in masks]

    @cached_property
    def late(self) -> float | None:
        """The chance of being late: the best open route of each state, and its days in the draws."""
        limit = self.asked.deadline_days
        if limit is None:
            return None
        fast = self.asked.by == "days"
        answers = self.solved.fastest if fast else self.solved.cheapest
        over = [
            float((self._drawn[0][:, list(path.arcs)].sum(axis=1) > limit * HOURS_A_DAY).mean())
            for path in answers.paths
        ]
        by_state = np.array([*over, 1.0])[answers.by_state]  # the last, of no route, is always late
        return float((by_state * self.chances).sum())

    @property
    def other_wins(self) -> float:
        """Share of draws that none of the routes shown wins."""
        return max(0.0, 1.0 - sum(choice.wins for choice in self.choices))

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        """How long each stop of the fastest route may take until another is faster, the tightest first."""
        if self.primary is None or self.asked.by == "usd":
            return ()
        found = [self._switch(cause) for cause in _stops(self.primary)]
        return tuple(sorted(found, key=lambda one: one.until_h - one.now_h))

    def _switch(self, cause: str) -> Switch:
        """Find how much longer a stop may take until another route, which stops there less, is as fast.

        Each step finds the fastest route at the value at which the last one found draws level, until
        none is faster there.
        """
        hours = self.expanded.hours()
        mine = list(self.primary.arcs) if self.primary else []
        taken = np.array(
            [sum(part.hours[1] for part in step.parts if part.cause == cause) for step in self.expanded.steps]
        )
        now = float(taken[mine].sum())
        each = taken if now else np.array([cause in causes([step]) for step in self.expanded.steps], float)
        cost, used = float(hours[mine].sum()), float(each[mine].sum())
        longer = MOST_HOURS
        while True:
            weights = hours + longer * each
            other = shortest(self.expanded.graph, weights, *self.ends, closed=~self.open_arcs)
            if other is None or cost + longer * used - other.cost <= SAME_HOURS:
                return Switch(cause, now, now + longer * used if longer < MOST_HOURS else float("inf"))
            theirs = list(other.arcs)
            spare = float(hours[theirs].sum()) - cost
            longer = max(0.0, spare / (used - float(each[theirs].sum())))

    @cached_property
    def parting(self) -> tuple[str, float] | None:
        """The last place that primary and fallback share from the start, and the days to it."""
        first, second = self.primary, self.fallback
        if first is None or second is None:
            return None
        same = 0
        for one, other in zip(first.steps, second.steps, strict=False):
            if one.link != other.link or one.mode != other.mode:
                break
            same += 1
        hours = sum(part.hours[1] for step in first.steps[:same] for part in step.parts)
        return (first.steps[same - 1].end if same else self.asked.start), hours / HOURS_A_DAY


def _beats(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def _stops(route: Route) -> list[str]:
    """Return what the route stops at: borders, ports and changes of mode."""
    found = {
        part.cause: None
        for step in route.steps
        for part in step.parts
        if " at " in part.cause or not step.link
    }
    return list(found)


def routed(asked: Asked, altered: Altered, state: int, odds: Odds, draws: int) -> Routed:
    """Solve the journey that was asked for."""
    (solved,) = solve(altered.network, [(asked.start, asked.end)], altered.opened, asked.modes)
    return Routed(asked, altered, solved, state, odds, draws)
