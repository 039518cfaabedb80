"""Poisson counts whose rates come from one gamma, summed over its mean and shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaincinv, gammaln, xlogy

from facta.models._quantiles import reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SHAPES = 24  # points of the grid of the shape
MEANS = 192  # points of the grid of the mean
MOST_SHAPE = 1e4  # members who differ by less than 1 % do not differ
REACH = 20.0  # how far out, in logs, the mean is searched
FAINT = 1e-10  # cells with less weight than this are left out of a mixture
CUTS = (0.1, 0.9, 0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Cells:
    """Shapes and means of the gammas that matter, and their weights, which sum to 1."""

    shape: NDArray[np.float64]
    mean: NDArray[np.float64]
    weight: NDArray[np.float64]


def population(counts: Sequence[float], exposures: Sequence[float]) -> tuple[list[float], Cells]:
    """Return the mean rate, as its median and 80 % and 95 % limits, and the cells of the grid.

    The mean has the prior mean^(-1/2), the shape, 1 or more, the prior (1 + shape)^(-2).
    """
    total = float(sum(counts))
    place, size = np.polynomial.legendre.leggauss(SHAPES)
    shape = np.exp((place + 1.0) / 2.0 * math.log(MOST_SHAPE))[:, None]
    # Steps in log(mean) grow from its centre outward, so that both peak and tails have points.
    narrow = 1.0 / math.sqrt(total + 1.0)
    even = np.linspace(-1.0, 1.0, MEANS) * math.asinh(REACH / narrow)
    mean = (total + 0.5) / sum(exposures) * np.exp(narrow * np.sinh(even))
    # Shape and sqrt(mean) are priors times Jacobians of the logs; the cosh is that of the sinh.
    density = np.log(shape) - 2.0 * np.log1p(shape) + np.log(mean) / 2.0 + np.log(np.cosh(even))
    for count, exposure in zip(counts, exposures, strict=True):
        density = density + gammaln(shape + count) - gammaln(shape) + xlogy(count, mean / shape)
        density = density - (shape + count) * np.log1p(mean * exposure / shape)
    weight = np.exp(density - density.max()) * size[:, None]
    weight = weight / weight.sum()
    means = weight.sum(axis=0)
    limits = np.exp(np.interp((0.5, *CUTS), np.cumsum(means) - means / 2.0, np.log(mean)))
    seen = weight > FAINT
    shapes, every = (np.broadcast_to(values, seen.shape)[seen] for values in (shape, mean))
    return limits.tolist(), Cells(shapes, every, weight[seen] / weight[seen].sum())


def member(cells: Cells, count: float, exposure: float) -> list[float]:
    """Return the posterior mean of one rate, and its 80 % and 95 % limits."""
    a, b = cells.shape + count, cells.shape / cells.mean + exposure
    mean = float(cells.weight @ (a / b))
    spread = float(cells.weight @ (a * (a + 1.0) / b**2)) - mean**2
    alike = mean**2 / spread  # the shape of the gamma of this mean and variance
    base = gammaln(a)

    def below(log_rate: float) -> float:
        return float(cells.weight @ gammainc(a, b * math.exp(log_rate)))

    def slope(log_rate: float) -> float:
        scaled = b * math.exp(log_rate)
        return float(cells.weight @ np.exp(a * np.log(scaled) - scaled - base))

    limits = []
    for p in CUTS:
        start = math.log(max(float(gammaincinv(alike, p)) / alike * mean, 1e-300))
        ends = (start - REACH, start + REACH)
        limits.append(math.exp(reached(below, p, ends, start=start, slope=slope)))
    return [mean, *limits]
