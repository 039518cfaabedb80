"""What is watched for in a series: every kind of signal, one line each."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from facta.signals.base import Context, Signal, figure
from facta.signals.overdue import Overdue
from facta.signals.shift import Shift
from facta.signals.step import Step
from facta.signals.surprise import Surprise
from facta.signals.threshold import Threshold
from facta.signals.trend import Trend
from facta.signals.tripwire import Tripwire

SIGNALS: dict[str, type[Signal]] = {
    "overdue": Overdue,
    "shift": Shift,
    "step": Step,
    "surprise": Surprise,
    "threshold": Threshold,
    "trend": Trend,
    "tripwire": Tripwire,
}

if TYPE_CHECKING:
    AnySignal = Signal
else:
    AnySignal = Annotated[reduce(or_, SIGNALS.values()), Field(discriminator="kind")]

__all__ = ["SIGNALS", "AnySignal", "Context", "Signal", "Tripwire", "figure"]
