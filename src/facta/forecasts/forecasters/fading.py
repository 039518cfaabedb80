"""The history again, the newer the likelier."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.recent import fading_resampled

FORECASTER = Forecaster("fading history", ("counts",), fading_resampled)
