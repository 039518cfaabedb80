"""Appending: which rows are news, and how they become visible whole or not at all."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import polars as pl

from facta.errors import StoreError
from facta.store.catalogue import Before, Catalogue, FileRow, SnapshotRow, coverage_frame
from facta.store.files import (
    ARCHIVE,
    archive_path,
    parquet_path,
    snapshot_path,
    write_durably,
)
from facta.store.frames import FIELDS, HASHED, PLACE, Kind, conform, frame_of
from facta.store.read import ORDER
from facta.store.tally import with_hashes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from facta.records import Coverage, Event, Observation, Snapshot

IDENTITY = ("source", "ref")
INTERVAL = ("source", "start", "end")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What one append added: rows in which something changed, and identities it withdrew."""

    append: int
    events: int
    observations: int
    coverage: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One snapshot and everything read from it; see `Store.append`."""

    snapshot: Snapshot
    events: tuple[Event, ...] | pl.DataFrame = ()
    observations: tuple[Observation, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    complete: bool = False
    apart: bool = False
    fetched: bool = False
    keep_parts: bool = True

    def check(self) -> None:
        """Raise a StoreError with every record that does not belong to the snapshot."""
        mistakes: list[str] = []
        actual = hashlib.sha256(self.snapshot.body).hexdigest()
        if actual != self.snapshot.sha256:
            mistakes.append(
                f"snapshot of {self.snapshot.url}: its sha256 is {self.snapshot.sha256!r}, "
                f"its bytes have {actual!r}",
            )
        mistakes += self._strange_events()
        for observation in self.observations:
            mistakes += self._strangers(f"observation {observation.ref!r}", observation)
        for interval in self.coverage:
            mistakes += self._strangers(f"coverage of {interval.start} to {interval.end}", interval)
        if mistakes:
            raise StoreError(*mistakes)

    def days(self) -> tuple[date, date] | None:
        """Return the first day that the coverage tells of, and the first after it."""
        if not self.coverage:
            return None
        return min(one.start for one in self.coverage), max(one.end for one in self.coverage)

    def _strange_events(self) -> list[str]:
        if not isinstance(self.events, pl.DataFrame):
            return [m for event in self.events for m in self._strangers(f"event {event.ref!r}", event)]
        wanted = {"source": self.snapshot.source, "snapshot": self.snapshot.sha256}
        return [
            f"a frame of events: its {name} is {given!r}, that of its snapshot {wanted[name]!r}"
            for name in wanted
            for given in self.events[name].unique()
            if given != wanted[name]
        ]

    def _strangers(self, what: str, record: Event | Observation | Coverage) -> list[str]:
        mistakes = []
        if record.source != self.snapshot.source:
            mistakes.append(
                f"{what}: its source is {record.source!r}, that of its snapshot {self.snapshot.source!r}"
            )
        if record.snapshot != self.snapshot.sha256:
            mistakes.append(
                f"{what}: its snapshot is {record.snapshot!r}, write its sha256 {self.snapshot.sha256!r}"
            )
        return mistakes


Mine = Callable[[Literal["events", "observations"], str, "Sequence[FileRow] | None"], pl.DataFrame]


def append(root: Path, catalogue: Catalogue, batch: Batch, mine: Mine) -> Appended | None:
    """Append a batch to the store in ``root``; the caller holds the lock.

    ``mine`` returns what the store holds of a source: all of it, or what lies in some files.
    """
    source = batch.snapshot.source
    before = catalogue.before(source, batch.snapshot.url, batch.days(), fetched=batch.fetched)
    if _known(batch.snapshot, before.snapshots):
        return None
    news = _News(batch, before)
    only = before.files if batch.apart else None
    events, gone_events = news.of("events", batch.events, mine("events", source, only))
    observations, gone_observations = news.of(
        "observations", batch.observations, mine("observations", source, only)
    )
    coverage = news.of_coverage(coverage_frame(before.coverage))
    files = _keep_bytes(root, batch, news.number)
    files += [
        _write(root, kind, news.number, rows)
        for kind, rows in (("events", events), ("observations", observations))
        if rows.height
    ]
    files += [_write_table(root, name, frame, batch, news.number) for name, frame in batch.tables.items()]
    superseded = _superseded(before.files, batch.tables)
    catalogue.add(news.snapshot_row(), files, coverage.select(*PLACE, *FIELDS["coverage"]).rows(), superseded)
    for path in superseded:
        (root / path).unlink(missing_ok=True)
    withdrawn = gone_events + gone_observations
    appended = Appended(
        append=news.number,
        events=events.height - gone_events,
        observations=observations.height - gone_observations,
        coverage=coverage.height,
        withdrawn=withdrawn,
    )
    logger.info("appended %s of %s: %s", batch.snapshot.url, batch.snapshot.source, appended)
    return appended


def _keep_bytes(root: Path, batch: Batch, number: int) -> list[FileRow]:
    """Write the bytes of a snapshot, and those of its parts, which the catalogue lists as files."""
    snapshot = batch.snapshot
    write_durably(root, snapshot_path(snapshot.sha256), snapshot.body)
    parts = {part.sha256: part for part in snapshot.parts} if batch.keep_parts else {}
    for sha256, part in parts.items():
        write_durably(root, snapshot_path(sha256), part.body)
    day = snapshot.retrieved_at.date()
    return [
        FileRow(
            append=number,
            kind="part",
            source=snapshot.source,
            path=snapshot_path(sha256),
            rows=0,
            first_known_at=day,
            last_known_at=day,
        )
        for sha256 in parts
    ]


def _superseded(files: Sequence[FileRow], tables: Collection[str]) -> list[str]:
    """Return the archived tables of earlier snapshots of an address that newer ones replace."""
    kinds = {f"{ARCHIVE}{name}" for name in tables}
    return [file.path for file in files if file.kind in kinds]


def _known(snapshot: Snapshot, earlier: Sequence[SnapshotRow]) -> bool:
    """Tell whether a snapshot is already there; bytes that come back after others are news again."""
    return any(
        (row.url, row.sha256) == (snapshot.url, snapshot.sha256)
        and (row is earlier[-1] or row.retrieved_at == _utc(snapshot))
        for row in earlier
    )


class _News:
    """What of a batch the store does not have yet."""

    def __init__(self, batch: Batch, before: Before) -> None:
        moment = _utc(batch.snapshot)
        self.batch = batch
        self.number = before.newest + 1
        self.address = [row.append for row in before.snapshots]
        # An old snapshot that comes late knows nothing of what is there now.
        self.withdraws = batch.complete and all(row.retrieved_at <= moment for row in before.snapshots)
        mine = [row for row in before.snapshots if row.url == batch.snapshot.url and row.complete]
        self.seen = max((row.retrieved_at.date() for row in mine), default=None)

    def snapshot_row(self) -> SnapshotRow:
        snapshot = self.batch.snapshot
        return SnapshotRow(
            append=self.number,
            source=snapshot.source,
            url=snapshot.url,
            retrieved_at=_utc(snapshot),
            sha256=snapshot.sha256,
            media_type=snapshot.media_type,
            licence=snapshot.licence,
            bytes=len(snapshot.body),
            complete=self.batch.complete,
        )

    def of(
        self,
        kind: Literal["events", "observations"],
        records: Sequence[Event] | Sequence[Observation] | pl.DataFrame,
        mine: pl.DataFrame,
    ) -> tuple[pl.DataFrame, int]:
        """Return the rows to append, and how many of them, at the end, withdraw an identity."""
        if not len(records) and mine.is_empty():
            return conform(kind, None), 0
        told = self._placed(kind, frame_of(kind, records))
        if self.batch.fetched and self.address:
            told = self._dated(kind, _last(mine).filter(pl.col("append").is_in(self.address)), told)
        news = [_changed(mine, told)]
        gone = 0
        if self.withdraws and self.address:
            standing = _last(mine).filter(pl.col("append").is_in(self.address))
            everything = _last(self._placed(kind, frame_of(kind, records)))
            news.append(_overruled(kind, standing, _last(told)))
            withdrawn = self._withdrawn(standing, everything)
            gone = withdrawn.height
            news.append(withdrawn)
        return self._placed(kind, pl.concat(news).select(*FIELDS[kind])), gone

    def of_coverage(self, stored: pl.DataFrame) -> pl.DataFrame:
        told = self._placed("coverage", frame_of("coverage", self.batch.coverage))
        place = ("append", "row")
        if self.batch.fetched:
            told = self._coverage_dated(stored, told)
        together = pl.concat([stored, told]).sort(*INTERVAL, *place)
        same = _same_as_before([*INTERVAL, "state", "fault", "reason", "known_at"])
        return together.filter((pl.col("append") == self.number) & ~same).sort("row")

    def _coverage_dated(self, stored: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
        """Date what now is otherwise than it was known to be by the day on which that was seen."""
        what = ("state", "fault", "reason")
        last = stored.unique(subset=INTERVAL, keep="last", maintain_order=True)
        before = last.select(*INTERVAL, *what, "known_at").with_columns(there=pl.lit(value=True))
        joined = told.join(before, on=INTERVAL, how="left", suffix="_before", maintain_order="left")
        same = pl.all_horizontal(pl.col(name) == pl.col(f"{name}_before") for name in what)
        later = pl.col("there") & (pl.col("known_at") <= pl.col("known_at_before"))
        day = self.batch.snapshot.retrieved_at.date()
        return (
            joined.filter(~same.fill_null(value=False))
            .with_columns(known_at=pl.when(later).then(day).otherwise("known_at"))
            .select(told.columns)
        )

    def _placed(self, kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
        return conform(kind, rows.with_columns(append=pl.lit(self.number)))

    def _dated(self, kind: Kind, standing: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
        """Date what a publisher revised or added by the day on which we saw it.

        Otherwise the new figure would be taken for what had been known all along: one that an earlier,
        complete answer to the same question did not have, or had otherwise. What the address says as
        before, it does not say again.
        """
        content = [n for n in FIELDS[kind] if n not in {*IDENTITY, "known_at", "known_by", "snapshot"}]
        before = standing.select(*IDENTITY, *content, "known_at").with_columns(there=pl.lit(value=True))
        joined = told.join(before, on=IDENTITY, how="left", suffix="_before", maintain_order="left")
        same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in content)
        there = pl.col("there").fill_null(value=False)
        late = pl.lit(value=False)
        if self.seen is not None:
            late = ~there & (pl.col("known_by") == "assumed") & (pl.col("known_at") <= self.seen)
        moved = late | (there & (pl.col("known_at") <= pl.col("known_at_before")))
        day = self.batch.snapshot.retrieved_at.date()
        return (
            joined.filter(~(same & there))
            .with_columns(
                known_at=pl.when(moved).then(day).otherwise("known_at"),
                known_by=pl.when(moved).then(pl.lit("retrieved")).otherwise("known_by"),
            )
            .select(told.columns)
        )

    def _withdrawn(self, standing: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
        """Retract what this address had and has no more: of a file, as if it had never been there.

        What a publisher took back was known until then, so that is dated by the day we saw it.
        """
        snapshot = self.batch.snapshot
        if self.batch.fetched:
            standing = standing.with_columns(
                known_at=pl.max_horizontal("known_at", pl.lit(snapshot.retrieved_at.date())),
                known_by=pl.lit("retrieved"),
            )
        return (
            standing.join(told, on=IDENTITY, how="anti")
            .filter(pl.col("status") != "retracted")
            .sort(*IDENTITY)
            .with_columns(
                status=pl.lit("retracted"),
                note=pl.lit(f"row removed from {snapshot.url}"),
                snapshot=pl.lit(snapshot.sha256),
            )
        )


def _changed(stored: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that say something else than the version they would follow.

    Where ``known_at`` is merely the day of retrieval, it is not itself something that changed.
    """
    related = stored.join(told, on=IDENTITY, how="semi")
    together = pl.concat([related, told.with_columns(is_new=pl.lit(value=True))], how="diagonal")
    content = [name for name in told.columns if name not in {*ORDER, *HASHED, "snapshot"}]
    known_before = (pl.col("known_at") == pl.col("known_at").shift(1)) | (pl.col("known_by") == "retrieved")
    unchanged = _same_as_before(content) & known_before
    return together.sort(*IDENTITY, *ORDER).filter(pl.col("is_new") & ~unchanged).sort("row").drop("is_new")


def _overruled(kind: Kind, standing: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Repeat what an address says last where a version it no longer has would hide it.

    That happens when a later version is taken back, or when a record turns out to have been known
    earlier: the row it had on the later day would otherwise go on winning from that day on.
    """
    content = [name for name in FIELDS[kind] if name not in {*IDENTITY, "known_at", "snapshot"}]
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_standing")) for name in content)
    return (
        told.join(standing, on=IDENTITY, suffix="_standing")
        .filter((pl.col("known_at") < pl.col("known_at_standing")) & differs)
        .sort(*IDENTITY)
        .with_columns(known_at="known_at_standing")
        .select(told.columns)
    )


def _same_as_before(names: Sequence[str]) -> pl.Expr:
    """Compare each row with the one above it; the first row has none and is never the same."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in names)
    return same & (pl.int_range(pl.len()) > 0)


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort(*IDENTITY, *ORDER).unique(subset=IDENTITY, keep="last", maintain_order=True)


def _write_table(root: Path, name: str, frame: pl.DataFrame, batch: Batch, number: int) -> FileRow:
    """Write a typed table of the archive. Its rows are no records: nothing is known from them alone."""
    snapshot, day = batch.snapshot, batch.snapshot.retrieved_at.date()
    start = min((interval.start for interval in batch.coverage), default=day)
    path = archive_path(name, start, number, snapshot.sha256)
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd", compression_level=1, statistics=False)
    write_durably(root, path, content.getvalue())
    return FileRow(
        append=number,
        kind=f"{ARCHIVE}{name}",
        source=snapshot.source,
        path=path,
        rows=frame.height,
        first_known_at=day,
        last_known_at=day,
    )


def _write(root: Path, kind: str, number: int, rows: pl.DataFrame) -> FileRow:
    source, sha256 = rows.select("source", "snapshot").row(0)
    path = parquet_path(kind, source, number, sha256)
    content = io.BytesIO()
    with_hashes(rows).write_parquet(content, compression="zstd")
    write_durably(root, path, content.getvalue())
    first, last = rows.select(pl.col("known_at").min(), pl.col("known_at").max().alias("last")).row(0)
    return FileRow(
        append=number,
        kind=kind,
        source=source,
        path=path,
        rows=rows.height,
        first_known_at=first,
        last_known_at=last,
    )


def _utc(snapshot: Snapshot) -> datetime:
    moment = snapshot.retrieved_at
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
