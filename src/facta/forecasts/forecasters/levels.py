"""Levels on the board as a chain: from month to month a level stays or moves, as on all boards so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.forecasts.forecasters.base import Forecaster

if TYPE_CHECKING:
    from facta.forecasts.forecasters.base import Floats

STATES = 5
OWN = 12.0  # so many months of its own weigh as much as all the other indicators together
LEAST = 0.5  # a move that was never seen is as likely as half of one in all boards


def chain(history: Floats, ahead: int, *, draws: int, generator: np.random.Generator) -> Floats:
    """Return draws of levels from a Markov chain for each indicator, drawn towards that of all.

    Parameters
    ----------
    history
        Levels 0 to 4 on the boards of the ends of months, shape (series, months).
    ahead, draws, generator
        As for every forecaster.

    References
    ----------
    Lee, T. C., Judge, G. G. and Zellner, A. (1970). Estimating the parameters of the Markov
    probability model from aggregate time series data. North-Holland. (Multinomial counts with a
    Dirichlet prior.)

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> found = chain(np.array([[0.0, 0, 0, 0], [2, 2, 2, 2]]), 1, draws=400, generator=rng)
    >>> bool((found[0] == 0).mean() > 0.8), bool((found[1] == 2).mean() > 0.8)
    (True, True)
    """
    counts = _moves(history)
    every = counts.sum(axis=0) + LEAST / STATES
    pooled = every / every.sum(axis=1, keepdims=True)
    matrices = counts + OWN * pooled
    matrices /= matrices.sum(axis=2, keepdims=True)
    last = history[:, -1]
    known = np.isfinite(last)
    chances = np.zeros((len(history), STATES))
    chances[known, last[known].astype(int)] = 1.0
    out = np.full((len(history), ahead, draws), np.nan)
    for step in range(ahead):
        chances = np.einsum("si,sij->sj", chances, matrices)
        edges = np.cumsum(chances, axis=1)[:, None, :-1]
        out[:, step] = (generator.random((len(history), draws))[:, :, None] > edges).sum(axis=2)
    out[~known] = np.nan
    return out


def _moves(history: Floats) -> Floats:
    """Count from which level to which each indicator moved."""
    was, now = history[:, :-1], history[:, 1:]
    seen = np.isfinite(was) & np.isfinite(now)
    rows = np.broadcast_to(np.arange(len(history))[:, None], was.shape)[seen]
    counts = np.zeros((len(history), STATES, STATES))
    np.add.at(counts, (rows, was[seen].astype(int), now[seen].astype(int)), 1.0)
    return counts


FORECASTER = Forecaster("level chain", ("levels",), chain)
