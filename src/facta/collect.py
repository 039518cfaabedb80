"""Sources into the store: reads the files of a case that the store has not yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facta.errors import CaseError, SourceError
from facta.records import Snapshot
from facta.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from facta.cases import Case, SourceUse
    from facta.records import Event, Observation
    from facta.sources.base import Reading
    from facta.store import Store

MEDIA = {".csv": "text/csv", ".json": "application/json"}


@dataclass(frozen=True)
class Pending:
    """A file of a case that the store has not read yet."""

    source: str
    use: SourceUse
    file: Path
    url: str
    body: bytes
    sha256: str


def pending(case: Case, store: Store) -> list[Pending]:
    """Return the files whose bytes the store has not."""
    held = {(r[0], r[1], r[2]) for r in store.snapshots().select("source", "url", "sha256").iter_rows()}
    return [item for item in _files(case) if (item.source, item.url, item.sha256) not in held]


def _files(case: Case) -> Iterator[Pending]:
    for name, use in case.sources.items():
        for file in sorted(case.folder.glob(use.files)):
            if not file.resolve().is_relative_to(case.folder.resolve()):
                message = f"{file}: leads out of the folder of the case; copy the file into it"
                raise CaseError(message)
            body = file.read_bytes()
            url = file.relative_to(case.folder).as_posix()
            sha256 = hashlib.sha256(body).hexdigest()
            yield Pending(case.source_name(name), use, file, url, body, sha256)


def collect(
    case: Case, store: Store, now: datetime, progress: Callable[[str, int, int], None] | None = None
) -> int:
    """Read every pending file of a case into the store; return how many were read.

    Raises
    ------
    SourceError
        With every mistake of every file; files without a mistake are kept.
    """
    todo = pending(case, store)
    mistakes: list[str] = []
    for done, item in enumerate(todo):
        if progress:
            progress(item.url, done, len(todo))
        try:
            _read(item, store, now)
        except SourceError as error:
            mistakes += error.mistakes
    if mistakes:
        raise SourceError(*mistakes)
    return len(todo)


def readings(case: Case, now: datetime) -> tuple[list[Event], list[Observation]]:
    """Read every file of a case without a store.

    Raises
    ------
    SourceError
        With every mistake of every file.
    """
    events: list[Event] = []
    observations: list[Observation] = []
    mistakes: list[str] = []
    for item in _files(case):
        try:
            reading = _reading(item, _snapshot(item, now))
        except SourceError as error:
            mistakes += error.mistakes
            continue
        events += reading.events
        observations += reading.observations
    if mistakes:
        raise SourceError(*mistakes)
    return events, observations


def _read(item: Pending, store: Store, now: datetime) -> None:
    snapshot = _snapshot(item, now)
    reading = _reading(item, snapshot)
    store.append(
        snapshot,
        events=reading.events,
        observations=reading.observations,
        coverage=reading.coverage,
        complete=True,
    )


def _reading(item: Pending, snapshot: Snapshot) -> Reading:
    return SOURCES[item.use.reader].read(snapshot, covers=None, lag_days=item.use.lag_days)


def _snapshot(item: Pending, now: datetime) -> Snapshot:
    return Snapshot(
        source=item.source,
        url=item.url,
        retrieved_at=now,
        sha256=item.sha256,
        media_type=MEDIA.get(item.file.suffix.lower(), "application/octet-stream"),
        licence=SOURCES[item.use.reader].card.licence,
        body=item.body,
    )
