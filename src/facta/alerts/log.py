"""The log of alerts: an append-only file of CloudEvents, a line each, that survives a kill.

What happened, how far the store had come, what was delivered and what people said of it stand in
one file in the store's folder, so that nothing needs to be compared with anything else.

References
----------
Cloud Native Computing Foundation (2022). CloudEvents, version 1.0.2, with its JSON event format.
"""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from facta.errors import StoreError
from facta.store.appending import AppendOnly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

SPEC = "1.0"
PREFIX = "org.facta."
WATCHED = "org.facta.watched.v1"
JOINED = "org.facta.channel.joined.v1"
ATTEMPTED = "org.facta.delivery.attempted.v1"
DELIVERED = "org.facta.delivery.delivered.v1"
FAILED = "org.facta.delivery.failed.v1"
ACKNOWLEDGED = "org.facta.alert.acknowledged.v1"
BOOKS = frozenset({WATCHED, JOINED, ATTEMPTED, DELIVERED, FAILED, ACKNOWLEDGED})
SENT = ("events", "parcel", "digest")
NEEDED: Mapping[str, tuple[str, ...]] = {
    WATCHED: ("as_of", "append", "held"),
    JOINED: (),
    ATTEMPTED: SENT,
    DELIVERED: SENT,
    FAILED: SENT,
    ACKNOWLEDGED: ("useful", "by", "note"),
}
ALERT = (
    "rule", "what", "title", "headline", "why", "as_of", "compared_with", "case_digest", "store_digest",
    "version",
)  # fmt: skip
DIGITS = 32
FOLDER = "alerts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log: a CloudEvent with JSON data."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: Mapping[str, Any]

    def json(self) -> dict[str, Any]:
        """Return it as the JSON event format has it."""
        return {
            "specversion": SPEC,
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": dict(self.data),
        }

    @property
    def line(self) -> bytes:
        """Its line in the log."""
        return json.dumps(self.json(), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def identity(*parts: object) -> str:
    """Return an id that the same parts always have: 32 hexadecimal digits.

    >>> identity("a", "bc") == identity("a", "bc"), identity("a", "bc") == identity("ab", "c")
    (True, False)
    """
    text = json.dumps([str(part) for part in parts], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def home(case: str) -> str:
    """Return the source of the events of a case.

    >>> home("russia-taliban"), home("a b/c")
    ('/cases/russia-taliban', '/cases/a%20b%2Fc')
    """
    return f"/cases/{quote(case, safe='')}"


class Log:
    """The log of one case in a store. Reading needs no lock; who appends holds it."""

    def __init__(self, store: Path, case: str, *, wait_seconds: float = 10.0) -> None:
        self.case = case
        self.path = store / FOLDER / f"{quote(case, safe='')}.jsonl"
        busy = f"another process watches {case!r} in this store; wait for it, or stop that process"
        self._file = AppendOnly(self.path, busy=busy, wait_seconds=wait_seconds)

    def entries(self) -> list[Entry]:
        """Return every whole line; a last one that was torn off does not count.

        Raises
        ------
        StoreError
            The file cannot be read, or a line within it is no event.
        """
        whole, _, torn = self._file.body().rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        if _entry(torn) is not None:
            lines.append(torn)
        found: list[Entry] = []
        for number, line in enumerate(lines, 1):
            entry = _entry(line)
            if entry is None:
                message = f"{self.path}:{number}: this line is no event; restore the file from a backup"
                raise StoreError(message)
            found.append(entry)
        return found

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other watcher out, and mend what a kill left at the end of the file.

        Raises
        ------
        StoreError
            Somebody else has been watching for longer than this waits, or the disk refuses.
        """
        with self._file.locked():
            self._mend()
            yield

    def append(self, entries: Iterable[Entry]) -> None:
        """Append lines and wait until they are on the disk; the caller holds the lock.

        Raises
        ------
        StoreError
            The disk refuses; the file is then as it was before.
        """
        self._file.append(b"".join(entry.line for entry in entries))

    def _mend(self) -> None:
        """Cut off a last line that was torn, or end it where only its end is missing."""
        body = self._file.body()
        torn = body.rpartition(b"\n")[2]
        if not torn:
            return
        if _entry(torn) is None:
            self._file.cut(len(body) - len(torn))
            logger.warning("%s: cut off a last line that was torn by a kill", self.path)
        else:
            self._file.append(b"\n")


def alerts(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that tell what happened, without those of our own books."""
    return [entry for entry in entries if entry.type.startswith(PREFIX) and entry.type not in BOOKS]


def _entry(line: bytes) -> Entry | None:
    """Read a line, or None where it is no event."""
    try:
        told = json.loads(line)
        entry = Entry(
            id=str(told["id"]),
            source=str(told["source"]),
            type=str(told["type"]),
            subject=str(told["subject"]),
            time=datetime.fromisoformat(told["time"]),
            data=dict(told["data"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
    return entry if _is_whole(entry) else None


def _is_whole(entry: Entry) -> bool:
    """Tell whether an entry has all that is read of it, in a form that can be read."""
    data = entry.data
    needed = NEEDED.get(entry.type, ALERT if entry.type.startswith(PREFIX) else ())
    if entry.time.tzinfo is None or not all(name in data for name in needed):
        return False
    try:
        days = [data["as_of"]] if "as_of" in needed else []
        days += [day for _, _, day, _ in data.get("held", ())]
        return all(date.fromisoformat(day) for day in days)
    except (ValueError, TypeError):
        return False
