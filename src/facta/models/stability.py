"""Whether an elasticity stays the same: windows that roll over time, with one band for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, stdtrit

from facta.models.elasticity import FEWEST_PERIODS, lagged_design, poisson_fit, refusal
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Rolling:
    """Elasticity in each window, a band that holds all of them at 90 %, and the test of no change.

    ``ends`` are the positions of the windows' last periods. ``p_constant`` is the chance that some
    window would differ so much from the whole if the elasticity had never changed.
    """

    ends: tuple[int, ...]
    values: tuple[float, ...]
    low90: tuple[float, ...]
    high90: tuple[float, ...]
    whole: float
    p_constant: float
    window: int


def rolling_elasticity(
    responses: Sequence[float], drivers: Sequence[float], *, window: int, step: int = 1, seed: int = 0
) -> Rolling | Refusal:
    """Estimate the elasticity in overlapping windows, honestly about their number.

    Neighbouring windows share their periods, so a smooth wave of estimates is what chance looks
    like. The windows' joint distribution under one elasticity is drawn from the working model of
    the whole series; the band is the narrowest that all windows keep to in 90 % of the draws (sup-t),
    and the test asks how often the window farthest from the whole is as far as the one seen.

    Parameters
    ----------
    responses, drivers
        As for ``elasticity`` without lags, shape (n,).
    window, step
        Periods in a window, 24 or more, and from one window to the next.
    seed
        Of the draws: the same seed gives the same answer.

    Raises
    ------
    ValueError
        When a window is shorter than 24 periods or a step than 1, or for responses and drivers
        that ``elasticity`` would not take.

    References
    ----------
    Andrews, D. W. K. (1993). Tests for parameter instability and structural change with unknown
    change point. Econometrica 61, 821-856.
    Montiel Olea, J. L. and Plagborg-Moller, M. (2019). Simultaneous confidence bands: theory,
    implementation, and an application to SVARs. Journal of Applied Econometrics 34, 1-17.
    """
    y, x = np.array(responses, dtype=float), np.array(drivers, dtype=float)
    if window < FEWEST_PERIODS or step < 1:
        raise ValueError(f"a window has {FEWEST_PERIODS} periods or more and a step 1 or more")
    if y.shape != x.shape or y.ndim != 1 or not (y >= 0).all() or not (x > 0).all():
        message = "responses of 0 or more and drivers above 0 are of the same periods"
        raise ValueError(message)
    if too_little := _refusal(y, x, window, step):
        return too_little
    starts = np.arange(0, len(y) - window + 1, step)
    at = starts[:, None] + np.arange(window)
    parts = poisson_fit(y[at], lagged_design(np.log(x)[at], (0,)))
    if not parts.settled:
        return Refusal("in some window the fit did not settle: the driver tells zeros from the rest")
    values = parts.coefficients[:, 1]
    value, cut, p = _judged(y, np.log(x), at, values, seed)
    known = parts.error(np.array([0.0, 1.0]))
    half = stdtrit(known.freedom, ndtr(cut)) * known.error
    low, high = values - half, values + half
    ends = tuple((starts + window - 1).tolist())
    return Rolling(ends, tuple(values.tolist()), tuple(low.tolist()), tuple(high.tolist()), value, p, window)


def _judged(
    y: Floats, logs: Floats, at: NDArray[np.int64], values: Floats, seed: int
) -> tuple[float, float, float]:
    """Return the elasticity of the whole, the cut of the band in deviations, and the p of no change."""
    whole = poisson_fit(y, lagged_design(logs, (0,)))
    working = whole.working()
    weights = np.zeros((len(at), len(y)))
    weights[np.arange(len(at))[:, None], at] = _window_weights(whole.means[at], logs[at])
    drawn = _drawn(len(y), float(working.autocorrelation), seed)
    drawn *= np.sqrt(working.variances * whole.means)
    own = drawn @ weights.T
    apart = own - (drawn @ (whole.weights(np.array([0.0, 1.0])) / np.sqrt(whole.means)))[:, None]
    value = float(whole.coefficients[1])
    seen = float((np.abs(values - value) / _deviation(apart)).max())
    p = (1 + int((_farthest(apart) >= seen).sum())) / (1 + DRAWS)
    return value, float(np.quantile(_farthest(own), 0.9)), p


def _refusal(y: Floats, x: Floats, window: int, step: int) -> Refusal | None:
    fewest = window + FEWEST_PERIODS // 2
    if len(y) < fewest:
        return Refusal(f"windows of {window} periods need {fewest} to roll over; there are {len(y)}")
    for start in range(0, len(y) - window + 1, step):
        part = slice(start, start + window)
        if too_little := refusal(y[part], x[part]):
            return Refusal(f"in the window that starts at position {start}, {too_little.reason}")
    return None


def _window_weights(means: Floats, logs: Floats) -> Floats:
    """Return what a disturbance of each period moves each window's slope by."""
    centre = (means * logs).sum(-1, keepdims=True) / means.sum(-1, keepdims=True)
    found: Floats = (logs - centre) / (means * (logs - centre) ** 2).sum(-1, keepdims=True)
    return found


def _drawn(periods: int, autocorrelation: float, seed: int) -> Floats:
    """Return normal draws of a first-order autoregression, shape (DRAWS, periods)."""
    found = np.random.default_rng(seed).standard_normal((DRAWS, periods))
    fresh = np.sqrt(1.0 - autocorrelation**2)
    for t in range(1, periods):
        found[:, t] = autocorrelation * found[:, t - 1] + fresh * found[:, t]
    return found


def _deviation(columns: Floats) -> Floats:
    found: Floats = np.sqrt((columns**2).mean(0))
    return found


def _farthest(columns: Floats) -> Floats:
    found: Floats = (np.abs(columns) / _deviation(columns)).max(1)
    return found
