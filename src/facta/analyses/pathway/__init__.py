"""A threat pathway: stages that lead to one another, rival routes, barriers, and what is seen of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from facta.analyses.base import Analysis, Named
from facta.analyses.hypotheses.evidence import TRUST, Trust, counted_twice, look
from facta.analyses.hypotheses.told import dated
from facta.analyses.pathway.network import Layout, Report, count_routes
from facta.analyses.pathway.solved import solve
from facta.analyses.pathway.stages import STATES, Barrier, Observable, PathwayStage, circle
from facta.analyses.pathway.supposed import suppose
from facta.analyses.pathway.tables import drawings, short, tables
from facta.analyses.pathway.words import EDITORIAL, METHOD, figures, gaps, headline, items
from facta.errors import nearest
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facta.analyses.base import View
    from facta.analyses.hypotheses.evidence import Sight
    from facta.analyses.pathway.told import Told

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
WORDS = {"no": STATES[0], "yes": STATES[1]}
MOST_ROUTES = 32
RESERVED = "route-"


class Pathway(Analysis):
    """Stages that lead to one another past barriers: how likely the last is, and by which route."""

    kind: Literal["pathway"] = "pathway"
    target: str = Field(description="The stage that is asked for.")
    horizon_days: int = Field(ge=1, le=3660, description="Days ahead within which a stage is active or not.")
    stages: dict[Key, PathwayStage] = Field(min_length=2, description="The stages by their keys.")
    barriers: dict[Key, Barrier] = Field(default_factory=dict, description="What stands between stages.")
    observables: tuple[Observable, ...] = Field(
        default=(), description="What is seen of stages and barriers."
    )
    dependence: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="Of a group of observables: 0 for independent to 1 for copies; 1 when left out.",
    )
    reliabilities: dict[Trust, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description=(
            "Chances that a report follows the fact, in place of the usual: of a letter, a digit, "
            "`searched` (nothing found) or `part` (of another analysis)."
        ),
    )
    draws: int = Field(default=500, ge=200, le=10000, description="Draws from the ranges for the intervals.")
    registered: date | None = Field(
        default=None, description="The day the reasons were written down; earlier days are hindsight."
    )

    example: ClassVar[dict[str, Any]] = {
        "title": "From the camp to the city",
        "target": "attack",
        "horizon_days": 365,
        "stages": {
            "camp": {"title": "Camp", "leak": [0.4, 0.6], "because": "Camps were seen in half the years."},
            "crossing": {
                "title": "Crossing", "causes": {"camp": [0.3, 0.5]},
                "because": "Some of those trained go north.",
            },
            "city": {"title": "Recruits in the city", "leak": [0.1, 0.3], "because": "They need no border."},
            "attack": {
                "title": "Attack", "causes": {"crossing": [0.1, 0.3], "city": [0.2, 0.4]},
                "because": "Most plots fail.",
            },
        },
        "barriers": {
            "border": {
                "title": "Border", "states": ["open", "guarded", "closed"],
                "now": {"open": [0.1, 0.3], "guarded": [0.5, 0.7], "closed": [0.1, 0.3]},
                "before": {"crossing": "all"},
                "passes": {"open": [0.8, 1.0], "guarded": [0.3, 0.5], "closed": [0.0, 0.1]},
                "because": "Guards turn back more than half.",
            },
        },
        "observables": [
            {
                "indicator": "EX-1", "of": "crossing",
                "states": {"few": {"below": 3}, "many": {"above": 3}},
                "likelihoods": {
                    "active": {"few": [0.2, 0.4], "many": [0.6, 0.8]},
                    "inactive": {"few": [0.6, 0.8], "many": [0.2, 0.4]},
                },
                "because": "Those who cross meet guards.",
            },
            {
                "indicator": "EX-2", "of": "border",
                "likelihoods": {
                    "open": {"straining": [0.1, 0.2], "quiet": [0.4, 0.6], "deepening": [0.3, 0.4]},
                    "guarded": {"straining": [0.1, 0.3], "quiet": [0.5, 0.7], "deepening": [0.1, 0.3]},
                    "closed": {"straining": [0.4, 0.6], "quiet": [0.3, 0.5], "deepening": [0.05, 0.15]},
                },
                "because": "A closed border stops trade too.",
            },
        ],
    }  # fmt: skip

    @model_validator(mode="after")
    def _is_one_graph(self) -> Self:
        wrong = list(self._mistakes())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _mistakes(self) -> Iterator[str]:
        graph = list(self._wrong_graph())
        yield from graph
        for name, step in self.stages.items():
            yield from step.mistakes(name)
        for name, barrier in self.barriers.items():
            yield from barrier.mistakes(name, self.stages)
        for one in self.observables:
            yield from one.mistakes(self.stages, self.barriers)
        for group in self.dependence.keys() - {one.group for one in self.observables}:
            yield f"no observable is of the group {group!r}"
        for trust, value in self.reliabilities.items():
            if value >= 1 and not trust.isdigit():
                yield f"the reliability of {trust!r} is 1, write less: no source is beyond error"
        yield from counted_twice(self.observables, "observed")
        if not graph and (found := count_routes(self.stages, self.target)) > MOST_ROUTES:
            yield f"{found} routes lead to {self.target!r}: join stages until {MOST_ROUTES} are left"

    def _wrong_graph(self) -> Iterator[str]:
        if self.target not in self.stages:
            yield f"the target {self.target!r} is no stage{nearest(self.target, self.stages)}"
        for name in self.stages.keys() & self.barriers.keys():
            yield f"{name!r} is a stage and a barrier: give one another name"
        for name in (*self.stages, *self.barriers):
            if name.lower().startswith(RESERVED):
                yield f"{name!r}: keys that begin with {RESERVED!r} are those of routes, write another"
        unknown = False
        for name, step in self.stages.items():
            for cause in step.sources:
                if cause not in self.stages:
                    unknown = True
                    yield f"{name!r} is caused by {cause!r}, which is no stage{nearest(cause, self.stages)}"
        path = () if unknown else circle({name: step.sources for name, step in self.stages.items()})
        if path:
            yield f"causes lead back: {' → '.join(path)}; take one of these links out"

    def names(self) -> Iterator[Named]:
        """Yield what the observables watch."""
        for number, one in enumerate(self.observables):
            what: Literal["item", "indicator"] = "item" if one.item else "indicator"
            yield Named(("observables", number, what), what, one.watched)

    def analyse(self, view: View) -> Said:
        """Say how likely the target is, by which route, and which gate is nearest to opening."""
        told = self._told(view)
        return Said(
            headline=headline(told),
            method=METHOD,
            items=tuple(items(told)),
            figures=tuple(figures(told)),
            tables=tuple(tables(told)),
            drawings=tuple(drawings(told)),
            short=short(told),
            gaps=tuple(gaps(told)),
            editorial=EDITORIAL + dated(self.registered),
        )

    def what_if(self, view: View, settings: Mapping[str, str]) -> Said:
        """Say what would follow if stages (yes or no) or barriers (a state) were set by hand.

        Raises
        ------
        ValueError
            When nothing has this name, or it has no such state.
        """
        wanted = {what: self._state(what, state) for what, state in settings.items()}
        supposed = suppose(self._told(view), wanted, self.draws)
        return Said(
            headline=supposed.headline,
            method=supposed.method,
            items=tuple(supposed.items),
            figures=tuple(supposed.figures),
            tables=tuple(supposed.tables),
            drawings=tuple(supposed.drawings),
            gaps=tuple(supposed.gaps),
            editorial=EDITORIAL + dated(self.registered),
        )

    def _state(self, what: str, state: str) -> str:
        known = [key for key in (*self.stages, *self.barriers) if key != self.target]
        if what == self.target:
            message = f"{what!r} is what is asked for: set a stage or a barrier before it"
            raise ValueError(message)
        if what not in known:
            message = f"no stage or barrier {what!r}: write one of {', '.join(known)}"
            raise ValueError(message + nearest(what, known))
        states = self.barriers[what].states if what in self.barriers else tuple(WORDS)
        found = state if what in self.barriers else WORDS.get(state, state)
        if found not in (*states, *(() if what in self.barriers else STATES)):
            message = f"{what!r} cannot be {state!r}{nearest(state, states)}; write {' or '.join(states)}"
            raise ValueError(message)
        return found

    def _told(self, view: View) -> Told:
        table = TRUST | self.reliabilities
        sights = tuple(look(one, view, table) for one in self.observables)
        return _told(_Asked(self.model_dump_json(), sights, self))


@dataclass(frozen=True)
class _Asked:
    """A pathway and what was seen; equal where both read alike."""

    words: str
    sights: tuple[Sight, ...]
    pathway: Pathway = field(compare=False)


@lru_cache(maxsize=256)
def _told(asked: _Asked) -> Told:
    """Work it out; on most neighbouring days the same was seen."""
    pathway = asked.pathway
    both = tuple(zip(pathway.observables, asked.sights, strict=True))
    reports = tuple(
        _report(pathway, one, sight) for one, sight in both if sight.state is not None and sight.trust > 0
    )
    layout = Layout(pathway.stages, pathway.barriers, reports, pathway.dependence)
    return solve(layout, pathway.target, pathway.horizon_days, seen=both, draws=pathway.draws)


def _report(pathway: Pathway, one: Observable, sight: Sight) -> Report:
    rows = pathway.barriers[one.of].states if one.of in pathway.barriers else STATES
    return Report(one.of, f"{one.watched} {sight.state}", rows, one.weighed(rows, sight.trust, sight.state))
