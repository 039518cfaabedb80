"""How soon states climb, whether they climb after one another, and who followed one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from facta.analyses.base import whole
from facta.analyses.reading import named
from facta.models.hazard import (
    YEAR,
    Chance,
    Diffusion,
    Hazard,
    Spell,
    Watched,
    chance_after,
    diffusion,
    hazard_of,
    pooled_hazards,
)
from facta.periods import period_of, say_day
from facta.signals.base import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from facta.analyses.base import View
    from facta.analyses.ladder.steps import Climber, Step
    from facta.indicators import Selection

ENOUGH = 3  # steps, and states, for a figure of pace
AHEAD = 365  # days that a chance looks ahead
Days = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Watch:
    """States that were watched for steps from one day to another, both included."""

    states: tuple[Climber, ...]
    since: date
    until: date

    def dates(self, step: Step) -> Days:
        """Return the first and last day that a step may have had, inside the watch."""
        first = max(step.when.start, self.since)
        return float(first.toordinal()), float(max(first, min(step.when.last, self.until)).toordinal())

    def climbs(self, state: Climber) -> list[Step]:
        """Return the climbs of a state in the watch."""
        return [step for step in state.climbs if self.since <= step.day <= self.until]


class Pace(NamedTuple):
    """Climbs a year below a rung: of all states, and of each that stands there, drawn together.

    ``proven`` is that of all by verified steps alone, None where they are too few; ``watched`` is
    how many states were there.
    """

    all: Hazard
    states: Mapping[str, Hazard]
    proven: Hazard | None
    watched: int


class Coming(NamedTuple):
    """The chance that at least one more state reaches a rung, with dates in the middle, and at both ends.

    ``reached`` are the states that did so in so many ``years`` of watching, ``later`` those that
    did so after the watch, which tells nothing of the pace, and ``left`` those that have not.
    """

    chance: Chance
    shortest: float
    longest: float
    reached: int
    later: int
    left: int
    years: float


class Spread(NamedTuple):
    """Steps soon after another's step against other steps, with dates in the middle, first and last."""

    middle: Diffusion
    first: float
    last: float


class Following(NamedTuple):
    """States that climbed within some days after a leader's step, and in as many days before it.

    ``days`` is how many of them are over; ``there`` are those that reached the leader's rung.
    """

    days: int
    after: tuple[str, ...]
    before: tuple[str, ...]
    there: tuple[str, ...]


def watch(view: View, of: Selection, states: Sequence[Climber], since: date) -> Watch | str:
    """Return the watch of some states up to the last searched day, or why there is none."""
    searched = view.known.covered(whole(of, view.sources))
    if searched.first is None or searched.last is None:
        return "nobody has said which days were searched for steps"
    since = max(since, date.fromordinal(searched.first))
    until = min(view.as_of, date.fromordinal(searched.last) - timedelta(days=1))
    if until <= since:
        return f"states are watched from {say_day(since)} on"
    if len(states) < ENOUGH:
        are = "is" if len(states) == 1 else "are"
        return f"{quantity(len(states), 'states')} {are} watched, and a pace needs {ENOUGH}"
    return Watch(tuple(states), since, until)


def pace(seen: Watch, below: int) -> Pace | str:
    """Return the climbs a year of states below a rung, or why there are none.

    States are estimated with days up to the end of the newest whole quarter, or to the newest climb
    where that is later, so that neighbouring days share the work; the rate is then brought to all
    days watched, which moves it by less than 1 % from what all days would give.
    """
    found = _pace(seen, below)
    if isinstance(found, str):
        return found
    proven = _pace(replace(seen, states=tuple(state.verified for state in seen.states)), below)
    return found._replace(proven=None if isinstance(proven, str) else proven.all)


def _pace(seen: Watch, below: int) -> Pace | str:
    newest = max((step.day for state in seen.states for step in seen.climbs(state)), default=seen.since)
    quarter = period_of(seen.until + timedelta(days=1), "quarter").start - timedelta(days=1)
    shared = [_exposed(state, seen, below, max(quarter, newest)) for state in seen.states]
    actual = [_exposed(state, seen, below, seen.until) for state in seen.states]
    steps, at_risk = sum(climbs for climbs, _ in shared), [pair for pair in shared if pair[1] > 0]
    if steps < ENOUGH or len(at_risk) < ENOUGH:
        are = "is" if steps == 1 else "are"
        known = f"{quantity(steps, 'steps')} of {quantity(len(at_risk), 'states')} {are} known"
        return f"{known}, and a pace needs {ENOUGH} of each"
    every, members = _pooled(tuple(sorted(at_risk)))
    more = sum(years for _, years in actual) / sum(years for _, years in shared)
    there = {
        state.actor: _stretched(members[pair], more)
        for state, pair in zip(seen.states, shared, strict=True)
        if pair[1] > 0 and state.height < below
    }
    return Pace(_stretched(every, more), there, None, len(at_risk))


def _exposed(state: Climber, seen: Watch, below: int, until: date) -> tuple[int, float]:
    """Return the climbs that began below a rung, and the years spent there."""
    if state.before(seen.since) >= below:
        return 0, 0.0
    arrived = state.reached(below)
    end = min(until, arrived.day) if arrived else until
    climbs = sum(step.day <= end for step in seen.climbs(state))
    return climbs, round(max((end - seen.since).days, 0) / YEAR, 2)


def _stretched(found: Hazard, more: float) -> Hazard:
    """Return a hazard with so many times the exposure; all priors of the rate are free of its unit."""
    rates = (found.rate, found.low80, found.high80, found.low95, found.high95)
    return Hazard(found.steps, found.years * more, *(rate / more for rate in rates))


@lru_cache(maxsize=1024)
def _pooled(pairs: tuple[tuple[int, float], ...]) -> tuple[Hazard, Mapping[tuple[int, float], Hazard]]:
    """Estimate states together; on most neighbouring days the counts are the same."""
    steps, years = zip(*pairs, strict=True)
    every, members = pooled_hazards(steps, years)
    return every, dict(zip(pairs, members, strict=True))


def coming(seen: Watch, rung: int) -> Coming | str:
    """Return the chance that one more state reaches a rung within a year, or why there is none."""
    spells, later, left = [], 0, 0
    start, until = float(seen.since.toordinal()), float(seen.until.toordinal())
    for state in seen.states:
        arrived = state.reached(rung)
        if arrived and arrived.day < seen.since:
            continue
        left += arrived is None
        late = arrived is not None and arrived.day > seen.until
        later += late
        stepped = arrived is not None and not late
        end = seen.dates(arrived) if arrived and stepped else (until, until)
        spells.append(Spell((start, start), end, stepped))
    if not left:
        return "every state that is watched has reached it"
    found = hazard_of(spells)
    middle, *ends = (
        chance_after(one.steps, one.years, AHEAD * left)
        for one in (found.middle, found.shortest, found.longest)
    )
    shortest, longest = (one.chance for one in ends)
    return Coming(middle, shortest, longest, found.middle.steps, later, left, found.middle.years)


def spread(seen: Watch, days: int, top: int) -> Spread | str:
    """Compare steps soon after another state's step with other steps, or say why not.

    Steps before the watch are followed too; a state on the top rung has no further step to take.
    """
    states = [_watched(state, seen, top) for state in seen.states]
    steps = sum(len(seen.climbs(state)) for state in seen.states)
    if steps < ENOUGH:
        are = "is" if steps == 1 else "are"
        return f"{quantity(steps, 'steps')} {are} known, and a comparison needs {ENOUGH}"
    try:
        first, middle, last = (diffusion(states, days, place=place) for place in (0.0, 0.5, 1.0))
    except ValueError as wrong:
        return str(wrong)
    if not math.isfinite(middle.ratio.ratio):
        return "no step came outside the days after another's step"
    return Spread(middle, first.ratio.ratio, last.ratio.ratio)


def _watched(state: Climber, seen: Watch, top: int) -> Watched:
    """Return a state with its climbs in the watch and before it."""
    start, until = float(seen.since.toordinal()), float(seen.until.toordinal())
    before = [
        (float(step.when.start.toordinal()), min(float(step.when.last.toordinal()), start - 1.0))
        for step in state.climbs
        if step.day < seen.since
    ]
    climbs = seen.climbs(state)
    arrived = state.reached(top)
    return Watched(
        start,
        until,
        (*before, *(seen.dates(step) for step in climbs)),
        done=arrived is not None and arrived.day <= seen.until,
    )


def following(
    states: Sequence[Climber], leader: str, rung: int, *, days: int, as_of: date
) -> Following | str:
    """Return who climbed within some days after a leader reached a rung, or why nobody can be said to."""
    led = next((one.reached(rung) for one in states if one.actor == leader), None)
    if led is None:
        return f"{named(leader)} has not reached rung {rung}"
    over = min(days, (as_of - led.day).days)
    if over < 1:
        return f"no day after {named(leader)} reached rung {rung}, {say_day(led.day)}, was searched for steps"
    others = [one for one in states if one.actor != leader]

    def climbed(first: date, last: date, least: int = 1) -> tuple[str, ...]:
        return tuple(
            one.actor
            for one in others
            if any(first <= step.day <= last and step.rung >= least for step in one.climbs)
        )

    day = timedelta(days=1)
    end = led.day + timedelta(days=over)
    return Following(
        over,
        climbed(led.day + day, end),
        climbed(led.day - timedelta(days=over), led.day - day),
        climbed(led.day + day, end, rung),
    )
