"""How the corridor analysis says numbers, places, groups and routes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facta.corridors.journeys import short
from facta.likelihood import likely, percent
from facta.periods import say_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from facta.analyses.corridor.live import Gate
    from facta.corridors.journeys import Route
    from facta.corridors.network import Network

NO_ROUTE = "no route"
LITTLE_DAYS = 0.05
LEAST = 0.001
DOUBT = 0.5


def days(value: float, unit: str = " days") -> str:
    """Say days to a tenth, or that there is no route."""
    return NO_ROUTE if math.isinf(value) else f"{value:.1f}{unit}"


def more(value: float) -> str:
    """Say days more or fewer; nothing where it is the same."""
    if math.isinf(value):
        return NO_ROUTE
    return "same" if abs(value) < LITTLE_DAYS else f"{signed(value, 1)} d"


def signed(value: float, digits: int = 0) -> str:
    """Say a difference with its sign."""
    said = f"{value:+,.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return said[1:] if not any(digit in said for digit in "123456789") else said


def usd(value: float) -> str:
    """Say dollars to ten."""
    return NO_ROUTE if math.isinf(value) else f"{round(value, -1):,.0f}"


def ends(low: float, high: float, digits: int = 1) -> str:
    """Say two ends of a range."""
    return f"{low:,.{digits}f}–{high:,.{digits}f}"


def days_of(route: Route) -> str:
    """Say the days of a route with their bounds."""
    low, value, high = route.days
    return f"{value:.1f} days ({ends(low, high)})"


def usd_of(route: Route, feu: float = 1.0) -> str:
    """Say the dollars of a route with their bounds."""
    low, value, high = (feu * one for one in route.usd)
    return f"{usd(value)} USD ({usd(low)}–{usd(high)})"


def titles(network: Network, names: Sequence[str], last: str = "and") -> str:
    """Join the titles of closure groups."""
    said = [lower(network.groups[name].title) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {last} {said[-1]}" if said else "none"


def shut(gates: Sequence[Gate]) -> str:
    """Say which gates are shut, each with the day it was last seen so; not those inside another one."""
    within = [one for one in gates for other in gates if set(one.group.links) < set(other.group.links)]
    said = [lower(gate.group.title) + _last_seen(gate) for gate in gates if gate not in within]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def _last_seen(gate: Gate) -> str:
    return f" (last seen shut {say_day(gate.seen)})" if gate.closed and gate.seen else ""


def lower(title: str) -> str:
    """Write the first word small where it is no name."""
    first, _, rest = title.partition(" ")
    common = first in (
        "The",
        "All",
        "Links",
        "Road",
        "Sea",
        "Land",
        "Border",
        "Ferries",
        "Waiver",
        "Sanctions",
        "Strait",
    )
    return f"{first.lower()} {rest}".strip() if common else title


def place(network: Network, key: str) -> str:
    """Say the short name of a place."""
    return short(network.nodes[key].name)


def stretch(network: Network, link: str) -> str:
    """Say a link by its ends and its mode."""
    one = network.links[link]
    return f"{place(network, one.start)}–{place(network, one.end)} ({one.mode})"


def cause(network: Network, name: str) -> str:
    """Say what a part of a route's time is for."""
    mode, at, key = name.partition(" at ")
    if at:
        return f"{mode} border at {place(network, key)}"
    if name.startswith("port "):
        return f"port of {place(network, name.removeprefix('port '))}"
    return f"change between {name.replace('-', ' and ')}"


def stands(gate: Gate, as_of: date) -> str:
    """Say how a gate stands, since when, and how old the newest sighting is."""
    if gate.stand == "not watched":
        return "nothing watches it"
    if gate.stand == "not seen":
        return f"not known; last sighting {say_day(gate.seen)}" if gate.seen else "no sighting on record"
    since = f" since {say_day(gate.since)}" if gate.since else ""
    seen = f", last seen {say_day(gate.seen)}" if gate.seen else ""
    age = (as_of - gate.seen).days if gate.seen else 0
    return f"{gate.stand}{since}{seen}" + (f" ({age} days before)" if age > 0 else "")


def chance(share: float) -> str:
    """Say a share in per cent; the least that is worth saying is a tenth of one.

    >>> chance(0.25), chance(0.0), chance(4e-6)
    ('25 %', '0 %', 'under 0.1 %')
    """
    return "under 0.1 %" if 0 < share < LEAST else percent(share)


def doubt(network: Network, groups: Sequence[str], odds: float) -> str:
    """Say that the gates of a route are likely shut too, or nothing where they are not."""
    if odds < DOUBT:
        return ""
    said = f"But nobody saw {titles(network, groups)} open"
    return f"{said}, and by causes that shut several gates that way is {likely(odds)} shut."


def often(gate: Gate) -> str:
    """Say how often it was closed, and whether that is measured."""
    low, typical, high = gate.share
    if gate.rate is None:
        return f"{100 * typical:.3g} % of days ({100 * low:.3g}–{100 * high:.3g}), illustrative"
    return f"{100 * typical:.1f} % of days ({100 * low:.1f}–{100 * high:.1f}), measured"
