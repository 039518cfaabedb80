"""What every analysis is: its parameters and one method, from a view of the case to a result."""

from __future__ import annotations

import abc
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from facta.indicators import Known, cells
from facta.results import Result
from facta.standing import controlled, stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from facta.corridors import Network
    from facta.indicators import Indicator, Selection
    from facta.records import Series, Standing
    from facta.results import Figure, Item, Said

Row = dict[str, Any]
Part = tuple[str | int, ...]
What = Literal["indicator", "analysis", "item", "actor", "line", "network", "source"]


class Named(NamedTuple):
    """A word of an analysis that names something else: where it stands, what it names, and the word.

    An ``item`` is written ``ANALYSIS.KEY`` and names a part of another analysis of the case.
    """

    where: Part
    what: What
    word: str


@dataclass(frozen=True, eq=False)
class View:
    """What an analysis sees of a case as of a day: indicators, records and the other analyses.

    ``sources`` are the names under which the sources of the case are stored, ``networks`` those of
    the case, read when asked for. ``earlier`` gives the same view of another day. With
    ``false_discovery`` all indicators are weighed together. Everything is worked out when it is
    asked for, and once.
    """

    known: Known
    since: date
    indicators: Mapping[str, Indicator]
    analyses: Mapping[str, Analysis]
    sources: Mapping[str, str]
    earlier: Callable[[date], View]
    networks: Mapping[str, Network] = field(default_factory=dict)
    false_discovery: float | None = None
    standings: dict[str, Standing] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day."""
        return self.known.as_of

    def standing(self, name: str) -> Standing:
        """Return how an indicator stands on the day."""
        if name not in self.standings:
            together = [name] if self.false_discovery is None else list(self.indicators)
            found = {one: stand(one, self.indicators[one], self.known, self.since) for one in together}
            share = self.false_discovery
            self.standings.update(found if share is None else controlled(found, share))
        return self.standings[name]

    def series(self, name: str) -> Series:
        """Return the figures of an indicator as known on the day."""
        if name in self.standings:
            return self.standings[name].series
        return self.indicators[name].series(name, self.known)

    def result(self, name: str) -> Result:
        """Return what another analysis says on the day."""
        if name not in self.results:
            self.results[name] = self.analyses[name].named(name, self.analyses[name].analyse(self))
        return self.results[name]

    def item(self, word: str) -> Item | None:
        """Return a part of another analysis by ``ANALYSIS.KEY``, or None where it is not there on the day."""
        analysis, _, key = word.partition(".")
        return next((item for item in self.result(analysis).items if item.key == key), None)

    def figure(self, word: str) -> Figure | None:
        """Return a figure by ``ANALYSIS.NAME``: one of the result, or that of a part with this key."""
        analysis, _, name = word.partition(".")
        found = next((one for one in self.result(analysis).figures if one.name == name), None)
        item = None if found else self.item(word)
        return item.figure if item else found

    def on(self, day: date) -> View:
        """Return the view of an earlier day: what was known then."""
        if day not in self._days:
            self._days[day] = self.earlier(day)
        return self._days[day]

    @cached_property
    def _days(self) -> dict[date, View]:
        return {self.as_of: self}

    def rows(self, selection: Selection) -> list[Row]:
        """Return the records that a selection matches as known on the day, oldest first."""
        full = whole(selection, self.sources)
        held = cells(self.known.records, full, lines=self.known.lines).at(self.known.day)
        held = held.keep(held.start <= self.known.day)
        return self._told(full, held.row.tolist())

    def lives(self, selection: Selection) -> dict[str, list[Row]]:
        """Return every version known by the day of the records that a selection matches, by id."""
        full = whole(selection, self.sources)
        held = cells(self.known.records, full, lines=self.known.lines)
        lives: dict[str, list[Row]] = {}
        for row in self._told(full, held.keep(held.known <= self.known.day).row.tolist()):
            lives.setdefault(str(row["ref"]), []).append(row)
        for versions in lives.values():
            versions.sort(key=lambda row: (row["known_at"], row["append"], row["row"]))
        return lives

    def _told(self, selection: Selection, places: Sequence[int]) -> list[Row]:
        frame = self.known.records.versions(selection.table)[list(places)]
        rows: list[Row] = frame.sort("start", "end", "ref", "known_at").to_dicts()
        return rows


def whole(selection: Selection, sources: Mapping[str, str]) -> Selection:
    """Give a selection the names under which its sources are stored."""
    named = tuple(sources[use] for use in selection.source) or tuple(sources.values())
    return selection.model_copy(update={"source": named})


class Analysis(BaseModel, abc.ABC):
    """An analysis: its parameters and one method.

    ``example`` has the parameters of its own kind, for the conformance tests and the reference;
    they may name the indicators ``EX-1`` and ``EX-2`` and the actors KAZ and UZB.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    title: str = Field(min_length=3, max_length=90, description="A short noun phrase.")

    example: ClassVar[dict[str, Any]] = {}
    lead: ClassVar[bool] = False  # it stands beside the judgement that facta generates

    @abc.abstractmethod
    def analyse(self, view: View) -> Said:
        """Say what follows as of a day."""

    def names(self) -> Iterator[Named]:
        """Yield every word that must be the name of something else in the case."""
        yield from ()

    def selections(self) -> Iterator[Selection]:
        """Yield every selection of records that it reads."""
        yield from ()

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield what is wrong with the records it reads, each with the id of the record."""
        del view
        yield from ()

    def what_if(self, view: View, settings: Mapping[str, str]) -> Said:
        """Say what would follow if something were set.

        Raises
        ------
        ValueError
            When nothing can be set here, or not in this way, with what can.
        """
        del view, settings
        message = f"nothing can be set in {self.kind}: name a pathway or hypotheses"
        raise ValueError(message)

    def named(self, name: str, said: Said) -> Result:
        """Put its name in the case, its kind and its title to what the analysis says."""
        parts = {part.name: getattr(said, part.name) for part in fields(said)}
        return Result(analysis=name, kind=self.kind, title=self.title, lead=self.lead, **parts)
