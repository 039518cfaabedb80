"""The whole history again, whenever it was, with tails beyond what was seen."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.flows import climatology

FORECASTER = Forecaster("any rank", ("flows",), climatology)
