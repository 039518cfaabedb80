"""The catalogue: one small DuckDB file that says what has been appended, opened only briefly.

DuckDB lets either many processes read a file or one write it. So nobody keeps the catalogue open,
and whoever finds it taken tries again for a while.
"""

from __future__ import annotations

import errno
import logging
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files as packaged
from itertools import count
from time import sleep
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from facta.errors import StoreError
from facta.store.files import ARCHIVE, NO_ROOM, TEMPORARY, settle_folder, snapshot_path
from facta.store.frames import FIELDS, PLACE, conform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

FORMAT = 2
READ_BY = "0.2"
PAUSE_SECONDS = 0.02
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
}
TAKEN = ("Could not set lock on file", "is already attached")
NUMBERS = count()

CoverageRow = tuple[int, int, str, date, date, str, date, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRow:
    """One append, as the catalogue lists it: a snapshot without its bytes."""

    append: int
    source: str
    url: str
    retrieved_at: datetime
    sha256: str
    media_type: str
    licence: str
    bytes: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One parquet file, as the catalogue lists it."""

    append: int
    kind: str
    source: str
    path: str
    rows: int
    first_known_at: date
    last_known_at: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an append looks at: the newest append, and what came from its address until now.

    ``coverage`` is that of the source inside the days looked at.
    """

    newest: int
    snapshots: list[SnapshotRow]
    files: list[FileRow]
    coverage: list[CoverageRow]


class Catalogue:
    """The catalogue of the store in one folder."""

    def __init__(self, root: Path, *, patience_seconds: float = 15.0) -> None:
        self.path = root / "catalogue.duckdb"
        self._patience_seconds = patience_seconds

    def stamp(self) -> tuple[int, ...]:
        """Return numbers that differ whenever the catalogue may have changed."""
        marks: list[int] = []
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            try:
                found = path.stat()
            except FileNotFoundError:
                marks.append(0)
            else:
                marks += [found.st_ino, found.st_size, found.st_mtime_ns]
        return tuple(marks)

    def create(self) -> None:
        """Make an empty catalogue, whole or not at all."""
        aside = self.path.with_name(TEMPORARY + self.path.name)
        for leftover in (aside, aside.with_name(aside.name + ".wal")):
            leftover.unlink(missing_ok=True)
        with _said_plainly(aside), _attached(aside, read_only=False) as connection:
            connection.execute("BEGIN")
            connection.execute(packaged("facta.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            connection.execute("INSERT INTO store VALUES (?, ?)", [FORMAT, READ_BY])
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        aside.replace(self.path)
        settle_folder(self.path.parent)

    def check(self) -> bool:
        """Make sure that this facta can read the catalogue; tell whether it is of its own format."""
        with self._open(read_only=True) as connection:
            written = connection.execute("SELECT format FROM store").fetchall()[0][0]
        return bool(written == FORMAT)

    def upgrade(self) -> None:
        """Bring a catalogue of format 1 to the present one: coverage did not tell its faults there."""
        with self._open(read_only=False) as connection:
            written = connection.execute("SELECT format FROM store").fetchall()[0][0]
            if written == FORMAT:
                return
            connection.execute("BEGIN")
            connection.execute("ALTER TABLE coverage ADD COLUMN fault VARCHAR DEFAULT ''")
            connection.execute("UPDATE store SET format = ?, read_by = ?", [FORMAT, READ_BY])
            connection.execute("COMMIT")

    def snapshots(self) -> list[SnapshotRow]:
        """List every append, oldest first."""
        return self.listing()[0]

    def listing(self) -> tuple[list[SnapshotRow], set[str]]:
        """List every append, oldest first, and every file of the store, from its folder."""
        with self._open(read_only=True) as connection:
            rows = connection.execute("FROM snapshots ORDER BY append").fetchall()
            parquet = connection.execute("SELECT path FROM files").fetchall()
        snapshots = _snapshot_rows(rows)
        return snapshots, {path for (path,) in parquet} | {snapshot_path(row.sha256) for row in snapshots}

    def since(self, append: int) -> tuple[int, list[FileRow], list[CoverageRow]]:
        """Return the newest append number, and files and coverage of all appends after one."""
        with self._open(read_only=True) as connection:
            newest = connection.execute("SELECT coalesce(max(append), 0) FROM snapshots").fetchall()[0][0]
            files = connection.execute(
                "FROM files WHERE append > ? ORDER BY append, path", [append]
            ).fetchall()
            coverage = connection.execute(
                "FROM coverage WHERE append > ? ORDER BY append, row", [append]
            ).fetchall()
        return newest, _file_rows(files), coverage

    def before(
        self, source: str, url: str, days: tuple[date, date] | None, *, fetched: bool = False
    ) -> Before:
        """Return what an append of an address looks at, with the coverage of some days.

        Of a fetched address what follows its last ``?`` only says how it was asked.
        """
        start, end = days or (date.max, date.min)
        address = url.rpartition("?")[0] or url if fetched else url
        of_it = r"regexp_replace(url, '\?[^?]*$', '')" if fetched else "url"
        with self._open(read_only=True) as connection:
            newest = connection.execute("SELECT coalesce(max(append), 0) FROM snapshots").fetchall()[0][0]
            rows = connection.execute(
                f"FROM snapshots WHERE source = ? AND {of_it} = ? ORDER BY append", [source, address]
            ).fetchall()
            files = connection.execute(
                "FROM files WHERE append IN (SELECT unnest(?::BIGINT[])) ORDER BY append, path",
                [[row[0] for row in rows]],
            ).fetchall()
            coverage = connection.execute(
                'FROM coverage WHERE source = ? AND start >= ? AND "end" <= ? ORDER BY append, row',
                [source, start, end],
            ).fetchall()
        return Before(
            newest=newest, snapshots=_snapshot_rows(rows), files=_file_rows(files), coverage=coverage
        )

    def archived(self) -> list[FileRow]:
        """Return the files of the archive, oldest append first."""
        with self._open(read_only=True) as connection:
            rows = connection.execute(
                "FROM files WHERE starts_with(kind, ?) ORDER BY append, path", [ARCHIVE]
            ).fetchall()
        return _file_rows(rows)

    def coverage(self, source: str) -> list[CoverageRow]:
        """Return the coverage of one source, oldest append first."""
        with self._open(read_only=True) as connection:
            found: list[CoverageRow] = connection.execute(
                "FROM coverage WHERE source = ? ORDER BY append, row", [source]
            ).fetchall()
        return found

    def add(
        self,
        snapshot: SnapshotRow,
        files: Sequence[FileRow],
        coverage: Sequence[CoverageRow],
        superseded: Sequence[str] = (),
    ) -> None:
        """Make one append visible, in one transaction, and forget superseded tables of the archive."""
        with self._open(read_only=False) as connection:
            connection.execute("BEGIN")
            for path in superseded:
                connection.execute("DELETE FROM files WHERE path = ?", [path])
            moment = snapshot.retrieved_at.astimezone(UTC).replace(tzinfo=None)
            row = [
                moment if name == "retrieved_at" else getattr(snapshot, name)
                for name in SnapshotRow.__slots__
            ]
            connection.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            for file in files:
                listed = [getattr(file, name) for name in FileRow.__slots__]
                connection.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", listed)
            if coverage:
                columns = [list(column) for column in zip(*coverage, strict=True)]
                unnested = ", ".join(["unnest(?)"] * len(columns))
                connection.execute(f"INSERT INTO coverage SELECT {unnested}", columns)
            connection.execute("COMMIT")

    @contextmanager
    def _open(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        with _said_plainly(self.path), self._patiently(read_only=read_only) as connection:
            written, read_by = connection.execute("SELECT format, read_by FROM store").fetchall()[0]
            if written > FORMAT:
                message = (
                    f"{self.path.parent} was made by a newer facta (format {written}; "
                    f"this one reads {FORMAT}): install facta >= {read_by}"
                )
                raise StoreError(message)
            yield connection

    @contextmanager
    def _patiently(self, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self.path.exists():
            message = (
                f"{self.path} is missing: restore it from a backup, or name a new folder and collect again"
            )
            raise StoreError(message)
        for _ in range(max(1, int(self._patience_seconds / PAUSE_SECONDS))):
            with ExitStack() as stack:
                try:
                    connection = stack.enter_context(_attached(self.path, read_only=read_only))
                except duckdb.Error as error:
                    if not any(words in str(error) for words in TAKEN):
                        raise
                    said = str(error)
                else:
                    yield connection
                    return
            sleep(PAUSE_SECONDS)
        message = (
            f"{self.path} is held open by another program ({_brief(said)}): close it there and run again"
        )
        raise StoreError(message)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Start DuckDB once in a process: that takes ten times as long as to open a catalogue."""
    return duckdb.connect(config=CONFIG)


@contextmanager
def _attached(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a catalogue for as long as the block lasts. After an error DuckDB is started anew."""
    name, mode = f"catalogue_{next(NUMBERS)}", "READ_ONLY" if read_only else "READ_WRITE"
    quoted = str(path).replace("'", "''")
    with _engine().cursor() as connection:
        connection.execute(f"ATTACH '{quoted}' AS {name} ({mode})")
        try:
            connection.execute(f"USE {name}")
            yield connection
        except BaseException:
            _engine.cache_clear()
            raise
        try:
            connection.execute(f"USE memory; DETACH {name}")
        except duckdb.Error as error:
            # What was committed lies in the log beside the catalogue, and is read from there.
            logger.info("%s keeps its log: %s", path, error)
            _engine.cache_clear()


def coverage_frame(rows: Sequence[CoverageRow]) -> pl.DataFrame:
    """Lay coverage out as a frame, with its place in the history of the store."""
    return conform("coverage", pl.DataFrame(rows, schema=PLACE | FIELDS["coverage"], orient="row"))


def _snapshot_rows(rows: Sequence[tuple[Any, ...]]) -> list[SnapshotRow]:
    names = SnapshotRow.__slots__
    listed = [SnapshotRow(**dict(zip(names, row, strict=True))) for row in rows]
    return [replace(row, retrieved_at=row.retrieved_at.replace(tzinfo=UTC)) for row in listed]


def _file_rows(rows: Sequence[tuple[Any, ...]]) -> list[FileRow]:
    return [FileRow(**dict(zip(FileRow.__slots__, row, strict=True))) for row in rows]


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if any(os.strerror(number) in str(error) for number in NO_ROOM):
            message = (
                f"no room to write {path} ({os.strerror(errno.ENOSPC)}): make room and run again; "
                "the store is as it was before"
            )
            raise StoreError(message) from error
        message = (
            f"{path} cannot be used as a catalogue ({_brief(str(error))}): restore it from a backup, "
            "or name a new folder and collect again"
        )
        raise StoreError(message) from error


def _brief(said: str) -> str:
    return said.splitlines()[0].split(". ")[0]
