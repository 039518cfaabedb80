"""How soon the next step comes: hazards, chances, and whether steps spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scipy.special import gammaincinv

from facta.models._gammas import member, population
from facta.models.rates import Ratio, rate_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR = 365.25

Place = Literal["middle", "shortest", "longest"]


@dataclass(frozen=True, slots=True)
class Spell:
    """Days from reaching one rung to the next step, or to the last day looked at.

    Each end is the first and the last day it may have been: the same day twice where it is known
    to the day. Without a step the spell is censored at its end.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    stepped: bool

    def days(self, place: Place = "middle") -> float:
        """Return the length, with both ends at their middles or as short or long as they may be."""
        if place == "shortest":
            return max(0.0, self.end[0] - self.start[1])
        if place == "longest":
            return self.end[1] - self.start[0]
        return max(0.0, (self.end[0] + self.end[1] - self.start[0] - self.start[1]) / 2.0)


@dataclass(frozen=True, slots=True)
class Hazard:
    """Steps a year of exposure, with central 80 % and 95 % intervals."""

    steps: int
    years: float
    rate: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Dated:
    """A hazard with steps at the middles of their dates, and with all spells shortest or longest."""

    middle: Hazard
    shortest: Hazard
    longest: Hazard


@dataclass(frozen=True, slots=True)
class Chance:
    """Probability of at least one step, with central 80 % and 95 % intervals."""

    chance: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Watched:
    """An actor looked at from ``start`` to ``end``, and the first and last day each step may have had.

    Steps before the start are not counted, but others may follow them. One who is ``done`` has no
    further step to take, and is at risk up to its last one only.
    """

    start: float
    end: float
    steps: tuple[tuple[float, float], ...]
    done: bool = False


@dataclass(frozen=True, slots=True)
class Diffusion:
    """Steps and actor-days within some days after somebody else's step, those outside, their ratio."""

    inside_steps: int
    inside_days: float
    outside_steps: int
    outside_days: float
    ratio: Ratio


def hazard(steps: int, years: float) -> Hazard:
    """Return steps over exposure, with exact Poisson intervals.

    Parameters
    ----------
    steps
        Steps seen.
    years
        Years of exposure, summed over actors, until each step or the last day looked at.

    Raises
    ------
    ValueError
        When there is no exposure, or a count is below 0.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.

    Examples
    --------
    >>> found = hazard(3, 12.0)
    >>> found.rate, round(found.low95, 4), round(found.high95, 4)
    (0.25, 0.0516, 0.7306)
    """
    if steps < 0 or not 0 < years < math.inf:
        raise ValueError(f"a hazard needs exposure and 0 steps or more; there are {steps} in {years!r} years")
    limits = [
        limit / years
        for cut in (0.1, 0.025)
        for limit in (
            float(gammaincinv(steps, cut)) if steps else 0.0,
            float(gammaincinv(steps + 1, 1.0 - cut)),
        )
    ]
    return Hazard(steps, years, steps / years, *limits)


def hazard_of(spells: Sequence[Spell]) -> Dated:
    """Return the hazard of the step that ends spells, whose ends may be known only roughly.

    The middle answer has every date at its middle. The two others have every spell as short, and
    as long, as its dates allow: the hazard of any dates between lies between their rates.

    Raises
    ------
    ValueError
        When there is no spell, one ends before it starts, or the shortest have no exposure.

    Examples
    --------
    >>> found = hazard_of([Spell((0, 0), (350, 380), True), Spell((0, 0), (1000, 1000), False)])
    >>> [round(answer.rate, 4) for answer in (found.middle, found.shortest, found.longest)]
    [0.2676, 0.2706, 0.2647]
    """
    _check_spells(spells)
    steps = sum(spell.stepped for spell in spells)
    places: tuple[Place, ...] = ("middle", "shortest", "longest")
    return Dated(*(hazard(steps, sum(spell.days(place) for spell in spells) / YEAR) for place in places))


def pooled_hazards(steps: Sequence[int], years: Sequence[float]) -> tuple[Hazard, tuple[Hazard, ...]]:
    """Return the hazard of a population of actors, and of each actor drawn toward it.

    Steps are Poisson for each actor, the actors' hazards are gamma with a mean and a shape. The
    mean has Jeffreys' prior, mean^(-1/2); the shape, 1 or more, has the density (1 + shape)^(-2).
    Both are summed on a grid; an actor's hazard is a mixture of gammas over it. ``rate`` is the
    posterior mean for an actor, and for the population the posterior median of its mean, as the
    tail of few actors is too heavy for a mean.

    Parameters
    ----------
    steps
        Steps per actor, shape (m,).
    years
        Exposure per actor in years, shape (m,); 0 for one of whom nothing is known.

    Raises
    ------
    ValueError
        When fewer than two actors have exposure, lengths differ, or a number is impossible.

    References
    ----------
    Christiansen, C. L. and Morris, C. N. (1997). Hierarchical Poisson regression modeling. JASA
    92, 618-632.
    Jeffreys, H. (1946). An invariant form for the prior probability in estimation problems.
    Proceedings of the Royal Society A 186, 453-461.

    Examples
    --------
    >>> population, actors = pooled_hazards([4, 0, 1], [10, 10, 10])
    >>> round(population.rate, 3), [round(actor.rate, 3) for actor in actors]
    (0.195, [0.284, 0.112, 0.155])
    """
    if len(steps) != len(years) or any(x < 0 for x in (*steps, *years)) or not all(map(math.isfinite, years)):
        raise ValueError(f"each actor has steps and exposure, 0 or more; there are {steps!r} and {years!r}")
    if any(k and not t for k, t in zip(steps, years, strict=True)):
        message = "an actor without exposure has no steps"
        raise ValueError(message)
    if sum(t > 0 for t in years) < 2:  # noqa: PLR2004
        message = "a population needs two actors or more with exposure"
        raise ValueError(message)
    mean, cells = population(steps, years)
    whole = Hazard(sum(steps), sum(years), *mean)
    pairs = list(zip(steps, years, strict=True))
    seen = {pair: Hazard(*pair, *member(cells, *pair)) for pair in set(pairs)}
    return whole, tuple(seen[pair] for pair in pairs)


def chance_within(found: Hazard, days: float) -> Chance:
    """Return the probability of at least one step within some days, at a constant hazard.

    Raises
    ------
    ValueError
        When there are fewer than 0 days.

    Examples
    --------
    >>> round(chance_within(hazard(3, 12.0), 365.25).chance, 4)
    0.2212
    """
    if not 0 <= days < math.inf:
        raise ValueError(f"a chance is of 0 days or more, not {days!r}")
    rates = (found.rate, found.low80, found.high80, found.low95, found.high95)
    return Chance(*(-math.expm1(-rate * days / YEAR) for rate in rates))


def chance_after(steps: int, years: float, days: float) -> Chance:
    """Return the probability of a step within some days of exposure, after steps in some years.

    The hazard has Jeffreys' prior, so that its posterior is a gamma of shape steps + 1/2: no step
    so far leaves a chance above 0. ``chance`` is the mean over it, the intervals are its own.

    Raises
    ------
    ValueError
        When there is no exposure, a count is below 0, or there are fewer than 0 days.

    References
    ----------
    Brown, L. D., Cai, T. T. and DasGupta, A. (2003). Interval estimation in exponential families.
    Statistica Sinica 13, 19-49.

    Examples
    --------
    >>> found = chance_after(0, 35.0, 10 * YEAR)
    >>> round(found.chance, 4), round(found.low95, 4), round(found.high95, 4)
    (0.1181, 0.0001, 0.5121)
    """
    hazard(steps, years)
    if not 0 <= days < math.inf:
        raise ValueError(f"a chance is of 0 days or more, not {days!r}")
    ahead = days / YEAR / years
    cuts = (0.1, 0.9, 0.025, 0.975)
    limits = (-math.expm1(-float(gammaincinv(steps + 0.5, cut)) * ahead) for cut in cuts)
    return Chance(-math.expm1(-(steps + 0.5) * math.log1p(ahead)), *limits)


def diffusion(actors: Sequence[Watched], days: float, *, place: float = 0.5) -> Diffusion:
    """Compare steps within some days after somebody else's step with steps outside.

    An actor-day is inside when another actor stepped in the ``days`` before it; a step on the day
    of another's is not. Steps before an actor was looked at open such days for others and are not
    counted. The ratio is exact, given all steps. A common cause looks the same.

    Parameters
    ----------
    actors
        Two or more.
    days
        Length of the window after a step.
    place
        Where in its dates each step is put: 0 first day, 1/2 middle, 1 last day. Run all three.

    Raises
    ------
    ValueError
        When there is nothing to compare, or a step is after what was looked at.

    Examples
    --------
    >>> one = Watched(0, 1000, ((100, 100), (500, 500)))
    >>> found = diffusion([one, Watched(0, 1000, ((120, 120), (700, 700)))], 30)
    >>> found.inside_steps, found.inside_days, found.outside_steps, round(found.ratio.ratio, 2)
    (1, 120.0, 3, 5.22)
    """
    if len(actors) < 2 or not 0 < days < math.inf or not 0 <= place <= 1:  # noqa: PLR2004
        message = "steps spread between two actors or more, in a window above 0 days, placed in 0 to 1"
        raise ValueError(message)
    every = [[first + place * (last - first) for first, last in actor.steps] for actor in actors]
    for actor, own in zip(actors, every, strict=True):
        if actor.end <= actor.start or any(day > actor.end for day in own):
            raise ValueError(
                f"steps lie in what was looked at, day {actor.start:g} to {actor.end:g}: {own!r}"
            )
    steps, inside_steps, at_risk, inside_days = 0, 0, 0.0, 0.0
    for i, actor in enumerate(actors):
        others = sorted(day for j, dates in enumerate(every) if j != i for day in dates)
        own = [day for day in every[i] if day >= actor.start]
        end = max(every[i], default=actor.start) if actor.done else actor.end
        steps += len(own)
        inside_steps += sum(any(0 < day - other <= days for other in others) for day in own)
        at_risk += max(end - actor.start, 0.0)
        inside_days += _covered(others, days, (actor.start, end))
    outside_days = at_risk - inside_days
    if not steps or min(inside_days, outside_days) <= 0:
        raise ValueError(
            f"nothing to compare: {steps} steps, {inside_days:g} actor-days inside, {outside_days:g} outside"
        )
    outside_steps = steps - inside_steps
    ratio = rate_ratio(inside_steps, inside_days, outside_steps, outside_days)
    return Diffusion(inside_steps, inside_days, outside_steps, outside_days, ratio)


def _check_spells(spells: Sequence[Spell]) -> None:
    if not spells:
        message = "no spell, so no exposure"
        raise ValueError(message)
    for spell in spells:
        if spell.start[0] > spell.start[1] or spell.end[0] > spell.end[1] or spell.end[1] < spell.start[0]:
            raise ValueError(f"a spell ends before it starts: {spell.start!r} to {spell.end!r}")


def _covered(starts: Sequence[float], days: float, at_risk: tuple[float, float]) -> float:
    """Return the days at risk that lie within some days after sorted starts."""
    covered, (until, end) = 0.0, at_risk
    for start in starts:
        first, last = max(start, until), min(start + days, end)
        covered += max(0.0, last - first)
        until = max(until, last)
    return covered
