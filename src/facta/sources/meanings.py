"""What the cells of a sheet mean by a mapping: whole columns at once, each word asked for once."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from facta import cameo

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.sources.mapping import Cell, Code, Number, When, Who
    from facta.sources.sheets import Sheet

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HOURS: Final = 24


def constant(sheet: Sheet, value: str | float | None, dtype: pl.DataType | None = None) -> pl.Series:
    """Return a value for every row."""
    return pl.Series([value], dtype=dtype or pl.String()).new_from_index(0, sheet.cells.height)


def evaluated(expression: pl.Expr) -> pl.Series:
    """Return what an expression over series comes to."""
    return pl.select(expression).to_series()


def days(sheet: Sheet, when: When, *, strict: bool = True) -> pl.Series:
    """Return the day that each cell says; where strict, one that says none is a mistake."""
    if strict:
        sheet.required(when.column)
    return sheet.translated(
        when.column,
        pl.Date(),
        lambda text: _day(text, when),
        wrong=(lambda text: f"{text!r} is not a day written as {_way(when)}") if strict else None,
    )


def resolved(sheet: Sheet, who: Who, when: When) -> pl.Series:
    """Return whom each cell means on its day, null where that is nobody known."""
    if who.column is None:
        return constant(sheet, who.value)
    pairs = pl.DataFrame({"word": sheet.column(who.column), "day": days(sheet, when, strict=False)})
    asked = pairs.unique().drop_nulls()
    ids = [who.resolve(word, day) for word, day in asked.iter_rows()]
    meant = asked.with_columns(pl.Series("id", ids, dtype=pl.String()))
    return pairs.join(meant, on=["word", "day"], how="left", maintain_order="left")["id"]


def codes(sheet: Sheet, code: Code) -> pl.Series:
    """Return the CAMEO code of each cell, null where it is none."""
    known = cameo.codes()

    def meaning(word: str) -> str | None:
        if code.names:
            return cameo.named(word)
        return word if word in known or word in cameo.KINDS else None

    return sheet.translated(code.column, pl.String(), meaning)


def by_code(found: pl.Series) -> dict[str, pl.Series]:
    """Return kind, quad, intensity and the two words of the quad of each CAMEO code.

    >>> told = by_code(pl.Series(["173", None]))
    >>> {name: list(series) for name, series in told.items()}
    {'kind': ['coerce', None], 'quad': [4, None], 'intensity': [-5.0, None],
     'deed': ['material', None], 'side': ['conflict', None]}
    """
    distinct = found.drop_nulls().unique()
    known = cameo.codes()
    quads = [cameo.quad(code) for code in distinct]
    sides = [cameo.TAGS[quad] if quad else (None, None) for quad in quads]
    meant: dict[str, tuple[list[object], pl.DataType]] = {
        "kind": ([cameo.kind(code) for code in distinct], pl.String()),
        "quad": ([*quads], pl.Int64()),
        "intensity": ([known[code].goldstein if code in known else None for code in distinct], pl.Float64()),
        "deed": ([deed for deed, _ in sides], pl.String()),
        "side": ([side for _, side in sides], pl.String()),
    }
    return {
        name: found.replace_strict(
            distinct, pl.Series(values, dtype=dtype), default=None, return_dtype=dtype
        ).alias(name)
        for name, (values, dtype) in meant.items()
    }


def number(sheet: Sheet, given: Number, most: float | None) -> pl.Series:
    """Return the numbers of a column, none of them farther from nought than ``most``."""
    if given.column is None:
        return constant(sheet, given.value, pl.Float64())
    values = sheet.translated(
        given.column,
        pl.Float64(),
        lambda text: number_of(text, most),
        wrong=lambda text: f"{text!r} is not a number" + (f" up to {most:g}" if most else ""),
    )
    return values * given.times


def text(sheet: Sheet, cell: Cell, mistake: Callable[[str], str] = lambda _: "") -> pl.Series:
    """Return the text of a cell, translated where the mapping has words for it.

    ``mistake`` says what is wrong with a text, or nothing.
    """
    if not cell.column:
        return constant(sheet, cell.value)
    if len(cell.column) > 1:
        parts = [sheet.column(name) for name in cell.column]
        return evaluated(pl.concat_str(parts, separator=" ", ignore_nulls=True))
    (column,) = cell.column
    words = cell.words

    def meaning(word: str) -> str | None:
        meant = words.get(word) if words is not None else word
        return None if meant is None or mistake(meant) else meant

    def wrong(word: str) -> str:
        meant = words.get(word) if words is not None else word
        return f"{word!r} is not among its words; write it there" if meant is None else mistake(meant)

    return sheet.translated(column, pl.String(), meaning, wrong=wrong)


def matching(sheet: Sheet, cell: Cell, pattern: re.Pattern[str], advice: str) -> pl.Series:
    """Return the text of a cell where it follows a pattern; anything else is a mistake."""
    return text(sheet, cell, lambda word: "" if pattern.fullmatch(word) else f"{word!r}: {advice}")


def _day(word: str, when: When) -> date | None:
    try:
        if when.counted_from is None:
            return datetime.strptime(word, when.format).date()  # noqa: DTZ007  (a day has no time zone)
        since = int(word) // (_HOURS if when.counted_in == "hours" else 1)
        return when.counted_from + timedelta(days=since)
    except (ValueError, OverflowError):
        return None


def _way(when: When) -> str:
    if when.counted_from is None:
        return when.format
    return f"a number of {when.counted_in} since {when.counted_from}"


def number_of(word: str, most: float | None = None) -> float | None:
    """Return the number that a word writes, None where it is none or farther from nought than ``most``.

    >>> number_of("-2.5"), number_of("1,5"), number_of("12", 10)
    (-2.5, None, None)
    """
    value = float(word) if _NUMBER.fullmatch(word) else math.nan
    return value if math.isfinite(value) and (most is None or abs(value) <= most) else None
