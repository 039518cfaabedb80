"""Skill of one set of forecasts against another on the same questions, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

FEWEST = 5  # clusters, or differences, below which nothing is said of how they scatter
ROOM = 1_000_000  # counts of clusters that are held at once
CUTS = (0.1, 0.9, 0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Skill:
    """Share of the reference's score that is saved, below 0 where it is worse, and its intervals.

    ``score`` and ``reference`` are the means that are compared, over ``n`` questions in ``clusters``.
    """

    skill: float
    low80: float
    high80: float
    low95: float
    high95: float
    score: float
    reference: float
    n: int
    clusters: int

    @property
    def shown(self) -> bool:
        """Whether the whole 95 % interval lies above 0: the forecasts are demonstrably better."""
        return self.low95 > 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of two losses, its intervals, and the statistic and p of none."""

    difference: float
    low80: float
    high80: float
    low95: float
    high95: float
    statistic: float
    p: float
    n: int


def skill_score(
    scores: ArrayLike,
    reference: ArrayLike,
    *,
    generator: np.random.Generator,
    clusters: ArrayLike | None = None,
    resamples: int = 2000,
) -> Skill | Refusal:
    """Return 1 less the mean score over that of a reference, by a paired bootstrap of clusters.

    Questions where either is nan are left out. Whole clusters are drawn, say all questions of one
    country or of one month, as their errors go together. Quantiles are taken further out than
    their chances, as of a t, since few clusters scatter less than what they are drawn from.

    Parameters
    ----------
    scores, reference
        Scores of 0 or more on the same questions, less being better, shape (n,).
    generator
        Draws the clusters.
    clusters
        The cluster of each question, shape (n,); None where each stands alone.
    resamples
        How many times the clusters are drawn.

    Returns
    -------
    Skill or Refusal
        A refusal where fewer than five clusters are left, a score is infinite, or the reference scores 0.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. American Statistician
    69, 371-386.

    Examples
    --------
    >>> found = skill_score([1, 2, 1, 2, 1, 2], [2, 3, 2, 4, 2, 3], generator=np.random.default_rng(1))
    >>> found.skill, round(found.low95, 2), round(found.high95, 2), found.shown
    (0.4375, 0.33, 0.5, True)
    """
    mine, other = _pairs(scores, reference)
    own = np.arange(mine.size) if clusters is None else np.asarray(clusters)
    if own.shape != mine.shape:
        raise ValueError(f"each of {mine.size} questions has a cluster; there are {own.size}")
    known = ~np.isnan(mine) & ~np.isnan(other)
    mine, other, own = mine[known], other[known], own[known]
    names, member = np.unique(own, return_inverse=True)
    if names.size < FEWEST:
        what = "questions" if clusters is None else "clusters of questions"
        return Refusal(f"{FEWEST} {what} or more show skill; there are {names.size}")
    if not (np.isfinite(mine).all() and np.isfinite(other).all()):
        return Refusal("a score is infinite: a certainty was wrong")
    if min(mine.min(), other.min()) < 0:
        message = "skill is reckoned of scores of 0 or more"
        raise ValueError(message)
    if not other.any():
        return Refusal("the reference is never wrong, so that nothing can be saved")
    sums = np.stack([np.bincount(member, weights=values) for values in (mine, other)], axis=1)
    even, block = np.full(names.size, 1.0 / names.size), max(1, ROOM // names.size)
    drawn = np.concatenate(
        [
            generator.multinomial(names.size, even, size=min(block, resamples - done)) @ sums
            for done in range(0, resamples, block)
        ]
    )
    drawn = drawn[drawn[:, 1] > 0]
    drawn = 1.0 - drawn[:, 0] / drawn[:, 1]
    low80, high80, low95, high95 = np.quantile(drawn, _further_out(names.size)).tolist()
    score, beside = float(mine.mean()), float(other.mean())
    skill = 1.0 - score / beside
    return Skill(skill, low80, high80, low95, high95, score, beside, mine.size, names.size)


def diebold_mariano(losses: ArrayLike, others: ArrayLike, *, ahead: int = 1) -> Difference | Refusal:
    """Compare the mean losses of two forecasters on the same periods, one after another.

    Parameters
    ----------
    losses, others
        Losses per period in order of time, shape (n,), without gaps.
    ahead
        How many periods ahead they were made: neighbours nearer than this share errors.

    Returns
    -------
    Difference or Refusal
        Below 0 where the first is better; t with n - 1 degrees and Harvey's correction. A refusal where there
        are too few periods, they never differ in their difference, or its variance is not above 0.

    References
    ----------
    Diebold, F. X. and Mariano, R. S. (1995). Comparing predictive accuracy. Journal of Business &
    Economic Statistics 13, 253-263.
    Harvey, D., Leybourne, S. and Newbold, P. (1997). Testing the equality of prediction mean squared
    errors. International Journal of Forecasting 13, 281-291.

    Examples
    --------
    >>> found = diebold_mariano([1, 2, 1, 2, 1, 2], [2, 3, 2, 4, 2, 3])
    >>> round(found.difference, 4), round(found.statistic, 4), round(found.p, 4)
    (-1.1667, -7.0, 0.0009)
    """
    mine, other = _pairs(losses, others)
    if ahead < 1:
        raise ValueError(f"a forecast is made 1 period ahead or more, not {ahead}")
    gap = mine - other
    n = gap.size
    if n < max(FEWEST, ahead + 2):
        return Refusal(f"{max(FEWEST, ahead + 2)} periods or more are compared; there are {n}")
    if not np.isfinite(gap).all():
        return Refusal("every period has two finite losses; some have not")
    away = gap - gap.mean()
    covariances = [float(away[lag:] @ away[: n - lag]) / n for lag in range(ahead)]
    variance = (covariances[0] + 2.0 * sum(covariances[1:])) / n
    if covariances[0] <= np.finfo(float).eps * float(gap @ gap) / n or variance <= 0:
        return Refusal("the variance of the difference is not above 0, so that nothing is said of it")
    shrunk = (n + 1.0 - 2.0 * ahead + ahead / n * (ahead - 1.0)) / n
    mean, error = float(gap.mean()), float(np.sqrt(variance / shrunk))
    low80, high80, low95, high95 = (mean + error * float(stdtrit(n - 1, cut)) for cut in CUTS)
    p = 2.0 * float(stdtr(n - 1, -abs(mean / error)))
    return Difference(mean, low80, high80, low95, high95, mean / error, p, n)


def _pairs(scores: ArrayLike, others: ArrayLike) -> tuple[Floats, Floats]:
    mine, other = (np.asarray(values, dtype=np.float64) for values in (scores, others))
    if mine.ndim != 1 or mine.shape != other.shape:
        raise ValueError(f"two lists of scores go together; their shapes are {mine.shape} and {other.shape}")
    return mine, other


def _further_out(n: int) -> Floats:
    """Return the chances of the quantiles that are taken of a bootstrap of ``n`` clusters."""
    found: Floats = ndtr(np.sqrt(n / (n - 1.0)) * stdtrit(n - 1, np.array(CUTS)))
    return found
