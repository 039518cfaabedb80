"""Series and contexts made for tests."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.periods import periods
from facta.records import Series
from facta.signals import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

DATES = ("start", "end", "known_at")
FLOATS = ("value", "low", "high")


def series(
    values: Sequence[float | str | None],
    *,
    frequency: Any = "quarter",
    sources: int | Sequence[int] = 2,
    grade: str | None = "B2",
    unit: str = "attacks",
) -> Series:
    """Make a series that starts in 2015; a word instead of a value is the state of a period without one.

    A pair like ``"partial 3"`` is a state with a value.
    """
    spans = periods(date(2015, 1, 1), date(2115, 1, 1), frequency)[: len(values)]
    rows = []
    for i, (span, given) in enumerate(zip(spans, values, strict=True)):
        word, _, number = given.partition(" ") if isinstance(given, str) else ("", "", "")
        value = float(number) if number else None if word else float(given or 0.0)
        rows.append(
            {
                "start": span.start,
                "end": span.end,
                "value": value,
                "low": None,
                "high": None,
                "n": 0
                if value is None or math.isnan(value)
                else max(min(int(abs(value)), 10**9), int(value != 0)),
                "sources": sources if isinstance(sources, int) else sources[i],
                "grade": grade,
                "state": word or ("zero" if value == 0 else "observed"),
                "known_at": span.end,
                "assumed": 0,
                "suspect": 0,
                "scaled": 0,
            }
        )
    columns: dict[str, Any] = dict.fromkeys(
        (
            "start",
            "end",
            "value",
            "low",
            "high",
            "n",
            "sources",
            "grade",
            "state",
            "known_at",
            "assumed",
            "suspect",
            "scaled",
        ),
        pl.Int64,
    )
    columns |= dict.fromkeys(DATES, pl.Date) | dict.fromkeys(FLOATS, pl.Float64)
    columns |= dict.fromkeys(("grade", "state"), pl.String)
    as_of = spans[-1].end if spans else date(2015, 1, 1)
    return Series(
        indicator="attacks",
        unit=unit,
        as_of=as_of,
        period=frequency,
        points=pl.DataFrame(rows, schema=columns),
    )


def context(made: Series, **changed: Any) -> Context:
    """Make a context in which a rise strains and a fall deepens."""
    given: dict[str, Any] = {
        "as_of": made.as_of,
        "rise": "straining",
        "fall": "deepening",
        "since": date(2015, 1, 1),
        "is_count": True,
        "lag_days": 0,
        "title": "Attacks",
        "period": made.period,
    }
    return Context(**(given | changed))


def brought(made: Series, days: int, *, newest: int = 1) -> Series:
    """Bring the newest figures to the period from windows of so many days."""
    rows = made.points.to_dicts()
    for row in rows[-newest:]:
        row |= {"end": row["start"] + timedelta(days=days), "scaled": 1}
    return replace(made, points=pl.DataFrame(rows, schema=made.points.schema))


def spread(made: Series, half: float) -> Series:
    """Give every figure an interval of so much to both sides."""
    ends = [(pl.col("value") - half).alias("low"), (pl.col("value") + half).alias("high")]
    return replace(made, points=made.points.with_columns(ends))
