"""Provenance, walked from the judgement to the bytes that it rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from facta.exports import files

if TYPE_CHECKING:
    from facta.exports import Package

Nodes = dict[str, dict[str, Any]]
STEPS = ["Judgement", "Strand", "Standing", "Finding", "Series", "Record", "Snapshot"]


def graph(package: Package) -> Nodes:
    (file,) = files(package, ["prov"])
    found = json.loads(file.body)
    assert found["@context"]["prov"] == "http://www.w3.org/ns/prov#"
    return {node["@id"]: node for node in found["@graph"]}


@pytest.fixture(scope="module")
def flagship_graph(flagship_package: Package) -> Nodes:
    return graph(flagship_package)


def kind(node: dict[str, Any]) -> str:
    types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    return str(types[-1]).rpartition(":")[2]


def reached(nodes: Nodes, start: str) -> set[str]:
    waiting, seen = [start], set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += nodes[one].get("wasDerivedFrom", [])
    return seen


def test_every_thing_that_is_named_is_there(flagship_graph: Nodes) -> None:
    for node in flagship_graph.values():
        for word in ("wasDerivedFrom", "used"):
            assert set(node.get(word, [])) <= flagship_graph.keys(), node["@id"]
        for word in ("wasAttributedTo", "wasGeneratedBy", "wasAssociatedWith"):
            assert node.get(word, node["@id"]) in flagship_graph


def test_the_judgement_leads_step_by_step_to_the_hash_of_a_snapshot(
    flagship_graph: Nodes, flagship_package: Package
) -> None:
    row = flagship_package.tables["evidence"].row(0, named=True)
    wanted = f"urn:facta:russia-taliban:record:{quote(row['source'], safe='')}:{quote(row['ref'], safe='')}"
    path = [flagship_graph["urn:facta:russia-taliban:judgement"]]
    for step in STEPS[1:]:
        behind = [flagship_graph[key] for key in path[-1]["wasDerivedFrom"]]
        of_kind = [node for node in behind if kind(node) == step]
        told = [node for node in of_kind if wanted in reached(flagship_graph, node["@id"])]
        path.append((told or of_kind)[0])
    assert [kind(node) for node in path] == STEPS
    assert path[-2]["@id"] == wanted
    assert path[-2]["knownAt"] <= "2026-06-01"
    assert path[-1]["sha256"] in flagship_package.edition.assessment.inputs.snapshots


def test_a_part_of_the_argument_leads_to_the_records_it_cites(
    flagship_graph: Nodes, flagship_package: Package
) -> None:
    part = flagship_graph["urn:facta:russia-taliban:part:commitments:CM001"]
    assert any(":record:ledger:CM001" in key for key in part["wasDerivedFrom"])
    judgement = flagship_graph["urn:facta:russia-taliban:judgement"]
    assert part["@id"] in reached(flagship_graph, judgement["@id"])
    assert judgement["asOf"] == str(flagship_package.as_of)


def test_day_version_and_digests_stand_with_what_made_it(
    flagship_graph: Nodes, flagship_package: Package
) -> None:
    made = flagship_graph[flagship_graph["urn:facta:russia-taliban:judgement"]["wasGeneratedBy"]]
    inputs = flagship_package.edition.assessment.inputs
    assert (made["asOf"], made["caseDigest"], made["storeDigest"]) == (
        "2026-06-01",
        inputs.case_digest,
        inputs.store_digest,
    )
    assert len(made["used"]) == len(inputs.snapshots)
    assert flagship_graph[made["wasAssociatedWith"]]["version"] == inputs.version


def test_records_that_may_not_be_passed_on_are_only_counted(guarded_package: Package) -> None:
    nodes = graph(guarded_package)
    assert nodes["urn:facta:guarded:source:bought"]["withheld"] == 5
    assert not [key for key in nodes if ":record:bought" in key]
    assert "urn:facta:guarded:record:ledger:%3D1%2B1" in nodes
