"""Steps up and down at hazards that related ladders share."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.rungs import rung_steps

FORECASTER = Forecaster("step hazards", ("rungs",), rung_steps)
