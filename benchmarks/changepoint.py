"""Measure how often a change of rate is seen where there is none, and how soon where there is one.

Three years of weeks; runs of 100 weeks are expected, and a change is seen where it lies within the last
eight weeks with a chance above one half. The true change, in week 104, is to two and a half times the
rate. Prints, in per cent of the series: seen without a change, missed; and the median delay in weeks.
"""

from __future__ import annotations

import argparse
import time
from itertools import product

import numpy as np

from facta.models.changepoint import Changes, Prior, changes

WEEKS = 156
CHANGE = 104
RISE = 2.5


def main() -> None:
    """Print the table."""
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


def _seen(random: np.random.Generator, means: np.ndarray, variance: float, told: float) -> np.ndarray:
    if variance > 1.0:
        means = random.gamma(means / (variance - 1.0), variance - 1.0)
    counts = random.poisson(means)
    found = changes(counts.tolist(), Prior(100, 1, 1.0 / counts[:52].mean()), dispersion=told)
    return found.recent(8) > 0.5 if isinstance(found, Changes) else np.zeros(WEEKS, dtype=bool)


if __name__ == "__main__":
    main()
