"""Turning points are checked like everything in a case, and those of the flagship rest on its ledger."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from facta.checking import check_case
from facta.errors import CaseError

if TYPE_CHECKING:
    from facta.api import Open

FOLDER = Path(__file__).parent / "turning"


def mistakes(tmp_path: Path, was: str, now: str) -> list[str]:
    folder = tmp_path / "turning"
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    text = (folder / "case.yml").read_text(encoding="utf-8")
    assert was in text
    (folder / "case.yml").write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(CaseError) as raised:
        check_case(folder)
    return [said.removeprefix(f"{folder}/") for said in raised.value.mistakes]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "strands: [river]\n    records: [C-1]",
            "strands: [rivr]\n    records: [C-1]",
            "case.yml:50:15: turning_points.dam.strands.0: no strand 'rivr'; did you mean 'river'?",
        ),
        (
            "indicators: [X-1]",
            "indicators: [X-11]",
            "case.yml:57:18: turning_points.walkout.indicators.0: no indicator 'X-11'; did you mean 'X-1'?",
        ),
        (
            "records: [C-9]",
            "records: [C-99]",
            (
                "case.yml:65:15: turning_points.flood.records: no record 'C-99' in the tables of the case; "
                "did you mean 'C-9'?"
            ),
        ),
        (
            "    records: [C-10]\n",
            "",
            (
                "case.yml:67:3: turning_points.treaty: it rests on nothing; write records: with ids "
                "of the case, or url: with a public page"
            ),
        ),
        (
            "    strands: [river]\n    records: [C-1]",
            "    records: [C-1]",
            (
                "case.yml:46:3: turning_points.dam: it concerns nothing; write strands: or indicators: "
                "with what it is of"
            ),
        ),
        (
            "direction: deepening",
            "direction: upward",
            (
                "case.yml:70:5: turning_points.treaty.direction: 'upward' is not one of 'deepening', "
                "'straining' or 'none'"
            ),
        ),
        (
            "date: 2024-08-20",
            "date: August",
            "case.yml:61:5: turning_points.flood.date: 'August' is not a day; write it as 2025-10-03",
        ),
    ],
)
def test_a_mistake_says_where_and_what_to_write(tmp_path: Path, was: str, now: str, said: str) -> None:
    assert mistakes(tmp_path, was, now) == [said]


def test_the_flagship_labels_at_least_fourteen_on_its_own_records(flagship: Open) -> None:
    points = flagship.case.turning_points
    assert len(points) >= 14
    assert all(point.records or point.url for point in points.values())
    days = {key: point.date for key, point in points.items()}
    for key, day in {
        "takeover": date(2021, 8, 15),
        "embassy-bombing": date(2022, 9, 5),
        "crocus": date(2024, 3, 22),
        "delisting": date(2025, 4, 17),
        "recognition": date(2025, 7, 3),
        "border-closure": date(2025, 10, 11),
    }.items():
        assert days[key] == day
    directions = [point.direction for point in points.values()]
    assert min(directions.count("deepening"), directions.count("straining")) >= 7


def test_a_labelled_day_is_a_day_of_one_of_its_records(flagship: Open) -> None:
    starts = dict(flagship.records.versions("events").select("ref", "start").iter_rows())
    for key, point in flagship.case.turning_points.items():
        assert any(starts[ref] == point.date for ref in point.records), key
