"""What is expected now, from regressions in which what was unusually high weighs less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy.special import stdtr

from facta.models._quasipoisson import Batch, Design, Fit, fit
from facta.models._stopped import stopped_fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Compatible = Literal["farringtonFlexible", "algo.farrington"]

LEAST_LEFT: Final = 1e-9  # a leverage so near to 1 leaves no residual


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is expected now, shape (fits,): the mean without its offset, and how well it is known.

    ``log_variance`` is that of the logarithm of the mean; ``slopes`` are per period; ``p_trend``
    tests a slope of 0.
    """

    means: Floats
    log_variance: Floats
    dispersion: Floats
    slopes: Floats
    p_trend: Floats
    settled: Flags

    def put(self, which: Flags, other: Estimate) -> None:
        """Replace some of the fits by others."""
        for name in self.__dataclass_fields__:
            getattr(self, name)[which] = getattr(other, name)


def estimate(
    batch: Batch, design: Design, threshold: float, *, trend: bool, compatible: Compatible | None
) -> Estimate:
    """Fit, weigh high counts down, and fit again.

    Parameters
    ----------
    batch, design
        Counts and the times and seasons they are of.
    threshold
        Standardised Anscombe residuals above it are weighed down by their inverse square.
    trend
        Whether there is a slope.
    compatible
        Stop, and take the dispersion behind errors, as this function of R does.
    """
    once = batch.present.astype(float)
    if compatible is None:
        first = fit(batch, once, design, trend=trend)
        weights = _weights(batch, first, design, threshold)
        again = fit(batch, weights, design, trend=trend, start=first.slopes)
    else:
        first = stopped_fit(batch, once, design, trend=trend)
        weights = _weights(batch, first, design, threshold)
        again = stopped_fit(batch, weights, design, trend=trend)
    means = again.sixth_roots(batch, design) ** 6
    dispersion = np.maximum(again.dispersion(batch.counts, means, weights), 1.0)
    free = once.sum(axis=1) - again.parameters
    of_mean, of_slope = dispersion, dispersion
    if compatible == "algo.farrington":
        of_slope = again.dispersion(batch.counts, means, weights)
    elif compatible == "farringtonFlexible":
        of_mean = of_slope = _unworked(batch.counts, means, weights, free)
    errors = np.sqrt(of_slope / again.information)
    ratio = np.divide(np.abs(again.slopes), errors, out=np.zeros_like(errors), where=errors > 0)
    return Estimate(
        again.rates[:, 0].copy(),
        again.spread_now() * of_mean,
        dispersion,
        again.slopes / design.span,
        2.0 * stdtr(free, -ratio),
        first.settled & again.settled,
    )


def _unworked(counts: Floats, means: Floats, weights: Floats, free: Floats) -> Floats:
    """Return the dispersion that surveillance 1.20.3 makes errors from: working weights are left out."""
    away = counts / means - 1.0
    total = np.einsum("ij,ij->i", away * away, weights)
    found: Floats = np.divide(total, free, out=np.ones_like(free), where=free > 0)
    return found


def _weights(batch: Batch, fitted: Fit, design: Design, threshold: float) -> Floats:
    """Return weights that sum to the number of counts, small where a count is far above its mean.

    References
    ----------
    Davison, A. C. and Snell, E. J. (1991). Residuals and diagnostics. In Statistical Theory and
    Modelling, 83-106. Chapman & Hall.
    """
    once = batch.present.astype(float)
    sixth = fitted.sixth_roots(batch, design)
    third = sixth * sixth
    means = third**3
    dispersion = np.maximum(fitted.dispersion(batch.counts, means, once), 1.0)
    left = 1.0 - fitted.leverages(means, once, design)
    scale = sixth * np.sqrt(dispersion[:, None] * np.maximum(left, LEAST_LEFT))
    residuals = 1.5 * (batch.roots - third * third)
    high = (residuals > threshold * scale) & (left > LEAST_LEFT) & batch.present
    number = once.sum(axis=1)
    weights = once
    np.divide(scale * scale, residuals * residuals, out=weights, where=high)
    weights *= (number / np.maximum(weights.sum(axis=1), LEAST_LEFT))[:, None]
    return weights
