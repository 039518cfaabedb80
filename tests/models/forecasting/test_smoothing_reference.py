import csv
from pathlib import Path

import numpy as np
import pytest

from facta.models.forecasting.smoothing import local_trend

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference" / "scores"

# Monthly totals of international airline passengers 1949 to 1953, in thousands: Box, G. E. P. and Jenkins,
# G. M. (1976). Time series analysis: forecasting and control, series G.
PASSENGERS = """
112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201
"""


@pytest.mark.outside
def test_the_airline_is_forecast_near_what_r_forecasts() -> None:
    path = REFERENCE / "ets_MAM_airpassengers48.csv"
    if not path.exists():
        pytest.skip("no folder of references beside the repository")
    with path.open(encoding="utf-8") as lines:
        theirs = np.array([float(row["ets_MAM"]) for row in csv.DictReader(lines)])
    series = np.array([float(text) for text in PASSENGERS.split()])
    draws = local_trend(series[None, :48], 12, draws=4000, generator=np.random.default_rng(1), season=12)[0]
    # Another model: additive on the log scale, weighed over a grid instead of fitted.
    assert np.median(draws, axis=1) == pytest.approx(theirs, rel=0.05)
    came = series[48:]
    low, high = np.quantile(draws, (0.025, 0.975), axis=1)
    assert ((low <= came) & (came <= high)).all()
