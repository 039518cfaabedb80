"""The likelihood of shares that vary from group to group: beta-binomial counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betaln, chdtrc, expit, log_expit, logit

from facta.models._quantiles import reached

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BOUND = 12.0  # log-odds of the correlation, below minus which counts are binomial
REACH = (1.6423744151498176, 3.841458820694124)  # chi-square of one degree, 80 % and 95 %
REACHABLE = 8.0  # log-odds from the share, farther than any limit of 95 %


class Likelihood:
    """Of the share and of the correlation of two events of a group, given groups of events.

    Parameters
    ----------
    kept, of
        Events of the kind, and all, by group, shape (n,).
    """

    def __init__(self, kept: NDArray[np.float64], of: NDArray[np.float64]) -> None:
        pairs, self._times = np.unique(np.stack([kept, of]), axis=1, return_counts=True)
        self._kept, self._of = pairs
        self._whole = float(kept.sum() / of.sum())
        best = min(
            (
                minimize(lambda at: -self._at(*at), (logit(self._whole), start), method="Nelder-Mead")
                for start in (-6.0, -2.0, 1.0)
            ),
            key=lambda found: float(found.fun),
        )
        self._share, self._spread = (float(value) for value in best.x)
        self._top = -float(best.fun)
        binomial = self._binomial(float(logit(self._whole)))
        self._overdispersed = self._top > binomial + 1e-9
        if not self._overdispersed:
            self._share, self._spread, self._top = float(logit(self._whole)), -BOUND, binomial

    def _binomial(self, share: float) -> float:
        left = self._kept * log_expit(share) + (self._of - self._kept) * log_expit(-share)
        return float(self._times @ left)

    def _at(self, share: float, spread: float) -> float:
        """Return the log likelihood at log-odds of the share and of the correlation."""
        if spread <= -BOUND or abs(share) > 2.0 * BOUND:
            return self._binomial(share)
        strength = np.exp(-min(spread, BOUND))  # 1 / correlation - 1
        a, b = strength * expit(share), strength * expit(-share)
        each = betaln(a + self._kept, b + self._of - self._kept) - betaln(a, b)
        return float(self._times @ each)

    def _of_share(self, share: float) -> float:
        """Return how far below the top, doubled, the best at this share is."""
        return 2.0 * (self._top - _largest(lambda spread: self._at(share, spread), (-BOUND, BOUND)))

    def _of_spread(self, spread: float) -> float:
        """Return how far below the top, doubled, the best at this correlation is."""
        ends = (self._share - REACHABLE, self._share + REACHABLE)
        return 2.0 * (self._top - _largest(lambda share: self._at(share, spread), ends))

    def share(self) -> tuple[float, float, float, float, float]:
        """Return the share and its 80 % and 95 % limits."""
        limits = []
        for reach in REACH:
            down, up = (self._share - REACHABLE, self._share), (self._share, self._share + REACHABLE)
            lower = reached(lambda at: -self._of_share(at), -reach, down)
            limits += [float(expit(at)) for at in (lower, reached(self._of_share, reach, up))]
        return float(expit(self._share)), limits[0], limits[1], limits[2], limits[3]

    def correlation(self) -> tuple[float, float, float]:
        """Return the correlation of two events of a group and its 95 % limits."""
        spread, reach, low, high = self._spread, REACH[1], -BOUND, BOUND
        if self._of_spread(-BOUND) > reach:
            low = reached(lambda at: -self._of_spread(at), -reach, (-BOUND, spread))
        if self._of_spread(BOUND) > reach:
            high = reached(self._of_spread, reach, (spread, BOUND))
        value, low, high = (0.0 if x <= -BOUND else float(expit(x)) for x in (spread, low, high))
        return value, low, high

    def p_none(self) -> float:
        """Return the p of no correlation, at the edge of what it may be."""
        apart = 2.0 * (self._top - self._binomial(float(logit(self._whole))))
        return 1.0 if apart <= 0.0 else float(chdtrc(1.0, apart)) / 2.0


def _largest(height: Callable[[float], float], ends: tuple[float, float]) -> float:
    found = minimize_scalar(lambda at: -height(at), bounds=ends, method="bounded", options={"xatol": 1e-7})
    return max(-float(found.fun), *(height(end) for end in ends))
