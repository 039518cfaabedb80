"""GeoJSON: events that have a place, the places and links of networks, and the lines of a case.

A located event carries what it is and how it is found again, not its words nor the names in it.

References
----------
Butler, H. and others (2016). The GeoJSON format. RFC 7946.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from facta.cases import lines_of, networks_of
from facta.exports.package import File
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.cases import Case
    from facta.corridors.network import Link, Network, Node, Pipeline
    from facta.exports.package import Package

Plain = dict[str, object]
Position = list[float]
says: Final = "a map: located events, networks and lines"
ending: Final = ".geojson"
DECIMALS: Final = 6  # ten centimetres; RFC 7946 asks for no more
HALF, WHOLE = 180.0, 360.0
TOLD = (
    "source", "ref", "kind", "actor", "target", "place", "country", "start", "end", "value", "low", "high",
    "unit", "precision_km", "status", "grade", "verified", "known_at", "known_by", "snapshot", "citation",
    "redistributable",
)  # fmt: skip


def files(package: Package) -> Iterator[File]:
    """Yield the map."""
    features = [*_events(package), *_networks(package.case, package), *_lines(package.case, package)]
    assessment = package.edition.assessment
    located = package.whole["records"].filter(pl.col("table") == "events")
    made = {
        "type": "FeatureCollection",
        "facta": {
            "case": assessment.case,
            "title": assessment.title,
            "as_of": str(package.as_of),
            "case_digest": assessment.inputs.case_digest,
            "store_digest": assessment.inputs.store_digest,
            "version": __version__,
            "events": len(located),
            "events_without_a_place": int((located["lat"].is_null() | located["lon"].is_null()).sum()),
            "withheld": [dict(row) for row in package.whole["withheld"].iter_rows(named=True)],
        },
        "features": features,
    }
    body = json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    yield File(f"{package.name}{ending}", body.encode())


def _events(package: Package) -> Iterator[Plain]:
    here = pl.col("lat").is_not_null() & pl.col("lon").is_not_null()
    for row in package.whole["records"].filter(here).iter_rows(named=True):
        told = {name: row[name] for name in TOLD}
        for name in ("start", "end", "known_at"):
            told[name] = str(row[name])
        geometry: Plain = {"type": "Point", "coordinates": _position(row["lat"], row["lon"])}
        yield _feature("event", f"event/{row['source']}/{row['ref']}", geometry, told)


def _networks(case: Case, package: Package) -> Iterator[Plain]:
    for name, network in networks_of(case).items():
        as_of = str(package.as_of)
        for node in network.nodes.values():
            yield _place(name, node, as_of)
        for link in network.links.values():
            yield _link(name, network, link, as_of)
        for pipeline in network.pipelines.values():
            yield _link(name, network, pipeline, as_of)


def _place(name: str, node: Node, as_of: str) -> Plain:
    told: Plain = {
        "network": name,
        "key": node.key,
        "name": node.name,
        "kind": node.kind,
        "country": list(node.country),
        "located": node.located,
        "coord_source": node.coord_source,
        "grade": None,
        "known_at": None,
        "as_of": as_of,
    }
    geometry: Plain = {"type": "Point", "coordinates": _position(node.lat, node.lon)}
    return _feature("place", f"place/{name}/{node.key}", geometry, told)


def _link(name: str, network: Network, link: Link | Pipeline, as_of: str) -> Plain:
    ends = [network.nodes[key] for key in (link.start, link.end)]
    told: Plain = {
        "network": name,
        "key": link.key,
        "from": link.start,
        "to": link.end,
        "mode": getattr(link, "mode", "pipeline"),
        "status": link.status,
        "status_source": link.status_source,
        "verified": link.status_verified,
        "length_km": link.length.value,
        "length_km_low": link.length.low,
        "length_km_high": link.length.high,
        "schematic": True,
        "grade": None,
        "known_at": None,
        "as_of": as_of,
    }
    geometry = _line([(node.lat, node.lon) for node in ends])
    return _feature("link", f"link/{name}/{link.key}", geometry, told)


def _lines(case: Case, package: Package) -> Iterator[Plain]:
    for name, line in lines_of(case).items():
        told: Plain = {
            "key": name,
            "title": case.lines[name].title,
            "grade": None,
            "known_at": None,
            "as_of": str(package.as_of),
        }
        parts = [part for points in line.parts for part in _cut([(lat, lon) for lat, lon in points.tolist()])]
        drawn = [part for part in parts if len(part) > 1]
        geometry: Plain = {"type": "MultiLineString", "coordinates": drawn}
        yield _feature("line", f"line/{name}", geometry, told)


def _feature(layer: str, key: str, geometry: Plain, told: Plain) -> Plain:
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": {"layer": layer, **told}}


def _line(points: list[tuple[float, float]]) -> Plain:
    parts = _cut(points)
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _cut(points: list[tuple[float, float]]) -> list[list[Position]]:
    """Return a line cut where it crosses the antimeridian, since no part of a map lies beyond it.

    >>> _cut([(50.0, 170.0), (60.0, -170.0)])
    [[[170.0, 50.0], [180.0, 55.0]], [[-180.0, 55.0], [-170.0, 60.0]]]
    """
    parts = [[_position(*points[0])]] if points else []
    for (lat, lon), (next_lat, next_lon) in pairwise(points):
        if abs(next_lon - lon) > HALF:
            edge = HALF if lon > 0 else -HALF
            beyond = next_lon + (WHOLE if edge > 0 else -WHOLE)
            share = (edge - lon) / (beyond - lon) if beyond != lon else 0.0  # it begins on the edge
            crossing = lat + share * (next_lat - lat)
            parts[-1].append(_position(crossing, edge))
            parts.append([_position(crossing, -edge)])
        parts[-1].append(_position(next_lat, next_lon))
    return parts


def _position(lat: float, lon: float) -> Position:
    return [round(lon, DECIMALS), round(lat, DECIMALS)]
