"""Forecasts of counts by observed states: how often each follows each, and what was counted in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models.forecasting._counting import counted, enough, silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

EDGES: Final = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)  # the least count of each next state
RECENT: Final = 3  # periods whose mean says in which state a series is
OWN: Final = 3.0  # how often a series' own values count beside those of related series
KIN: Final = 4.0  # changes of related series that a series' own are put beside


def observed_states(
    history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator
) -> Floats:
    """Draw states that follow each other as seen, and in each state a value that was counted in it.

    A state is the size of the mean of the last three periods: none, 1 to 2, 3 to 9, and so on. How
    often one follows another is counted in the related series, and more in the series itself; values are
    drawn from periods in that state, those of the series itself first. So a series starts or stops as
    often as its relatives did, and stays high only if such do.

    Parameters
    ----------
    history
        Counts, shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Paths of each.
    generator
        Draws.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than six periods are known.

    References
    ----------
    Anderson, T. W. and Goodman, L. A. (1957). Statistical inference about Markov chains. Annals of
    Mathematical Statistics 28, 89-110.

    Examples
    --------
    >>> counts = np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [50.0, 60.0, 50.0, 60.0, 50.0, 60.0]])
    >>> found = observed_states(counts, 1, generator=np.random.default_rng(1))
    >>> np.median(found, axis=2).ravel().tolist() in ([0.0, 50.0], [0.0, 60.0])
    True
    """
    values = counted(history, ahead, draws)
    found = silence(values, ahead, draws)
    some = np.flatnonzero(enough(values))
    if not len(some):
        return found
    states = _states(values)
    moves = np.stack([_moves(row) for row in states])
    common = moves.sum(axis=0) + np.eye(moves.shape[1])
    common /= common.sum(axis=1, keepdims=True)
    shelves = [values[(states == state) & ~np.isnan(values)] for state in range(moves.shape[1])]
    for series in some:
        chances = moves[series] + KIN * common
        heaps = np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1)
        here = np.full(draws, states[series][states[series] >= 0][-1])
        own = _own(values[series], states[series], len(shelves))
        for at in range(ahead):
            aimed = generator.random((draws, 1))
            here = np.minimum((heaps[here] < aimed).sum(axis=1), len(EDGES))
            found[series, at] = _counts(here, own, shelves, generator)
    return found


def _states(values: Floats) -> Whole:
    """Return the state of each period, shape (series, periods), -1 where none is known."""
    known = ~np.isnan(values)
    sums, weights = (np.cumsum(array, axis=1) for array in (np.nan_to_num(values), known.astype(float)))
    for array in (sums, weights):
        array[:, RECENT:] -= array[:, :-RECENT].copy()
    means = np.divide(sums, weights, out=np.full(values.shape, np.nan), where=weights > 0)
    # A mean of one in three periods is not none.
    found = np.digitize(np.where((means > 0) & (means < 1), 1.0, means), EDGES)
    return np.where(np.isnan(means), -1, found).astype(np.int64)


def _moves(states: Whole) -> Floats:
    found = np.zeros((len(EDGES) + 1, len(EDGES) + 1))
    before, after = states[:-1], states[1:]
    use = (before >= 0) & (after >= 0)
    np.add.at(found, (before[use], after[use]), 1.0)
    return found


def _own(values: Floats, states: Whole, number: int) -> list[Floats]:
    known = ~np.isnan(values)
    return [values[known & (states == state)] for state in range(number)]


def _counts(here: Whole, own: list[Floats], shelves: list[Floats], generator: np.random.Generator) -> Floats:
    """Return a value of the shelf of each state, the series' own with a chance that grows with them."""
    found = np.zeros(len(here))
    for state in np.unique(here):
        mine, pool, many = own[state], shelves[state], int((here == state).sum())
        if not len(pool):
            pool = np.array([EDGES[state - 1] if state else 0.0])
        drawn = generator.choice(pool, many)
        if len(mine):
            at_home = generator.random(many) < OWN * len(mine) / (OWN * len(mine) + KIN)
            drawn = np.where(at_home, generator.choice(mine, many), drawn)
        found[here == state] = drawn
    return found
