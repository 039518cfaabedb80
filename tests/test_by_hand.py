"""Each figure on the flagship's board, redone from its records with plain arithmetic."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING, Any

import pytest

from facta.assessment import known_on
from facta.cases import load_case
from facta.evidence import Record, behind
from facta.gaps import is_collected
from facta.units import convert

if TYPE_CHECKING:
    from collections.abc import Callable

    from facta.api import Open
    from facta.indicators import Indicator, Known, Selection
    from facta.records import Point

DAYS = {"month": 365.2425 / 12, "quarter": 365.2425 / 4, "half": 365.2425 / 2, "year": 365.2425}
CASE = load_case("russia-taliban")
ASKED = {CASE.source_name(name) for name, use in CASE.sources.items() if is_collected(use)}
NAMES = [
    name
    for name, indicator in CASE.indicators.items()
    if ASKED.isdisjoint(source for _, selection in indicator.selections() for source in selection.source)
]


def records(indicator: Indicator, known: Known, part: str) -> list[Record]:
    """Return the records of one selection of an indicator."""
    selection: Selection = dict(indicator.selections())[part]
    alone = indicator.model_copy(update={name: selection for name, _ in indicator.selections()})
    return behind(alone, known)


def within(found: list[Record], start: Any, end: Any) -> list[Record]:
    return [r for r in found if start <= r.values["start"] < end]


def numbers(found: list[Record], unit: str | None) -> list[float]:
    name = {"events": "quantity", "observations": "value"}
    return [convert(r.values[name[r.table]], r.values["unit"], unit or r.values["unit"]) for r in found]


def rates(found: list[Record], unit: str | None) -> list[float]:
    """Return the daily rate of every figure, and of every difference of two that share a start."""
    spans = [
        (r.values["start"], r.values["end"], v) for r, v in zip(found, numbers(found, unit), strict=True)
    ]
    out = [value / (end - start).days for start, end, value in spans]
    for start, end, value in spans:
        out += [
            (longer - value) / (last - end).days
            for first, last, longer in spans
            if first == start and last > end
        ]
    return out


def count(indicator: Any, known: Known, latest: Point) -> list[float]:
    found = records(indicator, known, "of")
    mine = (
        [r for r in found if r.values["start"] < latest.end]
        if indicator.running
        else within(found, latest.start, latest.end)
    )
    if indicator.distinct:
        return [len({r.values[indicator.distinct] for r in mine})]
    return [len(mine)]


def total(indicator: Any, known: Known, latest: Point) -> list[float]:
    found = records(indicator, known, "of")
    if indicator.of.table == "events":
        return [sum(numbers(within(found, latest.start, latest.end), indicator.unit))]
    length = DAYS[indicator.period] if latest.scaled else (latest.end - latest.start).days
    return [rate * length for rate in rates(found, indicator.unit)]


def latest_report(indicator: Any, known: Known, latest: Point) -> list[float]:
    return numbers(
        [r for r in records(indicator, known, "of") if r.values["start"] < latest.end], indicator.unit
    )


def share(indicator: Any, known: Known, latest: Point) -> list[float]:
    part, whole = (
        within(records(indicator, known, name), latest.start, latest.end) for name in ("part", "of")
    )
    return [100 * len(part) / len(whole)]


def ratio(indicator: Any, known: Known, latest: Point) -> list[float]:
    top, under = records(indicator, known, "of"), records(indicator, known, "over")
    if indicator.of.table == "events":
        parts = [len(within(found, latest.start, latest.end)) for found in (top, under)]
        return [indicator.times * parts[0] / parts[1]]
    return [
        indicator.times * a / b
        for a in rates(top, indicator.in_unit)
        for b in rates(under, indicator.in_unit)
        if b
    ]


def distance(indicator: Any, known: Known, latest: Point) -> list[float]:
    line = [p for part in known.lines[indicator.to].parts for p in _dense(part)]
    found = within(records(indicator, known, "of"), latest.start, latest.end)
    return [median(min(_km(r.values, point) for point in line) for r in found if r.values["lat"] is not None)]


def _dense(part: Any) -> list[tuple[float, float]]:
    return [
        (a[0] + (b[0] - a[0]) * i / 200, a[1] + (b[1] - a[1]) * i / 200)
        for a, b in pairwise(part)
        for i in range(201)
    ]


def _km(row: dict[str, Any], point: tuple[float, float]) -> float:
    a, b = math.radians(row["lat"]), math.radians(point[0])
    turn = math.radians(row["lon"] - point[1])
    return 6371.0088 * math.acos(
        min(1.0, math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn))
    )


def gap(indicator: Any, known: Known, latest: Point) -> list[float]:
    points = indicator.measure(known).filter(_usable(indicator, known)).rows(named=True)
    sides = []
    for part in ("first", "second"):
        found = records(indicator, known, part)
        roots = [math.sqrt(len(within(found, p["start"], p["end"])) + 0.375) for p in points]
        place = [p["start"] for p in points].index(latest.start)
        sides.append((roots[place] - fmean(roots[:place])) / stdev(roots[:place]))
    return [sides[0] - sides[1]]


def _usable(indicator: Any, known: Known) -> Any:
    import polars as pl

    since = indicator.since or known.since
    return pl.col("state").is_in(["observed", "zero"]) & (pl.col("start") >= since)


BY_HAND: dict[str, Callable[..., list[float]]] = {
    "count": count,
    "total": total,
    "latest": latest_report,
    "share": share,
    "ratio": ratio,
    "distance": distance,
    "gap": gap,
}


@pytest.fixture(scope="module")
def newest(flagship: Open) -> dict[str, Point | None]:
    return {standing.indicator: standing.latest for standing in flagship.assess().standings}


@pytest.mark.parametrize("name", NAMES)
def test_the_newest_figure_follows_from_its_records(
    flagship: Open, newest: dict[str, Point | None], name: str
) -> None:
    known = known_on(flagship.case, flagship.records, flagship.newest)
    indicator = flagship.case.indicators[name]
    latest = newest[name]
    assert latest is not None
    by_hand = BY_HAND[indicator.kind](indicator, known, latest)
    near = 0.02 if indicator.kind == "distance" else 1e-6
    assert any(math.isclose(latest.value, value, rel_tol=near, abs_tol=1e-9) for value in by_hand)
