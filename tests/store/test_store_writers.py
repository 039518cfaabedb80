"""Several processes at one store: one writes, others wait or read, and any may be killed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_samples import ENVIRONMENT, day, event, snapshot

from facta.errors import StoreError
from facta.store import open_store
from facta.store.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = Path(__file__).parents[2] / "benchmarks" / "kill_append.py"
A = snapshot("a")

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from facta.store.lock import writing
with writing(Path(sys.argv[1]), wait_seconds=10, since=datetime(2026, 1, 1, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.readline()
"""
KEEP_OPEN = """
import sys, duckdb
with duckdb.connect(sys.argv[1]) as connection:
    print("held", flush=True)
    sys.stdin.readline()
"""
APPEND = """
import sys
from pathlib import Path
from store_samples import ENVIRONMENT, day, event, observation, snapshot
from facta.store import open_store
print("started", flush=True)
store = open_store(Path(sys.argv[1]), wait_seconds=60)
for number in range(6):
    one = snapshot(f"{sys.argv[2]}{number}", url=sys.argv[2])
    refs = [f"{sys.argv[2]}{number}-{i}" for i in range(20)]
    store.append(
        one,
        events=[event(ref, day(3), of=one) for ref in refs],
        observations=[observation(ref, day(3), of=one) for ref in refs],
    )
"""


@contextmanager
def running(code: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run some Python in another process, from its first line of output on."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        process.communicate()
    assert process.returncode == 0


def release(process: subprocess.Popen[str]) -> None:
    """Let a process that waits for a line of input go on."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_second_writer_that_may_not_wait_says_who_is_writing(tmp_path: Path) -> None:
    store = open_store(tmp_path, wait_seconds=0.1)
    with running(HOLD, tmp_path) as holder:
        with pytest.raises(StoreError) as caught:
            store.append(A, events=[event("a", day(3), of=A)])
        assert store.events(day(3)).is_empty()
        release(holder)
    assert str(caught.value) == (
        f"the store {tmp_path} is being written by pid {holder.pid} (-c {tmp_path}), "
        "since 2026-01-01T00:00:00+00:00; wait for it, or stop that process"
    )
    assert not (tmp_path / "lock.json").exists()


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    store = open_store(tmp_path, wait_seconds=30)
    waiting = HOLD.replace("sys.stdin.readline()", "import time; time.sleep(0.5)")
    with running(waiting, tmp_path):
        assert store.append(A, events=[event("a", day(3), of=A)]) is not None
    assert store.events(day(3)).height == 1


def test_a_writer_that_is_killed_holds_nobody_up(tmp_path: Path) -> None:
    store = open_store(tmp_path, wait_seconds=5)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert (tmp_path / "lock.json").exists()
    assert store.append(A) is not None


def test_readers_see_whole_appends_only_while_two_processes_write(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with running(APPEND, tmp_path, "x") as first, running(APPEND, tmp_path, "y") as second:
        seen = []
        while first.poll() is None or second.poll() is None:
            now = store.records()
            events, observations = now.events(day(3)).height, now.observations(day(3)).height
            assert events == observations
            assert events % 20 == 0
            seen.append(events)
    assert seen == sorted(seen)
    assert store.events(day(3)).height == 240
    assert store.versions("events")["append"].unique().sort().to_list() == list(range(1, 13))


def test_threads_of_one_process_share_a_store_whose_path_has_a_quote(tmp_path: Path) -> None:
    folder = tmp_path / "it's a store"
    open_store(folder)

    def write(name: str) -> None:
        store = open_store(folder, wait_seconds=60)
        for number in range(5):
            one = snapshot(f"{name}{number}", url=name)
            store.append(one, events=[event(f"{name}{number}", day(3), of=one)])

    def read(_: str) -> int:
        return max(open_store(folder, wait_seconds=60).events(day(3)).height for _ in range(10))

    with ThreadPoolExecutor(4) as pool:
        written, seen = pool.map(write, "xy"), pool.map(read, "ab")
        assert list(written) == [None, None]
        assert all(height <= 10 for height in seen)
    assert open_store(folder).events(day(3)).height == 10


def test_a_reader_waits_while_the_catalogue_is_open_elsewhere(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.append(A, events=[event("a", day(3), of=A)])
    waiting = KEEP_OPEN.replace("sys.stdin.readline()", "import time; time.sleep(0.5)")
    with running(waiting, tmp_path / "catalogue.duckdb"):
        assert open_store(tmp_path).events(day(3)).height == 1


def test_a_catalogue_that_another_program_keeps_open_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    path = store.path / "catalogue.duckdb"
    with running(KEEP_OPEN, path) as holder:
        with pytest.raises(StoreError) as caught:
            Catalogue(tmp_path, patience_seconds=0.1).check()
        release(holder)
    said = str(caught.value)
    assert said.startswith(f"{path} is held open by another program (IO Error: Could not set lock on file")
    assert f"(PID {holder.pid})" in said
    assert said.endswith("): close it there and run again")


def test_a_store_is_made_once_by_two_processes_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "store"
    with running(APPEND, folder, "x"), running(APPEND, folder, "y"):
        pass
    assert open_store(folder, create=False).snapshots().height == 12


def test_a_kill_at_any_moment_leaves_no_partial_snapshot() -> None:
    done = subprocess.run(
        [sys.executable, KILLS, "--kills", "8", "--seed", "1"],
        check=False,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert done.stdout == "8 kills, 0 partial snapshots, next run works\n", done.stderr
