"""What is watched for in a series: every kind of signal, one line each."""

from typing import Annotated

from pydantic import Field

from facta.signals.base import Context, Signal, figure
from facta.signals.overdue import Overdue
from facta.signals.shift import Shift
from facta.signals.surprise import Surprise
from facta.signals.threshold import Threshold
from facta.signals.trend import Trend
from facta.signals.tripwire import Tripwire

SIGNALS: dict[str, type[Signal]] = {
    "overdue": Overdue,
    "shift": Shift,
    "surprise": Surprise,
    "threshold": Threshold,
    "trend": Trend,
    "tripwire": Tripwire,
}

AnySignal = Annotated[
    Overdue | Shift | Surprise | Threshold | Trend | Tripwire,
    Field(discriminator="kind"),
]

__all__ = ["SIGNALS", "AnySignal", "Context", "Signal", "figure"]
