"""What became of each unit when it was last looked at, and what that means for the days it covers.

Several units may cover the same days (a country each, say). A day counts as looked at only where all
of them came, so coverage is worked out from all looks together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.collect.lines import Lines, Word
from facta.records import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from facta.records import Outcome, Snapshot

_REASONS: Final = 3
NO_LONGER: Final = "the case no longer asks for it"
NOT_OUT: Final = "not out yet"
_STATES: Final[dict[str, Outcome]] = {"complete": "complete", "partial": "partial", "empty": "empty"}

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What became of a unit, and the snapshot that the store has of it."""

    address: str
    start: date
    end: date
    state: Outcome
    retrieved_at: datetime
    sha256: str
    fault: str = ""
    reason: str = ""
    settled: bool = True

    def word(self) -> Word:
        """Return it as it is written down."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "state": self.state,
            "retrieved_at": self.retrieved_at.isoformat(),
            "sha256": self.sha256,
            "fault": self.fault,
            "reason": self.reason,
            "settled": "yes" if self.settled else "no",
        }


class Looks:
    """The looks of one source with one way of asking, in a file of the store."""

    def __init__(self, path: Path, digest: str) -> None:
        self._lines = Lines(path)
        self._digest = digest
        self._looks = {
            look.address: look
            for key, word in self._lines.words().items()
            if key.endswith(f"?{digest}") and (look := _look(key.removesuffix(f"?{digest}"), word))
        }

    def every(self) -> list[Look]:
        """Return all looks, by address."""
        return [self._looks[address] for address in sorted(self._looks)]

    def get(self, address: str) -> Look | None:
        """Return the last look at a unit."""
        return self._looks.get(address)

    def over(self, look: Look) -> list[Look]:
        """Return the looks at other units that share days with one."""
        return [
            other
            for other in self._looks.values()
            if other.start < look.end and other.end > look.start and other.address != look.address
        ]

    def put(self, look: Look) -> None:
        """Remember a look."""
        self._looks[look.address] = look
        self._lines.put(f"{look.address}?{self._digest}", look.word())


def _look(address: str, word: Word) -> Look | None:
    try:
        return Look(
            address=address,
            start=date.fromisoformat(word["start"]),
            end=date.fromisoformat(word["end"]),
            state=_STATES.get(word["state"], "failed"),
            retrieved_at=datetime.fromisoformat(word["retrieved_at"]),
            sha256=word["sha256"],
            fault=word["fault"],
            reason=word["reason"],
            settled=word["settled"] == "yes",
        )
    except (KeyError, ValueError):
        return None


def coverage(
    intervals: Iterable[Interval], looks: Sequence[Look], snapshot: Snapshot, lag_days: int
) -> tuple[Coverage, ...]:
    """Return what all looks together say of some intervals.

    An interval is known to be covered when its figures are usually out, but not after the day on
    which they were fetched; that nothing came is known when it was asked for. What lies after the
    end of every look and is not due either is not out yet.
    """
    out = max((look.end for look in looks), default=date.max)
    starts = np.array([look.start.toordinal() for look in looks], dtype=np.int64)
    ends = np.array([look.end.toordinal() for look in looks], dtype=np.int64)
    made = []
    for start, end in sorted(set(intervals)):
        there = np.flatnonzero((starts < end.toordinal()) & (ends > start.toordinal()))
        over = [looks[place] for place in there.tolist()]
        due = end + timedelta(days=lag_days - 1)
        seen = max((look.retrieved_at.date() for look in over), default=due)
        early = due >= snapshot.retrieved_at.date()
        state, fault, reason = _together(over, start, end, out if early else date.max)
        made.append(
            Coverage(
                source=snapshot.source,
                start=start,
                end=end,
                state=state,
                fault=fault,
                reason=reason,
                known_at=seen if state == "failed" else min(due, seen),
                snapshot=snapshot.sha256,
            )
        )
    return tuple(made)


def _together(looks: Sequence[Look], start: date, end: date, out: date) -> tuple[Outcome, str, str]:
    if start >= out:
        return "partial", "unfinished", NOT_OUT
    if not looks:
        return "failed", "", NO_LONGER
    reasons = sorted({look.reason for look in looks if look.reason})
    if min(look.start for look in looks) > start or max(look.end for look in looks) < min(end, out):
        reasons.append(NO_LONGER)
    if end > out:
        reasons.append(NOT_OUT)
    short = {"partial"} if {NO_LONGER, NOT_OUT} & set(reasons) else set()
    states = {look.state for look in looks} | short
    state: Outcome = "partial"
    if states <= {"complete", "empty"}:
        state = "complete"
    elif states == {"failed"}:
        state = "failed"
    told = {fault for look in looks for fault in look.fault.split(", ") if fault}
    faults = sorted(told or ({"unfinished"} if end > out else set()))
    more = f"; and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    return state, ", ".join(faults), "; ".join(reasons[:_REASONS]) + more
