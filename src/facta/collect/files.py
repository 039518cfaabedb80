"""Files of a case into the store: those that it has not yet."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import polars as pl

from facta.cases import FILE, LIBRARY, lag_of, load_case
from facta.errors import CaseError, SourceError
from facta.records import Event, Snapshot
from facta.sources import SOURCES
from facta.sources.base import parameters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from facta.cases import Case, SourceUse
    from facta.records import Observation
    from facta.sources.base import Reading
    from facta.store import Store

READ_BY = "?reader="  # in the address of a file, never in that of what was fetched
MEBIBYTE, MOST_MB = 1024 * 1024, 512
NOTHING = hashlib.sha256(b"").hexdigest()
MEDIA = {".csv": "text/csv", ".json": "application/json"}


@dataclass(frozen=True)
class Table:
    """A file of a case, and the address under which the store keeps what was read from it.

    The address names the reader, the lag and the parameters too: with another of them the same
    bytes say something else and are read again.
    """

    source: str
    use: SourceUse
    url: str
    body: bytes

    @property
    def address(self) -> str:
        """The address in the store."""
        address = f"{self.url}{READ_BY}{self.use.reader}&lag-days={lag_of(self.use)}"
        if self.use.parameters is None:
            return address
        asked = json.dumps(self.use.parameters, sort_keys=True, default=str).encode()
        return f"{address}&parameters={hashlib.sha256(asked).hexdigest()[:16]}"

    @property
    def sha256(self) -> str:
        """The sha256 of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


def tables(case: Case) -> Iterator[Table]:
    """Yield every file that the sources of a case name.

    Raises
    ------
    CaseError
        When a file leads out of the folder of the case or cannot be read.
    """
    for name, use in case.sources.items():
        found = case.folder.glob(use.files) if use.files else ()
        for file in sorted(path for path in found if path.is_file()):
            if not file.resolve().is_relative_to(case.folder.resolve()):
                message = f"{file}: leads out of the folder of the case; copy the file into it"
                raise CaseError(message)
            try:
                _weigh(file, use)
                body = file.read_bytes()
            except OSError as error:
                raise CaseError(f"{file}: {error.strerror}") from None
            yield Table(case.source_name(name), use, file.relative_to(case.folder).as_posix(), body)


def _weigh(file: Path, use: SourceUse) -> None:
    """Refuse a file before it is read, when it is larger than one that a source reads whole.

    Raises
    ------
    CaseError
        With its size and the limit.
    """
    most, size = int((use.parameters or {}).get("most_mb", MOST_MB)), file.stat().st_size
    if size > most * MEBIBYTE:
        message = f"{file}: {size / MEBIBYTE:,.0f} MiB, {most:,} at most"
        raise CaseError(f"{message}; cut it down to the rows that the case needs")


def read_files(
    case: Case, store: Store, now: datetime, progress: Callable[[str, int, int], None] | None = None
) -> int:
    """Bring the store up to the files of a case; return how many were read.

    Files whose bytes the store has as the newest of their address are not read again. What came
    from a file that is no longer there is withdrawn, once every other file could be read.

    Raises
    ------
    SourceError
        With every mistake of every file; files without a mistake are kept.
    """
    claim(case, store)
    now_there = list(tables(case))
    newest = _newest(case, store)
    todo = [table for table in now_there if newest.get((table.source, table.address)) != table.sha256]
    read, mistakes = _read(todo, now, progress)
    if not mistakes:
        _withdraw(store, newest, {(table.source, table.address) for table in now_there}, now)
    for snapshot, reading in read:
        store.append(
            snapshot,
            events=reading.events,
            observations=reading.observations,
            coverage=reading.coverage,
            complete=True,
        )
    if mistakes:
        raise SourceError(*mistakes)
    return len(todo)


def _newest(case: Case, store: Store) -> dict[tuple[str, str], str]:
    """Return the newest bytes that the store has of each file of the case, there or gone."""
    names = {case.source_name(use) for use in case.sources}
    rows = store.snapshots().select("source", "url", "sha256").iter_rows()
    mine = f"{case.name}/"
    return {
        (source, url): sha256
        for source, url, sha256 in rows
        if READ_BY in url and (source in names or source.startswith(mine))
    }


def _withdraw(
    store: Store, newest: dict[tuple[str, str], str], there: set[tuple[str, str]], now: datetime
) -> None:
    """Withdraw what came from addresses that the case no longer has, by an empty snapshot of each."""
    for (source, address), sha256 in newest.items():
        if (source, address) not in there and sha256 != NOTHING:
            store.append(nothing(source, address, now), complete=True)


def nothing(source: str, address: str, now: datetime) -> Snapshot:
    """Return an empty snapshot, which withdraws what came from an address."""
    return Snapshot(
        source=source,
        url=address,
        retrieved_at=now,
        sha256=NOTHING,
        media_type="application/octet-stream",
        licence="",
        body=b"",
    )


def _read(
    todo: list[Table], now: datetime, progress: Callable[[str, int, int], None] | None
) -> tuple[list[tuple[Snapshot, Reading]], list[str]]:
    """Read files; return what was read of those without a mistake, and every mistake."""
    read: list[tuple[Snapshot, Reading]] = []
    mistakes: list[str] = []
    for done, table in enumerate(todo):
        if progress:
            progress(table.url, done, len(todo))
        snapshot = _snapshot(table, now)
        try:
            reading = _reading(table, snapshot)
        except SourceError as error:
            mistakes += error.mistakes
        else:
            read.append((replace(snapshot, url=table.address), reading))
    return read, mistakes


def claim(case: Case, store: Store) -> None:
    """Let one store hold one case of a name.

    Raises
    ------
    CaseError
        When a case of the same name in another folder lives in this store.
    """
    shipped = case.folder.resolve().is_relative_to(LIBRARY.resolve())
    mine = "the library" if shipped else str(case.folder.resolve())
    claim = store.path / "cases" / f"{case.name}.folder"
    held = claim.read_text(encoding="utf-8") if claim.is_file() else None
    if held is not None and held != mine and (held == "the library" or Path(held, FILE).is_file()):
        message = f"{case.folder}: this store holds another case named {case.name!r}, from {held}"
        raise CaseError(f"{message}; rename the folder, or name another --store")
    if held != mine:
        with suppress(OSError):
            claim.parent.mkdir(exist_ok=True)
            claim.write_text(mine, encoding="utf-8")


def claimed(store: Path) -> list[Case]:
    """Return the cases that live in a store and still load."""
    found: list[Case] = []
    for claim in sorted((store / "cases").glob("*.folder")):
        where = claim.read_text(encoding="utf-8")
        with suppress(CaseError):
            found.append(load_case(claim.stem if where == "the library" else Path(where)))
    return found


def readings(case: Case, now: datetime) -> tuple[list[Event], list[Observation]]:
    """Read every file of a case without a store.

    Raises
    ------
    SourceError
        With every mistake of every file.
    """
    events: list[Event] = []
    observations: list[Observation] = []
    read, mistakes = _read(list(tables(case)), now, None)
    for _, reading in read:
        events += _one_by_one(reading)
        observations += reading.observations
    if mistakes:
        raise SourceError(*mistakes)
    return events, observations


def _one_by_one(reading: Reading) -> Iterable[Event]:
    """Return the events of a reading as records, also where they came as a frame."""
    if isinstance(reading.events, tuple):
        return reading.events
    lists = [name for name, dtype in reading.events.schema.items() if dtype == pl.List(pl.String())]
    rows = reading.events.iter_rows(named=True)
    return [Event(**row | {name: tuple(row[name] or ()) for name in lists}) for row in rows]


def _reading(table: Table, snapshot: Snapshot) -> Reading:
    source, use = SOURCES[table.use.reader], table.use
    if use.parameters is None:
        return source.read(snapshot, lag_days=use.lag_days)
    asked = parameters_of(source).model_validate(use.parameters)
    return source.read(snapshot, lag_days=use.lag_days, parameters=asked)


def _snapshot(table: Table, now: datetime) -> Snapshot:
    return Snapshot(
        source=table.source,
        url=table.url,
        retrieved_at=now,
        sha256=table.sha256,
        media_type=MEDIA.get(PurePosixPath(table.url).suffix.lower(), "application/octet-stream"),
        licence=SOURCES[table.use.reader].card.licence,
        body=table.body,
    )
