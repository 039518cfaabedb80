"""The error of an estimate whose residuals are serially correlated and unequal in spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COSINES = 0.4  # of n to the power 2/3: the rule of Lazarus and others (2018)
BELIEVED = 0.6  # of the fitted growth of dispersion, which short series overstate; by simulation
HIGHEST = 0.9  # autocorrelation beyond which the correction would explode
ROUNDS = 6  # of reweighting, after which the dispersion stands still


@dataclass(frozen=True, slots=True)
class Spread:
    """Working model of scaled residuals: variances by period, and the autocorrelation of the first order."""

    variances: Floats  # (..., n)
    autocorrelation: Floats  # (...)
    dispersion: Floats  # (...), mean of the variances


@dataclass(frozen=True, slots=True)
class LongRun:
    """Standard errors, and the degrees of freedom of the t that goes with them."""

    error: Floats  # (...)
    freedom: Floats  # (...)


def cosines(periods: int) -> Floats:
    """Return the first cosines over so many periods, shape (periods, 0.4 times periods to the 2/3).

    References
    ----------
    Lazarus, E., Lewis, D. J., Stock, J. H. and Watson, M. W. (2018). HAR inference: recommendations
    for practice. Journal of Business & Economic Statistics 36, 541-559.

    Examples
    --------
    >>> [cosines(n).shape[1] for n in (24, 40, 80, 160)]
    [3, 5, 7, 12]
    """
    number = max(3, round(COSINES * periods ** (2.0 / 3.0)))
    middles = (np.arange(periods)[:, None] + 0.5) / periods
    found: Floats = np.sqrt(2.0 / periods) * np.cos(np.pi * middles * np.arange(1, number + 1))
    return found


def spread(scaled: Floats, means: Floats, leverages: Floats, lagged: Floats) -> Spread:
    """Fit the working model: variance over mean is a constant plus a growth with the mean.

    A constant alone is a quasi-Poisson; a growth is the negative binomial's, or a multiplicative
    disturbance. Six tenths of the fitted growth are used.

    Parameters
    ----------
    scaled
        Pearson residuals, shape (..., n).
    means
        Fitted means, shape (..., n).
    leverages
        Diagonal of the hat matrix, shape (..., n).
    lagged
        Its first off-diagonal, shape (..., n - 1): what fitting takes from the autocorrelation.
    """
    squares = scaled**2 / (1.0 - leverages)
    constant, growth = _dispersion(squares, means)
    believed = BELIEVED * growth[..., None] * means
    rest = (1.0 - BELIEVED) * growth * means.mean(-1)
    variances = constant[..., None] + believed + rest[..., None]
    level = scaled / np.sqrt(variances * (1.0 - leverages))
    n = means.shape[-1]
    first = (level[..., 1:] * level[..., :-1]).sum(-1) / (level**2).sum(-1)
    # What the fit and the short series take from the autocorrelation is given back.
    given = (first + lagged.sum(-1) / n) * (1.0 + 2.0 / n) + 3.0 * first / n
    return Spread(variances, np.clip(given, 0.0, HIGHEST), variances.mean(-1))


def _dispersion(squares: Floats, means: Floats) -> tuple[Floats, Floats]:
    """Return a constant above 0 and a growth of 0 or more, by reweighted least squares."""
    constant, growth = squares.mean(-1), np.zeros(squares.shape[:-1])
    least = 0.02 * constant
    for _ in range(ROUNDS):
        weights = 1.0 / (constant[..., None] + growth[..., None] * means) ** 2
        s0, s1, s2 = (np.einsum("...n,...n->...", weights, means**power) for power in (0, 1, 2))
        t0, t1 = (np.einsum("...n,...n->...", weights * squares, means**power) for power in (0, 1))
        spare = s0 * s2 - s1**2
        spare = np.where(spare > 1e-9 * s0 * s2, spare, np.inf)
        constant, growth = (s2 * t0 - s1 * t1) / spare, (s0 * t1 - s1 * t0) / spare
        constant, growth = (
            np.where(growth <= 0.0, t0 / s0, np.maximum(constant, least)),
            np.where(growth <= 0.0, 0.0, np.where(constant <= least, (t1 - least * s1) / s2, growth)),
        )
        growth = np.maximum(growth, 0.0)
    return constant, growth


def correlated(columns: Floats, autocorrelation: Floats) -> Floats:
    """Multiply columns, shape (..., n, j), by the correlation matrix of a first-order autoregression.

    Examples
    --------
    >>> correlated(np.array([[1.0], [0.0], [0.0]]), np.array(0.5))[:, 0].tolist()
    [1.0, 0.5, 0.25]
    """
    before, after = columns.copy(), columns.copy()
    share = autocorrelation[..., None]
    for t in range(1, columns.shape[-2]):
        before[..., t, :] += share * before[..., t - 1, :]
        after[..., -1 - t, :] += share * after[..., -t, :]
    return before + after - columns


def long_run(scaled: Floats, roots: Floats, weights: Floats, inverse: Floats, working: Spread) -> LongRun:
    """Return the error of an estimate that is a weighted sum of residuals.

    The equally weighted cosine estimator: the long-run variance is the mean square of the weighted
    residuals' projections on slow cosines. Fitting has made the residuals smaller than the
    disturbances; what that takes from the estimator, and its degrees of freedom, are computed under
    the working model, as Bell and McCaffrey do. The working model corrects; it does not decide.

    Parameters
    ----------
    scaled
        Pearson residuals, shape (..., n).
    roots
        Design times the root of the means, shape (..., n, k).
    weights
        Of the residuals in the estimate, shape (..., n).
    inverse
        Inverse of the roots' cross product, shape (..., k, k).
    working
        From ``spread``.

    References
    ----------
    Newey, W. K. and West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and
    autocorrelation consistent covariance matrix. Econometrica 55, 703-708.
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression
    with multi-stage samples. Survey Methodology 28, 169-181.
    Imbens, G. W. and Kolesar, M. (2016). Robust standard errors in small samples: some practical
    advice. Review of Economics and Statistics 98, 701-712.
    Lazarus, E., Lewis, D. J., Stock, J. H. and Watson, M. W. (2018). HAR inference: recommendations
    for practice. Journal of Business & Economic Statistics 36, 541-559.
    """
    slow = weights[..., None] * cosines(scaled.shape[-1])
    found = (np.einsum("...nj,...n->...j", slow, scaled) ** 2).sum(-1)
    taken = roots @ (inverse @ (np.swapaxes(roots, -1, -2) @ slow))
    deviations = np.sqrt(working.variances)[..., None]
    left = deviations * (slow - taken)
    expected = np.swapaxes(left, -1, -2) @ correlated(left, working.autocorrelation)
    trace = np.trace(expected, axis1=-2, axis2=-1)
    whole = deviations * weights[..., None]
    true = (whole * correlated(whole, working.autocorrelation)).sum((-2, -1))
    return LongRun(np.sqrt(found * true / trace), trace**2 / (expected**2).sum((-2, -1)))
