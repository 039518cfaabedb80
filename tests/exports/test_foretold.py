"""Exports of what was forecast: as the ledger had it on the day, and as far as terms allow."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from guarded import guarded

sys.path.insert(0, str(Path(__file__).parents[1] / "forecasts"))

from kept import stamp
from small import MARCH, MAY, MONEY, small

from facta.errors import LedgerError
from facta.exports import files, packaged
from facta.exports.foretold import TABLES
from facta.forecasts.entries import Correction
from facta.forecasts.ledger import open_ledger
from facta.forecasts.sharing import WHY

if TYPE_CHECKING:
    from facta.api import Open

QUANTILES = ["q2_5", "q10", "q25", "q50", "q75", "q90", "q97_5"]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """A case with a source whose terms forbid passing records on, and a ledger of forecasts."""
    small(tmp_path / "store", "guarded")
    return replace(guarded(tmp_path), folder=tmp_path / "store")


def table(opened: Open, name: str, day: date = MAY) -> pl.DataFrame:
    return packaged(opened, opened.edition(day)).tables[name]


def test_a_question_has_its_rule_its_deadline_and_what_became_of_it(opened: Open) -> None:
    rows = {row["question"]: row for row in table(opened, "questions").iter_rows(named=True)}
    assert {name: row["status"] for name, row in rows.items()} == {
        "desk": "open", "five": "open", "size": "open", "board": "open", "april": "answered",
    }  # fmt: skip
    assert (rows["desk"]["author"], rows["desk"]["claims"], rows["desk"]["line"]) == ("analyst", ["CL1"], 4.0)
    assert rows["desk"]["void_if"] == [
        "source stopped",
        "never published",
        "unit changed",
        "indicator changed",
    ]
    assert rows["desk"]["entry"] == 1


def test_a_forecast_is_a_row_with_its_chance_or_its_quantiles(opened: Open) -> None:
    rows = table(opened, "forecasts")
    assert rows.select("question", "made", "method").is_unique().all()
    desk = rows.filter(pl.col("question") == "desk", pl.col("method") == "ensemble")
    assert desk["probability"].to_list() == [0.4, 0.62]
    assert desk["word"].to_list() == ["unlikely", "likely"]
    assert desk["made"].to_list() == [MARCH, MAY]
    assert desk["members"].to_list()[0] == ["shared rate: 1.000"]
    size = rows.filter(pl.col("question") == "size", pl.col("method") == "ensemble").row(0, named=True)
    assert [size[name] for name in QUANTILES] == [0.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0]
    assert (size["probability"], size["word"]) == (None, None)


def test_answers_scores_and_calibration_are_those_of_the_day(opened: Open) -> None:
    (answer,) = table(opened, "resolutions").to_dicts()
    assert (answer["question"], answer["answer"], answer["value"]) == ("april", "yes", 7.0)
    scores = table(opened, "scores")
    assert scores["basis"].unique().to_list() == ["ledger"]
    assert scores["baseline"].to_list() == ["persistence", "climatology", "base rate"]
    assert scores["label"].unique().to_list() == ["too few to tell"]
    told = table(opened, "calibration").filter(family="every family").filter(pl.col("n") > 0)
    assert told.select("word", "n", "share").row(0) == ("very unlikely", 1, 1.0)
    assert len(table(opened, "scores", date(2026, 4, 30))) == 0


def test_what_was_forecast_later_changes_no_export_of_an_earlier_day(opened: Open, tmp_path: Path) -> None:
    day = date(2026, 4, 30)
    small(tmp_path / "early", "guarded", until=MARCH)
    early = replace(opened, folder=tmp_path / "early")
    whole, then = (files(packaged(one, one.edition(day)), ["csv"]) for one in (opened, early))
    assert whole == then
    assert len(table(opened, "forecasts", day)) < len(table(opened, "forecasts"))


def test_a_question_that_would_tell_a_figure_held_back_is_left_out_with_all_that_was_said_of_it(
    opened: Open,
) -> None:
    package = packaged(opened, opened.edition(MAY))
    for name in ("questions", "forecasts", "resolutions"):
        assert "trade" not in package.tables[name]["question"].to_list()
    (left,) = package.tables["withheld"].filter(table="questions").to_dicts()
    assert (left["what"], left["count"], left["why"]) == ("EX-2", 1, WHY)
    for file in files(package, ["csv"]):
        assert MONEY.encode() not in file.body
    told = next(file for file in files(package, ["csv"]) if file.name == "README.md")
    assert b"1 of questions, EX-2: A line, an answer" in told.body


def test_a_forecast_that_was_withdrawn_stays_and_says_so(opened: Open) -> None:

    assert opened.folder is not None
    ledger = open_ledger(opened.folder, "guarded")
    number = next(entry.number for entry in ledger.read().entries if entry.kind == "forecast")
    ledger.append([Correction(entry=number, because="The clerk took a rumour for it.")], stamp=stamp(MAY))
    assert table(opened, "forecasts").filter("withdrawn")["entry"].to_list() == [number]
    first = opened.forecasts(date(2026, 4, 30)).row(0, named=True)
    assert (first["question"], first["probability"]) == ("desk", 0.4)
    again = opened.forecasts(MAY).row(0, named=True)
    assert (again["probability"], again["previous"]) == (0.62, None)


def test_a_case_without_a_ledger_has_the_tables_empty(guarded_case: Open) -> None:
    package = packaged(guarded_case, guarded_case.edition(MAY))
    assert [len(package.tables[one.name]) for one in TABLES] == [0] * 5
    assert [package.tables[one.name].columns for one in TABLES] == [
        [column.name for column in one.columns] for one in TABLES
    ]


def test_the_keys_of_a_data_package_hold(opened: Open) -> None:
    (described,) = (
        json.loads(file.body)
        for file in files(packaged(opened, opened.edition(MAY)), ["datapackage"])
        if file.name == "datapackage.json"
    )
    schemas = {one["name"]: one["schema"] for one in described["resources"] if one["type"] == "table"}
    assert schemas["forecasts"]["primaryKey"] == ["question", "made", "method"]
    assert schemas["forecasts"]["foreignKeys"] == [
        {"fields": ["question"], "reference": {"resource": "questions", "fields": ["question"]}}
    ]
    for name in ("forecasts", "resolutions"):
        known = table(opened, "questions")["question"].to_list()
        assert set(table(opened, name)["question"]) <= set(known)
    for one in TABLES:
        assert table(opened, one.name).select(one.key).is_unique().all()


def test_a_workbook_has_a_sheet_of_forecasts(opened: Open) -> None:
    (book,) = files(packaged(opened, opened.edition(MAY)), ["xlsx"])
    with zipfile.ZipFile(io.BytesIO(book.body)) as inside:
        assert b'name="calibration"' in inside.read("xl/workbook.xml")


def test_a_row_is_an_open_question_for_whoever_writes_python(opened: Open) -> None:
    told = opened.forecasts(MAY)
    assert told["question"].to_list() == ["desk", "board", "five", "size", "trade"]
    desk = told.row(0, named=True)
    assert (desk["probability"], desk["previous"], desk["before"]) == (0.62, 0.4, MARCH)
    assert (desk["persistence"], desk["base_rate"], desk["skill"]) == (0.3, 0.3, "too few to tell")
    assert told["q50"].to_list() == [None, None, None, 2.0, None]
    record = opened.track_record(MAY)
    assert record.to_polars()["baseline"].to_list() == ["persistence", "climatology", "base rate"]
    assert len(opened.forecasts(date(2026, 3, 1))) == 0
    assert opened.track_record(date(2026, 3, 1)).open == 0


def test_an_edited_ledger_answers_nobody(opened: Open) -> None:
    assert opened.folder is not None
    path = opened.folder / "forecasts" / "guarded" / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"probability":0.62', b'"probability":0.26'))
    with pytest.raises(LedgerError, match="was edited: a forecast of 'desk'"):
        opened.forecasts(MAY)
    with pytest.raises(LedgerError, match="was edited"):
        packaged(opened, opened.edition(MAY))
