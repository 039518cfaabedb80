"""The board as known on each of many days: a line a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.assessment import assess
from facta.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from facta.cases import Case
    from facta.records import Assessment, StrandStanding
    from facta.store import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How a case stood on one day, as known then.

    Attributes
    ----------
    as_of
        The day.
    judgement
        What the shape of the board said.
    strands
        How each strand stood.
    moved
        Levels that changed since the day before in the list: indicator, level then, level now, and
        whether the world or the data moved it. Empty on the first.
    tripped
        Indicators of which a trip-wire stands crossed.
    records, assumed
        Records that it rests on, and how many of them have a day of knowledge that is assumed.
    """

    as_of: date
    judgement: str
    strands: tuple[StrandStanding, ...]
    moved: tuple[tuple[str, int | None, int | None, str], ...]
    tripped: tuple[str, ...]
    records: int
    assumed: int


BOARDS: dict[str, Any] = {
    "as_of": pl.Date, "strand": pl.String, "deepening": pl.Int64, "straining": pl.Int64,
    "baseline": pl.Int64, "not_assessed": pl.Int64, "direction": pl.String, "agreement": pl.Float64,
    "moved": pl.Int64, "tripped": pl.Int64, "records": pl.Int64, "assumed": pl.Int64,
}  # fmt: skip


def replay(case: Case, records: Records, days: Sequence[date]) -> Iterator[Board]:
    """Yield the board of each day, from what was known then, oldest first.

    The analyses of the case are left out: a board has indicators, strands and trip-wires.

    Parameters
    ----------
    case, records
        The case and the store.
    days
        The days, oldest first.
    """
    board = case.model_copy(update={"analyses": {}})
    was: Assessment | None = None
    for day in days:
        now = assess(board, records, day)
        yield _board(was, now)
        was = now


def _board(was: Assessment | None, now: Assessment) -> Board:
    differences = compare(was, now).differences if was else ()
    wires = [s.indicator for s in now.standings if any(finding.tripped for finding in s.findings)]
    return Board(
        as_of=now.as_of,
        judgement=now.judgement,
        strands=now.strands,
        moved=tuple(
            (d.indicator, d.level_was, d.level_now, d.cause)
            for d in differences
            if d.level_was != d.level_now
        ),
        tripped=tuple(wires),
        records=now.inputs.records,
        assumed=now.inputs.assumed,
    )


def boards_table(boards: Sequence[Board]) -> pl.DataFrame:
    """Return one row a day and strand."""
    rows = [
        {
            "as_of": board.as_of,
            **{name: getattr(strand, name) for name in list(BOARDS)[1:8]},
            "moved": len(board.moved),
            "tripped": len(board.tripped),
            "records": board.records,
            "assumed": board.assumed,
        }
        for board in boards
        for strand in board.strands
    ]
    return pl.DataFrame(rows, schema=BOARDS)
