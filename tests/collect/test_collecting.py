"""What is asked, what is kept, and what a second run does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from toy import FIRST, HOST, FakeClock, Source, ToyPublisher, run, table

from facta.errors import CaseError, StoreError
from world import faults
from world.base import Told
from world.faults import Fault, faulty
from world.server import Log, serving

if TYPE_CHECKING:
    from facta.collect.outcomes import Step
    from facta.sources.asking import Plan, Steps
    from facta.store import Store

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

SECOND = FIRST + timedelta(days=1)
DAYS = 4
TOY = Path(__file__).with_name("toy.py")
CSV = {"listed": False}


def state(store: Store) -> dict[date, str]:
    return dict(store.coverage(date.max).select("start", "state").iter_rows())


def content(store: Store) -> tuple[Any, ...]:
    """What a store says, without how often it was told."""
    rows = store.versions("observations").drop("append", "row", strict=False).sort("ref")
    covered = store.coverage(date.max).drop("snapshot").sort("start")
    sources = rows["source"].unique().to_list()
    return rows.to_dicts(), covered.to_dicts(), store.digest(date.max, sources)


def test_a_second_run_asks_for_the_list_and_appends_nothing(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, log):
        done, store = run(tmp_path, url)
        assert (done.sources[0].complete, done.sources[0].rows) == (2, 40)
        before = store.snapshots().height
        again, store = run(tmp_path, url)
    assert log.paths()[-1] == "/list.txt"
    assert len(log.asked) == 4
    assert (again.sources[0].complete, again.sources[0].held, again.sources[0].rows) == (0, 2, 0)
    assert store.snapshots().height == before
    assert not (store.path / "spool" / "toys%2Ftoy").exists()


def test_records_are_known_after_the_usual_lag_and_so_is_coverage(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, _):
        _, store = run(tmp_path, url)
    assert store.coverage(FIRST + timedelta(days=1)).is_empty()
    assert state(store)[FIRST] == "complete"
    assert store.coverage(FIRST + timedelta(days=2))["start"].to_list() == [FIRST]
    assert store.observations(FIRST + timedelta(days=2)).height == 20


def test_a_dry_run_fetches_no_data_and_says_how_much_there_is(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, log):
        done, store = run(tmp_path, url, dry_run=True)
    assert log.paths() == ["/list.txt"]
    assert done.exit_status == 0
    sizes = [listed.bytes for listed in done.sources[0].listed]
    assert sizes == [len(table(FIRST + timedelta(days=n), 0)) for n in range(2)]
    assert store.snapshots().is_empty()


def test_offline_asks_nobody_and_says_what_is_left(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, log):
        done, store = run(tmp_path, url, {"toy": CSV}, offline=True)
    assert not log.asked
    assert done.exit_status == 3
    assert done.sources[0].faults == {"offline": 2}
    assert store.coverage(date.max).is_empty()


def test_offline_finishes_what_an_earlier_run_had_fetched(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(slots=2), Fault(f"/day/{SECOND}-1", faults.status(503)))
    with serving({HOST: toy}) as (url, _):
        _, store = run(tmp_path, url, {"toy": {"slots": 2}})
    assert state(store)[SECOND] == "partial"
    with serving({HOST: ToyPublisher(slots=2)}) as (url, log):
        done, store = run(tmp_path, url, {"toy": {"slots": 2}})
    assert log.paths() == ["/list.txt", f"/day/{SECOND}-1.csv"]
    assert done.exit_status == 0
    assert state(store)[SECOND] == "complete"
    assert store.versions("observations").height == 80


def test_a_failed_look_never_takes_the_place_of_a_whole_one(tmp_path: Path) -> None:
    asked = {"toy": CSV | {"conditional": True}}
    with serving({HOST: ToyPublisher()}) as (url, _):
        _, store = run(tmp_path, url, asked)
    before = content(store)
    for play in (faults.missing, faults.revised(b"a,b\n1,2\n")):
        with serving({HOST: faulty(ToyPublisher(), Fault("/day", play))}) as (url, _):
            done, store = run(tmp_path, url, asked)
        assert done.exit_status == 3
        assert all(lost.kept for lost in done.sources[0].lost)
        assert content(store) == before


def test_what_is_unchanged_is_not_sent_again_and_appends_nothing(tmp_path: Path) -> None:
    asked = {"toy": CSV | {"conditional": True}}
    with serving({HOST: ToyPublisher()}) as (url, log):
        _, store = run(tmp_path, url, asked)
        sent, before = log.sent, store.snapshots().height
        done, store = run(tmp_path, url, asked)
        assert log.statuses[-2:] == [304, 304]
        assert log.sent == sent
    assert (done.sources[0].unchanged, done.sources[0].rows) == (2, 0)
    assert store.snapshots().height == before


def test_a_revised_file_is_a_revision(tmp_path: Path) -> None:
    asked = {"toy": CSV | {"conditional": True, "days": 1}}
    body = f"day,ref,value\n{FIRST},{FIRST}-0-0,1000\n".encode()
    with serving({HOST: ToyPublisher()}) as (url, _):
        run(tmp_path, url, asked)
    with serving({HOST: faulty(ToyPublisher(), Fault("/day", faults.revised(body)))}) as (url, _):
        done, store = run(tmp_path, url, asked)
    assert done.sources[0].rows == 1
    standing = store.observations(date.max)
    assert standing.select("ref", "value").rows() == [(f"{FIRST}-0-0", 1000.0)]


def test_what_one_unit_lacks_spoils_the_days_it_shares_with_others(tmp_path: Path) -> None:
    toy = faulty(ToyPublisher(slots=2), Fault(f"/day/{SECOND}-1", faults.missing))
    with serving({HOST: toy}) as (url, _):
        done, store = run(tmp_path, url, {"toy": {"slots": 2, "split": True}})
    assert (done.sources[0].complete, done.sources[0].failed) == (3, 1)
    assert state(store) == {FIRST: "complete", SECOND: "partial"}


def test_asked_otherwise_what_is_no_longer_asked_for_is_withdrawn(tmp_path: Path) -> None:
    with serving({HOST: ToyPublisher()}) as (url, _):
        run(tmp_path, url, {"toy": {"days": 2}})
        done, store = run(tmp_path, url, {"toy": {"days": 1}})
    assert done.exit_status == 0
    assert store.observations(date.max)["start"].unique().to_list() == [FIRST]
    assert state(store) == {FIRST: "complete", SECOND: "failed"}


def test_one_source_that_breaks_off_does_not_stop_another(tmp_path: Path) -> None:
    class Broken(Source):
        @staticmethod
        def fetch(plan: Plan) -> Steps:
            del plan
            raise KeyError("items")  # noqa: EM101
            yield ()

    cases = {"one": {"days": 1}, "two": {"days": 1}}
    with serving({HOST: ToyPublisher()}) as (url, _):
        broken, _ = run(tmp_path / "a", url, cases, sources={"toy": Broken()})
        assert [source.finished for source in broken.sources] == [False, False]
        assert broken.exit_status == 3
        assert broken.sources[0].lost[0].reason == "asking broke off: KeyError: 'items'"
        toy = faulty(ToyPublisher(), Fault("/day/2026-06-02", faults.status(500)))
    with serving({HOST: toy}) as (url, _):
        done, store = run(tmp_path / "b", url, {"one": {"first": SECOND, "days": 1}, "two": {"days": 1}})
    assert [source.failed for source in done.sources] == [1, 0]
    assert store.versions("observations")["source"].unique().to_list() == ["toys/two"]


def test_only_some_sources_are_asked_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    uses: dict[str, dict[str, Any]] = {"one": {"days": 1}, "other": {"days": 1}}
    with serving({HOST: ToyPublisher()}) as (url, _):
        done, _ = run(tmp_path, url, uses, only=["other"])
        assert [source.source for source in done.sources] == ["other"]
        with pytest.raises(CaseError, match=r"no source 'others' is collected; did you mean 'other'[?]"):
            run(tmp_path, url, uses, only=["others"])


def test_a_mirror_that_is_no_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"--mirror 'toys[.]zip' is no web address"):
        run(tmp_path, "toys.zip")


def test_requests_to_a_host_keep_their_distance_and_run_side_by_side(tmp_path: Path) -> None:
    clock = FakeClock()
    with serving({HOST: lambda _: Told(body=table(FIRST, 0), seconds=0.05)}) as (url, log):
        run(tmp_path, url, {"toy": CSV | {"days": 1, "slots": 9}}, clock=clock)
    assert log.most_at_once == 3
    assert clock.waited == 0  # a mirror is the user's own: nobody need be spared


def test_a_redirect_on_the_hosts_of_the_card_is_followed(tmp_path: Path) -> None:
    moved = Fault(f"/day/{FIRST}", faults.elsewhere(f"/day/{SECOND}-0.csv", 301))
    with serving({HOST: faulty(ToyPublisher(), moved)}) as (url, _):
        done, _ = run(tmp_path, url, {"toy": CSV | {"days": 1}})
    assert done.exit_status == 0


def large(log: Log) -> list[str]:
    return [asked.headers.get("range", "whole") for asked in log.asked if "/day/" in asked.path]


def test_a_body_that_breaks_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    toy = ToyPublisher(days=1, rows=10_000)
    whole = len(toy.files[f"day/{FIRST}-0.csv"])
    with serving({HOST: faulty(toy, Fault("/day", faults.broken_off(150_000), times=1))}) as (url, log):
        done, store = run(tmp_path, url, {"toy": CSV | {"days": 1}})
    assert done.exit_status == 0
    assert store.versions("observations").height == 10_000
    assert large(log) == ["whole", "bytes=150000-"]
    assert log.sent == whole


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(tmp_path: Path) -> None:
    toy = ToyPublisher(days=1, rows=10_000)
    whole = len(toy.files[f"day/{FIRST}-0.csv"])
    asked = {"toy": CSV | {"days": 1}}
    with serving({HOST: faulty(toy, Fault("/day", faults.broken_off(50_000)))}) as (url, log):
        run(tmp_path, url, asked)
        assert large(log) == ["whole", "bytes=50000-", "bytes=100000-"]
    with serving({HOST: toy}) as (url, log):
        done, store = run(tmp_path, url, asked)
        assert large(log) == ["bytes=150000-"]
        assert log.sent == whole - 150_000
    assert done.exit_status == 0
    assert store.versions("observations").height == 10_000
    assert not list((store.path / "spool").rglob("*"))


def test_a_file_that_changed_in_between_is_fetched_anew(tmp_path: Path) -> None:
    asked = {"toy": CSV | {"days": 1}}
    old = ToyPublisher(days=1, rows=10_000)
    with serving({HOST: faulty(old, Fault("/day", faults.broken_off(50_000)))}) as (url, _):
        run(tmp_path, url, asked)
    with serving({HOST: ToyPublisher(days=1, rows=9_000)}) as (url, log):
        _, store = run(tmp_path, url, asked)
        assert log.statuses == [200]
    assert store.versions("observations").height == 9_000


def started(folder: Path, url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, TOY, folder, url, str(DAYS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(TOY.parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def slow_world() -> Any:
    return faulty(ToyPublisher(days=DAYS, slots=2), Fault("/day", faults.silent(0.05)))


def test_a_run_that_is_killed_again_and_again_ends_as_one_that_is_not(tmp_path: Path) -> None:
    moments = random.Random(1)  # noqa: S311
    with serving({HOST: slow_world()}) as (url, log):
        for _ in range(2):
            process = started(tmp_path / "killed", url)
            asked = len(log.asked)
            while len(log.asked) < asked + 3:
                time.sleep(0.01)
            time.sleep(moments.uniform(0, 0.2))
            process.kill()
            process.communicate()
        toys = {"toy": {"days": DAYS, "slots": 2}}
        done, store = run(tmp_path / "killed", url, toys)
        assert len([path for path in log.paths() if path != "/list.txt"]) <= DAYS * 2 + 2 * 2
        _, calm = run(tmp_path / "calm", url, toys)
    assert done.exit_status == 0
    assert content(store) == content(calm)
    assert store.versions("observations").height == DAYS * 40


def test_broken_off_by_the_user_it_keeps_what_came_and_says_what_is_left(tmp_path: Path) -> None:
    with serving({HOST: slow_world()}) as (url, log):
        process = started(tmp_path, url)
        while len(log.asked) < 6:  # the list, two days, and a part of the third
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=10)
        assert "Traceback" not in error
        assert out.strip() == "130"
        already = len(log.asked)
        done, store = run(tmp_path, url, {"toy": {"days": DAYS, "slots": 2}})
    assert done.exit_status == 0
    assert done.sources[0].complete < DAYS
    assert len(log.asked) - already <= 1 + 2 * DAYS - 3
    assert store.versions("observations").height == DAYS * 40


def test_two_runs_at_once_are_one_too_many(tmp_path: Path) -> None:
    with serving({HOST: slow_world()}) as (url, _):
        process = started(tmp_path, url)
        time.sleep(0.3)
        with pytest.raises(StoreError, match="another process collects into"):
            run(tmp_path, url)
        process.kill()
        process.communicate()


def test_progress_tells_how_much_there_is(tmp_path: Path) -> None:
    steps: list[Step] = []
    with serving({HOST: ToyPublisher()}) as (url, log):
        run(tmp_path, url, progress=steps.append)
    assert log.paths().count("/list.txt") == 1
    assert {step.expected for step in steps if step.requests} == {2}
    assert steps[-1].rows == 40
    assert steps[-1].expected_bytes == sum(len(table(FIRST + timedelta(days=n), 0)) for n in range(2))
