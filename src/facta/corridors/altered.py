"""A network with parts of it closed, opened or given another value: scenarios, and what a person asks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from facta.corridors.network import Handling, Link, Network, Node, Override, Quantity

LINK_NUMBERS = {"length_km": "length", "time_h": "hours", "cost_usd_per_feu": "usd"}
PLACE_NUMBERS = {
    f"{name}_{what}": (modes, part)
    for name, modes in (("rail", ("rail",)), ("road", ("road",)), ("port", ("sea", "ferry")))
    for what, part in (("dwell_h", "hours"), ("fee_usd", "usd"))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A network after what was asked: groups that are closed or open by request, and what was opened.

    Links and places that were closed are gone from ``network``.
    """

    network: Network
    closed: tuple[str, ...] = ()
    unclosed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    said: tuple[str, ...] = field(default=())


def alter(
    network: Network, close: Iterable[str] = (), open_: Iterable[str] = (), scenario: str | None = None
) -> Altered:
    """Close and open groups, projects, places and links, after the overrides of a scenario.

    Raises
    ------
    ValueError
        With every word that names nothing in the network, and the nearest one that does.
    """
    wrong = [] if scenario in {None, *network.scenarios} else [_unknown(scenario or "", network.scenarios)]
    words = {*network.groups, *network.projects, *network.nodes, *network.links}
    shut, opened = tuple(dict.fromkeys(close)), tuple(dict.fromkeys(open_))
    unknown = [word for word in (*shut, *opened) if word not in words]
    piped = [word for word in unknown if word in network.pipelines]
    wrong += [f"{word!r} is a pipeline, which carries no container" for word in piped]
    wrong += [_unknown(word, words) for word in unknown if word not in piped]
    wrong += [f"{word!r} is closed and opened: keep one" for word in shut if word in opened]
    wrong += [
        f"{word!r} is a place, which is never shut by itself: open what closes it"
        for word in opened
        if word in network.nodes
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    overrides = network.scenarios[scenario].overrides if scenario else ()
    for override in overrides:
        if override.attribute != "state":
            network = _set(network, override)
    states = {one.what: one.value for one in overrides if one.attribute == "state"}
    states |= dict.fromkeys(shut, "closed") | dict.fromkeys(opened, "open")
    return _stated(network, states)


def _unknown(word: str, words: Iterable[str]) -> str:
    known = sorted(words)
    like = f"; write {known[0]!r} or the like" if known else ""
    return f"nothing in the network is called {word!r}{nearest(word, known) or like}"


def _stated(network: Network, states: Mapping[str, str]) -> Altered:
    """Take out what is closed that is no group, and keep the rest for the router."""
    closed = tuple(name for name, state in states.items() if state == "closed")
    opened = tuple(name for name, state in states.items() if state == "open")
    gone = {link for name in closed if name not in network.groups for link in _links(network, name)}
    if gone:
        links = {key: link for key, link in network.links.items() if key not in gone}
        groups = {
            key: replace(group, links=tuple(link for link in group.links if link not in gone))
            for key, group in network.groups.items()
        }
        network = replace(network, links=links, groups=groups)
    return Altered(
        network=network,
        closed=tuple(name for name in closed if name in network.groups),
        unclosed=tuple(name for name in opened if name in network.groups),
        opened=tuple(name for name in opened if name not in network.groups),
        said=tuple(f"{name} {state}" for name, state in states.items()),
    )


def _links(network: Network, name: str) -> Iterable[str]:
    if name in network.projects:
        return network.projects[name]
    if name in network.nodes:
        return [key for key, link in network.links.items() if name in (link.start, link.end)]
    return (name,)


def _set(network: Network, override: Override) -> Network:
    """Set one number of a link or a place; its bounds move in proportion."""
    value = float(override.value)
    if override.what in network.links:
        links = dict(network.links)
        links[override.what] = _link_with(links[override.what], override.attribute, value)
        return replace(network, links=links)
    nodes = dict(network.nodes)
    nodes[override.what] = _place_with(nodes[override.what], override.attribute, value)
    return replace(network, nodes=nodes)


def _link_with(link: Link, attribute: str, value: float) -> Link:
    name = LINK_NUMBERS[attribute]
    return replace(link, **{name: _scaled(getattr(link, name), value)})  # type: ignore[arg-type]


def _place_with(node: Node, attribute: str, value: float) -> Node:
    modes, part = PLACE_NUMBERS[attribute]
    dwell = dict(node.dwell)
    for mode, handling in node.dwell.items():
        if mode in modes:
            dwell[mode] = _handled(handling, part, value)
    return replace(node, dwell=dwell)


def _handled(handling: Handling, part: str, value: float) -> Handling:
    return replace(handling, **{part: _scaled(getattr(handling, part), value)})


def _scaled(quantity: Quantity, value: float) -> Quantity:
    if not quantity.value:
        return replace(quantity, value=value, low=value, high=value)
    ratio = value / quantity.value
    return replace(quantity, value=value, low=quantity.low * ratio, high=quantity.high * ratio)
