"""What we can see: every source with its terms, its limits, when it was looked at, what it feeds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from facta.results import Table
from facta.views import findings, rows, words
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.shapes import Grid, Looked, Watch
from facta.views.language import many, marked, say, speaking
from facta.views.rows import drawn
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.records import Sharing, Standing
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan
    from facta.views.texts import SourceText

SHARING: Mapping[Sharing, str] = {
    "yes": marked("may be passed on"),
    "attribution": marked("may be passed on with the publisher named"),
    "no": marked("figures may be shown, records may not be passed on"),
}


class Line(NamedTuple):
    """One source with how the indicators that it feeds stand."""

    source: SourceText
    sharing: str
    fed: tuple[Standing, ...]
    blind: tuple[Standing, ...]


def there(edition: Edition) -> bool:
    """Tell whether the sources of a case are known."""
    return bool(edition.case.sources)


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show the sources of a case."""
    edition = plan.edition
    case = edition.case
    standings = {one.indicator: one for one in edition.assessment.standings}
    lines = tuple(_line(source, standings) for source in case.sources)
    grid = Grid(
        rows=tuple(
            Watch(label=one.title, states=one.weeks, note=_note(one, edition)) for one in case.sources
        ),
        starts=case.weeks,
    )
    title = _title(lines)
    return Shown(
        title=title,
        template="site/sources.html",
        known={
            "lines": lines,
            "grid": drawn(CHARTS["coverage"](grid, palette=PAGE, title=title)),
            "table": _by_state(grid),
            "unseen": _unseen(edition),
            "unseen_title": findings.gaps(edition.assessment.gaps),
        },
    )


def _unseen(edition: Edition) -> tuple[rows.Unseen, ...]:
    """Name what could not be seen in the words of the case."""
    with speaking():
        return rows.gaps(edition.assessment)


def _line(source: SourceText, standings: Mapping[str, Standing]) -> Line:
    fed = tuple(standings[name] for name in source.feeds if name in standings)
    blind = tuple(one for one in fed if one.level is None or one.health == "dark")
    return Line(source, SHARING[source.sharing], fed, blind)


def _title(lines: tuple[Line, ...]) -> str:
    """Say how many sources have given something, and how many indicators have nothing to go by."""
    silent = [one for one in lines if not one.source.records]
    said = many(
        "%(some)s of %(count)s source gave records",
        "%(some)s of %(count)s sources gave records",
        len(lines),
        some=len(lines) - len(silent),
    )
    if not silent:
        return said
    heard = {one.indicator for line in lines if line.source.records for one in line.fed}
    lost = len({one.indicator for line in silent for one in line.blind} - heard)
    if not lost:
        return said
    alone = many(
        "%(named)s indicator rests on the others alone",
        "%(named)s indicators rest on the others alone",
        lost,
        named=words.numeral(lost),
    )
    return f"{said}; {alone}"


def _note(source: SourceText, edition: Edition) -> str:
    """Say beside the weeks how old the newest record is."""
    if source.heard is None:
        return say("no record")
    days = (edition.assessment.as_of - source.heard).days
    return say("newest %(age)s old", age=words.age(days)) if days > 0 else say("newest today")


def _by_state(grid: Grid) -> Table:
    """Count the weeks of each source in each state: the twin of the drawing, short enough to read."""
    states: tuple[Looked, ...] = ("complete", "partial", "empty", "failed", "not asked")
    counts = [(row, Counter(row.states)) for row in grid.rows]
    return Table(
        title=say("The same as a table: weeks by state"),
        columns=(say("source"), *(say(state) for state in states), say("newest")),
        rows=tuple((row.label, *(str(found[state]) for state in states), row.note) for row, found in counts),
        right=tuple(range(1, len(states) + 1)),
        fold=True,
    )
