"""How an assessment shows itself in a notebook: the rows of its board, and what its argument says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import page, rows, words
from facta.views.charts import CHARTS, LIGHT

if TYPE_CHECKING:
    from facta.records import Assessment


def html(assessment: Assessment) -> str:
    """Write the board and the short tables of the argument, style inline, fit for ``_repr_html_``."""
    titles = {strand.strand: strand.title for strand in assessment.strands}
    lines = []
    for standing in assessment.standings:
        meter = CHARTS["meter"](
            standing.level, standing.direction, was=None, palette=LIGHT, basis=standing.basis
        )
        latest = standing.latest
        lines.append(
            {
                "strand": titles.get(standing.strand, standing.strand),
                "title": standing.title,
                "meter": rows.drawn(meter),
                "stand": words.stand(standing.level, standing.direction, standing.basis),
                "latest": words.said(latest, standing.unit) if latest else "no figure",
                "period": words.span(latest.start, latest.end) if latest else "",
                "basis": f"{latest.grade or 'no grade'} · {words.counted(latest.sources, 'source')}"
                if latest
                else "",
                "age": f"{words.age(standing.age_days)}, {standing.health}",
            }
        )
    template = page.templates().get_template("notebook.html")
    return template.render(assessment=assessment, lines=lines, look=LIGHT)
