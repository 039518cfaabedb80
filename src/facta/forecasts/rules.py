"""What a ledger takes: nothing of a day gone by, nothing after the answer, nothing said twice."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from facta.errors import nearest
from facta.forecasts.entries import NOTHING, Correction, Edition, Stamp, subject_of
from facta.forecasts.records import Forecast, Question, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from facta.forecasts.entries import Entry, Record

SHORTEST = 8
SHORT = 12
MOST = 10**9  # draws of a forecast
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(\.[1-9][0-9]{0,3})?")


@dataclass
class Held:
    """What stands in a ledger so far, as far as it decides what may come next."""

    case: str
    last: Stamp | None = None
    entries: int = 0
    questions: dict[str, Question] = field(default_factory=dict)
    forecasts: dict[tuple[str, str, str], Forecast] = field(default_factory=dict)
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    subjects: dict[int, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, case: str, entries: Iterable[Entry]) -> Held:
        """Return what stands in entries."""
        held = cls(case)
        for entry in entries:
            held.take(entry.record, entry.stamp)
        return held

    def take(self, record: Record, stamp: Stamp) -> None:
        """Let a record stand as the next entry."""
        self.entries += 1
        self.last = stamp
        self.subjects[self.entries] = record
        if isinstance(record, Question):
            self.questions[record.id] = record
        elif isinstance(record, Forecast):
            self.forecasts[_of(record)] = record
        elif isinstance(record, Resolution):
            self.resolutions[record.question] = record
        elif isinstance(record, Edition):
            self.editions[record.name] = record
        else:
            self.corrections.append(record)

    def says(self, record: Record) -> bool:
        """Tell whether the ledger says that already, so that there is nothing to write."""
        if isinstance(record, Question):
            was = self.questions.get(record.id)
            return was is not None and replace(record, asked=was.asked) == was
        if isinstance(record, Forecast):
            return self.forecasts.get(_of(record)) == record
        if isinstance(record, Resolution):
            return _agrees(self.resolutions.get(record.question), record)
        return isinstance(record, Correction) and record in self.corrections

    def backwards(self, stamp: Stamp) -> str:
        """Say why nothing can be written with a stamp, or an empty string."""
        day, written = stamp.as_of, stamp.written
        if written.tzinfo is None:
            return f"the moment of writing {written} has no zone; give one in UTC"
        if day > written.date():
            return f"{day} has not come on {written:%Y-%m-%d}, the day of writing; name a day up to it"
        if self.last is None:
            return ""
        if day < self.last.as_of:
            return (
                f"the last entry is as of {self.last.as_of}, and this one as of {day}: a ledger only goes "
                f"forward; name {self.last.as_of} or a later day, or for earlier days use facta backtest"
            )
        if written.date() < self.last.written.date():
            return (
                f"the last entry was written on {self.last.written:%Y-%m-%d}, and this machine says it is "
                f"{written:%Y-%m-%d}: set its clock, and run again"
            )
        return ""

    def refusals(self, record: Record, stamp: Stamp) -> Iterator[str]:
        """Yield every reason why a record cannot be the next entry."""
        if isinstance(record, Question):
            yield from self._question(record, stamp)
        elif isinstance(record, Forecast):
            yield from self._forecast(record, stamp)
        elif isinstance(record, Resolution):
            yield from self._resolution(record, stamp)
        elif isinstance(record, Correction):
            yield from self._correction(record)
        else:
            yield from self._edition(record)

    def _question(self, asked: Question, stamp: Stamp) -> Iterator[str]:
        where = f"question {asked.id!r}"
        if asked.case != self.case:
            yield f"{where} is of the case {asked.case!r}, and this ledger of {self.case!r}"
        if asked.id in self.questions:
            yield f"{where} is in the ledger with other words; what is asked anew needs an id of its own"
        if asked.asked > stamp.as_of:
            yield f"{where} is asked on {asked.asked}, after {stamp.as_of}; ask it as of that day"
        if asked.deadline <= stamp.as_of:
            yield (
                f"{where} has its deadline on {asked.deadline}, and it is {stamp.as_of}: its answer can be "
                "known; ask of a later period"
            )
        if not asked.start < asked.end or asked.last_day < asked.deadline:
            yield f"{where} must have start before end, and last_day not before deadline"

    def _forecast(self, made: Forecast, stamp: Stamp) -> Iterator[str]:
        where = f"forecast of {made.question!r} by {made.method!r}"
        question = self.questions.get(made.question)
        if question is None:
            yield f"{where}: no such question was asked{self._nearest(made.question)}"
            return
        if _of(made) in self.forecasts:
            yield f"{where}: one of {made.made} stands with another figure; make the next on a later day"
        if made.made != stamp.as_of:
            yield f"{where} says {made.made}, and it is {stamp.as_of}; forecast as of that day"
        if made.made < question.asked:
            yield f"{where} is of {made.made}, before the question was asked on {question.asked}"
        if made.question in self.resolutions:
            resolved = self.resolutions[made.question].resolved
            yield f"{where} is of {made.made}, and the question was resolved on {resolved}; ask another"
        if made.made >= question.deadline:
            yield (
                f"{where} is of {made.made}, and the deadline was {question.deadline}: a forecast comes "
                "before the answer can be known; forecast a question that is open"
            )
        yield from _figures(made, question, where)

    def _nearest(self, question: str) -> str:
        return nearest(question, self.questions) or "; ask it first"

    def _resolution(self, found: Resolution, stamp: Stamp) -> Iterator[str]:
        where = f"resolution of {found.question!r}"
        question, was = self.questions.get(found.question), self.resolutions.get(found.question)
        if question is None:
            yield f"{where}: no such question was asked{self._nearest(found.question)}"
            return
        if was is not None:
            yield (
                f"{where} says {_answer(found)} as of {found.as_of}, and {_answer(was)} as of {was.as_of} "
                "stands: the first does, whatever a later vintage says; where it was a mistake, write a "
                "correction"
            )
            return
        if found.answer == "void":
            if found.reason not in question.void_if:
                stated = ", ".join(question.void_if) or "none"
                yield f"{where}: {found.reason!r} is no reason stated beforehand; those are: {stated}"
        else:
            yield from _answered(found, question, where)
        if not found.as_of <= found.resolved <= stamp.as_of:
            yield f"{where}: its as_of, its day and the day of the entry ({stamp.as_of}) must follow in time"

    def _correction(self, made: Correction) -> Iterator[str]:
        where, subject = f"correction of entry {made.entry}", self.subjects.get(made.entry)
        if subject is None:
            yield f"{where}: there are entries 1 to {self.entries}; name one of them"
            return
        if isinstance(subject, Correction | Edition):
            word = "an edition" if isinstance(subject, Edition) else "a correction"
            yield f"{where}, which is {word}: name the entry that it is about"
            return
        if len(made.because) < SHORTEST:
            yield f"{where} must say because of what, in one sentence"
        instead = made.instead
        if instead is not None and (
            type(instead) is not type(subject) or subject_of(instead) != subject_of(subject)
        ):
            yield f"{where} must be of the same kind and the same question as that entry"

    def _edition(self, made: Edition) -> Iterator[str]:
        if made.name in self.editions:
            yield f"{made.name} is frozen already: an edition is corrected by a new one, never written anew"
        if made.corrects and made.corrects not in self.editions:
            yield f"{made.name} corrects {made.corrects}, which is not frozen"
        if made.corrects and len(made.because) < SHORTEST:
            yield f"{made.name} must say because of what it corrects {made.corrects}, in one sentence"
        if made.entries != self.entries:
            yield f"{made.name} is of {made.entries} entries, and there are {self.entries} now; freeze again"
        case, _, month = made.name.rpartition("@")
        if case != self.case or not MONTH.fullmatch(month):
            yield f"{made.name!r} is no name of an edition, such as {self.case}@2026-11"
        if not self.questions.keys() >= set(made.open):
            yield f"{made.name!r} names open questions that nobody asked"
        if not all(isinstance(self.subjects.get(number), Forecast) for number in made.in_force):
            yield f"{made.name!r} names forecasts in force that are none"


def breach(case: str, entries: Iterable[Entry]) -> str:
    """Name the first entry that facta would never have written, though its hashes fit; or say nothing."""
    held, head = Held(case), NOTHING
    for entry in entries:
        said = held.backwards(entry.stamp)
        found = [said] if said else list(held.refusals(entry.record, entry.stamp))
        if found:
            return f"entry {entry.number} was not written by facta: {found[0]}"
        if isinstance(entry.record, Edition) and entry.record.head != head:
            frozen = f"{entry.record.name} of another chain: {entry.record.head[:SHORT]!r}"
            return f"entry {entry.number} freezes {frozen}"
        held.take(entry.record, entry.stamp)
        head = entry.sha256
    return ""


def _of(forecast: Forecast) -> tuple[str, str, str]:
    return forecast.question, forecast.method, forecast.made.isoformat()


def _agrees(was: Resolution | None, found: Resolution) -> bool:
    told = (found.answer, found.value, found.reason)
    return was is not None and (was.answer, was.value, was.reason) == told


def _answer(found: Resolution) -> str:
    figure = "" if found.value is None else f" ({found.value:g})"
    return f"{found.answer}{figure}" + (f" ({found.reason})" if found.reason else "")


def _answered(found: Resolution, question: Question, where: str) -> Iterator[str]:
    """Yield what is wrong with an answer that is not void."""
    if found.value is None:
        yield f"{where} has no value that decided; give it, or resolve it as void for a stated reason"
    if (found.answer == "quantity") != (question.asks == "quantity"):
        yield f"{where}: {found.answer!r} is no answer to a question that asks a {question.asks}"
    day = question.end - timedelta(days=1) if question.asks == "level" else question.deadline
    if found.as_of < day:
        yield f"{where} reads the figure as of {found.as_of}, and the question says as of {day} or later"


def _figures(made: Forecast, question: Question, where: str) -> Iterator[str]:
    """Yield what is wrong with the figures of a forecast."""
    if question.asks != "quantity":
        if made.probability is None or not 0 <= made.probability <= 1 or made.draws or made.counts:
            yield f"{where} must have a probability from 0 to 1 and no draws: the question asks yes or no"
        return
    if not made.draws or made.probability is not None:
        yield f"{where} must have draws and no probability: the question asks how large"
        return
    if len(made.draws) != len(made.counts) or min(made.counts) < 1:
        yield f"{where} must have a count above 0 for each of its {len(made.draws)} draws"
    elif sum(made.counts) > MOST:
        yield f"{where} must have no more than {MOST} draws"
    if not all(map(math.isfinite, made.draws)) or any(b <= a for a, b in pairwise(made.draws)):
        yield f"{where} must have its draws finite and rising, each value once"
