"""A statement against the evidence: estimates with intervals beside lines that were set before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

from scipy.special import gammaincinv, stdtrit

from facta.models.shift import level_difference

if TYPE_CHECKING:
    from collections.abc import Sequence

Verdict = Literal["supported", "leaning", "open", "leaning against", "refuted"]
Side = tuple[float, float]  # the open range of figures that speaks for a statement, or against it
TAIL = 0.025  # on either side of a 95 % interval
FEWEST = 4  # figures that say how far their mean may be off
LARGEST = 700.0  # of what can be raised


class Limits(NamedTuple):
    """An estimate with its central 95 % interval; a bound is infinite where there is none."""

    estimate: float
    low: float
    high: float


def decide(
    estimate: float, interval: tuple[float, float] | None, *, supports: Side | None, refutes: Side | None
) -> Verdict:
    """Say on which side of its lines an estimate lies, and whether its whole interval does.

    Parameters
    ----------
    estimate, interval
        The figure and its bounds. Without an interval a figure may lean but never decides.
    supports, refutes
        Open ranges of figures that do not overlap; None where no figure speaks for that side.

    Returns
    -------
    Verdict
        ``supported`` or ``refuted`` when the whole interval lies in the range, ``leaning`` or
        ``leaning against`` when the estimate alone does, otherwise ``open``.

    Examples
    --------
    >>> decide(9, (4.1, 17.1), supports=(3, float("inf")), refutes=(float("-inf"), 1))
    'supported'
    >>> decide(0, (0, 3.7), supports=(3, float("inf")), refutes=(float("-inf"), 1))
    'leaning against'
    """
    sides: tuple[tuple[Side | None, Verdict, Verdict], ...] = (
        (supports, "supported", "leaning"),
        (refutes, "refuted", "leaning against"),
    )
    for side, whole, alone in sides:
        if side is not None and _within(side, (estimate, estimate)):
            return whole if interval is not None and _within(side, interval) else alone
    return "open"


def _within(side: Side, interval: tuple[float, float]) -> bool:
    """Tell whether an interval lies beyond a line; one without an end may lie beyond an open end."""
    above = math.isinf(side[0]) or interval[0] > side[0]
    return above and (math.isinf(side[1]) or interval[1] < side[1])


def together(verdicts: Sequence[Verdict], *, holding: Sequence[Verdict] = ()) -> Verdict:
    """Put the verdicts of several tests of one statement together.

    Tests that point both ways leave it open; otherwise one test that decides is enough, and tests
    that only lean, lean.

    Parameters
    ----------
    verdicts
        Of tests that were assessed on evidence.
    holding
        Verdicts that can hold a statement open and never move it: what a test said last before it
        fell silent, and what rests on numbers that somebody chose.

    Examples
    --------
    >>> together(["open", "leaning", "supported"]), together(["supported", "leaning against"])
    ('supported', 'open')
    >>> together(["supported"], holding=["leaning against"]), together(["open"], holding=["leaning"])
    ('open', 'open')
    """
    found, held = set(verdicts) - {"open"}, set(holding) - {"open"}
    ways: tuple[tuple[Verdict, Verdict], ...] = (("supported", "leaning"), ("refuted", "leaning against"))
    for whole, alone in ways:
        if found and found | held <= {whole, alone}:
            return whole if whole in found else alone
    return "open"


def count_limits(count: float) -> Limits:
    """Return the exact central 95 % interval of the mean of a Poisson count.

    Raises
    ------
    ValueError
        When the count is below 0.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.

    Examples
    --------
    >>> found = count_limits(4)
    >>> round(found.low, 4), round(found.high, 4)
    (1.0899, 10.2416)
    """
    if count < 0:
        message = f"a count is 0 or more; this is {count}"
        raise ValueError(message)
    low = float(gammaincinv(count, TAIL)) if count else 0.0
    return Limits(float(count), low, float(gammaincinv(count + 1.0, 1.0 - TAIL)))


def mean_limits(values: Sequence[float], *, least: float = -math.inf) -> Limits:
    """Return the mean of some figures with Student's 95 % interval.

    Fewer than four figures, and figures that do not vary, do not say how far their mean may be off:
    their interval is unbounded.

    Parameters
    ----------
    values
        Figures in one unit, shape (n,).
    least
        The smallest that the mean can be, 0 for distances and quantities. The interval ends there:
        what is left of it still holds the mean as often, and it is of the same mean, which an
        interval of logarithms would not be.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> found = mean_limits([1.0, 2.0, 3.0, 2.0])
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (2.0, 0.701, 3.299)
    >>> mean_limits([284.0, 60.0, 284.0, 13.0], least=0.0).low
    0.0
    """
    n = len(values)
    mean = math.fsum(values) / n
    if n < FEWEST or min(values) == max(values):
        return Limits(mean, -math.inf, math.inf)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n)
    wide = -float(stdtrit(n - 1, TAIL)) * spread
    return Limits(mean, max(mean - wide, least), mean + wide)


def level_ratio(after: Sequence[float], before: Sequence[float]) -> Limits:
    """Return the ratio of two geometric means, with Welch's 95 % interval of the logarithms.

    Raises
    ------
    ValueError
        When a figure is not above 0, or a sample has fewer than two.

    Examples
    --------
    >>> found = level_ratio([20.0, 22.0, 21.0], [10.0, 11.0, 10.0])
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3)
    (2.033, 1.807, 2.287)
    """
    if min(*after, *before) <= 0:
        message = "a ratio of levels needs figures above 0"
        raise ValueError(message)
    found = level_difference([math.log(x) for x in after], [math.log(x) for x in before])
    return Limits(*(_exp(x) for x in (found.difference, found.low95, found.high95)))


def _exp(x: float) -> float:
    return math.exp(x) if x < LARGEST else math.inf
