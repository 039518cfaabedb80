"""How the board stood day by day, as known then: strands by quarter, what moved, what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.views import replays, words
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.shapes import Stances
from facta.views.language import say
from facta.views.rows import drawn
from facta.views.site.kinds import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.results import Table
    from facta.scoring.boards import Replayed
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan

YEARS, NEWEST = 8, 8


class Course(NamedTuple):
    """One strand: its title, its question and its drawing."""

    title: str
    question: str
    drawing: str


class Quarter(NamedTuple):
    """One quarter: the last day looked at, and what moved in it."""

    title: str
    moved: Table


def there(edition: Edition) -> bool:
    """Tell whether somebody looked for replays of a case."""
    return edition.kept is not None


def shown(plan: Plan, _: Frame, __: str) -> Shown:
    """Show the replay that was kept, or say which command makes one."""
    edition = plan.edition
    found = edition.kept.replayed if edition.kept else None
    as_of, name = edition.assessment.as_of, edition.assessment.case
    command = f"facta replay {name} --from {as_of.year - YEARS}-01-01 --to {as_of} --every month"
    if found is None:
        title = say("Nobody has replayed the board by this day")
        known = {"command": command, "replayed": None}
        return Shown(title=title, template="site/replay.html", known=known)
    return Shown(
        title=replays.headline(found),
        template="site/replay.html",
        known={
            "replayed": found,
            "basis": replays.basis(found),
            "courses": tuple(_courses(found)),
            "quarters": replays.quarter_table(found, NEWEST),
            "earlier": replays.quarter_table(found),
            "moves": tuple(_moves(found)),
            "command": command,
        },
    )


def _courses(found: Replayed) -> Iterator[Course]:
    days = tuple(board.as_of for board in found.boards)
    most = max(max(strand.deepening, strand.straining) for board in found.boards for strand in board.strands)
    for at, strand in enumerate(found.boards[-1].strands):
        mine = [board.strands[at] for board in found.boards]
        data = Stances(
            days=days,
            deepening=tuple(one.deepening for one in mine),
            straining=tuple(one.straining for one in mine),
            assessed=tuple(board.assessed[at] for board in found.boards),
            most=max(most, 1),
        )
        made = CHARTS["stances"](data, palette=PAGE, title=strand.title)
        yield Course(strand.title, strand.question, drawn(made))


def _moves(found: Replayed) -> Iterator[Quarter]:
    for last, every in replays.quarters(found.boards):
        table = replays.moved_table(every)
        if table.rows:
            day, count = words.day(last.as_of), f"{len(table.rows):,}"
            yield Quarter(say("To %(day)s: %(count)s moved", day=day, count=count), table)
