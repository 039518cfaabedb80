"""Promises: what became of each, how often each side keeps its own, and who would have to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from facta.analyses.base import Analysis, Named
from facta.analyses.commitments.figures import figures
from facta.analyses.commitments.frictions import friction, orders, quarrelling
from facta.analyses.commitments.promises import NOBODY, promises, wrong
from facta.analyses.commitments.rates import delivered
from facta.analyses.commitments.seen import Seen
from facta.analyses.commitments.told import drawings, gaps, headline, items, short, tables
from facta.indicators import Selection
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View

BOTH: tuple[str, ...] = ("asserted", "disputed")
METHOD = (
    "A promise counts once its outcome is known: kept 1, half kept ½, broken or lapsed 0; open and overdue "
    "ones are not counted as broken, a half kept one not before its date, disputed ones not at all. Rates of "
    "groups are drawn toward each other (hierarchical beta-binomial), the whole stands by itself (Jeffreys)."
)
EDITORIAL = (
    "What counts as kept, half kept or broken was coded by the author of the case. That half kept counts one "
    "half, and that frictions of credibility 1 to 6 weigh 1, 0.8, 0.6, 0.4, 0.2 and 0.1, is a choice too."
)


class Commitments(Analysis):
    """Promises with their due dates and outcomes: rates of delivery, what is due next, what is late."""

    kind: Literal["commitments"] = "commitments"
    of: Selection = Field(
        default=Selection(kind=("commitment",), status=BOTH),
        description="The promises; their tags say due:, outcome:, portfolio:, faction:, topic: and stage:.",
    )
    factions: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")], str] = Field(
        default_factory=dict, description="Words of the tag `faction:` and the actor each one means."
    )
    frictions: Selection | None = Field(
        default=None,
        description="Quarrels of the factions; the tag `directive` marks an order, `overridden` one undone.",
    )
    reconciliations: Selection | None = Field(
        default=None, description="Official reconciliations, which are taken off the frictions."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "What was promised",
        "of": {"kind": "commitment", "status": ["asserted", "disputed"]},
        "factions": {"north": "KAZ", "south": "UZB"},
        "frictions": {"source": "ledger", "kind": "border-incident"},
    }

    def names(self) -> Iterator[Named]:
        """Yield the actors that its factions are."""
        for word, actor in self.factions.items():
            yield Named(("factions", word), "actor", actor)

    def selections(self) -> Iterator[Selection]:
        """Yield the promises, the quarrels and the reconciliations."""
        yield from (one for one in (self.of, self.frictions, self.reconciliations) if one)

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield what is wrong with the tags of promises."""
        yield from wrong(view.lives(self.of), tuple(self.factions))

    def analyse(self, view: View) -> Said:
        """Say how every promise stands, and how often each side keeps its own."""
        seen = self._seen(view)
        return Said(
            headline=headline(seen),
            method=METHOD,
            items=tuple(items(seen)),
            figures=tuple(figures(seen)),
            tables=tuple(tables(seen)),
            drawings=tuple(drawings(seen)),
            short=short(seen),
            gaps=tuple(gaps(seen)),
            editorial=EDITORIAL,
        )

    def _seen(self, view: View) -> Seen:
        """Put together everything that the words rest on."""
        every = promises(view, self.of)
        factions = delivered(every, lambda promise: promise.words("faction"), nameless=NOBODY)
        quarrels = self.frictions
        return Seen(
            as_of=view.as_of,
            promises=tuple(every),
            sides=delivered(every, lambda promise: (promise.by,)),
            mandated=delivered(
                [one for one in every if "promotional" not in one.tags], lambda one: (one.by,)
            ),
            factions=factions,
            portfolios=delivered(every, lambda promise: promise.words("portfolio")),
            known_factions=tuple(self.factions),
            friction=friction(view, quarrels, self.reconciliations) if quarrels else None,
            orders=orders(view.rows(quarrels)) if quarrels else None,
            quarrels=quarrelling(view, quarrels, self.factions) if quarrels else {},
        )
