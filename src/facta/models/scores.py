"""Proper scores of forecasts: chances, draws, counts and intervals. Less is better, all through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, gammaln, hyp2f1, ive, pdtr, xlog1py, xlogy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

BINS = (0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)  # lower edges, the last is open
MANY = 10.0  # sizes above which the spread of a negative binomial is summed


def brier(probability: ArrayLike, happened: ArrayLike) -> Floats:
    """Return squares of chances less what happened, 0 or 1, of any shape.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather
    Review 78, 1-3.

    Examples
    --------
    >>> brier([0.75, 0.5], [1, 0]).tolist()
    [0.0625, 0.25]
    """
    chance, seen = _chances(probability, happened)
    return np.square(chance - seen)


def log_score(probability: ArrayLike, happened: ArrayLike, *, least: float = 0.0) -> Floats:
    """Return minus the natural log of the chance given to what happened.

    Parameters
    ----------
    probability, happened
        Chances of yes, and 1 for yes or 0 for no; nan where unknown. Any shape.
    least
        Chances nearer to 0 or 1 than this are moved to it, which bounds the score at -log(least). At 0
        a certainty that was wrong scores infinity.

    References
    ----------
    Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14, 107-114.

    Examples
    --------
    >>> log_score([0.5, 0.0], [1, 1]).round(4).tolist()
    [0.6931, inf]
    >>> log_score([0.0], [1], least=0.01).round(4).tolist()
    [4.6052]
    """
    if not 0 <= least < 0.5:  # noqa: PLR2004  (an even chance is moved nowhere)
        raise ValueError(f"the least chance is 0 or more and below 1/2, not {least!r}")
    chance, seen = _chances(probability, happened)
    chance = np.clip(chance, least, 1.0 - least)
    with np.errstate(divide="ignore"):  # a certainty that was wrong
        found: Floats = 0.0 - xlogy(seen, chance) - xlog1py(1.0 - seen, -chance)
    return found


def crps_draws(draws: ArrayLike, actual: ArrayLike) -> Floats:
    """Return the continuous ranked probability score of draws, taken as the whole distribution.

    Parameters
    ----------
    draws
        Shape (..., m); in any order.
    actual
        Shape (...).

    Returns
    -------
    array
        Shape (...), in the unit of the draws: the mean distance of the draws to what came less half
        the mean distance between draws, each with itself too. Nan where anything is.

    References
    ----------
    Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
    estimation. JASA 102, 359-378.

    Examples
    --------
    >>> crps_draws([[0, 0, 4, 8], [3, 3, 3, 3]], [4, 1]).tolist()
    [1.25, 2.0]
    """
    # From what came the distances are small, so that large figures keep their digits.
    away = np.sort(_away(draws, actual), axis=-1)
    many = away.shape[-1]
    places = np.arange(1.0 - many, many, 2.0)
    found: Floats = np.abs(away).mean(axis=-1) - away @ places / many**2
    return found


def crps_counted(values: ArrayLike, counts: ArrayLike, actual: ArrayLike) -> Floats:
    """Return the CRPS of values that were drawn so many times, or weigh so much.

    Parameters
    ----------
    values, counts
        Values and their weights, shape (..., k), one of which is above 0; in any order.
    actual
        Shape (...).

    Examples
    --------
    >>> crps_counted([[0, 4, 8], [3, 5, 9]], [[2, 1, 1], [4, 0, 0]], [4, 1]).tolist()
    [1.25, 2.0]
    """
    away, weight = np.broadcast_arrays(_away(values, actual), np.asarray(counts, dtype=np.float64))
    if (weight < 0).any() or not (weight.sum(axis=-1) != 0).all():
        message = "every value has a count of 0 or more, and one of each row is above 0"
        raise ValueError(message)
    order = np.argsort(away, axis=-1)
    away, weight = (np.take_along_axis(array, order, axis=-1) for array in (away, weight))
    weight = weight / weight.sum(axis=-1, keepdims=True)
    places = 2.0 * np.cumsum(weight, axis=-1) - weight - 1.0
    found: Floats = (weight * (np.abs(away) - away * places)).sum(axis=-1)
    return found


def ignorance_binned(draws: ArrayLike, actual: ArrayLike, *, bins: tuple[float, ...] = BINS) -> Floats:
    """Return minus the base-2 log of the share of draws in the bin of what came.

    Each bin gets one draw more, so that none is empty.

    Parameters
    ----------
    draws, actual
        Counts, shapes (..., m) and (...).
    bins
        Lower edges, rising; the last bin is open, the first starts at the least count.

    Raises
    ------
    ValueError
        When a count is below the first bin.

    References
    ----------
    Hegre, H. et al. (2025). The 2023/24 VIEWS prediction challenge. Journal of Peace Research 62.

    Examples
    --------
    >>> ignorance_binned([[0] * 19 + [1] * 2], [0]).round(4).tolist()
    [0.6781]
    """
    drawn, came = np.asarray(draws, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    if (drawn < bins[0]).any() or (came < bins[0]).any():
        raise ValueError(f"counts are {bins[0]:g} or more")
    # Of so few bins, comparing with two edges is much faster than looking each draw up.
    edges = np.array([*bins, np.inf])
    own = np.clip(np.searchsorted(edges, came, side="right"), 1, len(bins))
    low, high = edges[own - 1][..., None], edges[own][..., None]
    count = ((drawn >= low) & (drawn < high)).sum(axis=-1)
    unknown = np.isnan(came) | np.isnan(drawn).any(axis=-1)
    return np.where(unknown, np.nan, -np.log2((count + 1.0) / (drawn.shape[-1] + len(bins))))


def interval_score(low: ArrayLike, high: ArrayLike, actual: ArrayLike, alpha: float) -> Floats:
    """Return the width of central 1 - alpha intervals plus 2 / alpha of what they were missed by.

    References
    ----------
    Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
    estimation. JASA 102, 359-378.

    Examples
    --------
    >>> interval_score([1, 1], [5, 5], [4, 7], 0.1).tolist()
    [4.0, 44.0]
    """
    if not 0 < alpha < 1:
        raise ValueError(f"an interval is missed with a chance between 0 and 1, not {alpha!r}")
    least, most, came = (np.asarray(values, dtype=np.float64) for values in (low, high, actual))
    if (least > most).any():
        message = "an interval ends before it starts"
        raise ValueError(message)
    missed = np.maximum(least - came, 0.0) + np.maximum(came - most, 0.0)
    return most - least + 2.0 / alpha * missed


def interval_score_draws(draws: ArrayLike, actual: ArrayLike, alpha: float = 0.1) -> Floats:
    """Return interval scores of draws, shape (..., m), whose limits are interpolated quantiles.

    Examples
    --------
    >>> interval_score_draws([range(101)], [97], 0.1).round(9).tolist()
    [130.0]
    """
    low, high = np.quantile(np.asarray(draws, dtype=np.float64), (alpha / 2.0, 1.0 - alpha / 2.0), axis=-1)
    return interval_score(low, high, actual, alpha)


def mean_interval_score(draws: ArrayLike, actual: ArrayLike, alpha: float = 0.1) -> float:
    """Return the mean over all cases of the interval scores of draws."""
    return float(interval_score_draws(draws, actual, alpha).mean())


def crps_poisson(actual: ArrayLike, mean: ArrayLike) -> Floats:
    """Return the CRPS of a Poisson, which for counts is their ranked probability score.

    References
    ----------
    Wei, W. and Held, L. (2014). Calibration tests for count data. Test 23, 787-805.

    Examples
    --------
    >>> crps_poisson([0, 3], 2.0).round(4).tolist()
    [1.2285, 0.6645]
    """
    count, rate = _counts(actual), _above(mean, "mean")
    at = np.exp(-log_poisson(count, rate))
    spread = rate * (ive(0, 2.0 * rate) + ive(1, 2.0 * rate))
    found: Floats = (count - rate) * (2.0 * pdtr(count, rate) - 1.0) + 2.0 * rate * at - spread
    return found


def crps_negative_binomial(actual: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Floats:
    """Return the CRPS of negative binomial counts of variance mean + mean² / size.

    References
    ----------
    Wei, W. and Held, L. (2014). Calibration tests for count data. Test 23, 787-805.
    Jordan, A., Krüger, F. and Lerch, S. (2019). Evaluating probabilistic forecasts with
    scoringRules. Journal of Statistical Software 90(12).

    Examples
    --------
    >>> crps_negative_binomial([0, 3], 2.0, 1.0).round(4).tolist()
    [0.8, 0.9852]
    """
    count, rate, n = _counts(actual), _above(mean, "mean"), _above(size, "size")
    p = n / (n + rate)
    at_most = betainc(n, count + 1.0, p)
    before = np.where(count > 0, betainc(n + 1.0, np.maximum(count, 1.0), p), 0.0)
    spread = _spread(n, 4.0 * (1.0 - p) / (2.0 - p) ** 2) / (2.0 - p)
    found: Floats = count * (2.0 * at_most - 1.0) - rate * (2.0 * before - 1.0 + spread)
    return found


def log_poisson(actual: ArrayLike, mean: ArrayLike) -> Floats:
    """Return minus the natural log of the chance that a Poisson gives to counts.

    Examples
    --------
    >>> log_poisson([0, 3], 2.0).round(4).tolist()
    [2.0, 1.7123]
    """
    count, rate = _counts(actual), _above(mean, "mean")
    found: Floats = rate - xlogy(count, rate) + gammaln(count + 1.0)
    return found


def log_negative_binomial(actual: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Floats:
    """Return minus the natural log of the chance that a negative binomial gives to counts.

    Examples
    --------
    >>> log_negative_binomial([0, 3], 2.0, 1.0).round(4).tolist()
    [1.0986, 2.315]
    """
    count, rate, n = _counts(actual), _above(mean, "mean"), _above(size, "size")
    ways = gammaln(count + n) - gammaln(n) - gammaln(count + 1.0)
    found: Floats = n * np.log1p(rate / n) - xlogy(count, rate / (n + rate)) - ways
    return found


def squared_error(actual: ArrayLike, mean: ArrayLike) -> Floats:
    """Return squares of what came less the mean, in squares of the unit."""
    return np.square(np.asarray(actual, dtype=np.float64) - np.asarray(mean, dtype=np.float64))


def dawid_sebastiani(actual: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """Return squared errors over variances plus the logs of these: means and widths alone are weighed.

    For a Poisson the variance is the mean, for a negative binomial mean + mean² / size.

    References
    ----------
    Dawid, A. P. and Sebastiani, P. (1999). Coherent dispersion criteria for optimal experimental
    design. Annals of Statistics 27, 65-81.

    Examples
    --------
    >>> dawid_sebastiani([5], [3.0], [4.0]).round(4).tolist()
    [2.3863]
    """
    spread = _above(variance, "variance")
    return squared_error(actual, mean) / spread + np.log(spread)


def _chances(probability: ArrayLike, happened: ArrayLike) -> tuple[Floats, Floats]:
    chance, seen = (np.asarray(values, dtype=np.float64) for values in (probability, happened))
    if (chance < 0).any() or (chance > 1).any():
        message = "a chance lies between 0 and 1"
        raise ValueError(message)
    if (~np.isnan(seen) & (seen != 0) & (seen != 1)).any():
        message = "what happened is 1 for yes, 0 for no, and nan where nobody knows"
        raise ValueError(message)
    return chance, seen


def _away(draws: ArrayLike, actual: ArrayLike) -> Floats:
    drawn = np.asarray(draws, dtype=np.float64)
    if not drawn.ndim or not drawn.shape[-1]:
        message = "there are no draws"
        raise ValueError(message)
    return drawn - np.asarray(actual, dtype=np.float64)[..., None]


def _counts(actual: ArrayLike) -> Floats:
    count = np.asarray(actual, dtype=np.float64)
    known = count[~np.isnan(count)]
    if (known < 0).any() or (known != np.floor(known)).any():
        message = "counts are whole, and 0 or more"
        raise ValueError(message)
    return count


def _above(values: ArrayLike, what: str) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if (found <= 0).any():
        raise ValueError(f"a {what} is above 0, not {found.min():g}")
    return found


def _spread(n: Floats, w: Floats) -> Floats:
    """Return the hypergeometric function 2F1(1 - n, 1/2; 2; w), w from 0 to 1.

    This is Pfaff's transformation of the one printed, which loses half its digits far out. Where n is
    large SciPy's is nan; Euler's integral over an angle is then a peak, and is summed at Gauss's points.
    """
    n, w = np.broadcast_arrays(n, w)
    place, weight = np.polynomial.legendre.leggauss(64)
    large = np.maximum(n, MANY)[..., None] - 1.0
    end = np.minimum(np.pi / 2.0, 9.0 / np.sqrt(large * w[..., None]))  # beyond is less than 1e-14 of it
    angle = end * (place + 1.0) / 2.0
    height = np.cos(angle) ** 2 * np.exp(large * np.log1p(-w[..., None] * np.sin(angle) ** 2))
    found: Floats = np.where(
        n > MANY,
        2.0 / np.pi * (end[..., 0] * (height @ weight)),
        hyp2f1(1.0 - np.minimum(n, MANY), 0.5, 2.0, w),
    )
    return found
