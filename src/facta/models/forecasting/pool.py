"""Forecasts of counts by several methods together, each weighted by how well it would have done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from facta.models.forecasting._counting import FEWEST, counted, silence
from facta.models.forecasting.changes import pooled_changes
from facta.models.forecasting.discounted import discounted
from facta.models.forecasting.latent import latent_rates
from facta.models.forecasting.markov import observed_states
from facta.models.forecasting.recent import fading_resampled
from facta.models.forecasting.regression import pooled_regression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Forecaster = Callable[..., Floats]

MEMBERS: Final[Mapping[str, Forecaster]] = {
    "quick": partial(discounted, discounts=(0.7,)),
    "slow": partial(discounted, discounts=(0.9,)),
    "fading": fading_resampled,
    "regression": pooled_regression,
    "latent": latent_rates,
    "states": observed_states,
    "changes": pooled_changes,
}
BACK: Final = 4  # earlier days from which it is asked what each would have forecast
TRIED: Final = 200  # draws of each for that
FINER: Final = 5  # times as many draws are made as are given back: of a heavy tail few say little
CAUTION: Final = 0.1  # what weights far from equal ones cost, as a part of the score


def pooled(
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    members: Sequence[str] = tuple(MEMBERS),
) -> Floats:
    """Draw from several forecasters, each as often as its weight says.

    The weights are those with which the pool would have had the least CRPS, each series counting by its
    own level, had it been asked on four earlier days of the same histories; they are held near to equal
    ones. A member that refuses a series leaves its part to the others.

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Of each, evenly spaced quantiles of many more, in the order of the paths of members.
    generator
        Draws.
    members
        Names in `MEMBERS`.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where every member refuses.

    Raises
    ------
    ValueError
        When a member has no such name, there is none, or the history is no history of counts.

    References
    ----------
    Stone, M. (1961). The opinion pool. Annals of Mathematical Statistics 32, 1339-1342.
    Thorey, J., Mallet, V. and Baudin, P. (2017). Online learning with the continuous ranked
    probability score for ensemble forecasting. QJRMS 143, 521-529.
    Clark, M. et al. (2004). The Schaake shuffle. Journal of Hydrometeorology 5, 243-262.

    Examples
    --------
    >>> counts = np.random.default_rng(1).poisson(5.0, size=(20, 24)).astype(float)
    >>> found = pooled(counts, 2, generator=np.random.default_rng(1))
    >>> bool(abs(found.mean() - 5.0) < 0.5)
    True
    """
    values = counted(history, ahead, draws)
    _named(members)
    weights = pool_weights(values, ahead, generator=generator, members=members)
    every = [MEMBERS[name](values, ahead, draws=FINER * draws, generator=generator) for name in members]
    return thinned(mixed(every, weights, generator), draws, generator)


def pool_weights(
    history: Floats,
    ahead: int,
    *,
    generator: np.random.Generator,
    members: Sequence[str] = tuple(MEMBERS),
) -> Floats:
    """Return the weight of each member, learnt from four earlier days; equal ones of short histories.

    Shapes as in `pooled`; the weights are 0 or more and sum to one.

    Examples
    --------
    >>> short = np.array([[1.0, 2.0, 0.0, 1.0, 3.0, 1.0]])
    >>> pool_weights(short, 2, generator=np.random.default_rng(1), members=("latent", "states")).tolist()
    [0.5, 0.5]
    """
    values = counted(history, ahead, 1)
    _named(members)
    equal = np.full(len(members), 1.0 / len(members))
    periods, step = values.shape[1], max(1, ahead // BACK)
    if periods - step < 2 * FEWEST:
        return equal
    scale = np.nanmean(np.where(np.isnan(values).all(axis=1, keepdims=True), 0.0, values), axis=1) + 1.0
    away, apart, many = np.zeros(len(members)), np.zeros((len(members),) * 2), 0
    for back in range(step, step * BACK + 1, step):
        if periods - back < 2 * FEWEST:
            break
        known, came = values[:, :-back], values[:, -back:][:, :ahead]
        every = [MEMBERS[name](known, came.shape[1], draws=TRIED, generator=generator) for name in members]
        said = ~np.isnan(came) & ~np.any([np.isnan(one[..., 0]) for one in every], axis=0)
        weight = np.broadcast_to(1.0 / scale[:, None], came.shape)[said]
        far, between = _distances([one[said] for one in every], came[said], weight)
        away, apart, many = away + far, apart + between, many + int(said.sum())
    return _best(away, apart, equal) if many else equal


def mixed(every: Sequence[Floats], weights: Floats, generator: np.random.Generator) -> Floats:
    """Return draws of a pool from draws of its members, all of shape (series, ahead, draws).

    Examples
    --------
    >>> one, two = np.zeros((1, 1, 4)), np.ones((1, 1, 4))
    >>> mixed([one, two], np.array([0.75, 0.25]), np.random.default_rng(1)).ravel().tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    found = silence(every[0], *every[0].shape[1:])
    draws = found.shape[2]
    speaks = ~np.stack([np.isnan(one).any(axis=(1, 2)) for one in every])
    for pattern in np.unique(speaks[:, speaks.any(axis=0)], axis=1).T:
        rows = np.flatnonzero((speaks == pattern[:, None]).all(axis=0))
        share = np.where(pattern, np.maximum(weights, 1e-12), 0.0)
        ends = np.round(np.cumsum(share / share.sum()) * draws).astype(int)
        for one, start, end in zip(every, np.concatenate([[0], ends[:-1]]), ends, strict=True):
            taken = generator.choice(draws, end - start, replace=False)
            found[rows, :, start:end] = one[rows][:, :, taken]
    return found


def thinned(found: Floats, draws: int, generator: np.random.Generator) -> Floats:
    """Return evenly spaced quantiles of draws along the last axis, in the order of a part of their paths.

    Paths that are level in a period go in any order: else the same would be high in every period.

    Examples
    --------
    >>> draws = np.array([[[3.0, 1.0, 2.0, 9.0, 8.0, 7.0]]])
    >>> thinned(draws, 2, np.random.default_rng(1)).ravel().tolist()
    [2.0, 8.0]
    """
    many = found.shape[-1] // draws
    quantiles = np.sort(found, axis=-1)[..., many // 2 :: many]
    paths = found[..., ::many]
    ranks = np.lexsort((generator.random(paths.shape), paths), axis=-1).argsort(axis=-1)
    thin: Floats = np.take_along_axis(quantiles, ranks, axis=-1)
    return thin


def _named(members: Sequence[str]) -> None:
    if not members or not set(members) <= MEMBERS.keys():
        raise ValueError(f"members are one or more of {', '.join(MEMBERS)}, not {tuple(members)!r}")


def _distances(every: Sequence[Floats], came: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return weighted sums of mean distances, to what came (members,) and to each other, squarely so."""
    away = np.array([(np.abs(one - came[:, None]).mean(axis=1) * weight).sum() for one in every])
    own = [_spread(one) for one in every]
    apart = np.zeros((len(every), len(every)))
    for i, one in enumerate(every):
        for j, other in enumerate(every[: i + 1]):
            both = own[i]
            if i != j:  # what the draws of both together scatter, less what each does
                both = 2.0 * _spread(np.concatenate([one, other], axis=1)) - (own[i] + own[j]) / 2.0
            apart[i, j] = apart[j, i] = (both * weight).sum()
    return away, apart


def _spread(draws: Floats) -> Floats:
    """Return mean distances between draws, shape (n, m), each with itself too."""
    many = draws.shape[1]
    found: Floats = np.sort(draws, axis=1) @ np.arange(1.0 - many, many, 2.0) * (2.0 / many**2)
    return found


def _best(away: Floats, apart: Floats, equal: Floats) -> Floats:
    """Return the weights of the least CRPS, which is a quadratic form of them."""

    def score(weights: Floats) -> float:
        return float(weights @ away - weights @ apart @ weights / 2.0)

    whole = max(score(equal), 1e-12)

    def costs(weights: Floats) -> float:
        return score(weights) / whole + CAUTION * float(np.square(weights - equal).sum())

    found = minimize(
        costs,
        equal,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * len(equal),
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1.0},
    )
    weights: Floats = np.maximum(found.x, 0.0)
    weights /= weights.sum()
    return weights
