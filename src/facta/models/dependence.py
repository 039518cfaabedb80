"""Dependence of one economy on another, as intervals between low and high reports."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EXACT = 12  # partners up to which every corner of the box is tried


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two ends, and their arithmetic; each use of one varies by itself."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse ends that are no numbers or stand the wrong way round."""
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise ValueError(
                f"an interval goes from a low to a high number, not {self.low!r} to {self.high!r}"
            )

    @property
    def sign(self) -> Literal[-1, 0, 1] | None:
        """The sign that all values share, or None."""
        if self.low > 0:
            return 1
        if self.high < 0:
            return -1
        return 0 if self.low == self.high == 0 else None

    def __neg__(self) -> Interval:
        """Return the interval of the negated values."""
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        """Return the interval of sums."""
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        """Return the interval of differences."""
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        """Return the interval of products."""
        ends = [x * y for x, y in product((self.low, self.high), (other.low, other.high))]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Return the interval of quotients; a divisor that may be 0 is refused."""
        if other.low <= 0 <= other.high:
            raise ValueError(f"the divisor, {other.low!r} to {other.high!r}, may be 0")
        return self * Interval(1.0 / other.high, 1.0 / other.low)

    def log(self) -> Interval:
        """Return the interval of natural logarithms."""
        if self.low <= 0:
            raise ValueError(f"no logarithm where values, {self.low!r} to {self.high!r}, may be 0 or less")
        return Interval(math.log(self.low), math.log(self.high))


@dataclass(frozen=True, slots=True)
class Concentration:
    """Herfindahl-Hirschman index of shares, and the index carried to 0 for equal shares."""

    index: Interval
    normalised: Interval | None


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """How much more the first depends on the second than the other way round.

    ``sign`` is 1 or -1 only where the whole interval lies on that side, 0 where both are surely
    equal, else None. ``log_ratio`` is None where a dependence may be 0.
    """

    difference: Interval
    log_ratio: Interval | None
    sign: Literal[-1, 0, 1] | None


def between(reports: Sequence[float]) -> Interval:
    """Return the interval from the lowest to the highest report; ValueError where there is none.

    Examples
    --------
    >>> between([120.0, 95.0])
    Interval(low=95.0, high=120.0)
    """
    if not reports:
        message = "no report, so no interval"
        raise ValueError(message)
    return Interval(min(reports), max(reports))


def share(part: Interval, rest: Interval) -> Interval:
    """Return the share of a part in the whole, from the part and all the rest.

    The whole is the sum of both, so it never falls below the part; a partner's share of total
    trade and of a critical commodity are both got this way. The bounds are exact.

    Parameters
    ----------
    part, rest
        Values in one unit, 0 or more.

    Raises
    ------
    ValueError
        When a value may be below 0, or both may be 0.

    References
    ----------
    Hirschman, A. O. (1945). National power and the structure of foreign trade. University of
    California Press.
    Barbieri, K. (1996). Economic interdependence: a path to peace or a source of interstate
    conflict? Journal of Peace Research 33, 29-49.

    Examples
    --------
    >>> share(Interval(20, 30), Interval(60, 70))
    Interval(low=0.2222222222222222, high=0.3333333333333333)
    """
    _not_negative(part, rest)
    if part.low + rest.low <= 0:
        message = "the part and the rest may both be 0, so there is no share"
        raise ValueError(message)
    low = part.low / (part.low + rest.high) if part.low else 0.0
    return Interval(low, part.high / (part.high + rest.low) if part.high else 0.0)


def trade_over_gdp(trade: Interval, gdp: Interval) -> Interval:
    """Return trade with a partner over one's gross domestic product, both in one money.

    Raises
    ------
    ValueError
        When trade may be below 0, or the product is not surely above 0.

    References
    ----------
    Oneal, J. R. and Russett, B. M. (1997). The classical liberals were right: democracy,
    interdependence, and conflict, 1950-1985. International Studies Quarterly 41, 267-294.

    Examples
    --------
    >>> trade_over_gdp(Interval(1, 2), Interval(10, 20))
    Interval(low=0.05, high=0.2)
    """
    _not_negative(trade)
    _above_zero(gdp)
    return trade / gdp


def concentration(values: Sequence[Interval]) -> Concentration:
    """Return how concentrated the shares of partners, or of a commodity's suppliers, are.

    The index is the sum of squared shares: 1 for one partner, 1/n for n equal ones. Over all
    values in the intervals, its low end is exact: the index grows with the distance from equal
    shares, so each value goes as near as it may to one common level. Its high end is taken at a
    corner; up to 12 partners every corner is tried, and beyond that a bound is given which is
    never too low and lets at most one partner stand between its ends. The normalised index is
    (index - 1/n) / (1 - 1/n), None for one partner. n counts every value given, zeros too.

    Parameters
    ----------
    values
        Trade per partner, or supply per supplier, in one unit, 0 or more, shape (n,).

    Raises
    ------
    ValueError
        When a value may be below 0, or nothing is traded at all.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761-762.
    Herfindahl, O. C. (1950). Concentration in the steel industry. Columbia University.

    Examples
    --------
    >>> found = concentration([Interval(50, 50), Interval(25, 25), Interval(25, 25)])
    >>> found.index, round(found.normalised.low, 4)
    (Interval(low=0.375, high=0.375), 0.0625)
    """
    _not_negative(*values)
    low = np.array([value.low for value in values])
    high = np.array([value.high for value in values])
    if not high.any():
        message = "nothing is traded with anybody, so there is no concentration"
        raise ValueError(message)
    least = _least_index(low, high)
    most = _corner_index(low, high) if len(values) <= EXACT else _bound_index(low, high)
    index = Interval(least, max(least, most))
    n = len(values)
    if n == 1:
        return Concentration(index, None)
    normal = [min(1.0, max(0.0, (end - 1.0 / n) / (1.0 - 1.0 / n))) for end in (index.low, index.high)]
    return Concentration(index, Interval(*normal))


def net_exposure(share_of_partner: Interval, substitutable: Interval) -> Interval:
    """Return the share of a partner that nobody else could replace.

    Parameters
    ----------
    share_of_partner
        The partner's share, 0 to 1.
    substitutable
        What part of it others could deliver, 0 to 1.

    Raises
    ------
    ValueError
        When either leaves 0 to 1.

    Examples
    --------
    >>> net_exposure(Interval(0.5, 0.75), Interval(0.25, 0.5))
    Interval(low=0.25, high=0.5625)
    """
    for value in (share_of_partner, substitutable):
        if value.low < 0 or value.high > 1:
            raise ValueError(f"a share lies between 0 and 1, not {value.low!r} to {value.high!r}")
    return share_of_partner * (Interval(1.0, 1.0) - substitutable)


def asymmetry(dependence: Interval, other: Interval) -> Asymmetry:
    """Compare two dependences that share no figure.

    Where both come from one flow of trade, `gdp_asymmetry` and `share_asymmetry` are tighter.

    Parameters
    ----------
    dependence, other
        Dependence of the first on the second, and of the second on the first, 0 or more.

    Raises
    ------
    ValueError
        When a dependence may be below 0.

    Examples
    --------
    >>> asymmetry(Interval(0.2, 0.3), Interval(0.25, 0.4)).sign is None
    True
    """
    _not_negative(dependence, other)
    difference = dependence - other
    ratio = dependence.log() - other.log() if dependence.low > 0 and other.low > 0 else None
    return Asymmetry(difference, ratio, difference.sign)


def gdp_asymmetry(trade: Interval, gdp: Interval, other_gdp: Interval) -> Asymmetry:
    """Compare trade over gross domestic product of two partners, for their one flow of trade.

    The trade is the same on both sides, so the log ratio is that of the two products alone, and
    the bounds are exact.

    Parameters
    ----------
    trade
        Trade between the two, whoever reports it, above 0.
    gdp, other_gdp
        Gross domestic product of the first and of the second, in the money of the trade.

    Raises
    ------
    ValueError
        When trade or a product is not surely above 0.

    Examples
    --------
    >>> found = gdp_asymmetry(Interval(1, 2), Interval(10, 20), Interval(50, 100))
    >>> found.sign, round(found.difference.low, 3), round(found.difference.high, 3)
    (1, 0.03, 0.18)
    """
    _above_zero(trade, gdp, other_gdp)
    one = Interval(1.0, 1.0)
    difference = trade * (one / gdp - one / other_gdp)
    return Asymmetry(difference, other_gdp.log() - gdp.log(), difference.sign)


def share_asymmetry(trade: Interval, rest: Interval, other_rest: Interval) -> Asymmetry:
    """Compare the shares that two partners have in each other's trade, for their one flow of trade.

    The bounds are exact: the difference falls with the rest of the first, rises with that of the
    second, and along the trade turns only where it is the root of the product of the rests.

    Parameters
    ----------
    trade
        Trade between the two, whoever reports it, above 0.
    rest, other_rest
        Trade of either with everybody else, 0 or more.

    Raises
    ------
    ValueError
        When trade is not surely above 0, or a rest may be below 0.

    Examples
    --------
    >>> found = share_asymmetry(Interval(10, 20), Interval(30, 30), Interval(180, 180))
    >>> found.sign, round(found.difference.low, 3), round(found.difference.high, 3)
    (1, 0.197, 0.3)
    """
    _above_zero(trade)
    _not_negative(rest, other_rest)
    low, low_ratio = _share_gaps(trade, rest.high, other_rest.low)
    high, high_ratio = _share_gaps(trade, rest.low, other_rest.high)
    difference = Interval(low.low, high.high)
    return Asymmetry(difference, Interval(low_ratio.low, high_ratio.high), difference.sign)


def _share_gaps(trade: Interval, rest: float, other_rest: float) -> tuple[Interval, Interval]:
    """Return differences and log ratios of the shares as trade varies, the rests being fixed."""
    turn = math.sqrt(rest) * math.sqrt(other_rest)
    flows = [trade.low, trade.high, *([turn] if trade.low < turn < trade.high else [])]
    gaps = [flow / (flow + rest) - flow / (flow + other_rest) for flow in flows]
    ratios = [math.log((flow + other_rest) / (flow + rest)) for flow in flows]
    return Interval(min(gaps), max(gaps)), Interval(min(ratios), max(ratios))


def _not_negative(*values: Interval) -> None:
    for value in values:
        if value.low < 0:
            raise ValueError(f"trade and dependence are 0 or more, not {value.low!r} to {value.high!r}")


def _above_zero(*values: Interval) -> None:
    for value in values:
        if value.low <= 0:
            raise ValueError(f"trade and product are surely above 0, not {value.low!r} to {value.high!r}")


def _index(values: NDArray[np.float64]) -> float:
    shares = values / values.sum()
    return float(shares @ shares)


def _least_index(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return the least index: at it every value is the common level, or its end nearest to it.

    The index is quasiconvex, so this is its only minimum. The level is the sum of squares over
    the sum, of the values at their ends; between two ends of intervals those stay the same.
    """
    if low.max() <= high[high > 0].min():
        return 1.0 / int((high > 0).sum())
    ends = np.unique(np.concatenate([low, high[high > 0]]))
    excess = [float((value * (value - end)).sum()) for end in ends for value in [np.clip(end, low, high)]]
    at = next(i for i, over in enumerate(excess) if over <= 0)
    if at == 0:
        return _index(np.clip(ends[0], low, high))
    middle = (ends[at - 1] + ends[at]) / 2.0
    fixed = np.where(high < middle, high, np.where(low > middle, low, 0.0))
    return _index(np.clip(float(fixed @ fixed) / float(fixed.sum()), low, high))


def _corner_index(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    corners = (np.array(corner) for corner in product(*map(set, zip(low, high, strict=True))))
    return max(_index(corner) for corner in corners if corner.any())


def _bound_index(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return a bound of the index from above.

    Raising a value from low to high adds high^2 - low^2 to the squares and high - low to the sum,
    low + high for each unit. For a given sum the squares are at most what raising in falling order
    of low + high gives, the last value only partly; on each such edge the index is looked up at
    both ends and where it turns.
    """
    order = np.argsort(-(low + high))
    total, squares = float(low.sum()), float(low @ low)
    best = squares / total**2 if total else 1.0
    for i in order:
        rise, slope = float(high[i] - low[i]), float(low[i] + high[i])
        if rise == 0:
            continue
        # With squares = a + slope * total, the index turns at total = -2 a / slope.
        turn = -2.0 * (squares - slope * total) / slope
        if total < turn < total + rise:
            best = max(best, (squares + slope * (turn - total)) / turn**2)
        total, squares = total + rise, squares + slope * rise
        best = max(best, squares / total**2)
    return min(1.0, best)
