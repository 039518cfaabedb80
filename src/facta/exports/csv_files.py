"""CSV: one file a table, as RFC 4180 has it, in UTF-8; no cell is a formula.

References
----------
Shafranovich, Y. (2005). Common format and MIME type for comma-separated values files. RFC 4180.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl

from facta.cells import marked
from facta.exports.package import File
from facta.exports.readme import readme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.exports.package import Package

says: Final = "a folder of CSV files, one a table"
ending: Final = ""


def files(package: Package) -> Iterator[File]:
    """Yield one file a table, and what to know before reading them."""
    yield readme(package)
    for name, frame in package.tables.items():
        yield File(f"{name}.csv", csv_bytes(frame))


def csv_bytes(frame: pl.DataFrame) -> bytes:
    r"""Return a table as CSV: lists as JSON, an empty cell where there is nothing, lines end with CR LF.

    Text that a spreadsheet would run as a formula is marked as text.

    >>> csv_bytes(pl.DataFrame({"a": ["=1", None], "b": [[], ["x", "y"]], "c": [0.1, None]}))
    b'a,b,c\r\n\'=1,[],0.1\r\n,"[""x"",""y""]",\r\n'
    """
    cells = [_cells(frame[name]) for name in frame.columns]
    return pl.DataFrame(cells).write_csv(line_terminator="\r\n").encode()


def _cells(column: pl.Series) -> pl.Series:
    if column.dtype == pl.List:
        said = [json.dumps(cell, ensure_ascii=False, separators=(",", ":")) for cell in column.to_list()]
        return pl.Series(column.name, said, dtype=pl.String)
    if column.dtype == pl.String:
        safe = [None if cell is None else marked(cell) for cell in column.to_list()]
        return pl.Series(column.name, safe, dtype=pl.String)
    return column
