"""Steps and shocks counted by year, and figures of indicators beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from facta.analyses.proportionality.shocks import happened, searched, several
from facta.periods import Period, describe, period_of, periods
from facta.results import Item, Table
from facta.signals.base import COMPLETE, quantity, read
from facta.signals.base import figure as number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import View
    from facta.analyses.proportionality import Proportionality
    from facta.analyses.proportionality.shocks import Happened
    from facta.periods import Frequency

MOST_ROWS = 16
LEAST = 2  # periods that are compared
LEAP = 1  # day


class Found(NamedTuple):
    """A figure, its mark where it is approximate, and the days that it is for."""

    value: float
    mark: str
    window: Period

    @property
    def said(self) -> str:
        """The figure as a cell."""
        return f"{self.mark}{number(self.value)}"


def beside(
    analysis: Proportionality, view: View, steps: Happened, since: date
) -> tuple[Table | None, list[Item]]:
    """Return a table of steps, shocks and figures by period, and how the newest two compare."""
    looked = searched(view, analysis.steps, since)
    if looked is None:
        return None, [_unseen(view, name) for name in analysis.beside]
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
        cells += [found[one].said if one in found else "" for found in figures.values()]
        rows.append(tuple(cells))
    whole_ones = [one for one in laid if start <= one.start and one.end <= end]
    items = [_together(view, name, found, whole_ones, steps) for name, found in figures.items()]
    columns = (analysis.beside_period, "steps", *counts, *figures)
    told = [item.because for item in items if item.says != "refused"]
    title = told[0].removesuffix(".") if told else "Steps and shocks by period"
    parts = [said for name, found in figures.items() if (said := _windows(name, found, laid))]
    note = (
        f"Figures of a part of their {analysis.beside_period}, as printed: {'. '.join(parts)}."
        if parts
        else ""
    )
    right = tuple(range(1, len(columns)))
    return Table(title=title, columns=columns, rows=tuple(rows), right=right, note=note), items


def _unseen(view: View, name: str) -> Item:
    return Item(
        key=f"beside-{name}",
        title=f"Steps beside {view.indicators[name].title} ({name})",
        says="refused",
        because="Nobody searched for steps in the time that is looked at.",
        rests_on=(name,),
    )


def _figures(view: View, name: str, frequency: Frequency) -> dict[Period, Found]:
    """Return the figures of an indicator by the period in which most of their window lies.

    One that was brought to the period from another window is approximate, and stands for the whole
    of it; any other is what its own window saw, which may be a part of the period.
    """
    points = read(view.series(name), COMPLETE)
    found = {}
    for place, value in enumerate(points.values):
        window = Period(points.since(place), date.fromordinal(points.ends[place]))
        period = period_of(window.start, frequency)
        if window.end <= period.end and window.days >= period.days / 2:
            brought = points.scaled[place] and view.indicators[name].period == frequency
            mark = "≈" if points.scaled[place] else ""
            found[period] = Found(value, mark, period if brought else window)
    return found


def _alike(found: Sequence[Found], laid: Sequence[Period]) -> bool:
    """Tell whether figures are for whole periods, or for the same part of each, give or take a leap day."""
    if all(one.window == period for one, period in zip(found, laid, strict=True)):
        return True
    parts = [
        ((one.window.start - period.start).days, (period.end - one.window.end).days)
        for one, period in zip(found, laid, strict=True)
    ]
    return all(max(places) - min(places) <= LEAP for places in zip(*parts, strict=True))


def _windows(name: str, found: Mapping[Period, Found], laid: Sequence[Period]) -> str:
    """Say which figures of an indicator are for a part of their period, or nothing where none is."""
    told = [describe(found[one].window) for one in laid if one in found and found[one].window != one]
    return f"{name}: {'; '.join(told)}" if told else ""


def _together(view: View, name: str, found: dict[Period, Found], laid: list[Period], steps: Happened) -> Item:
    """Say how steps and a figure moved over the newest two whole periods that have both."""
    indicator = view.indicators[name]
    named = f"{indicator.title} ({name})"
    key, title = f"beside-{name}", f"Steps beside {named}"
    both = [one for one in laid if one in found][-LEAST:]
    if len(both) < LEAST:
        because = f"{named} has a figure for {len(both)} of {several(len(laid), 'whole period')}."
        return Item(key=key, title=title, says="refused", because=because, rests_on=(name,))
    shown = [found[one] for one in both]
    if not _alike(shown, both):
        apart = " and ".join(f"one for {describe(one.window)}" for one in shown)
        because = f"The figures of {named} are {apart}, which are not the same part of both periods."
        return Item(key=key, title=title, says="refused", because=because, rests_on=(name,))
    told = [steps.between(one.start.toordinal(), one.end.toordinal()) for one in both]
    given = len(told[1]) - len(told[0])
    was, now = shown
    parts = (
        ""
        if [one.window for one in shown] == both
        else f", for {' and '.join(describe(one.window) for one in shown)}"
    )
    return Item(
        key=key,
        title=title,
        says=_says(given, now.value - was.value),
        because=(
            f"From {describe(both[0])} to {describe(both[1])} steps {_went(*map(len, told))} "
            f"and {named} from {was.said} to "
            f"{now.mark}{quantity(now.value, indicator.unit)}{parts}."
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


def _went(before: int, after: int) -> str:
    return f"stayed at {after}" if before == after else f"went from {before} to {after}"
