"""Counts of a rate that is not seen and returns to a level of its own."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.latent import latent_rates

FORECASTER = Forecaster("latent rate", ("counts",), latent_rates)
