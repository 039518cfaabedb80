"""A level that moves at random, with a season."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.smoothing import local_level

FORECASTER = Forecaster("local level", ("flows",), local_level, told=("season", "ceiling"))
