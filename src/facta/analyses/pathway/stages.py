"""What a pathway is made of: stages, barriers, and what is observed of either."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from facta.analyses.hypotheses.evidence import Evidence, Range
from facta.errors import nearest
from facta.indicators.selection import Words
from facta.models._balance import Hypothesis, Item, left, mistakes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INACTIVE, ACTIVE = STATES = ("inactive", "active")
ALL = "all"
MOST_IN_TABLE = 4
UNSURE = 0.9  # any reliability below 1, for checks before anything was seen
ROUNDING = 1e-9


def _ordered(value: Range) -> Range:
    low, high = value
    if low > high:
        message = f"a range goes from low to high: write [{high:g}, {low:g}]"
        raise ValueError(message)
    return value


Span = Annotated[Range, AfterValidator(_ordered)]


class Given(BaseModel):
    """One row of an explicit table: which causes are active, and how likely the stage then is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    active: Words = Field(description="The causes that are active; all others of the table are not.")
    chance: Span = Field(description="How likely the stage then is within the horizon.")


class PathwayStage(BaseModel):
    """A stage, what brings it about, and how likely it is without any of that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=60, description="A short name.")
    leak: Span = Field(
        default=(0.0, 0.0),
        description="Chance within the horizon without any listed cause, lowest and highest.",
    )
    causes: dict[str, Span] = Field(
        default_factory=dict, description="Stages, and the chance that each alone brings this one about."
    )
    table: tuple[Given, ...] = Field(
        default=(), description="In place of leak and causes: a chance for every set of active causes."
    )
    because: str = Field(min_length=8, description="Why these numbers, in one sentence.")

    @property
    def sources(self) -> tuple[str, ...]:
        """The stages that cause it."""
        if not self.table:
            return tuple(self.causes)
        return tuple(dict.fromkeys(name for row in self.table for name in row.active))

    @property
    def rows(self) -> Mapping[frozenset[str], Span]:
        """The chances of the explicit table by the set of active causes."""
        return {frozenset(row.active): row.chance for row in self.table}

    def mistakes(self, name: str) -> Iterator[str]:
        """Yield what is wrong with it on its own."""
        if self.table:
            yield from self._wrong_table(name)
        elif not self.causes and self.leak[1] == 0:
            yield f"nothing causes {name!r} and its leak is 0: write a leak or a cause"

    def _wrong_table(self, name: str) -> Iterator[str]:
        if self.causes or self.leak[1]:
            yield f"{name!r} has a table: leave out its causes and its leak"
        if len(self.rows) < len(self.table):
            yield f"the table of {name!r} has a row twice: keep one"
        if len(self.sources) > MOST_IN_TABLE:
            yield f"the table of {name!r} has {len(self.sources)} causes: {MOST_IN_TABLE} are the most"
            return
        for active in product((False, True), repeat=len(self.sources)):
            among = [cause for cause, on in zip(self.sources, active, strict=True) if on]
            if frozenset(among) not in self.rows:
                yield f"the table of {name!r} has no row for [{', '.join(among)}]"


class Barrier(BaseModel):
    """What stands between causes and a stage, and how much of them each of its states lets through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3, max_length=60, description="A short name.")
    states: tuple[str, ...] = Field(min_length=2, description="Its states, the most open first.")
    now: str | dict[str, Span] = Field(
        description="How likely each state is before evidence, lowest and highest; or the one known."
    )
    before: dict[str, Literal["all"] | tuple[str, ...]] = Field(
        min_length=1, description="For each stage the causes before which it stands, or `all`."
    )
    passes: dict[str, Span] = Field(description="For each state the share that it lets through.")
    because: str = Field(min_length=8, description="Why these numbers, in one sentence.")

    @property
    def prior(self) -> Mapping[str, Span]:
        """How likely each state is before evidence."""
        if isinstance(self.now, str):
            return {state: (1.0, 1.0) if state == self.now else (0.0, 0.0) for state in self.states}
        return self.now

    def mistakes(self, name: str, steps: Mapping[str, PathwayStage]) -> Iterator[str]:
        """Yield what is wrong with it, beside the stages of the pathway."""
        if len(set(self.states)) < len(self.states):
            yield f"{name!r} has a state twice: keep one"
        if isinstance(self.now, str) and self.now not in self.states:
            yield f"{name!r} is {self.now!r} now{nearest(self.now, self.states)}; write {_or(self.states)}"
        yield from _same(f"now of {name!r}", self.prior, self.states)
        yield from _same(f"passes of {name!r}", self.passes, self.states)
        if set(self.prior) == set(self.states) and not isinstance(self.now, str):
            low, high = (sum(span[end] for span in self.now.values()) for end in (0, 1))
            if low > 1 + ROUNDING or high < 1 - ROUNDING:
                yield f"now of {name!r} cannot sum to 1: its lows sum to {low:g}, its highs to {high:g}"
            yield from self._only(name)
        if set(self.passes) == set(self.states):
            for end in (0, 1):
                shares = [self.passes[state][end] for state in self.states]
                if shares != sorted(shares, reverse=True):
                    yield f"passes of {name!r} rise from one state to the next: write the most open first"
                    break
        yield from self._misplaced(name, steps)

    def _only(self, name: str) -> Iterator[str]:
        """Yield where every state but one is ruled out, and that one is no certainty."""
        possible = [state for state, (_, high) in self.prior.items() if high > ROUNDING]
        if len(possible) == 1 and self.prior[possible[0]][0] < 1 - ROUNDING:
            yield (
                f"now of {name!r} leaves only {possible[0]!r}, all others are 0: write now: {possible[0]}, "
                "or a range above 0 for another"
            )

    def _misplaced(self, name: str, steps: Mapping[str, PathwayStage]) -> Iterator[str]:
        for stage, causes in self.before.items():
            if stage not in steps:
                yield f"{name!r} stands before {stage!r}, which is no stage{nearest(stage, steps)}"
                continue
            step = steps[stage]
            if step.table:
                yield f"{name!r} stands before {stage!r}, which has a table: write causes there"
            elif not step.causes:
                yield f"{name!r} stands before {stage!r}, which has no causes: no barrier stops a leak"
            if not causes:
                yield f"{name!r} stands before no cause of {stage!r}: write all, or {_or(step.sources)}"
            for cause in () if causes == ALL else causes:
                if cause not in step.sources:
                    near = nearest(cause, step.sources)
                    yield f"{name!r} stands before {cause!r}, which is no cause of {stage!r}{near}"

    def stands(self, cause: str, stage: str) -> bool:
        """Tell whether it stands between a cause and a stage."""
        among = self.before.get(stage, ())
        return among == ALL or cause in among


class Observable(Evidence):
    """What is watched of a stage or a barrier, and how likely each sight is in each of its states."""

    of: str = Field(description="A stage or a barrier of the pathway.")
    likelihoods: dict[str, dict[str, Range]] = Field(
        description=(
            "For `active` and `inactive`, or each state of the barrier, and each state of what is watched "
            "how likely it is, lowest and highest."
        )
    )

    def mistakes(self, stages: Mapping[str, PathwayStage], barriers: Mapping[str, Barrier]) -> Iterator[str]:
        """Yield what is wrong with it, beside the stages and barriers of the pathway."""
        if self.of not in stages and self.of not in barriers:
            known = [*stages, *barriers]
            yield f"{self.watched!r} is observed of {self.of!r}, which is none{nearest(self.of, known)}"
            return
        rows = barriers[self.of].states if self.of in barriers else STATES
        wrong = list(_same(f"likelihoods of {self.watched!r} of {self.of!r}", self.likelihoods, rows))
        yield from wrong
        if not wrong:
            trust = UNSURE if self.reliability is None else self.reliability
            yield from mistakes_of(
                [Hypothesis(row, 0.5, 0.5) for row in rows], [self.weighed(rows, trust)], {}
            )
            yield from self._certain(rows)

    def _certain(self, rows: tuple[str, ...]) -> Iterator[str]:
        """Yield what a report beyond error could rule out, against what is held to be certain."""
        item = self.weighed(rows, 1.0)
        if self.reliability != 1 or (item.low > item.high).any():
            return
        low = left(item.low, item.high)[0]
        for row, state in zip(*np.nonzero(low <= ROUNDING), strict=True):
            yield (
                f"{self.watched!r} under {rows[row]!r}: {item.states[state]!r} goes down to 0 and the "
                "reliability is 1, write a low above 0 or a reliability below 1"
            )

    def weighed(self, rows: tuple[str, ...], trust: float, seen: str | None = None) -> Item:
        """Return it as evidence between the states of what it is observed of."""
        spans = np.array([[self.likelihoods[row][choice] for choice in self.choices] for row in rows])
        return Item(self.watched, self.choices, spans[..., 0], spans[..., 1], seen, trust, self.group)


def circle(sources: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a circle of stages, each the cause of the next and the last the first again, or nothing.

    >>> circle({"a": ("b",), "b": ("a",), "c": ()})
    ('a', 'b', 'a')
    """
    try:
        TopologicalSorter(sources).prepare()
    except CycleError as fault:
        found = fault.args[1][:-1]
        first = found.index(min(found))
        return (*found[first:], *found[:first], found[first])
    return ()


def _same(what: str, given: Mapping[str, object], wanted: tuple[str, ...]) -> Iterator[str]:
    for state in wanted:
        if state not in given:
            yield f"{what} leaves out {state!r}"
    for state in given:
        if state not in wanted:
            yield f"{what}: no state {state!r}{nearest(state, wanted)}; write {_or(wanted)}"


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(words)
