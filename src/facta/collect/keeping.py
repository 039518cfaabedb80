"""What the store is told of a source's units: what is news, what is withdrawn, what was looked at."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from facta.collect.files import NOTHING, READ_BY, nothing
from facta.collect.lines import Lines
from facta.collect.looks import Look, Looks, coverage
from facta.collect.outcomes import WISHED, Lost
from facta.collect.units import as_misread, fault_of, faults_of, made_of, reason_of, together
from facta.errors import SourceError
from facta.periods import cut
from facta.sources.asking import Kept
from facta.sources.base import Reading, archives, parameters_of
from facta.store.files import folder_name

if TYPE_CHECKING:
    from facta.cases import Case
    from facta.collect.asker import Asker
    from facta.records import Coverage, Outcome, Snapshot
    from facta.sources.asking import Unit
    from facta.sources.base import Parameters, Publisher
    from facta.store import Store
    from facta.store.folder import Archived

SUMMARY: Final = "looked-at"
_OVER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a case asks of a source, and how the answer is read.

    Units are stored at ``<address>?<digest>``: asked otherwise, read otherwise or with another lag,
    the same bytes say something else.
    """

    name: str
    lag_days: int
    lag_given: int | None
    parameters: Parameters
    digest: str

    @classmethod
    def of(cls, case: Case, use: str, source: Publisher) -> Self:
        """Return what a case asks of one of its sources."""
        asked = case.sources[use]
        lag = source.card.lag_days if asked.lag_days is None else asked.lag_days
        parameters = parameters_of(source).model_validate(asked.parameters or {})
        said = json.dumps([asked.reader, lag, parameters.model_dump(mode="json")], sort_keys=True)
        return cls(
            name=case.source_name(use),
            lag_days=lag,
            lag_given=asked.lag_days,
            parameters=parameters,
            digest=hashlib.sha256(said.encode()).hexdigest()[:16],
        )


def _after(retrieved_at: datetime, end: str) -> bool:
    """Tell whether something was fetched once its days were over, and the last of them was out."""
    return retrieved_at >= datetime.fromisoformat(end).replace(tzinfo=UTC) + _OVER


def _replaces(unit: Unit, before: Look) -> bool:
    """Tell whether a unit takes the place of an earlier look at it.

    One that did not come whole never hides one that did; except where that was of days not yet over.
    """
    if unit.state == "complete" or before.state == "failed":
        return True
    growing = not before.settled and not _after(before.retrieved_at, before.end.isoformat())
    return unit.state == "partial" and (before.state == "partial" or growing)


class Keeper:
    """Appends the units of one source, and counts what became of them."""

    def __init__(
        self, store: Store, source: Publisher, question: Question, asker: Asker, now: datetime
    ) -> None:
        self.states: Counter[str] = Counter()
        self.unchanged = self.rows = 0
        self.lost: list[Lost] = []
        self.refused: dict[str, None] = {}
        self._store = store
        self._source = source
        self._question = question
        self._asker = asker
        self._now = now
        notes = store.path / "collected"
        self._looks = Looks(notes / folder_name(question.name) / "looks.jsonl", question.digest)
        self._tables = Lines(notes / "tables.jsonl")
        self._archive = store.archive() if archives(source) else {}
        self._stored: dict[str, tuple[str, str]] = {}  # the newest of each address: how asked, bytes
        for name, url, sha256 in store.snapshots().select("source", "url", "sha256").iter_rows():
            if name == question.name and READ_BY not in url:
                address, _, digest = url.rpartition("?")
                self._stored[address] = (digest, sha256)

    def kept(self) -> dict[str, Kept]:
        """Return the units that the store has, asked in this way."""
        return {
            look.address: Kept(state=look.state, retrieved_at=look.retrieved_at, settled=look.settled)
            for look in self._looks.every()
            if self._before(look.address) is not None
        }

    def archived(self) -> frozenset[str]:
        """Return the addresses whose typed tables are all there will be, asked in whatever way."""
        words = {address: self._tables.get(address) for address in self._archive}
        return frozenset(
            address
            for address, word in words.items()
            if word is not None
            and word["sha256"] == self._archive[address].sha256
            and (word["settled"] == "yes" or _after(self._archive[address].retrieved_at, word["end"]))
        )

    @property
    def newest(self) -> date | None:
        """The end of what was looked at, and came whole."""
        return max((look.end for look in self._looks.every() if look.state == "complete"), default=None)

    @property
    def held(self) -> int:
        """How many units the store has whole."""
        return sum(look.state == "complete" for look in self.kept().values())

    def _at(self, address: str) -> str:
        return f"{address}?{self._question.digest}"

    def _before(self, address: str) -> Look | None:
        """Return the last look at a unit, where the store has what was seen."""
        look = self._looks.get(address)
        held = (self._question.digest, look.sha256) if look else None
        return look if held is not None and self._stored.get(address) == held else None

    def settle(self, unit: Unit) -> None:
        """Append a unit, or say why not."""
        archived = None if unit.answers else self._archive.get(unit.address)
        if not unit.answers and archived is None and not unit.outages:
            message = f"{unit.address}: a unit without answers, which the archive does not have"
            raise ValueError(message)
        before = self._before(unit.address)
        if {answer.fault for answer in unit.answers} & WISHED:
            self._lose(unit, unit.state, kept=before is not None and before.state == "complete")
            return
        if archived is None and before and not _replaces(unit, before):
            self._asker.done_with(unit, whole=False)
            self._lose(unit, unit.state, kept=True)
            return
        snapshot = self._snapshot(unit, archived)
        look = self._look(unit, snapshot, archived)
        if before and (before.sha256, before.state) == (look.sha256, look.state):
            self._note(unit, look, unchanged=True)
            return
        try:
            reading = self._read(unit, snapshot, archived)
        except SourceError as error:
            self._settle_misread(as_misread(unit, error), error, before, archived)
        else:
            self._append(unit, snapshot, reading, look)

    def _settle_misread(
        self, unit: Unit, error: SourceError, before: Look | None, archived: Archived | None
    ) -> None:
        """Keep what came and could not be read, with its fault and without records."""
        if archived is not None or (before and before.state != "failed"):
            self._asker.done_with(unit, whole=False)
            self._lose(unit, "failed", kept=before is not None, reason="; ".join(error.mistakes[:3]))
            return
        snapshot = self._snapshot(unit, None)
        look = self._look(unit, snapshot, None)
        if before and before.sha256 == look.sha256:
            self._note(unit, look, unchanged=True)
        else:
            self._append(unit, snapshot, Reading(), look)

    def _append(self, unit: Unit, snapshot: Snapshot, reading: Reading, look: Look) -> None:
        """Append what was read; of an archivist, whose units do not share days, with its coverage."""
        alone = archives(self._source)
        told: tuple[Coverage, ...] = ()
        if alone:
            looks = [*self._looks.over(look), look]
            pieces = cut(look.start, look.end, self._source.card.frequency)
            told = coverage(pieces, looks, snapshot, self._question.lag_days)
        appended = self._store.append(
            replace(snapshot, url=self._at(unit.address)),
            events=reading.events,
            observations=reading.observations,
            coverage=told,
            tables=reading.tables,
            complete=unit.whole and look.state == "complete",
            apart=alone,
            fetched=True,
            keep_parts=self._source.card.keeps_parts,
        )
        self._stored[unit.address] = (self._question.digest, look.sha256)
        if reading.tables:
            self._tables.put(unit.address, look.word())
        self.refused |= dict.fromkeys(reading.refused)
        self.rows += 0 if appended is None else appended.events + appended.observations
        self._note(unit, look, unchanged=False)

    def _note(self, unit: Unit, look: Look, *, unchanged: bool) -> None:
        """Remember a look that the store holds, and let go of what was fetched for it."""
        self._looks.put(look)
        self._asker.done_with(unit, whole=look.state == "complete")
        if look.state == "complete":
            self.states["complete"] += 1
            self.unchanged += unchanged
        else:
            self._lose(unit, look.state, kept=False, reason=look.reason, told=look.fault)

    def _lose(self, unit: Unit, state: str, *, kept: bool, reason: str = "", told: str = "") -> None:
        self.states["partial" if state == "partial" else "failed"] += 1
        self.lost.append(
            Lost(
                address=unit.address,
                start=unit.start,
                end=unit.end,
                state="partial" if state == "partial" else "failed",
                faults=faults_of(unit) or {fault: 1 for fault in told.split(", ") if fault},
                reason=reason or reason_of(unit),
                kept=kept,
            )
        )

    def _read(self, unit: Unit, snapshot: Snapshot, archived: Archived | None) -> Reading:
        lag, parameters = self._question.lag_given, self._question.parameters
        if archived is not None and archives(self._source):
            return self._source.reread(snapshot, archived.tables, lag_days=lag, parameters=parameters)
        if not any(answer.state == "complete" for answer in unit.answers):
            return Reading()
        return self._source.read(snapshot, lag_days=lag, parameters=parameters)

    def _snapshot(self, unit: Unit, archived: Archived | None) -> Snapshot:
        if archived is None:
            return made_of(unit, self._question.name, self._source.card, self._now)
        return replace(
            self._store.snapshot(archived.sha256),
            source=self._question.name,
            url=unit.address,
            retrieved_at=archived.retrieved_at,
        )

    def _look(self, unit: Unit, snapshot: Snapshot, archived: Archived | None) -> Look:
        look = Look(
            address=unit.address,
            start=unit.start,
            end=unit.end,
            state=unit.state,
            retrieved_at=snapshot.retrieved_at,
            sha256=snapshot.sha256,
            fault=fault_of(unit),
            reason=reason_of(unit),
            settled=unit.settled,
        )
        word = self._tables.get(unit.address) if archived else None
        if word is None:
            return look
        state: Outcome = "complete" if word["state"] == "complete" else "partial"
        return replace(look, state=state, fault=word["fault"], reason=word["reason"])

    def _withdraw_others(self) -> None:
        """Withdraw what only another way of asking had, at addresses that are not asked any more."""
        for address, (digest, sha256) in list(self._stored.items()):
            if digest != self._question.digest and sha256 != NOTHING and address != SUMMARY:
                gone = nothing(self._question.name, f"{address}?{digest}", self._now)
                self._store.append(gone, complete=True, fetched=True)
                self._stored[address] = (digest, NOTHING)

    def finish(self, *, whole: bool) -> None:
        """Write down which days were looked at; withdraw what is no longer asked for, if all else came."""
        if whole and not self.lost:
            self._withdraw_others()
        looks, card = self._looks.every(), self._source.card
        snapshot = together(looks, self._question.name, card, self._now)
        stored = self._covered()
        wanted = [piece for look in looks for piece in cut(look.start, look.end, card.frequency)]
        news = [
            piece
            for piece in coverage([*wanted, *stored], looks, snapshot, self._question.lag_days)
            if stored.get((piece.start, piece.end)) != (piece.state, piece.fault, piece.reason)
        ]
        if news:
            self._store.append(replace(snapshot, url=self._at(SUMMARY)), coverage=news, fetched=True)

    def _covered(self) -> dict[tuple[date, date], tuple[object, ...]]:
        """Return the coverage that the store has of this source, by interval."""
        table = self._store.coverage_of(self._question.name)
        rows = table.select("start", "end", "state", "fault", "reason").iter_rows()
        return {(row[0], row[1]): row[2:] for row in rows}
