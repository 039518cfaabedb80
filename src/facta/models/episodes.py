"""How often something shuts and for how long, from a record of the times it did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

from facta.models._quantiles import reached
from facta.models.waits import time_to

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

YEAR = 365.25
TAIL = 0.05  # on either side of a 90 % interval
LEAST_WEIGHT = 0.5  # of a length, where there are so few that none would be left


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRate:
    """How large a share of days was shut, how often it shut and for how long.

    Attributes
    ----------
    share, low, high
        Share of the days watched on which it was shut, as counted, and the central 90 % interval of
        the share in the long run.
    onsets_per_year, onsets_low, onsets_high
        Closures that began, a year of open days: what is shut cannot shut. Exact 90 % interval.
    episodes
        Closures, with one that still runs.
    longest_days, median_days
        Of their lengths, one that still runs as censored; the median is None where less than half
        are known to have ended by any day.
    watched_days
        Days of the record, open and shut.
    """

    share: float
    low: float
    high: float
    onsets_per_year: float
    onsets_low: float
    onsets_high: float
    episodes: int
    longest_days: float
    median_days: float | None
    watched_days: float

    @property
    def episodes_per_year(self) -> float:
        """Closures a year watched, open and shut."""
        return self.episodes / self.watched_days * YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How often two things were shut on one day, beside what chance would give.

    Attributes
    ----------
    first, second, both
        Shares of days on which the one, the other and both were shut.
    independent
        The share with both that independence gives: the product of the two.
    ratio
        Both over independent; None where one of them was never shut.
    chance_low, chance_high, p_turned
        Central 90 % of the shares with both when one record is turned around the period by every
        number of days, and the share of turns with as many such days or more.
    days
        Days on record.
    """

    first: float
    second: float
    both: float
    independent: float
    ratio: float | None
    chance_low: float
    chance_high: float
    p_turned: float
    days: int


def closure_rate(
    days: ArrayLike, running: ArrayLike, watched_days: float, *, seed: int, draws: int = 2000
) -> ClosureRate:
    """Measure how often something shuts, from the closures of a stretch that was watched throughout.

    Open and shut spells take turns. It shuts at one rate on open days, with Jeffreys' prior; in the
    long run it is shut for rate times mean length over one plus that. The mean length is drawn by the
    Bayesian bootstrap of the lengths, and one more that was not seen yet: the next is as likely to lie
    between any two neighbours of those seen, or below the shortest, or beyond the longest (Hill).
    Beyond the longest, the chance of a length goes down as one over it, up to the days watched. A
    closure that still runs goes on by the same rule: as likely to end between any two longer ones as
    beyond all.

    Parameters
    ----------
    days
        Length of each closure in the window, in days, shape (n,), above 0; of one that still runs
        the days so far. One that began before the window counts from its start.
    running
        Whether it still runs at the end of the window, shape (n,). In one window one can at most; more
        do where those of several things are taken together, which supposes them alike.
    watched_days
        Days of the window, open and shut; of all windows where there are several.
    seed, draws
        Of the random draws, and how many.

    Returns
    -------
    ClosureRate
        Where nothing was shut the share is 0, and its high is that of `unseen_share` for closures as
        long as the window, as nothing is known of how long one would be.

    Raises
    ------
    ValueError
        When no day was watched, a length is not above 0, the two shapes differ, or no day is left
        open: then nothing says how often it shuts.

    References
    ----------
    Cox, D. R. (1962). Renewal theory. Methuen.
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    Hill, B. M. (1968). Posterior distribution of percentiles: Bayes' theorem for sampling from a
    population. JASA 63, 677-691.
    Jeffreys, H. (1946). An invariant form for the prior probability in estimation problems.
    Proceedings of the Royal Society A 186, 453-461.
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
    JASA 53, 457-481.
    Rubin, D. B. (1981). The Bayesian bootstrap. Annals of Statistics 9, 130-134.

    Examples
    --------
    >>> found = closure_rate([4, 8, 25, 116], [False, False, False, True], 1131, seed=1)
    >>> round(found.share, 3), round(found.episodes_per_year, 2), found.median_days
    (0.135, 1.29, 8.0)
    >>> round(found.onsets_per_year, 2), round(found.onsets_low, 2), round(found.onsets_high, 2)
    (1.49, 0.51, 3.42)
    """
    lengths, on = _checked(days, running, watched_days)
    count, shut = lengths.size, math.fsum(lengths.tolist())
    years = (watched_days - shut) / YEAR
    low, high = 0.0, 0.0
    if count:
        dice = np.random.default_rng(seed)
        rate = dice.gamma(count + 0.5, 1.0 / (watched_days - shut), draws)
        odds = rate * _mean_lengths(lengths, on, watched_days, dice=dice, draws=draws)
        low, high = np.quantile(odds / (1.0 + odds), (TAIL, 1.0 - TAIL)).tolist()
    else:
        high = unseen_share(watched_days, length_days=watched_days)
    return ClosureRate(
        share=shut / watched_days,
        low=low,
        high=high,
        onsets_per_year=count / years,
        onsets_low=float(gammaincinv(count, TAIL)) / years if count else 0.0,
        onsets_high=float(gammaincinv(count + 1.0, 1.0 - TAIL)) / years,
        episodes=count,
        longest_days=float(lengths.max(initial=0.0)),
        median_days=time_to(lengths.tolist(), (~on).tolist()).median if count else None,
        watched_days=float(watched_days),
    )


def unseen_share(watched_days: float, *, length_days: float) -> float:
    """Return the largest share of days shut in the long run that leaves a chance of 5 % of seeing none.

    The chance to see none is that of being open at the start times that of no onset after it.

    Parameters
    ----------
    watched_days
        Days without a closure.
    length_days
        Mean length of a closure, from elsewhere. A record without one says nothing of it, and the
        answer depends on it: it only goes down with days watched where the length stays.

    Raises
    ------
    ValueError
        When either is not above 0.

    References
    ----------
    Cox, D. R. (1962). Renewal theory. Methuen.

    Examples
    --------
    >>> [round(unseen_share(1131, length_days=length), 3) for length in (1, 38, 1131)]
    [0.003, 0.089, 0.658]
    """
    if not (0 < watched_days < math.inf and 0 < length_days < math.inf):
        message = f"days watched and a length are above 0; these are {watched_days:g} and {length_days:g}"
        raise ValueError(message)
    least = -math.log(TAIL)
    times = watched_days / length_days
    odds = reached(lambda x: x * times + math.log1p(x), least, (0.0, min(least / times, math.expm1(least))))
    return odds / (1.0 + odds)


def spells(closed: ArrayLike, days: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the closures in a series of periods that follow each other.

    Parameters
    ----------
    closed
        Whether it was shut in each period, shape (n,).
    days
        Days of each period, shape (n,), above 0.

    Returns
    -------
    tuple of arrays
        Length of each closure in days, and whether it still runs, both of shape (closures,): the last
        one does where the series ends shut.

    Raises
    ------
    ValueError
        When the two shapes differ, or a period has no days.

    Examples
    --------
    >>> lengths, running = spells([False, True, True, False, True], [7, 7, 7, 7, 3])
    >>> lengths.tolist(), running.tolist()
    ([14.0, 3.0], [False, True])
    """
    flags, each = np.asarray(closed, dtype=np.bool_), np.asarray(days, dtype=np.float64)
    if flags.ndim != 1 or flags.shape != each.shape or not ((each > 0) & np.isfinite(each)).all():
        message = "each period has one flag, shut or not, and its days, above 0"
        raise ValueError(message)
    edges = np.diff(flags.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
    reach = np.concatenate([[0.0], np.cumsum(each)])
    return reach[ends] - reach[starts], ends == flags.size


def overlap(first: ArrayLike, second: ArrayLike) -> Overlap:
    """Compare the days on which two things are shut together with what chance would give.

    Closures last, so days are no separate trials. Turning one record around the period by every number
    of days keeps the closures of both as they are and breaks only what ties them to each other; no turn
    at all is one of the turns.

    Parameters
    ----------
    first, second
        Whether each was shut on each day, shape (n,), on the same days.

    Raises
    ------
    ValueError
        When there is no day, or the two shapes differ.

    References
    ----------
    Besag, J. and Clifford, P. (1989). Generalized Monte Carlo significance tests. Biometrika 76,
    633-642.

    Examples
    --------
    >>> found = overlap([1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0])
    >>> found.both, found.independent, found.ratio, found.p_turned
    (0.25, 0.0625, 4.0, 0.125)
    """
    one, other = np.asarray(first, dtype=np.bool_), np.asarray(second, dtype=np.bool_)
    if one.ndim != 1 or one.shape != other.shape or not one.size:
        message = "two records are compared on the same days, one or more"
        raise ValueError(message)
    n = one.size
    turns = np.rint(np.fft.irfft(np.fft.rfft(one) * np.conj(np.fft.rfft(other)), n))
    low, high = np.quantile(turns / n, (TAIL, 1.0 - TAIL), method="inverted_cdf").tolist()
    shares = float(one.mean()), float(other.mean())
    both, independent = float((one & other).mean()), shares[0] * shares[1]
    return Overlap(
        first=shares[0],
        second=shares[1],
        both=both,
        independent=independent,
        ratio=both / independent if independent else None,
        chance_low=low,
        chance_high=high,
        p_turned=float((turns >= turns[0]).mean()),
        days=n,
    )


def _checked(
    days: ArrayLike, running: ArrayLike, watched_days: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return lengths and whether they still run, as arrays."""
    lengths, on = np.asarray(days, dtype=np.float64), np.asarray(running, dtype=np.bool_)
    if not 0 < watched_days < math.inf:
        message = f"a share of days needs days that were watched; these are {watched_days:g}"
        raise ValueError(message)
    if lengths.ndim != 1 or lengths.shape != on.shape or not ((lengths > 0) & np.isfinite(lengths)).all():
        message = "each closure has one length in days, above 0, and whether it still runs"
        raise ValueError(message)
    shut = math.fsum(lengths.tolist())
    if shut > watched_days:
        message = f"closures of {shut:g} days together do not fit into {watched_days:g} days watched"
        raise ValueError(message)
    if shut == watched_days:
        message = f"not one of {watched_days:g} days was open, so nothing says how often it shuts"
        raise ValueError(message)
    return lengths, on


def _mean_lengths(
    lengths: NDArray[np.float64],
    on: NDArray[np.bool_],
    most: float,
    *,
    dice: np.random.Generator,
    draws: int,
) -> NDArray[np.float64]:
    """Draw the mean length of a closure, shape (draws,)."""
    count = lengths.size
    drawn = np.tile(lengths, (draws, 1))
    for place in np.flatnonzero(on):
        drawn[:, place] = _next(
            lengths[lengths > lengths[place]], float(lengths[place]), most=most, dice=dice, draws=draws
        )
    unseen = _next(lengths, 0.0, most=most, dice=dice, draws=draws)
    # With weights of one each the mean of few would vary by (n - 1)/(n + 1) of what it should.
    weight = dice.gamma(max(1.0 - 2.0 / count, LEAST_WEIGHT), size=drawn.shape)
    extra = dice.exponential(size=draws)
    total: NDArray[np.float64] = (weight * drawn).sum(axis=1) + extra * unseen
    whole: NDArray[np.float64] = weight.sum(axis=1) + extra
    return np.divide(total, whole)


def _next(
    longer: NDArray[np.float64], least: float, *, most: float, dice: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Draw the length of a closure of which only a least length is known, shape (draws,).

    It lies in any of the gaps between that and the longer ones seen, or beyond them all, alike.
    """
    edges = np.concatenate([[least], np.sort(longer)])
    gap, place = dice.integers(0, edges.size, draws), dice.random(draws)
    between = edges[gap] + place * (np.append(edges, edges[-1])[gap + 1] - edges[gap])
    beyond = edges[-1] / (1.0 - place * (1.0 - edges[-1] / most))
    found: NDArray[np.float64] = np.where(gap == longer.size, beyond, between)
    return found
