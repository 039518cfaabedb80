"""Every format on the door: the same bytes again, whole or not at all, and nothing hostile in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from guarded import FORMULAS, SECRET, TOLD
from openpyxl import load_workbook

from facta.errors import StoreError
from facta.exports import FORMATS, export, files, packaged
from facta.exports.schema import TABLES
from facta.exports.writing import write_folder

if TYPE_CHECKING:
    from facta.api import Open
    from facta.exports import File, Package

every_format = pytest.mark.parametrize("name", FORMATS)
DOCS = Path(__file__).parents[2] / "docs"
HIDING = ("\x00", "\x1b", "\u202e", "\u2066", "\ufeff")


def texts(file: File) -> list[str]:
    """Read every text of a file as a program that opens it would."""
    if file.name.endswith(".parquet"):
        frame = pl.read_parquet(io.BytesIO(file.body))
        flat = [
            frame[name].explode() if frame[name].dtype == pl.List else frame[name] for name in frame.columns
        ]
        return [cell for column in flat if column.dtype == pl.String for cell in column.drop_nulls()]
    if file.name.endswith(".csv"):
        csv.field_size_limit(4_000_000)  # one of the hostile texts has a million letters
        rows = csv.reader(io.StringIO(file.body.decode(), newline=""))
        return [cell for row in rows for cell in row]
    if file.name.endswith(".xlsx"):
        book = load_workbook(io.BytesIO(file.body))
        return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    if "json" in file.name:
        return list(strings(json.loads(file.body)))
    return [file.body.decode()]


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*map(str, value), *(text for part in value.values() for text in strings(part))]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


@every_format
def test_the_same_records_give_the_same_bytes(name: str, every_kind: Open) -> None:
    edition = every_kind.edition("2025-12-01")
    first, second = (files(packaged(every_kind, edition), [name]) for _ in range(2))
    assert first == second
    assert all(file.body for file in first)


@every_format
def test_a_case_without_any_analysis_is_exported(name: str, guarded_package: Package) -> None:
    assert guarded_package.edition.assessment.results == ()
    assert files(guarded_package, [name])


@every_format
def test_nothing_that_terms_forbid_passing_on_is_in_a_file(name: str, guarded_package: Package) -> None:
    told = [text for file in files(guarded_package, [name]) for text in texts(file)]
    assert not [text for text in told if TOLD in text or "Seller" in text or "B20251" in text]
    figures = {f"{SECRET + year + quarter:.2f}"[:6] for year in (2025, 2026) for quarter in (1, 2, 3, 4)}
    assert not [text for text in told for figure in figures if figure in text.replace(",", "")]


@every_format
def test_no_text_of_a_record_hides_or_reorders_what_it_says(name: str, guarded_package: Package) -> None:
    for file in files(guarded_package, [name]):
        for text in texts(file):
            assert not any(mark in text for mark in HIDING), (file.name, text[:80])
            assert name == "csv" or "]: javascript" not in text


@pytest.mark.parametrize("name", ["csv", "datapackage", "xlsx"])
def test_no_cell_that_a_spreadsheet_reads_is_a_formula(name: str, guarded_package: Package) -> None:
    read = [file for file in files(guarded_package, [name]) if file.name.endswith((".csv", ".xlsx"))]
    cells = [text for file in read for text in texts(file)]
    risky = [cell for cell in cells if cell.lstrip(" \ufeff").startswith(("=", "@", "＝", "\t", "\r"))]  # noqa: RUF001
    assert risky == []
    assert {cell for cell in cells if cell.startswith("'")} >= {"'=1+1", "'+1", "'-2+3", "' =1"}
    assert len(FORMULAS) == 8


@every_format
def test_an_address_that_is_a_script_leads_nowhere(name: str, guarded_package: Package) -> None:
    for file in files(guarded_package, [name]):
        assert not [text for text in texts(file) if text.startswith("javascript:")]


@every_format
def test_a_format_is_written_where_it_was_asked_for(name: str, guarded_case: Open, tmp_path: Path) -> None:
    edition = guarded_case.edition("2026-06-15")
    to = tmp_path / f"out{FORMATS[name].ending}"
    for _ in range(2):
        package = export(guarded_case, to, [name], edition=edition)
    made = files(package, [name])
    if FORMATS[name].ending:
        assert to.read_bytes() == made[0].body
        assert list(tmp_path.iterdir()) == [to]
    else:
        there = {path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()}
        assert there == {"facta-export.json", *(file.name for file in made)}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


@every_format
def test_the_documentation_tells_of_every_format(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "export.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_the_documentation_tells_of_every_table(table: str) -> None:
    assert f"| `{table}` |" in (DOCS / "export.md").read_text(encoding="utf-8")


def test_an_older_day_knows_nothing_of_a_newer_one(guarded_case: Open) -> None:
    early = packaged(guarded_case, guarded_case.edition("2025-07-01"))
    assert early.tables["records"]["known_at"].max() == date(2025, 7, 1)
    assert early.tables["withheld"]["count"].to_list()[0] == 2
    assert early.tables["series"]["end"].max() < date(2026, 1, 1)


def test_what_became_known_later_changes_no_export_of_an_earlier_day(
    flagship: Open, flagship_package: Package
) -> None:
    day = date(2025, 7, 31)
    then = replace(flagship, records=flagship.records.known_at(day))
    whole, early = (packaged(one, one.edition(day)) for one in (flagship, then))
    formats = ["parquet", "prov"]
    assert files(whole, formats) == files(early, formats)
    assert 1000 < len(early.tables["records"]) < len(flagship_package.tables["records"])


def test_a_folder_that_is_not_an_export_is_left_alone(guarded_case: Open, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"1")
    with pytest.raises(StoreError, match="is not empty, and no export of facta: name another folder"):
        export(guarded_case, tmp_path / "photos")
    assert (tmp_path / "photos" / "one.jpg").read_bytes() == b"1"


def test_an_export_with_something_of_ones_own_in_it_is_left_alone(guarded_case: Open, tmp_path: Path) -> None:
    export(guarded_case, tmp_path / "out", ["csv"], only=["indicators"])
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match=r"holds 'mine\.txt', which no export wrote"):
        export(guarded_case, tmp_path / "out", ["csv"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.md", "facta-export.json", "indicators.csv", "mine.txt", "withheld.csv",
    ]  # fmt: skip


def test_an_export_of_another_case_is_left_alone(guarded_case: Open, tmp_path: Path) -> None:
    write_folder(tmp_path / "out", files(packaged(guarded_case, guarded_case.edition()), ["csv"]), "another")
    with pytest.raises(StoreError, match="is an export of the case 'another'"):
        export(guarded_case, tmp_path / "out", ["csv"])


def test_a_file_is_not_written_over_a_folder(guarded_case: Open, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="this format is one file: name a file with --to"):
        export(guarded_case, tmp_path, ["geojson"])


def test_what_cannot_be_written_leaves_the_earlier_export_whole(guarded_case: Open, tmp_path: Path) -> None:
    export(guarded_case, tmp_path / "out", ["csv"], only=["indicators"])
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    made = files(packaged(guarded_case, guarded_case.edition()), ["csv"])
    broken = [*made, type(made[0])("README.md/inside", b"a file cannot be a folder too")]
    with pytest.raises(StoreError, match="name another folder with --to"):
        write_folder(tmp_path / "out", broken, "guarded")
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_several_formats_of_several_files_have_a_folder_each(guarded_package: Package) -> None:
    names = [file.name for file in files(guarded_package, ["csv", "parquet", "prov"])]
    assert {"csv/records.csv", "parquet/records.parquet", "guarded.prov.jsonld"} <= set(names)
    alone = [file.name for file in files(guarded_package, ["all"])]
    assert {"datapackage.json", "guarded.xlsx", "guarded.geojson", "guarded.prov.jsonld"} <= set(alone)


def test_an_unknown_format_or_table_is_told_with_the_nearest(guarded_case: Open, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no format 'parket'; did you mean 'parquet'\\?; there are"):
        export(guarded_case, tmp_path / "out", ["parket"])
    with pytest.raises(ValueError, match="no table 'record'; did you mean 'records'\\?; there are"):
        export(guarded_case, tmp_path / "out", ["csv"], only=["record"])
    assert not (tmp_path / "out").exists()


def test_no_file_of_a_workbook_bears_the_day_it_was_made(guarded_package: Package) -> None:
    (book,) = files(guarded_package, ["xlsx"])
    with zipfile.ZipFile(io.BytesIO(book.body)) as opened:
        assert {one.date_time[0] for one in opened.infolist()} == {1980}
        assert b"2026-06-15" in opened.read("docProps/core.xml")
