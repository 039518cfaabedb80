"""Forecasts of counts by rates that are not seen: an autoregression on the log scale, filtered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import gammaln, ndtr

from facta.models.forecasting._counting import counted, enough, negative_binomial, silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEP: Final = 0.4  # between log rates of the grid
LOWEST: Final = 0.003  # rate of the grid
HOMES: Final = 20  # levels to which rates return, from 0.02 to the largest count
MANNERS: Final = ((0.5, 0.3), (0.8, 0.7), (0.95, 1.2), (0.98, 2.0))  # what stays, and how far it strays
SIZES: Final = (0.06, 0.2, 0.6, 2.0, 8.0)  # of the negative binomial, at a rate of one
BY_LEVEL: Final = 0.5  # the power of the rate that the size goes with
FADING: Final = (0.94, 0.97, 0.99)  # what is said of a manner counts so much a period later; a third each
ALIKE: Final = 3.0  # series of no opinion, which keep any manner from being ruled out
ODD: Final = 0.01  # share of counts that say nothing of the rate
ROUNDS: Final = 15  # in which what related series say of the manners settles
SMOOTH: Final = 0.5  # difference of log homes over which what is said of one is spread
FIRST: Final = 6  # periods before a series has a say
HIGHEST: Final = 5.0  # times the largest count: no rate is drawn above it


def latent_rates(history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator) -> Floats:
    """Draw negative binomial counts of a rate whose log returns to a level of its own.

    The log of the rate is an autoregression of order one, which is not seen. Where it is is filtered
    on a grid of rates, exactly but for the width of its steps. To which level it returns, how fast, how
    far it strays, and how much counts scatter around it, is not estimated but weighed, over 400
    manners, by how well each foretold the series, lately more than long ago; the related series that are
    given together say how common each manner is. A spike is then mostly scatter, or nothing at all, or
    a rate that will return, unless it lasts.

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
    Kitagawa, G. (1987). Non-Gaussian state-space modeling of nonstationary time series. JASA 82,
    1032-1041.
    Raftery, A. E., Karny, M. and Ettler, P. (2010). Online prediction under model uncertainty via
    dynamic model averaging. Technometrics 52, 52-66.

    Examples
    --------
    >>> counts = np.array([[5.0, 4.0, 6.0, 5.0, 3.0, 6.0, 4.0, 5.0, 90.0, 5.0, 4.0, 6.0]])
    >>> found = latent_rates(counts, 2, generator=np.random.default_rng(1))
    >>> bool(3.0 <= np.median(found) <= 7.0)
    True
    """
    values = counted(history, ahead, draws)
    found = silence(values, ahead, draws)
    some = enough(values)
    if not some.any():
        return found
    rows, back, times = np.unique(values[some], axis=0, return_inverse=True, return_counts=True)
    grid = _grid(float(np.nanmax(rows)))
    states, logs = _filtered(rows, grid)
    shares = _shares(logs, times.astype(np.float64), ~np.isnan(rows), _neighbours(grid))
    chances = (shares[..., None] * states).transpose(1, 0, 2).reshape(len(rows), -1)
    found[some] = _carried(grid, chances[back.ravel()], (ahead, draws), generator)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Log rates (r,), and of each manner (m,) its home, what stays, how far it strays, and its size.

    ``size`` says which of `SIZES` a manner has. ``carry`` (m, r, r) takes a state one period on;
    ``start`` (m, r) is where a rate is before anything is known.
    """

    logs: Floats
    home: Floats
    stays: Floats
    strays: Floats
    size: NDArray[np.int64]
    carry: Floats
    start: Floats


def _grid(largest: float) -> _Grid:
    top = max(np.log(HIGHEST * largest), 1.0) if largest > 0 else 1.0
    logs = np.arange(np.log(LOWEST), top + STEP, STEP)
    homes = np.linspace(np.log(0.02), max(top - np.log(HIGHEST), 0.0), HOMES)
    manners = list(product(homes, MANNERS, range(len(SIZES))))
    home = np.array([manner[0] for manner in manners])
    stays, strays = np.array([manner[1] for manner in manners]).T
    edges = np.concatenate([[-np.inf], logs[1:] - STEP / 2.0, [np.inf]])
    next_one = home[:, None] + stays[:, None] * (logs - home[:, None])
    wide = strays * np.sqrt(1.0 - stays**2)
    carry = np.diff(ndtr((edges - next_one[..., None]) / wide[:, None, None]), axis=-1)
    start = np.diff(ndtr((edges - home[:, None]) / strays[:, None]), axis=-1)
    return _Grid(logs, home, stays, strays, np.array([manner[2] for manner in manners]), carry, start)


def _likelihood(counts: Floats, grid: _Grid) -> Floats:
    """Return how likely counts (n,) are at each size and log rate, shape (sizes, n, r); 1 of nan."""
    count = counts[None, :, None]
    size = np.array(SIZES)[:, None, None] * np.exp(BY_LEVEL * grid.logs)
    both = np.log(size + np.exp(grid.logs))
    logs = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
    logs = logs + size * (np.log(size) - both) + count * (grid.logs - both)
    stray = ODD / ((count + 1.0) * (grid.logs[-1] - grid.logs[0]))
    found: Floats = np.where(np.isnan(count), 1.0, (1.0 - ODD) * np.exp(logs) + stray)
    return found


def _filtered(rows: Floats, grid: _Grid) -> tuple[Floats, Floats]:
    """Return where each manner thinks rates are, (m, n, r), and how likely it held each count, (t, m, n)."""
    seen, place = np.unique(rows, return_inverse=True)
    place = place.reshape(rows.shape)
    likely = _likelihood(seen, grid)
    states = np.repeat(grid.start[:, None, :], len(rows), axis=1)
    logs = np.empty((rows.shape[1], len(grid.home), len(rows)))
    for at in range(rows.shape[1]):
        if at:
            states = states @ grid.carry
        states = states * likely[grid.size[:, None], place[:, at]] + 1e-100
        whole = states.sum(axis=2)
        logs[at] = np.log(whole)
        states /= whole[..., None]
    return states, logs


def _shares(logs: Floats, times: Floats, known: NDArray[np.bool_], smooth: Floats) -> Floats:
    """Return the weight of each manner in each series, shape (m, n); a series may stand ``times``."""
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    say = (np.cumsum(known, axis=1) >= min(FIRST, known.shape[1])).T * times
    each = [_shares_fading(likely, say, smooth, fading) for fading in FADING]
    found: Floats = np.mean(each, axis=0)
    return found


def _shares_fading(likely: Floats, say: Floats, smooth: Floats, fading: float) -> Floats:
    manners, whole = likely.shape[1], say[-1].sum()
    common = np.full(manners, 1.0 / manners)
    for _ in range(ROUNDS):
        shares = np.repeat(common[:, None], likely.shape[2], axis=1)
        told = np.zeros(manners)
        rest = common[:, None] ** (1.0 - fading)
        for now, weight in zip(likely, say, strict=True):
            shares = (shares**fading * rest + 1e-12) * now
            shares /= shares.sum(axis=0)
            told += shares @ weight
        told = (smooth @ told.reshape(len(smooth), -1)).ravel()
        common = (told * whole / told.sum() + ALIKE / manners) / (whole + ALIKE)
    return shares


def _neighbours(grid: _Grid) -> Floats:
    homes = np.unique(grid.home)
    near: Floats = np.exp(-np.square((homes[:, None] - homes) / SMOOTH) / 2.0)
    near /= near.sum(axis=0)
    return near


def _carried(grid: _Grid, chances: Floats, shape: tuple[int, int], generator: np.random.Generator) -> Floats:
    """Return paths of counts from states of manner and rate, given as chances (series, m x r)."""
    ahead, draws = shape
    heaps = np.cumsum(chances, axis=1)
    aimed = generator.random((len(heaps), draws)) * heaps[:, -1:]
    cells = np.stack([np.searchsorted(heap, aim) for heap, aim in zip(heaps, aimed, strict=True)])
    manner, rate = np.divmod(np.minimum(cells, heaps.shape[1] - 1), len(grid.logs))
    home, stays = grid.home[manner], grid.stays[manner]
    wide = grid.strays[manner] * np.sqrt(1.0 - stays**2)
    sizes = np.array(SIZES)[grid.size[manner]]
    logs = grid.logs[rate]
    found = np.empty((len(heaps), ahead, draws))
    for at in range(ahead):
        logs = home + stays * (logs - home) + wide * generator.standard_normal(logs.shape)
        held = np.minimum(logs, grid.logs[-1])
        found[:, at] = negative_binomial(np.exp(held), sizes * np.exp(BY_LEVEL * held), generator)
    return found
