"""What a person meets who asks what carries a cargo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from inline_snapshot import snapshot

from facta.cases.new import write_case
from facta.cli import main

if TYPE_CHECKING:
    from pathlib import Path

USAGE = 64


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def facta(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def route(store: Path, *words: str) -> Result:
    return facta("route", "russia-taliban", "--store", store, *words)


def test_a_journey_is_answered_in_80_columns(here: Path, flagship_store: Path) -> None:
    assert here
    found = route(flagship_store, "--from", "Tashkent", "--to", "KHI", "--as-of", "2026-06-01")
    assert found.exit_code == 0
    said = " ".join(found.stdout.split())
    assert "Tashkent to Karachi" in said
    assert "Turkmenabat" in said
    assert max(len(line.rstrip()) for line in found.stdout.splitlines()) <= 80


def test_closures_are_answered_with_another_way_or_with_none(here: Path, flagship_store: Path) -> None:
    assert here
    ends = ("--from", "TAS", "--to", "KHI")
    shut = ("--close", "pak-afg-border", "--close", "iran", "--close", "hormuz")
    assert "road by Irkeshtam, Khunjerab" in " ".join(route(flagship_store, *ends, *shut).stdout.split())
    none = route(flagship_store, *ends, "--mode", "sea")
    assert none.exit_code == 0
    assert "no route" in none.stdout
    assert "Leg by leg" not in none.stdout


def test_a_scenario_of_the_network_can_be_asked_for(here: Path, flagship_store: Path) -> None:
    assert here
    found = route(flagship_store, "--from", "TAS", "--to", "KHI", "--scenario", "a-2025-all-open")
    assert found.exit_code == 0
    assert "Spin Boldak-Chaman" in " ".join(found.stdout.split())


TAS_KHI = ("--from", "TAS", "--to", "KHI")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "TAS", "--to", "KHII"), snapshot("no place 'KHII' in the network; did you mean 'KHI'?")),
        (
            ("--from", "Tashknt", "--to", "Nowhere at all"),
            snapshot(
                "no place 'Tashknt' in the network; did you mean 'Tashkent'?; "
                "no place 'Nowhere at all' in the network; write 'Moscow' or the like"
            ),
        ),
        (
            ("--from", "TAS", "--to", "Tashkent"),
            snapshot("a journey from 'TAS' to itself: name another place"),
        ),
        (
            (*TAS_KHI, "--close", "hormus"),
            snapshot("nothing in the network is called 'hormus'; did you mean 'hormuz'?"),
        ),
        (
            (*TAS_KHI, "--scenario", "b-border-close"),
            snapshot("nothing in the network is called 'b-border-close'; did you mean 'b-border-closed'?"),
        ),
        ((*TAS_KHI, "--cargo", "-3"), snapshot("-3 FEU is no cargo: write a number above 0, up to 100,000")),
        (
            (*TAS_KHI, "--cargo", "nan"),
            snapshot("nan FEU is no cargo: write a number above 0, up to 100,000"),
        ),
        ((*TAS_KHI, "--within", "0"), snapshot("a deadline of 0 days: write a number above 0, up to 3,650")),
        (
            (*TAS_KHI, "--in", "corridr"),
            snapshot("russia-taliban has no corridor 'corridr'; did you mean 'corridor'?"),
        ),
        (
            (*TAS_KHI, "--close", "hormuz", "--open", "hormuz"),
            snapshot("'hormuz' is closed and opened: keep one"),
        ),
        (
            (*TAS_KHI, "--close", "KHI"),
            snapshot("'KHI' is an end of the journey: close what is on the way"),
        ),
        (
            (*TAS_KHI, "--open", "KHI"),
            snapshot("'KHI' is a place, which is never shut by itself: open what closes it"),
        ),
    ],
)
def test_what_cannot_be_asked_is_answered_in_one_paragraph(
    here: Path, flagship_store: Path, words: tuple[str, ...], said: str
) -> None:
    assert here
    found = route(flagship_store, *words)
    assert found.exit_code == USAGE
    assert found.stdout == ""
    assert found.stderr.removesuffix("\n") == said


@pytest.mark.parametrize(
    "words", [("--from", "TAS"), (*TAS_KHI, "--mode", "plane"), (*TAS_KHI, "--cargo", "much")]
)
def test_what_is_missing_or_no_choice_is_told_with_the_usage(
    here: Path, flagship_store: Path, words: tuple[str, ...]
) -> None:
    assert here
    found = route(flagship_store, *words)
    assert found.exit_code == USAGE
    assert found.stderr.startswith("Usage: ")
    assert "Traceback" not in found.output


def test_a_case_without_a_corridor_says_so(here: Path) -> None:
    write_case(here / "mine")
    found = facta("route", "mine", *TAS_KHI)
    assert found.exit_code == USAGE
    said = snapshot("mine has no corridor: an analysis of kind `corridor` over one of its networks\n")
    assert found.stderr == said
