"""What happened between two watches, and what the rules see of a case to tell it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from facta.alerts.foretold import NOTHING, Foretold
from facta.assessment import assess, view_on
from facta.comparison import compare
from facta.forecasts.sharing import shut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from facta.analyses import View
    from facta.cases import Case
    from facta.records import Assessment, Difference, Standing
    from facta.results import Item
    from facta.store import Records

Rank = Literal["quiet", "level change", "trip-wire", "source dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A day, and how far the store had come: both are needed to say again what was known."""

    as_of: date
    append: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened, told by one rule of one subject.

    ``what`` says it in a few words and, with the day, makes it this happening and no other. ``day`` is
    that of the evidence, not that of the watch. ``height`` lets a further rise break the silence after
    an alert. ``indicators`` are those it is of, ``facts`` go into the event as they are. ``said`` ends
    its headline, which otherwise ends in what was published. ``mark`` tells it from another of the same
    words. Of several lines of one subject ``seal`` is that of the one crossed: each is silent for itself.
    """

    rule: str
    subject: str
    title: str
    what: str
    day: date
    why: str
    said: str = ""
    mark: str = ""
    seal: str = ""
    height: int = 0
    indicators: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def line_of(subject: str, seal: str) -> str:
    """Return the name under which a line of a subject waits; without a seal, that of the subject."""
    return f"{subject} {seal}" if seal else subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that a rule sees and does not tell yet; it is compared with the same day next time."""

    rule: str
    subject: str


class Rule(Protocol):
    """One reason to be told. Its module is one file and its name one line on the door.

    ``stands`` says that what it tells holds until it tells the end of it, at height 0: somebody who
    acknowledged it is told again when it goes further up, turns, or is over.
    """

    name: str
    type: str
    says: str
    rank: Rank
    instant: bool
    refractory_days: int
    stands: bool

    def happened(self, seen: Seen) -> Iterator[Happening | Waiting]:
        """Yield what happened between the last watch and now."""
        ...


@dataclass(frozen=True, eq=False)
class Seen:
    """A case now, and as it stood at the last watch, both by the code and the case of today.

    ``held`` are earlier anchors of single subjects of rules: of what was seen and not yet told.
    ``foretold`` is the ledger of forecasts, ``came`` how far it had come at earlier watches.
    """

    case: Case
    records: Records
    as_of: date
    last: Anchor
    held: Mapping[tuple[str, str], Anchor] = field(default_factory=dict)
    foretold: Foretold = NOTHING
    came: Mapping[Anchor, int] = field(default_factory=dict)

    @cached_property
    def now(self) -> Assessment:
        """How it stands."""
        return assess(self.case, self.records, self.as_of)

    @cached_property
    def was(self) -> Assessment:
        """How it stood at the last watch, by what the store knew then."""
        return assess(self.case, self.then(self.last), self.last.as_of)

    @cached_property
    def causes(self) -> dict[str, Difference]:
        """What moved, by indicator or part, and whether the world or the data moved it."""
        if self.was.as_of >= self.as_of:
            return {}
        found: dict[str, Difference] = {}
        for difference in compare(self.was, self.now).differences:
            found.setdefault(difference.indicator, difference)
        return found

    @cached_property
    def shut(self) -> dict[str, str]:
        """Questions that may not be passed on, each with its indicator."""
        return shut(self.foretold.reading, self.now)

    def title(self, name: str) -> str:
        """Return the title of an indicator; one that the case no longer has goes by its name."""
        return next((one.title for one in self.now.standings if one.indicator == name), name)

    def then(self, anchor: Anchor) -> Records:
        """Return the store as it stood at an earlier watch."""
        if anchor.append not in self._stores:
            self._stores[anchor.append] = self.records.appended_by(anchor.append)
        return self._stores[anchor.append]

    def stood(self, rule: str, name: str, seal: str = "") -> Standing:
        """Return how an indicator stood when a rule, or one sealed line, last had nothing to wait for."""
        anchor = self.held.get((rule, line_of(name, seal)))
        if anchor is None:
            return self._standings[name]
        return self._view(anchor).standing(name)

    def part(self, rule: str, analysis: str, key: str) -> Item | None:
        """Return how a part of an analysis stood when a rule last had nothing to wait for."""
        anchor = self.held.get((rule, f"{analysis}.{key}"))
        if anchor is not None:
            return self._view(anchor).item(f"{analysis}.{key}")
        return self._parts.get((analysis, key))

    def read(self, rule: str, line: str) -> int:
        """Return how many entries the ledger had when a rule last had nothing to wait for of a subject.

        Where no watch wrote it down, those of days up to its own.
        """
        anchor = self.held.get((rule, line), self.last)
        if anchor not in self.came:
            entries = self.foretold.reading.entries if self.foretold.reading else ()
            return bisect_right(entries, anchor.as_of, key=lambda one: one.stamp.as_of)
        return self.came[anchor]

    def standing_on(self, name: str, day: date) -> Standing:
        """Return how an indicator stood on a day, by all that is in the store now."""
        return self._view(Anchor(as_of=day, append=self.records.newest_append)).standing(name)

    def _view(self, anchor: Anchor) -> View:
        if anchor not in self._views:
            self._views[anchor] = view_on(self.case, self.then(anchor), anchor.as_of)
        return self._views[anchor]

    @cached_property
    def _stores(self) -> dict[int, Records]:
        return {self.records.newest_append: self.records}

    @cached_property
    def _views(self) -> dict[Anchor, View]:
        return {}

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return {standing.indicator: standing for standing in self.was.standings}

    @cached_property
    def _parts(self) -> dict[tuple[str, str], Item]:
        return {(result.analysis, item.key): item for result in self.was.results for item in result.items}
