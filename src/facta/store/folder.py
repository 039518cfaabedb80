"""The store in a folder: bytes as published, records in parquet, a catalogue of both."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from facta.errors import StoreError
from facta.records import Snapshot
from facta.store.catalogue import Catalogue, CoverageRow, FileRow, SnapshotRow, coverage_frame
from facta.store.files import ARCHIVE, has_content, remove_leftovers, snapshot_path, trouble
from facta.store.frames import Kind, columns_of, conform
from facta.store.lock import writing
from facta.store.read import Held, Records, Table, held
from facta.store.tally import with_hashes
from facta.store.write import Appended, Batch, append

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from facta.records import Coverage, Event, Observation

logger = logging.getLogger(__name__)

SNAPSHOTS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "url": pl.String(),
    "retrieved_at": pl.Datetime("us", "UTC"),
    "sha256": pl.String(),
    "media_type": pl.String(),
    "licence": pl.String(),
    "bytes": pl.Int64(),
}
WAY_OUT = "restore it from a backup, or name a new folder and collect again"


@dataclass(frozen=True, slots=True)
class Archived:
    """Typed tables of one address: the snapshot they came from, and each table's file."""

    sha256: str
    retrieved_at: datetime
    tables: dict[str, Path]


NOTHING = held(
    events=conform("events", None),
    observations=conform("observations", None),
    coverage=conform("coverage", None),
)


def open_store(path: Path, *, create: bool = True, wait_seconds: float = 10.0) -> Store:
    """Open the store in a folder, and make it first where there is none.

    ``wait_seconds`` is how long an append waits for another writer.

    Raises
    ------
    StoreError
        The folder is no store, or one that this facta cannot read.
    """
    if path.exists() and not path.is_dir():
        message = f"{path} is a file, and a store is a folder: name another path"
        raise StoreError(message)
    catalogue = Catalogue(path)
    if not catalogue.path.exists() and not has_content(path):
        if not create:
            message = f"there is no store at {path}: check the path, or collect into it first"
            raise StoreError(message)
        _create(path, catalogue, wait_seconds)
    if not catalogue.check():
        with writing(path, wait_seconds=wait_seconds):
            catalogue.upgrade()
    return Store(path, wait_seconds=wait_seconds)


def _create(path: Path, catalogue: Catalogue, wait_seconds: float) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with writing(path, wait_seconds=wait_seconds):
            if not catalogue.path.exists():
                if not (path / ".gitignore").exists():
                    (path / ".gitignore").write_text("*\n", encoding="utf-8")
                catalogue.create()
    except OSError as error:
        raise trouble(error, path) from error


class Store(Records):
    """A store in a folder. Asked for records, it answers from what is appended at that moment."""

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        super().__init__()
        self.path = path
        self._wait_seconds = wait_seconds
        self._catalogue = Catalogue(path)
        self._stamp: tuple[int, ...] = ()
        self._newest_append = 0
        self._swept = False
        self._listing: tuple[tuple[int, ...], list[SnapshotRow]] = ((), [])

    def records(self) -> Records:
        """Return the store as it stands now; later appends do not show in it."""
        frames = self._held()
        return Records(events=frames.events, observations=frames.observations, coverage=frames.coverage)

    def append(  # noqa: PLR0913  (what a batch is made of)
        self,
        snapshot: Snapshot,
        *,
        events: Iterable[Event] | pl.DataFrame = (),
        observations: Iterable[Observation] = (),
        coverage: Iterable[Coverage] = (),
        tables: Mapping[str, pl.DataFrame] | None = None,
        complete: bool = False,
        apart: bool = False,
        fetched: bool = False,
        keep_parts: bool = True,
    ) -> Appended | None:
        """Append a snapshot and the records read from it, whole or not at all.

        Only rows in which something changed are appended.

        Parameters
        ----------
        snapshot, events, observations, coverage
            The bytes and what was read from them; many events may come as a frame.
        tables
            Typed tables for the archive, in the place of those of an earlier snapshot of the address.
        complete
            Whether the snapshot is all there is at its address: what an earlier one had and this
            one has not is retracted.
        apart
            Whether no other address of the source ever speaks of these records, so that the rest of
            the store need not be looked at.
        fetched
            Whether a publisher was asked: what it revised or took back without a day of its own is
            dated by the day on which we saw it.
        keep_parts
            Whether the bytes of the snapshot's parts are kept beside the manifest.

        Returns
        -------
        Appended | None
            None where the store already has this snapshot as the newest of its address.

        Raises
        ------
        StoreError
            The records do not belong to the snapshot, somebody else is writing, or the disk
            refuses. The store is then as it was before.
        """
        batch = Batch(
            snapshot=snapshot,
            events=events if isinstance(events, pl.DataFrame) else tuple(events),
            observations=tuple(observations),
            coverage=tuple(coverage),
            tables=tables or {},
            complete=complete,
            apart=apart,
            fetched=fetched,
            keep_parts=keep_parts,
        )
        batch.check()
        try:
            with writing(self.path, wait_seconds=self._wait_seconds, since=snapshot.retrieved_at):
                if not self._swept:
                    self._sweep()
                try:
                    return append(self.path, self._catalogue, batch, self._mine)
                except (OSError, StoreError):
                    with suppress(OSError, StoreError):
                        self._sweep()
                    raise
        except OSError as error:
            raise trouble(error, self.path) from error

    def _sweep(self) -> None:
        """Remove what a broken-off append left behind; the caller holds the lock."""
        if leftovers := remove_leftovers(self.path, self._catalogue.listing()[1]):
            logger.info("removed %d files of an append that was broken off", leftovers)
        self._swept = True

    def archive(self) -> dict[str, Archived]:
        """Return the typed tables by the address they came from, without what follows its ``?``."""
        listed = {row.append: row for row in self._listed()}
        found: dict[str, Archived] = {}
        for file in self._catalogue.archived():
            if not (self.path / file.path).is_file():
                continue
            row = listed[file.append]
            address = row.url.split("?")[0]
            if address not in found or found[address].sha256 != row.sha256:
                found[address] = Archived(row.sha256, row.retrieved_at, {})
            found[address].tables[file.kind.removeprefix(ARCHIVE)] = self.path / file.path
        return found

    def _mine(self, kind: Table, source: str, files: Sequence[FileRow] | None) -> pl.DataFrame:
        """Return what the store holds of a source, or of some files only."""
        if files is not None:
            return conform(kind, _scan(self.path, kind, files))
        return conform(kind, self._held().versions(kind).filter(pl.col("source") == source))

    def coverage_of(self, source: str, as_of: date = date.max) -> pl.DataFrame:
        """Return what one source had looked at by a day, as `coverage` does, without reading records."""
        return Records(coverage=coverage_frame(self._catalogue.coverage(source))).coverage(as_of)

    def snapshots(self, as_of: date | None = None) -> pl.DataFrame:
        """List the snapshots retrieved by a day, or all, in the order of their appends."""
        listed = [
            {name: getattr(row, name) for name in SNAPSHOTS}
            for row in self._listed()
            if as_of is None or row.retrieved_at.date() <= as_of
        ]
        return pl.DataFrame(listed, schema=SNAPSHOTS)

    def snapshot(self, sha256: str) -> Snapshot:
        """Return a snapshot with its bytes, the newest where several addresses had the same bytes.

        Raises
        ------
        StoreError
            There is no such snapshot, or its bytes on disk are not those that were published.
        """
        found = [row for row in self._listed() if row.sha256 == sha256]
        if not found:
            message = f"there is no snapshot {sha256!r} in {self.path}: `snapshots` lists those there are"
            raise StoreError(message)
        file = self.path / snapshot_path(sha256)
        try:
            body = file.read_bytes()
        except OSError as error:
            message = f"{file} cannot be read ({error.strerror}): restore it from a backup, or collect again"
            raise StoreError(message) from error
        if hashlib.sha256(body).hexdigest() != sha256:
            message = f"{file} has changed since it was published: restore it from a backup, or collect again"
            raise StoreError(message)
        return Snapshot(
            source=found[-1].source,
            url=found[-1].url,
            retrieved_at=found[-1].retrieved_at,
            sha256=sha256,
            media_type=found[-1].media_type,
            licence=found[-1].licence,
            body=body,
        )

    def _listed(self) -> list[SnapshotRow]:
        stamp = self._catalogue.stamp()
        if stamp != self._listing[0]:
            self._listing = (stamp, self._catalogue.snapshots())
        return self._listing[1]

    def _held(self) -> Held:
        stamp = self._catalogue.stamp()
        if stamp != self._stamp:
            newest, files, coverage = self._catalogue.since(self._newest_append)
            if newest < self._newest_append:
                self._frames, self._newest_append = NOTHING, 0
                newest, files, coverage = self._catalogue.since(0)
            if newest > self._newest_append:
                self._frames = _grown(self._frames, self.path, files, coverage)
            self._stamp, self._newest_append = stamp, newest
        return self._frames


def _grown(before: Held, root: Path, files: Sequence[FileRow], coverage: Sequence[CoverageRow]) -> Held:
    return held(
        events=_together("events", before.events, _scan(root, "events", files)),
        observations=_together("observations", before.observations, _scan(root, "observations", files)),
        coverage=_together("coverage", before.coverage, coverage_frame(coverage)),
    )


def _together(kind: Kind, before: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    together = pl.concat([conform(kind, before), conform(kind, added)])
    return together if kind == "coverage" else with_hashes(together)


def _scan(root: Path, kind: Kind, files: Sequence[FileRow]) -> pl.DataFrame:
    paths = [root / file.path for file in files if file.kind == kind]
    if not paths:
        return pl.DataFrame(schema=columns_of(kind))
    try:
        return _read(kind, paths)
    except (OSError, pl.exceptions.PolarsError):
        for path in paths:
            _find_fault(kind, path)
        raise


def _read(kind: Kind, paths: list[Path]) -> pl.DataFrame:
    return pl.scan_parquet(
        paths,
        schema=columns_of(kind),
        hive_partitioning=False,
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
    ).collect()


def _find_fault(kind: Kind, path: Path) -> None:
    try:
        _read(kind, [path])
    except FileNotFoundError as error:
        message = f"{path} is missing: {WAY_OUT}"
        raise StoreError(message) from error
    except (OSError, pl.exceptions.PolarsError) as error:
        message = f"{path} cannot be read ({str(error).splitlines()[0]}): {WAY_OUT}"
        raise StoreError(message) from error
