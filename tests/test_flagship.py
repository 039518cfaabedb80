"""The flagship case: every fact and figure is there, and each figure of the board can be redone by hand."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from facta.assessment import known_on
from facta.checking import check_case
from facta.evidence import Record, behind, find
from facta.periods import parse

if TYPE_CHECKING:
    from facta.api import Open

SERIES = {
    "afghan_returns": 129, "afghan_totals": 104, "aid_russia_china": 19, "aid_un": 22, "csto_drills_base": 43,
    "fuel_grain": 55, "macro": 69, "mining_oil": 25, "narcotics": 41, "rail_border": 98, "rail_projects": 42,
    "russia_ct_migration": 103, "tajik_border": 72, "tariffs_payments": 20, "trade_bilateral": 215,
    "transit_iran": 7, "transit_pakistan": 39, "un_sg_security": 76, "unama_iskp": 75,
}  # fmt: skip
FACTS = {
    "relations": 37, "recognition": 34, "drills": 26, "trade": 50, "corridor": 55, "minerals": 11, "iskp": 35,
    "commitments": 20, "buffer": 28,
}  # fmt: skip


def ids(opened: Open, folder: str, name: str) -> set[str]:
    with (opened.case.folder / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


def test_all_296_facts_and_1254_figures_are_in_the_tables(flagship: Open) -> None:
    assert {name: len(ids(flagship, "ledger", name)) for name in FACTS} == FACTS
    assert {name: len(ids(flagship, "figures", name)) for name in SERIES} == SERIES
    assert (sum(FACTS.values()), sum(SERIES.values())) == (296, 1254)


def test_every_fact_and_figure_can_be_explained(flagship: Open) -> None:
    names = [("ledger", name) for name in FACTS] + [("figures", name) for name in SERIES]
    wanted = {ref for folder, name in names for ref in ids(flagship, folder, name)}
    assert len(wanted) == 296 + 1254
    for ref in wanted:
        found = find(flagship.case, flagship.records, ref)
        assert isinstance(found, list)
        assert {record.ref for record in found} == {ref}
        assert all(record.values["text"] and record.values["snapshot"] for record in found)


def test_the_case_names_nothing_that_its_tables_lack() -> None:
    case, records = check_case("russia-taliban")
    assert len(case.indicators) >= 40
    assert records >= 296 + 1254


def test_every_strand_is_watched_and_every_kind_is_used(flagship: Open) -> None:
    indicators = flagship.case.indicators.values()
    assert min(Counter(i.strand for i in indicators).values()) >= 8
    kinds = {"count", "total", "latest", "share", "ratio", "distance", "gap"}
    assert {i.kind for i in indicators} == kinds


def test_every_indicator_has_a_figure_and_says_what_moves_it(flagship: Open) -> None:
    assessment = flagship.assess()
    assert [s.indicator for s in assessment.standings if s.latest is None and s.collected] == []
    for indicator in flagship.case.indicators.values():
        assert indicator.signals
        assert indicator.confounders
        assert indicator.limitation
        assert indicator.rise.because
        assert indicator.fall.because


def test_the_default_day_is_that_of_the_newest_fact(flagship: Open) -> None:
    assert flagship.newest == date(2026, 6, 1)
    assert flagship.assess().as_of == date(2026, 6, 1)


def test_the_judgement_counts_every_indicator_off_baseline(flagship: Open) -> None:
    assessment = flagship.assess()
    off = Counter(s.strand for s in assessment.standings if s.level)
    leaning = [s for s in assessment.strands if s.direction != "none"]
    assert leaning
    for strand in leaning:
        count = strand.deepening if strand.direction == "deepening" else strand.straining
        assert f"({count} of {off[strand.strand]} off baseline)" in assessment.judgement


def test_the_withdrawn_report_stands_for_one_day(flagship: Open) -> None:
    stood = [
        day for day in range(1, 6) if "BF023" in flagship.records.events(date(2025, 12, day))["ref"].to_list()
    ]
    assert stood == [2]


def test_the_slip_of_unit_is_flagged_beside_the_kilotonnes(flagship: Open) -> None:
    from facta.indicators import Cells, Selection, cells
    from facta.indicators.windows import suspects

    selection = Selection(kind="delivery", tags=("commodity:lpg",), status=("asserted", "disputed"))
    found: Cells = cells(flagship.records, selection, unit="kt").at(date(2026, 6, 1).toordinal())
    odd = suspects(found, "kt", rates=False)
    rows = flagship.records.versions("events")[found.row[odd]]
    assert rows["ref"].to_list() == ["TE044"]


def by_hand(records: list[Record], period: str) -> list[Record]:
    span = parse(period)
    return [r for r in records if span.start <= r.values["start"] < span.end]


@pytest.mark.parametrize("name", ["BB-11", "CT-3", "LE-8", "CO-12"])
def test_a_count_is_the_number_of_its_records(flagship: Open, name: str) -> None:
    known = known_on(flagship.case, flagship.records, flagship.newest)
    indicator = flagship.case.indicators[name]
    points = indicator.measure(known)
    assert points["n"].sum() > 0
    for row in points.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        mine = [r for r in behind(indicator, known) if row["start"] <= r.values["start"] < row["end"]]
        assert row["value"] == len(mine) == row["n"]


def test_armed_clashes_are_the_figures_as_printed(flagship: Open) -> None:
    known = known_on(flagship.case, flagship.records, flagship.newest)
    indicator = flagship.case.indicators["BB-9"]
    points = indicator.measure(known)
    printed = {r.ref: r.values["value"] for r in behind(indicator, known)}
    newest = points.filter(pl.col("start") == date(2025, 1, 1)).row(0, named=True)
    assert newest["value"] == printed["JB0011"] == 17
    assert newest["scaled"] == 0
    half = points.filter(pl.col("end") == date(2015, 7, 1)).row(0, named=True)
    assert half["value"] == pytest.approx(18 * 365.2425 / 181)
    assert half["scaled"] == 1


def test_the_lpg_share_of_demand_is_two_daily_rates(flagship: Open) -> None:
    known = known_on(flagship.case, flagship.records, flagship.newest)
    indicator = flagship.case.indicators["EC-2"]
    value = indicator.measure(known).filter(pl.col("value").is_not_null())["value"][-1]
    assert value == pytest.approx(100 * (418 / 334) / (700 / 365), rel=1e-3)


def test_the_share_of_broken_promises_has_the_exact_interval(flagship: Open) -> None:
    from scipy.stats import binomtest

    known = known_on(flagship.case, flagship.records, flagship.newest)
    indicator = flagship.case.indicators["CO-1"]
    points = indicator.measure(known).filter(pl.col("value").is_not_null())
    row = points.row(-1, named=True)
    k = round(row["value"] * row["n"] / 100)
    interval = binomtest(k, row["n"]).proportion_ci()
    assert np.allclose([row["low"], row["high"]], [100 * interval.low, 100 * interval.high])


def test_as_of_an_earlier_day_only_what_was_known_then_counts(flagship: Open) -> None:
    then = flagship.assess(date(2025, 7, 2))
    after = flagship.assess(date(2025, 7, 4))
    rung = {a.as_of: next(s for s in a.standings if s.indicator == "LE-1") for a in (then, after)}
    values = [rung[day].latest.value for day in (date(2025, 7, 2), date(2025, 7, 4)) if rung[day].latest]
    assert values == [4, 6]
