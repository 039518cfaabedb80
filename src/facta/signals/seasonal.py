"""A count against its own season and trend: Farrington's flexible rule, for the newest periods."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from facta.models import counts
from facta.models.farrington import FLEXIBLE, MONTHLY, Reason, Series, farrington
from facta.models.refusal import Refusal
from facta.signals.baseline import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from facta.models.farrington import Watched
    from facta.signals.base import Context, Points
    from facta.signals.baseline import Even

MOST_YEARS, FEWEST_YEARS = 5, 3
RULES = {"week": FLEXIBLE, "month": MONTHLY}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the newest points' season and trend lead one to expect, oldest of them first."""

    predicted: tuple[counts.Predicted, ...]
    years: int
    offset: bool


def expected(points: Points, tested: int, context: Context, unit: str) -> Expected | Refusal:
    """Fit the newest points' season and trend, each to what lies before it.

    The baseline has as many years of five as it reaches back over, three at least. Of the points
    asked for, those that come after the last one without a fit are told.
    """
    if points.period not in RULES:
        return Refusal(f"a {context.period or 'period'} has no weekly or monthly season")
    laid = counted(points, context, unit)
    if isinstance(laid, Refusal):
        return laid
    told, exposures = _seen(laid, context.exposures)
    refusal = Refusal("no whole period has a figure yet")
    for years in range(MOST_YEARS, FEWEST_YEARS - 1, -1):
        rule = replace(RULES[points.period], years=years)
        series = Series(told, [laid.since(i) for i in range(len(told))], exposures)
        found = farrington(series, rule, at=laid.places[-tested:])
        if isinstance(found, Refusal):
            return found
        newest = found.one(0, len(found.places) - 1)
        if not isinstance(newest, Refusal):
            fits = _fits(found)
            return Expected(fits, years, exposures is not None) if fits else Refusal("no event is expected")
        refusal = newest
    return refusal


def _seen(laid: Even, given: Mapping[int, float]) -> tuple[np.ndarray, np.ndarray | None]:
    """Return counts and what they are out of; a count out of nothing is missing."""
    if not given:
        return laid.values, None
    exposures = np.array([given.get(start, math.nan) for start in laid.starts])
    known = np.isfinite(exposures) & (exposures > 0)
    return np.where(known, laid.values, np.nan), np.where(known, exposures, 1.0)


def _fits(found: Watched) -> tuple[counts.Predicted, ...]:
    """Return the fits of the newest points, back to the last point that has none."""
    fits: list[counts.Predicted] = []
    for place in range(len(found.places) - 1, -1, -1):
        mean, dispersion = float(found.expected[0, place]), float(found.dispersion[0, place])
        if found.reasons[0, place] != Reason.GIVEN or not mean > 0:
            break
        shape = mean / (dispersion - 1.0) if dispersion > 1.0 else math.inf
        fits.append(counts.Predicted(mean, shape, 0.0 if math.isinf(shape) else 1.0 / shape))
    return tuple(reversed(fits))
