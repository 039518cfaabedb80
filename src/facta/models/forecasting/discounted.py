"""Forecasts of counts by a level that is learnt and forgotten: the discounted gamma-Poisson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from facta.models.forecasting._counting import (
    FEWEST,
    counted,
    enough,
    fades,
    negative_binomial,
    silence,
    without_spikes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

JEFFREYS: Final = 0.5  # events known beforehand of a series that has no relatives
OPINION: Final = 3.0  # series that this counts for, and even chances of every discount
DISCOUNTS: Final = (0.6, 0.75, 0.85, 0.92, 0.97)  # from two periods to three dozen
LEADS: Final = 5  # distances at which it is asked which discount foretold best
ODD: Final = 0.01  # share of counts that no level foretells: one shock rules no discount out
WIDE: Final = 20.0  # log of all counts that are thought of
ROUNDS: Final = 15  # in which what related series say of the discounts settles


def discounted(
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    discounts: tuple[float, ...] = DISCOUNTS,
) -> Floats:
    """Draw negative binomial counts around a level to which older periods say ever less.

    The level has a gamma distribution whose shape and rate are discounted each period, so that it
    never becomes certain. Its prior is that of the related series that are given together, which is
    what a series of zeros goes by. Where counts scattered more than such a level explains, likewise
    discounted, the next one does as well. How fast a series forgets is weighed, over some discounts, by
    how likely each held what came up to ``ahead`` periods later, beginning from how common each is
    among the related series. A single period far above all others is lowered first.

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Of each; every period is drawn for itself.
    generator
        Draws.
    discounts
        What a period weighs beside the one after it, each above 0 and up to 1.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than six periods are known.

    References
    ----------
    West, M. and Harrison, J. (1989). Bayesian Forecasting and Dynamic Models. Springer.
    Harvey, A. C. and Fernandes, C. (1989). Time series models for count or qualitative observations.
    Journal of Business and Economic Statistics 7, 407-417.

    Examples
    --------
    >>> counts = np.array([[4.0, 6.0, 5.0, 3.0, 7.0, 5.0, 4.0, 6.0]])
    >>> found = discounted(counts, 2, generator=np.random.default_rng(1))
    >>> found.mean().round().item(), np.quantile(found, [0.05, 0.95]).tolist()
    (5.0, [1.0, 10.0])
    """
    values = counted(history, ahead, draws)
    fades(*discounts)
    found = silence(values, ahead, draws)
    some = enough(values)
    if not some.any():
        return found
    known = values[some]
    calm = without_spikes(known)
    shares = _shares(np.stack([_foretold(known, calm, discount, ahead) for discount in discounts]))
    laws = np.stack([_Running(calm, discount).law() for discount in discounts])
    heaps = np.cumsum(shares, axis=0).T[:, None, :]
    which = np.minimum((heaps < generator.random((len(known), draws, 1))).sum(axis=2), len(discounts) - 1)
    mean, size = (laws[which, part, np.arange(len(known))[:, None]][:, None, :] for part in (0, 1))
    spread = np.ones((1, ahead, 1))
    found[some] = negative_binomial(mean * spread, size * spread, generator)
    return found


class _Running:
    """Discounted sums of counts, of their squares, and of what was known, up to each period."""

    def __init__(self, values: Floats, discount: float) -> None:
        known = ~np.isnan(values)
        counts = np.where(known, values, 0.0)
        weights = (known, counts, np.square(counts))
        self.exposure, self.total, self.squares = (_summed(array, discount) for array in weights)
        self.again = _summed(known, discount**2)  # squares of weights
        self.shape, self.rate = _prior(self.total[:, -1], self.exposure[:, -1])

    def law(self, at: int = -1) -> Floats:
        """Return mean and size of the next count of each series, shape (2, series)."""
        exposure, total = self.exposure[:, at], self.total[:, at]
        plain = total / np.maximum(exposure, 1e-12)
        around = np.maximum(self.squares[:, at] / np.maximum(exposure, 1e-12) - np.square(plain), 0.0)
        effective = np.square(exposure) / np.maximum(self.again[:, at], 1e-12)
        # Of so few periods the variance is too small by one, and the mean as uncertain as one more.
        variance = around * (effective + 1.0) / np.maximum(effective - 1.0, 1.0)
        mean = (self.shape + total) / (self.rate + exposure)
        beyond = np.maximum(variance - mean, np.square(mean) / (self.shape + total))
        return np.stack([mean, np.square(mean) / beyond])


def _summed(array: NDArray[np.generic], discount: float) -> Floats:
    found = np.array(array, dtype=np.float64)
    for at in range(1, found.shape[1]):
        found[:, at] += discount * found[:, at - 1]
    return found


def _foretold(values: Floats, calm: Floats, discount: float, ahead: int) -> Floats:
    """Return how likely a discount held each series, as a log: the mean over distances ahead."""
    running = _Running(calm, discount)
    leads = np.unique(np.linspace(1, ahead, LEADS).round().astype(int))
    seen = np.cumsum(~np.isnan(values), axis=1)
    found = np.zeros(len(values))
    for at in range(values.shape[1] - 1):
        mean, size = running.law(at)
        for lead in leads[leads < values.shape[1] - at]:
            use = (seen[:, at] >= FEWEST) & ~np.isnan(values[:, at + lead])
            count = np.nan_to_num(values[:, at + lead])
            both = np.log(size + mean)
            likely = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
            likely += size * (np.log(size) - both) + count * (np.log(mean) - both)
            # A count from anywhere, on the log scale, keeps the worst within bounds.
            likely = np.logaddexp(np.log1p(-ODD) + likely, np.log(ODD / WIDE) - np.log1p(count))
            found += np.where(use, likely, 0.0) / len(leads)
    return found


def _shares(logs: Floats) -> Floats:
    """Return the weight of each discount in each series, both of shape (discounts, series)."""
    likely: Floats = np.exp(logs - logs.max(axis=0))
    shares = likely
    common = np.full(len(logs), 1.0 / len(logs))
    for _ in range(ROUNDS):
        shares = likely * common[:, None]
        shares /= shares.sum(axis=0)
        common = (shares.sum(axis=1) + OPINION / len(logs)) / (shares.shape[1] + OPINION)
    return shares


def _prior(total: Floats, exposure: Floats) -> tuple[float, float]:
    """Return shape and rate of the gamma that levels of related series follow, by their likelihood."""
    common = (total.sum() + JEFFREYS) / exposure.sum()

    def unlikely(logs: Floats) -> float:
        shape, rate = np.exp(logs)
        likely = (
            gammaln(total + shape)
            - gammaln(shape)
            + shape * np.log(rate)
            - (shape + total) * np.log(rate + exposure)
        )
        apart = np.square(logs - np.log([JEFFREYS, JEFFREYS / common])).sum()
        return float(OPINION * apart / 2.0 - likely.sum())

    start = np.log([JEFFREYS, JEFFREYS / common])
    found = minimize(unlikely, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3})
    shape, rate = np.exp(found.x)
    return float(shape), float(rate)
