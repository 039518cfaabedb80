"""What the store says when the folder, the disk or its own files are not as they should be."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest
from inline_snapshot import snapshot as expected
from store_samples import ENVIRONMENT, covered, day, event, read_only, small_disk, snapshot

from facta.errors import StoreError
from facta.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A, B = snapshot("a", of=1), snapshot("b", of=2)
HUGE = snapshot("x" * 8_000_000, of=3)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Open a store with one snapshot in it."""
    store = open_store(tmp_path / "store")
    store.append(A, events=[event("a", day(3), of=A)], coverage=[covered(day(3), of=A)])
    return store


def said(path: Path, act: Callable[[], object]) -> str:
    """Return the message of the StoreError that something raises, the store's path cut short."""
    with pytest.raises(StoreError) as caught:
        act()
    return str(caught.value).replace(str(path), "STORE").replace("Permission denied", "Read-only file system")


def content(store: Store) -> list[object]:
    """Say what a fresh look at a store finds."""
    fresh = open_store(store.path, create=False)
    return [fresh.digest(day(3)), fresh.versions("events").rows(), fresh.snapshots().rows()]


def test_a_file_is_not_a_store(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.touch()
    assert said(path, lambda: open_store(path)) == expected(
        "STORE is a file, and a store is a folder: name another path",
    )


def test_a_missing_store_is_not_made_when_only_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "store"
    assert said(path, lambda: open_store(path, create=False)) == expected(
        "there is no store at STORE: check the path, or collect into it first",
    )
    assert not path.exists()


def test_a_store_of_a_newer_facta_is_left_alone(store: Store) -> None:
    with duckdb.connect(store.path / "catalogue.duckdb") as connection:
        connection.execute("UPDATE store SET format = 3, read_by = '3.0'")
    message = expected("STORE was made by a newer facta (format 3; this one reads 2): install facta >= 3.0")
    assert said(store.path, lambda: open_store(store.path)) == message
    assert said(store.path, lambda: store.append(B)) == message


def test_a_lost_catalogue_does_not_cost_the_files(store: Store) -> None:
    (store.path / "catalogue.duckdb").unlink()
    message = expected(
        "STORE/catalogue.duckdb is missing: restore it from a backup, or name a new folder and collect again",
    )
    assert said(store.path, lambda: open_store(store.path)) == message
    assert said(store.path, lambda: store.append(B)) == message
    assert len(list(store.path.rglob("*.parquet"))) == 1


@pytest.mark.parametrize("bytes_left", [b"", b"garbage" * 9999])
def test_a_damaged_catalogue_is_named(store: Store, bytes_left: bytes) -> None:
    (store.path / "catalogue.duckdb").write_bytes(bytes_left)
    assert said(store.path, lambda: open_store(store.path)) == expected(
        "STORE/catalogue.duckdb cannot be used as a catalogue (IO Error: The file "
        '"STORE/catalogue.duckdb" exists, but it is not a valid DuckDB database file!): '
        "restore it from a backup, or name a new folder and collect again",
    )


def test_a_catalogue_with_a_changed_block_is_named(store: Store) -> None:
    path = store.path / "catalogue.duckdb"
    changed = bytearray(path.read_bytes())
    for place in range(12_288, len(changed), 512):
        changed[place] ^= 0xFF
    path.write_bytes(changed)
    message = said(store.path, lambda: open_store(store.path).versions("events"))
    assert message.startswith("STORE/catalogue.duckdb cannot be used as a catalogue (")


def test_a_missing_parquet_file_is_named(store: Store) -> None:
    next(store.path.rglob("*.parquet")).unlink()
    assert said(store.path, lambda: open_store(store.path).events(day(3))) == expected(
        "STORE/events/source=ledger/00000001-ca978112.parquet is missing: "
        "restore it from a backup, or name a new folder and collect again",
    )


def test_a_damaged_parquet_file_is_named_among_whole_ones(store: Store) -> None:
    store.append(B, events=[event("b", day(3), of=B)])
    damaged = sorted(store.path.rglob("*.parquet"))[1]
    damaged.write_bytes(damaged.read_bytes()[:100])
    message = said(store.path, lambda: open_store(store.path).events(day(3)))
    assert message.startswith("STORE/events/source=ledger/00000002-3e23e816.parquet cannot be read (")
    assert message.endswith("): restore it from a backup, or name a new folder and collect again")


def test_a_snapshot_whose_bytes_changed_on_disk_is_named(store: Store) -> None:
    file = store.path / "snapshots" / A.sha256[:2] / A.sha256
    file.write_bytes(b"b")
    assert said(store.path, lambda: store.snapshot(A.sha256)) == expected(
        "STORE/snapshots/ca/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb has "
        "changed since it was published: restore it from a backup, or collect again",
    )
    file.unlink()
    assert said(store.path, lambda: store.snapshot(A.sha256)) == expected(
        "STORE/snapshots/ca/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb cannot be read "
        "(No such file or directory): restore it from a backup, or collect again",
    )


def test_an_unknown_snapshot_is_named(store: Store) -> None:
    assert said(store.path, lambda: store.snapshot("abc")) == expected(
        "there is no snapshot 'abc' in STORE: `snapshots` lists those there are",
    )


def test_a_read_only_store_can_be_read_and_says_that_it_cannot_be_written(store: Store) -> None:
    before = content(store)
    with read_only(store.path):
        assert content(store) == before
        message = said(store.path, lambda: open_store(store.path).append(B))
    assert message == expected(
        "STORE/lock cannot be written (Read-only file system): "
        "make STORE writable for this user, or name another store",
    )


def test_a_store_cannot_be_made_in_a_read_only_folder(tmp_path: Path) -> None:
    with read_only(tmp_path):
        message = said(tmp_path, lambda: open_store(tmp_path / "store"))
    assert message == expected(
        "STORE/store cannot be written (Read-only file system): "
        "make STORE/store writable for this user, or name another store",
    )


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "3m"):
        store = open_store(tmp_path / "disk" / "store")
        store.append(A, events=[event("a", day(3), of=A)])
        before = content(store)
        files = [path for path in sorted(store.path.rglob("*")) if path.is_file()]
        message = said(store.path, lambda: store.append(HUGE, events=[event("a", day(4), of=HUGE)]))
        assert content(store) == before
        assert [path for path in sorted(store.path.rglob("*")) if path.is_file()] == files
        assert store.append(B) is not None
    assert message == expected(
        "no room to write STORE (No space left on device): "
        "make room and run again; the store is as it was before",
    )


def test_a_disk_that_is_full_only_for_the_catalogue_leaves_a_store_that_works(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "3m"):
        store = open_store(tmp_path / "disk" / "store")
        store.append(A, events=[event("a", day(3), of=A)])
        filler = tmp_path / "disk" / "filler"
        outcomes = []
        for free in range(0, 600_000, 40_000):
            filler.write_bytes(b"")
            room = _free(tmp_path / "disk")
            filler.write_bytes(b"x" * max(0, room - free))
            one = snapshot(f"{free}", of=4)
            before = store.snapshots().height
            try:
                store.append(one, events=[event(f"{free}", day(3), of=one)])
            except StoreError as error:
                outcomes.append("no room to write" in str(error))
                assert open_store(store.path).snapshots().height == before
            else:
                assert open_store(store.path).snapshots().height == before + 1
                assert open_store(store.path).events(day(3)).filter(ref=f"{free}").height == 1
        filler.unlink()
        assert outcomes
        assert all(outcomes)
        assert store.append(B) is not None


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def test_a_limit_on_the_size_of_files_leaves_the_store_as_it_was(store: Store) -> None:
    before = content(store)
    code = """
import resource, sys
from pathlib import Path
from store_samples import snapshot
from facta.errors import StoreError
from facta.store import open_store
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
try:
    open_store(Path(sys.argv[1])).append(snapshot("x" * 8_000_000, of=3))
except StoreError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, store.path],
        check=True,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert done.stdout.replace(str(store.path), "STORE") == expected(
        "no room to write STORE (File too large): make room and run again; the store is as it was before\n",
    )
    assert content(store) == before
