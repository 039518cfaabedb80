"""The door of the drawings: each takes plain records and a palette and returns one SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facta.views.charts import (
    atlas,
    bars,
    calibration,
    chain,
    climbs,
    courses,
    coverage,
    fan,
    futures,
    layer,
    meter,
    odds,
    series,
    spans,
    sparkline,
    stances,
    strip,
    tally,
    weights,
)
from facta.views.charts.base import DARK, LIGHT, PAGE, PRINT, Palette
from facta.views.charts.strip import Mark

if TYPE_CHECKING:
    from collections.abc import Callable

CHARTS: dict[str, Callable[..., str]] = {
    "atlas": atlas.draw,
    "bars": bars.draw,
    "calibration": calibration.draw,
    "chain": chain.draw,
    "climbs": climbs.draw,
    "courses": courses.draw,
    "coverage": coverage.draw,
    "fan": fan.draw,
    "futures": futures.draw,
    "layer": layer.draw,
    "meter": meter.draw,
    "odds": odds.draw,
    "series": series.draw,
    "spans": spans.draw,
    "sparkline": sparkline.draw,
    "stances": stances.draw,
    "strip": strip.draw,
    "tally": tally.draw,
    "weights": weights.draw,
}

__all__ = ["CHARTS", "DARK", "LIGHT", "PAGE", "PRINT", "Mark", "Palette"]
