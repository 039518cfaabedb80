"""The drawings of a corridor: a map of the first journey, and its days by distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.analyses.corridor import words
from facta.corridors.graph import LAND
from facta.corridors.journeys import HOURS_A_DAY
from facta.periods import say_day
from facta.places import distance_km
from facta.results import Atlas, Course, Courses, Dot, Drawing, Mark, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from typing import Literal

    from facta.analyses.corridor.told import Told
    from facta.corridors.graph import Part
    from facta.corridors.journeys import Route
    from facta.corridors.network import Network

    Role = Literal["primary", "fallback", "other"]

NEAR_DEGREES = 4.0
JUMP_HOURS = 6.0
STRAITS = {
    "hormuz": (26.5, 56.5),
    "bab-el-mandeb": (12.6, 43.3),
    "suez": (29.9, 32.6),
    "bosporus": (41.1, 29.1),
    "gibraltar": (36.0, -5.6),
    "malacca": (2.5, 101.4),
}  # where a ship passes, so that its line lies at sea


def drawings(told: Told) -> Iterator[Drawing]:
    """Yield the map and the chart of the first journey."""
    first = told.crossings[0]
    routes = [route for route in (first.now, first.fallback) if route]
    if not routes:
        return
    yield Drawing(
        chart="atlas",
        title=f"{first.journey.title}: {routes[0].name}",
        data=atlas(routes, closed=told.closed, as_of=told.as_of),
    )
    without = first.solved.route(0)
    more = [without] if without and all(without.arcs != one.arcs for one in routes) else []
    yield Drawing(
        chart="courses",
        title=f"{first.journey.title} by distance: {words.days(routes[0].days[1])}",
        data=courses([*routes, *more]),
    )


def atlas(routes: Sequence[Route], *, closed: Sequence[str], as_of: date) -> Atlas:
    """Return the map of routes, the first the primary, with the gates that are shut."""
    network = routes[0].network
    shut = {link for name in closed for link in network.groups[name].links}
    roles = _roles(len(routes))
    drawn = {
        link: (role, route.name)
        for route, role in reversed(list(zip(routes, roles, strict=True)))
        for link in route.links
    }
    around = _around(network, routes)
    stretches = [_stretch(network, link, named, shut) for link, named in drawn.items()]
    near = [
        _stretch(network, key, ("other", ""), shut)
        for key, link in network.links.items()
        if key not in drawn and link.mode in LAND and {link.start, link.end} <= around
        and (link.status == "operating" or key in shut)
    ]  # fmt: skip
    note = (
        f"Gates as last seen by {say_day(as_of)}. Lines are straight between places; sea lanes are schematic."
    )
    return Atlas(dots=tuple(_dots(network, routes, shut, around)), stretches=(*near, *stretches), note=note)


def _roles(count: int) -> list[Role]:
    return (["primary", "fallback", *["other"] * count])[:count]  # type: ignore[return-value]


def _around(network: Network, routes: Sequence[Route]) -> set[str]:
    """Return the places near a route."""
    on = [network.nodes[key] for route in routes for key in route.places]
    return {
        key
        for key, node in network.nodes.items()
        if any(abs(node.lat - one.lat) + abs(node.lon - one.lon) < NEAR_DEGREES for one in on)
    }


def _stretch(network: Network, key: str, named: tuple[Role, str], shut: set[str]) -> Stretch:
    link = network.links[key]
    state: Literal["open", "closed", "planned"] = "open" if link.status == "operating" else "planned"
    return Stretch(
        points=tuple(_points(network, key)),
        mode=link.mode,
        state="closed" if key in shut else state,
        role=named[0],
        label=named[1],
    )


def _points(network: Network, key: str) -> Iterator[tuple[float, float]]:
    """Yield the ends of a link, and by sea the straits between them, each the next nearest."""
    link = network.links[key]
    here, last = ((network.nodes[end].lat, network.nodes[end].lon) for end in (link.start, link.end))
    yield here
    left = [STRAITS[name] for name in link.straits if name in STRAITS]
    while left:
        here = min(left, key=lambda one: float(distance_km(*here, *one)))
        left.remove(here)
        yield here
    yield last


def _dots(network: Network, routes: Sequence[Route], shut: set[str], around: set[str]) -> Iterator[Dot]:
    first = routes[0]
    told: set[str] = set()
    ends = {first.places[0], first.places[-1]}
    gates = dict.fromkeys(gate for route in routes for gate in route.gates)
    closed = {
        end
        for key in shut & network.links.keys()
        for end in (network.links[key].start, network.links[key].end)
        if end in around and network.nodes[end].kind.startswith("border")
    }
    for keys, role in ((ends, "end"), (closed, "closed"), (gates, "gate")):
        for key in sorted(keys) if role != "gate" else keys:
            if key not in told:
                told.add(key)
                node = network.nodes[key]
                yield Dot(key=key, label=words.place(network, key), lat=node.lat, lon=node.lon, role=role)  # type: ignore[arg-type]


def courses(routes: Sequence[Route], unit: str = "days") -> Courses:
    """Return days, or dollars per FEU, by distance: a jump is what a border, a port or a change takes."""
    rows = [
        Course(label=route.name, marks=tuple(_marks(route, unit)), role=role)
        for route, role in zip(routes, _roles(len(routes)), strict=True)
    ]
    return Courses(rows=tuple(rows), unit=unit)


def _marks(route: Route, unit: str) -> Iterator[Mark]:
    """Yield a point before and after every stop; the halves of a border are one stop."""
    share = 1 / HOURS_A_DAY if unit == "days" else 1.0
    km, spent = 0.0, [0.0, 0.0, 0.0]
    yield Mark(km=km, value=0.0)
    for place, length, parts in _pieces(route):
        for part in parts:
            taken = part.hours if unit == "days" else part.usd
            spent = [now + share * more for now, more in zip(spent, taken, strict=True)]
        km += length
        long = not length and sum(part.hours[1] for part in parts) >= JUMP_HOURS
        label = words.place(route.network, place) if long else ""
        yield Mark(km=km, value=spent[1], low=spent[0], high=spent[2], label=label)


def _pieces(route: Route) -> Iterator[tuple[str, float, list[Part]]]:
    """Yield stops, without length, and stretches in turn: the place, the kilometres, what they take."""
    waiting: list[Part] = []
    place = ""
    for step in route.steps:
        moving = [part for part in step.parts if step.link and " at " not in part.cause]
        at = {part.cause.rpartition(" at ")[2]: part for part in step.parts if part not in moving}
        place = step.start
        waiting += [at[step.start]] if step.link and step.start in at else []
        waiting += [] if step.link else list(step.parts)
        if not step.link:
            continue
        if waiting:
            yield place, 0.0, waiting
        yield step.end, route.network.links[step.link].length.value, moving
        place, waiting = step.end, [at[step.end]] if step.end in at else []
    if waiting:
        yield place, 0.0, waiting
