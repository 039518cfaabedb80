"""Counts: exact Poisson tails, and where the next count would lie given earlier ones.

The next count is predicted by a negative binomial, the mixture of Poissons over a gamma
distributed rate. The mixture carries the uncertainty of the rate and, where earlier counts vary
more than a Poisson would, their extra variation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, betaincc, gammainc, gammaincc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Tails:
    """Chances of a count as low (``lower``) and as high (``upper``) as the one seen.

    ``point`` is the chance of exactly the count seen.
    """

    lower: float
    upper: float
    point: float

    @property
    def p(self) -> float:
        """Ordinary two-sided p: twice the smaller tail, at most 1."""
        return min(1.0, 2.0 * min(self.lower, self.upper))

    @property
    def mid_p(self) -> float:
        """Two-sided mid-p: half the chance of the count seen is left out of its tail."""
        return min(1.0, 2.0 * (min(self.lower, self.upper) - 0.5 * self.point))


def poisson_tails(count: int, mean: float) -> Tails:
    """Return the exact Poisson tails of a count given its mean.

    Raises
    ------
    ValueError
        When the count or the mean is below 0.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    Lancaster, H. O. (1961). Significance tests in discrete distributions. JASA 56, 223-234.

    Examples
    --------
    >>> tails = poisson_tails(9, 4.0)
    >>> round(tails.upper, 5), round(tails.p, 5), round(tails.mid_p, 5)
    (0.02136, 0.04273, 0.0295)
    """
    if count < 0 or mean < 0:
        message = f"a count and its mean are 0 or more, not {count!r} and {mean!r}"
        raise ValueError(message)
    upper = float(gammainc(count, mean)) if count else 1.0
    lower = float(gammaincc(count + 1, mean))
    point = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) if mean else float(count == 0)
    return Tails(lower, upper, point)


@dataclass(frozen=True, slots=True)
class Predicted:
    """A negative binomial with a ``mean`` and a ``shape`` (the size; a Poisson as it grows).

    Variance is ``mean + mean ** 2 / shape``. ``dispersion`` is the part of ``1 / shape`` that
    comes from earlier counts varying more than a Poisson; the rest is uncertainty of the rate.
    """

    mean: float
    shape: float
    dispersion: float

    def over(self, exposure: float) -> Predicted:
        """Return the prediction for another exposure, as many times this one's."""
        return Predicted(self.mean * exposure, self.shape, self.dispersion)

    def tails(self, count: float) -> Tails:
        """Return the exact tails of a whole count; those of a Poisson where the shape is infinite."""
        if math.isinf(self.shape):
            return poisson_tails(int(count), self.mean)
        chance = self.shape / (self.shape + self.mean)
        lower = float(betainc(self.shape, count + 1.0, chance))
        if count <= 0:
            return Tails(lower, 1.0, lower)
        upper = float(betaincc(self.shape, count, chance))
        return Tails(lower, upper, max(0.0, lower + upper - 1.0))

    def p_value(self, count: float) -> float:
        """Return the ordinary two-sided p of a count."""
        return self.tails(count).p

    def side(self, count: float, central: float) -> int:
        """Say on which side of a central band a count lies: -1, 0 (inside) or 1."""
        tails, cut = self.tails(count), (1.0 - central) / 2.0
        return int(tails.upper <= cut) - int(tails.lower <= cut)

    def band(self, central: float) -> tuple[float, float]:
        """Return the lowest and the highest count inside a central band, say 0.8.

        A count outside has at most ``(1 - central) / 2`` beyond it, itself included.
        """
        return _band(self, central)


@lru_cache(maxsize=16384)
def _band(predicted: Predicted, central: float) -> tuple[float, float]:
    cut = (1.0 - central) / 2.0
    low = _first(lambda count: predicted.tails(count).lower > cut)
    high = _first(lambda count: predicted.tails(count + 1).upper <= cut)
    return float(low), float(high)


def _first(holds: Callable[[int], bool]) -> int:
    """Return the smallest whole number from which on a monotone condition holds."""
    if holds(0):
        return 0
    step = 1
    while not holds(step):
        step *= 2
    below, above = step // 2, step
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above


def predict_count(
    baseline: Sequence[float],
    exposures: Sequence[float] | None = None,
    exposure: float = 1.0,
) -> Predicted:
    """Predict the next count from earlier ones.

    The rate has Jeffreys' prior: a gamma posterior of shape ``sum(baseline) + 1/2``, so that
    earlier zeros alone do not make one event impossible. Where counts vary more than a Poisson,
    their dispersion is estimated by moments and enlarged by ``(n - 1) / (n - 3)``, as the
    variance of Student's t is, because it is itself estimated.

    Parameters
    ----------
    baseline
        Earlier counts, shape (n,), whole and 0 or more.
    exposures
        Days (or any unit of exposure) of each earlier count, shape (n,); equal when left out.
    exposure
        Exposure of the count to predict, in the same unit.

    Raises
    ------
    ValueError
        When there is no earlier count, a count is below 0 or an exposure is not above 0.

    References
    ----------
    Jeffreys, H. (1946). An invariant form for the prior probability in estimation problems.
    Proceedings of the Royal Society A 186, 453-461.
    Breslow, N. E. (1984). Extra-Poisson variation in log-linear models. Applied Statistics 33,
    38-44.
    Bain, L. J. and Patel, J. K. (1993). Prediction intervals based on partial observations for
    some discrete distributions. IEEE Transactions on Reliability 42, 459-463.

    Examples
    --------
    >>> next_month = predict_count([3, 5, 4, 4, 2, 6, 4, 4])
    >>> next_month.mean, next_month.shape, next_month.band(0.95)
    (4.0625, 32.5, (1.0, 9.0))
    """
    counts = tuple(float(count) for count in baseline)
    days = tuple(float(day) for day in exposures) if exposures is not None else (1.0,) * len(counts)
    return _predict(counts, days, float(exposure))


@lru_cache(maxsize=16384)
def _predict(counts: tuple[float, ...], exposures: tuple[float, ...], exposure: float) -> Predicted:
    if not counts or len(counts) != len(exposures):
        message = f"{len(counts)} counts need as many exposures, at least one; there are {len(exposures)}"
        raise ValueError(message)
    if min(counts) < 0 or min(exposures) <= 0 or exposure <= 0:
        message = "counts are 0 or more and exposures above 0"
        raise ValueError(message)
    x, e = np.array(counts), np.array(exposures)
    total, days = float(x.sum()), float(e.sum())
    weight = float((e**2).sum()) / days**2
    alpha = _dispersion(x, e)
    shape = 1.0 / (1.0 / (total + 0.5) + alpha * (1.0 + weight))
    return Predicted((total + 0.5) * exposure / days, shape, alpha)


def _dispersion(x: np.ndarray, e: np.ndarray) -> float:
    """Return the moment estimate of ``alpha`` in ``variance = mean + alpha * mean ** 2``."""
    n = len(x)
    if n < 2 or not x.any():  # noqa: PLR2004
        return 0.0
    mean = e * (x.sum() / e.sum())
    kept = 1.0 - float((e**2).sum() / e.sum() ** 2)
    excess = float(((x - mean) ** 2).sum() / kept - mean.sum())
    alpha = max(0.0, excess / float((mean**2).sum()))
    return alpha * (n - 1) / (n - 3) if n > 4 else 3.0 * alpha  # noqa: PLR2004
