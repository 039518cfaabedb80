"""Whether forecast distributions are as wide as what comes scatters, and centred on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtr
from scipy.stats import nbinom, poisson

from facta.models.refusal import Refusal
from facta.models.scores import (
    crps_negative_binomial,
    crps_poisson,
    dawid_sebastiani,
    log_negative_binomial,
    log_poisson,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Score = Literal["rps", "log", "dss"]

FAINT = 1e-12  # a tail that is left out of sums over counts


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How many standard errors the mean score lies above the one expected, and the two-sided p."""

    z: float
    p: float
    n: int


def pit_heights(below: ArrayLike, at_most: ArrayLike, *, bins: int = 10) -> Floats:
    """Return the heights of the histogram of the probability integral transform, 1 where it is flat.

    A hump says that forecasts were too wide, a trough that they were too narrow, a slope that they lay
    to one side. Counts are not made continuous at random: each spreads evenly over its own chance.

    Parameters
    ----------
    below, at_most
        The chance forecast of less than what came, and of that or less, shape (n,); the same where
        figures are continuous.
    bins
        Of equal width, between 0 and 1.

    References
    ----------
    Czado, C., Gneiting, T. and Held, L. (2009). Predictive model assessment for count data.
    Biometrics 65, 1254-1261.

    Examples
    --------
    >>> pit_heights([0.0, 0.6], [0.5, 1.0], bins=2).tolist()
    [1.0, 1.0]
    """
    low, high = (np.asarray(values, dtype=np.float64) for values in (below, at_most))
    if low.ndim != 1 or low.shape != high.shape or not low.size or not ((low >= 0) & (high <= 1)).all():
        message = "what came has two chances each, of less than it and of no more, within 0 and 1"
        raise ValueError(message)
    if (low > high).any():
        message = "less than what came is likelier than that or less"
        raise ValueError(message)
    edges = np.linspace(0.0, 1.0, bins + 1)[1:, None]
    width = high - low
    spread = np.clip((edges - low) / np.where(width > 0, width, 1.0), 0.0, 1.0)
    reached = np.where(width > 0, spread, edges >= high).mean(axis=1)
    found: Floats = np.diff(reached, prepend=0.0) * bins
    return found


def pit_of_draws(draws: ArrayLike, actual: ArrayLike) -> tuple[Floats, Floats]:
    """Return the chances of less than what came, and of that or less, by its rank among draws.

    What came counts as one draw more: where it is one of them in law, its rank is even.

    Parameters
    ----------
    draws, actual
        Shapes (..., m) and (...).

    Examples
    --------
    >>> below, at_most = pit_of_draws([[1, 2, 2, 5]], [2])
    >>> below.tolist(), at_most.tolist()
    ([0.2], [0.8])
    """
    drawn, came = np.asarray(draws, dtype=np.float64), np.asarray(actual, dtype=np.float64)[..., None]
    if np.isnan(drawn).any() or np.isnan(came).any():
        message = "a rank needs draws and what came; something is missing"
        raise ValueError(message)
    many = drawn.shape[-1] + 1.0
    return (drawn < came).sum(axis=-1) / many, ((drawn <= came).sum(axis=-1) + 1.0) / many


def calibration_test(
    actual: ArrayLike, mean: ArrayLike, *, size: ArrayLike | None = None, score: Score = "rps"
) -> Calibrated | Refusal:
    """Test whether counts come from the Poissons, or negative binomials, that were forecast.

    The mean score is compared with its expectation and variance under the forecasts, and the
    difference taken for normal. Forecasts are taken for independent.

    Parameters
    ----------
    actual, mean
        Counts that came and means that were forecast, shape (n,).
    size
        Where given, forecasts are negative binomial of variance mean + mean² / size.
    score
        ``rps`` the ranked probability score, ``log`` the log score, ``dss`` that of Dawid and Sebastiani.

    Returns
    -------
    Calibrated or Refusal
        z is above 0 where counts score worse than expected, as with forecasts that are too narrow. A
        refusal of no forecast.

    References
    ----------
    Wei, W. and Held, L. (2014). Calibration tests for count data. Test 23, 787-805.

    Examples
    --------
    >>> found = calibration_test([0, 9, 1, 8, 0, 9, 2], [4.0] * 7)
    >>> round(found.z, 3), found.p < 0.01
    (5.391, True)
    """
    came, rate = np.broadcast_arrays(np.asarray(actual, dtype=np.float64), np.asarray(mean, dtype=np.float64))
    sizes = None if size is None else np.broadcast_to(np.asarray(size, dtype=np.float64), came.shape)
    if not came.size:
        return Refusal("no forecast has been resolved")
    excess = _scored(came, rate, sizes, score)
    variance = 0.0
    laws = rate[None] if sizes is None else np.stack([rate, sizes])
    different, which, many = np.unique(laws, axis=1, return_inverse=True, return_counts=True)
    expected = np.empty(many.size)
    for at, (law, times) in enumerate(zip(different.T, many, strict=True)):
        known = poisson(law[0]) if sizes is None else nbinom(law[1], law[1] / (law[0] + law[1]))
        counts = np.arange(int(known.isf(FAINT)) + 2.0)
        chance = known.pmf(counts)
        each = _scored(counts, law[0], None if sizes is None else law[1], score)
        expected[at] = chance @ each
        variance += times * float(chance @ np.square(each - expected[at]))
    z = float((excess - expected[which.ravel()]).sum() / np.sqrt(variance))
    return Calibrated(z, 2.0 * float(ndtr(-abs(z))), came.size)


def _scored(counts: Floats, mean: ArrayLike, size: ArrayLike | None, score: Score) -> Floats:
    if score == "dss":
        rate = np.asarray(mean, dtype=np.float64)
        return dawid_sebastiani(counts, rate, rate if size is None else rate + rate**2 / np.asarray(size))
    if size is None:
        return (crps_poisson if score == "rps" else log_poisson)(counts, mean)
    return (crps_negative_binomial if score == "rps" else log_negative_binomial)(counts, mean, size)
