"""Exports where something is in the way: what somebody edited, devices, the edge of a map, wide letters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from guarded import AS_OF

from facta.errors import StoreError
from facta.exports import cite, export
from facta.exports.geojson import _cut
from facta.exports.workbook import LONGEST, _cell

if TYPE_CHECKING:
    from pathlib import Path

    from facta.api import Open


def test_an_export_that_somebody_edited_is_left_alone(guarded_case: Open, tmp_path: Path) -> None:
    edition = guarded_case.edition(AS_OF)
    export(guarded_case, tmp_path / "out", ["csv"], edition=edition, only=["indicators"])
    path = tmp_path / "out" / "indicators.csv"
    path.write_bytes(path.read_bytes() + b"my remarks\r\n")
    with pytest.raises(StoreError, match=r"holds 'indicators\.csv', changed since it was written: move it"):
        export(guarded_case, tmp_path / "out", ["csv"], edition=edition, only=["indicators"])
    assert path.read_bytes().endswith(b"my remarks\r\n")


def test_a_link_that_somebody_put_into_an_export_is_left_alone(guarded_case: Open, tmp_path: Path) -> None:
    edition = guarded_case.edition(AS_OF)
    export(guarded_case, tmp_path / "out", ["csv"], edition=edition, only=["indicators"])
    (tmp_path / "out" / "photos").symlink_to(tmp_path)
    with pytest.raises(StoreError, match="holds 'photos', which no export wrote"):
        export(guarded_case, tmp_path / "out", ["csv"], edition=edition, only=["indicators"])


def test_a_pipe_or_a_device_is_not_replaced_by_a_file(guarded_case: Open, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="pipe is no file: name a file with --to"):
        export(guarded_case, tmp_path / "pipe", ["geojson"], edition=guarded_case.edition(AS_OF))
    assert (tmp_path / "pipe").is_fifo()


def test_one_format_named_twice_is_one_file(guarded_case: Open, tmp_path: Path) -> None:
    export(guarded_case, tmp_path / "x.prov", ["prov", "prov"], edition=guarded_case.edition(AS_OF))
    assert (tmp_path / "x.prov").is_file()


def test_a_line_from_edge_to_edge_of_the_map_is_cut_there() -> None:
    west, east = _cut([(1.0, -180.0), (2.0, 180.0)])
    assert {lon for lon, _ in west} == {-180.0}
    assert {lon for lon, _ in east} == {180.0}


def test_a_cell_of_letters_that_a_spreadsheet_counts_twice_is_cut_to_what_it_holds() -> None:
    said = _cell("\U0001f600" * 20_000)
    assert LONGEST - 1 <= len(said.encode("utf-16-le")) // 2 <= LONGEST
    assert said.endswith("(cut here; whole in the CSV)")
    assert _cell("\U0001f600" * 16_000) == "\U0001f600" * 16_000


def test_an_address_that_is_a_script_is_not_cited(guarded_case: Open) -> None:
    for way in ("text", "csl", "bibtex", "ris", "cff"):
        assert "javascript:" not in cite(guarded_case, "E10", way=way, as_of=AS_OF).replace(
            "(javascript:", ""
        )
