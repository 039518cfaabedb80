"""Hand a ledger on as one file, and take one in that goes on from ours.

An export is the lines of the chain, byte for byte, and a last line that says how many they are and the
SHA-256 of the last, so that a file that was cut off is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facta.errors import LedgerError
from facta.forecasts.chain import Chain, chain_of, ending
from facta.forecasts.editions import find, put_back
from facta.forecasts.entries import canonical, plain_of, row_of
from facta.forecasts.ledger import open_ledger
from facta.forecasts.reading import Reading
from facta.forecasts.rules import breach

if TYPE_CHECKING:
    from pathlib import Path

    from facta.forecasts.ledger import Ledger

END: Final = "end"
FIRST: Final = b'{"as_of":"'
_SHORT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: how many entries were new, of how many, and the head."""

    case: str
    new: int
    entries: int
    head: str


def export(ledger: Ledger, until: str = "", *, sound: bool = False) -> bytes:
    """Return the chain of a ledger as one file, all of it or up to an edition, that one included.

    ``sound`` takes what stands before the first entry that is not what was written, to save it from a
    ledger that is broken or has lost its head.

    Raises
    ------
    LedgerError
        It holds no entry, it is not what was written, or there is no such edition.
    StoreError
        It cannot be read.
    """
    chain = _sound(ledger) if sound else ledger.chain()
    if not chain.entries:
        raise LedgerError(f"{ledger.case}: the ledger holds no entry to export")
    size = len(chain.entries)
    if until:
        entry, _ = find(Reading(case=ledger.case, entries=chain.entries), until)
        size = entry.number
    told = {"case": ledger.case, "entries": size, "kind": END, "sha256": chain.entries[size - 1].sha256}
    return b"".join(chain.lines[:size]) + canonical(told) + b"\n"


def _sound(ledger: Ledger) -> Chain:
    chain = chain_of(ledger.body(), ledger.case)
    size = len(chain.entries) if chain.fault is None else chain.fault.number - 1
    return Chain(lines=chain.lines[:size], entries=chain.entries[:size])


def unpacked(body: bytes) -> Chain:
    """Return the chain of an export, verified.

    Raises
    ------
    LedgerError
        It is none, was cut off, or is not what was written: the first entry that is not, is named.
    """
    if not body.startswith(FIRST):
        message = "this is no export of a ledger; name a file that facta ledger export wrote"
        raise LedgerError(message)
    lines, _, last = body.removesuffix(b"\n").rpartition(b"\n")
    try:
        told = plain_of(last)
        case, entries, sha256 = str(told["case"]), int(told["entries"]), str(told["sha256"])
        is_end = told["kind"] == END
    except (ValueError, KeyError, TypeError, OverflowError):
        is_end = False
    if not is_end or not lines:
        row = row_of(last) or {}
        cut = f" behind entry {row['number']}" if row else ""
        raise LedgerError(f"this export of a ledger has no end{cut}: it was cut off; export it again")
    chain = chain_of(lines + b"\n", case, end=sha256)
    fault = chain.fault or ending(chain, entries, sha256)
    if fault is not None:
        raise LedgerError(str(fault), "nothing was taken from it; export it again where it was written")
    return chain


def take_in(folder: Path, body: bytes) -> Imported:
    """Import an export into a store: what goes on from the ledger there is appended as it is.

    Raises
    ------
    LedgerError
        It is not what was written, or it is a fork: it says at which entry the two part.
    StoreError
        The disk refuses; nothing was written.
    """
    theirs = unpacked(body)
    case = case_of(theirs)
    ledger = open_ledger(folder, case)
    ours = ledger.chain()
    parts = parting(ours, theirs)
    if parts:
        message = f"{case}: {parts}: a fork, and one of them was not written by this ledger"
        raise LedgerError(message, "import it into another store to read it: --store FOLDER")
    said = breach(case, theirs.entries)
    if said:
        raise LedgerError(said, "nothing was taken from it")
    new = ledger.take(theirs.lines[len(ours.entries) :])
    after = ledger.read()
    put_back(ledger, after)
    return Imported(case=case, new=len(new), entries=len(after.entries), head=after.head)


def case_of(chain: Chain) -> str:
    """Return the name of the case that the lines of a chain are of."""
    return str(plain_of(chain.lines[0])["case"])


def parting(ours: Chain, theirs: Chain) -> str:
    """Say at which entry two chains part, or an empty string where one goes on from the other."""
    for one, other in zip(ours.entries, theirs.entries, strict=False):
        if one.sha256 != other.sha256:
            return (
                f"they part at entry {one.number}: here it is a {one.kind} written "
                f"{one.stamp.written:%Y-%m-%d %H:%MZ} ({one.sha256[:_SHORT]}), there a {other.kind} written "
                f"{other.stamp.written:%Y-%m-%d %H:%MZ} ({other.sha256[:_SHORT]})"
            )
    return ""
