"""Strict reading of the tables of a network: every cell has a place, every mistake is kept."""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from facta.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from facta.corridors.columns import Column

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_SHOWN: Final = 100  # mistakes of one table that are told in words
LONGEST_CELL: Final = 2_000
_CONTROL: Final = re.compile(r"[\x01-\x1f\x7f]")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SHOWN: Final = 60
_BYTE_ORDER_MARK: Final = "\ufeff"


class Table:
    """A table of a network: its header, its rows, and what is wrong with it.

    ``sound`` says that its header could be made out; a table that is not there, or is no table, has
    no rows. ``dropped`` counts the rows that could not be made out.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.header: list[str] = []
        self.rows: list[Row] = []
        self.sound = False
        self.dropped = 0
        self._mistakes: list[tuple[int, int, str]] = []

    @property
    def readable(self) -> bool:
        """Whether it has rows to look at: it is sound, or need not be there and is not."""
        return self.sound or not self._mistakes

    @property
    def crowded(self) -> bool:
        """Whether there are more mistakes than are told."""
        return len(self._mistakes) > MOST_SHOWN

    @property
    def whole(self) -> bool:
        """Whether all its rows are known, so that what is not among them is nowhere."""
        return self.readable and not self.dropped

    def wrong(self, line: int, column: int, message: str) -> None:
        """Note a mistake."""
        self._mistakes.append((line, column, message))

    def mistakes(self) -> Iterator[str]:
        """Yield the mistakes from top to bottom, the first of them in words."""
        told = sorted(dict.fromkeys(self._mistakes))
        for line, column, message in told[:MOST_SHOWN]:
            yield f"{self.file}:{line}:{column}: {message}"
        if len(told) > MOST_SHOWN:
            line, column, _ = told[MOST_SHOWN]
            yield f"{self.file}:{line}:{column}: and {len(told) - MOST_SHOWN:,} more mistakes from here on"


class Row:
    """One row: the line on which it begins, and its cells by column."""

    __slots__ = ("_cells", "_table", "line")

    def __init__(self, table: Table, line: int, cells: list[str]) -> None:
        self.line = line
        self._table = table
        self._cells = dict(zip(table.header, map(str.strip, cells), strict=True))

    def wrong(self, column: str, message: str) -> None:
        """Note a mistake in a column."""
        header = self._table.header
        place = header.index(column) + 1 if column in header else 1
        self._table.wrong(self.line, place, f"{column}: {message}")

    @property
    def crowded(self) -> bool:
        """Whether its table has more mistakes than are told."""
        return self._table.crowded

    def hint(self, word: str, options: Iterable[str]) -> str:
        """Return the nearest word that is known, where a reader will see it."""
        return "" if self._table.crowded else nearest(word[:_SHOWN], options)

    def text(self, column: str) -> str:
        """Return the text of a cell, empty where it is blank or the table has no such column."""
        return self._cells.get(column, "")

    def required(self, column: str) -> str:
        """Return the text of a cell that may not be blank."""
        text = self._cells.get(column, "")
        if not text:
            self.wrong(column, "is blank; it must be given")
        return text

    def word(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a required cell that has the form of an example."""
        text = self.required(column)
        if text and not pattern.fullmatch(text):
            self.wrong(column, f"{text[:_SHOWN]!r} has not the form of {example!r}")
        return text

    def choice(self, column: str, options: Collection[str]) -> str:
        """Return a required cell that is one of a few words."""
        text = self.required(column)
        if text and text not in options:
            self.wrong(column, self._none_of(text, options))
        return text

    def words(self, column: str, options: Collection[str] | None = None) -> tuple[str, ...]:
        """Return the words of a cell joined by ``;``, each of them one of the options where given."""
        text = self._cells.get(column, "")
        if not text:
            return ()
        found = tuple(word.strip() for word in text.split(";"))
        for at, word in enumerate(found):
            if not word:
                self.wrong(column, f"{text[:_SHOWN]!r} has a blank word; join words by one ';'")
            elif word in found[:at]:
                self.wrong(column, f"{word!r} stands twice; delete one")
            elif options is not None and word not in options:
                self.wrong(column, self._none_of(word, options))
        return found

    def _none_of(self, word: str, options: Collection[str]) -> str:
        few, hint = 12, self.hint(word, options)
        if len(options) <= few:
            return f"{word[:_SHOWN]!r} is none of {', '.join(options)}{hint}"
        return f"{word[:_SHOWN]!r} is not known{hint or f'; write {next(iter(options))} or the like'}"

    def yes(self, column: str) -> bool | None:
        """Return a cell that says ``yes`` or ``no``, None when it is blank."""
        text = self._cells.get(column, "")
        if text not in {"yes", "no", ""}:
            self.wrong(column, f"{text[:_SHOWN]!r} is neither; write yes or no")
        return text == "yes" if text else None

    def number(self, column: str, least: float, most: float, *, above: bool = False) -> float | None:
        """Return a number between two bounds, None when it is blank or none; ``above`` bars the least."""
        text = self._cells.get(column, "")
        if not text:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value):
            plain = text.replace(",", "").replace(" ", "")
            hint = f"; write {plain}" if _NUMBER.fullmatch(plain) and plain != text else ""
            self.wrong(column, f"{text[:_SHOWN]!r} is not a number{hint}")
            return None
        if not least <= value <= most or (above and value == least):
            bounds = f"more than {least:g}, up to {most:g}" if above else f"between {least:g} and {most:g}"
            self.wrong(column, f"{text} is out of bounds; write {bounds}")
            return None
        return value

    def url(self, column: str) -> str:
        """Return an address on the web; anything else is a mistake."""
        text = self._cells.get(column, "")
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound or any(character.isspace() for character in text):
            self.wrong(column, f"{text[:_SHOWN]!r} is not a web address; write http:// or https://")
        return text


def read_bytes(path: Path, table: Table) -> bytes:
    """Read a file that may not be there, which reads as no bytes; note what keeps it from being read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            table.wrong(1, 1, f"{size:,} bytes; a table of a network has {MOST_BYTES:,} at most")
            return b""
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        table.wrong(1, 1, f"cannot be read: {error.strerror}")
        return b""


def fill(table: Table, body: bytes, columns: Sequence[Column]) -> None:
    """Read the rows of a table, and note every mistake of its shape."""
    names = [column.name for column in columns]
    must = [column.name for column in columns if column.must]
    if not body.strip():
        table.wrong(1, 1, f"the file is empty; write at least the header: {','.join(must)}")
        return
    text = _text(table, body)
    rows = list(_rows(table, text))
    if not rows or not table.readable:
        return
    table.header = [cell.strip() for cell in rows[0][1]]
    mistakes = list(_header_mistakes(table.header, names, must))
    for place, message in mistakes:
        table.wrong(1, place, message)
    table.sound = not mistakes
    if table.sound:
        table.rows = [Row(table, line, cells) for line, cells in rows[1:] if _is_row(table, line, cells)]
        table.dropped = len(rows) - 1 - len(table.rows)


def _text(table: Table, body: bytes) -> str:
    """Return the text of a table, empty where it is none."""
    try:
        text = body.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        table.wrong(line, column, f"byte {body[error.start]:#04x} is not UTF-8; save the file as UTF-8")
        return ""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        table.wrong(line, 1, "a NUL byte; this is not a text file")
        return ""
    if text.lstrip()[:1] in ("<", "{"):
        what = "a web page" if text.lstrip()[0] == "<" else "JSON"
        table.wrong(1, 1, f"{what}, not a table: {text.lstrip()[:_SHOWN]!r}")
        return ""
    return text


def _rows(table: Table, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        table.wrong(
            line, 1, f"quotes do not close, or a cell does not end, in the row that begins here ({error})"
        )


def _header_mistakes(
    header: Sequence[str], names: Sequence[str], must: Iterable[str]
) -> Iterator[tuple[int, str]]:
    if not set(header) & set(names):
        yield 1, f"columns are {','.join(header)[:_SHOWN]!r}; write at least {','.join(must)}"
        return
    for place, name in enumerate(header, 1):
        if name not in names:
            yield place, f"column {name[:_SHOWN]!r} is not known{nearest(name[:_SHOWN], names)}"
        elif name in header[: place - 1]:
            yield place, f"column {name!r} stands twice"
    yield from ((1, f"column {name!r} is missing") for name in must if name not in header)


def _is_row(table: Table, line: int, cells: Sequence[str]) -> bool:
    whole = "".join(cells)
    if not whole:
        table.wrong(line, 1, "the row is blank; delete it")
        return False
    if len(cells) != len(table.header):
        told = f"cells: {len(cells)}, columns: {len(table.header)}; quote cells that hold a comma"
        table.wrong(line, 1, told)
        return False
    if len(whole) <= LONGEST_CELL and not _CONTROL.search(whole):
        return True
    for place, cell in enumerate(cells, 1):
        control = _CONTROL.search(cell)
        if len(cell) > LONGEST_CELL:
            table.wrong(line, place, f"a cell of {len(cell):,} characters; {LONGEST_CELL:,} at most")
            return False
        if control:
            table.wrong(line, place, f"control character {control[0]!r}; delete it")
            return False
    return True
