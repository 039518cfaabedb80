"""What a ledger says, in order: its entries, and the questions, forecasts and answers in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from facta.forecasts.entries import NOTHING, Correction, Edition
from facta.forecasts.records import Forecast, Question, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from facta.forecasts.entries import Entry

R = TypeVar("R", Question, Forecast, Resolution, Correction, Edition)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The entries of a ledger, as they were written.

    A corrected entry stays what it was, and its correction stands beside it: scores take the first.
    """

    case: str
    entries: tuple[Entry, ...]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions, by id, in the order in which they were asked."""
        return {record.id: record for _, record in self.of(Question)}

    @cached_property
    def forecasts(self) -> tuple[Forecast, ...]:
        """The forecasts, in order."""
        return tuple(record for _, record in self.of(Forecast))

    @cached_property
    def resolutions(self) -> Mapping[str, Resolution]:
        """The resolutions, by question: the first of each, as of its stated vintage."""
        return {record.question: record for _, record in self.of(Resolution)}

    @cached_property
    def corrections(self) -> Mapping[int, tuple[Correction, ...]]:
        """The corrections, by the number of the entry that they are of."""
        found: dict[int, tuple[Correction, ...]] = {}
        for _, record in self.of(Correction):
            found[record.entry] = (*found.get(record.entry, ()), record)
        return found

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """The frozen editions, by name."""
        return {record.name: record for _, record in self.of(Edition)}

    @property
    def head(self) -> str:
        """The SHA-256 of the last entry; 64 zeros of an empty ledger."""
        return self.entries[-1].sha256 if self.entries else NOTHING

    @cached_property
    def open(self) -> tuple[Question, ...]:
        """The questions that are not resolved."""
        return tuple(asked for name, asked in self.questions.items() if name not in self.resolutions)

    def open_on(self, day: date) -> tuple[Question, ...]:
        """Return the questions that were asked up to a day and not resolved up to it."""
        asked = (one for one in self.questions.values() if one.asked <= day)
        return tuple(one for one in asked if not self._is_resolved(one.id, day))

    def in_force_on(self, day: date) -> tuple[Entry, ...]:
        """Return the newest forecast of each question and method that was open on a day, in order.

        A forecast that a correction withdraws is in force no more.
        """
        newest: dict[tuple[str, str], Entry] = {}
        for entry, made in self.of(Forecast):
            if made.made <= day and not self._is_resolved(made.question, day) and not self.withdrawn(entry):
                newest[made.question, made.method] = entry
        return tuple(sorted(newest.values(), key=lambda entry: entry.number))

    def withdrawn(self, entry: Entry) -> bool:
        """Tell whether the last correction of an entry withdraws it."""
        corrections = self.corrections.get(entry.number, ())
        return bool(corrections) and corrections[-1].instead is None

    def _is_resolved(self, question: str, day: date) -> bool:
        found = self.resolutions.get(question)
        return found is not None and found.resolved <= day

    def of(self, shape: type[R]) -> Iterator[tuple[Entry, R]]:
        """Yield the entries of one kind, each with its record."""
        for entry in self.entries:
            if isinstance(entry.record, shape):
                yield entry, entry.record

    def is_hindsight(self, entry: Entry) -> bool:
        """Tell whether a forecast was written on or after the deadline, whatever its day says."""
        made = entry.record
        if not isinstance(made, Forecast):
            return False
        return entry.stamp.written.date() >= self.questions[made.question].deadline
