"""One test of a claim: what it measures, and the lines that decide."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Named
from facta.analyses.claims.measures import Measured, measure
from facta.indicators.selection import Words
from facta.models.claims import Verdict, decide
from facta.periods import say_day
from facta.signals.base import INDEPENDENT, quantity, span
from facta.signals.base import figure as number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View
    from facta.results import Figure

Measure = Literal["latest", "mean", "sum", "share", "change"]
OVER_PERIODS: tuple[Measure, ...] = ("mean", "sum", "share")
LAST_WORDS: dict[Verdict, str] = {
    "supported": "which supported it",
    "leaning": "which leaned for it",
    "open": "which did not reach a line",
    "leaning against": "which leaned against it",
    "refuted": "which refuted it",
}
HELD: dict[Verdict, Verdict] = {"supported": "leaning", "refuted": "leaning against"}


class Line(BaseModel):
    """Figures beyond a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: float | None = Field(default=None, description="Figures above this.")
    below: float | None = Field(default=None, description="Figures below this.")

    @model_validator(mode="after")
    def _is_one_line(self) -> Self:
        if (self.above is None) == (self.below is None):
            message = "a line has one side: write above or below"
            raise ValueError(message)
        return self

    @property
    def side(self) -> tuple[float, float]:
        """The open range of figures beyond it."""
        if self.above is not None:
            return self.above, math.inf
        return -math.inf, self.below if self.below is not None else math.inf

    def said(self, unit: str, per: str = "") -> str:
        """Say it, as in "above 3 attacks a year"."""
        low, high = self.side
        above = math.isinf(high)
        return f"{'above' if above else 'below'} {_rate(low if above else high, unit, per)}"


class ClaimTest(BaseModel):
    """One measurement with the lines that decide; it supports, refutes or leaves the claim open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str | None = Field(default=None, description="An indicator of the case.")
    measure: Measure = Field(default="latest", description="latest, mean, sum, share or change.")
    periods: int | None = Field(default=None, ge=1, description="So many newest periods.")
    since: date | None = Field(default=None, description="A change compares what follows this day.")
    before: date | None = Field(default=None, description="The earlier stretch starts on this day.")
    figure: str | None = Field(default=None, description="A figure of another analysis, ANALYSIS.NAME.")
    says: str | None = Field(default=None, description="How a part stands, ANALYSIS.KEY.")
    supports: Line | Words | None = Field(default=None, description="What supports: a line, or words.")
    refutes: Line | Words | None = Field(default=None, description="What refutes: a line, or words.")
    not_before: date | None = Field(default=None, description="Until this day it has nothing to decide.")
    because: str = Field(min_length=8, description="Why this decides, in one sentence.")

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Self:
        given = [name for name in ("indicator", "figure", "says") if getattr(self, name) is not None]
        if len(given) != 1:
            message = "a test measures one thing: write one of indicator, figure and says"
            raise ValueError(message)
        timed = self.measure != "latest" or any((self.periods, self.since, self.before))
        if self.indicator is None and timed:
            message = f"measure, periods, since and before belong to an indicator and not to {given[0]}"
            raise ValueError(message)
        if (self.measure in OVER_PERIODS) != (self.periods is not None):
            message = (
                "mean, sum and share need periods, and no other measure has them: write, say, periods: 4"
            )
            raise ValueError(message)
        if (self.measure == "change") != (self.since is not None):
            message = "a change, and nothing else, has since: the day that parts the two stretches"
            raise ValueError(message)
        if self.before is not None and (self.since is None or self.before >= self.since):
            message = "before is the first day of the earlier stretch: write a day earlier than since"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _decides(self) -> Self:
        lines = [line for line in (self.supports, self.refutes) if line]
        if not lines:
            message = "a test that decides nothing: write supports, refutes or both"
            raise ValueError(message)
        if any(isinstance(line, Line) == (self.says is not None) for line in lines):
            message = "a figure is tested by a line, {above: 3}; how a part stands by words, [refuted]"
            raise ValueError(message)
        if isinstance(self.supports, Line) and isinstance(self.refutes, Line):
            low = max(self.supports.side[0], self.refutes.side[0])
            high = min(self.supports.side[1], self.refutes.side[1])
            if low < high:
                message = f"supports and refutes overlap: a figure {_between(low, high)} would do both"
                raise ValueError(message)
        elif self.supports and self.refutes and set(self.supports) & set(self.refutes):
            message = "supports and refutes share a word: a part that stands so would do both"
            raise ValueError(message)
        return self

    @property
    def label(self) -> str:
        """What it measures, in short."""
        return f"{self.watched}, {self.way}" if self.indicator else self.watched

    @property
    def way(self) -> str:
        """How it measures an indicator, in short."""
        if self.measure == "change":
            return f"change since {say_day(self.since or date.min)}"
        return f"{self.measure}{f' of {self.periods}' if self.periods else ''}"

    @property
    def rests_on(self) -> str:
        """The indicator, the analysis or the part that it rests on."""
        return self.figure.partition(".")[0] if self.figure else self.watched

    @property
    def watched(self) -> str:
        """The word for what it measures."""
        return self.indicator or self.figure or self.says or ""

    def passed_by(self, count: float) -> bool:
        """Tell whether a count is beyond a line upwards."""
        lines = (line for line in (self.supports, self.refutes) if isinstance(line, Line))
        return any(line.above is not None and count > line.above for line in lines)

    def names(self, *where: str | int) -> Iterator[Named]:
        """Yield what it measures."""
        if self.indicator is not None:
            yield Named((*where, "indicator"), "indicator", self.indicator)
        elif self.figure is not None:
            yield Named((*where, "figure"), "item", self.figure)
        else:
            yield Named((*where, "says"), "item", self.says or "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one test says on a day; ``measured`` None where it could not be assessed or is in words.

    An ``editorial`` one rests on numbers that an author chose. ``last`` is what a test said before
    it fell silent.
    """

    test: ClaimTest
    title: str
    verdict: Verdict
    said: str
    assessed: bool
    unit: str = ""
    measured: Measured | None = None
    editorial: bool = False
    last: Verdict = "open"

    @property
    def line(self) -> str:
        """Say the figure, its lines, the verdict and the reason."""
        test, per = self.test, self.measured.per if self.measured else ""
        lines = [
            f"{word} {line.said(self.unit, per) if isinstance(line, Line) else ' or '.join(line)}"
            for word, line in (("supports", test.supports), ("refutes", test.refutes))
            if line
        ]
        verdict = self.verdict if self.assessed else "not assessed"
        return f"{self.said}; {', '.join(lines)}: {verdict}. {test.because}"


def ask(test: ClaimTest, view: View) -> Answer:
    """Say what a test says as known on a day."""
    title, unit = _watched(test, view)
    found: Measured | str
    if test.not_before is not None and view.as_of < test.not_before:
        found = f"there is nothing to decide before {say_day(test.not_before)}"
    elif test.says is not None:
        return _in_words(test, view)
    else:
        found = measure(test, view) if test.indicator is not None else _figure(test, view)
    if isinstance(found, str):
        return Answer(test, title, "open", found, assessed=False, unit=unit)
    supports, refutes = (
        line.side if isinstance(line, Line) and not (found.floor and line.below is not None) else None
        for line in (test.supports, test.refutes)
    )
    verdict = decide(found.value, found.interval, supports=supports, refutes=refutes)
    held = HELD.get(verdict) if found.held else None
    said = _said(found) + (f" ({found.held}, so it only leans)" if held else "")
    verdict = held or verdict
    if found.dark:
        said = f"{found.dark}; it last stood at {said}, {LAST_WORDS[verdict]}"
        return Answer(test, title, "open", said, assessed=False, unit=unit, last=verdict)
    return Answer(
        test, title, verdict, said, assessed=True, unit=found.unit, measured=found, editorial=found.editorial
    )


def _watched(test: ClaimTest, view: View) -> tuple[str, str]:
    """Return the title and the unit of what a test measures."""
    if test.indicator is None:
        figure = view.figure(test.figure) if test.figure else None
        return figure.title if figure else test.watched, ""
    indicator = view.indicators[test.indicator]
    units = {"share": "%", "change": "times"}
    return indicator.title, units.get(test.measure, indicator.unit)


def _figure(test: ClaimTest, view: View) -> Measured | str:
    """Return a figure of another analysis; what it rests on is that analysis's to say."""
    found = view.figure(test.figure or "")
    if found is None:
        return "there is no such figure on this day"
    if found.value is None or math.isnan(found.value):
        return found.note or "it has no value on this day"
    return Measured(
        value=found.value,
        unit=found.unit,
        low=found.low,
        high=found.high,
        bounds=found.bounds,
        period=found.period,
        n=found.n,
        weak=_weakness(found),
        editorial=found.editorial,
    )


def _weakness(found: Figure) -> str:
    """Say why a figure of another analysis does not decide: no real interval, or too few behind it."""
    if "interval" not in found.bounds:
        return "its bounds are no interval" if found.bounds else "it has no interval"
    if found.n is None:
        return "it does not say on how many records it rests"
    return "" if found.n >= INDEPENDENT else "it rests on fewer than two records"


def _in_words(test: ClaimTest, view: View) -> Answer:
    """Say how a part of another analysis stands; words have no interval, so they only lean."""
    item = view.item(test.says or "")
    if item is None:
        return Answer(test, test.watched, "open", "there is no such part on this day", assessed=False)
    verdict: Verdict = "open"
    if isinstance(test.supports, tuple) and item.says in test.supports:
        verdict = "leaning"
    if isinstance(test.refutes, tuple) and item.says in test.refutes:
        verdict = "leaning against"
    chosen = item.figure.editorial if item.figure else item.editorial and not item.records
    said = f"it stands at {item.says!r}"
    return Answer(test, item.title, verdict, said, assessed=True, editorial=chosen)


def _said(found: Measured) -> str:
    """Say a figure with its bounds and its period."""
    said = "at least " if found.floor else "a rate of " if found.brought else ""
    said += _rate(found.value, found.unit, found.per)
    if found.interval:
        said += f" ({found.bounds} {span(*found.interval)})"
    return f"{said} in {found.period}" if found.period else said


def _rate(value: float, unit: str, per: str) -> str:
    return f"{quantity(value, unit)} a {per}" if per else quantity(value, unit)


def _between(low: float, high: float) -> str:
    if math.isinf(low) or math.isinf(high):
        return f"below {number(high)}" if math.isinf(low) else f"above {number(low)}"
    return f"between {number(low)} and {number(high)}"
