"""Counts around a level that older periods say ever less of."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.discounted import discounted

FORECASTER = Forecaster("discounted level", ("counts",), discounted)
