"""Rates of several groups, each drawn toward what all of them show (partial pooling)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import legendre
from scipy.special import betainc, betaincinv, betaln, expit, log_expit, logit

from facta.models._quantiles import reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    _Cells = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

LOGIT = 20.0  # the share alpha / (alpha + beta) is searched between expit(-20) and expit(20)
DEPTH = 18.0  # log density below the peak at which the grid ends: a factor of 1.5e-8
MOST = 1e6  # largest alpha + beta: groups with that much in common do not differ
PART = 0.01  # of the mean of alpha + beta that may come from the last tenth of the grid
PASSES = 3
FINER = (64, 128, 256)  # points of a row where betas are narrow
FAINT = 1e-9  # cells with less weight than this are left out of a mixture


@dataclass(frozen=True, slots=True)
class Rate:
    """What a group did, and its rate: the posterior mean with central 80 % and 90 % intervals."""

    kept: float
    of: float
    mean: float
    low80: float
    high80: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class Pool:
    """Population of groups, and each group in it.

    ``mean`` and its intervals are of alpha / (alpha + beta), the mean rate of the population.
    ``newcomer`` is a group of which nothing is known. ``strength_low80`` to ``strength_high80`` is
    the central 80 % of alpha + beta: how many outcomes the population counts for in each group.
    ``alpha`` and ``beta`` are posterior means, None where ``caution`` says why.
    """

    alpha: float | None
    beta: float | None
    mean: float
    low80: float
    high80: float
    low90: float
    high90: float
    strength_low80: float
    strength_high80: float
    newcomer: Rate
    groups: tuple[Rate, ...]
    caution: str


@dataclass(frozen=True, slots=True)
class Proportion:
    """A rate by itself: Jeffreys mean and central intervals, and Clopper-Pearson intervals."""

    mean: float
    low80: float
    high80: float
    low90: float
    high90: float
    exact_low80: float
    exact_high80: float
    exact_low90: float
    exact_high90: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Points of the posterior, Gauss-Legendre both ways.

    A row has one log(alpha + beta); along it log(alpha / beta) goes from its ``low`` to its ``high``,
    with twice as many points. ``weight`` sums to 1.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rows: NDArray[np.float64]
    weight: NDArray[np.float64]


def pooled(kept: Sequence[float], of: Sequence[float], *, least: float = 1.0, nodes: int = 32) -> Pool:
    """Estimate the rate of each group and of the population they come from.

    Outcomes kept are binomial in each group, rates of groups are Beta(alpha, beta), and p(alpha,
    beta) goes as (alpha + beta)^(-5/2) where alpha + beta is ``least`` or more. The posterior is
    summed on a grid fitted to it; a group's rate is a mixture of betas over the grid.

    Parameters
    ----------
    kept
        Outcomes kept per group, shape (m,); parts of an outcome are allowed.
    of
        Outcomes that were due per group, shape (m,); 0 for a group of which nothing is known.
    least
        Smallest alpha + beta. Without a bound the posterior has no finite sum where every group
        kept all or nothing; 1 is the weight of Jeffreys' own prior for one group.
    nodes
        Points of the grid along each side.

    Raises
    ------
    ValueError
        When the lengths differ, nothing was due in any group, or a count is impossible.

    References
    ----------
    Gelman, A., Carlin, J. B., Stern, H. S., Dunson, D. B., Vehtari, A. and Rubin, D. B. (2013).
    Bayesian Data Analysis, 3rd edition, chapter 5. Chapman and Hall/CRC.

    Examples
    --------
    >>> found = pooled([9, 1, 0], [10, 1, 0])
    >>> [round(group.mean, 2) for group in found.groups], round(found.newcomer.mean, 2)
    ([0.86, 0.82, 0.77], 0.77)
    """
    _check(kept, of)
    _check_grid(least, nodes)
    counts = Counter((float(k), float(n)) for k, n in zip(kept, of, strict=True) if n > 0)
    grid = _fit(counts, (math.log(least), math.log(max(MOST, 100.0 * max(of), 100.0 * least))), nodes)
    cells = _cells(grid, counts)
    seen = {pair: _group(pair, *cells) for pair in {*counts, (0.0, 0.0)}}
    pairs = ((float(k), float(n)) if n > 0 else (0.0, 0.0) for k, n in zip(kept, of, strict=True))
    return _pool(grid, cells, seen[0.0, 0.0], tuple(seen[pair] for pair in pairs))


def simple(kept: float, of: float) -> Proportion:
    """Estimate one rate where there is no population to learn from.

    The posterior is Beta(kept + 1/2, of - kept + 1/2), by Jeffreys' prior, with its central
    intervals. The Clopper-Pearson intervals beside it hold the true rate at least as often as
    they say, and reach 0 when nothing was kept and 1 when everything was.

    Parameters
    ----------
    kept, of
        Outcomes kept, and outcomes that were due; parts of an outcome are allowed.

    Raises
    ------
    ValueError
        When nothing was due, or ``kept`` does not lie between 0 and ``of``.

    References
    ----------
    Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial
    proportion. Statistical Science 16, 101-133.
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    >>> one = simple(3, 3)
    >>> round(one.mean, 3), round(one.low90, 3), round(one.exact_low90, 3), one.exact_high90
    (0.875, 0.556, 0.368, 1.0)
    """
    _check([kept], [of])
    broken = of - kept
    jeffreys = [float(betaincinv(kept + 0.5, broken + 0.5, p)) for p in (0.1, 0.9, 0.05, 0.95)]
    exact = [
        limit
        for cut in (0.1, 0.05)
        for limit in (
            float(betaincinv(kept, broken + 1.0, cut)) if kept else 0.0,
            float(betaincinv(kept + 1.0, broken, 1.0 - cut)) if broken else 1.0,
        )
    ]
    return Proportion((kept + 0.5) / (of + 1.0), *jeffreys, *exact)


def _check(kept: Sequence[float], of: Sequence[float]) -> None:
    if len(kept) != len(of):
        raise ValueError(f"each group has kept and due outcomes; there are {len(kept)} and {len(of)}")
    for k, n in zip(kept, of, strict=True):
        if not 0 <= k <= n < math.inf:
            raise ValueError(f"outcomes kept lie between 0 and those due; there are {k!r} of {n!r}")
    if sum(of) == 0:
        message = "nothing was due in any group, so there is no rate"
        raise ValueError(message)


def _check_grid(least: float, nodes: int) -> None:
    if not 0 < least < math.inf or nodes < 8:  # noqa: PLR2004
        message = "the smallest alpha + beta is above 0, and a grid has 8 points a side or more"
        raise ValueError(message)


def _fit(counts: Counter[tuple[float, float]], ends: tuple[float, float], nodes: int) -> _Grid:
    place, size = _rule(nodes)
    along, along_size = _rule(2 * nodes)
    coarse = np.linspace(*ends, nodes)
    first, last = _narrowed(coarse, counts, nodes)
    density = _log_density(_spread(along, first, last), coarse[:, None], counts)
    peak = density.max(axis=1)
    sums = peak + np.log(np.exp(density - peak[:, None]) @ along_size * (last - first))
    bottom, top = _box(sums, *ends)
    rows = _spread(place, bottom, top)
    low, high = _narrowed(rows, counts, nodes)
    density = _log_density(_spread(along, low, high), rows[:, None], counts)
    weight = np.exp(density - density.max()) * along_size * ((high - low) * size)[:, None]
    return _Grid(low, high, rows, weight / weight.sum())


@lru_cache(maxsize=8)
def _rule(points: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points in -1 to 1 and weights of a Gauss-Legendre rule."""
    place, size = legendre.leggauss(points)
    return np.asarray(place, np.float64), np.asarray(size, np.float64)


def _spread(
    place: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return points in -1 to 1 carried over to between two ends, shape of the ends + shape of the points."""
    return low[..., None] + (high - low)[..., None] * (place + 1.0) / 2.0


def _narrowed(
    rows: NDArray[np.float64], counts: Counter[tuple[float, float]], nodes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of each row, narrowed to where its density is seen."""
    even = np.linspace(-1.0, 1.0, nodes)
    low, high = np.full(len(rows), -LOGIT), np.full(len(rows), LOGIT)
    for _ in range(PASSES):
        low, high = _box(_log_density(_spread(even, low, high), rows[:, None], counts), low, high)
    return low, high


def _box(
    density: NDArray[np.float64], low: ArrayLike, high: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends, one step out, of where a log density is seen along its last axis."""
    last = density.shape[-1] - 1
    seen = density > density.max(axis=-1, keepdims=True) - DEPTH
    first = np.maximum(np.argmax(seen, axis=-1) - 1, 0)
    final = np.minimum(last - np.argmax(seen[..., ::-1], axis=-1) + 1, last)
    step = (np.asarray(high) - np.asarray(low)) / last
    return low + first * step, low + final * step


def _log_density(
    logit: NDArray[np.float64], log_strength: ArrayLike, counts: Counter[tuple[float, float]]
) -> NDArray[np.float64]:
    """Return the log posterior of log(alpha / beta) and log(alpha + beta), but for a constant."""
    alpha, beta = (np.exp(np.asarray(log_strength)) * expit(side) for side in (logit, -logit))
    # alpha * beta is the Jacobian of the change from alpha and beta.
    density: NDArray[np.float64] = np.log(alpha) + np.log(beta) - 2.5 * np.asarray(log_strength)
    base = betaln(alpha, beta)
    for (kept, of), times in counts.items():
        density = density + times * (betaln(alpha + kept, beta + of - kept) - base)
    return density


def _cells(grid: _Grid, counts: Counter[tuple[float, float]]) -> _Cells:
    """Return alpha, beta and weight of the cells that matter.

    A large alpha + beta makes betas so narrow that they would stand apart on the grid; there a row
    gets more points, so that their sum is smooth.
    """
    parts = []
    for row, low, high, weight in zip(grid.rows, grid.low, grid.high, grid.weight.sum(axis=1), strict=True):
        wanted = 0.8 * (high - low) * math.exp(row / 2.0)
        points = (len(grid.rows), *FINER)
        place, size = _rule(next((n for n in points if n >= wanted), max(points)))
        logit = _spread(place, low, high)
        density = _log_density(logit, row, counts)
        share = np.exp(density - density.max()) * size
        share *= weight / share.sum()
        seen = share > FAINT
        strength = math.exp(row)
        parts.append((strength * expit(logit[seen]), strength * expit(-logit[seen]), share[seen]))
    alpha, beta, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    return alpha, beta, weight / weight.sum()


def _pool(grid: _Grid, cells: _Cells, newcomer: Rate, groups: tuple[Rate, ...]) -> Pool:
    alpha, beta, weight = cells
    low80, high80, low90, high90 = _share_limits(grid)
    strength_low80, strength_high80 = _strength_limits(grid)
    caution = _caution(grid)
    return Pool(
        alpha=None if caution else float(weight @ alpha),
        beta=None if caution else float(weight @ beta),
        mean=float(weight @ (alpha / (alpha + beta))),
        low80=low80,
        high80=high80,
        low90=low90,
        high90=high90,
        strength_low80=strength_low80,
        strength_high80=strength_high80,
        newcomer=newcomer,
        groups=groups,
        caution=caution,
    )


def _group(
    pair: tuple[float, float],
    alpha: NDArray[np.float64],
    beta: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> Rate:
    kept, of = pair
    a, b = alpha + kept, beta + of - kept
    mean = float(weight @ (a / (a + b)))
    second = float(weight @ (a * (a + 1.0) / ((a + b) * (a + b + 1.0))))
    alike = mean * (1.0 - mean) / max(second - mean**2, 1e-12) - 1.0  # the beta of this mean and variance
    base = betaln(a, b)

    def below(place: float) -> float:
        return float(weight @ betainc(a, b, float(expit(place))))

    def slope(place: float) -> float:
        return float(weight @ np.exp(a * log_expit(place) + b * log_expit(-place) - base))

    limits = []
    for p in (0.1, 0.9, 0.05, 0.95):
        start = float(logit(betaincinv(mean * alike, (1.0 - mean) * alike, p)))
        limits.append(float(expit(reached(below, p, (-LOGIT, LOGIT), start=start, slope=slope))))
    return Rate(kept, of, mean, *limits)


def _share_limits(grid: _Grid) -> list[float]:
    """Return the 80 % and 90 % limits of alpha / (alpha + beta)."""
    sums = _integral(grid.weight.T)

    def below(logit: float) -> float:
        place = np.clip(2.0 * (logit - grid.low) / (grid.high - grid.low) - 1.0, -1.0, 1.0)
        return float(legendre.legval(place, sums, tensor=False).sum())

    low, high = float(grid.low.min()), float(grid.high.max())
    return [float(expit(reached(below, p, (low, high)))) for p in (0.1, 0.9, 0.05, 0.95)]


def _strength_limits(grid: _Grid) -> list[float]:
    """Return the 80 % limits of alpha + beta."""
    sums = _integral(grid.weight.sum(axis=1))
    points, _ = _rule(len(grid.rows))
    places = [reached(lambda x: float(legendre.legval(x, sums)), p, (-1.0, 1.0)) for p in (0.1, 0.9)]
    return [float(np.exp(np.interp(place, points, grid.rows))) for place in places]


def _integral(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Legendre series, from -1 on, of the integral of weights along their first axis."""
    place, size = _rule(len(weight))
    series = legendre.legfit(place, (weight.T / size).T, len(place) - 1)
    return np.asarray(legendre.legint(series, lbnd=-1), np.float64)


def _caution(grid: _Grid) -> str:
    """Say why alpha and beta have no mean, or nothing.

    Far out every alpha + beta fits alike and the hyperprior falls as its power -3/2, so the mean
    is the bound's, not the data's, unless the data make that part too light to matter.
    """
    strength = np.exp(grid.rows)
    parts = grid.weight.sum(axis=1) * strength
    if parts[strength > MOST / 10.0].sum() <= PART * parts.sum():
        return ""
    return "the groups do not say how much they differ: the mean of alpha + beta would be that of the bound"
