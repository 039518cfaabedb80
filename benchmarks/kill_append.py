"""Kill a process at random moments while it appends, and look at what it leaves behind.

After each kill every snapshot that the store lists must have all its rows and its bytes, and the
next append must work and clear away what was left. Prints one line, for example
``50 kills, 0 partial snapshots, next run works``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from facta.errors import StoreError
from facta.records import Coverage, Event, Observation, Snapshot
from facta.store import Store, Table, open_store

DAY = date(2025, 1, 1)
LONGEST_SECONDS = 0.9


def append_one(store: Store, number: int) -> None:
    """Append a snapshot whose bytes say how many records came with it."""
    promised = {"number": number, "events": 100 + number % 7, "observations": 50 + number % 5}
    body = json.dumps(promised).encode()
    snapshot = Snapshot(
        source="kill/append",
        url=f"https://example.org/{number}",
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        sha256=hashlib.sha256(body).hexdigest(),
        media_type="application/json",
        licence="CC0-1.0",
        body=body,
    )
    store.append(
        snapshot,
        events=[event(snapshot, f"{number}-{i}") for i in range(promised["events"])],
        observations=[observation(snapshot, f"{number}-{i}") for i in range(promised["observations"])],
        coverage=[
            Coverage(
                source=snapshot.source,
                start=DAY + timedelta(days=number),
                end=DAY + timedelta(days=number + 1),
                state="complete",
                known_at=DAY,
                snapshot=snapshot.sha256,
            ),
        ],
    )


def event(of: Snapshot, ref: str) -> Event:
    """Make an event."""
    return Event(
        source=of.source,
        ref=ref,
        kind="test",
        actor="AFG",
        start=DAY,
        end=DAY + timedelta(days=1),
        known_at=DAY,
        known_by="published",
        snapshot=of.sha256,
    )


def observation(of: Snapshot, ref: str) -> Observation:
    """Make an observation."""
    return Observation(
        source=of.source,
        ref=ref,
        measure="test",
        actor="AFG",
        start=DAY,
        end=DAY + timedelta(days=1),
        value=1.0,
        unit="usd",
        known_at=DAY,
        known_by="published",
        snapshot=of.sha256,
    )


def append_for_ever(folder: Path) -> None:
    """Append snapshot after snapshot, until killed."""
    sys.stdout.write("started\n")
    sys.stdout.flush()
    store = open_store(folder)
    number = store.snapshots().height
    while True:
        append_one(store, number)
        number += 1


def kill_one(folder: Path, after_seconds: float) -> None:
    """Start a process that appends and kill it some time after it has started to."""
    process = subprocess.Popen([sys.executable, __file__, "--append", folder], stdout=subprocess.PIPE)
    if process.stdout is not None:
        process.stdout.readline()
    time.sleep(after_seconds)
    process.kill()
    process.communicate()


def partial(folder: Path) -> int:
    """Count the snapshots that are listed but not whole."""
    store = open_store(folder, create=False)
    tables: tuple[Table, ...] = ("events", "observations")
    rows = {table: dict(store.versions(table).group_by("snapshot").agg(pl.len()).rows()) for table in tables}
    covered = store.coverage(date.max)["snapshot"].to_list()
    broken = 0
    for sha256 in store.snapshots()["sha256"]:
        try:
            promised = json.loads(store.snapshot(sha256).body)
        except StoreError:
            broken += 1
            continue
        whole = (
            all(rows[table].get(sha256) == promised[table] for table in rows) and covered.count(sha256) == 1
        )
        broken += not whole
    return broken


def leftovers(folder: Path) -> int:
    """Count the files that no listed snapshot accounts for: two of parquet and its bytes each."""
    files = [path for top in ("events", "observations", "snapshots") for path in (folder / top).rglob("*")]
    return sum(path.is_file() for path in files) - 3 * open_store(folder, create=False).snapshots().height


def main() -> int:
    """Run as many kills as asked for, and say what came of them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--append", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.append:
        append_for_ever(given.append)
    moments = random.Random(given.seed)  # noqa: S311
    broken = unfinished = 0
    works = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        for _ in range(given.kills):
            kill_one(folder, moments.uniform(0, LONGEST_SECONDS))
            store = open_store(folder)
            unfinished += leftovers(folder) > 0
            broken += partial(folder)
            before = store.snapshots().height
            append_one(store, before)
            works &= store.snapshots().height == before + 1 and not leftovers(folder) and not partial(folder)
        total = open_store(folder).snapshots().height
    sys.stderr.write(f"{total} snapshots appended; {unfinished} kills left files behind\n")
    says = "next run works" if works else "next run does not work"
    sys.stdout.write(f"{given.kills} kills, {broken} partial snapshots, {says}\n")
    return 0 if works and not broken else 1


if __name__ == "__main__":
    sys.exit(main())
