"""Bulk: frames of events, typed tables beside the records, and the bytes of parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest
from store_samples import day, event, snapshot

from facta.errors import StoreError
from facta.records import Coverage
from facta.store import open_store
from facta.store.frames import frame_of

if TYPE_CHECKING:
    from pathlib import Path

    from facta.records import Event, Outcome, Snapshot
    from facta.store import Store

ADDRESS = "gdelt/events/2025-01-01?reader=gdelt"
TABLE = pl.DataFrame({"GLOBALEVENTID": [1, 2], "EventCode": ["010", "054"]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def slots(body: str, *parts: str, hour: int = 0) -> Snapshot:
    """Make a snapshot that came in parts."""
    return replace(snapshot(body, url=ADDRESS, hour=hour), parts=tuple(snapshot(part) for part in parts))


def looked(of: Snapshot) -> Coverage:
    return Coverage(
        source=of.source,
        start=day(1),
        end=day(2),
        state="partial",
        known_at=day(2),
        snapshot=of.sha256,
        reason="2 of 96 slots (00:15, 06:30)",
        fault="missing",
    )


def test_a_frame_of_events_is_kept_like_events(store: Store, tmp_path: Path) -> None:
    of = snapshot("a")
    events = [event("x", day(3), of=of), event("y", day(4), of=of)]
    store.append(of, events=frame_of("events", events))
    other = open_store(tmp_path / "other")
    other.append(of, events=events)
    assert store.versions("events").equals(other.versions("events"))
    assert store.digest(day(9)) == other.digest(day(9))


def test_a_frame_of_another_snapshot_is_refused(store: Store) -> None:
    of, other = snapshot("a"), snapshot("b")
    with pytest.raises(StoreError, match="a frame of events: its snapshot is"):
        store.append(of, events=frame_of("events", [event("x", day(3), of=other)]))
    assert store.versions("events").is_empty()


def test_coverage_tells_its_fault(store: Store) -> None:
    of = slots("manifest", "one", "two")
    store.append(of, coverage=[looked(of)])
    row = open_store(store.path).coverage(day(9)).row(0, named=True)
    assert (row["state"], row["fault"], row["reason"]) == (
        "partial",
        "missing",
        "2 of 96 slots (00:15, 06:30)",
    )


@pytest.mark.parametrize("keep", [True, False])
def test_the_bytes_of_parts_are_kept_only_where_asked(store: Store, keep: bool) -> None:  # noqa: FBT001
    of = slots("manifest", "one", "two")
    store.append(of, keep_parts=keep)
    store.append(snapshot("later", url="elsewhere"))  # sweeps nothing that is listed
    kept = {path.name for path in (store.path / "snapshots").rglob("*") if path.is_file()}
    assert of.sha256 in kept
    assert all((part.sha256 in kept) == keep for part in of.parts)


def test_an_archived_table_is_found_by_its_address_and_replaced_by_a_newer_one(store: Store) -> None:
    first, second = slots("manifest 1"), slots("manifest 2", hour=5)
    store.append(first, coverage=[looked(first)], tables={"gdelt-events": TABLE})
    found = store.archive()["gdelt/events/2025-01-01"]
    assert found.sha256 == first.sha256
    assert pl.read_parquet(found.tables["gdelt-events"]).equals(TABLE)
    assert "start=2025-01-01" in str(found.tables["gdelt-events"])
    store.append(second, coverage=[looked(second)], tables={"gdelt-events": TABLE.head(1)})
    newer = open_store(store.path).archive()["gdelt/events/2025-01-01"]
    assert newer.sha256 == second.sha256
    assert pl.read_parquet(newer.tables["gdelt-events"]).height == 1
    (file,) = store.path.rglob("archive/**/*.parquet")
    file.unlink()
    assert store.archive() == {}


def test_records_apart_are_revised_and_withdrawn_by_their_own_address(store: Store) -> None:
    first, second = slots("manifest 1"), slots("manifest 2", hour=5)
    store.append(snapshot("hand"), events=[event("other", day(3), of=snapshot("hand"))])
    store.append(first, events=[event(ref, day(3), of=first) for ref in "xy"], complete=True, apart=True)
    store.append(second, events=[event("x", day(3), of=second)], complete=True, apart=True)
    assert store.events(day(9))["ref"].to_list() == ["other", "x"]
    assert store.events(day(9), retracted=True).height == 3


def test_a_store_of_the_first_format_is_brought_to_this_one(store: Store) -> None:
    of = snapshot("a")
    store.append(of, events=[event("x", day(3), of=of)], coverage=[looked(of)])
    digest = store.digest(day(9))
    with duckdb.connect(store.path / "catalogue.duckdb") as connection:
        connection.execute("ALTER TABLE coverage DROP COLUMN fault")
        connection.execute("UPDATE store SET format = 1, read_by = '0.1'")
    for path in store.path.rglob("events/**/*.parquet"):
        pl.read_parquet(path).drop("hash_high", "hash_low").write_parquet(path)
    opened = open_store(store.path)
    assert opened.events(day(9))["ref"].to_list() == ["x"]
    assert opened.coverage(day(9))["fault"].to_list() == [""]
    assert opened.digest(day(9), ["nobody"]) != digest
    assert opened.append(snapshot("b")) is not None


def test_a_publisher_s_revision_is_dated_by_the_day_it_was_seen(store: Store) -> None:
    first, second = slots("page 1"), replace(slots("page 2"), retrieved_at=datetime(2026, 3, 1, tzinfo=UTC))
    third = replace(slots("page 3"), retrieved_at=datetime(2026, 4, 1, tzinfo=UTC))

    def told(value: float, *, of: Snapshot) -> Event:
        return replace(event("x", day(3), of=of, quantity=value), known_by="assumed")

    gone = replace(event("y", day(3), of=first), known_by="assumed")
    store.append(first, events=[told(1.0, of=first), gone], complete=True, fetched=True)
    store.append(second, events=[told(2.0, of=second)], complete=True, fetched=True)
    store.append(third, events=[told(2.0, of=third)], complete=True, fetched=True)
    rows = (
        store.versions("events")
        .sort("ref", "known_at")
        .select("ref", "quantity", "known_at", "known_by", "status")
    )
    assert rows.rows() == [
        ("x", 1.0, day(3), "assumed", "asserted"),
        ("x", 2.0, date(2026, 3, 1), "retrieved", "asserted"),
        ("y", 1.0, day(3), "assumed", "asserted"),
        ("y", 1.0, date(2026, 3, 1), "retrieved", "retracted"),
    ]
    assert store.events(date(2026, 2, 28))["quantity"].to_list() == [1.0, 1.0]
    assert store.events(date(2026, 3, 1))["quantity"].to_list() == [2.0]


def asked(how: str, body: str, seen: datetime) -> Snapshot:
    """Make an answer to one question at one address."""
    return replace(snapshot(body, url=f"https://example.org/a?year=2025?{how}"), retrieved_at=seen)


def assumed(ref: str, value: float, *, of: Snapshot) -> Event:
    return replace(event(ref, day(3), of=of, quantity=value), known_by="assumed")


MARCH, APRIL, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))


def test_another_question_at_an_address_keeps_what_was_known_when(store: Store) -> None:
    first, second = asked("one", "page 1", MARCH), asked("one", "page 2", APRIL)
    wider = asked("two", "page 3", MAY)
    store.append(first, events=[assumed("x", 85.0, of=first)], complete=True, fetched=True)
    store.append(second, events=[assumed("x", 999.0, of=second)], complete=True, fetched=True)
    both = [assumed("x", 999.0, of=wider), assumed("y", 5.0, of=wider)]
    store.append(wider, events=both, complete=True, fetched=True)
    assert store.events(date(2026, 3, 15))["quantity"].to_list() == [85.0, 5.0]
    assert store.events(date(2026, 4, 2))["quantity"].to_list() == [999.0, 5.0]
    assert store.events(date(2026, 5, 2))["quantity"].to_list() == [999.0, 5.0]


def test_another_question_that_failed_withdraws_nothing(store: Store) -> None:
    first, failed = asked("one", "page 1", MARCH), asked("two", "manifest", APRIL)
    store.append(first, events=[assumed("x", 85.0, of=first)], complete=True, fetched=True)
    store.append(failed, complete=False, fetched=True)
    assert store.events(date(2026, 4, 2))["ref"].to_list() == ["x"]


def test_a_record_that_an_earlier_whole_answer_lacked_was_not_known_then(store: Store) -> None:
    first, second = asked("one", "page 1", MARCH), asked("one", "page 2", APRIL)
    store.append(first, events=[assumed("x", 1.0, of=first)], complete=True, fetched=True)
    both = [assumed("x", 1.0, of=second), assumed("late", 2.0, of=second)]
    store.append(second, events=both, complete=True, fetched=True)
    assert store.events(date(2026, 3, 15))["ref"].to_list() == ["x"]
    assert sorted(store.events(date(2026, 4, 1))["ref"]) == ["late", "x"]


def test_a_gap_that_was_closed_was_open_until_then(store: Store) -> None:
    def told(of: Snapshot, state: Outcome, known: date) -> Coverage:
        return Coverage(
            source=of.source, start=day(1), end=day(8), state=state, known_at=known, snapshot=of.sha256
        )

    first, second = asked("one", "manifest", MARCH), asked("one", "page", APRIL)
    store.append(first, coverage=[told(first, "failed", date(2026, 3, 1))], fetched=True)
    store.append(second, coverage=[told(second, "complete", day(10))], complete=True, fetched=True)
    states = [store.coverage(on)["state"].to_list() for on in (day(20), date(2026, 3, 15), date(2026, 4, 1))]
    assert states == [[], ["failed"], ["complete"]]
