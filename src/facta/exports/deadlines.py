"""Deadlines of open questions, beside what else is due: the nearest, those of analysts first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from facta.forecasts.expectations import expectations, nearest, quantiles
from facta.forecasts.sharing import shut
from facta.forecasts.wording import figure
from facta.likelihood import likely
from facta.periods import say_day
from facta.views.texts import Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.forecasts.expectations import Expectation
    from facta.forecasts.records import Question
    from facta.views.edition import Edition
    from facta.views.texts import CaseText

MOST: Final = 12
NEARLY_ALL: Final = (0.025, 0.975)


def due(edition: Edition) -> tuple[Expected, ...]:
    """Return what is due after the day of an edition, soonest first, with a dozen deadlines of questions.

    There may be hundreds: of those that facta asks one an indicator stands for the others. What terms forbid
    passing on is left out of the deadlines; an edition that was passed on is without it already.
    """
    found = (*edition.case.expected, *_deadlines(edition))
    return tuple(sorted(found, key=lambda one: (one.day, one.about, one.title)))


def _deadlines(edition: Edition) -> Iterator[Expected]:
    reading, now = edition.foreseen.reading if edition.foreseen else None, edition.assessment
    if reading is None:
        return
    without = shut(reading, now)
    told = [one for one in expectations(reading, now.as_of) if one.question.id not in without]
    for one in nearest(told, now.as_of, MOST):
        asked = one.question
        readings = tuple(_readings(one, edition.case))
        title = f"Forecast read: {asked.text}"
        yield Expected(day=asked.deadline, about=asked.indicator, title=title, readings=readings)


def _readings(one: Expectation, case: CaseText) -> Iterator[tuple[str, str]]:
    """Yield what each answer would mean, and what is expected."""
    asked, newest = one.question, one.newest.forecast if one.newest else None
    bears = f"bears on {', '.join(asked.claims)}" if asked.claims else ""
    if asked.asks == "quantity":
        if newest is not None and newest.draws:
            low, high = quantiles(newest, NEARLY_ALL)
            span = f"{figure(low, '')} to {figure(high, asked.unit)}"
            yield f"outside {span}", "; ".join(filter(None, ("the forecast missed: 95 % lay inside", bears)))
        return
    chance = newest.probability if newest else None
    given = f"{likely(chance)} on {say_day(newest.made)}" if newest and chance is not None else ""
    yield "yes", "; ".join(filter(None, (given, bears, _meaning(asked, case))))


def _meaning(asked: Question, case: CaseText) -> str:
    """Return what a yes would mean in the words of the case; a level has no way of its own."""
    text = case.indicators.get(asked.indicator)
    if text is None or asked.asks == "level":
        return ""
    falls = asked.relation == "at most" or (asked.asks == "change" and (asked.line or 0.0) < 0)
    means, because = (text.fall_means, text.fall_because) if falls else (text.rise_means, text.rise_because)
    return because if means in ("", "none") else f"{means}: {because}"
