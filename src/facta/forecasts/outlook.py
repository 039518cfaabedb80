"""The outlook: what is likeliest to fire next, beside what was expected of it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from facta.forecasts.forecasters import ENSEMBLE, NAMED_BASELINES
from facta.forecasts.wording import answered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from facta.forecasts.records import Family, Forecast, Question

UNSCORED = "not scored yet"
PERSISTENCE, EVEN = "persistence", 0.5


class Board(Protocol):
    """What tells whether a line is news: levels and newest figures, as known on a day."""

    def level(self, name: str, day: date, /) -> tuple[int | None, str]:
        """Return the level of an indicator, and how fresh its figures are."""

    def standing_figure(self, name: str, day: date, /) -> float | None:
        """Return the newest figure of an indicator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """A question of yes or no that is not answered yet, and how likely yes is.

    Attributes
    ----------
    question
        What is asked.
    probability
        Of yes, by the ensemble.
    previous, before
        What it was on the day of the forecast before, and that day; None for a first forecast.
    baselines
        What each baseline expects.
    label
        Whether the family has shown skill.
    """

    question: Question
    probability: float
    previous: float | None
    before: date | None
    baselines: tuple[tuple[str, float], ...]
    label: str


def signposts(
    figures: Board, questions: Mapping[str, Question], made: Iterable[Forecast], day: date,
    labels: Mapping[Family, str],
) -> tuple[Signpost, ...]:  # fmt: skip
    """Return the questions that would be news, those put by hand first, and then the likeliest.

    A line that the newest figure is beyond already is no news, nor is what persistence expects: that
    nothing changes. Of one indicator and one line the nearest period stands for the others.

    Parameters
    ----------
    figures
        What is known of the case.
    questions
        Questions that are open, by id.
    made
        Forecasts so far, oldest first.
    day
        The day of the newest forecast.
    labels
        Whether each family has shown skill.
    """
    told: dict[str, dict[str, list[Forecast]]] = {}
    for one in made:
        if one.probability is not None and one.made <= day:
            told.setdefault(one.question, {}).setdefault(one.method, []).append(one)
    found = []
    for name, question in questions.items():
        every = told.get(name, {})
        mine = every.get(ENSEMBLE, [])
        if not mine or mine[-1].made != day:
            continue
        post = _signpost(question, every, labels.get(question.family, UNSCORED))
        if question.author == "analyst" or (would_be_news(figures, question, day) and not stays(post)):
            found.append(post)
    found.sort(key=lambda one: (one.question.author != "analyst", -one.probability, one.question.end))
    return tuple(_nearest(found))


def would_be_news(figures: Board, question: Question, day: date) -> bool:
    """Tell whether yes would be news: a line that the newest figure is beyond already is none."""
    if question.asks == "level":
        level, _ = figures.level(question.indicator, day)
        return level is not None and level < (question.line or 0.0)
    newest = figures.standing_figure(question.indicator, day)
    return newest is not None and question.line is not None and not answered(question, newest)


def stays(one: Signpost) -> bool:
    """Tell whether persistence expects yes: nothing would have to change for it."""
    return dict(one.baselines).get(PERSISTENCE, 0.0) > EVEN


def _signpost(question: Question, every: Mapping[str, Sequence[Forecast]], label: str) -> Signpost:
    *earlier, last = every[ENSEMBLE]
    others = [(name, mine[-1].probability) for name, mine in every.items() if name in NAMED_BASELINES]
    return Signpost(
        question=question,
        probability=last.probability or 0.0,
        previous=earlier[-1].probability if earlier else None,
        before=earlier[-1].made if earlier else None,
        baselines=tuple((name, chance) for name, chance in others if chance is not None),
        label=label,
    )


def _nearest(found: Sequence[Signpost]) -> list[Signpost]:
    """Keep of each indicator and line the period that ends first."""
    first: dict[tuple[object, ...], Signpost] = {}
    for one in sorted(found, key=lambda one: one.question.end):
        asked = one.question
        own = asked.id if asked.author == "analyst" else ""
        key = (asked.indicator, asked.asks, asked.relation, asked.line, own)
        first.setdefault(key, one)
    kept = {one.question.id for one in first.values()}
    return [one for one in found if one.question.id in kept]
