"""The same regressions, stopped where R's ``glm`` stops: for verification against R only.

R's fit stops when its deviance hardly falls any more, and what it then holds (working weights, hat
values, errors) is of the step before the last. Its figures differ from those of the maximum in the
fifth digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models._quasipoisson import Batch, Design, Fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS: Final = 25
ENOUGH: Final = 1e-8
START: Final = 0.1
FAR: Final = 600.0  # a level beyond it belongs to a fit that diverges
LEAST: Final = float(np.finfo(float).eps)  # R's Poisson has no smaller mean


def stopped_fit(batch: Batch, weights: Floats, design: Design, *, trend: bool) -> Fit:
    """Fit by iterated weighted least squares from counts + 0.1, until the deviance has settled.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized linear models, 2nd edition. Chapman & Hall.
    """
    counts = batch.counts
    offsets = np.zeros_like(counts) if batch.offsets is None else np.log(batch.offsets)
    means = counts + START
    deviance = _deviance(counts, means, weights)
    seasons = design.member.shape[1]
    working = np.zeros_like(counts)
    found = Fit(
        np.zeros((len(counts), seasons)),
        np.zeros(len(counts)),
        np.zeros((len(counts), seasons)),
        np.zeros((len(counts), seasons)),
        np.full(len(counts), np.inf),
        np.zeros(len(counts), dtype=bool),
        (weights @ design.member > 0).sum(axis=1) + float(trend),
        working,
        means,
    )
    running = np.arange(len(counts))
    for _ in range(STEPS):
        mean = means[running]
        work = weights[running] * mean
        target = np.log(mean) - offsets[running] + (counts[running] - mean) / mean
        levels, slopes, parts = _least_squares(work, target, design, trend=trend)
        found.rates[running], found.slopes[running] = np.exp(np.clip(levels, -FAR, FAR)), slopes
        found.sums[running], found.centres[running], found.information[running] = parts
        working[running] = work
        logs = levels @ design.member.T + slopes[:, None] * design.times + offsets[running]
        means[running] = np.maximum(np.exp(np.clip(logs, -FAR, FAR)), LEAST)
        now = _deviance(counts[running], means[running], weights[running])
        done = np.abs(now - deviance[running]) / (np.abs(now) + START) < ENOUGH
        deviance[running] = now
        found.settled[running[done]] = True
        running = running[~done]
        if not len(running):
            break
    return found


def _least_squares(
    work: Floats, target: Floats, design: Design, *, trend: bool
) -> tuple[Floats, Floats, tuple[Floats, Floats, Floats]]:
    """Return levels, slopes, and the sums, centres and information they come from."""
    sums, first, second = np.hsplit(work @ design.moments, 3)
    some = sums > 0
    centres = np.divide(first, sums, out=np.zeros_like(sums), where=some)
    heights = (work * target) @ design.member
    height = np.divide(heights, sums, out=np.zeros_like(sums), where=some)
    if not trend:
        none = np.zeros(len(work))
        return height, none, (sums, np.zeros_like(sums), np.full(len(work), np.inf))
    information = (second - centres * first).sum(axis=1)
    slopes = (((work * target) @ design.times) - (centres * heights).sum(axis=1)) / information
    return height - slopes[:, None] * centres, slopes, (sums, centres, information)


def _deviance(counts: Floats, means: Floats, weights: Floats) -> Floats:
    logs = np.log(np.where(counts > 0, counts, means) / means)
    found: Floats = 2.0 * (weights * (counts * logs - (counts - means))).sum(axis=1)
    return found
