"""Regimes of counts: states that are not seen, each with its own rate, that come and go."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from facta.models._hidden import Chain, emissions, passed, settled
from facta.models._series import no_counts, numbers, unsound
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

Family = Literal["poisson", "negative binomial"]

EACH = 20  # counts a regime; below that regimes are named from chance
SIFTED = 20  # rounds that every start gets
CHOSEN = 3  # starts that are followed to the end
NEAR = 1e-4  # of the log likelihood of what is drawn for intervals, which are far wider


@dataclass(frozen=True, slots=True)
class Between:
    """An estimate and its 90 % interval."""

    value: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True, eq=False)
class Regimes:
    """Regimes in order of their rates, and where the series stood, by periods (n) and regimes (k).

    ``rates`` are events a period, ``stays`` the chances to stay for another period, ``sizes`` those
    of the negative binomial (variance = rate + rate² / size), None where counts are Poisson.
    ``moves``, shape (k, k), has a row for the regime that is left. ``known`` uses counts up to each
    period, ``smoothed`` all; ``path`` is the likeliest course as a whole.
    """

    rates: tuple[Between, ...]
    stays: tuple[Between, ...]
    sizes: tuple[float, ...] | None
    moves: Floats
    first: Floats
    log_likelihood: float
    bic: float
    known: Floats
    smoothed: Floats
    path: Whole


def regimes(
    counts: Sequence[float | None],
    number: int,
    *,
    family: Family = "poisson",
    seed: int = 0,
    draws: int = 100,
) -> Regimes | Refusal:
    """Fit a hidden Markov model of counts by likelihood, and say which regime held when.

    Expectation and maximisation (Baum and Welch) from twelve starts; the best three are followed to
    the end. Intervals are those of the parametric bootstrap: series drawn from the fit are fitted.

    Parameters
    ----------
    counts
        Whole numbers, shape (n,); a missing one says nothing of its regime.
    number
        Regimes, 1 or more.
    family
        Of the counts of a regime. Negative binomial where they vary more than a Poisson would; a
        Poisson then names regimes after single bursts.
    seed
        Of the starts and the draws.
    draws
        Series drawn for the intervals, 20 or more.

    Returns
    -------
    Regimes or Refusal
        BIC counts rates, sizes and moves; not the start, which one period decides. A refusal for
        fewer than 20 counts a regime, fewer different values than regimes, what is no count, and
        counts that are all one.

    Raises
    ------
    ValueError
        When the number of regimes is below 1 or that of draws below 20.

    References
    ----------
    Baum, L. E., Petrie, T., Soules, G. and Weiss, N. (1970). A maximization technique occurring in
    the statistical analysis of probabilistic functions of Markov chains. Annals of Mathematical
    Statistics 41, 164-171.
    Viterbi, A. J. (1967). Error bounds for convolutional codes and an asymptotically optimum
    decoding algorithm. IEEE Transactions on Information Theory 13, 260-269.
    Zucchini, W., MacDonald, I. L. and Langrock, R. (2016). Hidden Markov Models for Time Series,
    2nd edition. Chapman and Hall/CRC.

    Examples
    --------
    >>> found = regimes([1, 2, 0, 1, 2, 1, 0, 2, 1, 1] * 2 + [9, 8, 11, 10, 7, 9, 12, 8, 9, 10] * 2, 2)
    >>> [round(rate.value, 2) for rate in found.rates], found.path.tolist().index(1)
    ([1.1, 9.3], 20)
    """
    if number < 1 or draws < 20:  # noqa: PLR2004
        raise ValueError(f"regimes are 1 or more and draws 20 or more, not {number} and {draws}")
    y = numbers(counts)
    if reason := unsound(y, EACH * number, gaps=True) or no_counts(y):
        return reason
    different = len(np.unique(y[~np.isnan(y)]))
    if different < number:
        return Refusal(f"{number} regimes need as many different counts; there are {different}")
    random = np.random.default_rng(seed)
    fitted = _fitted(y, number, family, random)
    again = _again(y, fitted, random, draws)
    logs = emissions(y[None], fitted)
    told = passed(logs, fitted)
    n, terms = int((~np.isnan(y)).sum()), number * number + (number if fitted.sizes is not None else 0)
    return Regimes(
        _between(fitted.rates[0], again.rates),
        _between(np.diagonal(fitted.moves[0]), np.diagonal(again.moves, axis1=1, axis2=2)),
        None if fitted.sizes is None else tuple(fitted.sizes[0].tolist()),
        fitted.moves[0],
        fitted.first[0],
        float(told.log_likelihood[0]),
        float(-2.0 * told.log_likelihood[0] + terms * math.log(n)),
        told.known[0],
        told.smoothed[0],
        _likeliest(logs[0], fitted.moves[0], fitted.first[0]),
    )


def _fitted(y: Floats, number: int, family: Family, random: np.random.Generator) -> Chain:
    start = _starts(y, number, family, random)
    if number == 1:
        return settled(y[None], start.take([0]))
    sifted, likelihood = settled(y[None], start, rounds=SIFTED, told=True)
    best = settled(y[None], sifted.take(np.argsort(-likelihood)[:CHOSEN]))
    likelihood = passed(emissions(y[None], best), best).log_likelihood
    return best.take([int(np.argmax(likelihood))]).in_order()


def _starts(y: Floats, number: int, family: Family, random: np.random.Generator) -> Chain:
    """Return twelve starts: rates at quantiles, the first two evenly placed, the others by chance.

    The first stays where it is, the second moves on; the others stay at least as often as not.
    """
    seen = y[~np.isnan(y)]
    places = np.sort(random.random((12, number)), axis=1)
    places[:2] = (np.arange(number) + 0.5) / number
    rates = np.quantile(seen, places) + 0.1 * np.arange(1, number + 1)
    stays = random.uniform(0.5, 0.98, (12, 1, 1))
    stays[:2, 0, 0] = 0.8, 0.2
    others = (1.0 - stays) / max(number - 1, 1)
    moves = np.where(np.eye(number, dtype=bool), stays if number > 1 else 1.0, others)
    sizes = None if family == "poisson" else np.full((12, number), 5.0)
    return Chain(rates, sizes, moves, np.full((12, number), 1.0 / number))


def _again(y: Floats, fitted: Chain, random: np.random.Generator, draws: int) -> Chain:
    """Return fits of series drawn from a fit, each with regimes in order of rates."""
    n, number = len(y), fitted.rates.shape[1]
    edges = np.cumsum(fitted.moves[0], axis=1)
    chances = random.random((n, draws))
    states = np.empty((draws, n), dtype=np.int64)
    states[:, 0] = np.minimum((chances[0, :, None] > np.cumsum(fitted.first[0])).sum(1), number - 1)
    for t in range(1, n):
        states[:, t] = np.minimum((chances[t, :, None] > edges[states[:, t - 1]]).sum(1), number - 1)
    means = fitted.rates[0][states]
    if fitted.sizes is not None:
        sizes = fitted.sizes[0][states]
        means = random.gamma(sizes, means / sizes)
    drawn = random.poisson(means).astype(np.float64)
    drawn[:, np.isnan(y)] = np.nan
    start = fitted.take([0] * draws)
    # A move that was never seen may be one that is rare.
    moves = 0.98 * start.moves + 0.02 / number
    return settled(drawn, Chain(start.rates, start.sizes, moves, start.first), close=NEAR).in_order()


def _between(values: Floats, drawn: Floats) -> tuple[Between, ...]:
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    return tuple(Between(float(v), float(a), float(b)) for v, a, b in zip(values, low, high, strict=True))


def _likeliest(logs: Floats, moves: Floats, first: Floats) -> Whole:
    """Return the path of the largest chance (Viterbi)."""
    with np.errstate(divide="ignore"):
        steps, best = np.log(moves), np.log(first) + logs[0]
    origins = np.zeros(logs.shape, dtype=np.int64)
    for t in range(1, len(logs)):
        tried = best[:, None] + steps
        origins[t] = tried.argmax(0)
        best = tried.max(0) + logs[t]
    path = np.zeros(len(logs), dtype=np.int64)
    path[-1] = int(best.argmax())
    for t in range(len(logs) - 1, 0, -1):
        path[t - 1] = origins[t, path[t]]
    return path
