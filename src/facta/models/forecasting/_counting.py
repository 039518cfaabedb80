"""What count forecasters share: histories looked at, fading means, and silence where little is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST: Final = 6  # known periods of a series below which nothing is drawn of it
SPIKE: Final = 3.0  # times the largest of the last periods: above it a count is a spike until it lasts
MEMORY: Final = 12  # periods that a count is measured by
MOST: Final = 1e9  # no count beyond it is drawn


def counted(history: Floats, ahead: int, draws: int) -> Floats:
    """Return histories of counts, shape (series, periods), nan where unknown.

    Raises
    ------
    ValueError
        When the shape is another, a count is below 0 or infinite, or nothing is to be drawn.
    """
    values = np.asarray(history, dtype=np.float64)
    if values.ndim != 2:  # noqa: PLR2004  (series, periods)
        raise ValueError(f"histories have the shape (series, periods), not {values.shape}")
    if ahead < 1 or draws < 1:
        raise ValueError(f"1 period ahead or more and 1 draw or more, not {ahead} and {draws}")
    known = values[~np.isnan(values)]
    if (known < 0).any() or not (known <= MOST).all():
        raise ValueError(f"counts are 0 or more and {MOST:g} at the most, or nan where unknown")
    return values


def fades(*discounts: float) -> None:
    """Refuse discounts that are none.

    Raises
    ------
    ValueError
        When one is not above 0 and 1 at the most, or there is none.
    """
    if not discounts or not all(0 < discount <= 1 for discount in discounts):
        raise ValueError(f"discounts are above 0 and 1 at the most, not {discounts!r}")


def enough(values: Floats, fewest: int = FEWEST) -> NDArray[np.bool_]:
    """Return of which series, shape (series, periods), so many periods are known."""
    found: NDArray[np.bool_] = (~np.isnan(values)).sum(axis=1) >= fewest
    return found


def silence(values: Floats, ahead: int, draws: int) -> Floats:
    """Return draws that say nothing, shape (series, ahead, draws)."""
    return np.full((len(values), ahead, draws), np.nan)


def fading(values: Floats, discount: float) -> Floats:
    """Return means up to each period in which a period counts ``discount`` times the one after it.

    Shapes (series, periods); unknown periods weigh nothing, and before the first known one it is nan.

    Examples
    --------
    >>> fading(np.array([[0.0, 3.0, np.nan, 7.0]]), 0.5).round(3).tolist()
    [[0.0, 2.0, 2.0, 5.636]]
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    found = np.full(values.shape, np.nan)
    total, weight = np.zeros(len(values)), np.zeros(len(values))
    for at in range(values.shape[1]):
        total = discount * total + filled[:, at]
        weight = discount * weight + known[:, at]
        np.divide(total, weight, out=found[:, at], where=weight > 0)
    return found


def negative_binomial(mean: Floats, size: Floats, generator: np.random.Generator) -> Floats:
    """Draw counts of a mean and a size, any shapes that go together: a Poisson of a gamma.

    Examples
    --------
    >>> drawn = negative_binomial(np.full(20000, 4.0), np.full(20000, 2.0), np.random.default_rng(1))
    >>> drawn.mean().round(1).item(), (drawn.var() / 12).round(1).item()
    (4.0, 1.0)
    """
    rate = generator.standard_gamma(size) * (mean / size)
    found: Floats = generator.poisson(np.minimum(rate, MOST)).astype(np.float64)
    return found


def without_spikes(values: Floats) -> Floats:
    """Return histories in which no count stands far above all of the twelve periods before it.

    What is above three times their largest is lowered to that: one outlier says that there was one,
    not where the level is. If it lasts, the next period is believed. The first one is left as it is.

    Examples
    --------
    >>> without_spikes(np.array([[4.0, 90.0, 5.0, 6.0], [4.0, 90.0, 80.0, 95.0]])).tolist()
    [[4.0, 15.0, 5.0, 6.0], [4.0, 15.0, 80.0, 95.0]]
    """
    found = values.copy()
    for at in range(1, values.shape[1]):
        before = values[:, max(0, at - MEMORY) : at]
        largest = np.where(np.isnan(before), 0.0, before).max(axis=1)
        some = ~np.isnan(before).all(axis=1)
        found[some, at] = np.minimum(values[some, at], (SPIKE * (largest + 1.0))[some])
    return found
