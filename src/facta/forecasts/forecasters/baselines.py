"""What every forecast has to beat: that nothing moves, and that all comes as often as it used to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.forecasts.forecasters.base import Forecaster

if TYPE_CHECKING:
    from facta.forecasts.forecasters.base import Floats


def persistence(history: Floats, ahead: int, *, draws: int, generator: np.random.Generator) -> Floats:
    """Return the last figure for every period ahead.

    >>> rng = np.random.default_rng(1)
    >>> persistence(np.array([[1.0, 4.0]]), 2, draws=2, generator=rng).tolist()
    [[[4.0, 4.0], [4.0, 4.0]]]
    """
    del generator
    return np.broadcast_to(history[:, -1, None, None], (len(history), ahead, draws)).copy()


def climatology(history: Floats, ahead: int, *, draws: int, generator: np.random.Generator) -> Floats:
    """Return the known figures, each as often as every other, whatever the period ahead.

    >>> rng = np.random.default_rng(1)
    >>> climatology(np.array([[np.nan, 1.0, 4.0]]), 1, draws=4, generator=rng).tolist()
    [[[1.0, 1.0, 4.0, 4.0]]]
    """
    del generator
    out = np.full((len(history), ahead, draws), np.nan)
    for row, figures in enumerate(history):
        known = np.sort(figures[np.isfinite(figures)])
        if len(known):
            places = (np.arange(draws) + 0.5) / draws * len(known)
            out[row] = known[places.astype(int)]
    return out


def usual_steps(history: Floats, ahead: int, *, draws: int, generator: np.random.Generator) -> Floats:
    """Return the last figure and then steps, each drawn from those that were seen before.

    >>> rng = np.random.default_rng(1)
    >>> usual_steps(np.array([[1.0, 2.0, 3.0]]), 2, draws=1, generator=rng).tolist()
    [[[4.0], [5.0]]]
    """
    out = np.full((len(history), ahead, draws), np.nan)
    for row, figures in enumerate(history):
        steps = np.diff(figures)
        steps = steps[np.isfinite(steps)]
        if len(steps):
            out[row] = figures[-1] + np.cumsum(generator.choice(steps, size=(ahead, draws)), axis=0)
    return out


PERSISTENCE = Forecaster("persistence", ("counts", "flows", "rungs", "levels"), persistence)
CLIMATOLOGY = Forecaster("climatology", ("counts", "flows", "levels"), climatology)
USUAL_STEPS = Forecaster("climatology", ("rungs",), usual_steps)
