"""Who has climbed how far on a ladder of ordered steps, how soon the next one comes, who follows whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.analyses.ladder.pace import coming, following, pace, spread, watch
from facta.analyses.ladder.steps import Climber, climbers, wrong
from facta.analyses.ladder.told import Seen, drawings, figures, gaps, headline, items, short, tables
from facta.indicators import Selection
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facta.analyses.base import View

MONTHS = {12: 365, 24: 730}
METHOD = (
    "A state stands on the highest rung that a record tells. Climbs a year are counted for the states that "
    "are watched, from one day on, and drawn toward each other (gamma-Poisson). The chance of one more state "
    "has Jeffreys' prior, so that none so far is no chance of 0. A date known only to a month or a year "
    "stands in its middle; that chance and whether steps spread have both ends beside it, the pace has not."
)
EDITORIAL = (
    "The rungs and their order, which states are watched, and from which day, were chosen by the author of "
    "the case."
)


class Leader(BaseModel):
    """A state whose step others may follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: str = Field(description="The state that went first.")
    rung: int = Field(ge=1, description="The rung it reached.")


class Ladder(Analysis):
    """States on a ladder of ordered rungs: where each stands, how soon it climbs, whether steps spread."""

    kind: Literal["ladder"] = "ladder"
    of: Selection = Field(
        default=Selection(kind=("recognition-step",)),
        description="The steps; the actor is the state, the quantity its rung, -1 a reversal.",
    )
    rungs: tuple[str, ...] = Field(min_length=2, max_length=12, description="Names of the rungs from 1 up.")
    neighbours: tuple[str, ...] = Field(
        default=(), description="The states watched for their pace; those with a record when left out."
    )
    since: date | None = Field(
        default=None, description="The day from which climbs are counted; that of the case when left out."
    )
    below: int | None = Field(
        default=None, ge=2, description="The pace is that of states below this rung; the top when left out."
    )
    forecast: tuple[int, ...] = Field(
        default=(), description="Rungs for which the chance of one more state within a year is said."
    )
    within_days: int = Field(
        default=180, ge=1, le=1460, description="Days after another state's step that count as soon after it."
    )
    followers_of: Leader | None = Field(default=None, description="A step that others may have followed.")

    example: ClassVar[dict[str, Any]] = {
        "title": "Steps between neighbours",
        "of": {"source": "ledger", "kind": "recognition-step"},
        "rungs": ["contact", "envoy", "ambassador"],
        "neighbours": ["KAZ", "UZB"],
        "forecast": [3],
        "followers_of": {"actor": "KAZ", "rung": 2},
    }

    @model_validator(mode="after")
    def _names_rungs_that_exist(self) -> Self:
        top = len(self.rungs)
        led = self.followers_of.rung if self.followers_of else None
        named = [
            ("below", self.below),
            ("followers_of", led),
            *(("forecast", rung) for rung in self.forecast),
        ]
        beyond = [
            f"{where}: there is no rung {rung}, write one from 1 to {top}"
            for where, rung in named
            if rung is not None and not 1 <= rung <= top
        ]
        twice = sorted({name for name in self.rungs if self.rungs.count(name) > 1})
        beyond += [f"rungs: {name!r} stands there twice, give each rung a name of its own" for name in twice]
        if beyond:
            raise ValueError("; ".join(beyond))
        return self

    def names(self) -> Iterator[Named]:
        """Yield the states that are watched and the one that leads."""
        for number, actor in enumerate(self.neighbours):
            yield Named(("neighbours", number), "actor", actor)
        if self.followers_of:
            yield Named(("followers_of", "actor"), "actor", self.followers_of.actor)

    def selections(self) -> Iterator[Selection]:
        """Yield the steps."""
        yield self.of

    def mistakes(self, view: View) -> Iterator[str]:
        """Yield what is wrong with the rungs of steps."""
        yield from wrong(view.lives(self.of), len(self.rungs))

    def analyse(self, view: View) -> Said:
        """Say on which rung each state stands, and how soon it may climb."""
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
        known = climbers(view, self.of, len(self.rungs))
        found = {one.actor: one for one in known}
        states = (
            [found.get(actor, Climber(actor, ())) for actor in self.neighbours] if self.neighbours else known
        )
        seen = watch(view, self.of, states, self.since or view.since)
        leader = self.followers_of
        until = view.as_of if isinstance(seen, str) else seen.until
        silent = [one for one in states if not one.steps]
        below = self.below or len(self.rungs)
        return Seen(
            as_of=view.as_of,
            rungs=self.rungs,
            states=(*known, *silent),
            watch=seen,
            below=below,
            pace=seen if isinstance(seen, str) else pace(seen, below),
            coming={rung: seen if isinstance(seen, str) else coming(seen, rung) for rung in self.forecast},
            spread=seen if isinstance(seen, str) else spread(seen, self.within_days, len(self.rungs)),
            within_days=self.within_days,
            leader=(leader.actor, leader.rung) if leader else None,
            following={
                months: following(known, leader.actor, leader.rung, days=days, as_of=until)
                for months, days in MONTHS.items()
            }
            if leader
            else {},
        )
