"""The track record: what the ledger's forecasts scored, how they were calibrated, and what missed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from facta.forecasts.backtest import Fate, fates
from facta.forecasts.forecasters import ENSEMBLE
from facta.forecasts.postmortem import Miss, misses
from facta.forecasts.records import Forecast
from facta.forecasts.scored import (
    ROWS,
    FamilyScore,
    Term,
    calibration,
    family_scores,
    rows_frame,
    scores_table,
)
from facta.forecasts.weighing import LIMITS, NAMES
from facta.forecasts.wording import answered
from facta.models.scores import crps_counted, interval_score

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import polars as pl

    from facta.forecasts.reading import Reading
    from facta.forecasts.records import Question, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A question that was answered or is void, with the last forecast of it."""

    question: Question
    resolution: Resolution
    last: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """What came of the forecasts in a ledger.

    Attributes
    ----------
    case, as_of
        Whose, and up to which day.
    scores, terms, fates, misses
        As of a backtest; see `facta.forecasts.backtest.Backtest`.
    resolved
        Questions with their answers, newest first.
    open
        How many questions are open.
    hindsight
        Forecasts that were written on or after the deadline: they prove nothing and are not scored.
    rows
        One row a scored forecast and method.
    """

    case: str
    as_of: date
    scores: tuple[FamilyScore, ...]
    terms: tuple[Term, ...]
    fates: tuple[Fate, ...]
    misses: tuple[Miss, ...]
    resolved: tuple[Resolved, ...]
    open: int
    hindsight: int
    rows: pl.DataFrame = field(compare=False, repr=False)

    def to_json(self) -> str:
        """Return all but the rows as JSON."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "rows"}
        return json.dumps(told, indent=2, default=_plain, ensure_ascii=False)

    def to_polars(self) -> pl.DataFrame:
        """Return one row a family, sort of question and baseline."""
        return scores_table(self.scores)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: part for name, part in told.items() if name not in ("draws", "counts")}
    return str(value)


def track_record(reading: Reading, as_of: date) -> TrackRecord:
    """Score what a ledger says, by a day.

    Parameters
    ----------
    reading
        The ledger.
    as_of
        Resolutions of later days are left out.
    """
    known = {name: one for name, one in reading.resolutions.items() if one.resolved <= as_of}
    by_then = [entry for entry, one in reading.of(Forecast) if one.made <= as_of]
    hindsight = {id(entry.record) for entry in by_then if reading.is_hindsight(entry)}
    counted = [one for one in reading.forecasts if id(one) not in hindsight and one.made <= as_of]
    rows = _rows(reading, counted, known)
    last = {one.question: one for one in counted if one.method == ENSEMBLE}
    asked = {name: one for name, one in reading.questions.items() if one.asked <= as_of}
    resolved = [
        Resolved(question=reading.questions[name], resolution=one, last=last.get(name))
        for name, one in known.items()
    ]
    return TrackRecord(
        case=reading.case,
        as_of=as_of,
        scores=family_scores(rows),
        terms=calibration(rows),
        fates=fates(asked, {name: known.get(name) for name in asked}, as_of),
        misses=misses(reading.questions, known.values(), rows),
        resolved=tuple(
            sorted(resolved, key=lambda one: (one.resolution.resolved, one.question.id), reverse=True)
        ),
        open=len(asked) - len(known),
        hindsight=len(hindsight),
        rows=rows,
    )


def _rows(reading: Reading, made: Iterable[Forecast], known: dict[str, Resolution]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {name: [] for name in ROWS}
    for forecast in made:
        resolution = known.get(forecast.question)
        if resolution is None or resolution.value is None:
            continue
        row = _row(reading.questions[forecast.question], forecast, resolution.value)
        for name, values in columns.items():
            values.append(row.get(name))
    return rows_frame(columns)


def _row(question: Question, forecast: Forecast, value: float) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: getattr(question, name) for name in ("indicator", "family", "asks", "start", "end")
    }
    row |= {"question": question.id, "made": forecast.made, "method": forecast.method, "value": value}
    if forecast.probability is not None:
        return row | {"probability": forecast.probability, "happened": float(answered(question, value))}
    draws, counts = np.array(forecast.draws), np.array(forecast.counts)
    told = quantiles(forecast)
    scored = interval_score(told["low80"], told["high80"], value, 0.2)
    return row | told | {"crps": float(crps_counted(draws, counts, value)), "interval_score": float(scored)}


def quantiles(forecast: Forecast) -> dict[str, float]:
    """Return the middle of the draws of a quantity, and the ends of what holds 50, 80 and 95 in 100."""
    draws, upto = np.array(forecast.draws), np.cumsum(forecast.counts)
    places = np.rint(np.array(LIMITS) * (upto[-1] - 1)) + 1
    found = draws[np.searchsorted(upto, places)]
    return dict(zip(NAMES, map(float, found), strict=True))
