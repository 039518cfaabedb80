"""Breaks of a level or of a regression: where they lie, how many there are, and whether there is one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import erfcx, gammaln

from facta.models._series import numbers, unsound
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

FEWEST = 8
BASIS = 40  # polynomials that the chance of a crossing is found with; 60 give the same digits
FAR = 50.0  # statistics beyond which the first term of the tail has all the digits
TAIL = 0.025  # on either side of an interval of 95 %
EXACT = 1e-10  # residuals so small a share of the values are rounding
ROUNDING = 1e-12  # squares so small a share of those without a break are rounding


@dataclass(frozen=True, slots=True)
class Break:
    """The last position before a break, counted from 0, and its 95 % interval."""

    last: int
    low95: int
    high95: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """Breaks of the number that the criterion takes, and what every number would leave.

    ``coefficients`` has a row for each segment: its mean, or what each column of the design moves.
    ``squares`` and ``criteria`` are residual sums of squares and BIC with 0, 1, 2, ... breaks, and
    ``positions`` the last position before each break, for each of those numbers.
    """

    breaks: tuple[Break, ...]
    coefficients: tuple[tuple[float, ...], ...]
    squares: tuple[float, ...]
    criteria: tuple[float, ...]
    positions: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SupF:
    """The largest F of one break, its last position before the break, and the p of no break.

    ``first`` is the position of the first of the ``statistics``.
    """

    largest: float
    last: int
    p: float
    first: int
    statistics: tuple[float, ...]


def breaks(
    values: Sequence[float | None],
    design: Sequence[Sequence[float]] | None = None,
    *,
    most: int = 5,
    shortest: float = 0.15,
) -> Breaks | Refusal:
    """Find the breaks that leave the smallest sum of squares, and their number by BIC.

    Dynamic programming tries every set of breaks, so the answer is the best there is, not a search
    that may stop early. The interval of a break is that of Bai, by the distribution of the place
    where a two-sided Brownian motion with drift has its peak; the spread of residuals and regressors
    may differ from segment to segment.

    Parameters
    ----------
    values
        Shape (n,), evenly spaced.
    design
        Shape (n, k), the constant among the columns; a constant alone where none is given, and then
        the level breaks.
    most
        Largest number of breaks that is tried; fewer where they do not fit.
    shortest
        Share of all periods that a segment has at least.

    Returns
    -------
    Breaks or Refusal
        A refusal for fewer than 8 values, gaps, values that never change or that the design
        explains without residuals, and where segments are too short for the design.

    References
    ----------
    Bai, J. (1997). Estimation of a change point in multiple regression models. Review of Economics
    and Statistics 79, 551-563.
    Bai, J. and Perron, P. (2003). Computation and analysis of multiple structural change models.
    Journal of Applied Econometrics 18, 1-22.
    Yao, Y.-C. (1988). Estimating the number of change-points via Schwarz' criterion. Statistics &
    Probability Letters 6, 181-189.

    Examples
    --------
    >>> found = breaks([1, 2, 1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8, 9, 8])
    >>> found.breaks, [round(level, 2) for level, in found.coefficients]
    ((Break(last=7, low95=6, high95=8),), [1.5, 8.5])
    """
    y = numbers(values)
    x = np.ones((len(y), 1)) if design is None else np.array(design, dtype=np.float64)
    h = max(math.floor(shortest * len(y)), 1)
    if reason := _unsound(y, x, h):
        return reason
    scale = float(np.abs(y).max())
    triangle = _squares(y / scale, x, h) * scale**2
    if triangle[0, -1] <= (EXACT * scale) ** 2 * len(y):
        return Refusal("the design explains every value: there are no residuals to weigh breaks by")
    found = _best(triangle, min(most, len(y) // h - 1), h)
    squares = np.array([total for total, _ in found])
    if squares.min() <= max((EXACT * scale) ** 2 * len(y), ROUNDING * squares[0]):
        return Refusal("between the breaks nothing varies, so their number cannot be weighed by residuals")
    n, k = x.shape
    parameters = (k + 1) * np.arange(1, len(found) + 1)
    criteria = n * (np.log(squares / n) + 1.0 + math.log(2.0 * math.pi)) + math.log(n) * parameters
    taken = found[int(np.argmin(criteria))][1]
    parts = _segments(y, x, taken)
    return Breaks(
        tuple(_interval(last, *parts[i : i + 2]) for i, last in enumerate(taken)),
        tuple(tuple(part.coefficients.tolist()) for part in parts),
        tuple(squares.tolist()),
        tuple(criteria.tolist()),
        tuple(where for _, where in found),
    )


def sup_f(
    values: Sequence[float | None],
    design: Sequence[Sequence[float]] | None = None,
    *,
    shortest: float = 0.15,
) -> SupF | Refusal:
    """Test whether there is one break at an unknown place, by the largest F.

    The p is that of the limit distribution of Andrews, worked out and not looked up (``sup_f_p``).
    It holds for residuals without serial correlation.

    Parameters
    ----------
    values, design
        As for ``breaks``.
    shortest
        Share of all periods on either side of the break at least; above 0 and below 1/2.

    Returns
    -------
    SupF or Refusal
        F is Chow's times the number of coefficients, as in Andrews. Refusals as for ``breaks``.

    References
    ----------
    Andrews, D. W. K. (1993). Tests for parameter instability and structural change with unknown
    change point. Econometrica 61, 821-856.

    Examples
    --------
    >>> found = sup_f([1, 2, 1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8, 9, 8])
    >>> found.last, round(found.largest, 6), found.p < 1e-6
    (7, 686.0, True)
    """
    y = numbers(values)
    x = np.ones((len(y), 1)) if design is None else np.array(design, dtype=np.float64)
    n, k = x.shape
    h = max(math.floor(shortest * n), k + 1)
    if reason := _unsound(y, x, h):
        return reason
    scale = float(np.abs(y).max())
    before = _squares(y / scale, x, h, starts=1)[0]
    after = _squares(y[::-1] / scale, x[::-1], h, starts=1)[0][::-1]
    at = np.arange(h - 1, n - h)
    split = before[at] + after[at + 1]
    if split.min() <= max(EXACT**2 * n, ROUNDING * before[-1]):
        return Refusal("with a break the design explains every value: there are no residuals to test with")
    statistics = (before[-1] - split) / (split / (n - 2 * k))
    top = int(np.argmax(statistics))
    largest = float(statistics[top])
    trimmed = min(max(h / n, shortest), 0.5 - 1e-9)
    p = sup_f_p(largest, k, trimmed)
    return SupF(largest, int(at[top]), p, int(at[0]), tuple(statistics.tolist()))


def sup_f_p(largest: float, coefficients: int, shortest: float) -> float:
    """Return the chance of a sup-F so large where nothing breaks.

    In the limit the F along all places is the square of an Ornstein-Uhlenbeck process of so many
    dimensions. The chance that it stays below a line is a sum over the eigenvalues of its generator
    with that line as a wall, found here by polynomials.

    Parameters
    ----------
    largest
        The statistic, 0 or more.
    coefficients
        How many may break, 1 or more.
    shortest
        Share of all periods left out on either side, above 0 and below 1/2.

    References
    ----------
    Andrews, D. W. K. (2003). Tests for parameter instability and structural change with unknown
    change point: a corrigendum. Econometrica 71, 395-397.
    James, B., James, K. L. and Siegmund, D. (1987). Tests for a change-point. Biometrika 74, 71-83.
    Estrella, A. (2003). Critical values and p values of Bessel process distributions: computation
    and application to structural break tests. Econometric Theory 19, 1128-1143.

    Examples
    --------
    >>> [round(sup_f_p(value, 1, 0.15), 3) for value in (7.12, 8.68, 12.16)]
    [0.108, 0.054, 0.011]
    """
    if largest <= 0.0:
        return 1.0
    k, span = float(coefficients), 2.0 * math.log((1.0 - shortest) / shortest)
    if largest > FAR + 2.0 * k:
        peak = k / 2.0 * math.log(largest / 2.0) - largest / 2.0 - float(gammaln(k / 2.0))
        return min(1.0, math.exp(peak) * ((1.0 - k / largest) * span + 4.0 / largest))
    return min(1.0, max(0.0, 1.0 - _stays_below(largest / 2.0, k / 2.0, span)))


def _stays_below(wall: float, half: float, span: float) -> float:
    """Return the chance that half the square of the process stays below a wall for so long."""
    s, size, basis, slopes = _polynomials()
    # With x = wall * s**2 the weight is smooth in s whatever the dimension.
    x = wall * s**2
    mass = np.exp((half - 1.0) * np.log(x) - x - float(gammaln(half))) * 2.0 * wall * s * size
    values = (1.0 - s**2)[:, None] * basis
    rises = (-basis + (1.0 - s**2)[:, None] * 2.0 * slopes) / wall  # by x
    # Orthonormal polynomials under the weight, so that the eigenvalues are those of one matrix.
    left, diagonal, right = np.linalg.svd(np.sqrt(mass)[:, None] * values, full_matrices=False)
    kept = diagonal > 1e-12 * diagonal[0]
    left, turn = left[:, kept], right[kept].T / diagonal[kept]
    slope = np.sqrt(mass * x)[:, None] * (rises @ turn)
    rates, vectors = np.linalg.eigh(slope.T @ slope)
    weights = (vectors.T @ (left.T @ np.sqrt(mass))) ** 2
    return float(weights @ np.exp(-rates * span))


@cache
def _polynomials() -> tuple[Floats, Floats, Floats, Floats]:
    """Return places in (0, 1), their weights, and Legendre's polynomials there with their slopes."""
    place, size = (np.asarray(part, np.float64) for part in np.polynomial.legendre.leggauss(2 * BASIS))
    s = (place + 1.0) / 2.0
    turned = 2.0 * s**2 - 1.0
    slopes = np.polynomial.legendre.legder(np.eye(BASIS))
    basis = np.asarray(np.polynomial.legendre.legvander(turned, BASIS - 1), np.float64)
    return s, size / 2.0, basis, np.asarray(np.polynomial.legendre.legval(turned, slopes).T, np.float64)


@dataclass(frozen=True, slots=True)
class _Segment:
    """What a segment says: its coefficients, the mean square of its residuals and of its regressors."""

    coefficients: Floats
    variance: float
    moments: Floats
    periods: int


def _unsound(y: Floats, x: Floats, shortest: int) -> Refusal | None:
    if reason := unsound(y, FEWEST):
        return reason
    if x.ndim != 2 or len(x) != len(y) or not np.isfinite(x).all():  # noqa: PLR2004
        return Refusal(f"a design has a row of finite numbers for each of {len(y)} values; not {x.shape}")
    if shortest <= x.shape[1] or 2 * shortest > len(y):
        return Refusal(
            f"segments of {shortest} of {len(y)} periods do not bear {x.shape[1]} coefficients on two sides"
        )
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return Refusal("the columns of the design follow from one another")
    return None


def _squares(y: Floats, x: Floats, shortest: int, starts: int | None = None) -> Floats:
    """Return the residual sum of squares from each start to each end, both included; inf where short."""
    n, k = x.shape
    found = np.full((starts or n, n), np.inf)
    if k == 1 and np.ptp(x) == 0.0:
        y = y - y.mean()
    else:
        x = np.linalg.qr(x)[0] * math.sqrt(n)
        y = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    for start in range(min(starts or n, n - shortest + 1)):
        part, mine = x[start:], y[start:]
        ends = slice(shortest - 1, None)
        cross = np.cumsum(part[:, :, None] * part[:, None, :], axis=0)[ends]
        along = np.cumsum(part * mine[:, None], axis=0)[ends]
        fitted = _solved(cross, along)
        explained = (along * fitted).sum(-1)
        found[start, start + shortest - 1 :] = np.maximum(np.cumsum(mine**2)[ends] - explained, 0.0)
    return found


def _solved(cross: Floats, along: Floats) -> Floats:
    if cross.shape[-1] == 1:
        found: Floats = along / cross[:, 0]
        return found
    try:
        found = np.asarray(np.linalg.solve(cross, along[..., None])[..., 0], np.float64)
    except np.linalg.LinAlgError:  # a dummy that is 0 throughout a stretch
        found = (np.linalg.pinv(cross, hermitian=True) @ along[..., None])[..., 0]
    return found


def _best(triangle: Floats, most: int, shortest: int) -> list[tuple[float, tuple[int, ...]]]:
    """Return the least sum of squares with 0, 1, ... breaks, and the last position before each break."""
    n = len(triangle)
    totals = [triangle[0]]
    origins: list[Whole] = []
    for _ in range(most):
        # Rows: the last position before the new segment; columns: where that segment ends.
        tried = totals[-1][:-1, None] + triangle[1:, :]
        origin = np.argmin(tried, axis=0)
        totals.append(tried[origin, np.arange(n)])
        origins.append(origin)
    found: list[tuple[float, tuple[int, ...]]] = []
    for number, total in enumerate(totals):
        end, where = n - 1, []
        for level in range(number - 1, -1, -1):
            end = int(origins[level][end])
            where.append(end)
        if number * shortest < n and np.isfinite(total[-1]):
            found.append((float(total[-1]), tuple(reversed(where))))
    return found


def _segments(y: Floats, x: Floats, taken: tuple[int, ...]) -> list[_Segment]:
    found = []
    for start, stop in zip(
        (0, *(last + 1 for last in taken)), (*(t + 1 for t in taken), len(y)), strict=True
    ):
        part, mine = x[start:stop], y[start:stop]
        coefficients = np.asarray(np.linalg.lstsq(part, mine, rcond=None)[0], np.float64)
        left = mine - part @ coefficients
        found.append(_Segment(coefficients, float((left**2).mean()), part.T @ part / len(part), stop - start))
    return found


def _interval(last: int, before: _Segment, after: _Segment) -> Break:
    """Return Bai's interval, rounded outward, within both segments."""
    apart = after.coefficients - before.coefficients
    moved, moved_after = (float(apart @ part.moments @ apart) for part in (before, after))
    least = 1e-6 * max(before.variance, after.variance)  # of a segment that does not vary
    variance, variance_after = max(before.variance, least), max(after.variance, least)
    # An estimate that may lie this much too early says that the break may lie as much later.
    early = _reach(variance / variance_after) * variance / moved
    late = _reach(variance_after / variance) * variance_after / moved_after
    low, high = last - math.floor(late) - 1, last + math.floor(early) + 1
    return Break(last, max(low, last - before.periods + 1), min(high, last + after.periods))


def _reach(ratio: float) -> float:
    """Return the time beyond which the peak lies with a chance of 1/40, on one of two sides."""
    if ratio / (1.0 + ratio) <= TAIL:
        return 0.0
    return float(brentq(lambda time: _beyond(time, ratio) - TAIL, 0.0, 200.0, xtol=1e-9))


def _beyond(time: float, ratio: float) -> float:
    """Return the chance of a peak on one side, later than a time.

    Each side is a Brownian motion with drift -1/2 in its own time; its peak is exponential. It beats
    the other side's peak m with a chance of 1 - exp(-ratio * m), and the joint density of peak and
    time is that of the first passage. The integral of that density is the difference of two parts.
    """
    drift, root = 0.5 + ratio, math.sqrt(time / 8.0)
    tail, gauss = math.erfc(root), math.exp(-time / 8.0)
    passage = 2.0 * drift * tail - gauss * float(erfcx(2.0 * drift * root))
    lost = tail * (0.25 - root**2 / 2.0) + root * gauss / (2.0 * math.sqrt(math.pi))
    return drift / (ratio + ratio**2) * passage - 4.0 * lost
