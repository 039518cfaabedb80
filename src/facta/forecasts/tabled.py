"""The ledger of forecasts as rows of tables: what was asked, expected, answered, and what it scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from facta.forecasts.expectations import QUANTILES, quantiles
from facta.forecasts.records import Forecast, Question, Resolution
from facta.likelihood import word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from facta.forecasts.backtest import Backtest
    from facta.forecasts.entries import Entry
    from facta.forecasts.reading import Reading
    from facta.forecasts.scored import FamilyScore, Term
    from facta.forecasts.track import TrackRecord

Row = dict[str, Any]
Basis = Literal["ledger", "backtest"]
NAMES = tuple(f"q{limit:.1%}".removesuffix("%").removesuffix(".0").replace(".", "_") for limit in QUANTILES)
NO_BASELINE, EVERY = "none", "every family"


def questions(reading: Reading, day: date, without: Collection[str] = ()) -> Iterator[Row]:
    """Yield a row a question that was asked by a day; ``without`` are ids that are left out."""
    waiting = {one.id for one in reading.open_on(day)}
    for entry, asked in reading.of(Question):
        if asked.id in without:
            continue
        found = reading.resolutions.get(asked.id)
        closed = "void" if found is not None and found.answer == "void" else "answered"
        names = (
            "indicator", "family", "asks", "relation", "line", "unit", "text", "asked", "start", "end",
            "deadline", "last_day", "author", "base", "definition",
        )  # fmt: skip
        lists = ("sources", "void_if", "claims")
        yield {
            "question": asked.id,
            **{name: getattr(asked, name) for name in names},
            **{name: list(getattr(asked, name)) for name in lists},
            "status": "open" if asked.id in waiting else closed,
            **_kept(entry),
        }


def forecasts(reading: Reading, without: Collection[str] = ()) -> Iterator[Row]:
    """Yield a row a forecast: a question, a day and a method."""
    for entry, made in reading.of(Forecast):
        if made.question not in without:
            yield forecast_row(made) | {
                "hindsight": reading.is_hindsight(entry),
                "withdrawn": reading.withdrawn(entry),
                "members": [f"{name}: {weight:.3f}" for name, weight in made.weights],
                **_kept(entry),
            }


def forecast_row(made: Forecast) -> Row:
    """Return what a forecast says: a chance with its word, or quantiles."""
    chance = made.probability
    told = quantiles(made)
    return {
        "question": made.question,
        "made": made.made,
        "method": made.method,
        "probability": chance,
        "word": None if chance is None else word(chance),
        **dict(zip(NAMES, told or (None,) * len(NAMES), strict=True)),
    }


def resolutions(reading: Reading, without: Collection[str] = ()) -> Iterator[Row]:
    """Yield a row a question that was answered or is void."""
    names = (
        "question", "resolved", "as_of", "answer", "value", "reason", "late", "records", "assumed", "note"
    )  # fmt: skip
    for entry, found in reading.of(Resolution):
        if found.question not in without:
            yield {name: getattr(found, name) for name in names} | _kept(entry)


def _kept(entry: Entry) -> Row:
    written = entry.stamp.written.isoformat().replace("+00:00", "Z")
    return {
        "entry": entry.number,
        "entry_as_of": entry.stamp.as_of,
        "written": written,
        "sha256": entry.sha256,
    }


def scores(record: TrackRecord | None, tested: Backtest | None) -> Iterator[Row]:
    """Yield a row a family, sort and baseline: of the ledger, and of the backtest that was kept."""
    if record is not None:
        yield from _scores("ledger", None, record.as_of, record.scores)
    if tested is not None:
        yield from _scores("backtest", tested.start, tested.end, tested.scores)


def _scores(basis: Basis, start: date | None, end: date, found: Iterable[FamilyScore]) -> Iterator[Row]:
    for one in found:
        auc, auc_low, auc_high = one.auc or (None, None, None)
        head = {
            name: getattr(one, name) for name in ("family", "sort", "n", "questions", "indicators", "score")
        }
        head |= {"log_score": one.log_score, "yes": one.yes, "interval_score": one.interval_score}
        head |= {"auc": auc, "auc_low": auc_low, "auc_high": auc_high, "label": one.label}
        head |= {f"inside{inside.nominal}": inside.share for inside in one.coverage}
        head |= {"basis": basis, "start": start, "end": end}
        for beside in one.beside:
            names = ("baseline", "skill", "low", "high", "why")
            yield head | {name: getattr(beside, name) for name in names}
        if not one.beside:
            yield head | {"baseline": NO_BASELINE}


def calibration(record: TrackRecord | None, tested: Backtest | None) -> Iterator[Row]:
    """Yield a row a word of likelihood, of every family and of each: how often it came true."""
    if record is not None:
        yield from _terms("ledger", record.terms)
    if tested is not None:
        yield from _terms("backtest", tested.terms)


def _terms(basis: Basis, found: Iterable[Term]) -> Iterator[Row]:
    names = ("word", "means", "n", "expected", "share", "low", "high")
    for one in found:
        yield {"basis": basis, "family": one.family or EVERY, **{name: getattr(one, name) for name in names}}
