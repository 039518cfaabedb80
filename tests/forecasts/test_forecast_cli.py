"""The commands forecast, track-record and backtest, and what Python users call."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from click.testing import CliRunner

import facta
from facta.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def folder(flagship_store: Path, tmp_path: Path) -> Path:
    """A copy of the store of the flagship, to write to."""
    copied = tmp_path / "store"
    shutil.copytree(flagship_store, copied)
    return copied


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--store", str(folder)])


def test_a_forecast_is_kept_and_the_outlook_printed_in_80_columns(folder: Path) -> None:
    found = run(folder, "forecast", "russia-taliban", "--as-of", "2026-04-30")
    assert found.exit_code == 0, found.output
    assert "new entries in the ledger" in found.output
    assert "Outlook: what would be news" in found.output
    assert "means" in found.output
    assert max(map(len, found.output.splitlines())) <= 80
    again = run(folder, "forecast", "russia-taliban", "--as-of", "2026-04-30")
    assert " 0 new entries" in " ".join(again.output.split())
    told = json.loads(run(folder, "forecast", "russia-taliban", "--as-of", "2026-06-01", "--json").output)
    assert told["resolutions"]
    assert told["outlook"][0]["author"] == "analyst"
    assert any(one["previous"] is not None for one in told["outlook"])
    assert {one["label"] for one in told["outlook"]} == {"not scored yet"}  # written in hindsight


def test_a_track_record_says_what_was_written_too_late_to_count(folder: Path) -> None:
    for day in ("2026-04-30", "2026-06-01"):
        run(folder, "forecast", "russia-taliban", "--as-of", day)
    found = run(folder, "track-record", "russia-taliban")
    assert found.exit_code == 0, found.output
    assert "forecasts written on or after their deadline, not scored" in " ".join(found.output.split())
    assert max(map(len, found.output.splitlines())) <= 80
    told = json.loads(run(folder, "track-record", "russia-taliban", "--json").output)
    assert told["hindsight"] > 0
    assert told["resolved"]


def test_a_backtest_prints_each_family_in_80_columns_and_is_kept(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.parquet"
    words = ("backtest", "russia-taliban", "--from", "2025-09-01", "--to", "2026-06-01", "--every", "quarter")
    found = run(folder, *words, "--out", str(out))
    assert found.exit_code == 0, found.output
    assert max(len(line) for line in found.output.splitlines() if not line.startswith("Kept:")) <= 80
    for word in ("persistence", "climatology", "base rate", "no skill shown", "void", "assumed", "Kept:"):
        assert word in found.output
    assert set(pl.read_parquet(out)["family"]) == {"counts", "flows", "rungs", "levels"}
    assert list((folder / "scores" / "russia-taliban").glob("backtest-2026-06-01-*.json"))


def test_a_place_for_the_rows_that_is_not_there_is_told_before_the_work(folder: Path, tmp_path: Path) -> None:
    words = (
        "backtest",
        "russia-taliban",
        "--from",
        "2026-05-01",
        "--out",
        str(tmp_path / "no" / "rows.parquet"),
    )
    found = run(folder, *words)
    assert found.exit_code != 0
    assert "no folder that can be written to; name a file in one" in found.output
    assert not isinstance(found.exception, OSError)


def test_the_outlook_says_of_a_family_what_history_showed(folder: Path) -> None:
    run(
        folder,
        "backtest",
        "russia-taliban",
        "--from",
        "2025-09-01",
        "--to",
        "2026-06-01",
        "--every",
        "quarter",
    )
    made = facta.forecast("russia-taliban", as_of="2026-06-01", store=folder, write=False)
    labels = {one.question.family: one.label for one in made.outlook}
    assert set(labels.values()) <= {"skill shown over history", "no skill shown over history"}


def test_python_users_get_tables(folder: Path) -> None:
    made = facta.forecast("russia-taliban", as_of="2026-06-01", store=folder, write=False)
    assert made.to_polars().height == len(made.outlook) > 20
    told = facta.backtest(
        "russia-taliban", start="2026-01-01", end="2026-05-31", every="quarter", store=folder
    )
    assert {"family", "baseline", "skill", "label"} <= set(told.to_polars().columns)
    assert told.rows.height > 1000
    record = facta.track_record("russia-taliban", as_of="2026-06-01", store=folder)
    assert record.to_polars().is_empty()
