"""A monotone trend: the Mann-Kendall test and the Theil-Sen slope with Sen's interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

EXACT_UP_TO = 30


@dataclass(frozen=True, slots=True)
class Trend:
    """A slope in units of value per unit of time, its intervals, and the test of no trend.

    ``score`` is Kendall's S, rising minus falling pairs; ``tau`` is tau-b (ties taken out);
    ``p`` is two-sided; ``exact`` tells the exact null distribution from the normal one.
    """

    slope: float
    low80: float
    high80: float
    low95: float
    high95: float
    score: int
    tau: float
    p: float
    exact: bool


def trend(times: Sequence[float], values: Sequence[float]) -> Trend:
    """Test for a monotone trend and estimate its slope.

    The null distribution of S is exact for up to 30 values without ties; otherwise normal with
    the variance corrected for ties and a continuity correction. The interval holds every slope
    that the same test does not reject, so p and interval agree; where so few values can reject
    nothing it is unbounded.

    Parameters
    ----------
    times
        Strictly rising, of any spacing, shape (n,), in the unit the slope is per.
    values
        Shape (n,).

    Raises
    ------
    ValueError
        When there are fewer than two values, or the times do not rise.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245-259.
    Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis.
    Proceedings of the Royal Netherlands Academy of Sciences 53, 386-392.
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63,
    1379-1389.
    Kendall, M. G. (1975). Rank Correlation Methods. London: Griffin.

    Examples
    --------
    >>> found = trend([0, 1, 2, 3, 4, 5], [1.0, 3.0, 2.0, 5.0, 6.0, 8.0])
    >>> found.slope, found.score, round(found.p, 5), found.exact
    (1.3333333333333333, 13, 0.01667, True)
    """
    return _trend(tuple(float(t) for t in times), tuple(float(x) for x in values))


@lru_cache(maxsize=16384)
def _trend(times: tuple[float, ...], values: tuple[float, ...]) -> Trend:
    n = len(values)
    if n < 2 or len(times) != n:  # noqa: PLR2004
        message = f"a trend needs two or more values with as many times; there are {n} and {len(times)}"
        raise ValueError(message)
    i, j = np.triu_indices(n, 1)
    t, x = np.array(times), np.array(values)
    lag, rise = t[j] - t[i], x[j] - x[i]
    if lag.min() <= 0:
        message = "times must rise strictly"
        raise ValueError(message)
    score = int(np.sign(rise).sum())
    ties = tuple(int(c) for c in np.unique(x, return_counts=True)[1] if c > 1)
    exact = n <= EXACT_UP_TO and not ties
    slopes = np.sort(rise / lag)
    pairs = len(slopes)
    untied = pairs - sum(c * (c - 1) // 2 for c in ties)
    tau = score / math.sqrt(pairs * untied) if untied else 0.0
    low80, high80 = _interval(slopes, _critical(n, ties, 0.2, exact=exact))
    low95, high95 = _interval(slopes, _critical(n, ties, 0.05, exact=exact))
    p = _p(score, n, ties, exact=exact)
    slope = float((slopes[(pairs - 1) // 2] + slopes[pairs // 2]) / 2)
    return Trend(slope, low80, high80, low95, high95, score, tau, p, exact)


def _variance(n: int, ties: tuple[int, ...]) -> float:
    return (n * (n - 1) * (2 * n + 5) - sum(c * (c - 1) * (2 * c + 5) for c in ties)) / 18


def _p(score: int, n: int, ties: tuple[int, ...], *, exact: bool) -> float:
    if score == 0:
        return 1.0
    if exact:
        return min(1.0, 2.0 * float(_upper_tail(n)[(n * (n - 1) // 2 - abs(score)) // 2]))
    return math.erfc((abs(score) - 1) / math.sqrt(2.0 * _variance(n, ties)))


def _critical(n: int, ties: tuple[int, ...], alpha: float, *, exact: bool) -> float:
    """Return the smallest absolute score that the test rejects at a two-sided level."""
    if exact:
        pairs = n * (n - 1) // 2
        rejected = int((2.0 * _upper_tail(n) <= alpha).sum())
        return float(pairs - 2 * (rejected - 1)) if rejected else math.inf
    return 1.0 + NormalDist().inv_cdf(1.0 - alpha / 2.0) * math.sqrt(_variance(n, ties))


def _interval(slopes: np.ndarray, critical: float) -> tuple[float, float]:
    pairs = len(slopes)
    rank = math.floor((pairs - critical) / 2) if critical <= pairs else -1
    if rank < 0:
        return -math.inf, math.inf
    return float(slopes[rank]), float(slopes[pairs - 1 - rank])


@lru_cache(maxsize=64)
def _upper_tail(n: int) -> np.ndarray:
    """Return the chances of at most 0, 1, 2, ... falling pairs among ``n`` values in random order.

    The number of falling pairs, the inversions of a permutation, is the sum of independent
    uniform numbers from 0 to k - 1 for k up to n.
    """
    chances = np.ones(1)
    for k in range(2, n + 1):
        chances = np.convolve(chances, np.full(k, 1.0 / k))
    return np.minimum(np.cumsum(chances), 1.0)
