"""Drives one source: its questions to the publisher, its units to the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from facta.collect.addresses import Way
from facta.collect.asker import Asker
from facta.collect.client import Client
from facta.collect.keeping import Keeper, Question
from facta.collect.outcomes import Lost, SourceOutcome, Step
from facta.collect.spool import Spool
from facta.collect.validators import Validators
from facta.periods import period_of
from facta.sources.asking import Plan, Unit
from facta.store.files import folder_name

if TYPE_CHECKING:
    from datetime import date, datetime

    from facta.cases import Case
    from facta.collect.outcomes import Progress
    from facta.collect.shared import Shared
    from facta.sources.asking import Answer, Request
    from facta.sources.base import Publisher
    from facta.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is the same for all sources of a run."""

    case: Case
    store: Store
    now: datetime
    shared: Shared
    mirror: str | None
    offline: bool
    dry_run: bool
    progress: Progress | None


class Drive:
    """One source of a case in one run."""

    def __init__(self, run: Run, use: str, source: Publisher) -> None:
        self.card = source.card
        self._run = run
        self._use = use
        self._source = source
        self._question = Question.of(run.case, use, source)
        name = folder_name(self._question.name)
        spool = Spool(run.store.path / "spool" / name, run.now)
        validators = Validators(run.store.path, run.store.path / "collected" / name / "validators.jsonl")
        way = Way(self.card.hosts, run.mirror)
        client = Client(self.card, run.shared, way, spool=spool, validators=validators)
        self._asker = Asker(client, spool, run.shared, at_once=self.card.at_once, offline=run.offline)
        self._keeper = Keeper(run.store, source, self._question, self._asker, run.now)
        self._before = {what: run.shared.counted(what) for what in ("requests", "bytes")}
        self._lists_lost: list[Answer] = []
        self._expected = 0
        self._expected_bytes: int | None = None

    def run(self) -> SourceOutcome:
        """Ask, read and append; what fails is told and leaves the rest alone."""
        if self._run.dry_run or self._run.progress:
            self._look_ahead()
        if not self._run.dry_run:
            self._walk(look_ahead=False)
            self._asker.done()
            self._keeper.finish(whole=not self._lists_lost)
        return self.outcome(finished=True)

    def _look_ahead(self) -> None:
        """Ask for lists only, to know what there will be to fetch."""
        self._walk(look_ahead=True)
        sizes = [listed.bytes for listed in self._asker.listed.values()]
        self._expected = len(sizes)
        self._expected_bytes = sum(filter(None, sizes)) if sizes and all(sizes) else None

    def _walk(self, *, look_ahead: bool) -> None:
        """Go through the steps of the source; looking ahead, keep nothing."""
        plan = Plan(
            parameters=self._question.parameters,
            now=self._run.now,
            kept=self._keeper.kept(),
            archived=self._keeper.archived(),
        )
        steps = self._source.fetch(plan)
        answers: tuple[Answer, ...] | None = None
        while True:
            try:
                step = next(steps) if answers is None else steps.send(answers)
            except StopIteration:
                return
            if not isinstance(step, Unit):
                answers = self._ask(step, look_ahead=look_ahead)
                continue
            answers = ()
            if not look_ahead:
                self._keeper.settle(step)
                self._tell()

    def _ask(self, requests: tuple[Request, ...], *, look_ahead: bool) -> tuple[Answer, ...]:
        answers = self._asker.ask(requests, self._tell, look_ahead=look_ahead)
        if not look_ahead or self._run.dry_run:
            self._lists_lost += [a for a in answers if a.request.index and not a.sound]
        return answers

    def _tell(self) -> None:
        if self._run.progress:
            self._run.progress(
                Step(
                    source=self._use,
                    requests=self._asker.answered,
                    expected=max(self._expected, self._asker.answered),
                    bytes=self._came("bytes"),
                    expected_bytes=self._expected_bytes,
                    rows=self._keeper.rows,
                )
            )

    def _came(self, what: str) -> int:
        return self._run.shared.counted(what) - self._before[what]

    def outcome(self, *, finished: bool, also: tuple[Lost, ...] = ()) -> SourceOutcome:
        """Return what became of the source so far."""
        keeper = self._keeper
        return SourceOutcome(
            source=self._use,
            reader=self.card.name,
            complete=keeper.states["complete"],
            partial=keeper.states["partial"],
            failed=keeper.states["failed"],
            unchanged=keeper.unchanged,
            held=keeper.held,
            requests=self._came("requests"),
            bytes=self._came("bytes"),
            rows=keeper.rows,
            lost=(*keeper.lost, *map(_lost, self._lists_lost), *also),
            refused=tuple(keeper.refused),
            listed=tuple(self._asker.listed.values()) if self._run.dry_run else (),
            next_expected=self._next(keeper.newest),
            finished=finished,
        )

    def _next(self, end: date | None) -> date | None:
        """Return the day on which the next piece of coverage is usually out."""
        if end is None:
            return None
        return period_of(end, self.card.frequency).end + timedelta(days=self._question.lag_days)


def _lost(answer: Answer) -> Lost:
    """Return a list that could not be had."""
    return Lost(
        address=answer.request.url,
        start=None,
        end=None,
        state="failed",
        faults={answer.fault or "partial": 1},
        reason=answer.reason,
    )
