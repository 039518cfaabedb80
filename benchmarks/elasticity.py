"""Measure the elasticity's 90 % intervals and 5 % tests on series whose elasticity is known.

log x is a stationary first-order autoregression with deviation 0.6. The response is drawn around
exp(a + b log x), a such that its mean is as asked: Poisson; negative binomial with variance phi times
the mean (nb1) or mean + alpha times its square (nb2); or a Poisson around that mean times a log-normal
first-order autoregression (noise, with its deviation and its autocorrelation).

Prints coverage and size beside their goals, 88-92 % and 4-6 %, by the kind of response; the lowest and
the highest are over 36 cells: n 40, 80, 160; autocorrelation of log x 0, .5, .8; b 0, .5, 1, 1.5.
The size is that of the test of the true elasticity, that of ``elasticity = 1`` among them.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtr, stdtrit

from facta.models.elasticity import lagged_design, poisson_fit
from facta.models.stability import Rolling, rolling_elasticity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DEVIATION: Final = 0.6
LENGTHS: Final = (40, 80, 160)
AUTOCORRELATIONS: Final = (0.0, 0.5, 0.8)
ELASTICITIES: Final = (0.0, 0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of response: its name, its mean, and what makes it vary beyond a Poisson."""

    name: str
    mean: float = 10.0
    phi: float = 1.0
    alpha: float = 0.0
    noise: float = 0.0
    noise_autocorrelation: float = 0.0


KINDS: Final = (
    Kind("Poisson, mean 5", mean=5.0),
    Kind("Poisson, mean 20", mean=20.0),
    Kind("nb1, phi 2", phi=2.0),
    Kind("nb1, phi 4", phi=4.0),
    Kind("nb2, alpha .3", alpha=0.3),
    Kind("nb2, alpha 1", alpha=1.0),
    Kind("noise .3, autocorrelation .5", noise=0.3, noise_autocorrelation=0.5),
    Kind("nb1, phi 2, the same noise", phi=2.0, noise=0.3, noise_autocorrelation=0.5),
    Kind("noise .5, autocorrelation .5", noise=0.5, noise_autocorrelation=0.5),
    Kind("noise .3, autocorrelation .8", noise=0.3, noise_autocorrelation=0.8),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Length, autocorrelation of log x, elasticity; coverage and size in per cent; median width."""

    periods: int
    autocorrelation: float
    elasticity: float
    coverage: float
    size: float
    width: float


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure coverage and size of the elasticity.")
    parser.add_argument("--replicates", type=int, default=4000)
    parser.add_argument("--windows", type=int, default=300, help="replicates of the rolling windows")
    asked = parser.parse_args()
    random = np.random.default_rng(20240517)
    print(f"{asked.replicates} replicates a cell; cells in goal / all")
    print(f"{'response':32} {'coverage':>20} {'88-92':>6} {'size':>18} {'4-6':>6} {'size of = 1':>12}")
    for kind in KINDS:
        cells = list(_cells(random, kind, asked.replicates))
        _print(kind.name, cells)
    print("short or sparse, b = 1, autocorrelation 0.5: coverage, size")
    for periods, mean in ((24, 10.0), (24, 1.0), (40, 1.0), (40, 0.5), (80, 0.25)):
        drawn = _draw(random, Kind("", mean=mean), (asked.replicates, periods), (0.5, 1.0))
        enough = (drawn[0] > 0).sum(1) >= 12
        cell = _measure(drawn[0][enough], drawn[1][enough], (0.5, 1.0))
        given = f"not refused {100 * enough.mean():.0f} %"
        print(f"  {periods} periods, mean {mean}: {cell.coverage:.1f}, {cell.size:.1f}; {given}")
    for kind, periods in product((KINDS[0], KINDS[3], KINDS[6]), (40, 80, 160)):
        _lags_and_changes(random, kind, (asked.replicates, periods))
    for kind, periods in product((KINDS[0], KINDS[3], KINDS[6]), (80, 160)):
        _windows(random, kind, periods, asked.windows)


def _print(name: str, cells: list[Cell]) -> None:
    covered, sized = np.array([c.coverage for c in cells]), np.array([c.size for c in cells])
    one = np.array([c.size for c in cells if c.elasticity == 1.0])
    inside = f"{((covered >= 88) & (covered <= 92)).sum()}/{len(cells)}"
    kept = f"{((sized >= 4) & (sized <= 6)).sum()}/{len(cells)}"
    coverage = f"{covered.min():6.1f}-{covered.max():.1f} mean {covered.mean():.1f} {inside:>6}"
    size = f"{sized.min():6.1f}-{sized.max():.1f} mean {sized.mean():.1f} {kept:>6}"
    print(f"{name:32} {coverage} {size} {one.min():7.1f}-{one.max():.1f}", flush=True)
    for cell in cells:
        if not (88 <= cell.coverage <= 92 and 4 <= cell.size <= 6):
            print(
                f"    n {cell.periods:3}, log x {cell.autocorrelation}, b {cell.elasticity}: "
                f"coverage {cell.coverage:.1f}, size {cell.size:.1f}"
            )


def _cells(random: np.random.Generator, kind: Kind, replicates: int) -> Iterator[Cell]:
    for periods, autocorrelation, true in product(LENGTHS, AUTOCORRELATIONS, ELASTICITIES):
        drawn = _draw(random, kind, (replicates, periods), (autocorrelation, true))
        yield _measure(*drawn, (autocorrelation, true))


def _measure(responses: Floats, logs: Floats, truth: tuple[float, float]) -> Cell:
    fitted = poisson_fit(responses, lagged_design(logs, (0,)))
    known = fitted.error(np.array([0.0, 1.0]))
    p = 2.0 * stdtr(known.freedom, -np.abs(fitted.coefficients[:, 1] - truth[1]) / known.error)
    width = float(np.median(2.0 * stdtrit(known.freedom, 0.95) * known.error))
    coverage, size = 100.0 * float((p >= 0.1).mean()), 100.0 * float((p < 0.05).mean())
    return Cell(responses.shape[1], *truth, coverage, size, width)


def _lags_and_changes(random: np.random.Generator, kind: Kind, shape: tuple[int, int]) -> None:
    """Print coverage and size of the sum over three lags, and of rises less falls, where b is 1 at lag 0."""
    responses, logs = _draw(random, kind, shape, (0.5, 1.0))
    change = np.diff(logs)
    ones, before = np.ones_like(change), logs[:, :-1]
    split = np.stack([ones, before, np.maximum(change, 0.0), np.minimum(change, 0.0)], axis=-1)
    three = lagged_design(logs, (0, 1, 2))
    tried = (
        ("lags 0 to 2", responses[:, 2:], three, np.array([0.0, 1.0, 1.0, 1.0]), 1.0),
        ("rise less fall", responses[:, 1:], split, np.array([0.0, 0.0, 1.0, -1.0]), 0.0),
    )
    for name, counts, design, combination, true in tried:
        fitted = poisson_fit(counts, design)
        known = fitted.error(combination)
        p = 2.0 * stdtr(known.freedom, -np.abs(fitted.coefficients @ combination - true) / known.error)
        found = f"coverage {100 * (p >= 0.1).mean():.1f}, size {100 * (p < 0.05).mean():.1f}"
        print(f"{name} in {shape[1]}, {kind.name}: {found}", flush=True)


def _draw(
    random: np.random.Generator, kind: Kind, shape: tuple[int, int], truth: tuple[float, float]
) -> tuple[Floats, Floats]:
    logs = DEVIATION * _autoregression(random, shape, truth[0])
    means = kind.mean * np.exp(truth[1] * logs - (truth[1] * DEVIATION) ** 2 / 2)
    if kind.noise:
        disturbance = kind.noise * _autoregression(random, shape, kind.noise_autocorrelation)
        means = means * np.exp(disturbance - kind.noise**2 / 2)
    if kind.phi > 1:
        means = random.gamma(means / (kind.phi - 1.0), kind.phi - 1.0)
    if kind.alpha:
        means = means * random.gamma(1.0 / kind.alpha, kind.alpha, shape)
    return random.poisson(means).astype(float), logs


def _autoregression(random: np.random.Generator, shape: tuple[int, int], autocorrelation: float) -> Floats:
    found = random.standard_normal(shape)
    for t in range(1, shape[1]):
        fresh = np.sqrt(1.0 - autocorrelation**2) * found[:, t]
        found[:, t] = autocorrelation * found[:, t - 1] + fresh
    return found


def _windows(random: np.random.Generator, kind: Kind, periods: int, replicates: int) -> None:
    """Print how often a constant elasticity of 1 leaves the band, and is said to have changed."""
    held = changed = given = 0
    responses, logs = _draw(random, kind, (replicates, periods), (0.5, 1.0))
    for y, x in zip(responses, np.exp(logs), strict=True):
        found = rolling_elasticity(y.tolist(), x.tolist(), window=40, step=5)
        if isinstance(found, Rolling):
            given += 1
            held += all(a <= 1.0 <= b for a, b in zip(found.low90, found.high90, strict=True))
            changed += found.p_constant < 0.05
    print(
        f"windows of 40 in {periods}, {kind.name}: band holds all {100 * held / given:.1f} %   goal 90, "
        f"no change rejected {100 * changed / given:.1f} %   goal 5   ({given} replicates)",
        flush=True,
    )


if __name__ == "__main__":
    main()
