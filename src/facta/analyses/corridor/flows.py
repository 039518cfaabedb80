"""What flows through few gates, and what waits at a site for a link: energy and minerals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facta.analyses.corridor.solved import one_way
from facta.corridors.graph import expand
from facta.models.cuts import min_cut

if TYPE_CHECKING:
    from facta.analyses.base import View
    from facta.analyses.corridor.parameters import Flow, Site
    from facta.corridors.journeys import Route
    from facta.corridors.network import Network
    from facta.records import Point, Standing


@dataclass(frozen=True, eq=False)
class Gates:
    """By how few links a good can be stopped, and what came beside what is needed."""

    key: str
    flow: Flow
    links: tuple[str, ...]
    capacity: float | None
    standing: Standing | None

    @property
    def latest(self) -> Point | None:
        """The newest figure of what came."""
        return self.standing.latest if self.standing else None

    @property
    def unit(self) -> str:
        """The unit of what came."""
        return self.standing.series.unit if self.standing else ""


def cut_of(key: str, flow: Flow, network: Network, view: View) -> Gates:
    """Find the fewest links of the given modes whose closing stops a good, and the newest figure of it.

    The capacity is that of the narrowest cut, None where a link of it has none on record.
    """
    expanded = expand(network, (), flow.modes)
    graph, source, sink = expanded.between(flow.ends, flow.starts)  # the cut nearest to where it comes in
    one = np.full(len(graph.tail), np.inf)
    one[[arc for arc, step in enumerate(expanded.steps) if step.link]] = 1.0
    cut = min_cut(graph, one, source, sink)
    links = tuple(dict.fromkeys(expanded.steps[arc].link for arc in cut.arcs))
    known = [network.links[link].capacity for link in links]
    capacity = sum(one.value for one in known if one) if known and all(known) else None
    standing = view.standing(flow.indicator) if flow.indicator else None
    return Gates(key, flow, links, capacity, standing)


@dataclass(frozen=True, eq=False)
class Waiting:
    """A site: its route out on the day, and the one that it would have if all that is planned were built."""

    key: str
    site: Site
    today: Route | None
    planned: Route | None

    @property
    def needs(self) -> tuple[str, ...]:
        """The links that it waits for, in the order of the route."""
        links = self.planned.network.links if self.planned else {}
        return tuple(
            key for key in (self.planned.links if self.planned else ()) if links[key].status != "operating"
        )


def waits(key: str, site: Site, network: Network, closed: int) -> Waiting:
    """Find the way out of a site in a closure state, and with every gate open and all that is planned."""
    planned = [name for name, link in network.links.items() if link.status != "operating"]
    ends = (site.place, site.end)
    today = one_way(network, ends, modes=site.modes, closed=closed)
    return Waiting(key, site, today, one_way(network, ends, planned, site.modes))
