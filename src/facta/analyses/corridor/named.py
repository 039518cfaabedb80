"""Every word of a corridor's parameters that must be a place, a gate or a project of its network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.corridor import Corridor
    from facta.corridors.network import Network


def unknown(asked: Corridor, network: Network) -> Iterator[str]:
    """Yield a line for every word that the network does not know, with the nearest it does."""
    kinds = {
        "place": set(network.nodes),
        "closure group": set(network.groups),
        "project": set(network.projects),
        "project or link": {*network.projects, *network.links},
        "place or link": {*network.nodes, *network.links},
        "source": set(network.sources),
    }
    for where, what, word in _words(asked):
        if word not in kinds[what]:
            yield f"{where}: {asked.network} has no {what} {word!r}{nearest(word, kinds[what])}"


def _words(asked: Corridor) -> Iterator[tuple[str, str, str]]:
    for key, journey in asked.journeys.items():
        yield f"journeys.{key}.start", "place", journey.start
        yield f"journeys.{key}.end", "place", journey.end
    for key in asked.gates:
        yield f"gates.{key}", "closure group", key
    for number, shock in enumerate(asked.shocks):
        yield from ((f"shocks.{number}.closes", "closure group", word) for word in shock.closes)
    for key in asked.projects:
        yield f"projects.{key}", "project", key
    for key, flow in asked.flows.items():
        yield from ((f"flows.{key}.starts", "place", word) for word in flow.starts)
        yield from ((f"flows.{key}.ends", "place", word) for word in flow.ends)
    for key, site in asked.sites.items():
        yield f"sites.{key}.place", "place", site.place
        yield f"sites.{key}.end", "place", site.end
    for number, check in enumerate(asked.checks):
        yield from ((f"checks.{number}.via", "place", word) for word in check.via)
        yield from ((f"checks.{number}.opened", "project or link", word) for word in check.opened)
        yield from ((f"checks.{number}.closed", "place or link", word) for word in check.closed)
        yield from ((f"checks.{number}.source", "source", word) for word in check.source.split(";"))
