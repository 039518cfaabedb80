"""The door of the forecasters: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.forecasts.forecasters import (
    discounted,
    drift,
    fading,
    latent,
    level,
    levels,
    moves,
    ranks,
    regression,
    resampled,
    rungs,
    shared,
    states,
    trend,
    walk,
)
from facta.forecasts.forecasters.base import Facts, Forecaster
from facta.forecasts.forecasters.baselines import CLIMATOLOGY, PERSISTENCE, USUAL_STEPS

if TYPE_CHECKING:
    from facta.forecasts.records import Family
    from facta.periods import Frequency

FORECASTERS: tuple[Forecaster, ...] = (
    discounted.FORECASTER,
    drift.FORECASTER,
    fading.FORECASTER,
    latent.FORECASTER,
    level.FORECASTER,
    levels.FORECASTER,
    moves.FORECASTER,
    ranks.FORECASTER,
    regression.FORECASTER,
    resampled.FORECASTER,
    rungs.FORECASTER,
    shared.FORECASTER,
    states.FORECASTER,
    trend.FORECASTER,
    walk.FORECASTER,
)
BASELINES: tuple[Forecaster, ...] = (PERSISTENCE, CLIMATOLOGY, USUAL_STEPS)
NAMED_BASELINES = ("persistence", "climatology", "base rate")
ENSEMBLE = "ensemble"


def members(family: Family, frequency: Frequency) -> tuple[Forecaster, ...]:
    """Return the forecasters that an ensemble of a family is made of."""
    return tuple(one for one in FORECASTERS if one.suits(family, frequency))


def baselines(family: Family, frequency: Frequency) -> tuple[Forecaster, ...]:
    """Return the baselines of a family that draw; the base rate is counted instead."""
    return tuple(one for one in BASELINES if one.suits(family, frequency))


__all__ = [
    "BASELINES",
    "ENSEMBLE",
    "FORECASTERS",
    "NAMED_BASELINES",
    "Facts",
    "Forecaster",
    "baselines",
    "members",
]
