"""Measure how often words are said to run ahead of deeds where they do not, and how soon where they do.

Words have a mean of 20 a period, deeds of 5; each mean moves by its own log-normal disturbance, with
memory from period to period. Where words run ahead they double a quarter through what follows the
baseline. Prints, in per cent of the replicates: divergence found without one (5 nominal), missed with
one; and the median delay in periods from the doubling to the first run of four beyond the line.

Then, without any divergence: how often the change of deeds a word is seen, and how often words are said
to run ahead where the volume of news changes and counts are taken as they come, or brought to one volume.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np

from facta.models.divergence import Gap, RatioChange, ratio_change, standardised_gap

SETTLING = 50


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the gap of words and deeds.")
    parser.add_argument("--replicates", type=int, default=20)
    replicates = parser.parse_args().replicates
    for (baseline, after), (noise, memory) in product(
        ((24, 24), (48, 24), (104, 52)), ((0.0, 0.0), (0.3, 0.0), (0.3, 0.5), (0.3, 0.8))
    ):
        random = np.random.default_rng(1)
        start = baseline + after // 4
        false, missed, delays = 0, 0, []
        for seed in range(replicates):
            means = _means(random, baseline + after, noise, memory)
            words, deeds = random.poisson(means).tolist()
            usual = standardised_gap(words, deeds, baseline, seed=seed)
            means[0, start:] *= 2.0
            words, deeds = random.poisson(means).tolist()
            apart = standardised_gap(words, deeds, baseline, seed=seed)
            assert isinstance(usual, Gap)
            assert isinstance(apart, Gap)
            false += usual.since is not None
            missed += apart.since is None
            delays += [] if apart.since is None else [apart.since - start]
        print(
            f"baseline {baseline}, then {after}, noise {noise}, memory {memory}: "
            f"false {100 * false / replicates:.1f}, missed {100 * missed / replicates:.1f}, "
            f"delay {np.median(delays):.0f}",
            flush=True,
        )
    _changes(replicates)
    _volumes(replicates)


def _changes(replicates: int) -> None:
    for periods, (noise, memory) in product((12, 24, 40), ((0.0, 0.0), (0.3, 0.0), (0.3, 0.5))):
        random, seen = np.random.default_rng(1), 0
        for _ in range(10 * replicates):
            words, deeds = random.poisson(_means(random, periods, noise, memory)).tolist()
            found = ratio_change(words, deeds, periods // 2)
            assert isinstance(found, RatioChange)
            seen += found.dispersed.high95 < 1 or found.dispersed.low95 > 1
        print(
            f"change over {periods}, noise {noise}, memory {memory}: {10 * seen / replicates:.1f}", flush=True
        )


def _volumes(replicates: int) -> None:
    for grown in (0.5, 0.67, 0.8, 1.5, 2.0):
        random, false = np.random.default_rng(1), [0, 0]
        volume = np.repeat([1.0, grown], [48, 24])
        for seed in range(replicates):
            counts = random.poisson(_means(random, 72, 0.0, 0.0) * volume)
            for place, one in enumerate((counts, np.floor(counts / volume + 0.5))):
                words, deeds = one.tolist()
                gap = standardised_gap(words, deeds, 48, seed=seed)
                assert isinstance(gap, Gap)
                false[place] += gap.since is not None
        raw, even = (100 * number / replicates for number in false)
        print(
            f"news {grown:g} times as many: false {raw:.1f} as they come, {even:.1f} evened out", flush=True
        )


def _means(random: np.random.Generator, periods: int, noise: float, memory: float) -> np.ndarray:
    moved = random.standard_normal((2, periods + SETTLING))
    for t in range(1, periods + SETTLING):
        moved[:, t] = memory * moved[:, t - 1] + np.sqrt(1.0 - memory**2) * moved[:, t]
    found: np.ndarray = np.array([[20.0], [5.0]]) * np.exp(noise * moved[:, SETTLING:] - noise**2 / 2.0)
    return found


if __name__ == "__main__":
    main()
