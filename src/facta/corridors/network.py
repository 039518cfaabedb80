"""The nouns of a corridor: places, links, closure groups, projects and where each number is from.

Hours are hours, money is US dollars of the year of its source per forty-foot container (FEU), lengths
are kilometres. The columns follow GMNS (Zephyr Foundation, General Modeling Network Specification,
2020) where it has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Mode = Literal["rail", "road", "sea", "ferry"]
PlaceKind = Literal["city", "border", "port", "junction", "pass", "gauge break", "mine"]
Status = Literal["operating", "under construction", "proposed", "disused"]
GroupKind = Literal["border", "strait", "territory", "sanctions", "season", "pass", "crossing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of the network with its bounds, and where it is from.

    ``source`` names sources of the network, joined by ``;``; a number nobody vouches for has none and
    is not verified. ``verified`` says that the value stands in its source, not that its bounds do.
    ``method`` says how it was made of what the source has.
    """

    value: float
    low: float
    high: float
    source: str = ""
    verified: bool = False
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What a border, a port or a change of mode takes: hours, and dollars per FEU."""

    hours: Quantity
    usd: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place that links meet at; ``dwell`` is what passing its border takes, by mode of the link.

    Under ``sea`` and ``ferry`` it is what cargo takes between the quay and the land. ``located`` says
    that the coordinates were matched with those of ``coord_source``.
    """

    key: str
    name: str
    country: tuple[str, ...]
    kind: PlaceKind
    lat: float
    lon: float
    coord_source: str
    located: bool
    dwell: Mapping[Mode, Handling]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stretch between two places, by one mode and, on rails, of one gauge; both ways are alike.

    ``hours`` is moving time and ``usd`` the line haul: what its ends take stands on the places.
    """

    key: str
    start: str
    end: str
    mode: Mode
    gauge_mm: int | None
    status: Status
    status_source: str
    status_verified: bool
    length: Quantity
    hours: Quantity
    usd: Quantity
    capacity: Quantity | None
    countries: tuple[str, ...]
    straits: tuple[str, ...]
    project: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline between two places: it carries no container, so no route runs through it."""

    key: str
    start: str
    end: str
    status: Status
    status_source: str
    status_verified: bool
    length: Quantity
    capacity: Quantity | None
    capacity_unit: str
    countries: tuple[str, ...]
    project: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links that one cause closes together: a pair of borders, a strait, a territory, a season."""

    key: str
    title: str
    kind: GroupKind
    links: tuple[str, ...]
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What changing between two modes takes either way, where a place names nothing of its own.

    Between ``rail`` and ``rail`` it is a change of gauge.
    """

    start: Mode
    end: Mode
    handling: Handling
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One line of a scenario: what is closed, opened or set to a value, and why.

    ``what`` is a group, a project, a link or a place; ``value`` is ``open`` or ``closed`` where
    ``attribute`` is ``state``, and a number otherwise.
    """

    what: str
    attribute: str
    value: str
    source: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A small table of overrides under a name."""

    key: str
    title: str
    overrides: tuple[Override, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where numbers of the network are from."""

    key: str
    publisher: str
    title: str
    url: str
    date: str
    kind: str
    supports: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A network as data; ``digest`` is that of the bytes it was read from.

    ``projects`` has the links of each project. Two networks are equal when they are one.
    """

    nodes: Mapping[str, Node]
    links: Mapping[str, Link]
    groups: Mapping[str, Group]
    transfers: tuple[Transfer, ...]
    projects: Mapping[str, tuple[str, ...]]
    scenarios: Mapping[str, Scenario]
    sources: Mapping[str, Source]
    digest: str
    pipelines: Mapping[str, Pipeline] = field(default_factory=dict)
