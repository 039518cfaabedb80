"""Two rates of events compared: their ratio, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scipy.special import betainc, betaincinv, gammaln, xlog1py, xlogy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ratio of two rates, its central 80 % and 95 % intervals, and the p of no difference."""

    ratio: float
    low80: float
    high80: float
    low95: float
    high95: float
    p: float


def rate_ratio(
    count: float,
    exposure: float,
    other: float,
    other_exposure: float,
    *,
    dispersion: float = 1.0,
) -> Ratio:
    """Compare a rate with another one, conditionally on the total of both counts.

    Given the total, the first count is binomial; its Clopper-Pearson limits become limits of the
    ratio. ``p`` sums the chances of every split no likelier than the one seen, which is what R's
    ``poisson.test`` does; the intervals are central, so at the edge p and interval may disagree.

    Parameters
    ----------
    count, other
        Events of the rate in question and of the one it is compared with.
    exposure, other_exposure
        Their exposures, in one unit, say days.
    dispersion
        Variance over mean of such counts, 1 or more. Above 1 both counts are divided by it
        (a quasi-Poisson), which widens the intervals; the answer is then approximate.

    Returns
    -------
    Ratio
        Without a unit. Infinite when only the other count is 0, nan when both are.

    Raises
    ------
    ValueError
        When a count is below 0, an exposure not above 0, or the dispersion below 1.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26, 404-413.
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. Biometrika 31, 313-323.
    Wedderburn, R. W. M. (1974). Quasi-likelihood functions. Biometrika 61, 439-447.

    Examples
    --------
    >>> two = rate_ratio(30, 50, 10, 50)
    >>> two.ratio, round(two.low95, 4), round(two.high95, 4), round(two.p, 6)
    (3.0, 1.4274, 6.8793, 0.002221)
    """
    return _compare(float(count), float(exposure), float(other), float(other_exposure), float(dispersion))


def overdispersion(counts: Sequence[float], exposures: Sequence[float], groups: Sequence[int]) -> float:
    """Return variance over mean of counts around the rate of their group, 1 at the least.

    Parameters
    ----------
    counts, exposures, groups
        Counts, their exposures in one unit, and the group of each, shapes (n,).

    References
    ----------
    Wedderburn, R. W. M. (1974). Quasi-likelihood functions. Biometrika 61, 439-447.

    Examples
    --------
    >>> overdispersion([0, 8, 4, 4], [1, 1, 1, 1], [0, 0, 1, 1])
    4.0
    """
    free = len(counts) - len(set(groups))
    squares = 0.0
    for group in set(groups):
        mine = [(x, e) for x, e, g in zip(counts, exposures, groups, strict=True) if g == group]
        rate = math.fsum(x for x, _ in mine) / math.fsum(e for _, e in mine)
        squares += math.fsum((x - rate * e) ** 2 / (rate * e) for x, e in mine) if rate else 0.0
    return max(1.0, squares / free) if free > 0 else 1.0


@lru_cache(maxsize=16384)
def _compare(count: float, exposure: float, other: float, other_exposure: float, dispersion: float) -> Ratio:
    if min(count, other) < 0 or min(exposure, other_exposure) <= 0 or dispersion < 1:
        message = "counts are 0 or more, exposures above 0 and a dispersion 1 or more"
        raise ValueError(message)
    x, y, scale = count / dispersion, other / dispersion, other_exposure / exposure
    low80, high80 = _limits(x, y, 0.8)
    low95, high95 = _limits(x, y, 0.95)
    ratio = x / y * scale if y else (math.inf if x else math.nan)
    share = exposure / (exposure + other_exposure)
    p = _p_exact(int(count), int(count + other), share) if dispersion == 1 else _p_central(x, y, share)
    return Ratio(ratio, low80 * scale, high80 * scale, low95 * scale, high95 * scale, p)


def _limits(x: float, y: float, central: float) -> tuple[float, float]:
    """Return Clopper-Pearson limits of the odds of ``x`` in ``x + y``."""
    cut = (1.0 - central) / 2.0
    low = float(betaincinv(x, y + 1.0, cut)) if x else 0.0
    # The complement by symmetry: 1 - high keeps its digits when high is near 1.
    rest = float(betaincinv(y, x + 1.0, cut)) if y else 0.0
    return low / (1.0 - low), (1.0 - rest) / rest if rest else math.inf


def _p_central(x: float, y: float, share: float) -> float:
    lower = float(betainc(y, x + 1.0, 1.0 - share)) if y else 1.0
    upper = float(betainc(x, y + 1.0, share)) if x else 1.0
    return min(1.0, 2.0 * min(lower, upper))


def _p_exact(x: int, total: int, share: float) -> float:
    """Return the two-sided binomial p by likelihood, as R's ``binom.test``."""

    def log_chance(k: int) -> float:
        ways = gammaln(total + 1) - gammaln(k + 1) - gammaln(total - k + 1)
        return float(ways + xlogy(k, share) + xlog1py(total - k, -share))

    def at_most(k: int) -> float:
        return 0.0 if k < 0 else 1.0 if k >= total else float(betainc(total - k, k + 1, 1.0 - share))

    mode = math.floor((total + 1) * share)
    bar = log_chance(x) + 1e-7
    if x == mode:
        return 1.0
    if x < mode:
        first = _search(mode, total + 1, lambda k: log_chance(k) <= bar)
        return min(1.0, at_most(x) + 1.0 - at_most(first - 1))
    first = _search(-mode, 1, lambda k: log_chance(-k) <= bar)
    return min(1.0, at_most(-first) + 1.0 - at_most(x - 1))


def _search(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """Return the first whole number from ``start`` on for which a monotone condition holds."""
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return start
