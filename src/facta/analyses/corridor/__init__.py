"""What carries the traffic when a border shuts: journeys over a network, in every state of its gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from facta.analyses.base import Analysis, Named
from facta.analyses.corridor import gauged, sheet
from facta.analyses.corridor.drawn import drawings
from facta.analyses.corridor.live import sightings
from facta.analyses.corridor.named import unknown
from facta.analyses.corridor.near import nearby
from facta.analyses.corridor.parameters import Check, Flow, Incidents, Journey, Key, Shock, Site, Watch
from facta.analyses.corridor.parts import figures, gaps, headline, items
from facta.analyses.corridor.routing import Asked, Better, routed
from facta.analyses.corridor.tables import short, tables
from facta.analyses.corridor.told import tell
from facta.analyses.hypotheses.told import dated
from facta.corridors.altered import alter
from facta.corridors.named import Places
from facta.indicators import Selection
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.analyses.base import View
    from facta.corridors.network import Network

METHOD = (
    "Shortest paths on a graph of places by mode and gauge, with what borders, ports and changes take; "
    "solved exactly in every state of the closure groups. The chance of a state is from the share of days "
    "each group was shut and from causes that shut several together (Marshall and Olkin 1967). Cargo knows "
    "the state before it leaves."
)
EDITORIAL = (
    "Which links close together, causes that shut several, and shares of days marked illustrative are the "
    "author's; most times and costs of the network are modelled and not verified."
)
MOST_FEU, MOST_DAYS = 100_000, 3_650
NO_INCIDENTS = "Incidents near the route: no record with a place, so nothing is said of that hazard."


class Corridor(Analysis):
    """Journeys over a network: what carries them now, what each closure costs, what a project adds."""

    kind: Literal["corridor"] = "corridor"
    network: str = Field(description="A network of the case's `networks`.")
    journeys: dict[Key, Journey] = Field(min_length=1, description="Journeys that matter, the first leads.")
    gates: dict[Key, Watch] = Field(
        default_factory=dict, description="By closure group: what tells how it stands and how often it shuts."
    )
    shocks: tuple[Shock, ...] = Field(default=(), description="Causes that shut several gates together.")
    projects: dict[Key, str] = Field(
        default_factory=dict, description="Projects of the network to be weighed, with their titles."
    )
    flows: dict[Key, Flow] = Field(default_factory=dict, description="Goods that come by few gates.")
    sites: dict[Key, Site] = Field(default_factory=dict, description="Concessions and plants.")
    incidents: Incidents | None = Field(
        default=None, description="Records that count as incidents near a link."
    )
    checks: tuple[Check, ...] = Field(
        default=(), description="Published totals, to stand beside the network's."
    )
    registered: date | None = Field(
        default=None, description="The day the network was compiled; earlier days are hindsight."
    )
    draws: int = Field(default=500, ge=100, le=5000, description="Draws from the ranges of times and costs.")

    example: ClassVar[dict[str, Any]] = {
        "title": "Ways to the sea",
        "network": "roads",
        "journeys": {"north-south": {"title": "North to south", "start": "AAA", "end": "DDD"}},
        "gates": {
            "west-border": {
                "source": "ledger", "since": "2024-01-01",
                "share": {"low": 0.05, "typical": 0.1, "high": 0.2}, "because": "Closures are written down.",
            },
            "east-strait": {"indicator": "EX-2", "closed_below": 1, "because": "Ships are counted."},
        },
        "shocks": [
            {
                "title": "War on both sides", "closes": ["west-border", "east-strait"],
                "share": {"low": 0.0, "typical": 0.01, "high": 0.03}, "because": "A war shuts both.",
            }
        ],
    }  # fmt: skip

    def names(self) -> Iterator[Named]:
        """Yield the network and what watches the gates and flows."""
        yield Named(("network",), "network", self.network)
        for key, watch in self.gates.items():
            if watch.indicator:
                yield Named(("gates", key, "indicator"), "indicator", watch.indicator)
            if watch.source:
                yield Named(("gates", key, "source"), "source", watch.source)
        for key, flow in self.flows.items():
            if flow.indicator:
                yield Named(("flows", key, "indicator"), "indicator", flow.indicator)
        for number, source in enumerate(self.incidents.source if self.incidents else ()):
            yield Named(("incidents", "source", number), "source", source)

    def selections(self) -> Iterator[Selection]:
        """Yield the sightings of every gate, and the incidents."""
        for key, watch in self.gates.items():
            if watch.source:
                yield sightings(watch, key)
        if self.incidents:
            yield Selection(source=self.incidents.source, kind=self.incidents.kinds)

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield every word that names nothing in the network."""
        yield from unknown(self, view.networks[self.network])

    def analyse(self, view: View) -> Said:
        """Say what carries every journey on the day, and over all states of the gates."""
        told = tell(self, view)
        return Said(
            headline=headline(told),
            method=METHOD,
            items=tuple(items(told)),
            figures=tuple(figures(told)),
            tables=tuple(tables(told)),
            drawings=tuple(drawings(told)),
            short=short(told),
            gaps=tuple(gaps(told)),
            editorial=EDITORIAL + dated(self.registered),
        )

    def routed(self, view: View, asked: Asked) -> Said:
        """Say what carries one journey on the day: the route sheet.

        Gates last seen shut are shut, unless they are asked to be open.

        Raises
        ------
        ValueError
            When something asked for names nothing in the network, with the nearest that does.
        """
        told = tell(self, view)
        asked = _placed(told.network, asked)
        altered = alter(told.network, asked.close, asked.open, asked.scenario)
        shut = told.shut(altered)
        _check_links(told.network, asked, shut)
        state = sum(1 << bit for bit, name in enumerate(told.network.groups) if name in shut)
        found = routed(asked, altered, state, told.odds, self.draws)
        near = nearby(found.primary, self.incidents, view) if found.primary and self.incidents else None
        return Said(
            headline=sheet.headline(found, told),
            method=METHOD,
            items=tuple(sheet.items(found, told)),
            figures=tuple(sheet.figures(found)),
            tables=tuple(gauged.tables(found, told, near)),
            drawings=tuple(sheet.drawings(found, told)),
            gaps=(*gaps(told), *(() if near or not self.incidents else (NO_INCIDENTS,))),
            editorial=EDITORIAL + dated(self.registered),
        )


def _check_links(network: Network, asked: Asked, shut: Iterable[str]) -> None:
    """Refuse to open a link that a closed group shuts: opening it would change nothing."""
    wrong = [
        f"{word!r} is shut with {name!r}: open that"
        for word in asked.open
        for name in sorted(shut)
        if word in network.groups[name].links
    ]
    if wrong:
        raise ValueError("; ".join(wrong))


def _placed(network: Network, asked: Asked) -> Asked:
    """Give the places of a question their keys, or say all that is wrong with it."""
    places = Places(network)
    found = {word: places.find(word) for word in (asked.start, asked.end)}
    wrong = [places.wrong(word) for word, keys in found.items() if len(keys) != 1]
    start, end = found[asked.start], found[asked.end]
    if len(start) == 1 and start == end:
        wrong.append(f"a journey from {asked.start!r} to itself: name another place")
    if not 0 < asked.cargo_feu <= MOST_FEU:
        wrong.append(f"{asked.cargo_feu:g} FEU is no cargo: write a number above 0, up to {MOST_FEU:,}")
    if asked.deadline_days is not None and not 0 < asked.deadline_days <= MOST_DAYS:
        wrong.append(
            f"a deadline of {asked.deadline_days:g} days: write a number above 0, up to {MOST_DAYS:,}"
        )
    wrong += [
        f"{word!r} is an end of the journey: close what is on the way"
        for word in {*start, *end} & {*asked.close}
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return replace(asked, start=start[0], end=end[0])


__all__ = ["Asked", "Better", "Corridor"]
