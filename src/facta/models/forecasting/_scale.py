"""On which scale a series is forecast: the log where it is positive, so that no draw is below 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 4  # known values below which nothing is drawn
FURTHEST = 100.0  # times the largest value seen: no draw of a positive series lies beyond


@dataclass(frozen=True, slots=True)
class Scale:
    """A way there and back: ``log`` of positive values, ``log with zeros``, ``plain`` of any.

    ``logit`` is that of values between 0 and a ceiling, ``most``; both are moved out by ``unit`` where
    a value lies on one of them.
    """

    kind: Literal["log", "log with zeros", "plain", "logit"]
    unit: float
    most: float

    def there(self, values: Floats) -> Floats:
        """Return values on the scale; nan stays nan."""
        if self.kind == "plain":
            return (values - self.most) / self.unit
        if self.kind == "logit":
            odds: Floats = np.log(values + self.unit) - np.log(self.most - values + self.unit)
            return odds
        logs: Floats = np.log(values / self.unit) if self.kind == "log" else np.log1p(values / self.unit)
        return logs

    def back(self, values: Floats) -> Floats:
        """Return values in the unit of the series."""
        if self.kind == "plain":
            return values * self.unit + self.most
        if self.kind == "logit":
            share: Floats = (self.most + 2.0 * self.unit) * expit(values) - self.unit
            return np.clip(share, 0.0, self.most)
        raised = self.unit * np.exp(np.minimum(values, np.log(self.most / self.unit)))
        found: Floats = raised if self.kind == "log" else np.maximum(raised - self.unit, 0.0)
        return found


def scale_of(values: Floats, ceiling: float = np.inf) -> Scale | None:
    """Return the scale of a series, shape (n,), or None where fewer than four values are known.

    A series between 0 and a ceiling is forecast on the scale of log odds.

    Raises
    ------
    ValueError
        When a value is infinite.

    Examples
    --------
    >>> scale = scale_of(np.array([1.0, np.nan, 4.0, 2.0, 8.0]))
    >>> scale.kind, scale.back(scale.there(np.array([3.0]))).round(9).tolist()
    ('log', [3.0])
    """
    known = values[~np.isnan(values)]
    if not np.isfinite(known).all():
        message = "a history has finite values, and nan where nothing is known"
        raise ValueError(message)
    if known.size < FEWEST:
        return None
    if np.isfinite(ceiling) and known.min() >= 0 and known.max() <= ceiling:
        room = np.concatenate([known, ceiling - known])
        between = room[room > 0]
        return Scale("logit", 0.0 if between.size == room.size else float(between.min()) / 2.0, ceiling)
    largest = float(np.abs(known).max())
    if (known < 0).any() or not largest:
        # Of a plain scale the last field is its middle.
        return Scale("plain", largest or 1.0, float(np.median(known)))
    positive = known[known > 0]
    if positive.size == known.size:
        return Scale("log", float(np.median(known)), FURTHEST * largest)
    return Scale("log with zeros", float(positive.min()), FURTHEST * largest)


def histories(history: Floats) -> Floats:
    """Return histories as numbers, shape (series, periods).

    Raises
    ------
    ValueError
        When the shape is another.
    """
    values = np.asarray(history, dtype=np.float64)
    if values.ndim != 2:  # noqa: PLR2004  (series, periods)
        raise ValueError(f"histories have the shape (series, periods), not {values.shape}")
    return values


def check(ahead: int, draws: int, season: int) -> None:
    """Make sure that there is something to draw.

    Raises
    ------
    ValueError
        When there is not.
    """
    if ahead < 1 or draws < 1 or season < 1:
        raise ValueError(
            f"1 period ahead or more, 1 draw or more, a season of 1 period or more; "
            f"not {ahead}, {draws}, {season}"
        )
