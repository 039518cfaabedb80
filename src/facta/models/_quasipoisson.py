"""Quasi-Poisson regressions on seasons and a trend, many at once.

The mean is offset x rate of the season x exp(slope x time). Given the slope, the rate of a season is
what it counted over what it was exposed to, so a fit is a search for one number, the slope, and the
normal equations of all others are solved by hand. Every array has a first axis of fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from facta.models.reference_sets import ReferenceSet

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

STEPS: Final = 40
SETTLED: Final = 1e-8  # of Newton's last step: the error goes as its square
LARGEST_STEP: Final = 4.0
BLOCK: Final = 16
ALONE: Final = 200_000  # multiplications; OpenBLAS 0.3 starts threads beyond 262,144


def product(rows: Floats, table: Floats) -> Floats:
    """Return ``rows @ table``, in parts so small that BLAS starts no threads: they cost more than they do."""
    found = np.empty((len(rows), table.shape[1]))
    part = max(1, ALONE // table.size)
    for begin in range(0, len(rows), part):
        np.matmul(rows[begin : begin + part], table, out=found[begin : begin + part])
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Counts of the reference periods, shape (fits, n): 0 where missing, and then present is False.

    ``roots`` are the counts to the power 2/3; ``offsets`` are exposures, or None where all are 1.
    """

    counts: Floats
    roots: Floats
    present: Flags
    offsets: Floats | None

    def take(self, which: Flags) -> Batch:
        """Return some of the fits."""
        offsets = None if self.offsets is None else self.offsets[which]
        return Batch(self.counts[which], self.roots[which], self.present[which], offsets)


class Design:
    """Seasons and times of a reference set, as tables that sums are taken with.

    ``times`` are below 0 and rising, the present at 0; they are the steps unless given.
    """

    def __init__(self, reference: ReferenceSet, times: Floats | None = None) -> None:
        steps, seasons = np.array(reference.steps), np.array(reference.seasons)
        self.steps, self.seasons = steps, seasons
        self.span = float(-steps[0] if times is None else -times[0])
        self.times: Floats = (steps if times is None else times) / self.span
        self.member: Floats = np.eye(int(seasons.max()) + 1)[seasons]
        by_time = [self.member * self.times[:, None] ** power for power in range(3)]
        self.moments: Floats = np.concatenate(by_time, axis=1)
        self._places = steps - steps[0] if times is None else None

    def growth(self, slopes: Floats) -> Floats:
        """Return exp(slope x time), shape (fits, n), from few exponentials: times are even steps."""
        if self._places is None:
            return np.exp(slopes[:, None] * self.times)
        coarse = np.arange(-(-self.span // BLOCK)) * BLOCK - self.span
        outer = np.exp(slopes[:, None] * (coarse / self.span))
        inner = np.exp(slopes[:, None] * (np.arange(BLOCK) / self.span))
        grid = (outer[:, :, None] * inner[:, None, :]).reshape(len(slopes), -1)
        whole = len(self._places) == self._places[-1] + 1
        return grid[:, : len(self._places)] if whole else grid[:, self._places]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fits: rates by season, slopes over the span, and the parts of their errors.

    ``sums`` are working weights by season and ``centres`` their mean times, shape (fits, seasons);
    ``information`` is that of the slope, infinite without a trend. ``parameters`` are the numbers
    each fit has. ``working`` are working weights that are not those of the means; with them, the
    ``means`` are given too, shapes (fits, n).
    """

    rates: Floats
    slopes: Floats
    sums: Floats
    centres: Floats
    information: Floats
    settled: Flags
    parameters: Floats
    working: Floats | None = None
    means: Floats | None = None

    def sixth_roots(self, batch: Batch, design: Design) -> Floats:
        """Return the means to the power 1/6, shape (fits, n)."""
        if self.means is not None:
            return self.means ** (1.0 / 6.0)
        found: Floats = product(self.rates ** (1.0 / 6.0), design.member.T)
        if self.slopes.any():
            found *= design.growth(self.slopes / 6.0)
        if batch.offsets is not None:
            found *= batch.offsets ** (1.0 / 6.0)
        return found

    def leverages(self, means: Floats, weights: Floats, design: Design) -> Floats:
        """Return the diagonal of the hat matrix, shape (fits, n)."""
        inverse = np.divide(1.0, self.sums, out=np.zeros_like(self.sums), where=self.sums > 0)
        found: Floats = product(inverse, design.member.T)
        if np.isfinite(self.information).any():
            away = design.times - product(self.centres, design.member.T)
            found += away * away / self.information[:, None]
        return found * (means * weights if self.working is None else self.working)

    def dispersion(self, counts: Floats, means: Floats, weights: Floats) -> Floats:
        """Return Pearson's sum of squares over its degrees of freedom, shape (fits,)."""
        free = np.count_nonzero(weights, axis=1) - self.parameters
        away = counts - means
        if self.working is None:
            squares = np.divide(away * away, means, out=np.zeros_like(means), where=means > 0)
            total = np.einsum("ij,ij->i", squares, weights)
        else:
            total = np.einsum("ij,ij->i", (away / means) ** 2, self.working)
        found: Floats = np.divide(total, free, out=np.ones_like(total), where=free > 0)
        return found

    def spread_now(self) -> Floats:
        """Return the variance of the logarithm of the mean now, for a dispersion of 1, shape (fits,)."""
        sums = self.sums[:, 0]
        inverse = np.divide(1.0, sums, out=np.full_like(sums, np.inf), where=sums > 0)
        return inverse + self.centres[:, 0] ** 2 / self.information


def fit(batch: Batch, weights: Floats, design: Design, *, trend: bool, start: Floats | None = None) -> Fit:
    """Maximise the weighted Poisson likelihood; weights are 0 where a count is missing.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized linear models, 2nd edition. Chapman & Hall.
    """
    base = weights if batch.offsets is None else weights * batch.offsets
    weighted = weights * batch.counts
    sums = product(weighted, design.member)
    slopes = np.zeros(len(base)) if start is None else start.copy()
    settled = np.full(len(base), fill_value=not trend)
    if trend:
        target = weighted @ design.times
        running = np.arange(len(base))
        for _ in range(STEPS):
            part = base if len(running) == len(base) else base[running]
            _, centres, information = _moments(part, slopes[running], sums[running], design)
            score = target[running] - (sums[running] * centres).sum(axis=1)
            step = np.divide(score, information, out=np.zeros_like(score), where=information > 0)
            slopes[running] += np.clip(step, -LARGEST_STEP, LARGEST_STEP)
            done = (np.abs(step) < SETTLED) & (information > 0)
            settled[running[done]] = True
            running = running[~done & (information > 0)]
            if not len(running):
                break
    exposed, centres, information = _moments(base, slopes, sums, design)
    rates = np.divide(sums, exposed, out=np.zeros_like(sums), where=exposed > 0)
    if not trend:
        information = np.full(len(base), np.inf)
    parameters = np.count_nonzero(exposed, axis=1) + float(trend)
    return Fit(rates, slopes, sums, centres, information, settled, parameters)


def _moments(base: Floats, slopes: Floats, sums: Floats, design: Design) -> tuple[Floats, Floats, Floats]:
    """Return exposure and mean time by season, and the information of the slope."""
    zeroth, first, second = np.hsplit(product(base * design.growth(slopes), design.moments), 3)
    some = zeroth > 0
    centres = np.divide(first, zeroth, out=np.zeros_like(zeroth), where=some)
    squares = np.divide(second, zeroth, out=np.zeros_like(zeroth), where=some)
    information = (sums * (squares - centres * centres)).sum(axis=1)
    return zeroth, centres, np.maximum(information, 0.0)
