"""What a company shows to facta is answered, and found nowhere afterwards but where it asked for it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from facta import cli

if TYPE_CHECKING:
    from pathlib import Path

MARK = "Zyxwv-Works"
TABLE = f"""\
id,name,kind,place,destination,modes,feu,value_usd,deadline_days,owner,review_by
{MARK}-1,{MARK} pumps,shipment,Xi'an,Kabul,,6,340000,21,{MARK} desk,2026-12-31
{MARK}-2,{MARK} depot,site,Termez,,,,,,,
"""


def ask(*words: str) -> str:
    result = CliRunner().invoke(cli.main, list(words), prog_name="facta")
    assert result.exit_code == 0, f"{result.output}{result.exception!r}"
    return result.output


def held(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_nothing_of_a_table_is_in_the_store_afterwards(flagship_store: Path, table: Path) -> None:
    ask("route", "russia-taliban", "--from", "TAS", "--to", "KHI", "--store", str(flagship_store))
    before = held(flagship_store)
    said = ask(
        "route",
        "russia-taliban",
        "--exposure",
        str(table),
        "--close",
        "hairatan",
        "--store",
        str(flagship_store),
    )
    assert MARK in said
    assert held(flagship_store) == before
    assert [path.name for path in table.parent.iterdir()] == ["mine.csv"]


def test_nothing_of_a_table_is_in_an_export_afterwards(
    flagship_store: Path, table: Path, tmp_path: Path
) -> None:
    store = ("--store", str(flagship_store))
    ask("route", "russia-taliban", "--exposure", str(table), "--close", "hairatan", *store)
    brief = tmp_path / "brief.html"
    board = ask("run", "russia-taliban", "--json", "--brief", str(brief), *store)
    assert MARK not in board
    assert MARK not in brief.read_text(encoding="utf-8")


def test_a_register_is_written_only_where_it_is_asked_for(
    flagship_store: Path, table: Path, tmp_path: Path
) -> None:
    register = tmp_path / "register.csv"
    words = ("route", "russia-taliban", "--exposure", str(table), "--close", "hairatan")
    ask(*words, "--register", str(register), "--store", str(flagship_store))
    lines = register.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("id,cause,event,consequence,indicator,threshold,owner,review_date")
    assert any(line.startswith("hairatan,") and f"{MARK}-1" in line for line in lines)


def test_mistakes_in_a_table_are_one_paragraph_and_a_status(flagship_store: Path, table: Path) -> None:
    table.write_text(TABLE.replace("Xi'an", "Xian"), encoding="utf-8")
    words = ["route", "russia-taliban", "--exposure", str(table), "--store", str(flagship_store)]
    result = CliRunner().invoke(cli.main, words, prog_name="facta")
    assert (result.exit_code, result.output) == (
        65,
        f"{table}:2:4: place: no place 'Xian' in the network; did you mean \"Xi'an\"?\n",
    )
