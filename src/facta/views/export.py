"""An assessment as JSON: every figure with its unit, period, as-of day and interval."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from facta.records import Assessment, Change


def to_json(assessment: Assessment, change: Change | None = None) -> str:
    """Return an assessment, and what changed, as JSON with sorted, stable content."""
    data = {"assessment": plain(assessment), "change": plain(change) if change else None}
    return json.dumps(data, indent=2, ensure_ascii=False)


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
