"""How many records stand on a day, what they rest on, and one number for all their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

EPOCH = date(1970, 1, 1).toordinal()
FOR_GOOD = np.iinfo(np.int64).max
PLACES = ("append", "row", "hidden_at", "snapshot")  # history, not content
HASHES = ("hash_high", "hash_low")


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands on a day: counts, the newest first and last day so far, and the snapshots behind it."""

    records: int
    assumed: int
    newest_start: date | None
    newest_end: date | None
    snapshots: frozenset[str]
    sums: tuple[int, int]


class Rows:
    """The versions of one table as arrays, so that asking for a day is a comparison of integers.

    A row may stand for several versions of one history, as its column ``records`` says, with the
    sums of their hashes.

    The content of each row becomes one hash, and that of a day the sum of its rows' hashes: the
    same rows give the same sum in whatever order they came.

    References
    ----------
    Bellare & Micciancio (1997), A new paradigm for collision-free hashing, EUROCRYPT '97.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.known = _days(frame["known_at"])
        self.hidden = _days(frame["hidden_at"])
        self.start = _days(frame["start"])
        self.last = _days(frame["end"]) - 1
        self.live = (frame["status"] != "retracted").to_numpy()
        self.assumed = (frame["known_by"] == "assumed").to_numpy()
        self.told = (frame["known_by"] != "retrieved").to_numpy()
        alone = np.ones(frame.height, dtype=np.int64)
        self.records = frame["records"].to_numpy() if "records" in frame.columns else alone
        self.source, self._sources = _coded(frame["source"])
        self.snapshot, self._snapshots = _coded(frame["snapshot"])
        hashed = with_hashes(frame)
        self.hashes = np.column_stack([hashed[name].to_numpy() for name in HASHES])

    def on(self, as_of: date, sources: Collection[str] | None) -> Tally:
        """Return what stands on a day, of some sources or of all."""
        day = as_of.toordinal()
        seen = self.live & (self.known <= day) & (day < self.hidden)
        if sources is not None:
            seen &= self._of(sources)
        first, second = self.hashes[seen].sum(axis=0, dtype=np.uint64).tolist()
        return Tally(
            records=int(self.records[seen].sum()),
            assumed=int(self.records[seen & self.assumed].sum()),
            newest_start=_newest(self.start[seen & (self.start <= day)]),
            newest_end=_newest(self.last[seen & (self.last <= day)]),
            snapshots=frozenset(self._snapshots[code] for code in np.unique(self.snapshot[seen])),
            sums=(first, second),
        )

    def last_told(self, sources: Collection[str], by: date) -> date | None:
        """Return the newest day up to one on which a publisher of some sources told anything."""
        return _newest(self.known[self.told & (self.known <= by.toordinal()) & self._of(sources)])

    def _of(self, sources: Collection[str]) -> np.ndarray:
        wanted = [code for code, name in enumerate(self._sources) if name in set(sources)]
        return np.isin(self.source, wanted)


def _coded(words: pl.Series) -> tuple[np.ndarray, list[str]]:
    """Return words as numbers, and the words by number."""
    names = words.unique(maintain_order=True)
    numbers = words.replace_strict(names, pl.int_range(len(names), eager=True), return_dtype=pl.Int64)
    return numbers.to_numpy(), names.to_list()


def _newest(days: np.ndarray) -> date | None:
    return date.fromordinal(int(days.max())) if len(days) else None


def row_hashes(frame: pl.DataFrame) -> np.ndarray:
    """Return two unsigned 64-bit numbers a row, from the sha256 of what the row says.

    What a row leaves out does not count, so that a column which comes later changes no hash.
    """
    rows = zip(*(_said(column) for column in frame.iter_columns()), strict=True)
    whole = (f"[{''.join(row).removesuffix(', ')}]" for row in rows)
    joined = b"".join(hashlib.sha256(row.encode()).digest()[:16] for row in whole)
    return np.frombuffer(joined, dtype="<u8").reshape(-1, 2)


def _said(column: pl.Series) -> list[str]:
    """Write what a column says as ``repr`` does: ``('name', value), ``, or nothing for null.

    Words and days come again and again, so each is written once.
    """
    if column.null_count() == len(column):
        return [""] * len(column)
    values = column.to_list()
    if column.dtype not in {pl.String(), pl.Date()}:
        return ["" if value is None else f"({column.name!r}, {value!r}), " for value in values]
    said = {value: f"({column.name!r}, {value!r}), " for value in set(values)} | {None: ""}
    return list(map(said.__getitem__, values))


def with_hashes(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the rows their hashes as columns, where they have none yet."""
    told = frame[HASHES[0]] if HASHES[0] in frame.columns else pl.repeat(None, frame.height, eager=True)
    missing = told.is_null()
    if not missing.any():
        return frame
    content = frame.drop(*(name for name in (*PLACES, *HASHES) if name in frame.columns))
    made = row_hashes(content.filter(missing))
    columns = []
    for place, name in enumerate(HASHES):
        whole = np.zeros(frame.height, dtype=np.uint64)
        if name in frame.columns:
            whole = frame[name].fill_null(0).to_numpy().astype(np.uint64)
        whole[missing.to_numpy()] = made[:, place]
        columns.append(pl.Series(name, whole, dtype=pl.UInt64))
    return frame.with_columns(columns)


def digest_of(sums: Collection[tuple[int, int]]) -> str:
    """Return 16 hexadecimal digits for the sums of some tables."""
    return hashlib.sha256(repr(list(sums)).encode()).hexdigest()[:16]


def _days(column: pl.Series) -> np.ndarray:
    days = column.to_physical().cast(pl.Int64) + EPOCH
    return days.fill_null(int(FOR_GOOD)).to_numpy()
