"""A level with a slope that may die away, with a season."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.smoothing import local_trend

FORECASTER = Forecaster("local trend", ("flows",), local_trend, told=("season", "ceiling"))
