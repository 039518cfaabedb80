"""PROV-O as JSON-LD: from the judgement by parts, levels, findings and series back to the bytes.

Each thing was derived from what it rests on: judgement, strand or analysis, part, standing, finding,
series, record, snapshot. Records that may not be passed on are not in it; how many is said.

References
----------
Lebo, T., Sahoo, S. and McGuinness, D. (2013). PROV-O: The PROV ontology. W3C recommendation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import polars as pl

from facta.exports.package import File
from facta.version import __version__
from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.exports.package import Package

Plain = dict[str, object]
says: Final = "where everything is from: PROV-O as JSON-LD"
ending: Final = ".prov.jsonld"
CONTEXT: Final[Plain] = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "facta": "urn:facta:term:",
    "title": "http://purl.org/dc/terms/title",
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "used": {"@id": "prov:used", "@type": "@id"},
    "value": "prov:value",
    "asOf": {"@id": "facta:asOf", "@type": "xsd:date"},
    "knownAt": {"@id": "facta:knownAt", "@type": "xsd:date"},
    "knownBy": "facta:knownBy",
    "grade": "facta:grade",
    "status": "facta:status",
    "level": "facta:level",
    "direction": "facta:direction",
    "health": "facta:health",
    "rule": "facta:rule",
    "unit": "facta:unit",
    "licence": "facta:licence",
    "redistributable": "facta:redistributable",
    "sha256": "facta:sha256",
    "caseDigest": "facta:caseDigest",
    "storeDigest": "facta:storeDigest",
    "version": "facta:version",
    "withheld": "facta:withheld",
}


@dataclass(slots=True)
class Graph:
    """Entities by id, in the order in which they are met."""

    case: str
    nodes: dict[str, Plain] = field(default_factory=dict)

    def id(self, kind: str, *names: str) -> str:
        """Return the name of a thing."""
        return ":".join(
            ["urn:facta", quote(self.case, safe=""), kind, *(quote(name, safe="") for name in names)]
        )

    def add(self, key: str, kind: str, told: Plain, behind: Iterable[str] = ()) -> str:
        """Add an entity and what it was derived from; what is empty is left out."""
        said = {name: value for name, value in told.items() if value is not None and value != ""}
        node: Plain = {"@id": key, "@type": ["prov:Entity", f"facta:{kind}"], **said}
        if rests := list(dict.fromkeys(behind)):
            node["wasDerivedFrom"] = rests
        self.nodes[key] = node
        return key


def files(package: Package) -> Iterator[File]:
    """Yield the graph."""
    graph = Graph(package.edition.assessment.case)
    _sources(graph, package)
    _records(graph, package)
    _indicators(graph, package)
    _argument(graph, package)
    _judgement(graph, package)
    made = {"@context": CONTEXT, "@graph": list(graph.nodes.values())}
    body = json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    yield File(f"{package.name}{ending}", body.encode())


def _sources(graph: Graph, package: Package) -> None:
    for row in package.whole["sources"].iter_rows(named=True):
        key = graph.id("source", row["source"])
        graph.nodes[key] = {
            "@id": key,
            "@type": ["prov:Agent", "facta:Source"],
            "title": row["title"],
            "licence": row["licence"],
            "redistributable": row["redistributable"],
            "withheld": row["withheld"],
        }


def _records(graph: Graph, package: Package) -> None:
    for row in _used(package).iter_rows(named=True):
        snapshot = f"urn:facta:snapshot:{row['snapshot']}"
        if snapshot not in graph.nodes:
            graph.add(snapshot, "Snapshot", {"sha256": row["snapshot"]})
        told = {
            "title": row["title"],
            "wasAttributedTo": graph.id("source", row["source"]),
            "knownAt": str(row["known_at"]),
            "knownBy": row["known_by"],
            "grade": row["grade"],
            "status": row["status"],
        }
        graph.add(graph.id("record", row["source"], row["ref"]), "Record", told, [snapshot])


def _used(package: Package) -> pl.DataFrame:
    """Return the records that an indicator counts or a part of the argument rests on."""
    counted = package.whole["evidence"].select("source", "ref").unique()
    cited = package.whole["parts"]["records"].explode().drop_nulls().unique().to_list()
    records = package.whole["records"]
    by_parts = records.filter(pl.col("ref").is_in(cited)).select("source", "ref")
    wanted = pl.concat([counted, by_parts]).unique()
    return records.join(wanted, on=["source", "ref"], how="semi", maintain_order="left")


def _indicators(graph: Graph, package: Package) -> None:
    counted: dict[str, list[str]] = defaultdict(list)
    for indicator, source, ref in package.whole["evidence"].iter_rows():
        counted[indicator].append(graph.id("record", source, ref))
    found: dict[str, list[str]] = defaultdict(list)
    units = dict(package.whole["indicators"].select("indicator", "unit").iter_rows())
    for name, unit in units.items():
        graph.add(
            graph.id("series", name), "Series", {"unit": unit, "asOf": str(package.as_of)}, counted[name]
        )
    for row in package.whole["findings"].iter_rows(named=True):
        key = graph.id("finding", row["indicator"], str(row["number"]))
        told = {
            "level": row["level"],
            "direction": row["direction"],
            "rule": row["rule"],
            "value": row["reason"],
        }
        found[row["indicator"]].append(
            graph.add(key, "Finding", told, [graph.id("series", row["indicator"])])
        )
    for row in package.whole["indicators"].iter_rows(named=True):
        name = row["indicator"]
        told = {word: row[word] for word in ("title", "level", "direction", "health", "grade")}
        behind = found[name] or [graph.id("series", name)]
        graph.add(graph.id("standing", name), "Standing", {**told, "value": row["reason"]}, behind)


def _argument(graph: Graph, package: Package) -> None:
    records: dict[str, list[str]] = defaultdict(list)
    for key in graph.nodes:
        if ":record:" in key:
            records[key.rpartition(":")[2]].append(key)
    mine: dict[str, list[str]] = defaultdict(list)
    for row in package.whole["parts"].iter_rows(named=True):
        behind = [graph.id(*_named(graph, package, name)) for name in row["rests_on"]]
        behind += [key for ref in row["records"] for key in records[quote(ref, safe="")]]
        key = graph.id("part", row["analysis"], row["key"])
        mine[row["analysis"]].append(
            graph.add(key, "Part", {"title": row["title"], "value": row["says"]}, behind)
        )
    for row in package.whole["analyses"].iter_rows(named=True):
        told = {"title": row["title"], "value": row["headline"], "rule": row["method"]}
        graph.add(graph.id("analysis", row["analysis"]), "Analysis", told, mine[row["analysis"]])


def _named(graph: Graph, package: Package, name: str) -> tuple[str, ...]:
    """Return what a part of the argument rests on: an indicator, an analysis, or a part of one."""
    if graph.id("standing", name) in graph.nodes:
        return ("standing", name)
    if name in package.case.analyses:
        return ("analysis", name)
    analysis, _, key = name.partition(".")
    return ("part", analysis, key)


def _judgement(graph: Graph, package: Package) -> None:
    assessment, standings = package.edition.assessment, defaultdict(list)
    for name, strand in package.whole["indicators"].select("indicator", "strand").iter_rows():
        standings[strand].append(graph.id("standing", name))
    behind = [
        graph.add(
            graph.id("strand", strand.strand),
            "Strand",
            {"title": strand.title, "direction": strand.direction, "value": strand.sentence},
            standings[strand.strand],
        )
        for strand in assessment.strands
    ]
    behind += [graph.id("analysis", result.analysis) for result in assessment.results]
    activity, agent = graph.id("assessment", str(package.as_of)), f"urn:facta:software:{__version__}"
    told: Plain = {
        "title": assessment.title,
        "value": clean(assessment.judgement),
        "asOf": str(package.as_of),
        "wasGeneratedBy": activity,
        "withheld": int(package.whole["withheld"]["count"].sum()),
    }
    graph.add(graph.id("judgement"), "Judgement", told, behind)
    graph.nodes[activity] = {
        "@id": activity,
        "@type": "prov:Activity",
        "asOf": str(package.as_of),
        "caseDigest": assessment.inputs.case_digest,
        "storeDigest": assessment.inputs.store_digest,
        "used": [f"urn:facta:snapshot:{one}" for one in assessment.inputs.snapshots],
        "wasAssociatedWith": agent,
    }
    graph.nodes[agent] = {
        "@id": agent,
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "title": "facta",
        "version": __version__,
    }
    for one in assessment.inputs.snapshots:
        key = f"urn:facta:snapshot:{one}"
        if key not in graph.nodes:
            graph.add(key, "Snapshot", {"sha256": one})
