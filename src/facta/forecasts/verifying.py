"""Verify a ledger: its chain, its end, its rules, its editions, and a copy that lies elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facta.errors import LedgerError
from facta.forecasts import editions
from facta.forecasts.chain import Chain, chain_of, ending
from facta.forecasts.entries import plain_of
from facta.forecasts.passing import FIRST, case_of, parting, unpacked
from facta.forecasts.reading import Reading
from facta.forecasts.rules import breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.forecasts.ledger import Head, Ledger

_SHORT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What verifying a ledger found; without faults, all of it is as it was written."""

    case: str
    entries: int
    head: str
    faults: tuple[str, ...] = ()


def verify(ledger: Ledger, against: bytes | None = None) -> Verified:
    """Walk a ledger from its first byte to its last, and say where it is not what was written.

    Parameters
    ----------
    ledger
        The ledger; nothing is written.
    against
        The bytes of an export or of the file of an edition that lay elsewhere. Only such a copy tells
        that somebody wrote the chain anew from some entry on, together with its head and its editions.

    Raises
    ------
    LedgerError
        There is no ledger, or the copy is neither.
    StoreError
        It cannot be read.
    """
    if not ledger.exists:
        raise LedgerError(f"{ledger.case}: there is no ledger in this store; name another with --store")
    try:
        head, faults = ledger.head(), []
    except LedgerError as error:
        head, faults = None, [error.mistakes[0]]
    body = ledger.body()
    chain = chain_of(body[: head.size] if head else body, ledger.case, end=head.sha256 if head else "")
    faults += _chain(ledger, chain, head, len(body))
    reading = Reading(case=ledger.case, entries=chain.entries)
    said = breach(ledger.case, chain.entries)
    faults += [said] if said else []
    faults += _editions(ledger, reading, whole=chain.fault is None)
    if against is not None:
        faults += _copy(ledger.case, chain, against)
    return Verified(
        case=ledger.case, entries=len(chain.entries), head=reading.head, faults=tuple(dict.fromkeys(faults))
    )


def _chain(ledger: Ledger, chain: Chain, head: Head | None, size: int) -> Iterator[str]:
    fault = chain.fault or (ending(chain, head.entries, head.sha256, head.size) if head else None)
    if fault is not None:
        yield f"{ledger.path}: {fault}"
    elif head is not None and size > head.size:
        yield (
            f"{ledger.path}: {size - head.size} bytes stand behind entry {head.entries}, the last: an append "
            "that was broken off left them, or somebody put them there; the next append puts them aside"
        )


def _editions(ledger: Ledger, reading: Reading, *, whole: bool) -> Iterator[str]:
    """Yield what differs between the editions in the chain, which may be cut at a fault, and their files."""
    names = {editions.file_of(name): name for name in reading.editions}
    files = ledger.files(editions.FOLDER)
    for file in sorted(names.keys() - set(files)):
        entry, _ = editions.find(reading, names[file])
        yield f"{file}: it is gone; entry {entry.number} froze it, and facta ledger freeze puts it back"
    for file in files:
        if file not in names:
            if whole:
                yield f"{file}: the ledger freezes no such edition; entries behind the last may be missing"
        elif ledger.kept(file) != editions.body_of(editions.told(reading, names[file])):
            entry, _ = editions.find(reading, names[file])
            yield f"{file}: it is not what entry {entry.number} froze"


def _copy(case: str, chain: Chain, against: bytes) -> Iterator[str]:
    """Yield where a copy from elsewhere says otherwise."""
    if against.startswith(FIRST):
        theirs = unpacked(against)
        if case_of(theirs) != case:
            yield f"the copy is of the case {case_of(theirs)!r}, and this ledger of {case!r}"
            return
        parts = parting(chain, theirs)
        if parts:
            yield parts
        elif len(theirs.entries) > len(chain.entries):
            yield f"the copy goes on to entry {len(theirs.entries)}, and this ends at {len(chain.entries)}"
        return
    try:
        told = plain_of(against)
        number, sha256 = int(told["entry"]), str(told["sha256"])
    except (ValueError, KeyError, TypeError, OverflowError):
        number, sha256 = 0, ""
    if number < 1:
        message = "--against: this is neither the export of a ledger nor the file of an edition"
        raise LedgerError(message) from None
    if number > len(chain.entries):
        yield f"the copy is of entry {number}, and this ends at {len(chain.entries)}: entries are missing"
    elif chain.entries[number - 1].sha256 != sha256:
        ours = chain.entries[number - 1].sha256
        yield (
            f"entry {number} gives {ours[:_SHORT]!r}, and the copy has {sha256[:_SHORT]!r}: an entry up to "
            f"{number} was written anew"
        )
