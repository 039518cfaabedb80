"""The last value plus changes as they were made before."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.flows import persistence

FORECASTER = Forecaster("random walk", ("flows",), persistence, told=("season",))
