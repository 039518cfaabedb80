"""What machine-coded events have in common: many rows, actors by name, sector and country."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl
from pydantic import Field

from facta import actors
from facta.errors import SourceError
from facta.sources import base, meanings
from facta.sources.sheets import TABS, read_sheet, unpacked
from facta.sources.tables import header_mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from facta.records import Snapshot
    from facta.sources.sheets import Sheet

OTHERS: Final = "OTHERS"
MOST_BYTES: Final = 4 * 1024 * 1024 * 1024
_STRONGEST: Final = 10.0
_CONTROL: Final = r"[\x00-\x1f\x7f-\x9f]+"


class Parameters(base.Parameters):
    """Which events a case asks for; the files hold the whole world."""

    since: date = Field(default=date(1995, 1, 1), description="The first day; the oldest file when left out.")
    until: date = Field(default=date(2100, 1, 1), description="The day after the last.")
    countries: base.States = Field(
        default=(),
        description="ISO alpha-3 codes: of either side's country, or of the place; none means all.",
    )


def opened(
    snapshot: Snapshot,
    columns: Sequence[str],
    *,
    missing: Iterable[str],
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> Sheet:
    """Return a table parted by tabs, or the one in a zip archive, with its columns compared.

    Raises
    ------
    SourceError
        With every unknown or missing column.
    """
    sheet = read_sheet(snapshot.url, unpacked(snapshot, MOST_BYTES), TABS)
    sheet.header = tuple(aliases.get(name, name) for name in sheet.header)
    mistakes = header_mistakes(sheet.name, sheet.header, columns)
    if mistakes:
        raise SourceError(*mistakes)
    sheet.blank(missing)
    return sheet


def laid(
    sheet: Sheet, snapshot: Snapshot, start: pl.Series, columns: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """Return events as a frame: what every coder prints alike, and the columns of this one."""
    shared = {
        "source": meanings.constant(sheet, snapshot.source),
        "ref": numbered(sheet.column("Event ID")),
        "start": start,
        "end": start + timedelta(days=1),
        "snapshot": meanings.constant(sheet, snapshot.sha256),
        "place": cleaned(sheet.column("City").fill_null(sheet.column("District"))),
        "province": cleaned(sheet.column("Province")),
        "lat": number(sheet, "Latitude", 90.0),
        "lon": number(sheet, "Longitude", 180.0),
        "intensity": number(sheet, "Intensity", _STRONGEST),
    }
    return pl.DataFrame([series.alias(name) for name, series in {**shared, **columns}.items()])


def number(sheet: Sheet, column: str, most: float) -> pl.Series:
    """Return the numbers of a column; one out of bounds is a mistake."""
    return sheet.translated(
        column,
        pl.Float64(),
        lambda text: meanings.number_of(text, most),
        wrong=lambda text: f"{text!r} is not a number from -{most:g} to {most:g}",
    )


def worked_out(
    columns: Mapping[str, pl.Series], meaning: Callable[..., object], dtype: pl.DataType
) -> pl.Series:
    """Return what rows of several columns mean, each different row asked for once."""
    rows = pl.DataFrame(list(columns.values()), schema=list(columns))
    distinct = rows.unique(maintain_order=True)
    meant = pl.Series("meant", [meaning(*row) for row in distinct.iter_rows()], dtype=dtype)
    joined = rows.join(
        distinct.with_columns(meant), on=list(columns), how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["meant"]


def cleaned(cells: pl.Series) -> pl.Series:
    """Return texts without the characters that a terminal would obey."""
    return cells.str.replace_all(_CONTROL, " ").str.strip_chars()


def numbered(ids: pl.Series) -> pl.Series:
    """Return ids that recur with their number in the file, from the second on.

    >>> numbered(pl.Series(["a", "b", "a"])).to_list()
    ['a', 'b', 'a-2']
    """
    frame = pl.DataFrame({"id": ids})
    place = pl.int_range(1, pl.len() + 1).over("id")
    return frame.select(
        pl.when(place == 1).then(pl.col("id")).otherwise(pl.format("{}-{}", "id", place)).alias("id")
    )["id"]


def known(last: pl.Series, lag_days: int, snapshot: Snapshot) -> tuple[pl.Series, pl.Series]:
    """Return the days of becoming known and how they are known, as `facta.sources.base.assumed` does."""
    read = snapshot.retrieved_at.date()
    usual = last + timedelta(days=lag_days)
    late = usual > read
    return (
        pl.select(pl.when(late).then(pl.lit(read)).otherwise(usual)).to_series(),
        pl.select(pl.when(late).then(pl.lit("retrieved")).otherwise(pl.lit("assumed"))).to_series(),
    )


def names(ids: pl.Series) -> pl.Series:
    """Return the names of actors.

    >>> names(pl.Series(["RUS", None])).to_list()
    ['Russia', None]
    """
    found = ids.drop_nulls().unique().to_list()
    told = [actors.actors()[id_].name if actors.known(id_) else id_ for id_ in found]
    return ids.replace_strict(found, told, default=None, return_dtype=pl.String())


def sentence(actor: pl.Series, what: pl.Series, target: pl.Series) -> pl.Series:
    """Return a line on each event: states and organisations only, never a person's name.

    >>> sentence(pl.Series(["RUS"]), pl.Series(["make a visit"]), pl.Series(["UKR"])).item()
    'Russia: make a visit, towards Ukraine.'
    """
    towards = pl.concat_str([pl.lit(", towards "), names(target)]).fill_null("")
    return pl.select(pl.concat_str([names(actor), pl.lit(": "), what, towards, pl.lit(".")])).to_series()


def involving(columns: Mapping[str, pl.Series], countries: tuple[str, ...]) -> pl.Series:
    """Say of each row whether one of its countries is among those asked for."""
    wanted = list(countries)
    return pl.DataFrame(list(columns.values()), schema=list(columns)).select(
        pl.any_horizontal(pl.col(name).is_in(wanted).fill_null(value=False) for name in columns).alias("in")
    )["in"]


def told(n: int, of: int, what: str) -> tuple[str, ...]:
    """Say how many rows were left out, nothing where none was.

    >>> told(2, 1500, "without a date"), told(0, 10, "without a date")
    (('2 of 1,500 rows left out, without a date',), ())
    """
    return (f"{n:,} of {of:,} rows left out, {what}",) if n else ()
