"""What a change does to a company's entries: how their goods go without it and with it.

Only the states that are asked for are solved, all journeys from one place at once, so that ten
thousand entries cost little more than the places where they begin.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from facta.corridors.graph import expand, links_open
from facta.corridors.journeys import HOURS_A_DAY, Route
from facta.models.paths import trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from facta.analyses.corridor.routing import Better
    from facta.corridors.exposure import Entry
    from facta.corridors.journeys import Bounded
    from facta.corridors.network import Mode, Network

Outcome = Literal[
    "no route", "cut off", "rerouted", "other times", "fewer ways", "route again", "more ways", "as before"
]
Late = Literal["", "in time", "may be late", "late", "late before too"]
LOST: tuple[Outcome, ...] = ("no route", "cut off")
AT_ONCE = 32
LITTLE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A network with what was opened in it; ``state`` has the bits of its closed groups."""

    network: Network
    opened: tuple[str, ...] = ()
    state: int = 0


class Trip(NamedTuple):
    """What is solved once for all entries that share it; a place of its own has no destination."""

    place: str
    destination: str
    modes: tuple[Mode, ...]


@dataclass(frozen=True, eq=False)
class Move:
    """The best route of goods before a change and after it; None is no route."""

    before: Route | None
    after: Route | None

    @cached_property
    def outcome(self) -> Outcome:
        """What the change does to the route."""
        if self.after is None:
            return "as before" if self.before is None else "no route"
        if self.before is None:
            return "route again"
        if self.before.links != self.after.links:
            return "rerouted"
        same = all(abs(typical) < LITTLE for _, typical, _ in self.more)
        return "as before" if same else "other times"

    @cached_property
    def more(self) -> tuple[Bounded, Bounded]:
        """Days and dollars per FEU more than before: low, typical, high.

        What both routes meet moves together, as slow borders are slow for either; so the bounds are
        those of each cause's difference, added up.
        """
        sums: defaultdict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros((2, 3)))
        for sign, route in ((-1.0, self.before), (1.0, self.after)):
            for part in (part for step in (route.steps if route else ()) for part in step.parts):
                sums[part.cause] += sign * np.array((part.hours, part.usd))
        each = np.array(list(sums.values()) or np.zeros((1, 2, 3)))
        ends = np.stack([each.min(2), each[:, :, 1], each.max(2)], axis=2).sum(0)
        days, usd = (ends[0] / HOURS_A_DAY).tolist(), ends[1].tolist()
        return (days[0], days[1], days[2]), (usd[0], usd[1], usd[2])


@dataclass(frozen=True, slots=True)
class Access:
    """The links that lead to a place before a change and after it."""

    before: frozenset[str]
    after: frozenset[str]

    @property
    def outcome(self) -> Outcome:
        """What the change does to the place."""
        if self.before and not self.after:
            return "cut off"
        if self.before - self.after:
            return "fewer ways"
        return "more ways" if self.after - self.before else "as before"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one entry."""

    entry: Entry
    how: Move | Access

    @property
    def outcome(self) -> Outcome:
        """What the change does to its goods, or to its place where none leave it."""
        return self.how.outcome

    @property
    def lost(self) -> bool:
        """Whether nothing is left."""
        return self.outcome in LOST

    @property
    def more(self) -> tuple[Bounded, Bounded] | None:
        """Days and dollars per FEU more, None where there is no route before or after."""
        how = self.how
        return how.more if isinstance(how, Move) and how.before and how.after else None

    @property
    def usd(self) -> Bounded | None:
        """Dollars more for all its containers, None where their number is not known."""
        more, feu = self.more, self.entry.feu
        return None if more is None or feu is None else (feu * more[1][0], feu * more[1][1], feu * more[1][2])

    @property
    def late(self) -> Late:
        """Whether its goods come after their deadline, by typical times; "may be" by high ones."""
        limit = self.entry.deadline_days
        if limit is None or isinstance(self.how, Access) or self.how.after is None:
            return ""
        _, typical, high = self.how.after.days
        if typical > limit:
            before = self.how.before
            return "late before too" if before and before.days[1] > limit else "late"
        return "may be late" if high > limit else "in time"


def effects(
    entries: Sequence[Entry], before: Side, after: Side, *, modes: tuple[Mode, ...], by: Better
) -> tuple[Effect, ...]:
    """Say what a change does to every entry; ``modes`` may carry what names none of its own."""
    of = dict.fromkeys(_trip(entry, modes) for entry in entries)
    first, then = _routes(before, of, by), _routes(after, of, by)
    one, other = _ways(before, of), _ways(after, of)
    hows = {
        trip: Move(first[trip], then[trip]) if trip.destination else Access(one[trip], other[trip])
        for trip in of
    }
    return tuple(Effect(entry, hows[_trip(entry, modes)]) for entry in entries)


def by_gate(
    entries: Sequence[Entry], side: Side, *, modes: tuple[Mode, ...], by: Better
) -> dict[str, tuple[Effect, ...]]:
    """Say of each closure group what its closing alone does to entries, all else as on one side.

    Of a group that is closed there, it is what its staying closed does. Only touched entries are kept.
    """
    of: defaultdict[Trip, list[Entry]] = defaultdict(list)
    for entry in entries:
        of[_trip(entry, modes)].append(entry)
    now, here = _routes(side, of, by), _ways(side, of)
    found: dict[str, tuple[Effect, ...]] = {}
    for number, name in enumerate(side.network.groups):
        bit = 1 << number
        shut, other = bool(side.state & bit), replace(side, state=side.state ^ bit)
        hit = [trip for trip, route in now.items() if shut or (route and route.mask & bit)]
        routes, ways = _routes(other, hit, by), _ways(other, of)
        hows: dict[Trip, Move | Access] = {
            trip: Move(routes[trip], now[trip]) if shut else Move(now[trip], routes[trip]) for trip in hit
        }
        hows |= {
            trip: Access(ways[trip], one) if shut else Access(one, ways[trip]) for trip, one in here.items()
        }
        found[name] = tuple(
            Effect(entry, how)
            for trip, how in hows.items()
            if how.outcome != "as before"
            for entry in of[trip]
        )
    return found


def _trip(entry: Entry, modes: tuple[Mode, ...]) -> Trip:
    return Trip(entry.place, entry.destination, tuple(sorted(entry.modes or modes)))


def _routes(side: Side, trips: Iterable[Trip], by: Better) -> dict[Trip, Route | None]:
    """Return the best route of every trip that has a destination."""
    wanted: defaultdict[tuple[Mode, ...], list[Trip]] = defaultdict(list)
    for trip in trips:
        if trip.destination:
            wanted[trip.modes].append(trip)
    return {trip: route for some in wanted.values() for trip, route in _solved(side, some, by)}


def _solved(side: Side, trips: Sequence[Trip], by: Better) -> Iterator[tuple[Trip, Route | None]]:
    """Yield the best routes of trips by the same modes."""
    expanded = expand(side.network, side.opened, trips[0].modes)
    weights = expanded.hours() if by == "days" else expanded.usd()
    weights = np.where(expanded.masks & side.state, np.inf, weights)
    leaving: defaultdict[str, list[Trip]] = defaultdict(list)
    for trip in trips:
        leaving[trip.place].append(trip)
    places = list(leaving)
    for first in range(0, len(places), AT_ONCE):
        some = places[first : first + AT_ONCE]
        found = trees(
            expanded.graph, np.tile(weights, (len(some), 1)), [expanded.leave[place] for place in some]
        )
        for copy, place in enumerate(some):
            for trip in leaving[place]:
                path = found.path(copy, expanded.reach[trip.destination])
                yield trip, Route(side.network, expanded, path.arcs) if path else None


def _ways(side: Side, trips: Iterable[Trip]) -> Mapping[Trip, frozenset[str]]:
    """Return the open links at the place of every trip that has no destination."""
    wanted = [trip for trip in trips if not trip.destination]
    if not wanted:
        return {}
    groups = side.network.groups.values()
    shut = {link for bit, group in enumerate(groups) if side.state >> bit & 1 for link in group.links}
    at: defaultdict[str, list[tuple[str, Mode]]] = defaultdict(list)
    for key, link in links_open(side.network, side.opened).items():
        for place in (link.start, link.end) if key not in shut else ():
            at[place].append((key, link.mode))
    return {trip: frozenset(key for key, mode in at[trip.place] if mode in trip.modes) for trip in wanted}
