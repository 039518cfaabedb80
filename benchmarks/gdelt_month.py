"""Measure a month of GDELT: from zips to tables, to the rows of a case, and a question to the tables.

Prints facta beside GdeltForge 0.14 on the same files in the same run, and beside the floor, which is
inflating them with ISA-L in two threads. The month is made once from real rows (`world/days.py`):
2,880 zips, about 5.4 million rows. GdeltForge lives in an environment of its own, made once, because it
pins polars below 2.

Wall is the best of the runs, each in a fresh process; CPU is that of the same run; the peak is that
of the resident memory of a process with its children, looked at fifty times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from facta.records import Snapshot

PEER: Final = "gdeltforge==0.14.0"
FIRST: Final = date(2025, 1, 1)
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a side took, and what it printed last."""

    wall: float
    cpu: float
    peak: float
    said: dict[str, float]


def main() -> None:
    """Make what is missing, run each side and print the figures beside their goals."""
    asked = _arguments()
    if asked.side:
        print(json.dumps(SIDES[asked.side](asked.folder, asked.days)))
        return
    zips = _zips(asked.folder, asked.days)
    peer = asked.peer_python or _peer(asked.folder)
    size = sum(path.stat().st_size for path in zips) / MEBIBYTE
    print(f"{asked.days} days, {len(zips):,} zips, {size:,.0f} MB, best of {asked.runs}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first run")

    def side(name: str) -> Measured:
        command = [sys.executable, __file__, "--side", name]
        return _best(asked.runs, [*command, "--folder", str(asked.folder), "--days", str(asked.days)])

    tables = side("tables")
    theirs = _peer_converts(asked.folder, asked.days, peer, asked.runs)
    _print("zips to typed tables, facta", tables)
    _print("zips to tables, GdeltForge", theirs)
    print(f"  ratio of wall {theirs.wall / tables.wall:5.2f} (goal 3), of CPU {theirs.cpu / tables.cpu:5.2f}")
    print(f"  peak {tables.peak:,.0f} MB (goal 700)")
    sizes = [_megabytes(asked.folder / name) for name in (f"tables-{asked.days}", _theirs(asked.days))]
    print(f"  on disk {sizes[0]:,.0f} MB, GdeltForge {sizes[1]:,.0f} MB")
    floor, found = side("floor"), side("found")
    _print("inflating alone, ISA-L in two threads", floor)
    _print("zips to the rows of a case", found)
    ratio = found.said["seconds"] / floor.said["seconds"]
    print(
        f"  ratio of wall {ratio:5.2f} (goal 2.5), of CPU {found.cpu / floor.cpu:5.2f}; wall without imports"
    )
    ours, peers = side("question"), side("question-peer")
    _print("Afghan question to our tables", ours, "goal 0.2 s")
    _print("the same to GdeltForge's tables", peers)
    same = all(abs(ours.said[name] - peers.said[name]) < 0.5 for name in ("rows", "goldstein", "mentions"))
    print(f"  {ours.said['rows']:,.0f} rows; the answers are {'equal' if same else 'NOT equal'}")
    kept, refused = (side("adversarial").said[name] for name in ("kept", "refused"))
    print(f"adversarial file of 1,000 rows: {kept:.0f} kept, {refused:.0f} refused by name")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure a month of GDELT.")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "facta-gdelt-month")
    parser.add_argument("--peer-python", type=Path, help="Python that has GdeltForge; made where not given")
    parser.add_argument("--side", choices=sorted(SIDES), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.folder = asked.folder.resolve()
    return asked


def _print(what: str, measured: Measured, goal: str = "") -> None:
    inside = f"  in it {measured.said['seconds']:6.2f} s" if "seconds" in measured.said else ""
    taken = f"{measured.wall:7.2f} s  CPU {measured.cpu:7.2f} s  peak {measured.peak:5.0f} MB"
    print(f"{what:40}{taken}{inside}  {goal}", flush=True)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet")) / MEBIBYTE


def _zips(folder: Path, number: int) -> list[Path]:
    """Return the zips of so many days, those missing made first."""
    from world import days  # noqa: PLC0415 - a side that only asks must not pay for it

    here = folder / "zips"
    here.mkdir(parents=True, exist_ok=True)
    found = []
    for offset in range(number):
        for when in days.slots(FIRST + timedelta(days=offset)):
            path = here / f"{when:%Y%m%d%H%M%S}.export.CSV.zip"
            if not path.is_file():
                path.write_bytes(days.export(when).body)
            found.append(path)
    return found


def _peer(folder: Path) -> Path:
    """Return the Python of an environment with GdeltForge, made where it is missing."""
    environment = folder / "peer"
    python = environment / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEER], check=True)
    return python


def _theirs(days: int) -> str:
    return f"peer-{days}/data/events_15min/parquet"


def _peer_converts(folder: Path, days: int, python: Path, runs: int) -> Measured:
    """Let GdeltForge convert the same zips, by its own settings, from nothing each time."""
    work = folder / f"peer-{days}"

    def afresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        raw = work / "data" / "events_15min" / "raw"
        raw.mkdir(parents=True)
        for path in _zips(folder, days):
            (raw / path.name).symlink_to(path)

    command = [str(python), "-m", "gdeltforge", "convert", "--dataset", "events-15min", "--quiet"]
    return _best(runs, command, folder=work, before=afresh)


def _best(
    runs: int, command: list[str], *, folder: Path = ROOT, before: Callable[[], None] | None = None
) -> Measured:
    found = []
    for _ in range(runs):
        if before:
            before()
        found.append(_run(command, folder))
    return min(found, key=lambda measured: measured.said.get("seconds", measured.wall))


def _run(command: list[str], folder: Path) -> Measured:
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.DEVNULL)
        peak = 0.0
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            peak = max(peak, _resident(process.pid))
            time.sleep(0.02)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f"{command} ended with {process.returncode}"
        out.seek(0)
        last = out.read().decode().strip().rsplit("\n", 1)[-1]
    said = json.loads(last) if last.startswith("{") else {}
    return Measured(wall, used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024), said)


def _resident(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB."""
    total = 0.0
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        try:
            statm = Path(f"/proc/{current}/statm").read_text(encoding="ascii")
            children = Path(f"/proc/{current}/task/{current}/children").read_text(encoding="ascii")
        except OSError:
            continue
        total += int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
        waiting += map(int, children.split())
    return total


def _days(folder: Path, number: int) -> Iterator[tuple[date, Snapshot]]:
    """Yield each day with its files, read from disk."""
    from facta.records import Snapshot  # noqa: PLC0415

    def snapshot(url: str, body: bytes, parts: tuple[Snapshot, ...] = ()) -> Snapshot:
        return Snapshot(
            source="gdelt",
            url=url,
            retrieved_at=datetime(2026, 11, 22, tzinfo=UTC),
            sha256="5" * 64,
            media_type="application/zip",
            licence="",
            body=body,
            parts=parts,
        )

    for offset in range(number):
        day = FIRST + timedelta(days=offset)
        paths = sorted((folder / "zips").glob(f"{day:%Y%m%d}*.zip"))
        yield day, snapshot(str(day), b"", tuple(snapshot(path.name, path.read_bytes()) for path in paths))


def _tables(folder: Path, days: int) -> dict[str, float]:
    start = time.perf_counter()
    to = folder / f"tables-{days}"
    to.mkdir(exist_ok=True)
    rows = 0
    for day, snapshot in _days(folder, days):
        rows += _table(snapshot, to / f"{day}.parquet")
    return {"seconds": time.perf_counter() - start, "rows": rows}


def _table(snapshot: Snapshot, path: Path) -> int:
    from facta.sources import gdelt  # noqa: PLC0415

    (frame,) = gdelt.read(snapshot).tables.values()
    gdelt.write_table(frame, path)
    return frame.height


def _found(folder: Path, days: int) -> dict[str, float]:
    from facta.sources import gdelt  # noqa: PLC0415

    start = time.perf_counter()
    asked = gdelt.Parameters(countries=("AFG",), archive=False)
    events = sum(len(gdelt.read(snapshot, parameters=asked).events) for _, snapshot in _days(folder, days))
    return {"seconds": time.perf_counter() - start, "events": events}


def _floor(folder: Path, days: int) -> dict[str, float]:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from isal import isal_zlib  # noqa: PLC0415

    def inflated(part: Snapshot) -> int:
        name, extra = (int.from_bytes(part.body[at : at + 2], "little") for at in (26, 28))
        size = int.from_bytes(part.body[22:26], "little")
        data = memoryview(part.body)[30 + name + extra :]
        return len(isal_zlib.decompressobj(-15).decompress(data, size))

    start = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        size = sum(sum(threads.map(inflated, snapshot.parts)) for _, snapshot in _days(folder, days))
    return {"seconds": time.perf_counter() - start, "bytes": size}


def _question(folder: Path, days: int) -> dict[str, float]:
    return _answer(sorted((folder / f"tables-{days}").glob("*.parquet")))


def _question_peer(folder: Path, days: int) -> dict[str, float]:
    return _answer(sorted((folder / _theirs(days)).rglob("*.parquet")))


def _answer(paths: list[Path]) -> dict[str, float]:
    """Sum up what happened in Afghanistan or with Afghan actors, by root code and class."""
    import polars as pl  # noqa: PLC0415

    start = time.perf_counter()
    afghan: pl.Expr = (
        (pl.col("Actor1CountryCode") == "AFG")
        | (pl.col("Actor2CountryCode") == "AFG")
        | (pl.col("ActionGeo_CountryCode") == "AF")
    )
    found = (
        pl.scan_parquet(paths)
        .filter(afghan)
        .group_by("EventRootCode", "QuadClass")
        .agg(
            pl.len().alias("n"), pl.col("GoldsteinScale").cast(pl.Float64).sum(), pl.col("NumMentions").sum()
        )
        .collect()
    )
    seconds = time.perf_counter() - start
    summed = found.select(
        rows=pl.sum("n"), goldstein=pl.sum("GoldsteinScale"), mentions=pl.sum("NumMentions")
    )
    return {"seconds": seconds} | {name: float(value) for name, value in summed.row(0, named=True).items()}


def _adversarial(folder: Path, days: int) -> dict[str, float]:  # noqa: ARG001 - a side like the others
    from facta.sources.gdelt.columns import PRODUCTS  # noqa: PLC0415
    from facta.sources.gdelt.rows import File, inflate, parse  # noqa: PLC0415
    from world import days as world_days  # noqa: PLC0415
    from world.gdelt import adversarial  # noqa: PLC0415

    when = datetime(2025, 1, 1, tzinfo=UTC)
    name = f"{when:%Y%m%d%H%M%S}.export.CSV"
    body = inflate(adversarial(name, world_days.rows(when)).body, name)
    rows = parse([File.of(PRODUCTS["events"], name[:14], body)])
    return {"kept": rows.frame.height, "refused": rows.lines - rows.frame.height}


SIDES: Final[dict[str, Callable[[Path, int], dict[str, float]]]] = {
    "tables": _tables,
    "found": _found,
    "floor": _floor,
    "question": _question,
    "question-peer": _question_peer,
    "adversarial": _adversarial,
}

if __name__ == "__main__":
    main()
