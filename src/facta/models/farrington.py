"""Counts above what their season and trend lead one to expect, for many series and periods at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy.special import ndtr, ndtri

from facta.models._negative_binomial import at_least, quantile
from facta.models._quasipoisson import Batch, Design
from facta.models._robust import Compatible, Estimate, estimate
from facta.models._watched import Bound, Reason, Watched, refuse_series
from facta.models.reference_sets import MONTHS, Calendar, read_calendar, reference_set
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Wholes = NDArray[np.int64]

__all__ = ["FLEXIBLE", "MONTHLY", "ORIGINAL", "Bound", "Reason", "Rule", "Series", "Watched", "farrington"]

CHUNK: Final = 160  # fits at once: their arrays stay in the cache of the processor
AXES: Final = 2
TREND_YEARS: Final = 3
MOST_MISSING: Final = 0.2
FEWEST_FREE: Final = 3
HIGHEST: Final = 600.0  # of what is raised to the power of e
FARTHEST: Final = 1e12  # a bound beyond it is that of a mean nobody knows


@dataclass(frozen=True, slots=True)
class Rule:
    """How a period is weighed against its past.

    ``years`` of baseline, ``half_window`` periods on either side of the season, ``seasons`` levels of
    the seasonal factor (1: only the same season is used), ``left_out`` periods just before now that
    are not used. Anscombe residuals above ``downweight_above`` are weighed down. A slope is kept when
    its p is below ``trend_p`` (0: never), the baseline has three years and it does not lead
    beyond the highest count of the baseline. The bound is exceeded with a chance of ``alpha``.

    ``bound``: "delta" has the uncertainty of the mean and a normal count to the power ``power``;
    "nbPlugin" is the quantile of a negative binomial of the estimated mean; "muan" that of the upper
    limit of the mean. No alarm with fewer than ``fewest_events`` in the last ``recent_periods``.
    """

    years: int = 5
    half_window: int = 3
    seasons: int = 10
    left_out: int = 26
    downweight_above: float = 2.58
    trend_p: float = 1.0
    alpha: float = 0.005
    bound: Literal["delta", "nbPlugin", "muan"] = "nbPlugin"
    power: float = 2.0 / 3.0
    fewest_events: int = 5
    recent_periods: int = 4
    across_breaks: bool = False
    r_compatible: Compatible | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that cannot be followed."""
        if self.years < 1 or self.seasons < 1 or min(self.half_window, self.left_out) < 0:
            message = "a rule has a year and a season at least, and neither window is below 0"
            raise ValueError(message)
        if not 0 < self.alpha < 1 or self.power <= 0:
            message = "alpha is a chance between 0 and 1, and the power above 0"
            raise ValueError(message)


FLEXIBLE: Final = Rule()
ORIGINAL: Final = Rule(seasons=1, left_out=3, downweight_above=1.0, trend_p=0.05, bound="delta")
MONTHLY: Final = Rule(half_window=1, seasons=6, left_out=6)


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of even periods, shape (series, n) or (n,), missing ones nan.

    ``periods`` are how many a year has, or the first day of each week or month. ``exposures`` are
    what the counts are out of, above 0, of the same shape: a population, or all that a source wrote.
    ``breaks`` are the positions of the first period after each break of level or of coding.
    """

    counts: Floats | Sequence[float] | Sequence[Sequence[float]]
    periods: int | Sequence[date]
    exposures: Floats | Sequence[float] | Sequence[Sequence[float]] | None = None
    breaks: Sequence[int] = ()


def farrington(
    series: Series, rule: Rule = FLEXIBLE, *, at: Sequence[int] | None = None
) -> Watched | Refusal:
    """Return the bound that a count passes by chance as seldom as asked, and whether it did.

    Parameters
    ----------
    series
        Counts, their periods, exposures and breaks.
    rule
        ``FLEXIBLE`` of 2013 for weeks, ``MONTHLY`` its like for months, or ``ORIGINAL`` of 1996.
    at
        Positions of the periods to weigh; all with a whole baseline unless given.

    Returns
    -------
    Watched or Refusal
        Arrays of shape (series, periods weighed); where there is no number, the reason. A refusal
        where the periods are in disorder, or none has a whole baseline.

    Raises
    ------
    ValueError
        When shapes differ, an exposure is not above 0, a window is as long as a year, or a position
        is not that of a period.

    References
    ----------
    Farrington, C. P., Andrews, N. J., Beale, A. D. and Catchpole, M. A. (1996). A statistical
    algorithm for the early detection of outbreaks of infectious disease. Journal of the Royal
    Statistical Society A 159, 547-563.
    Noufaily, A., Enki, D. G., Farrington, P. and others (2013). An improved algorithm for outbreak
    detection in multiple surveillance systems. Statistics in Medicine 32, 1206-1222.
    Salmon, M., Schumacher, D. and Hoehle, M. (2016). Monitoring count time series in R: aberration
    detection in public health surveillance. Journal of Statistical Software 70(10).

    Examples
    --------
    >>> counts = [4.0 + week % 3 for week in range(300)]
    >>> counts[299] = 14.0
    >>> found = farrington(Series(counts, 52), at=[298, 299])
    >>> found.bounds.tolist(), found.alarms.tolist()
    ([[12.0, 12.0]], [[False, True]])
    >>> farrington(Series([3.0, 4.0], 52))
    Refusal(reason='a baseline of 5 years needs 263 earlier periods; there are 2 in all')
    """
    counts, exposures = _tables(series)
    calendar = read_calendar(series.periods, counts.shape[1])
    if isinstance(calendar, Refusal):
        return calendar
    if max(2 * rule.half_window, rule.left_out) >= calendar.per_year:
        raise ValueError(f"windows are shorter than a year of {calendar.per_year} periods")
    places = _places(calendar, rule, counts.shape[1], at)
    if isinstance(places, Refusal):
        return places
    watched = Watched.empty(counts, places)
    refuse_series(watched.reasons, counts)
    unseen = np.isnan(watched.observed) & (watched.reasons == Reason.GIVEN)
    watched.reasons[unseen] = Reason.MISSING_NOW
    _recent(watched, counts, rule)
    task = _Task(counts, exposures, rule, tuple(series.breaks))
    for design, which in _designs(calendar, rule, places):
        _weigh(watched, task, design, which)
    return watched


@dataclass(frozen=True, slots=True)
class _Task:
    """What is weighed, and how."""

    counts: Floats
    exposures: Floats | None
    rule: Rule
    breaks: tuple[int, ...]


def _tables(series: Series) -> tuple[Floats, Floats | None]:
    counts = np.atleast_2d(np.asarray(series.counts, dtype=float))
    exposures = None if series.exposures is None else np.atleast_2d(np.asarray(series.exposures, dtype=float))
    if counts.ndim != AXES or (exposures is not None and exposures.shape != counts.shape):
        message = "counts and exposures have the shape (series, periods)"
        raise ValueError(message)
    if exposures is not None and not ((exposures > 0) & (exposures < np.inf)).all():
        message = "exposures are above 0 and none is missing"
        raise ValueError(message)
    return counts, exposures


def _places(calendar: Calendar, rule: Rule, length: int, at: Sequence[int] | None) -> Wholes | Refusal:
    if at is not None:
        found = np.array(at, dtype=np.int64)
        if found.ndim != 1 or (found < 0).any() or (found >= length).any():
            raise ValueError(f"positions are from 0 to {length - 1}")
        return found
    first = rule.years * calendar.per_year + rule.half_window
    found = np.array(
        [now for now in range(length) if calendar.same_season(now, rule.years)[-1] + rule.half_window <= now],
        dtype=np.int64,
    )
    if not len(found):
        return Refusal(
            f"a baseline of {rule.years} years needs {first} earlier periods; there are {length} in all"
        )
    return found


def _designs(calendar: Calendar, rule: Rule, places: Wholes) -> Iterator[tuple[Design, Wholes]]:
    """Yield each design with the places in ``places`` that have it."""
    days = calendar.days if rule.r_compatible and calendar.per_year == MONTHS else None
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, now in enumerate(places.tolist()):
        # R's months are as long as they are, so that no two of them have the same times behind them.
        key = calendar.same_season(now, rule.years) + (() if days is None else (now,))
        alike.setdefault(key, []).append(number)
    for key, which in alike.items():
        back = key[: rule.years + 1]
        reference = reference_set(back, rule.half_window, rule.seasons, rule.left_out)
        now = int(places[which[0]])
        times = None
        if days is not None and now + reference.steps[0] >= 0:
            times = (days[now + np.array(reference.steps)] - days[now]).astype(float)
        yield Design(reference, times), np.array(which, dtype=np.int64)


def _recent(watched: Watched, counts: Floats, rule: Rule) -> None:
    """Say where enough happened lately for an alarm."""
    sums = np.cumsum(np.nan_to_num(counts), axis=1)
    before = watched.places - rule.recent_periods
    earlier = np.where(before >= 0, sums[:, np.maximum(before, 0)], 0.0)
    watched.enough[:] = sums[:, watched.places] - earlier >= rule.fewest_events


def _weigh(watched: Watched, task: _Task, design: Design, which: Wholes) -> None:
    """Fill in the bounds of the periods that share a reference set."""
    now = watched.places[which]
    start = now + design.steps[0]
    watched.refuse(which[start < 0], Reason.TOO_EARLY)
    if not task.rule.across_breaks:
        for first in task.breaks:
            watched.refuse(which[(start < first) & (first <= now)], Reason.BREAK)
    rows, columns = np.nonzero(watched.reasons[:, which] == Reason.GIVEN)
    for begin in range(0, len(rows), CHUNK):
        row, column = rows[begin : begin + CHUNK], which[columns[begin : begin + CHUNK]]
        _chunk(watched, task, design, (row, column))


def _chunk(watched: Watched, task: _Task, design: Design, cells: tuple[Wholes, Wholes]) -> None:
    rows, columns = cells
    now = watched.places[columns]
    places = now[:, None] + design.steps
    counts = task.counts[rows[:, None], places]
    present = np.isfinite(counts)
    if not present.all():
        counts = np.where(present, counts, 0.0)
    reasons = _reasons(counts, present, design, compatible=task.rule.r_compatible is not None)
    watched.reasons[rows, columns] = reasons
    good = reasons == Reason.GIVEN
    if not good.any():
        return
    rows, columns, now = rows[good], columns[good], now[good]
    offsets = None if task.exposures is None else task.exposures[rows[:, None], places[good]]
    batch = Batch(counts[good], counts[good] ** (2.0 / 3.0), present[good], offsets)
    today = np.ones(len(rows)) if task.exposures is None else task.exposures[rows, now]
    found = _estimate(batch, design, task.rule, today)
    observed = task.counts[rows, now]
    means = found.means * today
    tau = found.dispersion * means + means**2 * np.where(means > 0, found.log_variance, 0.0)
    bounds, chances = _bounds(task.rule, (observed, means, found.dispersion), found.log_variance, tau)
    known = bounds < FARTHEST
    watched.reasons[rows, columns] = np.where(known, Reason.GIVEN, Reason.UNSURE)
    for kept, values in (
        (watched.expected, means),
        (watched.bounds, bounds),
        (watched.chances, chances),
        (watched.dispersion, found.dispersion),
        (watched.slopes, found.slopes),
    ):
        kept[rows, columns] = np.where(known, values, np.nan)
    watched.used[rows, columns] = present[good].sum(axis=1)


def _reasons(
    counts: Floats, present: NDArray[np.bool_], design: Design, *, compatible: bool
) -> NDArray[np.int8]:
    """Say which baselines bear no estimate."""
    number = present.sum(axis=1)
    season = design.seasons == 0
    low = np.where(present, counts, np.inf).min(axis=1)
    found = np.full(len(counts), Reason.GIVEN, dtype=np.int8)
    if not compatible:
        found[counts[:, season].sum(axis=1) == 0] = Reason.NO_EVENTS_IN_SEASON
        found[low == counts.max(axis=1)] = Reason.CONSTANT_BASELINE
        found[counts.sum(axis=1) == 0] = Reason.NO_EVENTS
    found[~present[:, season].any(axis=1)] = Reason.MISSING
    least = int(design.seasons.max()) + 2 + FEWEST_FREE
    found[number < max((1 - MOST_MISSING) * len(design.times), least)] = Reason.MISSING
    if len(design.times) < least:
        found[:] = Reason.FEW
    return found


def _estimate(batch: Batch, design: Design, rule: Rule, today: Floats) -> Estimate:
    """Fit with a slope where the rule keeps it, without one elsewhere."""
    allowed = rule.trend_p > 0 and rule.years >= TREND_YEARS
    found = estimate(batch, design, rule.downweight_above, trend=allowed, compatible=rule.r_compatible)
    if not allowed:
        return found
    highest = batch.counts.max(axis=1)
    drop = ~found.settled | (found.p_trend >= rule.trend_p) | (found.means * today > highest)
    if drop.any():
        flat = estimate(
            batch.take(drop), design, rule.downweight_above, trend=False, compatible=rule.r_compatible
        )
        found.put(drop, flat)
    return found


def _bounds(
    rule: Rule, known: tuple[Floats, Floats, Floats], log_variance: Floats, tau: Floats
) -> tuple[Floats, Floats]:
    """Return the bounds, and the chance of a count as high as the one seen."""
    observed, means, dispersion = known
    z = float(ndtri(1.0 - rule.alpha))
    seen = np.nan_to_num(observed)
    if rule.bound == "delta":
        power = rule.power
        raised = means**power
        with np.errstate(divide="ignore", invalid="ignore"):
            error = np.where(means > 0, power * means ** (power - 1.0) * np.sqrt(tau), 0.0)
            chances = np.where(error > 0, ndtr((raised - seen**power) / error), (seen <= means).astype(float))
        return (raised + z * error) ** (1.0 / power), chances
    if rule.bound == "muan":
        raised = z * np.sqrt(np.where(means > 0, log_variance, 0.0))
        means = means * np.exp(np.minimum(raised, HIGHEST))
    sure = means < FARTHEST
    means = np.where(sure, means, 0.0)
    bounds = np.where(sure, quantile(1.0 - rule.alpha, means, dispersion), np.inf)
    return bounds, at_least(seen, means, dispersion)
