"""The bargain between two sides: what each gives, who depends on whom, and what other patrons could give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.analyses.bargain import exchange, patrons, told
from facta.analyses.bargain.capabilities import Capability
from facta.analyses.bargain.dependence import Dependence, Key, Pair
from facta.analyses.bargain.exchange import Issue
from facta.analyses.bargain.figures import Quantity, Selections, unfit
from facta.analyses.bargain.patrons import Patrons
from facta.analyses.bargain.spread import Spread
from facta.analyses.base import Analysis, Named
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View
    from facta.indicators import Selection

SIDES = 2
METHOD = (
    "One act is one thing done, counted and not weighed: a sale once, for the side that delivers, a promise "
    "once it is kept, and a part of a larger delivery, a promoter's word or a record in doubt not at all; it "
    "falls in a year where its whole date or window does. A dependence runs from the lowest to the highest "
    "report of the newest year with its part and its whole; of some months the low end is what they saw and "
    "the high end a year at their rate, an estimate, and a promoter's figure lowers nothing others report."
)
EDITORIAL = (
    "Which records are acts and which are in doubt, what each side can do and since when, and what others "
    "could replace were chosen by the author of the case."
)


class Bargain(Analysis):
    """What two sides give, how far each depends on the other, and what other patrons could give."""

    kind: Literal["bargain"] = "bargain"
    sides: dict[str, str] = Field(
        description="The two sides by their actor, each with its name in sentences."
    )
    issues: dict[Key, Issue] = Field(min_length=1, description="What is given, and by whom.")
    dependences: dict[Key, Dependence] = Field(
        default_factory=dict, description="How far one side depends on the other."
    )
    asymmetries: dict[Key, Pair] = Field(
        default_factory=dict, description="Dependences that face each other; the first is the headline."
    )
    spreads: dict[Key, Spread] = Field(
        default_factory=dict, description="How concentrated trade or supply is."
    )
    capabilities: dict[Key, Capability] = Field(
        default_factory=dict, description="What one side can do and the other cannot; editorial."
    )
    evidence: Selections = Field(default=(), description="Where the records of capabilities are found.")
    patrons: Patrons | None = Field(default=None, description="One patron beside others.")

    example: ClassVar[dict[str, Any]] = {
        "title": "What each gives",
        "sides": {"KAZ": "Kazakhstan", "UZB": "Uzbekistan"},
        "issues": {
            "visits": {"title": "Visits", "side": "KAZ", "gives": {"kind": "visit", "actor": "KAZ"}},
            "promises": {"title": "Promises kept", "side": "UZB", "gives": {"kind": "commitment"}},
        },
        "dependences": {
            "trade": {
                "title": "Share of trade", "of": "UZB", "on": "KAZ",
                "missing": "No total of its trade is known.",
                "part": {"figures": {"measure": "trade-turnover"}, "unit": "USD million"},
            }
        },
        "capabilities": {
            "water": {
                "title": "Dams upstream",
                "cells": {
                    "KAZ": {"stands": "unknown", "because": "No record tells of one.", "since": "2024-01-01"},
                    "UZB": {"stands": "lacks", "because": "It lies downstream.", "since": "2024-01-01"},
                },
            }
        },
    }  # fmt: skip

    @model_validator(mode="after")
    def _knows_its_sides(self) -> Self:
        if len(self.sides) != SIDES:
            message = f"a bargain has two sides, not {len(self.sides)}: write two actors with their names"
            raise ValueError(message)
        named = [(f"issues.{key}.side", one.side) for key, one in self.issues.items()]
        for key, measure in self.dependences.items():
            named += [(f"dependences.{key}.of", measure.of), (f"dependences.{key}.on", measure.on)]
        for key, able in self.capabilities.items():
            named += [(f"capabilities.{key}.cells", side) for side in able.cells]
        wrong = [f"{where}: no side {side!r}" for where, side in named if side not in self.sides]
        wrong += [
            f"capabilities.{key}.cells: nothing is said of {side!r}"
            for key, one in self.capabilities.items()
            for side in self.sides
            if side not in one.cells
        ]
        if wrong:
            message = f"{'; '.join(wrong)}; the sides are {' and '.join(self.sides)}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _knows_its_parts(self) -> Self:
        for key, pair in self.asymmetries.items():
            for word in (pair.one, pair.other):
                if word not in self.dependences:
                    there = ", ".join(self.dependences) or "none"
                    message = f"asymmetries.{key}: no dependence {word!r}; there are {there}"
                    raise ValueError(message)
            one, other = self.dependences[pair.one], self.dependences[pair.other]
            if (one.of, one.on) != (other.on, other.of):
                both = f"{pair.one!r} and {pair.other!r}"
                message = f"asymmetries.{key}: {both} do not face each other: swap of and on in one"
                raise ValueError(message)
        if self.patrons and self.patrons.beside not in self.patrons.who:
            message = f"patrons.beside: no patron {self.patrons.beside!r} in who"
            raise ValueError(message)
        return self

    def names(self) -> Iterator[Named]:
        """Yield the actors."""
        for side in self.sides:
            yield Named(("sides", side), "actor", side)
        for key, one in self.patrons.who.items() if self.patrons else ():
            for number, actor in enumerate(one.actors):
                yield Named(("patrons", "who", key, "actors", number), "actor", actor)

    def selections(self) -> Iterator[Selection]:
        """Yield every selection of acts, words, figures, steps and contracts."""
        for issue in self.issues.values():
            yield from (*issue.gives, *issue.says)
        for one in self._quantities():
            yield from one.figures
        yield from self.evidence
        if self.patrons:
            yield from self.patrons.concessions
            yield from [self.patrons.ladder] if self.patrons.ladder else []
            for patron in self.patrons.who.values():
                yield from patron.aid

    def _quantities(self) -> Iterator[Quantity]:
        for one in self.dependences.values():
            yield from (known for known in (one.part, one.whole) if known)
        for spread in self.spreads.values():
            yield from (spread.whole, *spread.partners.values())
        if self.patrons:
            yield from patrons.quantities(self.patrons).values()

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield every record whose amount cannot be added or compared."""
        found = [line for issue in self.issues.values() for line in exchange.unfit(issue, view)]
        found += [line for one in self._quantities() for line in unfit(one, view)]
        yield from dict.fromkeys(found)

    def analyse(self, view: View) -> Said:
        """Say what each side gives, who depends on whom, and what other patrons could give."""
        found = told.parts(self, view)
        return Said(
            headline=told.headline(found),
            method=METHOD,
            items=tuple(told.items(found)),
            figures=tuple(told.figures(found)),
            tables=tuple(told.tables(found)),
            drawings=tuple(told.drawings(found)),
            short=told.short(found),
            gaps=tuple(told.gaps(found)),
            editorial=EDITORIAL,
        )
