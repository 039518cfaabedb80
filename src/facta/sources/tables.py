"""Strict reading of CSV tables: every cell has a place, every mistake is kept."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from facta import periods
from facta.errors import SourceError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from facta.periods import Period
    from facta.records import Snapshot

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SHOWN: Final = 60
_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name, its header and its sound rows; ``mistakes`` tells of the others."""

    name: str
    header: list[str]
    rows: list[Row]
    mistakes: list[str]


def columns(header: str) -> tuple[str, ...]:
    """Return the column names of a header line.

    >>> columns("lat,lon,part")
    ('lat', 'lon', 'part')
    """
    return tuple(header.split(","))


def read_table(snapshot: Snapshot, *, longest_cell: int) -> Table:
    """Read the bytes of a CSV table.

    Rows with too many or too few cells, blank rows and cells that are too long become mistakes of
    the table.

    Raises
    ------
    SourceError
        When no table can be made out at all: an empty or cut file, a web page in its place, bytes
        that are not UTF-8, NUL bytes, quotes that do not close.
    """
    name = snapshot.url
    rows = [Row(line, cells) for line, cells in split(name, text_of(name, snapshot.body), ",")]
    header = rows[0].cells
    table = Table(name, header, [], [])
    for row in rows[1:]:
        mistake = _misshapen(row, len(header), longest_cell)
        if mistake:
            table.mistakes.append(f"{name}:{row.line}:{mistake}")
        else:
            table.rows.append(row)
    return table


def text_of(name: str, body: bytes, encoding: str = "utf-8", advice: str = "save it as UTF-8") -> str:
    """Return the text of a table.

    Raises
    ------
    SourceError
        When it is empty, cut short, in another encoding, or no table at all.
    """
    if not body.strip():
        message = f"{name}: the file is empty; write at least the header"
        raise SourceError(message)
    try:
        text = body.decode(encoding).removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        message = f"{name}:{line}: byte {body[error.start]:#04x} is not {encoding.upper()}; {advice}"
        raise SourceError(message) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        message = f"{name}:{line}: a NUL byte; this is not a text file"
        raise SourceError(message)
    if text.lstrip()[:1] in ("<", "{"):
        what = "a web page" if text.lstrip()[0] == "<" else "JSON"
        message = f"{name}:1: {what}, not a table: {text.lstrip()[:_SHOWN]!r}"
        raise SourceError(message)
    if not text.endswith("\n"):
        line = text.count("\n") + 1
        message = f"{name}:{line}: the file stops inside this line; fetch or save it whole"
        raise SourceError(message)
    return text


def split(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the line on which it begins.

    Raises
    ------
    SourceError
        When quotes do not close.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = (
            f"{name}:{line}: quotes do not close, or a cell does not end, in the row that begins "
            f"here ({error})"
        )
        raise SourceError(message) from error


def _misshapen(row: Row, width: int, longest_cell: int) -> str:
    if not any(row.cells):
        return " the row is blank; delete it"
    if len(row.cells) != width:
        return f" cells: {len(row.cells)}, columns: {width}; quote cells that hold a comma"
    for column, cell in enumerate(row.cells, 1):
        if len(cell) > longest_cell:
            return f"{column}: a cell of {len(cell):,} characters; {longest_cell:,} at most"
    return ""


def compare_header(table: Table, expected: Sequence[str], *, ordered: bool) -> list[str]:
    """Return the mistakes of a header against the columns it ought to have."""
    header = table.header
    if len(set(header) & set(expected)) * 2 < len(expected):
        shown = ",".join(header)[:_SHOWN]
        return [f"{table.name}:1: columns are {shown!r}; write {','.join(expected)}"]
    found = header_mistakes(table.name, header, expected)
    if found or (ordered and list(header) != list(expected)):
        order = ", in this order:" if ordered else ""
        found.append(f"{table.name}:1: the columns are{order} {','.join(expected)}")
    return found


def header_mistakes(
    table: str, header: Sequence[str], expected: Collection[str], advice: str = ""
) -> list[str]:
    """Return every column that is not known, stands twice or is missing, by its name."""
    found = [
        f"{table}:1:{place}: column {name!r} is not known{nearest(name, expected) or advice}"
        for place, name in enumerate(header, 1)
        if name not in expected
    ]
    found += [
        f"{table}:1:{place}: column {name!r} stands twice"
        for place, name in enumerate(header, 1)
        if name in header[: place - 1]
    ]
    return found + [f"{table}:1: column {name!r} is missing" for name in expected if name not in header]


class Cells:
    """The cells of one row, asked for by column; what is wrong goes to ``mistakes``."""

    def __init__(self, table: Table, row: Row, mistakes: list[str]) -> None:
        self._where = f"{table.name}:{row.line}"
        self._header = table.header
        self._cells = dict(zip(table.header, row.cells, strict=True))
        self._mistakes = mistakes

    def wrong(self, column: str, message: str) -> None:
        """Note a mistake in a column."""
        place = self._header.index(column) + 1
        self._mistakes.append(f"{self._where}:{place}: {column}: {message}")

    def text(self, column: str) -> str | None:
        """Return the text of a cell, None when blank or when the table has no such column."""
        return self._cells.get(column, "").strip() or None

    def refuse_control_characters(self) -> None:
        """Note every cell that holds a character which a terminal would obey."""
        for column, cell in self._cells.items():
            control = _CONTROL.search(cell)
            if control:
                self.wrong(column, f"control character {control[0]!r}; delete it")

    def required(self, column: str) -> str:
        """Return the text of a cell that may not be blank."""
        text = self.text(column)
        if text is None:
            self.wrong(column, "is blank; it must be given")
        return text or ""

    def word(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a required cell that follows a pattern."""
        text = self.required(column)
        if text and not pattern.fullmatch(text):
            self.wrong(column, f"{text!r} has not the form of {example}")
        return text

    def choice(self, column: str, options: Collection[str]) -> str:
        """Return a required cell that is one of a few words."""
        text = self.required(column)
        if text and text not in options:
            hint = nearest(text, options)
            self.wrong(column, f"{text!r} is none of {', '.join(options)}{hint}")
        return text

    def period(self, column: str) -> Period | None:
        """Return the period that a cell names, None when it is blank or no date."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return periods.parse(text)
        except ValueError as error:
            self.wrong(column, str(error))
            return None

    def number(self, column: str, least: float = -math.inf, most: float = math.inf) -> float | None:
        """Return a number between two bounds, None when the cell is blank or no number."""
        text = self.text(column)
        if text is None:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value):
            plain = text.replace(",", "").replace(" ", "")
            hint = f"; write {plain}" if _NUMBER.fullmatch(plain) and plain != text else ""
            self.wrong(column, f"{text!r} is not a number{hint}")
            return None
        if not least <= value <= most:
            bounds = f"between {least:g} and {most:g}" if most < math.inf else f"{least:g} or more"
            self.wrong(column, f"{text} is out of bounds; write {bounds}")
            return None
        return value

    def url(self, column: str) -> str | None:
        """Return an address on the web; anything else is a mistake."""
        text = self.text(column)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound or any(character.isspace() for character in text):
            self.wrong(column, f"{text[:_SHOWN]!r} is not a web address; write http:// or https://")
            return None
        return text
