"""Measure how often the event study sees something where steps know nothing of shocks, and where they do.

A period of 1,751 days, steps and shocks each drawn over it by themselves, or in bursts; a burst that
begins before the period or goes on after it is cut. Where steps do know, days after shocks draw so many
times as many as other days.

Prints shares of the replicates, in per cent: each tail of the turns at 5 %, the order of following and
preceding at 5 %, the exact interval alone, and the rule of the analysis, more or less often.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from facta.models.events import AfterShocks, LeadLag, after_shocks, lead_lag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

DAYS: Final = 1751
SPREAD: Final = 30  # days over which a burst goes
CHANCE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Kind:
    """How many bursts of how many steps and shocks, days after a shock, and the rate there in times."""

    name: str
    steps: tuple[int, int] = (8, 1)
    shocks: tuple[int, int] = (6, 1)
    horizon_days: int = 90
    times: float = 1.0


KINDS: Final = (
    Kind("4 steps, 6 shocks", steps=(4, 1)),
    Kind("8 steps, 6 shocks"),
    Kind("16 steps, 6 shocks", steps=(16, 1)),
    Kind("8 steps, 6 shocks, 180 days", horizon_days=180),
    Kind("8 steps, 12 shocks", shocks=(12, 1)),
    Kind("8 steps, 4 bursts of 3 shocks", shocks=(4, 3)),
    Kind("4 bursts of 3 steps, 6 shocks", steps=(4, 3)),
    Kind("6 bursts of 4 steps, 4 bursts of 3 shocks", steps=(6, 4), shocks=(4, 3)),
    Kind("8 steps, 6 shocks, rate 5 times", times=5.0),
    Kind("16 steps, 6 shocks, rate 5 times", steps=(16, 1), times=5.0),
    Kind("16 steps, 6 shocks, rate a tenth", steps=(16, 1), times=0.1),
    Kind("16 steps, 6 shocks, 180 days, rate a tenth", steps=(16, 1), horizon_days=180, times=0.1),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure size and power of the event study.")
    parser.add_argument("--replicates", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("of steps and shocks: as many or more, as many or fewer, order, interval, rule more, rule less")
    for kind in KINDS:
        shares = measured(kind, given.replicates, np.random.default_rng(given.seed))
        print(f"{kind.name}: {' '.join(f'{share:.1f}' for share in shares)}")


def measured(kind: Kind, replicates: int, random: np.random.Generator) -> tuple[float, ...]:
    """Return the shares of replicates in which each test sees something, in per cent."""
    seen = np.zeros(6)
    studied = 0
    for _ in range(replicates):
        shocks = _drawn(kind.shocks, random)
        steps = _weighed(_drawn(kind.steps, random), shocks, kind, random)
        known = (steps.tolist(), shocks.tolist())
        after = after_shocks(*known, days=DAYS, horizon_days=kind.horizon_days)
        order = lead_lag(*known, days=DAYS, horizon_days=kind.horizon_days)
        if isinstance(after, AfterShocks) and isinstance(order, LeadLag):
            studied += 1
            seen += _seen(after, order)
    return tuple((100 * seen / studied).tolist())


def _seen(after: AfterShocks, order: LeadLag) -> tuple[bool, ...]:
    more, less = after.ratio.low95 > 1, after.ratio.high95 < 1
    return (
        after.p_turned <= CHANCE,
        after.p_fewer <= CHANCE,
        order.p_order <= CHANCE,
        more or less,
        more and after.p_turned <= CHANCE,
        less and after.p_fewer <= CHANCE,
    )


def _drawn(bursts: tuple[int, int], random: np.random.Generator) -> Whole:
    count, size = bursts
    if size == 1:
        return random.integers(0, DAYS, count)
    starts = random.integers(-SPREAD, DAYS, count)
    days = (starts[:, None] + random.integers(0, SPREAD, (count, size))).ravel()
    return days[(days >= 0) & (days < DAYS)]


def _weighed(steps: Whole, shocks: Whole, kind: Kind, random: np.random.Generator) -> Whole:
    """Draw as many steps again by the rate of each day, where it is not the same on all."""
    if kind.times == 1.0:
        return steps
    apart = np.arange(DAYS)[:, None] - shocks
    after = ((apart > 0) & (apart <= kind.horizon_days)).any(1)
    rates = np.where(after, kind.times, 1.0)
    return random.choice(DAYS, len(steps), p=rates / rates.sum())


if __name__ == "__main__":
    main()
