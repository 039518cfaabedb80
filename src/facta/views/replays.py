"""A replay in words and tables, for every surface: how the board stood on each day, as known then."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from facta.periods import period_of
from facta.results import Table
from facta.views import words
from facta.views.language import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from facta.scoring.boards import Board, Replayed


def replay_line(board: Board) -> str:
    """Say in one line how a case stood on a day: strands, what moved, trip-wires, assumed days."""
    strands = "  ".join(_stands(board))
    share = f"{board.assumed / board.records:4.0%}" if board.records else "   –"
    wires = f"  trip-wires {', '.join(board.tripped)}" if board.tripped else ""
    verdicts = f"  verdicts {len(board.verdicts):2d}" if board.verdicts else ""
    return f"{board.as_of}  {strands}  moved {len(board.moved):2d}  assumed {share}{verdicts}{wires}"


def replay_head(boards: Sequence[Board]) -> str:
    """Say what the lines of a replay show, with the strands in their order."""
    names = ", ".join(strand.title for strand in boards[0].strands) if boards else ""
    return f"Deepening ▸, straining ◂ and assessed by strand: {names}"


def _stands(board: Board) -> Iterator[str]:
    for strand, seen in zip(board.strands, board.assessed, strict=True):
        yield f"{strand.deepening}▸{strand.straining}◂/{seen}"


def headline(replayed: Replayed) -> str:
    """Say in one sentence how far the board was off baseline first, at its height and last."""
    first, last = replayed.boards[0], replayed.boards[-1]
    high = max(replayed.boards, key=_off)
    return say(
        "Off baseline as known then: %(first)s of %(seen)s assessed on %(start)s, at most %(most)s on "
        "%(day)s, %(last)s of %(now)s on %(end)s",
        first=_off(first),
        seen=sum(first.assessed),
        start=words.day(first.as_of),
        most=_off(high),
        day=words.day(high.as_of),
        last=_off(last),
        now=sum(last.assessed),
        end=words.day(last.as_of),
    )


def _off(board: Board) -> int:
    return sum(board.off)


def assumed(replayed: Replayed) -> str:
    """Say how much of what each board rests on has an assumed day of knowledge."""
    shares = [board.assumed / board.records for board in replayed.boards if board.records]
    if not shares:
        return say("no record was known on any day")
    return say(
        "%(last)s of the records rest on an assumed day of knowledge, between %(low)s and %(high)s over "
        "the days",
        last=f"{100 * shares[-1]:.0f} %",
        low=f"{100 * min(shares):.0f} %",
        high=f"{100 * max(shares):.0f} %",
    )


def basis(replayed: Replayed) -> str:
    """Say what a replay was made from, and what it leaves out."""
    whole = (
        say("The analyses were made on each day too.")
        if replayed.argued
        else say("The analyses of the case are left out; --analyses makes them too, on each day.")
    )
    made = say(
        "%(count)s boards from %(start)s to %(end)s, each from what was known on its day, by the code and "
        "the case file of today: %(assumed)s. A trip-wire counts from the day of its registration, and "
        "breaks that the case declares were declared knowing what came.",
        count=f"{len(replayed.boards):,}",
        start=words.day(replayed.start),
        end=words.day(replayed.end),
        assumed=assumed(replayed),
    )
    return f"{made} {whole}"


def quarters(boards: Iterable[Board]) -> Iterator[tuple[Board, tuple[Board, ...]]]:
    """Yield the last board of each quarter, with every board of it, the newest quarter first."""
    found: dict[object, list[Board]] = {}
    for board in boards:
        found.setdefault(period_of(board.as_of, "quarter"), []).append(board)
    for every in reversed(found.values()):
        yield every[-1], tuple(every)


def quarter_table(replayed: Replayed, newest: int | None = None, title: str = "") -> Table:
    """Lay out how the strands stood at the end of each quarter, or the newest, and what moved in it."""
    rows = tuple(
        (
            words.day(last.as_of),
            *_stands(last),
            str(sum(len(board.moved) for board in every)),
            *((str(sum(len(board.verdicts) for board in every)),) if replayed.argued else ()),
            ", ".join(last.tripped) or "–",
            words.share(last.assumed, last.records) if last.records else "–",
        )
        for last, every in islice(quarters(replayed.boards), newest)
    )
    names = tuple(strand.title for strand in replayed.boards[0].strands)
    verdicts = ("verdicts moved",) if replayed.argued else ()
    columns = ("as of", *names, "levels moved", *verdicts, "trip-wires", "assumed days")
    right = (*range(1, len(columns) - 2), len(columns) - 1)
    return Table(title=title, columns=columns, rows=rows, right=right)


def moved_table(boards: Sequence[Board], title: str = "") -> Table:
    """Lay out the levels and verdicts that moved on some days, the newest first."""
    rows = tuple(
        (words.day(board.as_of), name, words.went(was, now), cause)
        for board in reversed(boards)
        for name, was, now, cause in (*_levels(board), *board.verdicts)
    )
    return Table(title=title, columns=("as of", "what", "moved", "by"), rows=rows)


def _levels(board: Board) -> Iterator[tuple[str, str, str, str]]:
    for name, before, after, cause in board.moved:
        was, now = (words.level_word(None) if one is None else str(one) for one in (before, after))
        yield name, was, now, cause


def confidence(replayed: Replayed) -> str:
    """Say for a brief how the board stood over the days, in one sentence with its numbers."""
    return f"{headline(replayed)}; {assumed(replayed)}."
