"""Routes as a person reads them: legs between changes, what each takes, and a name by their gates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from facta.corridors.graph import BOUNDS, LAND, QUAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.corridors.graph import Expanded, Step
    from facta.corridors.network import Network

GATES = ("border", "pass")
HOURS_A_DAY = 24
Bounded = tuple[float, float, float]  # low, typical, high


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch by one mode, or a change of mode at a place, which has no kilometres."""

    mode: str
    places: tuple[str, ...]
    links: tuple[str, ...]
    km: float
    hours: Bounded
    usd: Bounded


@dataclass(frozen=True, eq=False)
class Route:
    """A way from one place to another through the steps of an expanded graph."""

    network: Network
    expanded: Expanded
    arcs: tuple[int, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps that take anything, in order."""
        found = (self.expanded.steps[arc] for arc in self.arcs)
        return tuple(step for step in found if step.link or step.parts)

    def without_quays(self) -> Route:
        """Return the same way without handling in the first and the last port."""
        kept = tuple(arc for arc in self.arcs if self.expanded.steps[arc].mode != QUAY)
        return Route(self.network, self.expanded, kept)

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The links in order."""
        return tuple(step.link for step in self.steps if step.link)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places in order, the first and the last among them."""
        moves = [step for step in self.steps if step.link]
        return (moves[0].start, *(step.end for step in moves)) if moves else ()

    @property
    def km(self) -> float:
        """The length."""
        return sum(self.network.links[link].length.value for link in self.links)

    @cached_property
    def days(self) -> Bounded:
        """Days: low, typical, high."""
        low, value, high = (
            float(self.expanded.hours(bound)[list(self.arcs)].sum()) / HOURS_A_DAY
            for bound in range(len(BOUNDS))
        )
        return low, value, high

    @cached_property
    def usd(self) -> Bounded:
        """Dollars per FEU: low, typical, high."""
        low, value, high = (
            float(self.expanded.usd(bound)[list(self.arcs)].sum()) for bound in range(len(BOUNDS))
        )
        return low, value, high

    @cached_property
    def mask(self) -> int:
        """The bits of the closure groups that close it."""
        mask = 0
        for arc in self.arcs:
            mask |= int(self.expanded.masks[arc])
        return mask

    @property
    def groups(self) -> tuple[str, ...]:
        """The closure groups that close it."""
        return self.expanded.named(self.mask)

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """Its stretches by one mode, and the changes between them."""
        runs: list[list[Step]] = []
        for step in self.steps:
            same = runs and step.link and runs[-1][0].link and runs[-1][0].mode == step.mode
            if same and runs[-1][0].gauge_mm == step.gauge_mm:
                runs[-1].append(step)
            else:
                runs.append([step])
        return tuple(self._leg(run) for run in runs)

    def _leg(self, run: Sequence[Step]) -> Leg:
        links = tuple(step.link for step in run if step.link)
        return Leg(
            mode=run[0].mode,
            places=(run[0].start, *(step.end for step in run)) if links else (run[0].start,),
            links=links,
            km=sum(self.network.links[link].length.value for link in links),
            hours=_total(part.hours for step in run for part in step.parts),
            usd=_total(part.usd for step in run for part in step.parts),
        )

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """The modes in order, each once where they follow each other."""
        modes = [step.mode for step in self.steps if step.link]
        return tuple(mode for number, mode in enumerate(modes) if number == 0 or modes[number - 1] != mode)

    @cached_property
    def gates(self) -> tuple[str, ...]:
        """The borders it passes, the ports where it changes to or from water, and its passes."""
        moves = [step for step in self.steps if step.link]
        wet = [step.mode not in LAND for step in moves]
        through = range(1, len(moves))
        return tuple(
            moves[at].start
            for at in through
            if self.network.nodes[moves[at].start].kind in GATES or wet[at - 1] or wet[at]
        )

    @cached_property
    def name(self) -> str:
        """A name by modes and gates: "road by Hairatan, Torkham"."""
        how = " and ".join(dict.fromkeys(self.modes))
        by = ", ".join(short(self.network.nodes[gate].name) for gate in self.gates)
        return f"{how} by {by}" if by else how


def _total(parts: Iterator[Bounded]) -> Bounded:
    low = value = high = 0.0
    for part in parts:
        low, value, high = low + part[0], value + part[1], high + part[2]
    return low, value, high


def short(name: str) -> str:
    """Return a place's name without what it is: "Torkham" of "Torkham border (AFG-PAK)"."""
    return re.split(r" border| \(| gauge break", name)[0]
