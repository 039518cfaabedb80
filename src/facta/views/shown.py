"""An assessment that shows itself: in a terminal, in a notebook, as a table."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import polars as pl

from facta.errors import nearest
from facta.records import Assessment
from facta.views.board import board
from facta.views.notebook import html
from facta.views.shown_chart import ShownChart, chart

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from facta.records import Standing
    from facta.results import Item, Result

STANDINGS: dict[str, Any] = {
    "indicator": pl.String, "title": pl.String, "strand": pl.String, "evidence": pl.String,
    "level": pl.Int64, "direction": pl.String, "health": pl.String, "since": pl.Date, "basis": pl.String,
    "collected": pl.Boolean, "unit": pl.String, "period": pl.String, "start": pl.Date, "end": pl.Date,
    "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64, "sources": pl.Int64,
    "grade": pl.String, "state": pl.String, "known_at": pl.Date, "scaled": pl.Boolean,
    "age_days": pl.Int64, "band_low": pl.Float64, "band_high": pl.Float64, "redistributable": pl.String,
    "reason": pl.String,
}  # fmt: skip
NEWEST = ("start", "end", "value", "low", "high", "n", "sources", "grade", "state", "known_at", "scaled")
PARTS: dict[str, Any] = {
    "analysis": pl.String, "key": pl.String, "title": pl.String, "says": pl.String, "because": pl.String,
    "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "unit": pl.String, "bounds": pl.String,
    "since": pl.Date, "rests_on": pl.List(pl.String), "records": pl.List(pl.String), "editorial": pl.Boolean,
    "tripped": pl.Boolean,
}  # fmt: skip


class ShownAssessment(Assessment):
    """An assessment that shows itself: in a terminal, in a notebook, as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return html(self)

    def __rich__(self) -> RenderableType:
        """Return the board, for `rich.print`."""
        return board(self)

    def to_polars(self) -> pl.DataFrame:
        """Return one row an indicator."""
        return standings_table(self)

    def result(self, name: str) -> Result:
        """Return what one analysis says, by its name in the case.

        Raises
        ------
        KeyError
            When the case has no analysis of that name; the message names the nearest.
        """
        found = {result.analysis: result for result in self.results}
        if name in found:
            return found[name]
        message = f"{self.case} has no analysis {name!r}{nearest(name, found)}"
        raise KeyError(message)

    def chart(self, name: str, number: int = 1) -> ShownChart:
        """Return a chart that shows itself: an indicator's series, or a drawing of an analysis.

        Raises
        ------
        KeyError
            When the case has neither of that name, or the analysis has no drawing of that number.
        """
        return chart(self, name, number)

    def parts(self) -> pl.DataFrame:
        """Return one row a part of the argument: how it stands, its figure and what it rests on."""
        return parts_table(self)

    def to_pandas(self) -> pd.DataFrame:
        """Return one row an indicator; needs pandas."""
        try:
            import pandas as pd  # noqa: PLC0415  (an extra)
        except ImportError:
            message = "to_pandas needs pandas: pip install 'facta[pandas]', or use to_polars"
            raise ImportError(message) from None
        return pd.DataFrame(standings_table(self).to_dict(as_series=False))


def shown(assessment: Assessment) -> ShownAssessment:
    """Return the same assessment as one that shows itself."""
    return ShownAssessment(**{f.name: getattr(assessment, f.name) for f in fields(assessment)})


def standings_table(assessment: Assessment) -> pl.DataFrame:
    """Return one row an indicator: the three channels, the newest figure and what it rests on."""
    return pl.DataFrame([_row(s) for s in assessment.standings], schema=STANDINGS)


def _row(standing: Standing) -> dict[str, object]:
    latest, (low, high) = standing.latest, standing.band or (None, None)
    return {
        "indicator": standing.indicator,
        "title": standing.title,
        "strand": standing.strand,
        "evidence": standing.evidence,
        "level": standing.level,
        "direction": standing.direction,
        "health": standing.health,
        "since": standing.since,
        "basis": standing.basis,
        "collected": standing.collected,
        "unit": standing.unit,
        "period": standing.series.period,
        **{name: getattr(latest, name) if latest else None for name in NEWEST},
        "age_days": standing.age_days,
        "band_low": low,
        "band_high": high,
        "redistributable": standing.redistributable,
        "reason": standing.reason,
    }


def parts_table(assessment: Assessment) -> pl.DataFrame:
    """Return one row a part of every analysis: claims, trajectories, promises, stages and so on."""
    rows = [_part(result, item) for result in assessment.results for item in result.items]
    return pl.DataFrame(rows, schema=PARTS, infer_schema_length=None)


def _part(result: Result, item: Item) -> dict[str, object]:
    figure = item.figure
    return {
        "analysis": result.analysis,
        "key": item.key,
        "title": item.title,
        "says": item.says,
        "because": item.because,
        **{
            name: getattr(figure, name) if figure else None
            for name in ("value", "low", "high", "unit", "bounds")
        },
        "since": item.since,
        "rests_on": list(item.rests_on),
        "records": list(item.records),
        "editorial": item.editorial,
        "tripped": item.tripped,
    }
