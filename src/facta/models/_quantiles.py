"""Where a rising function reaches a value: quantiles of mixtures, found in few steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSE = 1e-9
NEAR = 1e-5  # of Newton's last step: the error goes as its square
MOST = 200  # steps; halving alone needs fewer than a hundred


def reached(
    below: Callable[[float], float],
    p: float,
    ends: tuple[float, float],
    *,
    start: float | None = None,
    slope: Callable[[float], float] | None = None,
) -> float:
    """Return where a function that rises between two ends reaches ``p``.

    Newton's step where there is a ``slope``, else that of regula falsi by the rule of Illinois; a step
    that would leave what is left of the interval halves it.

    References
    ----------
    Dowell, M. and Jarratt, P. (1971). A modified regula falsi method for computing the root of an
    equation. BIT 11, 168-174.

    Examples
    --------
    >>> round(reached(lambda x: x**3, 8.0, (0.0, 10.0)), 6)
    2.0
    >>> round(reached(lambda x: x**3, 8.0, (0.0, 10.0), start=3.0, slope=lambda x: 3 * x * x), 6)
    2.0
    """
    low, high = ends
    if slope is None:
        return _false_position(below, p, low, high)
    place = (low + high) / 2.0 if start is None else min(max(start, low), high)
    for _ in range(MOST):
        excess = below(place) - p
        low, high = (low, place) if excess > 0 else (place, high)
        rise = slope(place)
        step = place - excess / rise if rise > 0 else low
        if low < step < high:
            if abs(step - place) <= NEAR:
                return step
        else:
            step = (low + high) / 2.0
        if high - low <= CLOSE:
            break
        place = step
    return ends[0] if low == ends[0] else ends[1] if high == ends[1] else (low + high) / 2.0


def _false_position(below: Callable[[float], float], p: float, low: float, high: float) -> float:
    under, over = below(low) - p, below(high) - p
    side, place = 0, high
    for _ in range(MOST):
        if under == over or high - low <= CLOSE:
            break
        before, place = place, (low * over - high * under) / (over - under)
        if not low < place < high:
            place = (low + high) / 2.0
        excess = below(place) - p
        if excess == 0 or abs(place - before) <= CLOSE / 8:
            break
        if excess > 0:
            high, over = place, excess
            under = under / 2.0 if side > 0 else under
            side = 1
        else:
            low, under = place, excess
            over = over / 2.0 if side < 0 else over
            side = -1
    return place
