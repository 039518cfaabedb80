"""What the commands of the ledger say, at 80 columns."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from facta.api import open_case
from facta.cli import main
from facta.forecasts.ledger import open_ledger
from tests.forecasts.kept import CASE, forecast, question, size, stamp, story

if TYPE_CHECKING:
    from click.testing import Result

NEW = Path(__file__).parents[2] / "src" / "facta" / "library" / "_new"


def run(*words: object) -> Result:
    done = CliRunner().invoke(main, ["ledger", *map(str, words)])
    for line in done.output.splitlines() if done.exit_code == 0 else ():
        long = [word for word in line.split() if len(word) > 60]  # a path is never cut
        assert len(line) <= 80 or long, line
    return done


@dataclass
class Desk:
    """The case of `facta new` in a folder, and a store with a ledger of it."""

    case: Path
    store: Path
    day: date


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(NEW, tmp_path / CASE)
    day = open_case(tmp_path / CASE, store=tmp_path / "store").newest
    draws = {"draws": (1.0, 2.0, 4.0), "counts": (300, 500, 200), "made": day}
    records = [question(asked=day), size(asked=day), forecast(made=day), forecast("s1", None, **draws)]
    open_ledger(tmp_path / "store", CASE).append(records, stamp=stamp(day))
    return Desk(tmp_path / CASE, tmp_path / "store", day)


def test_a_ledger_is_verified_and_a_byte_that_was_edited_exits_65(tmp_path: Path) -> None:
    ledger = story(tmp_path)
    head = ledger.read().head
    done = run("verify", CASE, "--store", tmp_path)
    assert (done.exit_code, done.output) == (
        0, f"{CASE}: 8 entries, each as it was written; head {head[:16]}\n",
    )  # fmt: skip
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"probability":0.5', b'"probability":0.9'))
    done = run("verify", CASE, "--store", tmp_path)
    assert done.exit_code == 65
    assert "entry 6 was edited: a forecast of 'q1'" in " ".join(done.output.split())
    told = json.loads(run("verify", CASE, "--store", tmp_path, "--json").output)
    assert (told["entries"], len(told["faults"])) == (5, 1)
    assert run("show", CASE, "--store", tmp_path).exit_code == 65


def test_a_case_without_a_ledger_is_told_with_the_nearest_that_has_one(tmp_path: Path) -> None:
    story(tmp_path)
    done = run("verify", "two-neighbors", "--store", tmp_path)
    assert (done.exit_code, " ".join(done.output.split())) == (
        65,
        f"{tmp_path}: there is no ledger of 'two-neighbors' in this store; did you mean '{CASE}'?",
    )


def test_a_ledger_is_shown_with_what_is_open(tmp_path: Path) -> None:
    head = story(tmp_path).read().head
    done = run("show", CASE, "--store", tmp_path)
    assert done.output == (
        f"{CASE}: 8 entries (3 questions, 3 forecasts, 1 resolution, 1 correction,\n"
        f"  0 editions); head {head[:16]}\n"
        "Last entry as of 2027-01-12, written 2027-01-12 09:00Z.\n"
        "Open: 2.\n"
        "2027-01-10  q2: At least 4 events (q2)?\n"
        "2027-01-10  s1: At least 4 events (s1)?\n"
        "Frozen: none so far.\n"
    )
    told = json.loads(run("show", CASE, "--store", tmp_path, "--json").output)
    assert (told["questions"], told["open"], told["head"]) == (3, ["q2", "s1"], head)


def test_of_many_open_questions_the_nearest_are_shown(tmp_path: Path) -> None:
    asked = [question(f"q{number}", deadline=date(2027, 1, 30 - number)) for number in range(22)]
    open_ledger(tmp_path, CASE).append(asked, stamp=stamp())
    lines = run("show", CASE, "--store", tmp_path).output.splitlines()
    assert [line[:10] for line in lines if line.startswith("2027")] == [
        f"2027-01-{day:02d}" for day in range(9, 29)
    ]
    assert "2 more with a later deadline: --json" in lines


def test_an_entry_is_shown_with_its_corrections(tmp_path: Path) -> None:
    story(tmp_path)
    said = run("show", CASE, "--entry", 7, "--store", tmp_path).output
    assert said.startswith("Entry 7, a resolution, as of 2027-01-12, written 2027-01-12T09:00:00Z\n")
    assert "answer: yes\n" in said
    assert said.endswith("Corrected: The clerk counted a rumour.; withdrawn\n")
    assert run("show", CASE, "--entry", 70, "--store", tmp_path).output == (
        f"{CASE}: there are entries 1 to 8, and no 70\n"
    )


def test_a_month_is_frozen_shown_and_corrected(desk: Desk) -> None:
    month = f"{CASE}@{desk.day:%Y-%m}"
    done = run("freeze", desk.case, "--store", desk.store)
    assert done.exit_code == 0
    assert done.output.startswith(f"{month}: 2 open questions, 2 forecasts in force; entry 5,")
    said = run("show", month, "--store", desk.store).output
    assert f"    ensemble, {desk.day}: 25 %\n" in said
    assert f"ensemble, {desk.day}: 2, 80 % within 1 and 4" in said
    told = json.loads(run("show", month, "--store", desk.store, "--json").output)
    kept = json.loads((desk.store / "forecasts" / CASE / "editions" / f"{month}.json").read_bytes())
    assert told == kept
    again = run("freeze", desk.case, "--store", desk.store)
    assert (again.exit_code, "is frozen already, by entry 5" in again.output) == (65, True)
    why = ["--because", "A line was wrong."]
    assert run("freeze", desk.case, "--store", desk.store, *why).exit_code == 64
    corrected = run("freeze", desk.case, "--store", desk.store, "--correct", month, *why)
    assert corrected.output.startswith(f"{month}.1: ")
    assert f"Corrects {month}: A line was wrong.\n" in run("show", f"{month}.1", "--store", desk.store).output
    assert run("verify", desk.case, "--store", desk.store).exit_code == 0


def test_a_ledger_is_exported_and_imported_once(tmp_path: Path) -> None:
    head = story(tmp_path / "here").read().head
    file = tmp_path / "chain.jsonl"
    assert run("export", CASE, "--out", file, "--store", tmp_path / "here").exit_code == 0
    done = run("import", file, "--store", tmp_path / "there")
    assert done.output == f"{CASE}: 8 new entries; 8 entries, head {head[:16]}\n"
    done = run("import", file, "--store", tmp_path / "there")
    assert done.output == f"{CASE}: nothing new; 8 entries, head {head[:16]}\n"
    assert run("verify", CASE, "--store", tmp_path / "there", "--against", file).exit_code == 0


def test_files_that_are_not_there_and_wrong_usage_have_their_own_status(tmp_path: Path) -> None:
    story(tmp_path)
    assert run("import", tmp_path / "none", "--store", tmp_path).exit_code == 74
    assert run("export", CASE, "--out", tmp_path / "no" / "file", "--store", tmp_path).exit_code == 74
    assert run("export", CASE, "--store", tmp_path).exit_code == 64
    assert run("mend", CASE).exit_code == 64
