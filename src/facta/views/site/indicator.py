"""The indicators: all of them by strand, and a page for each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views import findings, foreseen, ranges, rows
from facta.views.brief import Detail
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.tally import said
from facta.views.language import speaking
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.forecasts.foreseen import Expected
    from facta.records import Standing
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

WHOLE = Detail(40, 240, quiet=True)
SHORT = 4  # records of the drawer
OPEN = 5  # questions that stand open; the others are a click away


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
            **_foreseen(plan, row.standing),
        },
    )


def _foreseen(plan: Plan, standing: Standing) -> dict[str, object]:
    """Return what is expected of an indicator: its fan, its open questions, or the command that forecasts."""
    seen = plan.edition.foreseen
    known: dict[str, object] = {
        "seen": seen,
        "fan": None,
        "open": (),
        "later": (),
        "forecast_made": foreseen.made(seen) if seen else "",
        "forecast_command": foreseen.command(plan.assessment),
    }
    if seen is None:
        return known
    asked = seen.open.get(standing.indicator, ())
    first = _first(asked, standing)
    known["open"] = tuple(foreseen.expected(one, seen) for one in first)
    known["later"] = tuple(foreseen.expected(one, seen) for one in asked if one not in first)
    data = ranges.fan(standing, seen)
    if data is not None and data.ahead:
        title = ranges.ahead(data)
        with speaking():
            svg, table = CHARTS["fan"](data, palette=PAGE, title=ranges.ahead(data)), ranges.twin(data)
        known |= {"fan": rows.drawn(svg), "fan_title": title, "fan_twin": table}
    return known


def _first(asked: Sequence[Expected], standing: Standing) -> tuple[Expected, ...]:
    """Return the questions put by hand, and the few that end first; last those that are so already."""
    return tuple(sorted(asked, key=lambda one: (one.question.author != "analyst", _so(one, standing))))[:OPEN]


def _so(one: Expected, standing: Standing) -> bool:
    """Tell whether the newest figure, or the level, is beyond the line of a question."""
    asked, latest = one.question, standing.latest
    found = standing.level if asked.asks == "level" else latest.value if latest else None
    if found is None or asked.line is None:
        return False
    line = asked.line + (asked.base or 0.0)
    return found <= line if asked.relation == "at most" else found >= line
