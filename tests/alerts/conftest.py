"""A small case whose records grow, watched day by day."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from facta.alerts.channels import Means
from facta.alerts.log import Entry, Log
from facta.alerts.settings import Settings
from facta.alerts.watching import Reach, Watched, watch
from facta.api import open_case
from facta.signals.tripwire import Tripwire

if TYPE_CHECKING:
    from facta.api import Open
    from facta.records import Assessment

NEW = Path(__file__).parents[2] / "src" / "facta" / "library" / "_new"
HEAD = (NEW / "ledger" / "events.csv").read_text(encoding="utf-8").splitlines()[0].split(",")


@dataclass
class Ticking:
    """A clock that a test sets; waiting costs nothing."""

    moment: datetime
    waited: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


def seal_of(**given: object) -> str:
    """Return the seal of a trip-wire, as its own message tells it."""
    wire = Tripwire.model_construct(**given)  # type: ignore[arg-type]
    return wire.own_seal


@dataclass
class Desk:
    """A case in a folder, a store beside it, and somebody who watches it."""

    folder: Path
    store: Path
    environment: dict[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    clock: Ticking = field(default_factory=lambda: Ticking(datetime(2026, 1, 5, 9, tzinfo=UTC)))
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, ref: str, day: str, **cells: str) -> None:
        row = {"id": ref, "kind": "border-incident", "actor": "KAZ", "target": "UZB", "date": day}
        row |= {"known": day, "grade": "B2", "verified": "yes", "status": "asserted", "text": "Shots fired."}
        row |= {"publisher": "Agency A", "origin": "Agency A"}
        self.rows[ref] = row | cells
        self.keep()

    def drop(self, *refs: str) -> None:
        for ref in refs:
            del self.rows[ref]
        self.keep()

    def keep(self) -> None:
        path = self.folder / "ledger" / "incidents.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, HEAD, restval="")
            table.writeheader()
            table.writerows(self.rows.values())

    def watch(self, as_of: str, *, dry_run: bool = False) -> Watched:
        day = date.fromisoformat(as_of)
        now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        self.clock.moment = max(now, self.clock.moment + timedelta(minutes=1))
        opened = self.open()
        means = Means(environment=self.environment, clock=self.clock)
        reach = Reach(settings=self.settings, means=means)
        return watch(opened, self.store, as_of=day, reach=reach, dry_run=dry_run)

    def open(self) -> Open:
        return open_case(self.folder, store=self.store, now=self.clock.moment)

    def assess(self, as_of: str) -> Assessment:
        return self.open().assess(as_of)

    @property
    def log(self) -> Log:
        return Log(self.store, self.folder.name)

    @property
    def entries(self) -> list[Entry]:
        return self.log.entries()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The case of `facta new`, with one indicator that has a sealed trip-wire above 4 incidents."""
    folder = tmp_path / "two-neighbours"
    shutil.copytree(NEW, folder)
    for old in (folder / "ledger").glob("*.csv"):
        old.unlink()
    given = {
        "kind": "tripwire", "above": 4.0, "below": None, "registered": date(2024, 6, 1),
        "action": "Call the desk.", "owner": "duty officer", "lead_days": 3,
    }  # fmt: skip
    case = (folder / "case.yml").read_text(encoding="utf-8")
    wire = (
        "      - {kind: tripwire, above: 4, registered: 2024-06-01, action: Call the desk., "
        f"owner: duty officer, lead_days: 3, seal: '{seal_of(**given)}'}}\n"
    )
    old = "      - {kind: threshold, above: 5, level: 2}\n"
    assert old in case
    new = "      - {kind: threshold, above: 2, level: 2}\n" + wire
    case = case.replace(old, new).replace("covers: 2024-01-01/2026-06-30", "covers: 2024-01-01/2026-12-31")
    (folder / "case.yml").write_text(case, encoding="utf-8")
    made = Desk(folder, tmp_path / "store")
    for year in (2024, 2025):
        for month in (2, 5, 8, 11):
            made.add(f"R{year}{month}", f"{year}-{month:02d}-10")
    return made
