"""Vector autoregression with the prior of Sims and Zha, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from facta.models.responses import enough_draws, follow, moves, places
from facta.models.vector import Array, checked, lagged, largest_root

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Prior:
    """What is held before the data: each series stays where it was, with these weights.

    Lambda and mu are the letters of Sims and Zha. Lambda 2 is 1 in this form of the prior;
    lambda 5 belongs to outside series, of which there are none here.

    Attributes
    ----------
    overall
        Lambda 0, the spread of everything.
    slopes
        Lambda 1, the spread of the coefficients of one period before.
    decay
        Lambda 3: the spread of lag l is that of lag 1 over l to this power.
    intercept
        Lambda 4, the spread of the constant.
    sums
        Mu 5, weight of the belief that a series which stayed at its first level remains there.
    start
        Mu 6, weight of the belief that all series, having stayed at theirs, remain there together.
    """

    overall: float = 0.6
    slopes: float = 0.1
    decay: float = 2.0
    intercept: float = 0.25
    sums: float = 0.0
    start: float = 0.0


BRANDT_FREEMAN = Prior()


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Normal-inverse-Wishart posterior of a vector autoregression with constant.

    Given the covariance C of the residuals, the coefficients (rows a term, columns an equation)
    are normal around `coefficients` with covariance C (x) `spread`; C is inverse Wishart with
    `degrees` and the matrix `scatter`.
    """

    names: tuple[str, ...]
    lags: int
    coefficients: Array
    spread: Array
    scatter: Array
    degrees: int

    @property
    def covariance(self) -> Array:
        """The mean of the residuals' covariance."""
        return self.scatter / (self.degrees - len(self.names) - 1)

    @property
    def errors(self) -> Array:
        """Posterior standard deviations of the coefficients, in their shape."""
        return np.asarray(np.sqrt(np.outer(np.diag(self.spread), np.diag(self.covariance))))

    @property
    def coefficient_covariance(self) -> Array:
        """Posterior covariance of the coefficients, equation after equation."""
        return np.asarray(np.kron(self.covariance, self.spread))

    @property
    def root(self) -> float:
        """Largest modulus of the companion's roots at the mean; stable below 1."""
        return float(largest_root(self.coefficients))


def own_scales(values: npt.ArrayLike, lags: int) -> Array:
    """Return the residual standard deviation of each series' own autoregression with constant.

    Parameters
    ----------
    values
        One row a period, one column a series, shape (n, m).
    lags
        Periods that are looked back.

    Returns
    -------
    Array
        Shape (m,), in the units of the series, over the number of residuals.
    """
    table = checked(values, lags, together=1)
    scales = []
    for series in table.T:
        earlier, effects = lagged(series[:, None] - series.mean(), lags)
        columns = np.column_stack([earlier, np.ones(len(earlier))])
        rest = effects - columns @ np.linalg.lstsq(columns, effects)[0]
        scales.append(float(np.sqrt((rest**2).mean())))
    return np.array(scales)


def posterior(
    values: npt.ArrayLike,
    lags: int,
    *,
    prior: Prior = BRANDT_FREEMAN,
    scales: npt.ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> Posterior:
    """Weigh the prior and the data.

    Parameters
    ----------
    values
        One row a period without holes, one column a series, shape (n, m) with m of 2 or more.
    lags
        Periods that are looked back, 1 or more.
    prior
        Weights of what is held before the data; as Brandt and Freeman used where none is given.
    scales
        Standard deviations that put the series on one scale, shape (m,); `own_scales` where none.
    names
        Of the series; "1", "2", ... where none are given.

    Raises
    ------
    ValueError
        When a weight or a scale is out of its range, a value is not finite, a series is
        constant, or there are too few periods for the scales.

    References
    ----------
    Sims, C. A. & Zha, T. (1998). Bayesian methods for dynamic multivariate models. International
    Economic Review 39, 949-968.
    Brandt, P. T. & Freeman, J. R. (2006). Advances in Bayesian time series modeling and the study
    of politics. Political Analysis 14, 1-36.

    Examples
    --------
    >>> ours = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    >>> theirs = [0, 2, 1, 3, 0, 4, 7, 1, 5, 3, 2, 4]
    >>> posterior(np.column_stack([ours, theirs]), 1).coefficients.round(2).tolist()
    [[0.98, 0.03], [0.01, 0.96], [0.1, 0.07]]
    """
    _check_prior(prior)
    table = checked(values, lags, names=names, together=1)
    m = table.shape[1]
    sizes = own_scales(table, lags) if scales is None else np.array(scales, dtype=np.float64)
    if sizes.shape != (m,) or not (np.isfinite(sizes) & (sizes > 0.0)).all():
        message = f"scales are {m} numbers above 0, one a series, not {sizes.tolist()}"
        raise ValueError(message)
    earlier, effects = lagged(table, lags)
    more, held = _held(table, lags, prior)
    columns = np.vstack([np.column_stack([earlier, np.ones(len(earlier))]), more])
    effects = np.vstack([effects, held])
    walk = np.eye(len(columns.T), m)
    # counted from the prior's mean: a tight prior leaves no large numbers to cancel
    surprise = effects - columns @ walk
    weights = _weights(sizes, lags, prior)
    together = np.vstack([columns, np.diag(weights)])
    target = np.vstack([surprise, np.zeros((len(weights), m))])
    width = np.sqrt((together**2).sum(axis=0))
    left, right = np.linalg.qr(together / width)
    back = np.linalg.solve(right, np.eye(len(weights))) / width[:, None]
    moved = back @ (left.T @ target)
    rest = target - together @ moved
    return Posterior(
        tuple(names) if names is not None else tuple(str(i + 1) for i in range(m)),
        lags,
        walk + moved,
        back @ back.T,
        rest.T @ rest + np.diag((sizes / prior.overall) ** 2),
        len(columns) + m + 1,
    )


def _check_prior(prior: Prior) -> None:
    spreads = (prior.overall, prior.slopes, prior.intercept)
    others = (prior.decay, prior.sums, prior.start)
    if not np.isfinite(spreads + others).all() or min(spreads) <= 0.0 or min(others) < 0.0:
        message = f"spreads of the prior are above 0, its decay and weights 0 or more; there is {prior}"
        raise ValueError(message)


def _weights(scales: Array, lags: int, prior: Prior) -> Array:
    """Return one over the prior's standard deviation of each term, per unit of the residual."""
    distance = np.arange(1.0, lags + 1.0) ** prior.decay
    slopes = np.outer(distance, scales).ravel() / (prior.overall * prior.slopes)
    return np.append(slopes, 1.0 / (prior.overall * prior.intercept))


def _held(table: Array, lags: int, prior: Prior) -> tuple[Array, Array]:
    """Return the observations that are added for the weights of sums and start."""
    first = table[:lags].mean(axis=0)
    effects, constants = np.zeros((0, len(first))), np.zeros(0)
    if prior.sums > 0.0:
        effects, constants = np.diag(first) * prior.sums, np.zeros(len(first))
    if prior.start > 0.0:
        effects = np.vstack([effects, first * prior.start])
        constants = np.append(constants, prior.start)
    return np.column_stack([np.tile(effects, lags), constants]), effects


def posterior_draws(
    found: Posterior,
    horizon: int,
    *,
    seed: int,
    draws: int = 999,
    order: Sequence[str] | None = None,
) -> Array:
    """Draw orthogonal responses from the posterior.

    Parameters
    ----------
    found
        The posterior.
    horizon
        Steps after the move, 0 or more.
    seed
        Of the random draws: the same seed draws the same.
    draws
        How many, 100 or more.
    order
        All names, the first mover first; as in `facta.models.responses.orthogonal_responses`.

    Returns
    -------
    Array
        Shape (draws, horizon + 1, m, m), for `facta.models.responses.band`.

    Raises
    ------
    ValueError
        When there are too few draws, or the order is not made of the names.

    References
    ----------
    Sims, C. A. & Zha, T. (1999). Error bands for impulse responses. Econometrica 67, 1113-1155.
    Smith, W. B. & Hocking, R. R. (1972). Algorithm AS 53: Wishart variate generator. Applied
    Statistics 21, 341-345.
    """
    enough_draws(draws)
    ranks = places(found.names, order)
    random = np.random.default_rng(seed)
    covariances = _covariances(found, draws, random)
    terms, m = found.coefficients.shape
    noise = random.standard_normal((draws, terms, m))
    turned = np.swapaxes(np.linalg.cholesky(covariances), -1, -2)
    coefficients = found.coefficients + np.linalg.cholesky(found.spread) @ noise @ turned
    return follow(coefficients, moves(covariances, ranks), horizon)


def _covariances(found: Posterior, draws: int, random: np.random.Generator) -> Array:
    """Draw inverse Wishart matrices, shape (draws, m, m), by Bartlett's triangle."""
    m = len(found.names)
    triangle = np.tril(random.standard_normal((draws, m, m)), -1)
    diagonal = np.arange(m)
    triangle[:, diagonal, diagonal] = np.sqrt(random.chisquare(found.degrees - diagonal, size=(draws, m)))
    factor = np.linalg.cholesky(found.scatter)
    half = factor @ np.linalg.inv(np.swapaxes(triangle, -1, -2))
    return np.asarray(half @ np.swapaxes(half, -1, -2))
