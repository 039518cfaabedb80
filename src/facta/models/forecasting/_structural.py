"""Levels, slopes and seasons that move at random: filtered, weighed, and carried on, many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

UNKNOWN: Final = 1e6  # variance of the first level, beside which what is seen is exact
SLOPE: Final = 1.0  # variance of the first slope, beside that of one period
KEPT: Final = (1.0, 0.95, 0.85)  # of what is known of the variance, from one value to the next
LONG: Final = 12  # periods of a season that have an effect each
WAVES: Final = 2
EFFECT: Final = 100.0  # variance of the first effects of seasons, likewise


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Some models of one shape: of one period's variance, which is free, each gives parts to its movers.

    Attributes
    ----------
    carry
        How a state becomes the next, shape (g, d, d).
    moves
        Variances of what is added to it, shape (g, d).
    noise
        Variance of what is seen around the first part and the season, shape (g,).
    seen
        Which parts of a state are seen, 0 or 1, shape (d,).
    first
        Covariance of the first state, shape (d, d).
    """

    carry: Floats
    moves: Floats
    noise: Floats
    seen: Floats
    first: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """What histories leave behind: where each model stands, how wide it is, and how well it fits.

    States have the shape (s, g, d) and covariances, of a variance of 1, (g, d, d). That variance is
    ``squares`` / ``free``, shapes (s, g, b) and (b,), one for each pace of forgetting, and ``fit`` the
    log of the density of the history, shape (s, g, b).
    """

    state: Floats
    covariance: Floats
    squares: Floats
    free: Floats
    fit: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Where paths start: means (g, d) and roots of covariances (g, d, d) of the state of each model.

    ``chosen`` is the model of each draw, ``width`` the standard deviation of its period, shapes (k,).
    """

    mean: Floats
    root: Floats
    chosen: NDArray[np.intp]
    width: Floats


def models(parts: Floats, season: int) -> Models:
    """Return models of the given parts: rows of level, slope, damping and season, shape (g, 4).

    What the level's part leaves of 1 is noise. A damping of 0 is a model without a slope. Each period of
    a short season has its own effect; a long one is two waves, so that no week stands alone.

    References
    ----------
    Harvey, A. C. (1989). Forecasting, structural time series models and the Kalman filter. Cambridge,
    section 2.3.4.
    """
    level, slope, damping, effect = parts.T
    waves = 2 * WAVES if season > LONG else 0
    seasons = season - 1 if not waves else 0
    size = 2 + seasons + waves
    carry = np.zeros((len(parts), size, size))
    carry[:, 0, 0] = 1.0
    carry[:, 0, 1] = carry[:, 1, 1] = damping
    moves = np.zeros((len(parts), size))
    moves[:, 0], moves[:, 1] = level, slope
    seen = np.zeros(size)
    seen[0] = 1.0
    first = np.zeros((size, size))
    first[0, 0], first[1, 1] = UNKNOWN, SLOPE
    if seasons:
        carry[:, 2, 2:] = -1.0
        carry[:, np.arange(3, size), np.arange(2, size - 1)] = 1.0
        moves[:, 2] = effect
        seen[2] = 1.0
        first[2:, 2:] = EFFECT * (np.eye(seasons) - 1.0 / season)
    for at in range(2, 2 + waves, 2):
        turn = np.pi * at / season
        carry[:, at : at + 2, at : at + 2] = [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
        moves[:, at : at + 2] = effect[:, None] / waves
        seen[at] = 1.0
        first[at, at] = first[at + 1, at + 1] = EFFECT / waves
    return Models(carry, moves, 1.0 - level, seen, first)


def filtered(values: Floats, given: Models, before: tuple[Floats, float]) -> Filtered:
    """Filter histories that are unknown in the same periods, shape (s, t), through all models.

    ``before`` are the variances that are taken for granted, shape (s,), and for how many errors each
    counts. The log of the density leaves out what is the same of all models.

    References
    ----------
    Durbin, J. and Koopman, S. J. (2012). Time series analysis by state space methods, 2nd ed., ch. 4.
    West, M. and Harrison, J. (1997). Bayesian forecasting and dynamic models, 2nd ed., section 10.8.
    """
    known = ~np.isnan(values[0])
    start = int(known.argmax())
    many, size = given.moves.shape
    state = np.zeros((len(values), many, size))
    state[:, :, 0] = values[:, start, None]
    covariance = np.broadcast_to(given.first, (many, size, size))
    turned = given.carry.transpose(0, 2, 1)
    free = np.full(len(KEPT), before[1])
    squares = np.broadcast_to((before[0] * before[1])[:, None, None], (len(values), many, len(KEPT)))
    fit, keep = np.zeros(squares.shape), np.array(KEPT)
    for at in range(start, values.shape[1]):
        if at > start:
            state = (given.carry @ state[..., None])[..., 0]
            covariance = given.carry @ covariance @ turned
            covariance[:, range(size), range(size)] += given.moves
        if not known[at]:
            continue
        toward = covariance @ given.seen
        variance = toward @ given.seen + given.noise
        error = values[:, at, None] - state @ given.seen
        state = state + error[..., None] * (toward / variance[:, None])
        covariance = covariance - toward[:, :, None] * toward[:, None, :] / variance[:, None, None]
        if at > start:  # the first value only says where the level is
            free, squares = keep * free, keep * squares
            square = (np.square(error) / variance)[..., None]
            fit += gammaln((free + 1.0) / 2.0) - gammaln(free / 2.0) + free / 2.0 * np.log(squares)
            fit -= (free + 1.0) / 2.0 * np.log(squares + square) + np.log(variance)[:, None] / 2.0
            free, squares = free + 1.0, squares + square
    return Filtered(state, covariance, squares, free, fit)


def carried_on(given: Models, start: Start, ahead: int, generator: np.random.Generator) -> Floats:
    """Draw paths that start from drawn states, shape (ahead, draws)."""
    chosen, width = start.chosen, start.width
    draws, size = chosen.size, given.seen.size
    shocks = generator.normal(size=(draws, size))
    state = start.mean[chosen] + width[:, None] * np.einsum("kij,kj->ki", start.root[chosen], shocks)
    carry, moves = given.carry[chosen], width[:, None] * np.sqrt(given.moves[chosen])
    noise = width * np.sqrt(given.noise[chosen])
    found = np.empty((ahead, draws))
    for at in range(ahead):
        state = np.einsum("kij,kj->ki", carry, state) + moves * generator.normal(size=(draws, size))
        found[at] = state @ given.seen + noise * generator.normal(size=draws)
    return found


def root(covariance: Floats) -> Floats:
    """Return square roots of covariances, shape (..., d, d), flat in some directions."""
    values, vectors = np.linalg.eigh(covariance)
    found: Floats = vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
    return found
