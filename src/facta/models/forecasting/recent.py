"""Forecasts of counts from what was counted lately: the last value, and the last year drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.forecasting._counting import counted, enough, fades, silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def last_value(history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator) -> Floats:
    """Draw Poisson counts whose mean is the last known one.

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Of each.
    generator
        Draws.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where no period is known.

    References
    ----------
    Hegre, H. et al. (2025). The 2023/24 VIEWS prediction challenge. Journal of Peace Research 62.

    Examples
    --------
    >>> found = last_value(np.array([[2.0, 4.0, np.nan]]), 2, generator=np.random.default_rng(1))
    >>> found.shape, found.mean().round().item()
    ((1, 2, 1000), 4.0)
    """
    values = counted(history, ahead, draws)
    found = silence(values, ahead, draws)
    for series in np.flatnonzero(enough(values, 1)):
        known = values[series][~np.isnan(values[series])]
        found[series] = generator.poisson(known[-1], size=(ahead, draws))
    return found


def resampled(
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    periods: int = 12,
) -> Floats:
    """Draw the last ``periods`` again, each as likely: what happened lately may happen any period.

    Known as conflictology in forecasts of fatalities, and hard to beat there. Shapes and gaps as in
    `last_value`; nan where fewer than half of the last ``periods`` are known.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7, 1-26.
    Hegre, H. et al. (2025). The 2023/24 VIEWS prediction challenge. Journal of Peace Research 62.

    Examples
    --------
    >>> year = np.array([[0.0, 0.0, 5.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0]])
    >>> found = resampled(year, 1, generator=np.random.default_rng(1))
    >>> np.unique(found).tolist(), round(float((found == 0).mean()), 1)
    ([0.0, 5.0, 9.0], 0.7)
    """
    if periods < 1:
        raise ValueError(f"the last period or more are drawn again, not {periods}")
    return _drawn_again(counted(history, ahead, draws)[:, -periods:], (ahead, draws), generator, periods, 1.0)


def fading_resampled(
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    discount: float = 0.85,
) -> Floats:
    """Draw the history again, a period ``discount`` times as likely as the one after it.

    At 0.85 the mean of the draws is as uncertain as that of twelve equal periods.

    Shapes and gaps as in `last_value`; nan where fewer than six periods are known.

    References
    ----------
    Taylor, J. W. (2007). Forecasting daily supermarket sales using exponentially weighted quantile
    regression. European Journal of Operational Research 178, 154-167.

    Examples
    --------
    >>> rising = np.arange(24.0)[None]
    >>> fading_resampled(rising, 1, generator=np.random.default_rng(1)).mean().round().item()
    18.0
    """
    fades(discount)
    return _drawn_again(counted(history, ahead, draws), (ahead, draws), generator, 12, discount)


def _drawn_again(
    values: Floats, shape: tuple[int, int], generator: np.random.Generator, periods: int, discount: float
) -> Floats:
    found = silence(values, *shape)
    ages = np.arange(values.shape[1])[::-1]
    for series in np.flatnonzero(enough(values, (periods + 1) // 2)):
        known = ~np.isnan(values[series])
        chances = discount ** ages[known].astype(np.float64)
        found[series] = generator.choice(values[series][known], size=shape, p=chances / chances.sum())
    return found
