"""The odds ratio of two by two counts, exactly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from facta.models._quantiles import reached
from facta.models.rates import Ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDE = 60.0  # a log odds ratio that no table of counts reaches, but for one with a 0
TIE = 1e-7  # of a log chance: R and SciPy take as near for equal


def odds_ratio(first: float, second: float, third: float, fourth: float) -> Ratio:
    """Return the conditional estimate of (first / second) / (third / fourth), and its exact intervals.

    Infinite or 0 where a count is 0. Given all four margins the first count is noncentral
    hypergeometric; p sums the chances no larger than that of the one seen.

    Examples
    --------
    >>> found = odds_ratio(3, 1, 1, 3)
    >>> [round(value, 4) for value in (found.ratio, found.low95, found.high95, found.p)]
    [6.4083, 0.2117, 626.2435, 0.4857]
    """
    low, high = max(0.0, first - fourth), min(first + second, first + third)
    support = np.arange(low, high + 1.0)
    logs = -(
        gammaln(support + 1.0)
        + gammaln(first + second - support + 1.0)
        + gammaln(first + third - support + 1.0)
        + gammaln(fourth - first + support + 1.0)
    )

    def weighed(log_ratio: float) -> NDArray[np.float64]:
        tilted = logs + log_ratio * support
        chances: NDArray[np.float64] = np.exp(tilted - tilted.max())
        chances /= chances.sum()
        return chances

    def mean(log_ratio: float) -> float:
        return float(weighed(log_ratio) @ support)

    def at_least(log_ratio: float) -> float:
        return float(weighed(log_ratio)[support >= first].sum())

    def above(log_ratio: float) -> float:
        return float(weighed(log_ratio)[support > first].sum())

    ends = (-WIDE, WIDE)
    if low == high:
        return Ratio(math.nan, 0.0, math.inf, 0.0, math.inf, 1.0)
    ratio = 0.0 if first == low else math.inf if first == high else math.exp(reached(mean, first, ends))
    limits = []
    for cut in (0.1, 0.025):
        limits.append(0.0 if first == low else math.exp(reached(at_least, cut, ends)))
        limits.append(math.inf if first == high else math.exp(reached(above, 1.0 - cut, ends)))
    chances = weighed(0.0)
    p = float(chances[chances <= chances[support == first][0] * (1.0 + TIE)].sum())
    return Ratio(ratio, limits[0], limits[1], limits[2], limits[3], min(1.0, p))
