"""Forecasts of rungs and laws: states that rarely step, by the hazard of a step, up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.forecasting._hazards import drawn_rates, seen_steps
from facta.models.forecasting._scale import FEWEST, check, histories

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from facta.models.forecasting._hazards import Rates

    Floats = NDArray[np.float64]
    Ladder = tuple[float | None, float | None]


def rung_steps(  # noqa: PLR0913  (the two last are rarely written)
    history: Floats,
    ahead: int,
    *,
    draws: int = 1000,
    generator: np.random.Generator,
    ladder: Ladder = (0.0, None),
    covariates: Floats | None = None,
) -> Floats:
    """Draw paths of rungs that step up or down with hazards that related series share.

    Steps up, and steps down, come at a rate per period. The rates of related series come from one
    gamma, whose mean and shape are summed over, as in `facta.models.hazard.pooled_hazards`; that of one
    series alone has Jeffreys' prior. A step that never happened so has a chance above 0, which shrinks
    with the periods that went by without it. How many rungs a step takes is drawn from those seen, with
    one of a single rung added. A number of states that have done something is a rung too.

    Parameters
    ----------
    history
        Rungs, shape (series, periods), whole numbers; nan where unknown.
    ahead
        Periods to draw.
    draws
        Paths of each.
    generator
        Draws. In each draw all series share one population, so that their paths may be added up.
    ladder
        The lowest rung and the highest, None where there is no end.
    covariates
        What was known at the start of each period and may hasten steps, shape (series, periods + 1, k);
        the last is held for all periods ahead.

    Returns
    -------
    array
        Shape (series, ahead, draws). Nan for a series of which no rung is known, or one is no whole number
        or off the ladder, and for all where fewer than four rungs are known.

    References
    ----------
    Singer, J. D. and Willett, J. B. (1993). It's about time: using discrete-time survival analysis to
    study duration and the timing of events. Journal of Educational Statistics 18, 155-195.
    Christiansen, C. L. and Morris, C. N. (1997). Hierarchical Poisson regression modeling. JASA
    92, 618-632.

    Examples
    --------
    >>> never = rung_steps(np.zeros((1, 20)), 10, generator=np.random.default_rng(1))
    >>> bool(0.1 < (never[0, -1] > 0).mean() < 0.25)
    True
    """
    check(ahead, draws, 1)
    rungs = histories(history)
    known = ~np.isnan(rungs)
    lowest, highest = ladder
    if covariates is not None:
        _check(np.asarray(covariates), rungs.shape)
    found = np.full((len(rungs), ahead, draws), np.nan)
    here = known.any(axis=1) & _on_ladder(rungs, ladder)
    if known[here].sum() < FEWEST:
        return found
    told = None if covariates is None else np.asarray(covariates, dtype=np.float64)[here]
    up = drawn_rates(seen_steps(rungs[here], highest, up=True), told, draws=draws, generator=generator)
    down = drawn_rates(seen_steps(rungs[here], lowest, up=False), told, draws=draws, generator=generator)
    last = rungs.shape[1] - 1 - known[here][:, ::-1].argmax(axis=1)
    start = np.repeat(rungs[here, last][:, None], draws, axis=1)
    old = rungs.shape[1] - 1 - last  # periods since, in which nobody looked
    found[here] = _paths(start, old, ahead, (up, down, ladder), generator)
    return found


def at_least(paths: Floats, rung: float) -> Floats:
    """Return how many series stand on a rung or above, shape (ahead, draws), of paths of all of them.

    Series that are not drawn, all nan, are left out.

    Examples
    --------
    >>> at_least(np.array([[[0.0, 2.0]], [[3.0, 1.0]], [[np.nan, np.nan]]]), 2.0).tolist()
    [[1.0, 1.0]]
    """
    found: Floats = (paths >= rung).sum(axis=0).astype(np.float64)
    return found


def _paths(
    start: Floats,
    old: NDArray[np.intp],
    ahead: int,
    moves: tuple[Rates, Rates, Ladder],
    generator: np.random.Generator,
) -> Floats:
    up, down, (lowest, highest) = moves
    low, high = -np.inf if lowest is None else lowest, np.inf if highest is None else highest
    rung, path, longest = start, [], int(old.max())
    for at in range(longest + ahead):
        rise = np.where(rung < high, up.rate, 0.0)
        fall = np.where(rung > low, down.rate, 0.0)
        either = rise + fall
        steps = generator.random(rung.shape) < -np.expm1(-either)
        steps &= (at >= longest - old)[:, None]
        rises = generator.random(rung.shape) * either < rise
        size = np.where(
            rises, generator.choice(up.sizes, rung.shape), -generator.choice(down.sizes, rung.shape)
        )
        rung = np.where(steps, np.clip(rung + size, low, high), rung)
        path.append(rung)
    return np.stack(path[longest:], axis=1)


def _on_ladder(rungs: Floats, ladder: Ladder) -> NDArray[np.bool_]:
    """Return which series are rungs of a ladder throughout."""
    low, high = (-np.inf if ladder[0] is None else ladder[0]), (np.inf if ladder[1] is None else ladder[1])
    off = (rungs != np.floor(rungs)) | (rungs < low) | (rungs > high) | np.isinf(rungs)
    found: NDArray[np.bool_] = ~(off & ~np.isnan(rungs)).any(axis=1)
    return found


def _check(told: Floats, shape: tuple[int, ...]) -> None:
    if told.ndim != 3 or told.shape[:2] != (shape[0], shape[1] + 1):  # noqa: PLR2004  (series, periods, k)
        raise ValueError(
            f"covariates of {shape} rungs have one period more and a third axis, not {told.shape}"
        )
    if not np.isfinite(told).all():
        message = "covariates are known in every period"
        raise ValueError(message)
