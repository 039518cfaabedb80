"""Words and deeds: how many deeds come on a word, whether that has changed, and who runs ahead since when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.bargain.figures import Selections
from facta.analyses.base import Analysis, Named
from facta.analyses.divergence.counted import counted_acts, counted_codes, unfit
from facta.analyses.divergence.found import SIDES, found
from facta.analyses.divergence.told import (
    METHOD,
    drawings,
    editorial,
    figures,
    gaps,
    headline,
    items,
    short,
    tables,
)
from facta.indicators import Selection
from facta.periods import Frequency
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View
    from facta.analyses.divergence.found import Found

ROLES: tuple[tuple[str, Literal["source", "actor"]], ...] = (
    ("source", "source"),
    ("actor", "actor"),
    ("target", "actor"),
    ("involves", "actor"),
)
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")]


class _Part(BaseModel):
    """What a pair and a matter have in common; what is left out is that of the block."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=50, description="A short noun phrase.")
    baseline_until: date | None = Field(default=None, description="Day after its own baseline.")
    period: Frequency | None = Field(default=None, description="Periods of its own.")
    since: date | None = Field(default=None, description="First day of its own baseline.")


class CodedPair(_Part):
    """Who acts towards whom, in events that somebody coded: words and deeds by the class of the code."""

    of: Selection = Field(description="Its coded events, in one direction.")
    volume: Selection | None = Field(
        default=None,
        description="Figures of all that was coded in a time; without them no count is compared over time.",
    )

    @model_validator(mode="after")
    def _reads_events_and_figures(self) -> Self:
        if self.of.measure:
            message = "of selects coded events: leave out measure"
            raise ValueError(message)
        if self.volume is not None and not self.volume.measure:
            message = "volume selects figures: write measure, say measure: gdelt-events"
            raise ValueError(message)
        return self


class Matter(_Part):
    """Words and deeds of one matter in records that are kept by hand and searched for throughout."""

    words: Selections = Field(default=(), description="What was said or announced.")
    deeds: Selections = Field(default=(), description="What was done; a promise is a deed once it is kept.")
    indicators: tuple[str, ...] = Field(
        default=(), description="Counts of the case, each a word or a deed as its own `evidence` says."
    )

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if not self.indicators and not (self.words and self.deeds):
            message = f"{self.title!r} sets nothing against anything: write words and deeds, or indicators"
            raise ValueError(message)
        if wrong := [one.measure[0] for one in (*self.words, *self.deeds) if one.measure]:
            message = f"{wrong[0]!r} is a measure; words and deeds are events: select them by kind"
            raise ValueError(message)
        return self


class Divergence(Analysis):
    """Words beside deeds: the share of words, deeds a word now and before, and who runs ahead since when."""

    kind: Literal["divergence"] = "divergence"
    baseline_until: date = Field(
        description="The day after the baseline, in which both are taken for usual; chosen beforehand."
    )
    because: str = Field(min_length=8, description="Why the baseline ends there, in one sentence.")
    period: Frequency = Field(default="month", description="Periods in which events are counted.")
    since: date | None = Field(default=None, description="First day; that of the case when left out.")
    pairs: dict[Key, CodedPair] = Field(
        default_factory=dict, description="Who acts towards whom, in coded events."
    )
    matters: dict[Key, Matter] = Field(
        default_factory=dict, description="Matters on which something is said and something done."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "Words and deeds",
        "baseline_until": "2025-01-01",
        "because": "A year before the first review.",
        "period": "quarter",
        "pairs": {
            "KAZ-UZB": {"title": "Kazakhstan towards Uzbekistan", "of": {"actor": "KAZ", "target": "UZB"}}
        },
        "matters": {
            "border": {
                "title": "The border", "words": {"kind": "statement"}, "deeds": {"kind": "border-incident"}
            },
            "counted": {"title": "What is counted", "indicators": ["EX-1"]},
        },
    }  # fmt: skip

    @model_validator(mode="after")
    def _has_parts(self) -> Self:
        if not self.pairs and not self.matters:
            message = "there is nothing to compare: write pairs of coded events, matters of records, or both"
            raise ValueError(message)
        keys = {f"{key}-{side}" for key in self.pairs for side in SIDES}
        if twice := sorted(keys & self.matters.keys()):
            message = f"matters.{twice[0]}: a pair has this key already; choose another one"
            raise ValueError(message)
        for where, part in self._parts():
            since, until = part.since or self.since, part.baseline_until or self.baseline_until
            if since and until <= since:
                message = f"{where}: the baseline ends on {until} and begins on {since}: write a later end"
                raise ValueError(message)
        return self

    def _parts(self) -> Iterator[tuple[str, _Part]]:
        yield from ((f"pairs.{key}", pair) for key, pair in self.pairs.items())
        yield from ((f"matters.{key}", matter) for key, matter in self.matters.items())

    def names(self) -> Iterator[Named]:
        """Yield the indicators, and the actors, sources and lines of the selections."""
        for key, pair in self.pairs.items():
            yield from _named(("pairs", key, "of"), pair.of)
            if pair.volume:
                yield from _named(("pairs", key, "volume"), pair.volume)
        for key, matter in self.matters.items():
            for place, name in enumerate(matter.indicators):
                yield Named(("matters", key, "indicators", place), "indicator", name)
            for field, some in (("words", matter.words), ("deeds", matter.deeds)):
                for place, one in enumerate(some):
                    yield from _named(("matters", key, field, place), one)

    def selections(self) -> Iterator[Selection]:
        """Yield the coded events, the volumes, and the words and deeds of the matters."""
        for pair in self.pairs.values():
            yield from (pair.of, *([pair.volume] if pair.volume else []))
        for matter in self.matters.values():
            yield from (*matter.words, *matter.deeds)

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield every indicator that counts no events, or counts them from a sample."""
        for matter in self.matters.values():
            yield from unfit(matter.indicators, view)

    def analyse(self, view: View) -> Said:
        """Say how words and deeds stand to each other."""
        every = self._found(view)
        return Said(
            headline=headline(every),
            method=METHOD,
            items=tuple(items(every)),
            figures=tuple(figures(every)),
            tables=tuple(tables(every)),
            drawings=tuple(drawings(every, view.as_of)),
            short=short(every),
            gaps=tuple(gaps(every)),
            editorial=editorial(self.baseline_until, self.because),
        )

    def _found(self, view: View) -> list[Found]:
        every: list[Found] = []
        for key, pair in self.pairs.items():
            told = counted_codes(pair.of, pair.volume, self._time(pair, view), view)
            every += [
                found(f"{key}-{side}", f"{pair.title}, {side}", counted)
                for side, counted in zip(SIDES, told, strict=True)
            ]
        for key, matter in self.matters.items():
            acts = counted_acts(matter.words, matter.deeds, matter.indicators, self._time(matter, view), view)
            every.append(found(key, matter.title, acts, rests_on=matter.indicators))
        return every

    def _time(self, part: _Part, view: View) -> tuple[date, date, Frequency]:
        """Return the first day of the baseline, the day after it, and the length of periods.

        No baseline crosses a break that the case declares: for the indicators of a matter, otherwise
        for all of them.
        """
        since = part.since or self.since or view.since
        until = part.baseline_until or self.baseline_until
        named = part.indicators if isinstance(part, Matter) else ()
        known = [{one.day for one in view.known.breaks.get(name, ())} for name in named or view.indicators]
        days = (set.union if named else set.intersection)(*known) if known else set()
        crossed = [day for day in days if since < day < until]
        return max(crossed, default=since), until, part.period or self.period


def _named(here: tuple[str | int, ...], one: Selection) -> Iterator[Named]:
    for field, what in ROLES:
        yield from (Named((*here, field), what, word) for word in getattr(one, field))
    if one.near:
        yield Named((*here, "near", "line"), "line", one.near.line)
