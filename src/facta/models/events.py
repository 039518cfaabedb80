"""An event study of rare dated steps: whether they come after shocks more often than else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from facta.models.rates import Ratio, rate_ratio
from facta.models.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

FEWEST = 3
MOST_TURNS = 9999


@dataclass(frozen=True, slots=True)
class AfterShocks:
    """Steps within so many days after a shock and at other times, and their rates compared.

    ``ratio`` is exact for independent steps. ``p_turned`` and ``p_fewer`` allow for clusters: they
    are the shares of turns of the days after shocks around the period, all together, that catch as
    many steps or more, and as many or fewer. No turn at all is one of them, so each is above 0.
    """

    inside: int
    outside: int
    inside_days: int
    outside_days: int
    ratio: Ratio
    p_turned: float
    p_fewer: float
    shocks: int
    horizon_days: int


@dataclass(frozen=True, slots=True)
class LeadLag:
    """How many steps follow a shock within the window, and how many precede one.

    A step may do both. ``p_following`` and ``p_preceding`` are the shares of turns that have as many
    or more; ``p_order`` is two-sided: the share with a difference of following and preceding as far
    from 0 or farther, and so 1 where both are equal.
    """

    steps: int
    following: int
    preceding: int
    share_following: float
    share_preceding: float
    p_following: float
    p_preceding: float
    p_order: float
    shocks: int
    horizon_days: int


def after_shocks(
    steps: Sequence[int], shocks: Sequence[int], *, days: int, horizon_days: int = 180, seed: int = 0
) -> AfterShocks | Refusal:
    """Compare the rate of steps after shocks with that at other times.

    The days after a shock are the ``horizon_days`` that follow its own day; where they overlap they
    count once, and those beyond the end of the period are not counted. A step on the very day of a
    shock is not after it, and counts as outside unless an earlier shock reaches it.

    What is turned around the period are the days after shocks as they were counted. So every turn
    has the same exposure, and the turn by no day catches the steps that are reported as inside.

    Parameters
    ----------
    steps, shocks
        Days since the start of the period, 0 to ``days - 1``, in any order; two on a day are two steps.
    days
        Length of the period that was observed throughout.
    horizon_days
        Days after a shock that count as after it, 1 or more.
    seed
        Of the turns drawn where the period is longer than 10,000 days.

    Returns
    -------
    AfterShocks or Refusal
        A refusal with fewer than 3 steps or 3 shocks, or where the days after shocks leave no other
        days.

    Raises
    ------
    ValueError
        When a day lies outside the period, or the horizon is below 1.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. Biometrika 31, 313-323.
    Besag, J. and Clifford, P. (1989). Generalized Monte Carlo significance tests. Biometrika 76,
    633-642.

    Examples
    --------
    >>> found = after_shocks([10, 110, 210, 350], [0, 100, 200], days=400, horizon_days=20)
    >>> found.inside, found.outside, found.inside_days, found.outside_days, found.ratio.ratio
    (3, 1, 60, 340, 17.0)
    """
    when, hit = _days(steps, days), _days(shocks, days)
    if refused := _refused(when, hit, horizon_days):
        return refused
    covered = _covered(hit, days, horizon_days)
    inside_days = int(covered.sum())
    if inside_days == days:
        when_after = _several(horizon_days, "day")
        return Refusal(f"the {when_after} after {len(hit)} shocks leave no other day to compare with")
    if inside_days == 0:
        return Refusal("the period ends before any day after a shock")
    caught = _caught(when, covered, seed)
    inside = int(caught[0])
    outside = len(when) - inside
    return AfterShocks(
        inside,
        outside,
        inside_days,
        days - inside_days,
        rate_ratio(inside, inside_days, outside, days - inside_days),
        float((caught >= inside).mean()),
        float((caught <= inside).mean()),
        len(hit),
        horizon_days,
    )


def lead_lag(
    steps: Sequence[int], shocks: Sequence[int], *, days: int, horizon_days: int = 180, seed: int = 0
) -> LeadLag | Refusal:
    """Count the steps that follow a shock within the window, and those that precede one.

    Concession then operation, or the reverse. The days after and before shocks are turned around the
    period, all together, as they were counted: that keeps their clusters and gives what chance alone
    would show in each direction.

    Parameters
    ----------
    steps, shocks, days, horizon_days, seed
        As for ``after_shocks``.

    Raises
    ------
    ValueError
        As ``after_shocks``.

    Examples
    --------
    >>> found = lead_lag([10, 110, 195, 350], [0, 100, 200], days=400, horizon_days=20)
    >>> found.following, found.preceding, found.share_following
    (2, 1, 0.5)
    """
    when, hit = _days(steps, days), _days(shocks, days)
    if refused := _refused(when, hit, horizon_days):
        return refused
    after = _caught(when, _covered(hit, days, horizon_days), seed)
    before = _caught(when, _covered(days - 1 - hit, days, horizon_days)[::-1], seed)
    following, preceding = int(after[0]), int(before[0])
    order = np.abs(after - before)
    return LeadLag(
        len(when),
        following,
        preceding,
        following / len(when),
        preceding / len(when),
        float((after >= after[0]).mean()),
        float((before >= before[0]).mean()),
        float((order >= order[0]).mean()),
        len(hit),
        horizon_days,
    )


def _days(given: Sequence[int], days: int) -> Whole:
    found = np.array(given, dtype=np.int64)
    if found.size and (found.min() < 0 or found.max() >= days):
        raise ValueError(f"days are 0 to {days - 1}; there are {found.min()} to {found.max()}")
    return found


def _refused(steps: Whole, shocks: Whole, horizon_days: int) -> Refusal | None:
    if horizon_days < 1:
        raise ValueError(f"a horizon is 1 day or more; it is {horizon_days}")
    if min(len(steps), len(shocks)) < FEWEST:
        return Refusal(
            f"an event study needs {FEWEST} steps and {FEWEST} shocks; "
            f"there are {_several(len(steps), 'step')} and {_several(len(shocks), 'shock')}"
        )
    return None


def _several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _covered(shocks: Whole, days: int, horizon_days: int) -> NDArray[np.bool_]:
    """Return for each day of the period whether it is after a shock."""
    found = np.zeros(days, dtype=bool)
    after = (shocks[:, None] + np.arange(1, min(horizon_days, days) + 1)).ravel()
    found[after[after < days]] = True
    return found


def _caught(steps: Whole, covered: NDArray[np.bool_], seed: int) -> Whole:
    """Return the steps inside after each turn of the covered days, the first one no turn at all."""
    days = len(covered)
    turns = np.arange(days)
    if days > MOST_TURNS + 1:
        drawn = np.random.default_rng(seed).integers(0, days, MOST_TURNS)
        turns = np.concatenate([[0], drawn])
    found = np.zeros(len(turns), dtype=np.int64)
    for step in steps:
        found += covered[(step - turns) % days]
    return found
