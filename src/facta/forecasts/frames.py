"""A ledger as tables: one for each kind of entry, a row an entry, with its number and its stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl

from facta.forecasts.entries import RECORDS, Correction, canonical
from facta.forecasts.records import Forecast

if TYPE_CHECKING:
    from facta.forecasts.entries import Entry, Kind
    from facta.forecasts.reading import Reading

_PLAIN: Final[dict[object, pl.DataType]] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    date: pl.Date(),
}
_STAMP: Final[dict[str, pl.DataType]] = {
    "entry": pl.Int64(),
    "entry_as_of": pl.Date(),
    "written": pl.Datetime("us", "UTC"),
    "case_digest": pl.String(),
    "store_digest": pl.String(),
    "version": pl.String(),
    "sha256": pl.String(),
}
_CORRECTION: Final[dict[str, pl.DataType]] = {
    "corrects": pl.Int64(),
    "because": pl.String(),
    "instead": pl.String(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The entries of a ledger, by kind.

    Every table has the number of the entry, its day and moment of writing, the digests of case and
    store, the version and the SHA-256 of its line, and then what the record says. Forecasts have
    ``hindsight``: written on or after the deadline, so that they prove nothing. What a correction says
    ``instead`` is JSON.
    """

    questions: pl.DataFrame
    forecasts: pl.DataFrame
    resolutions: pl.DataFrame
    corrections: pl.DataFrame
    editions: pl.DataFrame


def frames(reading: Reading) -> Frames:
    """Return what a ledger says as tables, in the order of its entries; an empty one has its columns."""
    return Frames(
        questions=_frame(reading, "question"),
        forecasts=_frame(reading, "forecast"),
        resolutions=_frame(reading, "resolution"),
        corrections=_frame(reading, "correction"),
        editions=_frame(reading, "edition"),
    )


def _frame(reading: Reading, kind: Kind) -> pl.DataFrame:
    entries = [entry for entry in reading.entries if entry.kind == kind]
    shape = RECORDS[kind]
    stamps = pl.DataFrame(map(_stamped, entries), schema=_STAMP, orient="row")
    if shape is Correction:
        told = pl.DataFrame(map(_corrected, entries), schema=_CORRECTION, orient="row")
        return pl.concat([stamps, told], how="horizontal")
    columns = {
        name: pl.Series(name, [_cell(getattr(entry.record, name)) for entry in entries], _type(hint))
        for name, hint in get_type_hints(shape).items()
    }
    if shape is Forecast:
        late = [reading.is_hindsight(entry) for entry in entries]
        columns["hindsight"] = pl.Series("hindsight", late, pl.Boolean())
    return stamps.with_columns(columns.values())


def _stamped(entry: Entry) -> tuple[object, ...]:
    stamp = entry.stamp
    made = (stamp.case_digest, stamp.store_digest, stamp.version, entry.sha256)
    return (entry.number, stamp.as_of, stamp.written, *made)


def _corrected(entry: Entry) -> tuple[object, ...]:
    made = entry.record
    assert isinstance(made, Correction)  # noqa: S101  (what its kind says)
    instead = canonical(made.instead).decode() if made.instead is not None else None
    return made.entry, made.because, instead


def _cell(value: Any) -> Any:  # noqa: ANN401  (a field of a record)
    """Return a value as a cell: pairs of a name and a weight as such, the rest as it is."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return [{"method": method, "weight": weight} for method, weight in value]
    return value


def _type(hint: Any) -> pl.DataType:  # noqa: ANN401  (an annotation)
    """Return the type of a column from that of a field."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is Literal:
        return pl.String()
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if get_origin(inner) is tuple:
            return pl.List(pl.Struct({"method": pl.String(), "weight": pl.Float64()}))
        return pl.List(_type(inner))
    return _PLAIN[hint]
