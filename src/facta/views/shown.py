"""An assessment that shows itself: in a terminal, in a notebook, as a table."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import polars as pl

from facta.records import Assessment
from facta.views.board import board
from facta.views.notebook import html

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from facta.records import Standing


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
    return pl.DataFrame([_row(s) for s in assessment.standings], infer_schema_length=None)


def _row(standing: Standing) -> dict[str, object]:
    latest = standing.latest
    newest = ("start", "end", "value", "low", "high", "n", "sources", "grade", "state", "known_at")
    return {
        "indicator": standing.indicator,
        "title": standing.title,
        "strand": standing.strand,
        "evidence": standing.evidence,
        "level": standing.level,
        "direction": standing.direction,
        "health": standing.health,
        "unit": standing.unit,
        **{name: getattr(latest, name) if latest else None for name in newest},
        "redistributable": standing.redistributable,
        "reason": standing.reason,
    }
