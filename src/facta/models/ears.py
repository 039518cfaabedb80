"""Counts far above those of the last few periods: the early aberration reporting system's C1, C2 and C3."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import ndtri, stdtr

from facta.models._watched import WORDS, Reason, refuse_series
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["C1", "C2", "C3", "Departures", "EarsRule", "ears", "false_alarms"]

AXES: Final = 2
FEWEST: Final = 3
EARLIER: Final = 2  # periods before now that C3 adds up
DRAWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class EarsRule:
    """How a count is weighed against those just before it.

    ``baseline`` periods that end ``lag`` before now; the bound is ``alpha``'s normal quantile of their
    standard deviations above their mean. ``adds`` the last two periods' excess, as C3 does. Standard
    deviations below ``least_deviation`` are raised to it; while it is 0, a baseline that never varied
    has no bound. ``r_compatible`` moves C3's bound as R's surveillance does.
    """

    alpha: float
    lag: Literal[0, 2] = 2
    adds: bool = False
    baseline: int = 7
    least_deviation: float = 0.0
    r_compatible: bool = False


C1: Final = EarsRule(alpha=0.0013, lag=0)
C2: Final = EarsRule(alpha=0.0013)
C3: Final = EarsRule(alpha=0.025, adds=True)


@dataclass(frozen=True, slots=True)
class Departures:
    """Standard deviations above the baseline, bounds and alarms, shape (series, periods).

    Where a period has no number it is nan, and its reason says why. C3's bound is minus infinity
    where the two periods before are enough for an alarm by themselves.
    """

    observed: Floats
    statistics: Floats
    bounds: Floats
    alarms: Flags
    reasons: NDArray[np.int8]

    def one(self, series: int, period: int) -> tuple[float, float, bool] | Refusal:
        """Return statistic, bound and alarm of one period, or in words why there are none."""
        reason = Reason(self.reasons[series, period])
        if reason != Reason.GIVEN:
            return Refusal(WORDS[reason])
        here = (series, period)
        return float(self.statistics[here]), float(self.bounds[here]), bool(self.alarms[here])


def ears(counts: Floats | Sequence[float] | Sequence[Sequence[float]], rule: EarsRule = C2) -> Departures:
    """Compare each count with the mean of the few before it.

    Parameters
    ----------
    counts
        Counts of even periods, shape (series, n) or (n,), missing ones nan.
    rule
        ``C1``, ``C2`` (two periods lie between baseline and now, so that a rise does not hide itself) or
        ``C3`` (the excess over one deviation, summed over three periods), or one of one's own.

    Raises
    ------
    ValueError
        When the shape is another, the baseline has fewer than three periods, or alpha is no chance.

    References
    ----------
    Hutwagner, L., Thompson, W., Seeman, G. M. and Treadwell, T. (2003). The bioterrorism preparedness
    and response Early Aberration Reporting System (EARS). Journal of Urban Health 80, i89-i96.
    Fricker, R. D., Hegler, B. L. and Dunfee, D. A. (2008). Comparing syndromic surveillance detection
    methods: EARS' versus a CUSUM-based methodology. Statistics in Medicine 27, 3407-3429.
    Salmon, M., Schumacher, D. and Hoehle, M. (2016). Monitoring count time series in R: aberration
    detection in public health surveillance. Journal of Statistical Software 70(10).

    Examples
    --------
    >>> found = ears([4, 5, 3, 4, 6, 4, 2, 5, 4, 14], C2)
    >>> round(float(found.bounds[0, 9]), 2), bool(found.alarms[0, 9])
    (7.89, True)
    >>> found.one(0, 3)
    Refusal(reason='the series does not reach back over the whole baseline')
    """
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    if table.ndim != AXES or rule.baseline < FEWEST or not 0 < rule.alpha < 1:
        message = "counts have the shape (series, periods), a baseline three periods, and alpha is a chance"
        raise ValueError(message)
    means, deviations, reasons = _baselines(np.where(np.isinf(table), np.nan, table), rule)
    refuse_series(reasons, table)
    z = float(ndtri(1.0 - rule.alpha))
    away = (table - means) / deviations
    if not rule.adds:
        bounds = means + z * deviations
        return _departures(table, away, bounds, reasons)
    excess = np.maximum(away - 1.0, 0.0)
    before = np.full_like(table, np.nan)
    before[:, EARLIER:] = excess[:, 1:-1] + excess[:, :-EARLIER]
    unseen = (reasons == Reason.GIVEN) & np.isnan(before)
    reasons[unseen] = np.where(_shifted_early(table, rule), Reason.TOO_EARLY, Reason.MISSING)[unseen]
    if rule.r_compatible:
        bounds = np.maximum(table + deviations * (z - before), 0.0)
    else:
        bounds = np.where(before > z, -np.inf, means + deviations * (1.0 + z - before))
    return _departures(table, excess + before, bounds, reasons)


@lru_cache(maxsize=256)
def false_alarms(rule: EarsRule) -> float:
    """Return the chance of an alarm in a period, of normal counts that do not change.

    It is above ``alpha``, for the deviation is itself estimated from a few periods: by Student's t
    for C1 and C2, by 10,000 drawn series for C3.

    Examples
    --------
    >>> round(false_alarms(C1), 4), round(false_alarms(C2), 4), round(false_alarms(C3), 2)
    (0.0152, 0.0152, 0.06)
    """
    z = float(ndtri(1.0 - rule.alpha))
    if not rule.adds:
        return float(stdtr(rule.baseline - 1, -z / np.sqrt(1.0 + 1.0 / rule.baseline)))
    drawn = np.random.default_rng(0).standard_normal((DRAWS, rule.baseline + rule.lag + EARLIER + 1))
    means, deviations, _ = _baselines(drawn, rule)
    excess = np.maximum((drawn - means) / deviations - 1.0, 0.0)[:, -EARLIER - 1 :]
    return float((excess.sum(axis=1) > z).mean())


def _departures(table: Floats, statistics: Floats, bounds: Floats, reasons: NDArray[np.int8]) -> Departures:
    given = reasons == Reason.GIVEN
    shown = np.where(given, bounds, np.nan)
    return Departures(table, np.where(given, statistics, np.nan), shown, given & (table > shown), reasons)


def _shifted_early(table: Floats, rule: EarsRule) -> Flags:
    """Say which periods are too early for the two before them to have a baseline."""
    early: Flags = np.arange(table.shape[1]) < rule.baseline + rule.lag + EARLIER
    return np.broadcast_to(early, table.shape)


def _baselines(table: Floats, rule: EarsRule) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Return means and deviations of the periods before each, and why some have none."""
    means, deviations = np.full_like(table, np.nan), np.full_like(table, np.nan)
    reasons = np.full(table.shape, Reason.TOO_EARLY, dtype=np.int8)
    first = rule.baseline + rule.lag
    if table.shape[1] > first:
        windows = sliding_window_view(table, rule.baseline, axis=1)[:, : table.shape[1] - first]
        means[:, first:] = windows.mean(axis=2)
        spread = windows.std(axis=2, ddof=1)
        same = windows.max(axis=2) == windows.min(axis=2)
        spread = np.maximum(np.where(same, 0.0, spread), rule.least_deviation)
        deviations[:, first:] = np.where(spread > 0, spread, np.nan)
        found = np.where(spread > 0, Reason.GIVEN, Reason.CONSTANT_BASELINE)
        found = np.where(np.isnan(spread), Reason.MISSING, found)
        reasons[:, first:] = np.where(np.isnan(table[:, first:]), Reason.MISSING_NOW, found)
    return means, deviations, reasons
