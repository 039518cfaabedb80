"""The tables of a route sheet: legs, other routes, further closures, switching values, the gates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facta.analyses.corridor import words
from facta.results import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.corridor.live import Gate
    from facta.analyses.corridor.near import Nearby
    from facta.analyses.corridor.routing import Choice, Routed
    from facta.analyses.corridor.told import Told
    from facta.corridors.journeys import Leg, Route

SHOWN = 4
SLIGHT = 0.005  # shares below half a per cent are not told


def tables(routed: Routed, told: Told, nearby: Nearby | None) -> Iterator[Table]:
    """Yield the legs, the other routes, what each further closure costs, and what may give."""
    first = routed.primary
    if first is None:
        return
    yield _legs(routed, first)
    yield _choices(routed)
    yield _further(routed, told)
    if routed.switches:
        yield _switches(routed)
    yield _closures(routed, told)
    if nearby is not None:
        yield from nearby.tables()


def _legs(routed: Routed, route: Route) -> Table:
    network = routed.altered.network
    rows = tuple(
        (
            _stretch(routed, leg),
            leg.mode,
            f"{leg.km:,.0f}" if leg.links else "",
            _days(leg),
            words.usd(leg.usd[1]),
        )
        for leg in route.legs
    )
    del network
    return Table(
        title=f"Leg by leg: {words.days_of(route)} over {route.km:,.0f} km",
        columns=("Leg", "By", "km", "Days", "USD per FEU"),
        rows=rows,
        right=(2, 3, 4),
        note="Days: typical (low–high), borders included. Lines without kilometres are ports and changes.",
    )


def _stretch(routed: Routed, leg: Leg) -> str:
    names = [words.place(routed.altered.network, key) for key in leg.places]
    return f"{names[0]} – {names[-1]}" if leg.links else names[0]


def _days(leg: Leg) -> str:
    low, value, high = (hours / 24 for hours in leg.hours)
    return f"{value:.1f} ({words.ends(low, high)})"


def _choices(routed: Routed) -> Table:
    rows = tuple(_choice(one) for one in routed.choices)
    other = f" Routes not shown win {words.chance(routed.other_wins)}." if routed.other_wins > SLIGHT else ""
    best = "fastest" if routed.asked.by == "days" else "cheapest"
    return Table(
        title=f"{len(rows)} routes that differ in what closes them",
        columns=("Route", "Days", "USD per FEU", "Worst 5 %", "Wins", "Passes"),
        rows=rows,
        right=(1, 2, 3, 4),
        note=(
            "Worst 5 %: mean days of the worst twentieth of gate states, where the best other route takes "
            f"over. Wins: share of {routed.draws} draws in which the {best} passes just these gates.{other} "
            "* beaten by another in days, dollars and tail. Gates are named as --close takes them."
        ),
    )


def _choice(one: Choice) -> tuple[str, ...]:
    route = one.route
    mark = "* " if one.dominated else ""
    return (
        f"{mark}{route.name}",
        f"{route.days[1]:.1f} ({words.ends(route.days[0], route.days[2])})",
        f"{words.usd(route.usd[1])} ({words.usd(route.usd[0])}–{words.usd(route.usd[2])})",
        words.days(one.spread.tail, ""),
        words.chance(one.wins),
        ", ".join(route.groups) or "no gate",
    )


def _further(routed: Routed, told: Told) -> Table:
    rows = []
    for bit, name in enumerate(routed.expanded.groups):
        if routed.state >> bit & 1:
            continue
        then = routed.solved.route(routed.state | 1 << bit, cheapest=routed.asked.by == "usd")
        first = routed.primary
        if then is None or first is None:
            rows.append((told.network.groups[name].title, words.NO_ROUTE, "", ""))
        elif then.arcs != first.arcs:
            rows.append(
                (
                    told.network.groups[name].title,
                    then.name,
                    words.more(then.days[1] - first.days[1]),
                    words.signed(then.usd[1] - first.usd[1]),
                )
            )
    same = len(routed.expanded.groups) - routed.state.bit_count() - len(rows)
    return Table(
        title="What carries it if one more gate closes",
        columns=("If this closes", "It goes by", "Days", "USD per FEU"),
        rows=tuple(rows),
        right=(2, 3),
        note=f"The other {same} gates change nothing. No probabilities are used." if same else "",
    )


def _switches(routed: Routed) -> Table:
    network = routed.altered.network
    rows = tuple(
        (
            words.cause(network, one.cause),
            f"{one.now_h:.0f} h",
            "no other way" if math.isinf(one.until_h) else f"< {one.until_h:.0f} h",
        )
        for one in routed.switches
    )
    return Table(
        title="Switching values: until when it stays the fastest",
        columns=("Stop", "Takes now", "Fastest while"),
        rows=rows,
        right=(1, 2),
        note="One stop at a time, all else typical. The hours of a border are those on this route.",
    )


def _closures(routed: Routed, told: Told) -> Table:
    first = routed.primary
    names = first.groups if first else ()
    rows = tuple(
        (gate.group.title, words.stands(gate, told.as_of), last(gate), words.often(gate))
        for gate in told.gates
        if gate.group.key in names or routed.expanded.mask([gate.group.key]) & routed.state
    )
    return Table(
        title="The gates of this journey: how they stand, and how long they were shut",
        columns=("Gate", "Stands", "Last closures, days", "Shut"),
        rows=rows,
    )


def last(gate: Gate) -> str:
    """Say the last closures of a gate: days, and the month each began."""
    found = [f"{one.days}{'' if one.end else '+'} ({one.start:%b %Y})" for one in gate.episodes[-SHOWN:]]
    return ", ".join(reversed(found)) or "none on record"
