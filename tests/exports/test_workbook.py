"""A workbook read back by another program."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from facta.exports import files, narrowed
from facta.exports.schema import TABLES

if TYPE_CHECKING:
    from openpyxl import Workbook

    from facta.exports import Package


@pytest.fixture(scope="module")
def book(flagship_package: Package) -> Workbook:
    (file,) = files(narrowed(flagship_package, ["indicators", "series"]), ["xlsx"])
    return load_workbook(io.BytesIO(file.body))


@pytest.fixture(scope="module")
def guarded_book(guarded_package: Package) -> Workbook:
    (file,) = files(guarded_package, ["xlsx"])
    return load_workbook(io.BytesIO(file.body))


def test_there_is_a_sheet_a_table_behind_the_front(guarded_book: Workbook) -> None:
    assert guarded_book.sheetnames == ["read me", *TABLES]


def test_the_front_tells_case_day_digests_and_terms(book: Workbook, flagship_package: Package) -> None:
    told = [(row[0].value, row[1].value) for row in book["read me"].iter_rows()]
    front = dict(told)
    inputs = flagship_package.edition.assessment.inputs
    assert front["Case"] == "Russia and Taliban-run Afghanistan"
    assert front["As of"] == "1 Jun 2026"
    assert front["Case digest"] == inputs.case_digest
    assert front["Records digest"] == inputs.store_digest
    assert {"How to read it", "Left out", "Terms, attribution", "Sheet series"} <= set(front)


def test_days_and_numbers_are_real_ones(book: Workbook, flagship_package: Package) -> None:
    sheet, frame = book["series"], flagship_package.tables["series"]
    heads = [cell.value for cell in sheet[1]]
    for row in (2, 50, len(frame) + 1):
        cells = {head: sheet.cell(row, number) for number, head in enumerate(heads, 1)}
        expected = frame.row(row - 2, named=True)
        assert isinstance(cells["start"].value, datetime)
        assert cells["start"].value.date() == expected["start"]
        assert cells["start"].number_format == "yyyy-mm-dd"
        assert cells["value"].value == pytest.approx(expected["value"])
        assert cells["scaled"].value is expected["scaled"]
    assert sheet.max_row == len(frame) + 1


def test_an_empty_figure_is_an_empty_cell_and_no_zero(book: Workbook, flagship_package: Package) -> None:
    sheet, frame = book["series"], flagship_package.tables["series"]
    column = frame.columns.index("value") + 1
    empty = [row for row, value in enumerate(frame["value"].to_list(), 2) if value is None]
    assert empty
    assert all(sheet.cell(row, column).value is None for row in empty)


def test_headers_stay_in_sight(guarded_book: Workbook) -> None:
    assert all(guarded_book[name].freeze_panes for name in TABLES)
    assert guarded_book["records"].freeze_panes == "C2"


def test_no_cell_is_a_formula_or_a_link(guarded_book: Workbook) -> None:
    cells = [cell for sheet in guarded_book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(guarded_book: Workbook) -> None:
    longest = max((str(cell.value) for row in guarded_book["records"].iter_rows() for cell in row), key=len)
    assert len(longest) == 32_767
    assert longest.endswith("(cut here; whole in the CSV)")


def test_without_what_writes_workbooks_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['xlsxwriter'] = None\n"
        "from facta.exports import workbook\n"
        "try: next(workbook.files(None))\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "a workbook needs xlsxwriter: pip install 'facta[xlsx]'"
