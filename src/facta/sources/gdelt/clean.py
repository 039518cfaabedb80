"""Repair what is known to be wrong in GDELT's rows, and keep what was printed.

Each repair has a name, which stands in the column ``repairs``; what a repaired cell said stands in
``originals``, as ``SQLDATE=19200102;Year=1920``. Both are null in a row that needed none.

The year 1920 and the padded codes were found by the authors of GdeltForge in the whole archive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REPAIRS: Final = "repairs"
ORIGINALS: Final = "originals"
ROOTS_BY_QUAD: Final = {
    1: ("01", "02", "03", "04", "05"),
    2: ("06", "07", "08", "09"),
    3: ("10", "11", "12", "13", "14"),
    4: ("15", "16", "17", "18", "19", "20"),
}
QUADS: Final = {root: quad for quad, roots in ROOTS_BY_QUAD.items() for root in roots}

# Rows of 2020 that were added in these hours say 1920 (seen in the 15-minute and in the daily files).
_CENTURY_FROM: Final = 20191231230000
_CENTURY_TO: Final = 20200105150000
_DAY: Final = 1_000_000
_OLDEST: Final = 19790101
_CENTURY: Final = {"SQLDATE": 1_000_000, "MonthYear": 10_000, "Year": 100, "FractionDate": 100.0}
_CODES: Final = tuple(
    f"Actor{number}{name}"
    for number in (1, 2)
    for name in ("Code", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")
)
_PLACES: Final = ("Actor1", "Actor2", "Action")


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of Events, repaired, with two more columns; those of Mentions need no repair."""
    blank = pl.lit(None, dtype=pl.String())
    frame = frame.with_columns(blank.alias(REPAIRS), blank.alias(ORIGINALS))
    for repair in (_century, _padding, _quads, _points):
        frame = repair(frame)
    return frame


def _century(frame: pl.DataFrame) -> pl.DataFrame:
    """Move a row of 2020 out of 1920."""
    if not {"SQLDATE", "DATEADDED"} <= set(frame.columns) or (frame["SQLDATE"] >= _OLDEST).all():
        return frame
    added = pl.col("DATEADDED")
    in_window = added.is_between(_CENTURY_FROM, _CENTURY_TO) | added.is_between(
        _CENTURY_FROM // _DAY, _CENTURY_TO // _DAY
    )
    columns = [name for name in _CENTURY if name in frame.columns]
    return _repaired(
        frame,
        "year-1920",
        columns,
        where=lambda _: (pl.col("SQLDATE") < _OLDEST) & in_window,
        to=lambda name: (pl.col(name) + _CENTURY[name]).cast(frame.schema[name]),
    )


def _padding(frame: pl.DataFrame) -> pl.DataFrame:
    """Take blanks from the ends of codes; a code that is nothing else is none.

    They were all seen around 2013, when one in many second actors has them, so a day is looked
    through by its codes of actors alone.
    """
    telling = [name for name in ("Actor1Code", "Actor2Code") if name in frame.columns]
    if not any(frame[name].unique().cast(pl.String()).str.contains(r"^\s|\s$").any() for name in telling):
        return frame
    return _repaired(
        frame,
        "padded",
        [name for name in _CODES if name in frame.columns],
        where=lambda name: pl.col(name).cast(pl.String()).str.contains(r"^\s|\s$"),
        to=lambda name: pl.col(name).cast(pl.String()).str.strip_chars().replace("", None),
    )


def _quads(frame: pl.DataFrame) -> pl.DataFrame:
    """Class every event by its root code, as the codebook does; unknown codes have no class."""
    if not {"QuadClass", "EventRootCode"} <= set(frame.columns):
        return frame
    right = quad_of(pl.col("EventRootCode"))
    if frame.select((right == pl.col("QuadClass")).all()).item():
        return frame
    return _repaired(
        frame,
        "quad-class",
        ["QuadClass"],
        where=lambda name: pl.col(name).is_not_null() & right.ne_missing(pl.col(name)),
        to=lambda _: right,
    )


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    """Take away the point (0, 0), which stands for no location."""
    for prefix in _PLACES:
        frame = _point(frame, prefix)
    return frame


def _point(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    both = [f"{prefix}Geo_Lat", f"{prefix}Geo_Long"]
    nowhere = pl.all_horizontal(pl.col(both) == 0)
    if not set(both) <= set(frame.columns) or not frame.select(nowhere.any()).item():
        return frame
    rule = f"no-point-{prefix.lower()}"
    return _repaired(frame, rule, both, where=lambda _: nowhere, to=lambda _: pl.lit(None))


def quad_of(root: pl.Expr) -> pl.Expr:
    """Return the class of a root code: 1 and 2 cooperate, 3 and 4 conflict, by word and by deed."""
    texts = root.cast(pl.String())
    return texts.replace_strict(QUADS, default=None, return_dtype=pl.Int8())


def _repaired(
    frame: pl.DataFrame,
    rule: str,
    columns: Sequence[str],
    *,
    where: Callable[[str], pl.Expr],
    to: Callable[[str], pl.Expr],
) -> pl.DataFrame:
    wrong = {name: where(name).fill_null(value=False) for name in columns}
    printed = [
        pl.when(wrong[name]).then(pl.format(f"{name}={{}}", pl.col(name).cast(pl.String())))
        for name in columns
    ]
    touched = pl.any_horizontal(*wrong.values())
    return frame.with_columns(
        _joined(pl.col(REPAIRS), pl.when(touched).then(pl.lit(rule)), ",").alias(REPAIRS),
        _joined(pl.col(ORIGINALS), pl.concat_str(printed, separator=";", ignore_nulls=True), ";").alias(
            ORIGINALS
        ),
        *(
            pl.when(wrong[name]).then(to(name)).otherwise(pl.col(name)).cast(frame.schema[name]).alias(name)
            for name in columns
        ),
    )


def _joined(first: pl.Expr, second: pl.Expr, separator: str) -> pl.Expr:
    both = pl.concat_str(first, second, separator=separator, ignore_nulls=True)
    return both.replace("", None)
