"""What every indicator is: its parameters, what a rise and a fall mean, and one method."""

from __future__ import annotations

import abc
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from facta.indicators.points import Covered
from facta.periods import Frequency
from facta.records import Direction, Series, Sharing
from facta.signals import AnySignal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from facta.indicators.selection import Selection
    from facta.periods import Period
    from facta.places import Line
    from facta.records import Break
    from facta.store import Records


LOOKED = ("complete", "empty")
STRICTER: tuple[Sharing, ...] = ("yes", "attribution", "no")


class Meaning(BaseModel):
    """What a movement of the indicator says about the alignment, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: Direction = Field(description="deepening, straining or none.")
    because: str = Field(min_length=8, description="The reason, in one sentence.")


@dataclass(frozen=True, eq=False)
class Known:
    """What an indicator measures on: the records, the day, and what the sources looked at.

    ``since`` is where baselines start; ``searched`` is what the author of the case says was
    searched; as known on the day it ends a source's usual lag earlier. ``uncollected`` are sources
    whose publisher has not been asked so far, ``terms`` what each source allows to pass on,
    ``breaks`` the breaks that the case declares for each indicator, oldest first.
    """

    records: Records
    as_of: date
    since: date = date.min
    lines: Mapping[str, Line] = field(default_factory=dict)
    lags: Mapping[str, int] = field(default_factory=dict)
    searched: Mapping[str, Period] = field(default_factory=dict)
    uncollected: frozenset[str] = frozenset()
    terms: Mapping[str, Sharing] = field(default_factory=dict)
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)

    @cached_property
    def day(self) -> int:
        """The day as an ordinal."""
        return self.as_of.toordinal()

    @cached_property
    def _coverage(self) -> dict[str, Covered]:
        frame = self.records.coverage(self.as_of)
        spans: dict[str, list[tuple[int, int]]] = {}
        missed: dict[str, list[tuple[int, int]]] = {}
        for source, start, end, state in frame.select("source", "start", "end", "state").iter_rows():
            told = spans if state in LOOKED else missed
            told.setdefault(source, []).append((start.toordinal(), end.toordinal()))
        for source, period in self.searched.items():
            until = min(period.end.toordinal(), self.day + 1 - self.lags.get(source, 0))
            if until > period.start.toordinal():
                spans.setdefault(source, []).append((period.start.toordinal(), until))
        return {
            source: Covered.merged(
                spans.get(source, []), Covered.merged(missed[source]) if source in missed else None
            )
            for source in spans.keys() | missed.keys()
        }

    def covered(self, *selections: Selection) -> Covered:
        """Return the days that every selection's sources looked at, as known on the day.

        Of the sources of one selection it is enough that one looked.
        """
        looked = [
            Covered.union([self._coverage[name] for name in names if name in self._coverage])
            for names in (selection.source or tuple(self._coverage) for selection in selections)
        ]
        return reduce(Covered.shared, looked)

    def lag_days(self, sources: Sequence[str]) -> int:
        """Return the usual lag of the slowest of the sources."""
        return max((self.lags.get(name, 0) for name in sources or self.lags), default=0)


class Indicator(BaseModel, abc.ABC):
    """An indicator: what is counted, over which periods, and what its movement means.

    ``example`` has the parameters of its own kind, for the conformance tests and the reference.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    title: str = Field(min_length=4, max_length=90, description="A short noun phrase.")
    strand: str = Field(description="The strand it belongs to.")
    unit: str = Field(description="The unit of the figure.")
    period: Frequency = Field(description="day, week, month, quarter, half or year.")
    evidence: Literal["deed", "word"] = Field(description="Is it done, or is it said?")
    rise: Meaning = Field(description="What a rise means.")
    fall: Meaning = Field(description="What a fall means.")
    confounders: tuple[str, ...] = Field(min_length=1, description="What else could move it.")
    limitation: str = Field(min_length=8, description="What it cannot show.")
    signals: tuple[AnySignal, ...] = Field(default=(), description="What watches it.")
    since: date | None = Field(default=None, description="Start of its own baseline.")
    weight: float = Field(default=1.0, ge=0, le=10, description="Editorial weight in agreement.")
    searched: bool = Field(
        default=True,
        description="False where its records are a sample: a period without one is then never zero.",
    )
    none_yet: bool = Field(
        default=False, description="Looked for and never found so far: no record need match."
    )
    claims: tuple[str, ...] = Field(default=(), description="Claims of the argument it bears on.")

    example: ClassVar[dict[str, Any]] = {}
    counts: ClassVar[bool] = False

    @property
    def point(self) -> str:
        """The word for one point of its series."""
        return self.period

    @property
    def converts(self) -> str | None:
        """The unit that the figures of its records are brought to, or None where they are not read."""
        return None

    @abc.abstractmethod
    def measure(self, known: Known) -> pl.DataFrame:
        """Return the points as known on the day; see `records.Series` for the columns."""

    @abc.abstractmethod
    def selections(self) -> Iterator[tuple[str, Selection]]:
        """Yield every selection of the indicator with the name of its field."""

    def looked(self, known: Known) -> Covered:
        """Return the days for which the absence of a record means none."""
        if not self.searched:
            return Covered.union([])
        return known.covered(*(selection for _, selection in self.selections()))

    def exposures(self, known: Known) -> dict[int, float]:
        """Return what the count of each period is out of, by the ordinal of its first day, if anything."""
        del known
        return {}

    def redistributable(self, known: Known) -> Sharing:
        """Return the strictest of what the indicator's sources allow to pass on."""
        named = {source for _, selection in self.selections() for source in selection.source}
        return max((known.terms.get(name, "yes") for name in named), key=STRICTER.index, default="yes")

    def collected(self, known: Known) -> bool:
        """Tell whether some source of the indicator has been read or asked."""
        named = {source for _, selection in self.selections() for source in selection.source}
        return not named or not named <= known.uncollected

    def series(self, name: str, known: Known) -> Series:
        """Return the indicator as a series."""
        return Series(
            indicator=name,
            unit=self.unit,
            as_of=known.as_of,
            period=self.period,
            points=self.measure(known),
        )
