"""What is due after a day: next figures, ends of promises, decisions, the review of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from facta.cases import lag_of
from facta.periods import Period, describe, period_of, say_day
from facta.results import Spans
from facta.signals import Tripwire
from facta.signals.overdue import Overdue
from facta.views.texts import Expected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from facta.cases import Case
    from facta.indicators import Indicator
    from facta.records import Assessment, Standing
    from facta.results import Item, Result

PENDING = ("open", "overdue")


def expected(case: Case, now: Assessment) -> tuple[Expected, ...]:
    """Return what is due after the day of an assessment, soonest first.

    A next figure is due when its period is over and the usual lag of the slowest source has passed;
    one that is already late has no day any more and is told by its health instead. A decision is due
    when the lead time of a crossed trip-wire is over, counted from the day its crossing was known.
    """
    found = [*_of_indicators(case, now), *_of_parts(now)]
    if case.review_by > now.as_of:
        readings = (
            ("not reviewed by then", "thresholds, priors and meanings are older than their author meant"),
        )
        title = "Review of the judgements of this case"
        found.append(Expected(day=case.review_by, about=case.name, title=title, readings=readings))
    return tuple(sorted(found, key=lambda one: (one.day, one.about, one.title)))


def readings_of(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Return what a rise and a fall of an indicator would mean, in the words of the case."""
    return tuple(
        (word, meaning.because if meaning.means == "none" else f"{meaning.means}: {meaning.because}")
        for word, meaning in (("a rise", indicator.rise), ("a fall", indicator.fall))
    )


def act_by(standing: Standing, wire: Tripwire) -> date | None:
    """Return the last day for what a crossed trip-wire calls for, or None where it is not crossed."""
    rule = wire.unmet(standing.unit)
    crossed = any(finding.tripped and finding.rule == rule for finding in standing.findings)
    if not crossed or standing.latest is None:
        return None
    return standing.latest.known_at + timedelta(days=wire.lead_days)


def _of_indicators(case: Case, now: Assessment) -> Iterator[Expected]:
    for standing in now.standings:
        indicator = case.indicators[standing.indicator]
        yield from _next_figure(case, indicator, standing, now.as_of)
        for signal in indicator.signals:
            if isinstance(signal, Overdue) and signal.due and signal.due > now.as_of and _awaited(standing):
                readings = (("it comes", indicator.rise.because), ("it does not come", _absence(signal)))
                title = f"{standing.title}: due by {say_day(signal.due)}"
                yield Expected(day=signal.due, about=standing.indicator, title=title, readings=readings)
            by = act_by(standing, signal) if isinstance(signal, Tripwire) else None
            if isinstance(signal, Tripwire) and by and by > now.as_of:
                title = f"{standing.title}: decision of the {signal.owner}"
                outcomes = (("the trip-wire is crossed", signal.action),)
                yield Expected(day=by, about=standing.indicator, title=title, readings=outcomes)


def _awaited(standing: Standing) -> bool:
    """Tell whether a promised thing has not come so far."""
    return any(f.signal == "overdue" and f.reason.startswith("It is due") for f in standing.findings)


def _absence(signal: Overdue) -> str:
    return "no direction by itself" if signal.absence == "none" else signal.absence


def _next_figure(case: Case, indicator: Indicator, standing: Standing, as_of: date) -> Iterator[Expected]:
    """Yield the next figure that is due, of an indicator that is fresh and was ever collected."""
    latest = standing.latest
    if latest is None or standing.health != "fresh":
        return
    length = timedelta(days=latest.scaled * (latest.end - latest.start).days)
    coming = Period(latest.end, latest.end + length) if length else period_of(latest.end, indicator.period)
    due = coming.end + timedelta(days=_lag(case, indicator))
    if due > as_of:
        title = f"{standing.title}: figure for {describe(coming)}"
        yield Expected(day=due, about=standing.indicator, title=title, readings=readings_of(indicator))


def _lag(case: Case, indicator: Indicator) -> int:
    """Return the usual lag of the slowest source of an indicator."""
    lags = {case.source_name(use): lag_of(source) for use, source in case.sources.items()}
    named = {source for _, selection in indicator.selections() for source in selection.source}
    return max((lags.get(source, 0) for source in named), default=0)


def _of_parts(now: Assessment) -> Iterator[Expected]:
    """Yield the ends of promises that are pending, as the drawings of analyses have them."""
    for result in now.results:
        for drawing in result.drawings:
            rows = drawing.data.rows if isinstance(drawing.data, Spans) else ()
            for row in rows:
                if row.due is None or row.due <= now.as_of or row.outcome not in PENDING:
                    continue
                item = _named(result, row.label)
                yield Expected(
                    day=row.due,
                    about=f"{result.analysis}.{item.key}" if item else result.analysis,
                    title=f"Promise due: {item.title if item else row.label}",
                    readings=(("nothing comes by then", "it stands as overdue from the next day on"),),
                )


def _named(result: Result, label: str) -> Item | None:
    """Return the part that a row of a drawing is of: its label begins with the key."""
    return next((item for item in result.items if label.split(" ", maxsplit=1)[0] == item.key), None)
