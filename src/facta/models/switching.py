"""An autoregression whose mean switches between regimes that are not seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from facta.models._series import numbers, unsound
from facta.models.refusal import Refusal
from facta.models.regimes import Between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EACH = 20  # values a regime
MOST_PATHS = 256  # of the regimes of a period and those its lags reach
STARTS = 8
SIFTED = 12  # rounds that every start gets
CHOSEN = 2  # starts that are followed to the end
ROUNDS = 500
STEP = 1e-5  # of the central differences that slopes are made of
BEND = 1e-3  # of those that curvatures are made of
SURE = -7.0  # log deviation, of the whole, below which nothing is left
ODDS = 12.0  # log-odds of a move that no series tells from never
LEAST = 1e-300
NORMAL90 = 1.6448536269514722


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Means (k), weights of the lags (p), variance of what is new, and moves (k, k) by the regime left."""

    means: Floats
    lags: Floats
    variance: float
    moves: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Switching:
    """Regimes by rising means, with 90 % intervals, and where the series stood in each period.

    ``known`` and ``smoothed``, shape (n - p, k), start with the first period that has all its lags;
    the first uses values up to that period, the second all.
    """

    parameters: Parameters
    means: tuple[Between, ...]
    stays: tuple[Between, ...]
    log_likelihood: float
    known: Floats
    smoothed: Floats


def switching(
    values: Sequence[float | None], *, number: int = 2, lags: int = 4, seed: int = 0
) -> Switching | Refusal:
    """Fit a Markov-switching autoregression by likelihood, from several starts.

    The mean depends on the regime; deviations from it follow one autoregression in all regimes.
    Intervals come from the curvature of the likelihood; that of a chance to stay is made of its
    log-odds.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    number
        Regimes, 2 or more.
    lags
        Periods that are looked back, 0 or more.
    seed
        Of the starts.

    Returns
    -------
    Switching or Refusal
        A refusal for fewer than 20 values a regime beside the lags, gaps, values that never change,
        where regimes explain every value, and where the likelihood has no peak with curvature: a
        regime of a period or two.

    Raises
    ------
    ValueError
        When there are fewer than two regimes, lags below 0, or more than 256 paths to keep.

    References
    ----------
    Hamilton, J. D. (1989). A new approach to the economic analysis of nonstationary time series and
    the business cycle. Econometrica 57, 357-384.
    Kim, C.-J. (1994). Dynamic linear models with Markov-switching. Journal of Econometrics 60, 1-22.

    Examples
    --------
    >>> wave = [0.3, -0.2, 0.1, -0.4, 0.2, 0.0, -0.1, 0.1, -0.3, 0.3]
    >>> found = switching([x + level for level in (1, 6, 1, 6, 1) for x in wave], lags=0)
    >>> [round(mean.value, 1) for mean in found.means], int(found.smoothed[12].argmax())
    ([1.0, 6.0], 1)
    """
    if number < 2 or lags < 0 or number ** (lags + 1) > MOST_PATHS:  # noqa: PLR2004
        raise ValueError(
            f"{number} regimes and {lags} lags: 2 regimes at least, and {MOST_PATHS} paths at most"
        )
    y = numbers(values)
    if reason := unsound(y, EACH * number + lags):
        return reason
    centre, scale = float(y.mean()), float(y.std())
    z = (y - centre) / scale
    sifted = sorted(
        (_peak(z, start, number, SIFTED) for start in _starts(z, number, lags, seed)), key=lambda one: one[0]
    )
    theta = min((_peak(z, start, number, ROUNDS) for _, start in sifted[:CHOSEN]), key=lambda one: one[0])[1]
    if theta[number] <= SURE + STEP:
        return Refusal("the regimes explain every value: nothing is left to weigh them by")
    covariance = _covariance(z, theta, number)
    if covariance is None:
        return Refusal("the likelihood has no peak: some regime holds for a period or two only")
    found = _split(theta[None], number)
    order = np.argsort(found.means[0])
    errors = np.sqrt(np.diagonal(covariance))
    means = tuple(_interval(float(theta[i]), float(errors[i]), centre, scale) for i in order)
    parameters = Parameters(
        centre + scale * found.means[0][order],
        found.lags[0],
        float(found.variances[0]) * scale**2,
        found.moves[0][np.ix_(order, order)],
    )
    stays = _stays(theta, covariance, number, order)
    value, known, smoothed = follow(y, parameters)
    return Switching(parameters, means, stays, value, known, smoothed)


def follow(values: Sequence[float] | Floats, parameters: Parameters) -> tuple[float, Floats, Floats]:
    """Return the log likelihood of known parameters, and the chances of the regimes, known and smoothed.

    Parameters
    ----------
    values
        Shape (n,) without gaps; the first p are only looked back on.
    parameters
        Of the model.

    References
    ----------
    Hamilton, J. D. (1989). A new approach to the economic analysis of nonstationary time series and
    the business cycle. Econometrica 57, 357-384.
    """
    y = numbers(values)
    k, p = len(parameters.means), len(parameters.lags)
    many = _Many(
        parameters.means[None],
        parameters.lags[None],
        np.array([parameters.variance]),
        parameters.moves[None],
    )
    value, joint, ahead = _filtered(y, many)
    n, m = len(joint), k**p
    back = np.empty((n, k, m))
    back[-1] = joint[-1, 0]
    for t in range(n - 2, -1, -1):
        ratio = np.divide(back[t + 1], ahead[t + 1, 0], out=np.zeros((k, m)), where=ahead[t + 1, 0] > 0)
        if p:  # sum over the next regime, then spread over the one that is forgotten
            left = (np.repeat(parameters.moves, m // k, axis=0).T * ratio).sum(0)
            back[t] = joint[t, 0] * np.repeat(left, k).reshape(k, m)
        else:
            back[t] = joint[t, 0] * (parameters.moves @ ratio)
    return float(value[0]), joint[:, 0].sum(-1), back.sum(-1)


@dataclass(frozen=True, slots=True, eq=False)
class _Many:
    """Sets of parameters: means (b, k), lags (b, p), variances (b,), moves (b, k, k)."""

    means: Floats
    lags: Floats
    variances: Floats
    moves: Floats


def _filtered(y: Floats, many: _Many) -> tuple[Floats, Floats, Floats]:
    """Return the log likelihoods (b,), and chances of paths after and before each value.

    A path is the regime of a period (k) and those of the p before it (k**p), nearest first; the
    chances have shape (n - p, b, k, k**p).
    """
    (b, k), p = many.means.shape, many.lags.shape[1]
    paths = np.array(list(product(range(k), repeat=p + 1)))
    apart = many.means[:, paths[:, 0]]
    own = np.broadcast_to(y[p:], (b, len(y) - p)).copy()
    for lag in range(1, p + 1):
        share = many.lags[:, lag - 1, None]
        own -= share * y[p - lag : len(y) - lag]
        apart = apart - share * many.means[:, paths[:, lag]]
    with np.errstate(over="ignore"):
        squares = (own.T[:, :, None] - apart) ** 2 / many.variances[:, None]
    logs = -0.5 * (squares + np.log(2.0 * np.pi * many.variances)[:, None])
    top = logs.max(-1, keepdims=True)
    chances = np.exp(logs - top).reshape(-1, b, k, k**p)
    joint, ahead = np.empty_like(chances), np.empty_like(chances)
    before = _ergodic(many.moves)
    for _ in range(p - 1):  # the oldest regime first; each newer one goes before it
        size = before.shape[1] // k
        before = (np.swapaxes(many.moves, 1, 2)[..., None] * before.reshape(b, 1, k, size)).reshape(b, -1)
    turned = np.swapaxes(many.moves, 1, 2)
    total = np.zeros(b)
    for t in range(len(chances)):
        if p:
            ahead[t] = (turned[..., None] * before.reshape(b, 1, k, -1)).reshape(b, k, -1)
        else:
            ahead[t] = turned @ before[..., None]
        joint[t] = ahead[t] * chances[t]
        scale = np.maximum(joint[t].sum((1, 2)), LEAST)
        joint[t] /= scale[:, None, None]
        total += np.log(scale) + top[t, :, 0]
        # With lags the regime of the longest lag is forgotten.
        before = joint[t].reshape(b, -1, k).sum(-1) if p else joint[t][..., 0]
    return total, joint, ahead


def _ergodic(moves: Floats) -> Floats:
    k = moves.shape[-1]
    system = np.concatenate([np.eye(k) - np.swapaxes(moves, 1, 2), np.ones((len(moves), 1, k))], axis=1)
    right = np.append(np.zeros(k), 1.0)
    found: Floats = np.maximum(np.linalg.pinv(system) @ right, 0.0)
    found /= found.sum(-1, keepdims=True)
    return found


def _split(theta: Floats, number: int) -> _Many:
    """Return parameters from free numbers, shape (b, terms): means, log deviation, odds of moves, lags."""
    k = number
    odds = theta[:, k + 1 : k + 1 + k * (k - 1)].reshape(-1, k, k - 1)
    logits = np.zeros((len(theta), k, k))
    logits[:, ~np.eye(k, dtype=bool)] = odds.reshape(len(theta), -1)
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    moves = raised / raised.sum(-1, keepdims=True)
    variances = np.exp(2.0 * np.clip(theta[:, k], -20.0, 20.0))
    return _Many(theta[:, :k], theta[:, k + 1 + k * (k - 1) :], variances, moves)


def _starts(z: Floats, number: int, lags: int, seed: int) -> list[Floats]:
    random = np.random.default_rng(seed)
    found = []
    for turn in range(STARTS):
        places = (np.arange(number) + 0.5) / number if turn == 0 else np.sort(random.random(number))
        odds = np.full(number * (number - 1), -2.0 if turn == 0 else -random.uniform(0.5, 3.5))
        found.append(np.concatenate([np.quantile(z, places), [-0.3], odds, np.zeros(lags)]))
    return found


def _peak(z: Floats, start: Floats, number: int, rounds: int) -> tuple[float, Floats]:
    """Return the least mean of minus the log likelihood from a start, and where."""
    steps = STEP * np.eye(len(start))

    def cost(theta: Floats) -> tuple[float, Floats]:
        tried = np.vstack([theta, theta + steps, theta - steps])
        values = -_filtered(z, _split(tried, number))[0] / len(z)
        half = len(start) + 1
        return float(values[0]), (values[1:half] - values[half:]) / (2.0 * STEP)

    moves = number * (number - 1)
    lags = len(start) - number - 1 - moves
    bounds = [*[(-10.0, 10.0)] * number, (SURE, 1.0), *[(-ODDS, ODDS)] * moves, *[(-2.0, 2.0)] * lags]
    options = {"maxiter": rounds, "ftol": 1e-12}
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return float(found.fun), np.asarray(found.x, dtype=np.float64)


def _covariance(z: Floats, theta: Floats, number: int) -> Floats | None:
    """Return the inverse of the curvature of the likelihood, or None where it has no peak."""
    size = len(theta)
    steps = BEND * np.eye(size)
    i, j = np.triu_indices(size)
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    tried = np.concatenate([theta + a * steps[i] + b * steps[j] for a, b in signs])
    one, two, three, four = np.split(-_filtered(z, _split(tried, number))[0], 4)
    bend = np.zeros((size, size))
    bend[i, j] = bend[j, i] = (one - two - three + four) / (4.0 * BEND**2)
    if not np.isfinite(bend).all() or np.linalg.eigvalsh(bend)[0] <= 0.0:
        return None
    return np.asarray(np.linalg.inv(bend), np.float64)


def _interval(value: float, error: float, centre: float, scale: float) -> Between:
    ends = (value, value - NORMAL90 * error, value + NORMAL90 * error)
    return Between(*(centre + scale * end for end in ends))


def _stays(theta: Floats, covariance: Floats, number: int, order: NDArray[np.int64]) -> tuple[Between, ...]:
    """Return the chances to stay, with intervals made of their log-odds."""

    def odds(at: Floats) -> Floats:
        stay = np.diagonal(_split(at, number).moves, axis1=1, axis2=2)
        found: Floats = np.log(stay) - np.log1p(-stay)
        return found

    steps = STEP * np.eye(len(theta))
    slopes = (odds(theta + steps) - odds(theta - steps)) / (2.0 * STEP)
    value = odds(theta[None])[0]
    error = np.sqrt(np.einsum("pk,pq,qk->k", slopes, covariance, slopes))
    cuts = [expit(value + turn * NORMAL90 * error) for turn in (0, -1, 1)]
    return tuple(Between(*(float(cut[i]) for cut in cuts)) for i in order)
