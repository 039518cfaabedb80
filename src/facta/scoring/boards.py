"""The board as known on each of many days: a line a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date  # noqa: TC003  (pydantic reads it when a replay is read back)
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.assessment import assess
from facta.comparison import compare
from facta.records import StrandStanding  # noqa: TC001  (likewise)
from facta.scoring.cards import Every  # noqa: TC001  (likewise)
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.cases import Case
    from facta.records import Assessment
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
    assessed, off
        Of each strand, indicators that were assessed, and those off baseline, whichever way they point.
    moved
        Levels that changed since the day before in the list: indicator, level then, level now, and
        whether the world or the data moved it. Empty on the first.
    verdicts
        Parts of the argument that changed, likewise: part, how it stood, how it stands, and what moved it.
    tripped
        Indicators of which a trip-wire stands crossed.
    records, assumed
        Records that it rests on, and how many of them have a day of knowledge that is assumed.
    """

    as_of: date
    judgement: str
    strands: tuple[StrandStanding, ...]
    assessed: tuple[int, ...]
    off: tuple[int, ...]
    moved: tuple[tuple[str, int | None, int | None, str], ...]
    tripped: tuple[str, ...]
    records: int
    assumed: int
    verdicts: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The boards of a case over a stretch of days, with what they were made from.

    ``argued`` tells that the analyses of the case were made on each day as well.
    """

    case: str
    case_digest: str
    store_digest: str
    version: str
    every: Every
    argued: bool
    boards: tuple[Board, ...]

    @property
    def start(self) -> date:
        """The first day."""
        return self.boards[0].as_of

    @property
    def end(self) -> date:
        """The last day."""
        return self.boards[-1].as_of


BOARDS: dict[str, Any] = {
    "as_of": pl.Date, "strand": pl.String, "deepening": pl.Int64, "straining": pl.Int64,
    "baseline": pl.Int64, "off": pl.Int64, "not_assessed": pl.Int64, "direction": pl.String,
    "agreement": pl.Float64, "moved": pl.Int64, "tripped": pl.Int64, "verdicts": pl.Int64,
    "records": pl.Int64, "assumed": pl.Int64,
}  # fmt: skip


OF_STRAND = ("strand", "deepening", "straining", "baseline", "not_assessed", "direction", "agreement")


def replay(case: Case, records: Records, days: Sequence[date], *, argued: bool = False) -> Iterator[Board]:
    """Yield the board of each day, from what was known then, oldest first.

    Parameters
    ----------
    case, records
        The case and the store.
    days
        The days, oldest first.
    argued
        Whether to make the analyses of the case on each day too, which takes several times as long. A
        board without them has indicators, strands and trip-wires.
    """
    board = case if argued else case.model_copy(update={"analyses": {}})
    was: Assessment | None = None
    for day in days:
        now = assess(board, records, day)
        yield _board(was, now)
        was = now


def _board(was: Assessment | None, now: Assessment) -> Board:
    differences = compare(was, now).differences if was else ()
    wires = [s.indicator for s in now.standings if any(finding.tripped for finding in s.findings)]
    seen = Counter(s.strand for s in now.standings if s.level is not None)
    off = Counter(s.strand for s in now.standings if s.level)
    return Board(
        as_of=now.as_of,
        judgement=now.judgement,
        strands=now.strands,
        assessed=tuple(seen[strand.strand] for strand in now.strands),
        off=tuple(off[strand.strand] for strand in now.strands),
        moved=tuple(
            (d.indicator, d.level_was, d.level_now, d.cause)
            for d in differences
            if not d.part and d.level_was != d.level_now
        ),
        verdicts=tuple(
            (f"{d.part}: {d.title}", d.was, d.now, d.cause) for d in differences if d.part and d.was != d.now
        ),
        tripped=tuple(wires),
        records=now.inputs.records,
        assumed=now.inputs.assumed,
    )


def replayed_as(
    case: Case, records: Records, boards: Sequence[Board], *, every: Every, argued: bool
) -> Replayed:
    """Return boards with what they were made from, to be kept."""
    names = [case.source_name(use) for use in case.sources]
    return Replayed(
        case=case.name,
        case_digest=case.digest[:16],
        store_digest=records.digest(boards[-1].as_of, names),
        version=__version__,
        every=every,
        argued=argued,
        boards=tuple(boards),
    )


def boards_table(boards: Sequence[Board]) -> pl.DataFrame:
    """Return one row a day and strand."""
    rows = [
        {
            "as_of": board.as_of,
            **{name: getattr(strand, name) for name in OF_STRAND},
            "off": off,
            "moved": len(board.moved),
            "tripped": len(board.tripped),
            "verdicts": len(board.verdicts),
            "records": board.records,
            "assumed": board.assumed,
        }
        for board in boards
        for strand, off in zip(board.strands, board.off, strict=True)
    ]
    return pl.DataFrame(rows, schema=BOARDS)
