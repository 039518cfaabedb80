"""Violent incidents near the links of a network: where they gather, how often they come, and chances.

Nothing here says that a border or a strait shuts: those are decisions, and their records are counted
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betaincinv, gammaincinv

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

YEAR_DAYS: Final = 365.25
DAY_HOURS: Final = 24.0
PRECISION_KM: Final = (0.0, 1.0, 25.0, 50.0, 100.0)
SPREAD_KM: Final = (0.0, 1.0, 10.0, 25.0, 75.0)
_CUT: Final = 0.025


@dataclass(frozen=True, slots=True)
class Kernel:
    """How far an event reaches across a link, and how long it is remembered.

    ``width_km`` is the standard deviation across the link of an event whose place is known exactly,
    ``memory_days`` the days after which its weight is down to 1/e; 130 days are half gone in 90.
    """

    width_km: float = 10.0
    memory_days: float = 130.0


USUAL: Final = Kernel()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A link that was watched: its length, the days, and how far from it an event is near."""

    length_km: float
    days: int
    within_km: float = 10.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure between its low and its high bound."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What happened near a link over the days it was watched.

    The bounds of events and of days with an event are central 95 % intervals; those of deaths are
    the low and high counts of the same events, which is no interval.
    """

    events: int
    events_per_day: Bounds
    events_per_100km_year: Bounds
    deaths_per_100km_year: Bounds
    days_with_event: Bounds


def spread_of(precision_km: ArrayLike) -> NDArray[np.float64]:
    """Return the spread of a place from the radius within which its record puts it.

    The spread is the standard deviation in each direction. A radius of 1, 25, 50 or 100 km gives 1,
    10, 25 or 75 km, and one between them a value between. In 25 km lies 95 % of a spread of 10; a
    district and a province have the middle of an area for a point, whose size is anybody's guess, and
    so more. Above 100 km a record says nothing of one link rather than the next.

    Parameters
    ----------
    precision_km
        Radii in kilometres, of any shape; nan where none is given.

    Returns
    -------
    NDArray
        Kilometres, of the same shape: nan for what is too wide, below 0 or not given. Leave such
        events out.

    Examples
    --------
    >>> spread_of([0.0, 1.0, 25.0, 50.0, 100.0, 150.0])
    array([ 0.,  1., 10., 25., 75., nan])
    """
    radius = np.asarray(precision_km, float)
    return np.asarray(np.interp(radius, PRECISION_KM, SPREAD_KM, left=np.nan, right=np.nan))


def severity(deaths: ArrayLike) -> NDArray[np.float64]:
    """Return the weight of events, 1 + ln(1 + deaths): one without a death counts, and none drowns the rest.

    Call it with the low, the best and the high count; their answers are the three bands.

    Parameters
    ----------
    deaths
        Deaths of each event, of any shape.

    Raises
    ------
    ValueError
        When a count is below 0 or not given.

    Examples
    --------
    >>> severity([0, 1, 269]).round(2)
    array([1.  , 1.69, 6.6 ])
    """
    counts = np.asarray(deaths, float)
    if not (counts >= 0).all():
        message = "deaths are 0 or more, and an event without a count has no severity"
        raise ValueError(message)
    return np.asarray(1.0 + np.log1p(counts))


def intensity(
    distance_km: ArrayLike,
    age_days: ArrayLike,
    *,
    weight: ArrayLike,
    spread_km: ArrayLike,
    kernel: Kernel = USUAL,
) -> NDArray[np.float64]:
    """Return how much violence there was near each link, lately and close weighing most.

    Each event e adds m (h/s) exp(-d²/2s²) exp(-age/tau) with s² = h² + spread²: what is known roughly
    is as heavy as the rest, but laid wider across the link. The sum has no unit and orders links; it
    is no rate and no chance.

    Parameters
    ----------
    distance_km
        Distance of each event to each link, shape (links, events).
    age_days, weight, spread_km
        Of each event: days since it happened, its weight, and the standard deviation of its place,
        shapes (events,). See `severity` and `spread_of`.
    kernel
        Width and memory.

    Returns
    -------
    NDArray
        Shape (links,), 0 where there are no events.

    Raises
    ------
    ValueError
        When an event lies in the future, or a weight, a spread or the kernel makes no sense.

    References
    ----------
    Mohler, G. O., Short, M. B., Brantingham, P. J., Schoenberg, F. P. and Tita, G. E. (2011).
    Self-exciting point process modeling of crime. Journal of the American Statistical Association
    106, 100-108.
    Okabe, A., Satoh, T. and Sugihara, K. (2009). A kernel density estimation method for networks.
    International Journal of Geographical Information Science 23, 7-32.

    Examples
    --------
    Two events of today, on the first link and 10 km from the second:

    >>> intensity([[0, 0], [10, 10]], [0, 0], weight=[1, 1], spread_km=[0, 75]).round(3)
    array([1.132, 0.738])
    """
    distance = np.asarray(distance_km, float)
    age, heavy, spread = (np.asarray(values, float) for values in (age_days, weight, spread_km))
    _check_events(distance, age, heavy, spread)
    if not (kernel.width_km > 0 and kernel.memory_days > 0):
        raise ValueError(f"a kernel has a width and a memory above 0; it is {kernel}")
    reach = np.hypot(kernel.width_km, spread)
    left = heavy * (kernel.width_km / reach) * np.exp(-age / kernel.memory_days)
    # Link by link: the table of all links and events is as large as memory may be.
    return np.array([left @ np.exp(-0.5 * (row / reach) ** 2) for row in distance], float)


def exposure(distance_km: ArrayLike, day: ArrayLike, *, deaths: ArrayLike, stretch: Stretch) -> Exposure:
    """Return what happened near a link, by length and year, and on which share of the days.

    Parameters
    ----------
    distance_km
        Distance of each event to the link, shape (events,).
    day
        Day of each event, counted from the first one watched, shape (events,).
    deaths
        Low, best and high count of each event, shape (3, events).
    stretch
        The link, the days, and what is near.

    Raises
    ------
    ValueError
        When the link has no length or no days, an event lies outside the days, or low, best and high
        counts are not in this order.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    Two events on one day near a link of 100 km, in a year, and a third one far away:

    >>> year = Stretch(length_km=100.0, days=365)
    >>> found = exposure([3, 9, 40], [10, 10, 20], deaths=[[0, 1, 5], [0, 2, 5], [7, 2, 5]], stretch=year)
    >>> found.events, found.deaths_per_100km_year.high.__round__(2)
    (2, 9.01)
    >>> [round(x, 2) for x in (found.events_per_100km_year.low, found.events_per_100km_year.high)]
    [0.24, 7.23]
    """
    distance, when = np.asarray(distance_km, float), np.asarray(day, int)
    killed = np.asarray(deaths, float).reshape(3, -1)
    _check_watch(when, killed, stretch)
    near = distance <= stretch.within_km
    count, days = int(near.sum()), stretch.days
    low, high = _poisson(count)
    share = YEAR_DAYS / days * 100.0 / stretch.length_km
    return Exposure(
        events=count,
        events_per_day=Bounds(low / days, count / days, high / days),
        events_per_100km_year=Bounds(low * share, count * share, high * share),
        deaths_per_100km_year=Bounds(*(float(total) * share for total in killed[:, near].sum(axis=1))),
        days_with_event=_part(len(np.unique(when[near])), days),
    )


def chance_of_incident(events_per_day: ArrayLike, hours: ArrayLike) -> Bounds:
    """Return the chance that something happens near a route while one is on the link it is near.

    Exposure adds along the route: 1 - exp(-sum of rate times hours). The bounds take every link at
    its low or at its high bound at once, and so lie farther apart than 95 %.

    Parameters
    ----------
    events_per_day
        Low bound, value and high bound of the rate of each link, shape (3, links).
    hours
        Hours on each link, shape (links,); or low, usual and high ones, shape (3, links).

    Raises
    ------
    ValueError
        When a rate or an hour is below 0 or not given.

    Examples
    --------
    A day on a link with 0.1 events a day, and half a day on one with none seen:

    >>> found = chance_of_incident([[0.05, 0.0], [0.1, 0.0], [0.2, 0.01]], [24, 12])
    >>> round(found.low, 4), round(found.value, 4), round(found.high, 4)
    (0.0488, 0.0952, 0.1854)
    """
    rate, spent = np.asarray(events_per_day, float).reshape(3, -1), np.asarray(hours, float)
    if not ((rate >= 0).all() and (spent >= 0).all()):
        message = "rates and hours are 0 or more"
        raise ValueError(message)
    chances = -np.expm1(-(rate * spent / DAY_HOURS).sum(axis=1))
    return Bounds(*chances.tolist())


def _check_events(
    distance: NDArray[np.float64],
    age: NDArray[np.float64],
    weight: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> None:
    if distance.ndim != 2 or {distance.shape[1:], age.shape, weight.shape, spread.shape} != {age.shape}:  # noqa: PLR2004
        message = "distances are of shape (links, events), and each event has an age, a weight and a spread"
        raise ValueError(message)
    if not (age >= 0).all():
        message = "an event lies in the future, or has no age"
        raise ValueError(message)
    if not ((weight >= 0).all() and (spread >= 0).all() and (distance >= 0).all()):
        message = "distances, weights and spreads are 0 or more; leave out events without them"
        raise ValueError(message)


def _check_watch(day: NDArray[np.int64], deaths: NDArray[np.float64], stretch: Stretch) -> None:
    if not (stretch.length_km > 0 and stretch.days > 0):
        raise ValueError(f"a stretch has a length and days above 0; it is {stretch}")
    if not ((day >= 0) & (day < stretch.days)).all():
        raise ValueError(f"an event lies outside the {stretch.days} days that were watched")
    if not ((deaths[0] >= 0) & (deaths[0] <= deaths[1]) & (deaths[1] <= deaths[2])).all():
        message = "deaths are 0 or more, low at most best and best at most high"
        raise ValueError(message)


def _poisson(count: int) -> tuple[float, float]:
    """Return Garwood's central 95 % limits of the mean of a count."""
    low = float(gammaincinv(count, _CUT)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1.0 - _CUT))


def _part(count: int, total: int) -> Bounds:
    """Return a share with the central 95 % limits of Clopper and Pearson."""
    low = float(betaincinv(count, total - count + 1, _CUT)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1.0 - _CUT)) if count < total else 1.0
    return Bounds(low, count / total, high)
