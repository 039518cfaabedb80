"""Forecasts of flows by a level, a slope and a season that move: exponential smoothing with width."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models.forecasting import _structural
from facta.models.forecasting._scale import FEWEST, Scale, check, histories, scale_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVELS: Final = (0.0, 0.03, 0.1, 0.3, 0.6, 0.85, 1.0)  # parts of a period's variance that stay
WALK: Final = 3.0  # times likelier at first that all stays: few flows return to where they were
EFFECTS: Final = (0.0, 0.02)  # what a season moves by, beside that
SLOPES: Final = ((0.0, 0.8), (0.0, 0.95), (0.0, 1.0), (0.01, 0.8), (0.01, 0.95), (0.05, 0.9))
ALIKE: Final = 3.0  # series of no opinion, which keep any model from being ruled out
ALONE: Final = 0.25  # errors that what a series itself moves by counts as before it is looked at
ROUNDS: Final = 25  # in which what related series say of the models settles


def local_level(  # noqa: PLR0913  (the two last are rarely written)
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    season: int = 1,
    ceiling: ArrayLike = np.inf,
) -> Floats:
    """Draw from a level that moves at random, with noise around it and a season on top.

    This is simple exponential smoothing as a model. Which part of a change stays is not estimated but
    weighed, over a grid from none to all, by how well each fits; related series that are given
    together share what they say of it. The variance is drawn from its posterior, so that few values
    give the tails of a t, and may be forgotten over time at one of a few paces. Positive series are
    forecast on the log scale. A season is left out where fewer than one of them and four values are
    known.

    Parameters
    ----------
    history
        Shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Paths of each.
    generator
        Draws.
    season
        Periods of a season, for instance 12 of months; 1 of none.
    ceiling
        What a series cannot lie above, such as 100 of shares in per cent, one of all or shape (series,);
        inf where there is none. A series between 0 and its ceiling is forecast on the scale of log odds.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than four values are known, or all are the same and
        no related series moves.

    References
    ----------
    Hyndman, R. J., Koehler, A. B., Ord, J. K. and Snyder, R. D. (2008). Forecasting with exponential
    smoothing: the state space approach. Springer.
    Harvey, A. C. (1989). Forecasting, structural time series models and the Kalman filter. Cambridge.

    Examples
    --------
    >>> around = np.array([[9.0, 11.0, 10.0, 9.0, 11.0, 10.0, 9.0, 14.0]])
    >>> found = local_level(around, 3, generator=np.random.default_rng(1))
    >>> found.shape, bool(10 < np.median(found[0, 0]) < 13)
    ((1, 3, 1000), True)
    """
    return _smoothed(history, (ahead, draws), generator, (season, ((0.0, 0.0),)), ceiling)


def local_trend(  # noqa: PLR0913  (the two last are rarely written)
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    season: int = 1,
    ceiling: ArrayLike = np.inf,
) -> Floats:
    """Draw from a level with a slope that may move and die away, with noise and a season.

    As `local_level`, to whose models those with a slope are added, each weighed by how well it fits.

    References
    ----------
    Gardner, E. S. and McKenzie, E. (1985). Forecasting trends in time series. Management Science 31,
    1237-1246.

    Examples
    --------
    >>> steady = np.array([[1.0, 2.1, 3.9, 8.2, 15.9, 32.1, 63.8, 128.5]])
    >>> found = local_trend(steady, 1, generator=np.random.default_rng(1))
    >>> bool(200 < np.median(found[0, 0]) < 280)
    True
    """
    return _smoothed(history, (ahead, draws), generator, (season, ((0.0, 0.0), *SLOPES)), ceiling)


def _smoothed(
    history: Floats,
    shape: tuple[int, int],
    generator: np.random.Generator,
    kind: tuple[int, tuple[tuple[float, float], ...]],
    ceiling: ArrayLike,
) -> Floats:
    season, slopes = kind
    check(*shape, season)
    series = histories(history)
    ceilings = np.broadcast_to(np.asarray(ceiling, dtype=np.float64), len(series))
    scales = [scale_of(values, float(most)) for values, most in zip(series, ceilings, strict=True)]
    found = np.full((len(series), *shape), np.nan)
    known = (~np.isnan(series)).sum(axis=1)
    for seasonal in (False, True):
        here = [
            (at, scale)
            for at, scale in enumerate(scales)
            if scale is not None and (season > 1 and known[at] >= season + FEWEST) == seasonal
        ]
        if here:
            _family(series, here, found, generator, (season if seasonal else 1, slopes))
    return found


def _family(
    series: Floats,
    members: list[tuple[int, Scale]],
    found: Floats,
    generator: np.random.Generator,
    kind: tuple[int, tuple[tuple[float, float], ...]],
) -> None:
    """Draw the series that share a set of models, into ``found``."""
    season, slopes = kind
    parts = [
        (level, slope, damping, effect)
        for level, (slope, damping), effect in product(LEVELS, slopes, EFFECTS if season > 1 else (0.0,))
    ]
    given = _structural.models(np.array(parts), season)
    scaled = np.stack([scale.there(series[at]) for at, scale in members])
    moved, counts = _moved(scaled)
    if not moved.any():
        return
    groups, member = np.unique(np.isnan(scaled), axis=0, return_inverse=True)
    rows = [np.flatnonzero(member.ravel() == group) for group in range(len(groups))]
    seen = [_structural.filtered(scaled[row], given, (moved[row], counts)) for row in rows]
    fit = np.empty((len(members), len(parts), len(_structural.KEPT)))
    for row, one in zip(rows, seen, strict=True):
        fit[row] = one.fit
    prior = np.repeat([WALK if one[0] == 1 else 1.0 for one in parts], len(_structural.KEPT))
    weights = _weights(fit.reshape(len(members), -1), prior / prior.sum())
    for row, one in zip(rows, seen, strict=True):
        root = _structural.root(one.covariance)
        for place, at in enumerate(row):
            drawn = generator.choice(weights.shape[1], size=found.shape[2], p=weights[at])
            chosen, kept = np.divmod(drawn, len(_structural.KEPT))
            width = np.sqrt(one.squares[place, chosen, kept] / generator.chisquare(one.free[kept]))
            start = _structural.Start(one.state[place], root, chosen, width)
            path = _structural.carried_on(given, start, found.shape[1], generator)
            number, scale = members[at]
            found[number] = scale.back(path)


def _moved(scaled: Floats) -> tuple[Floats, float]:
    """Return by how much series move in a period, squared, before they are looked at, and what that counts.

    That is what a related series moves by, which counts as much as one error. One that stands alone has
    its own, which counts for little; it is 0 where nothing moves.
    """
    own = np.zeros(len(scaled))
    for at, values in enumerate(scaled):
        places = np.flatnonzero(~np.isnan(values))
        own[at] = np.mean(np.square(np.diff(values[places])) / np.diff(places))
    if len(own) == 1 or not own.any():
        return own, ALONE
    return np.full(len(own), np.median(own[own > 0])), 1.0


def _weights(fit: Floats, prior: Floats) -> Floats:
    """Return what each model weighs for each series, shape (s, models), by the logs of its fit.

    Weights before a series is seen are drawn from the prior toward those that all have on average.
    """
    likely, before = np.exp(fit - fit.max(axis=1, keepdims=True)), prior
    for _ in range(ROUNDS if len(fit) > 1 else 0):
        after = likely * before
        after /= after.sum(axis=1, keepdims=True)
        before = (after.sum(axis=0) + ALIKE * prior) / (len(fit) + ALIKE)
    weights = likely * before
    found: Floats = weights / weights.sum(axis=1, keepdims=True)
    return found
