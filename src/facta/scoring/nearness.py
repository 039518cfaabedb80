"""How far a rule that did not speak was from speaking: the part of the way to its line or its bound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facta.signals.threshold import Limit

if TYPE_CHECKING:
    from facta.records import Finding
    from facta.signals import Signal

ESTIMATES = ("shift", "trend")  # their bounds are of the change, not of what is usual
LINELESS = ("changepoint", "overdue", "regime", "step", "warning")  # weighed by a chance, or there or not
TIMES = "times"


def nearness(signal: Signal, finding: Finding) -> float | None:
    """Return the part of the way to the line or bound that was behind, 1 on it, or None.

    For a line above: the figure as a share of it, for a line below the other way round. For a band:
    the distance from its middle, in half widths, and where it reaches down to nothing the figure as a
    share of its upper end. For a change with an interval: the change as a share of what would free its
    interval of 95 % from no change. A rule without any of these, such as a wait, has no distance.

    Parameters
    ----------
    signal
        The rule.
    finding
        What it said.
    """
    if finding.level is None or finding.size is None:
        return None
    if isinstance(signal, Limit):
        return _to_line(signal, finding)
    if signal.kind in LINELESS:
        return None
    if signal.kind in ESTIMATES:
        return _from_none(finding)
    return in_band(finding.size, finding.low, finding.high)


def _to_line(signal: Limit, finding: Finding) -> float | None:
    value = float(finding.size or 0.0)
    if signal.kind == "tripwire" and not finding.level:
        value = signal.line - signal.side * value  # it gives the distance
    ends = (value, signal.line) if signal.side > 0 else (signal.line, value)
    if min(ends) < 0:
        return None
    return ends[0] / ends[1] if ends[1] > 0 else float(signal.beyond(value))


def in_band(value: float, low: float | None, high: float | None) -> float | None:
    """Return how far a value lies from the middle of a band, in half widths.

    >>> in_band(9.0, 2.0, 10.0), in_band(6.0, 0.0, 8.0), in_band(6.0, None, None)
    (0.75, 0.75, None)
    """
    if low is not None and high is not None and low != 0:
        half = (high - low) / 2
        return abs(value - (low + high) / 2) / half if half > 0 else float(not low <= value <= high)
    if high is not None and high >= 0 and value >= 0:
        return value / high if high > 0 else float(value > 0)
    return low / value if low is not None and value > 0 and low >= 0 else None


def _from_none(finding: Finding) -> float | None:
    """Return a change as a share of what its interval needs to leave no change outside."""
    ratio = (finding.measure or "").startswith(TIMES)
    size, ends = finding.size, (finding.low, finding.high)
    if ratio:
        if not size or size <= 0 or any(end is not None and end <= 0 for end in ends):
            return None
        size, ends = math.log(size), tuple(None if end is None else math.log(end) for end in ends)  # type: ignore[assignment]
    near = ends[0] if size and size > 0 else ends[1]
    if near is None or not size:
        return None if near is None else 0.0
    away = abs(size - near)
    return abs(size) / away if away > 0 else None
