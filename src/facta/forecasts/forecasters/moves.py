"""Levels on the board that move up and down at hazards which all indicators share."""

from __future__ import annotations

from functools import partial

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.rungs import rung_steps

FORECASTER = Forecaster("level hazards", ("levels",), partial(rung_steps, ladder=(0.0, 4.0)))
