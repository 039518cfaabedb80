"""From a figure back to its records: what an indicator counted, and what a record says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from facta.errors import CaseError, nearest
from facta.indicators import cells
from facta.store import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from facta.analyses import View
    from facta.cases import Case
    from facta.indicators import Indicator, Known
    from facta.periods import Period
    from facta.results import Item, Result
    from facta.store import Records, Table

Row = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """One version of one record as it is told to a reader."""

    table: str
    values: Row

    @property
    def ref(self) -> str:
        """Its id."""
        return str(self.values["ref"])

    @property
    def figure(self) -> tuple[float | None, str]:
        """Its number and unit."""
        name = "value" if self.table == "observations" else "quantity"
        return self.values[name], self.values["unit"] or ""


def behind(
    indicator: Indicator, known: Known, period: Period | None = None, *, newest: int | None = None
) -> list[Record]:
    """Return the records that an indicator selects as known on a day, oldest first.

    With ``period`` only those whose own period touches it; with ``newest`` only so many, the last.
    """
    found: list[Record] = []
    for table, rows in chosen(indicator, known, period).items():
        frame = known.records.versions(table)[rows].sort("start", "end", "ref")
        kept = frame if newest is None else frame.tail(newest)
        found += [Record(table, row) for row in kept.iter_rows(named=True)]
    ordered = sorted(found, key=lambda r: (r.values["start"], r.values["end"], r.ref))
    return ordered if newest is None else ordered[-newest:]


def how_many(indicator: Indicator, known: Known) -> int:
    """Count the records that an indicator selects as known on a day."""
    return sum(map(len, chosen(indicator, known, None).values()))


def chosen(indicator: Indicator, known: Known, period: Period | None) -> dict[Table, np.ndarray]:
    """Return by table the rows of the versions that an indicator selects, each once."""
    parts: dict[Table, list[np.ndarray]] = {}
    for _, selection in indicator.selections():
        held = cells(known.records, selection, lines=known.lines).at(known.day)
        keep = held.start <= known.day
        if period is not None:
            keep &= (held.start < period.end.toordinal()) & (held.end > period.start.toordinal())
        parts.setdefault(selection.table, []).append(held.row[keep])
    return {table: np.unique(np.concatenate(rows)) for table, rows in parts.items()}


def versions_of(case: Case, store: Records, ref: str) -> list[Record]:
    """Return every version of a record of the case by its id, oldest first."""
    names = [case.source_name(use) for use in case.sources]
    out: list[Record] = []
    for table in ("events", "observations"):
        frame = store.versions(table)
        mine = frame.filter((pl.col("ref").str.to_lowercase() == ref.lower()) & pl.col("source").is_in(names))
        out += [Record(table, row) for row in mine.sort("known_at", "append").iter_rows(named=True)]
    return out


def argued(case: Case, view: View, what: str) -> tuple[Result, Item | None] | None:
    """Find an analysis by its name, or a part of one by its key, or by ANALYSIS.KEY."""
    by_name = {name.lower(): name for name in case.analyses}
    if what.lower() in by_name:
        return view.result(by_name[what.lower()]), None
    only, dot, key = what.lower().rpartition(".")
    for name in case.analyses:
        if dot and name.lower() != only:
            continue
        for item in view.result(name).items:
            if item.key.lower() == key:
                return view.result(name), item
    return None


def known_by(case: Case, store: Records, as_of: date, refs: Collection[str]) -> list[Record]:
    """Return the version known on a day of each of some records, oldest first."""
    names = [case.source_name(use) for use in case.sources]
    found: list[Record] = []
    for table in TABLES if refs else ():
        frame = store.versions(table)
        seen = (pl.col("known_at") <= as_of) & (pl.col("hidden_at").is_null() | (pl.col("hidden_at") > as_of))
        mine = frame.filter(pl.col("ref").is_in(list(refs)) & pl.col("source").is_in(names) & seen)
        found += [Record(table, row) for row in mine.iter_rows(named=True)]
    return sorted(found, key=lambda r: (r.values["start"], r.values["end"], r.ref))


def find(case: Case, store: Records, what: str, parts: Collection[str] = ()) -> list[Record]:
    """Find the versions of a record by its id, or the records of a measure.

    Raises
    ------
    CaseError
        When the case has neither, with the nearest known word.
    """
    found = versions_of(case, store, what)
    if found:
        return found
    names = [case.source_name(use) for use in case.sources]
    mine = (pl.col("measure") == what.lower()) & pl.col("source").is_in(names)
    measured = store.versions("observations").filter(mine)
    if len(measured):
        rows = measured.sort("start", "end", "known_at").iter_rows(named=True)
        return [Record("observations", row) for row in rows]
    known = [*case.indicators, *case.analyses, *parts, *_words(store)]
    message = f"{what!r} is neither an indicator, an analysis or a part of one, a record nor a measure of"
    message = f"{message} {case.name}"
    raise CaseError(f"{message}{nearest(what, known) or nearest(what.upper(), known)}")


def _words(store: Records) -> Iterator[str]:
    yield from store.versions("events")["ref"].unique()
    yield from store.versions("observations")["measure"].unique()
