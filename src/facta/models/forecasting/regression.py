"""Forecasts of counts by what followed levels of that kind in related series: a pooled regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from facta.models.forecasting._counting import (
    FEWEST,
    counted,
    enough,
    fading,
    negative_binomial,
    silence,
    without_spikes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FAST, SLOW, LONG = 0.7, 0.9, 0.98  # what a period weighs beside the one after it
LEAST: Final = 0.1  # events added to a mean before its log is taken
LEADS: Final = 5  # how many distances of the future are learnt from
FADES: Final = 0.95  # what a series' own departure of a period weighs beside the next one's
BELIEF: Final = 10.0  # departures of none that every series is believed to have made
RIDGE: Final = 1.0  # pull of each coefficient to where it starts
MEANS: Final = (-12.0, 11.0)  # logs between which a mean lies
SIZES: Final = (-5.0, 4.0)  # and a size


def pooled_regression(
    history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator
) -> Floats:
    """Draw negative binomial counts whose mean and size follow from fading means of a series.

    How they follow is learnt by likelihood from everything that came 1 to ``ahead`` periods after
    any period of any of the related series. The regressors are logs of fading means, fading means of
    logs, which a spike moves little, and the share of periods with events; never a raw count, which a
    log link would raise to any power. The size follows from level, scatter and change. Few series pull
    little: the coefficients start at "the mean of lately, as scattered as a geometric one".

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw; one law serves all.
    draws
        Of each; every period is drawn for itself.
    generator
        Draws.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than six periods are known.

    References
    ----------
    Hilbe, J. M. (2011). Negative Binomial Regression, second edition, chapter 10. Cambridge.
    Smyth, G. K. (1989). Generalized linear models with varying dispersion. JRSS B 51, 47-60.

    Examples
    --------
    >>> counts = np.random.default_rng(1).poisson(20.0, size=(30, 24)).astype(float)
    >>> found = pooled_regression(counts, 3, generator=np.random.default_rng(1))
    >>> bool(abs(found.mean() - 20.0) < 1.0), bool(found[0].std() < 8.0)
    (True, True)
    """
    values = counted(history, ahead, draws)
    found = silence(values, ahead, draws)
    some = enough(values)
    if not some.any():
        return found
    of_mean, of_size = _regressors(without_spikes(values[some]))
    lessons = _lessons(values[some], of_mean, of_size, ahead)
    law = _learnt(lessons, of_mean.shape[2], of_size.shape[2])
    mean, size = _by_law(of_mean[:, -1], of_size[:, -1], law)
    mean, size = _own(lessons, law, mean, size)
    spread = np.ones((1, ahead, draws))
    found[some] = negative_binomial(mean[:, None, None] * spread, size[:, None, None] * spread, generator)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Lessons:
    """Regressors of mean and size, shapes (n, p) and (n, q), and the counts that followed: whose, when."""

    of_mean: Floats
    of_size: Floats
    counts: Floats
    series: NDArray[np.int64]
    ages: NDArray[np.int64]


def _regressors(values: Floats) -> tuple[Floats, Floats]:
    """Return regressors of mean and size after each period, shapes (series, periods, p) and (…, q)."""
    fast, slow, long = (fading(values, discount) for discount in (FAST, SLOW, LONG))
    some = fading(np.where(np.isnan(values), np.nan, values > 0), SLOW)
    logs = np.log1p(values)
    beyond = np.maximum(fading(np.square(values), SLOW) - np.square(slow) - slow, 0.0)
    scatter = np.log((beyond + 0.05) / (np.square(slow) + 0.05) + 0.02)
    one, level = np.ones_like(slow), np.log(slow + LEAST)
    of_mean = [
        one,
        np.log(fast + LEAST),
        level,
        np.log(long + LEAST),
        fading(logs, FAST),
        fading(logs, SLOW),
        some,
    ]
    change = np.abs(np.log(fast + LEAST) - level)
    of_size = [one, level, np.maximum(level - 2.0, 0.0), scatter, some, change]
    return np.stack(of_mean, axis=-1), np.stack(of_size, axis=-1)


def _lessons(values: Floats, of_mean: Floats, of_size: Floats, ahead: int) -> _Lessons:
    """Return what followed what, some distances ahead of every period."""
    leads = np.unique(np.linspace(min(3, ahead), ahead, LEADS).round().astype(int))
    known = np.cumsum(~np.isnan(values), axis=1) >= FEWEST
    places = []
    for lead in leads[leads < values.shape[1]]:
        series, period = np.nonzero(known[:, :-lead] & ~np.isnan(values[:, lead:]))
        places.append(np.stack([series, period, period + lead]))
    series, period, later = np.concatenate([np.zeros((3, 0), dtype=np.int64), *places], axis=1)
    ages = values.shape[1] - 1 - later
    return _Lessons(of_mean[series, period], of_size[series, period], values[series, later], series, ages)


def _by_law(of_mean: Floats, of_size: Floats, law: Floats) -> tuple[Floats, Floats]:
    split = of_mean.shape[1]
    mean: Floats = np.exp(np.clip(of_mean @ law[:split], *MEANS))
    size: Floats = np.exp(np.clip(of_size @ law[split:], *SIZES))
    return mean, size


def _own(lessons: _Lessons, law: Floats, mean: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Return means and sizes of each series by how far it used to lie from the common law, and scatter.

    Both ratios are means of those seen, weighed by precision and fading with age, with the law's own
    ratio of one among them.
    """
    told, scatter = _by_law(lessons.of_mean, lessons.of_size, law)
    fades = FADES**lessons.ages / LEADS  # what one period brings to all distances says one thing
    weight = fades / (1.0 / told + 1.0 / scatter)

    def per_series(array: Floats) -> Floats:
        return np.bincount(lessons.series, array, minlength=len(mean)).astype(np.float64)

    ratio = (BELIEF + per_series(weight * lessons.counts / told)) / (BELIEF + per_series(weight))
    here = told * ratio[lessons.series]
    expected = here + np.square(here) / scatter
    heard = fades * here / (here + 1.0)  # hardly anything, where no count was expected
    wide = (BELIEF + per_series(heard * np.square(lessons.counts - here) / expected)) / (
        BELIEF + per_series(heard)
    )
    moved = mean * ratio
    beyond = wide * (moved + np.square(moved) / size) - moved
    least = np.square(moved) / np.exp(SIZES[1])
    return moved, np.square(moved) / np.maximum(beyond, least)


def _learnt(lessons: _Lessons, means: int, sizes: int) -> Floats:
    """Return the coefficients of the mean, then those of the size."""
    start = np.zeros(means + sizes)
    start[2] = 1.0  # the mean of lately
    if not len(lessons.counts):
        return start
    counts, constant = lessons.counts, gammaln(lessons.counts + 1.0)

    def unlikely(law: Floats) -> tuple[float, Floats]:
        logs = np.clip(lessons.of_mean @ law[:means], *MEANS)
        sizes_log = np.clip(lessons.of_size @ law[means:], *SIZES)
        mean, size = np.exp(logs), np.exp(sizes_log)
        both = mean + size
        likely = (
            gammaln(counts + size)
            - gammaln(size)
            - constant
            + size * (sizes_log - np.log(both))
            + counts * (logs - np.log(both))
        )
        by_mean = counts - (counts + size) * mean / both
        inner = digamma(counts + size) - digamma(size) + sizes_log + 1.0 - np.log(both)
        by_size = size * (inner - (counts + size) / both)
        slope = np.concatenate([lessons.of_mean.T @ by_mean, lessons.of_size.T @ by_size])
        apart = law - start
        return float(RIDGE * apart @ apart - likely.sum()), 2.0 * RIDGE * apart - slope

    found = minimize(unlikely, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    law: Floats = found.x
    return law
