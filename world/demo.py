"""The flagship case collected from a world on loopback: made-up figures, real manners.

``make demo-world`` runs it. Nothing that is printed says anything about the world outside.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from facta.api import open_case
from facta.cases import load_case
from facta.collect.clock import SystemClock
from facta.collect.driver import collect
from facta.store import open_store
from facta.views.board import board
from facta.views.collected import report
from world import comtrade, dataverse, gdelt, portwatch, ucdp, worldbank
from world.days import days
from world.server import serving

if TYPE_CHECKING:
    from world.base import Publisher

CASE = "russia-taliban"
FIRST = date(2026, 6, 1)
ROWS_A_SLOT = 650  # as many as a file of 2026 has
SAMPLES = Path(__file__).parent.parent / "tests" / "samples"
MISSING = "/gdeltv2/20260602063000.export.CSV.zip"
M49 = {"AFG": 4, "RUS": 643}


def publishers(number: int, rows: int = ROWS_A_SLOT) -> dict[str, Publisher]:
    """Return every publisher that the flagship case asks, with so many days of news."""
    months = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)]
    made = ucdp.releases(
        (SAMPLES / "ucdp" / "candidate_2023_10.csv").read_bytes(), annual="26.1", months=months
    )
    reports = {
        (M49["RUS"], M49["AFG"], "X", code, str(year)): 1e6 * (year - 2000)
        for year in range(2015, 2022)
        for code in ("TOTAL", "27")
    }
    remittances = worldbank.rows(["BX.TRF.PWKR.DT.GD.ZS"], ["AFG", "TJK", "KGZ", "UZB"], range(2010, 2026))
    for row in remittances:
        row["value"] = row["value"] and 20.0 + int(str(row["date"])) % 7
    week = dataverse.Deposited(
        number=1,
        label="ngecEvents.20260608111842.Release700.DV.txt",
        body=(SAMPLES / "polecat" / "week_2026_10_19.tab").read_bytes().replace(b"2026-10-1", b"2026-06-0"),
        created="2026-06-08",
    )
    sets = {"doi:10.7910/DVN/AJGVIT": [week]}
    ships = portwatch.rows({"chokepoint6": "Strait of Hormuz"}, date(2024, 1, 1), FIRST + timedelta(days=90))
    faults = gdelt.Faults(missing=frozenset({MISSING}))
    return {
        gdelt.HOST: gdelt.gdelt(days(FIRST, number, about=rows), faults),
        comtrade.HOST: comtrade.comtrade(reports),
        worldbank.HOST: worldbank.worldbank(remittances),
        portwatch.HOST: portwatch.portwatch(ships),
        dataverse.HOST: dataverse.dataverse(sets),
        dataverse.STORE: dataverse.object_store(sets),
        **dict.fromkeys(ucdp.HOSTS, ucdp.ucdp(made)),
    }


def main() -> None:
    """Serve, collect, and show the board of the last day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=3, help="days of news")
    parser.add_argument("--store", type=Path, help="kept there; a folder that goes away otherwise")
    given = parser.parse_args()
    folder = given.store or Path(tempfile.mkdtemp()) / "store"
    console = Console(width=80 if not Console().is_terminal else None, highlight=False)
    now = datetime(FIRST.year, FIRST.month, FIRST.day, 6, tzinfo=UTC) + timedelta(days=given.days)
    case = load_case(CASE)
    try:
        with serving(publishers(given.days)) as (address, _):
            store = open_store(folder)
            done = collect(case, store, now=now, environment={}, clock=SystemClock(), mirror=address)
        console.print(report(done))
        opened = open_case(case, store=folder, now=now)
        console.print(board(opened.assess("today"), today=opened.today, width=console.width))
    finally:
        if given.store is None:
            shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
