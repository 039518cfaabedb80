"""What may not be passed on is left out of the argument too, and everything else stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from guarded import AS_OF, SECRET, TOLD, guarded

from facta.exports import FORMATS, files, packaged
from facta.exports.assessed import WHY, assessed, held_back
from facta.exports.passing import passed_change
from facta.exports.schema import RECORDS
from facta.records import Change, Difference, Event
from facta.results import Figure, Item, Result
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
    assert (finding["level"], finding["size"], finding["p"], finding["reason"]) == (2, None, None, WHY)
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


ARGUED = """
analyses:
  promises: {kind: commitments, title: What was promised, of: {kind: commitment}}
"""
WORDS = "A promise that only a subscriber may read."


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A case whose argument rests on a promise that may not be passed on."""
    promise = Event(
        source="guarded/bought", ref="CM1", kind="commitment", actor="KAZ", target="UZB", text=WORDS,
        start=date(2026, 4, 1), end=date(2026, 4, 2), known_at=date(2026, 4, 2), known_by="published",
        snapshot="b" * 64, tags=("due:2026-12-31", "outcome:open"),
    )  # fmt: skip
    opened = guarded(tmp_path_factory.mktemp("sold"), ARGUED, [promise])
    return packaged(opened, opened.edition(AS_OF, "2026-01-02"))


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in ("parquet", "xlsx")])
def test_the_words_of_a_promise_held_back_are_told_by_no_table(name: str, sold: Package) -> None:
    (result,) = sold.edition.assessment.results
    assert result.items[0].title == WORDS.rstrip(".")
    assert any(WORDS.rstrip(".") in figure.note for figure in result.figures)
    made = [file for file in files(sold, [name]) if not file.name.endswith(".parquet")]
    assert not [file.name for file in made if WORDS.rstrip(".").encode() in file.body]


def test_what_moved_and_what_is_due_keep_their_place_without_the_words(sold: Package) -> None:
    (moved,) = sold.tables["changes"].filter(what="CM1").to_dicts()
    assert (moved["now"], moved["title"], moved["reason"]) == ("open", "CM1", WHY)
    (due,) = sold.tables["expected"].filter(about="promises.CM1").to_dicts()
    assert (due["day"], due["title"]) == (date(2026, 12, 31), "Promise due: CM1")


def test_a_part_that_rests_on_a_figure_held_back_does_not_repeat_it(guarded_package: Package) -> None:
    newest = SECRET + 2026 + 1
    sizes = {"because": "Q1 2026: 101,000 USD, above the line.", "detail": (("now", f"{newest:,.0f} USD"),)}
    figure = Figure(name="a", title="Trade", value=newest, unit="USD")
    given = {"says": "unconfirmed", "rests_on": ("EX-2",)}
    items = (
        Item(key="a", title="Trade", figure=figure, **given, **sizes),  # type: ignore[arg-type]
        Item(key="b", title="Trade", because="Beyond since 2025, level 2.", **given),  # type: ignore[arg-type]
    )
    result = Result(
        analysis="lines", kind="tripwires", title="Lines", method="By hand.", items=items, gaps=(),
        headline=f"One line is crossed: {newest:,.0f} USD.",
    )  # fmt: skip
    now = replace(guarded_package.edition.assessment, results=(result,))
    tables = assessed(now, None, (), secret=RECORDS.frame([]), sources=())
    first, second = tables["parts"].to_dicts()
    assert (first["because"], first["value"], second["because"]) == (WHY, None, "Beyond since 2025, level 2.")
    assert tables["details"]["says"].to_list() == [WHY]
    assert tables["analyses"]["headline"].to_list() == [WHY]


def test_a_figure_that_was_a_single_record_is_not_told_as_one_that_was_revised(sold: Package) -> None:
    now, was = sold.edition.assessment, sold.edition.was
    assert was is not None
    several = [
        replace(one, series=replace(one.series, points=one.series.points.with_columns(n=2)))
        for one in now.standings
    ]
    later = replace(now, standings=tuple(several))
    assert held_back(later) == {}
    told = Difference(
        indicator="EX-2", title="Trade", cause="the data", was="2", now="2", level_was=2, level_now=2,
        reason="Q1 2025 revised from 100,791 to 5",
    )  # fmt: skip
    change = Change(case="guarded", was=was.as_of, now=now.as_of, differences=(told,))
    (kept,) = passed_change(change, was, later, later).differences
    assert kept.reason == WHY
