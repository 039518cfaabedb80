"""Whether what is given is in proportion to what is done for it: twice as much for twice as much."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator

from facta.analyses.base import Analysis, Named, Part
from facta.analyses.proportionality.beside import beside
from facta.analyses.proportionality.flows import Counting, Flow, paired
from facta.analyses.proportionality.shocks import (
    Happened,
    Shock,
    Within,
    drawing,
    figures,
    happened,
    items,
    searched,
    study,
)
from facta.analyses.proportionality.words import (
    METHOD,
    Answers,
    Deed,
    answered,
    editorial,
    headline,
    none,
    short,
)
from facta.analyses.proportionality.words import drawing as elasticities
from facta.analyses.proportionality.words import figures as measured
from facta.analyses.proportionality.words import items as flow_items
from facta.indicators import Selection
from facta.models.elasticity import FEWEST_PERIODS
from facta.models.refusal import Refusal
from facta.periods import Frequency
from facta.results import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from facta.analyses.base import View
    from facta.analyses.proportionality.shocks import Study


class Proportionality(Analysis):
    """The elasticity of what is given to what is done for it, and dated steps after shocks."""

    kind: Literal["proportionality"] = "proportionality"
    steps: tuple[Selection, ...] = Field(
        min_length=1, description="Dated steps that are given, as a list of selections."
    )
    shocks: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,15}$")], Shock] = Field(
        default_factory=dict, description="Kinds of events after which steps may come."
    )
    done: Flow = Field(
        description="What is done for it, period by period: an indicator, or a list of selections to count."
    )
    given: Flow | None = Field(
        default=None, description="What is given, period by period, likewise; the steps when left out."
    )
    inverse: bool = Field(
        default=False,
        description="True where a fall of `done` is the deed, as of attacks that are suppressed.",
    )
    add: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="Added to each figure of `done`, as 0 has no logarithm; without it, zeros are refused.",
    )
    lags: tuple[Annotated[int, Field(ge=0, le=12)], ...] = Field(
        default=(0,), min_length=1, description="By how many periods the deed may come before."
    )
    period: Frequency = Field(
        default="quarter", description="In which records are counted where both sides are records."
    )
    window: int = Field(
        default=FEWEST_PERIODS, ge=FEWEST_PERIODS, description="Periods in a window that rolls over time."
    )
    horizon_days: int = Field(default=180, ge=1, le=1830, description="Days after a shock that count.")
    apart_days: int = Field(
        default=0,
        ge=0,
        le=366,
        description="Steps within so many days of the first are one decision; 0 keeps each.",
    )
    since: date | None = Field(default=None, description="First day; that of the case when left out.")
    beside: tuple[str, ...] = Field(
        default=(), max_length=4, description="Indicators shown beside the steps of each year."
    )
    beside_period: Frequency = Field(default="year", description="Periods of that table.")

    example: ClassVar[dict[str, Any]] = {
        "title": "Trade for a quiet border",
        "given": "EX-2",
        "done": "EX-1",
        "inverse": True,
        "steps": [{"kind": "delivery"}],
        "shocks": {"incidents": {"title": "incidents at the border", "of": [{"kind": "border-incident"}]}},
        "beside": ["EX-1"],
        "beside_period": "quarter",
    }

    @field_validator("lags")
    @classmethod
    def _are_each_once(cls, lags: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(lags)) < len(lags):
            message = f"lags are written once each; there are {', '.join(map(str, lags))}"
            raise ValueError(message)
        return lags

    def names(self) -> Iterator[Named]:
        """Yield the indicators, and the sources and lines of the selections."""
        for field in ("given", "done"):
            word = getattr(self, field)
            if isinstance(word, str):
                yield Named((field,), "indicator", word)
        for number, word in enumerate(self.beside):
            yield Named(("beside", number), "indicator", word)
        for where, selection in self._placed():
            yield from (Named((*where, "source"), "source", word) for word in selection.source)
            if selection.near:
                yield Named((*where, "near", "line"), "line", selection.near.line)

    def selections(self) -> Iterator[Selection]:
        """Yield every selection of events."""
        yield from (selection for _, selection in self._placed())

    def _placed(self) -> Iterator[tuple[Part, Selection]]:
        """Yield every selection with where it stands."""
        listed: list[tuple[Part, Flow | None]] = [(("steps",), self.steps)]
        listed += [(("shocks", key, "of"), shock.of) for key, shock in self.shocks.items()]
        listed += [(("given",), self.given), (("done",), self.done)]
        for where, flow in listed:
            for number, selection in enumerate(flow if isinstance(flow, tuple) else ()):
                yield (*where, number), selection

    def analyse(self, view: View) -> Said:
        """Say whether giving is in proportion to what is done, and which comes first."""
        since = self.since or view.since
        flows = self._answers(view, Counting(since, self.period, 0 if self.given else self.apart_days))
        steps = happened(view, self.steps, self.apart_days)
        studies = self._studies(view, steps, since)
        table, together = beside(self, view, steps, since)
        drawn = [elasticities(flows), drawing(studies)]
        return Said(
            headline=headline(flows, studies, together),
            method=METHOD,
            items=(
                *flow_items(flows, self._rests_on()),
                *chain.from_iterable(map(items, studies)),
                *together,
            ),
            figures=(*measured(flows), *chain.from_iterable(map(figures, studies))),
            tables=tuple([table] if table else []),
            drawings=tuple([one for one in drawn if one]),
            short=short(flows, studies, together),
            gaps=tuple(self._gaps(flows, steps, studies)),
            editorial=editorial(self.horizon_days, self.apart_days, self.add),
        )

    def _rests_on(self) -> tuple[str, ...]:
        return tuple(flow for flow in (self.given, self.done) if isinstance(flow, str))

    def _answers(self, view: View, counting: Counting) -> Answers:
        """Return the elasticity with its asymmetry and constancy, or why there is none."""
        deed = self._deed(view)
        pair = paired(self.given or self.steps, self.done, view, counting)
        if isinstance(pair, Refusal):
            return none(pair, deed)
        add = self.add or 0.0
        if zeros := sum(x + add == 0 for x in pair.done):
            what = f"the figure of {deed.thing}" if self.inverse else "what is done"
            return none(
                Refusal(
                    f"{what} is 0 in {zeros} of {len(pair.done)} periods, and no per cent can be taken of 0; "
                    "take longer periods, or write under add what to add, which the result then says"
                ),
                deed,
            )
        return answered(pair, deed, add, self.lags, self.window)

    def _deed(self, view: View) -> Deed:
        """Return how sentences call what is done: a unit that is counted, a title, or kinds of records."""
        if isinstance(self.done, str):
            indicator = view.indicators[self.done]
            if indicator.counts and indicator.unit.endswith("s"):
                return Deed(indicator.unit, inverse=self.inverse)
            return Deed(f"{indicator.title} ({self.done})", counted=False, inverse=self.inverse)
        kinds = " or ".join(dict.fromkeys(chain.from_iterable(one.kind for one in self.done)))
        return Deed(f"records of {kinds}" if kinds else "records", inverse=self.inverse)

    def _studies(self, view: View, steps: Happened, since: date) -> list[Study]:
        """Compare steps with each kind of shock over the days that all their sources looked at."""
        found = []
        for key, shock in self.shocks.items():
            looked = searched(view, (*self.steps, *shock.of), since)
            found.append(study(key, shock, steps, view, Within(looked, self.horizon_days)))
        return found

    def _gaps(self, flows: Answers, steps: Happened, studies: Sequence[Study]) -> Iterator[str]:
        """Yield what could not be said and why."""
        yield from flows.refused()
        if steps.undated:
            yield f"Left out, because no day is known: {', '.join(steps.undated)}."
        for one in studies:
            if isinstance(one.after, Refusal):
                yield f"Steps after {one.shock.title}: {one.after.reason}."
            elif not one.shock.searched:
                yield f"The {one.shock.title} are a sample: a step may follow one that is not in the records."
