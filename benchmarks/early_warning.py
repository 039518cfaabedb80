"""Measure how often early warnings rise where nothing is about to tip over, and where something is.

Stationary series: first-order autoregressions, and counts around one mean. A rise is one whose p is
0.05 or less; 5 per cent is nominal. "Naive" is what tables give Kendall's tau of the same windows.
Tipping: an autoregression whose autocorrelation climbs from 0.2 to 0.95. Per cent of the replicates.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import product
from typing import Final

import numpy as np
from scipy.stats import norm

from facta.models.early_warning import Null, Surrogates, Warnings, warnings

Draw = Callable[[np.random.Generator, int], np.ndarray]

NULLS: Final[tuple[Null, ...]] = ("autoregression", "phases")


def autoregression(persistence: float) -> Draw:
    """Return what draws stationary series of this autocorrelation."""
    return lambda random, periods: climbing(random, np.full(periods + 200, persistence))[200:]


def climbing(random: np.random.Generator, persistence: np.ndarray) -> np.ndarray:
    """Draw a series whose autocorrelation is that of each period."""
    found = random.standard_normal(len(persistence))
    for t in range(1, len(found)):
        found[t] += persistence[t] * found[t - 1]
    return found


def poisson(mean: float) -> Draw:
    """Return what draws counts around one mean."""
    return lambda random, periods: random.poisson(mean, periods).astype(float)


def bursts(mean: float) -> Draw:
    """Return what draws counts with a variance of three times their mean."""
    return lambda random, periods: random.negative_binomial(mean / 2.0, 1.0 / 3.0, periods).astype(float)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure early warnings.")
    parser.add_argument("--replicates", type=int, default=40)
    given = parser.parse_args()
    print("deviation, autocorrelation, either; naive deviation, naive autocorrelation")
    for periods, smooth, null, level in product((60, 120), (None, 0.2), NULLS, (0.0, 0.5, 0.8)):
        name = f"{periods} periods, smooth {smooth}, {null}, autocorrelation {level}"
        row(name, autoregression(level), (periods, smooth, null), given.replicates)
    for name, draw in (("Poisson 1", poisson(1)), ("Poisson 5", poisson(5)), ("bursts 5", bursts(5))):
        row(f"100 periods, {name}", draw, (100, None, "autoregression"), given.replicates, counts=True)
    for periods in (120, 240):
        tipping = lambda random, n: climbing(random, np.linspace(0.2, 0.95, n))  # noqa: E731 - one of a row
        row(f"{periods} periods, tipping", tipping, (periods, None, "autoregression"), given.replicates)
    start = time.perf_counter()
    warnings(autoregression(0.5)(np.random.default_rng(1), 200).tolist(), 100)
    print(f"200 periods, 999 surrogates: {1000 * (time.perf_counter() - start):.0f} ms")


def row(
    name: str, draw: Draw, asked: tuple[int, float | None, Null], replicates: int, *, counts: bool = False
) -> None:
    """Print how often each indicator rises."""
    periods, smooth, null = asked
    random = np.random.default_rng(1)
    rose = np.zeros(5)
    window, given = periods // 2, 0
    ends = periods - window + 1
    spread = np.sqrt(2.0 * (2 * ends + 5) / (9.0 * ends * (ends - 1)))
    for seed in range(replicates):
        found = warnings(
            draw(random, periods).tolist(),
            window,
            bandwidth=smooth and smooth * periods,
            counts=counts,
            surrogates=Surrogates(null, 199, seed),
        )
        if isinstance(found, Warnings):
            given += 1
            two = (found.deviation, found.autocorrelation)
            naive = [norm.sf(rise.tau / spread) for rise in two]
            rose += np.array([two[0].p, two[1].p, found.p_either, *naive]) <= 0.05
    print(f"{name}: {' '.join(f'{100 * share:.1f}' for share in rose / given)}   ({given})", flush=True)


if __name__ == "__main__":
    main()
