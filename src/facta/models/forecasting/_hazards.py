"""Rates of steps, drawn from what is known after seeing who stepped, when, and under what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models._gammas import population

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

JEFFREYS: Final = 0.5  # steps that one series alone is given before it is seen
ROUNDS: Final = 50  # of Newton's, of which a dozen do
CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Steps in one direction, and periods in which one was possible, shapes (series, periods).

    A period that ended in a step counts half, as it came somewhere within; so does each of those among
    which a step is not dated. ``sizes`` are the rungs that steps took.
    """

    stepped: Flags
    at_risk: Floats
    sizes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates of steps a period in the periods ahead, shape (series, draws), and sizes to draw from."""

    rate: Floats
    sizes: Floats


def seen_steps(rungs: Floats, end: float | None, *, up: bool) -> Seen:
    """Return the steps toward one end of a ladder, and who was how long at risk of them."""
    before = _filled(rungs)[:, :-1]
    after = _filled(rungs[:, ::-1])[:, ::-1][:, 1:]
    changed = after - before  # nan before the first known rung and after the last
    watched = ~np.isnan(changed)
    if end is not None:
        watched &= (before < end) if up else (before > end)
    at_risk = np.where(watched, np.where(changed != 0, 0.5, 1.0), 0.0)
    stepped = watched & ~np.isnan(rungs[:, 1:]) & ((changed > 0) if up else (changed < 0))
    return Seen(stepped, at_risk, np.abs(changed[stepped]))


def drawn_rates(
    seen: Seen, covariates: Floats | None, *, draws: int, generator: np.random.Generator
) -> Rates:
    """Draw rates from their posterior; in each draw all series share one population.

    Covariates, shape (series, periods + 1, k), multiply rates. Their effects have normal priors of one
    standard deviation each and are drawn from the normal curve at their mode (Laplace's approximation).
    """
    steps, exposure = seen.stepped.sum(axis=1).astype(np.float64), seen.at_risk.sum(axis=1)
    sizes = np.append(seen.sizes, 1.0)
    if not exposure.any():
        return Rates(np.zeros((len(steps), draws)), sizes)
    times, exposures = np.ones((1, draws)), exposure[:, None]
    if covariates is not None:
        scaled = _standard(covariates, seen.at_risk)
        best, spread = _effects(seen, scaled[:, 1:-1])
        effects = generator.multivariate_normal(best, spread, size=draws, method="cholesky")
        exposure = (seen.at_risk * np.exp(scaled[:, 1:-1] @ best)).sum(axis=1)
        exposures = np.stack(
            [(seen.at_risk * np.exp(scaled[:, 1:-1] @ effect)).sum(axis=1) for effect in effects], axis=1
        )
        times = np.asarray(np.exp(scaled[:, -1] @ effects.T), dtype=np.float64)
    if (exposure > 0).sum() > 1:
        _, cells = population(steps.tolist(), exposure.tolist())
        cell = generator.choice(np.arange(cells.weight.size), size=draws, p=cells.weight)
        shape, rest = cells.shape[cell], cells.shape[cell] / cells.mean[cell]
    else:
        shape, rest = np.full(draws, JEFFREYS), np.zeros(draws)
    known = rest + exposures > 0  # of one who was never at risk, standing alone, nothing is
    rate = generator.gamma(shape + steps[:, None]) / np.where(known, rest + exposures, np.inf)
    return Rates(rate * times, sizes)


def _filled(rungs: Floats) -> Floats:
    """Return the last known rung at each period."""
    place = np.where(np.isnan(rungs), 0, np.arange(rungs.shape[1]))
    found: Floats = np.take_along_axis(rungs, np.maximum.accumulate(place, axis=1), axis=1)
    return found


def _standard(covariates: Floats, at_risk: Floats) -> Floats:
    """Return covariates around their mean at risk, in standard deviations."""
    weight = at_risk / at_risk.sum()
    here = covariates[:, 1:-1]
    middle = np.einsum("it,itk->k", weight, here)
    spread = np.sqrt(np.einsum("it,itk->k", weight, np.square(here - middle)))
    found: Floats = (covariates - middle) / np.where(spread > 0, spread, 1.0)
    return found


def _effects(seen: Seen, scaled: Floats) -> tuple[Floats, Floats]:
    """Return the mode of the effects of covariates, the common rate summed out, and their covariance."""
    steps = seen.stepped.sum() + JEFFREYS
    total = scaled[seen.stepped].sum(axis=0)
    many = scaled.shape[2]

    def value(effect: Floats) -> float:
        risk = (seen.at_risk * np.exp(scaled @ effect)).sum()
        return float(total @ effect - steps * np.log(risk) - effect @ effect / 2.0)

    effect: Floats = np.zeros(many)
    curve: Floats = np.eye(many)
    for _ in range(ROUNDS):
        weight = seen.at_risk * np.exp(scaled @ effect)
        weight /= weight.sum()
        middle = np.einsum("it,itk->k", weight, scaled)
        away = scaled - middle
        curve = steps * np.einsum("it,itk,itl->kl", weight, away, away) + np.eye(many)
        step = np.linalg.solve(curve, total - steps * middle - effect)
        while value(effect + step) < value(effect) - CLOSE:
            step /= 2.0
        effect = effect + step
        if np.abs(step).max() < CLOSE:
            break
    return effect, np.asarray(np.linalg.inv(curve), dtype=np.float64)
