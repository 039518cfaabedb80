"""The indicators: all of them by strand, and a page for each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import findings, rows
from facta.views.brief import Detail
from facta.views.charts.tally import said
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

WHOLE = Detail(40, 240, quiet=True)
SHORT = 4  # records of the drawer


def there(edition: Edition) -> bool:
    """Tell whether there are any."""
    return bool(edition.assessment.standings)


def each(edition: Edition) -> dict[str, str]:
    """Return the indicators of a case with their titles."""
    return {one.indicator: one.title for one in edition.assessment.standings}


def listed(plan: Plan, _: Frame, __: str) -> Shown:
    """Show all indicators by strand."""
    return Shown(
        title=findings.board(plan.assessment.standings),
        template="site/indicators.html",
        known=board(plan),
    )


def board(plan: Plan) -> dict[str, object]:
    """Return what the board of indicators shows, and how many rows each of its filters leaves."""
    change = plan.edition.change
    moved = {one.indicator for one in change.differences if one.was != one.now} if change else set()
    standings = plan.assessment.standings
    filters = [
        ("all", len(standings)),
        ("off", sum(bool(one.level) for one in standings)),
        ("moved", sum(one.indicator in moved for one in standings)),
        ("blind", sum(one.health == "dark" for one in standings)),
    ]
    return {
        "strands": plan.strands,
        "moved": moved,
        "filters": filters,
        "tallied": said,
        "agreement": findings.agreement,
    }


def shown(plan: Plan, _: Frame, name: str) -> Shown:
    """Show one indicator with everything behind it."""
    edition = plan.edition
    ordered = list(plan.rows)
    at = ordered.index(name)
    row = rows.alone(edition.assessment, edition.case, edition.change, name)
    strand = next(one for one in edition.assessment.strands if one.strand == row.standing.strand)
    return Shown(
        title=row.standing.title,
        template="site/indicator.html",
        drawer="site/indicator_drawer.html",
        known={
            "row": row,
            "strand": strand,
            "detail": WHOLE,
            "brief": SHORT,
            "resting": plan.rested_on.get(name, ()),
            "wires": edition.case.tripwires.get(name, ()),
            "before": plan.rows[ordered[at - 1]] if at else None,
            "after": plan.rows[ordered[at + 1]] if at + 1 < len(ordered) else None,
        },
    )
