"""A company's table is read whole, or every mistake in it is told with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from facta.corridors import read_network
from facta.corridors.exposure import COLUMNS, MOST_BYTES, Entry, read_exposure
from facta.corridors.named import Places
from facta.errors import CaseError
from tests.corridors.making import link, network, tiny

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGSHIP = Path(__file__).parents[2] / "src" / "facta" / "library" / "russia-taliban" / "corridor"
HEADER = ",".join(column.name for column in COLUMNS)


def read(folder: Path, *rows: str, header: str = HEADER) -> tuple[Entry, ...]:
    path = folder / "mine.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read_exposure(path, tiny())


def told(folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(CaseError) as raised:
        read(folder, *rows, header=header)
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


def told_of(folder: Path, body: bytes) -> list[str]:
    path = folder / "mine.csv"
    path.write_bytes(body)
    with pytest.raises(CaseError) as raised:
        read_exposure(path, tiny())
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


def test_a_row_is_an_entry_with_the_keys_of_its_places(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, "PO 7/12,Pumps,shipment,northtown,FAR,rail; sea,6,340000.5,21,Ops,2026-12-31")
    assert entry == Entry(
        key="PO 7/12", name="Pumps", kind="shipment", place="NOR", destination="FAR", modes=("rail", "sea"),
        feu=6.0, value_usd=340000.5, deadline_days=21.0, owner="Ops", review_by=date(2026, 12, 31),
    )  # fmt: skip


def test_a_site_needs_no_destination_and_no_number(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, "W-1,Warehouse,site,Gate", header="id,name,kind,place")
    assert entry == Entry(key="W-1", name="Warehouse", kind="site", place="GAT")


def test_columns_may_stand_in_any_order_behind_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes("\ufeffplace,kind,name,id\r\nMID,site,Büro,W-1\r\n".encode())
    (entry,) = read_exposure(path, tiny())
    assert (entry.key, entry.name, entry.place) == ("W-1", "Büro", "MID")


def test_text_that_looks_like_a_formula_stays_the_text_that_it_is(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, '=1+1,"=HYPERLINK(""http://x"")",site,NOR,,,,,,@owner,')
    assert (entry.key, entry.name, entry.owner) == ("=1+1", '=HYPERLINK("http://x")', "@owner")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        "S-1,Pumps,shipment,Northtwon,Farport,rail,,,,,",
        "S-1,,supplier,MID,,boat,-3,1e99,0,Ops,31/12/2026",
        'S-3,Flour,cargo,MID,Midtown,sea;sea,"1,000",12 USD,soon,,2026-02-30',
        ",Salt,site,,,,,,,,20261231",
    ) == snapshot(
        [
            "mine.csv:2:4: place: no place 'Northtwon' in the network; did you mean 'Northtown'?",
            "mine.csv:3:1: id: 'S-1' stands already on line 2; give each row its own id",
            "mine.csv:3:2: name: is blank; it must be given",
            "mine.csv:3:5: destination: is blank; say where the goods of a supplier go",
            "mine.csv:3:6: modes: 'boat' is none of rail, road, sea, ferry",
            "mine.csv:3:7: feu: -3 is out of bounds; write more than 0, up to 100000",
            "mine.csv:3:8: value_usd: 1e99 is out of bounds; write between 0 and 1e+12",
            "mine.csv:3:9: deadline_days: 0 is out of bounds; write more than 0, up to 3650",
            "mine.csv:3:11: review_by: '31/12/2026' is not a day; write it like 2026-12-31",
            "mine.csv:4:3: kind: 'cargo' is none of site, supplier, shipment",
            "mine.csv:4:5: destination: it is where it goes already, MID; name another place",
            "mine.csv:4:6: modes: 'sea' stands twice; delete one",
            "mine.csv:4:7: feu: '1,000' is not a number; write 1000",
            "mine.csv:4:8: value_usd: '12 USD' is not a number",
            "mine.csv:4:9: deadline_days: 'soon' is not a number",
            "mine.csv:4:11: review_by: '2026-02-30' is not a day; write it like 2026-12-31",
            "mine.csv:5:1: id: is blank; it must be given",
            "mine.csv:5:4: place: is blank; it must be given",
            "mine.csv:5:11: review_by: '20261231' is not a day; write it like 2026-12-31",
        ]
    )


def test_unknown_columns_are_told_with_those_there_are(tmp_path: Path) -> None:
    assert told(tmp_path, header="id,name,kind,plaice,colour,destination") == snapshot(
        [
            "mine.csv:1:1: column 'place' is missing",
            "mine.csv:1:4: column 'plaice' is not known; did you mean 'place'?",
            f"mine.csv:1:4: columns it can have: {HEADER.replace(',', ', ')}",
            "mine.csv:1:5: column 'colour' is not known",
        ]
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "1:1: the file is empty; write at least the header: id,name,kind,place"),
        (b" \n\n", "1:1: the file is empty; write at least the header: id,name,kind,place"),
        (b"id,name,kind,place\n", "1:1: the table has no rows; write at least one"),
        (b"id;name;kind;place\n", "1:1: columns are 'id;name;kind;place'; write at least id,name,kind,place"),
        (b"id,name,kind,place\nA,B\xfc,site,NOR\n", "2:4: byte 0xfc is not UTF-8; save the file as UTF-8"),
        (
            b"id,name,kind,place\nA,B\tC,site,NOR\n",
            "2:2: control character '\\t'; delete it",
        ),
        (
            b"id,name,kind,place\nA,B,site\n",
            "2:1: cells: 3, columns: 4; quote cells that hold a comma",
        ),
        (b"x" * (MOST_BYTES + 1), "1:1: 16,777,217 bytes; a table of yours has 16,777,216 at most"),
    ],
    ids=["empty", "blank", "no-rows", "semicolons", "latin-1", "tab", "short-row", "huge"],
)
def test_a_file_that_is_no_table_is_told_as_such(tmp_path: Path, body: bytes, message: str) -> None:
    assert told_of(tmp_path, body) == [f"mine.csv:{message}"]


def test_a_file_that_cannot_be_read_is_told_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(
        CaseError, match="no such file; write it with at least the columns id,name,kind,place"
    ):
        read_exposure(tmp_path / "none.csv", tiny())
    with pytest.raises(CaseError, match="1:1: cannot be read: Is a directory"):
        read_exposure(tmp_path, tiny())


def test_ten_thousand_wrong_places_are_told_in_a_hundred_lines_and_a_sum(tmp_path: Path) -> None:
    mistakes = told(tmp_path, *(f"E{n},x,site,Plaze {n},,,,,,," for n in range(10_000)))
    assert len(mistakes) == 101
    assert mistakes[-1] == "mine.csv:102:4: and 9,900 more mistakes from here on"


def test_a_place_is_found_by_its_key_its_name_or_a_part_of_it() -> None:
    places = Places(read_network(FLAGSHIP))
    for word, key in (
        ("KHI", "KHI"), ("khi", "KHI"), ("Karachi", "KHI"), ("  karachi ", "KHI"),
        ("Karachi (Karachi/Port Qasim ports)", "KHI"), ("Torkham", "TRK"), ("Mumbai", "NSA"),
        ("nhava  sheva", "NSA"), ("Nhava Sheva/Mumbai", "NSA"), ("Xi'an", "XIY"),
    ):  # fmt: skip
        assert places.find(word) == (key,), word
    assert places.find("Atlantis") == ()
    assert places.wrong("Karachy") == "no place 'Karachy' in the network; did you mean 'Karachi'?"


def test_a_name_of_two_places_is_refused_with_their_keys() -> None:
    made = network([link("A-B")])
    places = Places(replace(made, nodes={key: replace(one, name="Port") for key, one in made.nodes.items()}))
    assert places.find("port") == ("A", "B")
    assert places.wrong("port") == "'port' is the name of A and B; write one of these"
    assert places.find("a") == ("A",)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(max_size=6), min_size=11, max_size=11))
def test_whatever_stands_in_a_row_is_read_or_told(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "any.csv"
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    path.write_bytes(f"{HEADER}\n{quoted}\n".encode("utf-8", "surrogatepass"))
    mistakes: Sequence[str] = ()
    try:
        read_exposure(path, tiny())
    except CaseError as error:
        mistakes = error.mistakes
    assert all(mistake.startswith(f"{path}:") for mistake in mistakes)
