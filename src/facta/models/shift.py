"""A difference of level between two samples of real values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDING = 1e-12  # a difference so small beside the values is their rounding


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference of two means, its 80 % and 95 % intervals, and the p of no difference."""

    difference: float
    low80: float
    high80: float
    low95: float
    high95: float
    p: float


def level_difference(after: Sequence[float], before: Sequence[float]) -> Difference:
    """Return the mean of one sample minus that of an earlier one, with Welch's t intervals.

    Where neither sample varies, t says nothing; the exact permutation p of complete separation is
    used, and an interval it does not reach is unbounded.

    Parameters
    ----------
    after, before
        Values in one unit, shapes (m,) and (n,), two or more each.

    Raises
    ------
    ValueError
        When a sample has fewer than two values.

    References
    ----------
    Welch, B. L. (1947). The generalization of 'Student's' problem when several different
    population variances are involved. Biometrika 34, 28-35.
    Pitman, E. J. G. (1937). Significance tests which may be applied to samples from any
    populations. Supplement to the Journal of the Royal Statistical Society 4, 119-130.

    Examples
    --------
    >>> found = level_difference([5.0, 6.0, 7.0], [1.0, 2.0, 3.0, 2.0])
    >>> found.difference, round(found.low95, 3), round(found.p, 4)
    (4.0, 2.008, 0.0054)
    """
    return _welch(tuple(float(x) for x in after), tuple(float(x) for x in before))


@lru_cache(maxsize=16384)
def _welch(after: tuple[float, ...], before: tuple[float, ...]) -> Difference:
    m, n = len(after), len(before)
    if min(m, n) < 2:  # noqa: PLR2004
        message = f"each sample needs two or more values; there are {m} and {n}"
        raise ValueError(message)
    (mean_a, square_a), (mean_b, square_b) = (
        _mean_and_square(after),
        _mean_and_square(before),
    )
    difference, square = mean_a - mean_b, square_a + square_b
    scale = max(abs(x) for x in (*after, *before))
    if square <= (ROUNDING * scale) ** 2:
        return _separated(difference if abs(difference) > ROUNDING * scale else 0.0, m, n)
    share = square_a / square
    df = 1.0 / (share**2 / (m - 1) + (1.0 - share) ** 2 / (n - 1))
    error = math.sqrt(square)
    p = 2.0 * float(stdtr(df, -abs(difference) / error))
    wide, wider = (-float(stdtrit(df, cut)) * error for cut in (0.1, 0.025))
    return Difference(
        difference,
        difference - wide,
        difference + wide,
        difference - wider,
        difference + wider,
        p,
    )


def _mean_and_square(values: tuple[float, ...]) -> tuple[float, float]:
    """Return the mean and the square of its standard error."""
    n = len(values)
    mean = math.fsum(values) / n
    return mean, math.fsum((x - mean) ** 2 for x in values) / (n - 1) / n


def _separated(difference: float, m: int, n: int) -> Difference:
    if difference == 0.0:
        return Difference(0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    p = 2.0 / math.comb(m + n, m)
    low80, high80 = (difference, difference) if p <= 0.2 else (-math.inf, math.inf)  # noqa: PLR2004
    low95, high95 = (difference, difference) if p <= 0.05 else (-math.inf, math.inf)  # noqa: PLR2004
    return Difference(difference, low80, high80, low95, high95, p)
