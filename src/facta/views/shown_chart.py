"""A chart that shows itself: in a notebook as a drawing, elsewhere as SVG, as rows, as an Altair chart."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from facta.errors import nearest
from facta.results import Drawing
from facta.views import vega
from facta.views.charts import CHARTS, LIGHT
from facta.views.twins import rows
from facta.views.words import clean

if TYPE_CHECKING:
    import altair as alt

    from facta.records import Assessment, Standing
    from facta.views.charts import Palette


@dataclass(frozen=True, slots=True)
class ShownChart:
    """One drawing of an assessment: the series of an indicator, or a drawing of an analysis."""

    title: str
    of: Standing | Drawing

    def svg(self, palette: Palette = LIGHT) -> str:
        """Draw it, the same bytes as on a page of that palette."""
        if isinstance(self.of, Drawing):
            return CHARTS[self.of.chart](self.of.data, palette=palette, title=self.title)
        return CHARTS["series"](self.of, tripwires=(), palette=palette)

    def to_polars(self) -> pl.DataFrame:
        """Return what is drawn, as rows."""
        if isinstance(self.of, Drawing):
            return pl.DataFrame([*rows(self.of.data)], infer_schema_length=None)
        return self.of.series.points

    def to_altair(self) -> alt.Chart | alt.LayerChart:
        """Return it as an Altair chart; needs ``facta[notebook]``.

        Raises
        ------
        ImportError
            Without altair.
        TypeError
            For a map or a chain, which have no axes.
        """
        if isinstance(self.of, Drawing):
            return vega.to_altair(vega.drawn(self.of.data, self.title))
        return vega.to_altair(vega.series(self.of))

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        caption = escape(clean(self.title))
        return f"<figure><figcaption>{caption}</figcaption>{self.svg()}</figure>"


def chart(assessment: Assessment, name: str, number: int = 1) -> ShownChart:
    """Return a drawing: of an indicator its series, of an analysis the one of a number, from 1.

    Raises
    ------
    KeyError
        When the case has neither of that name, with the nearest, or the analysis has no such drawing.
    """
    standings = {one.indicator: one for one in assessment.standings}
    if name in standings:
        return ShownChart(standings[name].title, standings[name])
    results = {result.analysis: result for result in assessment.results}
    if name not in results:
        message = f"{assessment.case} has no indicator and no analysis {name!r}"
        raise KeyError(f"{message}{nearest(name, [*standings, *results])}")
    drawings = results[name].drawings
    if not 1 <= number <= len(drawings):
        message = f"{name} has {len(drawings) or 'no'} drawings, and no number {number}"
        raise KeyError(message)
    one = drawings[number - 1]
    return ShownChart(one.title, one)
