"""A walk that goes on at the mean pace of the history."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.flows import drift

FORECASTER = Forecaster("drift", ("flows",), drift)
