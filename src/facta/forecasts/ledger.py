"""The ledger of forecasts: an append-only chain of entries beside the store, and where it ends.

``forecasts/CASE/ledger.jsonl`` holds the entries, ``head.json`` how many there are and the SHA-256 of
the last. The head is written last: what stands behind it belongs to an append that was broken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from facta.errors import LedgerError, StoreError
from facta.forecasts.chain import Chain, Fault, chain_of, ending
from facta.forecasts.entries import NOTHING, canonical, digest, line_of, plain_of
from facta.forecasts.reading import Reading
from facta.forecasts.rules import Held
from facta.store.appending import AppendOnly
from facta.store.files import write_durably

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facta.forecasts.entries import Entry, Record, Stamp

FOLDER = "forecasts"
FILE, HEAD = "ledger.jsonl", "head.json"
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a ledger ends."""

    entries: int = 0
    sha256: str = NOTHING
    size: int = 0

    def body(self, case: str) -> bytes:
        """Return it as its file has it."""
        told = {"bytes": self.size, "case": case, "entries": self.entries, "sha256": self.sha256}
        return canonical(told) + b"\n"


def open_ledger(folder: Path, case: str, *, wait_seconds: float = 10.0) -> Ledger:
    """Open the ledger of a case in the folder of a store; it need not be there yet.

    Raises
    ------
    LedgerError
        No case can have that name.
    """
    return Ledger(folder, case, wait_seconds=wait_seconds)


def known(folder: Path) -> list[str]:
    """Return the names of the cases that have a ledger in the folder of a store."""
    return sorted(unquote(path.parent.name) for path in (folder / FOLDER).glob(f"*/{FILE}"))


class Ledger:
    """The ledger of one case. Reading needs no lock; who appends holds it."""

    def __init__(self, folder: Path, case: str, *, wait_seconds: float = 10.0) -> None:
        if case in ("", ".", "..") or "/" in case or not case.isprintable():
            raise LedgerError(f"{case!r} is no name of a case")
        self.case = case
        self.folder = folder / FOLDER / quote(case, safe="")
        self.path = self.folder / FILE
        busy = f"another process writes the ledger of {case!r}; wait for it, or stop that process"
        self._file = AppendOnly(self.path, busy=busy, wait_seconds=wait_seconds)
        self._known: tuple[Head, Chain] | None = None

    @property
    def exists(self) -> bool:
        """Whether anything was ever written to it."""
        return self.path.exists() or (self.folder / HEAD).exists()

    def read(self) -> Reading:
        """Return all entries in order; the chain is checked on the way.

        Raises
        ------
        LedgerError
            It is not what was written: what ``facta ledger verify`` says.
        StoreError
            It cannot be read.
        """
        return Reading(case=self.case, entries=self.chain().entries)

    def chain(self) -> Chain:
        """Return the chain up to its head.

        Raises
        ------
        LedgerError, StoreError
            As `read`.
        """
        head = self.head()
        if self._known is not None and self._known[0] == head and self._size() >= head.size:
            return self._known[1]
        found, fault = self._checked(head, self._file.body())
        if fault is not None:
            raise LedgerError(f"{self.path}: {fault}", *self.mend())
        self._known = head, found
        return found

    def append(self, records: Iterable[Record], *, stamp: Stamp) -> tuple[Entry, ...]:
        """Append records as entries, all of them or none, and return those that were new.

        What the ledger says already is passed over: a question, forecast or resolution that is the same
        as one that stands.

        Parameters
        ----------
        records
            Questions before their forecasts; each is judged with those before it.
        stamp
            What they were made from, and when they are written.

        Raises
        ------
        LedgerError
            With every record that it does not take, and why.
        StoreError
            The disk refuses, or another process writes for too long; nothing was written.
        """
        with self._file.locked():
            chain = self._begun()
            held = Held.of(self.case, chain.entries)
            taken = self._taken(list(records), held, stamp)
            lines: list[bytes] = []
            before = chain.head
            made = None if chain.entries and chain.entries[-1].stamp == stamp else (self.case, stamp)
            for number, record in enumerate(taken, len(chain.entries) + 1):
                lines.append(line_of(record, number=number, before=before, made=made))
                before, made = digest(lines[-1]), None
            return self._put(chain, lines)

    def take(self, lines: Iterable[bytes]) -> tuple[Entry, ...]:
        """Append lines of a chain that goes on from this one, as they are.

        Raises
        ------
        LedgerError
            They do not go on from it.
        StoreError
            As `append`.
        """
        with self._file.locked():
            return self._put(self._begun(), list(lines))

    def head(self) -> Head:
        """Return where it ends, as its head file says.

        Raises
        ------
        LedgerError
            There are entries and no head, or it is not what facta writes.
        StoreError
            It cannot be read.
        """
        path = self.folder / HEAD
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            if not self._size():
                return Head()
            message = f"{path}: there is no head, so nobody can tell where the ledger ends"
            raise LedgerError(message, *self.mend()) from None
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; check the folder of the store") from error
        head = _head_of(body)
        if head is None or head.body(self.case) != body:
            raise LedgerError(f"{path}: this is no head of the ledger of {self.case!r}", *self.mend())
        return head

    def put(self, name: str, body: bytes) -> None:
        """Write a file beside the ledger, whole or not at all.

        Raises
        ------
        StoreError
            The disk refuses.
        """
        try:
            write_durably(self.folder, name, body)
        except OSError as error:
            raise self._file.trouble(error) from error

    def files(self, folder: str) -> list[str]:
        """Return the names of the JSON files in a folder beside it, from its own folder."""
        return sorted(f"{folder}/{path.name}" for path in (self.folder / folder).glob("*.json"))

    def kept(self, name: str) -> bytes:
        """Return the bytes of a file beside it.

        Raises
        ------
        StoreError
            It cannot be read.
        """
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise self._file.trouble(error) from error

    def body(self) -> bytes:
        """Return the bytes of its file as they are, unchecked.

        Raises
        ------
        StoreError
            It cannot be read.
        """
        return self._file.body()

    def mend(self) -> tuple[str, ...]:
        """Say what to do with a ledger that is not what was written."""
        return (
            f"put {self.folder} aside, and restore it from a backup or with facta ledger import",
            "without either, facta ledger export --sound saves the entries before the first that is wrong",
        )

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def _checked(self, head: Head, body: bytes) -> tuple[Chain, Fault | None]:
        chain = chain_of(body[: head.size], self.case, end=head.sha256)
        if chain.fault is not None:
            return chain, chain.fault
        return chain, ending(chain, head.entries, head.sha256, head.size)

    def _begun(self) -> Chain:
        """Return the chain to append to, with what a broken-off append left put aside."""
        chain = self.chain()
        rest = self._file.body()[chain.size :]
        if rest:
            self.put(f"left-{len(chain.entries)}-{digest(rest)[:_SHORT]}.jsonl", rest)
            self._file.cut(chain.size)
        return chain

    def _taken(self, records: list[Record], held: Held, stamp: Stamp) -> list[Record]:
        new = [record for record in records if not held.says(record)]
        mistakes: list[str] = [held.backwards(stamp)] if new else []
        taken: list[Record] = []
        for record in new if not any(mistakes) else ():
            if held.says(record):
                continue
            found = list(held.refusals(record, stamp))
            mistakes += found
            if not found:
                held.take(record, stamp)
                taken.append(record)
        if any(mistakes):
            raise LedgerError(*(f"{self.case}: {mistake}" for mistake in mistakes if mistake))
        return taken

    def _put(self, chain: Chain, lines: list[bytes]) -> tuple[Entry, ...]:
        """Write lines, and after them the head; where that cannot be, take them back."""
        if not lines:
            return ()
        grown = chain_of(b"".join(lines), self.case, after=chain)
        if grown.fault is not None:
            raise LedgerError(f"{self.case}: {grown.fault}")
        head = Head(entries=len(grown.entries), sha256=grown.head, size=grown.size)
        if not self.exists:
            self.put(HEAD, Head().body(self.case))
        self._file.append(b"".join(lines))
        try:
            self.put(HEAD, head.body(self.case))
        except StoreError:
            self._file.cut(chain.size)
            raise
        self._known = head, grown
        return grown.entries[len(chain.entries) :]


def _head_of(body: bytes) -> Head | None:
    """Read a head, or return None where it is none."""
    try:
        told = plain_of(body)
        entries, sha256, size = told["entries"], told["sha256"], told["bytes"]
    except (ValueError, KeyError, TypeError):
        return None
    whole = type(entries) is int and type(size) is int and isinstance(sha256, str)
    return Head(entries=entries, sha256=sha256, size=size) if whole and min(entries, size) >= 0 else None
