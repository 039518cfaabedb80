"""Whether chances mean what they say, and tell what happens from what does not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq, isotonic_regression
from scipy.special import betaincinv, ndtri, stdtrit
from scipy.stats import rankdata

from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

TENTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
CUTS = (0.1, 0.9, 0.025, 0.975)
EDGE = 1e-12  # of an area: how near to 0 and 1 its limits are sought


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``n`` it was, their share, and its exact intervals; nan, and 0 to 1, of none."""

    hits: int
    n: int
    share: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts with chances from ``low`` to below ``high``, their mean, and the share that came true."""

    low: float
    high: float
    expected: float
    happened: Share


@dataclass(frozen=True, slots=True)
class Discrimination:
    """Chance that of a yes and a no the yes was given more, 1/2 by guessing, and its intervals."""

    auc: float
    low80: float
    high80: float
    low95: float
    high95: float
    yes: int
    no: int


@dataclass(frozen=True, slots=True, eq=False)
class Decomposition:
    """A mean Brier score as miscalibration - discrimination + uncertainty, and chances set right.

    ``chances`` are the different ones forecast, rising, and ``shares`` what each should have been.
    """

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    chances: Floats
    shares: Floats


def share(hits: int, n: int) -> Share:
    """Return a share with exact intervals.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    >>> found = share(7, 10)
    >>> found.share, round(found.low95, 4), round(found.high95, 4)
    (0.7, 0.3475, 0.9333)
    """
    if not 0 <= hits <= n:
        raise ValueError(f"some of {n} are 0 or more and no more than all, not {hits}")
    return Share(hits, n, hits / n if n else math.nan, *_exact(hits, n))


def clustered_share(happened: ArrayLike, clusters: ArrayLike) -> Share:
    """Return a share of answers that go together in clusters, with intervals that know it.

    Exact intervals of as many independent answers as scatter like these: forecasts of one indicator,
    of periods that overlap, are fewer than they are. Where all answers are the same nothing tells how
    they go together, and each cluster counts as one. Of one cluster the intervals are 0 to 1.

    Parameters
    ----------
    happened
        1 for yes and 0 for no, shape (n,); nan is left out.
    clusters
        The cluster of each, shape (n,).

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected
    number of positive counts estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> found = clustered_share([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], list("aaaabbbbcccc"))
    >>> found.hits, found.n, found.high95 - found.low95 > 0.9
    (8, 12, True)
    """
    seen, own = np.asarray(happened, dtype=np.float64), np.asarray(clusters)
    if seen.ndim != 1 or own.shape != seen.shape:
        raise ValueError(f"each answer has a cluster; the shapes are {seen.shape} and {own.shape}")
    known = ~np.isnan(seen)
    seen, own = seen[known], own[known]
    hits, n = int(seen.sum()), seen.size
    if not n:
        return share(0, 0)
    part = _independent(seen - seen.mean(), own)
    return Share(hits, n, hits / n, *(_exact(hits * part, n * part) if part else (0.0, 1.0, 0.0, 1.0)))


def coverage(
    low: ArrayLike, high: ArrayLike, actual: ArrayLike, *, clusters: ArrayLike | None = None
) -> Share:
    """Return how often what came lay within its interval, ends and all; nan is left out.

    With the cluster of each, intervals are those of `clustered_share`.

    Examples
    --------
    >>> coverage([0, 0, 0], [5, 5, 5], [5, 9, float("nan")]).share
    0.5
    """
    least, most, came = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (low, high, actual)))
    known = ~(np.isnan(least) | np.isnan(most) | np.isnan(came))
    return _share(((came >= least) & (came <= most))[known], known, clusters)


def reliability(
    probability: ArrayLike,
    happened: ArrayLike,
    *,
    edges: Sequence[float] = TENTHS,
    clusters: ArrayLike | None = None,
) -> tuple[Bin, ...]:
    """Return how often forecasts came true, by how likely they were held.

    Parameters
    ----------
    probability, happened
        Chances of yes, and 1 for yes or 0 for no, shape (n,); nan is left out.
    edges
        Rising from 0 to 1, of tenths or of words of likelihood; a bound belongs to the bin above it.
    clusters
        The cluster of each, shape (n,), where they go together: intervals are those of `clustered_share`.

    References
    ----------
    Murphy, A. H. and Winkler, R. L. (1977). Reliability of subjective probability forecasts of
    precipitation and temperature. Applied Statistics 26, 41-47.

    Examples
    --------
    >>> low, high = reliability([0.2, 0.4, 0.9, 1.0], [0, 1, 1, 1], edges=(0, 0.5, 1))
    >>> round(low.expected, 2), low.happened.share, round(high.happened.low95, 4)
    (0.3, 0.5, 0.1581)
    """
    chance, seen, known = _known(probability, happened)
    own = None if clusters is None else np.asarray(clusters)[known]
    if list(edges) != sorted(set(edges)) or edges[0] != 0 or edges[-1] != 1:
        raise ValueError(f"edges rise from 0 to 1, not {tuple(edges)!r}")
    place = np.minimum(np.searchsorted(edges, chance, side="right"), len(edges) - 1)
    found = []
    for at, (low, high) in enumerate(pairwise(edges), start=1):
        mine = place == at
        expected = float(chance[mine].mean()) if mine.any() else math.nan
        found.append(Bin(low, high, expected, _share(seen[mine], mine, own)))
    return tuple(found)


def discrimination(
    probability: ArrayLike, happened: ArrayLike, *, clusters: ArrayLike | None = None
) -> Discrimination | Refusal:
    """Return the area under the curve of hits against false alarms.

    The interval is the score interval of Newcombe's method 5, which keeps its width where every yes
    was given more than every no. It takes the questions for independent, or with the cluster of each,
    shape (n,), for as few as scatter like these, as `clustered_share` does; of one cluster it is 0 to 1.

    Returns
    -------
    Discrimination or Refusal
        A refusal where all were yes, or all no.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver
    operating characteristic (ROC) curve. Radiology 143, 29-36.
    Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the Mann-Whitney
    statistic. Part 2. Statistics in Medicine 25, 559-573.
    Obuchowski, N. A. (1997). Nonparametric analysis of clustered ROC curve data. Biometrics 53, 567-578.

    Examples
    --------
    >>> found = discrimination([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    >>> found.auc, round(found.low95, 3), round(found.high95, 3)
    (0.75, 0.227, 0.967)
    """
    chance, seen, known = _known(probability, happened)
    yes = int(seen.sum())
    no = seen.size - yes
    if not yes or not no:
        return Refusal(f"what happened is told from what did not; there are {yes} and {no}")
    area = float((rankdata(chance)[seen == 1].sum() - yes * (yes + 1) / 2.0) / (yes * no))
    part = 1.0
    if clusters is not None:
        part = _independent(
            _placed(chance, seen == 1) - area, np.asarray(clusters)[known], np.where(seen, yes, no)
        )
    if not part:
        return Discrimination(area, 0.0, 1.0, 0.0, 1.0, yes, no)
    low80, high80, low95, high95 = (_limit(area, yes * part, no * part, float(ndtri(cut))) for cut in CUTS)
    return Discrimination(area, low80, high80, low95, high95, yes, no)


def hits_and_alarms(probability: ArrayLike, happened: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return thresholds, falling, and the shares of hits and of false alarms from each on.

    The first threshold is infinite, at which nothing is called.

    Raises
    ------
    ValueError
        When all were yes, or all no.

    Examples
    --------
    >>> thresholds, hits, alarms = hits_and_alarms([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    >>> hits.tolist(), alarms.tolist()
    ([0.0, 0.5, 0.5, 1.0, 1.0], [0.0, 0.0, 0.5, 0.5, 1.0])
    """
    chance, seen, _ = _known(probability, happened)
    if not 0 < seen.sum() < seen.size:
        message = "hits and false alarms need both a yes and a no"
        raise ValueError(message)
    different, which = np.unique(-chance, return_inverse=True)
    hits, alarms = (
        np.concatenate([[0.0], np.cumsum(np.bincount(which, weights=is_so)) / is_so.sum()])
        for is_so in (seen, 1.0 - seen)
    )
    return np.concatenate([[np.inf], -different]), hits, alarms


def decomposed(probability: ArrayLike, happened: ArrayLike) -> Decomposition | Refusal:
    """Return the mean Brier score in parts: chances are set right by isotonic regression.

    Miscalibration is what setting them right saves, discrimination what the result saves beside the
    share of yes, and uncertainty what that share scores. Few forecasts set right fit by luck, so that
    both of the first two are then too large.

    Returns
    -------
    Decomposition or Refusal
        A refusal where nothing is known.

    References
    ----------
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for
    probabilistic classifiers. PNAS 118, e2016191118.

    Examples
    --------
    >>> found = decomposed([0.1, 0.3, 0.2, 0.8], [0, 0, 1, 1])
    >>> [round(part, 4) for part in (found.miscalibration, found.discrimination, found.uncertainty)]
    [0.07, 0.125, 0.25]
    >>> found.shares.tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    chance, seen, _ = _known(probability, happened)
    if not seen.size:
        return Refusal("no forecast has been resolved")
    different, which, many = np.unique(chance, return_inverse=True, return_counts=True)
    came = np.bincount(which, weights=seen) / many
    right = np.asarray(isotonic_regression(came, weights=many).x, dtype=np.float64)
    score, set_right, base = (
        float(np.square(held - seen).mean()) for held in (chance, right[which], seen.mean())
    )
    return Decomposition(score, score - set_right, base - set_right, base, different, right)


def _exact(hits: float, n: float) -> list[float]:
    """Return the limits of Clopper and Pearson, of 80 % and of 95 %."""
    return [
        limit
        for cut in CUTS[::2]
        for limit in (
            float(betaincinv(hits, n - hits + 1, cut)) if hits else 0.0,
            float(betaincinv(hits + 1, n - hits, 1.0 - cut)) if hits < n else 1.0,
        )
    ]


def _share(seen: NDArray[Any], mine: NDArray[np.bool_], clusters: ArrayLike | None) -> Share:
    if clusters is None:
        return share(int(seen.sum()), seen.size)
    return clustered_share(seen, np.asarray(clusters)[mine])


def _independent(away: Floats, clusters: NDArray[Any], weight: Floats | float = 1.0) -> float:
    """Return which part of the answers would scatter as much if they were independent; 0 of one cluster.

    ``away`` is what each adds to an error, over ``weight``. Few clusters scatter less than what they are
    drawn from, which a t makes good.
    """
    names, member = np.unique(clusters, return_inverse=True)
    n, many = away.size, names.size
    if many < 2:  # noqa: PLR2004  (one cluster does not scatter)
        return 0.0
    added = away / weight
    alone = float(np.square(added).sum()) * n / (n - 1.0)
    together = float(np.square(np.bincount(member, weights=added)).sum()) * many / (many - 1.0)
    if not alone:
        return many / n
    wider = float(stdtrit(n - 1, CUTS[-1]) / stdtrit(many - 1, CUTS[-1]))
    return min(1.0, alone / together if together else 1.0) * wider**2


def _placed(chance: Floats, yes: NDArray[np.bool_]) -> Floats:
    """Return of each yes the part of noes that were given less, of each no that of yeses given more."""
    found = np.empty(chance.size)
    for mine, sign in ((yes, 1.0), (~yes, -1.0)):
        other = np.sort(sign * chance[~mine])
        below, up_to = (np.searchsorted(other, sign * chance[mine], side=side) for side in ("left", "right"))
        found[mine] = (below + up_to) / (2.0 * other.size)
    return found


def _limit(area: float, yes: float, no: float, z: float) -> float:
    """Return the true area by which the one seen lies ``-z`` standard errors away."""
    extra = max((yes + no) / 2.0 - 1.0, 0.0)

    def excess(true: float) -> float:
        parts = 1.0 + extra * ((1.0 - true) / (2.0 - true) + true / (1.0 + true))
        return true - area - z * math.sqrt(true * (1.0 - true) * parts / (yes * no))

    # At an end that has been seen the error is 0, so that the end itself would be an answer.
    inside = min(max(area, EDGE), 1.0 - EDGE)
    low, high = (EDGE, inside) if z < 0 else (inside, 1.0 - EDGE)
    return area if low >= high else float(brentq(excess, low, high, xtol=EDGE))


def _known(probability: ArrayLike, happened: ArrayLike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    chance, seen = (np.asarray(values, dtype=np.float64) for values in (probability, happened))
    if chance.ndim != 1 or chance.shape != seen.shape:
        raise ValueError(f"each forecast has an answer; the shapes are {chance.shape} and {seen.shape}")
    known = ~np.isnan(chance) & ~np.isnan(seen)
    chance, seen = chance[known], seen[known]
    if ((chance < 0) | (chance > 1) | ((seen != 0) & (seen != 1))).any():
        message = "a chance lies between 0 and 1, and what happened is 1 for yes, 0 for no"
        raise ValueError(message)
    return chance, seen, known
