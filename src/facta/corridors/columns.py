"""The tables of a network and their columns, as `read_network` takes them and the documentation shows them.

The names follow GMNS (Zephyr Foundation, General Modeling Network Specification, 2020) where it has
them. A column that need not be there reads as blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from facta.corridors.network import GroupKind, Mode, PlaceKind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

MODES: Final[tuple[str, ...]] = get_args(Mode)
PIPELINE: Final = "pipeline"
PLACE_KINDS: Final[tuple[str, ...]] = get_args(PlaceKind)
STATUSES: Final[tuple[str, ...]] = get_args(Status)
GROUP_KINDS: Final[tuple[str, ...]] = get_args(GroupKind)
GAUGES: Final = ("1000", "1067", "1435", "1520", "1668", "1676")
CAPACITY_UNITS: Final = ("Mt/yr", "bcm/yr")
DWELL_MODES: Final = ("rail", "road", "port")
# As PortWatch (IMF, University of Oxford) counts ships at them.
STRAITS: Final = (
    "suez", "panama", "bosporus", "bab-el-mandeb", "malacca", "hormuz", "cape-of-good-hope", "gibraltar",
    "dover", "oresund", "taiwan", "korea", "tsugaru", "luzon", "lombok", "ombai", "bohai", "torres", "sunda",
    "makassar", "magellan", "yucatan", "windward", "mona", "balabac", "bering", "mindoro", "kerch",
)  # fmt: skip


class Column(NamedTuple):
    """A column: its name, whether the table must have it, and what it holds."""

    name: str
    must: bool
    holds: str


class Figure(NamedTuple):
    """The columns of a number: its value with its bounds, its source, and what it may be.

    ``above`` says that the least itself is not allowed.
    """

    value: str
    low: str
    high: str
    stem: str
    least: float
    most: float
    above: bool = False


LENGTH: Final = Figure("length_km", "", "", "length", 0, 40_000, above=True)
TIME: Final = Figure("time_h", "time_low_h", "time_high_h", "time", 0, 10_000, above=True)
COST: Final = Figure(
    "cost_usd_per_feu", "cost_low_usd_per_feu", "cost_high_usd_per_feu", "cost", 0, 1_000_000
)
CAPACITY: Final = Figure("capacity", "", "", "capacity", 0, 10_000, above=True)
DWELL: Final = Figure("dwell_h", "dwell_low_h", "dwell_high_h", "dwell", 0, 10_000)
FEE: Final = Figure("fee_usd", "fee_low_usd", "fee_high_usd", "fee", 0, 1_000_000)
FIGURES: Final = {figure.value: figure for figure in (LENGTH, TIME, COST, CAPACITY, DWELL, FEE)}


def _columns(must: str, may: Mapping[str, str], **holds: str) -> tuple[Column, ...]:
    needed = must.split()
    return tuple(Column(name, name in needed, text) for name, text in (holds | dict(may)).items())


def _figure(figure: Figure, holds: str) -> dict[str, str]:
    bounds = {figure.low: "its lower bound; blank: the number itself", figure.high: "its upper bound"}
    return {
        figure.value: holds,
        **{name: text for name, text in bounds.items() if name},
        f"{figure.stem}_method": "how it was made of what its source has",
        f"{figure.stem}_source": "sources, joined by `;`",
        f"{figure.stem}_verified": "`yes` when the number itself stands in its source, else `no`",
    }


_HANDLING: Final = {
    **_figure(DWELL, "hours it takes; 0 or more"),
    **_figure(FEE, "dollars per forty-foot container; 0 or more"),
}

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "sources.csv": _columns(
        "source_id publisher title",
        {"url": "where it can be read", "date": "when it was published", "supports": "what it was used for"},
        source_id="its id, such as `S01`",
        publisher="who says so",
        title="what it says",
        kind="what it is; `unverified` is what nobody saw in print, and verifies nothing",
    ),
    "nodes.csv": _columns(
        "node_id name country node_type y_coord x_coord",
        {
            "coord_source": "where the coordinates are from",
            "coord_verified": "`yes` when they were matched with it, else `no`",
            "note": "anything else",
        },
        node_id="its id, such as `TAS`",
        name="its name",
        country="ISO 3166 alpha-3; of a border both, joined by `-`",
        node_type=", ".join(f"`{kind}`" for kind in PLACE_KINDS),
        y_coord="latitude, decimal degrees",
        x_coord="longitude, decimal degrees",
    ),
    "links.csv": _columns(
        "link_id from_node_id to_node_id mode status length_km time_h cost_usd_per_feu",
        {
            **_figure(LENGTH, "kilometres"),
            **_figure(TIME, "hours it moves, without what its ends take; blank for a pipeline"),
            **_figure(COST, "line haul in dollars per forty-foot container; blank for a pipeline"),
            **_figure(CAPACITY, "what it can carry in a year; blank: not known"),
            "capacity_unit": "`Mt/yr`, or `bcm/yr` for gas",
            "countries": "ISO 3166 alpha-3, joined by `;`",
            "straits": "straits and canals a ship passes, joined by `;`",
            "note": "anything else",
        },
        link_id="its id, such as `L001`",
        from_node_id="a place",
        to_node_id="another place; both ways are alike",
        mode=", ".join(f"`{mode}`" for mode in (*MODES, PIPELINE)),
        gauge_mm="of rails: " + ", ".join(f"`{gauge}`" for gauge in GAUGES),
        status=", ".join(f"`{status}`" for status in STATUSES),
        status_source="sources, joined by `;`",
        status_verified="`yes` when the source says so, else `no`",
        project="what would open it, in lower-case words and hyphens",
    ),
    "dwells.csv": _columns(
        "node_id mode dwell_h fee_usd",
        {**_HANDLING, "note": "anything else"},
        node_id="a place",
        mode="`rail`, `road`: passing its border; `port`: between quay and land",
    ),
    "groups.csv": _columns(
        "group_id title kind links",
        {"source": "sources, joined by `;`", "note": "anything else"},
        group_id="its id, in lower-case words and hyphens",
        title="what closes, as a reader says it",
        kind=", ".join(f"`{kind}`" for kind in GROUP_KINDS),
        links="its links, joined by `;`",
    ),
    "transfers.csv": _columns(
        "from_mode to_mode dwell_h fee_usd",
        {**_HANDLING, "because": "why"},
        from_mode="a mode",
        to_mode="another mode; `rail` twice is a change of gauge",
    ),
    "scenarios.csv": _columns(
        "scenario_id title what attribute value",
        {"source": "sources, joined by `;`", "because": "why"},
        scenario_id="its id, in lower-case words and hyphens; one line for each thing it changes",
        title="what is supposed; the same on each of its lines",
        what="a group, a project, a link or a place",
        attribute="`state`, or a number of a link or a place",
        value="`open` or `closed`, or the number",
    ),
}
REQUIRED: Final = ("sources.csv", "nodes.csv", "links.csv")
