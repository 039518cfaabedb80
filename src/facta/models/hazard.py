"""How soon the next step comes: hazards, waits with censoring, and whether steps spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scipy.special import gammaincinv, ndtri

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
class Waiting:
    """Kaplan-Meier share still waiting after each day with a step, with 95 % limits.

    A median that is not reached is None, and ``reason`` says so; so is an end of its interval.
    """

    days: tuple[float, ...]
    at_risk: tuple[int, ...]
    steps: tuple[int, ...]
    waiting: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    median: float | None
    median_low95: float | None
    median_high95: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Watched:
    """An actor looked at from ``start`` to ``end``, and the first and last day each step may have had."""

    start: float
    end: float
    steps: tuple[tuple[float, float], ...]


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


def time_to(days: Sequence[float], stepped: Sequence[bool]) -> Waiting:
    """Return the share still waiting over time, by Kaplan and Meier, and the median wait.

    Limits are Greenwood's on the scale of log(-log); where nobody is left the low is 0 and the
    high that before. The median's limits are the first days with a low, and a high, of 1/2 or less.

    Parameters
    ----------
    days
        Days waited, shape (n,), 0 or more. One censored on the day of a step was still at risk.
    stepped
        Whether the wait ended with the step, or was open still, shape (n,).

    Raises
    ------
    ValueError
        When there is no wait, the lengths differ, or a wait is below 0.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
    JASA 53, 457-481.
    Greenwood, M. (1926). The natural duration of cancer. Reports on Public Health 33, HMSO.
    Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time.
    Biometrics 38, 29-41.

    Examples
    --------
    >>> found = time_to([30, 60, 60, 90, 200], [True, True, False, True, False])
    >>> found.median, [round(share, 2) for share in found.waiting]
    (90.0, [0.8, 0.6, 0.3])
    """
    if not days or len(days) != len(stepped) or not all(0 <= day < math.inf for day in days):
        message = "waits are 0 days or more, each with whether it ended in a step, and at least one"
        raise ValueError(message)
    ends = sorted({float(day) for day, done in zip(days, stepped, strict=True) if done})
    at_risk = tuple(sum(day >= end for day in days) for end in ends)
    steps = tuple(sum(done and day == end for day, done in zip(days, stepped, strict=True)) for end in ends)
    waiting, low, high = _product_limit(at_risk, steps)
    median = _first(ends, waiting)
    still = waiting[-1] if waiting else 1.0
    so_far = f"{sum(steps)} of {len(days)} stepped, and by day {max(days):g} {still:.0%} were still waiting"
    reason = f"not reached: {so_far}" if median is None else ""
    return Waiting(
        tuple(ends), at_risk, steps, waiting, low, high, median, _first(ends, low), _first(ends, high), reason
    )


def diffusion(actors: Sequence[Watched], days: float, *, place: float = 0.5) -> Diffusion:
    """Compare steps within some days after somebody else's step with steps outside.

    An actor-day is inside when another actor stepped in the ``days`` before it; a step on the day
    of another's is not. The ratio is exact, given all steps. A common cause looks the same.

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
        When there is nothing to compare, or a step is outside what was looked at.

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
    dates = [[first + place * (last - first) for first, last in actor.steps] for actor in actors]
    for actor, own in zip(actors, dates, strict=True):
        if actor.end <= actor.start or any(not actor.start <= day <= actor.end for day in own):
            raise ValueError(
                f"steps lie in what was looked at, day {actor.start:g} to {actor.end:g}: {own!r}"
            )
    inside_steps, inside_days = 0, 0.0
    for i, actor in enumerate(actors):
        others = sorted(day for j, own in enumerate(dates) if j != i for day in own)
        inside_steps += sum(any(0 < day - other <= days for other in others) for day in dates[i])
        inside_days += _covered(others, days, actor)
    steps = sum(map(len, dates))
    outside_days = sum(actor.end - actor.start for actor in actors) - inside_days
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


def _product_limit(
    at_risk: Sequence[int], steps: Sequence[int]
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    share, spread = 1.0, 0.0
    waiting: list[float] = []
    low: list[float] = []
    high: list[float] = []
    for n, d in zip(at_risk, steps, strict=True):
        if n == d:
            waiting.append(0.0)
            low.append(0.0)
            high.append(high[-1] if high else 1.0)
            continue
        share *= 1.0 - d / n
        spread += d / (n * (n - d))
        width = float(ndtri(0.975)) * math.sqrt(spread) / -math.log(share)
        waiting.append(share)
        low.append(share ** math.exp(width))
        high.append(share ** math.exp(-width))
    return tuple(waiting), tuple(low), tuple(high)


def _first(days: Sequence[float], shares: Sequence[float]) -> float | None:
    return next((day for day, share in zip(days, shares, strict=True) if share <= 0.5 + 1e-12), None)


def _covered(starts: Sequence[float], days: float, actor: Watched) -> float:
    """Return the days of an actor that lie within some days after sorted starts."""
    covered, until = 0.0, actor.start
    for start in starts:
        first, last = max(start, until), min(start + days, actor.end)
        covered += max(0.0, last - first)
        until = max(until, last)
    return covered
