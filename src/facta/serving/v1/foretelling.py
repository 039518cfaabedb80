"""Endpoints of forecasts: what is expected, what came of it, and the ledger that keeps both."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, get_args

from facta.errors import nearest
from facta.forecasts.expectations import QUANTILES, expectations, label_of, labels_of, quantiles
from facta.forecasts.ledger import open_ledger
from facta.forecasts.records import Family
from facta.forecasts.sharing import WHY, open_to_all, shut, told_fault
from facta.forecasts.verifying import verify
from facta.likelihood import WORDS, word
from facta.serving.answers import RefusedError
from facta.serving.state import tree
from facta.serving.v1 import foretold_models as models
from facta.serving.v1.call import Call, missing
from facta.serving.v1.models import Valid
from facta.serving.v1.telling import interval, of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from facta.forecasts.backtest import Backtest
    from facta.forecasts.expectations import Expectation, Given
    from facta.forecasts.foreseen import Foreseen
    from facta.forecasts.records import Question
    from facta.forecasts.scored import FamilyScore
    from facta.forecasts.track import Resolved, TrackRecord
    from facta.forecasts.verifying import Verified

BOUNDS: Final = "95 % interval"
MEANS: Final = {said: span for _, said, span in WORDS}
LEDGERS: Final = 4


def forecasts(call: Call) -> models.Expectations:
    """List the open questions with what is expected of them."""
    foreseen = _foreseen(call)
    wanted = _wanted(call, foreseen)
    reading = foreseen.reading if foreseen else None
    without = shut(reading, call.edition.assessment)
    every = expectations(reading, call.as_of) if reading else ()
    told = [one for one in every if one.question.id not in without and wanted(one.question)]
    found, total, following = call.page(told, lambda one: one.question.id)
    labels = labels_of(foreseen.record.scores if foreseen and foreseen.record else (), _tested(foreseen))
    return models.Expectations(
        **call.head,
        items=tuple(_expectation(one, label_of(one.question, labels)) for one in found),
        total=total,
        next=following,
        reason="" if told else _nothing(call, foreseen, open_on=len(every)),
        withheld=_withheld(without, [one.question for one in every]),
    )


class _Wanted:
    """The questions that a filter asks for."""

    def __init__(self, indicator: str, family: str) -> None:
        self.indicator, self.family = indicator, family

    def __call__(self, asked: Question) -> bool:
        return self.indicator in ("", asked.indicator) and self.family in ("", asked.family)


def _wanted(call: Call, foreseen: Foreseen | None) -> _Wanted:
    """Read the filters; a word that names nothing is a mistake and no empty list."""
    indicator, family = call.given.get("indicator", ""), call.given.get("family", "")
    asked = foreseen.reading.questions.values() if foreseen and foreseen.reading else ()
    known = [*call.case.indicators, *(one.indicator for one in asked)]
    if indicator and indicator not in known:
        raise missing(indicator, known, "indicator")
    if family and family not in get_args(Family):
        families = get_args(Family)
        message = f"no family {family!r}{nearest(family, families)}; there are {', '.join(families)}"
        raise RefusedError(HTTPStatus.BAD_REQUEST, message)
    return _Wanted(indicator, family)


def _foreseen(call: Call) -> Foreseen | None:
    """Return what was forecast by the day; a ledger that is not what was written answers nothing."""
    foreseen = call.edition.foreseen
    if foreseen is not None and foreseen.fault:
        fault = told_fault(foreseen.fault, call.edition.assessment)
        raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, f"{fault}; {_command(call)} says more")
    return foreseen


def _tested(foreseen: Foreseen | None) -> Backtest | None:
    return foreseen.backtest if foreseen else None


def _command(call: Call) -> str:
    return f"facta ledger verify {call.case.name}"


def _nothing(call: Call, foreseen: Foreseen | None, *, open_on: int = 0) -> str:
    """Say why there is nothing to tell."""
    if foreseen is None or foreseen.reading is None:
        return f"Nothing was forecast by {call.as_of}; facta forecast {call.case.name} does it."
    return "No open question is of these." if open_on else f"No question was open on {call.as_of}."


def _withheld(without: Collection[str], asked: Sequence[Question]) -> str:
    left = sum(one.id in without for one in asked)
    said = "1 question is" if left == 1 else f"{left} questions are"
    return f"{said} not passed on. {WHY}" if left else ""


def _expectation(one: Expectation, skill: str) -> models.Expectation:
    asked = one.question
    return of(
        models.Expectation,
        asked,
        period=Valid(start=asked.start, end=asked.end),
        skill=skill,
        newest=_given(one.newest) if one.newest else None,
        previous=_given(one.previous) if one.previous else None,
        beside=tuple(_given(beside) for beside in one.beside),
    )


def _given(one: Given) -> models.Given:
    made = one.forecast
    said = None if made.probability is None else word(made.probability)
    return models.Given(
        method=made.method,
        made=made.made,
        written=one.entry.stamp.written,
        hindsight=one.hindsight,
        probability=made.probability,
        word=said,
        means=MEANS[said] if said else None,
        quantiles=tuple(
            models.Quantile(percent=round(100 * limit, 1), value=value)
            for limit, value in zip(QUANTILES, quantiles(made), strict=False)
        ),
        members=made.weights,
        entry=one.entry.number,
        corrected=one.corrected,
    )


def track_record(call: Call) -> models.TrackRecord:
    """Tell what came of the forecasts, by family, and what a backtest would have scored."""
    foreseen = _foreseen(call)
    reading, record = (foreseen.reading, foreseen.record) if foreseen else (None, None)
    without = shut(reading, call.edition.assessment)
    told = [one for one in (record.resolved if record else ()) if one.question.id not in without]
    tested = _tested(foreseen)
    limit = call.limit
    return models.TrackRecord(
        **call.head,
        reason="" if record or tested else _nothing(call, foreseen),
        ledger=_record(record, without, call) if record else None,
        backtest=_record(tested, without, call) if tested else None,
        resolved=tuple(_resolved(one) for one in told[:limit]),
        answered=len(told),
        open=record.open if record else 0,
        hindsight=record.hindsight if record else 0,
        withheld=_withheld(without, [one.question for one in record.resolved]) if record else "",
    )


def _record(found: TrackRecord | Backtest, without: Collection[str], call: Call) -> models.Record:
    start, end = getattr(found, "start", None), getattr(found, "end", call.as_of)
    told = open_to_all(call.edition.assessment)
    missed = [
        one
        for one in found.misses
        if one.question not in without and (one.family == "levels" or one.indicator in told)
    ]
    return models.Record(
        basis="backtest" if start else "ledger",
        start=start,
        end=end,
        scores=tuple(_scores(one) for one in found.scores),
        terms=tuple(
            of(models.Term, one, interval=interval(one.low, one.high, BOUNDS)) for one in found.terms
        ),
        fates=tuple(of(models.Fate, one) for one in found.fates),
        misses=tuple(of(models.Miss, one) for one in missed[: call.limit]),
        missed=len(missed),
    )


def _scores(one: FamilyScore) -> models.FamilyScore:
    auc, low, high = one.auc or (None, None, None)
    return of(
        models.FamilyScore,
        one,
        auc=auc,
        auc_interval=interval(low, high, BOUNDS),
        inside=tuple(
            of(models.Share, inside, interval=interval(inside.low, inside.high, BOUNDS))
            for inside in one.coverage
        ),
        beside=tuple(
            of(models.Skill, beside, interval=interval(beside.low, beside.high, BOUNDS))
            for beside in one.beside
        ),
    )


def _resolved(one: Resolved) -> models.Resolved:
    asked, found, last = one.question, one.resolution, one.last
    names = ("resolved", "as_of", "answer", "value", "reason", "late", "records", "assumed", "note")
    return models.Resolved(
        question=asked.id,
        **{name: getattr(asked, name) for name in ("indicator", "family", "text", "deadline", "unit")},
        **{name: getattr(found, name) for name in names},
        last=last.made if last else None,
        probability=last.probability if last else None,
    )


def ledger(call: Call) -> models.Ledger:
    """Tell how far the ledger had come by the day, and whether all of it is what was written."""
    foreseen, case = call.edition.foreseen, call.case.name
    found = open_ledger(call.held.store, case)
    verified = _verified(call.held.store, case, "".join(tree(found.folder))) if found.exists else None
    faults = tuple(told_fault(one, call.edition.assessment) for one in verified.faults) if verified else ()
    reading = foreseen.reading if foreseen else None
    kinds = Counter(entry.kind for entry in reading.entries) if reading else Counter[str]()
    return models.Ledger(
        **call.head,
        reason="" if verified else _nothing(call, None),
        entries=len(reading.entries) if reading else 0,
        head=reading.head if reading else "",
        kinds=dict(kinds),
        editions=tuple(reading.editions) if reading else (),
        verified=of(models.Verified, verified, faults=faults) if verified else None,
        verify=f"{_command(call)} --against COPY",
    )


@lru_cache(maxsize=LEDGERS)
def _verified(store: Path, case: str, _: str) -> Verified:
    """Verify a ledger once for as long as its files stay as they are."""
    return verify(open_ledger(store, case))
