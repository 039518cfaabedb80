"""XLSX: one sheet a table behind a front sheet; days and numbers are real ones, and nothing is a formula."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from facta.cells import marked
from facta.exports.package import File
from facta.exports.readme import HOW_TO_READ, attributions, left_out
from facta.exports.schema import TABLES
from facta.version import __version__
from facta.views.citing import edition_citation
from facta.views.words import clean, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from facta.exports.package import Package

says: Final = "a workbook for a spreadsheet, one sheet a table"
ending: Final = ".xlsx"
LONGEST: Final = 32_767  # letters that a cell of a spreadsheet can hold
MOST: Final = 1_048_575  # rows below a header
CUT: Final = " … (cut here; whole in the CSV)"
WIDTHS: Final = (8, 60)
FIRST: Final = date(1900, 3, 1)  # before it, spreadsheets count a day that was not
LOOKED_AT: Final = 200  # rows by which a column is made wide enough


def files(package: Package) -> Iterator[File]:
    """Yield the workbook.

    Raises
    ------
    ImportError
        When what writes workbooks is not installed.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415  (an extra)
    except ImportError:
        message = "a workbook needs xlsxwriter: pip install 'facta[xlsx]'"
        raise ImportError(message) from None
    body = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = Workbook(body, options)
    assessment = package.edition.assessment
    made = datetime.combine(package.as_of, datetime.min.time())
    book.set_properties({"title": _cell(assessment.title), "author": f"facta {__version__}", "created": made})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    _front(book, package)
    for name, frame in package.tables.items():
        _sheet(book.add_worksheet(name), frame, head, days, name)
    book.close()
    yield File(f"{package.name}{ending}", body.getvalue())


def _front(book: Workbook, package: Package) -> None:
    sheet = book.add_worksheet("read me")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 22, bold)
    sheet.set_column(1, 1, 110, wrapped)
    for row, (label, said) in enumerate(_front_lines(package)):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, _cell(said))


def _front_lines(package: Package) -> Iterator[tuple[str, str]]:
    assessment = package.edition.assessment
    change = package.edition.change
    yield "Case", assessment.title
    yield "Question", assessment.question
    yield "Judgement", assessment.judgement
    yield "As of", day(package.as_of)
    yield "Compared with", day(change.was) if change else "no earlier day"
    yield "Case digest", assessment.inputs.case_digest
    yield "Records digest", assessment.inputs.store_digest
    yield "Made with", f"facta {__version__}"
    yield "Cite as", edition_citation(assessment).text()
    yield from (("How to read it", line) for line in HOW_TO_READ)
    yield from (("Left out", line) for line in left_out(package))
    yield from (("Terms, attribution", line) for line in attributions(package))
    for name, frame in package.tables.items():
        short = f" (the first {MOST:,} of {len(frame):,} rows)" if len(frame) > MOST else ""
        yield f"Sheet {name}", f"{TABLES[name].says}{short}"


def _sheet(sheet: Worksheet, frame: pl.DataFrame, head: Format, days: Format, name: str) -> None:
    sheet.freeze_panes(1, len(TABLES[name].key) if len(TABLES[name].key) < len(frame.columns) else 0)
    for number, column in enumerate(frame.columns):
        sheet.write_string(0, number, column, head)
        cells = frame[column].head(MOST).to_list()
        sheet.set_column(number, number, _width(column, cells[:LOOKED_AT]))
        for row, cell in enumerate(cells, 1):
            _write(sheet, row, number, cell, days)
    if len(frame):
        sheet.autofilter(0, 0, min(len(frame), MOST), len(frame.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: object, days: Format) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | float():
            sheet.write_number(row, column, cell)
        case date() if cell >= FIRST:
            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), days)
        case list():
            if cell:
                sheet.write_string(row, column, _cell("; ".join(cell)))
        case _:
            sheet.write_string(row, column, _cell(str(cell)))


def _cell(text: str) -> str:
    """Return text that a cell can hold and a spreadsheet does not run, also once it is saved as CSV."""
    safe = marked(clean(text))
    if 2 * len(safe) <= LONGEST:
        return safe
    units = safe.encode("utf-16-le")  # as a spreadsheet counts letters: a rare one is two
    if len(units) <= 2 * LONGEST:
        return safe
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT


def _width(name: str, cells: list[object]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    low, high = WIDTHS
    return min(max(longest + 1, len(name) + 3, low), high)
