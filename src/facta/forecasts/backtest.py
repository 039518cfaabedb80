"""The forecasts that would have been made: asked, forecast, resolved and scored with what was known then."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Literal

from facta.forecasts.drawing import drawn
from facta.forecasts.figures import Figures
from facta.forecasts.past import Past
from facta.forecasts.postmortem import Miss, misses
from facta.forecasts.questions import asked
from facta.forecasts.records import Family  # noqa: TC001  (pydantic reads it when a backtest is read back)
from facta.forecasts.resolving import noted, resolve
from facta.forecasts.scored import FamilyScore, Term, calibration, family_scores, rows_frame, scores_table
from facta.forecasts.weighing import Rows
from facta.periods import period_of
from facta.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from facta.cases import Case
    from facta.forecasts.records import Question, Resolution
    from facta.store import Records

Every = Literal["week", "month", "quarter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of the questions of one family.

    ``asked`` were asked, ``closed`` had their last day by the end, ``void`` of those have no answer,
    ``late`` had one after their deadline; ``reasons`` counts why they are void.
    """

    family: Family
    asked: int
    closed: int
    void: int
    late: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much a member counts in the ensemble of its family at the end, and from how many scores."""

    family: Family
    member: str
    weight: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What forecasts of a case would have scored.

    Attributes
    ----------
    case, case_digest, store_digest, version
        What it is a function of.
    start, end, every, days
        The days on which was forecast, and how many there were.
    scores
        By family; there is no sum over them.
    terms
        How often each word of likelihood came true.
    fates
        What became of the questions.
    weights
        Of the members of each ensemble at the end.
    misses
        What went wrong, newest first.
    records, assumed
        Records behind the figures that decided, and how many have a day of knowledge that is assumed.
    """

    case: str
    case_digest: str
    store_digest: str
    version: str
    start: date
    end: date
    every: Every
    days: int
    scores: tuple[FamilyScore, ...]
    terms: tuple[Term, ...]
    fates: tuple[Fate, ...]
    weights: tuple[Weight, ...]
    misses: tuple[Miss, ...]
    records: int
    assumed: int


@dataclass(frozen=True, eq=False)
class Backtested:
    """A backtest with its rows: one a forecast and method; and what was asked and answered, by id."""

    card: Backtest
    rows: pl.DataFrame
    questions: Mapping[str, Question]
    resolutions: Mapping[str, Resolution]

    def to_polars(self) -> pl.DataFrame:
        """Return one row a family, sort of question and baseline."""
        return scores_table(self.card.scores)


def backtest(  # noqa: PLR0913  (one keyword for each option of the command)
    case: Case,
    records: Records,
    start: date,
    end: date,
    *,
    every: Every = "month",
    progress: Callable[[int, int], None] | None = None,
) -> Backtested:
    """Ask, forecast, resolve and score on each of many days with what was known then.

    Parameters
    ----------
    case, records
        The case and the store.
    start, end
        The first and the last day. Questions are answered with what was known by ``end``.
    every
        How far apart the days lie: the last days of weeks, months or quarters, and the last day.
    progress
        Called with how many days are done, and how many there are.

    Raises
    ------
    ValueError
        When the days are in disorder.
    """
    figures = Figures(case, records)
    run = _Run(figures, end)
    days = origins(start, end, every)
    for place, day in enumerate(days):
        run.step(day)
        if progress:
            progress(place + 1, len(days))
    return run.told(days[0], every, len(days))


def origins(start: date, end: date, every: Every) -> list[date]:
    """Return the days on which is forecast, oldest first; the last is ``end``.

    >>> [str(day) for day in origins(date(2026, 1, 1), date(2026, 2, 10), "month")]
    ['2026-01-31', '2026-02-10']
    """
    if end < start:
        message = f"{end} lies before {start}: write the earlier day first"
        raise ValueError(message)
    days = [end]
    while (before := period_of(days[-1], every).start - timedelta(days=1)) >= start:
        days.append(before)
    return days[::-1]


class _Run:
    """A run over the days: what was asked, what became of it, and what has been learnt from it so far."""

    def __init__(self, figures: Figures, end: date) -> None:
        self.figures, self.end = figures, end
        self.questions: dict[str, Question] = {}
        self.resolutions: dict[str, Resolution | None] = {}
        self.rows = Rows()
        self.past = Past()
        self._lessons: list[tuple[date, int, Family, dict[str, float] | None, Question]] = []
        self._number = count()

    def step(self, day: date) -> None:
        """Forecast what is asked on a day with what has been resolved by then."""
        today = [self.questions.setdefault(one.id, one) for one in asked(self.figures, day).questions]
        for question in today:
            if question.id not in self.resolutions:
                self._resolved(question)
        self._learn(day)
        for found in drawn(self.figures, today, day, self.past):
            scores = self.rows.add(found, day, self.resolutions)
            by_id = {one.id: one for one in found.questions}
            for name, losses in scores.lessons():
                resolution = self.resolutions[name]
                if resolution is not None:
                    self._later(resolution.resolved, found.family, losses, by_id[name])

    def _resolved(self, question: Question) -> None:
        resolution = resolve(self.figures, question, self.end)
        if resolution is not None:
            resolution = noted(self.figures, question, resolution, self.end)
        self.resolutions[question.id] = resolution
        if resolution is not None and resolution.answer in ("yes", "no"):
            self._later(resolution.resolved, question.family, None, question)

    def _later(self, day: date, family: Family, losses: dict[str, float] | None, question: Question) -> None:
        """Keep what there is to learn until the day on which it is known."""
        heapq.heappush(self._lessons, (day, next(self._number), family, losses, question))

    def _learn(self, day: date) -> None:
        while self._lessons and self._lessons[0][0] <= day:
            _, _, family, losses, question = heapq.heappop(self._lessons)
            if losses is not None:
                self.past.learn(family, losses)
                continue
            resolution = self.resolutions[question.id]
            yes = resolution is not None and resolution.answer == "yes"
            self.past.count(family, question.asks, yes=int(yes), of=1)

    def told(self, start: date, every: Every, days: int) -> Backtested:
        """Return what it all came to."""
        rows = rows_frame(self.rows.columns)
        case, records = self.figures.case, self.figures.records
        names = [case.source_name(use) for use in case.sources]
        known = {name: one for name, one in self.resolutions.items() if one is not None}
        card = Backtest(
            case=case.name,
            case_digest=case.digest[:16],
            store_digest=records.digest(self.end, names),
            version=__version__,
            start=start,
            end=self.end,
            every=every,
            days=days,
            scores=family_scores(rows),
            terms=calibration(rows),
            fates=fates(self.questions, self.resolutions, self.end),
            weights=self.weights(),
            misses=misses(self.questions, known.values(), rows),
            records=sum(one.records for one in known.values()),
            assumed=sum(one.assumed for one in known.values()),
        )
        return Backtested(card, rows, self.questions, known)

    def weights(self) -> tuple[Weight, ...]:
        """Return how much each member counts at the end."""
        families = dict.fromkeys(family for family, _ in self.past.losses)
        found = []
        for family in sorted(families):
            names = sorted(name for mine, name in self.past.losses if mine == family)
            given = self.past.weights(family, names)
            found += [
                Weight(family=family, member=name, weight=given[name], n=self.past.losses[family, name][0])
                for name in sorted(names, key=lambda name: -given[name])
            ]
        return tuple(found)


def fates(
    questions: Mapping[str, Question], resolutions: Mapping[str, Resolution | None], end: date
) -> tuple[Fate, ...]:
    """Count what became of questions, by family."""
    found = []
    for family in dict.fromkeys(one.family for one in questions.values()):
        mine = [one for one in questions.values() if one.family == family]
        closed = [r for one in mine if (r := resolutions.get(one.id)) is not None and r.resolved <= end]
        void = [one for one in closed if one.answer == "void"]
        reasons: dict[str, int] = {}
        for one in void:
            reasons[str(one.reason)] = reasons.get(str(one.reason), 0) + 1
        found.append(
            Fate(
                family=family,
                asked=len(mine),
                closed=len(closed),
                void=len(void),
                late=sum(one.late for one in closed),
                reasons=tuple(sorted(reasons.items())),
            )
        )
    return tuple(found)
