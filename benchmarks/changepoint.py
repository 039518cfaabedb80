"""Measure how often a change of rate is seen where there is none, and how soon where there is one.

First the arithmetic. Three years of weeks; runs of 100 weeks are expected, and a change is seen where it
lies within the last eight weeks with a chance above one half. The true change, in week 104, is to two and
a half times the rate. Prints, in per cent of the series: seen without a change, missed; and the median
delay in weeks.

Then the signal as it stands in a case: asked every week, with the dispersion of the weeks before the
newest six. The rate changes in week 104 by a factor. Prints how many weeks in a hundred have level 1 or
more before the change, per cent of the changes seen within 26 weeks, and the median delay, by level.
"""

from __future__ import annotations

import argparse
import time
from itertools import product

import numpy as np

from facta.models.changepoint import Changes, Prior, changes
from facta.signals.baseline import overdispersion
from facta.signals.changepoint import Changepoint
from facta.signals.rate import OUTSIDE_80, OUTSIDE_95

WEEKS = 156
CHANGE = 104
RISE = 2.5
FIRST = 60
AFTER = 26
SIGNAL = Changepoint()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure the changes of rate.")
    parser.add_argument("--replicates", type=int, default=40)
    replicates = parser.parse_args().replicates
    for mean, variance in product((1.0, 5.0, 20.0), (1.0, 2.0, 4.0)):
        for told in sorted({1.0, variance}):
            random = np.random.default_rng(1)
            usual, risen = np.full(WEEKS, mean), np.where(np.arange(WEEKS) < CHANGE, mean, RISE * mean)
            false = [_seen(random, usual, variance, told)[1:].any() for _ in range(replicates)]
            after = [_seen(random, risen, variance, told)[CHANGE:] for _ in range(replicates)]
            delays = [int(seen.argmax()) for seen in after if seen.any()]
            print(
                f"mean {mean}, variance {variance} times it, dispersion told {told}: "
                f"false {100 * np.mean(false):.0f}, missed {100 * (1 - len(delays) / replicates):.0f}, "
                f"delay {np.median(delays):.0f}",
                flush=True,
            )
    start = time.perf_counter()
    changes(np.random.default_rng(1).poisson(3.0, 520).tolist(), Prior(100, 1, 0.3))
    print(f"520 periods: {1000 * (time.perf_counter() - start):.0f} ms")
    for mean, variance, factor in product((1.0, 5.0, 20.0), (1.0, 3.0), (0.25, 2.0, 4.0)):
        _signal(mean, variance, factor, replicates)


def _signal(mean: float, variance: float, factor: float, replicates: int) -> None:
    random = np.random.default_rng(1)
    means = np.where(np.arange(CHANGE + AFTER) < CHANGE, mean, factor * mean)
    levels = np.array([_levels(_drawn(random, means, variance)) for _ in range(replicates)])
    false = 100.0 * (levels[:, : CHANGE - FIRST] > 0).mean()
    name = f"signal, mean {mean}, variance {variance} times it, then {factor} times"
    print(f"{name}: false {false:.2f}", end="")
    for level in (1, 2):
        seen = levels[:, CHANGE - FIRST :] >= level
        delays = seen.argmax(axis=1)[seen.any(axis=1)] + 1
        late = f"{np.median(delays):.0f}" if len(delays) else "-"
        print(f"; level {level}: seen {100 * seen.any(axis=1).mean():.0f}, delay {late}", end="")
    print(flush=True)


def _levels(counts: np.ndarray) -> list[int]:
    """Return the level of each week from the first that is asked."""
    return [_level(counts[: week + 1]) for week in range(FIRST, len(counts))]


def _level(counts: np.ndarray) -> int:
    earlier = counts[: -SIGNAL.within].astype(float)
    mean = max(float(earlier.mean()), 0.5 / len(earlier))
    found = changes(
        counts.tolist(), Prior(SIGNAL.run, 1.0, 1.0 / mean), dispersion=overdispersion(earlier, mean)
    )
    if not isinstance(found, Changes):
        return 0
    chance = float(found.recent(SIGNAL.within)[-1])
    return int(chance >= OUTSIDE_80) + int(chance >= OUTSIDE_95)


def _seen(random: np.random.Generator, means: np.ndarray, variance: float, told: float) -> np.ndarray:
    counts = _drawn(random, means, variance)
    found = changes(counts.tolist(), Prior(100, 1, 1.0 / counts[:52].mean()), dispersion=told)
    return found.recent(8) > 0.5 if isinstance(found, Changes) else np.zeros(WEEKS, dtype=bool)


def _drawn(random: np.random.Generator, means: np.ndarray, variance: float) -> np.ndarray:
    if variance > 1.0:
        means = random.gamma(means / (variance - 1.0), variance - 1.0)
    return random.poisson(means)


if __name__ == "__main__":
    main()
