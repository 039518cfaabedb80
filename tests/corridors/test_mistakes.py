"""Every mistake in the tables of a network is told with its place and its mending, all at once."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facta.corridors import read_network
from facta.errors import CaseError
from tests.corridors.making import TABLES, changed, told, write

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACE = re.compile(r".*\.csv:[0-9]+:[0-9]+: .*")

# One change of the small network a row, and all that is said of it.
with (Path(__file__).parent / "mistakes.csv").open(encoding="utf-8", newline="") as file:
    MISTAKES = list(csv.DictReader(file))

UNCLOSED = "quotes do not close, or a cell does not end, in the row that begins here (unexpected end of data)"
SHAPES = [
    (
        b"",
        "1:1: the file is empty; write at least the header: node_id,name,country,node_type,y_coord,x_coord",
    ),
    (
        b"\n\n",
        "1:1: the file is empty; write at least the header: node_id,name,country,node_type,y_coord,x_coord",
    ),
    (b"node_id,name,country,node_type,y_coord,x_coord\n", "1:1: the table has no rows; write at least one"),
    (b"node_id,name\nA,B\xff\n", "2:4: byte 0xff is not UTF-8; save the file as UTF-8"),
    ("node_id,name\n".encode("utf-16"), "1:1: byte 0xff is not UTF-8; save the file as UTF-8"),
    (b"node_id,name\nA,\0\n", "2:1: a NUL byte; this is not a text file"),
    (b"<!doctype html>\n", "1:1: a web page, not a table: '<!doctype html>\\n'"),
    (b"a,b\n1,2\n", "1:1: columns are 'a,b'; write at least node_id,name,country,node_type,y_coord,x_coord"),
    (
        b'node_id,name\nA,"B\n',
        f"2:1: {UNCLOSED}",
    ),
    (b"x" * 5_000_000, "1:1: 5,000,000 bytes; a table of a network has 4,194,304 at most"),
]


@pytest.mark.parametrize(("body", "message"), SHAPES)
def test_a_file_that_is_no_table_is_told_as_such(tmp_path: Path, body: bytes, message: str) -> None:
    folder = write(tmp_path)
    (folder / "nodes.csv").write_bytes(body)
    assert told(folder) == [f"nodes.csv:{message}"]


def test_a_file_that_is_missing_is_told_with_what_to_write(tmp_path: Path) -> None:
    assert told(write(tmp_path, {"sources.csv": None})) == [
        "sources.csv:1:1: there is no such file; write it with at least the columns source_id,publisher,title"
    ]
    folder = write(tmp_path / "folder", {"groups.csv": None, "scenarios.csv": None})
    (folder / "groups.csv").mkdir()
    assert told(folder) == ["groups.csv:1:1: cannot be read: Is a directory"]


def test_a_table_of_nonsense_tells_the_first_mistakes_and_counts_the_others(tmp_path: Path) -> None:
    nonsense = "\n".join(["a,b"] * 50_000)
    mistakes = told(write(tmp_path, {"nodes.csv": TABLES["nodes.csv"] + nonsense}))
    assert len(mistakes) == 101
    assert mistakes[0] == "nodes.csv:9:1: cells: 2, columns: 8; quote cells that hold a comma"
    assert mistakes[-1] == "nodes.csv:109:1: and 49,900 more mistakes from here on"


def test_unknown_double_and_missing_columns_are_told_together(tmp_path: Path) -> None:
    header = TABLES["nodes.csv"].splitlines()[0]
    new = header.replace("node_type", "nodetype").replace("coord_source", "name")
    assert told(changed(tmp_path, "nodes.csv", header, new)) == [
        "nodes.csv:1:1: column 'node_type' is missing",
        "nodes.csv:1:4: column 'nodetype' is not known; did you mean 'node_type'?",
        "nodes.csv:1:7: column 'name' stands twice",
    ]


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row["told"].partition(": ")[2][:40])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, row: dict[str, str]) -> None:
    folder = changed(tmp_path, row["table"], row["old"], row["new"])
    assert told(folder) == row["told"].splitlines()


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    folder = changed(tmp_path, "nodes.csv", "port,26,57", "port,26,570")
    links = TABLES["links.csv"].replace("L9,MID", "L9,MIDD").replace("yes,100,80", "yes,100,800")
    (folder / "links.csv").write_text(links, encoding="utf-8")
    (folder / "groups.csv").write_text(TABLES["groups.csv"].replace("L10", "L99"), encoding="utf-8")
    assert [mistake.split(": ")[0] for mistake in told(folder)] == [
        "nodes.csv:6:6",
        "links.csv:9:14",
        "links.csv:10:2",
        "groups.csv:3:4",
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_cell_is_read_or_told(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TABLES)))
    rows = list(csv.reader(io.StringIO(TABLES[name])))
    row = rows[data.draw(st.integers(0, len(rows) - 1))]
    strange = st.sampled_from(
        ["", "-", ";", "nan", "1e999", "-1", "0", "yes", "NOR", "L1", "GK", "²", "x" * 3000]
    )
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.one_of(strange, st.text(max_size=8)))
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    folder = write(tmp_path)
    (folder / name).write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    mistakes: Sequence[str] = ()
    try:
        read_network(folder)
    except CaseError as error:
        mistakes = error.mistakes
    assert all(PLACE.fullmatch(mistake) for mistake in mistakes)
