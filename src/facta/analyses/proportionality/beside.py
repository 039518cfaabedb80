"""Steps and shocks counted by year, and figures of indicators beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from facta.analyses.proportionality.shocks import happened, searched
from facta.periods import Period, describe, period_of, periods
from facta.results import Item, Table
from facta.signals.base import COMPLETE, quantity, read
from facta.signals.base import figure as number

if TYPE_CHECKING:
    from facta.analyses.base import View
    from facta.analyses.proportionality import Proportionality
    from facta.analyses.proportionality.shocks import Happened
    from facta.periods import Frequency

MOST_ROWS = 16
LEAST = 2  # periods that are compared


def beside(
    analysis: Proportionality, view: View, steps: Happened, since: date
) -> tuple[Table | None, list[Item]]:
    """Return a table of steps, shocks and figures by period, and how the newest two compare."""
    looked = searched(view, analysis.steps, since)
    if looked is None:
        return None, []
    start, end = (date.fromordinal(day) for day in looked)
    laid = periods(start, end, analysis.beside_period)[-MOST_ROWS:]
    counts = {key: happened(view, shock.of) for key, shock in analysis.shocks.items()}
    figures = {name: _figures(view, name, analysis.beside_period) for name in analysis.beside}
    rows = []
    for one in laid:
        whole = start <= one.start and one.end <= end
        cells = [describe(one) if whole else f"{describe(one)}, in part"]
        days = (one.start.toordinal(), one.end.toordinal())
        cells += [str(len(events.between(*days))) for events in (steps, *counts.values())]
        cells += [_cell(found[one]) if one in found else "" for found in figures.values()]
        rows.append(tuple(cells))
    whole_ones = [one for one in laid if start <= one.start and one.end <= end]
    items = [_together(view, name, found, whole_ones, steps) for name, found in figures.items()]
    columns = (analysis.beside_period, "steps", *counts, *figures)
    told = [item.because for item in items if item.says != "refused"]
    title = told[0].removesuffix(".") if told else "Steps and shocks by period"
    table = Table(title=title, columns=columns, rows=tuple(rows), right=tuple(range(1, len(columns))))
    return table, items


def _figures(view: View, name: str, frequency: Frequency) -> dict[Period, tuple[float, str]]:
    """Return the figures of an indicator by the period in which most of their window lies.

    Each has a mark: one that was brought to the period from a shorter window is approximate.
    """
    points = read(view.series(name), COMPLETE)
    found = {}
    for place, value in enumerate(points.values):
        period = period_of(points.since(place), frequency)
        days = points.ends[place] - points.starts[place]
        if points.ends[place] <= period.end.toordinal() and days >= period.days / 2:
            found[period] = (value, "≈" if points.scaled[place] else "")
    return found


def _together(
    view: View, name: str, found: dict[Period, tuple[float, str]], laid: list[Period], steps: Happened
) -> Item:
    """Say how steps and a figure moved over the newest two whole periods that have both."""
    indicator = view.indicators[name]
    title = f"Steps beside {indicator.title} ({name})"
    both = [one for one in laid if one in found][-LEAST:]
    if len(both) < LEAST:
        because = f"{indicator.title} ({name}) has a figure for {len(both)} of the {len(laid)} whole periods."
        return Item(key=f"beside-{name}", title=title, says="refused", because=because, rests_on=(name,))
    told = [steps.between(one.start.toordinal(), one.end.toordinal()) for one in both]
    given = len(told[1]) - len(told[0])
    (was, _), (now, mark) = (found[one] for one in both)
    return Item(
        key=f"beside-{name}",
        title=title,
        says=_says(given, now - was),
        because=(
            f"From {describe(both[0])} to {describe(both[1])} steps went from {len(told[0])} to "
            f"{len(told[1])} and {indicator.title} ({name}) from {_cell(found[both[0]])} to "
            f"{mark}{quantity(now, indicator.unit)}."
        ),
        rests_on=(name,),
        records=tuple(ref for part in told for one in part for ref in one.refs),
        detail=(("Limit", "Two periods are an observation, not a test."),),
    )


def _says(given: float, moved: float) -> str:
    if given == 0 or moved == 0:
        return "one stood still"
    if (given > 0) == (moved > 0):
        return "both rose" if given > 0 else "both fell"
    return "opposite ways"


def _cell(found: tuple[float, str]) -> str:
    return f"{found[1]}{number(found[0])}"
