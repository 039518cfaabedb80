"""The route sheet: one journey as asked, with its fallback, its killers, its triggers and what is assumed."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.corridor import words
from facta.analyses.corridor.drawn import atlas, courses
from facta.analyses.corridor.gauged import last
from facta.analyses.corridor.solved import closing
from facta.likelihood import likely, percent
from facta.periods import say_day
from facta.results import Drawing, Figure, Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.routing import Routed
    from facta.analyses.corridor.told import Told
    from facta.corridors.journeys import Route

HIGH, MODERATE = 0.8, 0.5  # shares of hours with a verified time
DOUBT = 0.2
SLIGHT = 0.0005
UNSEEN = ("not seen", "not watched")
SHOWN = 4


def headline(routed: Routed, told: Told) -> str:
    """Name the primary, what it takes and the fallback."""
    title, first = title_of(routed), routed.primary
    shut = _shut(routed, told)
    if first is None:
        return f"{title}: no route. With {shut}, nothing in the network leads there."
    best = "fastest" if routed.asked.by == "days" else "cheapest"
    said = f"With {shut}, the {best} route from {title} is {first.name}"
    takes = f"{said}: {words.days_of(first)}, {_cost(first, routed)}."
    return " ".join(part for part in (takes, _doubt(routed, told), _fallback(routed, told)) if part)


def _doubt(routed: Routed, told: Told) -> str:
    """Say that the primary is likely shut, by gates that nobody saw open."""
    first = routed.primary
    blind = [name for name in (first.groups if first else ()) if told.gate_of[name].stand in UNSEEN]
    return words.doubt(told.network, blind, closing(routed.chances, routed.expanded.mask(blind)))


def _shut(routed: Routed, told: Told) -> str:
    """Say what is shut, seen so or asked for, and what else was asked."""
    names = routed.expanded.named(routed.state)
    said = words.shut([told.gate_of[name] for name in names])
    supposed = [one for one in routed.altered.said if one.partition(" ")[0] not in names]
    shut = f"{said} shut" if said else "no gate shut"
    return f"{shut} ({', '.join(supposed)}, supposed)" if supposed else shut


def _cost(route: Route, routed: Routed) -> str:
    cargo = routed.asked.cargo_feu
    return f"{words.usd_of(route, cargo)} for {cargo:g} FEU"


def title_of(routed: Routed) -> str:
    """Say from where to where."""
    network = routed.altered.network
    return f"{words.place(network, routed.asked.start)} to {words.place(network, routed.asked.end)}"


def _fallback(routed: Routed, told: Told) -> str:
    first = routed.primary
    if first is None or not first.mask:
        return "It passes no gate of this case."
    if routed.fallback:
        return f"Fallback that shares no gate: {routed.fallback.name}, {words.days_of(routed.fallback)}."
    return f"No route avoids all its gates ({words.titles(told.network, first.groups)})."


def items(routed: Routed, told: Told) -> Iterator[Item]:
    """Yield the lines of the sheet: each can stand by itself in a register."""
    first, second = routed.primary, routed.fallback
    best = "fastest" if routed.asked.by == "days" else "cheapest"
    modes = ", ".join(routed.asked.modes)
    yield Item(
        key="asked", title="Asked", says=title_of(routed),
        because=f"{routed.asked.cargo_feu:g} FEU, {best}, by {modes}; with {_shut(routed, told)}.",
    )  # fmt: skip
    if first is None:
        yield Item(key="primary", title="Primary", says=words.NO_ROUTE, because=_openers(routed, told))
        return
    yield _way("primary", first, routed, told)
    if second:
        yield _way("fallback", second, routed, told)
    else:
        none = "none that shares no gate" if first.mask else "not needed"
        yield Item(key="fallback", title="Fallback", says=none, because=_fallback(routed, told))
    doubtful = _doubtful(routed, told)
    if doubtful:
        yield Item(key="beware", title="Not seen, and may be shut too", says=doubtful, editorial=True)
    yield Item(
        key="killers", title="What ends it", says=_killers(routed, told), because=_shared(routed, told)
    )
    yield _triggers(routed, told)
    yield Item(key="decide", title="Decide before", says=_decide(routed))
    yield Item(key="closures", title="Last closures", says=_lasted(routed, told) or "none on record")
    yield Item(key="confidence", title="Confidence", says=confidence(first), because=assumed(first))


def _way(key: str, route: Route, routed: Routed, told: Told) -> Item:
    low, value, high = route.days
    cargo = routed.asked.cargo_feu
    cheap, usd, dear = (cargo * one for one in route.usd)
    return Item(
        key=key,
        title=key.capitalize(),
        says=route.name,
        because=f"{words.days_of(route)}, {_cost(route, routed)}, {route.km:,.0f} km.",
        detail=(
            ("Days", f"{value:.1f} ({words.ends(low, high)})"),
            (
                "USD" if cargo != 1 else "USD per FEU",
                f"{words.usd(usd)} ({words.usd(cheap)}–{words.usd(dear)})",
            ),
            ("Kilometres", f"{route.km:,.0f}"),
            ("Passes", words.titles(told.network, route.groups) if route.mask else "no gate of this case"),
        ),
    )


def _openers(routed: Routed, told: Told) -> str:
    """Say which shut gate alone, once open, would give a route."""
    names = routed.expanded.named(routed.state)
    found = [
        words.lower(told.network.groups[name].title)
        for name in names
        if routed.solved.route(routed.state & ~routed.expanded.mask([name])) is not None
    ]
    if found:
        return f"A route opens with {' or '.join(found)}."
    if routed.solved.route(0) is not None:
        return "No single gate opens one: more than one must open."
    return "Nothing in the network connects the two by these modes, not even with every gate open."


def _doubtful(routed: Routed, told: Told) -> str:
    """Say which gates of the primary are likely shut, given what is known to be shut and common causes."""
    first = routed.primary
    states = range(len(routed.chances))
    said = []
    for name in first.groups if first else ():
        bit = routed.expanded.mask([name])
        chance = float(sum(routed.chances[state] for state in states if state & bit))
        if chance > DOUBT and told.gate_of[name].stand in UNSEEN:
            said.append(f"{words.lower(told.network.groups[name].title)}, {likely(chance)}")
    shut = words.titles(told.network, routed.expanded.named(routed.state))
    return f"With {shut} shut, the causes that shut several: {'; '.join(said)}" if said else ""


def _lasted(routed: Routed, told: Told) -> str:
    names = {*(routed.primary.groups if routed.primary else ()), *routed.expanded.named(routed.state)}
    found = [(gate, last(gate)) for gate in told.gates if gate.group.key in names and gate.episodes]
    return "; ".join(f"{words.lower(gate.group.title)}: {days} days" for gate, days in found)


def _killers(routed: Routed, told: Told) -> str:
    """Say which further closures leave no route at all, or make it late, from the state asked for."""
    days = routed.days
    late = routed.asked.deadline_days
    ends = _ending(routed, [float(value) == float("inf") for value in days])
    said = f"{_said(ends, told)} leaves no route" if ends else "no closure, nor any two, leaves no route"
    if late is None:
        return said
    makes = _ending(routed, [value > late for value in days.tolist()])
    return f"{said}; {_said(makes, told) if makes else 'no closure, nor any two,'} makes it late"


def _ending(routed: Routed, lost: Sequence[bool]) -> list[tuple[int, ...]]:
    """Return the single further closures after which a state is lost, and the pairs of the others."""
    if lost[routed.state]:
        return []
    bits = [bit for bit in range(len(routed.expanded.groups)) if not routed.state >> bit & 1]
    one = [bit for bit in bits if lost[routed.state | 1 << bit]]
    rest = [bit for bit in bits if bit not in one]
    two = [pair for pair in combinations(rest, 2) if lost[routed.state | 1 << pair[0] | 1 << pair[1]]]
    return [*((bit,) for bit in one), *two]


def _said(ends: Sequence[tuple[int, ...]], told: Told) -> str:
    titles = [words.lower(group.title) for group in told.network.groups.values()]
    said = [" with ".join(titles[bit] for bit in end) for end in ends[:SHOWN]]
    more = f" or {len(ends) - SHOWN} other sets" if len(ends) > SHOWN else ""
    return " or ".join(said) + more


def _shared(routed: Routed, told: Told) -> str:
    """Say what the primary loses when each of its own gates closes."""
    first = routed.primary
    now = float(routed.days[routed.state])
    said = []
    for name in first.groups if first else ():
        then = float(routed.days[routed.state | routed.expanded.mask([name])])
        more = words.NO_ROUTE if math.isinf(then) else f"{words.more(then - now)}"
        said.append(f"{words.lower(told.network.groups[name].title)} shut: {more}")
    return f"{'; '.join(said)}." if said else "It meets no gate of this case."


def _triggers(routed: Routed, told: Told) -> Item:
    """Return what is watched on the primary, with its newest reading, and what is not."""
    first = routed.primary
    gates = [told.gate_of[name] for name in (first.groups if first else ())]
    watched = [gate for gate in gates if gate.watch and (gate.watch.indicator or gate.watch.source)]
    blind = [gate.group.key for gate in gates if gate not in watched]
    return Item(
        key="trigger",
        title="What to watch",
        says="; ".join(_trigger(gate, told) for gate in watched) or "no gate on it is watched",
        because=f"Nothing watches {words.titles(told.network, blind)}." if blind else "",
        since=max((gate.seen for gate in watched if gate.seen), default=None),
    )


def _trigger(gate: Gate, told: Told) -> str:
    watch = gate.watch
    title = words.lower(gate.group.title)
    if watch and watch.indicator:
        return f"{title}: {watch.indicator} below {watch.closed_below:g} ({gate.reading}, {_seen(gate)})"
    return f"{title}: {words.stands(gate, told.as_of)}"


def _seen(gate: Gate) -> str:
    return say_day(gate.seen) if gate.seen else "never"


def _decide(routed: Routed) -> str:
    parting = routed.parting
    if parting is None:
        return "departure: no fallback leaves from further on"
    place, days = parting
    name = words.place(routed.altered.network, place)
    if not days:
        return f"departure: primary and fallback part at {name}"
    return f"{name}, {words.days(days)} after departure, where primary and fallback part"


def verified(route: Route) -> tuple[float, float, float]:
    """Return the shares of a route's kilometres, moving hours and line haul with a verified source."""
    links = [route.network.links[key] for key in route.links]
    shares = []
    for name in ("length", "hours", "usd"):
        whole = sum(getattr(link, name).value for link in links)
        sure = sum(getattr(link, name).value for link in links if getattr(link, name).verified)
        shares.append(sure / whole if whole else 0.0)
    return shares[0], shares[1], shares[2]


def confidence(route: Route) -> str:
    """Grade the basis of a route's figures: by the share of hours with a verified time."""
    km, hours, _ = verified(route)
    return "high" if hours >= HIGH else "moderate" if hours >= MODERATE and km >= MODERATE else "low"


def assumed(route: Route) -> str:
    """Say what of a route's figures is modelled."""
    km, hours, usd = verified(route)
    return (
        f"Verified: {percent(km)} of the kilometres, {percent(hours)} of the moving hours, {percent(usd)} of "
        "the line haul. The rest is modelled from speeds and unit rates, with its range; queues are left out."
    )


def figures(routed: Routed) -> Iterator[Figure]:
    """Yield days, dollars and chances of the journey in its state."""
    first = routed.primary
    if first is None:
        return
    cargo = routed.asked.cargo_feu
    for name, title, bounded, unit in (
        ("days", "Days", first.days, "days"),
        ("usd", f"Dollars for {cargo:g} FEU", tuple(cargo * one for one in first.usd), "USD"),
    ):
        low, value, high = bounded
        yield Figure(
            name=name,
            title=title,
            value=value,
            unit=unit,
            low=low,
            high=high,
            bounds="low and high of every leg",
        )
    lost = float(routed.chances[np.isinf(routed.days)].sum())
    if lost > SLIGHT:
        yield Figure(
            name="no-route", title="Chance that no route is left", value=100 * lost, unit="%",
            note="what is shut stays shut; other gates by base rates and common causes", editorial=True,
        )  # fmt: skip
    if routed.late is not None:
        yield Figure(
            name="late", title=f"Chance of more than {routed.asked.deadline_days:g} days",
            value=100 * routed.late, unit="%", note="over gate states and draws of times", editorial=True,
        )  # fmt: skip


def drawings(routed: Routed, told: Told) -> Iterator[Drawing]:
    """Yield the map and the two charts by distance."""
    routes = [route for route in (routed.primary, routed.fallback) if route]
    if not routes:
        return
    shut = routed.expanded.named(routed.state)
    yield Drawing(
        chart="atlas", title=f"{title_of(routed)}: {routes[0].name}",
        data=atlas(routes, closed=shut, as_of=told.as_of),
    )  # fmt: skip
    yield Drawing(
        chart="courses", title=f"Days by distance: {words.days(routes[0].days[1])}", data=courses(routes)
    )
    yield Drawing(
        chart="courses", title=f"Dollars by distance: {words.usd(routes[0].usd[1])} USD per FEU",
        data=courses(routes, "USD per FEU"),
    )  # fmt: skip
