"""Counts by states that follow each other as seen in all related series."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.markov import observed_states

FORECASTER = Forecaster("observed states", ("counts",), observed_states)
