"""Simple forecasts of flows: the last value, its drift, and the whole history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.forecasting._scale import FEWEST, check, histories, scale_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Member = Callable[[Floats], Iterator[Floats]]

ENOUGH = 10  # changes over so many periods above which they are drawn whole, not put together


def persistence(
    history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator, season: int = 1
) -> Floats:
    """Draw the last value plus changes that the series has made before, of either sign.

    A change over as many periods as lie ahead is drawn from all such changes where there are ten, else
    it is put together from changes over one period. How large they are is uncertain after few, and is
    drawn too, so that four values give wide tails.

    Parameters
    ----------
    history
        Shape (series, periods), nan where unknown.
    ahead
        Periods to draw.
    draws
        Of each.
    generator
        Draws.
    season
        Periods of a season, for instance 12 of months: the last value of the same one is kept. 1 of none.

    Returns
    -------
    array
        Shape (series, ahead, draws); nan where fewer than four values are known.

    Examples
    --------
    >>> found = persistence(np.array([[4.0, 5.0, 4.1, 4.3, 4.2]]), 2, generator=np.random.default_rng(1))
    >>> found.shape, bool(abs(np.median(found[0, 0]) - 4.2) < 0.1)
    ((1, 2, 1000), True)
    """

    def one(values: Floats) -> Iterator[Floats]:
        known = np.flatnonzero(~np.isnan(values))
        for at in range(values.size, values.size + ahead):
            alike = known[(at - known) % season == 0]
            last = int(alike[-1]) if alike.size else int(known[-1])
            yield values[last] + _changed(values, at - last, draws, generator)

    return _each(history, ahead, draws, season, one)


def drift(history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator) -> Floats:
    """Draw a random walk that goes on at the mean pace of the history, itself uncertain.

    Shapes and gaps as in `persistence`. Steps over a gap scatter as much as those in it would have.

    References
    ----------
    Hyndman, R. J. and Athanasopoulos, G. (2021). Forecasting: principles and practice, section 5.2.

    Examples
    --------
    >>> steady = np.array([[1.0, 2.1, 3.9, 8.2, 15.9, 32.1]])
    >>> found = drift(steady, 1, generator=np.random.default_rng(1))
    >>> float(np.median(found[0, 0]).round())
    64.0
    """

    def one(values: Floats) -> Iterator[Floats]:
        places = np.flatnonzero(~np.isnan(values))
        steps, lengths = np.diff(values[places]), np.diff(places)
        span = float(lengths.sum())
        pace = float(steps.sum()) / span
        squares = float((np.square(steps - lengths * pace) / lengths).sum())
        wide = np.sqrt(squares / generator.chisquare(steps.size - 1, size=draws))
        paces = pace + wide * generator.normal(size=draws) / np.sqrt(span)
        last = int(places[-1])
        path = values[last] + (values.size - 1 - last) * paces
        path += np.sqrt(values.size - 1 - last) * wide * generator.normal(size=draws)
        for _ in range(ahead):
            path = path + paces + wide * generator.normal(size=draws)
            yield path

    return _each(history, ahead, draws, 1, one)


def climatology(
    history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator, season: int = 1
) -> Floats:
    """Draw from the whole history, whenever it was, as if the next value had any rank in it.

    Of n values the next lies below the least with a chance of 1 / (n + 1), and above the largest with
    the same; how far is exponential. Shapes and gaps as in `persistence`; with a season, values of
    the same one are drawn where four are known.

    References
    ----------
    Murphy, A. H. (1992). Climatology, persistence, and their linear combination as standards of
    reference in skill scores. Weather and Forecasting 7, 692-698.

    Examples
    --------
    >>> found = climatology(np.array([[1.0, 2.0, 3.0, 4.0]]), 1, generator=np.random.default_rng(1))
    >>> bool(abs((found > 4.0).mean() - 0.2) < 0.03)
    True
    """

    def one(values: Floats) -> Iterator[Floats]:
        for at in range(values.size, values.size + ahead):
            alike = values[at % season :: season]
            alike = alike[~np.isnan(alike)]
            seen = np.sort(alike if alike.size >= FEWEST else values[~np.isnan(values)])
            place = generator.uniform(0.0, seen.size + 1.0, size=draws)
            within = np.interp(place, np.arange(1, seen.size + 1), seen)
            beyond = seen.std(ddof=1) / np.sqrt(2.0 * np.log(seen.size + 1.0))
            out = beyond * generator.exponential(size=draws)
            yield within + np.where(place < 1, -out, np.where(place > seen.size, out, 0.0))

    return _each(history, ahead, draws, season, one)


def _each(history: Floats, ahead: int, draws: int, season: int, one: Member) -> Floats:
    check(ahead, draws, season)
    series = histories(history)
    found = np.full((len(series), ahead, draws), np.nan)
    for at, values in enumerate(series):
        scale = scale_of(values)
        if scale is not None:
            found[at] = scale.back(np.stack(list(one(scale.there(values)))))
    return found


def _changed(values: Floats, far: int, draws: int, generator: np.random.Generator) -> Floats:
    """Draw changes over ``far`` periods, of either sign."""
    whole = _changes(values, far)
    if whole.size >= ENOUGH:
        either: Floats = generator.choice(np.concatenate([whole, -whole]), size=draws)
        return either * _wider(whole.size // far, draws, generator)
    single = _changes(values, 1)
    if not single.size:  # every other period is unknown
        places = np.flatnonzero(~np.isnan(values))
        single = np.diff(values[places]) / np.sqrt(np.diff(places))
    drawn = generator.choice(np.concatenate([single, -single]), size=(far, draws))
    found: Floats = drawn.sum(axis=0) * _wider(single.size, draws, generator)
    return found


def _changes(values: Floats, far: int) -> Floats:
    if far >= values.size:
        return np.empty(0)
    changes: Floats = values[far:] - values[:-far]
    return changes[~np.isnan(changes)]


def _wider(seen: int, draws: int, generator: np.random.Generator) -> Floats:
    """Draw by how much changes may be larger than those seen: normal ones become those of a t."""
    free = max(seen, 2)
    found: Floats = np.sqrt(free / generator.chisquare(free, size=draws))
    return found
