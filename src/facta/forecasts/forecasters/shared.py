"""Counts of a constant rate, pooled over the related series."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.shared_rates import shared_rates

FORECASTER = Forecaster("shared rate", ("counts",), shared_rates)
