"""The networks of a case: read when asked for, covered by the digest, and checked whole."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from facta import cli
from facta.analyses import ANALYSES
from facta.assessment import view_on
from facta.cases import LIBRARY, load_case, networks_of
from facta.checking import check_case
from facta.errors import CaseError
from facta.store import memory_store
from tests.corridors.making import TABLES, write

if TYPE_CHECKING:
    from pathlib import Path

    from facta.analyses import View

NETWORKS = "\nnetworks:\n  roads: {title: Roads to the sea, folder: corridor}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with one network that no analysis names."""
    made = tmp_path / "mine"
    shutil.copytree(LIBRARY / "_new", made)
    write(made / "corridor")
    _write(made, NETWORKS)
    return made


def _write(folder: Path, text: str) -> None:
    case = (LIBRARY / "_new" / "case.yml").read_text(encoding="utf-8")
    kept = case.partition("\nanalyses:")[0].partition("\nnetworks:")[0]
    (folder / "case.yml").write_text(kept + text, encoding="utf-8")


def _spoil(folder: Path, name: str, old: str, new: str) -> None:
    (folder / "corridor" / name).write_text(TABLES[name].replace(old, new), encoding="utf-8")


def _view(folder: Path) -> View:
    return view_on(load_case(folder), memory_store(), date(2026, 1, 1))


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(CaseError) as raised:
        load_case(folder)
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


def test_an_analysis_sees_the_networks_of_its_case(folder: Path) -> None:
    networks = _view(folder).networks
    assert (list(networks), len(networks)) == (["roads"], 1)
    assert next(iter(networks["roads"].nodes)) == "NOR"
    assert networks["roads"] is _view(folder).networks["roads"]
    assert "rails" not in networks
    with pytest.raises(KeyError):
        networks["rails"]


def test_a_network_that_nobody_asks_for_is_not_read(folder: Path) -> None:
    _spoil(folder, "links.csv", "L1,NOR,GAT", "L1,NOR,GATE")
    view = _view(folder)
    assert "roads" in view.networks
    with pytest.raises(CaseError, match=r"links\.csv:2:3: to_node_id: "):
        view.networks["roads"]


def test_every_network_is_checked_also_where_no_analysis_names_it(folder: Path) -> None:
    assert check_case(folder)[0].networks["roads"].folder == "corridor"
    write(folder / "rails")
    _write(folder, NETWORKS + "  rails: {title: Rails to the sea, folder: rails}\n")
    _spoil(folder, "links.csv", "L1,NOR,GAT", "L1,NOR,GATE")
    (folder / "rails" / "nodes.csv").unlink()
    with pytest.raises(CaseError) as raised:
        check_case(folder)
    told = "\n".join(raised.value.mistakes)
    assert "corridor/links.csv:2:3: to_node_id: " in told
    assert "rails/nodes.csv:1:1: there is no such file" in told


def test_the_digest_changes_with_any_table_of_a_network(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    digests = [load_case(folder, cache=cache).digest for _ in range(2)]
    assert digests[0] == digests[1] == load_case(folder).digest
    for name in TABLES:
        (folder / "corridor" / name).write_text(f"{TABLES[name]}\n", encoding="utf-8")
        digests.append(load_case(folder, cache=cache).digest)
    (folder / "corridor" / "groups.csv").rename(folder / "corridor" / "group.csv")
    digests.append(load_case(folder, cache=cache).digest)
    assert len(set(digests)) == len(digests) - 1


def test_a_network_is_read_anew_once_its_tables_have_changed(folder: Path) -> None:
    before = networks_of(load_case(folder))["roads"]
    _spoil(folder, "nodes.csv", "Northtown", "Nordstadt")
    after = networks_of(load_case(folder))["roads"]
    assert (before.nodes["NOR"].name, after.nodes["NOR"].name) == ("Northtown", "Nordstadt")


def test_a_folder_that_is_not_there_or_lies_outside_is_refused(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "other")
    (folder / "linked").symlink_to(tmp_path / "other")
    for given, said in (
        ("corridr", "no folder 'corridr' in the folder of the case"),
        ("ledger/events.csv", "no folder 'ledger/events.csv' in the folder of the case"),
        ("../other", "'../other' leaves the folder of the case; write a path inside it"),
        ("corr*", "'corr*' names no folder; write one inside the folder of the case, such as 'corridor'"),
        (".", "'.' names no folder; write one inside the folder of the case, such as 'corridor'"),
        ("linked", "'linked' leads out of the folder of the case; copy it into it"),
    ):
        _write(folder, NETWORKS.replace("corridor", f'"{given}"'))
        (told,) = mistakes(folder)
        assert told.partition(": ")[2] == f"networks.roads.folder: {said}"
        assert told.startswith("case.yml:")


def test_a_network_that_an_analysis_names_must_be_one_of_the_case(folder: Path) -> None:
    example = {"kind": "corridor"} | ANALYSES["corridor"].example
    with (folder / "case.yml").open("a", encoding="utf-8") as file:
        YAML().dump({"analyses": {"sea": example | {"network": "road"}}}, file)
    told = [mistake.partition(": ")[2] for mistake in mistakes(folder)]
    assert "analyses.sea.network: no network 'road'; did you mean 'roads'?" in told


def test_a_mistake_in_a_network_is_told_by_a_run_that_uses_it_and_by_no_other(
    folder: Path, tmp_path: Path
) -> None:
    run = ["run", str(folder), "--store", str(tmp_path / "store")]
    _spoil(folder, "links.csv", "L1,NOR,GAT", "L1,NOR,GATE")
    assert CliRunner().invoke(cli.main, run).exit_code == 0
    journey = {"title": "North to south", "start": "NOR", "end": "EST"}
    block = {"kind": "corridor", "title": "Ways", "network": "roads", "journeys": {"north-south": journey}}
    with (folder / "case.yml").open("a", encoding="utf-8") as file:
        YAML().dump({"analyses": {"sea": block}}, file)
    for _ in range(2):  # the second time the case comes from the cache
        told = CliRunner().invoke(cli.main, run)
        assert told.exit_code == 65
        assert "corridor/links.csv:2:3: to_node_id: " in told.stderr
    write(folder / "corridor")
    assert CliRunner().invoke(cli.main, run).exit_code == 0


def test_every_network_of_the_flagship_case_can_be_read() -> None:
    case = load_case("russia-taliban")
    assert set(case.networks) == {"corridor"}
    groups = networks_of(case)["corridor"].groups
    assert {"pak-afg-border", "hormuz", "red-sea", "hairatan", "chabahar-sanctions"} <= set(groups)
