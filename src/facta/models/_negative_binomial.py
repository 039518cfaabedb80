"""Counts of a given mean and dispersion, many at once: the chance of as many, and quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betainc, betaincc, gammainc, gammaincc, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEARBY: Final = 6  # steps from a first guess before halving takes over
ROUNDING: Final = 1e-13
PLAIN: Final = 1.0 + 1e-12  # variance over mean of a Poisson


def at_least(counts: Floats, means: Floats, dispersion: Floats) -> Floats:
    """Return the chance of ``counts`` or more; variance is dispersion x mean, shapes (n,).

    Examples
    --------
    >>> at_least(np.array([0.0, 9.0]), np.array([4.0, 4.0]), np.array([1.0, 1.0])).round(5).tolist()
    [1.0, 0.02136]
    """
    wide = dispersion > PLAIN
    found = np.ones_like(means)
    some = (counts > 0) & (means > 0)
    found[(counts > 0) & (means <= 0)] = 0.0
    one, two = some & ~wide, some & wide
    found[one] = gammainc(counts[one], means[one])
    size = means[two] / (dispersion[two] - 1.0)
    found[two] = betaincc(size, counts[two], 1.0 / dispersion[two])
    return found


def quantile(p: float, means: Floats, dispersion: Floats) -> Floats:
    """Return the least count that is not exceeded with a chance of ``p``, shapes (n,).

    References
    ----------
    Cornish, E. A. and Fisher, R. A. (1938). Moments and cumulants in the specification of
    distributions. Revue de l'Institut International de Statistique 5, 307-320. (The first guess.)

    Examples
    --------
    >>> quantile(0.995, np.array([4.0, 4.0, 0.0]), np.array([1.0, 2.0, 1.0])).tolist()
    [10.0, 14.0, 0.0]
    """
    z = float(ndtri(p))
    deviation = np.sqrt(dispersion * means)
    guess = means + deviation * z + (z * z - 1.0) / 6.0 * (2.0 * dispersion - 1.0)
    found = np.maximum(np.floor(guess), 0.0)
    left = np.flatnonzero(means > 0)
    found[means <= 0] = 0.0
    for _ in range(NEARBY):
        now, mean, wide = found[left], means[left], dispersion[left]
        low = _up_to(now, mean, wide) < p - ROUNDING
        high = ~low & (now > 0)
        high[high] = _up_to(now[high] - 1.0, mean[high], wide[high]) >= p - ROUNDING
        found[left] += low.astype(float) - high
        left = left[low | high]
        if not len(left):
            return found
    found[left] = _halved(p, means[left], dispersion[left])
    return found


def _halved(p: float, means: Floats, dispersion: Floats) -> Floats:
    low, high = np.full_like(means, -1.0), np.ceil(means) + 1.0
    while (short := _up_to(high, means, dispersion) < p - ROUNDING).any():
        high[short] *= 2.0
    while (wide := high - low > 1).any():
        middle = np.where(wide, np.floor((low + high) / 2.0), high)
        enough = _up_to(middle, means, dispersion) >= p - ROUNDING
        high = np.where(wide & enough, middle, high)
        low = np.where(wide & ~enough, middle, low)
    return high


def _up_to(counts: Floats, means: Floats, dispersion: Floats) -> Floats:
    """Return the chance of ``counts`` or fewer, for means above 0."""
    wide = dispersion > PLAIN
    found = np.empty_like(means)
    found[~wide] = gammaincc(counts[~wide] + 1.0, means[~wide])
    size = means[wide] / (dispersion[wide] - 1.0)
    found[wide] = betainc(size, counts[wide] + 1.0, 1.0 / dispersion[wide])
    return found
