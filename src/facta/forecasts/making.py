"""A day's work: what is due is resolved, what can be asked is asked, and all that is open is forecast."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from facta.forecasts.drawing import CLIMATE, drawn, forecasts
from facta.forecasts.figures import Figures, Silent
from facta.forecasts.forecasters import ENSEMBLE, NAMED_BASELINES
from facta.forecasts.outlook import UNSCORED, signposts
from facta.forecasts.past import Past
from facta.forecasts.questions import asked
from facta.forecasts.resolving import noted, resolve
from facta.forecasts.scored import YES_NO
from facta.forecasts.track import track_record
from facta.forecasts.weighing import scale_of
from facta.forecasts.wording import answered
from facta.likelihood import word
from facta.models.scores import crps_counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from facta.cases import Case
    from facta.forecasts.backtest import Backtest
    from facta.forecasts.entries import Stamp
    from facta.forecasts.ledger import Ledger
    from facta.forecasts.outlook import Signpost
    from facta.forecasts.reading import Reading
    from facta.forecasts.records import Family, Forecast, Question, Resolution
    from facta.forecasts.scored import FamilyScore
    from facta.store import Records

SIZED: tuple[Family, ...] = ("counts", "flows")  # of which is asked how large
SIGNPOSTS: dict[str, Any] = {
    "question": pl.String, "text": pl.String, "indicator": pl.String, "family": pl.String,
    "probability": pl.Float64, "word": pl.String, "previous": pl.Float64, "before": pl.Date,
    "persistence": pl.Float64, "climatology": pl.Float64, "base_rate": pl.Float64, "end": pl.Date,
    "deadline": pl.Date, "author": pl.String, "label": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Made:
    """What was made on a day, in the order in which a ledger takes it.

    Attributes
    ----------
    day
        Nothing known later went into it.
    resolutions
        Of questions that were due.
    questions
        Those that the ledger did not have.
    forecasts
        Of all questions that can be forecast, by the ensemble, its members and the baselines.
    silent
        Indicators whose figures nothing is asked of, and why.
    """

    day: date
    resolutions: tuple[Resolution, ...]
    questions: tuple[Question, ...]
    forecasts: tuple[Forecast, ...]
    silent: tuple[Silent, ...]

    @property
    def records(self) -> Iterator[Resolution | Question | Forecast]:
        """All of it, in the order of a ledger."""
        yield from self.resolutions
        yield from self.questions
        yield from self.forecasts


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecasted:
    """What was made on a day, how much of it is new in the ledger, and the outlook.

    ``written`` is None where nothing was to be written.
    """

    case: str
    made: Made
    written: int | None
    outlook: tuple[Signpost, ...]

    def to_polars(self) -> pl.DataFrame:
        """Return the outlook: one row a signpost."""
        return pl.DataFrame([_told(one) for one in self.outlook], schema=SIGNPOSTS)

    def to_json(self) -> str:
        """Return what was made and the outlook as JSON."""
        told = {
            "case": self.case,
            "as_of": self.made.day,
            "entries": self.written,
            "resolutions": [asdict(one) for one in self.made.resolutions],
            "questions": [asdict(one) for one in self.made.questions],
            "silent": [asdict(one) for one in self.made.silent],
            "outlook": [_told(one) for one in self.outlook],
        }
        return json.dumps(told, indent=2, default=str, ensure_ascii=False)


def forecasted(case: Case, records: Records, ledger: Ledger, stamp: Stamp, *, write: bool) -> Forecasted:
    """Do a day's work on a case, and append it to its ledger.

    Parameters
    ----------
    case, records, ledger
        The case, its store and its ledger.
    stamp
        As of which day, and when it is written.
    write
        Whether it goes into the ledger.

    Raises
    ------
    LedgerError
        When the ledger does not take it, for instance because it goes further than the day.
    """
    reading, day = ledger.read(), stamp.as_of
    made = made_on(case, records, day, reading)
    written = len(ledger.append(made.records, stamp=stamp)) if write else None
    told = (*reading.forecasts, *made.forecasts)
    questions = {**reading.questions, **{one.id: one for one in made.questions}}
    resolved = reading.resolutions.keys() | {one.question for one in made.resolutions}
    open_now = {name: one for name, one in questions.items() if name not in resolved}
    labels = labels_of(track_record(reading, day).scores)
    outlook = signposts(Figures(case, records), open_now, told, day, labels)
    return Forecasted(case=case.name, made=made, written=written, outlook=outlook)


def beside_history(made: Forecasted, tested: Backtest | None) -> Forecasted:
    """Say of families that the ledger cannot score yet what the newest backtest of the case said."""
    if tested is None:
        return made
    labels = {family: f"{label} over history" for family, label in labels_of(tested.scores).items()}
    outlook = tuple(
        replace(one, label=labels.get(one.question.family, UNSCORED)) if one.label == UNSCORED else one
        for one in made.outlook
    )
    return replace(made, outlook=outlook)


def labels_of(scores: Iterable[FamilyScore]) -> dict[Family, str]:
    """Return for each family whether it has shown skill in questions of yes or no."""
    return {one.family: one.label for one in scores if one.sort == YES_NO}


def _told(one: Signpost) -> dict[str, Any]:
    asked = one.question
    return {
        "question": asked.id, "text": asked.text, "indicator": asked.indicator, "family": asked.family,
        "probability": one.probability, "word": word(one.probability), "previous": one.previous,
        "before": one.before, **{name.replace(" ", "_"): chance for name, chance in one.baselines},
        "end": asked.end, "deadline": asked.deadline, "author": asked.author, "label": one.label,
    }  # fmt: skip


def made_on(case: Case, records: Records, day: date, reading: Reading) -> Made:
    """Resolve, ask and forecast as of a day, from the records and from what the ledger says.

    The same day once more makes nothing new: what stands in the ledger is left out.

    Parameters
    ----------
    case, records
        The case and the store.
    day
        Nothing known later is looked at.
    reading
        What the ledger of the case says so far.
    """
    figures = Figures(case, records)
    due = [one for one in reading.open if one.asked <= day]
    resolutions = tuple(
        noted(figures, one, found, day) for one in due if (found := resolve(figures, one, day)) is not None
    )
    answers = {**reading.resolutions, **{one.question: one for one in resolutions}}
    past = past_of(reading.questions, reading.forecasts, answers, day)
    today = asked(figures, day)
    new = tuple(one for one in today.questions if one.id not in reading.questions)
    edited = tuple(_edited(reading.questions, today.questions))
    still = [reading.questions.get(one.id, one) for one in today.questions]
    still += [one for one in reading.open if one.start > day or one.author == "analyst"]
    open_now = {one.id: one for one in still if one.id not in answers and one.deadline > day}
    told = {(one.question, one.method) for one in reading.forecasts if one.made == day}
    expected = [
        one
        for group in drawn(figures, tuple(open_now.values()), day, past)
        for one in forecasts(group, day)
        if (one.question, one.method) not in told
    ]
    asked_new = tuple(one for one in new if one.id in open_now)
    return Made(
        day=day,
        resolutions=resolutions,
        questions=asked_new,
        forecasts=tuple(expected),
        silent=(*today.silent, *edited),
    )


def _edited(before: Mapping[str, Question], now: Iterable[Question]) -> Iterator[Silent]:
    """Yield questions put by hand that the case has changed since: what was asked first stands."""
    for one in now:
        was = before.get(one.id)
        if was is not None and _decided(was) != _decided(one):
            yield Silent(
                one.indicator,
                f"{one.id}: the ledger has it otherwise since {was.asked}, and that stands; "
                "ask what has changed under another name",
            )


def _decided(one: Question) -> tuple[object, ...]:
    return one.indicator, one.asks, one.relation, one.line, one.start, one.end


def past_of(
    questions: Mapping[str, Question],
    made: Iterable[Forecast],
    resolutions: Mapping[str, Resolution],
    day: date,
) -> Past:
    """Return what can be learnt by a day from forecasts of questions that were resolved by then."""
    past = Past()
    known = {name: one for name, one in resolutions.items() if one.resolved <= day and one.value is not None}
    for name, resolution in known.items():
        question = questions[name]
        if resolution.answer in ("yes", "no"):
            past.count(question.family, question.asks, yes=int(resolution.answer == "yes"), of=1)
    for (name, _), together in _together(made, known).items():
        question = questions[name]
        if question.asks == "quantity" or question.family not in SIZED:
            past.learn(question.family, _losses(together, question, known[name]))
    return past


def _together(
    made: Iterable[Forecast], known: Mapping[str, Resolution]
) -> dict[tuple[str, date], dict[str, Forecast]]:
    """Return forecasts of answered questions by question and day, and then by method."""
    found: dict[tuple[str, date], dict[str, Forecast]] = {}
    for forecast in made:
        if forecast.question in known:
            found.setdefault((forecast.question, forecast.made), {})[forecast.method] = forecast
    return found


def _losses(made: Mapping[str, Forecast], question: Question, resolution: Resolution) -> dict[str, float]:
    climate = made.get(CLIMATE)
    scale = 1.0
    if climate is not None and climate.draws:
        scale = float(scale_of(np.repeat(climate.draws, climate.counts)))
    return {
        method: loss_of(one, question, resolution) / scale
        for method, one in made.items()
        if method not in (ENSEMBLE, *NAMED_BASELINES)
    }


def loss_of(forecast: Forecast, question: Question, resolution: Resolution) -> float:
    """Return the Brier score of a chance, or the CRPS of draws."""
    value = resolution.value or 0.0
    if forecast.probability is not None:
        return (forecast.probability - float(answered(question, value))) ** 2
    return float(crps_counted(np.array(forecast.draws), np.array(forecast.counts), value))
