"""The newest twelve periods again, each as likely."""

from __future__ import annotations

from facta.forecasts.forecasters.base import Forecaster
from facta.models.forecasting.recent import resampled

FORECASTER = Forecaster("resampled year", ("counts",), resampled)
