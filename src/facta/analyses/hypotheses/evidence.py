"""One piece of evidence for or against hypotheses: which state it is in, and how far to trust that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from facta.indicators.selection import Words
from facta.signals.base import COMPLETE, SEEN, quantity, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from facta.analyses.base import View
    from facta.indicators import Indicator
    from facta.records import Standing

PER_CENT = 100


def _no_per_cent(value: object) -> object:
    """Refuse 40 where 0.4 is meant, and say so."""
    number = str(value).removesuffix("%").strip()
    try:
        share = float(number) / PER_CENT
    except ValueError:
        return value
    if 1 / PER_CENT < share <= 1 or (isinstance(value, str) and value.strip().endswith("%")):
        message = f"chances go from 0 to 1: write {share:g} for {number} %"
        raise ValueError(message)
    return value


Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_no_per_cent)]
Range = tuple[Share, Share]
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


def counted_twice(found: Iterable[Evidence], verb: str) -> Iterator[str]:
    """Yield what is watched more than once without being one group: it would count as several facts."""
    groups: dict[str, list[str | None]] = {}
    for one in found:
        groups.setdefault(one.watched, []).append(one.group)
    for watched, among in groups.items():
        if len(among) > 1 and (None in among or len(set(among)) > 1):
            yield f"{watched!r} is {verb} {len(among)} times: give all of them one group"


class Basis(NamedTuple):
    """The chance that a report follows the fact, and where that number is from."""

    trust: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen of a piece of evidence: its state, None where nothing was, and why.

    ``basis`` is the reliability of what was seen, ``report`` that of a report, should one come: the same,
    but where nothing was found. ``since`` is the last day of what it rests on. One that is ``asked`` was
    supposed, not seen.
    """

    title: str
    state: str | None
    why: str
    basis: Basis
    report: Basis
    since: date | None = None
    asked: bool = False

    @property
    def trust(self) -> float:
        """The chance that what was seen follows the fact."""
        return self.basis.trust

    def supposed(self, state: str) -> Sight:
        """Return it as it would be, had a report named a state; what was seen so stays as it is."""
        if state == self.state:
            return self
        return Sight(
            title=self.title,
            state=state,
            why="Supposed.",
            basis=self.report,
            report=self.report,
            asked=True,
        )


def look(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    """Return which state a piece of evidence is in on the day."""
    return _part(evidence, view, table) if evidence.item else _indicator(evidence, view, table)


def _part(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    word = evidence.item or ""
    found = view.item(word)
    weighed = "a part of another analysis, which weighed its sources"
    basis = _given(evidence) or Basis(table["part"], weighed)
    if found is None:
        why = "It has no such part on this day."
        return Sight(title=word, state=None, why=why, basis=basis, report=basis)
    state = found.says if found.says in evidence.choices else None
    why = found.because or f"It says {found.says!r}."
    if state is None:
        why = f"It says {found.says!r}, which is none of {', '.join(evidence.choices)}."
    return Sight(title=found.title, state=state, why=why, basis=basis, report=basis, since=found.since)


def _indicator(evidence: Evidence, view: View, table: Mapping[Trust, float]) -> Sight:
    name = evidence.indicator or ""
    standing = view.standing(name)
    seen = _state(evidence, view.indicators[name], standing)
    report = _given(evidence) or _reported(seen, standing, table)
    nothing = evidence.reliability is None and seen.state is not None and seen.empty
    basis = Basis(table["searched"], "searched, and nothing found") if nothing else report
    since = min(seen.last - DAY, view.as_of) if seen.last else None
    return Sight(
        title=standing.title, state=seen.state, why=seen.why, basis=basis, report=report, since=since
    )


class _Seen(NamedTuple):
    """The state of an indicator and why; of the figure that shows it the end, the grade, the value."""

    state: str | None
    why: str
    last: date | None = None
    grade: str | None = None
    value: float = 0.0

    @property
    def empty(self) -> bool:
        """Tell whether it was searched, and nothing found."""
        return self.grade is None and not self.value


def _state(evidence: Evidence, indicator: Indicator, standing: Standing) -> _Seen:
    """Return the state of an indicator and why; what is dark or not assessed was not seen."""
    latest = standing.latest
    if latest is None or not standing.collected:
        collected = standing.collected
        return _Seen(None, "No figure is known." if collected else "Nothing was collected for it so far.")
    if standing.health == "dark":
        return _Seen(None, f"Nothing is known after {latest.end - DAY:%B %Y}.")
    if isinstance(evidence.states, dict):
        return _range(evidence.states, indicator, standing)
    state, why = _move(evidence, standing)
    return _Seen(state, why, latest.end, latest.grade, latest.value) if state else _Seen(None, why)


def _move(evidence: Evidence, standing: Standing) -> tuple[str | None, str]:
    """Return whether an indicator strains, deepens or is quiet; one that points both ways tells neither."""
    if standing.level is None:
        return None, standing.reason
    if standing.level < evidence.least_level:
        return QUIET, standing.reason
    if standing.direction == "none":
        at_level = {finding.direction for finding in standing.findings if finding.level == standing.level}
        ways = "both ways" if len(at_level - {"none"}) > 1 else "neither way"
        return None, f"It points {ways} at level {standing.level}: {standing.reason}"
    return (standing.direction if standing.direction in evidence.choices else QUIET), standing.reason


def _range(states: Mapping[str, Figures], indicator: Indicator, standing: Standing) -> _Seen:
    """Return the state of the newest whole figure, or of a newer count that can fall no lower.

    A count of a period that is not over, or that was looked at in part, can only grow: the newest shows
    the highest state once it has reached that, and no other.
    """
    points = read(standing.series, SEEN if indicator.counts else COMPLETE)
    highest = max(span.start for span in states.values())
    newest = len(points) - 1
    whole = (at for at in reversed(range(len(points))) if not points.partial[at])
    at = newest if newest >= 0 and points.values[newest] >= highest else next(whole, None)
    if at is None:
        return _Seen(None, "No whole period is known.")
    value = points.values[at]
    state = next(name for name, span in states.items() if span.start <= value < span.end)
    said = f"{'At least ' if points.partial[at] else ''}{quantity(value, standing.unit)} {points.when(at)}."
    grade = standing.series.points.item(points.rows[at], "grade")
    return _Seen(state, said, date.fromordinal(points.ends[at]), grade, value)


def _given(evidence: Evidence) -> Basis | None:
    return None if evidence.reliability is None else Basis(evidence.reliability, "as this case sets it")


def _reported(seen: _Seen, standing: Standing, table: Mapping[Trust, float]) -> Basis:
    """Return the reliability of a report: of the figure seen, or else of the newest that has a grade."""
    if seen.state and not seen.empty:
        return _graded(seen.grade, "by its grade", table)
    graded = standing.series.points.get_column("grade").drop_nulls()
    return _graded(graded[-1] if len(graded) else None, "by the grade of its newest report,", table)


def _graded(grade: str | None, how: str, table: Mapping[Trust, float]) -> Basis:
    """Return the reliability of a grade: its letter's times its digit's; ungraded is F6."""
    trust = {str(key): value for key, value in table.items()}
    letter, digit = tuple(grade or "F6")
    return Basis(
        trust[letter] * trust[digit], f"{how} {grade}" if grade else "no grade is known, taken as F6"
    )
