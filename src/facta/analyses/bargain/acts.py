"""Acts: one is one thing done, whatever the number of records that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from facta.analyses.bargain.figures import PROMOTIONAL, Selections
from facta.periods import Period, describe, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from facta.analyses.base import Row, View

PROMISE, KEPT = "commitment", "outcome:kept"
WINDOW, GOODS, SAME = "window:", "commodity:", "same-event:"
Goods = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One dated act or word: its date or window as its record knows it, what it says, and its record.

    ``day`` is its last day that had come, ``names`` the ids of all records that tell of it, ``also``
    those beside its own.
    """

    ref: str
    when: Period
    day: date
    text: str
    row: Row
    names: frozenset[str]
    also: tuple[str, ...] = ()

    @property
    def promoted(self) -> bool:
        """Whether only a promoter tells of it."""
        return PROMOTIONAL in (self.row["tags"] or ())

    def within(self, start: int, end: int) -> bool:
        """Tell whether all the days on which it may have been lie in ``[start, end)``."""
        return start <= self.when.start.toordinal() and self.day.toordinal() < end

    def touches(self, start: int, end: int) -> bool:
        """Tell whether any of these days lies in ``[start, end)``."""
        return self.when.start.toordinal() < end and start <= self.day.toordinal()

    def dated(self) -> str:
        """Say when, no finer than its record knows it."""
        return describe(self.when)


@dataclass(frozen=True, slots=True)
class Sifted:
    """Records of acts, sorted into those that count and those that do not, each oldest first.

    ``parts`` lie with their window within another one of the same goods, ``promoted`` only a
    promoter tells, ``doubtful`` the author doubts, ``unkept`` are promises not kept.
    """

    acts: tuple[Act, ...]
    parts: tuple[Act, ...]
    promoted: tuple[Act, ...]
    doubtful: tuple[Act, ...]
    unkept: tuple[Act, ...]

    @property
    def told(self) -> tuple[Act, ...]:
        """All that is no word, counted or not."""
        return (*self.acts, *self.parts, *self.promoted, *self.doubtful)


def sifted(selections: Selections, doubtful: Mapping[str, str], view: View) -> Sifted:
    """Sort the records of some selections: one act is one thing done."""
    bins: dict[str, list[Act]] = {"acts": [], "promoted": [], "doubtful": [], "unkept": []}
    for act in merged(read(selections, view)):
        word = "unkept" if not _is_act(act.row) else "promoted" if act.promoted else "acts"
        bins["doubtful" if act.names <= doubtful.keys() else word].append(act)
    held = bins["acts"]
    parts = [act for act in held if any(is_part(act, other) for other in held)]
    found = {word: tuple(sorted(some, key=_when)) for word, some in bins.items()}
    counted = tuple(act for act in found["acts"] if act not in parts)
    return Sifted(
        counted, tuple(sorted(parts, key=_when)), found["promoted"], found["doubtful"], found["unkept"]
    )


def read(selections: Selections, view: View, *, words: bool = False) -> list[Act]:
    """Return the records of some selections, each once, oldest first; words stand on the day they were said.

    A promise that was kept is an act on the day from which it is known as kept.
    """
    found = {}
    for selection in selections:
        for row in view.rows(selection):
            ref = str(row["ref"])
            when = window(row)
            if not words and row.get("kind") == PROMISE and _is_act(row):
                day = _kept(view.lives(selection)[ref])
                when = Period(day, day + timedelta(days=1))
            text = row["text"] or row["title"] or ref
            found[ref] = Act(ref, when, min(when.last, view.as_of), text, row, frozenset({ref}))
    return sorted(found.values(), key=_when)


def _is_act(row: Row) -> bool:
    return row.get("kind") != PROMISE or KEPT in (row["tags"] or ())


def _kept(versions: Sequence[Row]) -> date:
    """Return the first day of the newest run of versions that say a promise was kept."""
    newest: date = versions[-1]["known_at"]
    for row in reversed(versions):
        if not _is_act(row):
            break
        newest = row["known_at"]
    return newest


def _when(act: Act) -> tuple[date, str]:
    return act.day, act.ref


def merged(acts: Iterable[Act]) -> list[Act]:
    """Make one act of records that name each other, or the same third one, by ``same-event:ID``."""
    groups: list[tuple[set[str], list[Act]]] = []
    for act in acts:
        words = {name.lower() for name in act.names} | {tag.lower() for tag in _tagged(act.row, SAME)}
        mine, others = [act], []
        for known, some in groups:
            if known & words:
                words, mine = words | known, some + mine
            else:
                others.append((known, some))
        groups = [*others, (words, mine)]
    return sorted((_one(some) for _, some in groups), key=_when)


def _one(acts: Sequence[Act]) -> Act:
    """Return one act for several records of it: a sober and exactly dated record speaks for all."""
    best = min(acts, key=lambda act: (act.promoted, act.when.days, act.ref))
    names = frozenset().union(*(act.names for act in acts))
    return replace(best, names=names, also=tuple(sorted(names - {best.ref})))


def is_part(act: Act, other: Act) -> bool:
    """Tell whether the window of one act lies within that of another one of the same goods.

    Only what is told of a window can be part of another: the month of an event is when it was.
    """
    if act.ref == other.ref or not (windowed(act.row) and windowed(other.row)):
        return False
    return goods(act.row) == goods(other.row) and inside(act, other)


def inside(act: Act, other: Act) -> bool:
    """Tell whether one window lies within another; of two alike windows the later id is within."""
    mine, theirs = window(act.row), window(other.row)
    if mine == theirs:
        return windowed(act.row) and windowed(other.row) and act.ref > other.ref
    return theirs.start <= mine.start and mine.end <= theirs.end


def goods(row: Row) -> Goods:
    """Return what kind of thing was given, and its commodities as far as they are named."""
    return (str(row.get("kind") or row.get("measure")), *(sorted(_tagged(row, GOODS))))


def windowed(row: Row) -> bool:
    """Tell whether a record is of a window: a figure, or an event with the tag of one."""
    return "measure" in row or bool(_tagged(row, WINDOW))


def window(row: Row) -> Period:
    """Return the window of a record, or its date."""
    named = _tagged(row, WINDOW)
    return parse(named[0]) if named else Period(row["start"], row["end"])


def _tagged(row: Row, prefix: str) -> list[str]:
    return [tag.removeprefix(prefix) for tag in row["tags"] or () if tag.startswith(prefix)]
