"""What a series must be before it is weighed: long enough, without gaps, and not all one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SMALL, LARGE = 1e-100, 1e100  # between which squares keep their digits
FLAT = 1e-12  # a range so small beside the values is their rounding
MOST_COUNTED = 1e9  # beyond it sums of logarithms lose the digits that tell counts apart


def unsound(values: Floats, fewest: int, *, gaps: bool = False) -> Refusal | None:
    """Return why a series, shape (n,), cannot be weighed, or None.

    ``gaps`` says that missing values, nan, are allowed, so long as ``fewest`` others are there.

    Examples
    --------
    >>> unsound(np.array([1.0, 2.0]), 10)
    Refusal(reason='10 values are needed; there are 2')
    """
    seen = values[~np.isnan(values)]
    reason = None
    if values.ndim != 1:
        reason = f"a series has one axis; the shape is {values.shape}"
    elif values.size and not seen.size:
        reason = f"all {values.size} values are missing"
    elif not np.isfinite(seen).all():
        reason = "every value is a finite number; some are infinite"
    elif seen.size < fewest:
        reason = f"{fewest} values are needed; there are {seen.size}"
    elif not gaps and seen.size < values.size:
        missing, first = values.size - seen.size, int(np.flatnonzero(np.isnan(values))[0])
        many = f"{missing} values are missing, the first" if missing > 1 else "a value is missing,"
        reason = f"{many} at position {first}; an unbroken series is needed"
    elif np.ptp(seen) <= FLAT * np.abs(seen).max():
        reason = f"the series never changes: every value is {seen[0]:g}"
    elif not SMALL < np.abs(seen).max() < LARGE:
        reason = f"values up to {np.abs(seen).max():g} are not reckoned with: choose another unit"
    return None if reason is None else Refusal(reason)


def no_counts(values: Floats) -> Refusal | None:
    """Return why values, some of which may be missing, are no counts, or None."""
    seen = values[~np.isnan(values)]
    if np.isinf(seen).any():
        return Refusal("counts are finite; one is infinite")
    if (seen < 0).any():
        return Refusal(f"counts are 0 or more; the least is {seen.min():g}")
    if (seen != np.floor(seen)).any():
        return Refusal(f"counts are whole; one is {seen[seen != np.floor(seen)][0]:g}")
    if (seen > MOST_COUNTED).any():
        return Refusal(f"counts up to {MOST_COUNTED:g} are weighed; one is {seen.max():g}")
    return None


def numbers(values: Sequence[float | None] | Floats) -> Floats:
    """Return a series as an array, None as nan."""
    return np.array(values, dtype=np.float64)
