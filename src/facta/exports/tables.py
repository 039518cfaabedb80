"""What a table of an export is: its columns, what each holds, and how tables name each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from facta.views.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind = Literal["string", "number", "integer", "boolean", "date", "array"]
TYPES: Final[Mapping[Kind, pl.DataType]] = {
    "string": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "array": pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, the kind of its cells and what they say.

    ``among`` are the only words it may hold, ``low`` and ``high`` its bounds. ``needed`` says that no
    cell is empty.
    """

    name: str
    kind: Kind
    says: str
    needed: bool = False
    among: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: ``key`` tells its rows apart, ``names`` says which columns name a row of which table."""

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    names: Mapping[tuple[str, ...], str]

    def frame(self, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
        """Return rows as a frame of this table; see `conformed`."""
        schema = {column.name: TYPES[column.kind] for column in self.columns}
        return self.conformed(pl.DataFrame(list(rows), schema=schema, strict=False))

    def conformed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with the columns of this table, in their order and of their types.

        Blank text and numbers that are no number become empty cells. Control characters and marks
        that reorder text are dropped, since they hide what a cell says.
        """
        return frame.select(
            [_cleaned(frame[column.name].cast(TYPES[column.kind]), column.kind) for column in self.columns]
        )


def _cleaned(cells: pl.Series, kind: Kind) -> pl.Series:
    """Return cells without what they must not hold; letters that hide something are rare."""
    if kind == "string":
        kept = cells.set(cells == "", None)
        if not _odd(kept):
            return kept
        return pl.Series(
            cells.name, [clean(cell) or None if cell else None for cell in kept], dtype=pl.String
        )
    if kind == "number":
        return cells.set(cells.is_finite().not_(), None)
    if kind == "array":
        lists = cells.fill_null([])
        if not _odd(lists.explode()):
            return lists
        plain = [[clean(word) for word in cell] for cell in lists.to_list()]
        return pl.Series(cells.name, plain, dtype=pl.List(pl.String))
    return cells


def _odd(texts: pl.Series) -> bool:
    """Tell whether any text has a letter that is not to be seen."""
    return bool(texts.str.contains(r"\p{C}").any())


def text(name: str, says: str, *, needed: bool = False) -> Column:
    """Return a column of text."""
    return Column(name=name, kind="string", says=says, needed=needed)


def word(name: str, says: str, *among: str, needed: bool = True) -> Column:
    """Return a column that holds one of some words."""
    return Column(name=name, kind="string", says=says, needed=needed, among=among)


def number(name: str, says: str, low: float | None = None, high: float | None = None) -> Column:
    """Return a column of numbers; an empty cell is not zero."""
    return Column(name=name, kind="number", says=says, low=low, high=high)


def count(name: str, says: str, high: float | None = None, *, needed: bool = False) -> Column:
    """Return a column of whole numbers from zero on."""
    return Column(name=name, kind="integer", says=says, low=0, high=high, needed=needed)


def day(name: str, says: str, *, needed: bool = False) -> Column:
    """Return a column of days."""
    return Column(name=name, kind="date", says=says, needed=needed)


def yes(name: str, says: str, *, needed: bool = True) -> Column:
    """Return a column of yes or no."""
    return Column(name=name, kind="boolean", says=says, needed=needed)


def several(name: str, says: str) -> Column:
    """Return a column of lists of words."""
    return Column(name=name, kind="array", says=says)
