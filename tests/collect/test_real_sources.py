"""Sources of the door, collected over HTTP from the publishers of the fake world."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from toy import QUICK, FakeClock

from facta import actors
from facta.cases import Case, load_case
from facta.cli import main
from facta.collect import collect, read_files
from facta.store import Store, open_store
from world import days as gdelt_days
from world import faults, gdelt, unhcr
from world.faults import Fault, faulty
from world.server import serving

if TYPE_CHECKING:
    from facta.collect import Collected

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

NEW = Path(__file__).parents[2] / "src" / "facta" / "library" / "_new"
FIRST = date(2026, 5, 1)
LATER = datetime(2026, 5, 6, 12, tzinfo=UTC)
ROWS = 4


def made(folder: Path, reader: str, **parameters: Any) -> Case:
    """Write a case that asks one source, beside its own ledger, and load it."""
    case = folder / "mine"
    shutil.copytree(NEW, case, dirs_exist_ok=True)
    asked = "".join(f"      {name}: {value}\n" for name, value in parameters.items())
    text = (NEW / "case.yml").read_text(encoding="utf-8")
    use = f"sources:\n  fetched:\n    reader: {reader}\n    title: What is fetched\n    parameters:\n{asked}"
    (case / "case.yml").write_text(text.replace("sources:\n", use, 1), encoding="utf-8")
    return load_case(case)


def run(folder: Path, case: Case, mirror: str, now: datetime = LATER) -> tuple[Collected, Store]:
    store = open_store(folder / "store")
    done = collect(case, store, now=now, environment={}, clock=FakeClock(now), mirror=mirror, patience=QUICK)
    return done, store


def states(store: Store) -> dict[date, tuple[str, str]]:
    rows = store.coverage(date.max).select("start", "state", "fault").iter_rows()
    return {start: (state, fault) for start, state, fault in rows}


def bucket(number: int = 2) -> Any:
    return gdelt.gdelt(gdelt_days.days(FIRST, number, about=ROWS))


def test_gdelt_is_collected_by_the_day_and_a_missing_slot_shows(tmp_path: Path) -> None:
    case = made(tmp_path, "gdelt", since=FIRST, until="2026-05-03", countries="[RUS]")
    gone = Fault("20260502101500", faults.missing)
    once = Fault("20260501000000", faults.status(503), times=1)
    with serving({gdelt.HOST: faulty(bucket(), gone, once)}) as (url, log):
        done, store = run(tmp_path, case, url)
        assert states(store) == {FIRST: ("complete", ""), date(2026, 5, 2): ("partial", "missing")}
        assert done.sources[0].lost[0].reason.startswith("1 of 96 (20260502101500): 404")
        assert log.most_at_once > 1
    rows = store.versions("observations").height
    assert rows
    with serving({gdelt.HOST: bucket()}) as (url, log):
        done, store = run(tmp_path, case, url)
        assert [path for path in log.paths() if path.endswith(".zip")] == [
            "/data.gdeltproject.org/gdeltv2/20260502101500.export.CSV.zip"
        ]
    assert set(states(store).values()) == {("complete", "")}
    assert done.exit_status == 0


def test_the_one_file_of_a_day_of_gdelt_1_is_collected(tmp_path: Path) -> None:
    case = made(tmp_path, "gdelt", product="daily", since=FIRST, until="2026-05-03", countries="[RUS]")
    files = [gdelt_days.daily(FIRST + timedelta(days=n), about=60) for n in range(2)]
    with serving({gdelt.HOST: gdelt.gdelt(files)}) as (url, _):
        done, store = run(tmp_path, case, url)
    assert done.exit_status == 0
    assert set(states(store).values()) == {("complete", "")}
    assert store.versions("observations").height


def test_another_question_to_gdelt_is_answered_from_the_archive(tmp_path: Path) -> None:
    case = made(tmp_path, "gdelt", since=FIRST, until="2026-05-02", countries="[RUS]")
    with serving({gdelt.HOST: bucket(1)}) as (url, _):
        run(tmp_path, case, url)
    other = made(tmp_path, "gdelt", since=FIRST, until="2026-05-02", countries="[USA]")
    with serving({gdelt.HOST: bucket(1)}) as (url, log):
        done, store = run(tmp_path, other, url)
        assert not log.asked
    assert done.sources[0].complete == 1
    fresh = tmp_path / "fresh"
    with serving({gdelt.HOST: bucket(1)}) as (url, _):
        _, anew = run(fresh, other, url)
    for table in ("events", "observations"):
        told = [
            each.observations(date.max) if table == "observations" else each.events(date.max)
            for each in (store, anew)
        ]
        left, right = (frame.drop("text", "note", "append", strict=False).sort("ref") for frame in told)
        assert left.to_dicts() == right.to_dicts()


def test_a_day_that_was_not_over_is_looked_at_again(tmp_path: Path) -> None:
    case = made(tmp_path, "gdelt", since=FIRST, until="2026-05-02")
    with serving({gdelt.HOST: bucket(1)}) as (url, _):
        _, store = run(tmp_path, case, url, datetime(2026, 5, 1, 12, tzinfo=UTC))
        assert states(store) == {FIRST: ("partial", "unfinished")}
    with serving({gdelt.HOST: faulty(bucket(1), Fault("20260501180000", faults.missing))}) as (url, log):
        _, store = run(tmp_path, case, url, datetime(2026, 5, 2, 12, tzinfo=UTC))
        zips = [path for path in log.paths() if path.endswith(".zip")]
        assert len(zips) < 50  # those of the morning lie here
    assert states(store) == {FIRST: ("partial", "missing")}


def test_pages_that_contradict_each_other_are_not_believed(tmp_path: Path) -> None:
    case = made(tmp_path, "unhcr", origins="[AFG]", since=2004, until=2023)
    states_ = [id_ for id_, actor in actors.actors().items() if actor.kind == "state" and len(id_) == 3]
    rows = unhcr.items(["AFG"], sorted(states_)[:60], range(2004, 2024))
    paged = Fault("page=2", faults.contradictory_pages)
    with serving({unhcr.HOST: faulty(unhcr.unhcr(rows), paged)}) as (url, _):
        done, store = run(tmp_path, case, url)
    assert done.sources[0].faults == {"misread": 1}
    assert "the table changed meanwhile" in done.sources[0].lost[0].reason
    assert not list((store.path / "spool").rglob("*.body"))
    assert {state for state, _ in states(store).values()} == {"partial"}


def test_files_and_fetched_units_of_one_case_leave_each_other_alone(tmp_path: Path) -> None:
    case = made(tmp_path, "unhcr", origins="[AFG]", since=2020, until=2023)
    with serving({unhcr.HOST: unhcr.unhcr(unhcr.items(["AFG"], ["PAK", "IRN"], range(2020, 2024)))}) as (
        url,
        _,
    ):
        read_files(case, open_store(tmp_path / "store"), LATER)
        done, store = run(tmp_path, case, url)
        before = store.observations(date.max).height
        read_files(case, store, LATER)
    assert done.sources[0].rows
    assert store.observations(date.max).height == before
    assert {"mine/fetched", "mine/figures"} <= set(store.observations(date.max)["source"])


def facta(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_shows_a_line_a_source_and_every_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    case = made(tmp_path, "unhcr", origins="[AFG, SYR]", since=2020, until=2023)
    rows = unhcr.items(["AFG", "SYR"], ["PAK", "IRN"], range(2020, 2024))
    down = Fault("coo=SYR", faults.status(404, "no such country"))
    with serving({unhcr.HOST: faulty(unhcr.unhcr(rows), down)}) as (url, _):
        listed = facta("collect", case.folder, "--mirror", url, "--dry-run")
        assert listed.exit_code == 0
        assert "fetched: 2 requests to come" in listed.stdout
        done = facta("collect", case.folder, "--mirror", url)
    assert done.exit_code == 3
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert lines[0].split() == ["source", "whole", "part", "none", "rows", "bytes", "next", "expected"]
    assert lines[1].split()[:4] == ["fetched", "1", "0", "1"]
    assert "fetched: missing in 1 unit" in done.stdout
    assert "404 Not Found: no such country" in done.stdout
    assert max(map(len, lines)) <= 80
    assert "\x1b[" not in done.stdout


def test_the_command_names_a_source_that_is_not_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case = made(tmp_path, "unhcr", origins="[AFG]")
    result = facta("collect", case.folder, "--only", "fetchd")
    assert result.exit_code == 65
    assert "no source 'fetchd' is collected; did you mean 'fetched'?; there are: fetched" in result.stderr


def test_a_case_of_files_alone_has_nothing_to_collect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(NEW, tmp_path / "mine")
    result = facta("collect", "mine")
    assert result.exit_code == 0
    assert result.stdout == "Nothing to collect: no source of this case is asked of its publisher.\n"
