"""Kill ``facta collect`` at random moments, go on, and compare with a run that nobody disturbed.

Days of GDELT are collected over HTTP from a publisher that plays it on this machine. A store is
killed over until it has everything, then compared row by row, and another is begun, until there were
as many kills as asked for. Prints one line, for example ``100 kills, 7 stores, 0 that differ``.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from facta.store import Table, open_store
from world import days, gdelt
from world.server import Log, serving

if TYPE_CHECKING:
    import polars as pl

FIRST: Final = date(2026, 5, 1)
LONGEST_SECONDS: Final = 3.0
HISTORY: Final = ("append", "row", "hash_high", "hash_low")


def write_case(folder: Path, number: int) -> Path:
    """Write a case that asks GDELT for some days."""
    text = (Path(str(files("facta"))) / "library" / "_new" / "case.yml").read_text(encoding="utf-8")
    asked = (
        "sources:\n  fetched:\n    reader: gdelt\n    title: Coded by machine\n    parameters:\n"
        f"      since: {FIRST}\n      until: {FIRST + timedelta(days=number)}\n      countries: [RUS]\n"
    )
    folder.mkdir()
    for name in ("ledger", "figures"):
        source = Path(str(files("facta"))) / "library" / "_new" / name
        (folder / name).mkdir()
        for file in source.iterdir():
            (folder / name / file.name).write_bytes(file.read_bytes())
    (folder / "case.yml").write_text(text.replace("sources:\n", asked, 1), encoding="utf-8")
    return folder


def start(case: Path, store: Path, mirror: str) -> subprocess.Popen[bytes]:
    """Start the command as a user does."""
    asked = ["collect", str(case), "--store", str(store), "--mirror", mirror]
    command = [sys.executable, "-m", "facta.cli", *asked]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed(process: subprocess.Popen[bytes], log: Log, after_seconds: float) -> bool:
    """Kill a process some time after it has begun to ask; tell whether it was still running."""
    before = len(log.asked)
    while len(log.asked) == before and process.poll() is None:
        time.sleep(0.005)
    time.sleep(after_seconds)
    running = process.poll() is None
    process.kill()
    process.wait()
    return running


def content(folder: Path) -> list[pl.DataFrame]:
    """Return everything a store says, without the order in which it was told."""
    store = open_store(folder, create=False)
    tables: tuple[Table, ...] = ("events", "observations")
    said = [store.versions(table).drop(*HISTORY, strict=False).sort("source", "ref") for table in tables]
    return [*said, store.coverage(date.max).drop("snapshot").sort("source", "start")]


def main() -> int:
    """Run as many kills as asked for, and say what came of them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--days", type=int, default=30)
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    moments = random.Random(given.seed)  # noqa: S311  (no secret)
    world = gdelt.gdelt(days.days(FIRST, given.days, about=3))
    kills = stores = differing = 0
    with tempfile.TemporaryDirectory() as name, serving({gdelt.HOST: world}) as (mirror, log):
        case = write_case(Path(name) / "killed", given.days)
        began = len(log.asked)
        start(case, Path(name) / "calm", mirror).wait()
        once = len(log.asked) - began
        wanted = content(Path(name) / "calm")
        began = len(log.asked)
        while kills < given.kills:
            stores += 1
            store = Path(name) / f"store-{stores}"
            while kills < given.kills and killed(
                start(case, store, mirror), log, moments.uniform(0, LONGEST_SECONDS)
            ):
                kills += 1
            start(case, store, mirror).wait()
            found = content(store)
            differing += not all(left.equals(right) for left, right in zip(found, wanted, strict=True))
        again = len(log.asked) - began - stores * once
    rows = wanted[0].height + wanted[1].height
    print(
        f"{kills} kills, {stores} stores of {rows:,} rows, {differing} that differ from a calm run; "
        f"{again / max(1, kills):.1f} requests asked again a kill"
    )
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
