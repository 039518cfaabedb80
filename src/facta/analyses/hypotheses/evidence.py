"""One piece of evidence for or against hypotheses: which state it is in, and how far to trust that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.indicators.selection import Words
from facta.signals.base import COMPLETE, SEEN, quantity, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.analyses.base import View
    from facta.indicators import Indicator
    from facta.records import Standing

Range = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
Trust = Literal["A", "B", "C", "D", "E", "F", "1", "2", "3", "4", "5", "6", "searched", "part"]

QUIET = "quiet"
MOVES = ("straining", QUIET, "deepening")
FEWEST = 2
DAY = timedelta(days=1)
# Chances that a report follows the fact: a letter's times a digit's. Users of the scales let the digit
# weigh more than the letter (Samet 1975, Human Factors 17), so a doubtful item of a good source falls far.
TRUST: dict[Trust, float] = {
    "A": 0.95, "B": 0.85, "C": 0.7, "D": 0.5, "E": 0.3, "F": 0.5,
    "1": 1.0, "2": 0.95, "3": 0.8, "4": 0.5, "5": 0.2, "6": 0.7,
    "searched": 0.75, "part": 0.85,
}  # fmt: skip


class Figures(BaseModel):
    """Figures from a line on, up to another; a figure on a line belongs to the state above it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: float | None = Field(default=None, description="From this figure on; left out: from the lowest.")
    below: float | None = Field(default=None, description="Below this figure; left out: up to the highest.")

    @property
    def start(self) -> float:
        """The lowest figure of the state."""
        return -math.inf if self.above is None else self.above

    @property
    def end(self) -> float:
        """The figure below which the state lies."""
        return math.inf if self.below is None else self.below


class Evidence(BaseModel):
    """What is watched, the states it can be in, and how likely each is under every hypothesis."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,40}$",
        description="Its key, after `e-`; that of what it watches when left out.",
    )
    indicator: str | None = Field(default=None, description="An indicator of the case.")
    item: str | None = Field(default=None, description="A part of another analysis, ANALYSIS.KEY.")
    least_level: int = Field(default=1, ge=1, le=4, description="From this level on it strains or deepens.")
    states: dict[str, Figures] | Words | None = Field(
        default=None,
        description=(
            "Ranges of the newest figure by their names; or some of straining, quiet and deepening; of a "
            "part, the words that it can say."
        ),
    )
    likelihoods: dict[str, dict[str, Range]] = Field(
        description="For each hypothesis and each state how likely it is, lowest and highest."
    )
    group: str | None = Field(default=None, min_length=1, description="Shared with what it depends on.")
    reliability: float | None = Field(
        default=None, ge=0, le=1, description="The chance that its report follows the fact; else by grade."
    )
    because: str = Field(min_length=8, description="Why these likelihoods, in one sentence.")

    @property
    def watched(self) -> str:
        """What it watches."""
        return self.indicator or self.item or ""

    @property
    def key(self) -> str:
        """Its key among the parts of the result."""
        return "e-" + (self.name or self.watched.replace(".", "-")).lower()

    @property
    def choices(self) -> tuple[str, ...]:
        """The states it can be in."""
        return MOVES if self.states is None else tuple(self.states)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        wrong = next(self._mistakes(), None)
        if wrong:
            raise ValueError(wrong)
        return self

    def _mistakes(self) -> Iterator[str]:
        if (self.indicator is None) == (self.item is None):
            yield "a piece of evidence watches one thing: write indicator or item"
        yield from self._wrong_states()
        for hypothesis, row in self.likelihoods.items():
            for state in self.choices:
                if state not in row:
                    yield f"{self.watched!r} under {hypothesis!r} has no likelihood of the state {state!r}"
            for state in row:
                if state not in self.choices:
                    known = ", ".join(self.choices)
                    yield f"{self.watched!r} under {hypothesis!r}: no state {state!r}, its states are {known}"

    def _wrong_states(self) -> Iterator[str]:
        if self.item is not None and not isinstance(self.states, tuple):
            yield f"states of {self.item!r}: write the words that this part can say, as [kept, broken]"
        if len(self.choices) < FEWEST or len(set(self.choices)) < len(self.choices):
            yield f"states of {self.watched!r}: write two or more, each once"
        if self.indicator is not None and isinstance(self.states, tuple):
            wrong = [state for state in self.states if state not in MOVES]
            if wrong or QUIET not in self.states:
                yield (
                    f"states of {self.indicator!r}: write some of straining, quiet and deepening, quiet "
                    "among them, or name ranges of its figure, as {none: {below: 1}, some: {above: 1}}"
                )
        if isinstance(self.states, dict):
            yield from _seams(self.watched, self.states)


def _seams(watched: str, states: Mapping[str, Figures]) -> Iterator[str]:
    """Yield where ranges of figures leave a hole, overlap or are empty."""
    ordered = sorted(states.items(), key=lambda one: (one[1].start, one[1].end))
    for name, span in ordered:
        if span.start >= span.end:
            yield f"states of {watched!r}: {name!r} holds no figure, write an above that lies under its below"
    for (one, lower), (other, upper) in pairwise(ordered):
        if lower.end != upper.start:
            what = "overlap" if lower.end > upper.start else "leave a hole"
            yield f"states of {watched!r}: {one!r} and {other!r} {what}, end one where the next begins"
    if not math.isinf(ordered[0][1].start) or not math.isinf(ordered[-1][1].end):
        yield (
            f"states of {watched!r}: every figure belongs to a state, leave out above of the lowest "
            "and below of the highest"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen of a piece of evidence: its state, None where nothing was, and why.

    ``trust`` is the chance that the report follows the fact, ``basis`` where that number is from, ``since``
    the last day of what it rests on.
    """

    title: str
    state: str | None
    why: str
    trust: float
    basis: str
    since: date | None = None


def look(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    """Return which state a piece of evidence is in on the day."""
    return _part(evidence, view, table) if evidence.item else _indicator(evidence, view, table)


def _part(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    word = evidence.item or ""
    found = view.item(word)
    trust, basis = _given(evidence) or (
        table["part"],
        "a part of another analysis, which weighed its sources",
    )
    if found is None:
        why = "It has no such part on this day."
        return Sight(title=word, state=None, why=why, trust=trust, basis=basis)
    state = found.says if found.says in evidence.choices else None
    why = found.because or f"It says {found.says!r}."
    if state is None:
        why = f"It says {found.says!r}, which is none of {', '.join(evidence.choices)}."
    return Sight(title=found.title, state=state, why=why, trust=trust, basis=basis, since=found.since)


def _indicator(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    name = evidence.indicator or ""
    standing = view.standing(name)
    latest = standing.latest
    state, why = _state(evidence, view.indicators[name], standing)
    grade = latest.grade if latest else None
    graded = grade is not None or (latest is not None and bool(latest.value))
    trust, basis = _given(evidence) or (_graded(grade, table) if graded else _searched(table))
    last = min(latest.end - DAY, view.as_of) if latest and state else None
    return Sight(title=standing.title, state=state, why=why, trust=trust, basis=basis, since=last)


def _state(evidence: Evidence, indicator: Indicator, standing: Standing) -> tuple[str | None, str]:
    """Return the state of an indicator and why; what is dark or not assessed was not seen."""
    if not standing.collected:
        return None, "Nothing was collected for it so far."
    if standing.latest is None:
        return None, "No figure is known."
    if standing.health == "dark":
        return None, f"Nothing is known after {standing.latest.end - DAY:%B %Y}."
    if isinstance(evidence.states, dict):
        return _range(evidence.states, indicator, standing)
    if standing.level is None:
        return None, standing.reason
    moved = standing.level >= evidence.least_level and standing.direction in evidence.choices
    return (standing.direction if moved else QUIET), standing.reason


def _range(states: Mapping[str, Figures], indicator: Indicator, standing: Standing) -> tuple[str | None, str]:
    """Return the state of the newest whole figure."""
    points = read(standing.series, COMPLETE if indicator.searched else SEEN)
    if not len(points):
        return None, "No whole period is known."
    value = points.values[-1]
    state = next(name for name, span in states.items() if span.start <= value < span.end)
    return state, f"{quantity(value, standing.unit)} {points.when(len(points) - 1)}."


def _given(evidence: Evidence) -> tuple[float, str] | None:
    return None if evidence.reliability is None else (evidence.reliability, "as this case sets it")


def _graded(grade: str | None, table: Mapping[Trust, float]) -> tuple[float, str]:
    """Return the reliability of a grade: its letter's times its digit's; ungraded is F6."""
    trust = {str(key): value for key, value in table.items()}
    letter, digit = (grade or "F6")[0], (grade or "F6")[1]
    return trust[letter] * trust[digit], f"by its grade {grade}" if grade else "ungraded, taken as F6"


def _searched(table: Mapping[Trust, float]) -> tuple[float, str]:
    return table["searched"], "searched, and nothing found"
