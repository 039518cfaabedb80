"""Records as polars frames: one column per field, in the order of the record."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Literal

import polars as pl

from facta.errors import StoreError
from facta.records import Coverage, Event, Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["events", "observations", "coverage"]

RECORDS: dict[Kind, type[Event | Observation | Coverage]] = {
    "events": Event,
    "observations": Observation,
    "coverage": Coverage,
}
TYPES: dict[str, pl.DataType] = {
    "date": pl.Date(),
    "float": pl.Float64(),
    "float | None": pl.Float64(),
    "int | None": pl.Int64(),
    "bool": pl.Boolean(),
    "tuple[str, ...]": pl.List(pl.String()),
}
FIELDS: dict[Kind, dict[str, pl.DataType]] = {
    kind: {field.name: TYPES.get(str(field.type), pl.String()) for field in fields(record)}
    for kind, record in RECORDS.items()
}
# Where a row stands in the history of the store: append number, then order inside the append.
PLACE: dict[str, pl.DataType] = {"append": pl.Int64(), "row": pl.Int64()}
# What a row says, as two numbers worked out once, at its append; null where they are still to come.
HASHED: dict[str, pl.DataType] = {"hash_high": pl.UInt64(), "hash_low": pl.UInt64()}


def frame_of(
    kind: Kind, records: Sequence[Event] | Sequence[Observation] | Sequence[Coverage] | pl.DataFrame
) -> pl.DataFrame:
    """Lay records out as a frame, in the order in which they come; a frame is conformed."""
    if isinstance(records, pl.DataFrame):
        return conform(kind, records).select(*FIELDS[kind])
    columns = {
        name: [
            list(value) if isinstance(value, tuple) else value
            for value in (getattr(record, name) for record in records)
        ]
        for name in FIELDS[kind]
    }
    return pl.DataFrame(columns, schema=FIELDS[kind])


def columns_of(kind: Kind) -> dict[str, pl.DataType]:
    """Return the columns of a frame of one kind, with their types."""
    return FIELDS[kind] | PLACE | (HASHED if kind != "coverage" else {})


def conform(kind: Kind, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Give a frame every column of its record, and its place in the history of the store.

    Columns that have a default in the record may be missing or null. Without an ``append`` column
    all rows are of append 0; without a ``row`` column the order of the frame is the order of rows.
    """
    wanted = columns_of(kind)
    if frame is None:
        return pl.DataFrame(schema=wanted)
    defaults = {field.name: field.default for field in fields(RECORDS[kind])}
    missing = [name for name in FIELDS[kind] if defaults[name] is MISSING and name not in frame.columns]
    if missing:
        names = ", ".join(repr(name) for name in missing)
        message = (
            f"a frame of {kind} has no column {names}: give every field that has no default in its record"
        )
        raise StoreError(message)
    if "append" not in frame.columns:
        frame = frame.with_columns(append=pl.lit(0))
    if "row" not in frame.columns:
        frame = frame.with_row_index("row")
    return frame.select(_column(name, of, frame, defaults.get(name)) for name, of in wanted.items())


def _column(name: str, of: pl.DataType, frame: pl.DataFrame, default: object) -> pl.Expr:
    standard = None if default is MISSING else list(default) if isinstance(default, tuple) else default
    if name not in frame.columns:
        return pl.lit(standard, dtype=of).alias(name)
    column = pl.col(name).cast(of)
    return column if standard is None else column.fill_null(pl.lit(standard, dtype=of))
