"""Measure how often the interval of a closure rate holds the share of days shut in the long run.

Open spells are exponential; closures have lengths with a mean of 40 days, exponential or lognormal, and
are shut for 13 % of days in the long run. Each window starts open and is as long as gives so many
closures on average; a closure that goes on at its end is cut there and counts as running. Windows
without a closure are drawn again.

Prints, in per cent of the replicates: the 90 % interval of the share holds it, lies above it, lies below
it; that of the onsets holds their rate. Then the medians of both ends of the interval of the share.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from facta.models.episodes import YEAR, ClosureRate, closure_rate

Length = Callable[[np.random.Generator], float]

SHARE: Final = 0.13
MEAN: Final = 40.0
ONSETS: Final = SHARE / (1.0 - SHARE) / MEAN  # an open day
COUNTS: Final = (3, 5, 10)
DRAWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Lengths whose logarithms have this spread."""

    spread: float

    def __call__(self, random: np.random.Generator) -> float:
        """Draw a length."""
        return float(MEAN * np.exp(self.spread * random.standard_normal() - self.spread**2 / 2.0))


KINDS: Final[dict[str, Length]] = {
    "exponential": lambda random: float(random.exponential(MEAN)),
    "lognormal, spread 1": Lognormal(1.0),
    "lognormal, spread 1.5": Lognormal(1.5),
    "lognormal, spread 2": Lognormal(2.0),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the intervals of a closure rate.")
    parser.add_argument("--replicates", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("holds the share, above it, below it, holds the onsets; median low, median high")
    for name, length in KINDS.items():
        for count in COUNTS:
            random = np.random.default_rng(given.seed)
            found = [measured(length, count, random) for _ in range(given.replicates)]
            print(f"{name}, {count} closures: {' '.join(f'{share:.1f}' for share in shares(found))}")


def measured(length: Length, count: int, random: np.random.Generator) -> ClosureRate:
    """Return the closure rate of one window that has a closure, of so many on average."""
    watched = count / ONSETS / (1.0 - SHARE)
    while True:
        lengths, running = window(length, watched, random)
        if lengths:
            return closure_rate(lengths, running, watched, seed=int(random.integers(2**31)), draws=DRAWS)


def window(length: Length, watched: float, random: np.random.Generator) -> tuple[list[float], list[bool]]:
    """Draw the closures of one window, and whether each runs at its end."""
    lengths: list[float] = []
    day = float(random.exponential(1.0 / ONSETS))
    while day < watched:
        lengths.append(length(random))
        day += lengths[-1]
        if day >= watched:
            lengths[-1] -= day - watched
            return lengths, [*[False] * (len(lengths) - 1), True]
        day += float(random.exponential(1.0 / ONSETS))
    return lengths, [False] * len(lengths)


def shares(found: list[ClosureRate]) -> tuple[float, ...]:
    """Return what is printed of some windows, in per cent."""
    low, high = np.array([(rate.low, rate.high) for rate in found]).T
    onsets = np.array([(rate.onsets_low, rate.onsets_high) for rate in found]).T
    held = (onsets[0] <= ONSETS * YEAR) & (onsets[1] >= ONSETS * YEAR)
    above, below = (low > SHARE).mean(), (high < SHARE).mean()
    parts = (1.0 - above - below, above, below, held.mean(), np.median(low), np.median(high))
    return tuple(100.0 * float(part) for part in parts)


if __name__ == "__main__":
    main()
