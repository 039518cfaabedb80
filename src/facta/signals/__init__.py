"""What is watched for in a series: every kind of signal, one line each."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from facta.signals.base import Context, Signal, figure
from facta.signals.changepoint import Changepoint
from facta.signals.cusum import Cusum
from facta.signals.ears import Ears
from facta.signals.overdue import Overdue
from facta.signals.regime import Regime
from facta.signals.shift import Shift
from facta.signals.step import Step
from facta.signals.surprise import Surprise
from facta.signals.threshold import Threshold
from facta.signals.trend import Trend
from facta.signals.tripwire import Tripwire
from facta.signals.warning import EarlyWarning

SIGNALS: dict[str, type[Signal]] = {
    "changepoint": Changepoint,
    "cusum": Cusum,
    "ears": Ears,
    "overdue": Overdue,
    "regime": Regime,
    "shift": Shift,
    "step": Step,
    "surprise": Surprise,
    "threshold": Threshold,
    "trend": Trend,
    "tripwire": Tripwire,
    "warning": EarlyWarning,
}

if TYPE_CHECKING:
    AnySignal = Signal
else:
    AnySignal = Annotated[reduce(or_, SIGNALS.values()), Field(discriminator="kind")]

__all__ = ["SIGNALS", "AnySignal", "Context", "Signal", "Tripwire", "figure"]
