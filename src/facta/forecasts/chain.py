"""Walk a chain of entries, and say at which of them it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from facta.forecasts.entries import NOTHING, Entry, digest, entry_of, record_of, row_of, subject_of, unsealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.forecasts.entries import Stamp

_SHORT = 12
_EXCERPT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a chain is broken: the first entry that is not what was written.

    ``says`` is what stands there, ``should`` what must stand there.
    """

    number: int
    what: str
    says: str
    should: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"entry {self.number} {self.what}: {self.says}, and should be: {self.should}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Lines that follow from each other, up to a fault where there is one."""

    lines: tuple[bytes, ...] = ()
    entries: tuple[Entry, ...] = ()
    fault: Fault | None = None

    @property
    def head(self) -> str:
        """The SHA-256 of its last line; 64 zeros of an empty chain."""
        return self.entries[-1].sha256 if self.entries else NOTHING

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return sum(map(len, self.lines))


def chain_of(body: bytes, case: str, *, after: Chain | None = None, end: str = "") -> Chain:
    """Read the lines of a ledger and check each of them against the one before.

    Parameters
    ----------
    body
        Whole lines.
    case
        The name of the case that all of them must be of.
    after
        The chain that they go on from.
    end
        The SHA-256 that the last line should have, where it is known; it tells which of two lines that
        do not fit each other is the edited one.
    """
    was = after or Chain()
    found, before, number = list(was.entries), was.head, len(was.entries)
    lines = _lines(body)
    for place, line in enumerate(lines):
        number += 1
        entry, row, fault = _read(line, number, case, found[-1].stamp if found else None)
        if fault is None and row is not None and row["before"] != before:
            fault = _unfitting(found, row, before, attested=_next(lines, place, end) == digest(line))
        if fault is not None or entry is None:
            return Chain(lines=(*was.lines, *lines[:place]), entries=tuple(found), fault=fault)
        found.append(entry)
        before = entry.sha256
    return Chain(lines=(*was.lines, *lines), entries=tuple(found))


def ending(chain: Chain, entries: int, sha256: str, size: int | None = None) -> Fault | None:
    """Say how a chain does not end with so many entries and bytes and that last one; None where it does."""
    if len(chain.entries) < entries:
        says = f"the chain ends with entry {len(chain.entries)}"
        return _fault(len(chain.entries) + 1, "is missing", says, f"it ends with entry {entries}")
    if chain.head != sha256 or len(chain.entries) != entries:
        says, should = (f"{one[:_SHORT]!r}" for one in (chain.head, sha256))
        return _fault(max(len(chain.entries), 1), "is not the one that was last", says, should)
    if size not in (None, chain.size):
        return _fault(entries, "ends elsewhere", f"at byte {chain.size}", f"at byte {size}, as its head says")
    return None


def _lines(body: bytes) -> list[bytes]:
    """Cut at newlines alone: a carriage return that somebody put in is part of its line."""
    *whole, rest = body.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


def _read(
    line: bytes, number: int, case: str, stamp: Stamp | None
) -> tuple[Entry | None, dict[str, Any] | None, Fault | None]:
    """Read one line by itself."""
    fault = _edited(line, number)
    if fault is not None:
        return None, None, fault
    row = row_of(line)
    try:
        entry = entry_of(row, line, stamp) if row else None
    except (ValueError, TypeError):
        entry = None
    if entry is None or row is None:
        return None, row, _fault(number, "is no entry", _excerpt(line), "an entry as facta writes it")
    if entry.number != number:
        return None, row, _misplaced(entry.number, number)
    if row.get("case", case) != case:
        return None, row, _fault(number, "is of another case", repr(row["case"]), repr(case))
    return entry, row, None


def _edited(line: bytes, number: int) -> Fault | None:
    """Say how a line is not what was written, as it tells by itself."""
    if not line.endswith(b"\n"):
        return _fault(number, "was cut off", _excerpt(line[-_EXCERPT:]), "a whole line")
    if line.endswith(b"\r\n"):
        says = "it ends as lines of Windows do: something wrote the file anew, as git does"
        return _fault(number, "was edited", says, "a copy of it, byte by byte")
    bare, seal = unsealed(line[:-1])
    own = digest(bare)
    if seal == own:
        return None
    says = f"{_about(line)}, whose bytes give {own[:_SHORT]!r}"
    return _fault(number, "was edited", says, f"what its seal says, {seal[:_SHORT]!r}")


def _misplaced(says: int, number: int) -> Fault:
    if number > 1 and says == number - 1:
        return _fault(says, "stands there twice", f"entry {says} comes again", f"entry {number} comes next")
    return _fault(number, "is missing or misplaced", f"entry {says} is in its place", f"entry {number}")


def _unfitting(found: Sequence[Entry], row: dict[str, Any], before: str, *, attested: bool) -> Fault:
    """Say which of two lines that do not fit was rewritten: the earlier, where the later is attested."""
    number = len(found) + 1
    told = f"{str(row['before'])[:_SHORT]!r}"
    if attested and found:
        last = found[-1]
        says = f"a {last.kind} of {subject_of(last.record)!r}, whose line gives {before[:_SHORT]!r}"
        return _fault(last.number, "was rewritten", says, f"what entry {number} says of it, {told}")
    says = f"a {row['kind']}, which says {told} of the entry before"
    return _fault(number, "does not follow", says, f"one that says {before[:_SHORT]!r}")


def _next(lines: Sequence[bytes], place: int, end: str) -> str:
    """Return what the line after one says of it; of the last, what is known from elsewhere."""
    if place + 1 == len(lines):
        return end
    bare, seal = unsealed(lines[place + 1].rstrip(b"\n"))
    row = row_of(lines[place + 1]) if seal == digest(bare) else None
    return str(row["before"]) if row else ""


def _fault(number: int, what: str, says: str, should: str) -> Fault:
    return Fault(number=number, what=what, says=says, should=should)


def _about(line: bytes) -> str:
    """Say what a line that was edited says now, as far as it can be read."""
    row = row_of(line)
    try:
        return (
            f"a {row['kind']} of {subject_of(record_of(row['kind'], row['record']))!r}"
            if row
            else _excerpt(line)
        )
    except (ValueError, TypeError):
        return _excerpt(line)


def _excerpt(line: bytes) -> str:
    text = line.decode("ascii", "backslashreplace").strip()
    return repr(text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}...")
