"""Where the next value lies, given earlier ones: a central prediction band of real values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

TINY = 1e-9  # of a rank
ROUNDING = 1e-12  # a spread so small beside the values is their rounding
RANKS_FROM = 39  # the smallest sample whose extremes bound the central 95 %: 1 / (39 + 1) = 2.5 %


@dataclass(frozen=True, slots=True)
class Predicted:
    """Where the next value lies.

    ``method`` is ``"t"``, ``"log t"`` or ``"ranks"``. ``sample`` is sorted; ``sign`` is -1 when
    logs were taken of negated values.
    """

    method: str
    sample: tuple[float, ...]
    centre: float
    spread: float
    sign: int

    def tails(self, value: float) -> tuple[float, float]:
        """Return the chances of a value as low and as high as this one."""
        if self.method == "ranks":
            return self._ranks(value)
        if self.method == "t":
            return self._student(value)
        if value * self.sign <= 0:
            return (0.0, 1.0) if self.sign > 0 else (1.0, 0.0)
        lower, upper = self._student(math.log(value * self.sign))
        return (lower, upper) if self.sign > 0 else (upper, lower)

    def p_value(self, value: float) -> float:
        """Return the two-sided p of a new value: twice the smaller tail, at most 1."""
        return min(1.0, 2.0 * min(self.tails(value)))

    def side(self, value: float, central: float) -> int:
        """Say on which side of a central band a value lies: -1, 0 (inside) or 1."""
        low, high = self.band(central)
        return int(value > high) - int(value < low)

    def band(self, central: float) -> tuple[float, float]:
        """Return the central band, say 0.8; infinite where so few values cannot bound it."""
        cut = (1.0 - central) / 2.0
        if self.method == "ranks":
            return self._quantile(cut), -_quantile_of_negated(self, cut)
        reach = -float(stdtrit(len(self.sample) - 1, cut)) * self.spread
        low, high = self.centre - reach, self.centre + reach
        if self.method == "t":
            return low, high
        ends = (self.sign * _exp(low), self.sign * _exp(high))
        return min(ends), max(ends)

    def _student(self, value: float) -> tuple[float, float]:
        t, df = (value - self.centre) / self.spread, len(self.sample) - 1
        return float(stdtr(df, t)), float(stdtr(df, -t))

    def _quantile(self, p: float) -> float:
        n = len(self.sample)
        rank = (n + 1) * p
        if rank < 1.0 - TINY:
            return -math.inf
        whole = min(math.floor(rank + TINY), n)
        step = max(rank - whole, 0.0) if whole < n else 0.0
        below = self.sample[whole - 1]
        return below + step * (self.sample[whole] - below) if step > TINY else below

    def _ranks(self, value: float) -> tuple[float, float]:
        n = len(self.sample)
        under = sum(x < value for x in self.sample)
        ties = sum(x == value for x in self.sample)
        if ties:
            return (under + ties) / (n + 1), (n - under) / (n + 1)
        if under in (0, n):
            return (1 / (n + 1), 1.0) if under == 0 else (1.0, 1 / (n + 1))
        below, above = self.sample[under - 1], self.sample[under]
        rank = under + (value - below) / (above - below)
        return rank / (n + 1), 1.0 - rank / (n + 1)


def _quantile_of_negated(predicted: Predicted, p: float) -> float:
    mirrored = tuple(-x for x in reversed(predicted.sample))
    return Predicted("ranks", mirrored, 0.0, 0.0, 1)._quantile(p)  # noqa: SLF001


def _exp(x: float) -> float:
    return math.exp(x) if x < 709.0 else math.inf  # noqa: PLR2004


def predict_value(sample: Sequence[float], *, log: bool = False, resolution: float = 0.0) -> Predicted:
    """Predict the next value from earlier ones that are exchangeable with it.

    Fewer than 39 values: Student's t with ``n - 1`` degrees of freedom and the factor
    ``sqrt(1 + 1/n)``; on logs when ``log`` and all values have one sign. From 39 values on: the
    empirical quantiles at rank ``(n + 1) p``, exact for exchangeable values of any distribution.
    Where all values are the same, ranks are used however few they are: a t of no spread would
    call any change impossible.

    Parameters
    ----------
    sample
        Earlier values, shape (n,), in the unit of the answer.
    log
        Take logs where all values have one sign.
    resolution
        Width of the grid that values were read on, in the same unit; 0 when read finely. The
        spread is at least that of the difference of two readings, ``resolution / sqrt(6)``.

    Raises
    ------
    ValueError
        When there are fewer than two values, or one is not finite.

    References
    ----------
    Hahn, G. J. (1969). Factors for calculating two-sided prediction intervals for samples from a
    normal distribution. JASA 64, 878-888.
    Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American
    Statistician 50, 361-365.

    Examples
    --------
    >>> predicted = predict_value([4.0, 5.0, 6.0, 5.0, 4.0, 6.0, 5.0, 5.0])
    >>> low, high = predicted.band(0.95)
    >>> round(low, 3), round(high, 3), round(predicted.p_value(7.5), 4)
    (3.104, 6.896, 0.0169)
    >>> predict_value([2.0] * 8).band(0.8)
    (-inf, inf)
    """
    return _predict(tuple(float(x) for x in sample), log, float(resolution))


@lru_cache(maxsize=16384)
def _predict(sample: tuple[float, ...], log: bool, resolution: float) -> Predicted:  # noqa: FBT001
    n = len(sample)
    if n < 2 or not all(math.isfinite(x) for x in sample):  # noqa: PLR2004
        message = f"a band needs two or more finite values; there are {n}"
        raise ValueError(message)
    ordered = tuple(sorted(sample))
    same_sign = ordered[0] > 0 or ordered[-1] < 0
    sign = -1 if ordered[-1] < 0 else 1
    logs = log and same_sign
    values = [math.log(x * sign) for x in ordered] if logs else list(ordered)
    middle = abs(math.fsum(ordered) / n)
    floor = resolution / math.sqrt(6.0) / (middle if logs else 1.0)
    scale = max(abs(values[0]), abs(values[-1]))
    centre = math.fsum(values) / n
    deviation = math.sqrt(math.fsum((x - centre) ** 2 for x in values) / (n - 1))
    spread = max(deviation, floor) * math.sqrt(1.0 + 1.0 / n)
    if n >= RANKS_FROM or spread <= ROUNDING * scale:
        return Predicted("ranks", ordered, 0.0, 0.0, 1)
    return Predicted("log t" if logs else "t", ordered, centre, spread, sign)
