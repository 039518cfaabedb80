"""An assessment as JSON: every figure with its unit, period, as-of day and interval."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from facta.records import Assessment, Change, Finding, Standing

FIGURES = ("value", "low", "high")
WHY = "left out: the terms of its source do not allow passing a single record on"
LOOKED_FOR = ("zero", "partial")  # states in which no record is no event


def to_json(assessment: Assessment, change: Change | None = None) -> str:
    """Return an assessment, and what changed, as JSON with sorted, stable content.

    A figure that rests on a single record of a source whose terms forbid passing records on would
    be that record: it is left out.
    """
    standings = tuple(shareable(standing) for standing in assessment.standings)
    assessment = dataclasses.replace(assessment, standings=standings)
    data = {"assessment": plain(assessment), "change": plain(change) if change else None}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def shareable(standing: Standing) -> Standing:
    """Return a standing without the figures that would be a record that may not be passed on.

    A zero that was looked for rests on no record, and stays.
    """
    if standing.redistributable != "no":
        return standing
    nothing = (pl.col("n") == 0) & (pl.col("value") == 0) & pl.col("state").is_in(LOOKED_FOR)
    alone = (pl.col("n") <= 1) & ~nothing
    figures = [pl.when(alone).then(None).otherwise(pl.col(name)).alias(name) for name in FIGURES]
    series = dataclasses.replace(standing.series, points=standing.series.points.with_columns(figures))
    latest = standing.latest
    if latest and latest.n <= 1 and not (latest.n == latest.value == 0 and latest.state in LOOKED_FOR):
        latest = None
    return dataclasses.replace(standing, series=series, latest=latest)


def passed(standing: Standing) -> Standing:
    """Return a standing without the figures held back, and without words and sizes that would repeat them."""
    kept = shareable(standing)
    if kept.series.points["value"].count() == standing.series.points["value"].count():
        return standing
    return dataclasses.replace(
        kept, findings=tuple(_bare(finding) for finding in standing.findings), reason=WHY, band=None
    )


def _bare(finding: Finding) -> Finding:
    return dataclasses.replace(finding, size=None, low=None, high=None, p=None, reason=WHY)


def plain(value: Any) -> Any:  # noqa: ANN401  (any record, to plain data)
    """Return records, dates and frames as plain data."""
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, pl.DataFrame):
        return [plain(row) for row in value.iter_rows(named=True)]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
