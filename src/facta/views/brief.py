"""The brief: an assessment as one page of HTML that needs nothing else, no script and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.views import findings, foreseen, page, rows, tallies, words
from facta.views.argued import argued, cited
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.tally import said
from facta.views.links import Links
from facta.views.texts import CaseText, IndicatorText, RecordLine, SourceLine

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from facta.forecasts.foreseen import Foreseen
    from facta.records import Assessment, Change

__all__ = ["CaseText", "IndicatorText", "RecordLine", "SourceLine", "brief_html"]


class Detail(NamedTuple):
    """How much of the evidence a page carries for each indicator: counts, and the rules of quiet signals."""

    records: int
    periods: int
    quiet: bool


DETAIL = Detail(6, 36, quiet=True)
CHANGES = 6  # changes that stand open; the others are a click away


def brief_html(
    assessment: Assessment,
    *,
    change: Change | None,
    case: CaseText,
    today: date | None,
    seen: Foreseen | None = None,
) -> str:
    """Write the brief of an assessment; the same arguments give the same bytes.

    Parameters
    ----------
    assessment
        How the case stands as of a day.
    change
        What moved since an earlier day, or None where there is no earlier day.
    case
        The words of the case, its trip-wires and the records to cite.
    today
        The day on which the page is made, to say how old the newest fact is; None leaves that out.
    seen
        What was forecast by the day, or None where nobody looked.

    """
    laid = rows.strands(assessment, case, change)
    headline, rest = findings.judgement(assessment.judgement)
    strip = CHARTS["strip"](rows.marks(laid, change), palette=PAGE)
    template = page.templates().get_template("brief.html")
    known = {
        "assessment": assessment,
        "case": case,
        "change": change,
        "headline": headline,
        "rest": rest,
        "newest": findings.newest(assessment, today),
        "coverage": findings.coverage(assessment.standings),
        "basis": findings.basis(assessment),
        "limited": tallies.weighed(assessment.standings)[1],
        "strands": laid,
        "agreement": findings.agreement,
        "tallied": said,
        "strip": rows.drawn(strip),
        "leading": argued(assessment, case, change, lead=True),
        "argued": argued(assessment, case, change, lead=False),
        "moved": rows.moved(change, laid) if change else (),
        "cited": cited(assessment, case),
        "links": Links(assessment, (record.ref for record in cited(assessment, case))),
        "gaps": rows.gaps(assessment),
        "outlook": foreseen.first(seen) if seen else "",
        "titles": _titles(assessment, change),
        "legend": _legend(),
        "share": words.share(assessment.inputs.assumed, assessment.inputs.records),
        "colours": page.colours(),
        "fonts": page.fonts(),
    }
    return template.render(known, detail=DETAIL, most=CHANGES).replace(">\n<", "><")


def _titles(assessment: Assessment, change: Change | None) -> dict[str, str]:
    return {
        "strip": findings.strip(assessment.strands),
        "changes": findings.changes(change) if change else "No earlier day to compare with",
        "board": findings.board(assessment.standings),
        "gaps": findings.gaps(assessment.gaps),
    }


def _legend() -> list[tuple[str, str, Markup, Markup]]:
    """Draw every level both ways, with its rule."""
    lines = []
    for level, rule in enumerate(words.RULES):
        left, right = (
            rows.drawn(CHARTS["meter"](level, side, was=None, palette=PAGE))
            for side in ("straining", "deepening")
        )
        lines.append((f"{level} {words.level_word(level)}", rule, left, right))
    return lines
