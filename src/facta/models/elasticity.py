"""Elasticity: by how many per cent a count or flow moves when another one moves by one per cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

from facta.models.long_run import LongRun, Spread, long_run, spread
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_PERIODS = 24
FEWEST_NONZERO = 12
FEWEST_VALUES = 5
SMALLEST_SPREAD = 0.05  # standard deviation of log x: one of about 5 per cent
ITERATIONS = 60
STEP = 2.0
SETTLED = 1e-10


@dataclass(frozen=True, slots=True)
class Fit:
    """Fits by Poisson pseudo-maximum likelihood, and what an error is made from."""

    coefficients: Floats  # (..., k)
    means: Floats  # (..., n)
    scaled: Floats  # (..., n), Pearson residuals
    roots: Floats  # (..., n, k), design times the root of the means
    inverse: Floats  # (..., k, k)
    settled: bool

    def weights(self, combination: Floats) -> Floats:
        """Return the weights of the residuals in a combination of coefficients, shape (..., n)."""
        found: Floats = (self.roots @ (self.inverse @ combination)[..., None])[..., 0]
        return found

    def working(self) -> Spread:
        """Return the working model of the residuals."""
        half = self.roots @ self.inverse
        leverages = (half * self.roots).sum(-1)
        lagged = (half[..., 1:, :] * self.roots[..., :-1, :]).sum(-1)
        return spread(self.scaled, self.means, leverages, lagged)

    def error(self, combination: Floats, working: Spread | None = None) -> LongRun:
        """Return the error of a combination of coefficients, serial correlation allowed for."""
        known = working or self.working()
        return long_run(self.scaled, self.roots, self.weights(combination), self.inverse, known)


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The total elasticity, its central 90 % interval, and the p of none and of direct proportion.

    ``by_lag`` has one elasticity for each lag; ``freedom`` is that of the t behind interval and p;
    ``dispersion`` is variance over mean in units of the responses; ``autocorrelation`` is that of
    the residuals, 0 where it is negative.
    """

    total: float
    low90: float
    high90: float
    p_none: float
    p_proportional: float
    by_lag: tuple[float, ...]
    freedom: float
    dispersion: float
    autocorrelation: float
    periods: int
    nonzero: int


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Elasticity to the last rise and to the last fall, their difference, its interval and its p."""

    rise: float
    fall: float
    difference: float
    low90: float
    high90: float
    p: float
    rises: int
    falls: int


def poisson_fit(responses: Floats, design: Floats) -> Fit:
    """Maximise the Poisson pseudo-likelihood, for one series or many at once.

    Parameters
    ----------
    responses
        0 or more, shape (..., n), not all 0; need not be whole.
    design
        First column 1, shape (..., n, k), of full rank.

    References
    ----------
    Gourieroux, C., Monfort, A. and Trognon, A. (1984). Pseudo maximum likelihood methods:
    applications to Poisson models. Econometrica 52, 701-720.
    Santos Silva, J. M. C. and Tenreyro, S. (2006). The log of gravity. Review of Economics and
    Statistics 88, 641-658.
    """
    scale = responses.mean(-1, keepdims=True)
    scaled = responses / scale
    found = np.zeros((*design.shape[:-2], design.shape[-1]))
    turned = np.swapaxes(design, -1, -2)
    settled = False
    for _ in range(ITERATIONS):
        means = np.exp((design @ found[..., None])[..., 0])
        information = turned @ (design * means[..., None])
        score = (turned @ (scaled - means)[..., None])[..., 0]
        step = np.linalg.solve(information, score[..., None])[..., 0]
        size = np.abs(step).max(-1, keepdims=True)
        found = found + step * np.minimum(1.0, STEP / np.maximum(size, SETTLED))
        settled = bool(size.max() < SETTLED)
        if settled:
            break
    found[..., 0] += np.log(scale[..., 0])
    means = np.exp((design @ found[..., None])[..., 0])
    roots = design * np.sqrt(means)[..., None]
    inverse: Floats = np.linalg.inv(np.swapaxes(roots, -1, -2) @ roots).astype(np.float64, copy=False)
    return Fit(found, means, (responses - means) / np.sqrt(means), roots, inverse, settled)


def elasticity(
    responses: Sequence[float],
    drivers: Sequence[float],
    lags: Sequence[int] = (0,),
) -> Elasticity | Refusal:
    """Estimate how one side's flow answers to the other's, and test for direct proportion.

    The mean of the response is exp(a + sum of b_l log x(t - l)); the total elasticity is the sum
    of the b_l. Direct proportion is an elasticity of 1: twice as much for twice as much. A positive
    correlation is not enough, so both 0 and 1 are tested.

    Parameters
    ----------
    responses
        Counts or amounts, 0 or more, in the order of time at even steps, shape (n,).
    drivers
        Above 0, of the same periods, shape (n,).
    lags
        By how many periods the driver may lead, 0 or more, each once.

    Returns
    -------
    Elasticity or Refusal
        A refusal with fewer than 24 periods or 12 responses above 0, or where the driver or the
        response does not vary enough to tell.

    Raises
    ------
    ValueError
        When lengths differ, a response is below 0, a driver is not above 0, or lags are no lags.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2006). The log of gravity. Review of Economics and
    Statistics 88, 641-658.
    Lazarus, E., Lewis, D. J., Stock, J. H. and Watson, M. W. (2018). HAR inference: recommendations
    for practice. Journal of Business & Economic Statistics 36, 541-559.

    Examples
    --------
    >>> drivers = [2.0 + t % 7 for t in range(40)]
    >>> responses = [3 * x + (-1) ** t for t, x in enumerate(drivers)]
    >>> found = elasticity(responses, drivers)
    >>> round(found.total, 2), found.p_none < 0.001, found.p_proportional > 0.1
    (1.0, True, True)
    """
    y, x = _series(responses, drivers)
    behind = _lags(lags)
    start = max(behind)
    if too_little := refusal(y[start:], x):
        return too_little
    fitted = _fit_one(y[start:], lagged_design(np.log(x), behind))
    if isinstance(fitted, Refusal):
        return fitted
    return _total(fitted, int((y[start:] > 0).sum()))


def _total(fitted: Fit, nonzero: int) -> Elasticity:
    """Return the sum of all coefficients but the first, with what it is worth."""
    slopes = fitted.coefficients[1:]
    working = fitted.working()
    known = fitted.error(np.array([0.0] + [1.0] * len(slopes)), working)
    total, error, freedom = float(slopes.sum()), float(known.error), float(known.freedom)
    wide = float(stdtrit(freedom, 0.95)) * error
    return Elasticity(
        total,
        total - wide,
        total + wide,
        two_sided(total, error, freedom),
        two_sided(total - 1.0, error, freedom),
        tuple(slopes.tolist()),
        freedom,
        float(working.dispersion),
        float(working.autocorrelation),
        len(fitted.means),
        nonzero,
    )


def asymmetry(responses: Sequence[float], drivers: Sequence[float]) -> Asymmetry | Refusal:
    """Compare the answer to a rise of the driver with that to a fall.

    The mean is exp(a + b log x(t - 1) + r rise + f fall), where rise and fall are the change of
    log x since the period before, split by its sign. In direct proportion b, r and f are all 1; an
    answer to rises only has r above f. The changes are split, not their cumulated sums: those grow
    as a trend does, and any trend of the response would pass for asymmetry.

    Parameters
    ----------
    responses, drivers
        As for ``elasticity``.

    Returns
    -------
    Asymmetry or Refusal
        The difference is that of rise less fall. A refusal as for ``elasticity``, and with fewer
        than 8 rises or falls.

    References
    ----------
    Granger, C. W. J. and Lee, T. H. (1989). Investigation of production, sales and inventory
    relationships using multicointegration and non-symmetric error correction models. Journal of
    Applied Econometrics 4, S145-S159.
    Shin, Y., Yu, B. and Greenwood-Nimmo, M. (2014). Modelling asymmetric cointegration and dynamic
    multipliers in a nonlinear ARDL framework. Festschrift in Honor of Peter Schmidt, 281-314.

    Examples
    --------
    >>> drivers = [2.0 + (t * t) % 11 for t in range(60)]
    >>> responses = [4 * x + (-1) ** t for t, x in enumerate(drivers)]
    >>> found = asymmetry(responses, drivers)
    >>> found.low90 < 0 < found.high90
    True
    """
    fewest = 8
    y, x = _series(responses, drivers)
    if too_little := refusal(y[1:], x):
        return too_little
    logs = np.log(x)
    change = np.diff(logs)
    rises, falls = int((change > 0).sum()), int((change < 0).sum())
    if min(rises, falls) < fewest:
        return Refusal(f"rises and falls need {fewest} each to be compared; there are {rises} and {falls}")
    parts = (logs[:-1] - logs.mean(), np.maximum(change, 0.0), np.minimum(change, 0.0))
    fitted = _fit_one(y[1:], np.column_stack([np.ones(len(change)), *parts]))
    if isinstance(fitted, Refusal):
        return fitted
    combination = np.array([0.0, 0.0, 1.0, -1.0])
    known = fitted.error(combination)
    rise, fall = (float(b) for b in fitted.coefficients[2:])
    error, freedom = float(known.error), float(known.freedom)
    wide = float(stdtrit(freedom, 0.95)) * error
    gap = rise - fall
    return Asymmetry(rise, fall, gap, gap - wide, gap + wide, two_sided(gap, error, freedom), rises, falls)


def two_sided(distance: float, error: float, freedom: float) -> float:
    """Return the p of a distance from what is tested, by Student's t."""
    if error == 0.0:
        return float(distance == 0.0)
    return 2.0 * float(stdtr(freedom, -abs(distance) / error))


def lagged_design(logs: Floats, lags: tuple[int, ...]) -> Floats:
    """Return ones and centred logs at each lag, shape (..., n - longest lag, 1 + lags)."""
    start, n = max(lags), logs.shape[-1]
    centred = logs - logs.mean(-1, keepdims=True)
    columns = [centred[..., start - lag : n - lag] for lag in lags]
    return np.stack([np.ones_like(columns[0]), *columns], axis=-1)


def refusal(responses: Floats, drivers: Floats) -> Refusal | None:
    """Return why so few or such values give no elasticity, or None where they do."""
    periods, nonzero = len(responses), int((responses > 0).sum())
    if periods < FEWEST_PERIODS:
        return Refusal(f"an elasticity needs {FEWEST_PERIODS} periods; there are {periods}")
    if nonzero < FEWEST_NONZERO:
        return Refusal(
            f"an elasticity needs {FEWEST_NONZERO} periods with a response above 0; "
            f"there are {nonzero} in {periods}"
        )
    values, deviation = len(np.unique(drivers)), float(np.log(drivers).std())
    if values < FEWEST_VALUES or deviation < SMALLEST_SPREAD:
        return Refusal(
            f"the driver hardly varies: {values} different values, which deviate by "
            f"{100 * deviation:.1f} % from each other; an elasticity needs {FEWEST_VALUES} values and "
            f"{100 * SMALLEST_SPREAD:.0f} %"
        )
    return None


def _fit_one(responses: Floats, design: Floats) -> Fit | Refusal:
    k = design.shape[1]
    if min(int(np.linalg.matrix_rank(rows)) for rows in (design, design[responses > 0])) < k:
        return Refusal("the driver's lags or changes cannot be told apart in the periods with a response")
    fitted = poisson_fit(responses, design)
    if not fitted.settled:
        return Refusal(f"the fit did not settle in {ITERATIONS} steps: the driver tells zeros from the rest")
    return fitted


def _series(responses: Sequence[float], drivers: Sequence[float]) -> tuple[Floats, Floats]:
    y, x = np.array(responses, dtype=float), np.array(drivers, dtype=float)
    if y.shape != x.shape or y.ndim != 1:
        raise ValueError(f"responses and drivers are of the same periods; there are {y.shape} and {x.shape}")
    if not (np.isfinite(y).all() and np.isfinite(x).all()) or (y < 0).any() or (x <= 0).any():
        message = "responses are 0 or more and drivers above 0"
        raise ValueError(message)
    return y, x


def _lags(lags: Sequence[int]) -> tuple[int, ...]:
    found = tuple(int(lag) for lag in lags)
    if not found or min(found) < 0 or len(set(found)) < len(found):
        raise ValueError(f"lags are whole numbers of 0 or more, each once; there are {found!r}")
    return found
