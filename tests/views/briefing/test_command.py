"""The command writes the brief that was asked for, or says in one sentence why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from facta import cli

if TYPE_CHECKING:
    from pathlib import Path


def test_the_format_is_what_the_file_ends_with(flagship_store: Path, tmp_path: Path) -> None:
    out = tmp_path / "minister.md"
    asked = ["brief", "russia-taliban", "--pages", "1", "--lens", "planner", "--as-of", "2026-06-01"]
    done = CliRunner().invoke(cli.main, [*asked, "--store", str(flagship_store), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.output == f"Brief: {out}\n"
    assert out.read_text(encoding="utf-8").startswith("# Legitimacy leans to deepening")


def test_a_folder_that_is_not_there_is_said(flagship_store: Path, tmp_path: Path) -> None:
    out = tmp_path / "none" / "brief.md"
    done = CliRunner().invoke(
        cli.main, ["brief", "russia-taliban", "--store", str(flagship_store), "--out", str(out)]
    )
    assert done.exit_code == 74
    assert "name another file with --out" in done.output


def test_a_length_that_is_not_there_is_wrong_usage() -> None:
    done = CliRunner().invoke(cli.main, ["brief", "russia-taliban", "--pages", "3"])
    assert done.exit_code == 64


def test_an_ending_that_is_no_format_is_said_before_anything_is_read(tmp_path: Path) -> None:
    out = tmp_path / "brief.odt"
    done = CliRunner().invoke(cli.main, ["brief", "russia-taliban", "--out", str(out)])
    assert done.exit_code == 64
    assert "ends with no format of a brief (pdf, html, docx, md): name one by --format" in done.output
    assert not out.exists()
