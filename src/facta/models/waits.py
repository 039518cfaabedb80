"""How long a step is waited for, where some wait still and some can step no more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import ndtri

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = 1.0 - 1e-12  # a share beyond is 1 but for rounding


@dataclass(frozen=True, slots=True)
class Waiting:
    """Share without a step, waiting or failed, after each day with one, and its 95 % limits.

    A median that is not reached is None, and ``reason`` says so; so is an end of its interval.
    """

    days: tuple[float, ...]
    at_risk: tuple[int, ...]
    steps: tuple[int, ...]
    without: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    median: float | None
    median_low95: float | None
    median_high95: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Day:
    """A day on which waits ended: at risk and waiting before it, steps and failures, stepped after it."""

    day: float
    at_risk: int
    steps: int
    failures: int
    waiting: float
    stepped: float

    @property
    def ended(self) -> int:
        return self.steps + self.failures


def time_to(days: Sequence[float], stepped: Sequence[bool], failed: Sequence[bool] = ()) -> Waiting:
    """Return the share without a step over time, by Aalen and Johansen, and the median wait.

    One who fails can step no more and stays without a step for good; were it counted as waiting,
    it would be taken to step some day as the others do. Where nobody fails the share is Kaplan and
    Meier's. The median is the first day by which half of all have stepped. Limits are on the scale
    of log(-log), Greenwood's where nobody fails; where all have stepped the low is 0 and the high
    that before. The median's limits are the first days with a low, and a high, of 1/2 or less.

    Parameters
    ----------
    days
        Days waited, shape (n,), 0 or more. One censored on the day of a step was still at risk.
    stepped
        Whether the wait ended with the step, shape (n,).
    failed
        Whether it ended so that no step can come, shape (n,); nobody failed when left out. A wait
        that ended neither way is censored.

    Raises
    ------
    ValueError
        When there is no wait, the lengths differ, a wait is below 0, or one both stepped and failed.

    References
    ----------
    Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov
    chains based on censored observations. Scandinavian Journal of Statistics 5, 141-150.
    Gaynor, J. J. and others (1993). On the use of cause-specific failure and conditional failure
    probabilities: examples from clinical oncology data. JASA 88, 400-409.
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
    JASA 53, 457-481.
    Greenwood, M. (1926). The natural duration of cancer. Reports on Public Health 33, HMSO.
    Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time.
    Biometrics 38, 29-41.

    Examples
    --------
    >>> found = time_to([30, 60, 60, 90, 200], [True, True, False, True, False])
    >>> found.median, [round(share, 2) for share in found.without]
    (90.0, [0.8, 0.6, 0.3])
    >>> found = time_to([30, 60, 60, 90], [True, False, False, True], [False, True, True, False])
    >>> found.days, found.without, found.median
    ((30.0, 90.0), (0.75, 0.5), 90.0)
    """
    waits = _checked(days, stepped, failed)
    ends = _ends(waits)
    found = [end for end in ends if end.steps]
    share = tuple(1.0 - end.stepped if end.stepped < ALL else 0.0 for end in found)
    low, high = _limits(ends)
    at = tuple(end.day for end in found)
    median = _first(at, share)
    return Waiting(
        days=at,
        at_risk=tuple(end.at_risk for end in found),
        steps=tuple(end.steps for end in found),
        without=share,
        low95=low,
        high95=high,
        median=median,
        median_low95=_first(at, low),
        median_high95=_first(at, high),
        reason=_reason(waits, share[-1] if share else 1.0) if median is None else "",
    )


def _checked(
    days: Sequence[float], stepped: Sequence[bool], failed: Sequence[bool]
) -> list[tuple[float, bool, bool]]:
    lost = failed or [False] * len(days)
    if not days or not len(days) == len(stepped) == len(lost) or not all(0 <= day < math.inf for day in days):
        message = "waits are 0 days or more, each with whether it ended in a step, and at least one"
        raise ValueError(message)
    waits = [(float(day), step, failure) for day, step, failure in zip(days, stepped, lost, strict=True)]
    if any(step and failure for _, step, failure in waits):
        message = "a wait ends in a step or in failure, not in both"
        raise ValueError(message)
    return waits


def _ends(waits: Sequence[tuple[float, bool, bool]]) -> list[_Day]:
    """Return the days on which waits ended, the first of them first."""
    found: list[_Day] = []
    waiting, stepped = 1.0, 0.0
    for day in sorted({day for day, step, failure in waits if step or failure}):
        at_risk = sum(other >= day for other, _, _ in waits)
        steps = sum(step and other == day for other, step, _ in waits)
        failures = sum(failure and other == day for other, _, failure in waits)
        stepped += waiting * steps / at_risk
        found.append(_Day(day, at_risk, steps, failures, waiting, stepped))
        waiting *= 1.0 - (steps + failures) / at_risk
    return found


def _limits(ends: Sequence[_Day]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return 95 % limits of the share without a step, after each day with one."""
    low: list[float] = []
    high: list[float] = []
    for place, end in enumerate(ends):
        if not end.steps:
            continue
        if end.stepped >= ALL:
            low.append(0.0)
            high.append(high[-1] if high else 1.0)
            continue
        share = 1.0 - end.stepped
        spread = math.sqrt(max(_variance(ends[: place + 1]), 0.0))
        width = float(ndtri(0.975)) * spread / (share * -math.log(share))
        low.append(share ** math.exp(width))
        high.append(share ** math.exp(-width))
    return tuple(low), tuple(high)


def _variance(ends: Sequence[_Day]) -> float:
    """Return the variance of the share that stepped by the last of some days, by the delta method."""
    total = 0.0
    for end in ends:
        n, after = end.at_risk, ends[-1].stepped - end.stepped
        total += after**2 * end.ended / (n * (n - end.ended)) if end.ended < n else 0.0
        total += end.waiting**2 * end.steps * (n - end.steps) / n**3
        total -= 2.0 * after * end.waiting * end.steps / n**2
    return total


def _reason(waits: Sequence[tuple[float, bool, bool]], share: float) -> str:
    steps, failures = sum(step for _, step, _ in waits), sum(failure for _, _, failure in waits)
    failed = f" and {failures} failed" if failures else ""
    last = max(day for day, _, _ in waits)
    return (
        f"not reached: {steps} of {len(waits)} stepped{failed}, and by day {last:g} "
        f"{100 * share:.0f} % were without a step"
    )


def _first(days: Sequence[float], shares: Sequence[float]) -> float | None:
    return next((day for day, share in zip(days, shares, strict=True) if share <= 0.5 + 1e-12), None)
