"""What a ledger expects as of a day: open questions, the newest forecast of each and the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.forecasts.forecasters import ENSEMBLE, NAMED_BASELINES
from facta.forecasts.outlook import UNSCORED
from facta.forecasts.records import Forecast
from facta.forecasts.scored import HOW_LARGE, YES_NO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from facta.forecasts.backtest import Backtest
    from facta.forecasts.entries import Entry
    from facta.forecasts.reading import Reading
    from facta.forecasts.records import Family, Question
    from facta.forecasts.scored import FamilyScore, Sort

QUANTILES: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
EVEN: Final = 0.5
Labels = dict[tuple["Family", "Sort"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A forecast with the entry of the ledger that keeps it.

    ``hindsight`` says that it was written on or after the deadline, and so proves nothing; ``corrected``
    why somebody corrected it, empty where nobody did.
    """

    forecast: Forecast
    entry: Entry
    hindsight: bool
    corrected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A question that is open on a day, with what is expected.

    Attributes
    ----------
    question
        What is asked.
    newest, previous
        The last forecast of the ensemble, and its last of an earlier day; None where there is none.
    beside
        What the baselines expected on the day of the newest.
    """

    question: Question
    newest: Given | None
    previous: Given | None
    beside: tuple[Given, ...]


def expectations(reading: Reading, day: date) -> tuple[Expectation, ...]:
    """Return what is open on a day, the questions of analysts first, and then by deadline.

    A forecast that was withdrawn is none.

    Parameters
    ----------
    reading
        The ledger as it stood on the day; see `facta.forecasts.foreseen.ledger_by`.
    day
        The day.
    """
    asked = {one.id: one for one in reading.open_on(day)}
    made: dict[str, list[Given]] = {name: [] for name in asked}
    for entry, forecast in reading.of(Forecast):
        wanted = forecast.method == ENSEMBLE or forecast.method in NAMED_BASELINES
        if wanted and forecast.question in asked and not reading.withdrawn(entry):
            made[forecast.question].append(given(reading, entry, forecast))
    found = (_expectation(question, made[name]) for name, question in asked.items())
    return tuple(sorted(found, key=lambda one: (one.question.author != "analyst", *_due(one.question))))


def given(reading: Reading, entry: Entry, forecast: Forecast) -> Given:
    """Return a forecast with its entry, and what the ledger says of it."""
    said = reading.corrections.get(entry.number, ())
    return Given(
        forecast=forecast,
        entry=entry,
        hindsight=reading.is_hindsight(entry),
        corrected=said[-1].because if said else "",
    )


def _due(question: Question) -> tuple[date, str]:
    return question.deadline, question.id


def _expectation(question: Question, made: Sequence[Given]) -> Expectation:
    own = [one for one in made if one.forecast.method == ENSEMBLE]
    newest = own[-1] if own else None
    day = newest.forecast.made if newest else None
    return Expectation(
        question=question,
        newest=newest,
        previous=next((one for one in reversed(own) if one.forecast.made != day), None),
        beside=tuple(
            one for one in made if one.forecast.method in NAMED_BASELINES and one.forecast.made == day
        ),
    )


def nearest(found: Iterable[Expectation], day: date, most: int) -> tuple[Expectation, ...]:
    """Return what is read soonest after a day: the questions of analysts, and then one an indicator.

    Of the questions on one indicator that is the one read first, and of those the least certain. Levels are
    left out; see `is_told`.
    """
    coming = [one for one in found if one.question.deadline > day]
    own = [one for one in coming if one.question.author == "analyst"]
    rest = sorted(
        (one for one in coming if one.question.author != "analyst" and one.newest and is_told(one.question)),
        key=lambda one: (one.question.deadline, _certainty(one), one.question.id),
    )
    first: dict[str, Expectation] = {}
    for one in rest:
        first.setdefault(one.question.indicator, one)
    chosen = [*own, *first.values()][:most]
    return tuple(sorted(chosen, key=lambda one: _due(one.question)))


def is_told(question: Question) -> bool:
    """Tell whether a question is told by itself: a change of a level on the board is told when it comes."""
    return question.author == "analyst" or question.family != "levels"


def _certainty(one: Expectation) -> float:
    chance = one.newest.forecast.probability if one.newest else None
    return EVEN if chance is None else abs(chance - EVEN)


def quantiles(forecast: Forecast, limits: Sequence[float] = QUANTILES) -> tuple[float, ...]:
    """Return quantiles of the draws of a quantity: each a value that was drawn; nothing of a chance.

    Examples
    --------
    >>> from datetime import date
    >>> drawn = Forecast(question="q", made=date(2026, 1, 1), method="m", draws=(0.0, 2.0), counts=(3, 2))
    >>> quantiles(drawn, (0.1, 0.5, 0.9))
    (0.0, 0.0, 2.0)
    """
    if not forecast.draws:
        return ()
    upto = np.cumsum(forecast.counts)
    places = np.rint(np.array(limits) * (upto[-1] - 1)) + 1
    return tuple(float(forecast.draws[place]) for place in np.searchsorted(upto, places))


def sort_of(question: Question) -> Sort:
    """Return the sort of question that scores are kept by."""
    return HOW_LARGE if question.asks == "quantity" else YES_NO


def labels_of(scores: Iterable[FamilyScore], tested: Backtest | None) -> Labels:
    """Return of each family and sort whether skill was shown: in the ledger, or else in a backtest."""
    found: Labels = {}
    if tested is not None:
        span = f"in the backtest of {tested.start.year}–{tested.end.year}"
        found = {(one.family, one.sort): f"{one.label} {span}" for one in tested.scores}
    return found | {(one.family, one.sort): one.label for one in scores}


def label_of(question: Question, labels: Mapping[tuple[Family, Sort], str]) -> str:
    """Return whether forecasts of such questions have shown skill."""
    return labels.get((question.family, sort_of(question)), UNSCORED)
