"""Fast, strict reading of large tables: every cell as text in a frame, every line accounted for.

`facta.sources.tables` reads row by row and knows each cell's mistakes; this reads a million rows at
once and keeps, beside the cells, the line on which each row begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from facta.errors import SourceError
from facta.sources.archives import members
from facta.sources.tables import split, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from facta.records import Snapshot

LINE: Final = "line"
MOST_SHOWN: Final = 20
_LONGEST_CELL: Final = 100_000
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is written; ``header`` names the columns of a file that does not."""

    delimiter: str = ","
    encoding: str = "utf-8"
    quotes: bool = True
    header: tuple[str, ...] | None = None


COMMAS: Final = Layout()
TABS: Final = Layout(delimiter="\t", encoding="iso-8859-1", quotes=False)


@dataclass(slots=True)
class Sheet:
    """A table: its columns, its cells as text with null for a blank, and its mistakes so far.

    ``cells`` has the columns ``0``, ``1``, … in the order of ``header``, and ``line``.
    """

    name: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    mistakes: list[str] = field(default_factory=list)

    def column(self, name: str) -> pl.Series:
        """Return the cells of a column."""
        return self.cells[str(self.header.index(name))]

    def wrong(self, column: str, row: int, message: str) -> None:
        """Note a mistake in a cell."""
        line = self.cells[LINE][row]
        self.mistakes.append(f"{self.name}:{line}:{self.header.index(column) + 1}: {column}: {message}")

    def keep(self, mask: pl.Series) -> None:
        """Leave out the rows where the mask is not true."""
        self.cells = self.cells.filter(mask)

    def blank(self, words: Iterable[str]) -> None:
        """Let some words stand for nothing."""
        texts = [name for name in self.cells.columns if name != LINE]
        nothing = list(words)
        self.cells = self.cells.with_columns(
            pl.when(pl.col(name).is_in(nothing)).then(None).otherwise(pl.col(name)).alias(name)
            for name in texts
        )

    def translated(
        self,
        column: str,
        dtype: pl.DataType,
        meaning: Callable[[str], object],
        *,
        wrong: Callable[[str], str] | None = None,
    ) -> pl.Series:
        """Return what the words of a column mean, each asked for once.

        A word without a meaning gives null, and a mistake in the words of ``wrong`` where given.
        """
        cells = self.column(column)
        known = cells.drop_nulls().unique(maintain_order=True)
        words = known.to_list()
        means = [meaning(word) for word in words]
        if wrong is not None:
            self.refuse(
                column, [word for word, meant in zip(words, means, strict=True) if meant is None], wrong
            )
        meant = pl.DataFrame({"word": known, "means": pl.Series(means, dtype=dtype, strict=True)})
        asked = pl.DataFrame({"word": cells})
        return asked.join(meant, on="word", how="left", maintain_order="left")["means"]

    def refuse(self, column: str, words: Sequence[str], wrong: Callable[[str], str]) -> None:
        """Note a mistake for each word of a column, where it stands first and how often."""
        if not words:
            return
        cells = self.column(column)
        found = cells.is_in(pl.Series(words, dtype=pl.String()))
        rows = pl.DataFrame({"word": cells, "row": pl.int_range(len(cells), eager=True)}).filter(found)
        counted = rows.group_by("word", maintain_order=True).agg(pl.col("row").first(), pl.len().alias("n"))
        for word, row, n in counted.iter_rows():
            more = f" (and on {n - 1:,} more lines)" if n > 1 else ""
            self.wrong(column, row, f"{wrong(word)}{more}")

    def required(self, column: str) -> None:
        """Note a mistake where a cell is blank."""
        blank = self.column(column).is_null().arg_true()
        if len(blank):
            more = f" (and on {len(blank) - 1:,} more lines)" if len(blank) > 1 else ""
            self.wrong(column, int(blank[0]), f"is blank; it must be given{more}")

    def settle(self) -> None:
        """Raise a SourceError where there are mistakes, the first of them in words."""
        if self.mistakes:
            more = len(self.mistakes) - MOST_SHOWN
            told = [f"{self.name}: and {more:,} more mistakes"] if more > 0 else []
            raise SourceError(*self.mistakes[:MOST_SHOWN], *told)


def unpacked(snapshot: Snapshot, most_bytes: int) -> bytes:
    """Return the bytes of a table, out of the zip archive of one file in which it may lie.

    Raises
    ------
    SourceError
        When the archive is damaged or too large, or does not hold one file.
    """
    if not snapshot.body.startswith(_ZIP):
        return snapshot.body
    try:
        found = members(snapshot.body, most_bytes)
    except SourceError as error:
        raise SourceError(*(f"{snapshot.url}: {mistake}" for mistake in error.mistakes)) from error
    if len(found) != 1:
        names = ", ".join(sorted(found)[:MOST_SHOWN])
        raise SourceError(f"{snapshot.url}: one file is due in the archive, not {len(found)}: {names}")
    return next(iter(found.values()))


def read_sheet(name: str, body: bytes, layout: Layout = COMMAS) -> Sheet:
    """Read the bytes of a table.

    Rows with too many or too few cells, blank rows and cells that are too long become mistakes of
    the sheet.

    Raises
    ------
    SourceError
        When no table can be made out at all: an empty or cut file, a web page in its place, bytes
        of another encoding, NUL bytes, quotes that do not close.
    """
    text = text_of(name, body, layout.encoding, "save the file so, or name the encoding it has")
    if layout.quotes and '"' in text:
        rows = list(split(name, text, layout.delimiter))
        header = layout.header or tuple(rows[0][1])
        first = 0 if layout.header else 1
        sheet = Sheet(name, header, _empty(header))
        _lay(sheet, rows[first:])
    else:
        lines = [line.removesuffix("\r") for line in text.split("\n")[:-1]]
        header = layout.header or tuple(lines[0].split(layout.delimiter))
        first = 0 if layout.header else 1
        sheet = Sheet(name, header, _empty(header))
        _split(sheet, lines[first:], first + 1, layout.delimiter)
    return sheet


def _lay(sheet: Sheet, rows: Sequence[tuple[int, list[str]]]) -> None:
    width = len(sheet.header)
    sound = []
    for line, cells in rows:
        if not any(cells) or len(cells) != width:
            sheet.mistakes.append(_misshapen(sheet.name, line, len(cells) if any(cells) else 0, width))
        else:
            sound.append((cells, line))
    columns = {str(place): [cells[place] for cells, _ in sound] for place in range(width)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
    sheet.cells = _tidy(frame.with_columns(pl.Series(LINE, [line for _, line in sound], dtype=pl.Int64())))
    _refuse_long(sheet)


def _split(sheet: Sheet, lines: list[str], first: int, delimiter: str) -> None:
    width = len(sheet.header)
    frame = pl.DataFrame({"all": pl.Series(lines, dtype=pl.String())})
    frame = frame.with_columns(pl.int_range(first, first + len(lines), dtype=pl.Int64()).alias(LINE))
    found = pl.col("all").str.count_matches(delimiter, literal=True) + 1
    # In a table of one column a blank line is a blank cell; no such row says anything.
    odd = frame.with_columns(found.alias("found")).filter((found != width) | (pl.col("all") == ""))
    for line, cells, text in odd.select(LINE, "found", "all").iter_rows():
        sheet.mistakes.append(_misshapen(sheet.name, line, cells if text else 0, width))
    if odd.height:
        frame = frame.filter((found == width) & (pl.col("all") != ""))
    cells = frame.select(
        pl.col("all")
        .str.split_exact(delimiter, width - 1)
        .struct.rename_fields(list(_empty(sheet.header).columns[:-1])),
        LINE,
    ).unnest("all")
    sheet.cells = _tidy(cells)
    _refuse_long(sheet)


def _misshapen(name: str, line: int, cells: int, width: int) -> str:
    if not cells:
        return f"{name}:{line}: the row is blank; delete it"
    return f"{name}:{line}: cells: {cells}, columns: {width}; quote cells that hold the delimiter"


def _empty(header: Sequence[str]) -> pl.DataFrame:
    names = [str(place) for place in range(len(header))]
    return pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), LINE: pl.Int64()})


def _tidy(cells: pl.DataFrame) -> pl.DataFrame:
    """Strip every cell; a blank one is null."""
    texts = [name for name in cells.columns if name != LINE]
    stripped = [pl.col(name).str.strip_chars() for name in texts]
    return cells.with_columns(
        pl.when(text != "").then(text).otherwise(None).alias(name)
        for name, text in zip(texts, stripped, strict=True)
    )


def _refuse_long(sheet: Sheet) -> None:
    for column in sheet.header:
        lengths = sheet.column(column).str.len_chars()
        for row in (lengths > _LONGEST_CELL).arg_true().to_list():
            sheet.wrong(column, row, f"a cell of {lengths[row]:,} characters; {_LONGEST_CELL:,} at most")
