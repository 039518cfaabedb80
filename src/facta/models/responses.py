"""What each series does after one was moved: responses, shares of error, and their bands.

Responses have the axes (step, answering series, moved series); step 0 is the period of the move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.vector import Array, largest_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from facta.models.vector import Autoregression

AT_ONCE = 100  # resamples regressed together, which bounds the memory
FEWEST_DRAWS = 100  # the tails of a 90 % band need some draws in them


def orthogonal_responses(
    fitted: Autoregression, horizon: int, *, order: Sequence[str] | None = None
) -> Array:
    """Return the responses to a move of one standard deviation, told apart by an order.

    What two series do in one period cannot be told apart by data alone: a series earlier in the
    order may move a later one at once, never the other way round.

    Parameters
    ----------
    fitted
        The system.
    horizon
        Steps after the move, 0 or more.
    order
        All names, the first mover first; as fitted where none is given.

    Returns
    -------
    Array
        Shape (horizon + 1, m, m), in the order of the fitted names.

    Raises
    ------
    ValueError
        When the order is not made of the names, or the horizon is negative.

    References
    ----------
    Sims, C. A. (1980). Macroeconomics and reality. Econometrica 48, 1-48.
    """
    impact = moves(fitted.covariance, places(fitted.names, order))
    return follow(fitted.coefficients, impact, horizon)


def places(names: tuple[str, ...], order: Sequence[str] | None) -> list[int]:
    """Return where the names of an order stand among all names."""
    if order is None:
        return list(range(len(names)))
    if sorted(order) != sorted(names):
        message = f"an order names each of {', '.join(names)} once, not {list(order)}"
        raise ValueError(message)
    return [names.index(name) for name in order]


def moves(covariance: Array, order: list[int]) -> Array:
    """Return what a standard move of each series does at once, for covariances (..., m, m)."""
    factor = np.linalg.cholesky(covariance[..., order, :][..., order])
    back = np.argsort(order)
    return np.asarray(factor[..., back, :][..., back])


def follow(coefficients: Array, impact: Array, horizon: int) -> Array:
    """Return the responses, shape (..., horizon + 1, m, m), of impacts (..., m, m).

    Parameters
    ----------
    coefficients
        Rows a term and columns an equation, as `Autoregression` has them, shape
        (..., m lags + 1, m).
    impact
        What each move does at once; a column a move.
    horizon
        Steps after the move.
    """
    if horizon < 0:
        message = f"a horizon is 0 steps or more, not {horizon}"
        raise ValueError(message)
    m = impact.shape[-1]
    lags = (coefficients.shape[-2] - 1) // m
    slopes = np.swapaxes(coefficients[..., :-1, :], -1, -2)
    state = np.zeros((*impact.shape[:-2], m * lags, m))
    steps = [impact]
    for _ in range(horizon):
        state = np.concatenate([steps[-1], state[..., :-m, :]], axis=-2)
        steps.append(slopes @ state)
    return np.stack(steps, axis=-3)


def error_shares(responses: Array) -> Array:
    """Return which share of a forecast's error variance comes from moves of which series.

    Parameters
    ----------
    responses
        Orthogonal responses, shape (horizon, m, m).

    Returns
    -------
    Array
        Axes (steps ahead less one, of, from); each row sums to 1.

    References
    ----------
    Luetkepohl, H. (2005). New Introduction to Multiple Time Series Analysis, section 2.3. Springer.
    """
    squares = np.cumsum(responses**2, axis=-3)
    return np.asarray(squares / squares.sum(axis=-1, keepdims=True))


def band(draws: Array) -> tuple[Array, Array]:
    """Return the ends of the central 90 % of draws, step by step, over their first axis."""
    low, high = np.quantile(draws, (0.05, 0.95), axis=0)
    return low, high


def response_draws(
    fitted: Autoregression,
    horizon: int,
    *,
    seed: int,
    draws: int = 999,
    order: Sequence[str] | None = None,
) -> Array:
    """Draw orthogonal responses by resampling residuals, bias corrected.

    Series are made again from resampled residuals (Runkle) by a system whose small-sample bias
    was measured and taken out, and each new fit is corrected likewise (Kilian). A correction
    that would make a stable fit unstable is shortened until it does not; a new fit that is
    unstable by itself stays as it is, and widens the band.

    Parameters
    ----------
    fitted
        A stable system.
    horizon
        Steps after the move, 0 or more.
    seed
        Of the random draws: the same seed draws the same.
    draws
        How many, 100 or more.
    order
        As in `orthogonal_responses`.

    Returns
    -------
    Array
        Shape (draws, horizon + 1, m, m); sums over steps or ratios may be taken before `band`.

    Raises
    ------
    ValueError
        When the system is not stable, or there are too few draws.

    References
    ----------
    Runkle, D. E. (1987). Vector autoregressions and reality. Journal of Business & Economic
    Statistics 5, 437-442.
    Kilian, L. (1998). Small-sample confidence intervals for impulse response functions. Review of
    Economics and Statistics 80, 218-230.
    """
    enough_draws(draws)
    if not fitted.stable:
        message = f"the system is not stable (largest root {fitted.root:.3f}): no response dies out"
        raise ValueError(message)
    ranks = places(fitted.names, order)
    random = np.random.default_rng(seed)
    own = _of_centred(fitted)
    bias = _refitted(fitted, own, draws, random)[0].mean(axis=0) - own
    again, covariances = _refitted(fitted, _without(own[None], bias)[0], draws, random)
    return follow(_without(again, bias), moves(covariances, ranks), horizon)


def enough_draws(draws: int) -> None:
    """Refuse fewer draws than a band can be read from."""
    if draws < FEWEST_DRAWS:
        message = f"a 90 % band needs {FEWEST_DRAWS} draws or more, not {draws}"
        raise ValueError(message)


def _of_centred(fitted: Autoregression) -> Array:
    """Return the coefficients of the same system for series less their means."""
    middle = fitted.values.mean(axis=0)
    moved = fitted.coefficients.copy()
    moved[-1] += np.tile(middle, fitted.lags) @ moved[:-1] - middle
    return moved


def _without(coefficients: Array, bias: Array) -> Array:
    """Take out as much of the bias as leaves each of the systems (draws, ., m) stable."""
    part = np.where(largest_root(coefficients) < 1.0, 1.0, 0.0)
    while True:
        better = coefficients - part[:, None, None] * bias
        wild = (part > 0.0) & (largest_root(better) >= 1.0)
        if not wild.any():
            return better
        part[wild] = np.maximum(part[wild] - 0.01, 0.0)


def _refitted(
    fitted: Autoregression, coefficients: Array, draws: int, random: np.random.Generator
) -> tuple[Array, Array]:
    """Return coefficients and covariances of fits to series made again by a centred system."""
    slopes, covariances = [], []
    for first in range(0, draws, AT_ONCE):
        paths = _resampled(fitted, coefficients, min(AT_ONCE, draws - first), random)
        n, lags = paths.shape[1], fitted.lags
        earlier = np.concatenate(
            [paths[:, lags - back : n - back] for back in range(1, lags + 1)]
            + [np.ones((len(paths), n - lags, 1))],
            axis=-1,
        )
        effects, turned = paths[:, lags:], np.swapaxes(earlier, -1, -2)
        solved = np.linalg.solve(turned @ earlier, turned @ effects)
        rest = effects - earlier @ solved
        slopes.append(solved)
        covariances.append(np.swapaxes(rest, -1, -2) @ rest / (rest.shape[1] - solved.shape[1]))
    return np.concatenate(slopes), np.concatenate(covariances)


def _resampled(fitted: Autoregression, coefficients: Array, draws: int, random: np.random.Generator) -> Array:
    """Return series less their means, made again from resampled residuals, shape (draws, n, m)."""
    centred = fitted.values - fitted.values.mean(axis=0)
    n, m = centred.shape
    rows, lags = fitted.residuals.shape[0], fitted.lags
    widened = fitted.residuals * np.sqrt(rows / (rows - len(fitted.coefficients)))
    starts = random.integers(n - lags + 1, size=draws)
    pushes = widened[random.integers(rows, size=(n - lags, draws))] + coefficients[-1]
    paths = np.empty((n, draws, m))
    paths[:lags] = centred[starts + np.arange(lags)[:, None]]
    state = np.concatenate(paths[:lags][::-1], axis=-1)
    for step in range(lags, n):
        paths[step] = state @ coefficients[:-1] + pushes[step - lags]
        state = np.concatenate([paths[step], state[:, :-m]], axis=-1)
    return np.ascontiguousarray(np.swapaxes(paths, 0, 1))
