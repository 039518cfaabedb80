"""The expanded graph of a network: one state per place, mode and gauge, and what each step takes.

A step is a link one way, with half of what the borders at its ends take, or a change of mode or gauge
at a place. Cargo begins and ends on land: where its first or last link is by water, it also goes
through that port, which is a step of the mode ``quay``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from facta.models.paths import Graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from facta.corridors.network import Handling, Link, Mode, Network, Node, Quantity

LAND: tuple[Mode, ...] = ("rail", "road")
WATER: tuple[Mode, ...] = ("sea", "ferry")
CARRIES: tuple[Mode, ...] = (*LAND, *WATER)  # a container; pipelines carry none


class State(NamedTuple):
    """Where cargo is and in what: it has arrived there, or is about to leave."""

    place: str
    mode: Mode
    gauge_mm: int | None
    arrived: bool = False


BOUNDS = ("low", "value", "high")
QUAY = "quay"  # the first or the last port of a journey


class Part(NamedTuple):
    """One addend of what a step takes: ``cause`` moves all parts of its name together."""

    cause: str
    hours: tuple[float, float, float]
    usd: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A link one way, or a change at a place, where ``link`` is empty; with the parts it is made of."""

    start: str
    end: str
    mode: str
    gauge_mm: int | None
    link: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Expanded:
    """A graph and its steps by arc; ``masks`` has a bit for each closure group that closes the arc."""

    graph: Graph
    steps: tuple[Step, ...]
    groups: tuple[str, ...]
    masks: NDArray[np.int64]
    leave: dict[str, int]
    reach: dict[str, int]

    def hours(self, bound: int = 1) -> NDArray[np.float64]:
        """Return hours by arc: bound 0 low, 1 typical, 2 high."""
        return self._sums[0][:, bound]

    def usd(self, bound: int = 1) -> NDArray[np.float64]:
        """Return dollars per FEU by arc: bound 0 low, 1 typical, 2 high."""
        return self._sums[1][:, bound]

    @cached_property
    def _sums(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shape = (len(self.steps), len(BOUNDS))
        hours, usd = np.zeros(shape), np.zeros(shape)
        for arc, step in enumerate(self.steps):
            for part in step.parts:
                hours[arc] += part.hours
                usd[arc] += part.usd
        return hours, usd

    def draws(self, count: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw hours and dollars by arc, each (count, arcs).

        Each cause has one triangular deviate between low and high with its mode at the typical value,
        shared by all its parts: slow railways of a country are slow on every stretch. A cause has the same
        deviates in every network, so that two networks differ only in what differs between them.
        """
        causes = sorted({part.cause for step in self.steps for part in step.parts})
        order = {cause: number for number, cause in enumerate(causes)}
        deviates = np.array([_deviates(cause, count, seed) for cause in causes]).reshape(-1, count).T
        down, up = np.maximum(-deviates, 0.0), np.maximum(deviates, 0.0)
        hours, usd = (np.tile(sums[:, 1], (count, 1)) for sums in self._sums)
        for arc, step in enumerate(self.steps):
            for part in step.parts:
                number = order[part.cause]
                for total, (low, value, high) in ((hours, part.hours), (usd, part.usd)):
                    if high > low:
                        total[:, arc] += up[:, number] * (high - value) - down[:, number] * (value - low)
        return np.maximum(hours, 0.0), np.maximum(usd, 0.0)

    def between(self, starts: Iterable[str], ends: Iterable[str]) -> tuple[Graph, int, int]:
        """Return the graph with a vertex before any of some places and one behind any of others.

        Its first arcs are those of this graph.
        """
        source, sink = self.graph.size, self.graph.size + 1
        first = [self.leave[place] for place in starts]
        last = [self.reach[place] for place in ends]
        tail = np.concatenate([self.graph.tail, np.full(len(first), source), np.array(last, np.int64)])
        head = np.concatenate([self.graph.head, np.array(first, np.int64), np.full(len(last), sink)])
        return Graph(size=sink + 1, tail=tail, head=head), source, sink

    def mask(self, names: Iterable[str]) -> int:
        """Return the bits of closure groups."""
        return sum(1 << self.groups.index(name) for name in set(names))

    def named(self, mask: int) -> tuple[str, ...]:
        """Return the closure groups of some bits."""
        return tuple(name for bit, name in enumerate(self.groups) if mask >> bit & 1)


def _deviates(cause: str, count: int, seed: int) -> NDArray[np.float64]:
    generator = np.random.default_rng([seed, crc32(cause.encode())])
    return generator.triangular(-1.0, 0.0, 1.0, count)


def links_open(network: Network, opened: Iterable[str] = ()) -> dict[str, Link]:
    """Return the links in operation that carry containers, and those of opened projects and links."""
    more = {link for name in opened for link in network.projects.get(name, (name,))}
    return {
        key: link
        for key, link in network.links.items()
        if link.mode in CARRIES and (link.status == "operating" or key in more)
    }


def expand(network: Network, opened: Iterable[str] = (), modes: Iterable[Mode] = CARRIES) -> Expanded:
    """Expand a network, with projects or links opened, to what cargo can do on it."""
    return _expanded(network, tuple(sorted(set(opened))), tuple(sorted(set(modes))))


@lru_cache(maxsize=64)
def _expanded(network: Network, opened: tuple[str, ...], modes: tuple[Mode, ...]) -> Expanded:
    usable = {name: link for name, link in links_open(network, opened).items() if link.mode in modes}
    bits: defaultdict[str, int] = defaultdict(int)
    for bit, group in enumerate(network.groups.values()):
        for closed in group.links:
            bits[closed] |= 1 << bit
    arcs: list[tuple[int, int, int, Step]] = []
    states: dict[State, int] = {}
    for name, link in usable.items():
        for start, end in ((link.start, link.end), (link.end, link.start)):
            here = State(start, link.mode, link.gauge_mm)
            there = State(end, link.mode, link.gauge_mm, arrived=True)
            first, second = (states.setdefault(state, len(states)) for state in (here, there))
            arcs.append((first, second, bits[name], _along(network, name, start, end)))
    arcs += _changes(network, states)
    leave = {place: len(states) + 2 * number for number, place in enumerate(network.nodes)}
    reach = {place: number + 1 for place, number in leave.items()}
    for state, number in states.items():
        step = _end(network.nodes[state.place], state.mode)
        if not state.arrived:
            arcs.append((leave[state.place], number, 0, step))
        else:
            arcs.append((number, reach[state.place], 0, step))
    tail, head, masks, steps = zip(*arcs, strict=True) if arcs else ((), (), (), ())
    graph = Graph(
        size=len(states) + 2 * len(network.nodes),
        tail=np.array(tail, np.int64),
        head=np.array(head, np.int64),
    )
    return Expanded(graph, steps, tuple(network.groups), np.array(masks, np.int64), leave, reach)


def _changes(network: Network, states: Mapping[State, int]) -> Iterator[tuple[int, int, int, Step]]:
    """Yield the arcs between the states of one place: what arrived goes on as it is, or changes once."""
    at: defaultdict[str, list[State]] = defaultdict(list)
    for state in states:
        at[state.place].append(state)
    for place, here in at.items():
        come, go = ([state for state in here if state.arrived is flag] for flag in (True, False))
        for one, other in product(come, go):
            step = _change(network, network.nodes[place], one, other)
            if step:
                yield states[one], states[other], 0, step


def _along(network: Network, name: str, start: str, end: str) -> Step:
    link = network.links[name]
    where = "-".join(link.countries) if link.mode in LAND else ""
    parts = [Part(f"{link.mode} {where}".strip(), _bounds(link.hours), _bounds(link.usd))]
    parts += [
        _taken(f"{link.mode} at {place}", network.nodes[place].dwell[link.mode], 0.5)
        for place in (start, end)
        if link.mode in LAND and link.mode in network.nodes[place].dwell
    ]
    return Step(start, end, link.mode, link.gauge_mm, name, tuple(parts))


def _end(node: Node, mode: Mode) -> Step:
    """Return what begins or ends a journey: nothing on land, the port where it is by water."""
    taken = (
        (_taken(f"port {node.key}", node.dwell[mode], 1.0),) if mode in WATER and mode in node.dwell else ()
    )
    return Step(node.key, node.key, QUAY if mode in WATER else "", None, "", taken)


def _change(network: Network, node: Node, one: State, other: State) -> Step | None:
    """Return what going on from a place takes, or None where one cannot change so."""
    if one.mode in LAND and one[1:3] == other[1:3]:
        return Step(node.key, node.key, "", None, "", ())
    changes = f"{one.mode}-{other.mode}"
    ports = [mode for mode in WATER if mode in (one.mode, other.mode) and mode in node.dwell]
    found = next((t for t in network.transfers if {t.start, t.end} == {one.mode, other.mode}), None)
    parts: tuple[Part, ...] = ()
    if ports:
        parts = (_taken(f"port {node.key}", node.dwell[ports[0]], 1.0),)
    elif one.mode == other.mode == "rail" and "rail" in node.dwell:
        parts = ()  # what its border takes holds the change of gauge
    elif found:
        parts = (_taken(f"{found.start}-{found.end}", found.handling, 1.0),)
    else:
        return None
    return Step(node.key, node.key, changes, other.gauge_mm, "", parts)


def _taken(cause: str, handling: Handling, share: float) -> Part:
    hours, usd = handling.hours, handling.usd
    return Part(
        cause,
        (share * hours.low, share * hours.value, share * hours.high),
        (share * usd.low, share * usd.value, share * usd.high),
    )


def _bounds(quantity: Quantity) -> tuple[float, float, float]:
    return quantity.low, quantity.value, quantity.high


def causes(steps: Iterable[Step]) -> Iterator[str]:
    """Yield every cause of what steps take."""
    yield from {part.cause: None for step in steps for part in step.parts}
