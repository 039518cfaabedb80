"""Whether series wander, and whether those that do stay together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import kve, ndtr

from facta.models._series import numbers, unsound
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 30  # values; with fewer these tests see next to nothing
EACH = 3  # values a coefficient
ROUNDING = 1e-10

# MacKinnon (2010), one series, with constant: cut = b0 + b1 / n + b2 / n^2 + b3 / n^3.
CUTS = {
    0.01: (-3.43035, -6.5393, -16.786, -79.433),
    0.05: (-2.86154, -2.8903, -4.234, -40.04),
    0.1: (-2.56677, -1.5384, -2.809, 0.0),
}
# MacKinnon (1994), one series, with constant: the normal deviate of p is a polynomial of the statistic.
LOW, HIGH, TURN = -18.83, 2.74, -1.61
BELOW = (2.1659, 1.4412, 0.038269)
ABOVE = (1.7339, 0.93202, -0.12745, -0.010368)
# MacKinnon, Haug and Michelis (1999): cuts of 5 % by the number of relations that may still be there.
TRACE95 = (3.8415, 15.4943, 29.7961, 47.8545, 69.8189)
LARGEST95 = (3.8415, 14.2639, 21.1314, 27.5858, 33.8777)
TRACE95_INSIDE = (9.1645, 20.2618, 35.1928, 54.079, 76.9728)
LARGEST95_INSIDE = (9.1645, 15.8921, 22.2996, 28.5881, 34.8059)


@dataclass(frozen=True, slots=True)
class UnitRoot:
    """The t of the level, its p where the series wanders, and the cuts of 1, 5 and 10 %."""

    statistic: float
    p: float
    cut01: float
    cut05: float
    cut10: float
    lags: int
    values: int


@dataclass(frozen=True, slots=True)
class Stationary:
    """The statistic, and its p where the series stays around one level."""

    statistic: float
    p: float
    lags: int
    values: int


@dataclass(frozen=True, slots=True, eq=False)
class Cointegration:
    """Statistics of no relation, at most one, ..., beside their cuts of 5 %.

    ``relations`` is the first number that the trace does not reject, or that of the series. Row i of
    ``weights`` is the i-th relation, that of the first series 1; the constant is last where it lies
    inside.
    """

    roots: tuple[float, ...]
    trace: tuple[float, ...]
    trace95: tuple[float, ...]
    largest: tuple[float, ...]
    largest95: tuple[float, ...]
    relations: int
    weights: Floats
    values: int


def unit_root(values: Sequence[float | None], lags: int = 2) -> UnitRoot | Refusal:
    """Test whether a series wanders, by the augmented test of Dickey and Fuller with a constant.

    A small p says that it comes back to a level. A break of the level looks like wandering.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    lags
        Earlier changes in the regression, 0 or more.

    Returns
    -------
    UnitRoot or Refusal
        A refusal for fewer than 30 values or three a coefficient, gaps, values that never change,
        and changes that follow exactly from what went before.

    References
    ----------
    Said, S. E. and Dickey, D. A. (1984). Testing for unit roots in autoregressive-moving average
    models of unknown order. Biometrika 71, 599-607.
    MacKinnon, J. G. (1994). Approximate asymptotic distribution functions for unit-root and
    cointegration tests. Journal of Business & Economic Statistics 12, 167-176; (2010) Critical
    values for cointegration tests, Queen's Economics Department Working Paper 1227.

    Examples
    --------
    >>> found = unit_root([math.sin(3.0 * t) + math.cos(5.0 * t * t) for t in range(60)])
    >>> round(found.statistic, 2), round(found.cut05, 2)
    (-4.85, -2.91)
    """
    if lags < 0:
        raise ValueError(f"lags are 0 or more, not {lags}")
    y = numbers(values)
    if reason := unsound(y, max(FEWEST, EACH * (lags + 2) + lags + 1)):
        return reason
    y = (y - y.mean()) / y.std()
    moved = np.diff(y)
    n = len(moved) - lags
    before = [moved[lags - back : len(moved) - back] for back in range(1, lags + 1)]
    design = np.column_stack([y[lags:-1], np.ones(n), *before])
    effects = moved[lags:]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return Refusal("earlier changes follow exactly from one another; fewer lags may do")
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ effects)
    left = effects - design @ coefficients
    variance = float(left @ left) / (n - design.shape[1])
    if variance <= ROUNDING**2:
        return Refusal("each change follows exactly from what went before; there is nothing to test with")
    statistic = float(coefficients[0] / math.sqrt(variance * inverse[0, 0]))
    cuts = [sum(b / n**power for power, b in enumerate(terms)) for terms in CUTS.values()]
    return UnitRoot(statistic, _p_unit_root(statistic), cuts[0], cuts[1], cuts[2], lags, len(y))


def _p_unit_root(statistic: float) -> float:
    if statistic >= HIGH:
        return 1.0
    if statistic <= LOW:
        return 0.0
    terms = BELOW if statistic <= TURN else ABOVE
    return float(ndtr(sum(term * statistic**power for power, term in enumerate(terms))))


def stationary(values: Sequence[float | None], lags: int | None = None) -> Stationary | Refusal:
    """Test whether a series stays around one level (Kwiatkowski, Phillips, Schmidt and Shin).

    A small p says that it does not: it wanders, has a trend, or its level broke. The p is that of
    the limit, which is the distribution of Cramer and von Mises, exactly.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    lags
        Autocovariances in the long-run variance; the whole part of 4 (n / 100)^(1/4) where not given.

    Returns
    -------
    Stationary or Refusal
        A refusal for fewer than 30 values, gaps, and values that never change.

    References
    ----------
    Kwiatkowski, D., Phillips, P. C. B., Schmidt, P. and Shin, Y. (1992). Testing the null hypothesis
    of stationarity against the alternative of a unit root. Journal of Econometrics 54, 159-178.
    Anderson, T. W. and Darling, D. A. (1952). Asymptotic theory of certain "goodness of fit" criteria
    based on stochastic processes. Annals of Mathematical Statistics 23, 193-212.

    Examples
    --------
    >>> found = stationary([t % 5 + t / 20 for t in range(60)])
    >>> round(found.statistic, 2), found.p < 0.01
    (1.43, True)
    """
    y = numbers(values)
    if reason := unsound(y, FEWEST):
        return reason
    n = len(y)
    bandwidth = int(4.0 * (n / 100.0) ** 0.25) if lags is None else lags
    if not 0 <= bandwidth < n:
        raise ValueError(f"lags are 0 or more and fewer than the {n} values, not {bandwidth}")
    left = y - y.mean()
    variance = float(left @ left)
    for lag in range(1, bandwidth + 1):
        variance += 2.0 * (1.0 - lag / (bandwidth + 1.0)) * float(left[lag:] @ left[:-lag])
    statistic = float((np.cumsum(left) ** 2).sum()) / (n * variance)
    return Stationary(statistic, cramer_von_mises_p(statistic), bandwidth, n)


def cramer_von_mises_p(statistic: float) -> float:
    """Return the chance that the square of a Brownian bridge has a larger integral.

    Examples
    --------
    >>> [round(cramer_von_mises_p(cut), 3) for cut in (0.347, 0.463, 0.574, 0.739)]
    [0.1, 0.05, 0.026, 0.01]
    """
    if statistic <= 0.0:
        return 1.0
    k = np.arange(30)
    ways = np.cumprod(np.concatenate([[1.0], (k[1:] - 0.5) / k[1:]]))
    z = (4.0 * k + 1.0) ** 2 / (16.0 * statistic)
    terms = ways * np.sqrt(4.0 * k + 1.0) * np.exp(-2.0 * z) * kve(0.25, z)
    return float(np.clip(1.0 - terms.sum() / (math.pi * math.sqrt(statistic)), 0.0, 1.0))


def cointegration(
    series: Sequence[Sequence[float]] | Floats, lags: int = 2, *, constant_inside: bool = False
) -> Cointegration | Refusal:
    """Ask how many relations hold wandering series together (Johansen).

    Parameters
    ----------
    series
        One row a period, one column a series of two to five, shape (n, m).
    lags
        Of the autoregression of the levels, 1 or more; one fewer of the changes.
    constant_inside
        Whether the constant belongs to the relations only, so that no series has a trend.

    Returns
    -------
    Cointegration or Refusal
        A refusal for fewer than 30 periods or three a coefficient, gaps, a series that never
        changes, and series one of which follows exactly from the others.

    Raises
    ------
    ValueError
        When lags are below 1 or the series not two to five columns.

    References
    ----------
    Johansen, S. (1991). Estimation and hypothesis testing of cointegration vectors in Gaussian
    vector autoregressive models. Econometrica 59, 1551-1580.
    MacKinnon, J. G., Haug, A. A. and Michelis, L. (1999). Numerical distribution functions of
    likelihood ratio tests for cointegration. Journal of Applied Econometrics 14, 563-577.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> words = np.cumsum(random.standard_normal(200))
    >>> deeds = 2.0 * words + random.standard_normal(200)
    >>> found = cointegration(np.column_stack([deeds, words]))
    >>> found.relations, found.weights[0].round(2).tolist()
    (1, [1.0, -1.98])
    """
    table = np.array(series, dtype=np.float64)
    if lags < 1 or table.ndim != 2 or not 2 <= table.shape[1] <= len(TRACE95):  # noqa: PLR2004
        raise ValueError(f"lags are 1 or more and series two to five columns, not {lags} and {table.shape}")
    n, m = table.shape
    for number, column in enumerate(table.T, start=1):
        if reason := unsound(column, max(FEWEST, EACH * (m * lags + 1) + lags)):
            return Refusal(f"series {number}: {reason.reason}")
    centre, scale = table.mean(0), table.std(0)
    scaled = (table - centre) / scale
    moved = np.diff(scaled, axis=0)
    number = n - lags
    own = moved[lags - 1 :]
    parts = [moved[lags - 1 - back : len(moved) - back] for back in range(1, lags)]
    levels = scaled[lags - 1 : -1]
    if constant_inside:
        levels = np.column_stack([levels, np.ones(number)])
    else:
        parts.append(np.ones((number, 1)))
    if parts:
        held = np.hstack(parts)
        own = own - held @ np.linalg.lstsq(held, own, rcond=None)[0]
        levels = levels - held @ np.linalg.lstsq(held, levels, rcond=None)[0]
    # Canonical correlations, by orthonormal bases of both sides.
    left, size_left, _ = np.linalg.svd(own, full_matrices=False)
    base, size, turn = np.linalg.svd(levels, full_matrices=False)
    if size[-1] <= ROUNDING * size[0] or size_left[-1] <= ROUNDING * size_left[0]:
        return Refusal("one series follows exactly from the others")
    _, correlations, right = np.linalg.svd(left.T @ base)
    roots = np.minimum(correlations**2, 1.0 - ROUNDING)
    weights = (right[:m] / size) @ turn
    weights[:, :m] /= scale
    if constant_inside:
        weights[:, m] -= weights[:, :m] @ centre
    return _told(roots, weights / weights[:, :1], number, inside=constant_inside)


def _told(roots: Floats, weights: Floats, number: int, *, inside: bool) -> Cointegration:
    m = len(roots)
    largest = -number * np.log1p(-roots)
    trace = np.cumsum(largest[::-1])[::-1]
    trace95 = (TRACE95_INSIDE if inside else TRACE95)[m - 1 :: -1]
    largest95 = (LARGEST95_INSIDE if inside else LARGEST95)[m - 1 :: -1]
    kept = np.flatnonzero(trace <= trace95)
    return Cointegration(
        tuple(roots.tolist()),
        tuple(trace.tolist()),
        trace95,
        tuple(largest.tolist()),
        largest95,
        int(kept[0]) if kept.size else m,
        weights,
        number,
    )
