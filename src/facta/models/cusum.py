"""Small rises that last: how far counts have run above what is expected, added up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy.special import ndtr

from facta.models._watched import WORDS, Reason, refuse_series
from facta.models.elasticity import poisson_fit
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["CusumRule", "Run", "cusum", "false_alarms", "seasonal_means"]

FEWEST_YEARS: Final = 2
CELLS: Final = 400  # that sums are sorted into


@dataclass(frozen=True, slots=True)
class CusumRule:
    """How departures are added up.

    Each count, made roughly standard normal by ``transform``, adds its departure less ``reference``;
    a sum below 0 starts again at 0, and one of ``decision`` or more is an alarm. With ``restarts``
    the sum starts again at 0 after an alarm. ``dispersion`` is the variance of counts over their
    mean, 1 for a Poisson; departures are divided by its root.
    """

    reference: float = 1.04
    decision: float = 2.26
    transform: Literal["standard", "rossi", "anscombe"] = "rossi"
    restarts: bool = False
    dispersion: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """Sums, the least values of a count that raise an alarm, and alarms, shape (series, periods).

    A series with no numbers has nan throughout, and ``reasons`` of shape (series, 1) say why.
    """

    sums: Floats
    bounds: Floats
    alarms: Flags
    reasons: NDArray[np.int8]

    def one(self, series: int) -> tuple[Floats, Floats, Flags] | Refusal:
        """Return sums, bounds and alarms of one series, or in words why there are none."""
        reason = Reason(self.reasons[series, 0])
        if reason != Reason.GIVEN:
            return Refusal(WORDS[reason])
        return self.sums[series], self.bounds[series], self.alarms[series]


def cusum(
    counts: Floats | Sequence[float] | Sequence[Sequence[float]],
    means: Floats | Sequence[float] | float,
    rule: CusumRule | None = None,
) -> Run:
    """Add up departures of counts from their means, one side only.

    Parameters
    ----------
    counts
        Counts of even periods, shape (series, n) or (n,).
    means
        What is expected of each, above 0, of the same shape or one that spreads over it.
    rule
        1.04 and 2.26 with Rossi's transform unless given.

    Raises
    ------
    ValueError
        When shapes do not fit, or a mean, the decision or the dispersion is not above 0.

    References
    ----------
    Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100-115.
    Rossi, G., Lampugnani, L. and Marchi, M. (1999). An approximate CUSUM procedure for surveillance
    of health events. Statistics in Medicine 18, 2111-2122.
    Pierce, D. A. and Schafer, D. W. (1986). Residuals in generalized linear models. JASA 81, 977-986.

    Examples
    --------
    >>> found = cusum([4, 5, 7, 8, 3], 4.0)
    >>> found.sums.round(2).tolist(), found.alarms[0].tolist()
    ([[0.0, 0.0, 0.36, 1.14, 0.0]], [False, False, False, False, False])
    """
    asked = rule or CusumRule()
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    expected = np.broadcast_to(np.asarray(means, dtype=float), table.shape)
    if not (expected > 0).all() or min(asked.decision, asked.dispersion) <= 0:
        message = "means, the decision and the dispersion are above 0"
        raise ValueError(message)
    reasons = np.full((len(table), 1), Reason.GIVEN, dtype=np.int8)
    reasons[np.isnan(table).any(axis=1)] = Reason.MISSING
    # Against a mean that is given, counts that never vary are as good as others.
    refuse_series(reasons, table, varied=False)
    given = reasons == Reason.GIVEN
    departures = _departures(np.where(given & (table >= 0), table, 0.0), expected, asked.transform)
    wider = float(np.sqrt(asked.dispersion))
    departures = departures / wider
    sums, bounds = np.zeros_like(table), np.zeros_like(table)
    last = np.zeros(len(table))
    for period in range(table.shape[1]):
        room = asked.decision + asked.reference - last
        bounds[:, period] = _least(room * wider, expected[:, period], asked.transform)
        last = np.maximum(0.0, last + departures[:, period] - asked.reference)
        sums[:, period] = last
        if asked.restarts:
            last = np.where(last >= asked.decision, 0.0, last)
    alarms = given & (sums >= asked.decision)
    return Run(np.where(given, sums, np.nan), np.where(given, bounds, np.nan), alarms, reasons)


@lru_cache(maxsize=256)
def false_alarms(reference: float, decision: float, periods: int) -> float:
    """Return the chance that a sum begun so many periods ago is an alarm, where nothing changed.

    Departures are standard normal, and the mean known; where it is estimated alarms are more. Sums
    are sorted into cells between which they move as a Markov chain.

    References
    ----------
    Brook, D. and Evans, D. A. (1972). An approach to the probability distribution of cusum run
    length. Biometrika 59, 539-549.

    Examples
    --------
    >>> round(false_alarms(1.04, 2.26, 1), 5), round(false_alarms(1.04, 2.26, 12), 4)
    (0.00049, 0.0028)
    """
    far = 2.0 * decision + 4.0
    width = far / CELLS
    middles = (np.arange(CELLS) + 0.5) * width
    middles[0] = 0.0  # most of the first cell is no sum at all
    upper = ndtr(np.append(np.arange(1, CELLS) * width, np.inf)[None, :] - middles[:, None] + reference)
    moves = np.diff(upper, axis=1, prepend=0.0)
    chances = np.zeros(CELLS)
    chances[0] = 1.0
    for _ in range(periods):
        chances = chances @ moves
    return float(chances[np.arange(CELLS) * width >= decision - width / 2].sum())


def seasonal_means(counts: Sequence[float], baseline: int, per_year: int) -> Floats | Refusal:
    """Return the mean of each period from one yearly wave, fitted to the first ``baseline`` of them.

    Examples
    --------
    >>> wave = [round(20 + 8 * np.sin(2 * np.pi * t / 12)) for t in range(1, 49)]
    >>> seasonal_means(wave, 36, 12)[36:40].round(1).tolist()
    [23.6, 27.4, 28.9, 27.4]
    """
    y = np.asarray(counts, dtype=float)
    if baseline < FEWEST_YEARS * per_year or baseline > len(y):
        need = f"a yearly wave needs a baseline of {FEWEST_YEARS * per_year} periods"
        return Refusal(f"{need}; {baseline} of {len(y)} are asked for")
    reasons = np.full((1, 1), Reason.GIVEN, dtype=np.int8)
    reasons[np.isnan(y[:baseline]).any()] = Reason.MISSING
    refuse_series(reasons, y[None, :baseline])
    if reasons[0, 0] != Reason.GIVEN:
        return Refusal(WORDS[Reason(reasons[0, 0])])
    turn = 2.0 * np.pi * np.arange(1, len(y) + 1) / per_year
    design = np.column_stack([np.ones_like(turn), np.sin(turn), np.cos(turn)])
    fitted = poisson_fit(y[:baseline], design[:baseline])
    if not fitted.settled:
        return Refusal("the wave did not settle: events fall into too few seasons")
    found: Floats = np.exp(design @ fitted.coefficients)
    return found


def _departures(counts: Floats, means: Floats, transform: str) -> Floats:
    if transform == "standard":
        found: Floats = (counts - means) / np.sqrt(means)
    elif transform == "rossi":
        found = (counts - 3.0 * means + 2.0 * np.sqrt(counts * means)) / (2.0 * np.sqrt(means))
    else:
        found = 1.5 * (counts ** (2 / 3) - means ** (2 / 3)) / means ** (1 / 6)
    return found


def _least(departures: Floats, means: Floats, transform: str) -> Floats:
    """Return the counts that have these departures, 0 where every count has more."""
    root = np.sqrt(means)
    if transform == "standard":
        found: Floats = np.maximum(means + departures * root, 0.0)
    elif transform == "rossi":
        inner = np.maximum(4.0 * means + 2.0 * departures * root, 0.0)
        found = np.maximum(np.sqrt(inner) - root, 0.0) ** 2
    else:
        found = np.maximum(means ** (2 / 3) + departures * means ** (1 / 6) / 1.5, 0.0) ** 1.5
    return found
