"""What was known on a day: the one rule by which versions of a record hide each other.

Of the versions of one record, a day sees the last of those known by then: last by ``known_at``,
then by append, then by row inside the append. So a version is visible from its ``known_at`` until
the ``known_at`` of the version that follows it in this order (``hidden_at``), and that day can be
worked out once for all days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import polars as pl

from facta.store.frames import FIELDS, conform, frame_of
from facta.store.tally import Rows, Tally, digest_of, row_hashes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from facta.records import Coverage, Event, Observation

Table = Literal["events", "observations"]
TABLES: tuple[Table, ...] = ("events", "observations")
ORDER = ("known_at", "append", "row")
DAYS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Held:
    """The frames of one state of a store, with what has been worked out from them so far."""

    events: pl.DataFrame
    observations: pl.DataFrame
    coverage: pl.DataFrame
    days: dict[tuple[str, date], pl.DataFrame] = field(default_factory=dict)
    rows: dict[Table, Rows] = field(default_factory=dict)

    def versions(self, table: Table) -> pl.DataFrame:
        """Return the versions of one table."""
        return self.events if table == "events" else self.observations


class Records:
    """Records with all their versions, and what of them was known on a day.

    Built from frames it is a store in memory; the store in a folder answers in the same words. A
    frame that has ``hidden_at`` already keeps it: some of its versions may have been left out, and
    then ``rows`` tells what stands of all of them.
    """

    def __init__(
        self,
        *,
        events: pl.DataFrame | None = None,
        observations: pl.DataFrame | None = None,
        coverage: pl.DataFrame | None = None,
        rows: Mapping[Table, Rows] | None = None,
    ) -> None:
        self._frames = held(
            events=_conformed("events", events),
            observations=_conformed("observations", observations),
            coverage=conform("coverage", coverage),
        )
        self._frames.rows.update(rows or {})

    def _held(self) -> Held:
        return self._frames

    def versions(self, table: Table) -> pl.DataFrame:
        """Return every version ever appended, with ``append``, ``row`` and ``hidden_at``.

        A version is visible from ``known_at`` on and before ``hidden_at`` (null: for good).
        """
        return self._held().versions(table)

    def events(self, as_of: date, *, retracted: bool = False) -> pl.DataFrame:
        """Return the events known on a day, by source, start, end and ref."""
        return _visible(self._held(), "events", as_of, retracted=retracted)

    def observations(self, as_of: date, *, retracted: bool = False) -> pl.DataFrame:
        """Return the observations known on a day, by source, start, end and ref."""
        return _visible(self._held(), "observations", as_of, retracted=retracted)

    def coverage(self, as_of: date) -> pl.DataFrame:
        """Return what sources had looked at by a day; of one interval, what was appended last."""
        return _coverage(self._held(), as_of)

    def newest(self, today: date) -> tuple[date | None, date | None, date | None]:
        """Return three days: of the newest knowledge, and the last that events and observations cover.

        What became known after ``today`` does not count; None stands for nothing at all.
        """
        frames = self._held()
        days = pl.concat([frames.events["known_at"], frames.observations["known_at"]])
        known: date | None = days.filter(days <= today).to_frame().max().item()
        return (
            known,
            _last_day(_visible(frames, "events", today, retracted=False)),
            _last_day(_visible(frames, "observations", today, retracted=False)),
        )

    def tally(self, table: Table, as_of: date, sources: Collection[str] | None = None) -> Tally:
        """Return what stands of one table on a day, of some sources or of all."""
        return self._rows(table).on(as_of, sources)

    def last_told(self, table: Table, sources: Collection[str], by: date) -> date | None:
        """Return the newest day up to one on which a publisher told anything.

        A day on which we only read a record is no news of it.
        """
        return self._rows(table).last_told(sources, by)

    def _rows(self, table: Table) -> Rows:
        frames = self._held()
        if table not in frames.rows:
            frames.rows[table] = Rows(frames.versions(table))
        return frames.rows[table]

    def digest(self, as_of: date, sources: Collection[str] | None = None) -> str:
        """Return 16 hexadecimal digits that stand for everything visible on a day.

        The same records give the same digest, however they were appended and from whichever
        snapshot. Retracted records, on which no answer rests, are left out.
        """
        sums = [self.tally(table, as_of, sources).sums for table in TABLES]
        coverage = _coverage(self._held(), as_of)
        if sources is not None:
            coverage = coverage.filter(pl.col("source").is_in(list(sources)))
        looked = row_hashes(coverage.drop("snapshot")).sum(axis=0, dtype="uint64").tolist()
        return digest_of([*sums, (looked[0], looked[1])])

    def known_at(self, day: date) -> Records:
        """Return only what had become known by a day, as if nothing had been appended since."""
        frames = self._held()
        by_then = pl.col("known_at") <= day
        return Records(
            events=frames.events.filter(by_then).drop("hidden_at"),
            observations=frames.observations.filter(by_then).drop("hidden_at"),
            coverage=frames.coverage.filter(by_then),
        )

    def without(self, source: str) -> Records:
        """Return the store as if a source had never been collected."""
        frames, kept = self._held(), pl.col("source") != source
        return Records(
            events=frames.events.filter(kept),
            observations=frames.observations.filter(kept),
            coverage=frames.coverage.filter(kept),
        )

    @property
    def newest_append(self) -> int:
        """The number of the newest append, or 0 where there is none."""
        frames = self._held()
        every = (frames.events["append"], frames.observations["append"], frames.coverage["append"])
        return max((int(numbers.max()) for numbers in every if len(numbers)), default=0)  # type: ignore[arg-type]

    def appended_by(self, append: int) -> Records:
        """Return the store as it stood after an append, as if nothing had been appended since.

        What was later read anew from bytes that it had then counts as there: reading otherwise is no news.
        """
        frames = self._held()
        parts = []
        for frame in (frames.events, frames.observations, frames.coverage):
            by_then = pl.col("append") <= append
            seen = frame.filter(by_then)["snapshot"].unique().to_list()
            anew = pl.col("snapshot").is_in(seen)
            if "status" in frame.columns:
                anew &= pl.col("status") != "retracted"
            parts.append(frame.filter(by_then | anew).drop("hidden_at", strict=False))
        return Records(events=parts[0], observations=parts[1], coverage=parts[2])


def memory_store(
    events: Iterable[Event] = (),
    observations: Iterable[Observation] = (),
    coverage: Iterable[Coverage] = (),
) -> Records:
    """Hold records in memory, as if they had come in one append."""
    return Records(
        events=frame_of("events", list(events)),
        observations=frame_of("observations", list(observations)),
        coverage=frame_of("coverage", list(coverage)),
    )


def held(*, events: pl.DataFrame, observations: pl.DataFrame, coverage: pl.DataFrame) -> Held:
    """Work out when each version is hidden, and bring all frames into their lasting order."""
    return Held(
        events=_with_hidden_at(events),
        observations=_with_hidden_at(observations),
        coverage=coverage.sort("source", "start", "end", "append", "row"),
    )


def _conformed(table: Table, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Give a frame every column, and keep the day on which each version was hidden where it says so."""
    made = conform(table, frame)
    if frame is None or "hidden_at" not in frame.columns:
        return made
    return made.with_columns(frame["hidden_at"].cast(pl.Date))


def _with_hidden_at(rows: pl.DataFrame) -> pl.DataFrame:
    if "hidden_at" in rows.columns:
        return rows.sort("source", "start", "end", "ref", *ORDER)
    several = pl.struct("source", "ref").is_duplicated()
    ordered = rows.filter(several).sort("source", "ref", *ORDER)
    followed = (pl.col("source") == pl.col("source").shift(-1)) & (pl.col("ref") == pl.col("ref").shift(-1))
    hidden = ordered.with_columns(hidden_at=pl.when(followed).then(pl.col("known_at").shift(-1)))
    alone = rows.filter(~several).with_columns(hidden_at=pl.lit(None, dtype=pl.Date))
    return pl.concat([alone, hidden]).sort("source", "start", "end", "ref", *ORDER)


def _visible(frames: Held, table: Table, as_of: date, *, retracted: bool) -> pl.DataFrame:
    if (table, as_of) not in frames.days:
        while len(frames.days) >= DAYS_KEPT:
            frames.days.pop(next(iter(frames.days)))
        seen = (pl.col("known_at") <= as_of) & (pl.col("hidden_at").is_null() | (pl.col("hidden_at") > as_of))
        frames.days[table, as_of] = frames.versions(table).filter(seen).select(*FIELDS[table], "append")
    rows = frames.days[table, as_of]
    return rows if retracted else rows.filter(pl.col("status") != "retracted")


def _coverage(frames: Held, as_of: date) -> pl.DataFrame:
    return (
        frames.coverage.filter(pl.col("known_at") <= as_of)
        .unique(subset=["source", "start", "end"], keep="last", maintain_order=True)
        .select(*FIELDS["coverage"])
    )


def _last_day(rows: pl.DataFrame) -> date | None:
    end: date | None = rows.select(pl.col("end").max()).item()
    return end - timedelta(days=1) if end else None
