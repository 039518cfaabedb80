"""Assessments made by hand, for the pages: one that looks real, one hostile, one empty."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import polars as pl

from facta.records import (
    Assessment,
    Finding,
    Gap,
    Inputs,
    Point,
    Series,
    Standing,
    StrandStanding,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.records import Direction, Health, State

AS_OF = date(2026, 6, 15)
EARLIER = date(2026, 3, 15)
TODAY = date(2026, 11, 22)
SCHEMA = {
    "start": pl.Date,
    "end": pl.Date,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "sources": pl.Int64,
    "grade": pl.String,
    "state": pl.String,
    "known_at": pl.Date,
    "assumed": pl.Int64,
    "suspect": pl.Int64,
    "scaled": pl.Int64,
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Sketch(NamedTuple):
    """What a test says of one indicator."""

    key: str
    title: str
    strand: str
    unit: str
    level: int | None
    direction: Direction = "none"
    health: Health = "fresh"
    period: str = "month"
    length: int = 48
    top: float = 20.0
    evidence: str = "deed"
    missing: tuple[int, int] = (0, 0)
    spread: float = 0.0
    lag: int = 1


STRANDS = (
    (
        "terror",
        "Security: counter-terrorism",
        "Is the threat contained, and does cooperation produce results?",
    ),
    ("buffer", "Security: border and buffer", "Does Moscow trust Taliban containment? Does the buffer hold?"),
    ("economy", "Economy and corridors", "Is a lifeline extended, and does the corridor become real?"),
    ("legitimacy", "Legitimacy", "Does recognition advance, and spread?"),
    ("cohesion", "Cohesion and capacity", "Can the bargain be kept?"),
)


def sketches() -> tuple[Sketch, ...]:
    """Read the sketches of the real-looking case."""
    with Path(__file__).with_name("sketches.csv").open(encoding="utf-8", newline="") as table:
        return tuple(_sketch(row) for row in csv.DictReader(table))


def _sketch(row: dict[str, str]) -> Sketch:
    return Sketch(
        row["key"],
        row["title"],
        row["strand"],
        row["unit"],
        int(row["level"]) if row["level"] else None,
        direction=cast("Direction", row["direction"]),
        health=cast("Health", row["health"]),
        period=row["period"],
        length=int(row["length"]),
        top=float(row["top"]),
        evidence=row["evidence"],
        missing=(int(row["missing_from"]), int(row["missing_to"])),
        spread=float(row["spread"]),
        lag=int(row["lag"]),
    )


def month(first: date, step: int) -> date:
    """Go some months on."""
    whole = first.year * 12 + first.month - 1 + step
    return date(whole // 12, whole % 12 + 1, 1)


def frame(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Make a frame of points in the right types."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def series(sketch: Sketch) -> Series:
    """Draw up a series of plausible figures, the same each time."""
    chance = random.Random(sketch.key)  # noqa: S311 - a test's figures, no secret
    step = MONTHS[sketch.period]
    last = month(AS_OF.replace(day=1), -sketch.lag)
    if sketch.period == "year":
        last = date(last.year, 1, 1)
    rows: list[dict[str, object]] = []
    for index in range(sketch.length):
        start = month(last, (index - sketch.length) * step)
        rise = 0.35 + 0.1 * chance.random() if index < sketch.length - 4 else 0.9
        value: float | None = float(f"{sketch.top * rise * (0.7 + 0.35 * chance.random()):.3g}")
        if sketch.unit not in {"ratio", "percent"}:
            value = float(round(value or 0))
        state: State = "observed" if value else "zero"
        if sketch.missing[0] <= index < sketch.missing[1]:
            value, state = None, "unmonitored"
        low = high = None
        if value is not None and sketch.spread:
            low, high = value * (1 - sketch.spread), value * (1 + sketch.spread)
        rows.append(
            {
                "start": start,
                "end": month(start, step),
                "value": value,
                "low": low,
                "high": high,
                "n": 3,
                "sources": 1 + index % 3,
                "grade": "B2",
                "state": state,
                "known_at": month(start, step) + timedelta(days=20),
                "assumed": 1,
                "suspect": 0,
                "scaled": 0,
            }
        )
    return Series(
        indicator=sketch.key, unit=sketch.unit, as_of=AS_OF, period=sketch.period, points=frame(rows)
    )


def standing(sketch: Sketch) -> Standing:
    """Let an indicator stand as sketched."""
    made = series(sketch)
    known = [row for row in made.points.iter_rows(named=True) if row["value"] is not None]
    latest = None
    if known:
        row = known[-1]
        fields = ("start", "end", "value", "low", "high", "n", "sources", "state", "known_at")
        latest = Point(
            grade="D3" if sketch.evidence == "word" else "B2", **{field: row[field] for field in fields}
        )
    since = known[-3]["start"] if len(known) > 3 and sketch.level else None
    values = sorted(row["value"] for row in known)
    band = (values[len(values) // 10], values[len(values) * 7 // 10]) if len(values) > 4 else None
    said = f"{sketch.title} stand outside their usual range in the newest periods."
    findings: tuple[Finding, ...] = (
        Finding(
            signal="surprise",
            series=sketch.key,
            level=sketch.level,
            direction=sketch.direction,
            size=2.41,
            low=1.6,
            high=3.3,
            measure="times the median",
            since=since,
            reason=said,
            rule="outside the central 95 % of its own baseline in two or more periods",
            capped="a single source stops at level 2" if sketch.level == 2 else None,
        ),
        Finding(signal="trend", series=sketch.key, level=0, direction="none", reason="No trend."),
    )
    if sketch.level == 4:
        crossed = Finding(
            signal="threshold",
            series=sketch.key,
            level=4,
            direction=sketch.direction,
            tripped=True,
            since=since,
            reason="The registered level was crossed and two independent sources confirm it.",
            rule="crossed for one period, confirmed by two independent sources",
        )
        findings = (crossed, *findings)
    return Standing(
        indicator=sketch.key,
        title=sketch.title,
        strand=sketch.strand,
        evidence="word" if sketch.evidence == "word" else "deed",
        unit=sketch.unit,
        level=sketch.level,
        direction=sketch.direction,
        health=sketch.health,
        since=since,
        reason=said,
        latest=latest,
        age_days=(AS_OF - latest.end).days if latest else None,
        band=band,
        findings=findings if sketch.level is not None else (),
        series=made,
    )


def strand(key: str, title: str, question: str, standings: Sequence[Standing]) -> StrandStanding:
    """Count how the indicators of a strand stand."""
    mine = [one for one in standings if one.strand == key]
    deep = sum(bool(one.level) and one.direction == "deepening" for one in mine)
    strain = sum(bool(one.level) and one.direction == "straining" for one in mine)
    lean: Direction = "deepening" if deep > strain + 1 else "straining" if strain > deep + 1 else "none"
    return StrandStanding(
        strand=key,
        title=title,
        question=question,
        deepening=deep,
        straining=strain,
        baseline=sum(one.level == 0 for one in mine),
        not_assessed=sum(one.level is None for one in mine),
        agreement=0.78 if deep + strain else None,
        direction=lean,
        sentence="",
    )


def inputs() -> Inputs:
    """Give inputs with digests of the real length."""
    return Inputs(
        case_digest="7c1e94b0" * 8,
        store_digest="a04fd21c" * 8,
        version="0.1.0",
        records=1204,
        assumed=417,
        newest_event=date(2026, 6, 1),
        newest_observation=date(2026, 5, 20),
        snapshots=("a" * 64, "b" * 64),
    )


def flagship() -> Assessment:
    """Make an assessment that looks like the real one."""
    standings = tuple(standing(sketch) for sketch in sketches())
    return Assessment(
        case="russia-taliban",
        title="Russia and Taliban-run Afghanistan",
        question="Is the alignment of Moscow and the Taliban deepening or straining, and in which strand?",
        as_of=AS_OF,
        judgement=(
            "Legitimacy and trade deepen while the security return shrinks. Recognition and fuel deliveries "
            "have both reached their highest recorded level; armed clashes on the Tajik border crossed their "
            "trip-wire, and verified disruptions of northern cells remain rare."
        ),
        strands=tuple(strand(*one, standings) for one in STRANDS),
        standings=standings,
        gaps=(
            Gap(
                what="Hardware delivered to the 201st base",
                since=date(2024, 2, 1),
                state="unmonitored",
                reason="No source on our list reports deliveries to the base after January 2024.",
            ),
            Gap(
                what="gdelt",
                since=date(2025, 6, 14),
                state="failed",
                reason="The publisher has no data from 14 June to 2 July 2025, before recognition.",
            ),
            Gap(
                what="Statements of apprehension among the neighbours",
                since=None,
                state="stale",
                reason="The source has not answered for 97 days; its usual lag is 14 days.",
            ),
        ),
        inputs=inputs(),
    )


def empty() -> Assessment:
    """Make an assessment of a case with nothing in it."""
    nothing = replace(
        inputs(), records=0, assumed=0, newest_event=None, newest_observation=None, snapshots=()
    )
    return replace(flagship(), judgement="", strands=(), standings=(), gaps=(), inputs=nothing)
