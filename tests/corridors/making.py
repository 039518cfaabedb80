"""Small networks: one of seven places as tables, and pieces to build others from."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from facta.corridors import Group, Handling, Link, Network, Node, Quantity, Transfer, read_network
from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from facta.corridors.network import GroupKind, Mode, PlaceKind

# Northtown and Midtown are joined by a gate (rail, road) and by a pass (road). From Midtown one road and
# a railway not yet built lead to Westport, whose ships pass a strait, and a road to Eastport, whose do not.
TABLES = {
    "sources.csv": """\
source_id,publisher,title,url,date,kind,supports
S1,Example office,Lengths of roads and railways,https://example.org/1,2025-01-01,official,length
GK,nobody,general knowledge,,,unverified,
""",
    "nodes.csv": """\
node_id,name,country,node_type,y_coord,x_coord,coord_source,coord_verified
NOR,Northtown,KAZ,city,44,66,S1,yes
GAT,Gate border (KAZ-UZB),KAZ-UZB,border,42,66,S1,yes
PAS,High Pass,UZB,pass,42,67.5,GK,no
MID,Midtown,UZB,city,40,66,S1,yes
WST,Westport,IRN,port,26,57,S1,yes
EST,Eastport,PAK,port,25,67,S1,yes
FAR,Farport,IND,port,20,71,S1,yes
""",
    "links.csv": """\
link_id,from_node_id,to_node_id,mode,gauge_mm,status,status_source,status_verified,project,\
length_km,length_source,length_verified,time_h,time_low_h,time_high_h,time_source,time_verified,\
cost_usd_per_feu,cost_low_usd_per_feu,cost_high_usd_per_feu,cost_source,cost_verified,\
capacity,capacity_unit,capacity_source,capacity_verified,countries,straits
L1,NOR,GAT,rail,1520,operating,S1,yes,,230,S1,yes,8,6,12,GK,no,180,90,360,GK,no,9,Mt/yr,S1,yes,KAZ,
L2,GAT,MID,rail,1520,operating,S1,yes,,230,S1,yes,8,6,12,GK,no,180,90,360,GK,no,,,,,UZB,
L3,NOR,GAT,road,,operating,S1,yes,,240,S1,yes,10,8,16,GK,no,460,300,500,GK,no,,,,,KAZ,
L4,GAT,MID,road,,operating,S1,yes,,240,S1,yes,10,8,16,GK,no,460,300,500,GK,no,,,,,UZB,
L5,NOR,PAS,road,,operating,GK,no,,330,GK,no,20,16,32,GK,no,660,400,700,GK,no,,,,,KAZ;UZB,
L6,PAS,MID,road,,operating,GK,no,,320,GK,no,20,16,32,GK,no,640,400,700,GK,no,,,,,UZB,
L7,MID,WST,road,,operating,S1,yes,,1900,S1,yes,80,64,128,GK,no,3600,2000,3800,GK,no,,,,,UZB;IRN,
L8,MID,WST,rail,1435,proposed,S1,yes,midtown-westport,1950,S1,yes,100,80,160,GK,no,1500,800,3000,GK,no,,,,,UZB;IRN,
L9,MID,EST,road,,operating,S1,yes,,1900,S1,yes,80,64,128,GK,no,3800,2000,3900,GK,no,,,,,UZB;PAK,
L10,WST,FAR,sea,,operating,S1,yes,,1900,S1,yes,73,58,117,GK,no,160,130,300,GK,no,,,,,IRN;IND,hormuz
L11,EST,FAR,sea,,operating,S1,yes,,800,S1,yes,31,25,50,GK,no,70,50,120,GK,no,,,,,PAK;IND,
P1,GAT,MID,pipeline,,operating,S1,yes,,230,S1,yes,,,,,,,,,,,10,bcm/yr,S1,yes,UZB,
""",
    "dwells.csv": """\
node_id,mode,dwell_h,dwell_low_h,dwell_high_h,dwell_source,dwell_verified,\
fee_usd,fee_low_usd,fee_high_usd,fee_source,fee_verified
GAT,rail,24,12,48,S1,yes,200,100,400,GK,no
GAT,road,10,5,20,S1,yes,200,100,400,GK,no
WST,port,120,60,240,GK,no,300,150,600,GK,no
EST,port,100,50,200,GK,no,200,100,400,GK,no
FAR,port,80,40,160,GK,no,200,100,400,GK,no
""",
    "groups.csv": """\
group_id,title,kind,links,source
gate,The gate,border,L1;L2;L3;L4,S1
strait,The strait,strait,L10,S1
winter,The pass in winter,season,L5;L6,GK
""",
    "transfers.csv": """\
from_mode,to_mode,dwell_h,dwell_source,dwell_verified,fee_usd,fee_source,fee_verified,because
rail,road,8,GK,no,100,GK,no,a container lifted between wagon and lorry
rail,rail,24,GK,no,150,GK,no,another gauge
""",
    "scenarios.csv": """\
scenario_id,title,what,attribute,value,source,because
railway,The railway to Westport built,midtown-westport,state,open,S1,supposed
railway,The railway to Westport built,gate,state,closed,S1,supposed
slow-gate,A slow gate,GAT,rail_dwell_h,96,GK,supposed
""",
}


def write(folder: Path, changed: Mapping[str, str | None] | None = None) -> Path:
    """Write the tables of the small network into a folder; those changed to None are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (TABLES | dict(changed or {})).items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    """Return the mistakes in a folder of tables."""
    with pytest.raises(CaseError) as raised:
        read_network(folder)
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """Write the small network with one thing in one of its tables changed."""
    assert TABLES[name].count(old) == 1, old
    return write(folder, {name: TABLES[name].replace(old, new)})


@cache
def tiny() -> Network:
    """Return the small network."""
    with TemporaryDirectory() as folder:
        return read_network(write(Path(folder)))


def quantity(value: float, low: float | None = None, high: float | None = None) -> Quantity:
    """Return a number that nobody vouches for."""
    return Quantity(value=value, low=value if low is None else low, high=value if high is None else high)


def handling(hours: float, usd: float = 0.0) -> Handling:
    """Return what something takes."""
    return Handling(hours=quantity(hours), usd=quantity(usd))


def node(key: str, kind: PlaceKind = "city", **dwell: Handling) -> Node:
    """Return a place on the equator, a degree east of the one before in the alphabet."""
    taken: dict[Mode, Handling] = {
        mode: dwell[mode] for mode in ("rail", "road", "sea", "ferry") if mode in dwell
    }
    return Node(
        key=key, name=key, country=("KAZ",), kind=kind, lat=0.0, lon=float(ord(key[0]) - ord("A")),
        coord_source="", located=False, dwell=taken,
    )  # fmt: skip


def link(ends: str, mode: Mode = "road", *, hours: float = 10.0, usd: float = 100.0, **given: Any) -> Link:
    """Return a link between two places: ``link("A-B")``; its key is its ends unless it has another."""
    start, _, end = ends.partition("-")
    made = Link(
        key=ends, start=start, end=end, mode=mode, gauge_mm=1520 if mode == "rail" else None,
        status="operating", status_source="", status_verified=False, length=quantity(120.0),
        hours=quantity(hours), usd=quantity(usd), capacity=None, countries=("KAZ",), straits=(),
    )  # fmt: skip
    return replace(made, **given)


def group(key: str, *links: str, kind: GroupKind = "border") -> Group:
    """Return a closure group."""
    return Group(key=key, title=key, kind=kind, links=links, source="")


def transfer(start: Mode, end: Mode, hours: float = 0.0, usd: float = 0.0) -> Transfer:
    """Return what changing between two modes takes."""
    return Transfer(start=start, end=end, handling=handling(hours, usd), because="")


def network(
    links: Iterable[Link],
    *,
    nodes: Iterable[Node] = (),
    groups: Iterable[Group] = (),
    transfers: Iterable[Transfer] = (),
) -> Network:
    """Return a network of links; places that are not given are plain cities."""
    stretches = {one.key: one for one in links}
    ends = {end for one in stretches.values() for end in (one.start, one.end)}
    places = {key: node(key) for key in sorted(ends)} | {one.key: one for one in nodes}
    projects: dict[str, tuple[str, ...]] = {}
    for one in stretches.values():
        if one.project:
            projects[one.project] = (*projects.get(one.project, ()), one.key)
    return Network(
        nodes=places, links=stretches, groups={one.key: one for one in groups}, transfers=tuple(transfers),
        projects=projects, scenarios={}, sources={}, digest="made",
    )  # fmt: skip
