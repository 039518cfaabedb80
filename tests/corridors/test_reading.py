"""A folder of tables is a network, or every mistake in them is told with its place and its mending."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from facta.corridors import Network, read_network
from facta.corridors.columns import COLUMNS, STRAITS
from facta.places import distance_km
from facta.sources.portwatch import CHOKEPOINTS
from tests.corridors.making import TABLES, changed, tiny, told, write

ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "src" / "facta" / "library" / "russia-taliban" / "corridor"
PAGE = ROOT / "docs" / "write-a-network.md"


@pytest.fixture(scope="module")
def flagship() -> Network:
    return read_network(FLAGSHIP)


def test_a_folder_of_tables_is_a_network() -> None:
    network = tiny()
    assert list(network.nodes) == ["NOR", "GAT", "PAS", "MID", "WST", "EST", "FAR"]
    assert network.nodes["GAT"].country == ("KAZ", "UZB")
    assert network.nodes["GAT"].dwell["rail"].hours.high == 48
    assert set(network.nodes["WST"].dwell) == {"sea", "ferry"}
    link = network.links["L1"]
    assert (link.gauge_mm, link.length.value, link.length.low) == (1520, 230, 230)
    assert (link.hours.low, link.hours.value, link.hours.high) == (6, 8, 12)
    assert link.capacity is not None
    assert (link.capacity.value, link.capacity.source, link.capacity.verified) == (9, "S1", True)
    assert network.links["L10"].straits == ("hormuz",)
    assert list(network.groups) == ["gate", "strait", "winter"]
    assert network.projects == {"midtown-westport": ("L8",)}
    assert [one.what for one in network.scenarios["railway"].overrides] == ["midtown-westport", "gate"]


def test_a_pipeline_is_no_link_that_a_route_could_use() -> None:
    network = tiny()
    assert "P1" not in network.links
    pipeline = network.pipelines["P1"]
    assert pipeline.capacity is not None
    assert (pipeline.capacity.value, pipeline.capacity_unit) == (10, "bcm/yr")


def test_tables_that_need_not_be_there_read_as_empty(tmp_path: Path) -> None:
    none = dict.fromkeys(("dwells.csv", "groups.csv", "transfers.csv", "scenarios.csv"))
    network = read_network(write(tmp_path, none))
    assert (network.groups, network.transfers, network.scenarios) == ({}, (), {})
    header = TABLES["groups.csv"].splitlines()[0] + "\n"
    assert (
        read_network(write(tmp_path / "header", {"groups.csv": header, "scenarios.csv": None})).groups == {}
    )


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    same = read_network(write(tmp_path / "same"))
    other = read_network(changed(tmp_path / "other", "nodes.csv", "Northtown", "Southtown"))
    assert same.digest == tiny().digest != other.digest


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for name, text in TABLES.items():
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_network(folder).links == tiny().links


def test_places_that_no_link_of_any_status_joins_with_the_rest_are_named(tmp_path: Path) -> None:
    rows = [line for line in TABLES["links.csv"].splitlines() if not line.startswith(("L9,", "L10,"))]
    groups = TABLES["groups.csv"].replace("strait,The strait,strait,L10,S1\n", "")
    assert told(write(tmp_path, {"links.csv": "\n".join(rows), "groups.csv": groups})) == [
        "nodes.csv:7:1: node_id: no link connects EST and FAR with the rest; add one, or delete the places"
    ]


def test_two_links_of_the_same_ends_may_stand_where_something_sets_them_apart(tmp_path: Path) -> None:
    folder = write(tmp_path)
    twin = next(line for line in TABLES["links.csv"].splitlines() if line.startswith("L11,"))
    apart = twin.replace("L11,", "L12,") + "malacca"
    (folder / "links.csv").write_text(TABLES["links.csv"] + apart + "\n", encoding="utf-8")
    assert len(read_network(folder).links) == len(tiny().links) + 1


def test_a_place_that_was_not_located_may_lie_elsewhere_than_drawn(tmp_path: Path) -> None:
    apart = float(distance_km(42, 67.5, 40, 66))
    short = f"road,,operating,GK,no,,{apart * 0.95 - 29:.0f}"
    folder = changed(tmp_path, "links.csv", "L6,PAS,MID,road,,operating,GK,no,,320", f"L6,PAS,MID,{short}")
    assert read_network(folder)
    nodes = TABLES["nodes.csv"].replace("67.5,GK,no", "67.5,S1,yes")
    (folder / "nodes.csv").write_text(nodes, encoding="utf-8")
    assert [mistake.split(": ")[0] for mistake in told(folder)] == ["links.csv:7:10"]


def test_the_straits_are_those_that_ships_are_counted_at() -> None:
    words = [name.lower().replace(" ", "-") for name in CHOKEPOINTS.values()]
    assert len(STRAITS) == len(words)
    assert all(strait in word for strait, word in zip(STRAITS, words, strict=True))


def test_the_page_names_every_column() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = {column.name for columns in COLUMNS.values() for column in columns}
    assert [name for name in sorted(names) if name not in page] == []


# The flagship's network: what it is said to hold.


def test_the_flagship_has_the_network_it_was_researched_with(flagship: Network) -> None:
    assert (len(flagship.nodes), len(flagship.links) + len(flagship.pipelines)) == (135, 303)
    modes = [link.mode for link in flagship.links.values()]
    assert [modes.count(mode) for mode in ("rail", "road", "sea", "ferry")] == [143, 102, 38, 12]
    stretches = [*flagship.links.values(), *flagship.pipelines.values()]
    statuses = [one.status for one in stretches]
    assert [statuses.count(word) for word in ("operating", "under construction", "proposed", "disused")] == [
        274, 8, 20, 1,
    ]  # fmt: skip
    assert sum(node.located for node in flagship.nodes.values()) == 110
    assert sum(one.status_verified for one in stretches) == 52
    assert sum(one.capacity is not None and one.capacity.verified for one in stretches) == 19
    # 99 were researched; one of them, Gwadar-Karachi by sea, was shorter than a straight line.
    assert sum(one.length.verified for one in stretches) == 98


def test_no_time_and_no_cost_of_the_flagship_is_said_to_be_verified(flagship: Network) -> None:
    for link in flagship.links.values():
        for number in (link.hours, link.usd):
            assert not number.verified
            assert number.source
            assert number.low <= number.value <= number.high


def test_every_number_of_the_flagship_has_a_source_or_is_not_verified() -> None:
    for name in ("nodes.csv", "links.csv", "dwells.csv", "transfers.csv"):
        with (FLAGSHIP / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                stems = [column.removesuffix("_verified") for column in row if column.endswith("_verified")]
                for stem in stems:
                    source, verified = row[f"{stem}_source"], row[f"{stem}_verified"]
                    assert bool(source) == bool(verified), (name, row)
                    assert not (verified == "yes" and source == "GK")


def test_whatever_lies_between_two_places_of_one_strait_is_in_its_group(flagship: Network) -> None:
    passing = {key: set(link.straits) for key, link in flagship.links.items()}
    hormuz = {key for key, straits in passing.items() if "hormuz" in straits}
    red_sea = {key for key, straits in passing.items() if straits & {"suez", "bab-el-mandeb"}}
    assert set(flagship.groups["hormuz"].links) == hormuz
    assert set(flagship.groups["red-sea"].links) == red_sea


@pytest.mark.parametrize(
    ("group", "country"), [("iran", "IRN"), ("turkmenistan", "TKM")], ids=["iran", "turkmenistan"]
)
def test_a_closed_territory_closes_its_roads_and_railways(
    flagship: Network, group: str, country: str
) -> None:
    land = {
        key
        for key, link in flagship.links.items()
        if link.mode in {"rail", "road"} and country in link.countries
    }
    assert set(flagship.groups[group].links) == land


def test_the_trans_afghan_railway_closes_with_the_border_it_crosses(flagship: Network) -> None:
    border = {key for key, node in flagship.nodes.items() if node.country == ("AFG", "PAK")}
    crossing = {key for key, link in flagship.links.items() if {link.start, link.end} & border}
    assert set(flagship.groups["pak-afg-border"].links) == crossing
    railway = set(flagship.projects["trans-afghan-railway"])
    assert railway == {"L078", "L079", "L080", "L081"}
    assert railway & crossing == {"L080", "L081"}
    assert sum(flagship.links[key].length.value for key in ("L078", "L079", "L080")) == pytest.approx(
        573, abs=0.2
    )


def test_whatever_is_not_operating_belongs_to_a_project(flagship: Network) -> None:
    for one in (*flagship.links.values(), *flagship.pipelines.values()):
        assert (one.status == "operating") == (not one.project), one.key


def test_a_gauge_that_changes_at_a_place_is_paid_for_there_or_by_the_transfer(flagship: Network) -> None:
    gauges: dict[str, set[int | None]] = {}
    for link in flagship.links.values():
        if link.mode == "rail":
            for end in (link.start, link.end):
                gauges.setdefault(end, set()).add(link.gauge_mm)
    breaks = {place for place, found in gauges.items() if len(found) > 1}
    assert {place for place in breaks if "rail" not in flagship.nodes[place].dwell} == {"ADK", "KDH"}
    assert any((one.start, one.end) == ("rail", "rail") for one in flagship.transfers)


def test_the_scenarios_of_the_flagship_are_a_to_h(flagship: Network) -> None:
    assert [scenario.title[0] for scenario in flagship.scenarios.values()] == list("ABCDEFGH")
    for scenario in flagship.scenarios.values():
        assert all(override.source and override.because for override in scenario.overrides)
