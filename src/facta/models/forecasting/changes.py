"""Forecasts of counts by what became of others: paths of related series that once stood alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models.forecasting._counting import FEWEST, MOST, counted, enough, fading, silence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

LEVEL: Final = 0.85  # what a period weighs beside the next one: in all as twelve equal ones
LATE: Final = 0.5  # likewise, as three: beside the level it says whether a series rises or falls
APART: Final = 0.5  # difference of logs at which another case weighs exp(-1/2)
OWN: Final = 5.0  # how often what became of the series itself counts beside that of others
ALL_ALIKE: Final = 5.0  # log of the level above which all levels are alike
MOST_TIMES: Final = 100.0  # no path is stretched more


def pooled_changes(
    history: Floats, ahead: int, *, draws: int = 1000, generator: np.random.Generator
) -> Floats:
    """Draw what came after any period of a related series whose level and change were much the same.

    Such paths are stretched by the ratio of both levels; after zeros they are taken as they are. So
    the share that starts, the share that stops, and how much the rest grows or shrinks are those of the
    related series.

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
        Shape (series, ahead, draws); nan where fewer than six periods are known, and everywhere when
        no series has six known periods with ``ahead`` more after them.

    References
    ----------
    Lall, U. and Sharma, A. (1996). A nearest neighbor bootstrap for resampling hydrologic time
    series. Water Resources Research 32, 679-693.

    Examples
    --------
    >>> counts = np.random.default_rng(1).poisson(20.0, size=(30, 24)).astype(float)
    >>> found = pooled_changes(counts, 3, generator=np.random.default_rng(1))
    >>> bool(abs(found.mean() - 20.0) < 1.0)
    True
    """
    values = counted(history, ahead, draws)
    found = silence(values, ahead, draws)
    level, late = (fading(values, discount) for discount in (LEVEL, LATE))
    logs = np.minimum(np.log(level + 0.1), ALL_ALIKE)
    change = np.log(late + 0.5) - np.log(level + 0.5)
    series, period = _complete(values, ahead)
    if not len(series):
        return found
    for one in np.flatnonzero(enough(values) & ~np.isnan(change[:, -1])):
        apart = np.square(logs[series, period] - logs[one, -1])
        apart += np.square(change[series, period] - change[one, -1])
        weight = np.exp(-(apart - apart.min()) / (2.0 * APART**2)) * np.where(series == one, OWN, 1.0)
        taken = generator.choice(len(series), draws, p=weight / weight.sum())
        whose, when = series[taken], period[taken]
        theirs, mine = level[whose, when], level[one, -1]
        times = np.where((theirs > 0) & (mine > 0), mine / np.where(theirs > 0, theirs, 1.0), 1.0)
        paths = values[whose, when + 1 + np.arange(ahead)[:, None]] * np.minimum(times, MOST_TIMES)
        found[one] = np.minimum(np.floor(paths + generator.random(draws)), MOST)
    return found


def _complete(values: Floats, ahead: int) -> tuple[Whole, Whole]:
    """Return series and periods with six known before and every one of ``ahead`` known after."""
    known = ~np.isnan(values)
    seen = np.cumsum(known, axis=1)
    use = np.zeros(values.shape, dtype=bool)
    if ahead < values.shape[1]:
        after = seen[:, ahead:] - seen[:, :-ahead]
        use[:, :-ahead] = (after == ahead) & (seen[:, :-ahead] >= FEWEST) & known[:, :-ahead]
    series, period = np.nonzero(use)
    return series, period
