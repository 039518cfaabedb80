"""Counts of rates that related series share: what four periods can bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.forecasting._counting import counted, fades, silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 2
SHAPES = (0.2, 20.0)  # how unlike the rates of related series may be taken to be


def shared_rates(
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    discount: float = 0.96,
) -> Floats:
    """Draw negative binomial counts of a constant rate, whose prior is learnt from the related series.

    The rates of the series that are given together come from one gamma. Its mean is that of all counts;
    its shape follows from how much more the rates scatter than Poisson counts of one rate would. So a
    series that has only zeros has a chance above 0, which shrinks as more of them go by.

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Of each; the periods of one draw share its rate.
    generator
        Draws.
    discount
        How much a period says beside the one after it.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than two periods are known.

    References
    ----------
    Clayton, D. and Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative risks for
    use in disease mapping. Biometrics 43, 671-681.

    Examples
    --------
    >>> two = np.array([[0.0, 0, 0, 0], [1, 2, 1, 3]])
    >>> found = shared_rates(two, 1, generator=np.random.default_rng(1))
    >>> [round(float(part), 1) for part in (found > 0).mean(axis=2).ravel()]
    [0.2, 0.8]
    """
    fades(discount)
    values = counted(history, ahead, draws)
    known = ~np.isnan(values)
    weight = np.where(known, discount ** np.arange(values.shape[1])[::-1], 0.0)
    said, seen = weight.sum(axis=1), (weight * np.where(known, values, 0.0)).sum(axis=1)
    enough = known.sum(axis=1) >= FEWEST
    out = silence(values, ahead, draws)
    if not enough.any():
        return out
    shape, rate = _prior(seen[enough], said[enough])
    scale = (1.0 / (rate + said[enough]))[:, None]
    mean = generator.gamma((shape + seen[enough])[:, None], scale, (int(enough.sum()), draws))
    out[enough] = generator.poisson(np.repeat(mean[:, None], ahead, axis=1))
    return out


def _prior(seen: Floats, said: Floats) -> tuple[float, float]:
    """Return shape and rate of the gamma of which the rates come, by moments."""
    mean = float((seen.sum() + 0.5) / said.sum())
    spread = float((said * np.square(seen / said - mean)).sum() / said.sum())
    beyond = spread - mean * len(seen) / float(said.sum())
    shape = mean**2 / beyond if beyond > 0 else SHAPES[1]
    shape = min(max(shape, SHAPES[0]), SHAPES[1])
    return shape, shape / mean
