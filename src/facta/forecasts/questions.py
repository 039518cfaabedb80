"""Questions that a case asks of itself on a day, each with the rule by which a machine answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from facta.forecasts.figures import Silent
from facta.forecasts.records import Question
from facta.forecasts.wording import Rule, code, text
from facta.periods import Period, nominal_days, period_of
from facta.signals.threshold import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.cases import Case, QuestionUse
    from facta.forecasts.figures import Figures, Track
    from facta.forecasts.records import Relation, Void
    from facta.periods import Frequency

AHEAD: dict[Frequency, tuple[int, ...]] = {
    "day": (7, 30),
    "week": (1, 4, 13),
    "month": (1, 3, 6),
    "quarter": (1, 2),
    "half": (1, 2),
    "year": (1,),
}
BOARDS_AHEAD = (1, 3, 6)
LEVELS = (1, 2)
BAND_TOP = 0.9  # the top of the central 80 % of what was known
DIGITS = 3
LOOKED_DAYS = (30, 365)  # for a figure that is not there on the deadline it is looked so long
OF_FIGURES: tuple[Void, ...] = ("source stopped", "never published", "unit changed", "indicator changed")


@dataclass(frozen=True, eq=False)
class Asked:
    """What a case asks on a day, and what it asks nothing of."""

    day: date
    questions: tuple[Question, ...]
    silent: tuple[Silent, ...]


def asked(figures: Figures, day: date) -> Asked:
    """Return the questions of a case on a day, from nothing but what was known then.

    Of every indicator whose series lives: how large its next figures will be, and whether they reach
    lines worth knowing; of every indicator that the board assesses: whether it will be off baseline.
    Then the questions that the case itself puts, while they can be asked.
    """
    found: dict[str, Question] = {}
    silent: list[Silent] = []
    for name in figures.case.indicators:
        track = figures.track(name, day)
        if isinstance(track, Silent):
            silent.append(track)
        else:
            found |= {one.id: one for one in _of_figures(figures, track, day)}
        boards = figures.boards(name, day)
        if not isinstance(boards, Silent):
            found |= {one.id: one for one in _of_boards(figures, boards, day)}
    for one in _written(figures, day):
        if isinstance(one, Silent):
            silent.append(one)
        else:
            found[one.id] = one
    return Asked(day, tuple(found.values()), tuple(silent))


def checked(question: Question, day: date) -> Question:
    """Return a question that can be asked on a day.

    Raises
    ------
    ValueError
        When its deadline or its period is over, so that its answer may be known.
    """
    if question.deadline <= day:
        message = (
            f"{question.id}: its deadline {question.deadline} has passed on {day}; ask of a later period"
        )
        raise ValueError(message)
    if question.end <= day:
        message = (
            f"{question.id}: its period ended before {question.end}; ask of one that is not over on {day}"
        )
        raise ValueError(message)
    return question


def ahead(day: date, frequency: Frequency, steps: Iterable[int]) -> Iterator[Period]:
    """Yield the whole periods so many steps ahead that have not begun on a day.

    >>> [str(one.start) for one in ahead(date(2026, 6, 1), "month", (1, 3))]
    ['2026-07-01', '2026-09-01']
    """
    wanted = set(steps)
    span = period_of(day, frequency)
    for step in range(1, max(wanted) + 1):
        span = period_of(span.end, frequency)
        if step in wanted:
            yield span


def _of_figures(figures: Figures, track: Track, day: date) -> Iterator[Question]:
    indicator = figures.case.indicators[track.indicator]
    lines = list(dict.fromkeys(_lines(track, _declared(indicator.signals))))
    for span in ahead(day, track.frequency, AHEAD[track.frequency]):
        if track.family != "rungs":
            yield posed(figures, track, span, day, Rule("quantity"))
        for relation, line in lines:
            yield posed(figures, track, span, day, Rule("value", relation, line))


def _declared(signals: Iterable[object]) -> list[Limit]:
    return [one for one in signals if isinstance(one, Limit)]


def _lines(track: Track, limits: Iterable[Limit]) -> Iterator[tuple[Relation, float]]:
    """Yield the lines worth knowing: declared ones, the last figure, the top of what was usual.

    Of what moves by steps the next one, said as the rung it leads to: so the same is never asked twice.
    """
    whole = track.family in ("counts", "rungs")
    for limit in limits:
        up = limit.side > 0
        line = (floor(limit.line) + 1.0 if up else ceil(limit.line) - 1.0) if whole else limit.line
        passed = track.base >= line if up else track.base <= line
        if track.family == "rungs" and passed:
            continue  # that is so
        if line >= 0 or not whole:
            yield ("at least" if up else "at most", line)
    if track.family == "rungs":
        yield ("at least", floor(track.base) + 1.0)
        return
    usual = float(np.nanquantile(track.values, BAND_TOP))
    last = float(track.values[-1])
    for line in (floor(usual) + 1.0, last) if whole else (_rounded(usual), _rounded(last)):
        if not whole or line > 0:
            yield ("at least", line)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _of_boards(figures: Figures, boards: Track, day: date) -> Iterator[Question]:
    signals = figures.case.indicators[boards.indicator].signals
    highest = max(int(getattr(one, "level", LEVELS[-1])) for one in signals)
    for span in ahead(day, "month", BOARDS_AHEAD):
        for line in LEVELS[:highest]:
            yield posed(figures, boards, span, day, Rule("level", "at least", float(line)))


def posed(figures: Figures, track: Track, span: Period, day: date, rule: Rule) -> Question:
    """Return one question, with the rule by which it is answered."""
    case, name = figures.case, track.indicator
    indicator = case.indicators[name]
    asks = rule.asks
    rule = rule._replace(base=track.base if asks == "change" else None)
    deadline, last_day = _read_on(figures, track, span, day)
    return Question(
        id=code(case.name, name, span, rule),
        case=case.name,
        indicator=name,
        family=track.family,
        asks=asks,
        relation=rule.relation,
        line=rule.line,
        unit="level" if asks == "level" else indicator.unit,
        text=text(indicator, span, rule),
        asked=day,
        start=span.start,
        end=span.end,
        deadline=deadline,
        last_day=last_day,
        sources=sources_of(case, name),
        void_if=OF_FIGURES,
        definition=figures.digests[name][asks == "level"],
        base=rule.base,
        claims=indicator.claims,
    )


def _read_on(figures: Figures, track: Track, span: Period, day: date) -> tuple[date, date]:
    """Return the day on which a figure is read, and the last on which it is looked for."""
    if track.family == "levels":
        return span.last, span.last  # the board of the last day of the period, as it stood on it
    deadline = span.end + timedelta(days=figures.lag_days(track.indicator, day))
    least, most = LOOKED_DAYS
    looked = min(max(2 * round(nominal_days(track.frequency)), least), most)
    return deadline, deadline + timedelta(days=looked)


def sources_of(case: Case, name: str) -> tuple[str, ...]:
    """Return the sources that must speak for a figure of an indicator."""
    every = (one for _, selection in case.indicators[name].selections() for one in selection.source)
    return tuple(dict.fromkeys(every))


def _written(figures: Figures, day: date) -> Iterator[Question | Silent]:
    """Yield the questions that the case puts itself, from the day on which it does until they close."""
    for name, use in figures.case.questions.items():
        if not use.asked <= day < use.span.end:
            continue
        question = written(figures, name, use, day)
        if isinstance(question, Silent):
            yield Silent(use.indicator, f"{name}: {question.reason}")
        elif question.deadline > day:
            yield question


def written(figures: Figures, name: str, use: QuestionUse, day: date) -> Question | Silent:
    """Return a question that the case puts itself, or why nothing can be learnt of its indicator."""
    levels = use.asks == "level"
    track = (figures.boards if levels else figures.track)(use.indicator, day)
    if isinstance(track, Silent):
        return track
    line = use.at_least if use.at_least is not None else use.at_most
    relation: Relation | None = None
    if line is not None:
        relation = "at least" if use.at_least is not None else "at most"
    made = posed(figures, track, use.span, day, Rule(use.asks, relation, line))
    identity = f"{figures.case.name}:{name}"
    return replace(made, id=identity, text=use.text, author="analyst", claims=use.claims)
