"""What became of questions: the figure as known on the deadline, whatever is said of it later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from facta.forecasts.figures import Figure
from facta.forecasts.records import Resolution
from facta.forecasts.wording import answered, figure
from facta.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from facta.forecasts.figures import Figures
    from facta.forecasts.records import Question, Void

SAME = 1e-9


def resolve(figures: Figures, question: Question, today: date) -> Resolution | None:
    """Say what became of a question by a day, or None while that is open.

    The figure is the one known on the deadline. Where there was none, the first that is known until
    the last day stands and is late. Where there is none by then either, the question is void, for a
    reason that it named beforehand.

    Parameters
    ----------
    figures
        The case and what its store knew on each day.
    question
        What was asked.
    today
        Nothing known later is looked at.
    """
    changed = _changed(figures, question)
    if changed is not None:
        return _void(question, today, min(today, question.deadline), changed)
    if today < question.deadline:
        return None
    found = _found(figures, question, question.deadline)
    if found is not None:
        return _answer(question, found, question.deadline, late=False)
    until = min(today, question.last_day)
    there = _found(figures, question, until)
    if there is not None:
        day, found = _first(figures, question, until, there)
        return _answer(question, found, day, late=True)
    if today < question.last_day:
        return None
    return _void(question, question.last_day, question.last_day, _silence(figures, question))


def noted(figures: Figures, question: Question, resolution: Resolution, today: date) -> Resolution:
    """Note on a resolution what a later vintage says otherwise. What was stated stands."""
    if resolution.value is None or today <= resolution.as_of or question.asks == "level":
        return resolution
    now = _found(figures, question, today)
    if now is None or abs(now.value - resolution.value) <= SAME * max(1.0, abs(now.value)):
        return resolution
    said = f"as known on {today} it is {figure(now.value, question.unit)}"
    turned = question.line is not None and answered(question, now.value) != (resolution.answer == "yes")
    note = f"{said}, which would answer otherwise" if turned else said
    return replace(resolution, note=f"{note}; the vintage of {resolution.as_of} stands")


def agreed(resolutions: Iterable[Resolution]) -> Resolution:
    """Return what stands of several resolutions of one question: that of the earliest vintage.

    Where another disagrees, that is noted.

    Raises
    ------
    ValueError
        When they are of several questions, or there is none.
    """
    every: Sequence[Resolution] = sorted(resolutions, key=lambda one: (one.as_of, one.resolved))
    if len({one.question for one in every}) != 1:
        message = "resolutions of one question agree or not; give one or more of the same question"
        raise ValueError(message)
    first = every[0]
    others = [one for one in every[1:] if (one.answer, one.value) != (first.answer, first.value)]
    if not others:
        return first
    told = "; ".join(f"as known on {one.as_of}: {one.answer} {_value(one)}".rstrip() for one in others)
    return replace(first, note="; ".join(part for part in (first.note, told) if part))


def _value(one: Resolution) -> str:
    return "" if one.value is None else f"({one.value:g})"


def _changed(figures: Figures, question: Question) -> Void | None:
    """Say whether the case has come to mean something else by the indicator."""
    indicator = figures.case.indicators.get(question.indicator)
    if indicator is None:
        return "indicator changed"
    if question.asks != "level" and indicator.unit != question.unit:
        return "unit changed"
    now = figures.digests[question.indicator][question.asks == "level"]
    return "indicator changed" if question.definition and question.definition != now else None


def _found(figures: Figures, question: Question, as_of: date) -> Figure | None:
    """Return the figure that decides, as known on a day."""
    if question.asks == "level":
        level, _ = figures.level(question.indicator, question.end - timedelta(days=1))
        return None if level is None else Figure(float(level))
    return figures.figure(question.indicator, Period(question.start, question.end), as_of)


def _first(figures: Figures, question: Question, until: date, there: Figure) -> tuple[date, Figure]:
    """Return the first day after the deadline on which the figure was known, by halving the days."""
    low, high, found = question.deadline, until, there
    while (high - low).days > 1:
        middle = low + (high - low) / 2
        seen = _found(figures, question, middle)
        low, high, found = (low, middle, seen) if seen is not None else (middle, high, found)
    return high, found


def _answer(question: Question, found: Figure, as_of: date, *, late: bool) -> Resolution:
    yes = question.asks != "quantity" and answered(question, found.value)
    return Resolution(
        question=question.id,
        resolved=as_of,
        as_of=question.end - timedelta(days=1) if question.asks == "level" else as_of,
        answer="quantity" if question.asks == "quantity" else "yes" if yes else "no",
        value=found.value,
        late=late,
        records=found.records,
        assumed=found.assumed,
    )


def _silence(figures: Figures, question: Question) -> Void:
    """Say why there is no figure: the source has gone on without it, or it has stopped."""
    span = Period(question.start, question.end)
    if question.asks == "level":
        _, health = figures.level(question.indicator, span.last)
        return "never published" if health == "fresh" else "source stopped"
    newer = figures.newer(question.indicator, span, question.last_day)
    return "never published" if newer else "source stopped"


def _void(question: Question, resolved: date, as_of: date, reason: Void) -> Resolution:
    """Return a void for a reason given beforehand.

    Raises
    ------
    ValueError
        When the question named no such reason.
    """
    if reason not in question.void_if:
        message = f"{question.id}: {reason!r} was not named beforehand as a reason to void it"
        raise ValueError(message)
    return Resolution(question=question.id, resolved=resolved, as_of=as_of, answer="void", reason=reason)
