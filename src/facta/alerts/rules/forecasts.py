"""A forecast of the ledger became likely, or unlikely: it crossed from one word to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.alerts.foretold import unsaid
from facta.alerts.happening import Happening, line_of
from facta.alerts.terms import HUNDRED, heard, place, ranged
from facta.forecasts.expectations import is_told, label_of
from facta.forecasts.forecasters import ENSEMBLE
from facta.forecasts.records import Forecast
from facta.forecasts.sharing import told_fault
from facta.likelihood import likely, word
from facta.periods import say_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.alerts.happening import Rank, Seen
    from facta.forecasts.expectations import Labels
    from facta.forecasts.records import Question

Turn = tuple["Question", Forecast, Forecast]


class Forecasts:
    """The chance of an open question lies two points or more beyond the end of the word that it had.

    Every question of an analyst is heard. Of those that facta asks, the ones of figures: that a level
    of the board may change is told when it does. Of several of one indicator the one read first is told.
    """

    name = "forecast"
    type = "org.facta.forecast.crossed.v1"
    says = "a forecast is called by another word"
    rank: Rank = "level change"
    instant = False
    refractory_days = 14
    stands = False

    def happened(self, seen: Seen) -> Iterator[Happening]:
        """Yield the forecasts that crossed since the last watch."""
        if seen.foretold.fault:
            yield self._broken(seen)
        found: dict[tuple[str, str], list[Turn]] = {}
        for turn in self._turned(seen):
            found.setdefault((turn[0].indicator, seal_of(turn[0])), []).append(turn)
        labels: Labels = seen.foretold.labels(seen.case, seen.as_of) if found else {}
        for turns in found.values():
            yield self._told(seen, sorted(turns, key=lambda turn: (turn[0].deadline, turn[0].id)), labels)

    def _turned(self, seen: Seen) -> Iterator[Turn]:
        """Yield each question that has another word, with the last forecasts that had the old and the new."""
        reading = seen.foretold.reading
        asked = {one.id: one for one in reading.open_on(seen.as_of)} if reading else {}
        given: dict[str, list[tuple[int, Forecast]]] = {}
        for entry, made in reading.of(Forecast) if reading else ():
            mine = made.method == ENSEMBLE and made.probability is not None and made.question in asked
            if mine and not (reading and reading.withdrawn(entry)):
                given.setdefault(made.question, []).append((entry.number, made))
        for name, every in given.items():
            question = asked[name]
            if not is_told(question) or question.deadline <= seen.as_of:
                continue
            last = seen.read(self.name, line_of(question.indicator, seal_of(question)))
            seen_then = sum(number <= last for number, _ in every)
            if 0 < seen_then < len(every):
                yield from self._crossing(question, [one for _, one in every], seen_then)

    def _crossing(self, question: Question, every: Sequence[Forecast], seen_then: int) -> Iterator[Turn]:
        chances = [HUNDRED * (one.probability or 0.0) for one in every]
        places = heard(chances)
        was, now = places[seen_then - 1], places[-1]
        if place(chances[was]) != place(chances[now]):
            yield question, every[was], every[now]

    def _told(self, seen: Seen, turns: Sequence[Turn], labels: Labels) -> Happening:
        question, was, now = turns[0]
        before, after = (HUNDRED * (one.probability or 0.0) for one in (was, now))
        label = label_of(question, labels)
        seal = seal_of(question)
        found = Happening(
            rule=self.name,
            subject=question.indicator,
            title=question.text,
            what=f"{ranged(before)}→{ranged(after)}",
            said=f"{question.text} {before:.0f} % → {after:.0f} %",
            day=now.made,
            why=f"It was {likely(before / HUNDRED)} on {say_day(was.made)} and is {likely(after / HUNDRED)}; "
            f"forecasts of {question.family}: {label}.",
            mark=question.id,
            seal=seal,
            indicators=(question.indicator,) if question.indicator in seen.case.indicators else (),
            facts={
                "question": question.id,
                "from": {"percent": round(before, 1), "word": word(before / HUNDRED), "made": str(was.made)},
                "to": {"percent": round(after, 1), "word": word(after / HUNDRED), "made": str(now.made)},
                "deadline": question.deadline.isoformat(),
                "skill": label,
                "claims": list(question.claims),
                "more": len(turns) - 1,
                "reversed_by": "a forecast two points or more inside another word",
                **({"seal": seal} if seal else {}),
            },
        )
        if question.id in seen.shut:
            return unsaid(found, seen.title(found.subject), found.what)
        return found

    def _broken(self, seen: Seen) -> Happening:
        """Tell that nobody can say what was forecast: the ledger is not what was written."""
        fault = told_fault(seen.foretold.fault, seen.now)
        return Happening(
            rule=self.name,
            subject="ledger",
            title="The ledger of forecasts",
            what="is not what was written",
            day=seen.as_of,
            why=f"{fault}; facta ledger verify {seen.case.name} says more.",
            said=fault,
        )


def seal_of(question: Question) -> str:
    """Return what a question waits and is silent by: one of an analyst by itself, others by indicator."""
    return question.id if question.author == "analyst" else ""
