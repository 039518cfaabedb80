"""A question was answered against us: what came had been given less than one chance in five."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facta.alerts.foretold import unsaid
from facta.alerts.happening import Happening, line_of
from facta.alerts.rules.forecasts import seal_of
from facta.forecasts.entries import Correction, Edition
from facta.forecasts.expectations import is_told
from facta.forecasts.records import Question, Resolution
from facta.forecasts.track import track_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from facta.alerts.happening import Rank, Seen
    from facta.forecasts.postmortem import Miss
    from facta.forecasts.reading import Reading


class Misses:
    """A question was answered since the last watch, and its last forecast missed.

    A yes given less than 20 %, a no given more than 80 %, a figure outside what was given 95 %. Of several
    of one indicator the newest is told.
    """

    name = "miss"
    type = "org.facta.forecast.missed.v1"
    says = "a forecast missed"
    rank: Rank = "level change"
    instant = False
    refractory_days = 30
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield the misses since the last watch."""
        reading = seen.foretold.reading
        if reading is None:
            return
        new = {
            one.question
            for entry, one in reading.of(Resolution)
            if self._is_new(seen, entry.number, reading.questions[one.question])
        }
        if not new:
            return
        missed = [one for one in track_record(_of(reading, new), seen.as_of).misses if one.question in new]
        found: dict[tuple[str, str], list[Miss]] = {}
        for one in missed:
            found.setdefault((one.indicator, seal_of(reading.questions[one.question])), []).append(one)
        for (_, seal), mine in found.items():
            yield self._told(seen, mine[0], seal, more=len(mine) - 1)

    def _is_new(self, seen: Seen, number: int, question: Question) -> bool:
        line = line_of(question.indicator, seal_of(question))
        return is_told(question) and number > seen.read(self.name, line)

    def _told(self, seen: Seen, one: Miss, seal: str, *, more: int) -> Happening:
        found = Happening(
            rule=self.name,
            subject=one.indicator,
            title=one.text,
            what=f"missed: given {one.given}, came {one.came}",
            said=f"{one.text} Given {one.given}, came {one.came}",
            day=one.resolved,
            why=f"{' '.join(one.advice)} Misled most: {one.member} ({one.member_given}).",
            mark=one.question,
            seal=seal,
            indicators=(one.indicator,) if one.indicator in seen.case.indicators else (),
            facts={
                "question": one.question,
                "made": one.made.isoformat(),
                "given": one.given,
                "came": one.came,
                "way": one.way,
                "misled": one.member,
                "more": more,
                "reversed_by": "nothing: an answer stands as of its vintage",
                **({"seal": seal} if seal else {}),
            },
        )
        return unsaid(found, seen.title(one.indicator), "missed") if one.question in seen.shut else found


def _of(reading: Reading, questions: Collection[str]) -> Reading:
    """Return what a ledger says of the indicators of some questions: misses that repeat are told so."""
    names = {reading.questions[one].indicator for one in questions}
    kept = {one.id for one in reading.questions.values() if one.indicator in names}
    return replace(
        reading,
        entries=tuple(
            entry
            for entry in reading.entries
            if not isinstance(entry.record, Correction | Edition)
            and (entry.record.id if isinstance(entry.record, Question) else entry.record.question) in kept
        ),
    )
