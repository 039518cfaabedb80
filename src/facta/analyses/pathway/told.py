"""What there is to tell of a pathway that was worked out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from facta.analyses.hypotheses.told import INTERVAL, span
from facta.analyses.hypotheses.told import chance as said
from facta.analyses.pathway.network import own_stages
from facta.analyses.pathway.stages import ACTIVE, INACTIVE
from facta.likelihood import likely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.analyses.hypotheses.evidence import Sight
    from facta.analyses.pathway.network import Factor, Layout, Link
    from facta.analyses.pathway.stages import Barrier, Observable, PathwayStage

HALF = 0.5
PART = 0.1  # of the target: a route below carries little
DIGITS = (9.95, 0.095)  # points: below each, a change is said with one decimal more
NOISE = 1e-12  # of a chance: less is the rounding of arithmetic
TINY = 0.01  # points: half of it is the least that is said in figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A number at the middle of all ranges, with its interval over them."""

    value: float
    low: float
    high: float

    @property
    def interval(self) -> str:
        """Say the interval."""
        return f"{INTERVAL} {span(self.low, self.high)}"

    @property
    def said(self) -> str:
        """Say a chance with its interval."""
        return f"{said(self.value)}, {self.interval}"

    @property
    def likely(self) -> str:
        """Say a chance with its word, what that means, and its interval."""
        return f"{likely(self.value).removesuffix(')')}; {self.interval})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the target would come to if something were set; ``base`` is it without that."""

    state: str
    base: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One path from a stage that nothing causes to the target, and what it carries.

    ``base`` is the target without evidence on what follows from ``link``, ``without`` the same with that
    link cut, ``alone`` with nothing but this path; ``share`` is the drop between the first two in ``base``.
    A ``shared`` route has no link of its own: it carries at most what the least of its links does.
    """

    key: str
    path: tuple[str, ...]
    link: Link
    base: float
    without: float
    alone: float
    share: Spread
    shared: bool

    @property
    def carried(self) -> str:
        """Say which part of the target it carries."""
        return f"{'at most ' if self.shared else ''}{said(self.share.value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What the target comes to at either end of one range."""

    factor: Factor
    low: float
    high: float

    @property
    def size(self) -> float:
        """How far the ends lie apart."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A barrier or stage of the main route that may open: from which state to which, and its worth."""

    key: str
    now: str
    then: str
    rise: float
    odds: float

    @property
    def weight(self) -> float:
        """The rise of the target times the odds of the opened state against the present one."""
        return self.rise * self.odds


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything there is to tell: what was asked, what was seen, and what follows."""

    target: str
    days: int
    layout: Layout
    observables: tuple[Observable, ...]
    sights: tuple[Sight, ...]
    stages: Mapping[str, Spread]
    priors: Mapping[str, float]
    states: Mapping[str, Mapping[str, Spread]]
    effects: Mapping[str, tuple[Effect, ...]]
    routes: tuple[Route, ...]
    swings: tuple[Swing, ...]

    @property
    def steps(self) -> Mapping[str, PathwayStage]:
        """The stages."""
        return self.layout.steps

    @property
    def barriers(self) -> Mapping[str, Barrier]:
        """The barriers."""
        return self.layout.barriers

    @property
    def within(self) -> str:
        """Name what is asked: the target and its horizon."""
        return f"{self.steps[self.target].title!r} within {self.days} days"

    @property
    def answer(self) -> Spread:
        """The chance of the target."""
        return self.stages[self.target]

    def title(self, name: str) -> str:
        """Return the title of a stage or barrier."""
        return self.barriers[name].title if name in self.barriers else self.steps[name].title

    def path(self, route: Route) -> str:
        """Say a route."""
        return " → ".join(self.title(name) for name in route.path)

    def named(self, route: Route) -> str:
        """Name a route: where it begins, and by what it differs from others that begin there."""
        own = [self.title(name) for name in own_stages(route.path, [other.path for other in self.routes])]
        return self.title(route.path[0]) + (f", by {' and '.join(own)}" if own else "")

    def watched(self, name: str) -> list[tuple[Observable, Sight]]:
        """Return what is observed of a stage or barrier, with what was seen."""
        both = zip(self.observables, self.sights, strict=True)
        return [(one, sight) for one, sight in both if one.of == name]

    def state(self, name: str) -> str:
        """Return the state a barrier is most likely in; of equals the most open."""
        found = self.states[name]
        return max(found, key=lambda state: round(found[state].value, 9))

    def says(self, route: Route) -> str:
        """Say in words what a route carries."""
        if route is self.routes[0]:
            return "carries most"
        return "carries a part" if route.share.value >= PART else "carries little"

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The barriers and inactive stages of the main route that may open, the nearest first."""
        if not self.routes:
            return ()
        path = self.routes[0].path
        links = pairwise(path)
        crossing = dict.fromkeys(key for link in links for key in self.layout.crossed(*link))
        found = [gate for key in crossing if (gate := self._barrier_gate(key))]
        found += [self._stage_gate(key) for key in path[:-1] if self.stages[key].value < HALF]
        opening = [gate for gate in found if gate.weight > 0]
        return tuple(sorted(opening, key=lambda gate: (-round(gate.weight, 12), gate.key)))

    def _barrier_gate(self, key: str) -> Gate | None:
        order, now = self.barriers[key].states, self.state(key)
        if now == order[0]:
            return None
        then = order[order.index(now) - 1]
        worth = {effect.state: effect.value for effect in self.effects[key]}
        odds = self.states[key][then].value / self.states[key][now].value
        return Gate(key=key, now=now, then=then, rise=worth[then] - worth[now], odds=odds)

    def _stage_gate(self, key: str) -> Gate:
        worth, now = {effect.state: effect.value for effect in self.effects[key]}, self.stages[key].value
        rise = worth[ACTIVE] - worth[INACTIVE]
        return Gate(key=key, now=INACTIVE, then=ACTIVE, rise=rise, odds=now / (1.0 - now))

    @property
    def chances(self) -> dict[str, float]:
        """The chance of every stage."""
        return {name: found.value for name, found in self.stages.items()}

    @property
    def mixes(self) -> dict[str, dict[str, float]]:
        """The chances of the states of every barrier."""
        return {
            name: {state: one.value for state, one in found.items()} for name, found in self.states.items()
        }


def points(change: float) -> str:
    """Say a change of a chance in points of per cent.

    >>> points(0.0312), points(-0.2), points(0.0), points(0.0004), points(-0.00003)
    ('+3.1 points', '-20 points', '0 points', '+0.04 points', 'under 0.01 points')
    """
    value = 100 * change if abs(change) > NOISE else 0.0
    if 0 < abs(value) < TINY / 2:
        return f"under {TINY:g} points"
    digits = sum(abs(value) < line for line in DIGITS)
    return f"{value:+.{digits}f} points" if value else "0 points"


def shown(value: float) -> float:
    """Return points of per cent without the digits that say nothing: of small ones hundredths are left.

    >>> shown(-0.00926), shown(0.0004), shown(3.21987)
    (-0.01, 0.0004, 3.21987)
    """
    if abs(value) >= 10 * TINY:
        return value
    return round(value, 2) or float(f"{value:.1g}")


def interval(change: Spread) -> str:
    """Say the interval of a change.

    >>> interval(Spread(value=-0.0001, low=-0.0002, high=-0.00001))
    '90 % interval -0.02 to -0.001'
    """
    ends = (
        f"{shown(100 * end):+g}" if 0 < abs(100 * end) < TINY / 2 else points(end).removesuffix(" points")
        for end in (change.low, change.high)
    )
    return f"{INTERVAL} {' to '.join(dict.fromkeys(ends))}"


def moved(before: float, after: float) -> str | None:
    """Say two chances with as many digits as tell them apart, or nothing where that takes more than one.

    >>> moved(0.2, 0.1), moved(0.092, 0.089), moved(0.092, 0.0919), moved(0.004, 0.002)
    ('from 20 % to 10 %', 'from 9.2 % to 8.9 %', None, 'from 0.4 % to 0.2 %')
    """
    for digits in range(2):
        one, other = (f"{100 * chance:.{digits}f} %" for chance in (before, after))
        shown = 100 * abs(after - before) >= HALF * 10.0**-digits
        if one != other and shown and min(before, after) >= 10.0 ** -(digits + 2):
            return f"from {one} to {other}"
    one, other = said(before), said(after)
    small = 100 * min(before, after) < 1 and 100 * abs(after - before) >= HALF / 10
    return f"from {one} to {other}" if small and one != other else None


def goes(before: float, after: float) -> str:
    """Say how a chance moves.

    >>> goes(0.2, 0.1), goes(0.092, 0.0919), goes(0.5, 0.5)
    ('goes from 20 % to 10 %', 'hardly changes from 9 %', 'stays at 50 %')
    """
    if abs(after - before) <= NOISE:
        return f"stays at {said(before)}"
    found = moved(before, after)
    return f"goes {found}" if found else f"hardly changes from {said(before)}"
