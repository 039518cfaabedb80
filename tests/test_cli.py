"""What a person meets at the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from facta.cases.new import write_case
from facta.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def facta(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_board_fits_80_columns_and_writes_the_brief(here: Path, flagship_store: Path) -> None:
    result = facta("run", "russia-taliban", "--store", flagship_store)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert lines[0].strip() == "Russia and Taliban-run Afghanistan"
    assert "as of 1 Jun 2026" in lines[1]
    assert "newest fact 1 Jun 2026" in result.stdout
    assert "\x1b[" not in result.stdout
    page = (here / "brief.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Russia and Taliban-run Afghanistan" in page


def test_the_header_says_how_old_the_newest_fact_is(here: Path, flagship_store: Path) -> None:
    assert here
    said = facta("run", "russia-taliban", "--store", flagship_store).stdout
    found = re.search(r"newest fact 1 Jun 2026.*today is (\d+) days later", said)
    assert found
    assert int(found[1]) > 100


def test_as_of_today_shows_what_is_late_or_dark(here: Path, flagship_store: Path) -> None:
    assert here
    result = facta("run", "russia-taliban", "--as-of", "today", "--store", flagship_store, "--exit-code")
    assert result.exit_code in (1, 3)
    assert "!!" in result.stdout
    assert "Not assessed:" in result.stdout


def test_every_indicator_is_shown_on_demand(here: Path, flagship_store: Path) -> None:
    assert here
    short = facta("run", "russia-taliban", "--store", flagship_store).stdout
    full = facta("run", "russia-taliban", "--store", flagship_store, "--all").stdout
    assert "at baseline: " in short
    assert "at baseline: " not in full
    assert full.count("\n") > short.count("\n")


def test_json_carries_every_figure_with_its_unit(here: Path, flagship_store: Path) -> None:
    assert here
    data = json.loads(facta("run", "russia-taliban", "--json", "--store", flagship_store).stdout)
    standings = data["assessment"]["standings"]
    assert len(standings) >= 40
    assert all(s["unit"] and s["reason"] for s in standings)
    assert data["assessment"]["inputs"]["store_digest"]
    assert {d["cause"] for d in data["change"]["differences"]} <= {"the world", "the data"}


def test_explain_goes_from_the_level_down_to_the_bytes(here: Path, flagship_store: Path) -> None:
    assert here
    said = facta("explain", "russia-taliban", "bb-9", "2025", "--store", flagship_store).stdout
    for part in (
        "Armed clashes",
        "rule:",
        "Confounders:",
        "Limitation:",
        "Series as known on",
        "JB0011",
        "bytes ",
    ):
        assert part in said
    assert "JB0001" not in said  # of 2015
    quarter = facta("explain", "russia-taliban", "CT-1", "2025-Q1", "--store", flagship_store).stdout
    assert "1 Feb – 30 Apr 2025" in quarter


def test_explain_says_when_a_trip_wire_would_have_fired(here: Path, flagship_store: Path) -> None:
    assert here
    said = facta("explain", "russia-taliban", "EC-18", "--store", flagship_store).stdout
    assert "would have fired: " in " ".join(said.split())
    assert (
        "would have fired" not in facta("explain", "russia-taliban", "EC-1", "--store", flagship_store).stdout
    )


def test_explain_finds_a_record_by_its_id_with_all_its_versions(here: Path, flagship_store: Path) -> None:
    assert here
    said = facta("explain", "russia-taliban", "BF023", "--store", flagship_store).stdout
    assert "Records (2)" in said
    assert "retracted" in said


def test_changes_says_the_world_or_the_data(here: Path, flagship_store: Path) -> None:
    assert here
    said = facta("changes", "russia-taliban", "--since", "2025-06-01", "--store", flagship_store).stdout
    assert "[world]" in said
    assert "[data]" in said


def test_sources_have_cards_with_a_limitation() -> None:
    assert "UCDP" in facta("sources").stdout
    assert "limitation" in facta("sources", "ucdp").stdout
    result = facta("sources", "ucpd")
    assert (result.exit_code, result.stderr) == (65, "no source 'ucpd'; did you mean 'ucdp'?\n")


def test_a_new_case_runs_at_once_and_a_second_run_reads_nothing(here: Path) -> None:
    assert facta("new", "mine").exit_code == 0
    assert facta("check", "mine").exit_code == 0
    first, second = facta("run", "mine"), facta("run", "mine")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == second.stdout
    assert (here / ".facta").is_dir()


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["run"], 64, "Missing argument"),
        (["nosuch"], 64, "No such command"),
        (["run", "nosuch"], 65, "'nosuch' is neither a folder nor a case of facta"),
        (["run", "russia-talban"], 65, "did you mean 'russia-taliban'?"),
        (["run", "mine", "--as-of", "2025-02-30"], 64, "February 2025 has 28 days"),
        (["run", "mine", "--as-of", "soon"], 64, "is not a date"),
        (["run", "mine", "--since", "today"], 64, "name an earlier day"),
        (["explain", "mine", "EX-9"], 65, "did you mean 'EX-2'?"),
        (["explain", "mine", "EX-1", "2025-13"], 64, "months run from 01 to 12"),
        (["new", "mine"], 65, "is there already"),
    ],
)
def test_a_mistake_is_one_clear_paragraph_and_a_status(
    here: Path, words: list[str], status: int, says: str
) -> None:
    write_case(here / "mine")
    result = facta(*words)
    assert result.exit_code == status
    assert says in result.stderr
    assert "Traceback" not in result.output


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_malformed_rows_are_told_with_file_line_and_column_and_lose_nothing(here: Path) -> None:
    folder = write_case(here / "mine")
    before = facta("run", "mine").stdout
    table = folder / "ledger" / "events.csv"
    kept = table.read_text(encoding="utf-8")
    edit(table, "E003,2024-05-20,border-incident,KAZ", "E003,2025-02-30,border-incident,KZA")
    result = facta("run", "mine")
    assert result.exit_code == 65
    assert "ledger/events.csv:4:2: date: '2025-02-30' is not a day" in result.stderr
    assert "ledger/events.csv:4:4: actor: " in result.stderr
    table.write_text(kept, encoding="utf-8")
    assert facta("run", "mine").stdout == before


def test_a_corrected_row_and_a_removed_row_change_the_board(here: Path) -> None:
    folder = write_case(here / "mine")
    facta("run", "mine")
    table = folder / "ledger" / "events.csv"
    edit(table, "E001,2024-02-11", "E001,2024-02-12")
    facta("run", "mine")
    assert "12 Feb 2024" in facta("explain", "mine", "E001").stdout
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith("E001,")), encoding="utf-8")
    facta("run", "mine")
    assert "retracted" in facta("explain", "mine", "E001").stdout
    assert "row removed" in facta("explain", "mine", "E001").stdout


def incidents(*words: str) -> float:
    data = json.loads(facta("run", "mine", "--json", *words).stdout)
    return data["assessment"]["standings"][0]["latest"]["value"]


def test_an_edit_that_is_taken_back_is_taken_back_on_the_board(here: Path) -> None:
    table = write_case(here / "mine") / "ledger" / "events.csv"
    kept = table.read_text(encoding="utf-8")
    assert incidents("--as-of", "2026-07-30") == 7
    lines = [line for line in kept.splitlines(keepends=True) if not line.startswith(("E022", "E023"))]
    table.write_text("".join(lines), encoding="utf-8")
    assert incidents("--as-of", "2026-07-30") == 5
    table.write_text(kept, encoding="utf-8")
    assert incidents("--as-of", "2026-07-30") == 7


def test_a_table_that_is_renamed_or_removed_counts_no_more(here: Path) -> None:
    table = write_case(here / "mine") / "ledger" / "events.csv"
    assert incidents("--as-of", "2026-07-30") == 7
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.unlink()
    (table.parent / "others.csv").write_text("".join(lines[:-3]), encoding="utf-8")
    assert incidents("--as-of", "2026-07-30") == 4


def test_another_lag_reads_the_same_bytes_again(here: Path) -> None:
    folder = write_case(here / "mine")
    edit(folder / "case.yml", "    lag_days: 30", "    lag_days: 90")
    late = json.loads(facta("run", "mine", "--json", "--as-of", "2026-07-30").stdout)
    edit(folder / "case.yml", "    lag_days: 90", "    lag_days: 0")
    early = json.loads(facta("run", "mine", "--json", "--as-of", "2026-07-30").stdout)
    starts = [run["assessment"]["standings"][1]["latest"]["start"] for run in (late, early)]
    assert starts == ["2026-01-01", "2026-04-01"]


def test_two_cases_of_one_name_do_not_share_a_store(here: Path) -> None:
    for place in ("a", "b"):
        (here / place).mkdir()
        write_case(here / place / "mine")
    assert facta("run", here / "a" / "mine", "--store", here / "store").exit_code == 0
    result = facta("run", here / "b" / "mine", "--store", here / "store")
    assert result.exit_code == 65
    assert "this store holds another case named 'mine'" in result.stderr


@pytest.mark.parametrize("pattern", ["ledger", "''", "'.'", "'ledger/**.csv'"])
def test_files_that_are_no_files_are_told(here: Path, pattern: str) -> None:
    edit(write_case(here / "mine") / "case.yml", "files: ledger/*.csv", f"files: {pattern}")
    result = facta("run", "mine")
    assert result.exit_code == 65
    assert "case.yml:22:5: sources.ledger.files:" in result.stderr


def test_check_reads_the_lines_and_refuses_the_future(here: Path) -> None:
    folder = write_case(here / "mine")
    edit(folder / "case.yml", "covers: 2024-01-01/2026-06-30", "covers: 2024-01-01/2099-12-31")
    assert "ends after today" in facta("check", "mine").stderr
    edit(folder / "case.yml", "covers: 2024-01-01/2099-12-31", "covers: 2024-01-01/2026-06-30")
    edit(
        folder / "case.yml", "indicators:", "lines:\n  river: {title: A river, file: river.csv}\nindicators:"
    )
    (folder / "river.csv").write_bytes(b"lat,lon,part\n\xff\xfe,1,1\n")
    result = facta("check", "mine")
    assert (result.exit_code, "not UTF-8" in result.stderr) == (65, True)


def test_check_tells_a_unit_that_does_not_fit(here: Path) -> None:
    edit(write_case(here / "mine") / "figures" / "trade.csv", "970,,,USD million", "970,,,kt")
    result = facta("check", "mine")
    assert result.exit_code == 65
    assert "record T009 is in 'kt', which is no 'USD million'" in result.stderr


def test_a_day_that_has_not_come_is_refused(here: Path) -> None:
    write_case(here / "mine")
    result = facta("run", "mine", "--as-of", "2099-01-01")
    assert (result.exit_code, "has not come yet" in result.stderr) == (64, True)


def test_a_store_of_a_newer_version_is_not_touched(here: Path) -> None:
    import duckdb

    write_case(here / "mine")
    facta("run", "mine")
    with duckdb.connect(str(here / ".facta" / "catalogue.duckdb")) as connection:
        (table,) = [
            r[0] for r in connection.sql("show tables").fetchall() if "format" in r[0] or "store" in r[0]
        ]
        column = connection.sql(f"select * from {table}").columns[0]  # noqa: S608
        connection.sql(f"update {table} set {column} = 99")  # noqa: S608
    result = facta("run", "mine")
    assert result.exit_code == 74
    assert "newer facta" in result.stderr


def test_a_page_that_cannot_be_written_says_where(here: Path) -> None:
    write_case(here / "mine")
    result = facta("run", "mine", "--brief", here / "no" / "brief.html")
    assert result.exit_code == 74
    assert "name another file with --brief" in result.stderr
    assert "Two neighbours and a shared border" in result.stdout  # the board is not lost


def test_piped_output_is_plain_and_no_color_is_kept(here: Path) -> None:
    write_case(here / "mine")
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": ""}
    command = [sys.executable, "-m", "facta.cli", "run", "mine"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=True, encoding="utf-8"
    )
    assert "\x1b[" not in done.stdout
    assert "◂str│deep▸" in done.stdout


def test_help_answers_without_loading_anything_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from facta.cli import main; "
        "CliRunner().invoke(main, ['--help']); "
        "print(sorted({'polars', 'duckdb', 'numpy', 'scipy', 'pydantic', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_two_cases_share_a_store_without_seeing_each_other(here: Path) -> None:
    write_case(here / "mine")
    shutil.copytree(here / "mine", here / "yours")
    table = here / "yours" / "ledger" / "events.csv"
    table.write_text(table.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    alone = facta("run", "mine").stdout
    facta("run", "yours")
    assert facta("run", "mine").stdout == alone
