"""Counts as they followed from fading means, in all related series."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.regression import pooled_regression

FORECASTER = Forecaster("pooled regression", ("counts",), pooled_regression)
