"""What machine-coded events have in common: many rows, actors by name, sector and country."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import polars as pl
from pydantic import AfterValidator, Field

from facta import actors
from facta.sources import base

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from facta.records import Snapshot

OTHERS: Final = "OTHERS"
MOST_BYTES: Final = 4 * 1024 * 1024 * 1024
_CONTROL: Final = r"[\x00-\x1f\x7f-\x9f]+"


def _states(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if not actors.known(code) or actors.actors()[code].kind != "state":
            message = f"{code!r} is no ISO alpha-3 code of a state{actors.suggest(code, kind='state')}"
            raise ValueError(message)
    return codes


class Parameters(base.Parameters):
    """Which events a case asks for; the files hold the whole world."""

    since: date = Field(default=date(1995, 1, 1), description="The first day; the oldest file when left out.")
    until: date = Field(default=date(2100, 1, 1), description="The day after the last.")
    countries: Annotated[tuple[str, ...], AfterValidator(_states)] = Field(
        default=(),
        description="ISO alpha-3 codes: of either side's country, or of the place; none means all.",
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
