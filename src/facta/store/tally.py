"""How many records stand on a day, what they rest on, and one number for all their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

EPOCH = date(1970, 1, 1).toordinal()
FOR_GOOD = np.iinfo(np.int64).max
PLACES = ("append", "row", "hidden_at", "snapshot")  # history, not content


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
        self.source = np.array(frame["source"].to_list(), dtype=object)
        self.snapshot = np.array(frame["snapshot"].to_list(), dtype=object)
        self.hashes = row_hashes(frame.drop(*(name for name in PLACES if name in frame.columns)))

    def on(self, as_of: date, sources: Collection[str] | None) -> Tally:
        """Return what stands on a day, of some sources or of all."""
        day = as_of.toordinal()
        seen = self.live & (self.known <= day) & (day < self.hidden)
        if sources is not None:
            seen &= np.isin(self.source, list(sources))
        first, second = self.hashes[seen].sum(axis=0, dtype=np.uint64).tolist()
        return Tally(
            records=int(seen.sum()),
            assumed=int(self.assumed[seen].sum()),
            newest_start=_newest(self.start[seen & (self.start <= day)]),
            newest_end=_newest(self.last[seen & (self.last <= day)]),
            snapshots=frozenset(self.snapshot[seen].tolist()),
            sums=(first, second),
        )


def _newest(days: np.ndarray) -> date | None:
    return date.fromordinal(int(days.max())) if len(days) else None


def row_hashes(frame: pl.DataFrame) -> np.ndarray:
    """Return two unsigned 64-bit numbers a row, from the sha256 of what the row says."""
    names = "\x1f".join(frame.columns)
    pieces = [hashlib.sha256((names + repr(row)).encode()).digest()[:16] for row in frame.iter_rows()]
    return np.frombuffer(b"".join(pieces), dtype="<u8").reshape(-1, 2)


def digest_of(sums: Collection[tuple[int, int]]) -> str:
    """Return 16 hexadecimal digits for the sums of some tables."""
    return hashlib.sha256(repr(list(sums)).encode()).hexdigest()[:16]


def _days(column: pl.Series) -> np.ndarray:
    days = column.to_physical().to_list()
    return np.array([FOR_GOOD if day is None else day + EPOCH for day in days], dtype=np.int64)
