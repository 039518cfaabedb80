"""What may not be passed on is left out of the argument too, and everything else stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guarded import SECRET, TOLD

from facta.exports.assessed import WHY, assessed, held_back
from facta.exports.schema import RECORDS
from facta.results import Item, Result
from facta.views.export import shareable

if TYPE_CHECKING:
    import polars as pl

    from facta.exports import Package

COMMON = {"because": f"since {TOLD}", "detail": (("said", TOLD),)}
ITEMS = (
    Item(key="a", title="A claim of the author", says="open", records=("B1", "E1"), **COMMON),  # type: ignore[arg-type]
    Item(key="b", title=TOLD, says="open", records=("B1",), **COMMON),  # type: ignore[arg-type]
    Item(
        key="c",
        title="Another claim",
        says="open",
        because="as E1 says",
        records=("E1",),
        detail=(("x", "y"),),
    ),
)


def argued(package: Package) -> dict[str, pl.DataFrame]:
    result = Result(
        analysis="claims", kind="claims", title="Claims", headline="Open.", method="By hand.", items=ITEMS
    )
    secret = RECORDS.frame([{"ref": "B1", "text": TOLD, "title": TOLD, "redistributable": "no"}])
    assessment = replace(package.edition.assessment, results=(result,))
    return assessed(assessment, None, (), secret=secret, sources=("ledger",))


def test_parts_of_the_argument_do_not_repeat_a_record_held_back(guarded_package: Package) -> None:
    tables = argued(guarded_package)
    parts = {row["key"]: row for row in tables["parts"].iter_rows(named=True)}
    assert [parts[key]["title"] for key in "abc"] == ["A claim of the author", "b", "Another claim"]
    assert [parts[key]["records"] for key in "abc"] == [["E1"], [], ["E1"]]
    assert [parts[key]["because"] for key in "abc"] == [WHY, WHY, "as E1 says"]
    assert tables["details"]["key"].to_list() == ["c"]


def test_a_figure_held_back_is_not_told_by_its_level_or_finding(guarded_package: Package) -> None:
    rows = {row["indicator"]: row for row in guarded_package.tables["indicators"].iter_rows(named=True)}
    assert (rows["EX-2"]["level"], rows["EX-2"]["value"], rows["EX-2"]["reason"]) == (2, None, WHY)
    assert rows["EX-1"]["value"] == 17.0
    (finding,) = guarded_package.tables["findings"].filter(indicator="EX-2").to_dicts()
    assert (finding["level"], finding["size"], finding["reason"]) == (2, None, WHY)
    assert not [row for row in rows.values() if str(SECRET)[:4] in str(row)]


def test_points_held_back_are_marked_and_counted(guarded_package: Package) -> None:
    series = guarded_package.tables["series"]
    marked = series.filter("withheld")
    assert set(marked["indicator"]) == {"EX-2"}
    assert len(marked) == held_back(guarded_package.edition.assessment)["EX-2"] == 5
    assert marked["value"].null_count() == 5


def test_a_figure_of_several_records_of_such_a_source_may_be_shown(guarded_package: Package) -> None:
    assessment = guarded_package.edition.assessment
    several = [
        replace(one, series=replace(one.series, points=one.series.points.with_columns(n=2)))
        for one in assessment.standings
    ]
    assert held_back(replace(assessment, standings=tuple(several))) == {}


def test_a_zero_that_was_looked_for_is_no_record_and_stays(guarded_package: Package) -> None:
    (standing,) = (one for one in guarded_package.edition.assessment.standings if one.indicator == "EX-1")
    sold = replace(standing, redistributable="no")
    before, after = sold.series.points, shareable(sold).series.points
    zeros = before["state"] == "zero"
    assert zeros.sum() >= 8
    assert after.filter(zeros)["value"].to_list() == [0.0] * int(zeros.sum())
    assert after["value"].null_count() == 0
